"""Pictures and files that people send to the bot. As on a platform, the bot is told of them and does not
fetch them; they stand in the chat and are kept in the playing's own folder."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 10 * 1024 * 1024
"""Of one file; a telephone's photo has about five."""
MOST_LETTERS = 100
"""Of a file's name; the ending stays."""
_PICTURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
"""How the pictures begin that any browser shows. SVG is none of them: it can hold scripts."""
_UNFIT = re.compile(r"[“”()\[\]\\/:·\s]+")
"""A transcript could not tell where such a name ends, or it names a folder."""
_NAMELESS = "file"


def picture_type(data: bytes) -> str:
    """The media type of a picture that can be shown, "" for anything else; a name is not believed."""
    return next((media_type for begins, media_type in _PICTURES if begins.match(data)), "")


def bare_name(given: str) -> str:
    """A file's name without its folder, fit for a transcript and for a chat."""
    last = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in unicodedata.normalize("NFC", last) if c.isspace() or c.isprintable())
    name = _UNFIT.sub(" ", seen).replace(" .", ".").strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > MOST_LETTERS and dot:
        name = stem[: MOST_LETTERS - len(ending) - 1] + dot + ending
    return name[:MOST_LETTERS] or _NAMELESS


def line(kind: str, name: str) -> str:
    """What was sent, as a line of a transcript (script.py)."""
    return "(ส่งภาพ)" if kind == "photo" else f"(ส่งไฟล์ “{name}”)"
