"""LINE as the walk sees a platform: the same few operations that Telegram's stand-in has.

What the bot shows is read from the stand-in's log as it grows, so that looking costs it nothing.
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SHOWN = ("replyMessage", "pushMessage")
OK = range(200, 300)
NOT_SHOWN = frozenset({"push_blocked", "push_not_friend", "push_deleted"})
"""LINE says yes to these and shows nothing."""
HINT = re.compile(r"“([^”]+)”")
"""What to write, on a computer, stands in quotation marks behind the word for one."""
ON_A_COMPUTER = re.compile(r"^.*(?:คอมพิวเตอร์|computer).*$", re.MULTILINE | re.IGNORECASE)
PICKER = "datetimepicker"


class Chats:
    """Everybody's hands and eyes on one LINE."""

    def __init__(self, control: Any, log: Path) -> None:
        self.control = control
        self._log = log
        self._read = 0
        self._rest = b""
        self._seq = 0
        self._tokens: dict[str, str] = {}
        self._unplaced: list[dict[str, Any]] = []
        self._bubbles: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._events: list[dict[str, Any]] = []
        self._clients: dict[str, str] = {}
        self.webhooks: list[dict[str, Any]] = []
        """The events sent to the bot, as it got them."""

    # ── people and groups ────────────────────────────────────────────────────

    def user(self, name: str, *, language_code: str = "th", **more: Any) -> str:
        id = str(self.control.create_user(name, language=language_code, **more))
        self._clients[id] = str(more.get("client", "android"))
        return id

    def group(self, title: str, owner: str) -> str:
        """A group with the bot in it, invited by its owner."""
        id = str(self.control.create_group(title, [owner]))
        came = self.control.invite_bot(id, owner)
        assert came["joined"], came
        return id

    def join(self, chat: str, user: str) -> None:
        self.control.join_group(chat, user)

    # ── acting ───────────────────────────────────────────────────────────────

    def send(self, user: str, text: str, chat: str | None = None, **more: Any) -> dict[str, Any]:
        result: dict[str, Any] = self.control.say(user, text, chat, **more)
        return result

    def press(
        self,
        user: str,
        label: str,
        message_id: str | None = None,
        chat: str | None = None,
        value: str | None = None,
    ) -> None:
        more = {} if value is None else {"value": value}
        self.control.press(user, label, chat, message=message_id, **more)

    def follow(self, user: str, url: str) -> None:
        """Tap what opens the private chat, and send what it typed in; on a computer, type what one is told."""
        opened = self.control.open_uri(user, url)
        if opened["opens"] == "chat":
            self.control.send_composer(user)
        else:
            assert self._clients[user] == "pc", opened
            self.send(user, self._hinted(url))

    def _hinted(self, url: str) -> str:
        self.pump()
        every = (b for chat in self._bubbles.values() for b in reversed(chat))
        holding = next(b for b in every if any(url in row for row in b["button_data"]))
        line = ON_A_COMPUTER.search(holding["text"])
        assert line is not None, f"nothing is said for computers:\n{holding['text']}"
        found = HINT.search(line[0])
        assert found is not None, line[0]
        return found[1]

    def together(self) -> None:
        """What somebody does now belongs together (see `disorder`)."""

    # ── seeing ───────────────────────────────────────────────────────────────

    def messages(self, chat: str, *, bot_only: bool = True, after: int = 0) -> list[dict[str, Any]]:
        """The bot's bubbles, oldest first."""
        assert bot_only
        self.pump()
        return [b for b in self._bubbles[chat] if b["seq"] > after]

    def events(self, after: int) -> list[dict[str, Any]]:
        self.pump()
        return [e for e in self._events if e["seq"] > after]

    def seq(self) -> int:
        self.pump()
        return self._seq

    def transcript(self, chat: str) -> str:
        return str(self.control.transcript_text(chat))

    def settle(self, quiet: float = 0.4, timeout: float = 30.0) -> None:
        self.control.settle(quiet=quiet, timeout=timeout)

    def expect(
        self, chat: str, contains: str = "", after: int = 0, timeout: float = 5.0
    ) -> dict[str, Any]:
        """Wait for a bubble of the bot's, newer than `after`."""
        end = time.monotonic() + timeout
        while True:
            for bubble in self.messages(chat, after=after):
                if contains in bubble["text"]:
                    return {"seq": bubble["seq"], "message": bubble}
            if time.monotonic() > end:
                raise AssertionError(f"no bubble with {contains!r}\n{self.transcript(chat)[-3000:]}")
            time.sleep(0.02)

    # ── the log ──────────────────────────────────────────────────────────────

    def pump(self) -> None:
        """Read on in the log."""
        with self._log.open("rb") as file:
            file.seek(self._read)
            fresh = file.read()
        self._read += len(fresh)
        *lines, self._rest = (self._rest + fresh).split(b"\n")
        for line in lines:
            row = json.loads(line)
            if row["type"] == "webhook":
                self._came(row)
            elif row.get("operation") in SHOWN:
                self._unplaced.append(row)
        waiting, self._unplaced = self._unplaced, []
        for row in waiting:
            self._show(row)

    def _came(self, row: dict[str, Any]) -> None:
        for event in row.get("raw") or ():
            source = event.get("source") or {}
            chat = source.get("groupId") or source.get("userId")
            self.webhooks.append(event)
            if chat and event.get("replyToken"):
                self._tokens[event["replyToken"]] = chat

    def _show(self, row: dict[str, Any]) -> None:
        if row.get("accepted_before_fault", row["status"]) not in OK:
            return
        if any(v["rule"] in NOT_SHOWN for v in row["violations"]):
            return
        body = row["body"]
        chat = body["to"] if row["operation"] == "pushMessage" else self._tokens.get(body["replyToken"])
        if chat is None:
            self._unplaced.append(row)  # its webhook is noted a moment later
            return
        sent = row["response"].get("sentMessages") if isinstance(row["response"], dict) else None
        if sent is None or row.get("fault"):
            self._fetch(chat)
            return
        for shown, message in zip(sent, body["messages"], strict=True):
            self._add(chat, shown["id"], message)

    def _fetch(self, chat: str) -> None:
        """What was shown although the bot was told of an error."""
        known = {b["message_id"] for b in self._bubbles[chat]}
        for row in self.control.bot_messages(chat):
            if row["id"] not in known:
                self._add(chat, row["id"], row["obj"])

    def _add(self, chat: str, id: str, message: dict[str, Any]) -> None:
        if any(b["message_id"] == id for b in self._bubbles[chat]):
            return
        self._seq += 1
        pc = self._clients.get(chat) == "pc"
        buttons = list(_buttons(message, quick=not pc))
        self._bubbles[chat].append(
            {
                "message_id": id,
                "seq": self._seq,
                "text": _text(message),
                "buttons": [[label for label, _ in buttons]],
                "button_data": [[data for _, data in buttons]],
                "kind": message["type"],
                "obj": message,
            }
        )
        self._events.append({"seq": self._seq, "chat": chat})


# ── a bubble, as people see it ───────────────────────────────────────────────


def _text(message: Mapping[str, Any]) -> str:
    if message["type"] == "flex":
        return "\n".join(_flex_text(message["contents"]))
    if message["type"] == "template":
        template = message["template"]
        return "\n".join(x for x in (template.get("title"), template.get("text")) if x)
    return str(message.get("text", ""))


def _flex_text(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _flex_text(child)
    elif isinstance(node, dict) and node.get("type") == "text":
        spans = node.get("contents")
        yield "".join(s.get("text", "") for s in spans) if spans else node.get("text", "")
    elif isinstance(node, dict):
        for key in ("header", "hero", "body", "footer", "contents"):
            yield from _flex_text(node.get(key))


def _buttons(message: Mapping[str, Any], *, quick: bool) -> Iterator[tuple[str, str]]:
    """(label, what it gives back or opens), each once: a quick reply may do what a button that stays does."""
    seen: set[str] = set()
    for action in _actions(message, quick=quick):
        label, gives = action.get("label") or "", _gives(action)
        if not seen & {label, gives}:
            yield label, gives
        seen |= {label, gives}


def _actions(message: Mapping[str, Any], *, quick: bool) -> Iterator[Mapping[str, Any]]:
    if message["type"] == "flex":
        yield from _flex_actions(message["contents"])
    elif message["type"] == "template":
        yield from message["template"].get("actions", ())
    if quick:
        for item in (message.get("quickReply") or {}).get("items", ()):
            yield item["action"]


def _flex_actions(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, list):
        for child in node:
            yield from _flex_actions(child)
    elif isinstance(node, dict):
        if isinstance(node.get("action"), dict):
            yield {"label": node.get("text"), **node["action"]}
        for key in ("header", "hero", "body", "footer", "contents"):
            yield from _flex_actions(node.get(key))


def _gives(action: Mapping[str, Any]) -> str:
    if action["type"] == PICKER:
        return f"{PICKER}:{action['data']}"
    return str(action.get("uri") or action.get("data") or action.get("text") or "")
