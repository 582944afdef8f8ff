"""The one place that wires: settings → store, questionnaire, renderer, channels → facilitator."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import questionnaire
from bot.channels.base import Channel
from bot.channels.http import Server
from bot.channels.telegram import Telegram, Texts, Webhook
from bot.core.cycle import Cycle
from bot.core.turn import DEFAULT_LANGUAGE
from bot.facilitator import Facilitator
from bot.facilitator.facilitator import LAST_SENDS
from bot.logs import log
from bot.render.renderer import Renderer
from bot.render.words import N_
from bot.settings import BadSetting, Settings
from bot.store.store import Store

DATABASE = "phakhi.db"
TOLD_TO_STOP = 2
"""Times that running is cancelled; the first leaves time for what is on its way, the second does not."""
PROBE = 5.0
"""Seconds within which the writer answers, or the bot is not well (TRUST.md, section 8)."""
OLDEST_EVENT = timedelta(seconds=30)
OLDEST_MESSAGE = timedelta(minutes=10)
"""What has waited longer has got stuck (section 1, I7)."""
PORT_TAKEN = N_("Another program listens on this port: choose another, or 0 for none.")
HEARD_WITHIN = 90.0
"""Seconds since Telegram last answered the poll, above which the bot is not ready (section 8)."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that belongs together while the bot runs."""

    facilitator: Facilitator
    store: Store


@asynccontextmanager
async def opened(
    database: Path,
    channels: Mapping[str, Channel],
    *,
    cycle: Cycle,
    render: Renderer,
    clock: Callable[[], datetime] = now,
    language: str = DEFAULT_LANGUAGE,
) -> AsyncIterator[House]:
    """The house on one database with these channels; closed in good order at the end.

    Raises StoreInUse and the store's other errors.
    """
    store = Store.open(database)
    try:
        yield House(Facilitator(cycle, render, store, channels, clock, language), store)
    finally:
        await store.close()


def telegram(settings: Settings, renderer: Renderer) -> Telegram:
    """The Telegram channel as the settings want it."""
    about = renderer.bot_texts()
    texts = Texts(renderer.command_texts(), about["description"], about["short_description"])
    webhook = None
    if settings.telegram_mode == "webhook":
        secret = settings.telegram_webhook_secret
        webhook = Webhook(settings.telegram_webhook_url, secret=secret)
    return Telegram(
        settings.telegram_bot_token, settings.telegram_api_root, texts=texts, webhook=webhook
    )


async def run(settings: Settings) -> None:
    """The bot on its real channels, until SIGTERM or SIGINT."""
    renderer = Renderer()
    cycle = questionnaire.load(settings.stages_dir)
    channel = telegram(settings, renderer)
    try:
        async with opened(
            settings.data_dir / DATABASE,
            {channel.name: channel},
            cycle=cycle,
            render=renderer,
            language=settings.default_language,
        ) as house:
            server = _server(settings, channel, house)
            if server:
                await _listen(server)
            log("started", platform=channel.name)
            try:
                await _until_told_to_stop(house.facilitator)
            finally:
                if server:
                    await server.close()
    finally:
        await channel.close()
    log("stopped")


async def _listen(server: Server) -> None:
    try:
        await server.start()
    except OSError:
        raise BadSetting("HTTP_PORT", PORT_TAKEN) from None


async def _until_told_to_stop(facilitator: Facilitator) -> None:
    """Run until SIGTERM, SIGINT or a failure; then let what is on its way arrive."""
    running = asyncio.create_task(facilitator.run())
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    for _ in range(TOLD_TO_STOP):
        running.cancel()
        await asyncio.wait({running}, timeout=LAST_SENDS)
    with suppress(asyncio.CancelledError):
        if running.done():
            running.result()


def _server(settings: Settings, channel: Telegram, house: House) -> Server | None:
    if not settings.http_port:
        return None
    hooks = [channel.receiver.hook] if channel.receiver else []

    async def alive() -> str:
        async with asyncio.timeout(PROBE):
            await house.store.do(lambda _: None)
        return ""

    async def ready() -> str:
        heard = channel.heard
        if channel.receiver is None and (heard is None or time.monotonic() - heard > HEARD_WITHIN):
            return "telegram has not answered"
        event, message = await house.store.do(lambda book: book.oldest_waiting())
        if event and now() - event > OLDEST_EVENT:
            return "an event waits to be worked"
        if message and now() - message > OLDEST_MESSAGE:
            return "a message waits to be sent"
        return ""

    return Server(hooks, alive=alive, ready=ready, host=settings.http_host, port=settings.http_port)
