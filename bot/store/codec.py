"""Values to and from text: times as ISO-8601 in UTC, the rest as JSON that people can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from bot.core.model import (
    Asking,
    Attachment,
    Entry,
    Finished,
    Invited,
    Person,
    Reviewing,
    Slot,
    Standing,
    Value,
)
from bot.message import Button, File, Message, Picture

Columns = dict[str, Any]
"""The columns of a row by name, ready to be written."""


def stamp(at: datetime) -> str:
    """Always the same length, so that text sorts as time: 2026-11-22T07:09:47.000000Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_stamp(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def maybe_moment(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def maybe_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def maybe_day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def person_columns(person: Person) -> Columns:
    return {"channel": person.channel, "person": person.id}


def by_columns(person: Person) -> Columns:
    return {"by_channel": person.channel, "by_person": person.id}


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    return json.loads(text)


# ── values ───────────────────────────────────────────────────────────────────


def value_data(value: Value) -> dict[str, Any]:
    """{"text"} | {"number"} | {"date"} | {"keys"} | {"entries": [[id, text, message], …]}."""
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if value and isinstance(value[0], Entry):
        return {"entries": [list(entry) for entry in value]}
    return {"keys": list(value)}


def value_of(data: dict[str, Any]) -> Value:
    ((kind, held),) = data.items()
    match kind:
        case "text":
            return str(held)
        case "number":
            return Decimal(held)
        case "date":
            return date.fromisoformat(held)
        case "entries":
            return tuple(Entry(*entry) for entry in held)
        case "keys":
            return tuple(held)
    raise ValueError(f"unknown kind of value: {kind}")


def value_text(value: Value | None) -> str | None:
    return None if value is None else to_json(value_data(value))


def value_from(text: str | None) -> Value | None:
    return None if text is None else value_of(from_json(text))


def attachments_text(attachments: Sequence[Attachment]) -> str:
    return to_json([list(a) for a in attachments])


def attachments_from(text: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(*a) for a in from_json(text))


# ── where someone stands ─────────────────────────────────────────────────────

_PLAIN: dict[str, Standing] = {
    "invited": Invited(),
    "reviewing": Reviewing(),
    "finished": Finished(),
}


def standing_columns(standing: Standing) -> dict[str, str | None]:
    if not isinstance(standing, Asking):
        name = type(standing).__name__.lower()
        return {"standing": name, "question": None, "item": None, "asking": None}
    rest = {
        "asked": standing.asked,
        "chosen": standing.chosen,
        "candidates": [value_data(c) for c in standing.candidates],
        "raw": standing.raw,
        "words_for": standing.words_for,
        "message": standing.message,
        "changing": standing.changing,
    }
    slot = standing.slot
    return {
        "standing": "asking",
        "question": slot.question,
        "item": slot.item,
        "asking": to_json(rest),
    }


def standing_from(name: str, question: str, item: str, asking: str) -> Standing:
    if name != "asking":
        return _PLAIN[name]
    rest = from_json(asking)
    return Asking(
        slot=Slot(question, item),
        asked=rest["asked"],
        chosen=tuple(rest["chosen"]),
        candidates=tuple(value_of(c) for c in rest["candidates"]),
        raw=rest["raw"],
        words_for=tuple(rest["words_for"]),
        message=rest["message"],
        changing=rest["changing"],
    )


# ── messages ─────────────────────────────────────────────────────────────────


def message_data(message: Message) -> dict[str, Any]:
    """Picture and file stand in it only where there are any: most messages have neither."""
    found: dict[str, Any] = {
        "text": message.text,
        "buttons": [[_button_data(b) for b in row] for row in message.buttons],
        "strong": [list(span) for span in message.strong],
        "slot": message.slot,
        "replaces": message.replaces,
        "once": message.once,
        "stub": message.stub,
        "passing": message.passing,
        "outdoes": message.outdoes,
    }
    if message.picture is not None:
        found["picture"] = asdict(message.picture)
    if message.file is not None:
        found["file"] = asdict(message.file)
    return found


def _button_data(b: Button) -> list[str | bool]:
    """As short as it goes: most buttons have no more than the first two."""
    parts: list[str | bool] = [b.label, b.action, b.opens, b.says, b.hint, b.picks]
    parts += [b.refreshes, b.silent]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def message_text(message: Message) -> str:
    return to_json(message_data(message))


class _Seen(msgspec.Struct):
    """As much of a message as is read of all that stands on a screen, at each text that is typed."""

    text: str
    buttons: list[list[list[str | bool]]]


_SEEN = msgspec.json.Decoder(_Seen)


def text_and_buttons(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Of a message: its text, and label and action of its buttons, counted over all rows; action "" for one without."""
    if not text:
        return "", []
    seen = _SEEN.decode(text)
    found = [(str(b[0]), str(b[1]) if len(b) > 1 else "") for row in seen.buttons for b in row]
    return seen.text, found


def message_from(text: str) -> Message:
    """The message; an empty one for an empty body (a question of rights, or what has been
    forgotten).
    """
    if not text:
        return Message("")
    data = from_json(text)
    return Message(
        text=data["text"],
        buttons=tuple(tuple(Button(*b) for b in row) for row in data["buttons"]),
        strong=tuple((start, end) for start, end in data["strong"]),
        slot=data["slot"],
        replaces=data["replaces"],
        once=data["once"],
        stub=data["stub"],
        passing=data.get("passing", False),
        outdoes=data.get("outdoes", ""),
        picture=Picture(**data["picture"]) if "picture" in data else None,
        file=File(**data["file"]) if "file" in data else None,
    )
