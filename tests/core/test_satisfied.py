"""Clause 12c: the last stage is not closed while an organisation is not satisfied, unless a reason is on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.artefacts import artefact
from bot.core.results import Note
from bot.core.sight import Sight
from tests.core.factories import answered, cycle, person
from tests.core.later_scene import BROKER, GROUP, LAST, Later, before_the_last, found, left, names

REASON = "คุยกันแล้ว เทศบาลขอเวลาอีกหนึ่งเดือน ที่ประชุมเห็นควรปิดก่อน"


def closing(scene: Later) -> list[say.Effect]:
    return scene.press(BROKER, f"close:{LAST}:yes")


def remarks(scene: Later) -> list[tuple[str, dict[str, str]]]:
    sight = Sight(cycle(), scene.p, scene.p.rounds[LAST], "", "th")
    return [(b.title, b.args) for b in artefact(sight) if isinstance(b, Note)]


def test_it_closes_when_nobody_objects() -> None:
    scene = before_the_last()
    assert "NotSatisfied" not in names(closing(scene))
    assert scene.p.rounds[LAST].draft
    assert ("=all_agreed", {}) in remarks(scene)


@pytest.mark.parametrize("provisional", [False, True])
def test_one_objection_holds_it_up(provisional: bool) -> None:
    scene = before_the_last(objecting="o2")
    round = scene.p.rounds[LAST]
    key = next(k for k in round.answers if k.organisation == "o2" and k.slot.question == "final_consent")
    scene.p = scene.p.with_round(round.with_answer(replace(round.answers[key], provisional=provisional)))
    told = found(closing(scene), "NotSatisfied")
    assert isinstance(told, say.NotSatisfied)
    assert [reason for _, reason in told.against] == ["ยังไม่คืนเงินกองทุน"]
    assert told.against[0][0] == scene.p.organisations["o2"].name
    assert (told.silent, told.part) == ((), "agreement")
    now = scene.p.rounds[LAST]
    assert (now.open, now.held, now.draft) == (True, True, False)
    assert "agreement" in now.closed_parts  # the vote itself is over, and all have seen how it came out
    assert names(closing(scene)) == ["NotSatisfied"]


def test_silence_is_no_objection_but_stands_by_name() -> None:
    scene = before_the_last(objecting="o2")
    round = scene.p.rounds[LAST]
    kept = {k: a for k, a in round.answers.items() if (k.organisation, k.slot.question) != ("o3", "final_consent")}
    scene.p = scene.p.with_round(replace(round, answers=kept))
    told = found(closing(scene), "NotSatisfied")
    assert isinstance(told, say.NotSatisfied)
    assert told.silent == (scene.p.organisations["o3"].name,)
    assert len(told.against) == 1


def test_who_has_left_holds_nothing_up() -> None:
    scene = left(before_the_last(objecting="o2"), "o2")
    assert "NotSatisfied" not in names(closing(scene))
    assert scene.p.rounds[LAST].draft


def test_a_reason_on_record_lets_it_be_closed_and_stands_in_the_summary() -> None:
    scene = before_the_last(objecting="o2")
    closing(scene)
    assert names(scene.press(BROKER, f"override:{LAST}")) == ["AskOverride"]
    assert names(scene.say(BROKER, REASON)) == ["OverrideNoted"]
    entries = [a for a in scene.p.agreements.values() if a.kind == "override"]
    assert [(a.result, a.round, a.stage) for a in entries] == [(REASON, LAST, "sustaining")]
    assert "NotSatisfied" not in names(closing(scene))
    assert scene.p.rounds[LAST].draft
    args = {"organisations": scene.p.organisations["o2"].name, "reason": REASON}
    assert ("=overridden", args) in remarks(scene)
    effects = scene.press(BROKER, f"publish:{LAST}")
    shown = next(e for e in effects if isinstance(e, say.Summary) and e.to == GROUP)
    assert ("=overridden", args) in [(b.title, b.args) for b in shown.blocks if isinstance(b, Note)]


def test_an_objection_that_comes_after_closing_holds_up_the_publication() -> None:
    scene = before_the_last()
    closing(scene)
    scene.p = answered(scene.p, "final_consent", "o1", "object", words="เปลี่ยนใจ")
    assert names(scene.press(BROKER, f"publish:{LAST}")) == ["NotSatisfied"]
    assert scene.p.rounds[LAST].edition == 0
    scene.press(BROKER, f"override:{LAST}")
    scene.say(BROKER, REASON)
    scene.press(BROKER, f"publish:{LAST}")
    assert scene.p.rounds[LAST].edition == 1


def test_opening_it_again_wants_a_new_reason() -> None:
    scene = before_the_last(objecting="o2")
    closing(scene)
    scene.press(BROKER, f"override:{LAST}")
    scene.say(BROKER, REASON)
    closing(scene)
    scene.press(BROKER, f"reopen:{LAST}")
    assert scene.p.rounds[LAST].override == ""
    assert "NotSatisfied" in names(closing(scene))


@pytest.mark.parametrize("action", [f"override:{LAST}", "override:c1-scoping-1", "override:x", "override"])
def test_nobody_records_a_reason_where_none_is_due(action: str) -> None:
    scene = before_the_last()
    was = scene.p.agreements
    scene.press(BROKER, action)
    assert scene.p.members[BROKER].writing is None
    assert (scene.p.rounds[LAST].override, scene.p.agreements) == ("", was)


def test_only_a_broker_may() -> None:
    scene = before_the_last(objecting="o2")
    closing(scene)
    was = scene.p
    assert names(scene.press(person("o1"), f"override:{LAST}")) == ["NotAllowed"]
    assert scene.p == was


def test_an_empty_reason_is_none() -> None:
    scene = before_the_last(objecting="o2")
    closing(scene)
    scene.press(BROKER, f"override:{LAST}")
    scene.say(BROKER, " ")
    assert scene.p.rounds[LAST].override == ""
