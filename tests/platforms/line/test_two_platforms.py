"""One partnership in a LINE group and a Telegram group: the same summaries as on one platform, in both."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.platforms.checks import kept
from tests.platforms.checks import summaries_once as filled_in_once
from tests.platforms.line.after import clean, free, summaries_once
from tests.platforms.line.both import Both
from tests.platforms.line.chats import Chats
from tests.platforms.line.people import LineWalk
from tests.platforms.line.standin import Line
from tests.platforms.strict import HOME, Bot, Platform
from tests.platforms.twelve import ORGANISATIONS, PEOPLE, TITLE, expected, one_for_each_stage
from tests.platforms.walk import COMES, TH, Speaker, Walk

ON_LINE = 3
"""Of the five representatives; the others are on Telegram."""
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
SUMMARY_CODE = re.compile(r"S\d+-\w{4}")
pytestmark = pytest.mark.skipif(HOME is None, reason="there is no strict Telegram")


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[Platform]:
    with Platform(tmp_path / "telegram.jsonl") as running:
        yield running


@pytest.fixture
def both(line: Line, telegram: Platform, tmp_path: Path) -> Iterator[Bot]:
    running = Bot((telegram, line), tmp_path / "both")
    try:
        yield running
    finally:
        running.stop()


def test_the_same_summaries_on_both(
    line: Line, telegram: Platform, both: Bot, tmp_path: Path
) -> None:
    with Line(tmp_path / "alone.jsonl") as alone:
        wanted = on_one_platform(alone, Bot(alone, tmp_path / "alone"))
    it, group = on_two(line, telegram, both)
    on_line = one_for_each(it)
    there = Walk(telegram.c, "th", "short", it.bank, it.script, it.broker, group)
    on_telegram = [m["text"] for m in filled_in_once(there, stubs=0)]
    assert [plain(text) for text in on_line] == wanted
    assert [plain(text) for text in on_telegram] == wanted
    kept(it, both, expected(it))
    assert members(both) == 1 + len(PEOPLE["th"]), "whoever is on both is one"
    free(line)
    clean(line)
    telegram.c.assert_clean()


def on_one_platform(line: Line, bot: Bot) -> list[str]:
    bot.start()
    try:
        it = LineWalk.begin(Chats(line.control, line.log), "th", "short", title=TITLE)
        it.join_all(PEOPLE["th"], ORGANISATIONS["th"])
        it.open_first()
        it.run(lambda: len(it.full_summaries()) >= 12)
        it.c.settle()
        return [plain(text) for text in one_for_each(it)]
    finally:
        bot.stop()


def on_two(line: Line, telegram: Platform, bot: Bot) -> tuple[LineWalk, int]:
    """The broker and the first three are on LINE, the others on Telegram, and the first one on both."""
    bot.start()
    c = Both(Chats(line.control, line.log), telegram.c)
    it = LineWalk.begin(c, "th", "short", title=TITLE)
    group = linked_group(it, c)
    it.join_all(PEOPLE["th"][:ON_LINE], ORGANISATIONS["th"][:ON_LINE])
    for name, organisation in list(zip(PEOPLE["th"], ORGANISATIONS["th"], strict=True))[ON_LINE:]:
        joins_on_telegram(it, c, group, name, organisation)
    linked_person(it, c, telegram.c.user("Somsri on Telegram"))
    it.open_first()

    def shown() -> bool:
        there = [m for m in c.messages(group) if (m["text"] or "").startswith(TH.summary)]
        return len(it.full_summaries()) >= 12 and sum("\n" in m["text"] for m in there) >= 12

    it.run(shown)
    c.settle()
    return it, group


def linked_group(it: LineWalk, c: Both) -> int:
    """By the broker's one-time code, given in the other group."""
    it.broker.say("เชื่อมกลุ่ม")
    code = told_code(c, it.broker.id)
    owner = c.telegram.user("Owner on Telegram")
    group = int(c.telegram.group("ภาคีบน Telegram", owner=owner))
    c.expect(group, timeout=10)
    c.send(owner, f"/link {code}", chat=group)
    c.expect(group, contains=TITLE, timeout=10)
    c.settle()
    return group


def joins_on_telegram(it: LineWalk, c: Both, group: int, name: str, organisation: str) -> None:
    id = c.telegram.user(name, language_code="th")
    c.join(group, id)
    said = it.said.setdefault(organisation, {})
    number = list(it.said).index(organisation)
    speaker = Speaker(
        c, id, name, TH, organisation, number, it.bank, it.script, said,
        it.answered.setdefault(organisation, type(it.speakers[0].answered)()),
    )  # fmt: skip
    speaker.group = group
    it.speakers.append(speaker)
    speaker.follow(group, TH.join)
    it.run(lambda: it.joined(speaker), [speaker])


def linked_person(it: LineWalk, c: Both, id: int) -> None:
    """The first representative gives the code on Telegram, and answers there from then on."""
    first = it.speakers[0]
    first.say("เชื่อมแอป")
    code = told_code(c, first.id)
    c.send(id, code)
    c.settle()
    there = Speaker(
        c, id, first.name, TH, first.organisation, first.number, it.bank, it.script, first.said,
        first.answered,
    )  # fmt: skip
    it.speakers[0] = there


def told_code(c: Both, chat: Any) -> str:
    """The newest code on their screen, once one is there."""
    end = time.monotonic() + COMES
    while True:
        c.settle()
        found = [CODE.search(m["text"]) for m in c.messages(chat)]
        codes = [m[0] for m in found if m is not None]
        if codes:
            return codes[-1]
        assert time.monotonic() < end, c.transcript(chat)[-1500:]


def one_for_each(it: LineWalk) -> list[str]:
    full = summaries_once(it)
    one_for_each_stage(it, full)
    return [str(m["text"]) for m in full]


def plain(text: str) -> str:
    """Without what may differ: the code, and where paragraphs break."""
    text = SUMMARY_CODE.sub("", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def members(bot: Bot) -> int:
    (file,) = bot.data.glob("*.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT COUNT(*) FROM member").fetchone()[0])
