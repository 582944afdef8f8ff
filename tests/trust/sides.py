"""Two hostile platforms, small: the bits of the Bot API and of LINE's API that the bot uses, when things go wrong.

They outlive the bot. What people did waits here until it is acknowledged; what the bot shows stands here. Every answer
may be lost, be a 429 or a 500, and a 500 may come of what was carried out all the same; events come twice, out of
order and late. The rules are those of PLATFORMS.md, written anew: nothing here is read from the code that is judged.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Json = dict[str, Any]
Answer = tuple[int, Json] | None
"""Status and body; None: no answer came."""
TELEGRAM, LINE = "telegram", "line"
BOT = "U" + "b0" * 16


@dataclass(frozen=True)
class Weather:
    """How bad it is: the share of each."""

    doubled: float = 0.2
    """Of the events that were acknowledged: comes once more, sooner or later."""
    shuffled: float = 0.1
    """Of the times that something is handed over: out of order."""
    lost_request: float = 0.03
    lost_answer: float = 0.05
    """It was carried out, and no answer comes."""
    failed: float = 0.03
    """500, and nothing was done."""
    failed_after: float = 0.03
    """500, and it was done all the same."""
    flood: float = 0.03
    """429."""
    renumbered: float = 0.02
    """Of the times that nothing waits: the numbers of Telegram's updates go on from somewhere else."""


FOUL = Weather()
LATEST = 7 * 86400.0
"""Seconds after which the last of the doubled events comes again."""


@dataclass
class Bubble:
    chat: str
    id: str
    text: str
    buttons: tuple[str, ...]
    """What each gives back when it is pressed."""
    order: int
    first: str = ""
    """The text with which it was first shown."""


class Given(NamedTuple):
    """An event that a person caused."""

    key: str
    chat: str
    body: Json


@dataclass
class Side:
    """What both have in common."""

    name: str
    chance: random.Random
    clock: Callable[[], float]
    """Seconds since 1970, as the people's watches have it."""
    weather: Weather = FOUL
    late: float = 30.0
    """Seconds in which most doubles come; now and then one takes up to `LATEST` where `days`."""
    days: bool = False
    pending: list[Given] = field(default_factory=list)
    again: list[tuple[float, Given]] = field(default_factory=list)
    """Acknowledged before, and to come once more then."""
    acknowledged: set[str] = field(default_factory=set)
    given: int = 0
    """Events that people caused; doubles are not counted."""
    doubles: int = 0
    troubles: dict[str, int] = field(default_factory=dict)
    chats: dict[str, list[Bubble]] = field(default_factory=dict)
    shown: list[tuple[str, str, str]] = field(default_factory=list)
    """(chat, id, text) of everything that ever stood somewhere, in order."""
    _order: int = 0

    def bubbles(self, chat: str) -> list[Bubble]:
        return self.chats.get(chat, [])

    def _give(self, key: str, chat: str, body: Json) -> str:
        self.pending.append(Given(key, chat, body))
        self.given += 1
        return key

    def _due_again(self) -> list[Given]:
        now = self.clock()
        due = [given for at, given in self.again if at <= now]
        self.again = [(at, given) for at, given in self.again if at > now]
        self.doubles += len(due)
        return due

    def quiet(self) -> bool:
        """Nothing is to be handed over, now or soon."""
        return not self.pending and not self.again

    def _acknowledge(self, given: Given) -> None:
        if given in self.pending:
            self.pending.remove(given)
        if given.key not in self.acknowledged and self.chance.random() < self.weather.doubled:
            wait = self.chance.random() * self.late
            if self.days and self.chance.random() < 0.3:
                wait = self.chance.random() * LATEST
            self.again.append((self.clock() + wait, given))
        self.acknowledged.add(given.key)

    def _shuffle(self, found: list[Any]) -> None:
        if self.chance.random() < self.weather.shuffled:
            self.chance.shuffle(found)

    def _put(self, chat: str, id: str, text: str, buttons: tuple[str, ...]) -> Bubble:
        self._order += 1
        bubble = Bubble(chat, id, text, buttons, self._order, text)
        self.chats.setdefault(chat, []).append(bubble)
        self.shown.append((chat, id, text))
        return bubble

    def trouble(self) -> str:
        """What befalls a request now, "" for nothing."""
        w, roll = self.weather, self.chance.random()
        for name in ("lost_request", "lost_answer", "failed", "failed_after", "flood"):
            roll -= getattr(w, name)
            if roll < 0:
                self.troubles[name] = self.troubles.get(name, 0) + 1
                return name
        return ""


# ── Telegram ─────────────────────────────────────────────────────────────────


def fine(result: object) -> Answer:
    return 200, {"ok": True, "result": result}


def wrong(code: int, description: str, **parameters: object) -> Answer:
    body: Json = {"ok": False, "error_code": code, "description": description}
    return code, {**body, "parameters": parameters} if parameters else body


@dataclass
class Telegram(Side):
    number: int = 1000
    administrators: set[tuple[str, str]] = field(default_factory=set)
    message: int = 0
    restarts: int = 0
    """Times that the numbers of updates began somewhere else."""
    _served: list[Given] = field(default_factory=list)
    _empty: bool = True
    """The last answer held nothing, so that all that was served is confirmed."""

    # ── what people do ───────────────────────────────────────────────────────

    def _chat(self, chat: str) -> Json:
        kind = "supergroup" if chat.startswith("-") else "private"
        return {"id": int(chat), "type": kind, "title": "กลุ่ม"}

    def _update(self, chat: str, kind: str, what: Json) -> str:
        if self._empty and self.quiet() and self.chance.random() < self.weather.renumbered:
            self.number = self.chance.randrange(1, 10**9)
            self.restarts += 1
        self.number += 1
        return self._give(str(self.number), chat, {"update_id": self.number, kind: what})

    def says(self, who: str, chat: str, text: str) -> str:
        self.message += 1
        user = {"id": int(who), "is_bot": False, "first_name": f"คน{who}", "language_code": "th"}
        what = {"message_id": self.message, "date": int(self.clock()) + 1, "chat": self._chat(chat), "from": user}
        if text.startswith("/"):
            what["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return self._update(chat, "message", {**what, "text": text})

    def presses(self, who: str, bubble: Bubble, data: str) -> str:
        user = {"id": int(who), "is_bot": False, "first_name": f"คน{who}", "language_code": "th"}
        shown = {"message_id": int(bubble.id), "date": int(self.clock()), "chat": self._chat(bubble.chat)}
        query = {"id": uuid.UUID(int=self.chance.getrandbits(128)).hex, "from": user, "data": data, "message": shown}
        return self._update(bubble.chat, "callback_query", {**query, "chat_instance": "1"})

    # ── what the bot asks ────────────────────────────────────────────────────

    def answer(self, method: str, params: Json) -> Answer:
        if method == "getUpdates":
            return self._updates(params.get("offset"))
        if method in ("sendMessage", "editMessageText"):
            return self._in_weather(method, params)
        if method == "getMe":
            return fine({"id": 1, "is_bot": True, "first_name": "ภาคี", "username": "Phakhi_Bot"})
        if method == "getChatMember":
            there = (str(params["chat_id"]), str(params["user_id"])) in self.administrators
            return fine({"status": "administrator" if there else "member"})
        return fine(True)

    def _updates(self, offset: int | None) -> Answer:
        """Confirmed is what was served and has a lower number. With a number from before an empty answer, all that
        is lower is forgotten unserved: numbers may have begun anew since.
        """
        trouble = self.trouble()
        if trouble in ("lost_request", "failed", "flood"):
            return None if trouble == "lost_request" else wrong(502, "Bad Gateway")
        if offset is not None:
            if self._empty:
                self.pending = [g for g in self.pending if g.body["update_id"] >= offset]
            for given in [g for g in self._served if g.body["update_id"] < offset]:
                self._acknowledge(given)
        self._served = []
        found = [*self.pending[:100], *self._due_again()]
        self._shuffle(found)
        self._served = found
        self._empty = not found
        if trouble:
            return None if trouble == "lost_answer" else wrong(502, "Bad Gateway")
        return fine([given.body for given in found])

    def _in_weather(self, method: str, params: Json) -> Answer:
        trouble = self.trouble()
        if trouble == "flood":
            return wrong(429, "Too Many Requests: retry after 1", retry_after=1)
        if trouble in ("lost_request", "failed"):
            return None if trouble == "lost_request" else wrong(500, "Internal Server Error")
        answer = self._shows(method, params)
        if trouble:
            return None if trouble == "lost_answer" else wrong(500, "Internal Server Error")
        return answer

    def _shows(self, method: str, params: Json) -> Answer:
        rows = params.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = tuple(b["callback_data"] for row in rows for b in row if "callback_data" in b)
        chat, text = str(params["chat_id"]), params["text"]
        if method == "sendMessage":
            self.message += 1
            self._put(chat, str(self.message), text, buttons)
            return fine({"message_id": self.message})
        for bubble in self.bubbles(chat):
            if bubble.id == str(params["message_id"]):
                if (bubble.text, bubble.buttons) == (text, buttons):
                    return wrong(400, "Bad Request: message is not modified")
                self._order += 1
                bubble.text, bubble.buttons, bubble.order = text, buttons, self._order
                self.shown.append((chat, bubble.id, text))
                return fine({"message_id": int(bubble.id)})
        return wrong(400, "Bad Request: message to edit not found")


# ── LINE ─────────────────────────────────────────────────────────────────────


@dataclass
class Line(Side):
    events: int = 0
    message: int = 400000
    pushed: dict[str, list[Json]] = field(default_factory=dict)
    """By their retry keys."""
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _posted: dict[str, Given] = field(default_factory=dict)

    # ── what people do ───────────────────────────────────────────────────────

    def _event(self, who: str, chat: str, kind: str, what: Json) -> str:
        self.events += 1
        key = f"01M81{self.events:021d}"
        token = uuid.UUID(int=self.chance.getrandbits(128)).hex
        self.tokens[token] = (chat, self.clock())
        group = chat.startswith("C")
        source = {"type": "group", "groupId": chat, "userId": who} if group else {"type": "user", "userId": who}
        event = {
            "type": kind, "webhookEventId": key, "deliveryContext": {"isRedelivery": False},
            "timestamp": int(self.clock() * 1000), "mode": "active", "source": source, "replyToken": token,
        }  # fmt: skip
        return self._give(key, chat, {**event, **what})

    def says(self, who: str, chat: str, text: str) -> str:
        self.message += 1
        message = {"type": "text", "id": str(self.message), "text": text, "quoteToken": "q"}
        return self._event(who, chat, "message", {"message": message})

    def presses(self, who: str, bubble: Bubble, data: str) -> str:
        return self._event(who, bubble.chat, "postback", {"postback": {"data": data}})

    def posts(self) -> list[Json]:
        """What LINE posts now: one or several events each."""
        found = [*self.pending, *self._due_again()]
        self._shuffle(found)
        posts: list[Json] = []
        while found:
            some = [found.pop(0) for _ in range(min(len(found), self.chance.choice((1, 1, 2, 3))))]
            for given in some:
                self._posted[given.key] = given
            posts.append({"destination": BOT, "events": [given.body for given in some]})
        return posts

    def took(self, keys: list[str]) -> None:
        """The bot has said 200; that may get lost, and LINE posts again."""
        if self.chance.random() < self.weather.lost_answer:
            return
        for key in keys:
            if key in self._posted:
                self._acknowledge(self._posted.pop(key))

    # ── what the bot asks ────────────────────────────────────────────────────

    def answer(self, path: str, body: Json, key: str) -> Answer:
        if path == "/v2/bot/info":
            return 200, {"userId": BOT, "basicId": "@123abcde", "displayName": "ภาคี", "chatMode": "bot"}
        if path.endswith(("/message/reply", "/message/push")):
            return self._in_weather(path, body, key)
        if path == "/v2/bot/message/quota":
            return 200, {"type": "none"}
        if path.endswith("/consumption"):
            return 200, {"totalUsage": 0}
        return 200, {"displayName": "คน", "groupName": "กลุ่ม", "count": 4}

    def _in_weather(self, path: str, body: Json, key: str) -> Answer:
        trouble = self.trouble()
        if trouble == "flood":
            return 429, {"message": "The API rate limit has been exceeded. Try again later."}
        if trouble in ("lost_request", "failed"):
            return None if trouble == "lost_request" else (500, {"message": "Internal server error"})
        answer = self._shows(path, body, key)
        if trouble:
            return None if trouble == "lost_answer" else (500, {"message": "Internal server error"})
        return answer

    def _shows(self, path: str, body: Json, key: str) -> Answer:
        if path.endswith("/reply"):
            token = body["replyToken"]
            chat, since = self.tokens.get(token, ("", 0.0))
            if not chat or token in self.used or self.clock() - since > 60.0:
                return 400, {"message": "Invalid reply token"}
            self.used.add(token)
            return 200, {"sentMessages": self._bubbles(chat, body)}
        if key in self.pushed:
            return 409, {"message": "The retry key is already accepted", "sentMessages": self.pushed[key]}
        sent = self._bubbles(body["to"], body)
        if key:
            self.pushed[key] = sent
        return 200, {"sentMessages": sent}

    def _bubbles(self, chat: str, body: Json) -> list[Json]:
        sent = []
        for each in body["messages"]:
            self.message += 1
            texts = [t for name, t in _strings(each) if name == "text"]
            data = tuple(d for name, d in _strings(each) if name == "data")
            self._put(chat, str(self.message), "\n".join(texts), data)
            sent.append({"id": str(self.message)})
        return sent


def _strings(what: Any) -> Iterator[tuple[str, str]]:
    """Every string in it, with its name."""
    if isinstance(what, dict):
        for name, value in what.items():
            if isinstance(value, str):
                yield name, value
            else:
                yield from _strings(value)
    elif isinstance(what, list):
        for value in what:
            yield from _strings(value)
