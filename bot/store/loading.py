"""A partnership out of its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, func, select

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
from bot.store import schema
from bot.store.codec import (
    attachments_from,
    from_json,
    maybe_moment,
    moment,
    standing_from,
    value_from,
)
from bot.store.page import Page

WITHDRAWN = "withdrawn"
"""The kind of a revision that takes an answer away."""

Rows = Sequence[Row[Any]]


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
            organisations={o.id: Organisation(o.id, o.name, o.sector) for o in organisations},
            members={Person(m.channel, m.person): _member(m) for m in members},
            rounds=self._rounds(id),
            skipped_stages=frozenset(from_json(row.skipped_stages)),
        )

    def _rows(self, table: Table, id: str, *order: str) -> Rows:
        columns = [table.c[name] for name in order]
        statement = select(table).where(table.c.partnership == id).order_by(*columns)
        return self.connection.execute(statement).all()

    def _rounds(self, id: str) -> dict[str, Round]:
        parts = _by_round(self._rows(schema.round_part, id))
        handed_in = _by_round(self._rows(schema.hand_in, id, "at", "organisation", "part"))
        interviews = _by_round(self._rows(schema.interview, id, "position"))
        answers = _by_round(self._newest_answers(id))
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
                agreed=r.agreed,
                agreed_message=r.agreed_message,
                nudged_at=maybe_moment(r.nudged_at),
                closed_parts=frozenset(p.part for p in parts[r.id]),
                handed_in={(h.organisation, h.part): _hand_in(h) for h in handed_in[r.id]},
                answers={
                    AnswerKey(a.organisation, Slot(a.question, a.item)): _answer(a)
                    for a in answers[r.id]
                    if a.kind != WITHDRAWN
                },
                withdrawn={
                    AnswerKey(a.organisation, Slot(a.question, a.item)): a.revision
                    for a in answers[r.id]
                    if a.kind == WITHDRAWN
                },
                interviews={Person(i.channel, i.person): _interview(i) for i in interviews[r.id]},
            )
            for r in rows
        }

    def _newest_answers(self, id: str) -> Rows:
        a, newer = schema.answer, schema.answer.alias()
        newest = (
            select(func.max(newer.c.revision))
            .where(newer.c.partnership == a.c.partnership, newer.c.round == a.c.round)
            .where(newer.c.question == a.c.question, newer.c.item == a.c.item)
            .where(newer.c.organisation == a.c.organisation)
            .scalar_subquery()
        )
        statement = (
            select(a)
            .where(a.c.partnership == id, a.c.revision == newest)
            .order_by(a.c.position)
        )
        return self.connection.execute(statement).all()


def _by_round(rows: Rows) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.round].append(row)
    return found


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
    )


def _hand_in(h: Row[Any]) -> HandIn:
    return HandIn(Person(h.by_channel, h.by_person), moment(h.at))


def _interview(i: Row[Any]) -> Interview:
    standing = standing_from(i.standing, i.question, i.item, i.asking)
    return Interview(Person(i.channel, i.person), standing)


def _answer(a: Row[Any]) -> Answer:
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
    )
