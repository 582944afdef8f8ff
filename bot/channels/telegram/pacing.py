"""How fast Telegram lets a bot speak, kept before Telegram has to say so.

About one message a second in a chat with short bursts, 20 a minute in a group, 30 a second over
all (core.telegram.org/bots/faq; TRUST.md, section 7, keeps below: 18 and 25). The exact rule is
unpublished, so a 429 still comes; it stops its own chat only, and the whole bot when three chats
meet one within ten seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pace:
    chat_seconds: float = 1.05
    """Between two messages in one chat; the odd twentieth is for clocks and networks."""
    chat_burst: int = 3
    group_per_minute: int = 18
    per_second: int = 25


UNPACED = Pace(chat_seconds=0.0, chat_burst=1, group_per_minute=10_000, per_second=10_000)
"""For a stand-in that has no rates to keep; never for Telegram itself."""
MINUTE = 60.0
FLOOD_WINDOW = 10.0
FLOOD_CHATS = 3
_FORGET_ABOVE = 2000
"""Chats remembered before those that have been quiet for a minute are dropped."""


@dataclass(slots=True)
class _Chat:
    due: float = 0.0
    """When the burst would be full again."""
    paused: float = 0.0
    recent: deque[float] = field(default_factory=deque)
    """Groups: when the last messages went."""


class Pacer:
    """Tells how long to wait. Times are seconds of `clock`, which never runs backwards."""

    def __init__(self, clock: Callable[[], float], pace: Pace | None = None) -> None:
        self._clock = clock
        self._pace = pace or Pace()
        self._chats: dict[str, _Chat] = {}
        self._all: deque[float] = deque(maxlen=self._pace.per_second)
        self._paused = 0.0
        self._floods: deque[tuple[float, str]] = deque()

    def wait(self, chat: str, *, group: bool) -> float:
        """Seconds until a message may go there; 0 for now."""
        now = self._clock()
        known = self._chats.get(chat)
        ready = max(now, self._paused)
        if len(self._all) == self._pace.per_second:
            ready = max(ready, self._all[0] + 1.0)
        if known is not None:
            spare = (self._pace.chat_burst - 1) * self._pace.chat_seconds
            ready = max(ready, known.paused, known.due - spare)
            if group and len(known.recent) >= self._pace.group_per_minute:
                ready = max(ready, known.recent[-self._pace.group_per_minute] + MINUTE)
        return ready - now

    def take(self, chat: str, wait: float, *, group: bool) -> None:
        """A message goes there in `wait` seconds."""
        at = self._clock() + wait
        known = self._chats.setdefault(chat, _Chat())
        known.due = max(known.due, at) + self._pace.chat_seconds
        if group:
            known.recent.append(at)
            while len(known.recent) > self._pace.group_per_minute:
                known.recent.popleft()
        self._all.append(max(at, self._all[-1]) if self._all else at)
        if len(self._chats) > _FORGET_ABOVE:
            self._forget(at)

    def flooded(self, chat: str, seconds: float) -> None:
        """Telegram answered 429 there: wait so long."""
        now = self._clock()
        known = self._chats.setdefault(chat, _Chat())
        known.paused = max(known.paused, now + seconds)
        self._floods.append((now, chat))
        while self._floods[0][0] < now - FLOOD_WINDOW:
            self._floods.popleft()
        if len({place for _, place in self._floods}) >= FLOOD_CHATS:
            self._paused = max(self._paused, now + seconds)

    def _forget(self, now: float) -> None:
        quiet = [
            chat
            for chat, known in self._chats.items()
            if max(known.due, known.paused, *known.recent) < now - MINUTE
        ]
        for chat in quiet:
            del self._chats[chat]
