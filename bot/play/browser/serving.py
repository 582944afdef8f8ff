"""Opens the playground at an address of this machine, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot import questionnaire
from bot.board import is_loopback
from bot.channels.http import Server
from bot.play.browser.guard import guard
from bot.play.browser.routes import Routes
from bot.play.browser.session import Playground
from bot.render.words import LANGUAGES, N_, translated
from bot.settings import BadSetting, Settings

FOLDER = "play"
"""Of DATA_DIR; the playground's own, emptied at every start."""
ALONE = N_(
    "The playground has no password and listens on this machine only: leave this out, or put 127.0.0.1."
)
NO_PORT = N_("The playground needs a port to listen on, 8080 for example.")
PORT_TAKEN = N_(
    "Another program listens on this port, perhaps a playground that is open already. Put another number "
    "here, 8081 for example."
)
OPEN = N_("The playground is open: %(address)s (Ctrl+C closes it)")


async def serve(settings: Settings, *, language: str, short: bool, out: Callable[[str], None]) -> None:
    """Until SIGINT or SIGTERM. Raises `BadSetting`, `questionnaire.Faulty`, the store's errors."""
    if not is_loopback(settings.http_host):
        raise BadSetting("HTTP_HOST", ALONE)
    if not settings.http_port:
        raise BadSetting("HTTP_PORT", NO_PORT)
    own = questionnaire.load(settings.stages_dir) if settings.stages_dir else None
    folder = settings.data_dir / FOLDER
    playground = Playground(folder, language=language, short=short, cycle=own)
    async with standing(playground, settings.http_host, settings.http_port):
        told = _listening_for_the_end()  # before anybody can have read the address
        address = playground.address
        out("\n".join(translated(OPEN, each) % {"address": address} for each in LANGUAGES))
        await told.wait()


@asynccontextmanager
async def standing(playground: Playground, host: str, port: int) -> AsyncIterator[Server]:
    """The playground open at this address; the port is taken before anything is emptied.

    Raises `BadSetting` where the port is taken, the store's errors.
    """
    routes = Routes(playground)
    server = Server(
        alive=_well, ready=_well, routes=routes.all(), guards=(guard,), host=host, port=port
    )
    try:
        await server.start()
    except OSError:
        await server.close()
        raise BadSetting("HTTP_PORT", PORT_TAKEN) from None
    try:
        name = f"[{host}]" if ":" in host else host
        playground.address = f"http://{name}:{server.port}"
        await playground.open()
        yield server
    finally:
        await routes.streams.close()
        await server.close()
        await playground.close()


async def _well() -> str:
    return ""


def _listening_for_the_end() -> asyncio.Event:
    """Is set by SIGTERM or SIGINT."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    return told


