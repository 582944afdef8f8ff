"""The channel itself, as bot/channels/base.py asks for it, put together from the parts beside it.

Forum groups: a group is one place, whatever its topics. The topic in which a command was last
given, a button pressed or the bot put in is remembered, in memory, and what the bot says to that
group goes there. When it is not known (after a restart) or is gone, the message goes to the
group's general topic.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from telegram.request import BaseRequest

from bot.channels.base import (
    Gone,
    Letter,
    MovedTo,
    NotThere,
    PictureGone,
    Refused,
    Replies,
    TakeIn,
    TryLater,
    Unsure,
)
from bot.channels.telegram import commands, enclosing, splitting, updates
from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import TOPIC_GONE, NotModified, TokenRejected
from bot.channels.telegram.pacing import Pace, Pacer
from bot.channels.telegram.payloads import Update
from bot.channels.telegram.polling import (
    TOKEN_REFUSED,
    UNREACHABLE,
    WANTED,
    Poll,
    Sleep,
    backoff,
    utc_now,
)
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.sending import Json, message_request
from bot.channels.telegram.webhook import Receiver, Webhook
from bot.core.events import Commanded, Event, Pressed
from bot.core.model import Person, Place
from bot.logs import log
from bot.message import Message, Raw

NOT_TAKEN = "telegram_did_not_take_a_picture_or_file"
NOT_SHOWN = "commands_and_descriptions_not_set_trying_at_the_next_start"
API_ROOT = "https://api.telegram.org"
MAX_WAIT = 2.0
"""Seconds that `send` may wait for its turn; above it the letter goes back to the outbox
(TryLater).
"""
NOT_STARTED = 1.0
GENERAL_TOPIC = 1
"""Telegram's number of the general topic: posted to by naming no topic at all."""
Requested = Callable[[Letter, str], tuple[str, Json]]
"""A letter, and the bot's own name → a method and its parameters but for the ids."""
_OVERSEERS = ("creator", "administrator")


class Telegram:
    """Telegram, by long poll, or by webhook where one is given. See bot/channels/base.py."""

    name = updates.NAME
    can_edit = True
    by_address = False
    replies: Replies | None = None
    short_codes = False

    def __init__(
        self,
        token: str,
        api_root: str = API_ROOT,
        *,
        texts: commands.Texts | None = None,
        webhook: Webhook | None = None,
        pace: Pace | None = None,
        request: BaseRequest | None = None,
        poll_request: BaseRequest | None = None,
        poll_seconds: int | None = None,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`texts`: commands and descriptions to show; None leaves them as they are.

        `request`, `poll_request`, `now`, `clock` and `sleep` are for tests.
        """
        self.username = ""
        """The bot's own, known after `start`."""
        self._client = Client(token, api_root, request=request, poll_request=poll_request)
        self._texts = texts
        self._sleep = sleep
        self._pacer = Pacer(clock, pace)
        self._presses = Presses(self._client)
        self._topics: dict[str, int] = {}
        timing = {"timeout": poll_seconds} if poll_seconds is not None else {}
        self._poll = Poll(self._client, self._noticed, now=now, sleep=sleep, **timing)
        self.receiver = Receiver(webhook, self._noticed, now) if webhook is not None else None
        """In webhook mode: its `hook` goes to bot.channels.http.Server."""

    # ── coming in ────────────────────────────────────────────────────────────

    def read(self, raw: bytes) -> Event | None:
        return updates.read(raw, self.username)

    @property
    def address(self) -> str:
        """What people find the bot by, "@…"; "" while it is not known."""
        return f"@{self.username}" if self.username else ""

    def way_in(self, token: str, _typed: str) -> str:
        """The address that opens the private chat with an invitation; "" while the bot's name is not known."""
        return f"https://t.me/{self.username}?start={token}" if self.username else ""

    async def listen(self, take_in: TakeIn) -> None:
        if not self.username:
            await self.start()
        if self.receiver is None:
            await self._poll.run(take_in)
            return
        # It stays so when this is cancelled: posts may come until the server is closed.
        self.receiver.take_in = take_in
        await asyncio.Event().wait()

    @property
    def heard(self) -> float | None:
        """When Telegram last answered the poll, or at the start told who the bot is, by
        time.monotonic; None before. In webhook mode there is no poll.
        """
        return self._poll.heard

    def _noticed(self, raw: Raw) -> None:
        """On receipt, before it is stored: answer a press, remember the topic."""
        update = updates.parse(raw.body)
        if update is None:
            return
        if update.callback_query is not None:
            self._presses.answer(update.callback_query.id)
        self._remember_topic(update, raw.body)

    def _remember_topic(self, update: Update, body: bytes) -> None:
        shown = update.callback_query.message if update.callback_query else update.message
        if shown is None or shown.chat.type != "supergroup":
            return
        event = self.read(body)
        if event is None or not isinstance(event.happened, (Commanded, Pressed)):
            return
        topic = shown.message_thread_id if shown.is_topic_message else 0
        if topic and topic != GENERAL_TOPIC:
            self._topics[event.place.id] = topic
        else:
            self._topics.pop(event.place.id, None)

    # ── going out ────────────────────────────────────────────────────────────

    def fit(self, message: Message) -> tuple[Message, ...]:
        return splitting.fit(message)

    async def send(self, letter: Letter) -> str:
        method, request = self._of(letter, enclosing.request)
        try:
            answer = await self._in_topic(method, letter.place, request)
        except Refused as refusal:
            if method == "sendMessage" or not letter.message.text:
                raise
            log(NOT_TAKEN, level=logging.WARNING, platform=self.name, error=refusal)
        else:
            _tell(letter, answer)
            return _id(answer)
        if letter.drawn is not None and letter.drawn.known:
            raise PictureGone
        # A picture or a file must not hold up the text: some groups take no photos, for one.
        _, request = self._of(letter, message_request)
        return _id(await self._in_topic("sendMessage", letter.place, request))

    async def edit(self, letter: Letter, shown: str) -> None:
        if not shown.isdecimal():
            raise NotThere
        method, request = self._of(letter, enclosing.edit_request)
        try:
            answer = await self._paced(
                method, letter.place, {**request, "message_id": int(shown)}
            )
        except NotModified:
            return
        except Refused:
            if method == "editMessageText":
                raise
        else:
            _tell(letter, answer)
            return
        raise NotThere

    async def making(self, place: Place) -> None:
        request: Json = {"chat_id": _number(place.id), "action": "upload_document"}
        with suppress(Gone, MovedTo, NotModified, NotThere, Refused, TryLater, Unsure):
            await self._client.call("sendChatAction", request)

    async def is_administrator(self, group: Place, person: Person) -> bool:
        try:
            member = await self._client.call(
                "getChatMember", {"chat_id": _number(group.id), "user_id": _number(person.id)}
            )
        except Unsure:
            failure: Exception = TryLater(NOT_STARTED)
        except MovedTo as moved:
            return await self.is_administrator(moved.place, person)
        except (Refused, NotThere, NotModified):
            return False
        else:
            return isinstance(member, dict) and member.get("status") in _OVERSEERS
        raise failure

    def _of(self, letter: Letter, make: Requested) -> tuple[str, Json]:
        if not self.username:
            raise TryLater(NOT_STARTED)  # links need the bot's name
        method, request = make(letter, self.username)
        return method, {"chat_id": _number(letter.place.id), **request}

    async def _in_topic(self, method: str, place: Place, request: Json) -> object:
        topic = self._topics.get(place.id)
        if topic is not None:
            try:
                return await self._send(method, place, {**request, "message_thread_id": topic})
            except Refused as refusal:
                if not any(sign in str(refusal) for sign in TOPIC_GONE):
                    raise
                self._topics.pop(place.id, None)
        return await self._send(method, place, request)

    async def _send(self, method: str, place: Place, request: Json) -> object:
        try:
            return await self._paced(method, place, request)
        except (NotThere, NotModified):  # said of edits only
            failure = Refused("not an edit")
        raise failure

    async def _paced(self, method: str, place: Place, request: Json) -> object:
        group = place.id.startswith("-")
        wait = self._pacer.wait(place.id, group=group)
        if wait > MAX_WAIT:
            raise TryLater(wait)
        self._pacer.take(place.id, wait, group=group)
        if wait > 0:
            await self._sleep(wait)
        try:
            return await self._client.call(method, request)
        except TokenRejected:
            raise
        except TryLater as flood:
            self._pacer.flooded(place.id, flood.seconds)
            raise

    # ── starting and stopping ────────────────────────────────────────────────

    async def start(self) -> None:
        """Find out who the bot is and set up how updates come; waits until Telegram answers.

        Commands and descriptions that cannot be set now are left for the next start.
        """
        me = await self._insist("getMe")
        self.username = str(me.get("username", "")) if isinstance(me, dict) else ""
        self._poll.heard = time.monotonic()
        if self.receiver is None:
            await self._insist("deleteWebhook", {"drop_pending_updates": False})
        else:
            hook = self.receiver.webhook
            where = {"url": hook.url, "secret_token": hook.secret, "max_connections": 1}
            await self._insist("setWebhook", {**where, "allowed_updates": list(WANTED)})
        if self._texts is not None:
            try:
                await commands.show(self._client.call, self._texts)
            except (TryLater, Unsure, Refused, Gone) as problem:
                kind = type(problem).__name__
                log(NOT_SHOWN, level=logging.WARNING, platform=self.name, err_class=kind)

    async def _insist(self, method: str, params: dict[str, object] | None = None) -> object:
        failures = 0
        while True:
            try:
                return await self._client.call(method, params)
            except (TryLater, Unsure) as problem:
                failures += 1
                if isinstance(problem, TokenRejected):
                    log(TOKEN_REFUSED, level=logging.ERROR, platform=self.name)
                elif failures == 1:
                    log(UNREACHABLE, level=logging.WARNING, platform=self.name)
                wait = backoff(failures, random.random())  # noqa: S311  (only spreads the tries)
                if isinstance(problem, TryLater):
                    wait = max(wait, problem.seconds)
                await self._sleep(wait)

    async def close(self) -> None:
        """Let go of all connections. Nothing can be sent afterwards."""
        await self._presses.close()
        await self._client.close()


def _tell(letter: Letter, answer: object) -> None:
    """The id by which the photo can be shown again."""
    if letter.drawn is not None and (id := enclosing.photo_id(answer)):
        letter.keep(id)


def _id(answer: object) -> str:
    """Of the message that was sent."""
    if isinstance(answer, dict) and isinstance(answer.get("message_id"), int):
        return str(answer["message_id"])
    raise Unsure


def _number(id: str) -> int:
    """A chat's or person's number. Raises Gone for an id that is not Telegram's."""
    try:
        return int(id)
    except ValueError:
        pass
    raise Gone("unknown")
