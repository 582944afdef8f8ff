"""Makes the fonts of bot/papers/fonts from the Sarabun fonts as they are published.

    python -m tests.papers.flatten FOLDER-WITH-SARABUN

Needed only when the fonts change; fontTools is needed for that alone. What it does: Thai marks whose anchors
lie a little higher or lower than those of their kind are brought to one height, so that a typesetter sets each
cluster on one line and keeps it whole in the text layer of a PDF. Without it 140 of 153 words of a test text
are found again by a search in the PDF, with it all of them. The difference to the eye is under 6 % of the
size of the letters. The names of the fonts are kept: their licence (OFL.txt) reserves none.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from bot.papers.typesetting import FONTS

STYLES = ("Regular", "Bold")
MOST_MOVED = 60
"""Font units (of 1,000 an em): an anchor that lies further off its kind stands so for a reason."""
COVERAGE = FONTS / "coverage.txt"
"""The characters that every style has, as ranges in hexadecimal, one a line (bot/papers/text.py reads it)."""

_THAI = range(0x0E00, 0x0E80)
_MARK_TO_BASE, _MARK_TO_MARK, _EXTENSION = 4, 6, 9
_HEAD_STAMP = 3_786_912_000
"""`modified` of the font's head, seconds since 1904, fixed: the same fonts give the same bytes."""


def main(source: Path) -> None:
    """Writes both fonts and their coverage. Raises OSError."""
    common: set[int] | None = None
    for style in STYLES:
        font = TTFont(source / f"Sarabun-{style}.ttf", recalcTimestamp=False)
        flatten(font)
        font["head"].modified = _HEAD_STAMP
        font.save(FONTS / f"Sarabun-{style}.ttf")
        has = {code for code in font.getBestCmap() if chr(code).isprintable()}
        common = has if common is None else common & has
    COVERAGE.write_text("".join(f"{line}\n" for line in _ranges(sorted(common or ()))), encoding="ascii")


def flatten(font: Any) -> None:
    """Brings the anchors of the font's Thai marks to one height for each kind, where they are near it."""
    thai = {name for code, name in font.getBestCmap().items() if code in _THAI}
    thai |= {name for name in font.getGlyphOrder() if name.startswith("uni0E")}
    for table in _tables(font):
        if table.LookupType == _MARK_TO_BASE:
            bases = zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True)
            anchors = [(name, record.BaseAnchor) for name, record in bases]
            _level(_marks(table.MarkCoverage, table.MarkArray, thai), anchors, thai, small=False)
        elif table.LookupType == _MARK_TO_MARK:
            bases = zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True)
            anchors = [(name, record.Mark2Anchor) for name, record in bases]
            _level(_marks(table.Mark1Coverage, table.Mark1Array, thai), anchors, thai, small=True)


def _tables(font: Any) -> Iterator[Any]:
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            yield table.ExtSubTable if table.LookupType == _EXTENSION else table


def _marks(coverage: Any, array: Any, thai: set[str]) -> dict[int, list[tuple[str, Any]]]:
    """The Thai marks by class, with their anchors."""
    found: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    for name, record in zip(coverage.glyphs, array.MarkRecord, strict=True):
        if name in thai:
            found[record.Class].append((name, record.MarkAnchor))
    return found


def _level(
    marks: dict[int, list[tuple[str, Any]]], bases: list[tuple[str, Any]], thai: set[str], *, small: bool
) -> None:
    """Marks on marks are the small forms; the others keep what they have."""
    for kind, anchors in marks.items():
        pool = [anchor.YCoordinate for name, anchor in anchors if not small or name.endswith(".small")]
        if not pool:
            continue
        height = Counter(pool).most_common(1)[0][0]
        under = [by_kind[kind] for name, by_kind in bases if name in thai and by_kind[kind] is not None]
        for anchor in (*(anchor for _, anchor in anchors), *under):
            if abs(anchor.YCoordinate - height) <= MOST_MOVED:
                anchor.YCoordinate = height


def _ranges(codes: list[int]) -> Iterator[str]:
    start = last = codes[0]
    for code in (*codes[1:], -1):
        if code != last + 1:
            yield f"{start:x}-{last:x}"
            start = code
        last = code


if __name__ == "__main__":
    main(Path(sys.argv[1]))
