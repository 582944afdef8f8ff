"""The clauses of the partnering agreement: what each is made of, and how much of that is there.

A line of a clause is in place when the partners have published it, and where the stage asked for their consent,
when that was carried; partly when it was published with something open (nobody leads an activity, an organisation
has yet to confirm); else it is not there (Partnering Agreement Scorecard, GUIDE.md stages 3 and 11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from enum import IntEnum
from typing import NamedTuple

from bot.core.cycle import Cycle, Kind, Stage
from bot.core.model import Partnership, Slot
from bot.core.outcomes import decision
from bot.core.parts import asked_now
from bot.core.records import Edition
from bot.core.results import PENDING, Block, Hidden, Note
from bot.core.rules import CARRIED
from bot.papers import plan, standing
from bot.papers.published import Issue, in_language, newest, spoken_in
from bot.papers.showing import bare
from bot.render.blocks import named
from bot.render.shapes import numeral
from bot.render.words import N_, _


class Score(IntEnum):
    """How much of a line, or of a clause, is there."""

    MISSING = 0
    PARTLY = 1
    FULLY = 2


SCORES: Mapping[Score, str] = {
    Score.MISSING: N_("Not in place"),
    Score.PARTLY: N_("Partly"),
    Score.FULLY: N_("Fully"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a clause: what it is made of, out of one stage's published summary."""

    title: str
    stage: str
    shows: str
    """Titles of the summary's blocks: keys of questions, and of headings with "=" (render/keys.py); after "|" what
    is shown where there are none."""
    open: str = ""
    """Remarks of the summary that say that something is still open; for the plan, plan.py looks for itself."""
    consent: str = ""
    """The question by which the partners approve it."""
    needed: bool = True
    """Whether the clause is incomplete without it."""


@dataclass(frozen=True, slots=True)
class Clause:
    title: str
    lines: tuple[Line, ...]


class Found(NamedTuple):
    """A line as it stands in one partnership."""

    title: str
    score: Score
    lacks: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    needed: bool = True


CLAUSES: tuple[Clause, ...] = (
    Clause(
        N_("Why we work together"),
        (
            Line(N_("Problem and wanted change"), "scoping", "problem wanted_change"),
            Line(N_("Broad idea"), "scoping", "concept"),
        ),
    ),
    Clause(
        N_("Goal, objectives and principles"),
        (
            Line(N_("Shared goal"), "building", "goal", consent="charter_consent"),
            Line(N_("Objectives"), "building", "objective_rank|objectives", consent="charter_consent"),
            Line(N_("Principles"), "building", "principles", consent="charter_consent"),
            Line(N_("What each party wants for itself"), "building", "=own_goals", needed=False),
        ),
    ),
    Clause(
        N_("Plan and roles"),
        (
            Line(N_("Action plan"), "planning", "=action_plan", "=no_lead =no_dates"),
            Line(N_("How to work together"), "planning", "how_together", needed=False),
        ),
    ),
    Clause(
        N_("Working group and decisions"),
        (
            Line(N_("Working-group structure"), "managing", "structure"),
            Line(N_("Secretariat"), "managing", "secretariat"),
            Line(N_("Delegates"), "managing", "delegates", needed=False),
            Line(N_("Way of deciding"), "managing", "decision_rule"),
            Line(N_("Quorum"), "managing", "quorum", needed=False),
            Line(N_("Ways of communicating"), "managing", "comms", needed=False),
            Line(N_("When we disagree"), "managing", "conflict", needed=False),
        ),
    ),
    Clause(
        N_("Resources"),
        (
            Line(N_("Who gives what"), "resourcing", "=resource_map", "=no_needs"),
            Line(N_("Money by status"), "resourcing", "=cash_by_status", needed=False),
            Line(N_("Supporters from outside"), "resourcing", "supporters", needed=False),
        ),
    ),
    Clause(
        N_("Review and change"),
        (
            Line(N_("Results"), "measuring", "objective_score", "=equity"),
            Line(
                N_("Changes of roles and activities"),
                "revising",
                "=role_changes =activity_changes =resource_changes",
                consent="revision_consent",
            ),
        ),
    ),
    Clause(
        N_("Lasting ways of working"),
        (
            Line(N_("Mechanisms"), "institutionalising", "mechanisms"),
            Line(N_("Form of the partnership"), "institutionalising", "legal_form"),
            Line(N_("In the organisations' own plans"), "institutionalising", "=embedded", "=no_budget"),
            Line(N_("Who takes over"), "institutionalising", "=succession", "=no_successor", needed=False),
        ),
    ),
)
"""Beside the parties, the register and the promises, which are not out of one stage's summary."""
STAGES = tuple(dict.fromkeys(line.stage for clause in CLAUSES for line in clause.lines))
DECIDED = "=chosen"
"""The remark that a choice of the partners came out."""


def score(lines: Iterable[Found]) -> Score:
    """Of a clause: fully when every needed line is, not in place when nothing of it is."""
    found = list(lines)
    if not any(line.score for line in found):
        return Score.MISSING
    needed = [line.score for line in found if line.needed]
    return Score.FULLY if all(one is Score.FULLY for one in needed) else Score.PARTLY


def found(partnership: Partnership, cycle: Cycle, clause: Clause, number: int, language: str) -> list[Found]:
    """The clause's lines as they stand in the cycle of that number."""
    return [_line(partnership, cycle, line, number, language) for line in clause.lines]


def _line(partnership: Partnership, cycle: Cycle, line: Line, number: int, language: str) -> Found:
    stage, title = cycle.stages.get(line.stage), _(line.title)
    issue = newest(partnership, cycle, line.stage, number)
    if stage is None:
        return Found(title, Score.MISSING, needed=False)
    if issue is None:
        lacks = _("Stage %(number)s has not been published yet.", number=numeral(stage.number))
        return Found(title, Score.MISSING, (lacks,), needed=line.needed)
    every = in_language(partnership, cycle, issue, language)
    spoken = spoken_in(partnership, cycle, issue, language)
    ways = (picked(every, _titles(cycle, shows, spoken)) for shows in line.shows.split("|"))
    blocks = next((way for way in ways if any(not isinstance(b, Hidden) for b in way)), ())
    if not blocks:
        lacks = _("Nobody has answered this in stage %(number)s.", number=numeral(stage.number))
        return Found(title, Score.MISSING, (lacks,), needed=line.needed)
    blocks = standing.agreed(blocks, plan.stopped(partnership, cycle, number, spoken), cycle, spoken)
    if not blocks:
        return Found(title, Score.MISSING, (standing.emptied(line.shows),), needed=line.needed)
    lacks = _not_settled(partnership, cycle, stage, issue, line) or _undecided(blocks, line, cycle)
    if lacks:
        return Found(title, Score.PARTLY, (lacks,), needed=line.needed)
    planned = plan.gaps(blocks, cycle, spoken)
    still = planned + _still_open(() if line.shows == plan.PLAN else every, blocks, line)
    kept = tuple(b for b in blocks if not (isinstance(b, Note) and b.title in line.open.split()))
    return Found(title, Score.PARTLY if still else Score.FULLY, still, kept, line.needed)


def _titles(cycle: Cycle, shows: str, language: str) -> tuple[str, ...]:
    """Headings as they are, and of questions what they are called."""
    found = []
    for key in shows.split():
        question = cycle.question(key)
        found += [key] if key.startswith("=") else [question.title[language]] if question else []
    return tuple(found)


def picked(blocks: Iterable[Block], titles: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks with one of the titles, alone or before “an item”, and the remarks that follow each."""
    kept: list[Block] = []
    following = False
    for block in blocks:
        if isinstance(block, Note):
            kept += [block] if following else []
            continue
        following = any(block.title == one or block.title.startswith(f"{one} “") for one in titles)
        kept += [block] if following else []
    return tuple(kept)


def _not_settled(partnership: Partnership, cycle: Cycle, stage: Stage, issue: Issue, line: Line) -> str:
    """Why the partners' consent does not hold of it; "" where it does, or where none was asked for."""
    if not _approved(partnership, stage, issue, line):
        return _("Published, but the partners have not approved it yet.")
    if _changed_since(partnership, cycle, stage, issue, line):
        return _("Changed since it was approved.")
    return ""


def _approved(partnership: Partnership, stage: Stage, issue: Issue, line: Line) -> bool:
    """Where its stage asked the partners for their consent, whether that was carried."""
    question = stage.question(line.consent) if line.consent else None
    if question is None or not asked_now(issue.round, question):
        return True
    entry = decision(partnership, Slot(question.key), issue.round.cycle)
    return entry is not None and entry.outcome == CARRIED and entry.round == issue.round.id


def _changed_since(partnership: Partnership, cycle: Cycle, stage: Stage, issue: Issue, line: Line) -> bool:
    """Whether an edition after the partners' consent says it otherwise than the edition before."""
    question = stage.question(line.consent) if line.consent else None
    entry = decision(partnership, Slot(question.key), issue.round.cycle) if question else None
    if entry is None:
        return False
    editions = [e for e in issue.round.editions if e.number <= issue.edition.number]
    said = [_said(cycle, edition, line) for edition in editions]
    return any(
        edition.at > entry.at and before != now
        for edition, before, now in zip(editions[1:], said, said[1:], strict=False)
    )


def _said(cycle: Cycle, edition: Edition, line: Line) -> list[tuple[Block, ...]]:
    """What an edition says of a line, in each of the ways it may be shown."""
    return [picked(edition.blocks, _titles(cycle, one, edition.language)) for one in line.shows.split("|")]


def _undecided(blocks: tuple[Block, ...], line: Line, cycle: Cycle) -> str:
    """Told of a choice of the partners that has not come out; "" of anything else."""
    question = cycle.question(line.shows.split("|")[0].split()[0])
    decides = question is not None and question.kind is Kind.SINGLE and not question.each
    out = not decides or any(isinstance(b, Note) and b.title == DECIDED for b in blocks)
    return "" if out else _("The partners have not decided this yet.")


def _still_open(every: Iterable[Block], blocks: tuple[Block, ...], line: Line) -> tuple[str, ...]:
    """What is open in a line that was published: the summary's own warnings, and what waits to be confirmed."""
    told = [b for b in every if isinstance(b, Note) and b.title in line.open.split()]
    found = [bare(named(b.title, b.args)) for b in told]
    if any(PENDING in text for block in blocks for text in _texts(astuple(block))):
        found.append(_("Some of it awaits confirmation by the organisation."))
    return tuple(found)


def _texts(value: object) -> Iterator[str]:
    """Every text within a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)
