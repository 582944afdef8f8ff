"""What LINE posts: one post, any number of events, each of which is taken in by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channels.base import TakeIn, TryLater
from bot.channels.http import Hook
from bot.channels.line.events import parted, unreadable, wrap
from bot.channels.line.names import Names
from bot.channels.line.payloads import Event, Part, Posted, Source, fitting
from bot.message import Raw

WEBHOOK_PATH = "/line"
"""It need not be secret: every post is signed."""
SIGNATURE_HEADER = "x-line-signature"
NOT_YET = 2.0
"""Seconds after which LINE may try again while the bot is starting."""
PAUSES = (0.1, 0.2, 0.4)
"""Seconds between the tries to take a post in. LINE posts again only if the owner of the bot has
switched that on, so one that cannot be taken in may be lost; yet it waits no more than two seconds.
"""


class Receiver:
    """Takes posted events in. The 200 goes out when `take_in` has returned, and not before."""

    def __init__(self, *, secret: str, names: Names, now: Callable[[], datetime]) -> None:
        """`secret`: the channel secret, with which LINE signs."""
        self._secret = secret
        self._names = names
        self._now = now
        self.take_in: TakeIn | None = None
        self._waiting: list[Raw] = []
        self._next: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def hook(self) -> Hook:
        """The route for bot.channels.http.Server."""
        return Hook(WEBHOOK_PATH, SIGNATURE_HEADER, self._secret, self.receive, signed=True)

    async def receive(self, body: bytes) -> None:
        """One post. Raises TryLater when it cannot be taken in; never raises on content.

        A post without events is LINE's way to see whether anybody is there.
        """
        received = self._now()
        try:
            posted: object = json.loads(body.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            posted = None
        if isinstance(posted, dict) and isinstance(posted.get("events"), list):
            raws = await self._raws(posted, body, received)
        else:
            raws = [unreadable(body, received)]
        if raws:
            await self._insist(raws)

    async def _raws(self, posted: Part, body: bytes, received: datetime) -> list[Raw]:
        envelope = fitting(posted, Posted)
        await self._names.wait([self._ask(event) for event in envelope.events])
        raws: list[Raw] = []
        for event in envelope.events:
            try:
                raws += self._wrapped(event, received, envelope.destination)
            except RecursionError:  # boxes in boxes, deeper than can be written again
                raws.append(unreadable(body, received))
        return raws

    def _ask(self, event: object) -> str:
        """Have the name asked for that the event needs; where it happened, "" if nowhere."""
        given = fitting(event, Event)
        source = fitting(given.source, Source)
        if given.type in ("leave", "unfollow"):
            self._names.part(source.place)
        elif source.private and given.type in ("message", "postback", "follow"):
            self._names.meet(source.place, again=given.type == "follow")
        elif given.type == "join" and source.group_id:
            self._names.enter(source.place)
        # What is said in a group waits for its name too, so as not to overtake the bot's joining.
        return source.place

    def _wrapped(self, event: object, received: datetime, destination: str) -> list[Raw]:
        source = fitting(fitting(event, Event).source, Source)
        name, title = self._names.known(source.user_id), self._names.known(source.group_id)
        return [
            wrap(key, part, received, destination=destination, name=name, title=title)
            for key, part in parted(event)
        ]

    async def _insist(self, raws: Sequence[Raw]) -> None:
        for pause in PAUSES:
            try:
                await self._together(raws)
            except TryLater:
                await asyncio.sleep(pause)
            else:
                return
        await self._together(raws)

    async def _together(self, raws: Sequence[Raw]) -> None:
        """Posts that come while others are being taken in are taken in as one after them: a
        thousand at once are then a few transactions. Raises TryLater, to all of them.
        """
        self._waiting += raws
        if self._next is None:
            self._next = asyncio.create_task(self._take_in())
        # Whoever goes away must not take the others with them.
        await asyncio.shield(self._next)

    async def _take_in(self) -> None:
        async with self._one_at_a_time:
            raws, self._waiting, self._next = self._waiting, [], None
            if self.take_in is None:
                raise TryLater(NOT_YET)
            await self.take_in(raws)
