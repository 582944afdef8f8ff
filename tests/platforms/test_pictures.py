"""Pictures and papers against the strict Telegram: the real house says them, a person sees them."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from bot import app
from bot.channels.base import Channel
from bot.channels.telegram import UNPACED, Telegram
from bot.core.model import Member, Partnership, Person, Place, Role
from bot.facilitator.making import Words, Workshop
from bot.message import Button, File, Made, Message, Picture
from bot.store import Book
from tests.platforms.strict import Platform
from tests.platforms.test_channel import do
from tests.whole.inside import SMALL, cycle, renderer

PICTURE = Picture("wheel", "{}", "วงล้อสิบสองขั้น")
FILE = File("agreement", "docx", "group")
NAME = "ข้อตกลงความร่วมมือ.docx"
PAPER = b"PK canary"
WORDS = {"th": Words("เปิดเอกสาร", "ขอได้ที่อื่น", "ทำไม่สำเร็จ", "ยังว่าง")}


def png(side: int = 320) -> bytes:
    """A white square, as a PNG that any program reads."""

    def part(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xff" * side) * side)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", lines) + part(b"IEND", b"")


class Shop:
    def __init__(self) -> None:
        self.drawn = 0
        self.broken = False

    def draw(self, _: Picture) -> bytes:
        self.drawn += 1
        if self.broken:
            raise ValueError
        return png()

    def make(self, _: Partnership, __: File) -> Made:
        return Made(NAME, "application/octet-stream", PAPER)

    def open(self, url: str = "") -> Workshop:
        return Workshop(self.draw, self.make, url, WORDS)


@asynccontextmanager
async def house(
    folder: Path, channel: Channel, workshop: Workshop
) -> AsyncIterator[app.House]:
    """The house on one channel, with one partnership in it."""
    channels = {channel.name: channel}
    parts = {"cycle": cycle(SMALL), "render": renderer(), "workshop": workshop}
    async with app.opened(folder / "phakhi.db", channels, **parts) as opened:  # type: ignore[arg-type]
        partnership = Partnership("p1", title="ภาคี", language="th")
        await opened.store.do(
            lambda book: book.save(None, partnership, app.now(), Person(channel.name, "0"), "t")
        )
        running = asyncio.create_task(opened.facilitator.run())
        try:
            yield opened
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def say(opened: app.House, channel: Channel, place: Place, message: Message) -> None:
    """As the shell puts it into the outbox (bot/facilitator/saying.py), to a broker."""
    enclosing = opened.facilitator.enclosing

    def job(book: Book) -> None:
        was, who = book.load("p1"), Person(*place)
        assert was is not None
        then = was.with_member(Member(who, place, roles=frozenset({Role.BROKER})))
        book.save(was, then, app.now(), who, "t")
        for n, piece in enumerate(enclosing.laid_out(message, channel)):
            for m, part in enumerate(channel.fit(piece)):
                key = f"{message.text}:{n}:{m}"
                holds = channel.replies is not None
                book.enqueue(
                    place, part, partnership="p1", dedupe=key, now=app.now(), holds=holds
                )

    await opened.store.do(job)


async def test_photos_captions_and_papers(platform: Platform, tmp_path: Path) -> None:
    c, shop = platform.c, Shop()
    channel = Telegram(platform.token, platform.root, pace=UNPACED)
    try:
        async with house(tmp_path, channel, shop.open()) as opened:
            somsri = await do(c.user, "สมศรี")
            await do(c.start, user=somsri)
            await do(c.settle)
            place = Place("telegram", str(somsri))
            row = ((Button("ดูต่อ", "menu"),),)
            long = "เล่ายาว " * 300

            async def tell(message: Message, contains: str) -> dict[str, Any]:
                await say(opened, channel, place, message)
                found: dict[str, Any] = (await do(c.expect, somsri, contains=contains))["message"]
                return found

            first = await tell(Message("ขั้นที่ ๑", row, ((0, 4),), picture=PICTURE), "ขั้นที่ ๑")
            second = await tell(Message("ขั้นที่ ๒", row, picture=PICTURE), "ขั้นที่ ๒")
            await tell(Message("เอกสาร", file=FILE), "เอกสาร")
            await tell(Message(long, row, picture=PICTURE, file=FILE), "เล่ายาว")
            await do(c.settle)
            shown = await do(c.messages, chat=somsri, bot_only=True)
            shop.broken = True
            other = Picture("wheel", '{"n":2}', "อื่น")
            await tell(Message("ไม่มีรูป", row, picture=other), "ไม่มีรูป")
            await do(c.settle)
            asked = [r["method"].lower() for r in await do(c.requests)]
            photos = [r for r in await do(c.requests) if r["method"].lower() == "sendphoto"]
    finally:
        await channel.close()
    kinds = [m for m in asked if m.startswith("send")]
    assert kinds[-7:] == [
        *("sendphoto", "sendphoto", "senddocument"),
        *("sendphoto", "sendmessage", "senddocument"),
        "sendmessage",
    ]
    assert [bool(r.get("files")) for r in photos] == [True, False, False], "the id is used again"
    assert shop.drawn == 2
    assert first["message_id"] != second["message_id"]
    names = [str(m) for m in shown if NAME in str(m)]
    assert len(names) == 2, shown
    await do(c.assert_clean)
