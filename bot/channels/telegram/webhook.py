"""Updates by webhook instead of the long poll: for those who have a public https address."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import TakeIn, TryLater
from bot.channels.http import Hook
from bot.channels.telegram.updates import unreadable, wrap
from bot.message import Raw

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (its name, not its value)
NOT_YET = 2.0
"""Seconds after which Telegram may try again while the bot is starting."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram is to post to: a path made anew at each start, and a secret that it must show.

    Without a secret from the settings that is made anew too. Nobody can guess either.
    """

    public: str
    """https address under which this server's root is reached, without the path."""
    path: str = field(default_factory=lambda: f"/telegram/{secrets.token_urlsafe(16)}", repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def url(self) -> str:
        return self.public.rstrip("/") + self.path


class Receiver:
    """Takes posted updates in. The 200 goes out when `take_in` has returned, and not before."""

    def __init__(
        self, webhook: Webhook, noticed: Callable[[Raw], None], now: Callable[[], datetime]
    ) -> None:
        self.webhook = webhook
        self._noticed = noticed
        self._now = now
        self.take_in: TakeIn | None = None

    @property
    def hook(self) -> Hook:
        """The route for bot.channels.http.Server."""
        return Hook(self.webhook.path, SECRET_HEADER, self.webhook.secret, self.receive)

    async def receive(self, body: bytes) -> None:
        """One post. Raises TryLater while nobody can take it in; never raises on content."""
        if self.take_in is None:
            raise TryLater(NOT_YET)
        try:
            update: object = json.loads(body)
        except (ValueError, RecursionError):
            raw = unreadable(body, self._now())
        else:
            raw = wrap(update, self._now())
        self._noticed(raw)
        await self.take_in([raw])
