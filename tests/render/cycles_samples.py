"""Samples of what is said about clause 12c, the end and a new cycle, the broker's role, elections and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core import effects as e
from bot.core.cycle import Stage
from bot.core.effects import Choice
from bot.core.model import Place
from bot.core.results import Bars, Block, Lines

To = tuple[Place, str]
AT = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)


def cycles_samples(to: To, group: To, p: str, orgs: tuple[str, ...], words: str, stage: Stage) -> Iterator[e.Effect]:
    yield from _satisfied(to, orgs, words, stage)
    yield from _afterwards(to, group, p, orgs, words)
    yield from _role(to, group, p, orgs)
    yield from _election(to, group, p, orgs)
    yield from _notes(to, words)


def _satisfied(to: To, orgs: tuple[str, ...], words: str, stage: Stage) -> Iterator[e.Effect]:
    held = e.NotSatisfied(*to, stage, "c1-planning-1", ((orgs[0], words), (orgs[1], "")), orgs[2:], "agreement")
    yield held
    yield replace(held, silent=(), part="")
    yield e.AskOverride(*to, stage, orgs[:2], 500)
    yield e.OverrideNoted(*to, stage, "c1-planning-1", words, is_open=True)
    yield e.OverrideNoted(*to, stage, "c1-planning-1", words, is_open=False)


def _afterwards(to: To, group: To, p: str, orgs: tuple[str, ...], words: str) -> Iterator[e.Effect]:
    blocks: tuple[Block, ...] = (Bars(words, ((words, 2), (orgs[0], 1)), 3),)
    ways = e.AfterTwelfth(*to, p, 1, blocks, (), "implementing")
    yield ways
    yield replace(ways, cycle=2, blocks=(), follow="")
    yield replace(ways, going=(e.StageLine("planning", 4, words, "open"),))
    yield replace(ways, confirm="end")
    yield replace(ways, confirm="cycle")
    yield replace(ways, ended=AT)
    yield replace(ways, corrections=1, asked="planning", confirm="cycle")
    yield replace(ways, corrections=3, asked="planning")
    yield e.Ended(*group, p, ((orgs[0], words), (orgs[1], words)), 3, AT)
    yield e.Ended(*to, p, (), 0, AT, private=True)
    yield e.GoesOn(*group, p)
    yield e.CycleBegun(*group, p, 2, (Lines("=open_promises", ((orgs[0], (("", words),)),)),), 4)
    yield e.CycleBegun(*group, p, 3, (), 0)


def _role(to: To, group: To, p: str, orgs: tuple[str, ...]) -> Iterator[e.Effect]:
    page = e.Brokers(*to, p, (("A", True), ("B", False)), "")
    yield page
    yield replace(page, note="expired", can_lay_down=True)
    yield replace(page, offered="C", can_offer=False, note="offered")
    yield replace(page, offered="C", whole=True, can_offer=False)
    yield replace(page, note="withdrawn")
    yield replace(page, note="alone", can_offer=False)
    yield replace(page, note="lay_down", can_lay_down=True)
    people = (Choice("0a", "A"), Choice("0b", "B · " + orgs[0] * 2))
    yield e.ChooseBroker(*to, False, people, 0, 1)
    yield e.ChooseBroker(*to, True, people[:1], 1, 3)
    yield e.RoleOffered(*to, p, "A", whole=False, notes=0, drafts=0, corrections=0)
    yield e.RoleOffered(*to, p, "A", whole=True, notes=4, drafts=1, corrections=2)
    yield from (e.RoleTaken(*to, p, how, 1, 0, 0) for how in ("shared", "whole", "elected"))
    hows = ("taken", "handed_over", "refused", "withdrawn", "over", "declined", "laid_down")
    yield from (e.RoleAnswered(*to, p, "A", how) for how in hows)
    yield e.BrokersChanged(*group, p, ("A", "B"))
    yield e.BrokersChanged(*to, p, ("A", "B"), private=True)


def _election(to: To, group: To, p: str, orgs: tuple[str, ...]) -> Iterator[e.Effect]:
    yield e.ElectionOpen(*group, p)
    yield e.NoElection(*group, p, "in_reach", "A")
    yield e.NoElection(*to, p, "not_joined")
    ballot = e.ElectionBallot(*group, "election:1", p, "A", orgs[0], "1", 1, 5, 3, first=True)
    yield ballot
    yield replace(ballot, to=to[0], voted=2, first=False, mine="yes")
    yield from (e.ElectionOver(*group, p, "A", how) for how in ("elected", "not_elected", "in_reach", "expired"))


def _notes(to: To, words: str) -> Iterator[e.Effect]:
    line = e.NoteLine("n1", words, "", AT, None, done=False)
    about = replace(line, id="n2", about=words, remind_on=date(2027, 3, 9))
    yield e.Notes(*to, "", "all", (line, about, replace(line, done=True)), 0, 2)
    yield e.Notes(*to, words, "stage:planning", (about,), 1, 2, "deleted")
    yield e.Notes(*to, words, "org:o1", (), 0, 1, "gone")
    yield e.Notes(*to, words, "org:o1", (about,), 0, 1, "full")
    yield e.AskNote(*to, "", "all", 1000)
    yield e.AskNote(*to, words, "stage:planning", 1000, 1200)
    for note in ("", "kept", "when", "not_a_day", "remind", "done", "open", "drop"):
        yield e.NoteShown(*to, about, "stage:planning", note)
        yield e.NoteShown(*to, replace(line, done=True), "all", note)
