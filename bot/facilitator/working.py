"""One event, one transaction: which partnership it is about, the step, and everything that follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Channel
from bot.core import effects as say
from bot.core import words
from bot.core.cycle import Cycle
from bot.core.effects import Effect
from bot.core.events import Added, Commanded, Event, Moved, Pressed, RightsFound, Said, Started
from bot.core.model import Partnership, Person, Place
from bot.core.reception import CONSENT_TEXT
from bot.core.step import step
from bot.core.text import tidy
from bot.facilitator import own_events
from bot.message import Message
from bot.store.book import Book
from bot.store.rows import Waiting

WRONG_TOKENS = 5
WRONG_TOKENS_WITHIN = timedelta(minutes=10)
"""TRUST.md, threats: after so many wrong invitations within this time a person gets no answer."""

_LEADING = re.compile(r"^[\W\d_]+")
"""Numbers, ticks and arrows before a button's words."""


class Render(Protocol):
    """The words for an effect; `partnership` is given when the person belongs to several."""

    def __call__(self, effect: Effect, *, partnership: str = "") -> Message: ...


class Working:
    """What the facilitator does in the writer's thread. Holds no state of its own."""

    def __init__(
        self,
        cycle: Cycle,
        render: Render,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
    ) -> None:
        self._cycle = cycle
        self._render = render
        self._channels = channels
        self._clock = clock

    def work(self, book: Book, waiting: Waiting) -> None:
        """Work one event of the inbox. Whatever it raises, nothing of it has happened (T2)."""
        event = self._read(waiting)
        if event is not None:
            if event.private:
                self._in_private(book, waiting, event)
            else:
                self._in_group(book, waiting, event)
        book.worked(waiting.id, self._clock())

    def give_up(self, book: Book, waiting: Waiting, error: str) -> None:
        """An event that cannot be worked: it is put aside, and its sender told once what to do."""
        event = self._read(waiting) if error != "UnicodeDecodeError" else None
        book.dead(waiting.id, error, self._clock())
        if event is not None and event.private:
            self._say(book, waiting, None, [say.Failed(event.place, event.language or "th")])

    def _read(self, waiting: Waiting) -> Event | None:
        if waiting.body.startswith(own_events.MARK):
            key = f"own:{waiting.id}"
            return own_events.read(waiting.channel, key, waiting.body, self._clock())
        return self._channels[waiting.channel].read(waiting.body)

    # ── in a group ───────────────────────────────────────────────────────────

    def _in_group(self, book: Book, waiting: Waiting, event: Event) -> None:
        if isinstance(event.happened, Moved):
            book.move_group(event.happened.old, event.happened.new)
            return
        id = book.partnership_of_group(event.place)
        event = self._resolved(book, event)
        title = event.happened.title if isinstance(event.happened, Added) else ""
        if id is None:
            if isinstance(event.happened, Added | Commanded):
                fresh = Partnership(book.new_partnership_id(), (event.place,), title)
                self._step(book, waiting, None, fresh, event)
            return
        before = book.load(id)
        if before is not None:
            self._step(book, waiting, before, before, event)

    # ── in private ───────────────────────────────────────────────────────────

    def _in_private(self, book: Book, waiting: Waiting, event: Event) -> None:
        event, id = self._addressed(book, event)
        known = book.partnerships_of(event.person)
        event = replace(event, elsewhere=len(known) > 1)
        if _switches(event):
            self._offer_partnerships(book, waiting, event)
        elif id is None:
            if not self._silenced(book, event):
                self._lobby(book, waiting, event)
        else:
            before = book.load(id)
            if before is None:
                self._lobby(book, waiting, event)
                return
            if not isinstance(event.happened, RightsFound):
                book.set_focus(event.place, id)
            self._step(book, waiting, before, before, event)

    def _addressed(self, book: Book, event: Event) -> tuple[Event, str | None]:
        """The event with its button or invitation looked up, and the partnership it is about."""
        if isinstance(event.happened, Said):
            event = self._typed(book, event, event.happened)
        happened = event.happened
        if isinstance(happened, RightsFound):
            return event, book.partnership_of_group(happened.group)
        if isinstance(happened, Started) and happened.token:
            return self._invited(book, event, happened)
        if isinstance(happened, Pressed):
            event = self._resolved(book, event)
            return event, self._pressed_in(book, event)
        return event, self._in_front(book, event)

    def _in_front(self, book: Book, event: Event) -> str | None:
        focus = book.focus(event.place)
        if focus is not None:
            return focus
        known = book.partnerships_of(event.person)
        return known[0].partnership if known else None

    def _invited(self, book: Book, event: Event, started: Started) -> tuple[Event, str | None]:
        invitation = book.invitation(started.token, self._clock())
        if invitation is None:
            book.note_wrong_token(event.person, self._clock())
            return event, None
        kind = replace(started, kind=invitation.kind)
        return replace(event, happened=kind), invitation.partnership

    def _silenced(self, book: Book, event: Event) -> bool:
        """Whoever tries invitations at random gets no answer after a few."""
        if not (isinstance(event.happened, Started) and event.happened.token):
            return False
        since = self._clock() - WRONG_TOKENS_WITHIN
        return book.wrong_tokens(event.person, since) > WRONG_TOKENS

    # ── buttons ──────────────────────────────────────────────────────────────

    def _resolved(self, book: Book, event: Event) -> Event:
        """What the pressed button means, from our own record. Only where it was shown does it mean anything."""
        if not isinstance(event.happened, Pressed) or event.happened.action:
            return event
        offered = book.pressed(event.happened.ref)
        there = offered is not None and offered.place == event.place
        action = offered.action if offered and there else ""
        return replace(event, happened=replace(event.happened, action=action))

    def _pressed_in(self, book: Book, event: Event) -> str | None:
        """The partnership whose message held the button; for "switch", the one that was chosen."""
        pressed = event.happened if isinstance(event.happened, Pressed) else Pressed("")
        verb, _, chosen = pressed.action.partition(":")
        belongs = {b.partnership for b in book.partnerships_of(event.person)}
        if verb == "switch" and chosen in belongs:
            return chosen
        offered = book.pressed(pressed.ref)
        if offered and offered.place == event.place and offered.partnership:
            return offered.partnership
        return self._in_front(book, event)

    def _typed(self, book: Book, event: Event, said: Said) -> Event:
        """A text that reads like a button now on screen is that button; the rest may come too early."""
        wanted = plain_label(said.text)
        for button in book.newest_buttons(event.place):
            if button.action and wanted and plain_label(button.label) == wanted:
                return replace(event, happened=Pressed("", button.action))
        shown = book.newest_ask(event.place)
        if shown is None:
            return event
        # A platform tells whole seconds; within the second in which it was shown, it had been seen.
        at = shown.claimed_at.replace(microsecond=0) if shown.claimed_at else None
        return replace(event, happened=replace(said, early=at is None or event.at < at))

    # ── the step and what follows ────────────────────────────────────────────

    def _step(
        self,
        book: Book,
        waiting: Waiting,
        before: Partnership | None,
        now: Partnership,
        event: Event,
    ) -> None:
        if isinstance(event.happened, Pressed) and event.happened.action.startswith("switch:"):
            event = replace(event, happened=Pressed("", "start"))
        after, effects = step(now, event, self._cycle)
        cause = type(event.happened).__name__.lower()
        book.save(before, after, self._clock(), event.person, cause)
        self._say(book, waiting, after, effects)

    def _say(
        self, book: Book, waiting: Waiting, partnership: Partnership | None, effects: list[Effect]
    ) -> None:
        now = self._clock()
        id = partnership.id if partnership else None
        for number, effect in enumerate(effects):
            dedupe = f"e:{waiting.id}:{number}"
            if isinstance(effect, say.Forget) and id:
                book.erase(id, effect.person, effect.answers_too, now)
                book.checkpoint_after_commit()
            elif isinstance(effect, say.AskRights) and id:
                book.enqueue_rights(
                    effect.to, effect.person, partnership=id, dedupe=dedupe, now=now
                )
            else:
                name = self._named(book, partnership, effect.to)
                message = self._render(effect, partnership=name)
                for part, fitted in enumerate(self._channels[effect.to.channel].fit(message)):
                    key = fitted.once or f"{dedupe}:{part}"
                    book.enqueue(effect.to, fitted, partnership=id, dedupe=key, now=now)

    def _named(self, book: Book, partnership: Partnership | None, to: Place) -> str:
        """The partnership's name, when it goes to someone who belongs to several."""
        if partnership is None or to in partnership.groups:
            return ""
        owner = next((m.person for m in partnership.members.values() if m.private == to), None)
        several = owner is not None and len(book.partnerships_of(owner)) > 1
        return partnership.name if several else ""

    # ── where no partnership is meant ────────────────────────────────────────

    def _lobby(self, book: Book, waiting: Waiting, event: Event) -> None:
        language = event.language if event.language in ("th", "en") else "th"
        wrong = isinstance(event.happened, Started) and event.happened.token
        asked = event.happened.action if isinstance(event.happened, Pressed) else ""
        effect: Effect = say.Lobby(event.place, language)
        if wrong:
            effect = say.LinkUnknown(event.place, language)
        elif asked == "help":
            effect = say.Help(event.place, language, broker=False)
        elif asked == "privacy":
            effect = say.Privacy(event.place, language, "", CONSENT_TEXT)
        self._say(book, waiting, None, [effect])

    def _offer_partnerships(self, book: Book, waiting: Waiting, event: Event) -> None:
        known = book.partnerships_of(Person(*event.person))
        now = book.focus(event.place)
        choices = tuple(say.Choice(b.partnership, b.name, b.partnership == now) for b in known)
        language = event.language if event.language in ("th", "en") else "th"
        effect = say.Partnerships(event.place, language, choices) if known else None
        self._say(book, waiting, None, [effect or say.Lobby(event.place, language)])


def _switches(event: Event) -> bool:
    match event.happened:
        case Pressed(action="switch"):
            return True
        case Said(text=text):
            return words.command(text) == "switch"
        case Commanded(name="switch"):
            return True
        case _:
            return False


def plain_label(text: str) -> str:
    """A label as people type it: without the number or sign in front; "" for a bare number."""
    return _LEADING.sub("", tidy(text)).casefold()
