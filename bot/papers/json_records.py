"""What stands in the JSON file, record by record (docs/data-format.md tells it in words).

The names here are the format. They are written out, not taken from the model: the model may change, and a file that was
written last year is read all the same. A change of them is a new FORMAT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.model import Authority, Form, Organisation, Push, Role
from bot.core.records import (
    Agreement,
    Change,
    Correction,
    Curation,
    Edition,
    Election,
    LeftOut,
    Note,
    Offer,
    Promise,
    Quorum,
    Rule,
    Telephone,
    Timing,
)
from bot.core.results import Bars, Hidden, Lines, Ranking, Spread, Voices
from bot.core.results import Note as Remark
from bot.papers.json_fields import (
    COUNT,
    DAY,
    FLAG,
    ID,
    MOMENT,
    NAME,
    SLOT,
    SOMEONE,
    TEXT,
    Amount,
    Count,
    Listed,
    Maybe,
    Named,
    OneOf,
    People,
    Record,
    Text,
    Tuple,
    Union,
    Wrong,
    one_of,
)
from bot.render.keys import KEYS
from bot.render.words import N_

FORMAT = 1
KIND = "partnership"
"""What tells this file from other JSON of ours."""
HOUR = Count(0, 23)
PAIR = Tuple((TEXT, TEXT))
ITEM = Text(500)
IDS = Listed(ID, frozenset, sorted)
TEXTS = Listed(TEXT)


@dataclass(frozen=True, slots=True)
class Title(Text):
    """Of a block: as it is, or with "=" one of those that there are words for."""

    def take(self, data: Any, where: str, people: People) -> Any:
        title = Text.take(self, data, where, people)
        if title.startswith("=") and title not in KEYS:
            raise Wrong(where, N_("This heading is not known: %(title)s"), title=title[:40])
        return title


TITLE = Title()


def _remark(title: str, args: Mapping[str, str]) -> Remark:
    return Remark(title, dict(args))


BLOCKS: Listed = Listed(
    Union(
        {
            "voices": Record(Voices, {"title": TITLE, "voices": Listed(PAIR)}),
            "bars": Record(Bars, {"title": TITLE, "rows": Listed(Tuple((TEXT, COUNT))), "of": COUNT}),
            "spread": Record(
                Spread,
                {
                    "title": TITLE,
                    "median": Amount(),
                    "low": COUNT,
                    "high": COUNT,
                    "marks": Tuple((COUNT,) * 5),
                    "of": COUNT,
                    "ends": Maybe(PAIR),
                },
            ),
            "ranking": Record(
                Ranking, {"title": TITLE, "rows": Listed(Tuple((TEXT, COUNT, COUNT, COUNT))), "of": COUNT}
            ),
            "lines": Record(Lines, {"title": TITLE, "rows": Listed(Tuple((TEXT, Listed(PAIR))))}),
            "hidden": Record(Hidden, {"title": TITLE, "of": COUNT}),
            "note": Record(_remark, {"title": TITLE, "args": Named(TEXT)}),
        }
    )
)
"""What stands in an edition (core/results.py)."""

EDITION = Record(
    Edition,
    {
        "number": Count(1), "at": MOMENT, "by": SOMEONE, "language": ID, "blocks": BLOCKS, "answered": TEXTS,
        "partly": TEXTS, "missing": TEXTS, "agreed": TEXT, "note": TEXT,
        "changes": Listed(Record(Change, {"what": TEXT, "before": TEXT, "after": TEXT})),
    },
)  # fmt: skip
CURATION = Record(Curation, {"into": ITEM, "wording": TEXT, "dropped": TEXT})
LEFT_OUT = Record(LeftOut, {"reason": TEXT, "by": SOMEONE, "at": MOMENT})
CORRECTION = Record(
    Correction,
    {
        "id": ID, "round": ID, "edition": COUNT, "organisation": ID, "by": SOMEONE, "at": MOMENT, "text": TEXT,
        "state": OneOf(("waiting", "taken", "refused", "done")), "reason": TEXT,
    },
)  # fmt: skip
AGREEMENT = Record(
    Agreement,
    {
        "id": ID, "kind": ID, "at": MOMENT, "cycle": Count(1), "title": TEXT, "result": TEXT, "round": Text(200),
        "stage": Text(200), "slot": Maybe(SLOT), "rule": Maybe(one_of(Rule)), "quorum": Maybe(one_of(Quorum)),
        "outcome": Text(200), "counts": Listed(Tuple((ITEM, COUNT))), "awaits": Listed(ID), "ballot": Count(1),
        "replaces": Text(200),
    },
)  # fmt: skip
PROMISE = Record(
    Promise,
    {
        "id": ID, "organisation": ID, "what": TEXT, "made_at": MOMENT, "due": Maybe(DAY), "cycle": Count(1),
        "stage": Text(200), "round": Text(200), "slot": Maybe(SLOT),
        "state": OneOf(("open", "done", "handed_over", "dropped")), "reason": TEXT, "to": Text(200),
        "settled_at": Maybe(MOMENT), "provisional": FLAG,
    },
)  # fmt: skip
NOTE = Record(
    Note,
    {
        "id": ID, "text": TEXT, "by": SOMEONE, "at": MOMENT, "stage": Text(200), "organisation": Text(200),
        "remind_on": Maybe(DAY), "done": FLAG,
    },
)  # fmt: skip
TELEPHONE = Record(Telephone, {"name": NAME, "consented_at": MOMENT, "by": SOMEONE})
ORGANISATION = Record(
    Organisation,
    {
        "id": ID, "name": Text(10_000, empty=False), "sector": Text(200),
        "state": OneOf(("member", "invited", "waiting", "paused", "left")), "back_on": Maybe(DAY),
        "telephone": Maybe(TELEPHONE),
    },
)  # fmt: skip
TIMING = Record(
    Timing,
    {"quiet_from": HOUR, "quiet_to": HOUR, "weekends": FLAG, "holidays": FLAG, "correction_hours": Count(0, 10_000)},
)
OFFER = Record(Offer, {"by": SOMEONE, "to": SOMEONE, "at": MOMENT, "whole": FLAG})
ELECTION = Record(Election, {"candidate": SOMEONE, "at": MOMENT, "voices": Named(FLAG)})

MEMBER = Record(
    dict,
    {
        "called": NAME, "name": NAME, "organisation": Text(200), "roles": Listed(one_of(Role), frozenset, sorted),
        "authority": Maybe(one_of(Authority)), "remind": Text(40), "language": Text(40), "consented_at": Maybe(MOMENT),
        "consent_text": Text(200), "reminded_on": Maybe(DAY), "snoozed_until": Maybe(DAY),
    },
)  # fmt: skip
"""Of a person who belongs. Where to write to them, and where they stand in a chat, does not move."""

ROUND: Mapping[str, Any] = {
    "id": ID, "stage": ID, "form": one_of(Form), "opened_at": MOMENT, "number": Count(1), "cycle": Count(1),
    "closed_at": Maybe(MOMENT), "edition": COUNT, "agreed": TEXT, "closed_parts": IDS, "nudged_at": Maybe(MOMENT),
    "held": FLAG, "draft": FLAG, "ballots": Named(Count(1)), "note": TEXT, "editions": Listed(EDITION), "mending": IDS,
    "deadline": Maybe(MOMENT), "deadline_told": FLAG, "override": TEXT, "only": Text(200),
}  # fmt: skip
"""The plain fields of a round; handed_in, interviews, answers, curated and left_out are beside them."""

PARTNERSHIP: Mapping[str, Any] = {
    "id": ID, "title": NAME, "name": NAME, "purpose": Maybe(NAME), "language": Text(40), "form": Maybe(one_of(Form)),
    "cycle": Count(1), "push": one_of(Push), "skipped_stages": IDS, "rule": Maybe(one_of(Rule)),
    "quorum": one_of(Quorum), "timing": TIMING, "offer": Maybe(OFFER), "election": Maybe(ELECTION),
    "ended_at": Maybe(MOMENT),
}  # fmt: skip
"""The plain fields of a partnership; people, organisations, rounds, agreements and the like are beside them."""
BY_ID: Mapping[str, Record] = {
    "organisations": ORGANISATION,
    "agreements": AGREEMENT,
    "promises": PROMISE,
    "corrections": CORRECTION,
    "notes": NOTE,
}
