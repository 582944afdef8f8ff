"""First drafts of the twelve stages' transcripts: python -m tests.transcripts.draft [NUMBER …]

Writes what people do in stage-NN-….txt, one representative act by act, the others by macros; then
`pytest tests/transcripts --update-transcripts` fills in what the bot shows. Needed again when a
stage's questions change.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.play.cast import load
from bot.play.macros import STAGES
from bot.play.scene import Scene, Turn
from bot.play.script import IN_GROUP, told
from bot.play.troupe import Troupe
from tests.transcripts.transcript import HERE

SAMPLES = load("th")
NUMERALS = SAMPLES.words["numerals"]


class Draft:
    def __init__(self, troupe: Troupe, who: str) -> None:
        self.troupe = troupe
        self.who = who
        self.lines: list[str] = []

    def note(self, turn: Turn) -> None:
        group = f" {IN_GROUP}" if turn.group else ""
        self.lines.append(f"{turn.who}{group}: {turn.line}")

    async def round(self, stage: str, date: str, agreed: str) -> None:
        """One round from opening to closing, told act by act for the one representative."""
        scene = self.troupe.scene
        scene.now = SAMPLES.dates[date]
        self.lines.append(told(scene.now))
        scene.on_turn = self.note
        await self.troupe.open(stage)
        while True:
            own = await self.troupe.answer(self.who)
            scene.on_turn = None
            others = await self.troupe.answer_all(but=self.who)
            scene.on_turn = self.note
            if others:
                self.lines.append(f"> ทุกคนยกเว้น {self.who} ตอบ")
            if not own and not others:
                break
        await self.troupe.close(stage, agreed)
        scene.on_turn = None


async def draft(number: int) -> None:
    stage, title = STAGES[number - 1], SAMPLES.words["stages"][number - 1]
    who = SAMPLES.organisations[number % 3].people[0].called
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), SAMPLES.dates["joining"])
        made = Draft(Troupe(scene, SAMPLES), who)
        made.lines = [
            f"# ขั้นตอนที่ {NUMERALS[number - 1]} {title}: {who}ตอบทั้งขั้นในแชตส่วนตัว "
            "องค์กรอื่นตอบจากตัวอย่าง แล้วผู้เชื่อมประสานเผยแพร่สรุป",
            told(SAMPLES.dates["joining"]),
            "> ตั้งภาคี",
            "> เข้าร่วมครบ",
        ]
        if number > 1:
            last = f" ถึง {NUMERALS[number - 2]}" if number > 2 else ""
            made.lines.append(f"> ผ่านขั้นตอนที่ ๑{last}")
        async with scene.running():
            await made.troupe.set_up()
            await made.troupe.join_all()
            for before in STAGES[: number - 1]:
                await made.troupe.through(before)
            await made.round(stage, stage, SAMPLES.agreed.get(stage, ""))
            if f"{stage}@2" in SAMPLES.dates:
                made.lines.append("# รอบติดตามครั้งที่ ๒: คำตอบครั้งก่อนแสดงไว้ให้เห็น")
                await made.round(stage, f"{stage}@2", "")
    file = HERE / f"stage-{number:02}-{stage}.txt"
    file.write_text("\n".join(made.lines) + "\n", encoding="utf-8")


def main() -> None:
    for number in [int(each) for each in sys.argv[1:]] or range(1, 13):
        asyncio.run(draft(number))


if __name__ == "__main__":
    main()
