"""A letter → the request that shows it. Pure: plain text and entities, never a parse_mode.

Nothing that people wrote is ever read as markup, so nothing can be injected (TRUST.md, threats).
"""

from __future__ import annotations

from bot.channels.base import ADDRESSES, Letter, Refused
from bot.channels.cutting import numbered, plain_only, units
from bot.message import Button, Message

MAX_DATA = 64
"""Bytes of callback_data: BUTTON_DATA_INVALID above it."""

Json = dict[str, object]

_ADD_PAYLOAD = "start"
"""What /start says in the group when the bot was added by our button; it means nothing."""


def text_request(letter: Letter, username: str) -> Json:
    """Parameters of sendMessage and editMessageText but for the ids.

    Leaving reply_markup out of an edit takes the old buttons away, which is what a message without
    buttons means. Raises Refused when a button's data would not fit.
    """
    message = letter.message
    request: Json = {"text": message.text, "link_preview_options": {"is_disabled": True}}
    if message.strong:
        request["entities"] = entities(message)
    rows = keyboard(letter, username)
    if rows:
        request["reply_markup"] = {"inline_keyboard": rows}
    return request


def message_request(letter: Letter, username: str) -> tuple[str, Json]:
    """What sends the text alone."""
    return "sendMessage", text_request(letter, username)


def entities(message: Message) -> list[Json]:
    """Bold spans, in UTF-16 units."""
    text = message.text
    return [
        {"type": "bold", "offset": units(text[:start]), "length": units(text[start:end])}
        for start, end in message.strong
    ]


def keyboard(letter: Letter, username: str) -> list[list[Json]]:
    """Rows of buttons. Telegram has no picker of dates, and edits what would be out of date."""
    return [
        [_button(letter, button, n, username) for n, button in row]
        for row in numbered(letter.message.buttons, plain_only)
    ]


def _button(letter: Letter, button: Button, n: int, username: str) -> Json:
    if button.opens:
        return {"text": button.label, "url": _link(letter, button, username)}
    data = f"{letter.ref}.{n}"
    if len(data.encode()) > MAX_DATA:
        raise Refused("callback_data is too long")
    return {"text": button.label, "callback_data": data}


def _link(letter: Letter, button: Button, username: str) -> str:
    home = f"https://t.me/{username}"
    if button.opens == "add":
        return f"{home}?startgroup={_ADD_PAYLOAD}"
    token = letter.tokens.get(button.opens, "")
    if button.opens in ADDRESSES:
        return token or home
    return f"{home}?start={token}" if token else home
