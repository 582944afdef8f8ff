"""A letter with a picture or a file → the request that shows it.

A photo or a document carries the text as its caption. Which of editMessageText and editMessageMedia
may take the place of what is shown hangs only on whether the new message has a picture: a picture can
be put into a photo and into a text, a text alone not into a photo. Telegram says so, and the message
is then sent anew; so nobody need remember what a shown message was.

Limits from the Bot API ("Sending files", sendPhoto, sendDocument).
"""

from __future__ import annotations

from telegram import InputFile

from bot.channels.base import Letter, NotThere
from bot.channels.telegram.sending import Json, message_request, text_request
from bot.message import Made

MAX_PHOTO = 10 * 1024 * 1024
"""Bytes of a photo."""
MAX_DOCUMENT = 50 * 1024 * 1024
"""Bytes of a document."""
MAX_SIDES = 10_000
"""Pixels of width and height together."""
MAX_RATIO = 20
"""Of the longer side to the shorter."""
PHOTO_NAME = "picture.png"
_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE_AT = 16
"""Where a PNG tells its width and height, four bytes each (PNG specification, IHDR)."""


def request(letter: Letter, username: str) -> tuple[str, Json]:
    """The method that sends it, and its parameters but for the ids. What Telegram would not take is left
    out. Raises Refused when a button's data would not fit.
    """
    if photo := _photo(letter):
        return "sendPhoto", {"photo": photo, **_captioned(letter, username)}
    if letter.made is not None and fits(letter.made):
        document = InputFile(letter.made.content, letter.made.name)
        return "sendDocument", {"document": document, **_captioned(letter, username)}
    return message_request(letter, username)


def edit_request(letter: Letter, username: str) -> tuple[str, Json]:
    """The method that puts it in the place of what is shown, and its parameters but for the ids. Raises NotThere
    where a file goes with it: that is sent anew, and nothing of it is lost with what stands there.
    """
    photo = _photo(letter)
    if letter.made is not None and fits(letter.made):
        raise NotThere
    if not photo:
        return "editMessageText", text_request(letter, username)
    captioned = _captioned(letter, username)
    media: Json = {"type": "photo", "media": photo}
    parts: Json = {}
    if isinstance(photo, InputFile):
        media["media"] = "attach://picture"
        parts["picture"] = photo
    for name in ("caption", "caption_entities"):
        if name in captioned:
            media[name] = captioned.pop(name)
    return "editMessageMedia", {"media": media, **parts, **captioned}


def photo_id(answer: object) -> str:
    """Of what was sent, the id to show the photo again with; "" if there is none."""
    sizes = answer.get("photo") if isinstance(answer, dict) else None
    largest = sizes[-1] if isinstance(sizes, list) and sizes else None
    return str(largest.get("file_id") or "") if isinstance(largest, dict) else ""


def fits(made: Made) -> bool:
    return 0 < len(made.content) <= MAX_DOCUMENT


def is_photo(png: bytes) -> bool:
    """Whether Telegram takes it as a photo."""
    if not png.startswith(_PNG) or len(png) > MAX_PHOTO:
        return False
    width, height = (int.from_bytes(png[at : at + 4]) for at in (_SIZE_AT, _SIZE_AT + 4))
    short, long = sorted((width, height))
    return short > 0 and width + height <= MAX_SIDES and long <= short * MAX_RATIO


def _photo(letter: Letter) -> InputFile | str | None:
    drawn = letter.drawn
    if drawn is None:
        return None
    if drawn.known:
        return drawn.known
    return InputFile(drawn.png, PHOTO_NAME) if is_photo(drawn.png) else None


def _captioned(letter: Letter, username: str) -> Json:
    text = text_request(letter, username)
    del text["link_preview_options"]
    found: Json = {"caption": text.pop("text")} if letter.message.text else {}
    text.pop("text", None)
    if "entities" in text:
        found["caption_entities"] = text.pop("entities")
    return {**found, **text}
