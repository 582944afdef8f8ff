"""Reading along: server-sent events, as many readers as there are windows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from bot.play.browser.guard import HEADERS
from bot.play.browser.session import Playground

MOST_READERS = 32
"""Windows at once; a trainer's class looks at one."""
QUIET = 15.0
"""Seconds after which a reader hears that the line still holds."""
LOOKS = 1.0
"""Seconds after which it is looked whether the reader is still there."""
TOO_SLOW = 20.0
"""Seconds in which a reader takes what it was sent; then it is let go, and comes again."""
LEAST_PAUSE = 0.02
"""Seconds between two lots: what comes in a rush goes out together."""


class Streams:
    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._readers: dict[asyncio.Task[Any], web.Request] = {}
        self._closing = False

    async def close(self) -> None:
        """Let every reader go."""
        self._closing = True
        self._playground.journal.state_changed()
        if self._readers:
            await asyncio.wait(self._readers, timeout=1)

    async def give(self, request: web.Request) -> web.StreamResponse:
        """From `since` (or what the browser says it had last) on; 0: from the beginning. With `once`, what there is
        now and no more: a browser has few connections, and windows beyond some look in now and then.
        """
        if sum(map(_there, self._readers.values())) >= MOST_READERS or self._closing:
            return web.Response(status=503, headers={"Retry-After": "5"})
        response = web.StreamResponse(
            headers={**HEADERS, "Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("no task")
        self._readers[task] = request
        try:
            await response.prepare(request)
            await self._pass_on(request, response)
        except (ConnectionError, TimeoutError):
            pass  # the window was closed, or reads no more
        finally:
            del self._readers[task]
        return response

    async def _pass_on(self, request: web.Request, response: web.StreamResponse) -> None:
        journal, states, since = self._playground.journal, -1, _since(request)
        while not self._closing:
            changed = journal.changed
            lines, asked = [], since
            if since == 0 or not journal.knows(since):
                bubbles, since = journal.to_begin_with(), journal.last
            else:
                bubbles, since = journal.newer(since), journal.last
            if asked and not journal.knows(asked):
                lines.append(_event("begun_anew", {}))
            if states != journal.states:
                states = journal.states
                lines.append(_event("state", self._playground.state()))
            lines += [_event("bubble", bubble, bubble["order"]) for bubble in bubbles]
            await _write(response, lines)
            if "once" in request.query:
                return
            await asyncio.sleep(LEAST_PAUSE)
            await self._until(changed, request, response)

    @staticmethod
    async def _until(changed: asyncio.Event, request: web.Request, response: web.StreamResponse) -> None:
        """Raises ConnectionError when the reader is gone."""
        quiet = 0.0
        while not changed.is_set():
            try:
                async with asyncio.timeout(LOOKS):
                    await changed.wait()
            except TimeoutError:
                if not _there(request):
                    raise ConnectionResetError from None
                quiet += LOOKS
                if quiet >= QUIET:
                    quiet = 0.0
                    await _write(response, [b": \n\n"])


def _there(request: web.Request) -> bool:
    """A window that was closed, or is loaded again, holds no place."""
    return request.transport is not None and not request.transport.is_closing()


def _since(request: web.Request) -> int:
    given = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _event(name: str, data: object, id: int = 0) -> bytes:
    head = f"id: {id}\n" if id else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def _write(response: web.StreamResponse, lines: Iterable[bytes]) -> None:
    whole = b"".join(lines)
    if whole:
        async with asyncio.timeout(TOO_SLOW):
            await response.write(whole)
