"""Numbers and amounts of money as Thai people type them (THAI.md).

Plain digits are exact. Whatever was read out of words is not: the reading is shown back before it
is kept, and where words have two meanings (หกพันห้า: 6,500 in speech, 6,005 on a cheque) both are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.core.text import arabic, tidy, without_particles

MOST_CANDIDATES = 4
"""More readings than this are no help to anyone: the text counts as not read."""

MOST_LETTERS = 200
"""A longer text is no number, whatever digits stand in it."""

_ONES = {
    **{"ศูนย์": 0, "หนึ่ง": 1, "นึง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4},
    **{"ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9},
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    **{"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15},
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60},
    **{"seventy": 70, "eighty": 80, "ninety": 90},
}
_UNITS = {
    **{"สิบ": 10, "โหล": 12, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "หมืน": 10_000, "แสน": 100_000},
    **{"hundred": 100, "thousand": 1_000, "k": 1_000},
}
_MILLIONS = ("ล้าน", "ลบ.", "ลบ", "ล.", "million", "mb", "m")
_HALF = "ครึ่ง"
_WORDS = sorted([*_ONES, *_UNITS, *_MILLIONS, _HALF], key=len, reverse=True)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TOKEN = re.compile(
    "|".join(rf"(?<![a-z]){w}s?(?![a-z])" if w.isascii() else re.escape(w) for w in _WORDS)
    + "|"
    + _DIGITS
)
# A whole text of digits, with nothing beside it but the unit.
_EXACT = re.compile(
    r"(?:฿|ร้อยละ)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?:บาท(?:ถ้วน)?|baht|thb|฿|บ\.|\.-|(%|เปอร์เซ็นต์|เปอร์เซนต์|percent))?"
)
_NOTHING = re.compile(
    r"(?:ยัง)?ไม่มี(?:เลย|งบ|เงิน|งบประมาณ|ค่าใช้จ่าย|ให้|แล้ว)*|ไม่ได้ให้|ไม่ได้สนับสนุน|ฟรี|-|–|none|nothing|nil|no"
)
_VAGUE = re.compile(r"หลัก(?:สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน)|หลาย|ไม่กี่|ครึ่ง(?:เดียว|หนึ่ง|นึง)$")
_NOT_AMOUNTS = re.compile(r"ร้อยละ|^[฿~≈]+|(?:ปี|พ\.?ศ\.?)\s*\d{4}|(?<=ty)-(?=[a-z])")
_DATE_OR_FRACTION = re.compile(r"\d\s*/\s*\d|\d-\d+-\d|\d:\d")
_RANGE = re.compile(r"\s*(?:-|–|—|~|ถึง|\bto\b)\s*")
# Words that may stand beside a number written as one short word, e.g. ประมาณ ห้า คน.
_BESIDE = re.compile(
    r"ประมาณ|ราวๆ|ราว|เกือบ|สัก|น่าจะ|คร่าวๆ|ไม่เกิน|อย่างน้อย|จำนวน|ให้|มี|เงิน|ร้อยละ|แล้ว|"
    r"กว่าๆ|กว่า|ๆ|เศษ|บาท|ถ้วน|เปอร์เซ็นต์|%|คน|ครั้ง|แห่ง|ข้อ|คะแนน|about|around|baht|percent|\ba\b|\W"
)
Token = tuple[str, Decimal]
"""("n", a number in digits) | ("d", in a word) | ("1", นึง or หนึ่ง) | ("e", เอ็ด) | ("u", a unit) |
("m", a million) | ("h", a half)."""


@dataclass(frozen=True, slots=True)
class Number:
    """What a text was read as. Several candidates: all its meanings, or the two ends of a span."""

    candidates: tuple[Decimal, ...]
    exact: bool
    """Plain digits: no need to ask back."""
    span: bool = False

    @property
    def value(self) -> Decimal:
        return self.candidates[0]


def read_number(text: str) -> Number | None:
    """The number that `text` says, or None. Below nought only after a minus or ลบ."""
    plain = without_particles(arabic(tidy(text)).lower()).replace("−", "-")
    if len(plain) > MOST_LETTERS:
        return None
    found = _EXACT.fullmatch(plain)
    if found:
        return _exact(found[1], thousands=not found[2])
    if _NOTHING.fullmatch(plain):
        return Number((Decimal(0),), exact=False)
    minus = re.fullmatch(r"(?:-|ลบ(?!\.))\s*(\d.*)", plain)
    if minus:
        inner = read_number(minus[1])
        return inner and Number(tuple(-v for v in inner.candidates), inner.exact, inner.span)
    if _VAGUE.search(plain) or _DATE_OR_FRACTION.search(plain):
        return None
    return _in_words(plain)


def _exact(digits: str, *, thousands: bool) -> Number:
    value = Decimal(digits.replace(",", ""))
    if thousands and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        # 50.000 is fifty to some and fifty thousand to others.
        return Number(_once([Decimal(digits.replace(".", "")), value]), exact=False)
    return Number(_once([value]), exact=True)


def _in_words(plain: str) -> Number | None:
    satang = re.fullmatch(r"(.+?)บาท\s*(.+?)สตางค์", plain)
    if satang:
        baht, rest = _in_words(satang[1]), _in_words(satang[2])
        if baht and rest and len(rest.candidates) == 1:
            return Number(tuple(b + rest.value / 100 for b in baht.candidates), exact=False)
    text = _joined_digits(_NOT_AMOUNTS.sub(" ", plain).strip())
    odd = re.fullmatch(r"(\d+),(\d{1,2})(?:\s*บาท)?", text)
    if odd:
        # A comma in an unusual place: a decimal comma, or thousands that slipped.
        return Number(_once([Decimal(f"{odd[1]}.{odd[2]}"), Decimal(odd[1] + odd[2])]), exact=False)
    parts = [_credible(text, _runs(part)) for part in _RANGE.split(text)]
    if [len(runs) for runs in parts] == [1, 1]:
        return _span(parts[0][0], parts[1][0])
    return _several([run for runs in parts for run in runs], side_by_side="หรือ" not in text)


def _joined_digits(text: str) -> str:
    """Thousands set off by blanks, full stops or stray commas (50 000, 1.000.000) put together."""
    text = re.sub(r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?!\d)", lambda m: m[0].replace(".", ""), text)
    commas = r"(?<![\d.,])\d+(?:,\d{2,3})*,\d{3}(?![\d,])"
    text = re.sub(commas, lambda m: m[0].replace(",", ""), text)
    return re.sub(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d,])", lambda m: m[0].replace(" ", ""), text)


def _runs(text: str) -> list[list[Token]]:
    """The runs of number words and digits in `text`, each a list of tokens."""
    runs: list[list[Token]] = []
    end = -1
    for found in _TOKEN.finditer(text):
        token = _token(found[0])
        gap = text[end : found.start()] if end >= 0 else "x"
        two_numbers = bool(runs) and runs[-1][-1][0] == "n" and token[0] == "n"
        if gap.strip() in ("", "and") and not two_numbers:
            runs[-1].append(token)
        else:
            runs.append([token])
        end = found.end()
    return [part for run in runs for part in _split_repeats(run)]


def _token(word: str) -> Token:
    if word[0].isdigit():
        return ("n", Decimal(word.replace(",", "")))
    known = _KINDS.get(word) or _KINDS[word.rstrip("s")]
    return known[0], Decimal(known[1])


_KINDS: dict[str, tuple[str, int | str]] = {
    **{word: ("d", value) for word, value in _ONES.items()},
    **{word: ("u", value) for word, value in _UNITS.items()},
    **dict.fromkeys(_MILLIONS, ("m", 1_000_000)),
    **{"หนึ่ง": ("1", 1), "นึง": ("1", 1), "เอ็ด": ("e", 1), _HALF: ("h", "0.5")},
}


def _split_repeats(run: list[Token]) -> list[list[Token]]:
    """หมื่นสองหมื่น is two numbers: the same unit cannot stand twice in one."""
    for second, (kind, unit) in enumerate(run):
        if kind != "u" or (kind, unit) not in run[:second]:
            continue
        if any(k == "m" for k, _ in run[run.index((kind, unit)) : second]):
            continue
        start = second - 1 if run[second - 1][0] in "nd1" else second
        return [run[:start], run[start:]]
    return [run]


def _credible(text: str, runs: list[list[Token]]) -> list[list[Token]]:
    """In a sentence only digits or a number with its unit count: สาม also stands in สามารถ."""
    if not _BESIDE.sub("", _TOKEN.sub("", text)):
        return runs
    return [run for run in runs if len(run) > 1 or run[0][0] == "n"]


def _several(runs: list[list[Token]], *, side_by_side: bool) -> Number | None:
    if len(runs) == 1 and (pair := _neighbours(runs[0])):
        return _span(*pair)
    same_unit = len(runs) == 2 and runs[0][-1] == runs[1][-1] and runs[0][-1][0] == "u"
    if same_unit and side_by_side:
        return _span(*runs)
    values = _once(v for run in runs for v in _values(run))
    return Number(values, exact=False) if 0 < len(values) <= MOST_CANDIDATES else None


def _neighbours(run: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """สองสามหมื่น: two digits side by side, one more than the other, are a span."""
    if len(run) >= 2 and run[0][0] in "1d" and run[1][0] == "d" and run[1][1] == run[0][1] + 1:
        return [run[0]], run[1:]
    return None


def _span(low: list[Token], high: list[Token]) -> Number | None:
    lows, highs = _values(low), _values(high)
    tail = high[1:]
    shares_unit = len(low) == 1 and bool(tail) and all(k in "um" for k, _ in tail)
    if shares_unit and low[0][0] in "nd1" and low[0][1] < high[0][1]:
        lows = _values([*low, *tail])
    values = _once([*lows, *highs])
    if not lows or not highs or len(values) > MOST_CANDIDATES:
        return None
    return Number(values, exact=False, span=len(values) > 1)


def _once(values: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(_without_zeros(v) for v in values))


def _without_zeros(value: Decimal) -> Decimal:
    written = f"{value:f}"
    return Decimal(written.rstrip("0").rstrip(".")) if "." in written else value


def _values(run: list[Token]) -> tuple[Decimal, ...]:
    """The meanings of one run, the likeliest first; none when it is not a number."""
    if [k for k, _ in run] == ["h"]:
        return ()
    total = Decimal(0)
    group: list[Token] = []
    for kind, value in run:
        if kind != "m":
            group.append((kind, value))
        elif group or not total:
            total += (_group(group)[0] if group else 1) * value
            group = []
        else:
            total *= value  # ล้านล้าน
    after_million = Decimal(1_000_000) if total else None
    if not group:
        return (total,) if total else ()
    return _once(total + v for v in _group(group, after_million, alone=total == 1_000_000))


def _group(
    run: list[Token], unit: Decimal | None = None, *, alone: bool = False
) -> tuple[Decimal, ...]:
    """The meanings of tokens below a million. `unit`: what stood before; `alone`: only once."""
    total, number, last = Decimal(0), None, Decimal(0)
    for kind, value in run:
        if kind == "u":
            above = unit is not None and value > unit and bool(total)
            alone = number is None and not total
            total = (total + (number or 0)) * value if above else total + _times(number, value)
            number, unit = None, value
        elif kind == "h":
            number = (number or Decimal(0)) + (unit / 2 if unit and number is None else value)
            unit = None
        elif number is not None and kind != "n":
            number = number + value if last >= 20 else number * 10 + value  # twenty five; สองห้า
        else:
            number = value
        last = value
    if number is None:
        return (total,)
    return _with_last(total, number, run[-1][0], unit, alone=alone)


def _times(number: Decimal | None, unit: Decimal) -> Decimal:
    return unit if number is None else number * unit


def _with_last(
    total: Decimal, number: Decimal, kind: str, unit: Decimal | None, *, alone: bool
) -> tuple[Decimal, ...]:
    """A last bare digit after ร้อย and above: หกพันห้า is 6,500 or 6,005, ร้อยห้า 105 or 150."""
    literal = total + number
    if unit is None or unit < 100 or not 1 <= number <= 9 or kind in "eh" or number % 1:
        return (literal,)
    spoken = total + number * unit / 10
    if kind == "1" and alone:
        return (total, spoken, literal)  # หมื่นนึง is one ten thousand
    return (literal, spoken) if unit == 100 else (spoken, literal)
