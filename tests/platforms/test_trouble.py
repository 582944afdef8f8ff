"""The bot as it is run, in trouble: lost answers, floods, power cuts, blocks, upgrades, late presses, long silence.

What is injected may fail requests and repeat prompts. It may not lose or change an answer, show a
summary twice in full, or leave anybody stuck.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.platforms.bank import Slot
from tests.platforms.checks import kept, rows, summaries_once
from tests.platforms.people import Shown
from tests.platforms.strict import Bot, Platform
from tests.platforms.walk import Speaker, Walk

PEOPLE = ("สมศรี", "ประสิทธิ์", "บัวเขียว")
ORGANISATIONS = ("มูลนิธิสายธาร", "เทศบาลตำบลดงงาม", "โรงเรียนบ้านดง")
TITLE = "ภาคีน้ำสะอาดบ้านดง"
DAY = 86400


def three(platform: Platform, bot: Bot, *, people: int = 3, last: int = 1, **group: Any) -> Walk:
    """A partnership that is ready, in the short form; its broker goes as far as stage `last`."""
    bot.start()
    it = Walk.begin(platform.c, "th", "short", title=TITLE, **group)
    it.join_all(PEOPLE[:people], ORGANISATIONS[:people])
    following = f"ต่อไป: {it.bank.stages[last]['title']['th']}"[:12]  # labels are cut
    it.broker.hold = lambda shown: any(x.startswith(following) for x in shown.taps)
    return it


def published(it: Walk, number: int) -> Callable[[], bool]:
    return lambda: len(it.full_summaries()) >= number


def same_answers(it: Walk, bot: Bot, stages: int, *, stubs: int = 0) -> None:
    it.c.settle(quiet=1.5, timeout=60)
    kept(it, bot, it.bank.expected("short", it.said, range(1, stages + 1)))
    assert len(summaries_once(it, stubs=stubs)) == stages
    assert all(set(slots.values()) == {1} for slots in it.answered.values())


def only_injected(c: Any, *errors_ok: str) -> None:
    """Clean but for the requests that the stand-in was told to fail, and the errors named."""
    faulty = {r["seq"] for r in c.requests() if r.get("fault")}
    report = c.report()
    own = [e for e in report["errors"] if e["seq"] not in faulty]
    assert [e for e in own if not any(x in (e["error"] or "") for x in errors_ok)] == []
    assert report["violations"] == []
    assert report["emulator_bugs"] == []
    assert report["expired_updates"] == []


# ── what the platform does ───────────────────────────────────────────────────


class Trouble:
    """Called each time when somebody has acted; knows at the end whether it happened."""

    stages = 2
    stubs = 0
    """How many orphaned stubs its lost outcomes may leave (TRUST.md, section 5)."""

    def __init__(self, it: Walk, bot: Bot) -> None:
        self.it, self.c, self.bot = it, it.c, bot
        self.acts = 0
        self.begin()

    def begin(self) -> None:
        """Before anybody acts."""

    def __call__(self) -> None:
        self.acts += 1
        self.trouble()

    def trouble(self) -> None:
        raise NotImplementedError

    def happened(self) -> bool:
        raise NotImplementedError

    def failed(self, what: str) -> int:
        return sum((r.get("fault") or "") == what for r in self.c.requests())


class Twice(Trouble):
    """Every update comes again, with what came shortly before it."""

    def begin(self) -> None:
        self.again: set[int] = set()

    def trouble(self) -> None:
        self.c.settle(quiet=0.0)
        self.again.update(self.c.redeliver(n=4))

    def happened(self) -> bool:
        return len(self.again) > 40


class Lost(Trouble):
    """Answers to what was carried out are lost; now and then the platform is down for a moment."""

    stages = 3
    stubs = 6

    def begin(self) -> None:
        lose = {"method": "sendMessage|editMessageText", "action": "drop_after"}
        self.c.fault(**lose, times=None, p=0.1)

    def trouble(self) -> None:
        if self.acts % 12 == 0:
            self.c.fault(method=".*", action="http500", times=3)
        if self.acts == 40:  # the next summaries' stub and its filling in
            for method in ("sendMessage", "editMessageText"):
                self.c.fault(method=method, action="drop_after", times=3, chat=self.it.group)

    def happened(self) -> bool:
        return self.failed("drop_after") > 20 and self.failed("http500") > 10


class Flood(Trouble):
    """Three floods of two seconds, in private and in the group."""

    def trouble(self) -> None:
        if self.acts in (5, 10, 15):
            where = self.it.group if self.acts == 10 else self.it.speakers[0].id
            self.c.fault(
                method="sendMessage|editMessageText", action="flood", seconds=2, chat=where
            )

    def happened(self) -> bool:
        return self.failed("flood") == 3


class Killed(Trouble):
    """kill -9 and another start, at whatever the bot happens to be doing."""

    stages = 3
    stubs = 4
    lives = 0

    def trouble(self) -> None:
        if self.acts % 9 == 0:
            self.bot.kill()
            self.bot.start()
            self.lives += 1
            self.c.settle(quiet=0.7)  # whoever hears nothing says it again, and waits a moment before
            for one in self.it.everyone:
                one.again()

    def happened(self) -> bool:
        return self.lives >= 5


@pytest.mark.parametrize("kind", [Twice, Lost, Flood, Killed])
def test_the_same_answers(platform: Platform, bot: Bot, kind: type[Trouble]) -> None:
    it = three(platform, bot, last=kind.stages)
    it.open_first()
    trouble = kind(it, bot)
    it.run(published(it, kind.stages), trouble=trouble)
    assert trouble.happened()
    it.c.clear_faults()
    same_answers(it, bot, kind.stages, stubs=kind.stubs)
    only_injected(it.c, "not modified", "query is too old", "query ID is invalid")
    if kind is not Killed:
        assert it.c.report()["unanswered_callbacks"] == []


# ── what people and groups do ────────────────────────────────────────────────


def until_asked(it: Walk, who: Speaker, question: str) -> None:
    """Everybody else answers all they are asked; this one stops at a question."""
    who_holds(it, who, question)
    it.run(lambda: any(m.slot.question == question for m in who.met) and others_done(it, who))


def who_holds(it: Walk, who: Speaker, question: str) -> None:
    act = who.meet

    def meet(shown: Shown) -> bool:
        asked = it.bank.recognise(shown.text)
        if asked is not None and asked.slot.question == question:
            who.see(shown, asked)
            return False
        return act(shown)

    who.meet = meet  # type: ignore[method-assign]


def goes_on(who: Speaker) -> None:
    del who.meet
    who.again()


def others_done(it: Walk, who: Speaker) -> bool:
    return all(
        "ส่งคำตอบเรียบร้อยแล้ว" in (s.bubbles()[-1].text) for s in it.speakers if s is not who
    )


def stands_at(it: Walk, who: Speaker, question: str) -> None:
    asked = it.bank.recognise(who.bubbles()[-1].text)
    assert asked is not None, it.c.transcript(chat=who.id)[-1500:]
    assert asked.slot.question == question


def test_someone_blocks_and_comes_back(platform: Platform, bot: Bot) -> None:
    it = three(platform, bot, people=2)
    c, gone = it.c, it.speakers[0]
    it.open_first()
    until_asked(it, gone, "info_have")
    c.block(user=gone.id)
    c.settle(quiet=0.5)
    card = it.broker.newest()
    assert card is not None
    c.press(user=it.broker.id, label="ใครตอบแล้วบ้าง")
    c.expect(it.broker.id, contains=gone.name, after=c.seq() - 1, timeout=5)
    c.press(user=it.broker.id, label="‹ ขั้นตอนนี้")
    c.settle(quiet=0.5)
    c.unblock(user=gone.id)
    c.settle(quiet=0.5)
    c.send(user=gone.id, text="/start")
    c.settle(quiet=1.5)
    stands_at(it, gone, "info_have")
    goes_on(gone)
    it.run(published(it, 1))
    same_answers(it, bot, 1)
    c.assert_clean(errors_ok=("blocked by the user",))


def test_a_group_is_upgraded_in_the_middle(platform: Platform, bot: Bot) -> None:
    it = three(platform, bot, people=2)
    c, slow = it.c, it.speakers[0]
    it.open_first()
    until_asked(it, slow, "info_have")
    it.group = c.migrate(chat=it.group, by=it.broker.id)["id"]
    goes_on(slow)
    it.run(published(it, 1))
    same_answers(it, bot, 1)
    assert any("ปิดรอบแล้ว" in (m["text"] or "") for m in c.messages(chat=it.group, bot_only=True))
    c.assert_clean(errors_ok=("upgraded",))


def test_a_forum_and_an_anonymous_administrator(platform: Platform, bot: Bot) -> None:
    """/stage in a topic by nobody in particular: whoever presses has to be the broker. The topic is kept to."""
    it = three(platform, bot, people=2, type="supergroup", is_forum=True)
    c, broker = it.c, it.broker
    topic = c.topic(chat=it.group, by=broker.id, name="รอบนี้")["thread"]
    c.send(user=broker.id, chat=it.group, text="/stage 1", thread=topic, anonymous=True)
    asked = c.expect(it.group, after=c.seq() - 1, timeout=5)["message"]
    assert asked["thread"] == topic
    (label,) = asked["buttons"][0]
    other = it.speakers[0]
    before = len(c.messages(chat=other.id, bot_only=True))
    c.press(user=other.id, chat=it.group, label=label, wait=5)
    c.settle(quiet=0.5)
    assert not any("เริ่มตอบ" in s.bubbles()[-1].labels for s in it.speakers)
    assert len(c.messages(chat=other.id, bot_only=True)) <= before + 1
    c.press(user=broker.id, chat=it.group, message_id=asked["message_id"], label=label, wait=5)
    it.run(published(it, 1))
    it.c.settle(quiet=1.5)
    shown = [m for m in c.messages(chat=it.group, bot_only=True) if m["seq"] > asked["seq"]]
    assert shown
    assert {m.get("thread") for m in shown} == {topic}
    assert len(summaries_once(it, stubs=0)) == 1
    kept(it, bot, it.bank.expected("short", it.said, [1]))
    c.assert_clean()


def test_a_press_that_comes_late_counts(platform: Platform, bot: Bot) -> None:
    """The bot was away when the button was pressed: too late to answer the press, not to take it."""
    it = three(platform, bot, people=2)
    c, slow = it.c, it.speakers[0]
    it.open_first()
    until_asked(it, slow, "info_have")
    shown = slow.bubbles()[-1]
    bot.kill()
    c.press(user=slow.id, label=shown.taps[0], message_id=shown.id)
    c.advance(seconds=100)
    bot.start()
    c.settle(quiet=1.5)
    assert slow.bubbles()[-1].taps[0].startswith("☑")
    goes_on(slow)
    it.run(published(it, 1))
    same_answers(it, bot, 1)
    only_injected(c, "query is too old")


@pytest.mark.parametrize("way", ["press", "type"])
def test_ninety_days_of_silence(platform: Platform, bot: Bot, way: str) -> None:
    it = three(platform, bot, people=2)
    c, silent = it.c, it.speakers[0]
    question = {"press": "info_have", "type": "wanted_change"}[way]
    it.open_first()
    until_asked(it, silent, question)
    said = len(c.messages(chat=silent.id, bot_only=True))
    for _ in range(3):
        assert bot.stop() == 0
        c.advance(seconds=30 * DAY)
        bot.start()
    c.settle(quiet=0.5)
    assert len(c.messages(chat=silent.id, bot_only=True)) == said, "nothing was said meanwhile"
    if way == "type":
        c.send(user=silent.id, text="เริ่ม")
    else:
        invitation = next(b for b in silent.bubbles() if "เริ่มตอบ" in b.labels)
        c.press(user=silent.id, label="เริ่มตอบ", message_id=invitation.id)
    c.settle(quiet=1.0)
    stands_at(it, silent, question)
    goes_on(silent)
    it.run(published(it, 1))
    same_answers(it, bot, 1)
    c.assert_clean()


def test_a_colleague_corrects_and_a_sent_message_is_corrected(platform: Platform, bot: Bot) -> None:
    """Two speak for one organisation: a second version, the first is told; and an edited message is another."""
    it = three(platform, bot, people=1)
    c, first = it.c, it.speakers[0]
    it.join_all(["อรุณ"], [ORGANISATIONS[0]])
    second = it.speakers[1]
    second.begins = lambda _: False
    it.broker.hold = lambda shown: shown.text.startswith("✓ ทุกองค์กร")
    it.open_first()
    it.run(lambda: "ส่งคำตอบเรียบร้อยแล้ว" in first.bubbles()[-1].text)
    c.settle(quiet=0.5)
    taps(c, second.id, "เริ่มตอบ", "แก้คำตอบ", r"1 ปัญหา")
    c.send(user=second.id, text="ขยะในลำห้วย")
    c.expect(first.id, contains="ขยะในลำห้วย", timeout=10)
    told = first.bubbles()[-1].text
    assert "อรุณ" in told
    mine = next(m for m in c.messages(chat=first.id) if m["text"] == said(it, "wanted_change"))
    c.edit(user=first.id, message_id=mine["message_id"], text="น้ำใสทั้งปี")
    c.expect(first.id, contains="น้ำใสทั้งปี", timeout=10)
    c.settle(quiet=1.5)
    found = {r.question: (r.shown, r.revision, r.by_name) for r in rows(bot.data)}
    assert found["problem"] == ("ขยะในลำห้วย", 2, second.name)
    assert found["wanted_change"] == ("น้ำใสทั้งปี", 2, first.name)
    assert found["consulted"][1] == 1
    before = [r for r in rows(bot.data, view="answers_all") if r.question == "problem"]
    assert [(r.revision, r.by_name) for r in before] == [(1, first.name), (2, second.name)]
    c.assert_clean()


def said(it: Walk, question: str) -> str:
    return it.said[ORGANISATIONS[0]][Slot(question)].shown


def taps(c: Any, person: int, *labels: str) -> None:
    """One button after another, each on the newest bubble that has it."""
    for label in labels:
        c.settle(quiet=1.2)
        for message in reversed(c.messages(chat=person, bot_only=True)):
            fits = [x for row in message.get("buttons", ()) for x in row if re.match(label, x)]
            if fits:
                c.press(user=person, label=fits[0], message_id=message["message_id"])
                break
        else:
            raise AssertionError(f"no {label!r}\n{c.transcript(chat=person)[-1500:]}")
