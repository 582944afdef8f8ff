"""Reply tokens, and what is held until the next one (docs/decisions/0015-answers-first.md).

Where answering is free and speaking first is billed, what could not go out as an answer is held:
nobody polls it, and the next thing that happens in its place brings it out.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)

from bot.core.model import Place, Push
from bot.message import ASKS, Message
from bot.store.codec import moment, stamp
from bot.store.page import insert_into
from bot.store.prepared import Prepared
from bot.store.queue import THERE, WAITING, QueuePage, here, messages_at, unsettled, worth_saying
from bot.store.rows import HasToken
from bot.store.schema import outbox, partnership, reply_token

MOST_TOKENS = 20
"""Kept for one place: in a busy group each chat line brings one, and each lives a minute."""


class ReplyPage(QueuePage):
    # ── tokens ───────────────────────────────────────────────────────────────

    def note_reply_token(self, token: HasToken, now: datetime) -> None:
        """Something has happened in the place: it can be answered, and what was held for it comes out;
        what was to be tried again later is due now.

        In a group, lines that only replace others stay held until something else is said there. A
        token that is too old is not kept and brings nothing out. Old ones are deleted.
        """
        self._drop_old_tokens(now)
        if token.until <= now:
            return
        place = token.place
        held = {"channel": place.channel, "place": place.id, "token": token.token, "until": stamp(token.until)}
        _keep(self.connection.dialect.name).run(self.connection, held)
        _KEEP_FEW.run(self.connection, here(place))
        self._release_held(place, now)
        _DUE_NOW.run(self.connection, {**here(place), "now": stamp(now)})

    def _drop_old_tokens(self, now: datetime) -> int:
        return _DROP_OLD.run(self.connection, {"now": stamp(now)})

    def reply_token(self, place: Place, now: datetime) -> tuple[str, datetime] | None:
        """The token of the place that ends first and is still good, and until when it is."""
        row = _FIRST_TO_END.first(self.connection, {**here(place), "now": stamp(now)})
        return None if row is None else (row.token, moment(row.until))

    def has_live_token(self, place: Place, now: datetime) -> bool:
        return self.reply_token(place, now) is not None

    def drop_reply_token(self, place: Place, token: str) -> None:
        """It is spent."""
        _DROP_ONE.run(self.connection, {**here(place), "token": token})

    # ── what is held ─────────────────────────────────────────────────────────

    def hold(self, place: Place, now: datetime) -> None:
        """Nothing that waits there can be said now: it is held until the place's next event, or until
        a broker lets it be pushed.

        Of several questions the newest is kept. What was to be said to someone who has been erased
        is dropped. `next_at` of what is held says since when it is.
        """
        waits = (*messages_at(place), unsettled(*WAITING), outbox.c.batch == "")
        self._drop(stamp(now), *waits, outbox.c.forget == 1)
        since = case((outbox.c.state == "held", outbox.c.next_at), else_=stamp(now))
        self.connection.execute(
            update(outbox).where(*waits).values(state="held", push=0, next_at=since)
        )
        newest = select(func.max(outbox.c.id)).where(*_held_asks(place)).scalar_subquery()
        self._drop(stamp(now), *_held_asks(place), outbox.c.id < newest)

    def push_policy(self, partnership_id: str) -> str:
        """never | quota | always; never for a partnership that is not there."""
        found = self.connection.execute(
            select(partnership.c.push).where(partnership.c.id == partnership_id)
        ).scalar()
        return Push.NEVER.value if found is None else str(found)

    def _hold_behind(self, id: int, place: Place, slot: str, of: str | None, now: datetime) -> None:
        """A new message joins what is held in its place; or brings it out, if it can be said now.

        A newer question makes a held one needless.
        """
        if slot.startswith(ASKS):
            self._drop(stamp(now), *_held_asks(place), outbox.c.id < id)
        if not self._is_held(place):
            return
        self._set(id, state="held")
        can_push = of is not None and self.push_policy(of) != Push.NEVER
        if can_push or self.has_live_token(place, now):
            self._release_held(place, now)

    def _outdo(
        self, id: int, place: Place, message: Message, of: str | None, now: datetime
    ) -> None:
        """A new message makes needless what waits there and is passing, or says the same as it was (its
        slot) or what it settles (`outdoes`); nothing of it shown.
        """
        which = {**here(place), "newer": id, "now": stamp(now)}
        if slots := [slot for slot in (message.slot, message.outdoes) if slot]:
            said = {"this": slots[0], "or_this": slots[-1], "whose": of}
            self._forget_dropped(_OUTDONE.all(self.connection, {**which, **said}))
        if not message.passing:
            self._forget_dropped(_PASSED.all(self.connection, which))

    def _is_held(self, place: Place) -> bool:
        return _HELD.first(self.connection, here(place)) is not None

    def _release_held(self, place: Place, now: datetime) -> None:
        """What is held there waits to be sent again, if any of it is worth saying."""
        if _WORTH_SAYING.first(self.connection, here(place)) is not None:
            _RELEASE.run(self.connection, {**here(place), "now": stamp(now)})


def _is_passing() -> ColumnElement[bool]:
    """Where there is a body at all: what has been forgotten has none."""
    told = func.json_extract(outbox.c.body, "$.passing")
    return case((outbox.c.body != "", told), else_=0) == 1


@cache
def _keep(dialect: str) -> Prepared:
    return Prepared(insert_into(reply_token, dialect).on_conflict_do_nothing())


_OF = (
    reply_token.c.channel == bindparam("of_channel"),
    reply_token.c.place == bindparam("of_place"),
)
_NEWEST_FEW = (
    select(reply_token.c.token)
    .where(*_OF)
    .order_by(reply_token.c.until.desc(), reply_token.c.token)
    .limit(literal_column(str(MOST_TOKENS)))
)
_KEEP_FEW = Prepared(delete(reply_token).where(*_OF, reply_token.c.token.not_in(_NEWEST_FEW)))
_DROP_OLD = Prepared(delete(reply_token).where(reply_token.c.until <= bindparam("now")))
_DROP_ONE = Prepared(delete(reply_token).where(*_OF, reply_token.c.token == bindparam("token")))
_FIRST_TO_END = Prepared(
    select(reply_token.c.token, reply_token.c.until)
    .where(*_OF, reply_token.c.until > bindparam("now"))
    .order_by(reply_token.c.until, reply_token.c.token)
    .limit(literal_column("1"))
)
_NOW = bindparam("now", type_=Text)
_UNSEEN = (
    *THERE,
    unsettled(*WAITING),
    outbox.c.id < bindparam("newer", type_=Integer),
    outbox.c.batch == literal_column("''"),
    outbox.c.claimed_at.is_(None),
)
_DROP = update(outbox).values(state="superseded", settled_at=_NOW).returning(outbox.c.id)
_OUTDONE = Prepared(
    _DROP.where(*_UNSEEN, outbox.c.partnership.is_not_distinct_from(bindparam("whose", type_=Text))).where(
        (outbox.c.slot == bindparam("this")) | (outbox.c.slot == bindparam("or_this"))
    )
)
_PASSED = Prepared(_DROP.where(*_UNSEEN, _is_passing()))
_HERE_HELD = (*THERE, unsettled("held"))
_DUE_NOW = Prepared(update(outbox).where(*THERE, unsettled("queued")).values(next_at=_NOW))
_HELD = Prepared(select(outbox.c.id).where(*_HERE_HELD).limit(literal_column("1")))
_WORTH_SAYING = Prepared(
    select(outbox.c.id).where(*_HERE_HELD, worth_saying()).limit(literal_column("1"))
)
_RELEASE = Prepared(update(outbox).where(*_HERE_HELD).values(state="queued", next_at=_NOW))


def _held_asks(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (*messages_at(place), unsettled("held"), outbox.c.slot.like(f"{ASKS}%"))
