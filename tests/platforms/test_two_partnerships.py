"""One broker with two groups, and somebody who speaks in both: prompts name the partnership, switching is a tap."""

from __future__ import annotations

from tests.platforms.bank import HEADING
from tests.platforms.checks import in_group, kept, summaries_once
from tests.platforms.people import Shown
from tests.platforms.strict import Bot, Platform
from tests.platforms.walk import Someone, Speaker, Walk

WATER, FOREST = "ภาคีน้ำสะอาดบ้านดง", "เครือข่ายครูรักษ์ป่า"
OF_WATER = ("มูลนิธิสายธาร", "เทศบาลตำบลดงงาม")
OF_FOREST = ("โรงเรียนบ้านดง", "สมาคมผู้ปกครอง")
SWITCH = "สลับภาคี"


def begin(platform: Platform) -> tuple[Walk, Walk]:
    """Two partnerships by one broker; the first speaker of the first is the first of the second too."""
    c = platform.c
    water = Walk.begin(c, "th", "short", title=WATER)
    water.join_all(("สมศรี", "ประสิทธิ์"), OF_WATER)
    forest = Walk.begin(c, "th", "short", title=FOREST, broker=water.broker.id)
    somsri = water.speakers[0]
    c.join(chat=forest.group, user=somsri.id)
    both = forest.joins(somsri.id, "สมศรี", OF_FOREST[0])
    forest.run(lambda: forest.joined(both), [both])
    forest.join_all(["บัวเขียว"], OF_FOREST[1:])
    for it, name in ((water, WATER), (forest, FOREST)):
        it.broker.only = name
        it.broker.hold = lambda shown: any(x.startswith("ต่อไป: ") for x in shown.taps)
    water.speakers[0].only, both.only = WATER, FOREST
    return water, forest


def switch(it: Walk, who: Someone, to: str) -> Shown:
    """By tapping: the menu's button, then the partnership."""
    c = it.c
    c.send(user=who.id, text="เมนู")
    c.settle(quiet=1.2)
    c.press(user=who.id, label=SWITCH)
    c.settle(quiet=1.2)
    c.press(user=who.id, label=next(x for x in who.bubbles()[-1].taps if to in x))
    c.settle(quiet=1.2)
    return who.bubbles()[-1]


def press(it: Walk, who: Someone, *labels: str) -> None:
    for label in labels:
        it.c.press(user=who.id, label=label)
        it.c.settle(quiet=1.2)


def leave_at(it: Walk, who: Speaker, question: str) -> list[Shown]:
    """From now on she leaves this question alone; it is put here when it is shown."""
    act, left = who.meet, []

    def meet(shown: Shown) -> bool:
        asked = it.bank.recognise(shown.text)
        if asked is None or asked.slot.question != question:
            return act(shown)
        left.append(shown)
        return False

    who.meet = meet  # type: ignore[method-assign]
    return left


def handed_in(who: Speaker) -> bool:
    return "ส่งคำตอบเรียบร้อยแล้ว" in who.bubbles()[-1].text


def test_two_partnerships(platform: Platform, bot: Bot) -> None:
    bot.start()
    water, forest = begin(platform)
    c, broker = platform.c, water.broker
    one, both = water.speakers[0], forest.speakers[0]
    switch(water, broker, WATER)
    press(water, broker, "ขั้นตอนทั้ง ๑๒", "๑ กำหนด", "เปิดแบบสั้น")

    # She answers two questions of the first, then all of the second; the first waits where she left it.
    left = leave_at(water, one, "info_have")
    water.run(lambda: bool(left), [one])
    switch(forest, broker, FOREST)
    press(forest, broker, "ขั้นตอนทั้ง ๑๒", "๑ กำหนด", "เปิดแบบสั้น")
    forest.run(lambda: handed_in(both), forest.speakers)
    shown = switch(water, one, WATER)
    asked = one.bank.recognise(shown.text)
    assert asked is not None, shown.text
    assert asked.slot.question == "info_have"
    assert WATER in shown.text
    del one.meet
    one.again()
    everybody = [*water.everyone, *forest.everyone]
    water.run(lambda: bool(water.full_summaries() and forest.full_summaries()), everybody)
    c.settle(quiet=1.5)

    for it, name, other in ((water, WATER, FOREST), (forest, FOREST, WATER)):
        assert len(summaries_once(it, stubs=0)) == 1
        kept(it, bot, it.bank.expected("short", it.said, [1]), partnership=name)
        assert other not in in_group(it)
    for bubble in one.bubbles():
        if HEADING.search(bubble.text):
            assert (WATER in bubble.text) != (FOREST in bubble.text), bubble.text
    for name, single in ((WATER, water.speakers[1]), (FOREST, forest.speakers[1])):
        prompts = [b.text for b in single.bubbles() if HEADING.search(b.text)]
        assert prompts
        assert not any(name in text for text in prompts), "whoever is in one needs no name"
    c.assert_clean()
