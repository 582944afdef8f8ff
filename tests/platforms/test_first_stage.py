"""The bot as it is run, a process of its own: from the greeting to the first summary."""

from __future__ import annotations

from tests.platforms.people import STAY, Actor, People, Type, on, tap
from tests.platforms.strict import Bot, Platform


def joins(people: People, group: int, name: str, organisation: str) -> Actor:
    who = people.add(name, tap("องค์กรใหม่"), on("องค์กรของท่านชื่ออะไร", Type(organisation)))
    people.c.join(chat=group, user=who.id)
    who.follow(group, "เข้าร่วม")
    return who


def set_up(people: People) -> tuple[Actor, int]:
    """A broker, and the group in which the partnership is ready."""
    c = people.c
    broker = people.add("โบรกเกอร์")
    group = c.group("ภาคีลุ่มน้ำ", owner=broker.id)
    c.expect(group, timeout=20)
    broker.follow(group, "ตั้งภาคี")
    broker.rules.append(lambda _, shown: STAY if "๑๒" in "".join(shown.labels) else None)
    people.act([broker], most=8)  # name, purpose, language, form
    c.expect(group, contains="ขอเชิญ", timeout=10)
    return broker, group


def test_from_greeting_to_summary(platform: Platform, bot: Bot) -> None:
    c = platform.c
    bot.start()
    people = People(c)
    broker, group = set_up(people)
    one = joins(people, group, "สมศรี", "มูลนิธิ ก")
    two = joins(people, group, "สมชาย", "เทศบาล ข")
    people.act([one, two])
    broker.press("ขั้นตอนทั้ง ๑๒")
    c.expect(broker.id, contains="⬜ ๑", timeout=5)
    broker.press("๑ กำหนดขอบเขตงาน")
    c.expect(broker.id, contains="ผลของขั้นตอนนี้", timeout=5)
    broker.press("เปิดแบบเต็ม")
    people.act([one, two])
    for who in (one, two):
        assert len(who.asked) == len(set(who.asked)) == 8, c.transcript(chat=who.id)
    broker.press("ปิดรอบและดูร่าง")
    c.expect(broker.id, contains="ฉบับร่าง", timeout=5)
    broker.press("เผยแพร่ให้กลุ่ม")
    c.expect(group, match="มูลนิธิ ก.*ร่วมมือกันดูแลลุ่มน้ำ", timeout=10)
    c.settle(quiet=1.5)
    report = c.assert_clean()
    assert report["warnings"] == []
    assert bot.stop() == 0
    assert platform.token not in bot.said()
