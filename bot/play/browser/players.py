"""Who is in the playing: those of the samples, and whoever was added."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any

from bot.channels.local import Shown
from bot.core.model import Member, Partnership, Place
from bot.play.browser import words
from bot.play.cast import Persona
from bot.play.people import Press, Representative, options
from bot.play.scene import NotOnScreen, Scene
from bot.play.script import IN_GROUP
from bot.play.troupe import Troupe
from bot.store.book import Book

MOST_PEOPLE = 40
"""In one playing: a row of people that can still be looked over."""
MOST_LETTERS = 60
"""Of a name."""
MOST_INVITATIONS = 2
"""One that is too old, and the new one."""
MOST_ACTS = 20
"""To join; it takes about eight."""
JOINING = frozenset({"consent", "org", "same", "sector", "name", "authority", "remind"})
"""What is asked of somebody who joins; whatever else comes is theirs to do."""
UNFIT = re.compile(rf"[:\[\]()“”\\]|^[#@>~]|\s{IN_GROUP}$")
"""A transcript could not tell where such a name ends."""
OTHER = "other"

Json = dict[str, Any]


class Players:
    def __init__(self, scene: Scene, troupe: Troupe) -> None:
        self.scene = scene
        self.troupe = troupe
        self._added: dict[str, str] = {}
        """Name → organisation, of those who were added."""
        self._partnership: Partnership | None = None

    @property
    def cast(self) -> tuple[str, ...]:
        """The names, the broker's first."""
        organisations = self.troupe.samples.organisations
        people = (persona.called for each in organisations for persona in each.people)
        return (self.troupe.broker, *people, *self._added)

    @property
    def representatives(self) -> tuple[str, ...]:
        return self.cast[1:]

    def called(self, id: str) -> str:
        """The name of the person of this id, "" if there is none."""
        return next((name for name in self.cast if self.scene.person(name).id == id), "")

    def told(self) -> list[Json]:
        return [self._one(called) for called in self.cast]

    def _one(self, called: str) -> Json:
        member = self.member(called)
        broker = member.broker if member else called == self.troupe.broker
        return {
            "id": self.scene.person(called).id,
            "name": called,
            "organisation": self._organisation(called, member),
            "role": "broker" if broker else "representative",
            "joined": self.joined(called),
        }

    def _organisation(self, called: str, member: Member | None) -> str:
        if self._partnership and member and member.organisation:
            return self._partnership.organisations[member.organisation].name
        if called in self._added:
            return self._added[called]
        return "" if called == self.troupe.broker else self.troupe.samples.organisation(called).name

    # ── what the house knows ─────────────────────────────────────────────────

    @property
    def partnership(self) -> Partnership | None:
        """As it was when it was last looked at."""
        return self._partnership

    async def look(self) -> None:
        if house := self.scene.house:
            place = self.scene.group(self.troupe.group)
            self._partnership = await house.store.do(partial(_of_group, place=place))

    async def next_due(self) -> datetime | None:
        """When something becomes due in the partnership."""
        house, partnership = self.scene.house, self._partnership
        if house is None or partnership is None:
            return None
        return await house.store.do(partial(_next_due, id=partnership.id))

    def member(self, called: str) -> Member | None:
        members = self._partnership.members if self._partnership else {}
        return members.get(self.scene.person(called))

    def joined(self, called: str) -> bool:
        member = self.member(called)
        if member is None:
            return False
        return member.broker or bool(member.consented_at and member.organisation and member.authority)

    def may_set_up(self, called: str) -> bool:
        """Whether they administer the group: in the playground, whoever added the bot to it."""
        group = self.scene.group(self.troupe.group)
        return (group, self.scene.person(called)) in self.scene.local.administrators

    # ── coming ───────────────────────────────────────────────────────────────

    def problem(self, organisation: str, name: str) -> tuple[str, Json] | None:
        """Why somebody cannot come under this name: a sentence and its values."""
        given = [" ".join(text.split()) for text in (organisation, name)]
        if not all(given):
            return words.NAME_NEEDED, {}
        if any(UNFIT.search(text) or len(text) > MOST_LETTERS for text in given):
            return words.BAD_NAME, {"most": MOST_LETTERS}
        if given[1] in self.cast or given[1] == self.troupe.group:
            return words.NAME_TAKEN, {}
        if len(self.cast) >= MOST_PEOPLE:
            return words.MOST_PEOPLE, {"most": MOST_PEOPLE}
        if self.invitation() is None:
            return words.NO_INVITATION, {}
        return None

    def invitation(self) -> tuple[Shown, int] | None:
        """The newest button in the group by which one joins."""
        buttons = self.scene.local.buttons(self.scene.group(self.troupe.group))
        return next(((s, number) for s, number, b in buttons if b.opens == "join"), None)

    async def join(self, organisation: str, called: str) -> None:
        """Come by the invitation and say who one is; questions of a stage are left alone.

        Raises `NotOnScreen` where there is no invitation, `Stuck`.
        """
        if self.invitation() is None:
            raise NotOnScreen("join")
        self._added[called] = organisation
        await self.come(called)
        await self._answer(called, self.representative(called))

    async def come(self, called: str) -> None:
        """Tap the newest invitation, and the one that comes in its place when it was too old.

        Raises `NotOnScreen` where there is none.
        """
        tapped = None
        for _ in range(MOST_INVITATIONS):
            found = self.invitation()
            if found is None:
                raise NotOnScreen("join")
            if found[0] == tapped:
                return
            tapped = found[0]
            await self.scene.press(called, *found)

    def representative(self, called: str) -> Representative:
        """Who answers for them by themselves: from the samples, or with what fits any question."""
        if called not in self._added:
            return self.troupe.representative(called)
        known = self.troupe.representatives
        if called not in known:
            samples, organisation = self.troupe.samples, self._added[called]
            sector = next((o.sector for o in samples.organisations if o.name == organisation), OTHER)
            known[called] = Representative(
                self.scene.local, self.scene.private(called), Persona(called, called), organisation,
                sector, {}, samples.entries, samples.words,
            )  # fmt: skip
        return known[called]

    async def _answer(self, called: str, representative: Representative) -> None:
        place = self.scene.private(called)
        for _ in range(MOST_ACTS):
            new = self.scene.local.on(place, representative.seen)
            if not new or not _joining(new[-1], first=len(self.scene.local.on(place)) < 3):
                return
            act = representative.next()
            if act is None:
                return
            if isinstance(act, Press):
                await self.scene.press(called, act.shown, act.number)
            else:
                await self.scene.write(called, act.text)

    def acts(self, called: str) -> None:
        """They act by hand: what stood on their screen before is dealt with."""
        if called in self.representatives:
            self.representative(called).seen = self.scene.local.last


def _joining(shown: Shown, *, first: bool) -> bool:
    """Whether it asks who somebody is: by its buttons, or, the organisation's name, without any."""
    verbs = {option.verb for option in options(shown)}
    return bool(verbs & JOINING) or (first and not verbs and not shown.message.slot)


def _next_due(book: Book, *, id: str) -> datetime | None:
    return book.next_due(id)


def _of_group(book: Book, *, place: Place) -> Partnership | None:
    id = book.partnership_of_group(place)
    return None if id is None else book.load(id)
