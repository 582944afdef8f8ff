"""The textbook's bot: ConversationHandler and PicklePersistence, written at every update."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from telegram import ReplyKeyboardRemove, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from .telegram import TOKEN


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


Plain = Application[Any, Any, Any, Any, Any, Any]


def textbook(builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any], folder: Path) -> Plain:
    persistence = PicklePersistence(folder / "textbook.pickle")
    application = builder.token(TOKEN).persistence(persistence).concurrent_updates(False).build()
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", start)],
            states={0: [MessageHandler(filters.TEXT & ~filters.COMMAND, answer)]},
            fallbacks=[CommandHandler("start", start)],
            name="answers",
            persistent=True,
        )
    )
    return application
