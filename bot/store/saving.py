"""A partnership into its tables: only what changed, answers always as new revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, delete, func, insert, select

from bot.core.model import (
    Answer,
    AnswerKey,
    HandIn,
    Interview,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Round,
)
from bot.store import audit, schema
from bot.store.codec import stamp, standing_columns
from bot.store.columns import (
    Columns,
    answer_columns,
    by_columns,
    member_columns,
    partnership_columns,
    person_columns,
    round_columns,
)
from bot.store.loading import WITHDRAWN, LoadingPage

K = TypeVar("K")
V = TypeVar("V")
_NOTHING: Mapping[Any, Any] = {}


class SavingPage(LoadingPage):
    def save(
        self,
        before: Partnership | None,
        after: Partnership,
        now: datetime,
        by: Person | None,
        cause: str,
    ) -> None:
        """Write what changed between the two, and one audit row for it.

        `before` is what `load` gave (None: a new partnership). `cause` names the event. Raises
        IntegrityError for an answer by someone without consent, and ValueError when a round has
        gone.
        """
        if before is after or before == after:
            return
        self._touch(after.id)
        self._what: list[str] = []
        self._kept_whole = True
        self._save_partnership(before, after, now)
        old = before or Partnership(after.id)
        self._save_groups(old.groups, after)
        self._save_organisations(old.organisations, after)
        self._save_members(old.members, after, now)
        for position, round in enumerate(after.rounds.values()):
            self._save_round(old.rounds.get(round.id), round, position, after, now)
        if gone := old.rounds.keys() - after.rounds.keys():
            raise ValueError(f"{len(gone)} rounds have gone: a round is closed, never unmade")
        audit.append(
            self.connection,
            partnership=after.id,
            at=now,
            subject=self._subject(by),
            cause=cause,
            what=self._what,
        )
        if self._kept_whole:
            self._hand.keep(after)
        else:
            self._hand.drop(after.id)

    # ── who belongs ──────────────────────────────────────────────────────────

    def _save_partnership(
        self, before: Partnership | None, after: Partnership, now: datetime
    ) -> None:
        columns = partnership_columns(after)
        if before is not None and columns == partnership_columns(before):
            return
        self._what.append("partnership")
        changed = {**columns, "changed_at": stamp(now)}
        statement = self._insert(schema.partnership)
        statement = statement.values(id=after.id, made_at=stamp(now), **changed)
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=changed)
        )

    def _save_groups(self, before: tuple[Place, ...], after: Partnership) -> None:
        if before == after.groups:
            return
        self._what.append("groups")
        of = {"partnership": after.id}
        self._delete(schema.partnership_group, of)
        for position, place in enumerate(after.groups):
            row = {"channel": place.channel, "place": place.id, "position": position, **of}
            self.connection.execute(insert(schema.partnership_group).values(**row))

    def _save_organisations(self, before: Mapping[str, Organisation], after: Partnership) -> None:
        for id in before.keys() - after.organisations.keys():
            self._what.append(f"organisation:{id}:gone")
            self._delete(schema.organisation, {"partnership": after.id, "id": id})
        for position, id, organisation in _changed(before, after.organisations):
            self._what.append(f"organisation:{id}")
            key = {"partnership": after.id, "id": id}
            columns = {"position": position, "name": organisation.name}
            self._put_row(schema.organisation, key, {**columns, "sector": organisation.sector})

    def _save_members(
        self, before: Mapping[Person, Member], after: Partnership, now: datetime
    ) -> None:
        for person in before.keys() - after.members.keys():
            self._what.append("member:gone")
            self._delete(schema.member, {"partnership": after.id, **person_columns(person)})
        for position, person, member in _changed(before, after.members):
            if member != before.get(person):
                self._what.append("member")
            key = {"partnership": after.id, **person_columns(person)}
            columns = {"position": position, **member_columns(member)}
            self._put_row(schema.member, key, columns, {"joined_at": stamp(now)})

    # ── rounds ───────────────────────────────────────────────────────────────

    def _save_round(
        self,
        before: Round | None,
        after: Round,
        position: int,
        partnership: Partnership,
        now: datetime,
    ) -> None:
        if before is after:
            return
        columns = round_columns(after)
        if before is None or columns != round_columns(before):
            self._what.append(f"round:{after.id}")
            key = {"partnership": partnership.id, "id": after.id}
            self._put_row(schema.round, key, {"position": position, **columns})
        of = {"partnership": partnership.id, "round": after.id}
        self._save_parts(frozenset() if before is None else before.closed_parts, after, of, now)
        self._save_hand_ins(_NOTHING if before is None else before.handed_in, after, of)
        self._save_interviews(_NOTHING if before is None else before.interviews, after, of)
        self._save_answers(_NOTHING if before is None else before.answers, after, partnership, now)

    def _save_parts(self, before: frozenset[str], after: Round, of: Columns, now: datetime) -> None:
        for part in before - after.closed_parts:
            self._what.append(f"part:{after.id}:{part}:open")
            self._delete(schema.round_part, {**of, "part": part})
        for part in sorted(after.closed_parts - before):
            self._what.append(f"part:{after.id}:{part}:closed")
            self._put_row(schema.round_part, {**of, "part": part}, {"closed_at": stamp(now)})

    def _save_hand_ins(
        self, before: Mapping[tuple[str, str], HandIn], after: Round, of: Columns
    ) -> None:
        if before is after.handed_in:
            return
        for organisation, part in before.keys() - after.handed_in.keys():
            self._what.append(f"hand_in:{after.id}:{organisation}:{part}:gone")
            self._delete(schema.hand_in, {**of, "organisation": organisation, "part": part})
        for _, (organisation, part), done in _changed(before, after.handed_in):
            if before.get((organisation, part)) == done:
                continue
            self._what.append(f"hand_in:{after.id}:{organisation}:{part}")
            key = {**of, "organisation": organisation, "part": part}
            self._put_row(schema.hand_in, key, {**by_columns(done.by), "at": stamp(done.at)})

    def _save_interviews(
        self, before: Mapping[Person, Interview], after: Round, of: Columns
    ) -> None:
        if before is after.interviews:
            return
        for person in before.keys() - after.interviews.keys():
            self._delete(schema.interview, {**of, **person_columns(person)})
        for position, person, interview in _changed(before, after.interviews):
            columns = {"position": position, **standing_columns(interview.standing)}
            self._put_row(schema.interview, {**of, **person_columns(person)}, columns)

    # ── answers ──────────────────────────────────────────────────────────────

    def _save_answers(
        self,
        before: Mapping[AnswerKey, Answer],
        after: Round,
        partnership: Partnership,
        now: datetime,
    ) -> None:
        if before is after.answers:
            return
        for key in before.keys() - after.answers.keys():
            gone = replace(before[key], kind=WITHDRAWN, value=None, shown="", raw="", words="")
            gone = replace(gone, at=now, attachments=())
            self._add_revision(None, gone, 0, after, partnership)
        for position, key, answer in _changed(before, after.answers):
            if before.get(key) != answer:
                self._add_revision(before.get(key), answer, position, after, partnership)

    def _add_revision(
        self,
        before: Answer | None,
        answer: Answer,
        position: int,
        round: Round,
        partnership: Partnership,
    ) -> None:
        """Nothing is written over: a revision whose number is taken gets the next one that is free.
        """
        key = {
            "partnership": partnership.id,
            "round": round.id,
            "question": answer.slot.question,
            "item": answer.slot.item,
            "organisation": answer.organisation,
        }
        revision = answer.revision
        if before is None or revision <= before.revision:
            last = self._last_revision(key)
            if last >= revision:
                revision = last + 1
                self._kept_whole = False  # what is in hand has another number: it is read anew
        name = f"{round.id}:{answer.slot.question}:{answer.slot.item}:{answer.organisation}"
        self._what.append(f"answer:{name}:{revision}")
        columns = answer_columns(answer, round, partnership)
        columns |= {"revision": revision, "position": position}
        self.connection.execute(insert(schema.answer).values(**key, **columns))

    def _last_revision(self, key: Columns) -> int:
        a = schema.answer.c
        same = [a[name] == value for name, value in key.items()]
        return int(self.connection.execute(select(func.max(a.revision)).where(*same)).scalar() or 0)

    # ── statements ───────────────────────────────────────────────────────────

    def _put_row(
        self, table: Table, key: Columns, columns: Columns, once: Columns | None = None
    ) -> None:
        """Insert or update by the primary key; `once` is written only when the row is new."""
        statement = self._insert(table).values(**key, **columns, **(once or {}))
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_=columns)
        )

    def _delete(self, table: Table, key: Columns) -> None:
        same = [table.c[name] == value for name, value in key.items()]
        self.connection.execute(delete(table).where(*same))


def _changed(before: Mapping[K, V], after: Mapping[K, V]) -> Iterable[tuple[int, K, V]]:
    """Position, key and value of what is new, or other than before, or stands elsewhere in the
    order.
    """
    if before is after:
        return
    places = {key: position for position, key in enumerate(before)}
    for position, (key, value) in enumerate(after.items()):
        old = before.get(key)
        if (old is not value and old != value) or places.get(key) != position:
            yield position, key, value
