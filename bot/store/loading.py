"""A partnership out of its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, Select, Table, bindparam, func, select

from bot.core.history import WITHDRAWN
from bot.core.model import (
    Answer,
    AnswerKey,
    Authority,
    Form,
    HandIn,
    Interview,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Push,
    Role,
    Round,
    Slot,
    Writing,
)
from bot.core.records import Quorum, Rule
from bot.store import schema
from bot.store.codec import (
    attachments_from,
    from_json,
    maybe_day,
    maybe_moment,
    moment,
    standing_from,
    value_from,
)
from bot.store.page import Page
from bot.store.record_columns import (
    agreement_of,
    correction_of,
    curation_of,
    edition_of,
    election_of,
    left_out_of,
    note_of,
    offer_of,
    promise_of,
    telephone_of,
    timing_of,
)

Rows = Sequence[Row[Any]]
V = TypeVar("V")


class LoadingPage(Page):
    def load(self, partnership: str) -> Partnership | None:
        """The partnership with the newest revision of every answer; None if there is none of that
        id.
        """
        held = self._hand.get(partnership)
        if held is not None:
            return held
        found = self._read(partnership)
        if found is not None:
            self._hand.keep(found)
        return found

    def _read(self, id: str) -> Partnership | None:
        p = schema.partnership
        row = self.connection.execute(select(p).where(p.c.id == id)).first()
        if row is None:
            return None
        groups = self._rows(schema.partnership_group, id, "position")
        organisations = self._rows(schema.organisation, id, "position")
        members = self._rows(schema.member, id, "position")
        return Partnership(
            id=row.id,
            groups=tuple(Place(g.channel, g.place) for g in groups),
            title=row.title,
            name=row.name,
            purpose=row.purpose,
            language=row.language,
            form=None if row.form is None else Form(row.form),
            cycle=row.cycle,
            push=Push(row.push),
            organisations={o.id: _organisation(o) for o in organisations},
            members={Person(m.channel, m.person): _member(m) for m in members},
            rounds=self._rounds(id),
            skipped_stages=frozenset(from_json(row.skipped_stages)),
            rule=None if row.rule is None else Rule(row.rule),
            quorum=Quorum(row.quorum),
            timing=timing_of(row),
            offer=offer_of(row.offer),
            election=election_of(row.election),
            ended_at=maybe_moment(row.ended_at),
            keep_told=maybe_moment(row.keep_told),
            agreements=self._by_id(schema.agreement, id, agreement_of),
            promises=self._by_id(schema.promise, id, promise_of),
            corrections=self._by_id(schema.correction, id, correction_of),
            notes=self._by_id(schema.broker_note, id, note_of),
        )

    def _by_id(self, table: Table, id: str, read: Callable[[Row[Any]], V]) -> dict[str, V]:
        return {row.id: read(row) for row in self._rows(table, id, "position")}

    def _rows(self, table: Table, id: str, *order: str) -> Rows:
        return self.connection.execute(_of(table, order), {"whose": id}).all()

    def _rounds(self, id: str) -> dict[str, Round]:
        parts = _by_round(self._rows(schema.round_part, id))
        handed_in = _by_round(self._rows(schema.hand_in, id, "at", "organisation", "part"))
        interviews = _by_round(self._rows(schema.interview, id, "position"))
        answers = _by_round(self._newest_answers(id))
        curated = _by_round(self._rows(schema.curation, id, "position"))
        left_out = _by_round(self._rows(schema.left_out, id, "position"))
        editions = _by_round(self._rows(schema.edition, id, "number"))
        rows = self._rows(schema.round, id, "position")
        return {
            r.id: Round(
                id=r.id,
                stage=r.stage,
                form=Form(r.form),
                opened_at=moment(r.opened_at),
                number=r.number,
                cycle=r.cycle,
                closed_at=maybe_moment(r.closed_at),
                edition=r.edition,
                closed_parts=frozenset(p.part for p in parts[r.id]),
                handed_in={(h.organisation, h.part): _hand_in(h) for h in handed_in[r.id]},
                answers={
                    AnswerKey(a.organisation, Slot(a.question, a.item)): answer_of(a)
                    for a in answers[r.id]
                    if a.kind != WITHDRAWN
                },
                withdrawn={
                    AnswerKey(a.organisation, Slot(a.question, a.item)): a.revision
                    for a in answers[r.id]
                    if a.kind == WITHDRAWN
                },
                interviews={Person(i.channel, i.person): _interview(i) for i in interviews[r.id]},
                curated=dict(curation_of(c) for c in curated[r.id]),
                left_out=dict(left_out_of(left) for left in left_out[r.id]),
                editions=tuple(edition_of(e) for e in editions[r.id]),
                **_more_of_round(r),
            )
            for r in rows
        }

    def _newest_answers(self, id: str) -> Rows:
        return self.connection.execute(_newest(), {"whose": id}).all()


@cache
def _of(table: Table, order: tuple[str, ...]) -> Select[Any]:
    """A partnership's rows."""
    columns = [table.c[name] for name in order]
    return select(table).where(table.c.partnership == bindparam("whose")).order_by(*columns)


@cache
def _newest() -> Select[Any]:
    a, newer = schema.answer, schema.answer.alias()
    newest = (
        select(func.max(newer.c.revision))
        .where(newer.c.partnership == a.c.partnership, newer.c.round == a.c.round)
        .where(newer.c.question == a.c.question, newer.c.item == a.c.item)
        .where(newer.c.organisation == a.c.organisation)
        .scalar_subquery()
    )
    mine = a.c.partnership == bindparam("whose")
    return select(a).where(mine, a.c.revision == newest).order_by(a.c.position)


def _by_round(rows: Rows) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.round].append(row)
    return found


def _more_of_round(r: Row[Any]) -> dict[str, Any]:
    """What brokers did with it and time to it."""
    return {
        "agreed": r.agreed,
        "agreed_message": r.agreed_message,
        "nudged_at": maybe_moment(r.nudged_at),
        "held": bool(r.held),
        "draft": bool(r.draft),
        "note": r.note,
        "deadline": maybe_moment(r.deadline),
        "deadline_told": bool(r.deadline_told),
        "override": r.override,
        "only": r.only_for,
        "mending": frozenset(from_json(r.mending)),
        "ballots": from_json(r.ballots),
    }


def _organisation(o: Row[Any]) -> Organisation:
    return Organisation(o.id, o.name, o.sector, o.state, maybe_day(o.back_on), telephone_of(o))


def _member(m: Row[Any]) -> Member:
    flags = ((m.broker, Role.BROKER), (m.representative, Role.REPRESENTATIVE))
    private = None if m.private_place is None else Place(m.private_channel, m.private_place)
    writing = None if m.writing is None else Writing(m.writing, m.writing_about, m.writing_draft)
    return Member(
        person=Person(m.channel, m.person),
        private=private,
        called=m.called,
        name=m.name,
        organisation=m.organisation,
        roles=frozenset(role for held, role in flags if held),
        authority=None if m.authority is None else Authority(m.authority),
        remind=m.remind,
        language=m.language,
        consented_at=maybe_moment(m.consented_at),
        consent_text=m.consent_text,
        reachable=bool(m.reachable),
        friend=bool(m.friend),
        front=m.front,
        writing=writing,
        reminded_on=maybe_day(m.reminded_on),
        snoozed_until=maybe_day(m.snoozed_until),
        standing_in=m.standing_in,
    )


def _hand_in(h: Row[Any]) -> HandIn:
    return HandIn(Person(h.by_channel, h.by_person), moment(h.at))


def _interview(i: Row[Any]) -> Interview:
    standing = standing_from(i.standing, i.question, i.item, i.asking)
    return Interview(Person(i.channel, i.person), standing)


def answer_of(a: Row[Any]) -> Answer:
    return Answer(
        organisation=a.organisation,
        slot=Slot(a.question, a.item),
        kind=a.kind,
        value=value_from(a.value),
        shown=a.shown,
        raw=a.raw,
        asked=a.asked,
        by=Person(a.by_channel, a.by_person),
        at=moment(a.at),
        revision=a.revision,
        words=a.words,
        item_label=a.item_label,
        attachments=attachments_from(a.attachments),
        message=a.message,
        sources=from_json(a.sources),
        provisional=bool(a.provisional),
        on_behalf=bool(a.on_behalf),
    )
