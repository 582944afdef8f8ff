"""The bots that `tests.bench.speed` compares, each a process: `python -m tests.bench.bots NAME ADDRESS FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.app import DATABASE, opened
from bot.channels.telegram import Telegram
from bot.channels.telegram.pacing import UNPACED
from bot.core.model import (
    Asking,
    Authority,
    Form,
    Interview,
    Member,
    Organisation,
    Partnership,
    Person,
    Place,
    Role,
    Round,
    Slot,
)
from bot.questionnaire import load
from bot.render.renderer import Renderer
from bot.store import Store

TOKEN = "123456789:BENCH-token-that-is-not-one-at-all-000"
QUESTIONS = 30
"""As many as a long stage has."""
FIRST_PERSON, FIRST_GROUP = 1000, -100_000
SINCE = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HEAD = """key = "one"
number = 1
title = { th = "ขั้นเดียว", en = "Only" }
about = { th = "ตอบเป็นข้อความ", en = "In words." }
artefact = { th = "ผล", en = "Result" }

[[parts]]
key = "ask"
kind = "interview"
"""
QUESTION = """
[[parts.questions]]
key = "q{n}"
kind = "text"
seen = "named"
clauses = ["1a"]
short = true
title = {{ th = "เรื่องที่ {n}", en = "Matter {n}" }}
prompt = {{ th = "ท่านอยากเห็นอะไรเปลี่ยนไปในเรื่องที่ {n}", en = "What should change in matter {n}?" }}
"""


# ── phakhi ───────────────────────────────────────────────────────────────────


def lay_stages(folder: Path) -> Path:
    folder.mkdir()
    (folder / "one.toml").write_text(HEAD + "".join(QUESTION.format(n=n) for n in range(QUESTIONS)))
    (folder / "clauses.toml").write_text('[clauses]\n1a = "First"\n')
    return folder


def lay_partnerships(database: Path, crowd: int) -> None:
    """One for each of the crowd, with a broker of its own; they stand before the first question."""
    store = Store.open(database)
    for n in range(crowd):
        store.do_now(partial(_save, made=_partnership(n)))
    store.close_now()


def _save(book: object, made: Partnership) -> None:
    book.save(None, made, SINCE, None, "added")  # type: ignore[attr-defined]


def _partnership(n: int) -> Partnership:
    group = Place("telegram", str(FIRST_GROUP - n))
    made = Partnership(f"p{n}", (group,), "ภาคี", f"ภาคีที่ {n}", "", "th", Form.FULL)
    made = made.with_organisation(Organisation("o1", f"บ้านที่ {n}", "civil"))
    for id, organisation, role in (
        (FIRST_PERSON + n, "o1", Role.REPRESENTATIVE),
        (10_000_000 + n, "", Role.BROKER),
    ):
        who = Person("telegram", str(id))
        made = made.with_member(
            Member(
                who, Place(*who), f"คนที่ {id}", f"คนที่ {id}", organisation, frozenset({role}),
                Authority.DECIDES, "never", consented_at=SINCE, consent_text="1",
            )
        )  # fmt: skip
    round = Round("c1-one-1", "one", Form.FULL, SINCE)
    who = Person("telegram", str(FIRST_PERSON + n))
    return made.with_round(round.with_interview(Interview(who, Asking(Slot("q0")))))


async def phakhi(address: str, folder: Path) -> None:
    cycle = load(lay_stages(folder / "stages"))
    channel = Telegram(TOKEN, address, pace=UNPACED)
    async with opened(
        folder / DATABASE, {channel.name: channel}, cycle=cycle, render=Renderer()
    ) as house:
        await house.facilitator.run()


# ── as the textbook has it ───────────────────────────────────────────────────


def textbook(address: str, folder: Path) -> None:
    """ConversationHandler and PicklePersistence, written at every update, as its documentation shows."""
    from telegram import ReplyKeyboardRemove, Update
    from telegram.ext import (
        Application,
        CommandHandler,
        ContextTypes,
        ConversationHandler,
        MessageHandler,
        PicklePersistence,
        filters,
    )

    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        await update.message.reply_text("คำถามที่ 0", reply_markup=ReplyKeyboardRemove())
        return 0

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        assert context.user_data is not None
        context.user_data.setdefault("answers", []).append(update.message.text)
        await context.application.update_persistence()
        await update.message.reply_text(f"คำถามที่ {len(context.user_data['answers'])}")
        return 0

    persistence = PicklePersistence(folder / "textbook.pickle")
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{address}/bot")
        .persistence(persistence)
        .concurrent_updates(False)
        .build()
    )
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={0: [MessageHandler(filters.TEXT & ~filters.COMMAND, answer)]},
            fallbacks=[CommandHandler("start", start)],
            name="answers",
            persistent=True,
        )
    )
    application.run_polling(timeout=1)


if __name__ == "__main__":
    bot, address, folder = sys.argv[1:]
    if bot == "textbook":
        textbook(address, Path(folder))
    else:
        asyncio.run(phakhi(address, Path(folder)))
