"""What must be so after a walk: in the group, and in the database as plain SQL reads it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tests.platforms.bank import Ask, Slot
from tests.platforms.strict import Bot
from tests.platforms.walk import Walk


def in_group(it: Walk) -> str:
    return "\n".join(m.get("text") or "" for m in it.c.messages(chat=it.group, bot_only=True))


def summaries_once(it: Walk, *, stubs: int) -> list[dict[str, Any]]:
    """The summaries: each by its code in full once, in the message that was its stub.

    `stubs` is how many orphans there may be, left by sendings whose outcome was unknown.
    """
    first_words = {
        e["message_id"]: e["text"]
        for e in reversed(it.c.events(after=0))
        if e["chat"] == it.group and e["event"] == "message" and e["text"]
    }
    full = it.full_summaries()
    assert len(it.summaries()) - len(full) <= stubs, it.c.transcript(chat=it.group)[-6000:]
    codes = []
    for message in full:
        words = first_words[message["message_id"]]
        assert "\n" not in words, "the full text was sent outright"
        found = it.broker.words.code.search(words)
        assert found is not None, words
        codes.append(found[1])
    assert len(set(codes)) == len(full)
    lines = Counter(in_group(it).splitlines())
    for code in codes:
        assert sum(n for line, n in lines.items() if line.endswith(code)) == 1, code
    return full


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
    partnership_name: str


def rows(data: Path, partnership: str = "", view: str = "answers_now") -> list[Row]:
    (file,) = data.glob("*.db")
    query = f"SELECT {', '.join(Row._fields)} FROM {view}"  # noqa: S608 - our own names
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        found = [Row(*row) for row in db.execute(query)]
    return [r for r in found if partnership in ("", r.partnership_name)]


def kept(it: Walk, bot: Bot, wanted: set[Ask], partnership: str = "") -> None:
    """Exactly the wanted answers, each as it was given: who, when, which version, in which words asked."""
    found = rows(bot.data, partnership)
    names = {s.name for s in it.speakers}
    held = Counter(Ask(r.organisation_name, Slot(r.question, r.item_label)) for r in found)
    assert held == Counter(wanted)
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
