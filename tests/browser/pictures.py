"""The pictures of docs/playground.md, taken anew: `python -m tests.browser.pictures docs/playground`.

Three steps of stage 1, wide and on a phone, light and dark; they are taken as the tests click, so what they show is so.
With `--all` every window of every step, to be looked at. The machine needs a font with emoji (fonts-noto-color-emoji),
as every telephone has one.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import async_playwright

from bot.play.browser.serving import standing
from bot.play.browser.session import Playground
from tests.browser.acting import BROKER, SOMSRI, begun
from tests.browser.conftest import FLAGS, PHONE, WIDE, Premises, chromium
from tests.browser.window import Window

QUALITY = 80
STEPS = {
    "start": [("wide", "light")],
    "question": [("phone", "light")],
    "summary": [("wide", "dark")],
}
"""Which windows are kept in docs/; all four of each step are taken to be looked at with `--all`."""


async def take(folder: Path, *, every: bool) -> None:
    async with AsyncExitStack() as closing:
        home = closing.enter_context(tempfile.TemporaryDirectory())
        engine = await closing.enter_async_context(async_playwright())
        browser = await engine.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        closing.push_async_callback(browser.close)
        playground = Playground(Path(home) / "play", short=True, pace=0.0)
        server = await closing.enter_async_context(standing(playground, "127.0.0.1", 0))
        premises = Premises(browser, playground, f"http://127.0.0.1:{server.port}", server, closing)
        windows = {
            (name, scheme): await premises.window(size, color_scheme=scheme)
            for name, size in (("wide", WIDE), ("phone", PHONE))
            for scheme in ("light", "dark")
        }
        hand = windows["wide", "light"]
        await shoot(folder, windows, "start", every=every)
        await begun(hand)
        await hand.choose(SOMSRI)
        await hand.press("เริ่มตอบ")
        await hand.say("น้ำประปาในหมู่บ้านขุ่นและไม่พอใช้ในหน้าแล้ง")
        await show(windows, SOMSRI, "private")
        await shoot(folder, windows, "question", every=every)
        for called in playground.players.representatives:
            await playground.troupe.answer(called)  # as in the example, so that the summary can be read
        await playground.look()
        await hand.choose(BROKER)
        await hand.press("ปิดรอบและดูร่าง")
        await hand.press("เผยแพร่ให้กลุ่ม")
        await show(windows, BROKER, "group")
        for window in windows.values():
            await window.log("group").locator(".picture").last.evaluate("(e) => e.scrollIntoView({ block: 'start' })")
        await shoot(folder, windows, "summary", every=every)


async def show(windows: dict[tuple[str, str], Window], who: str, chat: str) -> None:
    for (name, _), window in windows.items():
        if name == "phone":
            await window.page.get_by_test_id(f"tab-{chat}").click()
        await window.choose(who)


async def shoot(
    folder: Path, windows: dict[tuple[str, str], Window], step: str, *, every: bool
) -> None:
    await asyncio.sleep(1)  # pictures are fetched, letters drawn
    for (name, scheme), window in windows.items():
        if every or (name, scheme) in STEPS[step]:
            path = folder / f"{step}-{name}-{scheme}.jpg"
            await window.page.screenshot(path=path, type="jpeg", quality=QUALITY)
            print(path, path.stat().st_size // 1024, "KB")


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(where, every="--all" in sys.argv))
