"""Votes, through the door: ballots in the group, one voice an organisation, hidden until closed, the second
vote, and the partners' own rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from bot.core import effects as say
from bot.core.cycle import Cycle, Kind, Part, PartKind, Seen, Words
from bot.core.effects import Effect
from bot.core.events import Event, Happening, Pressed, Said
from bot.core.model import Authority, Organisation, Partnership, Person, Place
from bot.core.records import Agreement, Quorum, Rule
from bot.core.step import step
from bot.render.renderer import Renderer
from tests.core.factories import START, answered, opened, partnership, person, round_of
from tests.core.factories import cycle as packaged
from tests.core.scene import options, question, stage

GROUP = Place("telegram", "-100")
BROKER = Person("telegram", "p-broker")
STRANGER, NOBODY = Person("telegram", "p-stranger"), Person("telegram", "")
ONE, TWO = person("o1"), person("o2")
CONSENT = "agree agree_changes live_with object"


def voted(key: str, kind: Kind, **more: object):  # type: ignore[no-untyped-def]
    return question(key, kind, options(CONSENT, asks="object") if kind is Kind.CONSENT else (), **more)


@cache
def cycle() -> Cycle:
    pick = replace(voted("pick", Kind.SINGLE), options=options("north south"))
    order = replace(voted("order", Kind.RANK), options=options("aa bb cc"))
    rule = replace(
        voted("decision_rule", Kind.SINGLE),
        options=options("consensus no_objection majority two_thirds delegated"),
    )
    quorum = replace(voted("quorum", Kind.SINGLE), options=options("half two_thirds all"))
    ends: Words = {"th": "น้อย", "en": "little"}
    mark = voted("mark", Kind.SCALE, ends=(ends, ends))
    news = question("news", Kind.TEXT)
    decide = PartKind.DECISION
    return Cycle(
        {
            "accept": stage("accept", 1, Part("accept", decide, (voted("accept", Kind.CONSENT),))),
            "several": stage("several", 2, Part("several", decide, (pick, mark, order))),
            "rules": stage("rules", 3, Part("rules", decide, (rule, quorum))),
            "mixed": stage(
                "mixed",
                4,
                Part("ask", PartKind.INTERVIEW, (news,)),
                Part("ok", decide, (voted("ok", Kind.CONSENT, uses=("news",)),), ("ask",)),
                Part("after", PartKind.INTERVIEW, (question("later", Kind.TEXT),), ("ok",)),
            ),
            "secret": stage(
                "secret", 5, Part("secret", decide, (voted("hush", Kind.CONSENT, seen=Seen.ANONYMOUS),))
            ),
        },
        {},
    )


@dataclass
class Table:
    """A partnership round one group, changed by events only; everything said is kept."""

    p: Partnership
    said: list[Effect]
    at: datetime = START

    def do(self, who: Person, happened: Happening, group: bool = False) -> list[Effect]:
        self.at += timedelta(minutes=1)
        place = GROUP if group else Place(*who)
        event = Event("e", self.at, place, who, happened, "", "th", not group)
        self.p, said = step(self.p, event, cycle())
        self.said += said
        return said

    def press(self, who: Person, action: str) -> list[Effect]:
        return self.do(who, Pressed("x", action))

    def vote(self, who: str | Person, question: str, key: str) -> list[Effect]:
        known = person(who) if isinstance(who, str) else who
        return self.do(known, Pressed("x", f"vote:{self.round}:{question}::{key}"), group=True)

    @property
    def round(self) -> str:
        return list(self.p.rounds)[-1]

    def open(self, key: str) -> list[Effect]:
        return self.press(BROKER, f"open:{key}:full")

    def close(self) -> list[Effect]:
        return self.press(BROKER, f"close:{self.round}:yes")

    def answer(self, organisation: str, question: str):  # type: ignore[no-untyped-def]
        found = self.p.rounds[self.round].answers
        mine = (a for k, a in found.items() if (k.organisation, k.slot.question) == (organisation, question))
        return next(mine, None)

    def entries(self, question: str) -> list[Agreement]:
        return [a for a in self.p.agreements.values() if a.slot and a.slot.question == question]


@pytest.fixture
def table() -> Table:
    return Table(partnership(4), [])


def only(said: Iterable[Effect], kind: type[Effect]) -> list:  # type: ignore[type-arg]
    return [effect for effect in said if isinstance(effect, kind)]


# ── ballots and taps in the group ────────────────────────────────────────────


def test_a_ballot_stands_in_the_group_when_a_decision_opens(table: Table) -> None:
    [ballot] = only(table.open("accept"), say.Ballot)

    assert ballot.to == GROUP
    assert [c.key for c in ballot.choices] == CONSENT.split()
    assert not ballot.hidden


def test_a_rank_is_put_in_order_in_private(table: Table) -> None:
    ballots = {b.question: b for b in only(table.open("several"), say.Ballot)}

    assert {q: b.hidden for q, b in ballots.items()} == {"pick": False, "mark": False, "order": True}


def test_a_tap_is_the_organisations_voice_and_hands_in(table: Table) -> None:
    table.open("accept")
    said = table.vote("o1", "accept", "agree")

    assert table.answer("o1", "accept").value == ("agree",)
    [kept] = only(said, say.VoteKept)
    assert kept.to == Place(*ONE)
    [progress] = only(said, say.Progress)
    assert progress.done == ("เทศบาลตำบลแม่แรม",)


def test_a_voice_is_not_repeated_in_the_group_and_its_receipt_is_not_lost(table: Table) -> None:
    [ballot] = only(table.open("accept"), say.Ballot)
    taps = [b for row in Renderer()(ballot).buttons for b in row if b.action]
    assert len(taps) > 2
    assert all(b.silent for b in taps)
    [kept] = only(table.vote("o1", "accept", "agree"), say.VoteKept)
    shown = Renderer()(kept)
    assert not shown.passing
    assert shown.slot.startswith(f"vote:{kept.round}:accept:")
    assert shown.outdoes == f"opened:{kept.round}"


def test_the_voice_can_be_changed_until_the_vote_is_closed(table: Table) -> None:
    table.open("accept")
    table.vote("o1", "accept", "agree")
    table.vote("o1", "accept", "live_with")
    assert table.answer("o1", "accept").value == ("live_with",)
    table.close()
    before = table.p
    said = table.vote("o1", "accept", "agree")

    assert table.p == before
    assert [(type(e), e.to) for e in said] == [(say.NotVoted, Place(*ONE))]
    assert only(said, say.NotVoted)[0].why == "closed"


def test_the_same_tap_again_changes_nothing(table: Table) -> None:
    table.open("accept")
    table.vote("o1", "accept", "agree")
    before = table.p

    assert table.vote("o1", "accept", "agree") == []
    assert table.p == before


def test_an_objection_counts_at_once_and_its_reason_is_asked_in_private(table: Table) -> None:
    table.open("accept")
    said = table.vote("o1", "accept", "object")
    assert table.answer("o1", "accept").value == ("object",)
    [asked] = only(said, say.AskWords)
    assert asked.to == Place(*ONE)

    table.do(ONE, Said("เพราะยังไม่มีงบ", "m7"))
    assert table.answer("o1", "accept").words == "เพราะยังไม่มีงบ"
    assert table.answer("o1", "accept").value == ("object",)


def test_two_representatives_have_one_voice_and_the_first_is_told(table: Table) -> None:
    second = Person("telegram", "p-second")
    first = table.p.members[ONE]
    table.p = table.p.with_member(replace(first, person=second, private=Place(*second)))
    table.open("accept")
    table.vote(ONE, "accept", "agree")
    said = table.vote(second, "accept", "live_with")

    assert table.answer("o1", "accept").value == ("live_with",)
    assert [e.to for e in only(said, say.ColleagueChanged)] == [Place(*ONE)]
    [result] = only(table.close(), say.VoteResult)
    assert sum(n for _, n in result.lines[0].voices) == 1


@pytest.mark.parametrize(
    ("who", "why", "to"),
    [(NOBODY, "nameless", GROUP), (STRANGER, "stranger", GROUP)],
)
def test_whoever_is_not_known_changes_nothing_and_is_told_kindly(
    table: Table, who: Person, why: str, to: Place
) -> None:
    table.open("accept")
    before = table.p
    said = table.vote(who, "accept", "agree")

    assert table.p == before
    assert [(type(e), e.to, e.why) for e in only(said, say.NotVoted)] == [(say.NotVoted, to, why)]
    assert len(said) == 1


def test_an_organisation_that_has_paused_has_no_voice(table: Table) -> None:
    table.open("accept")
    paused = replace(table.p.organisations["o2"], state="paused")
    table.p = table.p.with_organisation(paused)
    said = table.vote("o2", "accept", "object")

    assert table.answer("o2", "accept") is None
    assert [e.why for e in only(said, say.NotVoted)] == ["not_asked"]


@pytest.mark.parametrize("action", ["accept::nothing", "nothing::agree", "accept:o9.9:agree"])
def test_a_made_up_button_changes_nothing(table: Table, action: str) -> None:
    table.open("accept")
    before = table.p
    table.do(ONE, Pressed("x", f"vote:{table.round}:{action}"), group=True)

    assert table.p == before


def test_a_broker_who_writes_down_for_another_still_votes_for_their_own(table: Table) -> None:
    table.p = table.p.with_member(
        replace(table.p.members[ONE], roles=table.p.members[ONE].roles | table.p.members[BROKER].roles)
    )
    table.open("accept")
    table.p = table.p.with_member(replace(table.p.members[ONE], standing_in="o3", front=table.round))
    table.vote(ONE, "accept", "agree")

    assert table.answer("o3", "accept") is None
    assert table.answer("o1", "accept").value == ("agree",)
    assert table.p.members[ONE].standing_in == "o3"


def test_abstaining_takes_part_and_is_no_side(table: Table) -> None:
    table.open("accept")
    for n, key in enumerate(("agree", "abstain", "abstain"), 1):
        table.vote(f"o{n}", "accept", key)
    table.close()

    [entry] = table.entries("accept")
    assert entry.outcome == "carried"
    assert dict(entry.counts) == {"agree": 1, "abstain": 2, "absent": 1}


# ── hidden until it is closed ────────────────────────────────────────────────


def test_nothing_said_before_it_is_closed_tells_another_how_anyone_voted(table: Table) -> None:
    table.open("accept")
    start = len(table.said)
    table.vote("o1", "accept", "object")
    table.do(ONE, Said("เหตุลับสุดยอด", "m7"))
    table.vote("o2", "accept", "agree")
    for who in (TWO, BROKER):
        for action in ("menu", "status", "mydata", "summaries", f"review:{table.round}", "agreements", "promises"):
            table.press(who, action)
        for action in (f"preview:{table.round}", f"who:{table.round}", "stage:accept"):
            table.press(who, action)
    others = [e for e in table.said[start:] if e.to != Place(*ONE)]

    assert "เหตุลับสุดยอด" not in repr(others)
    renderer = Renderer()
    shown = [renderer(e) for e in others if not isinstance(e, say.Ballot)]
    assert len(shown) > 10
    for message in shown:
        read = message.text + repr(message.buttons)
        assert "ทางobject" not in read


def test_the_preview_of_an_open_vote_tells_only_how_many_voted(table: Table) -> None:
    table.open("accept")
    table.vote("o1", "accept", "object")
    [preview] = only(table.press(BROKER, f"preview:{table.round}"), say.Summary)

    assert [(b.title, b.args["count"], b.args["of"]) for b in preview.blocks] == [("=voting", "1", "4")]


def test_once_it_is_closed_the_group_sees_how_the_vote_came_out(table: Table) -> None:
    table.open("accept")
    table.vote("o1", "accept", "object")
    table.do(ONE, Said("ยังไม่มีงบ", "m7"))
    table.vote("o2", "accept", "agree")
    table.vote("o3", "accept", "agree")
    [result] = only(table.close(), say.VoteResult)

    [line] = result.lines
    assert (line.outcome, result.rule, result.quorum) == ("not_carried", "no_objection", "half")
    assert result.organisations == 4
    assert line.absent == ("โรงเรียนบ้านดอย",)
    assert line.reasons == (("เทศบาลตำบลแม่แรม", "ยังไม่มีงบ"),)


def test_an_anonymous_vote_of_two_is_not_told(table: Table) -> None:
    table.open("secret")
    table.vote("o1", "hush", "agree")
    table.vote("o2", "hush", "agree")

    assert not only(table.close(), say.VoteResult)
    assert not table.entries("hush")


# ── counting ─────────────────────────────────────────────────────────────────


def test_below_the_quorum_nothing_is_decided(table: Table) -> None:
    table.open("accept")
    table.vote("o1", "accept", "agree")
    table.vote("o2", "accept", "agree")
    table.close()

    assert [e.outcome for e in table.entries("accept")] == ["no_quorum"]


def test_what_was_decided_is_entered_once_and_a_later_vote_replaces_it(table: Table) -> None:
    table.open("accept")
    for n in (1, 2, 3):
        table.vote(f"o{n}", "accept", "agree")
    table.close()
    table.press(BROKER, f"reopen:{table.round}")
    assert not only(table.close(), say.VoteResult)  # nothing has changed
    assert len(table.entries("accept")) == 1

    table.press(BROKER, f"reopen:{table.round}")
    table.vote("o1", "accept", "object")
    assert only(table.close(), say.VoteResult)
    first, second = table.entries("accept")
    assert (second.outcome, second.replaces) == ("not_carried", first.id)


def test_who_must_consult_first_votes_provisionally_and_is_named_as_awaited(table: Table) -> None:
    table.p = table.p.with_member(replace(table.p.members[ONE], authority=Authority.CONSULTS))
    table.open("accept")
    for n in (1, 2, 3, 4):
        table.vote(f"o{n}", "accept", "agree")
    [result] = only(table.close(), say.VoteResult)

    assert result.lines[0].provisional == ("เทศบาลตำบลแม่แรม",)
    assert table.entries("accept")[0].awaits == ("o1",)


def test_choices_marks_and_ranks_are_each_counted_their_way(table: Table) -> None:
    table.open("several")
    for n, mark in enumerate("245", 1):
        table.vote(f"o{n}", "pick", "south" if n > 1 else "north")
        table.vote(f"o{n}", "mark", mark)
        for key in ("bb", "cc"):
            table.press(person(f"o{n}"), f"go:{table.round}")
            table.press(person(f"o{n}"), f"place:{table.round}:order::{key}")
    table.close()

    results = {q: table.entries(q)[0] for q in ("pick", "mark", "order")}
    assert {q: (a.outcome, a.result) for q, a in results.items()} == {
        "pick": ("carried", "ทางsouth"),
        "mark": ("carried", "4 / 5"),
        "order": ("carried", "1. ทางbb · 2. ทางcc · 3. ทางaa"),
    }
    assert [results[q].rule for q in results] == [Rule.NO_OBJECTION, None, None]


# ── the partners' own rule ───────────────────────────────────────────────────


def settle_rule(table: Table, rule: str, quorum: str, voices: int = 3) -> None:
    table.open("rules")
    for n in range(1, voices + 1):
        table.vote(f"o{n}", "decision_rule", rule)
        table.vote(f"o{n}", "quorum", quorum)
    table.close()
    assert table.p.rule is None  # a draft settles nothing
    table.press(BROKER, f"publish:{table.round}")


def test_the_rule_of_stage_five_holds_for_every_later_vote(table: Table) -> None:
    settle_rule(table, "majority", "all")
    assert (table.p.rule, table.p.quorum) == (Rule.MAJORITY, Quorum.ALL)

    table.open("accept")
    for n, key in enumerate(("agree", "agree", "agree", "object"), 1):
        table.vote(f"o{n}", "accept", key)
    [result] = only(table.close(), say.VoteResult)
    assert (result.lines[0].outcome, result.rule, result.quorum) == ("carried", "majority", "all")


@pytest.mark.parametrize(
    ("stage_key", "asked", "item"),
    [
        ("reviewing", "new_partner_consent", "o1.1-1"),
        ("revising", "revision_consent", ""),
        ("sustaining", "final_consent", ""),
    ],
)
@pytest.mark.parametrize(("rule", "outcome"), [(None, "not_carried"), (Rule.MAJORITY, "carried")])
def test_the_rule_holds_in_the_packaged_stages(
    stage_key: str, asked: str, item: str, rule: Rule | None, outcome: str
) -> None:
    p = opened(replace(partnership(4), rule=rule), stage_key)
    if item:
        p = answered(p, "new_partner", "o1", ["วัดป่าแพะ"])
    before = [part.key for part in packaged().stages[stage_key].parts][:-1]
    p = p.with_round(replace(round_of(p, stage_key), closed_parts=frozenset(before)))
    for n, key in enumerate(("agree", "agree", "agree", "object"), 1):
        p = answered(p, asked, f"o{n}", key, item)
    close = Pressed("x", f"close:{round_of(p, stage_key).id}:yes")
    event = Event("e", START + timedelta(days=1), Place(*BROKER), BROKER, close, "", "th")
    p, said = step(p, event, packaged())

    entries = [a for a in p.agreements.values() if a.kind == "decision" and a.slot and a.slot.question == asked]
    assert [(a.outcome, a.rule) for a in entries] == [(outcome, rule or Rule.NO_OBJECTION)]
    assert [e.lines[0].outcome for e in only(said, say.VoteResult)] == [outcome]


def test_without_a_result_the_rule_stays_as_it_was(table: Table) -> None:
    settle_rule(table, "majority", "all", voices=2)

    assert (table.p.rule, table.p.quorum) == (None, Quorum.HALF)


def test_what_is_left_to_the_working_group_waits_for_what_it_decides(table: Table) -> None:
    settle_rule(table, "delegated", "half")
    table.open("accept")
    for n in (1, 2, 3):
        table.vote(f"o{n}", "accept", "agree")
    [card] = only(table.close(), say.Referred)
    assert card.to == Place(*BROKER)

    table.press(ONE, f"workinggroup:{card.agreement}:agree")  # no broker
    assert [e.outcome for e in table.entries("accept")] == ["referred"]
    said = table.press(BROKER, f"workinggroup:{card.agreement}:agree")
    table.press(BROKER, f"workinggroup:{card.agreement}:object")  # decided already
    first, second = table.entries("accept")
    assert (second.outcome, second.replaces) == ("carried", first.id)
    assert {e.to for e in only(said, say.WorkingGroupDecided)} == {GROUP, Place(*BROKER)}


# ── the second vote ──────────────────────────────────────────────────────────


def at_second(table: Table, marks: str = "225") -> list[Effect]:
    table.open("several")
    for n, mark in enumerate(marks, 1):
        table.vote(f"o{n}", "pick", "north")
        table.vote(f"o{n}", "mark", mark)
    table.close()
    return table.press(BROKER, f"voteagain:{table.round}:several")


def test_a_second_vote_shows_how_the_first_stood_and_keeps_the_voices(table: Table) -> None:
    said = at_second(table)

    [card] = [e for e in only(said, say.SecondVote) if not e.private]
    mark = card.lines[1]
    assert (mark.span.median, mark.span.low, mark.span.high) == (2, 2, 5)
    assert "เทศบาลตำบลแม่แรม" not in repr(card)
    assert table.answer("o1", "mark").value == 2
    assert table.p.rounds[table.round].ballots == {"several": 2}
    assert {b.number for b in only(said, say.Ballot)} == {2}
    assert len([e for e in only(said, say.SecondVote) if e.private]) == 4


def test_whoever_stands_far_from_the_rest_is_asked_why_if_they_wish(table: Table) -> None:
    said = at_second(table)
    asked = only(said, say.SayWhy)
    assert [(e.to, e.question, e.middle) for e in asked] == [(Place(*person("o3")), "mark", "2")]

    table.press(person("o3"), f"why:{table.round}:mark:")
    told = table.do(person("o3"), Said("เราเคยทำสำเร็จมาแล้ว", "m9"))
    assert [(e.to, e.words) for e in only(told, say.ReasonTold)] == [(GROUP, "เราเคยทำสำเร็จมาแล้ว")]
    answer = table.answer("o3", "mark")
    assert (answer.value, answer.words) == (5, "เราเคยทำสำเร็จมาแล้ว")


def test_in_a_second_vote_the_same_voice_again_hands_in(table: Table) -> None:
    table.open("accept")
    for n in (1, 2, 3):
        table.vote(f"o{n}", "accept", "object" if n == 1 else "agree")
    table.close()
    table.press(BROKER, f"voteagain:{table.round}:accept")
    said = table.vote("o2", "accept", "agree")
    assert only(said, say.Progress)[-1].done == ("มูลนิธิสายน้ำ",)
    table.vote("o1", "accept", "live_with")
    table.close()

    first, second = table.entries("accept")
    assert (first.outcome, first.ballot) == ("not_carried", 1)
    assert (second.outcome, second.ballot, second.replaces) == ("carried", 2, first.id)


def test_in_private_the_second_vote_is_read_back_and_handed_in_as_it_is(table: Table) -> None:
    table.open("accept")
    for n in (1, 2, 3):
        table.vote(f"o{n}", "accept", "agree")
    table.close()
    table.press(BROKER, f"voteagain:{table.round}:accept")
    [ask] = only(table.press(ONE, f"go:{table.round}"), say.Ask)
    assert (ask.question, ask.changing, bool(ask.before)) == ("accept", True, True)
    [review] = only(table.press(ONE, f"keep:{table.round}:accept:"), say.Review)
    assert (review.missing, review.handed_in) == (0, False)

    assert only(table.press(ONE, f"handin:{table.round}"), say.HandedIn)


def test_a_second_vote_is_offered_only_before_anything_was_built_on_the_first(table: Table) -> None:
    table.open("mixed")
    for n in (1, 2, 3, 4):
        table.press(person(f"o{n}"), f"go:{table.round}")
        table.do(person(f"o{n}"), Said("ข่าว", f"n{n}"))
        table.press(person(f"o{n}"), f"handin:{table.round}")
    table.vote("o1", "ok", "agree")
    card = only(table.press(BROKER, f"closepart:{table.round}:ok:yes"), say.StageCard)[-1]
    assert "vote_again" in card.offers
    assert table.p.rounds[table.round].held
    table.press(BROKER, f"voteagain:{table.round}:ok")
    assert not table.p.rounds[table.round].held
    table.press(BROKER, f"closepart:{table.round}:ok:yes")
    table.press(BROKER, f"nextpart:{table.round}")
    before = table.p.rounds[table.round]
    table.press(BROKER, f"voteagain:{table.round}:ok")

    assert table.p.rounds[table.round].ballots == before.ballots
    assert table.p.rounds[table.round].closed_parts == before.closed_parts


def test_an_organisation_that_left_is_not_counted(table: Table) -> None:
    table.open("accept")
    table.vote("o1", "accept", "object")
    gone: Organisation = replace(table.p.organisations["o1"], state="left")
    table.p = table.p.with_organisation(gone)
    for n in (2, 3):
        table.vote(f"o{n}", "accept", "agree")
    table.close()

    assert [e.outcome for e in table.entries("accept")] == ["carried"]
