"""A document as PDF: A4, tagged, its text to be found and copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.papers.document import (
    Bars,
    Block,
    Bullets,
    Contents,
    Document,
    Heading,
    Image,
    PageBreak,
    Quotes,
    Remark,
    Scale,
    Signatures,
    Table,
    Text,
)
from bot.papers.typesetting import typeset

Data = dict[str, object]


def written(document: Document) -> bytes:
    """The file. The same document gives the same bytes."""
    return typeset("document", data(document), "pdf")[0]


def data(document: Document) -> Data:
    """What the template `typst/document.typ` reads; values that are no words have keys with "_"."""
    made = document.made
    return {
        "title": document.title,
        "under": document.under,
        "foot": document.foot,
        "stamp": document.stamp,
        "blocks": [{"_is": type(block).__name__} | _DATA[type(block)](block) for block in document.blocks],
        "_title": document.title,
        "_page": document.page,
        "_language": document.language,
        "_made": (made.year, made.month, made.day),
        "_cover": document.cover,
    }


def _heading(block: Heading) -> Data:
    return {"text": block.text, "_level": block.level}


def _text(block: Text) -> Data:
    return {"text": block.text, "_look": block.look.value, "_keep": block.keep}


def _quotes(block: Quotes) -> Data:
    return {"items": [{"who": who, "words": words} for who, words in block.items]}


def _table(block: Table) -> Data:
    return {"head": block.head, "rows": block.rows, "_widths": block.widths, "_strong": block.strong}


def _bars(block: Bars) -> Data:
    rows = [{"label": r.label, "text": r.text, "_share": _share(r.part, r.whole)} for r in block.rows]
    return {"rows": rows}


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole > 0 else 0.0


def _scale(block: Scale) -> Data:
    return {"text": block.text, "_median": block.median, "_low": block.low, "_high": block.high}


def _remark(block: Remark) -> Data:
    return {"text": block.text, "_tone": block.tone.value, "_keep": block.keep}


def _image(block: Image) -> Data:
    return {"alt": block.alt, "_alt": block.alt, "_png": list(block.png), "_share": block.share}


def _signatures(block: Signatures) -> Data:
    parties = [{"who": who, "party": party} for who, party in block.parties]
    return {"signed": block.signed, "dated": block.dated, "parties": parties}


_DATA: Mapping[type[Block], Callable[[Any], Data]] = {
    Heading: _heading,
    Text: _text,
    Bullets: lambda block: {"items": block.items},
    Quotes: _quotes,
    Table: _table,
    Bars: _bars,
    Scale: _scale,
    Remark: _remark,
    Image: _image,
    Signatures: _signatures,
    PageBreak: lambda _: {},
    Contents: lambda block: {"title": block.title},
}
