"""What Telegram gives → what happened. Pure: the same bytes always read as the same event.

Read with msgspec, not with the library's objects: those cost more than the rest of an answer
(DESIGN.md, "What it stands on"). Nothing here raises on content; what the bot has no use for
becomes None.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime

import msgspec

from bot.channels.telegram.payloads import (
    CallbackQuery,
    ChatMemberUpdated,
    Envelope,
    File,
    Message,
    Update,
    User,
)
from bot.core.events import (
    Added,
    Blocked,
    Commanded,
    Edited,
    Event,
    Happening,
    Moved,
    Pressed,
    Removed,
    Said,
    Sent,
    Started,
    Unblocked,
)
from bot.core.model import Attachment, Person, Place
from bot.message import Raw

NAME = "telegram"

ANONYMOUS_ADMINISTRATOR = 1087968824
"""@GroupAnonymousBot: who writes under a group's own name (PLATFORMS.md, "anonymous admins")."""

GROUPS = ("group", "supergroup")

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?:\s+(.*))?", re.DOTALL)
"""Telegram's command names are Latin only; a Thai word behind a slash is ordinary text."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a deep link may carry (core.telegram.org/bots/features, "Deep linking")."""

_FILES = {
    "animation": "video",
    "document": "document",
    "voice": "voice",
    "video": "video",
    "video_note": "video",
    "audio": "audio",
    "sticker": "sticker",
}
"""Telegram's field → our kind. An animation also carries a document, so it stands first."""


# ── into the store ───────────────────────────────────────────────────────────


def wrap(update: object, received: datetime) -> Raw:
    """An update (as decoded JSON) made ready to be stored, with the time it came.

    Half characters (lone surrogates), which JSON can carry and UTF-8 cannot, become "?".
    """
    stamp = received.astimezone(UTC)
    envelope = {"received": stamp.isoformat(), "update": update}
    body = json.dumps(envelope, ensure_ascii=False).encode("utf-8", "replace")
    known = _decode(body)
    if known is None:
        number = update.get("update_id") if isinstance(update, dict) else None
        key = str(number) if isinstance(number, int) else _digest(body)
        return Raw(key, "", body, stamp)
    return Raw(str(known.update.update_id), _conversation(known.update), body, stamp)


def unreadable(body: bytes, received: datetime) -> Raw:
    """A webhook body that is not JSON: kept under its hash, so that it is neither lost nor taken
    twice.
    """
    return Raw(_digest(body), "", body, received.astimezone(UTC))


def parse(raw: bytes) -> Update | None:
    """The update in what was taken in, None if it cannot be read."""
    envelope = _decode(raw)
    return None if envelope is None else envelope.update


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _conversation(update: Update) -> str:
    if update.chat is not None:
        return str(update.chat.id)
    return str(update.callback_query.from_.id) if update.callback_query is not None else ""


def _decode(raw: bytes) -> Envelope | None:
    try:
        return msgspec.json.decode(raw, type=Envelope)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


# ── out of the store ─────────────────────────────────────────────────────────


def read(raw: bytes, username: str) -> Event | None:
    """The event in a stored update; None if the bot has no use for it.

    `username` is the bot's own, to tell its commands from those for another bot in a group.
    """
    envelope = _decode(raw)
    if envelope is None:
        return None
    try:
        return _read(envelope.update, datetime.fromisoformat(envelope.received), username)
    except (ValueError, OverflowError, OSError):  # a time that no calendar has
        return None


def _read(update: Update, received: datetime, username: str) -> Event | None:
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, received)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    if update.edited_message is not None:
        return _edit(update.update_id, update.edited_message)
    if update.message is not None:
        return _message(update.update_id, update.message, username)
    return None


def _event(
    number: int, seconds: int, message: Message | ChatMemberUpdated, by: User, what: Happening
) -> Event:
    return Event(
        id=str(number),
        at=datetime.fromtimestamp(seconds, UTC),
        place=Place(NAME, str(message.chat.id)),
        person=Person(NAME, str(by.id)),
        happened=what,
        called=_called(by),
        language=_language(by),
        private=message.chat.type == "private",
    )


def _called(user: User) -> str:
    return f"{user.first_name} {user.last_name}".strip()


def _language(user: User) -> str:
    """ "th" for Thai, "en" for every other language, "" if the app does not tell."""
    if not user.language_code:
        return ""
    return "th" if user.language_code.lower().partition("-")[0] == "th" else "en"


def _press(number: int, query: CallbackQuery, received: datetime) -> Event | None:
    if query.message is None or not query.data or query.from_.is_bot:
        return None
    chat = query.message.chat
    return Event(
        id=str(number),
        at=received,
        place=Place(NAME, str(chat.id)),
        person=Person(NAME, str(query.from_.id)),
        happened=Pressed(query.data),
        called=_called(query.from_),
        language=_language(query.from_),
        private=chat.type == "private",
    )


def _membership(number: int, change: ChatMemberUpdated) -> Event | None:
    was, now = change.old_chat_member.inside, change.new_chat_member.inside
    happened: Happening | None = None
    if was == now:  # promoted, restricted: nothing that the bot works by
        return None
    if change.chat.type == "private":
        happened = Unblocked() if now else Blocked()
    elif change.chat.type in GROUPS:
        happened = Added(change.chat.title) if now else Removed()
    if happened is None:
        return None
    return _event(number, change.date, change, change.from_, happened)


def _edit(number: int, message: Message) -> Event | None:
    by = message.from_
    if by is None or by.is_bot or message.chat.type != "private" or not message.text:
        return None
    what = Edited(_clean(message.text), str(message.message_id))
    return _event(number, message.edit_date or message.date, message, by, what)


def _message(number: int, message: Message, username: str) -> Event | None:
    by = message.from_
    if by is None:
        return None
    happened: Happening | None = None
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        happened = _moved(message)
    elif message.via_bot is not None:
        return None
    elif message.chat.type == "private":
        happened = None if by.is_bot else _private(message)
    elif message.chat.type in GROUPS:
        happened = _in_group(message, by, username)
    return None if happened is None else _event(number, message.date, message, by, happened)


def _moved(message: Message) -> Moved:
    here = Place(NAME, str(message.chat.id))
    if message.migrate_to_chat_id:
        return Moved(old=here, new=Place(NAME, str(message.migrate_to_chat_id)))
    return Moved(old=Place(NAME, str(message.migrate_from_chat_id)), new=here)


def _private(message: Message) -> Happening | None:
    if not message.text:
        return _sent(message)
    text = _clean(message.text)
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return Said(text, str(message.message_id))
    name, argument = command[1].lower(), (command[3] or "").strip()
    if name == "start":
        return Started(argument if _TOKEN.fullmatch(argument) else "")
    return Commanded(name, argument)


def _in_group(message: Message, by: User, username: str) -> Happening | None:
    """Only commands, and what names the bot ("@phakhi_bot สถานะ"): it never answers people's talk, not even
    replies to what it wrote.
    """
    anonymous = message.sender_chat is not None and by.id == ANONYMOUS_ADMINISTRATOR
    if anonymous and message.sender_chat is not None and message.sender_chat.id != message.chat.id:
        return None
    if not anonymous and (by.is_bot or message.sender_chat is not None):
        return None
    command = _COMMAND.fullmatch(_clean(message.text).strip())
    if command is None:
        return _to_bot(message, username)
    name, to = command[1].lower(), (command[2] or "").lower()
    if to and to != username.lower():
        return None
    # What "?startgroup=" carried is ours and means nothing; typed words behind /start neither.
    argument = "" if name == "start" else (command[3] or "").strip()
    return Commanded(name, argument, anonymous)


def _to_bot(message: Message, username: str) -> Said | None:
    text = _clean(message.text)
    named = re.compile(rf"(?<![\w@/.])@{re.escape(username)}(?!\w)", re.IGNORECASE)
    if not username or not named.search(text):
        return None
    return Said(" ".join(named.sub(" ", text).split()), str(message.message_id), to_bot=True)


def _sent(message: Message) -> Sent | None:
    attachment = _attachment(message)
    if attachment is None:
        return None
    return Sent(attachment, _clean(message.caption), str(message.message_id))


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        return Attachment("photo", message.photo[-1].file_id)  # sizes come smallest first
    for name, kind in _FILES.items():
        file: File | None = getattr(message, name)
        if file is not None:
            return Attachment(kind, file.file_id, _clean(file.file_name))
    if message.location is not None:
        where = f"{message.location.latitude},{message.location.longitude}"
        return Attachment("location", where, _clean(message.venue.title) if message.venue else "")
    if message.contact is not None:  # a telephone number: noticed, not kept
        return Attachment("contact", "")
    if message.poll is not None or message.dice is not None:
        return Attachment("other", "")
    return None


def _clean(text: str) -> str:
    """Without NUL, which neither Telegram's own clients send nor SQLite's tools like."""
    return text.replace("\0", "")
