"""The bot as it is run, a process of its own: twelve stages, five organisations, from set-up to the last summary."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.platforms.bank import Ask, Asked, Slot
from tests.platforms.strict import Bot, Platform
from tests.platforms.walk import Speaker, Walk

ORGANISATIONS = {
    "th": ("มูลนิธิสายธาร", "เทศบาลตำบลดงงาม", "โรงเรียนบ้านดง", "กลุ่มแม่บ้านห้วยแก้ว", "บริษัทใบไม้เขียว"),
    "en": ("Stream Foundation", "Dong Ngam Town", "Ban Dong School", "Huai Kaeo Women", "Green Leaf Co"),
}
PEOPLE = {
    "th": ("สมศรี", "ประสิทธิ์", "บัวเขียว", "วิชัย", "มาลี"),
    "en": ("Somsri", "Prasit", "Buakhiao", "Wichai", "Mali"),
}
COLLEAGUE = {"th": "อรุณ", "en": "Arun"}
WITH_TWO = 1
"""The organisation of two representatives."""
GOES_ON = Slot("in_kind")
"""At which the first of them pauses, and the second goes on."""
TITLE = "ภาคีน้ำสะอาดบ้านดง"


def walk(platform: Platform, bot: Bot, language: str, form: str) -> Walk:
    bot.start()
    it = Walk.begin(platform.c, language, form, title=TITLE)
    wheel = it.broker.words.wheel
    for name, organisation in zip(PEOPLE[language], ORGANISATIONS[language], strict=True):
        it.join(name, organisation)
    it.run(lambda: joined(it, 5), it.speakers)
    it.join(COLLEAGUE[language], ORGANISATIONS[language][WITH_TWO])
    it.run(lambda: joined(it, 6), it.speakers)
    take_turns(it.speakers[WITH_TWO], it.speakers[-1])
    it.broker.press(newest(it), wheel)
    platform.c.settle(quiet=0.3)
    platform.c.press(user=it.broker.id, label="๑ " if language == "th" else "1 ")
    it.run(lambda: len(it.full_summaries()) >= 12)
    platform.c.settle(quiet=1.5, timeout=60)
    return it


def newest(it: Walk) -> Any:
    shown = it.broker.newest()
    assert shown is not None
    return shown


def joined(it: Walk, people: int) -> bool:
    sign = {"th": "ท่านเข้าร่วม", "en": "You have joined"}[it.language]
    return sum(any(b.text.startswith(sign) for b in s.bubbles()) for s in it.speakers) >= people


def take_turns(first: Speaker, second: Speaker) -> None:
    """They take the parts by turns, and share one stage: the first pauses, the second goes on."""
    count = {first.name: 0, second.name: 1}

    def turn(who: Speaker) -> bool:
        count[who.name] += 1
        return count[who.name] % 2 == 1

    first.begins = lambda _: turn(first)
    second.begins = lambda _: turn(second)


@pytest.mark.parametrize(("language", "form"), [("th", "full"), ("th", "short"), ("en", "full")])
def test_twelve_stages(platform: Platform, bot: Bot, language: str, form: str) -> None:
    it = walk(platform, bot, language, form)
    every_question_once(it)
    twelve_summaries(it)
    nothing_but_the_named_goes_to_the_group(it)
    words_travel(it)
    kept(it, bot)
    report = platform.c.assert_clean()
    assert report["expired_updates"] == []
    assert report["warnings"] == []
    assert bot.stop() == 0
    assert platform.token not in bot.said()


# ── what must be so ──────────────────────────────────────────────────────────


def expected(it: Walk) -> set[Ask]:
    return it.bank.expected(it.form, it.said)


def every_question_once(it: Walk) -> None:
    met = Counter(Ask(m.organisation, m.slot) for s in it.speakers for m in s.met)
    wanted = expected(it)
    assert set(met) - wanted == set(), "asked, though it does not apply"
    assert wanted - set(met) == set(), "never asked"
    assert {ask: n for ask, n in met.items() if n > 1} == {}, "asked twice"
    given = {org: dict(slots) for org, slots in it.answered.items()}
    assert {(o, s): n for o, slots in given.items() for s, n in slots.items() if n != 1} == {}


def twelve_summaries(it: Walk) -> None:
    """Each by its code: once as a stub, then in full in the same message (and in those after it, if long)."""
    c = it.c
    first_words: dict[int, str] = {}
    for event in c.events(after=0):
        if event["chat"] == it.group and event["event"] == "message" and event["text"]:
            first_words[event["message_id"]] = event["text"]
    full = it.full_summaries()
    assert len(full) == len(it.summaries()) == 12, c.transcript(chat=it.group)[-6000:]
    code = it.broker.words.code
    codes = []
    for message in full:
        stub = code.search(first_words[message["message_id"]])
        assert stub is not None, first_words[message["message_id"]]
        assert "\n" not in first_words[message["message_id"]], "the full text was sent outright"
        codes.append(stub[1])
    everything = "\n".join(m["text"] for m in c.messages(chat=it.group, bot_only=True))
    assert len(set(codes)) == 12
    for one in codes:
        lines = [x for x in everything.splitlines() if x.endswith(one)]
        assert len(lines) == 1, (one, lines)
    for stage, message in zip(it.bank.stages, full, strict=True):
        assert stage["artefact"][it.language] in message["text"]
        assert stage["title"][it.language] in message["text"]


def in_group(it: Walk) -> str:
    return "\n".join(m.get("text") or "" for m in it.c.messages(chat=it.group, bot_only=True))


def nothing_but_the_named_goes_to_the_group(it: Walk) -> None:
    shown = in_group(it)
    missing = []
    for organisation, slots in it.said.items():
        for slot, reply in slots.items():
            question = it.bank.question(slot.question)
            if question.kind != "text" or reply.skipped:
                continue
            if question.get("seen") == "broker":
                assert reply.shown not in shown, (organisation, slot)
            elif question.get("seen") == "named" and reply.shown not in shown:
                missing.append((organisation, slot))
    assert missing == []


def words_travel(it: Walk) -> None:
    """Where a prompt reads back what the organisation said, it says exactly that."""
    found = 0
    for speaker in it.speakers:
        for met in speaker.met:
            for name, words in met.piped.items():
                source = [q for q in it.bank.questions if q.key == name and not q.decision]
                if source and source[0].kind == "text":
                    key = met.slot if source[0].get("each") else Slot("")
                    assert words == said(it, met.organisation, source[0], key.item)
                    found += 1
    assert found >= 5 * 4


def said(it: Walk, organisation: str, question: Asked, item: str) -> str:
    return it.said[organisation][Slot(question.key, item)].shown


# ── what can be read with plain SQL ──────────────────────────────────────────


class Row(NamedTuple):
    organisation_name: str
    question: str
    item_label: str
    shown: str
    raw: str
    words: str
    value: str
    by_name: str
    at: str
    revision: int
    asked: str
    stage: str


def rows(data: Path, view: str = "answers_now") -> list[Row]:
    (file,) = data.glob("*.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        return [Row(*r) for r in db.execute(f"SELECT {', '.join(Row._fields)} FROM {view}")]  # noqa: S608


def kept(it: Walk, bot: Bot) -> None:
    found = rows(bot.data)
    names = {s.name for s in it.speakers}
    assert Counter(Ask(r.organisation_name, Slot(r.question, r.item_label)) for r in found) == (
        Counter(expected(it))
    )
    for row in found:
        slot = Slot(row.question, row.item_label)
        reply = it.said[row.organisation_name][slot]
        question = it.bank.question(row.question)
        assert row.stage == question.stage_key
        assert any(p.fullmatch(row.asked) for p in question.patterns), row.asked
        assert row.by_name in names
        assert row.at.startswith("20")
        assert row.at.endswith("Z")
        assert row.words == reply.words, row
        assert reply.shown in row.shown, row
        assert bool(row.value) is not reply.skipped, row
        assert question.kind == "list" or row.revision == 1, row
    two = {r.by_name for r in found if r.organisation_name == list(it.said)[WITH_TWO]}
    assert len(two) == 2
