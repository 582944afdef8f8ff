"""What is kept of a person, as the file that they asked for: all of theirs, and nothing of anybody else's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.app import House, opened, workshop
from bot.channels.local import NAME
from tests.whole.inside import GROUP, SMALL, Inside, Screens, cycle, join, set_up

R = "c1-first-1"
FIRST, CHANGED = "น้ำขุ่นทุกเช้าคำแรก", "น้ำขุ่นเฉพาะหน้าฝน"
OTHERS = "คำของโรงเรียนแท้ ๆ"
NOTE = "จดไว้อ่านเองของนงนุช"
CONSENT = "2026-11:"


class WithPapers(Inside):
    """The house with what makes papers, and screens that keep them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, cycle(SMALL))
        self.local = Screens(folder=folder / "files")

    async def _open(self) -> House:
        house = await self._stack.enter_async_context(
            opened(
                self.database,
                {NAME: self.local},
                cycle=self.questions,
                render=self.render,
                clock=lambda: self.now,
                workshop=workshop(self.questions, self.render),
            )
        )
        await house.facilitator.recover()
        return house

    def own_file(self, who: str) -> dict[str, Any]:
        self.say(who, "ข้อมูลของฉัน")
        shown = self.tap(who, "ownfile")[-1]
        assert shown.file is not None
        self.raw_file = shown.file.read_text("utf-8")
        return dict(json.loads(self.raw_file))


@pytest.fixture
def house(tmp_path: Path) -> WithPapers:
    made = WithPapers(tmp_path)
    made.start()
    set_up(made, "broker")
    join(made, "rep", "วัด")
    join(made, "second", "โรงเรียน")
    made.say("broker", "/stage")
    made.tap("broker", "stage:first")
    made.tap("broker", "open:first:full")
    made.tap("rep", f"go:{R}")
    made.say("rep", FIRST)
    made.tap("rep", f"back:{R}:way:")
    made.say("rep", CHANGED)
    made.tap("second", f"go:{R}")
    made.say("second", OTHERS)
    return made


def test_all_of_theirs_and_of_nobody_else(house: WithPapers) -> None:
    found = house.own_file("rep")
    assert FIRST in house.raw_file
    assert CHANGED in house.raw_file
    for strange in (OTHERS, "คุณsecond", "คุณbroker", '"second"', '"broker"'):
        assert strange not in house.raw_file.replace('"roles"', ""), strange
    assert found["accounts"] == [{"channel": NAME, "id": "rep"}]
    assert found["organisation"] == "วัด"
    person = found["person"]
    assert person["name"] == "คุณrep"
    ((kept,),) = house.rows("SELECT consent_text FROM member WHERE person = 'rep'")
    assert person["consent_text"] == kept
    assert kept.startswith(CONSENT)
    (round,) = found["rounds"]
    assert round["title"] == "ขั้นแรก"
    revisions = [r for a in round["answers"] for r in a["revisions"]]
    rows = house.rows("SELECT raw FROM answer WHERE by_person = 'rep' ORDER BY position, revision")
    assert sorted(r["raw"] for r in revisions) == sorted(raw for (raw,) in rows)
    assert {r["by"] for r in revisions} == {"you"}
    house.end()


def test_a_brokers_notes_are_theirs(house: WithPapers) -> None:
    house.say("broker", "บันทึก")
    house.tap("broker", "addnote:all")
    house.say("broker", NOTE)
    found = house.own_file("broker")
    assert [n["text"] for n in found["notes"]] == [NOTE]
    house.own_file("rep")
    assert NOTE not in house.raw_file
    house.end()


def test_who_has_never_belonged_and_who_was_erased(house: WithPapers) -> None:
    house.press_where("half", GROUP, lambda b: b.opens == "join")
    found = house.own_file("half")
    assert found["rounds"] == []
    house.own_file("rep")
    there = len(list((house.database.parent / "files").iterdir()))
    house.say("rep", "ลบข้อมูลของฉัน")
    house.tap("rep", "erase:link")
    house.say("rep", "ขอข้อมูลของฉันเป็นไฟล์")
    assert len(list((house.database.parent / "files").iterdir())) == there
    house.end()
