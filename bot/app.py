"""The one place that wires: settings → store, questionnaire, renderer, channels → facilitator."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__, questionnaire
from bot.board import Board, address, board_routes
from bot.channels.base import Channel
from bot.channels.http import Server
from bot.channels.line import Line
from bot.channels.telegram import Telegram, Texts, Webhook
from bot.core.cycle import Cycle
from bot.core.history import Whole
from bot.core.hours import Holidays
from bot.core.model import Member, Partnership, Person
from bot.core.turn import DEFAULT_LANGUAGE
from bot.facilitator import Facilitator, Floods
from bot.facilitator.facilitator import LAST_SENDS
from bot.facilitator.making import Invited, Words, Workshop
from bot.health import Copies, Health, Platform
from bot.logs import log
from bot.message import File, Made
from bot.papers import making, pictures
from bot.papers import poster as posters
from bot.papers.warming import warm
from bot.render.picture_poster import Way
from bot.render.renderer import Renderer
from bot.render.words import N_
from bot.settings import BadSetting, Settings
from bot.store.copying import clear_unfinished, copies, copy
from bot.store.copying_on import keep_copying
from bot.store.looking import look
from bot.store.measuring import log_bytes
from bot.store.store import Store

if TYPE_CHECKING:
    from holidays import HolidayBase

DATABASE = "phakhi.db"
TOLD_TO_STOP = 2
"""Times that running is cancelled; the first leaves time for what is on its way, the second does not."""
ENDED = 10.0
"""Seconds after which a process that was told to stop ends, whatever holds it up (TRUST.md, section 8). Like a
kill it loses nothing."""
LITTLE = 0.5
"""Seconds that the ending itself may take."""
PORT_TAKEN = N_("Another program listens on this port: choose another, or 0 for none.")


def now() -> datetime:
    return datetime.now(UTC)


@cache
def _holidays(year: int) -> HolidayBase:
    from holidays import country_holidays  # noqa: PLC0415 - of all countries, and not wanted before a reminder

    return country_holidays("TH", years=year)


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday in Thailand."""
    return day in _holidays(day.year)


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
    holiday: Holidays = is_holiday,
    workshop: Workshop | None = None,
    lasting: bool = True,
    floods: Floods | None = None,
) -> AsyncIterator[House]:
    """The house on one database with these channels; closed in good order at the end. Without a
    `workshop` there are neither pictures nor papers. Not `lasting`: a game, which no power cut can harm. `floods`: what
    one person may send.

    Raises StoreInUse and the store's other errors.
    """
    store = Store.open(database, lasting=lasting)
    try:
        shell = Facilitator(cycle, render, store, channels, clock, language, holiday, workshop, floods)
        yield House(shell, store)
    finally:
        await store.close()


def workshop(
    cycle: Cycle,
    renderer: Renderer,
    public_url: str = "",
    channels: Sequence[Platform] = (),
    board_url: str = "",
) -> Workshop:
    """What draws the pictures and makes the papers. `public_url`: where they can be fetched; platforms fetch
    from https alone. `channels`: by which one can join. `board_url`: where the broker's page is, if not there.
    """

    def make(partnership: Partnership, order: File) -> Made | None:
        try:
            return making.made(partnership, cycle, order)
        except making.NoSuchPaper:
            return None

    def invite(partnership: Partnership, order: File, invited: Invited) -> Made | None:
        def ways(typed: str) -> dict[str, Way]:
            found = {c.name: Way(c.way_in(invited.token, typed), c.address) for c in channels}
            return {name: way for name, way in found.items() if way.link}

        try:
            return posters.poster(partnership, cycle, order, ways, invited.code, invited.until)
        except making.NoSuchPaper:
            return None

    def own(whole: Whole, order: File, member: Member, accounts: Sequence[Person]) -> Made | None:
        return making.own(whole, cycle, order, member, accounts)

    texts = renderer.file_texts()
    languages = texts["link"]
    words = {lang: Words(**{key: said[lang] for key, said in texts.items()}) for lang in languages}
    served = public_url if public_url.startswith("https://") else ""
    page = address(board_url) or served
    return Workshop(pictures.draw, make, served, words, invite, own, page, partial(warm, cycle))


def board(house: House, cycle: Cycle, url: str, clock: Callable[[], datetime] = now) -> Board:
    """The broker's page of this house, at that address; its routes are `board_routes` of it."""
    serving = house.facilitator.serving
    return Board(address(url), house.store, cycle, clock, serving.paper, serving.picture)


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


def line(settings: Settings) -> Line:
    """The LINE channel as the settings want it."""
    return Line(
        settings.line_channel_secret,
        settings.line_channel_access_token,
        settings.line_channel_id,
        settings.line_api_base_url,
        settings.line_data_api_base_url,
    )


def platforms(settings: Settings, renderer: Renderer) -> tuple[Platform, ...]:
    """The channels that there are settings for."""
    found: list[Platform] = []
    if settings.has_telegram:
        found.append(telegram(settings, renderer))
    if settings.has_line:
        found.append(line(settings))
    return tuple(found)


def settle() -> None:
    """What was read until now stays until the end: looking for garbage in it again and again is for nothing."""
    gc.collect()
    gc.freeze()
    gc.enable()


async def run(settings: Settings) -> None:
    """The bot on its real channels, until SIGTERM or SIGINT."""
    renderer = Renderer()
    cycle = questionnaire.load(settings.stages_dir)
    channels = platforms(settings, renderer)
    public = settings.public_url if settings.http_port else ""
    after_kill = log_bytes(settings.data_dir / DATABASE) > 0
    await asyncio.to_thread(_copy_before_migrating, settings)
    async with AsyncExitStack() as closing:
        # Closed from the last to the first: no post comes in any more, the store, the connections.
        for channel in channels:
            closing.push_async_callback(channel.close)
        house = await closing.enter_async_context(
            opened(
                settings.data_dir / DATABASE,
                {channel.name: channel for channel in channels},
                cycle=cycle,
                render=renderer,
                language=settings.default_language,
                workshop=workshop(cycle, renderer, public, channels),
                floods=Floods(),
            )
        )
        copies_made = _copies(settings)
        health = Health(house.store, house.store.path, channels, now, copies_made, after_kill=after_kill)
        server = _server(settings, channels, house, cycle, renderer.not_there(), health)
        if server:
            await _listen(server)
            closing.push_async_callback(server.close)
        settle()
        for channel in channels:
            log("started", platform=channel.name)
        async with copying(settings):
            await _until_told_to_stop(house.facilitator, health)
    log("stopped")


def _copy_before_migrating(settings: Settings) -> None:
    """What an older version wrote is kept as it was before this one changes it. Raises BadCopy, OSError."""
    clear_unfinished(settings.backup_dir)
    if settings.backup_hours and look(settings.data_dir / DATABASE).state == "older":
        copy(settings.data_dir / DATABASE, settings.backup_dir, now(), __version__)


def _copies(settings: Settings) -> Copies | None:
    """What there is to know of the copies that are made meanwhile; None: none are."""
    if not settings.backup_hours:
        return None

    def newest() -> datetime | None:
        found = copies(settings.backup_dir)
        return found[-1][0] if found else None

    return Copies(timedelta(hours=settings.backup_hours), newest)


@asynccontextmanager
async def copying(settings: Settings) -> AsyncIterator[None]:
    """Meanwhile copies are made as often as is set."""
    if not settings.backup_hours:
        yield
        return
    every = timedelta(hours=settings.backup_hours)
    making = keep_copying(settings.data_dir / DATABASE, settings.backup_dir, every, now, __version__)
    task = asyncio.create_task(making, name="copy")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _listen(server: Server) -> None:
    try:
        await server.start()
    except OSError:
        raise BadSetting("HTTP_PORT", PORT_TAKEN) from None


async def _until_told_to_stop(facilitator: Facilitator, health: Health) -> None:
    """Run until SIGTERM, SIGINT or a failure; then let what is on its way arrive."""
    running = asyncio.create_task(facilitator.run())
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    health.stopping = True
    _end_at_last()
    for _ in range(TOLD_TO_STOP):
        running.cancel()
        await asyncio.wait({running}, timeout=LAST_SENDS)
    with suppress(asyncio.CancelledError):
        if running.done():
            running.result()


def _end_at_last() -> None:
    """The process ends in time even where something never lets go: all that was acknowledged is on the disk."""

    def end() -> None:
        log("stopped_hard", level=logging.ERROR)
        os._exit(1)

    late = threading.Timer(ENDED - LITTLE, end)
    late.daemon = True
    late.start()


def _server(
    settings: Settings,
    channels: tuple[Platform, ...],
    house: House,
    cycle: Cycle,
    not_there: str = "",
    health: Health | None = None,
) -> Server | None:
    if not settings.http_port:
        return None
    public = settings.public_url if settings.public_url.startswith("https://") else ""

    health = health or Health(house.store, house.store.path, channels, now)
    hooks = [channel.receiver.hook for channel in channels if channel.receiver]
    return Server(
        hooks,
        alive=health.alive,
        ready=health.ready,
        figures=health.figures,
        serving=house.facilitator.serving if settings.public_url else None,
        routes=board_routes(board(house, cycle, public)) if public else (),
        not_there=not_there,
        host=settings.http_host,
        port=settings.http_port,
    )
