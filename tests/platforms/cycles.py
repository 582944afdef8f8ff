"""Six organisations through two whole cycles in the short form, with all that may come between.

One is entered by telephone, and comes in later. One must consult first, and confirms late. One objects and is
met by a second vote. One finds a published number wrong. One leaves in stage 9 and another joins. In stage
12 one is not satisfied: the first time they vote again, the second time the broker puts a reason on record.

What ordinary stages need is walked (walk.py); the scenes are played here. Everybody goes by what stands on
their screen, on both platforms alike; `Stage` knows where they differ.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.platforms.answers import Script, Want
from tests.platforms.bank import Asked, Reply, Slot
from tests.platforms.checks import in_group
from tests.platforms.people import Shown, shown_of
from tests.platforms.walk import COMES, STEP, Someone, Speaker, Walk

ORGANISATIONS = (
    "มูลนิธิสายธาร", "เทศบาลตำบลดงงาม", "โรงเรียนบ้านดง", "กลุ่มแม่บ้านห้วยแก้ว", "บริษัทใบไม้เขียว",
)  # fmt: skip
PEOPLE = ("สมศรี", "ประสิทธิ์", "บัวเขียว", "วิชัย", "มาลี")
BY_TELEPHONE, SPEAKS = "กลุ่มผู้ใช้น้ำหมู่เจ็ด", "ลุงคำ"
NEWCOMER, COMES_LATER = "สหกรณ์ห้วยทราย", "สายฝน"
CONSULTS, OBJECTS, IN_GROUP, LEAVES = 0, 2, 3, 4
"""Numbers of the organisations that must consult first, object, vote in the group, leave."""
MORE = "อื่น ๆ ›"
AS_BEFORE, CLOSE, PUBLISH, AGAIN, THIS_STAGE = (
    "เหมือนเดิม", "ปิดรอบและดูร่าง", "เผยแพร่ให้กลุ่ม", "ลงมติรอบสอง", "‹ ขั้นตอนนี้",
)  # fmt: skip
SLOW = 90.0
"""Seconds without anything new in a group after which nothing more comes there: an app lets a bot say some 20
things a minute in it."""
HASTE = 8.0
"""Seconds somebody looks for a button on what has just come, before they look further up."""
NUMERALS = "๐๑๒๓๔๕๖๗๘๙"
SECOND = "รอบสอง"
REASON = "คุยกันแล้วสองครั้ง ทุกฝ่ายยอมให้ปิดก่อน"
WRONG, RIGHT = "ตัวเลขของเราต้องเป็นเจ็ดหมื่น", "70,000"
PUT, DROPPED = "ค่ายเยาวชนรักน้ำ", "มีคนทำอยู่แล้ว"


def numeral(number: int) -> str:
    return "".join(NUMERALS[int(digit)] for digit in str(number))


# ── what they answer ─────────────────────────────────────────────────────────

CHOICES: dict[str, tuple[dict[int, str], str]] = {
    "intent": ({}, "join"),
    "charter_consent": ({OBJECTS: "object"}, "agree"),
    "decision_rule": ({}, "no_objection"),
    "resource_ready": ({}, "ready"),
    "plan_ack": ({}, "yes"),
    "stay": ({LEAVES: "withdraw"}, "same"),
    "new_partner_consent": ({}, "agree"),
    "role_next": ({}, "same"),
    "revision_consent": ({}, "agree"),
    "future": ({}, "new_cycle"),
    "role_cycle2": ({}, "same"),
    "final_consent": ({OBJECTS: "object"}, "agree"),
}
"""Question → who chooses otherwise, and what all others choose."""


class SixScript(Script):
    """Of however many organisations; a sixth says what the first says, where nothing else is settled."""

    def want(self, organisation: int, question: Asked, item: str, shown: Shown) -> Want:
        if question.key in CHOICES:
            return self._settled(organisation, question)
        if question.key == "new_partner":
            if organisation:
                return Want(Reply("", skipped=True))
            return Want(Reply(NEWCOMER, entries=(NEWCOMER,)), typed=[NEWCOMER])
        return super().want(organisation % 5, question, item, shown)

    def _settled(self, organisation: int, question: Asked) -> Want:
        otherwise, usual = CHOICES[question.key]
        key = otherwise.get(organisation, usual)
        number = 1 + [o["key"] for o in question.options].index(key)
        option = question.options[number - 1]
        words = self.words(organisation, question, "") if option.get("asks") else ""
        return Want(Reply(option["label"][self.language], keys=(key,), words=words), taps=[number], words=words)


class Repeats:
    """Whoever is shown what they said in the cycle before says the same. Goes before a `Speaker`."""

    def _answer(self: Any, shown: Shown, slot: Slot) -> bool:
        return bool(self.tap_if(shown, AS_BEFORE) or super()._answer(shown, slot))  # type: ignore[misc]


class ByTelephone(Repeats, Speaker):
    """The broker's private chat, while they write somebody's answers down."""


# ── the scenes ───────────────────────────────────────────────────────────────


@dataclass
class Stage:
    it: Walk
    waits: bool
    """What is for others waits until they write, as on LINE; else it comes of itself."""
    _acted: dict[Any, int] = field(default_factory=dict)
    """The number of the newest thing on somebody's screen before their last act."""

    def settle(self) -> None:
        self.it.c.settle(quiet=0.4, timeout=30)

    def fetch(self, who: Someone) -> None:
        """Whoever has something waiting for them gets it."""
        if self.waits:
            self.say(who, "สถานะ")
        self.settle()

    def show(self) -> None:
        """What waits for the group is shown there."""
        if self.waits:
            self.it.c.send(user=self.it.broker.id, text="สถานะ", chat=self.it.group)
        self.settle()

    def tap(self, who: Someone, *labels: str) -> None:
        """One after the other, each when what came of the one before has come."""
        for label in labels:
            self._opens_more(who, label)
            shown = self._button(who, label)
            before = self._acts(who)
            who.tap_if(shown, label)
            self._comes(who, before)

    def tap_named(self, who: Someone, name: str) -> None:
        """A line of a list that has just come, whatever number it has there."""
        end = time.monotonic() + COMES
        while time.monotonic() < end:
            for message in reversed(self._since(who, self._acted.get(who.id, 0))):
                if labels := [label for label in message.taps if name in label]:
                    self.tap(who, labels[0])
                    return
            time.sleep(STEP)
        raise AssertionError(f"nothing says {name!r}\n{who.bubbles()[-3:]}")

    def _button(self, who: Someone, label: str) -> Shown:
        """On what came of their last act, and only when it is not there, further up: a button that says the same
        stands on many an older bubble, and what comes of an act may come in pieces (pictures, then a draft)."""
        end = time.monotonic() + HASTE
        while time.monotonic() < end:
            for message in reversed(self._since(who, self._acted.get(who.id, 0))):
                if any(x.startswith(label) for x in message.taps):
                    return message
            time.sleep(STEP)
        return who.waits_for(label)

    def _since(self, who: Someone, seq: int) -> list[Shown]:
        return [shown_of(m) for m in self.it.c.messages(chat=who.id, bot_only=True, after=seq) if not m.get("deleted")]

    def _acts(self, who: Someone) -> int:
        before = self._acted[who.id] = self._newest(who)
        return before

    def _opens_more(self, who: Someone, label: str) -> None:
        """What is not on a card at once is behind its last button."""
        for newest in reversed(who.bubbles()[-2:]):  # how things stand may have come below it
            if any(x.startswith(label) for x in newest.taps):
                return
            if MORE in newest.taps:
                before = self._newest(who)
                who.press(newest, MORE)
                self._comes(who, before)
                return

    def say(self, who: Someone, text: str) -> None:
        before = self._acts(who)
        who.say(text)
        self._comes(who, before)

    def _newest(self, who: Someone) -> int:
        found = self.it.c.messages(chat=who.id, bot_only=True)
        return int(found[-1]["seq"]) if found else 0

    def _comes(self, who: Someone, before: int) -> None:
        end = time.monotonic() + 2 * COMES
        while self._newest(who) == before and time.monotonic() < end:
            time.sleep(STEP)
        self.settle()

    def votes(self, who: Someone, label: str, *words: str) -> None:
        """A voice given in the group, on the newest ballot that says these words, once it is there."""
        shown = self._in_group(lambda s: label in s.taps and all(w in s.text for w in words))
        self.it.c.press(user=who.id, label=label, message_id=shown.id, chat=self.it.group)
        self.settle()

    def hears(self, who: Someone, words: str) -> None:
        """It stands on their screen, the newest of it, or comes in a moment."""
        end = time.monotonic() + COMES
        while not any(words in shown.text for shown in who.bubbles()[-6:]):
            seen = self.it.c.transcript(chat=who.id)[-2500:]
            assert time.monotonic() < end, f"{words!r} is not there\n{seen}"
            time.sleep(STEP)

    def group_hears(self, words: str) -> None:
        self._in_group(lambda shown: words in shown.text)

    def _in_group(self, sign: Callable[[Shown], bool]) -> Shown:
        """The newest that stands in the group, where messages are spaced out more than anywhere else."""
        heard, since = 0, time.monotonic()
        while time.monotonic() - since < SLOW:
            messages = self.it.c.messages(chat=self.it.group, bot_only=True)
            for message in reversed(messages):
                if sign(shown := shown_of(message)):
                    return shown
            if messages and messages[-1]["seq"] != heard:
                heard, since = messages[-1]["seq"], time.monotonic()
            time.sleep(5 * STEP)
        raise AssertionError(in_group(self.it)[-3000:])

    # ── walking on ───────────────────────────────────────────────────────────

    def until_broker_sees(self, sign: Callable[[Shown], bool]) -> None:
        """Everybody goes on until the broker sees this; the broker then leaves it alone."""
        seen: list[Shown] = []

        def hold(shown: Shown) -> bool:
            if sign(shown):
                seen.append(shown)
            return bool(seen)

        self.it.broker.hold = hold
        self.it.broker.again()
        self.it.run(lambda: bool(seen))
        self.settle()

    def until_all_in(self, stage: int) -> None:
        """The last part of this stage is answered by all."""
        w = self.it.broker.words
        self.until_broker_sees(
            lambda s: w.all_in in s.text and heading(stage) in s.text and CLOSE in s.taps
            and not any(x.startswith(w.go_on) for x in s.taps)
        )  # fmt: skip

    def until_published(self, stage: int) -> None:
        """The broker has published this stage, and does not go on to the next."""
        next_one = self.it.broker.words.next
        self.until_broker_sees(
            lambda s: heading(stage) in s.text and any(x.startswith(next_one) for x in s.taps)
        )

    def goes_on(self) -> None:
        self.it.broker.hold = lambda _: False
        self.it.broker.again()

    def closes(self, stage: int) -> None:
        """From the stage's card to its draft, whoever is missing."""
        b = self.it.broker
        self.say(b, f"ขั้น {stage}")
        self._close(b)
        if any(CLOSE in s.taps and THIS_STAGE not in s.taps for s in b.bubbles()[-1:]):  # asked once more
            self._close(b)

    def _close(self, broker: Someone) -> None:
        """Until there is something to tap: a draft's pictures come before it."""
        before, end = self._newest(broker), time.monotonic() + 2 * COMES
        self.tap(broker, CLOSE)
        while time.monotonic() < end:
            if any(shown.taps for shown in self._since(broker, before)):
                return
            time.sleep(STEP)

    def publishes(self) -> None:
        self.tap(self.it.broker, PUBLISH)
        self.show()


def heading(stage: int) -> str:
    return f"ขั้นตอนที่ {numeral(stage)} "


# ── one scene after the other ────────────────────────────────────────────────


def play(on: Stage, phone: Callable[..., Speaker]) -> None:
    """Both cycles. `phone` makes whoever answers on the broker's screen."""
    it = on.it
    it.script = SixScript("th")
    for name, organisation in zip(PEOPLE, ORGANISATIONS, strict=True):
        it.join(name, organisation).authority = organisation == ORGANISATIONS[CONSULTS]
    it.run(lambda: all(it.joined(s) for s in it.speakers), it.speakers)
    it.open_first()
    _by_telephone(on, phone)
    _comes_in(on)
    _objects(on)
    _looks_through(on)
    _corrects(on)
    _confirms(on)
    _leaves_and_joins(on)
    _not_satisfied(on)
    on.tap(it.broker, "เริ่มวงจรใหม่", "ใช่ เริ่มวงจรใหม่")
    on.show()
    on.group_hears("เริ่มวงจรที่ ๒")
    _again(it, range(1, 12))
    on.tap(it.broker, "๑ ")
    on.goes_on()
    _with_a_reason(on)
    on.tap(it.broker, "จบงานภาคี", "ใช่ จบงานภาคี")
    on.show()
    on.group_hears("งานของภาคีจบลงแล้ว")


def _again(it: Walk, stages: range) -> None:
    for speaker in it.speakers:
        speaker.in_a_new_cycle(stages)


def _by_telephone(on: Stage, phone: Callable[..., Speaker]) -> None:
    """Stage 1: all who are in the chat have answered; the broker telephones."""
    it, b = on.it, on.it.broker
    on.until_all_in(1)
    on.tap(b, "บันทึกทางโทรศัพท์", "+ เพิ่มทางโทรศัพท์")
    on.say(b, BY_TELEPHONE)
    on.say(b, SPEAKS)
    said, answered = it.said.setdefault(BY_TELEPHONE, {}), it.answered.setdefault(BY_TELEPHONE, Counter())
    who = phone(it.c, b.id, b.name, b.words, BY_TELEPHONE, 5, it.bank, it.script, said, answered)
    who.group = it.group
    on.tap(b, "ยินยอมแล้ว")
    it.run(lambda: any("ส่งคำตอบเรียบร้อยแล้ว" in s.text for s in who.bubbles()[-3:]), [who])
    on.settle()
    on.goes_on()


def _comes_in(on: Stage) -> None:
    """In stage 2 their nephew comes into the chat, and says that all is right."""
    it = on.it
    on.until_published(1)
    who = it.join(SPEAKS, BY_TELEPHONE)
    it.run(lambda: it.joined(who), [who])
    on.fetch(who)
    on.tap(who, "ถูกต้องทั้งหมด")
    on.hears(who, "นับเป็นคำตอบขององค์กรท่านเองแล้ว")
    on.goes_on()


def _objects(on: Stage) -> None:
    """Stage 3: an objection, another vote in the group, and it is carried."""
    it, b = on.it, on.it.broker
    on.until_all_in(3)
    on.votes(it.speakers[IN_GROUP], "พอรับได้", heading(3))
    on.closes(3)
    on.show()
    on.group_hears("ยังไม่ผ่าน")
    on.tap(b, THIS_STAGE, AGAIN)
    on.show()
    on.votes(it.speakers[OBJECTS], "พอรับได้", heading(3), SECOND)
    on.closes(3)
    on.publishes()
    on.group_hears("✅ ผ่าน")
    on.goes_on()


def _looks_through(on: Stage) -> None:
    """Stage 4: doubles, wording, and one thing that is not put to all."""
    b = on.it.broker
    on.until_broker_sees(lambda s: "โปรดตรวจรายการ" in s.text and heading(4) in s.text)
    on.tap(b, "ดูรายการที่รวมไว้")
    on.tap(b, _numbered(b, "ตลาดนัดสีเขียว"), "รวมกับ…")
    on.tap(b, _numbered(b, "ธนาคารขยะ"), "‹ รายการ")
    on.tap(b, _numbered(b, "ค่ายเยาวชน"), "แก้ถ้อยคำ")
    on.say(b, PUT)
    on.tap(b, "‹ รายการ")
    on.tap(b, _numbered(b, "อบรมชาวบ้าน"), "ไม่นำเสนอ")
    on.say(b, DROPPED)
    on.hears(b, DROPPED)
    on.tap(b, "เปิดช่วงถัดไป")
    on.show()
    on.goes_on()


def _numbered(who: Someone, words: str) -> str:
    """The button of this item on the newest list that has it."""
    for shown in reversed(who.bubbles()):
        if found := re.search(rf"^(\d+)\) {re.escape(words)}", shown.text, re.MULTILINE):
            return next(x for x in shown.taps if x.startswith(f"{found[1]} "))
    raise AssertionError(f"{words!r} is on no list")


def _corrects(on: Stage) -> None:
    """Stage 6 is published: a number is wrong, edition 2 says what is other."""
    b, who = on.it.broker, on.it.speakers[IN_GROUP]
    on.until_published(6)
    on.say(who, "สรุป")
    on.tap(who, f"{numeral(6)} ", "ขอแก้")
    on.say(who, WRONG)
    on.fetch(b)
    on.tap(b, "ให้แก้คำตอบ")
    on.fetch(who)
    on.tap(who, "แก้คำตอบ")
    on.tap(who, _choice_of(who, "เงินสนับสนุน"))
    on.say(who, RIGHT)
    on.tap(who, "ส่งคำตอบ")
    on.say(b, "ขั้น 6")
    on.publishes()
    on.group_hears("แก้จากฉบับก่อน")
    on.group_hears(f"ใหม่: {RIGHT} บาท")


def _choice_of(who: Someone, label: str) -> str:
    """The newest button that says so, once it is there."""
    end = time.monotonic() + COMES
    while time.monotonic() < end:
        for shown in reversed(who.bubbles()):
            for tap in shown.taps:
                if label in tap:
                    return tap
        time.sleep(STEP)
    seen = who.c.transcript(chat=who.id)[-2500:]
    raise AssertionError(f"no button says {label!r}\n{seen}")


def _confirms(on: Stage) -> None:
    """What was given provisionally in the stages before is confirmed."""
    who = on.it.speakers[CONSULTS]
    on.group_hears("(รอยืนยันจากองค์กร)")
    on.say(who, "ยืนยันคำตอบ")
    on.tap(who, "ยืนยันแล้ว")
    on.hears(who, "ไม่มีคำตอบใดขององค์กรท่านที่รอการยืนยัน")
    on.tap(on.it.broker, on.it.broker.words.next)
    on.goes_on()


def _leaves_and_joins(on: Stage) -> None:
    """Stage 9: an organisation goes, what it had promised is taken on, and another comes."""
    b, heir = on.it.broker, on.it.speakers[IN_GROUP]
    on.until_all_in(9)
    on.closes(9)
    on.publishes()
    on.tap(b, "ยืนยันการถอนตัว", "ใช่ ถอนตัว")
    on.show()
    on.group_hears(f"{ORGANISATIONS[LEAVES]} ถอนตัวจากภาคีแล้ว")
    on.tap(b, "1 ")
    on.tap_named(b, ORGANISATIONS[IN_GROUP])
    on.fetch(heir)
    on.tap(heir, "รับ")
    on.tap(b, "องค์กรภาคี", f"เชิญ “{NEWCOMER}"[:12])
    on.hears(b, "ใช้ได้เฉพาะองค์กรนี้")
    _joins(on)
    on.say(b, "ขั้น 10")
    on.goes_on()


def _joins(on: Stage) -> None:
    it, b = on.it, on.it.broker
    leaver = it.speakers[LEAVES]
    id = it.c.user(COMES_LATER, language_code="th")
    it.c.join(chat=it.group, user=id)
    said, answered = it.said.setdefault(NEWCOMER, {}), it.answered.setdefault(NEWCOMER, Counter())
    who = it.speaker_kind(it.c, id, COMES_LATER, b.words, NEWCOMER, 1, it.bank, it.script, said, answered)
    who.group = it.group
    it.speakers[LEAVES] = who
    who.follow(b.id, b.words.join)
    it.run(lambda: any("คำตอบขององค์กรท่านอยู่ร่วมกับ" in s.text or "ขอบคุณ คำตอบ" in s.text
                       for s in who.bubbles()[-2:]), [who])  # fmt: skip
    on.fetch(leaver)
    on.hears(leaver, ORGANISATIONS[LEAVES])


def _not_satisfied(on: Stage) -> None:
    """Stage 12 cannot be closed while one is not satisfied; they vote again."""
    it, b = on.it, on.it.broker
    on.until_all_in(12)
    on.closes(12)
    on.hears(b, "ยังปิดขั้นตอนนี้ไม่ได้")
    on.tap(b, AGAIN)
    on.show()
    on.votes(it.speakers[OBJECTS], "พอรับได้", heading(12), SECOND)
    on.closes(12)
    on.publishes()


def _with_a_reason(on: Stage) -> None:
    """Once more in the second cycle: the broker closes it, and says why."""
    it, b = on.it, on.it.broker
    on.until_published(11)
    _again(it, range(12, 13))  # not before: the newest line in the group was the last stage's of the first cycle
    on.goes_on()
    on.until_all_in(12)
    on.votes(it.speakers[OBJECTS], "ยังไม่พอใจ", heading(12))
    on.closes(12)
    on.tap(b, "ปิดโดยบันทึกเหตุผล")
    on.say(b, REASON)
    on._close(b)
    on.publishes()
    on.group_hears(REASON)


# ── what must be so ──────────────────────────────────────────────────────────


def asked(data: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    (file,) = data.glob("*.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        return db.execute(sql, values).fetchall()


def every_summary_once(it: Walk) -> None:
    """Two cycles of twelve, and one of them in a second edition."""
    titles = Counter(message["text"].split("\n")[0] for message in it.full_summaries())
    names = {stage["artefact"]["th"]: stage["key"] for stage in it.bank.stages}
    found = {names[title.removeprefix("📋 ")]: n for title, n in titles.items()}
    assert found == {key: 3 if key == "resourcing" else 2 for key in names.values()}


def kept(data: Path) -> None:
    """Editions, the register, the ledger, and who is in the partnership, as plain SQL reads them."""
    rounds = asked(data, "SELECT cycle, count(*) FROM round WHERE only_for = '' GROUP BY cycle")
    assert rounds == [(1, 12), (2, 12)]
    editions = Counter(r for (r,) in asked(data, "SELECT round FROM edition"))
    assert len(editions) == 24
    assert [r for r, n in editions.items() if n > 1] == ["c1-resourcing-1"]
    (first, second) = (body for (body,) in asked(
        data, "SELECT body FROM edition WHERE round = 'c1-resourcing-1' ORDER BY number"))  # fmt: skip
    assert RIGHT not in first
    assert RIGHT in second
    states = dict(asked(data, "SELECT name, state FROM organisation"))
    assert states == {
        **dict.fromkeys((*ORGANISATIONS, BY_TELEPHONE, NEWCOMER), "member"),
        ORGANISATIONS[LEAVES]: "left",
    }


def register_and_ledger(data: Path) -> None:
    votes = asked(
        data, "SELECT cycle, ballot, outcome FROM agreement WHERE question = 'charter_consent' ORDER BY position"
    )
    assert votes[:2] == [(1, 1, "not_carried"), (1, 2, "carried")]
    last = asked(
        data, "SELECT cycle, ballot, outcome FROM agreement WHERE question = 'final_consent' AND kind = 'decision'"
    )
    assert (1, 2, "carried") in last
    overrides = asked(data, "SELECT cycle, result FROM agreement WHERE kind = 'override'")
    assert overrides == [(2, REASON)]
    members = asked(data, "SELECT title FROM agreement WHERE kind = 'membership'")
    assert {title for (title,) in members} >= {ORGANISATIONS[LEAVES], NEWCOMER}
    handed = asked(data, "SELECT organisation, to_organisation FROM promise WHERE state = 'handed_over'")
    assert len(handed) == 1
    assert not asked(data, "SELECT 1 FROM promise WHERE provisional AND cycle = 1 AND stage = 'resourcing'")
    assert asked(data, "SELECT count(*) FROM partnership WHERE ended_at <> ''") == [(1,)]


def who_left_is_asked_no_more(it: Walk, data: Path) -> None:
    """No answer of theirs in the second cycle, no role of theirs in what was published after they went."""
    left = asked(data, "SELECT id FROM organisation WHERE state = 'left'")[0][0]
    assert not asked(data, "SELECT 1 FROM answer WHERE organisation = ? AND round LIKE 'c2-%'", left)
    for message in it.full_summaries()[-14:]:
        assert ORGANISATIONS[LEAVES] not in message["text"], message["text"][:300]


def one_was_written_for(data: Path) -> None:
    """It came in and said that it is right: nothing is on behalf of anybody any more."""
    name = "SELECT id FROM organisation WHERE name = ?"
    assert asked(data, f"SELECT count(*) FROM answer WHERE organisation = ({name})", BY_TELEPHONE)[0][0] > 6  # noqa: S608
    assert not asked(data, "SELECT 1 FROM answers_now WHERE on_behalf")


