"""Samples of what is said of lists looked through, drafts and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.core import effects as e
from bot.core.cycle import Stage
from bot.core.effects import Choice
from bot.core.model import Place
from bot.core.records import Change
from bot.render.keys import NOTES

To = tuple[Place, str]
ROUND = "c1-planning-1"
AT = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)


def drafting_samples(
    here: To, group: To, name: str, orgs: tuple[str, ...], entry: str, long: str, stage: Stage
) -> Iterator[e.Effect]:
    yield from _lists(here, orgs, entry, long, stage)
    yield from _drafts(here, name, orgs, entry, long, stage)
    yield from _corrections(here, name, orgs, entry, stage)
    yield from _editions(here, group, name, orgs, entry, stage)


def _lists(to: To, orgs: tuple[str, ...], entry: str, long: str, stage: Stage) -> Iterator[e.Effect]:
    lines = (
        e.PooledLine("o1.1-1", 1, entry, orgs[:2], alike=(2, 3)),
        e.PooledLine("o2.1-1", 2, long, orgs[1:2], reworded=True, doubles=(entry, long)),
        e.PooledLine("o3.1-1", 3, entry, ()),
        e.PooledLine("o3.1-2", 4, long, orgs[2:], dropped=entry),
    )
    yield e.PooledList(*to, ROUND, stage, "activities", entry, lines, 0, 1, (), True)
    others = (Choice("objectives", long),)
    yield e.PooledList(*to, ROUND, stage, "activities", long, lines[:1], 1, 3, others, False)
    said = ((orgs[0], entry), ("", long))
    item = e.PooledItem(
        *to, ROUND, stage, "activities", "o1.1-1", entry, said, (), False, "", False, True, ""
    )
    notes = ("", "reworded", "own_words", "merged", "split", "dropped", "back", "settled")
    yield from (replace(item, note=note) for note in notes)
    double = (("o2.1-1", long, said),)
    yield replace(item, doubles=double, reworded=True)
    yield replace(item, dropped=entry)
    yield replace(item, settled=True, others=False)
    choices = (Choice("o1.1-1", entry), Choice("o2.1-1", long))
    key, kept = "o3.1-1", (3, 4)
    yield e.MergeWith(*to, ROUND, stage, "activities", key, entry, choices, 0, 2, kept)
    yield e.AskWording(*to, ROUND, "activities", "o1.1-1", entry, 200)
    yield e.AskDropReason(*to, ROUND, "activities", "o1.1-1", entry)


def _drafts(
    to: To, name: str, orgs: tuple[str, ...], entry: str, long: str, stage: Stage
) -> Iterator[e.Effect]:
    yield from (e.AskReaderNote(*to, ROUND, stage, now, 1000) for now in ("", entry))
    lines = (
        e.LeftOutLine("problem::o1", entry, orgs[0], long, entry),
        e.LeftOutLine("fears::o2", entry, "", entry, long),
    )
    yield from (e.LeftOutList(*to, ROUND, stage, lines, 0, 1, note) for note in ("", "left", "back"))
    yield e.LeftOutList(*to, ROUND, stage, lines, 1, 2)
    yield e.LeftOutList(*to, ROUND, stage, (), 0, 1)
    choices = (Choice("problem", entry), Choice("concept", long))
    yield e.LeaveWhich(*to, ROUND, stage, choices, 0, 2)
    yield e.LeaveWhich(*to, ROUND, stage, (), 0, 1)
    yield e.LeaveFrom(*to, ROUND, stage, "problem", entry, (Choice(":o1", long),), 1, 2)
    yield from (e.AskLeaveReason(*to, ROUND, stage, entry, org, long) for org in ("", orgs[0]))
    yield from (e.AnswerLeftOut(*to, name, stage, entry, long, entry, who) for who in ("", orgs[0]))


def _corrections(
    to: To, name: str, orgs: tuple[str, ...], entry: str, stage: Stage
) -> Iterator[e.Effect]:
    yield e.AskCorrection(*to, ROUND, stage, 1, "", 1000)
    yield e.AskCorrection(*to, ROUND, stage, 2, entry, 1000)
    yield e.CorrectionSent(*to, stage, entry)
    yield from (e.CorrectionTooLate(*to, stage, 72, who) for who in ("", orgs[0]))
    yield e.CorrectionAsked(*to, "k1", name, stage, 1, orgs[0], AT, entry)
    yield e.CorrectionTaken(*to, name, ROUND, stage, entry)
    yield e.CorrectionHandedIn(*to, stage, ROUND)
    yield e.AskRefusal(*to, stage, orgs[0], entry)
    yield from (e.CorrectionRefused(*to, name, stage, entry, entry, who) for who in ("", orgs[0]))
    yield e.CorrectionCalledOff(*to, name, ROUND, stage, 2, entry)
    yield e.CorrectionDone(*to, name, ROUND, stage, 2, entry)


def _editions(
    to: To, group: To, name: str, orgs: tuple[str, ...], entry: str, stage: Stage
) -> Iterator[e.Effect]:
    """Summaries with what changed, of either side, and the ways to other editions."""
    args = "\n".join(
        f"{key}={entry}"
        for key in ("question", "result", "sectors", "activity", "organisation", "organisations",
                    "count", "of", "what", "reason", "voted", "outcome", "rule")
    )  # fmt: skip
    changes = (
        Change(f"{entry}\n{orgs[0]}", "a", "b"),
        Change("=register\nx\n=sector", "", "b"),
        Change("=agreed", "a", ""),
        *(Change(key, f"{key}\n{args}", "") for key in NOTES),
        Change("=more_changes", "", "7"),
    )
    new = e.Summary(
        *to, "", name, stage, 1, 2, orgs, (), (), entry, changes=changes, reading=ROUND, others=(1, 3), note=entry
    )
    yield new
    yield replace(new, others=(1,), correct=ROUND)
    yield replace(new, others=(2,), edition=1, changes=())
    yield replace(new, to=group[0], others=(), once="sum:p1:c1-planning-1:2", correct=ROUND)
    yield replace(new, others=(), round=ROUND, draft=True, reading="")
    yield replace(new, others=(), round=ROUND, draft=True, reading="", unsettled="agree")
