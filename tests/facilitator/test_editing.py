"""A line that is brought up to date is edited where it stands; where it would say the same, nothing is asked."""

from __future__ import annotations

import pytest

from bot.channels.base import Letter
from bot.channels.local import Local
from bot.message import Button, Message
from tests.facilitator.town import LOCAL_GROUP, Town


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    own = Local.edit

    async def edit(self: Local, letter: Letter, shown: str) -> None:
        made.append(letter.message.text)
        await own(self, letter, shown)

    monkeypatch.setattr(Local, "edit", edit)
    return made


def say(town: Town, number: int, text: str, *buttons: Button) -> None:
    line = Message(text, (buttons,) if buttons else (), slot="progress:r:1", replaces=True)
    town.job(
        lambda book: book.enqueue(LOCAL_GROUP, line, partnership=None, dedupe=f"line{number}", now=town.now)
    )
    town.settle()


def test_what_says_the_same_is_not_edited(town: Town, edits: list[str]) -> None:
    for number, text in enumerate(("0 จาก 5", "1 จาก 5", "1 จาก 5", "2 จาก 5")):
        say(town, number, text)
    assert edits == ["1 จาก 5", "2 จาก 5"]
    assert [row for (row,) in town.rows("SELECT state FROM outbox WHERE slot = 'progress:r:1'")] == ["sent"] * 4


def test_what_can_be_pressed_is_new_each_time(town: Town, edits: list[str]) -> None:
    for number in range(2):
        say(town, number, "แตะได้", Button("ดู", "status"))
    assert edits == ["แตะได้"]
