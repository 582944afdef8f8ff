"""Pictures and papers on their way: drawn when they go out, and never in the way of the text."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Letter, PictureGone, TryLater
from bot.channels.local import NAME as LOCAL
from bot.channels.local import Local
from bot.core.effects import Failed, Forget
from bot.core.model import Member, Partnership, Person, Place, Role
from bot.facilitator import serving, signs
from bot.facilitator.bench import Kept
from bot.facilitator.making import Invited, Making, Words, Workshop
from bot.facilitator.saying import Sheet
from bot.message import Button, File, Made, Message, Picture
from bot.store import Book
from tests.facilitator.fake import NAME as LINE
from tests.facilitator.town import Town

URL = "https://bot.example.org"
PNG = b"\x89PNG canary"
PICTURE = Picture("wheel", '{"at":3}', "วงล้อ ๑๒ ขั้น")
FILE = File("agreement", "pdf", "group")
SENT = Made("ข้อตกลง.pdf", "application/pdf", b"%PDF canary")
WORDS = {"th": Words("เปิดเอกสาร", "ขอได้ที่อื่น", "ทำไม่สำเร็จ", "ยังว่าง")}
ANN, CAT = Place(LINE, "ann"), Place(LOCAL, "cat")


class Shop:
    """Draws and makes, counts how often, and fails when it is told to."""

    def __init__(self) -> None:
        self.drawn: list[Picture] = []
        self.made: list[tuple[str, File]] = []
        self.trouble: Exception | None = None
        self.empty = False
        self.slow = 0.0
        self.hold: threading.Event | None = None
        self.png = PNG

    def draw(self, picture: Picture) -> bytes:
        self.drawn.append(picture)
        if self.hold is not None:
            self.hold.wait(5)
        if self.trouble:
            raise self.trouble
        return self.png

    def make(self, partnership: Partnership, order: File) -> Made | None:
        self.made.append((partnership.id, order))
        time.sleep(self.slow)
        if self.trouble:
            raise self.trouble
        return None if self.empty else SENT

    def open(self, url: str = URL) -> Workshop:
        return Workshop(self.draw, self.make, url, WORDS)


class Album(Local):
    """A local channel that keeps pictures as Telegram does."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Letter] = []
        self.lost = False
        self.signs: list[Place] = []

    async def making(self, place: Place) -> None:
        self.signs.append(place)

    async def send(self, letter: Letter) -> str:
        if letter.drawn is not None and letter.drawn.known and self.lost:
            raise PictureGone
        self.got.append(letter)
        if letter.drawn is not None:
            letter.keep(f"F{len(self.got)}")
        return await super().send(letter)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def town(together: Town, tmp_path: Path, shop: Shop) -> Iterator[Town]:
    yield from _opened(together, tmp_path, shop.open())


@pytest.fixture
def poor(together: Town, tmp_path: Path, shop: Shop) -> Iterator[Town]:
    """Without a public address."""
    yield from _opened(together, tmp_path, shop.open(""))


def _opened(together: Town, folder: Path, workshop: Workshop) -> Iterator[Town]:
    town = together.twin(folder)
    town.stop()
    town.workshop, town.local = workshop, Album()
    town.start()
    change(town, lambda p: p.with_member(Member(Person(*CAT), CAT, roles=frozenset({Role.BROKER}))))
    yield town
    town.end()


def change(town: Town, how: Callable[[Partnership], Partnership]) -> None:
    """Something happens in the partnership. Cat is a broker on the local channel."""

    def job(book: Book) -> None:
        ((id,),) = town.rows("SELECT id FROM partnership")
        was = book.load(id)
        assert was is not None
        book.save(was, how(was), town.now, Person(*CAT), "t")

    town.job(job)


def partner(town: Town, place: Place, *, broker: bool = False, state: str = "member") -> None:
    """Ann's organisation sends whoever writes there; as a broker, too, or not any more."""
    person = Person(*place)

    def how(p: Partnership) -> Partnership:
        ann = p.members[Person(LINE, "ann")]
        roles = ann.roles | {Role.BROKER} if broker else ann.roles - {Role.BROKER}
        theirs = replace(p.organisations[ann.organisation], state=state)
        return p.with_organisation(theirs).with_member(
            replace(ann, person=person, private=place, roles=roles)
        )

    change(town, how)


def out_of_it(town: Town, place: Place) -> None:
    def how(p: Partnership) -> Partnership:
        return replace(p, members={k: m for k, m in p.members.items() if k != Person(*place)})

    change(town, how)


def making(town: Town) -> Making:
    assert town.house is not None
    return town.house.facilitator._making


def album(town: Town) -> Album:
    assert isinstance(town.local, Album)
    return town.local


def says(town: Town, monkeypatch: pytest.MonkeyPatch, message: Message, place: Place) -> None:
    """The shell says this message for an effect of its own."""
    assert town.house is not None
    saying = town.house.facilitator._working._saying
    monkeypatch.setattr(saying, "_render", lambda *_, **__: message)
    ((id,),) = town.rows("SELECT id FROM partnership")

    def job(book: Book) -> None:
        partnership = book.load(id)
        assert partnership is not None
        sheet = Sheet(book, _count(town), Person(*place))
        saying.say(sheet, partnership, [Failed(place, "th")], Person(*place))

    town.job(job)
    if place.channel == LOCAL:
        town.settle()


def _count(town: Town) -> int:
    ((count,),) = town.rows("SELECT count(*) FROM outbox")
    return 10_000 + int(count)


Says = Callable[[Town, Message, Place], None]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> Says:
    return lambda town, message, place: says(town, monkeypatch, message, place)


def replied(town: Town, who: str = "ann", place: str = "") -> list[Letter]:
    """What LINE was asked to show when somebody said something."""
    got: list[Letter] = []
    reply = town.line.reply

    async def seen(letters: list[Letter], token: str) -> object:
        got.extend(letters)
        return await reply(letters, token)

    town.line.reply = seen  # type: ignore[method-assign, assignment]
    town.say(who, "สวัสดี", place)
    town.line.reply = reply  # type: ignore[method-assign]
    return got


# ── sent along ───────────────────────────────────────────────────────────────


def test_a_picture_and_a_file_are_sent_along(town: Town, shop: Shop, say: Says) -> None:
    say(town, Message("ดู", picture=PICTURE, file=FILE), CAT)
    (letter,) = album(town).got
    assert letter.drawn is not None
    assert (letter.drawn.png, letter.drawn.known, letter.drawn.address) == (PNG, "", "")
    assert letter.made == SENT
    assert shop.drawn == [PICTURE]
    assert [order for _, order in shop.made] == [FILE]


def test_who_waits_for_a_paper_sees_that_it_is_being_made(
    town: Town, shop: Shop, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "SIGN_AFTER", 0.3)
    monkeypatch.setattr(signs, "SIGN_AGAIN", 0.3)
    say(town, Message("เร็ว", file=FILE), CAT)
    assert album(town).signs == [], "not for what comes at once"
    shop.slow = 1.0
    say(town, Message("ช้า", file=FILE), CAT)
    seen = len(album(town).signs)
    assert 2 <= seen <= 4
    assert set(album(town).signs) == {CAT}
    assert album(town).got[-1].made == SENT
    say(town, Message("จบแล้ว"), CAT)
    assert len(album(town).signs) == seen


def test_the_platforms_id_is_used_again_without_drawing(town: Town, shop: Shop, say: Says) -> None:
    for n in range(3):
        say(town, Message(f"ครั้งที่ {n}", picture=PICTURE), CAT)
    town.restart()
    say(town, Message("หลังเริ่มใหม่", picture=replace(PICTURE, alt="คำอื่น")), CAT)
    assert [letter.drawn and letter.drawn.known for letter in album(town).got] == ["", *["F1", "F2", "F3"]]
    assert len(shop.drawn) == 1
    say(town, Message("อื่น", picture=replace(PICTURE, data='{"at":4}')), CAT)
    assert len(shop.drawn) == 2


def test_a_picture_that_the_platform_has_lost_is_drawn_anew(town: Town, say: Says) -> None:
    say(town, Message("หนึ่ง", picture=PICTURE), CAT)
    album(town).lost = True
    town.restart()
    say(town, Message("สอง", picture=PICTURE), CAT)
    assert [letter.drawn and letter.drawn.png for letter in album(town).got] == [PNG, PNG]
    assert [letter.message.text for letter in album(town).got] == ["หนึ่ง", "สอง"]
    assert town.rows("SELECT file_id FROM picture_sent") == [("F2",)]


def test_what_cannot_be_drawn_holds_up_no_text(
    town: Town, shop: Shop, say: Says, caplog: pytest.LogCaptureFixture
) -> None:
    shop.trouble = ValueError("CANARY ของคน")
    say(town, Message("อ่านได้", picture=PICTURE), CAT)
    (letter,) = album(town).got
    assert letter.drawn is None
    assert letter.message.text == "อ่านได้"
    assert "picture_not_drawn" in caplog.text
    assert "CANARY" not in caplog.text
    assert town.rows("SELECT state FROM outbox WHERE channel = 'local'") == [("sent",)]
    shop.trouble = None
    say(town, Message("ต่อไป", picture=PICTURE), CAT)
    assert album(town).got[-1].drawn is not None


def test_what_takes_too_long_to_draw_holds_up_no_text(
    town: Town, shop: Shop, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.hold = threading.Event()
    assert town.house is not None
    monkeypatch.setattr(making(town)._drawing, "_seconds", 0.2)
    began = time.monotonic()
    for n in range(4):  # nobody waits behind it either
        say(town, Message(f"อ่านได้ {n}", picture=replace(PICTURE, data=f"{n}")), CAT)
    assert time.monotonic() - began < 2
    assert [letter.drawn for letter in album(town).got] == [None] * 4
    assert len(shop.drawn) == 1
    shop.hold.set()
    hold, shop.hold = shop.hold, None
    assert hold.is_set()
    time.sleep(0.1)
    say(town, Message("ต่อไป", picture=PICTURE), CAT)
    assert album(town).got[-1].drawn is not None


@pytest.mark.parametrize(("trouble", "empty", "said"), [(OSError(), False, 2), (None, True, 3)])
def test_of_a_paper_that_there_is_not_the_message_says_so(
    town: Town, shop: Shop, say: Says, trouble: Exception | None, empty: bool, said: int
) -> None:
    shop.trouble, shop.empty = trouble, empty
    say(town, Message("เอกสาร", file=FILE), CAT)
    (letter,) = album(town).got
    words = WORDS["th"]
    assert letter.made is None
    assert letter.message.text == f"เอกสาร\n\n{(words.failed, words.empty)[said - 2]}"


def test_of_what_is_shown_once_the_picture_goes_before_and_once(town: Town, say: Says) -> None:
    once = Message("สรุป" * 40, once="sum:1", stub="กำลังมา", picture=PICTURE, file=FILE)
    say(town, once, CAT)
    say(town, once, CAT)
    texts = [(shown.message.text, shown.edited) for shown in town.local.on(CAT)]
    assert texts == [(PICTURE.alt, False), ("สรุป" * 40, True), ("", False)]
    got = album(town).got
    assert [letter.drawn is not None for letter in got] == [True, False, False]
    assert [letter.made is not None for letter in got] == [False, False, True]


def test_what_is_needless_when_it_is_drawn_is_not_sent(
    town: Town, shop: Shop, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer one came, or words were taken out, while it was being drawn."""
    assert town.house is not None
    store = town.house.store

    def change(sql: str) -> None:
        def draw(_: Picture) -> bytes:
            store.do_now(lambda book: book.connection.exec_driver_sql(sql))
            monkeypatch.setattr(making(town), "workshop", shop.open())
            return PNG

        assert town.house is not None
        other = replace(shop.open(), draw=draw)
        monkeypatch.setattr(making(town), "workshop", other)

    change("UPDATE outbox SET state = 'superseded' WHERE channel = 'local'")
    say(town, Message("ล้าสมัย", picture=PICTURE), CAT)
    assert album(town).got == []
    change("UPDATE outbox SET body = replace(body, 'ลบ', '…') WHERE channel = 'local'")
    say(town, Message("ลบ", picture=replace(PICTURE, data='{"at":"ลบ"}')), CAT)
    (letter,) = album(town).got
    assert letter.message.text == "…"
    assert letter.drawn is not None
    assert [picture.data for picture in shop.drawn] == ['{"at":"…"}']


def test_nobody_waits_for_another_ones_paper(
    town: Town, shop: Shop, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where all that may be on its way at once are papers."""
    assert town.house is not None
    shop.hold = threading.Event()
    slots = town.house.facilitator._delivery._slots
    monkeypatch.setitem(slots, LOCAL, asyncio.Semaphore(1))
    make = shop.make

    def slow(partnership: Partnership, order: File) -> Made | None:
        assert shop.hold is not None
        shop.hold.wait(5)
        return make(partnership, order)

    workshop = replace(shop.open(), make=slow)
    monkeypatch.setattr(making(town), "workshop", workshop)
    dan = Place(LOCAL, "dan")
    monkeypatch.setattr(Town, "settle", lambda _: None)
    say(town, Message("เอกสาร", file=FILE), CAT)
    say(town, Message("ข้อความ"), dan)
    monkeypatch.undo()

    async def both() -> None:
        assert town.house is not None
        assert shop.hold is not None
        slots[LOCAL] = asyncio.Semaphore(1)
        shown = asyncio.Event()
        town.local.on_shown = lambda _: shown.set()
        delivering = asyncio.create_task(town.house.facilitator.deliver())
        async with asyncio.timeout(3):
            await shown.wait()
        assert town.local.on(dan)
        assert not town.local.on(CAT)
        shop.hold.set()
        await delivering

    making(town).workshop = workshop
    town.run(both())
    assert [shown.message.text for shown in town.local.on(CAT)] == ["เอกสาร"]


# ── fetched ──────────────────────────────────────────────────────────────────


def test_on_line_they_are_fetched(town: Town, shop: Shop, say: Says) -> None:
    say(town, Message("ดู", ((Button("ก", "menu"),),), picture=PICTURE, file=FILE), ANN)
    letter = next(x for x in replied(town) if x.message.picture)
    assert letter.drawn is not None
    assert letter.drawn.png == PNG
    home, _, name = letter.drawn.address.rpartition("/")
    assert home == f"{URL}/pictures"
    assert len(shop.drawn) == 1
    assert shop.made == []
    assert [[b.label for b in row] for row in letter.message.buttons] == [["ก"], ["เปิดเอกสาร"]]
    assert letter.message.buttons[-1][0].opens == "file"
    link = letter.tokens["file"]
    assert link.startswith(f"{URL}/files/")
    assert link.endswith("/agreement.pdf")
    assert town.house is not None
    fetch = town.house.facilitator.serving.fetch
    picture = town.run(fetch("picture", name.removesuffix(".png")))
    assert picture == Made("", "image/png", PNG)
    assert len(shop.drawn) == 1, "it was kept from when it was sent"
    token = link.split("/")[-2]
    assert town.run(fetch("file", token)) == SENT
    for kind, wrong in (("picture", token), ("file", name[:22]), ("file", "x" * 22)):
        assert town.run(fetch(kind, wrong)) is None  # type: ignore[arg-type]
    shop.empty = True
    assert town.run(fetch("file", token)) is None
    shop.empty, shop.trouble = False, OSError()
    assert town.run(fetch("file", token)) is None
    town.now += timedelta(days=8)
    assert town.run(fetch("file", token)) is None
    assert town.run(fetch("picture", name[:22])) is not None
    town.now += timedelta(days=30)
    assert town.run(fetch("picture", name[:22])) is None


def test_without_a_public_address_there_are_words(poor: Town, shop: Shop, say: Says) -> None:
    say(poor, Message("ดู", picture=PICTURE, file=FILE), ANN)
    say(poor, Message(PICTURE.alt, picture=PICTURE), ANN)
    got = replied(poor)
    assert not any(letter.drawn or letter.message.picture or letter.message.file for letter in got)
    assert [x.message.text for x in got if x.message.text.startswith("ดู")] == ["ดู\n\nขอได้ที่อื่น"]
    assert PICTURE.alt not in [x.message.text for x in got]
    assert (shop.drawn, shop.made) == ([], [])
    assert poor.rows("SELECT * FROM served") == []


def test_where_no_paper_can_be_had_it_is_said_before_one_is_chosen(poor: Town, say: Says) -> None:
    """No button leads on to a paper, and no word is said of one that was not given."""
    (row,) = ((Button("PDF", "order:agreement::1:pdf:broker"),),)
    instead = Message("เปิดเอกสารที่นี่ไม่ได้", ((Button("เมนู", "menu"),),))
    say(poor, Message("🔒 โปรดอย่าส่งต่อ", (row,), file=FILE, without_files=instead), ANN)
    say(poor, Message("🔒 โปรดอย่าส่งต่อ", (row,), file=FILE, without_files=instead), CAT)
    got = [x.message for x in replied(poor)]
    assert instead in got
    assert not any("🔒" in message.text for message in got)
    (sent,) = album(poor).got
    assert sent.made == SENT
    assert sent.message.text == "🔒 โปรดอย่าส่งต่อ"


def test_on_line_too_the_text_goes_without_what_cannot_be_drawn(
    town: Town, shop: Shop, say: Says
) -> None:
    shop.trouble = ValueError()
    say(town, Message("อ่านได้", picture=PICTURE), ANN)
    letter = next(x for x in replied(town) if x.message.picture)
    assert letter.drawn is None
    assert letter.message.text == "อ่านได้"


def test_a_picture_alone_is_never_pushed(town: Town, say: Says) -> None:
    town.push("always")
    town.now += timedelta(days=1)
    before = len(town.line.pushes)
    say(town, Message(PICTURE.alt, picture=PICTURE), ANN)
    town.settle()
    assert len(town.line.pushes) == before
    say(town, Message("กับข้อความ"), ANN)
    town.settle()
    assert [p.texts for p in town.line.pushes[before:]] == [(PICTURE.alt, "กับข้อความ")]


# ── for whom ─────────────────────────────────────────────────────────────────

BROKERS = replace(FILE, audience="broker")
DATA = File("data", "xlsx", "group")
POSTER = File("poster", "pdf", "group")
STANDING: dict[str, tuple[tuple[File, ...], dict[str, Any] | None]] = {
    "a broker": ((FILE, BROKERS, DATA, POSTER), {"broker": True}),
    "no broker any more": ((FILE,), {"broker": False}),
    "one who pauses": ((FILE,), {"state": "paused"}),
    "one whose organisation has left": ((), {"state": "left"}),
    "one who is not taken in yet": ((), {"state": "waiting"}),
    "one who is out of it": ((), None),
}
"""Who → the papers that they may have, and how they stand."""


def stand(town: Town, place: Place, how: dict[str, Any] | None) -> None:
    if how is None:
        out_of_it(town, place)
    else:
        partner(town, place, **how)


@pytest.mark.parametrize("who", STANDING)
def test_it_is_looked_at_who_the_reader_is_when_it_is_delivered(
    town: Town, shop: Shop, say: Says, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever they were when they asked for it."""
    theirs, how = STANDING[who]
    invited = invites(town, shop, monkeypatch)
    partner(town, CAT, broker=True)
    stand(town, CAT, how)
    got = []
    for order in (FILE, BROKERS, DATA, POSTER):
        say(town, Message("เอกสาร", file=order), CAT)
        letter = album(town).got[-1]
        assert letter.message.text == ("เอกสาร" if letter.made else "เอกสาร\n\nยังว่าง")
        got += [order] if letter.made else []
    assert tuple(got) == theirs
    assert [order for _, order in shop.made] == [order for order in theirs if order != POSTER]
    assert len(invited) == (POSTER in theirs), "nor is an invitation made for whoever may not invite"


@pytest.mark.parametrize("who", STANDING)
def test_it_is_looked_at_who_the_reader_is_when_it_is_fetched(
    town: Town, shop: Shop, say: Says, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, how = STANDING[who]
    invites(town, shop, monkeypatch)
    partner(town, ANN, broker=True)
    orders = (FILE, BROKERS, DATA, POSTER)
    for order in orders:
        say(town, Message(f"{order.what} {order.audience}", file=order), ANN)
    links = [x.tokens["file"] for x in replied(town) if x.message.file][: len(orders)]
    assert [fetched(town, link) for link in links] == [SENT] * 4
    stand(town, ANN, how)
    got = [order for order, link in zip(orders, links, strict=True) if fetched(town, link)]
    assert tuple(got) == theirs
    assert town.house is not None
    look = town.house.facilitator.serving.look
    seen = [town.run(look("file", link.split("/")[-2])) for link in links]
    assert seen == [0 if order in theirs else None for order in orders], "a HEAD tells no more"


def test_a_group_gets_what_every_partner_may_read(town: Town, shop: Shop, say: Says) -> None:
    for order in (FILE, BROKERS, DATA):
        say(town, Message(f"{order.what} {order.audience}", file=order), Place(LINE, "g1"))
    links = [x.tokens["file"] for x in replied(town, "bob", "g1") if x.message.file][:3]
    assert [fetched(town, link) for link in links] == [SENT, None, None]
    assert [order for _, order in shop.made] == [FILE]


def invites(town: Town, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens that posters were made with."""
    invited: list[str] = []

    def invite(_: Partnership, __: File, invitation: Invited) -> Made:
        assert invitation.code
        assert timedelta(days=3.5) <= invitation.until - town.now <= timedelta(days=7)
        invited.append(invitation.token)
        return SENT

    monkeypatch.setattr(making(town), "workshop", replace(shop.open(), invite=invite))
    return invited


def fetched(town: Town, link: str) -> Made | None:
    assert town.house is not None
    return town.run(town.house.facilitator.serving.fetch("file", link.split("/")[-2]))


# ── so many at once ──────────────────────────────────────────────────────────


def links(town: Town, say: Says, count: int) -> tuple[list[str], str]:
    """Tokens of papers, and of a picture; the answer brings the last message once more."""
    for n in range(count):
        say(town, Message(f"เอกสาร {n}", file=FILE), ANN)
    say(town, Message("รูป", picture=PICTURE), ANN)
    got = replied(town)
    files = [x.tokens["file"].split("/")[-2] for x in got if x.message.file]
    address = next(x.drawn.address for x in got if x.drawn)
    return files, address[-26:-4]


def test_a_paper_that_is_fetched_often_keeps_nobody_else_waiting(
    town: Town, shop: Shop, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made once for all, and pictures have places of their own."""
    files, picture = links(town, say, 3)
    assert town.house is not None
    shelf, hold = town.house.facilitator.serving, threading.Event()
    made: list[File] = []

    def slow(_: Partnership, order: File) -> Made:
        made.append(order)
        hold.wait(5)
        return SENT

    monkeypatch.setattr(making(town), "workshop", replace(shop.open(), make=slow))

    async def all_at_once() -> list[Made | BaseException | None]:
        often = [asyncio.create_task(shelf.fetch("file", files[0])) for _ in range(40)]
        second = asyncio.create_task(shelf.fetch("file", files[1]))
        await asyncio.sleep(0.3)
        assert await shelf.fetch("picture", picture) == Made("", "image/png", PNG)
        assert await shelf.look("file", files[0]) == 0
        assert await shelf.look("picture", picture) == len(PNG)
        with pytest.raises(TryLater):
            await shelf.fetch("file", files[2])
        hold.set()
        return await asyncio.gather(*often, second, return_exceptions=True)

    assert town.run(all_at_once()) == [SENT] * 41
    assert len(made) == 2
    assert town.run(shelf.fetch("file", files[2])) == SENT


def test_few_pictures_are_fetched_at_once(
    town: Town, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, picture = links(town, say, 0)
    assert town.house is not None
    monkeypatch.setattr(serving, "PICTURES_AT_ONCE", 0)
    with pytest.raises(TryLater):
        town.run(town.house.facilitator.serving.fetch("picture", picture))


def test_wrong_tokens_do_not_disturb_the_writer(
    town: Town, shop: Shop, say: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,), picture = links(town, say, 1)
    assert town.house is not None
    shelf, store = town.house.facilitator.serving, town.house.store

    async def asked(_: object) -> None:
        raise AssertionError("the writer was asked")

    monkeypatch.setattr(store, "do", asked)
    for kind, wrong in (("picture", file), ("file", picture), ("picture", "x" * 22), ("file", "-" * 22)):
        assert town.run(shelf.fetch(kind, wrong)) is None  # type: ignore[arg-type]
        assert town.run(shelf.look(kind, wrong)) is None  # type: ignore[arg-type]
    monkeypatch.undo()
    assert town.run(shelf.look("file", file)) == 0
    assert shop.made == []
    town.now += timedelta(days=31)
    assert town.run(shelf.look("picture", picture)) is None


# ── what kills the process ───────────────────────────────────────────────────


def tries(town: Town) -> list[int]:
    return [n for (n,) in town.rows("SELECT makings FROM outbox WHERE makings > 0 ORDER BY id")]


def test_a_try_is_committed_before_and_taken_off_again(town: Town, shop: Shop, say: Says) -> None:
    seen: list[tuple[str, object]] = []

    def note(what: str) -> None:
        (found,) = town.rows("SELECT state, attempts, makings FROM outbox WHERE channel = 'local'")
        seen.append((what, found))

    workshop = shop.open()

    def draw(picture: Picture) -> bytes:
        note("picture")
        return shop.draw(picture)

    def make(partnership: Partnership, order: File) -> Made | None:
        note("file")
        return shop.make(partnership, order)

    making(town).workshop = replace(workshop, draw=draw, make=make)
    say(town, Message("ดู", picture=PICTURE, file=FILE), CAT)
    assert seen == [("picture", ("queued", 0, 1)), ("file", ("queued", 0, 1))]
    assert tries(town) == []


def test_on_line_a_picture_is_drawn_before_the_request_counts_as_made(
    town: Town, shop: Shop, say: Says
) -> None:
    seen = []

    def draw(picture: Picture) -> bytes:
        seen.extend(town.rows("SELECT state, attempts, makings FROM outbox WHERE body LIKE '%ดูรูป%'"))
        return shop.draw(picture)

    making(town).workshop = replace(shop.open(), draw=draw)
    say(town, Message("ดูรูป", picture=PICTURE), ANN)
    assert all(x.drawn is not None for x in replied(town) if x.message.picture)
    assert {state for state, _, _ in seen} <= {"queued", "held"}
    assert [attempts for _, attempts, _ in seen] == [0] * len(seen)
    assert [count for _, _, count in seen if count] == [1]
    assert tries(town) == []


@pytest.mark.parametrize("what", ["picture", "file"])
def test_what_was_tried_three_times_in_vain_is_left_out(
    town: Town, shop: Shop, say: Says, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row as it is found after three deaths; a fourth would be the same again."""
    message = Message("อ่านได้", picture=PICTURE) if what == "picture" else Message("อ่านได้", file=FILE)
    monkeypatch.setattr(Town, "settle", lambda _: None)
    say(town, message, CAT)
    monkeypatch.undo()
    town.job(lambda book: book.connection.exec_driver_sql("UPDATE outbox SET makings = 3"))
    town.settle()
    (letter,) = album(town).got
    assert (letter.drawn, letter.made) == (None, None)
    assert letter.message.text == ("อ่านได้" if what == "picture" else "อ่านได้\n\nทำไม่สำเร็จ")
    assert (shop.drawn, shop.made) == ([], [])


def test_a_link_to_what_fails_is_tried_three_times(town: Town, shop: Shop, say: Says) -> None:
    (file,), picture = links(town, say, 1)
    shop.trouble = OSError()
    assert [fetched(town, f"/{file}/x") for _ in range(5)] == [None] * 5
    assert len(shop.made) == 3
    assert tries(town) == [3]
    shop.trouble = None
    assert town.house is not None
    assert town.run(town.house.facilitator.serving.fetch("picture", picture)) is not None


@pytest.mark.parametrize("answers_too", [False, True])
def test_who_is_erased_stands_on_no_picture(
    town: Town, shop: Shop, say: Says, answers_too: bool
) -> None:
    group = Place(LINE, "g1")
    shows = Picture("card", '{"by":"คุณann บอกว่า"}', "โดย คุณann")
    say(town, Message("ในกลุ่ม", picture=shows), group)
    say(town, Message("ส่วนตัว", picture=shows), ANN)
    own = next(x for x in replied(town) if x.message.picture)
    common = next(x for x in replied(town, "bob", "g1") if x.message.picture)
    assert town.house is not None
    saying, enclosed = town.house.facilitator._working._saying, town.house.facilitator.serving

    def fetched(letter: Letter) -> Made | None:
        assert letter.drawn is not None
        return town.run(enclosed.fetch("picture", letter.drawn.address[-26:-4]))

    assert fetched(own) is not None
    assert fetched(common) is not None
    assert shop.drawn == [shows]
    ((id,),) = town.rows("SELECT id FROM partnership")

    def forget(book: Book) -> None:
        sheet = Sheet(book, _count(town), Person(*ANN))
        gone = Forget(ANN, "th", Person(*ANN), answers_too=answers_too)
        saying.say(sheet, book.load(id), [gone], Person(*ANN))

    town.now += timedelta(hours=1)
    town.job(forget)
    assert fetched(own) is None
    assert (fetched(common) is None) == answers_too, "what was said stands on it in other forms"
    left = [] if answers_too else ['{"by": "… บอกว่า"}']
    assert [picture.data for picture in shop.drawn[1:]] == left


# ── at the start ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("trouble", [None, OSError("CANARY ของคน")])
def test_one_of_each_is_made_at_the_start_in_nobodys_way(
    town: Town,
    shop: Shop,
    trouble: Exception | None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a thread; and whatever becomes of it, the bot runs."""
    monkeypatch.setattr("bot.facilitator.making.WARM_AFTER", 0.1)
    warmed, hold = threading.Event(), threading.Event()

    def warm() -> None:
        assert threading.current_thread() is not threading.main_thread()
        hold.wait(5)
        warmed.set()
        if trouble:
            raise trouble

    making(town).workshop = replace(shop.open(), warm=warm)

    async def lives() -> None:
        assert town.house is not None
        shown = asyncio.Event()
        town.local.on_shown = lambda _: shown.set()
        running = asyncio.create_task(town.house.facilitator.run())
        await town.house.store.do(
            lambda book: book.enqueue(CAT, Message("x"), partnership=None, dedupe="x", now=town.now)
        )
        async with asyncio.timeout(5):
            await shown.wait()
        assert not warmed.is_set(), "what is said does not wait for it"
        hold.set()
        assert await asyncio.to_thread(warmed.wait, 5)
        await asyncio.sleep(0.05)
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    town.run(lives())
    assert ("not_warmed" in caplog.text) == (trouble is not None)
    assert "CANARY" not in caplog.text


# ── what is kept ─────────────────────────────────────────────────────────────


def test_so_many_are_kept_and_so_much() -> None:
    kept = Kept(2, 10)
    kept.keep("a", b"1234")
    kept.keep("b", b"1234")
    assert kept.get("a") == b"1234"
    kept.keep("c", b"12")
    assert [kept.get(key) for key in "abc"] == [b"1234", None, b"12"]
    kept.keep("a", b"123456789")
    assert [kept.get(key) for key in "ac"] == [b"123456789", None]
    kept.keep("d", b"x" * 11)
    assert kept.get("d") is None
    assert kept.get("a") == b"123456789"
