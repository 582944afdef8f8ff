"""Answers in the JSON file: every revision of each, its value by the kind of its question."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.core.cycle import Kind as Asked
from bot.core.history import WITHDRAWN, Revision
from bot.core.ids import AnswerKey, Slot
from bot.core.model import Answer, Attachment, Entry
from bot.papers.json_fields import (
    COUNT,
    DAY,
    FLAG,
    ID,
    MOMENT,
    NAME,
    SOMEONE,
    TEXT,
    Amount,
    Count,
    Kind,
    Listed,
    Named,
    OneOf,
    People,
    Record,
    Text,
    Wrong,
    check_names,
)
from bot.render.words import N_

CHOICES = (Asked.SINGLE, Asked.MULTI, Asked.YES_NO, Asked.RANK, Asked.CONSENT)
AMOUNTS = (Asked.SCALE, Asked.NUMBER, Asked.MONEY)
KINDS = tuple(kind.value for kind in Asked)


def _entry(id: str, text: str) -> Entry:
    return Entry(id, text)


_FORMS: Mapping[str, Kind] = {
    "text": TEXT,
    "number": Amount(),
    "date": DAY,
    "keys": Listed(Text(500, empty=False)),
    "entries": Listed(Record(_entry, {"id": ID, "text": TEXT})),
}
"""Name of a value's only member → what it holds."""
_MEMBER: Mapping[str, str] = {
    **dict.fromkeys(AMOUNTS, "number"),
    **dict.fromkeys(CHOICES, "keys"),
    Asked.TEXT: "text",
    Asked.DATE: "date",
    Asked.LIST: "entries",
}
"""Kind of question → the member that its answers have."""


class _Attached:
    """The file itself stays with the platform it was sent to, and its id means nothing elsewhere."""

    def give(self, value: Any, _people: People) -> Any:
        return {"kind": value.kind, "name": value.name}

    def take(self, data: Any, where: str, people: People) -> Any:
        fields = {"kind": ID, "name": NAME}
        check_names(data, where, fields)
        kind, name = (fields[n].take(data[n], f"{where}.{n}", people) for n in fields)
        return Attachment(kind, "", name)


_PLAIN: Mapping[str, Kind] = {
    "revision": Count(1), "kind": OneOf((*KINDS, WITHDRAWN)), "shown": TEXT, "raw": TEXT, "asked": TEXT, "words": TEXT,
    "item_label": TEXT, "by": SOMEONE, "at": MOMENT, "sources": Named(COUNT), "attachments": Listed(_Attached()),
    "provisional": FLAG, "on_behalf": FLAG,
}  # fmt: skip
_BESIDE: Mapping[str, Kind] = {"by_name": NAME, "language": Text(40)}
_KEY: Mapping[str, Kind] = {"organisation": ID, "question": ID, "item": Text(500)}


def give_answer(key: AnswerKey, revisions: tuple[Revision, ...], people: People) -> dict[str, Any]:
    """An answer with all its revisions, oldest first."""
    return {
        "organisation": key.organisation,
        "question": key.slot.question,
        "item": key.slot.item,
        "revisions": [_give_revision(revision, people) for revision in revisions],
    }


def _give_revision(revision: Revision, people: People) -> dict[str, Any]:
    answer = revision.answer
    plain = {name: kind.give(getattr(answer, name), people) for name, kind in _PLAIN.items()}
    return {**plain, "value": _give_value(answer, people), "by_name": revision.by_name, "language": revision.language}


def _give_value(answer: Answer, people: People) -> dict[str, Any] | None:
    if answer.value is None or answer.kind == WITHDRAWN:
        return None
    name = _MEMBER[answer.kind]
    return {name: _FORMS[name].give(answer.value, people)}


def take_answer(data: Any, where: str, people: People) -> tuple[AnswerKey, tuple[Revision, ...]]:
    """Raises Wrong, also where revisions are not in order."""
    check_names(data, where, {**_KEY, "revisions": ...})
    organisation, question, item = (kind.take(data[n], f"{where}.{n}", people) for n, kind in _KEY.items())
    key = AnswerKey(organisation, Slot(question, item))
    if not isinstance(data["revisions"], list) or not data["revisions"]:
        raise Wrong(f"{where}.revisions", N_("A list should stand here, of one revision at least."))
    found = tuple(
        _take_revision(one, key, f"{where}.revisions[{n}]", people) for n, one in enumerate(data["revisions"])
    )
    numbers = [revision.answer.revision for revision in found]
    if numbers != sorted(set(numbers)):
        raise Wrong(f"{where}.revisions", N_("The revisions should be in order, each number once."))
    return key, found


def _take_revision(data: Any, key: AnswerKey, where: str, people: People) -> Revision:
    check_names(data, where, {**_PLAIN, **_BESIDE, "value": ...})
    plain = {name: kind.take(data[name], f"{where}.{name}", people) for name, kind in _PLAIN.items()}
    by_name, language = (kind.take(data[n], f"{where}.{n}", people) for n, kind in _BESIDE.items())
    value = _take_value(data["value"], plain["kind"], f"{where}.value", people)
    answer = Answer(organisation=key.organisation, slot=key.slot, value=value, **plain)
    return Revision(answer, by_name, language)


def _take_value(data: Any, kind: str, where: str, people: People) -> Any:
    if data is None:
        return None
    name = _MEMBER.get(kind, "")
    if not isinstance(data, dict) or list(data) != [name]:
        raise Wrong(where, N_("The value does not go with the kind of question “%(kind)s”."), kind=kind)
    value = _FORMS[name].take(data[name], f"{where}.{name}", people)
    if isinstance(value, Decimal) and kind == Asked.SCALE and value not in range(1, 6):
        raise Wrong(where, N_("A mark is a whole number from 1 to 5."))
    return value
