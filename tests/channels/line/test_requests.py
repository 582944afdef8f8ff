"""Letters in, exact requests out; LINE's refusals in, the exceptions of bot/channels/base.py out."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bot.channels.base import (
    Gone,
    Letter,
    Price,
    QuotaGone,
    Refused,
    TokenSpent,
    TryLater,
    Unsure,
)
from bot.channels.line import account as accounts
from bot.channels.line.errors import TokenRejected
from bot.core.model import Person, Place
from bot.logs import set_up
from bot.message import Button, Message, Raw
from tests.channels.line.captured import GROUP, SECRET, SOMSRI, body
from tests.channels.line.fakes import BASIC, CHANNEL, CUT, SLOW, TOKEN, a_line

HERE = Place("line", SOMSRI)
THERE = Place("line", GROUP)
KEY = str(uuid.UUID(int=7))
REPLY, PUSH = "/v2/bot/message/reply", "/v2/bot/message/push"


def letter(text: str = "สวัสดี", place: Place = HERE, **more: Any) -> Letter:
    return Letter(place, Message(text, **more), "Rf_1")


async def test_a_reply() -> None:
    async with a_line() as here:
        letters = [letter("หนึ่ง"), letter("สอง")]
        assert await here.replies.reply(letters, "r3ply") == ("461", "462")
        (asked,) = here.fake.asked
        assert (asked.host, asked.method, asked.path) == ("api", "POST", REPLY)
        assert asked.bearer == f"Bearer {TOKEN}"
        assert asked.headers["Content-Type"] == "application/json"
        assert "X-Line-Retry-Key" not in asked.headers  # a reply with one is refused
        assert asked.json == {
            "replyToken": "r3ply",
            "messages": [{"type": "text", "text": "หนึ่ง"}, {"type": "text", "text": "สอง"}],
        }
        assert "หนึ่ง".encode() in asked.raw  # not as \u escapes, which are twice as long


async def test_a_push() -> None:
    async with a_line() as here:
        assert await here.replies.push([letter(place=THERE)], KEY) == ("461",)
        (asked,) = here.fake.asked
        assert asked.path == PUSH
        assert asked.headers["X-Line-Retry-Key"] == KEY
        assert asked.json == {"to": GROUP, "messages": [{"type": "text", "text": "สวัสดี"}]}


async def test_a_push_that_was_taken_before_counts_as_sent() -> None:
    async with a_line() as here:
        body = {"message": "The retry key is already accepted", "sentMessages": [{"id": "99"}]}
        here.fake.say(PUSH, 409, body)
        assert await here.replies.push([letter()], KEY) == ("99",)
        here.fake.say(PUSH, 409, {"message": "The retry key is already accepted"})
        assert await here.replies.push([letter()], KEY) == ("",)
        here.fake.say(REPLY, 409, body)
        with pytest.raises(Refused):
            await here.replies.reply([letter()], "t")


MONTH = {"message": "You have reached your monthly limit."}
RATE = {"message": "The API rate limit has been exceeded. Try again later."}
SPENT = {"message": "Invalid reply token"}
NOBODY = {"message": "Failed to send messages"}
BROKEN = {
    "message": "A message (messages[0]) in the request body is invalid",
    "details": [{"message": 'bad "secret words"', "property": "/body/contents/0"}],
}
ERRORS: list[tuple[str, Any, object, type[Exception]]] = [
    (REPLY, 400, SPENT, TokenSpent),
    (REPLY, 400, BROKEN, Refused),
    (REPLY, 400, NOBODY, Refused),
    (REPLY, 429, RATE, TryLater),
    (REPLY, 413, {"message": "Request exceeds the max size of 2MB"}, Refused),
    (REPLY, 401, {"message": "Authentication failed."}, TokenRejected),
    (REPLY, 403, {"message": "Access to this API is not available"}, TokenRejected),
    (REPLY, 500, {"message": "Internal server error"}, Unsure),
    (REPLY, 502, "<html>bad gateway", Unsure),
    (REPLY, 200, "<html>bad gateway", Unsure),
    (REPLY, 200, "[]", Unsure),
    (REPLY, 302, "", Unsure),
    (REPLY, CUT, "", Unsure),
    (REPLY, SLOW, {"sentMessages": [{"id": "1"}]}, Unsure),
    (PUSH, 429, MONTH, QuotaGone),
    (PUSH, 429, RATE, TryLater),
    (PUSH, 400, NOBODY, Gone),
    (PUSH, 400, SPENT, Refused),
    (PUSH, 400, {"message": "The value for the 'X-Line-Retry-Key' header is invalid"}, Refused),
    (PUSH, 500, {"message": "Internal server error"}, Unsure),
    (PUSH, CUT, "", Unsure),
    ("/v2/bot/message/quota", 500, {}, TryLater),
    ("/v2/bot/message/quota", 200, "<html>", TryLater),
    ("/v2/bot/message/quota", SLOW, {"type": "none"}, TryLater),
    ("/v2/bot/message/quota", 404, {"message": "Not found"}, Refused),
]


@pytest.mark.parametrize(("path", "status", "body", "raised"), ERRORS)
async def test_refusals(path: str, status: Any, body: object, raised: type[Exception]) -> None:
    async with a_line() as here:
        here.fake.say(path, status, body)
        asking: dict[str, Callable[[], Awaitable[object]]] = {
            REPLY: lambda: here.replies.reply([letter()], "t"),
            PUSH: lambda: here.replies.push([letter()], KEY),
        }
        with pytest.raises(raised) as problem:
            await asking.get(path, lambda: here.replies.price([HERE]))()
        assert type(problem.value) is raised
        assert (
            problem.value.__cause__ is problem.value.__context__ is None
        )  # it carries the address
        assert "secret" not in str(problem.value)
        assert len(here.fake.asked) == 1  # whoever calls decides whether it is asked again


async def test_how_long_to_wait() -> None:
    async with a_line() as here:
        for given, seconds in (("7", 7.0), ("99999", 60.0), ("soon", 1.0), ("0", 1.0)):
            here.fake.say(REPLY, 429, RATE, Retry_After=given)
            with pytest.raises(TryLater) as later:
                await here.replies.reply([letter()], "t")
            assert later.value.seconds == seconds


async def test_what_never_left_the_house_is_tried_later() -> None:
    async with a_line() as here:
        here.line._client._roots = ("http://127.0.0.1:1", "http://127.0.0.1:1")
        with pytest.raises(TryLater):
            await here.replies.push([letter()], KEY)


async def test_it_is_not_led_elsewhere() -> None:
    async with a_line() as here:
        here.fake.say(REPLY, 307, "", Location=f"{here.fake.data}/elsewhere")
        with pytest.raises(Unsure):
            await here.replies.reply([letter()], "t")
        assert here.fake.of("/elsewhere") == []


async def test_before_it_knows_its_name_it_waits() -> None:
    async with a_line(start=False) as here:
        with pytest.raises(TryLater):
            await here.replies.reply([letter()], "t")
        assert here.fake.asked == []


# ── several letters in one request ───────────────────────────────────────────


async def test_more_than_five_letters_share_bubbles_where_they_are_text_alone() -> None:
    press = ((Button("ต่อไป", "go"),),)
    letters = [letter(str(n)) for n in range(1, 7)] + [letter("ถาม", buttons=press)]
    async with a_line() as here:
        assert here.replies.together([one.message for one in letters]) == 7
        ids = await here.replies.reply(letters, "t")
        assert ids == ("461", "461", "461", "462", "463", "464", "465")
        messages = here.fake.asked[0].json["messages"]
        assert [m.get("text") for m in messages] == ["1\n\n2\n\n3", "4", "5", "6", None]


async def test_how_many_go_together() -> None:
    long = Message("ก" * 3000)
    bold = Message("ก", strong=((0, 1),))
    summary = Message("ก", once="s")
    short = Message("ก")
    async with a_line() as here:
        together = here.replies.together
        assert together([short]) == 1
        assert together([short] * 5) == 5
        assert together([long] * 7) == 5  # two of them are longer than a text may be
        assert together([bold] * 7) == 5
        assert together([summary] * 7) == 5  # a summary stands alone
        assert together([bold, *[short] * 40, bold, bold, bold]) == 44
        assert together([bold] * 4 + [short] * 9 + [bold]) == 13


async def test_too_many_are_refused_before_they_are_sent() -> None:
    async with a_line() as here:
        with pytest.raises(Refused):
            await here.replies.push([letter(strong=((0, 1),))] * 6, KEY)
        assert here.fake.asked == []


async def test_quick_replies_stand_on_the_last_bubble_alone() -> None:
    many = tuple((Button(f"{n} ตัวเลือก", f"a:{n}"),) for n in range(1, 7))
    async with a_line() as here:
        await here.replies.reply([letter("ก", buttons=many), letter("ข", buttons=many)], "t")
        first, last = here.fake.asked[0].json["messages"]
        assert "quickReply" not in first
        assert len(last["quickReply"]["items"]) == 6


# ── what it costs ────────────────────────────────────────────────────────────


async def test_the_price_is_counted_in_people() -> None:
    async with a_line() as here:
        here.fake.say(f"/v2/bot/group/{GROUP}/members/count", 200, {"count": 14})
        here.fake.say("/v2/bot/message/quota", 200, {"type": "limited", "value": 300})
        here.fake.say("/v2/bot/message/quota/consumption", 200, {"totalUsage": 60})
        price = await here.replies.price([THERE, HERE, Place("line", "U" + "1" * 32)])
        assert price == Price(people=16, used=60, limit=300)
        assert price.left == 240
        here.fake.say("/v2/bot/message/quota", 200, {"type": "none"})
        here.fake.say("/v2/bot/message/quota/consumption", 200, {"totalUsage": 60})
        assert await here.replies.price([THERE]) == Price(people=14, used=60, limit=None)
        assert len(here.fake.of(f"/v2/bot/group/{GROUP}/members/count")) == 1


async def test_a_count_is_asked_for_again_after_a_minute_and_a_lost_group_costs_nothing() -> None:
    path = f"/v2/bot/group/{GROUP}/members/count"
    async with a_line() as here:
        here.fake.say(path, 200, {"count": 14})
        await here.replies.price([THERE])
        here.clock.time += 61
        here.fake.say(path, 404, {"message": "Not found"})
        assert (await here.replies.price([THERE])).people == 0
        assert len(here.fake.of(path)) == 2


# ── members, names, tokens ───────────────────────────────────────────────────


@pytest.mark.parametrize(("status", "inside"), [(200, True), (404, False), (400, False)])
async def test_whoever_is_in_the_group_may_set_it_up(status: int, inside: bool) -> None:
    path = f"/v2/bot/group/{GROUP}/member/{SOMSRI}"
    async with a_line() as here:
        here.fake.say(path, status, {"displayName": "สมศรี", "userId": SOMSRI})
        assert await here.line.is_administrator(THERE, Person("line", SOMSRI)) is inside
        assert [asked.path for asked in here.fake.asked] == [path]


async def test_nobody_is_not_in_the_group() -> None:
    async with a_line() as here:
        assert await here.line.is_administrator(THERE, Person("line", "")) is False
        assert here.fake.asked == []


async def test_names() -> None:
    async with a_line() as here:
        here.fake.say(f"/v2/bot/profile/{SOMSRI}", 200, {"displayName": "สมศรี"})
        here.fake.say(f"/v2/bot/group/{GROUP}/summary", 200, {"groupName": "ภาคีลุ่มน้ำ"})
        here.line._names.meet(SOMSRI)
        here.line._names.enter(GROUP)
        await here.line._names.wait([SOMSRI, GROUP])
        known = here.line._names.known
        assert (known(SOMSRI), known(GROUP)) == ("สมศรี", "ภาคีลุ่มน้ำ")


async def test_short_tokens_are_fetched_with_the_channels_secret() -> None:
    async with a_line(token="", start=False) as here:
        await here.line.start()
        fetched, info = here.fake.asked
        assert (fetched.method, fetched.path) == ("POST", "/oauth2/v3/token")
        assert "Authorization" not in fetched.headers
        assert dict(parse_qsl(fetched.raw.decode())) == {
            "grant_type": "client_credentials",
            "client_id": CHANNEL,
            "client_secret": SECRET,
        }
        assert info.bearer == "Bearer short-1"
        here.clock.time += 12 * 60
        await here.replies.reply([letter()], "t")
        assert here.fake.asked[-1].bearer == "Bearer short-1"
        here.clock.time += 61  # after 13 of its 15 minutes
        await here.replies.reply([letter()], "t")
        assert here.fake.asked[-1].bearer == "Bearer short-2"
        assert len(here.fake.of("/oauth2/v3/token")) == 2


async def test_the_old_token_serves_as_long_as_it_lives_if_no_new_one_is_to_be_had() -> None:
    async with a_line(token="") as here:
        here.clock.time += 14 * 60
        here.fake.say("/oauth2/v3/token", 503)
        await here.replies.reply([letter()], "t")
        assert here.fake.asked[-1].bearer == "Bearer short-1"
        here.clock.time += 55
        here.fake.say("/oauth2/v3/token", 503)
        with pytest.raises(TryLater):
            await here.replies.reply([letter()], "t")


async def test_a_short_token_that_is_refused_is_fetched_anew_once() -> None:
    async with a_line(token="") as here:
        here.fake.say(REPLY, 401, {"message": "Authentication failed."})
        assert await here.replies.reply([letter()], "t") == ("461",)
        assert [asked.bearer for asked in here.fake.of(REPLY)] == [
            "Bearer short-1",
            "Bearer short-2",
        ]
        for _ in range(2):
            here.fake.say(REPLY, 401, {"message": "Authentication failed."})
        with pytest.raises(TokenRejected):
            await here.replies.reply([letter()], "t")


async def test_a_wrong_secret_is_the_operators_to_mend() -> None:
    async with a_line(token="", start=False) as here:
        here.fake.say("/oauth2/v3/token", 400, {"error": "invalid_request"})
        with pytest.raises(TokenRejected):
            await here.line.account.bot()


async def test_starting_goes_on_until_line_answers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with a_line(start=False) as here:
        for status in (500, 401, 429):
            here.fake.say("/v2/bot/info", status, {"message": "no"})
        await here.line.start()
        assert here.line.bot is not None
        assert here.line.bot.basic_id == BASIC
        assert len(here.clock.slept) == 3
        assert here.clock.slept[1] >= 60  # only the operator can mend a refused token


async def test_a_refused_token_is_known_until_line_takes_it_again() -> None:
    async with a_line() as here:
        assert not here.line.refused
        here.fake.say(REPLY, 401, {"message": "Authentication failed."})
        with pytest.raises(TokenRejected):
            await here.replies.reply([letter()], "t")
        assert here.line.refused
        here.fake.say(REPLY, 500, {"message": "no"})
        with pytest.raises(Unsure):
            await here.replies.reply([letter()], "t")
        assert not here.line.refused


async def test_posts_are_taken_in_until_the_server_is_closed() -> None:
    """Told to stop, the bot listens no more, but LINE may post until then, and does not come again."""
    taken: list[Raw] = []

    async def take_in(raws: Sequence[Raw]) -> None:
        taken.extend(raws)

    async with a_line() as here:
        listening = asyncio.create_task(here.line.listen(take_in))
        await asyncio.sleep(0)
        listening.cancel()
        await asyncio.wait({listening})
        await here.line.receiver.receive(body("text"))
    assert len(taken) == 1


async def test_logs_hold_no_token_and_nobodys_words(capfd: pytest.CaptureFixture[str]) -> None:
    handlers, level = logging.root.handlers[:], logging.root.level
    try:
        set_up("DEBUG")
        async with a_line() as here:
            for status in (401, 403, 500, CUT):
                here.fake.say(REPLY, status, {"message": "no"})
                with pytest.raises((TryLater, Unsure)):
                    await here.replies.reply([letter("ความลับ")], "r3ply-t0ken")
    finally:
        logging.root.handlers[:], logging.root.level = handlers, level
    written = capfd.readouterr().err
    assert "line_refuses_the_access_token" in written
    for secret in (TOKEN, SECRET, SOMSRI, "ความลับ", "r3ply-t0ken", "127.0.0.1"):
        assert secret not in written


async def test_it_neither_sends_nor_edits_by_itself() -> None:
    async with a_line() as here:
        with pytest.raises(Refused):
            await here.line.send(letter())
        with pytest.raises(Refused):
            await here.line.edit(letter(), "461")


# ── the account ──────────────────────────────────────────────────────────────


async def test_quota_and_webhook() -> None:
    async with a_line() as here:
        account, fake = here.line.account, here.fake
        fake.say("/v2/bot/message/quota", 200, {"type": "limited", "value": 20})
        fake.say("/v2/bot/message/quota/consumption", 200, {"totalUsage": 23})
        quota = await account.quota()
        assert (quota, quota.left) == (accounts.Quota(20, 23), 0)
        where = "/v2/bot/channel/webhook/endpoint"
        fake.say(where, 404, {"message": "not found"})
        assert await account.endpoint() is None
        fake.say(where, 200, {"endpoint": "https://phakhi.example/line", "active": False})
        found = await account.endpoint()
        assert found is not None
        assert (found.url, found.active) == ("https://phakhi.example/line", False)
        await account.set_endpoint("https://phakhi.example/line")
        last = fake.asked[-1]
        assert (last.method, last.path) == ("PUT", where)
        assert last.json == {"endpoint": "https://phakhi.example/line"}
        body = {"success": False, "statusCode": 503, "reason": "ERROR_STATUS_CODE", "detail": "503"}
        fake.say("/v2/bot/channel/webhook/test", 200, body)
        assert await account.test_endpoint() == accounts.Tested(
            False, 503, "ERROR_STATUS_CODE", "503"
        )
        assert fake.asked[-1].json == {}


async def test_rich_menus() -> None:
    menu = {"name": "phakhi", "chatBarText": "เมนู"}
    async with a_line() as here:
        account, fake = here.line.account, here.fake
        await account.check_menu(menu)
        fake.say("/v2/bot/richmenu", 200, {"richMenuId": "richmenu-1"})
        assert await account.make_menu(menu) == "richmenu-1"
        await account.give_menu_picture("richmenu-1", b"\x89PNG")
        await account.show_menu("richmenu-1")
        fake.say("/v2/bot/user/all/richmenu", 200, {"richMenuId": "richmenu-1"})
        assert await account.shown_menu() == "richmenu-1"
        fake.say("/v2/bot/user/all/richmenu", 404, {"message": "no default richmenu"})
        assert await account.shown_menu() == ""
        listed = {**menu, "richMenuId": "richmenu-0"}
        fake.say("/v2/bot/richmenu/list", 200, {"richmenus": [listed]})
        assert await account.menus() == (accounts.Menu("richmenu-0", "phakhi", "เมนู", listed),)
        fake.say("/v2/bot/richmenu/richmenu-0", 404, {"message": "Not found"})
        await account.delete_menu("richmenu-0")
        assert [(a.host, a.method, a.path) for a in fake.asked] == [
            ("api", "POST", "/v2/bot/richmenu/validate"),
            ("api", "POST", "/v2/bot/richmenu"),
            ("data", "POST", "/v2/bot/richmenu/richmenu-1/content"),
            ("api", "POST", "/v2/bot/user/all/richmenu/richmenu-1"),
            ("api", "GET", "/v2/bot/user/all/richmenu"),
            ("api", "GET", "/v2/bot/user/all/richmenu"),
            ("api", "GET", "/v2/bot/richmenu/list"),
            ("api", "DELETE", "/v2/bot/richmenu/richmenu-0"),
        ]
        assert fake.asked[0].json == fake.asked[1].json == json.loads(json.dumps(menu))
        picture = fake.asked[2]
        assert (picture.headers["Content-Type"], picture.raw) == ("image/png", b"\x89PNG")
