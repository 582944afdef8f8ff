"""People's text made ready for paper: only characters that the font has, and breaks at words alone.

The typesetter gives no warning for a missing glyph and breaks Thai inside words (THAI.md, "Typst"), so both
are seen to here: emoji and signs without a glyph are left out, letters of other scripts become one "?" a run,
and between words stands U+200B, at which the templates put each word into a box of its own (common.typ, `th`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from unicodedata import category, normalize

from bot.core.text import each_cluster, tidy

try:
    import thaibreak
except ImportError:  # a machine that it is not made for
    thaibreak = None

LONGEST = 18
"""Characters that may stand in one box; what is longer (an address of the net, a name without blanks) is cut
so that it goes on in the next line instead of over the edge. Of 26,000 Thai words 99.9 % are shorter."""
UNKNOWN = "?"
"""Stands for a run of letters that the font does not have."""
BREAK = "\u200b"
"""Between words."""
AS_IT_IS = "_"
"""Values under keys that begin so are not people's text and stay as they are."""
REMEMBERED = 4096
"""Texts whose prepared form is remembered: names and labels stand on every picture."""

_COVERAGE = Path(__file__).parent / "fonts" / "coverage.txt"
_UNITS = re.compile(f"[^{BREAK} \n]+|[{BREAK} \n]")
_PIECES = re.compile(r"\s*\S+|\s+$")
# Where a Thai word may begin without a dictionary: at a vowel that is written before its consonant.
_PLAIN = re.compile("(?<=[ก-๎])(?=[เแโใไ])")


def prepared(value: object) -> object:
    """`value`, JSON of any depth, with every text in it made ready; keys stay, and what is under AS_IT_IS."""
    if isinstance(value, str):
        return boxed(value)
    if isinstance(value, Mapping):
        return {
            key: inner if str(key).startswith(AS_IT_IS) else prepared(inner) for key, inner in value.items()
        }
    if isinstance(value, Sequence):
        return [prepared(inner) for inner in value]
    return value


@lru_cache(maxsize=REMEMBERED)
def boxed(text: str) -> str:
    """`text` as it can be drawn, with BREAK between words and in what is too long for one box."""
    text = drawable(text)
    if not text.isascii():
        text = "\n".join(_broken(line) for line in text.split("\n"))
    return "".join(_cut(unit) for unit in _UNITS.findall(text))


def in_words(text: str) -> tuple[str, ...]:
    """A line of text in pieces after each of which it may be cut; together they are the text. At least one."""
    pieces = (_PIECES.findall(word) for word in _broken(text).split(BREAK))
    return tuple(piece for some in pieces for piece in some) or (text,)


def drawable(text: str) -> str:
    """`text`, tidied, in characters that the font has. Blanks around what is left out are put right."""
    text = tidy(text.replace(BREAK, ""))
    if has_glyphs(text):
        return text
    return tidy("".join(_drawn(kind, run) for kind, run in groupby(each_cluster(text), key=_kind)))


def has_glyphs(text: str) -> bool:
    """Whether each of its characters can be drawn; line ends count as such."""
    return all(c == "\n" or ord(c) in _covered() for c in text)


def _kind(cluster: str) -> str:
    """"has" glyphs, can be written in "plainer" ones, a "letter" or a "sign" without any."""
    if has_glyphs(cluster):
        return "has"
    if _plainer(cluster):
        return "plainer"
    return "letter" if category(cluster[0])[0] in "LN" else "sign"


def _drawn(kind: str, run: Iterator[str]) -> str:
    if kind == "has":
        return "".join(run)
    if kind == "plainer":
        return "".join(_plainer(cluster) for cluster in run)
    return UNKNOWN if kind == "letter" else ""


def _plainer(cluster: str) -> str:
    """The cluster in plainer characters (Ａ, 𝐀, ㎏), or "" where there are none. A letter that is none of Thai:
    THAI.md forbids this for Thai, which the font has whole."""
    plain = normalize("NFKC", cluster)
    return plain if has_glyphs(plain) and plain.strip() else ""


@cache
def _covered() -> frozenset[int]:
    """The characters of the font, as its maker wrote them down (tests/papers/flatten.py)."""
    spans = (line.split("-") for line in _COVERAGE.read_text(encoding="ascii").split())
    return frozenset(code for low, high in spans for code in range(int(low, 16), int(high, 16) + 1))


def _broken(line: str) -> str:
    """BREAK between the words of a line of text."""
    if thaibreak is None:
        return _PLAIN.sub(BREAK, line)
    broken: str = thaibreak.lines(line, BREAK)
    return broken if broken.replace(BREAK, "") == line else _PLAIN.sub(BREAK, line)


def _cut(unit: str) -> str:
    if len(unit) <= LONGEST:
        return unit
    clusters = list(each_cluster(unit))
    pieces = ("".join(clusters[at : at + LONGEST]) for at in range(0, len(clusters), LONGEST))
    return BREAK.join(pieces)
