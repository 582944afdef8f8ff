"""How LINE is spoken to: what waits goes out together, as a free answer or as a billed push.

A request shows up to five message objects, all or none; a picture is one of them, before its text.
Where more letters than that wait, neighbours that are text alone share a bubble, so that more of
them come through with one token.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from bot.channels.base import (
    Gone,
    Letter,
    Price,
    QuotaGone,
    Refused,
    ReplyToken,
    TokenSpent,
    TryLater,
)
from bot.channels.cutting import units
from bot.channels.line import events, shapes
from bot.channels.line.account import Account
from bot.channels.line.client import Client
from bot.channels.line.flex import Json
from bot.core.model import Place
from bot.logs import log
from bot.message import Message

MAX_OBJECTS = 5
"""Message objects in one request (reference, "Send reply message")."""
APART = "\n\n"
"""Between two letters that share a bubble."""
COUNTED_FOR = 60.0
"""Seconds for which a group's number of people is remembered."""
NOT_STARTED = 1.0
TOO_LARGE = "picture_left_out_line_would_not_show_it"
SENT_BEFORE = 409
"""The answer to a push whose retry key was taken before."""


class Replying:
    """`bot.channels.base.Replies` for LINE."""

    def __init__(
        self,
        client: Client,
        basic_id: Callable[[], str],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`basic_id`: the bot's own, "" until it is known."""
        self._client = client
        self._account = Account(client)
        self._basic_id = basic_id
        self._clock = clock
        self._counts: dict[str, tuple[float, int]] = {}

    def token(self, raw: bytes) -> ReplyToken | None:
        return events.reply_token(raw)

    def together(self, messages: Sequence[Message]) -> int:
        count = 1
        while count < len(messages) and _objects(messages[: count + 1]) <= MAX_OBJECTS:
            count += 1
        if 1 < count < len(messages) and messages[count - 1].only_picture:
            return count - 1  # it goes with the text that it belongs to
        return count

    async def reply(self, letters: Sequence[Letter], token: str) -> Sequence[str]:
        failure: Exception
        try:
            return await self._send("/v2/bot/message/reply", {"replyToken": token}, letters)
        except (Gone, QuotaGone) as problem:  # said of pushes
            failure = Refused(type(problem).__name__)
        raise failure

    async def push(self, letters: Sequence[Letter], key: str) -> Sequence[str]:
        failure: Exception
        try:
            to = letters[0].place.id
            return await self._send("/v2/bot/message/push", {"to": to}, letters, key=key)
        except TokenSpent:  # said of replies
            failure = Refused("not a reply")
        raise failure

    async def price(self, places: Sequence[Place]) -> Price:
        people = 0
        for place in places:
            people += 1 if shapes.is_private(place) else await self._people(place)
        quota = await self._account.quota()
        return Price(people, quota.used, quota.limit)

    async def _send(
        self, path: str, head: Json, letters: Sequence[Letter], key: str = ""
    ) -> Sequence[str]:
        if not self._basic_id():
            raise TryLater(NOT_STARTED)  # links need the bot's name
        bundles = _bundles([letter.message for letter in letters])
        objects = self._objects(letters, bundles)
        body = {**head, "messages": [each for bundle in objects for each in bundle]}
        also = (SENT_BEFORE,) if key else ()
        answer = await self._client.call("POST", path, body, key=key, also=also)
        ids = _ids(answer.body)
        ids += [""] * (sum(map(len, objects)) - len(ids))
        # A letter is known by the last of what shows it: its text, where it has one.
        last = [ids[n - 1] for n in accumulate(map(len, objects))]
        return tuple(id for id, bundle in zip(last, bundles, strict=True) for _ in bundle)

    def _objects(self, letters: Sequence[Letter], bundles: Sequence[range]) -> list[list[Json]]:
        """What shows each bundle."""
        found = [list(self._shapes(letters, bundle)) for bundle in bundles]
        if not 0 < sum(map(len, found)) <= MAX_OBJECTS:
            raise Refused("too many messages at once")
        quick = shapes.quick_replies(letters[-1])
        if quick is not None:
            found[-1][-1]["quickReply"] = quick
        return found

    def _shapes(self, letters: Sequence[Letter], bundle: range) -> Iterator[Json]:
        letter = letters[bundle[0]]
        image = shapes.image(letter.drawn) if letter.drawn is not None else None
        if image is not None:
            yield image
            if letter.message.only_picture:
                return
        elif letter.drawn is not None:
            log(TOO_LARGE, level=logging.WARNING, platform=events.NAME)
        if len(bundle) > 1:
            text = APART.join(letters[n].message.text for n in bundle)
            letter = replace(letter, message=Message(text))
        yield shapes.shape(letter, self._basic_id())

    async def _people(self, group: Place) -> int:
        """How many people are in it, the bot not counted; 0 if the bot is not in it any more."""
        known = self._counts.get(group.id)
        if known is not None and self._clock() - known[0] < COUNTED_FOR:
            return known[1]
        path = f"{chat_path(group.id)}/members/count"
        answer = await self._client.get(path, also=(404,))
        count = answer.get("count") if isinstance(answer, Mapping) else None
        people = count if isinstance(count, int) else 0
        self._counts[group.id] = (self._clock(), people)
        return people


def chat_path(id: str) -> str:
    """Where LINE answers for a group or a chat of several. Ids are LINE's own: letters and digits."""
    return f"/v2/bot/{'room' if id.startswith('R') else 'group'}/{id}"


def _bundles(messages: Sequence[Message]) -> list[range]:
    """Which letters share a bubble: only neighbours that are text alone, only where there are more
    letters than message objects, and no more of them than that takes. Never a summary.
    """
    found = [range(n, n + 1) for n in range(len(messages))]
    pictures = sum(_has_both(message) for message in messages)
    length = [units(message.text) for message in messages]
    at = 0
    while len(found) + pictures > MAX_OBJECTS and at < len(found) - 1:
        both = range(found[at].start, found[at + 1].stop)
        size = sum(length[n] for n in both) + len(APART) * (len(both) - 1)
        if size <= shapes.MAX_TEXT and all(_joins(messages[n]) for n in both):
            found[at : at + 2] = [both]
        else:
            at += 1
    return found


def _objects(messages: Sequence[Message]) -> int:
    """How many message objects show them, at most."""
    return len(_bundles(messages)) + sum(map(_has_both, messages))


def _has_both(message: Message) -> bool:
    """Picture and text: two message objects."""
    return message.picture is not None and not message.only_picture


def _joins(message: Message) -> bool:
    if message.once or message.picture is not None:
        return False
    return bool(message.text.strip()) and shapes.plain(message)


def _ids(body: object) -> list[str]:
    sent = body.get("sentMessages") if isinstance(body, Mapping) else None
    rows = sent if isinstance(sent, list) else []
    return [str(row.get("id") or "") if isinstance(row, Mapping) else "" for row in rows]
