"""A partnership into its tables: only what changed, answers always as new revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, insert, select

from bot.core.history import WITHDRAWN
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
from bot.store.codec import by_columns, person_columns, stamp, standing_columns
from bot.store.columns import (
    answer_columns,
    member_columns,
    organisation_columns,
    partnership_columns,
    round_columns,
)
from bot.store.prepared import Prepared
from bot.store.saving_records import SavingRecordsPage
from bot.store.statements import Saving, changed

_NOTHING: Mapping[Any, Any] = {}
_KEY = ("partnership", "round", "question", "item", "organisation")


def _added() -> Any:
    """A revision with a number that is taken, or below one that is there, gets the next."""
    there = schema.answer.alias()
    last = (
        select(func.max(there.c.revision))
        .where(*(there.c[name] == bindparam(f"of_{name}") for name in _KEY))
        .scalar_subquery()
    )
    wanted = bindparam("wanted", type_=Integer)
    revision = case((last >= wanted, last + 1), else_=wanted)
    return insert(schema.answer).values(revision=revision).returning(schema.answer.c.revision)


_ADD_ANSWER = Prepared(_added())


class SavingPage(SavingRecordsPage):
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
        IntegrityError for an answer by someone without consent (or written down for an organisation
        that nobody speaks for by telephone), and ValueError when a round or an edition has gone.
        """
        if before is after:
            return
        self._touched.add(after.id)
        saving = Saving(after, now)
        self._save_partnership(before, saving)
        old = before or Partnership(after.id)
        self._save_groups(old.groups, saving)
        self._save_organisations(old.organisations, saving)
        self._save_members(old.members, saving)
        for position, round in enumerate(after.rounds.values()):
            self._save_round(old.rounds.get(round.id), round, position, saving)
        if gone := old.rounds.keys() - after.rounds.keys():
            raise ValueError(f"{len(gone)} rounds have gone: a round is closed, never unmade")
        self._save_records(old, saving)
        if saving.rows:
            self._note(saving, by, cause)
        if saving.kept_whole:
            self._hand.keep(after)
        else:
            self._hand.drop(after.id)

    def _note(self, saving: Saving, by: Person | None, cause: str) -> None:
        audit.append(
            self.connection,
            partnership=saving.after.id,
            at=saving.now,
            subject=self._subject(by),
            cause=cause,
            what=saving.what,
        )

    # ── who belongs ──────────────────────────────────────────────────────────

    def _save_partnership(self, before: Partnership | None, saving: Saving) -> None:
        columns = partnership_columns(saving.after)
        if before is not None and columns == partnership_columns(before):
            return
        saving.what.append("partnership")
        self._known.clear()
        made = {"made_at": stamp(saving.now)}
        columns["changed_at"] = stamp(saving.now)
        self._put_row(saving, schema.partnership, {"id": saving.after.id}, columns, made)

    def _save_groups(self, before: tuple[Place, ...], saving: Saving) -> None:
        groups = saving.after.groups
        if before == groups:
            return
        saving.what.append("groups")
        self._delete(saving, schema.partnership_group, saving.of)
        for position, place in enumerate(groups):
            key = {**saving.of, "channel": place.channel, "place": place.id}
            self._put_row(saving, schema.partnership_group, key, {"position": position})

    def _save_organisations(self, before: Mapping[str, Organisation], saving: Saving) -> None:
        now = saving.after.organisations
        if before is now:
            return
        for id in before.keys() - now.keys():
            saving.what.append(f"organisation:{id}:gone")
            self._delete(saving, schema.organisation, {**saving.of, "id": id})
        for position, id, organisation in changed(before, now):
            saving.what.append(f"organisation:{id}")
            columns = {"position": position, **organisation_columns(organisation)}
            self._put_row(saving, schema.organisation, {**saving.of, "id": id}, columns)

    def _save_members(self, before: Mapping[Person, Member], saving: Saving) -> None:
        now = saving.after.members
        if before is now:
            return
        self._known.clear()
        for person in before.keys() - now.keys():
            saving.what.append("member:gone")
            self._delete(saving, schema.member, {**saving.of, **person_columns(person)})
        for position, person, member in changed(before, now):
            if member != before.get(person):
                saving.what.append("member")
            key = {**saving.of, **person_columns(person)}
            columns = {"position": position, **member_columns(member)}
            self._put_row(saving, schema.member, key, columns, {"joined_at": stamp(saving.now)})

    # ── rounds ───────────────────────────────────────────────────────────────

    def _save_round(
        self, before: Round | None, after: Round, position: int, saving: Saving
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
        self._save_round_records(before, after, saving)

    def _save_parts(self, before: frozenset[str], after: Round, saving: Saving) -> None:
        of = {**saving.of, "round": after.id}
        for part in before - after.closed_parts:
            saving.what.append(f"part:{after.id}:{part}:open")
            self._delete(saving, schema.round_part, {**of, "part": part})
        for part in sorted(after.closed_parts - before):
            saving.what.append(f"part:{after.id}:{part}:closed")
            columns = {"closed_at": stamp(saving.now)}
            self._put_row(saving, schema.round_part, {**of, "part": part}, columns)

    def _save_hand_ins(
        self, before: Mapping[tuple[str, str], HandIn], after: Round, saving: Saving
    ) -> None:
        if before is after.handed_in:
            return
        of = {**saving.of, "round": after.id}
        for organisation, part in before.keys() - after.handed_in.keys():
            saving.what.append(f"hand_in:{after.id}:{organisation}:{part}:gone")
            self._delete(saving, schema.hand_in, {**of, "organisation": organisation, "part": part})
        for _, (organisation, part), done in changed(before, after.handed_in):
            if before.get((organisation, part)) == done:
                continue
            saving.what.append(f"hand_in:{after.id}:{organisation}:{part}")
            key = {**of, "organisation": organisation, "part": part}
            columns = {**by_columns(done.by), "at": stamp(done.at)}
            self._put_row(saving, schema.hand_in, key, columns)

    def _save_interviews(
        self, before: Mapping[Person, Interview], after: Round, saving: Saving
    ) -> None:
        if before is after.interviews:
            return
        of = {**saving.of, "round": after.id}
        for person in before.keys() - after.interviews.keys():
            self._delete(saving, schema.interview, {**of, **person_columns(person)})
        for position, person, interview in changed(before, after.interviews):
            columns = {"position": position, **standing_columns(interview.standing)}
            self._put_row(saving, schema.interview, {**of, **person_columns(person)}, columns)

    # ── answers ──────────────────────────────────────────────────────────────

    def _save_answers(
        self, before: Mapping[AnswerKey, Answer], after: Round, saving: Saving
    ) -> None:
        if before is after.answers:
            return
        for key in before.keys() - after.answers.keys():
            gone = replace(before[key], kind=WITHDRAWN, value=None, shown="", raw="", words="")
            gone = replace(gone, at=saving.now, attachments=())
            self._add_revision(gone, 0, after, saving)
        for position, key, answer in changed(before, after.answers):
            if before.get(key) != answer:
                self._add_revision(answer, position, after, saving)

    def _add_revision(
        self,
        answer: Answer,
        position: int,
        round: Round,
        saving: Saving,
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
        columns = answer_columns(answer, round, saving.after)
        of = {f"of_{name}": value for name, value in key.items()}
        more = {"wanted": answer.revision, "position": position}
        revision = _ADD_ANSWER.value(self.connection, {**key, **columns, **more, **of})
        if revision != answer.revision:
            saving.kept_whole = False  # what is in hand has another number: it is read anew
        name = f"{round.id}:{answer.slot.question}:{answer.slot.item}:{answer.organisation}"
        saving.what.append(f"answer:{name}:{revision}")
        saving.rows += 1
