"""Reading along: nothing is lost, nothing comes twice, and no reader holds up another."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any

from bot.channels.base import Letter
from bot.core.model import Place
from bot.message import Message
from bot.play.browser.stream import MOST_READERS
from tests.play_browser.conftest import BROKER, Window, events, text_of

MANY, SECONDS = 500, 5.0
LATE = 0.1
"""Seconds from message to reader (issue 6)."""


async def test_five_hundred_messages_in_five_seconds_reach_two_readers(page: Window) -> None:
    got: list[list[tuple[str, float]]] = [[], []]
    ready = asyncio.Event()

    async def read(into: list[tuple[str, float]]) -> None:
        async with page.client.get(f"{page.address}/api/stream?since=0") as response:
            async for name, data in events(response):
                ready.set()
                if name == "bubble" and text_of(data).startswith("n"):
                    into.append((text_of(data), time.monotonic()))
                if len(into) == MANY:
                    return

    readers = [asyncio.create_task(read(into)) for into in got]
    await ready.wait()
    await asyncio.sleep(0.2)
    sent = {}
    group, local = Place("local", "g1"), page.playground.scene.local
    began = time.monotonic()
    for n in range(MANY):
        sent[f"n{n}"] = time.monotonic()
        await local.send(Letter(group, Message(f"n{n}"), f"r{n}"))
        await asyncio.sleep(max(0.0, began + (n + 1) * SECONDS / MANY - time.monotonic()))
    await asyncio.wait_for(asyncio.gather(*readers), 10)
    for into in got:
        assert [text for text, _ in into] == [f"n{n}" for n in range(MANY)]
        late = sorted(at - sent[text] for text, at in into)
        assert late[int(MANY * 0.95)] < LATE, late[-5:]


async def test_a_reader_who_comes_in_the_middle_gets_the_newest_state_once(page: Window) -> None:
    local, group = page.playground.scene.local, Place("local", "g1")
    await page.read()
    since = page.state["last"]
    shown = await local.send(Letter(group, Message("ก่อน"), "r"))
    page.playground._acts += 1  # another act: who had read it before sees that it was changed
    await local.edit(Letter(group, Message("หลัง"), "r"), shown)
    page.orders.clear()
    await page.read(since=since)
    assert [(text_of(b), b["edited"]) for b in page.chat("group")][-1] == ("หลัง", True)
    assert len(page.orders) == 1


async def test_two_windows_see_the_same(page: Window) -> None:
    other = Window(page.client, page.address, page.playground)
    await page.press(BROKER, "ตั้งภาคี", "group")
    await other.read()
    await page.read()
    assert other.bubbles == page.bubbles


async def test_older_bubbles_are_asked_for(page: Window) -> None:
    local, group = page.playground.scene.local, Place("local", "g1")
    for n in range(250):
        await local.send(Letter(group, Message(f"n{n}"), "r"))
    page.bubbles.clear()
    await page.read()
    here = page.chat("group")
    assert [text_of(b) for b in here] == [f"n{n}" for n in range(150, 250)]
    older: list[dict[str, Any]] = []
    before = here[0]["first"]
    while found := (await page.json(f"/api/earlier?chat=group&before={before}&most=60"))["bubbles"]:
        older, before = [*found, *older], found[0]["first"]
    assert [text_of(b) for b in older][2:] == [f"n{n}" for n in range(150)]
    assert (await page.get("/api/earlier?chat=group&before=x")).status == 400


async def test_who_has_an_order_of_another_process_begins_anew(page: Window) -> None:
    for since in (1, page.state["last"] + 10**6):
        page.begun_anew = 0
        page.state = {}
        async with page.client.get(f"{page.address}/api/stream?since={since}") as response:
            async for name, data in events(response):
                page._take(name, data)
                if name == "bubble":
                    break
        assert page.begun_anew == 1


async def test_windows_that_were_closed_hold_no_place(page: Window) -> None:
    for _ in range(2 * MOST_READERS):
        async with page.client.get(f"{page.address}/api/stream?since=0") as response:
            assert response.status == 200
            await response.content.readline()
            response.close()
        await asyncio.sleep(0.01)


async def test_more_windows_than_there_are_places_are_told_to_come_again(page: Window) -> None:
    async with AsyncExitStack() as open_windows:
        address = f"{page.address}/api/stream?since=0"
        given = [await open_windows.enter_async_context(page.client.get(address)) for _ in range(MOST_READERS + 1)]
        assert [response.status for response in given] == [200] * MOST_READERS + [503]


async def test_who_looks_in_gets_what_there_is_and_holds_no_place(page: Window) -> None:
    async with page.client.get(f"{page.address}/api/stream?since=0&once=1") as response:
        told = [name async for name, _ in events(response)]
    assert told[0] == "state"
    assert set(told[1:]) == {"bubble"}
