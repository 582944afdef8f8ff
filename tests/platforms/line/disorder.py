"""LINE at its worst: every webhook comes twice, and of two that follow each other the later comes first."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.platforms.line.chats import Chats

ALONE = 0.12
"""Seconds after which a webhook that finds no companion is sent by itself."""


class Doubled(Chats):
    """Every webhook comes twice; every second time the copy says that it is one."""

    _told = False
    _conversation = ""
    """In which somebody acted last."""

    def before(self, conversation: str) -> None:
        """Before anybody acts."""
        self._conversation = conversation
        self._told = not self._told
        self.control.next_webhook("duplicate", count=1, is_redelivery=self._told)

    def after(self) -> None:
        """After somebody acted."""

    def send(self, user: str, text: str, chat: str | None = None, **more: Any) -> dict[str, Any]:
        self.before(chat or user)
        sent = super().send(user, text, chat, **more)
        self.after()
        return sent

    def press(
        self,
        user: str,
        label: str,
        message_id: str | None = None,
        chat: str | None = None,
        value: str | None = None,
    ) -> None:
        self.before(chat or user)
        super().press(user, label, message_id, chat, value)
        self.after()

    def follow(self, user: str, url: str) -> None:
        self.before(user)
        super().follow(user, url)
        self.after()


class Reversed(Doubled):
    """And in pairs, the later of the two first.

    Two of one conversation come in one post: between two posts lies what this machine makes of it,
    and the bot waits for an earlier event only so long (`facilitator.SETTLE`).
    """

    def __init__(self, control: Any, log: Path) -> None:
        super().__init__(control, log)
        self._held_since = 0.0
        self._one = False
        """Those that are held are of one conversation."""
        self.pairs = 0
        """Pairs of one conversation that came in the wrong order."""

    def before(self, conversation: str) -> None:
        if not self._held_since:
            self.control.hold()
        self._one = bool(self._held_since) and self._conversation == conversation
        self.pairs += self._one
        super().before(conversation)

    def after(self) -> None:
        if not self._held_since:
            self._held_since = time.monotonic()
        else:
            self._release()

    def together(self) -> None:
        """Nobody else's webhook makes a pair with what comes now."""
        if self._held_since:
            self._one = False
            self._release()

    def pump(self) -> None:
        if self._held_since and time.monotonic() - self._held_since > ALONE:
            self._release()
        super().pump()

    def settle(self, quiet: float = 0.4, timeout: float = 30.0) -> None:
        if self._held_since:
            self._release()
        super().settle(quiet, timeout)

    def _release(self) -> None:
        self._held_since = 0.0
        self.control.release(order="reverse", batch=2 if self._one else 1)
