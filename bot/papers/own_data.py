"""What is kept of one person in one partnership, as JSON: theirs to take along (PDPA, sections 30 and 31).

All that they did and said is in it, and nothing that anybody else said; other people are not named. How it is written
is that of the file that moves a partnership (docs/data-format.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.core.cycle import Cycle
from bot.core.history import Revisions, Whole
from bot.core.ids import Person
from bot.core.model import Member, Round
from bot.papers.json_answers import give_answer
from bot.papers.json_fields import MOMENT, People
from bot.papers.json_records import CORRECTION, FORMAT, LEFT_OUT, MEMBER, NOTE

KIND = "own data"
YOU = "you"
"""Stands for the person; others are x1, x2, ..."""


def own_data(whole: Whole, cycle: Cycle, member: Member, accounts: Sequence[Person], language: str) -> bytes:
    """UTF-8. `accounts`: theirs on every app; `language`: of the stages' titles."""
    p, me = whole.partnership, member.person
    people = People({me: YOU})
    found = {
        "kind": KIND,
        "format": FORMAT,
        "partnership": {"id": p.id, "name": p.name or p.title},
        "accounts": [{"channel": account.channel, "id": account.id} for account in accounts],
        "person": MEMBER.give(member, people),
        "organisation": p.organisations[member.organisation].name if member.organisation in p.organisations else "",
        "rounds": [
            {**_named(round, cycle, language), **did}
            for round in p.rounds.values()
            if (did := _did(whole.revisions.get(round.id, {}), round, me, people))
        ],
        "notes": [NOTE.give(note, people) for note in p.notes.values() if note.by == me],
        "corrections": [CORRECTION.give(c, people) for c in p.corrections.values() if c.by == me],
        "telephone": [
            {"organisation": o.name, "consent_noted_at": MOMENT.give(o.telephone.consented_at, people)}
            for o in p.organisations.values()
            if o.telephone is not None and o.telephone.by == me
        ],
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _named(round: Round, cycle: Cycle, language: str) -> dict[str, Any]:
    stage = cycle.stages.get(round.stage)
    title = stage.title[language] if stage else round.stage
    return {"round": round.id, "stage": round.stage, "title": title, "cycle": round.cycle}


def _did(revisions: Revisions, round: Round, me: Person, people: People) -> dict[str, Any] | None:
    """What they did in it; None where that is nothing."""
    found = {
        "answers": list(_answers(revisions, me, people)),
        "handed_in": [
            {"part": part, "at": MOMENT.give(done.at, people)}
            for (_, part), done in round.handed_in.items()
            if done.by == me
        ],
        "published": [
            {"edition": edition.number, "at": MOMENT.give(edition.at, people)}
            for edition in round.editions
            if edition.by == me
        ],
        "left_out": [
            {"question": key.slot.question, "item": key.slot.item, **LEFT_OUT.give(left, people)}
            for key, left in round.left_out.items()
            if left.by == me
        ],
    }
    return found if any(found.values()) else None


def _answers(revisions: Revisions, me: Person, people: People) -> Iterator[dict[str, Any]]:
    for key, told in revisions.items():
        theirs = tuple(revision for revision in told if revision.answer.by == me)
        if theirs:
            yield give_answer(key, theirs, people)
