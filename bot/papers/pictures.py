"""Pictures of the chat: what stands on one, as PNG (the drawings are in `typst/`, a file a kind)."""

from __future__ import annotations

import json

import segno

from bot.message import Picture
from bot.papers.typesetting import Form, typeset

WIDTH = 960
"""Pixels of a picture: letters are sharp on a telephone, and the fullest is still drawn in under 100 ms. The time
goes with the number of pixels."""
POINTS = 400
"""Of the page it is drawn on (typst/parts.typ)."""
POSTER = "poster"
"""The one picture that is a sheet of A4."""
POSTER_PPI = 130
"""Of the poster as a PNG: some 1,075 by 1,520 pixels; to print there is the PDF."""
_POINTS_AN_INCH = 72


def draw(picture: Picture, width: int = WIDTH) -> bytes:
    """The picture as a PNG; the same data gives the same bytes. Some tens of milliseconds: call it in a thread.

    `width` is in pixels; a poster is larger by as much as it is on paper. Raises typst.TypstError, and ValueError
    for data that is no JSON and for links too long for a QR code.
    """
    ppi = POSTER_PPI if picture.kind == POSTER else WIDTH / POINTS * _POINTS_AN_INCH
    return _typeset(picture, "png", ppi * width / WIDTH)


def sheet(picture: Picture) -> bytes:
    """The picture as a PDF of one page: the poster, to print."""
    return _typeset(picture, "pdf", _POINTS_AN_INCH)


def _typeset(picture: Picture, form: Form, ppi: float) -> bytes:
    data = json.loads(picture.data)
    for way in data.get("ways", ()):
        way["_qr"] = _code(way["_link"])
    (page,) = typeset("picture", {**data, "_kind": picture.kind}, form, ppi)
    return page


def _code(link: str) -> list[str]:
    """A QR code as rows of 1 (dark) and 0, without its margin. A quarter of it may be hidden or dirty and it is
    still read."""
    rows = segno.make(link, error="q", micro=False, boost_error=False).matrix
    return ["".join(map(str, row)) for row in rows]
