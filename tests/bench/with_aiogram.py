"""The same with aiogram: its states and data in SQLite, committed and synced at every write.

`python with_aiogram.py ADDRESS FOLDER`, by a Python that has aiogram (requirements-bench.lock) and nothing of ours.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import Message

TOKEN = "123456789:BENCH-token-that-is-not-one-at-all-000"


STATE, DATA = 0, 1
"""Columns of a row."""


class Answers(StatesGroup):  # type: ignore[misc] # the checker has no aiogram
    asked = State()


class Sqlite(BaseStorage):  # type: ignore[misc]
    """A row a person."""

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.execute("CREATE TABLE IF NOT EXISTS fsm (key TEXT PRIMARY KEY, state TEXT, data TEXT DEFAULT '{}')")

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        word = state.state if isinstance(state, State) else state
        self._file.execute(
            "INSERT INTO fsm (key, state) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state",
            (_key(key), word),
        )

    async def get_state(self, key: StorageKey) -> str | None:
        return self._one(STATE, key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._file.execute(
            "INSERT INTO fsm (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data",
            (_key(key), json.dumps(data)),
        )

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict(json.loads(self._one(DATA, key) or "{}"))

    async def close(self) -> None:
        self._file.close()

    def _one(self, column: int, key: StorageKey) -> str | None:
        row = self._file.execute("SELECT state, data FROM fsm WHERE key = ?", (_key(key),)).fetchone()
        return row[column] if row else None


def _key(key: StorageKey) -> str:
    return f"{key.chat_id}:{key.user_id}"


async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(Answers.asked)
    await message.answer("คำถามที่ 0")


async def answer(message: Message, state: FSMContext) -> None:
    given = [*(await state.get_data()).get("answers", ()), message.text]
    await state.update_data(answers=given)
    await message.answer(f"คำถามที่ {len(given)}")


async def main(address: str, folder: Path) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    dispatcher = Dispatcher(storage=Sqlite(folder / "aiogram.sqlite3"))
    dispatcher.message.register(start, CommandStart())
    dispatcher.message.register(answer, Answers.asked)
    await dispatcher.start_polling(Bot(TOKEN, session=session), polling_timeout=1, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
