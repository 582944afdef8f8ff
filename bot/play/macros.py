"""Lines of a transcript that stand for many acts, played from the samples.

> ตั้งภาคี                          the broker of the samples sets the partnership up
> ตั้งภาคีแบบสั้น                     … with the short form
> เข้าร่วมครบ                       the three sample representatives join
> สมศรี เข้าร่วม
> เปิดขั้นตอนที่ ๔
> ทุกคนตอบ                          everyone who joined answers all that waits, and the broker goes
                                  on from part to part
> ทุกคนยกเว้น สมศรี ตอบ
> สมศรี ตอบ                         one person answers all that waits
> สมศรี ตอบ 3 ครั้ง                   … or so many acts of it
> บันทึกแทน ลุงคำ                    the broker, writing for them by telephone, gives all their answers
> บันทึกแทน ลุงคำ ในขั้นตอนที่ ๒         … from the stage's card on
> ปิดช่วงขั้นตอนที่ ๓                  closes the part that is open
> เปิดช่วงถัดไปของขั้นตอนที่ ๓           opens the next, when the broker has looked
> สรุปร่างขั้นตอนที่ ๔                   closes: its summary is a draft
> เผยแพร่ขั้นตอนที่ ๔                   … and is published
> ปิดขั้นตอนที่ ๔                     closes and publishes
> ผ่านขั้นตอนที่ ๑ ถึง ๓               opens, answers, closes
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from bot.play.cast import Samples, load
from bot.play.scene import Scene
from bot.play.troupe import Troupe

STAGES = (
    "scoping",
    "identifying",
    "building",
    "planning",
    "managing",
    "resourcing",
    "implementing",
    "measuring",
    "reviewing",
    "revising",
    "institutionalising",
    "sustaining",
)
"""Keys of the twelve stages, in order."""
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class Macros:
    """Plays the macro lines of one scene; keeps who has joined from line to line."""

    def __init__(self, samples: Samples | None = None) -> None:
        self.samples = samples or load("th")
        self._troupe: Troupe | None = None

    async def __call__(self, scene: Scene, line: str) -> bool:
        """Play the line. False: it is none of the macros."""
        line = line.translate(_ARABIC).strip()
        for pattern, deed in _MACROS:
            if match := pattern.fullmatch(line):
                async with scene.running():
                    await deed(self.troupe(scene), *match.groups())
                return True
        return False

    def troupe(self, scene: Scene) -> Troupe:
        """Who plays on this scene; made when it is first needed."""
        if self._troupe is None:
            self._troupe = Troupe(scene, self.samples)
        return self._troupe


def one_by_one(line: str) -> list[str]:
    """A line that goes through several stages, as one line for each."""
    match = re.fullmatch(r"> ผ่านขั้นตอนที่ (\d+) ถึง (\d+)", line.translate(_ARABIC).strip())
    if match is None:
        return [line]
    return [f"> ผ่านขั้นตอนที่ {n}" for n in range(int(match[1]), int(match[2]) + 1)]


Deed = Callable[..., Awaitable[object]]


async def _set_up(troupe: Troupe, short: str | None) -> None:
    troupe.short = bool(short)
    await troupe.set_up()


async def _join(troupe: Troupe, called: str) -> None:
    await troupe.join(called)


async def _join_all(troupe: Troupe) -> None:
    await troupe.join_all()


async def _open(troupe: Troupe, stage: str) -> None:
    await troupe.open(STAGES[int(stage) - 1])


async def _close_part(troupe: Troupe, stage: str) -> None:
    await troupe.close_part(STAGES[int(stage) - 1])


async def _next_part(troupe: Troupe, stage: str) -> None:
    await troupe.next_part(STAGES[int(stage) - 1])


async def _draft(troupe: Troupe, stage: str) -> None:
    key = STAGES[int(stage) - 1]
    await troupe.draft(key, troupe.samples.agreed.get(key, ""))


async def _publish(troupe: Troupe, stage: str) -> None:
    await troupe.publish(STAGES[int(stage) - 1])


async def _close(troupe: Troupe, stage: str) -> None:
    key = STAGES[int(stage) - 1]
    await troupe.close(key, troupe.samples.agreed.get(key, ""))


async def _through(troupe: Troupe, first: str, last: str | None) -> None:
    for number in range(int(first), int(last or first) + 1):
        await troupe.through(STAGES[number - 1])


async def _answer(troupe: Troupe, called: str, most: str | None) -> None:
    await troupe.answer(called, int(most or 1000))


async def _answer_all(troupe: Troupe, but: str | None) -> None:
    await troupe.answer_all(but or "")


async def _write_for(troupe: Troupe, called: str, stage: str | None) -> None:
    if stage:
        await troupe.write_for(called, STAGES[int(stage) - 1])
    else:
        await troupe.answer_for(called)


_MACROS: tuple[tuple[re.Pattern[str], Deed], ...] = (
    (re.compile("ตั้งภาคี(แบบสั้น)?"), _set_up),
    (re.compile("เข้าร่วมครบ"), _join_all),
    (re.compile("(.+) เข้าร่วม"), _join),
    (re.compile(r"เปิดขั้นตอนที่ (\d+)"), _open),
    (re.compile(r"ปิดช่วงขั้นตอนที่ (\d+)"), _close_part),
    (re.compile(r"เปิดช่วงถัดไปของขั้นตอนที่ (\d+)"), _next_part),
    (re.compile(r"สรุปร่างขั้นตอนที่ (\d+)"), _draft),
    (re.compile(r"เผยแพร่ขั้นตอนที่ (\d+)"), _publish),
    (re.compile(r"ปิดขั้นตอนที่ (\d+)"), _close),
    (re.compile(r"ผ่านขั้นตอนที่ (\d+)(?: ถึง (\d+))?"), _through),
    (re.compile(r"บันทึกแทน (.+?)(?: ในขั้นตอนที่ (\d+))?"), _write_for),
    (re.compile("ทุกคน(?:ยกเว้น (.+) )?ตอบ"), _answer_all),
    (re.compile(r"(.+) ตอบ(?: (\d+) ครั้ง)?"), _answer),
)
