""" "ย้อนกลับ" while registering: one step back at a time; and a broker who names a stage in private."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.model import Authority, Person
from tests.core.factories import partnership
from tests.core.scene import BROKER, KINDS, ME, Scene

NEW, OTHER = Person("telegram", "p-new"), Person("telegram", "p-other")


def joining(organisation: str, *did: str) -> Scene:
    scene = Scene(partnership(2))
    scene.press(NEW, "represent")
    scene.press(NEW, "consent:yes")
    scene.say(NEW, organisation)
    for act in did:
        scene.press(NEW, act) if ":" in act else scene.say(NEW, act)
    return scene


def types(effects: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in effects]


def test_from_the_last_step_to_the_organisation() -> None:
    scene = joining("กลุ่มป่าบ้านหนอง", "sector:civil", "สมศรี", "authority:decides")
    for shown in ("AskAuthority", "AskName", "AskSector", "AskOrganisation", "AskOrganisation"):
        assert types(scene.say(NEW, "ย้อนกลับ")) == [shown]
    assert list(scene.p.organisations) == ["o1", "o2"]
    scene.say(NEW, "กลุ่มป่าบ้านหนองบัว")
    scene.press(NEW, "sector:civil")
    scene.say(NEW, "สมศรี")
    scene.press(NEW, "authority:consults")
    assert "Registered" in types(scene.press(NEW, "remind:never"))
    member = scene.p.members[NEW]
    assert scene.p.organisations[member.organisation].name == "กลุ่มป่าบ้านหนองบัว"
    assert (member.name, member.authority) == ("สมศรี", Authority.CONSULTS)


def test_an_organisation_that_others_are_of_stays_as_it_is() -> None:
    scene = joining("1")
    was = scene.p.organisations["o1"]
    assert types(scene.say(NEW, "ย้อนกลับ")) == ["AskOrganisation"]
    assert scene.p.organisations["o1"] == was
    scene.press(NEW, "org:o2")
    assert scene.p.members[NEW].organisation == "o2"


def test_an_organisation_with_answers_stays_though_nobody_speaks_for_it_now() -> None:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"go:{KINDS}")
    scene.say(ME, "เรื่อง")
    others = {k: m for k, m in scene.p.members.items() if k != ME}
    scene.p = replace(scene.p, members=others)
    scene.press(NEW, "represent")
    scene.press(NEW, "consent:yes")
    scene.press(NEW, "org:o1")
    scene.say(NEW, "ย้อนกลับ")
    assert scene.p.organisations["o1"].sector


def test_out_of_the_look_alikes() -> None:
    scene = joining("มูลนิธิสายนำ")
    writing = scene.p.members[NEW].writing
    assert writing is not None
    assert writing.what == "look_alike"
    assert types(scene.say(NEW, "ย้อนกลับ")) == ["AskOrganisation"]
    assert types(scene.press(NEW, "org:o1"))[-1] == "AskName"


@pytest.mark.parametrize("answer", ["same:yes", "same:no", "เมนู"])
def test_a_look_alike_whose_organisation_went_meanwhile(answer: str) -> None:
    scene = joining("กลุ่มป่าชุมชนบ้านหนองบัว")
    scene.press(OTHER, "represent")
    scene.press(OTHER, "consent:yes")
    assert types(scene.say(OTHER, "กลุ่มป่าชุมชนบ้านหนองบวั")) == ["LookAlike"]
    scene.say(NEW, "ย้อนกลับ")
    shown = scene.press(OTHER, answer) if ":" in answer else scene.say(OTHER, answer)
    assert types(shown) == ["AskSector" if answer == "same:no" else "AskOrganisation"]


def test_once_registered_it_is_no_step_of_registration() -> None:
    scene = joining("1", "สมศรี", "authority:decides", "remind:never")
    was = scene.p.members[NEW]
    scene.say(NEW, "ย้อนกลับ")
    assert scene.p.members[NEW] == was


def test_without_consent_it_is_asked_for() -> None:
    scene = Scene(partnership(2))
    scene.press(NEW, "represent")
    assert types(scene.say(NEW, "ย้อนกลับ")) == ["AskConsent"]


# ── a broker in private ──────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["เปิดขั้นตอนที่ ๑", "เปิดขั้น 1", "ขั้น ๑", "ขั้นที่ ๑ ค่ะ", "open stage 1"])
def test_a_stage_that_a_broker_names_is_shown(text: str) -> None:
    scene = Scene(partnership(2))
    was = scene.p
    (card,) = scene.say(BROKER, text)
    assert isinstance(card, say.StageCard)
    assert card.stage.key == "kinds"
    assert scene.p.rounds == was.rounds
    assert types(scene.say(BROKER, "ต้องทำอะไรต่อคะ")) == ["Wheel"]
    assert types(scene.say(BROKER, "เปิดขั้นตอนที่ ๙๙")) == ["Menu"]


def test_it_is_an_answer_from_a_representative_and_in_a_line_that_was_asked_for() -> None:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"go:{KINDS}")
    scene.say(ME, "ขั้น ๓")
    assert [a.value for a in scene.p.rounds[KINDS].answers.values()] == ["ขั้น ๓"]
    assert types(scene.say(ME, "ต้องทำอะไรต่อ")) == ["Ask"]
    scene.press(BROKER, f"agreed:{KINDS}")
    scene.say(BROKER, "ขั้น ๓")
    assert scene.p.rounds[KINDS].agreed == "ขั้น ๓"
