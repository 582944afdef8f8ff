"""Samples of what is said of votes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bot.core import effects as e
from bot.core.cycle import Stage
from bot.core.effects import Choice
from bot.core.model import Place
from bot.core.results import Voices
from bot.core.tally import Span

To = tuple[Place, str]


def voting_samples(
    to: To, group: To, p: str, orgs: tuple[str, ...], choices: tuple[Choice, ...], words: str, stage: Stage
) -> Iterator[e.Effect]:
    round = "c1-planning-1"
    draft = (Voices(words, ((orgs[0], words),)),)
    ballot = e.Ballot(
        *group, "b", stage, round, "consent", "", "consent", words, words, choices, hidden=False, draft=draft
    )
    yield ballot
    yield replace(ballot, draft=draft * 30, number=2, more=3)
    yield replace(ballot, more=1, choices=(*choices, Choice("o2.1", words * 3)))
    marks = tuple(Choice(str(n), str(n)) for n in range(1, 6))
    yield replace(ballot, kind="scale", choices=marks, ends=(words, words), draft=(), item="o1.1-1")
    yield replace(ballot, kind="yes_no", choices=())
    yield replace(ballot, kind="rank", hidden=True, draft=())
    yield replace(ballot, kind="single", hidden=True, draft=())
    yield from _results(group, orgs, words, stage)
    kept = e.VoteKept(*to, p, stage, round, words, words, 0)
    yield kept
    yield replace(kept, partnership="", voice="", left=2, provisional=True)
    for why in ("nameless", "stranger", "closed", "not_asked"):
        yield e.NotVoted(*to, why, private=True)
        yield e.NotVoted(*group, why, private=False)
    line = _line(words, orgs)
    yield e.SecondVote(*group, p, stage, round, 2, (line,), private=False)
    yield e.SecondVote(*to, p, stage, round, 2, (line, line), private=True)
    yield e.SecondVote(*to, "", stage, round, 2, (line,), private=True)
    yield e.SayWhy(*to, p, stage, round, "feasibility", "o1.1-1", words, "5", "3")
    yield e.SayWhy(*to, "", stage, round, "charter_consent", "", words, words, "")
    yield e.AskWhy(*to, round, words, "5")
    yield e.WhyKept(*to, round)
    yield e.ReasonTold(*group, stage, words, words)
    yield e.Referred(*to, stage, "a3", line, ())
    yield e.Referred(*to, stage, "a3", replace(line, kind="single"), choices)
    for outcome, result in (("carried", words), ("carried", ""), ("not_carried", "")):
        yield e.WorkingGroupDecided(*group, stage, words, outcome, result)


def _line(words: str, orgs: tuple[str, ...]) -> e.VoteLine:
    return e.VoteLine(
        words, "consent", "carried", words, ((words, 2), (words, 1)), reasons=((orgs[0], words), ("", words))
    )


def _results(
    group: To, orgs: tuple[str, ...], words: str, stage: Stage
) -> Iterator[e.Effect]:
    line = _line(words, orgs)
    told = replace(line, abstained=1, absent=orgs[2:], provisional=orgs[:2], awaits=orgs[:1])
    result = e.VoteResult(*group, stage, 1, (told,), "no_objection", "half", 4)
    yield result
    yield replace(result, number=2, lines=(told, replace(line, absent=orgs[:1])), quorum="two_thirds")
    for outcome in ("not_carried", "tied", "no_quorum", "referred", "hidden"):
        yield replace(result, lines=(replace(line, outcome=outcome),), rule="delegated", quorum="all")
    for outcome in ("carried", "not_carried", "tied"):
        yield replace(result, lines=(replace(line, kind="single", outcome=outcome),), rule="majority")
    span = Span(Decimal("3.5"), 2, 5, (0, 1, 1, 1, 1))
    marks = replace(line, kind="scale", voices=(), span=span)
    yield replace(result, lines=(marks, replace(marks, span=span._replace(low=4, high=4, median=Decimal(4)))), rule="")
    ranked = replace(line, kind="rank", voices=(), placed=((words, 4, 1, 2), (words, 2, 2, 2)))
    yield replace(result, lines=(ranked, replace(ranked, outcome="tied")), rule="")
