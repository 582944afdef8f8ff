"""The channel itself, as bot/channels/base.py asks for it, put together from the parts beside it."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from bot.channels.base import Letter, Refused, Replies, TakeIn, TryLater, Unsure
from bot.channels.line import events, shapes
from bot.channels.line.account import Account, Bot
from bot.channels.line.client import API_ROOT, DATA_ROOT, connect
from bot.channels.line.errors import TokenRejected
from bot.channels.line.names import Names
from bot.channels.line.sending import Replying, chat_path
from bot.channels.line.webhook import Receiver
from bot.core.events import Event
from bot.core.model import Person, Place
from bot.logs import log
from bot.message import Message

UNREACHABLE = "line_cannot_be_reached_trying_on"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two tries to find out who the bot is; each is twice as long as the one before."""
_NOT_MEMBER = (400, 404)
"""Not in the group, or nobody at all."""

Sleep = Callable[[float], Awaitable[None]]


class Line:
    """LINE, by webhook. See bot/channels/base.py; what is said goes out by `replies` alone."""

    name = events.NAME
    can_edit = False
    short_codes = True
    by_address = True

    def __init__(
        self,
        secret: str,
        token: str = "",
        channel_id: str = "",
        api_root: str = API_ROOT,
        data_root: str = DATA_ROOT,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`secret`: the channel secret. `token`: the long-lived access token; without it short ones
        are fetched with `channel_id` and the secret. `now`, `clock` and `sleep` are for tests.
        """
        self.bot: Bot | None = None
        """The bot's own account, known after `start`."""
        self._client = connect(secret, token, channel_id, api_root, data_root, clock=clock)
        self.account = Account(self._client)
        self._sleep = sleep
        self._names = Names(self._person_name, self._group_name)
        self.receiver = Receiver(secret=secret, names=self._names, now=now)
        """Its `hook` goes to bot.channels.http.Server."""
        self.replies: Replies | None = Replying(self._client, self._basic_id, clock=clock)

    # ── coming in ────────────────────────────────────────────────────────────

    def read(self, raw: bytes) -> Event | None:
        return events.read(raw)

    async def listen(self, take_in: TakeIn) -> None:
        """Events are taken in from the start: they wait in the store until LINE says who the bot is; and
        also after this has been cancelled, until the server that they are posted to is closed.
        """
        self.receiver.take_in = take_in
        if self.bot is None:
            await self.start()
        await asyncio.Event().wait()

    @property
    def refused(self) -> bool:
        """Whether LINE refused our access token when it was last asked for anything."""
        return self._client.refused

    # ── going out ────────────────────────────────────────────────────────────

    def fit(self, message: Message) -> tuple[Message, ...]:
        return shapes.fit(message)

    async def send(self, letter: Letter) -> str:  # noqa: ARG002
        raise Refused("said by replies")

    async def edit(self, letter: Letter, shown: str) -> None:  # noqa: ARG002
        raise Refused("said by replies")

    async def making(self, place: Place) -> None:
        """Files are fetched from an address of ours: in the chat nobody waits for one."""

    async def is_administrator(self, group: Place, person: Person) -> bool:
        """Whether the person is in the group: LINE's groups have no administrators, and everyone in
        one may put the bot in or out.
        """
        if not person.id:
            return False
        path = f"{chat_path(group.id)}/member/{quote(person.id, safe='')}"
        return bool(await self._client.get(path, also=_NOT_MEMBER))

    # ── starting and stopping ────────────────────────────────────────────────

    async def start(self) -> None:
        """Find out who the bot is; waits until LINE answers."""
        failures = 0
        while self.bot is None:
            try:
                self.bot = await self.account.bot()
            except (TryLater, Refused, Unsure) as problem:
                failures += 1
                if failures == 1 and not isinstance(problem, TokenRejected):
                    log(UNREACHABLE, level=logging.WARNING, platform=self.name)
                wait = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(failures - 1, 10))
                wait *= 0.5 + random.random()  # noqa: S311  (only spreads the tries)
                if isinstance(problem, TryLater):
                    wait = max(wait, problem.seconds)
                await self._sleep(wait)

    async def close(self) -> None:
        """Let go of all connections. Nothing can be sent afterwards."""
        await self._names.close()
        await self._client.close()

    @property
    def address(self) -> str:
        """What people find the bot by, "@…"; "" while it is not known."""
        return self._basic_id()

    def way_in(self, _token: str, typed: str) -> str:
        """The address that opens the private chat with what is typed to join; "" while the bot is not known."""
        bot, text = quote(self._basic_id(), safe=""), quote(typed, safe="")
        return shapes.CHAT.format(bot=bot, text=text) if bot else ""

    def _basic_id(self) -> str:
        return self.bot.basic_id if self.bot is not None else ""

    async def _person_name(self, person: str, group: str | None) -> str:
        who = quote(person, safe="")
        path = f"{chat_path(group)}/member/{who}" if group else f"/v2/bot/profile/{who}"
        return _named(await self._client.get(path, also=(404,)), "displayName")

    async def _group_name(self, group: str) -> str:
        """A chat of several (room) has none."""
        if not group.startswith("C"):
            return ""
        return _named(
            await self._client.get(f"{chat_path(group)}/summary", also=(404,)), "groupName"
        )


def _named(answer: object, key: str) -> str:
    name = answer.get(key) if isinstance(answer, Mapping) else None
    return name if isinstance(name, str) else ""
