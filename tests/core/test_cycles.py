"""After the twelfth stage: the end, which can be undone, and a new cycle, to which what matters is carried over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as say
from bot.core.artefacts import artefact
from bot.core.carrying import CARRIES
from bot.core.cycle import Kind, PartKind
from bot.core.cycles import MOST_LINES, capped
from bot.core.model import AnswerKey, Asking, Entry, Member, Slot
from bot.core.records import Promise, Rule
from bot.core.results import Lines, Voices
from bot.core.sight import Sight
from bot.core.stage_card import BROKER as OFFERS
from tests.core.factories import START, answered, cycle, mark, person
from tests.core.later_scene import (
    BROKER,
    GROUP,
    LAST,
    Later,
    at_the_end,
    before_the_last,
    found,
    left,
    names,
)

ONE = person("o1")
STAGE_1 = "c2-scoping-1"


def begun(orgs: int = 3) -> Later:
    scene = at_the_end(orgs)
    scene.press(BROKER, "newcycle:1:yes")
    return scene


# ── the three ways ───────────────────────────────────────────────────────────


def test_with_the_last_stage_published_the_broker_is_asked_how_to_go_on() -> None:
    scene = before_the_last()
    scene.press(BROKER, f"close:{LAST}:yes")
    effects = scene.press(BROKER, f"publish:{LAST}")
    card = found(effects, "AfterTwelfth")
    assert isinstance(card, say.AfterTwelfth)
    assert (card.cycle, card.going, card.follow, card.confirm) == (1, (), "implementing", "")
    sight = Sight(cycle(), scene.p, scene.p.rounds[LAST], "", "th")
    assert card.blocks[0] in artefact(sight)
    (wheel,) = scene.press(BROKER, "wheel")
    assert isinstance(wheel, say.Wheel)
    assert wheel.finished


@pytest.mark.parametrize("action", ["aftertwelfth", "endpartnership:1:yes", "newcycle:1:yes", "takeup"])
def test_before_that_there_is_nothing_to_choose(action: str) -> None:
    scene = before_the_last()
    was = scene.p
    scene.press(BROKER, action)
    assert scene.p == was


@pytest.mark.parametrize("action", ["aftertwelfth", "endpartnership:1:yes", "newcycle:1:yes", "takeup"])
def test_only_brokers_choose(action: str) -> None:
    scene = at_the_end()
    was = scene.p
    assert names(scene.press(ONE, action)) == ["NotAllowed"]
    assert scene.p == was


@pytest.mark.parametrize("action", ["endpartnership:1", "newcycle:1"])
def test_each_is_asked_about_once_more(action: str) -> None:
    scene = at_the_end()
    was = scene.p
    (card,) = scene.press(BROKER, action)
    assert isinstance(card, say.AfterTwelfth)
    assert card.confirm in ("end", "cycle")
    assert scene.p == was


@pytest.mark.parametrize("action", ["endpartnership:1:yes", "newcycle:1:yes"])
def test_what_is_open_comes_first(action: str) -> None:
    scene = at_the_end()
    scene.press(BROKER, "checkin:implementing")
    was = scene.p
    (card,) = scene.press(BROKER, action)
    assert isinstance(card, say.AfterTwelfth)
    assert [(line.key, line.state) for line in card.going] == [("implementing", "open")]
    assert scene.p == was


# ── the end ──────────────────────────────────────────────────────────────────


def test_the_end_is_told_with_what_is_still_promised_and_until_when_it_is_kept() -> None:
    scene = at_the_end()
    scene.p = scene.p.with_promise(Promise("p1", "o2", "ส่งรายงานฉบับสุดท้าย", START))
    scene.p = scene.p.with_promise(Promise("p2", "o1", "ทำแล้ว", START, state="done"))
    effects = scene.press(BROKER, "endpartnership:1:yes")
    assert scene.p.ended_at == scene.at
    in_group = next(e for e in effects if isinstance(e, say.Ended) and e.to == GROUP)
    promised = (scene.p.organisations["o2"].name, "ส่งรายงานฉบับสุดท้าย")
    assert promised in in_group.promises
    assert "ทำแล้ว" not in repr(in_group.promises)
    assert in_group.until.date() == (scene.at + timedelta(days=365)).date()


def test_after_the_end_nothing_is_opened_until_it_is_taken_up_again() -> None:
    scene = at_the_end()
    scene.press(BROKER, "endpartnership:1:yes")
    ended = scene.p
    closed = ("checkin:implementing", "open:scoping:full", f"reopen:{LAST}", "newcycle:1:yes", "skipstage:scoping")
    for action in closed:
        scene.press(BROKER, action)
        assert scene.p == ended
    for stage in cycle().stages:
        (card,) = scene.press(BROKER, f"stage:{stage}")
        assert isinstance(card, say.StageCard)
        assert set(card.offers) <= {"who", "preview", "paper", "notes"}
    (summary,) = scene.press(ONE, f"summary:{LAST}")
    assert isinstance(summary, say.Summary)
    effects = scene.press(BROKER, "takeup")
    assert (scene.p.ended_at, names(effects)) == (None, ["GoesOn", "AfterTwelfth"])
    scene.press(BROKER, "checkin:implementing")
    assert scene.p.open_rounds


def test_every_offer_is_either_kept_or_opens_something() -> None:
    assert {"who", "preview", "notes"} < {offer for row in OFFERS.values() for offer in row}


# ── a new cycle ──────────────────────────────────────────────────────────────


def test_people_rule_and_promises_stay_and_the_stages_begin_anew() -> None:
    scene = at_the_end()
    promise = Promise("p1", "o2", "ดูแลป้ายผลตรวจน้ำ", START)
    scene.p = replace(scene.p.with_promise(promise), rule=Rule.TWO_THIRDS, skipped_stages=frozenset({"managing"}))
    was = scene.p
    effects = scene.press(BROKER, "newcycle:1:yes")
    now = scene.p
    assert (now.cycle, now.skipped_stages, now.rule) == (2, frozenset(), Rule.TWO_THIRDS)
    assert (now.rounds, now.promises, now.organisations, now.members) == (
        was.rounds, was.promises, was.organisations, was.members,
    )  # fmt: skip
    assert names(effects) == ["CycleBegun", "Wheel"]
    wheel = found(effects, "Wheel")
    assert isinstance(wheel, say.Wheel)
    assert {line.state for line in wheel.lines} == {"waiting"}
    assert wheel.next is not None
    assert (wheel.next.what, wheel.next.line.key) == ("stage", "scoping")
    assert (wheel.cycle, wheel.finished) == (2, False)


def test_a_second_tap_begins_no_third_cycle() -> None:
    scene = begun()
    was = scene.p
    scene.press(BROKER, "newcycle:1:yes")
    assert scene.p == was


def test_an_old_button_does_not_even_when_the_next_cycle_is_at_its_end() -> None:
    scene = begun()
    round = replace(scene.p.rounds[LAST], id="c2-sustaining-1", cycle=2)
    scene.p = scene.p.with_round(round)
    scene.press(BROKER, "newcycle:1:yes")
    assert scene.p.cycle == 2
    scene.press(BROKER, "newcycle:2:yes")
    assert scene.p.cycle == 3


def test_roles_scope_lessons_and_promises_are_carried_over() -> None:
    scene = at_the_end()
    scene.p = scene.p.with_promise(Promise("p1", "o2", "ดูแลป้ายผลตรวจน้ำ", START))
    told = found(scene.press(BROKER, "newcycle:1:yes"), "CycleBegun")
    assert isinstance(told, say.CycleBegun)
    everything = repr(told.blocks)
    for organisation in scene.p.organisations:
        assert mark("lesson", organisation) in everything
        assert mark("keep_stop_try", organisation) in everything
    role = cycle().question("role_cycle2")
    assert role is not None
    assert role.title["th"] in everything
    assert "ดูแลป้ายผลตรวจน้ำ" in everything


def test_who_has_left_is_not_carried_over() -> None:
    scene = left(at_the_end(), "o3")
    told = found(scene.press(BROKER, "newcycle:1:yes"), "CycleBegun")
    assert scene.p.organisations["o3"].name not in repr(told)
    assert mark("lesson", "o3") not in repr(told)


def test_nothing_goes_over_that_a_group_may_not_see() -> None:
    scene = at_the_end(4)
    told = repr(scene.press(BROKER, "newcycle:1:yes"))
    for _, question in cycle().questions():
        if question.seen.value != "named":
            for organisation in scene.p.organisations:
                assert mark(question.key, organisation) not in told


def test_it_is_short_and_says_how_much_is_left_out() -> None:
    many = Voices("t", tuple((str(n), "ก" * 300) for n in range(MOST_LINES + 4)))
    rows = Lines("t", tuple((str(n), (("", "ข" * 300),)) for n in range(MOST_LINES + 1)))
    (voices, lines), more = capped([many, rows])
    assert isinstance(voices, Voices)
    assert isinstance(lines, Lines)
    assert (len(voices.voices), len(lines.rows), more) == (MOST_LINES, MOST_LINES, 5)
    assert len(repr((voices, lines))) < 3000


def test_the_earlier_cycle_stays_readable() -> None:
    scene = begun()
    (summary,) = scene.press(ONE, f"summary:{LAST}")
    assert isinstance(summary, say.Summary)
    assert summary.cycle == 1
    was = scene.p
    scene.press(BROKER, f"reopen:{LAST}")
    assert scene.p == was


# ── what was said before, shown, kept and changed ────────────────────────────


def opened(scene: Later, stage: str = "scoping") -> say.Ask:
    scene.press(BROKER, f"open:{stage}:full")
    (ask,) = (e for e in scene.press(ONE, f"go:c2-{stage}-1") if isinstance(e, say.Ask))
    return ask


def walk(scene: Later, stage: str, action: str = "asbefore") -> list[say.Ask]:
    """Go through an interview of o1, tapping "as before" where it is there, else skipping."""
    ask: say.Ask | None = opened(scene, stage)
    seen: list[say.Ask] = []
    while ask is not None:
        seen.append(ask)
        verb = action if ask.as_before else "skip"
        effects = scene.press(ONE, f"{verb}:{ask.round}:{ask.question}:{ask.item}")
        ask = next((e for e in effects if isinstance(e, say.Ask)), None)
    return seen


def test_stage_one_of_the_new_cycle_shows_what_was_said_and_one_tap_keeps_it() -> None:
    scene = begun()
    before = scene.p.rounds["c1-scoping-1"].answers
    asked = walk(scene, "scoping")
    assert {ask.question for ask in asked if ask.as_before} >= {"problem", "urgency", "concept"}
    for ask in asked:
        key = AnswerKey("o1", Slot(ask.question, ask.item))
        new = scene.p.rounds[STAGE_1].answers[key]
        if ask.as_before and ask.question not in CARRIES:
            assert ask.before == before[key].shown
            assert (new.shown, new.revision, new.by) == (before[key].shown, 1, ONE)
        elif not ask.as_before:
            assert new.skipped
    assert before == scene.p.rounds["c1-scoping-1"].answers


def test_the_broad_idea_begins_with_where_the_last_cycle_said_to_start() -> None:
    scene = at_the_end()
    scene.p = answered(scene.p, "next_scope", "o1", "ขยายไปบ้านห้วยทราย")
    scene.press(BROKER, "newcycle:1:yes")
    (concept,) = (ask for ask in walk(scene, "scoping") if ask.question == "concept")
    assert concept.before == "ขยายไปบ้านห้วยทราย"
    kept = scene.p.rounds[STAGE_1].answers[AnswerKey("o1", Slot("concept"))]
    assert kept.value == "ขยายไปบ้านห้วยทราย"


def test_it_can_be_changed_instead() -> None:
    scene = begun()
    ask = opened(scene)
    scene.say(ONE, "น้ำหลากหนักขึ้นทุกปี ต้องรีบทำ")
    assert scene.p.rounds[STAGE_1].answers[AnswerKey("o1", Slot(ask.question))].value == "น้ำหลากหนักขึ้นทุกปี ต้องรีบทำ"


def test_nobody_sees_the_answer_of_another() -> None:
    scene = begun()
    scene.press(BROKER, "open:scoping:full")
    for organisation in ("o1", "o2", "o3"):
        shown = repr(scene.press(person(organisation), f"go:{STAGE_1}"))
        others = {"o1", "o2", "o3"} - {organisation}
        assert mark("problem", organisation) in shown
        assert not any(mark("problem", other) in shown for other in others)


def test_a_double_tap_does_it_once() -> None:
    scene = begun()
    ask = opened(scene)
    action = f"asbefore:{ask.round}:{ask.question}:{ask.item}"
    scene.press(ONE, action)
    was = scene.p
    assert scene.press(ONE, action) == []
    assert scene.p == was


def test_a_list_is_entered_anew_under_ids_of_its_own() -> None:
    scene = begun()
    before = scene.p.rounds["c1-building-1"].answers[AnswerKey("o1", Slot("objectives"))]
    walk(scene, "building")
    new = scene.p.rounds["c2-building-1"].answers[AnswerKey("o1", Slot("objectives"))]
    assert isinstance(new.value, tuple)
    assert isinstance(before.value, tuple)
    texts = [[e.text for e in value if isinstance(e, Entry)] for value in (new.value, before.value)]
    assert texts[0] == texts[1] != []


def test_a_vote_and_what_was_said_of_an_item_are_asked_anew() -> None:
    """Over all stages: whatever is carried over was asked once, and no vote."""
    scene, tried = begun(), 0
    for stage in cycle().stages.values():
        for ask in walk(scene, stage.key):
            question = cycle().question(ask.question)
            part = stage.part_of(ask.question)
            assert question is not None
            assert part is not None
            if ask.before or ask.as_before:
                tried += 1
                assert not ask.item
                assert part.kind is PartKind.INTERVIEW
                assert question.kind is not Kind.CONSENT
        scene.press(BROKER, f"close:c2-{stage.key}-1:yes")
        scene.press(BROKER, f"publish:c2-{stage.key}-1")
    assert tried > 20


def test_an_option_that_is_gone_cannot_be_kept() -> None:
    scene = begun()
    old = scene.p.rounds["c1-scoping-1"]
    key = AnswerKey("o1", Slot("info_have"))
    scene.p = scene.p.with_round(old.with_answer(replace(old.answers[key], value=("no_such_option",))))
    (ask,) = (a for a in walk(scene, "scoping") if a.question == "info_have")
    assert not ask.as_before
    assert ask.before == old.answers[key].shown


def test_the_first_cycle_shows_nothing_from_before() -> None:
    scene = at_the_end()
    scene.p = replace(scene.p, rounds={})
    scene.press(BROKER, "open:scoping:full")
    (ask,) = scene.press(ONE, "go:c1-scoping-1")
    assert isinstance(ask, say.Ask)
    assert (ask.before, ask.as_before) == ("", False)


def test_a_button_of_nothing_said_before_asks_on() -> None:
    scene = at_the_end()
    scene.p = replace(scene.p, rounds={})
    scene.press(BROKER, "open:scoping:full")
    scene.press(ONE, "go:c1-scoping-1")
    was = scene.p
    scene.press(ONE, "asbefore:c1-scoping-1:problem:")
    assert scene.p == was
    member: Member = scene.member(ONE)
    assert isinstance(scene.p.rounds[member.front].interviews[ONE].standing, Asking)
