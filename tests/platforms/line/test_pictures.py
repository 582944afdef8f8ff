"""Pictures and papers against the strict LINE: shown with a free answer, fetched with their token."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.channels.http import Server
from bot.channels.line import Line as Channel
from bot.core.model import Place
from bot.message import Button, Message
from tests.platforms.line.after import clean, free
from tests.platforms.line.standin import Line
from tests.platforms.test_channel import do
from tests.platforms.test_pictures import FILE, NAME, PAPER, PICTURE, Shop, house, png, say

URL = "https://bot.example.org"


async def well() -> str:
    return ""


async def test_pictures_and_links(line: Line, tmp_path: Path) -> None:
    control, shop = line.control, Shop()
    channel = Channel(*line.secrets, "", line.told["api"], line.told["data"])
    async with house(tmp_path, channel, shop.open(URL)) as opened:
        serving = opened.facilitator.serving
        server = Server(
            [channel.receiver.hook], alive=well, ready=well, serving=serving, port=line.port
        )
        await server.start()
        try:
            somsri = await do(control.create_user, "สมศรี")
            await do(control.add_friend, somsri)
            await do(control.settle)
            place = Place("line", str(somsri))
            row = ((Button("ดูต่อ", "menu"),),)
            await say(opened, channel, place, Message("ขั้นที่ ๑", row, picture=PICTURE))
            await say(opened, channel, place, Message("เอกสาร", file=FILE))
            await do(control.settle)
            await do(control.say, somsri, "สวัสดี")
            await do(control.wait_bot, somsri, contains="เอกสาร")
            await do(control.settle)
            sent = [
                message
                for request in await do(control.requests, "replyMessage")
                for message in request["body"]["messages"]
            ]
            images = [m for m in sent if m["type"] == "image"]
            assert len(images) == 1
            assert sent[sent.index(images[0]) + 1]["altText"] == "ขั้นที่ ๑"
            link = next(
                part["action"]["uri"]
                for m in sent
                if m.get("altText") == "เอกสาร"
                for part in m["contents"]["footer"]["contents"]
            )
            root = f"http://127.0.0.1:{line.port}"
            async with aiohttp.ClientSession() as client:
                assert images[0]["originalContentUrl"].startswith(URL)
                path = urlsplit(images[0]["originalContentUrl"]).path
                async with client.get(root + path) as answer:
                    assert (answer.status, await answer.read()) == (200, png())
                async with client.head(root + path) as answer:
                    assert answer.headers["Content-Length"] == str(len(png()))
                async with client.get(root + urlsplit(link).path) as answer:
                    assert answer.content_disposition is not None
                    assert answer.content_disposition.filename == NAME
                    assert await answer.read() == PAPER
                forged = path[:-5] + ("A" if path[-5] != "A" else "B") + ".png"
                async with client.get(root + forged) as answer:
                    assert answer.status == 404
            assert shop.drawn == 1
        finally:
            await server.close()
            await channel.close()
    free(line)
    clean(line)
