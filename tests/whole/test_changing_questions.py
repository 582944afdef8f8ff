"""The set of questions changes in a running round, between two lives of the bot.

No answer moves or is lost, each keeps the words that it was asked in, and everyone stands at a
question that is asked now.
"""

from __future__ import annotations

import copy
import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.cycle import Cycle
from bot.core.questionnaire import build
from bot.questionnaire import PACKAGED
from tests.whole.inside import SMALL, Inside, cycle, join, set_up

R = "c1-first-1"
LONG = bool(os.environ.get("LONG"))
Tables = dict[str, Any]
KEPT = """
SELECT question, item_label, organisation, revision, shown, raw, asked FROM answers_all
ORDER BY at, question
"""


def tables() -> Tables:
    found = {f.name: tomllib.loads(f.read_text("utf-8")) for f in sorted(SMALL.glob("*.toml"))}
    found["sectors.toml"] = tomllib.loads((PACKAGED / "sectors.toml").read_text("utf-8"))
    return found


def questions(found: Tables, file: str = "first.toml", part: int = 0) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = found[file]["parts"][part]["questions"]
    return asked


def changed(edit: Callable[[list[dict[str, Any]]], object]) -> Cycle:
    found = tables()
    edit(questions(found))
    return build(found)


def text(key: str, words: str = "") -> dict[str, Any]:
    said = words or f"ถามใหม่ {key}"
    return {
        "key": key,
        "kind": "text",
        "seen": "named",
        "clauses": [],
        "title": {"th": key, "en": key},
        "prompt": {"th": said, "en": said},
    }


@pytest.fixture(scope="module")
def middle(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Two organisations in the middle of the first stage, at the third question and at the first."""
    house = Inside(tmp_path_factory.mktemp("middle"), cycle(SMALL))
    house.start()
    set_up(house, "broker")
    join(house, "mali", "วัด")
    join(house, "kaew", "โรงเรียน")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    for who in ("mali", "kaew"):
        house.tap(who, f"go:{R}")
    house.say("mali", "เรื่องของวัด")
    house.tap("mali", f"answer:{R}:way::boat")
    house.stop()
    return house


@pytest.fixture
def house(middle: Inside, tmp_path: Path) -> Iterator[Inside]:
    twin = middle.twin(tmp_path / "twin")
    yield twin
    twin.end()


def in_front(house: Inside, who: str) -> str:
    """The text that stands before someone who comes back."""
    return house.say(who, "เริ่ม")[-1].message.text


def test_a_question_is_added_before_and_after(house: Inside) -> None:
    before = house.rows(KEPT)

    def edit(asked: list[dict[str, Any]]) -> None:
        asked.insert(1, text("early_one"))
        asked.append(text("late_one"))

    house.restart(changed(edit))
    assert house.rows(KEPT) == before
    # What was on the screen is still taken: "ถามสาม" stood in front of Mali.
    house.say("mali", "1")
    house.tap("mali", f"done:{R}:tools:")
    assert ("tools", "", "o1", 1, "จอบ") in [r[:5] for r in house.rows(KEPT)]
    assert "ถามใหม่ early_one" in house.newest("mali").message.text
    house.say("mali", "คำตอบใหม่")
    assert ("early_one", "", "o1", 1, "คำตอบใหม่") in [r[:5] for r in house.rows(KEPT)]
    assert house.rows(KEPT)[: len(before)] == before


def test_the_question_in_front_is_taken_out(house: Inside) -> None:
    before = house.rows(KEPT)
    house.restart(changed(lambda asked: asked.pop(2)))
    shown = house.say("mali", "จอบและเลื่อย")  # typed at a question that is gone
    assert house.rows(KEPT) == before
    assert "ถามสี่" in shown[-1].message.text
    house.say("mali", "4")
    assert ("mood", "", "o1", 1, "4") in [r[:5] for r in house.rows(KEPT)]


def test_a_button_of_a_question_that_is_gone(house: Inside) -> None:
    before = house.rows(KEPT)
    house.restart(changed(lambda asked: asked.pop(2)))
    shown = house.tap("mali", f"tick:{R}:tools::saw")
    assert house.rows(KEPT) == before
    assert "ถามสี่" in shown[-1].message.text


def test_an_answered_question_is_taken_out_and_comes_back(house: Inside) -> None:
    before = house.rows(KEPT)

    def edit(asked: list[dict[str, Any]]) -> None:
        asked[1] |= {"clauses": ["1a"], "short": True}
        del asked[0]

    house.restart(changed(edit))
    assert house.rows(KEPT) == before
    assert "เรื่องของวัด" not in house.say("mali", "ทบทวน")[-1].message.text
    house.say("mali", "เริ่ม")
    house.restart(cycle(SMALL))
    assert house.rows(KEPT) == before
    assert "เรื่องของวัด" in house.say("mali", "ทบทวน")[-1].message.text


def test_questions_are_asked_in_another_order(house: Inside) -> None:
    before = house.rows(KEPT)

    def edit(asked: list[dict[str, Any]]) -> None:
        name = asked.pop()  # it has a condition on the one before: those two stay in order
        asked.reverse()
        asked.append(name)

    house.restart(changed(edit))
    assert house.rows(KEPT) == before
    assert "ถามสาม" in in_front(house, "mali")
    assert "ถามหนึ่ง" in in_front(house, "kaew")
    house.say("kaew", "เรื่องของโรงเรียน")
    assert ("story", "", "o2", 1, "เรื่องของโรงเรียน") in [r[:5] for r in house.rows(KEPT)]
    assert "ถามเก้า" in house.newest("kaew").message.text
    assert house.rows(KEPT)[: len(before)] == before


def test_an_answer_keeps_the_words_it_was_asked_in(house: Inside) -> None:
    def edit(asked: list[dict[str, Any]]) -> None:
        asked[0]["prompt"] = {"th": "ถามใหม่กว่าเดิม", "en": "Asked anew"}

    house.restart(changed(edit))
    assert ("เรื่องของวัด", "ถามหนึ่ง เล่าเรื่องขององค์กร") in [
        (shown, asked) for *_, shown, _, asked in house.rows(KEPT)
    ]
    house.say("mali", "แก้ไข")
    house.tap("mali", f"edit:{R}:story:")
    assert "ถามใหม่กว่าเดิม" in house.newest("mali").message.text
    house.say("mali", "เรื่องใหม่ของวัด")
    words = [(r[3], r[4], r[6]) for r in house.rows(KEPT) if r[0] == "story"]
    assert words == [
        (1, "เรื่องของวัด", "ถามหนึ่ง เล่าเรื่องขององค์กร"),
        (2, "เรื่องใหม่ของวัด", "ถามใหม่กว่าเดิม"),
    ]


def test_a_chosen_option_is_taken_out(house: Inside) -> None:
    before = house.rows(KEPT)

    def edit(asked: list[dict[str, Any]]) -> None:
        del asked[1]["options"][1]  # boat
        del asked[2]["options"][1]  # saw

    house.tap("mali", f"tick:{R}:tools::saw")
    house.restart(changed(edit))
    assert house.rows(KEPT) == before
    assert "ทางน้ำ" in house.say("mali", "ทบทวน")[-1].message.text
    house.tap("mali", f"go:{R}")
    house.tap("mali", f"tick:{R}:tools::rope")
    house.tap("mali", f"done:{R}:tools:")
    ((shown,),) = house.rows("SELECT shown FROM answers_now WHERE question = 'tools'")
    assert shown == "เชือก"


def test_the_stage_is_gone_and_comes_back(house: Inside) -> None:
    before = house.rows(KEPT)
    without = tables()
    del without["first.toml"]
    del without["clauses.toml"]["clauses"]["1a"]
    house.restart(build(without))
    for who in ("mali", "broker"):
        assert house.say(who, "เริ่ม")
        assert house.say(who, "ข้อความ")
        assert house.say(who, "สถานะ")
    assert house.tap("mali", f"tick:{R}:tools::saw") is not None
    assert not house.rows("SELECT error FROM inbox WHERE state = 'dead'")
    house.restart(cycle(SMALL))
    assert house.rows(KEPT) == before
    assert "ถามสาม" in in_front(house, "mali")


def test_pooled_entries_keep_their_ranks(house: Inside) -> None:
    """In a decision: a question is added to a closed part and the parts' questions are reordered."""
    house.say("broker", "/stage")
    house.tap("broker", "stage:second")
    house.tap("broker", "open:second:full")
    second = "c1-second-1"
    for who, wishes in (("mali", ["สะพาน", "บ่อน้ำ"]), ("kaew", ["โรงเห็ด"])):
        house.tap(who, f"go:{second}")
        for wish in wishes:
            house.say(who, wish)
        if len(wishes) < 2:
            house.tap(who, f"done:{second}:wishes:")
        house.tap(who, f"handin:{second}")
    house.tap("broker", f"nextpart:{second}")
    house.tap("mali", f"go:{second}")
    assert "ถามสิบสอง" in house.newest("mali").message.text
    place = next(b.action for b in house.newest("mali").buttons if "โรงเห็ด" in b.label)
    house.tap("mali", place)
    found = tables()
    questions(found, "second.toml", 0).append(text("extra"))
    questions(found, "second.toml", 2).reverse()
    before = house.rows(KEPT)
    house.restart(build(found))
    assert house.rows(KEPT) == before
    place = next(b.action for b in house.newest("mali").buttons if "สะพาน" in b.label)
    house.tap("mali", place)
    ((shown,),) = house.rows("SELECT shown FROM answers_now WHERE question = 'order'")
    assert shown.index("โรงเห็ด") < shown.index("สะพาน") < shown.index("บ่อน้ำ")
    assert house.rows(KEPT)[: len(before)] == before


# ── any change, in any order ─────────────────────────────────────────────────

Edit = tuple[str, int, int]
EDITS = st.tuples(
    st.sampled_from(["answer", "answer", "answer", "add", "take_out", "move", "reword", "change"]),
    st.integers(0, 9),
    st.integers(0, 9),
)
FORM = {
    "key": "first",
    "number": 1,
    "title": {"th": "ขั้นแรก", "en": "First"},
    "about": {"th": "ลอง", "en": "Try"},
    "artefact": {"th": "ผล", "en": "Result"},
}


class Changing:
    """A set of plain text questions that is edited while two people answer it."""

    def __init__(self, folder: Path, opened: Inside) -> None:
        self.asked = [text(f"k{n}", f"ถามข้อ k{n}!") for n in range(4)]
        self.house = opened.twin(folder)
        self.made = len(self.asked)
        self.said = 0
        self.answers: dict[tuple[str, str], list[tuple[str, str]]] = {}
        """(question, person) → (words, the words it was asked in), oldest first."""
        for who in ("mali", "kaew"):
            self.house.tap(who, f"go:{R}")

    @staticmethod
    def cycle_of(asked: list[dict[str, Any]]) -> Cycle:
        asked = copy.deepcopy(asked)
        if asked:
            asked[0] |= {"clauses": ["1a"], "short": True}
        part = {"key": "all", "kind": "interview", "questions": asked}
        return build({"first.toml": FORM | {"parts": [part]}, "clauses.toml": {"clauses": {"1a": "x"}}})

    def do(self, edit: Edit) -> None:
        what, a, b = edit
        getattr(self, what)(a, b)
        self.check()

    def shown(self, who: str) -> dict[str, Any] | None:
        """The question whose prompt is the last that stood on the person's screen, if it is last."""
        newest = self.house.newest(who)
        found = [q for q in self.asked if q["prompt"]["th"] in newest.message.text.splitlines()]
        return found[0] if found else None

    def answer(self, a: int, _: int) -> None:
        who = ("mali", "kaew")[a % 2]
        self.house.say(who, "เริ่ม")
        question = self.shown(who)
        unanswered = [q for q in self.asked if (q["key"], who) not in self.answers]
        if question is None:
            assert not unanswered
            return
        self._give(who, question)

    def _give(self, who: str, question: dict[str, Any]) -> None:
        self.said += 1
        words = f"คำตอบที่ {self.said} ของ{who}"
        self.house.say(who, words)
        held = self.answers.setdefault((question["key"], who), [])
        held.append((words, question["prompt"]["th"]))

    def change(self, a: int, b: int) -> None:
        """Somebody opens an answer of theirs that is still asked, and gives another."""
        who = ("mali", "kaew")[a % 2]
        mine = [q for q in self.asked if (q["key"], who) in self.answers]
        if not mine:
            return
        question = mine[b % len(mine)]
        self.house.say(who, "ทบทวน")
        self.house.say(who, "แก้ไข")
        opens = f"edit:{R}:{question['key']}:"
        if any(button.action == opens for button in self.house.newest(who).buttons):
            self.house.tap(who, opens)
            assert self.shown(who) == question
            self._give(who, question)

    def add(self, a: int, _: int) -> None:
        if len(self.asked) < 8:
            self.asked.insert(a % (len(self.asked) + 1), text(f"k{self.made}", f"ถามข้อ k{self.made}!"))
            self.made += 1
            self._restart()

    def take_out(self, a: int, _: int) -> None:
        if len(self.asked) > 1:
            self.asked.pop(a % len(self.asked))
            self._restart()

    def move(self, a: int, b: int) -> None:
        question = self.asked.pop(a % len(self.asked))
        self.asked.insert(b % (len(self.asked) + 1), question)
        self._restart()

    def reword(self, a: int, _: int) -> None:
        question = self.asked[a % len(self.asked)]
        self.made += 1
        words = f"ถามข้อ {question['key']} แบบ {self.made}!"
        self.asked[a % len(self.asked)] = question | {"prompt": {"th": words, "en": words}}
        self._restart()

    def _restart(self) -> None:
        self.house.restart(self.cycle_of(self.asked))

    def check(self) -> None:
        kept: dict[tuple[str, str], list[tuple[str, str]]] = {}
        sql = "SELECT question, by_person, raw, asked FROM answers_all ORDER BY revision"
        for question, who, raw, asked in self.house.rows(sql):
            kept.setdefault((question, who), []).append((raw, asked))
        assert kept == self.answers
        assert not self.house.rows("SELECT error FROM inbox WHERE state = 'dead'")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """The first stage just opened, with four plain questions."""
    asked = [text(f"k{n}", f"ถามข้อ k{n}!") for n in range(4)]
    house = Inside(tmp_path_factory.mktemp("changing"), Changing.cycle_of(asked))
    house.start()
    set_up(house, "broker")
    join(house, "mali", "วัด")
    join(house, "kaew", "โรงเรียน")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    house.stop()
    return house


@settings(
    max_examples=300 if LONG else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits=st.lists(EDITS, min_size=5, max_size=20))
def test_any_changes_in_any_order(opened: Inside, edits: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        changing = Changing(Path(folder) / "twin", opened)
        try:
            for edit in edits:
                changing.do(edit)
        finally:
            changing.house.end()
