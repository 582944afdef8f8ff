"""What LINE gives → what happened. Pure: the same bytes always read as the same event.

Nothing here raises on content; what the bot has no use for becomes None. Rules from LINE's
reference, "Webhook Event Objects".
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from bot.channels.base import ReplyToken
from bot.channels.line.payloads import (
    Envelope,
    Members,
    Mention,
    Mentionee,
    Message,
    Picked,
    Postback,
    Source,
    Unsend,
    fitting,
)
from bot.channels.line.payloads import Event as Given
from bot.core.events import (
    Added,
    Blocked,
    Edited,
    Event,
    Happening,
    MemberLeft,
    MembersCame,
    Pressed,
    Removed,
    Said,
    Sent,
    Unblocked,
    Unsent,
)
from bot.core.model import Attachment, Person, Place
from bot.message import Raw

NAME = "line"

STANDBY = "standby"
TOKEN_LIFE = timedelta(seconds=60)
"""A reply token is good for a minute after the webhook has come ("Send reply message")."""
TO_SPARE = timedelta(seconds=35)
"""Of which so much is left alone: LINE asks for it to be used as soon as possible, and what has waited for so long
can wait until somebody writes again."""
REPLY_LIFE = TOKEN_LIFE - TO_SPARE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
SORT_DIGITS = 15
"""Of milliseconds since 1970, up to the last year that Python knows."""
_DUMMY = re.compile(r"0+|f+")
"""Reply tokens of the console's test events; nothing can be answered with them."""
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_FILES = {"image": "photo", "video": "video", "audio": "audio", "file": "document"}
"""LINE's type of message → our kind."""


# ── into the store ───────────────────────────────────────────────────────────


def parted(event: object) -> list[tuple[str, object]]:
    """An event under its key; one in which several people left, as one for each. Raises
    RecursionError.
    """
    key = _key(event)
    if isinstance(event, dict) and event.get("type") == "memberLeft":
        members = fitting(event.get("left"), Members).members
        parts = [{**event, "left": {"members": [member]}} for member in members]
        return [(f"{key}.{n}" if n else key, part) for n, part in enumerate(parts)] or [
            (key, event)
        ]
    return [(key, event)]


def wrap(
    key: str,
    event: object,
    received: datetime,
    *,
    destination: str = "",
    name: str = "",
    title: str = "",
) -> Raw:
    """An event (as decoded JSON) made ready to be stored, with the time it came.

    Half characters (lone surrogates), which JSON can carry and UTF-8 cannot, become "?". Raises
    RecursionError.
    """
    stamp = received.astimezone(UTC)
    envelope = {
        "key": key,
        "received": stamp.isoformat(),
        "destination": destination,
        "name": name,
        "title": title,
        "event": event,
    }
    body = _packed(envelope)
    given = fitting(_envelope(body).event, Given)
    at = _when(given.timestamp) or stamp
    sort = str((at - EPOCH) // MILLISECOND).zfill(SORT_DIGITS)
    return Raw(key, fitting(given.source, Source).place, body, at, sort)


def unreadable(body: bytes, received: datetime) -> Raw:
    """A post that is not as LINE makes them: kept under its hash, so that it is neither lost nor
    taken twice.
    """
    return Raw(_digest(body), "", body, received.astimezone(UTC))


def _key(event: object) -> str:
    if not isinstance(event, dict):
        return _digest(_packed(event))
    id = event.get("webhookEventId")
    if isinstance(id, str) and _KEY.fullmatch(id):
        return id
    again = {key: value for key, value in event.items() if key != "deliveryContext"}
    return _digest(_packed(again))


def _packed(what: object) -> bytes:
    text = json.dumps(what, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _when(milliseconds: int) -> datetime | None:
    """None for a time that no calendar has, and for 0, which stands for none given."""
    try:
        return EPOCH + milliseconds * MILLISECOND if milliseconds > 0 else None
    except OverflowError:
        return None


# ── out of the store ─────────────────────────────────────────────────────────


def read(raw: bytes) -> Event | None:
    """The event in what was stored; None if the bot has no use for it, or is not to act on it."""
    envelope = _envelope(raw)
    given = fitting(envelope.event, Given)
    source = fitting(given.source, Source)
    reader = READERS.get(given.type)
    if reader is None or not source.place or given.mode == STANDBY:
        return None
    at = _when(given.timestamp) or _received(envelope)
    happened = reader(given, source, envelope)
    if happened is None or at is None:
        return None
    person = _who_left(given) if isinstance(happened, MemberLeft) else source.user_id
    return Event(
        id=envelope.key,
        at=at,
        place=Place(NAME, source.place),
        person=Person(NAME, person),
        happened=happened,
        called=_clean(envelope.name),
        private=source.private,
    )


def reply_token(raw: bytes) -> ReplyToken | None:
    """The chance to answer that came with the event, whether or not the bot can read the event."""
    envelope = _envelope(raw)
    given = fitting(envelope.event, Given)
    place = fitting(given.source, Source).place
    token = given.reply_token
    since = _received(envelope) or _when(given.timestamp)
    if given.mode == STANDBY or not (token and place and since) or _DUMMY.fullmatch(token):
        return None
    return ReplyToken(Place(NAME, place), token, since + REPLY_LIFE)


def _envelope(raw: bytes) -> Envelope:
    try:
        return fitting(msgspec.json.decode(raw), Envelope)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Envelope()


def _received(envelope: Envelope) -> datetime | None:
    try:
        return datetime.fromisoformat(envelope.received).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


# ── one reader for each type of event ────────────────────────────────────────


def _message(given: Given, source: Source, envelope: Envelope) -> Happening | None:
    message = fitting(given.message, Message)
    if message.type != "text":
        return Sent(_attachment(message), message=message.id) if message.type else None
    if not message.text:
        return None
    text, mentioned = _without_mention(message, envelope.destination)
    to_bot = mentioned and not source.private
    return Said(_clean(text), message.id, to_bot=to_bot, quotes=message.quoted_message_id)


def _edited(given: Given, source: Source, envelope: Envelope) -> Happening | None:
    message = fitting(given.message, Message)
    if message.type != "text" or not (message.id and message.text):
        return None
    text, mentioned = _without_mention(message, envelope.destination)
    return Edited(_clean(text), message.id, to_bot=mentioned and not source.private)


def _unsent(given: Given, *_: object) -> Happening | None:
    id = fitting(given.unsend, Unsend).message_id
    return Unsent(id) if id else None


def _pressed(given: Given, *_: object) -> Happening | None:
    postback = fitting(given.postback, Postback)
    picked = fitting(postback.params, Picked)
    date = _DATE.match(picked.date or picked.datetime)
    return Pressed(postback.data, picked=date[0] if date else "") if postback.data else None


def _followed(_: Given, source: Source, __: Envelope) -> Happening | None:
    return Unblocked() if source.private else None


def _unfollowed(_: Given, source: Source, __: Envelope) -> Happening | None:
    return Blocked() if source.private else None


def _joined(_: Given, source: Source, envelope: Envelope) -> Happening | None:
    return None if source.private else Added(_clean(envelope.title))


def _put_out(_: Given, source: Source, __: Envelope) -> Happening | None:
    return None if source.private else Removed()


def _came(_: Given, source: Source, __: Envelope) -> Happening | None:
    return None if source.private else MembersCame()


def _left(given: Given, source: Source, _: Envelope) -> Happening | None:
    return MemberLeft() if _who_left(given) and not source.private else None


READERS: Mapping[str, Callable[[Given, Source, Envelope], Happening | None]] = {
    "message": _message,
    "messageEdited": _edited,
    "unsend": _unsent,
    "postback": _pressed,
    "follow": _followed,
    "unfollow": _unfollowed,
    "join": _joined,
    "leave": _put_out,
    "memberJoined": _came,
    "memberLeft": _left,
}


def _who_left(given: Given) -> str:
    """One of them: `parted` has made as many events of it as there were people."""
    members = fitting(given.left, Members).members
    return fitting(members[0], Source).user_id if members else ""


def _attachment(message: Message) -> Attachment:
    if message.type == "location":
        known = message.latitude is not None and message.longitude is not None
        where = f"{message.latitude},{message.longitude}" if known else ""
        return Attachment("location", where, _clean(message.title or message.address))
    if message.type == "sticker":
        return Attachment("sticker", message.id)
    kind = _FILES.get(message.type)
    return Attachment(kind, message.id, _clean(message.file_name)) if kind else OTHER


OTHER = Attachment("other", "")


def _without_mention(message: Message, bot: str) -> tuple[str, bool]:
    """The text without the bot's own mention, and whether there was one."""
    own: list[tuple[int, int]] = []
    for one in fitting(message.mention, Mention).mentionees:
        mentioned = fitting(one, Mentionee)
        if mentioned.is_self or (bot and mentioned.user_id == bot):
            own.append((mentioned.index, mentioned.length))
    text = message.text
    for index, length in sorted(own, reverse=True):
        text = _cut_out(text, index, length)
    return (text.strip() if own else text), bool(own)


def _cut_out(text: str, index: int, length: int) -> str:
    """Without so many UTF-16 units from there on, as LINE counts; as it is if that is not in it."""
    units = text.encode("utf-16-le", "surrogatepass")
    if index < 0 or length <= 0 or 2 * (index + length) > len(units):
        return text
    before, after = units[: 2 * index], units[2 * (index + length) :]
    words = [part.decode("utf-16-le", "replace").strip(" ") for part in (before, after)]
    return " ".join(word for word in words if word)


def _clean(text: str) -> str:
    """Without NUL, which SQLite's tools do not like."""
    return text.replace("\0", "")
