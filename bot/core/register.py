"""The register of agreements: decisions and agreed lines, with date, rule, result and what they replace.

It has no limit of its own: a vote enters one line for each item it is on, at most twice in a round; an edition one
line; and everything else is a broker's tap, once a state has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.cycle import Kind, Stage
from bot.core.derived import labels
from bot.core.model import Answer, Partnership, Round, Slot
from bot.core.records import Agreement
from bot.core.rules import CARRIED
from bot.core.sight import Sight
from bot.core.turn import Turn

MEMBERSHIP = "membership"
"""Kind of the entries about organisations, and the question of their slot; the item is the organisation's id."""
WITHDRAWN = "withdrawn"
"""Outcome of an entry by which a summary's agreed line was taken out again."""
LINES_A_PAGE = 5
AGREED = frozenset({"decision", "agreed"})
"""Kinds of entries that say what the partners have agreed on, where the outcome is "" or carried."""


def new_id(partnership: Partnership) -> str:
    """The id of the next entry: a1, a2, …; entries are never taken out."""
    return f"a{len(partnership.agreements) + 1}"


def enter_agreed(turn: Turn, stage: Stage, round: Round) -> None:
    """A summary was published: its line that the broker wrote is entered, in place of the one that an
    earlier edition of the same round had. A line that was taken out again is entered as withdrawn."""
    before = _standing(turn.partnership, round)
    was = before.result if before else ""
    if round.agreed == was:
        return
    entry = Agreement(
        new_id(turn.partnership),
        "agreed",
        turn.event.at,
        round.cycle,
        stage.title[turn.group_language],
        round.agreed,
        round.id,
        stage.key,
        outcome="" if round.agreed else WITHDRAWN,
        replaces=before.id if before else "",
    )
    turn.partnership = turn.partnership.with_agreement(entry)


def _standing(partnership: Partnership, round: Round) -> Agreement | None:
    """The agreed line of the round that holds now."""
    entries = [a for a in partnership.agreements.values() if (a.kind, a.round) == ("agreed", round.id)]
    return entries[-1] if entries else None


def standing_entries(partnership: Partnership, until: datetime | None = None) -> tuple[Agreement, ...]:
    """The entries that no other has taken the place of, oldest first; `until`: as they stood then."""
    found = [a for a in partnership.agreements.values() if until is None or a.at <= until]
    replaced = {a.replaces for a in found}
    return tuple(a for a in found if a.id not in replaced)


def agreed_on(partnership: Partnership) -> tuple[Agreement, ...]:
    """What holds now: decisions that were carried and agreed lines, oldest first."""
    standing = standing_entries(partnership)
    return tuple(a for a in standing if a.kind in AGREED and a.outcome in ("", CARRIED))


def last_membership(partnership: Partnership, organisation: str) -> Agreement | None:
    """The newest entry about the organisation's membership."""
    slot = Slot(MEMBERSHIP, organisation)
    entries = [a for a in partnership.agreements.values() if (a.kind, a.slot) == (MEMBERSHIP, slot)]
    return entries[-1] if entries else None


def left_at(partnership: Partnership, organisation: str) -> datetime | None:
    """When the organisation left, None unless it has."""
    known, entry = partnership.organisations.get(organisation), last_membership(partnership, organisation)
    return entry.at if known and known.state == "left" and entry else None


def voice_is_firm(turn: Turn, round: Round, answer: Answer) -> None:
    """An organisation has confirmed its provisional voice: decisions no longer wait for it."""
    for entry in turn.partnership.agreements.values():
        same = (entry.round, entry.slot) == (round.id, answer.slot)
        if same and answer.organisation in entry.awaits:
            left = tuple(o for o in entry.awaits if o != answer.organisation)
            turn.partnership = turn.partnership.with_agreement(replace(entry, awaits=left))


# ── as it is shown ───────────────────────────────────────────────────────────


def agreements(turn: Turn, page: int = 0) -> None:
    """The register, newest first. An entry that was replaced stands under its successor only."""
    bound = turn.event.private and not turn.member.broker
    until = left_at(turn.partnership, turn.member.organisation) if bound else None
    standing = standing_entries(turn.partnership, until)[::-1]
    pages = max(1, -(-len(standing) // LINES_A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = standing[page * LINES_A_PAGE : (page + 1) * LINES_A_PAGE]
    language = turn.language if turn.event.private else turn.group_language
    lines = tuple(_line(turn, entry, language) for entry in shown)
    name = turn.partnership.name
    turn.say(say.Agreements(turn.here, language, name, lines, page, pages, turn.event.private))


def _line(turn: Turn, entry: Agreement, language: str) -> say.AgreementLine:
    partnership = turn.partnership
    stage = turn.cycle.stages.get(entry.stage)
    before = partnership.agreements.get(entry.replaces)
    known, question = _labels(turn, entry, language), None
    if entry.slot:
        question = turn.cycle.question(entry.slot.question)
    counts = dict(entry.counts)
    waiting = (partnership.organisations.get(o) for o in entry.awaits)
    return say.AgreementLine(
        entry,
        tuple((known[key], n) for key, n in entry.counts if key in known and n),
        counts.get("abstain", 0),
        counts.get("absent", 0),
        tuple(o.name for o in waiting if o),
        before.at if before else None,
        stage.number if stage else 0,
        question is not None and question.kind is Kind.RANK,
    )


def _labels(turn: Turn, entry: Agreement, language: str) -> dict[str, str]:
    """What people read for the keys of an entry's counts."""
    round = turn.partnership.rounds.get(entry.round)
    question = turn.cycle.question(entry.slot.question) if entry.slot else None
    if round is None or question is None:
        return {}
    return labels(Sight(turn.cycle, turn.partnership, round, "", language), question)


def _page(turn: Turn, act: Act) -> None:
    agreements(turn, int(act.arg(0)) if act.arg(0).isdigit() else 0)


DESK: Mapping[str, Callable[[Turn, Act], None]] = {"agreements": _page}
IN_GROUP: Mapping[str, Callable[[Turn, Act], None]] = {"agreements": _page}
COMMANDS: Mapping[str, Callable[[Turn], None]] = {"agreements": agreements}
