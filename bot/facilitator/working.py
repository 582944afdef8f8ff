"""One event, one transaction: the step, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Channel
from bot.core import effects as say
from bot.core.cycle import Cycle
from bot.core.effects import Effect
from bot.core.events import Added, Blocked, Commanded, Event, Moved, Pressed, Started, Unblocked
from bot.core.model import Partnership, Place
from bot.core.reception import CONSENT_TEXT
from bot.core.step import step
from bot.core.turn import DEFAULT_LANGUAGE, LANGUAGES
from bot.facilitator import own_events
from bot.facilitator.addressing import addressed, resolved, silenced, switches
from bot.message import Message
from bot.store.book import Book
from bot.store.rows import Waiting

MOMENT = timedelta(seconds=2)
"""Two taps on one button within this time are one, by a slow thumb or a slow connection."""
REMEMBERED = 1000
"""Private chats whose last tap is remembered."""


class Render(Protocol):
    """The words for an effect; `partnership` is given when the person belongs to several."""

    def __call__(self, effect: Effect, *, partnership: str = "") -> Message: ...


class Working:
    """What the facilitator does in the writer's thread."""

    def __init__(
        self,
        cycle: Cycle,
        render: Render,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        language: str = DEFAULT_LANGUAGE,
    ) -> None:
        self._cycle = cycle
        self._render = render
        self._channels = channels
        self._clock = clock
        self._language = language
        self._pressed: dict[Place, tuple[str, datetime]] = {}
        """The last press in each private chat, to know a double tap; of no use after a restart."""

    def work(self, book: Book, waiting: Waiting) -> None:
        """Work one event of the inbox. Whatever it raises, nothing of it has happened (T2)."""
        if waiting.body.startswith(own_events.MARK):
            self._own(book, waiting)
        else:
            event = self._read(waiting)
            if event is not None and isinstance(event.happened, Blocked | Unblocked):
                self._everywhere(book, waiting, event)
            elif event is not None and event.private:
                self._in_private(book, waiting, event)
            elif event is not None:
                self._in_group(book, waiting, event)
        book.worked(waiting.id, self._clock())

    def give_up(self, book: Book, waiting: Waiting, error: str) -> None:
        """An event that cannot be worked: it is put aside, and its sender told once what to do."""
        own = waiting.body.startswith(own_events.MARK)
        event = None if own else self._read(waiting)
        book.dead(waiting.id, error, self._clock())
        if event is not None and event.private:
            self._say(book, waiting, None, [say.Failed(event.place, event.language)])

    def _read(self, waiting: Waiting) -> Event | None:
        event = self._channels[waiting.channel].read(waiting.body)
        if event is None or event.language in LANGUAGES:
            return event
        return replace(event, language=self._language)

    # ── what the bot itself found out ────────────────────────────────────────

    def _own(self, book: Book, waiting: Waiting) -> None:
        key = f"own:{waiting.id}"
        event, id = own_events.read(waiting.channel, key, waiting.body, self._clock())
        before = book.load(id) if id else None
        if before is not None:
            self._step(book, waiting, before, before, event)
        elif not id:
            self._everywhere(book, waiting, event)

    def _everywhere(self, book: Book, waiting: Waiting, event: Event) -> None:
        """Whether a person can be reached matters in each of their partnerships, and to no stranger."""
        for belonging in book.partnerships_of(event.person):
            before = book.load(belonging.partnership)
            if before is not None:
                self._step(book, waiting, before, before, event)

    # ── what people did ──────────────────────────────────────────────────────

    def _in_group(self, book: Book, waiting: Waiting, event: Event) -> None:
        if isinstance(event.happened, Moved):
            book.move_group(event.happened.old, event.happened.new, self._clock())
            return
        id = book.partnership_of_group(event.place)
        event = resolved(book, event)
        title = event.happened.title if isinstance(event.happened, Added) else ""
        if id is None:
            if isinstance(event.happened, Added | Commanded):
                fresh = Partnership(book.new_partnership_id(), (event.place,), title)
                self._step(book, waiting, None, fresh, event)
            return
        before = book.load(id)
        if before is not None:
            self._step(book, waiting, before, before, event)

    def _in_private(self, book: Book, waiting: Waiting, event: Event) -> None:
        event, id = addressed(book, event, self._clock)
        known = book.partnerships_of(event.person)
        event = replace(event, elsewhere=len(known) > 1)
        before = book.load(id) if id else None
        if self._tapped_twice(event):
            return
        if switches(event):
            self._offer_partnerships(book, waiting, event)
        elif before is None:
            if not silenced(book, event.person, event, self._clock()):
                self._lobby(book, waiting, event)
        else:
            book.set_focus(event.place, before.id)
            self._step(book, waiting, before, before, event)

    def _tapped_twice(self, event: Event) -> bool:
        """The same button again within a moment: one tap was meant, and it does nothing twice."""
        pressed = event.happened
        if not isinstance(pressed, Pressed) or not pressed.ref:
            self._pressed.pop(event.place, None)
            return False
        before = self._pressed.get(event.place)
        if len(self._pressed) >= REMEMBERED:
            self._pressed.clear()
        self._pressed[event.place] = (pressed.ref, event.at)
        return before is not None and before[0] == pressed.ref and event.at - before[1] < MOMENT

    # ── the step and what follows ────────────────────────────────────────────

    def _step(
        self,
        book: Book,
        waiting: Waiting,
        before: Partnership | None,
        now: Partnership,
        event: Event,
    ) -> None:
        first: list[Effect] = []
        if isinstance(event.happened, Pressed) and event.happened.action.startswith("switch:"):
            event = replace(event, happened=Pressed("", "start"))
            first = [say.Switched(event.place, now.language or event.language, now.name)]
        after, effects = step(now, event, self._cycle)
        cause = type(event.happened).__name__.lower()
        book.save(before, after, self._clock(), event.person, cause)
        self._say(book, waiting, after, [*first, *effects])

    def _say(
        self, book: Book, waiting: Waiting, partnership: Partnership | None, effects: list[Effect]
    ) -> None:
        now = self._clock()
        id = partnership.id if partnership else None
        for number, effect in enumerate(effects):
            dedupe = f"e:{waiting.id}:{id}:{number}"
            if isinstance(effect, say.Forget) and id:
                book.erase(id, effect.person, effect.answers_too, now)
                book.checkpoint_after_commit()
            elif isinstance(effect, say.AskRights) and id:
                book.enqueue_rights(
                    effect.to, effect.person, partnership=id, dedupe=dedupe, now=now
                )
            else:
                message = self._render(
                    effect, partnership=self._named(book, partnership, effect.to)
                )
                self._enqueue(book, effect.to, message, id, dedupe, now)

    def _enqueue(
        self, book: Book, to: Place, message: Message, id: str | None, dedupe: str, now: datetime
    ) -> None:
        """Each part of what is to be shown but once is so by itself, with a stub of its own."""
        parts = self._channels[to.channel].fit(message)
        for number, part in enumerate(parts, 1):
            if message.once:
                key = message.once if len(parts) == 1 else f"{message.once}:{number}/{len(parts)}"
                part = replace(part, once=key, stub=message.stub)  # noqa: PLW2901
            else:
                key = f"{dedupe}:{number}"
            book.enqueue(to, part, partnership=id, dedupe=key, now=now)

    def _named(self, book: Book, partnership: Partnership | None, to: Place) -> str:
        """The partnership's name, when it goes to someone who belongs to several."""
        if partnership is None or to in partnership.groups:
            return ""
        owner = next((m.person for m in partnership.members.values() if m.private == to), None)
        several = owner is not None and len(book.partnerships_of(owner)) > 1
        return partnership.name if several else ""

    # ── where no partnership is meant ────────────────────────────────────────

    def _lobby(self, book: Book, waiting: Waiting, event: Event) -> None:
        """To someone whom no partnership knows: how the bot works, or how to get a good link."""
        asked = event.happened.action if isinstance(event.happened, Pressed) else ""
        if isinstance(event.happened, Commanded):
            asked = event.happened.name
        to, language = event.place, event.language
        effect: Effect = say.Lobby(to, language)
        if isinstance(event.happened, Started) and event.happened.token:
            effect = say.LinkUnknown(to, language)
        elif asked == "help":
            effect = say.Help(to, language, broker=False)
        elif asked == "privacy":
            effect = say.Privacy(to, language, "", CONSENT_TEXT, "", consented=True)
        self._say(book, waiting, None, [effect])

    def _offer_partnerships(self, book: Book, waiting: Waiting, event: Event) -> None:
        known = book.partnerships_of(event.person)
        now = book.focus(event.place)
        choices = tuple(say.Choice(b.partnership, b.name, b.partnership == now) for b in known)
        effect: Effect = say.Lobby(event.place, event.language)
        if known:
            effect = say.Partnerships(event.place, event.language, choices)
        self._say(book, waiting, None, [effect])
