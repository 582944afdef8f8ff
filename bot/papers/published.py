"""What is out of each stage: the editions of a cycle, and an edition's blocks in the reader's language.

Papers for the group are made of these, of the register, the ledger and the list of partners, which all partners
may read in the chat; of nothing else. So no paper has to judge again who may see what.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from bot.core.artefacts import artefact
from bot.core.calendar import today
from bot.core.cycle import Cycle
from bot.core.model import Partnership, Round
from bot.core.records import Edition
from bot.core.results import Block
from bot.core.sight import Sight
from bot.core.whole import begun, done_and_missing

BEGINNING = date(2020, 1, 1)
"""The day of a paper that there is no datum for yet."""


class Issue(NamedTuple):
    """One edition of one round."""

    round: Round
    edition: Edition

    @property
    def newest(self) -> bool:
        """Whether the round still says what the edition says."""
        return self.round.published and self.edition.number == self.round.edition


def rounds(partnership: Partnership, stage: str, number: int) -> tuple[Round, ...]:
    """The rounds of a stage in the cycle of that number, oldest first; not those of newcomers catching up."""
    every = partnership.rounds.values()
    return tuple(r for r in every if r.stage == stage and r.cycle == number and not r.only)


def issues(partnership: Partnership, cycle: Cycle, stage: str, number: int) -> tuple[Issue, ...]:
    """Every edition of a stage in a cycle, by the round and then in the order they came out."""
    return tuple(i for r in rounds(partnership, stage, number) for i in _of(partnership, cycle, r))


def newest(partnership: Partnership, cycle: Cycle, stage: str, number: int) -> Issue | None:
    """The newest edition of the stage's newest round that has one."""
    return next(reversed(issues(partnership, cycle, stage, number)), None)


def numbered(found: tuple[Issue, ...], edition: int) -> Issue | None:
    """The edition of that number, of the newest round that has it; 0: the newest. None if there is none."""
    return next((i for i in reversed(found) if edition in (0, i.edition.number)), None)


def _of(partnership: Partnership, cycle: Cycle, round: Round) -> Iterator[Issue]:
    if round.editions:
        yield from (Issue(round, edition) for edition in round.editions)
    elif round.edition and round.published:
        yield Issue(round, as_it_stands(partnership, cycle, round, partnership.language or "th"))


def as_it_stands(partnership: Partnership, cycle: Cycle, round: Round, language: str) -> Edition:
    """What an edition of the round would say now. Of a round that is not published it is for brokers only."""
    done, missing = done_and_missing(cycle, partnership, round, ever=True)
    gone = tuple(o for o in partnership.organisations.values() if o not in (*done, *missing))
    partly = begun(round, (*missing, *gone))
    by = next(iter(partnership.members))
    return Edition(
        max(round.edition, 1) if round.published else round.edition + 1,
        round.closed_at or round.opened_at,
        by,
        language,
        artefact(Sight(cycle, partnership, round, "", language)),
        tuple(o.name for o in done),
        tuple(o.name for o in partly),
        tuple(o.name for o in missing if o not in partly),
        round.agreed,
        round.note,
    )


def in_language(partnership: Partnership, cycle: Cycle, issue: Issue, language: str) -> tuple[Block, ...]:
    """An edition's blocks in that language, where what it was made of still stands; else as it came out."""
    if spoken_in(partnership, cycle, issue, language) == issue.edition.language:
        return issue.edition.blocks
    return artefact(Sight(cycle, partnership, issue.round, "", language))


def spoken_in(partnership: Partnership, cycle: Cycle, issue: Issue, language: str) -> str:
    """The language of `in_language`: that which was asked for, unless the answers say something else by now."""
    own = issue.edition.language
    if own == language or not issue.newest:
        return own
    same = artefact(Sight(cycle, partnership, issue.round, "", own)) == issue.edition.blocks
    return language if same else own


def as_of(partnership: Partnership) -> date:
    """The day in Thailand of the newest datum: what a paper calls the day it tells of."""
    found: list[datetime] = [a.at for a in partnership.agreements.values()]
    found += [p.settled_at or p.made_at for p in partnership.promises.values()]
    for round in partnership.rounds.values():
        found += [round.opened_at, *(e.at for e in round.editions)]
        found += [round.closed_at] if round.closed_at else []
        found += [answer.at for answer in round.answers.values()]
    found += [m.consented_at for m in partnership.members.values() if m.consented_at]
    return today(max(found)) if found else BEGINNING

