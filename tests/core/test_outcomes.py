"""What later prompts and summaries call the group's choice is what the register says was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as say
from bot.core.derived import answered as words
from bot.core.effects import Effect
from bot.core.records import Rule
from bot.core.results import Note
from tests.core.factories import START, answered, closed, cycle, opened, partnership, sight
from tests.core.real_scene import RealScene
from tests.core.scene import BROKER

MANAGING = "c1-managing-1"
LOOSE, ROTATING = "เครือข่ายหลวม ๆ", "หมุนเวียนเจ้าภาพ"


def voting(rule: Rule | None, question: str, *voices: str, orgs: int = 3) -> RealScene:
    """Stage 5 lies open with its vote in hand."""
    p = opened(replace(partnership(orgs), rule=rule), "managing")
    for number, voice in enumerate(voices, 1):
        p = answered(p, question, f"o{number}", voice)
    parts = [part.key for part in cycle().stages["managing"].parts]
    voted = next(part.key for part in cycle().stages["managing"].parts if question in {q.key for q in part.questions})
    before = parts[: parts.index(voted)]
    return RealScene(closed(p, "managing", *before) if before else p, START + timedelta(days=30))


def noted(said: list[Effect], once: bool = True) -> list[Note]:
    summaries = [e for e in said if isinstance(e, say.Summary) and bool(e.once) is once]
    return [b for e in summaries for b in e.blocks if isinstance(b, Note) and "question" in b.args]


def structure(scene: RealScene) -> str:
    see = sight(scene.p, "resourcing", "o1")
    return words(see, "structure")


CASES = [
    (Rule.MAJORITY, ("loose", "loose", "rotating"), "=chosen", LOOSE),
    (Rule.MAJORITY, ("loose", "rotating"), "=level", ""),
    (Rule.CONSENSUS, ("loose", "loose", "rotating"), "=not_carried", ""),
    (Rule.MAJORITY, ("loose",), "=no_quorum", ""),
    (Rule.DELEGATED, ("loose", "loose", "rotating"), "=referred", ""),
]


@pytest.mark.parametrize(("rule", "voices", "note", "later"), CASES)
def test_the_summary_and_later_prompts_say_what_was_decided(
    rule: Rule, voices: tuple[str, ...], note: str, later: str
) -> None:
    scene = voting(rule, "structure", *voices)
    (told,) = noted(scene.publish(MANAGING))
    assert told.title == note
    assert told.args.get("result", "") == (later or (f"{ROTATING}, {LOOSE}" if note == "=level" else ""))
    assert structure(scene) == later


def delegated(question: str, *voices: str) -> tuple[RealScene, str]:
    scene = voting(Rule.DELEGATED, question, *voices)
    scene.publish(MANAGING)
    (entry,) = [a for a in scene.p.agreements.values() if a.slot and a.slot.question == question]
    return scene, entry.id


def test_what_the_working_group_decides_takes_the_place_of_what_most_chose() -> None:
    scene, entry = delegated("structure", "loose", "loose", "rotating")
    scene.press(BROKER, f"workinggroup:{entry}:rotating")
    assert structure(scene) == ROTATING
    scene.press(BROKER, f"reopen:{MANAGING}")
    (told,) = noted(scene.publish(MANAGING))
    assert (told.title, told.args["result"]) == ("=chosen", ROTATING)


def test_what_it_decides_of_the_rule_itself_holds_from_then_on() -> None:
    scene, entry = delegated("decision_rule", "majority", "majority", "majority")
    assert scene.p.rule is Rule.DELEGATED
    scene.press(BROKER, f"workinggroup:{entry}:majority")
    assert str(scene.p.rule) == "majority"


def test_before_the_summary_is_out_the_rule_waits_for_it() -> None:
    scene = voting(Rule.DELEGATED, "decision_rule", "majority", "majority", "majority")
    scene.press(BROKER, f"close:{MANAGING}:yes")
    (entry,) = [a for a in scene.p.agreements.values() if a.slot and a.slot.question == "decision_rule"]
    scene.press(BROKER, f"workinggroup:{entry.id}:majority")
    assert scene.p.rule is Rule.DELEGATED
    scene.press(BROKER, f"publish:{MANAGING}")
    assert str(scene.p.rule) == "majority"


def test_an_earlier_cycle_s_summary_put_right_leaves_the_rule_of_this_one() -> None:
    scene = voting(None, "decision_rule", "majority", "majority", "majority")
    scene.publish(MANAGING)
    (old,) = [a for a in scene.p.agreements.values() if a.slot and a.slot.question == "decision_rule"]
    newer = replace(old, id="a9", cycle=2, round="c2-managing-1", counts=(("consensus", 3),))
    mended = replace(scene.p.rounds[MANAGING], draft=True, mending=frozenset({"o1"}))
    scene.p = replace(scene.p.with_agreement(newer).with_round(mended), cycle=2, rule=Rule.CONSENSUS)
    scene.press(BROKER, f"publish:{MANAGING}")
    assert (scene.p.rounds[MANAGING].edition, scene.p.rule) == (2, Rule.CONSENSUS)
