"""What a broker is told to do next, and what closing would leave out: by the events alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Said
from tests.core.factories import partnership, person
from tests.core.later_scene import BROKER as LATER_BROKER
from tests.core.later_scene import LAST, Later, before_the_last, found
from tests.core.scene import BROKER, KINDS, ME, WAVES, Scene
from tests.core.test_voting import Table

OTHER = person("o2")


@pytest.fixture
def table() -> Table:
    return Table(partnership(3), [])


E = TypeVar("E", bound=Effect)


def last(said: Iterable[Effect], kind: type[E]) -> E:
    return [e for e in said if isinstance(e, kind)][-1]


def card(table: Table, key: str) -> say.StageCard:
    return last(table.press(BROKER, f"stage:{key}"), say.StageCard)


def all_vote(table: Table, key: str, voices: str) -> None:
    for number, voice in enumerate(voices.split(), 1):
        table.vote(f"o{number}", key, voice)


# ── who has handed in ────────────────────────────────────────────────────────


def test_who_never_voted_does_not_count_once_the_vote_is_closed() -> None:
    scene = before_the_last(4, objecting="o2")
    silent = scene.p.organisations["o4"].name
    kept = scene.p.rounds[LAST]
    answers = {k: a for k, a in kept.answers.items() if (k.organisation, k.slot.question) != ("o4", "final_consent")}
    scene.p = scene.p.with_round(replace(kept, answers=answers))
    _close_with_a_reason(scene)
    shown = last(scene.press(LATER_BROKER, f"publish:{LAST}"), say.Summary)
    assert silent not in shown.answered
    assert silent in (*shown.missing, *shown.partly)


def _close_with_a_reason(scene: Later) -> None:
    assert found(scene.press(LATER_BROKER, f"close:{LAST}:yes"), "NotSatisfied")
    scene.press(LATER_BROKER, f"override:{LAST}")
    scene.do(LATER_BROKER, Said("คุยกันแล้ว", "m"))
    scene.press(LATER_BROKER, f"close:{LAST}:yes")


def test_a_vote_that_was_closed_names_who_was_silent(table: Table) -> None:
    table.open("mixed")
    for who in ("o1", "o2", "o3"):
        table.press(person(who), f"go:{table.round}")
        table.do(person(who), Said("ข่าว", "m"))
        table.press(person(who), f"handin:{table.round}")
    table.vote("o1", "ok", "agree")
    table.press(BROKER, f"closepart:{table.round}:ok:yes")
    line = card(table, "mixed").line
    assert (line.state, line.done, line.of) == ("held", 1, 3)
    people = last(table.press(BROKER, f"who:{table.round}"), say.Who).people
    assert [p.state for p in people] == ["finished", "invited", "invited"]


def test_in_a_second_vote_it_is_counted_who_has_voted_again(table: Table) -> None:
    table.open("accept")
    all_vote(table, "accept", "agree agree object")
    table.close()
    said = table.press(BROKER, f"voteagain:{table.round}:accept")
    shown = last(said, say.Progress)
    assert (shown.ballot, shown.done, shown.begun) == (2, (), ())
    table.vote("o1", "accept", "agree")
    line = card(table, "accept").line
    assert (line.ballot, line.done, line.of) == (2, 1, 3)
    said = table.close()
    over = last(said, say.Progress)
    names = tuple(o.name for o in table.p.organisations.values())
    assert (over.closed, over.ballot, over.done, over.missing) == (True, 1, names, ())
    draft = last(said, say.Summary)
    assert (draft.answered, draft.missing, draft.partly) == (names, (), ())
    told = last(table.press(BROKER, f"publish:{table.round}"), say.Summary)
    assert (told.answered, told.missing, told.partly) == (names, (), ())


def test_begun_is_who_has_answered_something_in_the_part_that_is_open(table: Table) -> None:
    table.open("mixed")
    for who in ("o1", "o2"):
        table.press(person(who), f"go:{table.round}")
        table.do(person(who), Said("ข่าว", "m"))
        table.press(person(who), f"handin:{table.round}")
    shown = last(table.press(BROKER, f"closepart:{table.round}:ask:yes"), say.Progress)
    assert (shown.part, shown.first, shown.begun) == (2, True, ())


# ── closing ──────────────────────────────────────────────────────────────────


def test_closing_asks_when_a_vote_would_be_lost() -> None:
    scene = Scene(partnership(1))
    scene.press(BROKER, "open:waves:full")
    scene.press(ME, f"go:{WAVES}")
    sure = last(scene.press(BROKER, f"close:{WAVES}"), say.ConfirmClose)
    assert (sure.left, sure.votes_left, sure.at, sure.at_hand) == (1, True, 1, "propose")
    assert scene.p.rounds[WAVES].open
    scene.say(ME, "ฝาย")
    scene.press(ME, f"done:{WAVES}:ideas:")
    scene.press(ME, f"handin:{WAVES}")
    held = last(scene.press(BROKER, f"close:{WAVES}"), say.ConfirmClose)
    assert (held.missing, held.left, held.at_hand) == ((), 1, "")
    assert scene.p.rounds[WAVES].open
    scene.press(BROKER, f"close:{WAVES}:yes")
    assert scene.p.rounds[WAVES].draft


def test_the_question_says_that_the_vote_is_told_at_once(table: Table) -> None:
    table.open("accept")
    sure = last(table.press(BROKER, f"close:{table.round}"), say.ConfirmClose)
    assert (sure.vote, sure.left) == (True, 0)


# ── what comes next ──────────────────────────────────────────────────────────


def step_on(scene: Scene | Table, press: str = "wheel") -> tuple[str, str] | None:
    shown = scene.press(BROKER, press)[-1]
    assert isinstance(shown, say.Wheel | say.Menu)
    return (shown.next.what, shown.next.line.key) if shown.next else None


def test_what_waits_for_the_broker() -> None:
    scene = Scene(partnership(1))
    assert step_on(scene) == ("stage", "kinds")
    scene.press(BROKER, "open:waves:full")
    assert step_on(scene) == ("missing", "waves")
    scene.press(ME, f"go:{WAVES}")
    scene.say(ME, "ฝาย")
    scene.press(ME, f"done:{WAVES}:ideas:")
    scene.press(ME, f"handin:{WAVES}")
    assert step_on(scene) == ("lists", "waves")
    assert step_on(scene, "menu") == ("lists", "waves")
    scene.press(BROKER, f"nextpart:{WAVES}")
    scene.press(ME, f"go:{WAVES}")
    scene.say(ME, "เห็นด้วยกับฝาย")
    scene.press(ME, f"handin:{WAVES}")
    assert step_on(scene) == ("all_in", "waves")
    scene.press(BROKER, "open:kinds:full")
    assert step_on(scene) == ("all_in", "waves")
    scene.press(BROKER, f"close:{WAVES}:yes")
    assert step_on(scene) == ("draft", "waves")
    scene.press(BROKER, f"publish:{WAVES}")
    assert step_on(scene) == ("missing", "kinds")
    scene.publish(KINDS)
    assert step_on(scene) == ("stage", "again")
    for text in ("ต้องทำอะไรต่อ", "ทำอะไรต่อ", "ต่อไป"):
        assert isinstance(scene.say(BROKER, text)[-1], say.Wheel)


def test_who_is_no_broker_has_no_next_step() -> None:
    scene = Scene(partnership(1))
    shown = scene.press(ME, "menu")[-1]
    assert isinstance(shown, say.Menu)
    assert shown.next is None


def test_after_a_vote_in_the_middle_the_next_part_waits(table: Table) -> None:
    table.open("mixed")
    table.press(BROKER, f"closepart:{table.round}:ask:yes")
    all_vote(table, "ok", "agree agree agree")
    assert step_on(table) == ("part_in", "mixed")
    table.press(BROKER, f"closepart:{table.round}:ok")
    assert step_on(table) == ("next_part", "mixed")


# ── the card ─────────────────────────────────────────────────────────────────


def test_the_next_step_stands_first_on_the_card(table: Table) -> None:
    table.open("mixed")
    assert card(table, "mixed").first == ("nudge", "who", "preview", "close_part")
    table.press(BROKER, f"closepart:{table.round}:ask:yes")
    all_vote(table, "ok", "agree agree agree")
    shown = card(table, "mixed")
    assert shown.first == ("close_part", "who", "preview", "close")
    assert "deadline" not in shown.offers
    more = last(table.press(BROKER, "more:mixed"), say.StageCard)
    assert (more.rest, more.offers, more.first) == (True, shown.offers, shown.first)
    table.press(BROKER, f"closepart:{table.round}:ok")
    assert card(table, "mixed").first == ("next_part", "who", "preview", "close")
    table.press(BROKER, f"close:{table.round}:yes")
    assert card(table, "mixed").first == ("publish", "preview", "agreed", "vote_again")


def test_a_draft_offers_another_vote_where_the_last_one_settled_nothing(table: Table) -> None:
    table.open("accept")
    all_vote(table, "accept", "agree agree object")
    assert last(table.close(), say.Summary).unsettled == "accept"
    assert card(table, "accept").first[:3] == ("publish", "preview", "vote_again")
    table.press(BROKER, f"voteagain:{table.round}:accept")
    all_vote(table, "accept", "agree agree agree")
    assert last(table.close(), say.Summary).unsettled == ""
    assert "vote_again" not in card(table, "accept").offers


def test_after_the_last_stage_no_other_is_next() -> None:
    scene = before_the_last()
    rounds = {key: r for key, r in scene.p.rounds.items() if r.stage != "managing"}  # left out on the way
    scene.p = replace(scene.p, rounds=rounds)
    scene.press(LATER_BROKER, f"close:{LAST}:yes")
    told = last(scene.press(LATER_BROKER, f"publish:{LAST}"), say.Published)
    assert (told.next, told.walked) == ("", False)
    wheel = last(scene.press(LATER_BROKER, "wheel"), say.Wheel)
    assert wheel.next is not None
    assert wheel.next.what == "finished"
