"""Files that are brought by http: read as far as may be, and no further."""

from __future__ import annotations

import asyncio

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.play.browser.questions import MOST_BYTES, MOST_FILES

SECONDS = 30.0
"""In which they must have arrived whole; they come from this machine."""


class TooMuch(Exception):
    """More came than is taken."""


class NotFiles(Exception):
    """What came is no form with files."""


async def brought(request: web.Request, most: int = MOST_BYTES) -> list[tuple[str, bytes]]:
    """Names as they were given, and what is in them, `most` bytes in all. Raises `TooMuch`, `NotFiles`."""
    if not request.content_type.startswith("multipart/"):
        raise NotFiles
    found: list[tuple[str, bytes]] = []
    left, number = most, 0
    try:
        async with asyncio.timeout(SECONDS):
            parts = await request.multipart()
            while (part := await parts.next()) is not None:
                if not isinstance(part, BodyPartReader):
                    raise NotFiles
                data = await _part(part, left)
                left -= len(data)
                number += 1
                if part.filename:
                    found.append((part.filename, data))
                if number > MOST_FILES:
                    raise TooMuch
    except (TimeoutError, ValueError, AssertionError, HttpProcessingError):
        raise NotFiles from None
    return found


async def _part(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > most:
            raise TooMuch
    return bytes(data)
