"""From LINE's post to the store: over a real socket, into a real store on disk."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.channels.base import Gone, Refused, TryLater, Unsure
from bot.channels.http import Server
from bot.channels.line import names as line_names
from bot.channels.line import webhook
from bot.channels.line.events import read
from bot.channels.line.names import Names
from bot.channels.line.webhook import SIGNATURE_HEADER, WEBHOOK_PATH, Receiver
from bot.core.events import Added, Event, Said
from bot.message import Raw
from bot.store.rows import Waiting
from bot.store.store import Store
from tests.channels.line.captured import (
    GROUP,
    NAMES,
    NOON,
    SECRET,
    SIGNATURES,
    SOMSRI,
    body,
    event,
    events,
    post,
)


def sign(what: bytes, secret: str = SECRET) -> str:
    """Worked out another way than in the house."""
    keyed = hmac.new(secret.encode("ascii"), msg=what, digestmod=hashlib.sha256)
    return base64.standard_b64encode(keyed.digest()).decode("ascii")


@dataclass
class Known:
    """LINE's answers to who is called what."""

    people: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    takes: float = 0.0
    fails: Exception | None = None

    async def person(self, id: str, group: str | None) -> str:
        self.asked.append((id, group))
        return await self._answer(self.people.get(id, ""))

    async def group(self, id: str) -> str:
        self.asked.append((id, None))
        return await self._answer(self.groups.get(id, ""))

    async def _answer(self, name: str) -> str:
        await asyncio.sleep(self.takes)
        if self.fails:
            raise self.fails
        return name


class House:
    """A receiver behind a server, before a store."""

    def __init__(self, store: Store, client: aiohttp.ClientSession) -> None:
        self.store = store
        self.known = Known()
        self.names = Names(self.known.person, self.known.group)
        self.receiver = Receiver(secret=SECRET, names=self.names, now=lambda: NOON)
        self.receiver.take_in = self.take_in
        self.url = ""
        self.tries = 0
        self.busy = 0
        self._client = client

    async def take_in(self, raws: Sequence[Raw]) -> None:
        self.tries += 1
        if self.tries <= self.busy:
            raise TryLater(1.0)
        await self.store.do(lambda book: book.take_in("line", raws, NOON))

    async def post(self, what: bytes, signature: str | None = "good") -> int:
        headers = {} if signature is None else {SIGNATURE_HEADER: signature}
        if signature == "good":
            headers = {SIGNATURE_HEADER: sign(what)}
        async with self._client.post(self.url, data=what, headers=headers) as answer:
            assert answer.status == 200 or await answer.read() == b""
            return answer.status

    async def inbox(self) -> list[Waiting]:
        """In the order in which they were taken in."""
        found = await self.store.do(lambda book: book.waiting_events(999))
        return sorted(found, key=lambda waiting: waiting.id)

    async def events(self) -> list[Event]:
        found = [read(waiting.body) for waiting in await self.inbox()]
        return [event for event in found if event is not None]


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[House]:
    async def well() -> str:
        return ""

    store = Store.open(path / "phakhi.db")
    async with aiohttp.ClientSession() as client:
        house = House(store, client)
        server = Server([house.receiver.hook], alive=well, ready=well, port=0)
        await server.start()
        house.url = f"http://127.0.0.1:{server.port}{WEBHOOK_PATH}"
        try:
            yield house
        finally:
            await server.close()
            await house.names.close()
            await store.close()


# ── who gets in ──────────────────────────────────────────────────────────────


async def test_every_captured_post_is_signed_and_taken_in(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        for name in NAMES:
            assert sign(body(name)) == SIGNATURES[name]
            assert await house.post(body(name), SIGNATURES[name]) == 200
        keys = {waiting.body: waiting for waiting in await house.inbox()}
        got = {json.loads(stored)["key"] for stored in keys}
    ids = [one["webhookEventId"] for name in NAMES for one in events(name)]
    second_who_left = event("member_left")["webhookEventId"] + ".1"
    assert got == {*ids, second_who_left}


GOOD = SIGNATURES["text"]
REFUSED = [
    None,
    "",
    " ",
    "good" + GOOD,
    GOOD[:-1],
    GOOD + "=",
    GOOD.lower(),
    GOOD.swapcase(),
    GOOD + "," + GOOD,
    SIGNATURES["sticker"],
    sign(body("text"), SECRET[::-1]),
    sign(body("text"), ""),
    hmac.new(SECRET.encode(), body("text"), hashlib.sha256).hexdigest(),
    base64.b64encode(hmac.digest(SECRET.encode(), body("text"), "sha1")).decode(),
    SECRET,
    "ลายเซ็น",
]


@pytest.mark.parametrize("signature", REFUSED)
async def test_an_altered_signature_is_refused(tmp_path: Path, signature: str | None) -> None:
    async with opened(tmp_path) as house:
        assert await house.post(body("text"), signature) == 401
        assert await house.inbox() == []


@pytest.mark.parametrize(
    "altered",
    [
        body("text").replace(b'"active"', b'"active" '),
        body("text") + b"\n",
        body("text")[:-1],
        b"",
        body("text").replace(b"isRedelivery", b"isRedeliverx"),
    ],
)
async def test_an_altered_body_is_refused(tmp_path: Path, altered: bytes) -> None:
    async with opened(tmp_path) as house:
        assert await house.post(altered, GOOD) == 401
        assert await house.inbox() == []


async def test_nothing_is_read_before_the_signature_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(_: object) -> object:
        raise AssertionError

    async with opened(tmp_path) as house:
        monkeypatch.setattr("bot.channels.line.webhook.json.loads", parse)
        assert await house.post(b"{", "x" * 44) == 401


async def test_a_connection_check(tmp_path: Path) -> None:
    """LINE's "Verify": no events, and 200, even while the bot is still starting."""
    async with opened(tmp_path) as house:
        house.receiver.take_in = None
        assert await house.post(body("connection_check")) == 200
        assert await house.inbox() == []


# ── once, all, in one piece ──────────────────────────────────────────────────


async def test_what_comes_twice_is_taken_in_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        for name in ("text", "text", "redelivered", "member_left", "member_left"):
            assert await house.post(body(name)) == 200
        nameless = post(event("text", webhookEventId=None), event("text", webhookEventId=None))
        again = post(event("redelivered", webhookEventId=None))
        assert [await house.post(one) for one in (nameless, again)] == [200, 200]
        assert len(await house.inbox()) == 4


async def test_one_odd_event_loses_none_of_the_others(tmp_path: Path) -> None:
    """Nor does a post that is nothing like LINE's."""
    odd: list[object] = [
        7,
        None,
        "x",
        [],
        {},
        {"type": "hologram"},
        {"source": 5},
        {"webhookEventId": "\udc00"},
    ]
    good = [event("text"), event("group_text"), event("sticker")]
    async with opened(tmp_path) as house:
        assert await house.post(post(good[0], *odd[:4], good[1], *odd[4:], good[2])) == 200
        assert len(await house.inbox()) == len(odd) + len(good)
        assert [found.id for found in await house.events()] == [
            one["webhookEventId"] for one in good
        ]


DEEP = b'{"destination":"U","events":[' + b"[" * 5000 + b"]" * 5000 + b"]}"
STRANGE = [
    b"",
    b"\xff\xfe",
    b"not json",
    b"[]",
    b"null",
    b'{"events":{}}',
    b'{"events":null}',
    b'{"destination":"U"}',
    b"[" * 100_000,
    DEEP,
    b'{"events":[1e999,NaN]',
    b"1" * 5000,
]


@pytest.mark.parametrize("strange", STRANGE, ids=lambda what: repr(what[:20]))
async def test_what_is_no_post_of_line_is_kept_once(tmp_path: Path, strange: bytes) -> None:
    async with opened(tmp_path) as house:
        assert [await house.post(strange) for _ in range(2)] == [200, 200]
        (kept,) = await house.inbox()
        assert kept.body == strange
        assert read(kept.body) is None
        assert await house.post(body("text")) == 200
        assert len(await house.events()) == 1


async def test_boxes_in_boxes_at_any_depth(tmp_path: Path) -> None:
    """Somewhere between what can be read and what cannot be, it can be read and not written again."""
    stored: list[Raw] = []

    async def take_in(raws: Sequence[Raw]) -> None:
        stored.extend(raws)

    async with opened(tmp_path) as house:
        house.receiver.take_in = take_in
        for deep in range(850, 1010):
            stored.clear()
            odd = b'{"x":' + b"[" * deep + b"]" * deep + b"}"
            good = json.dumps(event("text", webhookEventId=f"A{deep}")).encode()
            given = b'{"destination":"U","events":[' + odd + b"," + good + b"]}"
            await house.receiver.receive(given)
            if len(stored) == 2:
                assert [raw.key for raw in stored][1:] == [f"A{deep}"]
            else:
                assert [raw.body for raw in stored] == [given]


async def test_half_a_character_spoils_its_own_event_only(tmp_path: Path) -> None:
    broken = json.dumps(event("sticker")).encode().replace(b"STATIC", b"\xe0\xb8STATIC")
    good = json.dumps(event("text")).encode()
    async with opened(tmp_path) as house:
        assert await house.post(b'{"events":[' + broken + b"," + good + b"]}") == 200
        assert len(await house.events()) == 2


async def test_a_batch_keeps_its_order_by_time(tmp_path: Path) -> None:
    stored: list[Raw] = []

    async def take_in(raws: Sequence[Raw]) -> None:
        stored.extend(raws)

    async with opened(tmp_path) as house:
        house.receiver.take_in = take_in
        assert await house.post(body("batch")) == 200
    texts = [
        event.happened.text
        for raw in sorted(stored, key=lambda raw: raw.sort)
        if (event := read(raw.body)) and isinstance(event.happened, Said)
    ]
    assert texts == ["หนึ่ง", "สอง", "สาม"]


async def test_a_post_is_taken_in_whole(tmp_path: Path) -> None:
    calls: list[int] = []

    async def take_in(raws: Sequence[Raw]) -> None:
        calls.append(len(raws))

    async with opened(tmp_path) as house:
        house.receiver.take_in = take_in
        assert await house.post(body("batch")) == 200
    assert calls == [3]


async def test_a_store_that_is_busy_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PAUSES", (0.01, 0.01))
    async with opened(tmp_path) as house:
        house.busy = 2
        assert await house.post(body("text")) == 200
        assert len(await house.inbox()) == 1
        house.tries, house.busy = 0, 3
        assert await house.post(body("sticker")) == 503
        assert len(await house.inbox()) == 1
        house.receiver.take_in = None
        assert await house.post(body("sticker")) == 503


async def test_posts_that_come_together_are_taken_in_together(tmp_path: Path) -> None:
    """A round at a time; where one cannot be taken in, all of its posts try again."""
    calls: list[int] = []
    at_work = 0

    async def slowly(raws: Sequence[Raw]) -> None:
        nonlocal at_work
        at_work += 1
        assert at_work == 1
        await asyncio.sleep(0.05)
        at_work -= 1
        calls.append(len(raws))
        if len(calls) == 2:
            raise TryLater(1.0)
        await House.take_in(house, raws)

    async with opened(tmp_path) as house:
        house.receiver.take_in = slowly
        posts = [post(event("group_text", webhookEventId=f"A{n}")) for n in range(40)]
        first = asyncio.create_task(house.receiver.receive(posts[0]))
        await asyncio.sleep(0.01)
        await asyncio.gather(first, *(house.receiver.receive(one) for one in posts[1:]))
        assert calls[:2] == [1, 39]
        assert sum(calls[2:]) == 39  # on a busy machine some come back a little later than the rest
        assert {found.id for found in await house.events()} == {f"A{n}" for n in range(40)}


# ── who is called what ───────────────────────────────────────────────────────


async def test_the_first_word_in_private_comes_with_a_name(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        house.known.people[SOMSRI] = "สมศรี ใจดี"
        assert await house.post(body("text")) == 200
        assert await house.post(body("sticker")) == 200
        assert [event.called for event in await house.events()] == ["สมศรี ใจดี"] * 2
        assert house.known.asked == [(SOMSRI, None)]
        # what she says in the group is known to be hers from then on
        await house.post(body("group_quote"))
        assert (await house.events())[-1].called == "สมศรี ใจดี"


async def test_becoming_a_friend_asks_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        house.known.people[SOMSRI] = "สมศรี"
        await house.post(body("follow"))
        house.known.people[SOMSRI] = "สมศรี ใจดี"
        await house.post(body("follow_again"))
        await house.post(body("text"))
        assert [event.called for event in await house.events()][::2] == ["สมศรี", "สมศรี ใจดี"]
        await house.post(body("unfollow"))
        house.known.people.clear()
        await house.post(body("sticker"))
        assert (await house.events())[-1].called == ""


async def test_nobody_who_only_talks_in_a_group_is_asked_about(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        for name in ("group_text", "group_mention", "group_postback", "member_joined", "unsend"):
            await house.post(body(name))
        assert house.known.asked == []


async def test_a_group_comes_with_its_title(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        house.known.groups[GROUP] = "ภาคีลุ่มน้ำ"
        await house.post(body("join"))
        await house.post(body("leave"))
        house.known.groups[GROUP] = "ภาคีป่าชุมชน"
        await house.post(post(event("join", webhookEventId="Again")))
        titles = [event.happened for event in await house.events()][::2]
        assert titles == [Added("ภาคีลุ่มน้ำ"), Added("ภาคีป่าชุมชน")]


async def test_nothing_overtakes_the_bots_joining(tmp_path: Path) -> None:
    async with opened(tmp_path) as house:
        house.known.takes = 0.2
        joining = asyncio.create_task(house.post(body("join")))
        await asyncio.sleep(0.05)
        assert await house.post(body("group_text")) == 200
        assert await joining == 200
        first, second = await house.events()
        assert isinstance(first.happened, Added)
        assert isinstance(second.happened, Said)


async def test_a_name_that_is_known_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_names, "PATIENCE", 30)
    async with opened(tmp_path) as house:
        house.known.people[SOMSRI] = "สมศรี"
        assert await house.post(body("text")) == 200
        house.known.takes = 30
        async with asyncio.timeout(5):
            assert await house.post(body("follow_again")) == 200
            assert await house.post(body("sticker")) == 200
        assert [event.called for event in await house.events()] == ["สมศรี"] * 3


@pytest.mark.parametrize("name", ["join", "text", "follow"])
async def test_a_name_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert line_names.PATIENCE + sum(webhook.PAUSES) < 1.6  # of LINE's two seconds
    monkeypatch.setattr(line_names, "PATIENCE", 0.1)
    async with opened(tmp_path) as house:
        house.known.takes = 30
        async with asyncio.timeout(5):
            assert await house.post(body(name)) == 200
            assert [event.called for event in await house.events()] == [""]


@pytest.mark.parametrize(
    "problem", [Gone("unknown"), TryLater(9), Unsure(), Refused("no"), OSError(), LookupError()]
)
async def test_a_name_that_is_not_to_be_had(tmp_path: Path, problem: Exception) -> None:
    async with opened(tmp_path) as house:
        house.known.fails = problem
        assert await house.post(body("text")) == 200
        assert await house.post(body("join")) == 200
        assert len(await house.events()) == 2
        # asked again at the next chance, without waiting for it
        house.known.fails, house.known.people[SOMSRI] = None, "สมศรี"
        assert await house.post(body("sticker")) == 200
        await asyncio.sleep(0.01)
        assert await house.post(body("image")) == 200
        assert (await house.events())[-1].called == "สมศรี"


async def test_nobody_is_waited_for_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_names, "PATIENCE", 30)
    async with opened(tmp_path) as house:
        house.known.fails = TryLater(9)
        assert await house.post(body("text")) == 200
        house.known.fails, house.known.takes = None, 30
        async with asyncio.timeout(5):
            assert await house.post(body("sticker")) == 200


async def test_only_so_many_names_are_kept_and_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_names, "MOST", 3)
    monkeypatch.setattr(line_names, "AT_ONCE", 2)
    known = Known(people={str(n): f"name {n}" for n in range(9)})
    names = Names(known.person, known.group)
    for n in range(4):
        names.meet(str(n))
    await names.wait([str(n) for n in range(4)])
    assert [names.known(str(n)) for n in range(4)] == ["name 0", "name 1", "", ""]
    for n in (2, 0, 3):
        names.meet(str(n))
        await names.wait([str(n)])
    assert [names.known(str(n)) for n in range(4)] == ["name 0", "", "name 2", "name 3"]
    known.takes = 30
    names.meet("8")
    await names.close()
    assert names.known("8") == ""
