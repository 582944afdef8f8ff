"""A partnership into its tables: only what changed, answers always as new revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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


@dataclass(slots=True)
class _Saving:
    """One saving under way: whose, as of when, and what has been written so far."""

    after: Partnership
    now: datetime
    what: list[str] = field(default_factory=list)
    """For the audit."""
    rows: int = 0
    """Statements that wrote."""
    kept_whole: bool = True
    """False: the tables hold something else than `after`, so it is to be read anew."""

    @property
    def of(self) -> Columns:
        """The part of every key that names the partnership."""
        return {"partnership": self.after.id}


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
        if before is after:
            return
        self._touch(after.id)
        saving = _Saving(after, now)
        self._save_partnership(before, saving)
        old = before or Partnership(after.id)
        self._save_groups(old.groups, saving)
        self._save_organisations(old.organisations, saving)
        self._save_members(old.members, saving)
        for position, round in enumerate(after.rounds.values()):
            self._save_round(old.rounds.get(round.id), round, position, saving)
        if gone := old.rounds.keys() - after.rounds.keys():
            raise ValueError(f"{len(gone)} rounds have gone: a round is closed, never unmade")
        if saving.rows:
            self._note(saving, by, cause)
        if saving.kept_whole:
            self._hand.keep(after)
        else:
            self._hand.drop(after.id)

    def _note(self, saving: _Saving, by: Person | None, cause: str) -> None:
        audit.append(
            self.connection,
            partnership=saving.after.id,
            at=saving.now,
            subject=self._subject(by),
            cause=cause,
            what=saving.what,
        )

    # ── who belongs ──────────────────────────────────────────────────────────

    def _save_partnership(self, before: Partnership | None, saving: _Saving) -> None:
        columns = partnership_columns(saving.after)
        if before is not None and columns == partnership_columns(before):
            return
        saving.what.append("partnership")
        made = {"made_at": stamp(saving.now)}
        columns["changed_at"] = stamp(saving.now)
        self._put_row(saving, schema.partnership, {"id": saving.after.id}, columns, made)

    def _save_groups(self, before: tuple[Place, ...], saving: _Saving) -> None:
        groups = saving.after.groups
        if before == groups:
            return
        saving.what.append("groups")
        self._delete(saving, schema.partnership_group, saving.of)
        for position, place in enumerate(groups):
            key = {**saving.of, "channel": place.channel, "place": place.id}
            self._put_row(saving, schema.partnership_group, key, {"position": position})

    def _save_organisations(self, before: Mapping[str, Organisation], saving: _Saving) -> None:
        now = saving.after.organisations
        if before is now:
            return
        for id in before.keys() - now.keys():
            saving.what.append(f"organisation:{id}:gone")
            self._delete(saving, schema.organisation, {**saving.of, "id": id})
        for position, id, organisation in _changed(before, now):
            saving.what.append(f"organisation:{id}")
            columns = {"position": position, "name": organisation.name}
            columns["sector"] = organisation.sector
            self._put_row(saving, schema.organisation, {**saving.of, "id": id}, columns)

    def _save_members(self, before: Mapping[Person, Member], saving: _Saving) -> None:
        now = saving.after.members
        if before is now:
            return
        for person in before.keys() - now.keys():
            saving.what.append("member:gone")
            self._delete(saving, schema.member, {**saving.of, **person_columns(person)})
        for position, person, member in _changed(before, now):
            if member != before.get(person):
                saving.what.append("member")
            key = {**saving.of, **person_columns(person)}
            columns = {"position": position, **member_columns(member)}
            self._put_row(saving, schema.member, key, columns, {"joined_at": stamp(saving.now)})

    # ── rounds ───────────────────────────────────────────────────────────────

    def _save_round(
        self, before: Round | None, after: Round, position: int, saving: _Saving
    ) -> None:
        if before is after:
            return
        columns = round_columns(after)
        if before is not None and before.agreed_message and before.agreed != after.agreed:
            self._lines_out.setdefault(before.agreed_message, set()).add(before.agreed)
        if before is None or columns != round_columns(before):
            saving.what.append(f"round:{after.id}")
            key = {**saving.of, "id": after.id}
            self._put_row(saving, schema.round, key, {"position": position, **columns})
        self._save_parts(frozenset() if before is None else before.closed_parts, after, saving)
        self._save_hand_ins(_NOTHING if before is None else before.handed_in, after, saving)
        self._save_interviews(_NOTHING if before is None else before.interviews, after, saving)
        self._save_answers(_NOTHING if before is None else before.answers, after, saving)

    def _save_parts(self, before: frozenset[str], after: Round, saving: _Saving) -> None:
        of = {**saving.of, "round": after.id}
        for part in before - after.closed_parts:
            saving.what.append(f"part:{after.id}:{part}:open")
            self._delete(saving, schema.round_part, {**of, "part": part})
        for part in sorted(after.closed_parts - before):
            saving.what.append(f"part:{after.id}:{part}:closed")
            columns = {"closed_at": stamp(saving.now)}
            self._put_row(saving, schema.round_part, {**of, "part": part}, columns)

    def _save_hand_ins(
        self, before: Mapping[tuple[str, str], HandIn], after: Round, saving: _Saving
    ) -> None:
        if before is after.handed_in:
            return
        of = {**saving.of, "round": after.id}
        for organisation, part in before.keys() - after.handed_in.keys():
            saving.what.append(f"hand_in:{after.id}:{organisation}:{part}:gone")
            self._delete(saving, schema.hand_in, {**of, "organisation": organisation, "part": part})
        for _, (organisation, part), done in _changed(before, after.handed_in):
            if before.get((organisation, part)) == done:
                continue
            saving.what.append(f"hand_in:{after.id}:{organisation}:{part}")
            key = {**of, "organisation": organisation, "part": part}
            columns = {**by_columns(done.by), "at": stamp(done.at)}
            self._put_row(saving, schema.hand_in, key, columns)

    def _save_interviews(
        self, before: Mapping[Person, Interview], after: Round, saving: _Saving
    ) -> None:
        if before is after.interviews:
            return
        of = {**saving.of, "round": after.id}
        for person in before.keys() - after.interviews.keys():
            self._delete(saving, schema.interview, {**of, **person_columns(person)})
        for position, person, interview in _changed(before, after.interviews):
            columns = {"position": position, **standing_columns(interview.standing)}
            self._put_row(saving, schema.interview, {**of, **person_columns(person)}, columns)

    # ── answers ──────────────────────────────────────────────────────────────

    def _save_answers(
        self, before: Mapping[AnswerKey, Answer], after: Round, saving: _Saving
    ) -> None:
        if before is after.answers:
            return
        for key in before.keys() - after.answers.keys():
            gone = replace(before[key], kind=WITHDRAWN, value=None, shown="", raw="", words="")
            gone = replace(gone, at=saving.now, attachments=())
            self._add_revision(None, gone, 0, after, saving)
        for position, key, answer in _changed(before, after.answers):
            if before.get(key) != answer:
                self._add_revision(before.get(key), answer, position, after, saving)

    def _add_revision(
        self,
        before: Answer | None,
        answer: Answer,
        position: int,
        round: Round,
        saving: _Saving,
    ) -> None:
        """Nothing is written over: a revision whose number is taken gets the next one that is free.
        """
        key = {
            **saving.of,
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
                saving.kept_whole = False  # what is in hand has another number: it is read anew
        name = f"{round.id}:{answer.slot.question}:{answer.slot.item}:{answer.organisation}"
        saving.what.append(f"answer:{name}:{revision}")
        columns = answer_columns(answer, round, saving.after)
        columns |= {"revision": revision, "position": position}
        saving.rows += 1
        self.connection.execute(insert(schema.answer).values(**key, **columns))

    def _last_revision(self, key: Columns) -> int:
        a = schema.answer.c
        same = [a[name] == value for name, value in key.items()]
        return int(self.connection.execute(select(func.max(a.revision)).where(*same)).scalar() or 0)

    # ── statements ───────────────────────────────────────────────────────────

    def _put_row(
        self,
        saving: _Saving,
        table: Table,
        key: Columns,
        columns: Columns,
        once: Columns | None = None,
    ) -> None:
        """Insert or update by the primary key; `once` is written only when the row is new."""
        saving.rows += 1
        statement = self._insert(table).values(**key, **columns, **(once or {}))
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_=columns)
        )

    def _delete(self, saving: _Saving, table: Table, key: Columns) -> None:
        saving.rows += 1
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
