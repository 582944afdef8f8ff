"""A sign to whoever waits for a paper, while it is being made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.base import Channel
from bot.core.model import Place

SIGN_AFTER = 1.0
"""Seconds; what comes sooner needs no sign."""
SIGN_AGAIN = 4.5
"""Telegram takes a sign away after five seconds ("sendChatAction")."""


@asynccontextmanager
async def being_made(channel: Channel, place: Place) -> AsyncIterator[None]:
    """Within it, from a second on, the place shows that a file is being made."""
    sign = asyncio.create_task(_signs(channel, place))
    try:
        yield
    finally:
        sign.cancel()
        await asyncio.wait({sign})


async def _signs(channel: Channel, place: Place) -> None:
    await asyncio.sleep(SIGN_AFTER)
    while True:
        await channel.making(place)
        await asyncio.sleep(SIGN_AGAIN)
