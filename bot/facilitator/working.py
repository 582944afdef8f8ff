"""One event, one transaction: the step, and everything that follows from it."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.core import effects as say
from bot.core.cycle import Cycle
from bot.core.effects import Effect
from bot.core.events import (
    Added,
    Blocked,
    Commanded,
    Edited,
    Event,
    MembersCame,
    Moved,
    Pressed,
    PriceFound,
    RightsFound,
    Said,
    Sent,
    Started,
    Unblocked,
    Unsent,
)
from bot.core.hours import Holidays, none_known
from bot.core.menu import waits_there
from bot.core.model import Partnership, Person, Place
from bot.core.reception import CONSENT_TEXT
from bot.core.step import step
from bot.core.turn import DEFAULT_LANGUAGE, LANGUAGES, Turn
from bot.core.whole import set_up
from bot.core.words import command
from bot.counts import count
from bot.facilitator import codes, own_events
from bot.facilitator.addressing import (
    addressed,
    calls,
    lapsed,
    quoting,
    resolved,
    silenced,
    switches,
)
from bot.facilitator.enclosing import Enclosing
from bot.facilitator.expected import Expected
from bot.facilitator.floods import FAST, TOGETHER_AFTER, Floods, Flow
from bot.facilitator.linking import Linking
from bot.facilitator.reaching import Reaching
from bot.facilitator.saying import Render, Saying, Sheet
from bot.facilitator.ticking import Ticking
from bot.logs import log
from bot.message import ASKS
from bot.store.book import Book
from bot.store.rows import Waiting

MOMENT = timedelta(seconds=2)
"""Two taps on one button within this time are one, by a slow thumb or a slow connection."""
REMEMBERED = 1000
"""Private chats whose last tap and last events are remembered."""

MOST_LOOKED_INTO = 12
"""Partnerships of one person in which it is looked up what waits for them, when they ask for the list."""
OWN_DATA = frozenset({"mydata", "ownfile", "erase"})
"""Commands about what is kept of oneself."""


class Working:
    """What the facilitator does in the writer's thread."""

    def __init__(
        self,
        cycle: Cycle,
        render: Render,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        expected: Expected,
        language: str = DEFAULT_LANGUAGE,
        is_holiday: Holidays = none_known,
        *,
        enclosing: Enclosing,
        floods: Floods | None = None,
    ) -> None:
        """Without `floods` people may send as much as they like."""
        self._floods = floods
        self._cycle = cycle
        self._channels = channels
        self._clock = clock
        self._language = language
        self._expected = expected
        self._reaching = Reaching(channels)
        self.ticking = Ticking(cycle, self._reaching, clock, is_holiday)
        self._saying = Saying(render, channels, clock, self._reaching, expected, enclosing)
        self._linking = Linking(cycle, self._saying, self._step, clock)
        self._recent: dict[Place, deque[int]] = {}
        """What was worked last in each private chat. After a restart no answer of before is dropped."""
        self._pressed: dict[Place, tuple[str, datetime, str]] = {}
        """The last press in each private chat, to know a double tap; of no use after a restart."""

    def work(self, book: Book, waiting: Waiting) -> None:
        """Work one event of the inbox. Whatever it raises, nothing of it has happened (T2)."""
        if waiting.body.startswith(own_events.MARK):
            self._own(book, waiting)
            book.worked(waiting.id, self._clock())
            return
        event = self._read(waiting)
        flow = Flow.CALM if event is None or self._floods is None else self._floods.flow(event)
        if event is not None and flow in (Flow.CALM, Flow.FAST):
            if event.private:
                self._remember(event.place, waiting.id)
            self._happened(Sheet(book, waiting.id, event.person), event, waiting)
        elif event is not None:
            self._leave_out(book, event, waiting, tell=flow is Flow.FIRST_TOO_MUCH)
        self._note_token(book, waiting)
        if event is not None and flow is Flow.FAST and event.private:
            self._answer_together(book, event.place, waiting.id)  # although there is a new chance to answer
        book.worked(waiting.id, self._clock())

    def _answer_together(self, book: Book, place: Place, inbox_id: int) -> None:
        """Of the answers to what somebody sends faster than anyone reads only the last is given: the last
        question, and what was said last. What others' doings brought there is nobody's to drop.
        """
        now = self._clock()
        book.put_off_answers(place, now + TOGETHER_AFTER)
        answers = book.unseen_answers(place, inbox_id)
        if not answers:
            return
        asks, recent = _ask(answers), self._recent[place]
        for id in [id for id in recent if id != inbox_id]:
            if asks or not _ask(book.unseen_answers(place, id)):
                book.drop_answers(place, id, now)
                recent.remove(id)

    def _remember(self, place: Place, inbox_id: int) -> None:
        if len(self._recent) >= REMEMBERED and place not in self._recent:
            self._recent.clear()
        self._recent.setdefault(place, deque(maxlen=FAST + 1)).append(inbox_id)

    def _leave_out(self, book: Book, event: Event, waiting: Waiting, *, tell: bool) -> None:
        log("flood", level=logging.WARNING, platform=waiting.channel, inbox_id=waiting.id)
        count("flooded_total", platform=waiting.channel)
        if tell and event.private:
            sheet = Sheet(book, waiting.id, event.person)
            self._say(sheet, None, [say.Flooded(event.place, event.language)], event)

    def give_up(self, book: Book, waiting: Waiting, error: str) -> None:
        """An event that cannot be worked: it is put aside, and its sender told once what to do."""
        own = waiting.body.startswith(own_events.MARK)
        event = None if own else self._read(waiting)
        book.dead(waiting.id, error, self._clock())
        if event is not None and event.private:
            sheet = Sheet(book, waiting.id, event.person)
            self._say(sheet, None, [say.Failed(event.place, event.language)], event)
            self._note_token(book, waiting)

    def _read(self, waiting: Waiting) -> Event | None:
        event = self._channels[waiting.channel].read(waiting.body)
        if event is None or event.language in LANGUAGES:
            return event
        return replace(event, language=self._language)

    def _note_token(self, book: Book, waiting: Waiting) -> None:
        """The chance to answer: only now, so that what was just said goes out with what had waited."""
        replies = self._channels[waiting.channel].replies
        token = replies.token(waiting.body) if replies else None
        if token is not None:
            book.note_reply_token(token, self._clock())

    # ── what the bot itself found out ────────────────────────────────────────

    def _own(self, book: Book, waiting: Waiting) -> None:
        key = f"own:{waiting.id}"
        own = own_events.read(waiting.channel, key, waiting.body, self._clock())
        event, sheet = own.event, Sheet(book, waiting.id, own.event.person)
        if isinstance(event.happened, Blocked):
            self._reaching.note(book, event)
        event = replace(event, person=book.canonical(event.person))
        event = self.ticking.with_holiday(event)
        before = book.load(own.partnership) if own.partnership else None
        if before is not None and own.failed:
            language = Turn(before, event, self._cycle).language
            self._say(sheet, before, [say.Failed(event.place, language)], event)
        elif before is not None:
            self._step(sheet, before, before, event)
        elif not own.partnership:
            self._everywhere(sheet, event)
        if isinstance(event.happened, PriceFound | RightsFound):
            self._expected.end(event.place)

    def _everywhere(self, sheet: Sheet, event: Event) -> None:
        """Whether a person can be reached, or took something back, matters in each of their partnerships."""
        for belonging in sheet.book.partnerships_of(event.person):
            before = sheet.book.load(belonging.partnership)
            if before is not None:
                self._step(sheet, before, before, event)

    # ── what people did ──────────────────────────────────────────────────────

    def _happened(self, sheet: Sheet, event: Event, waiting: Waiting) -> None:
        kept = self._reaching.note(sheet.book, event)
        self._did(sheet, event, waiting)
        if not kept:
            self._reaching.note(sheet.book, event)

    def _did(self, sheet: Sheet, event: Event, waiting: Waiting) -> None:
        book = sheet.book
        if event.person.id:
            event = replace(event, person=book.canonical(event.person))
        if isinstance(event.happened, Unsent):
            book.note_unsent(event.place.channel, event.happened.message, self._clock())
        elif self._taken_back(book, event):
            return
        if isinstance(event.happened, Blocked | Unblocked):
            self._everywhere(sheet, event)
            replies = self._channels[waiting.channel].replies
            if isinstance(event.happened, Unblocked) and replies and replies.token(waiting.body):
                self._in_private(sheet, replace(event, happened=Started()))
        elif event.private and isinstance(event.happened, Unsent):
            self._everywhere(sheet, event)
        elif event.private:
            self._in_private(sheet, event)
        else:
            self._in_group(sheet, event)

    @staticmethod
    def _taken_back(book: Book, event: Event) -> bool:
        """A message that was unsent before it was worked."""
        happened = event.happened
        if not isinstance(happened, Said | Sent | Edited) or not happened.message:
            return False
        return book.was_unsent(event.place.channel, happened.message)

    def _in_group(self, sheet: Sheet, event: Event) -> None:
        book = sheet.book
        if isinstance(event.happened, Moved):
            book.move_group(event.happened.old, event.happened.new, self._clock())
            return
        event = quoting(book, resolved(book, event))
        given = codes.heard(book, event, self._clock())
        id = book.partnership_of_group(event.place)
        before = book.load(id) if id else None
        if given is not None:
            self._linking.in_group(sheet, event, given, before)
        elif before is not None:
            self._step(sheet, before, before, event)
        elif id is None and calls(event):
            title = event.happened.title if isinstance(event.happened, Added) else ""
            fresh = Partnership(book.new_partnership_id(), (event.place,), title)
            self._step(sheet, None, fresh, event)

    def _in_private(self, sheet: Sheet, event: Event) -> None:
        book = sheet.book
        given = codes.heard(book, event, self._clock())
        if given is not None and given.what == "invitation":
            event = replace(event, happened=Started(given.code))
        elif given is not None:
            linked = self._linking.in_private(sheet, event, given)
            if linked is None:
                return
            event = linked
        event, id = addressed(book, event, self._clock)
        known = book.partnerships_of(event.person)
        event = replace(event, elsewhere=len(known) > 1)
        before = book.load(id) if id else None
        if self._tapped_twice(event):
            return
        if switches(event):
            self._offer_partnerships(sheet, event)
        elif before is None:
            if not silenced(book, event.person, event, self._clock()):
                self._lobby(sheet, event)
        else:
            book.set_focus(event.place, before.id)
            self._step(sheet, before, before, event, tells=True)
            self.ticking.spread(book, before.id, event)

    def _tapped_twice(self, event: Event) -> bool:
        """The same button again within a moment: one tap was meant, and it does nothing twice."""
        pressed = event.happened
        if not isinstance(pressed, Pressed) or not pressed.ref:
            self._pressed.pop(event.place, None)
            return False
        before = self._pressed.get(event.place)
        if len(self._pressed) >= REMEMBERED:
            self._pressed.clear()
        self._pressed[event.place] = (pressed.ref, event.at, event.id)
        if before is None or before[2] == event.id:  # the same one again, for the disk failed
            return False
        return before[0] == pressed.ref and event.at - before[1] < MOMENT

    # ── the step and what follows ────────────────────────────────────────────

    def _step(
        self,
        sheet: Sheet,
        before: Partnership | None,
        now: Partnership,
        event: Event,
        *,
        tells: bool = False,
    ) -> None:
        """`tells`: a broker hears of what cannot be on its way to others yet."""
        book = sheet.book
        first: list[Effect] = []
        if isinstance(event.happened, Pressed) and event.happened.action.startswith("switch:"):
            event = replace(event, happened=Pressed("", "start"))
            first = [say.Switched(event.place, now.language or event.language, now.name)]
        event = self._reaching.sighted(book, event, now)
        after, effects = step(now, event, self._cycle)
        cause = type(event.happened).__name__.lower()
        book.save(before, after, self._clock(), event.person, cause)
        for person in _fallen(now, after):
            book.close_board(after.id, person, self._clock())
        effects = self.ticking.whole(book, now, after, effects)
        self.ticking.note(book, after, event)
        told = self._say(sheet, after, [*first, *effects], event)
        if tells:
            self._tell_what_waits(sheet, after, event, told)

    def _say(
        self, sheet: Sheet, partnership: Partnership | None, effects: list[Effect], event: Event
    ) -> set[Place]:
        return self._saying.say(sheet, partnership, effects, event.person)

    def _tell_what_waits(
        self, sheet: Sheet, partnership: Partnership, event: Event, told: set[Place]
    ) -> None:
        member = partnership.members.get(event.person)
        if member is None or not member.broker:
            return
        book, now, id = sheet.book, self._clock(), partnership.id
        others = told - {event.place}
        waits = {p for p in others if not self._reaching.goes_out(book, p, id, now)}
        if waits:
            groups = len(waits & set(partnership.groups))
            language = Turn(partnership, event, self._cycle).language
            effect = say.Waits(event.place, language, groups, len(waits) - groups)
            self._say(sheet, partnership, [effect], event)

    # ── where no partnership is meant ────────────────────────────────────────

    def _lobby(self, sheet: Sheet, event: Event) -> None:
        """To someone whom no partnership knows: how the bot works, or how to get a good link."""
        asked = event.happened.action if isinstance(event.happened, Pressed) else ""
        if isinstance(event.happened, Commanded):
            asked = event.happened.name
        elif isinstance(event.happened, Said):
            asked = command(event.happened.text) or ""
        to, language = event.place, event.language
        effect: Effect = say.Lobby(to, language)
        if isinstance(event.happened, Started) and event.happened.token:
            effect = say.LinkUnknown(to, language, renewed=self._invited_anew(sheet, event))
        elif asked == "help":
            effect = say.Help(to, language, broker=False)
        elif asked == "privacy":
            effect = say.Privacy(to, language, "", CONSENT_TEXT, "", consented=True)
        elif asked in OWN_DATA:
            effect = say.NothingKept(to, language)
        self._say(sheet, None, [effect], event)

    def _invited_anew(self, sheet: Sheet, event: Event) -> bool:
        """Whoever tapped a group's button after its days finds a new one there."""
        book = sheet.book
        id = lapsed(book, event, self._clock())
        now = book.load(id) if id else None
        if now is None or not (set_up(now) and now.groups):
            return False
        for group in now.groups:
            came = replace(event, place=group, private=False, happened=MembersCame())
            self._step(sheet, now, now, came)
        return True

    def _offer_partnerships(self, sheet: Sheet, event: Event) -> None:
        book = sheet.book
        known = book.partnerships_of(event.person)
        now = book.focus(event.place)
        choices = tuple(say.Choice(b.partnership, b.name, b.partnership == now) for b in known)
        effect: Effect = say.Lobby(event.place, event.language)
        if known:
            looked_at = (book.load(b.partnership) for b in known[:MOST_LOOKED_INTO])
            waits = [waits_there(one, event, self._cycle) if one else None for one in looked_at]
            waits += [None] * (len(known) - len(waits))
            effect = say.Partnerships(event.place, event.language, choices, tuple(waits))
        self._say(sheet, None, [effect], event)


def _fallen(before: Partnership, after: Partnership) -> tuple[Person, ...]:
    """Who was a broker and is none any more: the page that is open for them is closed."""
    left = {member.person for member in after.brokers}
    return tuple(member.person for member in before.brokers if member.person not in left)


def _ask(slots: list[str]) -> bool:
    return any(slot.startswith(ASKS) for slot in slots)
