"""From what the core wants said to what waits in the outbox; and the orders that are no messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.base import Channel
from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.model import Partnership, Person, Place
from bot.core.publishing import summary_key
from bot.facilitator.enclosing import Enclosing
from bot.facilitator.expected import Expected
from bot.facilitator.reaching import Reaching, account
from bot.logs import log
from bot.message import Message
from bot.store.book import Book
from bot.store.invitations import SURELY_GOOD

PICTURE_STANDS = timedelta(hours=1)
"""So long people scroll up to a picture that they have just had, and Telegram lets a bot say twenty things a
minute in a group."""
MOST_WAITING = 100
"""Messages looked through of what waits for one place."""


class Render(Protocol):
    """The words for an effect; `partnership` is given when the person belongs to several."""

    def __call__(self, effect: Effect, *, partnership: str = "") -> Message: ...


@dataclass(slots=True)
class Sheet:
    """What one event is worked on: the book, who did it, and how much has been said of it."""

    book: Book
    inbox_id: int
    account: Person
    """Who did it, as the channel knows them; the event's person is the one behind all their apps."""
    said: int = 0

    def next_key(self, partnership: str | None) -> str:
        """The dedupe key of the next thing said; the same again should the event be worked anew."""
        key = f"e:{self.inbox_id}:{partnership}:{self.said}"
        self.said += 1
        return key


class Saying:
    def __init__(
        self,
        render: Render,
        channels: Mapping[str, Channel],
        clock: Callable[[], datetime],
        reaching: Reaching,
        expected: Expected,
        enclosing: Enclosing,
    ) -> None:
        self._enclosing = enclosing
        self._render = render
        self._channels = channels
        self._clock = clock
        self._reaching = reaching
        self._expected = expected

    def say(
        self,
        sheet: Sheet,
        partnership: Partnership | None,
        effects: Sequence[Effect],
        person: Person,
    ) -> set[Place]:
        """Into the outbox, or done at once; `person` is who acted. Places that have something new to show."""
        told: set[Place] = set()
        if partnership:
            effects = _priced(sheet.book, partnership.id, effects)
        for effect in effects:
            dedupe = sheet.next_key(partnership.id if partnership else None)
            if partnership and self._done(sheet, partnership.id, effect, dedupe):
                continue
            if partnership and self._shown_anyway(sheet.book, partnership, effect):
                continue
            message = self._message(sheet.book, partnership, effect, person)
            if self._stands_there(sheet.book, effect, message):
                continue
            self._enqueue(sheet.book, effect.to, message, partnership, dedupe)
            if not message.replaces:
                told.add(effect.to)
        return told

    # ── orders ───────────────────────────────────────────────────────────────

    def _done(self, sheet: Sheet, id: str, effect: Effect, dedupe: str) -> bool:
        """Whether it was an order, and no message."""
        book, now = sheet.book, self._clock()
        if self._put_away(book, id, effect, now):
            return True
        match effect:
            case say.AskRights():
                asked = self._account(book, effect.person, effect.to.channel)
                book.enqueue_rights(effect.to, asked, partnership=id, dedupe=dedupe, now=now)
                self._expect(Place(*asked), now)
            case say.AskPrice():
                book.enqueue_price(effect.to, partnership=id, dedupe=dedupe, now=now)
                self._expect(effect.to, now)
            case say.SettleDoubtful():
                book.settle_doubtful(id, now, again=effect.again)
            case say.PushWaiting():
                shown_by = book.priced(effect.to, id, effect.price)
                if shown_by is not None:
                    book.allow_push(id, now, shown_by)
            case _:
                return False
        return True

    def _put_away(self, book: Book, id: str, effect: Effect, now: datetime) -> bool:
        """Whether it was an order to forget, or to close, something."""
        match effect:
            case say.Forget():
                book.erase(id, effect.person, effect.answers_too, now)
                book.checkpoint_after_commit()
            case say.ForgetTelephone():
                book.forget_telephone(id, effect.organisation, now, effect.name)
            case say.Unsay():
                book.unsay(id, effect.person, effect.message, now)
                book.checkpoint_after_commit()
            case say.CloseBoard():
                book.close_board(id, effect.person, now)
                return True
            case _:
                return False
        self._enclosing.forget()
        return True

    @staticmethod
    def _account(book: Book, person: Person, channel: str) -> Person:
        """Someone as a channel knows them."""
        return next((app for app in book.apps(person) if app.channel == channel), person)

    def _expect(self, place: Place, now: datetime) -> None:
        if self._reaching.by_reply(place):
            self._expected.begin(place, now)

    # ── messages ─────────────────────────────────────────────────────────────

    def _message(
        self, book: Book, partnership: Partnership | None, effect: Effect, person: Person
    ) -> Message:
        if isinstance(effect, say.OfferCode) and partnership:
            code = book.new_code(effect.kind, partnership.id, person, self._clock())
            effect = replace(effect, code=code)
        elif isinstance(effect, say.BoardLink):
            effect = replace(effect, served=bool(self._enclosing.board_url))
        elif isinstance(effect, say.OrganisationInvited) and partnership:
            bound = f"join:{effect.organisation}"
            codes = book.tokens(partnership.id, [bound], self._clock(), short=True)
            effect = replace(effect, code=codes[bound])
        return self._render(effect, partnership=self._named(book, partnership, effect.to))

    def _enqueue(
        self,
        book: Book,
        to: Place,
        message: Message,
        partnership: Partnership | None,
        dedupe: str,
    ) -> None:
        """Each part of what is to be shown but once is so by itself, with a stub of its own."""
        channel = self._channels.get(to.channel)
        if channel is None:  # it was switched off; whoever is there hears of it when they come back
            log("no_such_channel", platform=to.channel)
            return
        now, holds = self._clock(), self._reaching.by_reply(to)
        id = partnership.id if partnership else None
        further = 0
        for piece in self._news(book, to, partnership, self._enclosing.laid_out(message, channel)):
            parts = channel.fit(piece)
            for number, part in enumerate(parts, 1):
                if piece.once:
                    key = piece.once if len(parts) == 1 else f"{piece.once}:{number}/{len(parts)}"
                    part = replace(part, once=key, stub=piece.stub)  # noqa: PLW2901
                else:
                    further += 1
                    key = f"{_enclosed(message, piece) or dedupe}:{further}"
                book.enqueue(to, part, partnership=id, dedupe=key, now=now, holds=holds)

    def _news(
        self,
        book: Book,
        to: Place,
        partnership: Partnership | None,
        pieces: Iterable[Message],
    ) -> Iterator[Message]:
        """In a group a picture that was the last one there, a little while ago, is not shown again."""
        stands = None
        if partnership and to in partnership.groups:
            stands = book.newest_picture(to, self._clock() - PICTURE_STANDS)
        for piece in pieces:
            if piece.picture is None or piece.picture != stands:
                stands = piece.picture or stands
                yield piece
            elif not piece.only_picture:
                yield replace(piece, picture=None)

    def _shown_anyway(self, book: Book, partnership: Partnership, effect: Effect) -> bool:
        """A summary that is asked for where the very same one has been waiting: that one goes out now."""
        if (
            not isinstance(effect, say.Summary)
            or effect.once
            or not self._reaching.by_reply(effect.to)
        ):
            return False
        asked = (effect.stage.key, effect.cycle, effect.number, effect.edition)
        rounds = partnership.rounds.values()
        same = [r for r in rounds if (r.stage, r.cycle, r.number, r.edition) == asked]
        to = effect.to
        keys = tuple(summary_key(partnership.id, round, to) for round in same)
        waiting = book.waiting(to, MOST_WAITING)
        return any(row.message.once.startswith(keys) for row in waiting if row.message.once)

    def _stands_there(self, book: Book, effect: Effect, message: Message) -> bool:
        """Somebody comes to a group in which an invitation that works is the newest thing said."""
        if not isinstance(effect, say.InviteToJoin) or not effect.arrival:
            return False
        return book.newest_slot(effect.to, self._clock() - SURELY_GOOD) == message.slot

    def _named(self, book: Book, partnership: Partnership | None, to: Place) -> str:
        """The partnership's name, when it goes to someone who belongs to several."""
        if partnership is None or to in partnership.groups:
            return ""
        owner = book.canonical(account(to))
        several = owner in partnership.members and len(book.partnerships_of(owner)) > 1
        return partnership.name if several else ""


def _enclosed(message: Message, piece: Message) -> str:
    """What goes with something that is shown but once is shown once, too: its key, else ""."""
    if not message.once:
        return ""
    return f"{message.once}:{'picture' if piece.picture is not None else 'file'}"


def _priced(book: Book, id: str, effects: Sequence[Effect]) -> Sequence[Effect]:
    """Nothing is pushed for a price of which we have no record: it is asked for again."""
    for order in effects:
        if isinstance(order, say.PushWaiting) and book.priced(order.to, id, order.price) is None:
            rest = [e for e in effects if not isinstance(e, say.PushWaiting | say.Pushed)]
            return [*rest, say.AskPrice(order.to, order.language)]
    return effects
