"""The bots that are compared, each a process: `python -m tests.bench.bots NAME ADDRESS FOLDER`."""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path

from .telegram import TOKEN


async def phakhi(address: str, folder: Path) -> None:
    gc.disable()  # as `python -m bot run` does
    from bot.app import DATABASE, opened, settle
    from bot.channels.telegram import Telegram
    from bot.channels.telegram.pacing import UNPACED
    from bot.questionnaire import load
    from bot.render.renderer import Renderer

    from .laying import lay_stages

    cycle = load(lay_stages(folder / "stages"))
    channel = Telegram(TOKEN, address, pace=UNPACED)
    async with opened(
        folder / DATABASE, {channel.name: channel}, cycle=cycle, render=Renderer()
    ) as house:
        settle()
        await house.facilitator.run()


def textbook(address: str, folder: Path) -> None:
    from telegram.ext import Application

    from .textbook import textbook

    textbook(Application.builder().base_url(f"{address}/bot"), folder).run_polling(timeout=1)


async def bare(address: str, folder: Path) -> None:
    from .bare import over_http

    await over_http(address, folder)


if __name__ == "__main__":
    bot, address, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    if bot == "textbook":
        textbook(address, folder)
    else:
        asyncio.run({"phakhi": phakhi, "bare": bare}[bot](address, folder))
