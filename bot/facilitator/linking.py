"""What a typed code links: a further group to a partnership, or a second app to its owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.core import effects as say
from bot.core.cycle import Cycle
from bot.core.effects import Effect
from bot.core.events import Event, GroupLinked, Started
from bot.core.history import MOVED
from bot.core.model import Member, Partnership, Person
from bot.core.text import clean_name
from bot.core.turn import Turn
from bot.core.whole import set_up
from bot.facilitator.addressing import in_front
from bot.facilitator.codes import Heard
from bot.facilitator.saying import Saying, Sheet
from bot.store.book import Book


class Step(Protocol):
    """Steps a partnership, saves it, and says what follows."""

    def __call__(
        self, sheet: Sheet, before: Partnership | None, now: Partnership, event: Event
    ) -> None: ...


class Linking:
    """Answers whoever typed a code. In the writer's thread."""

    def __init__(
        self, cycle: Cycle, saying: Saying, step: Step, clock: Callable[[], datetime]
    ) -> None:
        self._cycle = cycle
        self._saying = saying
        self._step = step
        self._clock = clock

    # ── a further group ──────────────────────────────────────────────────────

    def in_group(self, sheet: Sheet, event: Event, given: Heard, own: Partnership | None) -> None:
        """`own`: the partnership that the group belongs to already."""
        book, place, now = sheet.book, event.place, self._clock()
        language = Turn(own, event, self._cycle).group_language if own else event.language
        target = book.load(given.partnership) if given.what == "group" else None
        if given.what == "person":
            book.use_code(given.code, now)  # whoever read it here could take the account over
            self._say(sheet, own, say.CodeNotHere(place, language, "person"), event)
        elif target is None:
            if given.what != "silence":
                self._say(sheet, own, say.CodeUnknown(place, language), event)
        elif own is not None and own.id == target.id:
            self._step(sheet, own, own, replace(event, happened=GroupLinked(own.title)))
        elif own is not None and _taken(book, own, given.person):
            self._step(sheet, own, own, replace(event, happened=GroupLinked(taken=True)))
        else:
            book.use_code(given.code, now)
            book.free_group(place, now)
            linked = GroupLinked(own.title if own else "")
            self._step(sheet, target, target, replace(event, happened=linked))

    # ── a second app ─────────────────────────────────────────────────────────

    def in_private(self, sheet: Sheet, event: Event, given: Heard) -> Event | None:
        """Where an app was linked, what it goes on with, as after every start."""
        place, language = event.place, self._spoken(sheet.book, event)
        effect: Effect | None = None
        match given.what:
            case "person" if given.person.channel == MOVED:
                return self._come_back(sheet, event, given)
            case "person":
                wrong = self._not_linked(sheet, given)
                if not wrong:
                    return self._welcomed(sheet, event, given.partnership)
                effect = say.CodeNotHere(place, language, wrong)
            case "group":
                effect = say.CodeNotHere(place, language, "group")
            case "no_invitation":
                effect = say.LinkUnknown(place, language)
            case "no_code":
                effect = say.CodeUnknown(place, language)
        if effect:
            self._say(sheet, None, effect, event)
        return None

    def _not_linked(self, sheet: Sheet, given: Heard) -> str:
        """The account becomes one person with whoever asked for the code; or why it does not
        (CodeNotHere.kind).

        A code looks like an invitation, and somebody may be talked into typing one. So it makes nobody
        what they are not: whoever is something in both apps asks for the code in the one that is more.
        """
        book, now = sheet.book, self._clock()
        primary, other = book.canonical(given.person), book.canonical(sheet.account)
        if any(app.channel == sheet.account.channel for app in book.apps(primary)):
            return "app"
        if _gains(book, primary, other):
            return "theirs"
        book.use_code(given.code, now)
        book.link_person(primary, other, now)
        return ""

    def _come_back(self, sheet: Sheet, event: Event, given: Heard) -> Event:
        """Somebody of a partnership that was moved here: from now on this account is who they are in it."""
        book, now = sheet.book, self._clock()
        person, back = book.canonical(sheet.account), False
        book.use_code(given.code, now)
        if book.take_place(given.person, person, event.place, now):
            book.set_focus(event.place, given.partnership)
            back = True
        partnership = book.load(given.partnership)
        member = partnership.members.get(person) if partnership else None
        name = (member.name or member.called) if member else ""
        organisation = partnership.organisations.get(member.organisation) if partnership and member else None
        where = organisation.name if organisation else ""
        language = self._spoken(book, event)
        if back:
            self._say(sheet, None, say.PersonIsLinked(event.place, language, name, where, back=True), event)
        return replace(event, person=person, happened=Started())

    def _welcomed(self, sheet: Sheet, event: Event, id: str) -> Event:
        """Both are told with whom they are one now, should somebody have typed what was not theirs."""
        book = sheet.book
        person = book.canonical(sheet.account)
        event = replace(event, person=person, happened=Started())
        if any(b.partnership == id for b in book.partnerships_of(person)):
            book.set_focus(event.place, id)
        partnership = book.load(id)
        giver = partnership.members.get(person) if partnership else None
        name, organisation = "", ""
        if partnership is not None and giver is not None:
            name = giver.name or giver.called
            represented = partnership.organisations.get(giver.organisation)
            organisation = represented.name if represented else ""
            self._tell_giver(sheet, event, partnership, giver)
        linked = say.PersonIsLinked(event.place, self._spoken(book, event), name, organisation)
        self._say(sheet, None, linked, event)
        return event

    def _tell_giver(
        self, sheet: Sheet, event: Event, partnership: Partnership, giver: Member
    ) -> None:
        if giver.private is None or giver.private == event.place:
            return
        language = Turn(partnership, event, self._cycle).language_of(giver)
        called, app = clean_name(event.called), event.place.channel
        linked = say.PersonIsLinked(giver.private, language, called, elsewhere=app)
        self._say(sheet, partnership, linked, event)

    def _spoken(self, book: Book, event: Event) -> str:
        """The language of someone in private, whichever partnership the chat is about."""
        id = in_front(book, event)
        partnership = book.load(id) if id else None
        return Turn(partnership, event, self._cycle).language if partnership else event.language

    def _say(
        self, sheet: Sheet, partnership: Partnership | None, effect: Effect, event: Event
    ) -> None:
        self._saying.say(sheet, partnership, [effect], event.person)


def _taken(book: Book, own: Partnership, giver: Person) -> bool:
    """Whether somebody has made the group their partnership's, or is about to. One's own beginning may
    be given up for the other partnership.
    """
    giver = book.canonical(giver)
    return set_up(own) or any(broker.person != giver for broker in own.brokers)


def _gains(book: Book, primary: Person, other: Person) -> bool:
    """Whether somebody would, as one with another, be a broker or speak for an organisation they do
    not yet.
    """
    for belonging in book.partnerships_of(other):
        partnership = book.load(belonging.partnership)
        if partnership is not None:
            nobody = Member(primary)
            mine = partnership.members.get(primary, nobody)
            theirs = partnership.members.get(other, nobody)
            if theirs.broker and not mine.broker:
                return True
            if theirs.organisation and theirs.organisation != mine.organisation:
                return True
    return False
