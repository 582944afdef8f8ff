"""A partnership as one JSON file: all that is needed to go on with it in another installation (docs/data-format.md).

It holds what was said in confidence, too, and how each voted in a vote that is open: it is for whoever runs the bot,
and no paper of the chat. What it leaves out is whatever belongs to a platform: accounts, groups, messages, files.
"""

from __future__ import annotations

import json
from typing import Any

from bot.core.history import ERASED, Revisions, Whole
from bot.core.ids import Person
from bot.core.model import Asking, Partnership, Round
from bot.papers.cells import Cell, Table, day_of
from bot.papers.json_answers import give_answer
from bot.papers.json_fields import MOMENT, People
from bot.papers.json_records import (
    BY_ID,
    CURATION,
    FORMAT,
    KIND,
    LEFT_OUT,
    MEMBER,
    PARTNERSHIP,
    ROUND,
)

TABLES = "tables"
"""`kind` of the file that has the tables only: it is for reading, not for moving."""


def moved_out(whole: Whole) -> bytes:
    """UTF-8, two blanks a level, the same bytes for the same partnership."""
    return _bytes(data_of(whole))


def as_tables(tables: tuple[Table, ...]) -> bytes:
    """What an audience may read, as JSON: the rows of the workbook."""
    found = [
        {"key": t.key, "title": t.title, "headings": list(t.headings), "rows": [[_plain(c) for c in r] for r in t.rows]}
        for t in tables
    ]
    return _bytes({"kind": TABLES, "format": FORMAT, "tables": found})


def _plain(cell: Cell) -> Any:
    if cell is None or isinstance(cell, str | int):
        return cell
    day = day_of(cell)
    return str(cell) if day is None else day.isoformat()


def _bytes(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def data_of(whole: Whole) -> dict[str, Any]:
    p = whole.partnership
    people = People({person: f"m{n}" for n, person in enumerate(p.members, 1)})
    found: dict[str, Any] = {name: kind.give(getattr(p, name), people) for name, kind in PARTNERSHIP.items()}
    for name, record in BY_ID.items():
        found[name] = [record.give(one, people) for one in getattr(p, name).values()]
    found["rounds"] = [_round(r, whole.revisions.get(r.id, {}), people) for r in p.rounds.values()]
    # Whoever is met in the records is known only now; the list stands first all the same.
    return {"kind": KIND, "format": FORMAT, "people": _people(p, people), **found}


def _people(p: Partnership, people: People) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "erased": _erased(person),
            "member": MEMBER.give(p.members[person], people) if person in p.members else None,
        }
        for person, code in people.codes.items()
    ]


def _erased(person: Person) -> bool:
    return person.id.startswith(ERASED)


def _round(round: Round, revisions: Revisions, people: People) -> dict[str, Any]:
    found = {name: kind.give(getattr(round, name), people) for name, kind in ROUND.items()}
    found["handed_in"] = [
        {"organisation": organisation, "part": part, "by": people.code(done.by), "at": MOMENT.give(done.at, people)}
        for (organisation, part), done in round.handed_in.items()
    ]
    found["interviews"] = [
        {"person": people.code(person), "standing": _standing(interview.standing)}
        for person, interview in round.interviews.items()
    ]
    found["answers"] = [give_answer(key, told, people) for key, told in revisions.items()]
    found["curated"] = [
        {"question": slot.question, "item": slot.item, **CURATION.give(made, people)}
        for slot, made in round.curated.items()
    ]
    found["left_out"] = [
        {
            "organisation": key.organisation,
            "question": key.slot.question,
            "item": key.slot.item,
            **LEFT_OUT.give(left, people),
        }
        for key, left in round.left_out.items()
    ]
    return found


def _standing(standing: object) -> str:
    """Whoever is in the midst of a question is asked it anew: their screen does not move."""
    return "invited" if isinstance(standing, Asking) else type(standing).__name__.lower()
