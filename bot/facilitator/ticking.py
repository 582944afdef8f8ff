"""Time passes: which partnerships are to be looked at, and the one message a day to each person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import effects as say
from bot.core.calendar import today
from bot.core.cycle import Cycle
from bot.core.effects import Effect
from bot.core.events import Event, Pressed, Said, TimePassed
from bot.core.hours import Holidays, holidays_before
from bot.core.model import Partnership, Person
from bot.core.reminding import EVERYWHERE, section_for
from bot.core.step import step
from bot.core.timing import next_due
from bot.core.words import command
from bot.facilitator import own_events
from bot.facilitator.reaching import Reaching, place_of
from bot.store.book import Book

AT_ONCE = 20
"""Partnerships that one tick takes up; the others are due at the next, at once."""
AGAIN = timedelta(hours=1)
"""What was taken up and could not be worked is taken up anew after so long."""
AGAIN_LATE = timedelta(days=1)
"""After so long of trying in vain it is tried only as often as that."""
CAUSE = "timepassed"


class Ticking:
    """What the facilitator does about time, in the writer's thread."""

    def __init__(
        self,
        cycle: Cycle,
        reaching: Reaching,
        clock: Callable[[], datetime],
        is_holiday: Holidays,
    ) -> None:
        self._cycle = cycle
        self._reaching = reaching
        self._clock = clock
        self._is_holiday = is_holiday

    # ── when ─────────────────────────────────────────────────────────────────

    def tick(self, book: Book) -> int:
        """Put an event into the inbox for each partnership that is due; how many there were."""
        now = self._clock()
        found = book.due_partnerships(now, AT_ONCE)
        for id, due in found:
            partnership = book.load(id)
            place = place_of(partnership) if partnership else None
            if place is None:
                book.set_next_due(id, None)
                continue
            body = own_events.time_passed(place, id, due)
            key = f"time:{id}:{due.isoformat()}"
            first = book.put_event(place.channel, key, place.id, body, now)
            # Else it could not be worked, or a clock that was put back comes by the same moment twice.
            if not first:
                book.put_event(place.channel, f"{key}:{now.isoformat()}", place.id, body, now)
            lately = first or now - due < AGAIN_LATE
            book.put_off(id, now + (AGAIN if lately else AGAIN_LATE))
        return len(found)

    def with_holiday(self, event: Event) -> Event:
        """The event with what only the calendar knows."""
        if not isinstance(event.happened, TimePassed):
            return event
        day = today(event.at)
        holiday, row = self._is_holiday(day), holidays_before(day, self._is_holiday)
        return replace(event, happened=replace(event.happened, holiday=holiday, row=row))

    def note(self, book: Book, partnership: Partnership, event: Event) -> None:
        """After a step: when the partnership is to be looked at next. What is due already stays so until
        it has been looked at, whatever else happens in between."""
        now = self._clock()
        if isinstance(event.happened, TimePassed):
            now = event.at
        elif book.awaits_look(partnership.id, now):
            return
        book.set_next_due(partnership.id, next_due(partnership, self._cycle, now, self._is_holiday))

    # ── one message a day ────────────────────────────────────────────────────

    def whole(
        self, book: Book, before: Partnership, after: Partnership, effects: Sequence[Effect]
    ) -> list[Effect]:
        """The effects, each daily message with what waits in the person's other partnerships."""
        out: list[Effect] = []
        for effect in effects:
            if not isinstance(effect, say.Daily):
                out.append(effect)
            elif not self._reaching.goes_out(book, effect.to, after.id, self._clock()):
                after = self._unsaid(book, before, after, effect.person)
            elif not self._told_today(book, after.id, effect.person):
                more = self._more(book, after.id, effect.person)
                out.append(replace(effect, sections=(*effect.sections, *more)))
        return out

    def _others(self, book: Book, id: str, person: Person) -> list[Partnership]:
        ids = (b.partnership for b in book.partnerships_of(person) if b.partnership != id)
        return [p for p in (book.load(other) for other in ids) if p is not None]

    def _told_today(self, book: Book, id: str, person: Person) -> bool:
        day = today(self._clock())
        others = self._others(book, id, person)
        return any(p.members[person].reminded_on == day for p in others if person in p.members)

    def _more(self, book: Book, id: str, person: Person) -> list[say.Section]:
        """What waits for the person elsewhere; from then on they have been reminded there, too."""
        now = self._clock()
        holiday = self._is_holiday(today(now))
        row = holidays_before(today(now), self._is_holiday)
        sections: list[say.Section] = []
        for other in self._others(book, id, person):
            if person not in other.members:
                continue
            section = section_for(other, self._cycle, person, now, holiday=holiday, row=row)
            sections += [section] if section else []
            told = replace(other.members[person], reminded_on=today(now))
            book.save(other, other.with_member(told), now, None, CAUSE)
        return sections

    def _unsaid(
        self, book: Book, before: Partnership, after: Partnership, person: Person
    ) -> Partnership:
        """It would lie held and come out stale: it is not said, and does not count as said."""
        was = before.members[person].reminded_on
        undone = after.with_member(replace(after.members[person], reminded_on=was))
        book.save(after, undone, self._clock(), None, CAUSE)
        return undone

    # ── what holds everywhere ────────────────────────────────────────────────

    def spread(self, book: Book, id: str, event: Event) -> None:
        """A rest from reminders, or none any more: in the person's other partnerships too, without a word."""
        happened = event.happened
        typed = command(happened.text) if isinstance(happened, Said) else None
        action = happened.action if isinstance(happened, Pressed) else typed
        if action not in EVERYWHERE:
            return
        event = replace(event, happened=Pressed("", action))
        for other in self._others(book, id, event.person):
            after, _ = step(other, event, self._cycle)
            book.save(other, after, self._clock(), event.person, "pressed")
