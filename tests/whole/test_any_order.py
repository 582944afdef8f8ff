"""Any people, in any order, with second copies, restarts and a renderer that falls now and then.

Two speak for one organisation, one for another; a broker, and an outsider. The oracle is a
bystander: it knows what people did, what stood on their screens, and what the file then says in
plain SQL. `LONG=1` plays longer.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from bot.channels.local import Shown
from bot.message import Raw
from tests.whole.inside import (
    GROUP,
    SMALL,
    Did,
    Inside,
    Row,
    breaking,
    command,
    cycle,
    join,
    pressed_at,
    said,
    set_up,
)

LONG = bool(os.environ.get("LONG"))
SPEAKS = {"mali": "o1", "nid": "o1", "kaew": "o2"}
WHO = st.sampled_from(sorted(SPEAKS))
WHICH = st.integers(0, 30)
TWICE = st.booleans()
FALLS = st.sampled_from([False] * 5 + [True])

VALID: dict[str, dict[str, str]] = {
    "way": {"1": '"road"', "ทางน้ำ": '"boat"'},
    "mood": {"4": '"4"', "๔": '"4"', "1": '"1"'},
    "cash": {"5000": '"5000"', "4": '"4"', "1": '"1"'},
    "heads": {"12": '"12"', "4": '"4"', "๔": '"4"', "1": '"1"'},
    "day": {"15/1/2570": '"2027-01-15"'},
    "fund": {"1": '"yes"'},
}
"""Question → a text → what the stored value must then hold. Worked out by hand."""
FREE = {"story", "worry", "fund_name", "share", "wishes"}
"""Questions that take any words."""
MOST_WISHES = 2
TEXTS = st.sampled_from(["*", "*", "1", "4", "๔", "12", "5000", "15/1/2570", "ทางน้ำ", " ", "ก" * 300])
"""The star stands for words that nobody has used before."""
KEPT = """
SELECT round, question, item, organisation, revision, by_person, at, asked, raw, value, shown, words
FROM answers_all
"""
ROUNDS = "SELECT id, closed_at, edition, agreed FROM round ORDER BY id"


@cache
def prompts() -> dict[str, str]:
    """Question → the beginning of its prompt, by which a bystander knows it."""
    found = {}
    for file in ("first.toml", "second.toml"):
        for part in tomllib.loads((SMALL / file).read_text("utf-8"))["parts"]:
            for question in part["questions"]:
                found[question["key"]] = question["prompt"]["th"].split()[0] + " "
    return found


def asked_in(shown: Shown) -> str:
    """The question that a message asks, by its words and its number in the heading; "" if none."""
    if "· ข้อ " not in shown.message.text:
        return ""
    lines = shown.message.text.splitlines()
    return next((k for k, p in prompts().items() if any(x.startswith(p) for x in lines)), "")


@cache
def begun() -> Inside:
    """Everybody has come together and both stages are open; made once, begun from many times."""
    folder = Path(tempfile.mkdtemp(prefix="phakhi-any-order-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    house = Inside(folder, cycle(SMALL), breaking())
    house.start()
    set_up(house, "broker")
    for who, organisation in (("mali", "วัด"), ("nid", "วัด"), ("kaew", "โรงเรียน")):
        join(house, who, organisation)
    for stage in ("second", "first"):
        house.say("broker", "/stage")
        house.tap("broker", f"stage:{stage}")
        house.tap("broker", f"open:{stage}:full")
    house.stop()
    return house


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.dir = tempfile.TemporaryDirectory()
        self.house = begun().twin(Path(self.dir.name) / "twin")
        self.words: dict[str, tuple[str, str]] = {}
        """Words that nobody else uses → (who wrote them, the question they were an answer to)."""
        self.public: set[str] = set()
        """Of these, those that stood in a round when it was closed."""
        self.kept: set[Row] = set(self.house.rows(KEPT))
        self.count = 0

    def teardown(self) -> None:
        self.house.end()
        self.dir.cleanup()

    # ── what people do ───────────────────────────────────────────────────────

    @rule(who=WHO, text=TEXTS, twice=TWICE, falls=FALLS)
    def writes(self, who: str, text: str, twice: bool, falls: bool) -> None:
        newest = self.house.newest(who)
        question, awaits_words = asked_in(newest), newest.message.text.startswith("โปรด")
        text = self._fresh(who, text)
        full = question == "wishes" and self._wishes(who) == MOST_WISHES
        new = self.do(who, said(self.house.local, text), twice, falls)
        if text.startswith("คำ"):
            self.words[text] = (who, new[0][1] if new else "")
        if falls or not question or awaits_words:
            return
        wanted = VALID.get(question, {}).get(text)
        if question in FREE and text.strip() and not _read_back(question, text):
            wanted = text[:100]
        if wanted is not None and not full:
            held = self._newest_answer(who, question)
            assert any(wanted in (value or "") for value in held), (question, text, held)
        elif question not in FREE and text != "ทางน้ำ":
            self._allows(question, text, new)

    def _allows(self, question: str, text: str, new: list[Row]) -> None:
        """What is no valid answer by our table may be read kindly, but never for another question."""
        assert all(row[1] == question for row in new), (question, text, new)

    def _wishes(self, who: str) -> int:
        """How many their organisation has made, a colleague's among them."""
        return sum(len(json.loads(value)["entries"]) for value in self._newest_answer(who, "wishes") if value)

    def _newest_answer(self, who: str, question: str) -> list[str]:
        sql = "SELECT value FROM answers_now WHERE organisation = ? AND question = ?"
        found = self.house.rows(sql, SPEAKS[who], question)
        return [json.dumps(json.loads(v), ensure_ascii=False) if v else "" for (v,) in found]

    @rule(who=WHO, which=WHICH, twice=TWICE, falls=FALLS)
    def presses(self, who: str, which: int, twice: bool, falls: bool) -> None:
        """Some button of the newest message; now and then one of an older message."""
        with_buttons = [s for s in self.house.screen(who) if s.buttons]
        shown = with_buttons[-1] if which % 4 else with_buttons[which % len(with_buttons)]
        number = which % len(shown.buttons)
        button = shown.buttons[number]
        if button.action.split(":")[0] in ("erase", "language"):
            return
        newest = shown is self.house.newest(who)
        question = asked_in(shown)
        did = self.house.local.pressed(shown, number)
        before = self.house.local.last
        new = self.do(who, did, twice, falls)
        if newest and not falls:
            assert self.house.local.on(shown.place, before), button
        if question and new and button.action.split(":")[0] in ("answer", "done", "skip", "place"):
            assert new[0][1] == question, (button, new)
        if newest and question and not falls and button.action.startswith("answer:"):
            label = button.label.lstrip("0123456789 ") or button.label
            mine = self.house.rows(
                "SELECT shown FROM answers_now WHERE organisation = ? AND question = ?",
                SPEAKS[who],
                question,
            )
            asks = "อื่น" in label or label == "ไม่ตกลง"
            assert asks or (label,) in mine, (button, mine)

    @rule(who=WHO, word=st.sampled_from(["เริ่ม", "เมนู", "ทบทวน", "ข้าม", "ย้อนกลับ", "พัก", "สถานะ", "แก้ไข"]))
    def gives_a_word_for_a_command(self, who: str, word: str) -> None:
        new = self.do(who, said(self.house.local, word))
        assert all(row[9] is None for row in new), "only a skip is an answer here"

    @rule(who=WHO, which=WHICH)
    def edits_what_they_wrote(self, who: str, which: int) -> None:
        mine = [r for r in self.house.raws if _wrote(r, who)]
        if not mine:
            return
        did = json.loads(mine[which % len(mine)].body)["did"]
        text = self._fresh(who, "*")
        new = self.do(who, {"what": "edited", "text": text, "message": did["message"]})
        if new:
            self.words[text] = (who, new[0][1])

    @rule(which=WHICH, twice=TWICE, falls=FALLS)
    def the_broker_presses(self, which: int, twice: bool, falls: bool) -> None:
        with_buttons = [s for s in self.house.screen("broker") if s.buttons]
        shown = with_buttons[-1]
        number = which % len(shown.buttons)
        if shown.buttons[number].action.split(":")[0] in ("erase", "represent", "language"):
            return
        rounds = dict(_closed(self.house))
        new = self.do("broker", self.house.local.pressed(shown, number), twice, falls, shown)
        assert not new
        for id, closed in _closed(self.house):
            if closed and not rounds.get(id):
                self._is_published(id)

    @rule(twice=TWICE, falls=FALLS)
    def the_broker_looks_at_the_stages(self, twice: bool, falls: bool) -> None:
        assert not self.do("broker", command("stage"), twice, falls)

    def _is_published(self, round: str) -> None:
        """What each organisation last told is in the newest message of the group, by its words."""
        kept = self.house.rows("SELECT question, shown FROM answers_now WHERE round = ?", round)
        group = "\n".join(s.message.text for s in self.house.local.on(GROUP)[-3:])
        for question, shown in kept:
            if question == "story" and shown and len(shown) < 100:
                assert shown in group, shown
        held = "\n".join(r[0] for r in self.house.rows("SELECT raw FROM answer WHERE round = ?", round))
        self.public |= {w for w, (_, q) in self.words.items() if w in held and q != "worry"}

    @rule(who=st.sampled_from(["outsider", "mali", "kaew"]), which=WHICH)
    def meddles(self, who: str, which: int) -> None:
        """Only a broker moves a round: by command or by somebody else's button it changes nothing."""
        before = self.house.rows(ROUNDS)
        wishes = ["1 close", "2 close", "1", "2", ""]
        assert not self.do(who, command("stage", wishes[which % 5]), at=GROUP)
        others = [s for s in self.house.screen("broker") if s.buttons]
        shown = others[which % len(others)]
        new = self.do(who, {"what": "pressed", "ref": f"{shown.ref}.{which % len(shown.buttons)}"})
        assert not new
        assert self.house.rows(ROUNDS) == before

    @rule(text=TEXTS)
    def the_group_talks(self, text: str) -> None:
        before = self.house.local.last
        self.do("mali", said(self.house.local, self._fresh("", text)), at=GROUP)
        assert self.house.local.last == before

    @rule()
    def the_bot_is_stopped_and_started(self) -> None:
        before, shown = self.house.dump(), self.house.local.last
        self.house.restart()
        self.house.take()
        assert self.house.dump() == before
        assert self.house.local.last == shown

    @rule(which=WHICH)
    def something_old_arrives_again(self, which: int) -> None:
        self._again(self.house.raws[-1 - which % len(self.house.raws)])

    # ── what must hold, whoever did what ─────────────────────────────────────

    def do(
        self,
        who: str,
        did: Did,
        twice: bool = False,
        falls: bool = False,
        pressed: Shown | None = None,
        at: Any = None,
    ) -> list[Row]:
        """One act, with its hazards; the answers that are new after it."""
        rounds = self.house.rows(ROUNDS)
        seen = self.house.local.last
        front = [asked_in(s) for s in self.house.screen(who)]
        place = at or (pressed_at(who, pressed, 0) if pressed else None)
        raw = self.house.act(who, did, place)
        breaking().fails = int(falls)
        self.house.take(raw)
        fell = falls and not breaking().fails
        breaking().fails = 0
        now = set(self.house.rows(KEPT))
        new, gone = sorted(now - self.kept, key=repr), self.kept - now
        self.kept = now
        assert not gone
        assert len(new) <= 1
        assert not (fell and (new or self.house.rows(ROUNDS) != rounds))
        if new:
            self._is_theirs(new[0], who, front)
        if who != "broker":
            assert self.house.rows(ROUNDS) == rounds
        if place is None and did["what"] == "said":
            assert any(s.order > seen for s in self.house.screen(who)), "left without a word"
        self._nothing_waits()
        self._no_secret_is_out(seen)
        if twice:
            self._again(raw)
        return new

    def _is_theirs(self, row: Row, who: str, front: list[str]) -> None:
        _, question, _, organisation, revision, by, *_ = row
        assert (by, organisation) == (who, SPEAKS[who])
        earlier = [r[4] for r in self.kept if r[:4] == row[:4] and r != row]
        assert revision == max(earlier, default=0) + 1
        assert question in front, "an answer to a question that they never saw"
        assert prompts()[question] in row[7]

    def _again(self, raw: Raw) -> None:
        before, shown = self.house.dump(), self.house.local.last
        self.house.take(raw)
        assert self.house.dump() == before
        assert self.house.local.last == shown

    def _nothing_waits(self) -> None:
        waiting = "SELECT id FROM outbox WHERE state NOT IN ('sent', 'superseded')"
        assert not self.house.rows(waiting)
        assert not self.house.rows("SELECT id FROM inbox WHERE state = 'new'")

    def _no_secret_is_out(self, since: int) -> None:
        for shown in self.house.local.shown:
            if shown.order <= since or shown.place.id == "broker":
                continue
            for words, (who, question) in self.words.items():
                if words in shown.message.text and question not in ("", "wishes"):
                    mine = SPEAKS.get(shown.place.id) == SPEAKS[who]
                    assert mine or words in self.public, (shown, words)

    def _fresh(self, who: str, text: str) -> str:
        if text != "*":
            return text
        self.count += 1
        return f"คำที่{self.count}ของ{who}จบ"


def _wrote(raw: Raw, who: str) -> bool:
    line = json.loads(raw.body)
    return bool(line["who"] == who and line["private"] and line["did"]["what"] == "said")


def _read_back(question: str, text: str) -> bool:
    """A bare number typed to a question for words may be a slip: it counts once it is confirmed."""
    return question != "wishes" and text.strip().isdecimal()


def _closed(house: Inside) -> list[tuple[str, bool]]:
    return [(row[0], row[1] is not None) for row in house.rows(ROUNDS)]


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=400 if LONG else 14,
    stateful_step_count=60 if LONG else 30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
