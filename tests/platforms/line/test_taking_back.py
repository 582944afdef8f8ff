"""What people take back or change: gone from the store, and counted once with the newest words."""

from __future__ import annotations

import time

from tests.platforms.checks import rows
from tests.platforms.line.after import clean, free
from tests.platforms.line.chats import Chats
from tests.platforms.line.people import LineWalk
from tests.platforms.line.standin import Line
from tests.platforms.strict import Bot
from tests.platforms.twelve import ORGANISATIONS, PEOPLE, TITLE
from tests.platforms.walk import COMES, STEP

SECRET = "ทุจริตงบฝายปี 2569 โดยนายอำพราง"
TOLD = "ท่านยกเลิกข้อความแล้ว"
INSTEAD = "งบฝายไม่พอ"
FIRST, SECOND = "ประชุมทุกวันจันทร์", "ประชุมทุกวันศุกร์"


def one(line: Line, bot: Bot) -> LineWalk:
    """A partnership of one organisation; the first stage is open, and its broker leaves it to the test."""
    bot.start()
    it = LineWalk.begin(Chats(line.control, line.log), "th", "short", title=TITLE)
    it.join_all(PEOPLE["th"][:1], ORGANISATIONS["th"][:1])
    it.open_first()
    it.c.settle()
    it.broker.tap(it.broker.words.open_short)
    it.c.settle()
    it.broker.act()
    it.c.settle()
    return it


def asked(it: LineWalk, question: str, after: int = 0) -> int:
    """Until the question stands newest before the representative; the number of that bubble."""
    who, end = it.speakers[0], time.monotonic() + COMES
    while time.monotonic() < end:
        bubble = it.c.messages(who.id)[-1]
        found = it.bank.recognise(bubble["text"])
        if found is not None and found.slot.question == question and bubble["seq"] > after:
            return int(bubble["seq"])
        time.sleep(STEP)
    raise AssertionError(f"{question} is not asked\n{it.c.transcript(who.id)[-1500:]}")


def kept_anywhere(bot: Bot, words: str) -> list[str]:
    """Files of the bot in which the words stand, in whatever coding a database or a log may use."""
    codings = (words.encode(), words.encode("utf-16-le"), words.encode("unicode_escape"))
    files = [bot.output, *(f for f in bot.data.rglob("*") if f.is_file())]
    return [f.name for f in files if any(c in f.read_bytes() for c in codings)]


def soon_kept_nowhere(bot: Bot, words: str) -> bool:
    """The log of the database is emptied after the event was done, and again a second later where a reader stood in
    the way."""
    end = time.monotonic() + COMES
    while kept_anywhere(bot, words) and time.monotonic() < end:
        time.sleep(STEP)
    return not kept_anywhere(bot, words)


def test_an_unsent_answer_is_gone(line: Line, bot: Bot) -> None:
    it = one(line, bot)
    who = it.speakers[0]
    who.act()
    first = asked(it, "problem")
    sent = it.c.send(who.id, SECRET)
    asked(it, "wanted_change", after=first)
    assert kept_anywhere(bot, SECRET), "it was never kept: the test looks for the wrong thing"
    line.control.unsend(sent["message_id"])
    it.c.settle()
    assert soon_kept_nowhere(bot, SECRET)
    assert [r for r in rows(bot.data, view="answers_all") if r.question == "problem" and r.value] == []
    # What was in front stays there: nothing could be shown when the other went. That is asked again after it.
    it.c.send(who.id, "น้ำพอใช้ทั้งปี")
    again = asked(it, "problem")
    assert any(TOLD in bubble.text for bubble in who.bubbles())
    assert [r.shown for r in rows(bot.data) if r.question == "wanted_change"] == ["น้ำพอใช้ทั้งปี"]
    it.c.send(who.id, INSTEAD)
    it.c.expect(who.id, contains=INSTEAD, after=again)
    assert [r.shown for r in rows(bot.data) if r.question == "problem"] == [INSTEAD]
    assert bot.stop() == 0
    assert kept_anywhere(bot, SECRET) == []
    free(line)
    clean(line)


def test_an_edited_group_message_counts_once(line: Line, bot: Bot) -> None:
    it = one(line, bot)
    c, broker = it.c, it.broker
    it.run(lambda: "ส่งคำตอบเรียบร้อยแล้ว" in it.speakers[0].bubbles()[-1].text, it.speakers)
    sent = c.send(broker.id, f"ข้อตกลงร่วม {FIRST}", it.group)
    c.expect(it.group, contains=FIRST)
    edited = line.control.edit(sent["message_id"], f"ข้อตกลงร่วม {SECOND}")
    c.expect(it.group, contains=SECOND)
    line.control.redeliver(edited["event_id"])
    c.settle()
    noted = [m for m in c.messages(it.group) if SECOND in m["text"]]
    assert len(noted) == 1, "it counts once"
    it.run(lambda: len(it.full_summaries()) >= 1)
    c.settle()
    (summary,) = it.full_summaries()
    assert summary["text"].count(SECOND) == 1
    assert FIRST not in summary["text"]
    free(line)
    clean(line)
