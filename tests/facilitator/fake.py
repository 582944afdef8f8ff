"""A channel that answers free of charge and bills for speaking first, in memory: LINE's rules, and no more.

A token answers once, within a minute, where it came from. A push is billed by people, a key shows
once, and whoever cannot be reached is shown nothing although the push is taken. It keeps book of
every request, and fails when it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.channels.base import (
    Letter,
    Price,
    QuotaGone,
    Refused,
    Replies,
    ReplyToken,
    TakeIn,
    TokenSpent,
    Unsure,
)
from bot.channels.local import Local
from bot.core import events
from bot.core.events import Event
from bot.core.model import Person, Place
from bot.message import Message, Raw

NAME = "line"
AT_ONCE = 5
"""Bubbles in one request."""
GOOD_FOR = timedelta(seconds=60)
TRIED_FOR = timedelta(seconds=50)
GROUP_OF = 8
"""People in each group."""
WITHOUT_TOKEN = ("unsent", "blocked", "left", "removed")

MORE: dict[str, Callable[..., events.Happening]] = {
    "unsent": events.Unsent,
    "came": events.MembersCame,
    "left": events.MemberLeft,
}


class Fault(NamedTuple):
    on: str
    """reply | push | price."""
    error: BaseException
    after: bool
    """It was done all the same, and only the answer was lost."""


class Request(NamedTuple):
    way: str
    place: Place
    key: str
    texts: tuple[str, ...]
    billed: int


class Replying(Local):
    name = NAME
    can_edit = False
    short_codes = True
    by_address = True

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.replies: Replies | None = self
        self.issued: dict[str, tuple[Place, datetime]] = {}
        self.spent: set[str] = set()
        self.keys: dict[str, list[str]] = {}
        self.friends: set[str] = set()
        self.blockers: set[str] = set()
        self.wrote: dict[str, datetime] = {}
        self.used = 0
        self.quota: int | None = None
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        """Those that showed something."""
        self.calls: list[str] = []
        """reply, push, price: every one that was made."""
        self.always_500 = False
        """After each push that was shown."""
        self.bad = ""
        """A request with a message that holds this is refused."""
        self.taken = 0
        """Events that were taken in while it listened."""
        self.slow: dict[Place, Any] = {}
        """Places in which a request waits for an event."""
        self.slow_price: Any = None
        """An event for which prices wait."""

    def carry_over(self, other: Replying) -> None:
        """Begin where another has come to."""
        for shown in other.shown:
            self._stand(shown)
        for name in ("requests", "calls"):
            setattr(self, name, list(getattr(other, name)))
        for name in ("administrators", "spent", "friends", "blockers"):
            setattr(self, name, set(getattr(other, name)))
        self.issued, self.keys = dict(other.issued), dict(other.keys)
        self.wrote = dict(other.wrote)
        self.used, self.quota = other.used, other.quota
        self._counted, self._order = other._counted, other._order

    async def listen(self, take_in: TakeIn) -> None:
        async def counted(raws: Sequence[Raw]) -> None:
            await take_in(raws)
            self.taken += len(raws)

        await super().listen(counted)

    # ── what is asked of it ──────────────────────────────────────────────────

    def read(self, raw: bytes) -> Event | None:
        line = json.loads(raw)
        did = line["did"]
        if did["what"] in MORE:
            line["did"] = {"what": "blocked"}
        event = super().read(json.dumps(line).encode())
        if event is None:
            return None
        place, person = Place(NAME, event.place.id), Person(NAME, event.person.id)
        event = replace(event, place=place, person=person)
        if did["what"] in MORE:
            rest = {key: value for key, value in did.items() if key != "what"}
            event = replace(event, happened=MORE[did["what"]](**rest))
        return event

    def token(self, raw: bytes) -> ReplyToken | None:
        line = json.loads(raw)
        if not line.get("token"):
            return None
        at = datetime.fromisoformat(line["at"])
        return ReplyToken(Place(NAME, line["place"]), line["token"], at + TRIED_FOR)

    def together(self, messages: Sequence[Message]) -> int:
        return min(AT_ONCE, len(messages))

    async def reply(self, letters: Sequence[Letter], token: str) -> Sequence[str]:
        await self._wait("reply", letters)
        fault = self._fault("reply")
        if fault and not fault.after:
            raise fault.error
        place, at = self.issued[token]
        assert {letter.place for letter in letters} == {place}
        if token in self.spent or self._clock() - at >= GOOD_FOR:
            raise TokenSpent
        self.spent.add(token)
        shown = self._all(letters, "reply", token, 0)
        if fault:
            raise fault.error
        return shown

    async def push(self, letters: Sequence[Letter], key: str) -> Sequence[str]:
        await self._wait("push", letters)
        fault = self._fault("push")
        if fault and not fault.after:
            raise fault.error
        if key not in self.keys:
            people = self._people(letters[0].place)
            if self.quota is not None and self.used + people > self.quota:
                raise QuotaGone
            self.used += people
            self.keys[key] = self._all(letters, "push", key, people)
            if self.always_500:
                raise Unsure
        if fault:
            raise fault.error
        return self.keys[key]

    async def price(self, places: Sequence[Place]) -> Price:
        self.calls.append("price")
        if self.slow_price is not None:
            await self.slow_price.wait()
        fault = self._fault("price")
        if fault:
            raise fault.error
        return Price(sum(self._people(place) for place in places), self.used, self.quota)

    async def send(self, letter: Letter) -> str:  # noqa: ARG002
        raise AssertionError("nothing is sent where answering is free")

    async def edit(self, letter: Letter, shown: str) -> None:  # noqa: ARG002
        raise AssertionError("nothing can be edited")

    async def _wait(self, way: str, letters: Sequence[Letter]) -> None:
        self.calls.append(way)
        assert 1 <= len(letters) <= AT_ONCE
        assert len({letter.place for letter in letters}) == 1
        if self.bad and any(self.bad in letter.message.text for letter in letters):
            raise Refused("not like this")
        if letters[0].place in self.slow:
            await self.slow[letters[0].place].wait()

    def _fault(self, way: str) -> Fault | None:
        found = next((fault for fault in self.faults if fault.on == way), None)
        if found:
            self.faults.remove(found)
        return found

    @staticmethod
    def _people(place: Place) -> int:
        return GROUP_OF if place.id.startswith("g") else 1

    def _all(self, letters: Sequence[Letter], way: str, key: str, billed: int) -> list[str]:
        place = letters[0].place
        texts = tuple(letter.message.text for letter in letters)
        self.requests.append(Request(way, place, key, texts, billed))
        if way == "push" and not self._reaches(place):
            return []  # taken all the same
        ids = []
        for letter in letters:
            shown = self._put(letter, f"m{self._count()}", edited=False)
            self._stand(shown)
            ids.append(shown.id)
        return ids

    def _reaches(self, place: Place) -> bool:
        """Groups, friends, and whoever wrote within a week; nobody who has blocked the bot."""
        if place.id.startswith("g"):
            return True
        wrote = self.wrote.get(place.id)
        lately = wrote is not None and self._clock() - wrote < timedelta(days=7)
        return place.id not in self.blockers and (place.id in self.friends or lately)

    # ── what people do ───────────────────────────────────────────────────────

    def fail(self, on: str, error: BaseException, *, after: bool = False, times: int = 1) -> None:
        self.faults += [Fault(on, error, after)] * times

    def did(self, did: dict[str, Any], who: str, place: str, at: datetime) -> Raw:
        raw = self.act(did, who=Person(NAME, who), called=who, place=Place(NAME, place), at=at)
        line = json.loads(raw.body)
        self._note_contact(did["what"], who, place, at)
        if did["what"] not in WITHOUT_TOKEN:
            line["token"] = f"t-{raw.key}"
            self.issued[line["token"]] = (Place(NAME, place), at)
        body = json.dumps(line, ensure_ascii=False).encode()
        sort = f"{int(at.timestamp() * 1000):015d}"
        return replace(raw, body=body, sort=sort)

    def _note_contact(self, what: str, who: str, place: str, at: datetime) -> None:
        if what == "blocked":
            self.blockers.add(who)
            self.friends.discard(who)
        elif what == "unblocked":
            self.blockers.discard(who)
            self.friends.add(who)
        elif place == who:
            self.wrote[who] = at

    @property
    def billed(self) -> int:
        return sum(request.billed for request in self.requests)

    @property
    def pushes(self) -> list[Request]:
        return [request for request in self.requests if request.way == "push"]
