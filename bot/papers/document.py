"""A paper before it is a file: headings, texts, tables and the rest, in words, in the order they are read.

`pdf.py` and `docx.py` write the same document each in its own form, so whatever stands in the one stands in the
other. Texts are plain; a line end in them is a new line. Nothing here has an opinion on letters or colours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Look(StrEnum):
    """How a text stands out."""

    PLAIN = "plain"
    LEAD = "lead"
    """What a hurried reader needs."""
    SMALL = "small"


class Tone(StrEnum):
    """What a remark is about."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    CLOSED = "closed"
    """For brokers alone."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    """1: a chapter, 2: a section, 3: one block. Contents list 1 and 2."""


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    look: Look = Look.PLAIN
    keep: bool = False
    """It stays on one page with what follows, as every heading does."""


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """People's own words, in quotation marks already, each with who said so ("" : nobody is named)."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    """() for a table without column heads."""
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """How the page's width is shared out, in any unit; as many as there are columns."""
    strong: bool = True
    """The first column stands out."""


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    part: int
    whole: int
    text: str
    """The numbers in words."""


@dataclass(frozen=True, slots=True)
class Bars:
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Marks from 1 to 5: where the middle lies and how far they lie apart."""

    median: float
    low: int
    high: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    text: str
    tone: Tone = Tone.PLAIN
    keep: bool = False
    """As of a text."""


@dataclass(frozen=True, slots=True)
class Image:
    png: bytes
    alt: str
    """What it says, for whoever does not see it."""
    share: int = 100
    """Of the text's width, in percent."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """A place to sign for each party: dotted lines that carry the words `signed` and `dated`."""

    signed: str
    dated: str
    parties: tuple[tuple[str, str], ...]
    """(who signs, or "" for a dotted line; for whom)."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of chapters and sections."""

    title: str


Block = (
    Heading
    | Text
    | Bullets
    | Quotes
    | Table
    | Bars
    | Scale
    | Remark
    | Image
    | Signatures
    | PageBreak
    | Contents
)


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    under: tuple[str, ...]
    """Lines below the title: whose it is, of which stage, of which day."""
    foot: str
    """Runs along the foot of every page."""
    page: str
    """The words round the page's number, with {page} and {pages} in them."""
    language: str
    """"th" | "en"."""
    made: date
    """The day that its newest datum is of: the file says it was made then."""
    blocks: tuple[Block, ...]
    stamp: str = ""
    """Stands at the head of every page of what is not for everybody or not final."""
    cover: bool = False
    """The title has a page of its own."""


def headed(title: str, blocks: Iterable[Block], level: int = 3) -> list[Block]:
    """The blocks below a heading; none where there are no blocks, and no heading where there is no title."""
    found = list(blocks)
    return [Heading(title, level), *found] if found and title else found
