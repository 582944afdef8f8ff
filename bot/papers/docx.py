"""A document as DOCX: for Word and LibreOffice, to be filled in, changed and signed.

Word takes letter, size and boldness of Thai from the complex-script settings and of all else from the others,
so every style says both (THAI.md, "Take"). The same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu

from bot.papers import word
from bot.papers.document import (
    Bars,
    Block,
    Bullets,
    Contents,
    Document,
    Heading,
    Image,
    Look,
    PageBreak,
    Quotes,
    Remark,
    Scale,
    Signatures,
    Table,
    Text,
    Tone,
)

FILLS: Mapping[Tone, str] = {
    Tone.PLAIN: "EEF1F3",
    Tone.GOOD: "C5E8DC",
    Tone.WARN: "FFE3BD",
    Tone.CLOSED: "F0D4E6",
}
"""Backgrounds of remarks, as in the PDF."""
BLUE, SKY, FAINT, MUTE = "0B5F9E", "BFDCF0", "EEF1F3", "566370"
CELLS = 10
"""A bar is a row of so many cells."""
BAR_WIDTHS = (60, *(6,) * CELLS, 25)
MARKS = 5
"""A scale runs from 1 to 5."""
DOTS = "." * 40
LONG = 600
"""Characters of a row from which on it may be broken over pages."""
FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file knows; all its parts are of then."""


def written(document: Document) -> bytes:
    """The file."""
    made = docx.Document()
    word.prepare(made, document.language, document.title, _moment(document))
    word.running(made.sections[0], document.stamp, document.foot, document.page)
    _title(made, document)
    marks = word.Marks()
    for before, block in zip((None, *document.blocks), document.blocks, strict=False):
        last = word.last(made)
        if isinstance(block, Contents):
            _contents(made, block, document)
        elif isinstance(block, Heading):
            marks.set(word.paragraph(made, block.text, f"Heading {block.level}"))
        else:
            _WRITERS[type(block)](made, block)
        if isinstance(before, PageBreak):
            word.on_new_page(made, last)
    out = io.BytesIO()
    made.save(out)
    return _same_bytes(out.getvalue())


def _moment(document: Document) -> datetime:
    return datetime.combine(document.made, time(), UTC)


def _same_bytes(packed: bytes) -> bytes:
    """The zip file with its parts at a fixed time."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(packed)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name, FIRST_TIME)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def _title(made: Word, document: Document) -> None:
    first = word.paragraph(made, document.title, "Title")
    if document.cover:
        first.paragraph_format.space_before = Cm(6)
    for number, line in enumerate(document.under):
        word.paragraph(made, line, "Subtitle" if number == 0 else "Small")


def _contents(made: Word, block: Contents, document: Document) -> None:
    """The chapters and sections with the pages they are on; Word and LibreOffice put the numbers in."""
    word.paragraph(made, block.title, "Contents")
    headings = [b for b in document.blocks if isinstance(b, Heading)]
    for number, heading in enumerate(headings):
        if heading.level < 3:
            word.entry(made, heading.text, heading.level, number)


def _text(made: Word, block: Text) -> None:
    styles = {Look.PLAIN: "Normal", Look.SMALL: "Small", Look.LEAD: "Lead"}
    paragraph = word.paragraph(made, block.text, styles[block.look])
    paragraph.paragraph_format.keep_with_next = block.keep or None
    if block.look is Look.LEAD:
        word.fill(paragraph, SKY)


def _bullets(made: Word, block: Bullets) -> None:
    for item in block.items:
        word.paragraph(made, item, "List Bullet")


def _quotes(made: Word, block: Quotes) -> None:
    if not any(who for who, _words in block.items):
        for _who, words in block.items:
            word.paragraph(made, words, "List Bullet")
        return
    table = word.table(made, (27, 73), len(block.items))
    for row, (who, words) in zip(table.rows, block.items, strict=True):
        word.write(row.cells[0], who, "Small")
        word.write(row.cells[1], words)


def _table(made: Word, block: Table) -> None:
    table = word.table(made, block.widths, len(block.rows) + bool(block.head), ruled=True)
    rows = list(table.rows)
    if block.head:
        word.repeat(rows[0])
        for cell, text in zip(rows[0].cells, block.head, strict=True):
            word.write(cell, text, bold=True)
            word.shade(cell, FAINT)
    for row, texts in zip(rows[bool(block.head) :], block.rows, strict=True):
        if sum(map(len, texts)) < LONG:
            word.whole(row)
        for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            word.write(cell, text, bold=block.strong and number == 0)
    word.gap(made)


def _bars(made: Word, block: Bars) -> None:
    table = word.table(made, BAR_WIDTHS, len(block.rows))
    for row, bar in zip(table.rows, block.rows, strict=True):
        word.whole(row)
        cells = row.cells
        word.write(cells[0], bar.label)
        word.write(cells[-1], bar.text, "Small")
        filled = max(1, round(CELLS * bar.part / bar.whole)) if bar.part > 0 and bar.whole > 0 else 0
        for number, cell in enumerate(cells[1:-1]):
            word.shade(cell, BLUE if number < filled else FAINT)
            word.apart(cell)
    word.gap(made)


def _scale(made: Word, block: Scale) -> None:
    table = word.table(made, (*(12,) * MARKS, 100), 1)
    word.whole(table.rows[0])
    cells = table.rows[0].cells
    for mark, cell in enumerate(cells[:MARKS], 1):
        word.write(cell, str(mark), bold=mark == round(block.median))
        word.shade(cell, SKY if block.low <= mark <= block.high else FAINT)
    word.write(cells[-1], block.text, "Small")
    word.gap(made)


def _remark(made: Word, block: Remark) -> None:
    paragraph = word.paragraph(made, block.text)
    paragraph.paragraph_format.keep_with_next = block.keep or None
    word.fill(paragraph, FILLS[block.tone])


def _image(made: Word, block: Image) -> None:
    shape = made.add_picture(io.BytesIO(block.png), width=Emu(word.room(made) * block.share // 100))
    word.describe(shape, block.alt)
    made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _signatures(made: Word, block: Signatures) -> None:
    pairs = [block.parties[n : n + 2] for n in range(0, len(block.parties), 2)]
    table = word.table(made, (1, 1), len(pairs))
    for number, (row, pair) in enumerate(zip(table.rows, pairs, strict=True), 1):
        word.whole(row)
        for cell, (who, party) in zip(row.cells, pair, strict=False):
            lines = (f"\n{block.signed} {DOTS}", f"({who or DOTS})", party, f"{block.dated} {DOTS[:30]}")
            word.write(cell, "\n".join(lines), "Signature", keep=True)
            cell.paragraphs[0].paragraph_format.keep_with_next = number < len(pairs) or None


_WRITERS: Mapping[type[Block], Callable[[Word, Any], None]] = {
    Text: _text,
    Bullets: _bullets,
    Quotes: _quotes,
    Table: _table,
    Bars: _bars,
    Scale: _scale,
    Remark: _remark,
    Image: _image,
    Signatures: _signatures,
    PageBreak: lambda _made, _block: None,
}
