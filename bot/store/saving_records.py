"""What a partnership keeps beside its answers, into its tables: only what changed.

The audit names each record by its id and state, never by its words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Table, insert

from bot.core.model import AnswerKey, Partnership, Round, Slot
from bot.core.records import Agreement, Correction, Curation, Edition, LeftOut, Note, Promise
from bot.store import schema
from bot.store.codec import Columns
from bot.store.record_columns import (
    agreement_columns,
    correction_columns,
    curation_columns,
    edition_columns,
    left_out_columns,
    note_columns,
    promise_columns,
)
from bot.store.statements import Saving, StatementsPage, changed

V = TypeVar("V")
_NOTHING: Mapping[Any, Any] = {}


def _agreement_name(a: Agreement) -> str:
    return f"agreement:{a.id}"


def _promise_name(p: Promise) -> str:
    return f"promise:{p.id}:{p.state}"


def _correction_name(c: Correction) -> str:
    return f"correction:{c.id}:{c.state}"


def _note_name(n: Note) -> str:
    return f"note:{n.id}:done" if n.done else f"note:{n.id}"


class SavingRecordsPage(StatementsPage):
    def _save_records(self, old: Partnership, saving: Saving) -> None:
        """All that goes by an id of its own within the partnership."""
        new = saving.after
        self._save_by_id(
            schema.agreement,
            old.agreements,
            new.agreements,
            agreement_columns,
            _agreement_name,
            saving,
        )
        self._save_by_id(
            schema.promise, old.promises, new.promises, promise_columns, _promise_name, saving
        )
        self._save_by_id(
            schema.correction,
            old.corrections,
            new.corrections,
            correction_columns,
            _correction_name,
            saving,
        )
        self._save_by_id(
            schema.broker_note, old.notes, new.notes, note_columns, _note_name, saving
        )

    def _save_by_id(
        self,
        table: Table,
        before: Mapping[str, V],
        now: Mapping[str, V],
        columns_of: Callable[[V], Columns],
        name_of: Callable[[V], str],
        saving: Saving,
    ) -> None:
        if before is now:
            return
        for id in [id for id in before if id not in now]:
            saving.what.append(f"{name_of(before[id])}:gone")
            self._delete(saving, table, {**saving.of, "id": id})
        for position, id, record in changed(before, now):
            if before.get(id) != record:
                saving.what.append(name_of(record))
            columns = {"position": position, **columns_of(record)}
            self._put_row(saving, table, {**saving.of, "id": id}, columns)

    # ── of a round ───────────────────────────────────────────────────────────

    def _save_round_records(self, before: Round | None, after: Round, saving: Saving) -> None:
        self._save_curated(_NOTHING if before is None else before.curated, after, saving)
        self._save_left_out(_NOTHING if before is None else before.left_out, after, saving)
        self._save_editions(() if before is None else before.editions, after, saving)

    def _save_curated(self, before: Mapping[Slot, Curation], after: Round, saving: Saving) -> None:
        if before is after.curated:
            return
        of = {**saving.of, "round": after.id}
        for slot in [slot for slot in before if slot not in after.curated]:
            saving.what.append(f"curation:{after.id}:{slot.question}:{slot.item}:gone")
            self._delete(saving, schema.curation, {**of, **_slot_key(slot)})
        for position, slot, curation in changed(before, after.curated):
            if before.get(slot) != curation:
                saving.what.append(f"curation:{after.id}:{slot.question}:{slot.item}")
            columns = {"position": position, **curation_columns(curation)}
            self._put_row(saving, schema.curation, {**of, **_slot_key(slot)}, columns)

    def _save_left_out(
        self, before: Mapping[AnswerKey, LeftOut], after: Round, saving: Saving
    ) -> None:
        if before is after.left_out:
            return
        of = {**saving.of, "round": after.id}
        for key in [key for key in before if key not in after.left_out]:
            saving.what.append(f"left_out:{after.id}:{_answer_name(key)}:gone")
            self._delete(saving, schema.left_out, {**of, **_answer_key(key)})
        for position, key, left in changed(before, after.left_out):
            if before.get(key) != left:
                saving.what.append(f"left_out:{after.id}:{_answer_name(key)}")
            columns = {"position": position, **left_out_columns(left)}
            self._put_row(saving, schema.left_out, {**of, **_answer_key(key)}, columns)

    def _save_editions(self, before: tuple[Edition, ...], after: Round, saving: Saving) -> None:
        """They are only ever added to. Raises ValueError where one that was published is other now."""
        if before is after.editions:
            return
        if after.editions[: len(before)] != before:
            raise ValueError(f"an edition of {after.id} is other than it was: editions stand")
        for edition in after.editions[len(before) :]:
            saving.what.append(f"edition:{after.id}:{edition.number}")
            saving.rows += 1
            key = {**saving.of, "round": after.id, "number": edition.number}
            columns = edition_columns(edition)
            self.connection.execute(insert(schema.edition).values(**key, **columns))


def _slot_key(slot: Slot) -> Columns:
    return {"question": slot.question, "item": slot.item}


def _answer_key(key: AnswerKey) -> Columns:
    return {"organisation": key.organisation, **_slot_key(key.slot)}


def _answer_name(key: AnswerKey) -> str:
    return f"{key.slot.question}:{key.slot.item}:{key.organisation}"
