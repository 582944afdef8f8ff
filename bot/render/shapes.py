"""How single things look inside a text: headings, lists of names, numerals, cut labels, bars.

Functions named in FILTERS are jinja filters. Marks for bold text are two control characters that
`unmark` turns into spans; people's text holds no control characters (core takes them out), and any
that came in all the same are dropped here without breaking a span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, timezone

from bot.core import calendar
from bot.core import text as core_text
from bot.core.cycle import Stage, Words
from bot.render.words import _, language

LABEL_MOST = 20
"""Grapheme clusters on a button: LINE's limit for labels (PLATFORMS.md)."""
BAR = 10
"""Cells of a bar; with its count it fits a chat bubble of 35 Thai characters (THAI.md)."""
APPS: Mapping[str, str] = {"line": "LINE", "telegram": "Telegram"}
FORM_NAMES: Mapping[str, str] = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
THAI_TIME = timezone(timedelta(hours=7))

_ON, _OFF = "\x02", "\x03"
_MARKS = re.compile(f"([{_ON}{_OFF}])")
_THAI_DIGITS = str.maketrans("0123456789", "".join(chr(0x0E50 + n) for n in range(10)))
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = re.compile(f"[\x00-\x01\x04-\x09\x0b-\x1f\x7f-\x9f\ufeff{_BIDI}]")
"""Characters that would steer the display instead of standing in it (TRUST.md, spoofed names)."""
_GAPS = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")


def strong(text: str) -> str:
    """The text, marked to be shown bold."""
    return f"{_ON}{text}{_OFF}"


def unmark(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without marks and steering characters, and the spans that are bold (code points)."""
    tidy = _GAPS.sub("\n\n", _UNSEEN.sub("", text)).strip()
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    start: int | None = None
    length = 0
    for piece in _MARKS.split(tidy):
        if piece == _ON:
            start = length if start is None else start
        elif piece == _OFF:
            if start is not None and start < length:
                spans.append((start, length))
            start = None
        else:
            out.append(piece)
            length += len(piece)
    return "".join(out), tuple(spans)


def plain(text: str) -> str:
    """The text on one line, without marks or steering characters: for buttons."""
    return " ".join(unmark(text)[0].split())


def fits(label: str) -> bool:
    return core_text.at_most(plain(label), LABEL_MOST)


def cut(label: str, most: int = LABEL_MOST) -> str:
    """The label on one line in at most `most` clusters, with … where it was cut."""
    return core_text.cut(plain(label), most, "…")


def numeral(number: int) -> str:
    """A number in a heading: Thai numerals in Thai."""
    return str(number).translate(_THAI_DIGITS) if language() == "th" else str(number)


def thousands(number: int) -> str:
    """A number in data: Arabic numerals, thousands apart."""
    return f"{number:,}"


def words(text: Words) -> str:
    """The questionnaire's words in the language being spoken."""
    return text[language()]


def heading(stage: Stage) -> str:
    """A stage apart (catching up) has no number."""
    if not stage.number:
        return words(stage.title)
    return _("Stage %(number)s: %(title)s", number=numeral(stage.number), title=words(stage.title))


def partnership(name: str) -> str:
    """The partnership inside a sentence; one without a name yet is "this partnership".

    The name stands in quotation marks, and alone where it says "partnership" itself.
    """
    if not name.strip():
        return _("this partnership")
    if name.strip().lower().startswith(_("partnership")):
        return quoted(name)
    return _("the partnership “%(name)s”", name=name)


def titled(name: str) -> str:
    """The partnership as a heading; a name that says "partnership" itself stands alone."""
    if name.strip().lower().startswith(_("partnership")):
        return name
    return _("Partnership “%(name)s”", name=name)


def names(items: Iterable[str]) -> str:
    return ", ".join(items)


def quoted(text: str) -> str:
    """People's own words, between quotation marks (DESIGN.md, 7)."""
    return f"“{text}”"


def day(moment: datetime) -> str:
    """The date in Thailand, in words; in Thai with the year of the Buddhist era."""
    return calendar.written(moment.astimezone(THAI_TIME).date(), language())


def o_clock(moment: datetime) -> str:
    """The time of day in Thailand."""
    there = moment.astimezone(THAI_TIME)
    return _("%(hour)s:%(minute)s", hour=f"{there:%H}", minute=f"{there:%M}")


def on_weekday(day: date) -> str:
    """A date in short words, with its day of the week."""
    return calendar.on_weekday(day, language())


def on_day(day: date) -> str:
    """A date in words; in Thai with the year of the Buddhist era."""
    return calendar.written(day, language())


def app(channel: str) -> str:
    """The name that people know the channel's app by."""
    return APPS.get(channel, channel)


def bar(part: int, whole: int, cells: int = BAR) -> str:
    """A bar with `part` of `whole` filled; whatever is there at all shows at least one cell."""
    if whole <= 0 or part <= 0:
        return "▱" * cells
    filled = min(cells, max(1, round(cells * part / whole)))
    return "▰" * filled + "▱" * (cells - filled)


def form_name(form: str) -> str:
    """How people call the form of a paper. Raises KeyError for an unknown one."""
    return FORM_NAMES[form] if form != "png" else _("Picture")


def version_name(audience: str) -> str:
    """What a paper's version is called: which of two papers with one title somebody has before them."""
    return _("Version for brokers") if audience == "broker" else _("Version for the group")


FILTERS: Mapping[str, Callable[..., str]] = {
    "strong": strong,
    "numeral": numeral,
    "thousands": thousands,
    "words": words,
    "heading": heading,
    "partnership": partnership,
    "titled": titled,
    "names": names,
    "quoted": quoted,
    "day": day,
    "on_day": on_day,
    "o_clock": o_clock,
    "on_weekday": on_weekday,
    "app": app,
    "form_name": form_name,
    "version_name": version_name,
}
