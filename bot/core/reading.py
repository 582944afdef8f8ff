"""Reading typed answers. The typed form always works beside the buttons.

Plain readings are taken as they are; what was read out of words, or may mean two things, comes back
as candidates to be confirmed (THAI.md). Polite words at the end (ครับ ค่ะ) are passed over when
choices, numbers and dates are read, and never taken out of an answer in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.core.cycle import Kind
from bot.core.dates import read_date
from bot.core.matching import (
    Choices,
    Match,
    bare,
    choice_number,
    folded,
    match_exactly,
    match_many,
    match_one,
    says_all,
)
from bot.core.model import Entry, Value
from bot.core.numbers import read_number
from bot.core.text import arabic, at_most, tidy

MAX_TEXT = 4000
"""Longest answer in words, in grapheme clusters: one Telegram message holds 4,096 units."""
MAX_ITEM = 300
"""Longest item of a list, in grapheme clusters: an item stands in prompts and on buttons."""
MOST_NUMBER = Decimal(10) ** 12
"""Numbers and amounts run from 0 to this; beyond it a slip of the finger is likelier."""
SCALE = range(1, 6)
MARKS = frozenset("12345")
SHORT_MARK = 20
"""Clusters of a text in which a lone figure from 1 to 5 is the mark that is meant."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The text can mean only this."""

    value: Value


@dataclass(frozen=True, slots=True)
class Unsure:
    """To be shown back: one or more readings, the likeliest first."""

    candidates: tuple[Value, ...]
    span: bool = False
    """The candidates are the two ends of what was typed ("2-3 หมื่น")."""


@dataclass(frozen=True, slots=True)
class Puzzled:
    """The text does not answer the question."""

    why: str
    """A reason of effects.NotUnderstood: choose, number, scale, money, date, rank, too_many, …"""


Reading = Understood | Unsure | Puzzled


@dataclass(frozen=True, slots=True)
class _Typed:
    kind: Kind
    text: str
    choices: Choices
    most: int
    today: date
    ceiling: Decimal | None


def read(
    kind: Kind,
    text: str,
    choices: Choices = (),
    *,
    today: date,
    most: int = 0,
    ceiling: Decimal | None = None,
) -> Reading:
    """What `text` answers to a question of `kind` that showed `choices`.

    `today` is a day in Thailand; `most` limits choices and items (0: no limit); `ceiling` limits a
    number (100 for a percentage).
    """
    if kind in (Kind.TEXT, Kind.LIST) and not tidy(text):
        return Puzzled("empty")
    return _READERS[kind](_Typed(kind, text, choices, most, today, ceiling))


# ── words ────────────────────────────────────────────────────────────────────


def _text(typed: _Typed) -> Reading:
    text = tidy(typed.text)
    return Understood(text) if at_most(text, MAX_TEXT) else Puzzled("too_long")


def _list(typed: _Typed) -> Reading:
    items = split_items(tidy(typed.text))
    if not items:
        return Puzzled("empty")
    if not all(at_most(item, MAX_ITEM) for item in items):
        return Puzzled("too_long")
    if typed.most and len(items) > typed.most:
        return Puzzled("too_many")
    return Understood(tuple(Entry("", item) for item in items))


_BULLET = re.compile(r"\s*(?:[-–—](?![\d\s]*$)(?!\d)|[•*·▪◦●○■✓✔]|\(?\d{1,2}[.)](?!\d))\s*")
_INLINE = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)](?!\d)\s*(?=\S)")


def split_items(text: str) -> list[str]:
    """The items that one message names: a line each, or "1) … 2) …". One line is one item: commas
    stand inside items too. A line without a mark, after one with a mark, goes on with that item.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1:
        return _in_one_line(lines[0])
    items: list[str] = []
    marked = False
    for line in lines:
        mark = _BULLET.match(line)
        rest = line[mark.end() :].strip() if mark else line
        if mark:
            marked = True
            items.append(rest)
        elif marked:
            items[-1] = f"{items[-1]} {rest}".strip()
        elif not line.endswith(":"):
            items.append(rest)
    return [item for item in items if folded(item)]


def _in_one_line(line: str) -> list[str]:
    marks = list(_INLINE.finditer(line))
    numbers = [int(mark[1]) for mark in marks]
    if len(marks) >= 2 and marks[0].start() == 0 and numbers == list(range(1, len(marks) + 1)):
        ends = [mark.start() for mark in marks[1:]] + [len(line)]
        parts = (line[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
    elif line.startswith("•"):
        parts = (part for part in line.split("•"))
    else:
        parts = (part for part in [_BULLET.sub("", line, count=1) if _BULLET.match(line) else line])
    return [part.strip(" ,;") for part in parts if folded(part)]


# ── choices ──────────────────────────────────────────────────────────────────


def _single(typed: _Typed) -> Reading:
    return _one_of(match_one(typed.text, typed.choices), "choose")


def _one_of(match: Match, why: str) -> Reading:
    if not match.keys:
        return Puzzled(why)
    if match.sure:
        return Understood(match.keys)
    return Unsure(tuple((key,) for key in match.keys))


_YES = """ใช่ ใช่แล้ว ครับ ครับผม ค่ะ คะ จ้ะ จ้า ได้ ได้เลย ตกลง โอเค เอา รับทราบ ทราบแล้ว ยืนยัน
    ถูกต้อง แน่นอน เห็นด้วย ยินยอม ยินยอมแล้ว ยอมรับ ยอมรับแล้ว แม่น แม่นแล้ว ถูกแล้ว เจ้า อืม มี ยินดี yes y yeah yep ok okay sure true"""
_NO = """ไม่ ไม่ใช่ ไม่ได้ บ่ บ่แม่น บ่ได้ ไม่ยินยอม ไม่ยอมรับ ไม่ตกลง ไม่เอา ไม่เห็นด้วย ไม่มี ไม่ยินดี ยัง ยังไม่ ยังไม่ได้ ยังเลย ยังไม่มี ยังไม่ใช่
    no n nope false"""


def _yes_no(typed: _Typed) -> Reading:
    """The first choice is yes, the second no."""
    exact = match_exactly(typed.text, typed.choices)
    if exact.keys or len(typed.choices) != 2:
        return _one_of(exact, "yes_no")
    words = {folded(typed.text), folded(bare(typed.text))}
    if words & set(_YES.split()) or typed.text.strip()[:1] in ("👍", "✅", "👌"):
        return Understood((typed.choices[0][0],))
    if words & set(_NO.split()) or typed.text.strip()[:1] in ("👎", "❌"):
        return Understood((typed.choices[1][0],))
    return _one_of(match_one(typed.text, typed.choices), "yes_no")


def _multi(typed: _Typed) -> Reading:
    match = match_many(typed.text, typed.choices)
    if not match.keys:
        return Puzzled("choose")
    if typed.most and len(set(match.keys)) > typed.most:
        return Puzzled("too_many")
    keys = tuple(key for key, _ in typed.choices if key in match.keys)
    return Understood(keys) if match.sure else Unsure((keys,))


def _rank(typed: _Typed) -> Reading:
    """Every choice once, best first; "312" will do. Lines may be numbered by place."""
    match = match_many(typed.text, typed.choices)
    complete = sorted(match.keys) == sorted(key for key, _ in typed.choices)
    if not match.keys or not complete or says_all(typed.text):
        return Puzzled("rank")
    plain = match.sure or bare(typed.text).isdigit()
    return Understood(match.keys) if plain else Unsure((match.keys,))


# ── numbers and dates ────────────────────────────────────────────────────────

_MARK = re.compile(
    r"(?:(?:ขอ)?ให้|ระดับ|คะแนน|ประมาณ|ที่|ข้อ|score)*\s*([1-5])\s*"
    r"(?:คะแนน|ดาว|/\s*5|เต็ม\s*5|จาก\s*5|out of 5)*"
)


def _scale(typed: _Typed) -> Reading:
    plain = bare(typed.text)
    found = _MARK.fullmatch(plain)
    if found:
        return Understood(Decimal(found[1]))
    if plain and not plain.strip("⭐★🌟") and len(plain) in SCALE:
        return Understood(Decimal(len(plain)))
    number = read_number(typed.text)
    if number is None:
        return _mark_by_label(typed)
    alone = re.findall(r"-?\d+(?:[.,]\d+)?", arabic(typed.text))
    if len(alone) == 1 and alone[0] in MARKS and at_most(typed.text, SHORT_MARK):
        return Understood(Decimal(alone[0]))
    marks = tuple(v for v in number.candidates if v in SCALE)
    if not marks or len(marks) != len(number.candidates):
        return Puzzled("scale")
    return Unsure(marks, number.span) if len(marks) > 1 else Understood(marks[0])


def _mark_by_label(typed: _Typed) -> Reading:
    """ข้อห้า, or the words at an end of the scale."""
    number = choice_number(typed.text)
    if number in SCALE:
        return Understood(Decimal(number or 0))
    match = match_one(typed.text, typed.choices)
    marks = tuple(Decimal(key) for key in match.keys if key.isdecimal() and int(key) in SCALE)
    if not marks:
        return Puzzled("scale")
    return Understood(marks[0]) if match.sure else Unsure(marks)


def _number(typed: _Typed) -> Reading:
    why = typed.kind.value
    number = read_number(typed.text)
    if number is None or number.value < 0:
        return Puzzled(why)
    most = MOST_NUMBER if typed.ceiling is None else min(MOST_NUMBER, typed.ceiling)
    fitting = tuple(v for v in number.candidates if 0 <= v <= most)
    if not fitting or (number.span and len(fitting) < len(number.candidates)):
        return Puzzled(why)
    if number.exact:
        return Understood(fitting[0])
    return Unsure(fitting, number.span)


def _date(typed: _Typed) -> Reading:
    dates = read_date(typed.text, typed.today)
    if dates is None:
        return Puzzled("date")
    if dates.exact:
        return Understood(dates.candidates[0])
    return Unsure(dates.candidates, dates.span)


_READERS: dict[Kind, Callable[[_Typed], Reading]] = {
    Kind.TEXT: _text,
    Kind.LIST: _list,
    Kind.SINGLE: _single,
    Kind.CONSENT: _single,
    Kind.YES_NO: _yes_no,
    Kind.MULTI: _multi,
    Kind.RANK: _rank,
    Kind.SCALE: _scale,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
}
