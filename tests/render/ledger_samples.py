"""Samples of what is said of promises, agreements and what is to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core import effects as e
from bot.core.effects import Choice
from bot.core.model import Place, Slot
from bot.core.records import Agreement, Quorum, Rule

AT = datetime(2027, 2, 5, 3, 0, tzinfo=UTC)


def ledger_samples(
    here: tuple[Place, str], name: str, orgs: tuple[str, ...], entry: str, long: str
) -> Iterator[e.Effect]:
    yield from _confirming(here, name, orgs, entry)
    yield from _promises(here, name, orgs, entry, long)
    yield from _agreements(here, name, orgs, entry)


def _confirming(
    here: tuple[Place, str], name: str, orgs: tuple[str, ...], entry: str
) -> Iterator[e.Effect]:
    line = e.GivenLine("c1-planning-1", "my_role", "o1.1-1", 4, entry, entry)
    page = e.ToConfirm(*here, name, (line, replace(line, item="o1.1-2")), 2, 0, 1)
    yield page
    yield replace(page, note="handed_in", lines=(line,), count=1)
    yield replace(page, note="later")
    yield replace(page, note="confirmed", lines=(line,) * 6, count=9, pages=2)
    yield replace(page, note="confirmed", lines=(), count=0)
    yield replace(page, partnership="", lines=(line,), count=7, page=1, pages=2)
    yield e.Confirmed(*here, name, orgs[0], (line,))
    yield e.Confirmed(*here, "", orgs[0], (line, line))


def _promises(
    here: tuple[Place, str], name: str, orgs: tuple[str, ...], entry: str, long: str
) -> Iterator[e.Effect]:
    mine = e.PromiseLine("p1", orgs[0], entry, "open", date(2027, 4, 30), 4, mine=True, number=1)
    lines = (
        replace(mine, id="p2", state="late", reason="=late", number=2),
        replace(mine, id="p3", what=long, due=None, provisional=True, reason="=stuck", number=3),
        replace(mine, id="p4", state="done", reason="=checked", number=4),
        replace(mine, id="p5", organisation=orgs[1], mine=False, to=orgs[2], number=5),
        replace(mine, id="p6", organisation=orgs[1], mine=False, state="handed_over", to=orgs[0]),
        replace(mine, id="p7", organisation=orgs[1], mine=False, state="dropped", reason=long),
        replace(mine, id="p8", organisation=orgs[1], mine=False, state="dropped", reason="=edition"),
        replace(mine, id="p9", organisation=orgs[1], mine=False, state="dropped", stage=0),
    )
    page = e.Promises(*here, name, (mine, *lines[:7]), 0, 2, 5, 1, private=True, manages=True)
    yield page
    yield e.Promises(*here, "", lines, 1, 3, 0, 0, private=False)
    yield e.Promises(*here, name, (), 0, 1, 0, 0, private=True)
    for note in ("kept", "unkept", "dropped", "offered", "withdrawn", "taken", "refused"):
        yield replace(page, note=note, about=lines[3], lines=(mine,), pages=1)
    yield e.ChoosePromise(*here, (mine, *lines), 0, 1)
    yield e.ChoosePromise(*here, (), 0, 1)
    yield e.PromiseCard(*here, name, mine, ("take", "kept", "drop", "hand"))
    yield e.PromiseCard(*here, name, lines[1], ("kept", "drop", "withdraw"))
    yield e.PromiseCard(*here, "", lines[2], ("unkept",))
    yield e.PromiseCard(*here, name, replace(lines[3], offered=True), ("take",), told=True)
    yield e.AskWhyDropped(*here, mine)
    yield e.AskNewOwner(*here, mine, (Choice("o2", orgs[1]), Choice("o3", long)))
    yield e.AskNewOwner(*here, mine, ())
    yield e.PromiseNews(*here, "dropped", name, lines[5], orgs[1])
    for kind, one in (("kept", mine), ("unkept", mine), ("dropped", replace(lines[5], mine=True))):
        yield e.PromiseNews(*here, kind, name, one, orgs[2])
    yield e.Promises(*here, name, (mine,), 0, 1, 1, 0, private=True, note="firm", about=mine)
    yield e.PromiseCard(*here, name, replace(mine, provisional=True), ("firm", "kept", "drop"))
    yield e.PromiseNews(*here, "taken", name, lines[4], orgs[0])
    yield e.PromiseNews(*here, "refused", "", mine, orgs[1])


def _agreements(
    here: tuple[Place, str], name: str, orgs: tuple[str, ...], entry: str
) -> Iterator[e.Effect]:
    agreed = Agreement("a1", "agreed", AT, 1, entry, entry, stage="planning")
    vote = Agreement(
        "a2",
        "decision",
        AT,
        1,
        entry,
        entry,
        slot=Slot("charter_consent"),
        rule=Rule.NO_OBJECTION,
        quorum=Quorum.HALF,
        outcome="carried",
    )
    lines = (
        e.AgreementLine(vote, ((entry, 3), (entry, 1)), 1, 2, orgs[:1], AT, 3),
        e.AgreementLine(replace(vote, rule=Rule.CONSENSUS), ((entry, 9),), stage=4, ranked=True),
        e.AgreementLine(agreed, stage=4),
        e.AgreementLine(replace(agreed, result="", outcome="withdrawn"), replaces=AT),
        e.AgreementLine(replace(agreed, kind="membership", title=orgs[0], result="=left")),
    )
    yield e.Agreements(*here, name, lines, 0, 2, private=True)
    rules = (Rule.MAJORITY, Rule.TWO_THIRDS, Rule.DELEGATED)
    yield e.Agreements(
        *here, "", tuple(e.AgreementLine(replace(vote, rule=r)) for r in rules), 1, 2, private=False
    )
    others = (
        replace(agreed, kind="broker", title="", result=orgs[0], rule=Rule.MAJORITY),
        replace(agreed, kind="override"),
    )
    shown = tuple(e.AgreementLine(entry) for entry in others)
    yield e.Agreements(*here, name, shown, 0, 1, private=True)
    yield e.Agreements(*here, name, (), 0, 1, private=True)
