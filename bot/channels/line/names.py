"""Who is called what. LINE's webhooks carry ids only; names are asked for, and kept in memory.

A name is asked for when somebody writes to the bot in private or becomes its friend, a group's when
the bot is put into it. The webhook waits for it a moment and no longer: it has two seconds.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable

from bot.channels.base import Gone, NotThere, Refused, TryLater, Unsure

MOST = 10_000
"""Names kept; the one that was longest not asked for goes first."""
AT_ONCE = 8
"""Names asked for together; more are asked for another time: in a rush answering in time comes first."""
PATIENCE = 0.6
"""Seconds that a webhook waits for names (LINE waits two for the webhook)."""

AskPerson = Callable[[str, str | None], Awaitable[str]]
"""What a person is called; the group in which they are, or None for a private chat."""
AskGroup = Callable[[str], Awaitable[str]]
"""What a group is called."""

_NO_ANSWER = (Gone, NotThere, Refused, TryLater, Unsure, OSError, TimeoutError)


class Names:
    def __init__(self, person: AskPerson, group: AskGroup) -> None:
        """Either may raise what a channel's `send` raises: the name is then not known."""
        self._person = person
        self._group = group
        self._known: OrderedDict[str, str] = OrderedDict()
        self._asking: dict[str, asyncio.Task[None]] = {}

    def known(self, id: str) -> str:
        """The name of a person or group, "" as long as it is not known."""
        if id in self._known:
            self._known.move_to_end(id)
        return self._known.get(id, "")

    def meet(self, person: str, *, again: bool = False) -> None:
        """Have the name of somebody in private asked for, unless it is known; `again`: even then."""
        if again or not self.known(person):
            self._ask(person, lambda: self._person(person, None))

    def enter(self, group: str) -> None:
        """Have the group's name asked for; it may have changed since the last time."""
        self._ask(group, lambda: self._group(group))

    def part(self, id: str) -> None:
        """A person is no friend any more, or the bot was put out of a group: nothing is kept."""
        self._known.pop(id, None)

    async def wait(self, ids: Iterable[str]) -> None:
        """Until the names that are being asked for are there, but not long.

        Nobody is waited for twice: of whom nothing was learned the first time, or whose name is to
        be learned anew, it comes when it comes.
        """
        asking = {self._asking[id] for id in ids if id in self._asking and id not in self._known}
        if asking:
            await asyncio.wait(asking, timeout=PATIENCE)

    async def close(self) -> None:
        """Ask no more."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _ask(self, id: str, ask: Callable[[], Awaitable[str]]) -> None:
        if id and id not in self._asking and len(self._asking) < AT_ONCE:
            self._asking[id] = asyncio.create_task(self._learn(id, ask))
            self._asking[id].add_done_callback(lambda _: self._asking.pop(id))

    async def _learn(self, id: str, ask: Callable[[], Awaitable[str]]) -> None:
        try:
            name = await ask()
        except _NO_ANSWER:
            name = ""
        self._known[id] = name or self._known.get(id, "")
        self._known.move_to_end(id)
        while len(self._known) > MOST:
            self._known.popitem(last=False)
