"""Which of the choices shown a typed text means. Never a guess between two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from bot.core.numbers import read_number
from bot.core.text import arabic, one_slip, tidy, without_particles

Choices = Sequence[tuple[str, str]]
"""(key, label) in the order in which they are shown, counted from 1."""

SHORTEST_PART = 3
"""A part of a label that is shorter (in code points) names nothing."""
SHORTEST_SLIP = 4
"""A shorter word with a wrong letter is another word."""
LONGEST = 2500
"""A longer text (in code points) names no choice: seven labels of a list's longest item fit."""
MOST_CANDIDATES = 4
"""More than this many possible meanings are no help to anyone."""

_ORDINAL = (
    r"(?:(?:ขอ)?(?:เลือก|ตอบ|เอา)|ข้อ(?:ที่)?|ที่|อันที่|เบอร์|หมายเลข|(?:no|number|option|choice)\b\.?|#)"
)
_NUMBER = re.compile(rf"[(\[]?\s*(?:{_ORDINAL}\s*)*+(\d{{1,3}})\s*[.)\]]*")
_IN_WORDS = re.compile(rf"(?:{_ORDINAL}\s*)*+([ก-๎]{{2,12}})")
_NUMBERED = re.compile(r"[(\[]?\d{1,2}\s*[.)\]:\s]\s*(\D.*)", re.DOTALL)
_NOT = re.compile(r"ไม่|มิได้|ยัง|อย่า|\b(?:no|not|never|don'?t)\b")
_SEPARATORS = re.compile(r"\s*[,;،、>\n·•|]+\s*")
_AND = re.compile(r"\s*(?:และ|กับ|แล้วก็|\+|&|/|\band\b)\s*")
_ONLY_NUMBERS = re.compile(rf"(?:\d|{_ORDINAL}|และ|กับ|แล้วก็|\band\b|[\s,;.+&/>()\-–])++")
_ALL = ("ทั้งหมด", "ทุกข้อ", "เลือกทั้งหมด", "เลือกทุกข้อ", "all", "everything")


@dataclass(frozen=True, slots=True)
class Match:
    """Keys that a text may mean. `sure`: it means just this one."""

    keys: tuple[str, ...] = ()
    sure: bool = False


@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """For comparing: small letters, Arabic digits, no particles, no keycaps round digits."""
    return without_particles(
        arabic(tidy(text)).casefold().replace("\ufe0f", "").replace("\u20e3", "")
    )


@lru_cache(maxsize=2048)
def folded(text: str) -> str:
    """`text` in letters, marks and digits alone."""
    return "".join(c for c in arabic(tidy(text)).casefold() if category(c)[0] in "LMN")


def match_one(text: str, choices: Choices) -> Match:
    """By number, by label, by a part of a label, by a label with one slip, in this order."""
    exact = match_exactly(text, choices)
    if exact.keys or len(text) > LONGEST:
        return exact
    plain = bare(text)
    labelled = _NUMBERED.fullmatch(plain)
    if labelled and match_exactly(labelled[1], choices).sure:
        return _number_and_label(plain, labelled[1], choices)
    return _by_part(plain, choices) or _by_slip(plain, choices) or _by_label_inside(plain, choices)


def match_exactly(text: str, choices: Choices) -> Match:
    """By a number or a whole label. Both at once, for two choices, is not sure."""
    whole, short = folded(text), folded(bare(text))
    keys = [key for key, label in choices if folded(label) and folded(label) in (whole, short)]
    number = choice_number(text)
    if number and 1 <= number <= len(choices):
        keys.append(choices[number - 1][0])
    keys = list(dict.fromkeys(keys))
    return Match(tuple(keys), sure=len(keys) == 1)


def choice_number(text: str) -> int | None:
    """The number that `text` says and nothing else: 2, ๒, "2.", ข้อ 2, ที่ 2, ข้อสอง."""
    plain = bare(text)
    found = _NUMBER.fullmatch(plain)
    if found:
        return int(found[1])
    word = _IN_WORDS.fullmatch(plain)
    number = read_number(word[1]) if word else None
    if number and len(number.candidates) == 1 and number.value % 1 == 0:
        return int(number.value)
    return None


def _number_and_label(plain: str, label: str, choices: Choices) -> Match:
    """ "2. ชื่อ", as the button says it: sure when both mean the same."""
    number = re.match(r"\D?(\d+)", plain)
    both = [*match_exactly(number[1] if number else "", choices).keys]
    keys = tuple(dict.fromkeys([*match_exactly(label, choices).keys, *both]))
    return Match(keys, sure=len(keys) == 1)


def _by_part(plain: str, choices: Choices) -> Match | None:
    typed = folded(plain)
    if len(typed) < SHORTEST_PART:
        return None
    inside = [(key, folded(label)) for key, label in choices if typed in folded(label)]
    if inside:
        starts_first = sorted(inside, key=lambda hit: not hit[1].startswith(typed))
        keys = tuple(key for key, _ in starts_first)
        return _few(keys, sure=len(keys) == 1 and not _turned(inside[0][1], typed))
    return None


def _by_label_inside(plain: str, choices: Choices) -> Match:
    """A whole label among other words; never sure, and none where they turn it round."""
    typed = folded(plain)
    around = [
        key
        for key, label in choices
        if len(folded(label)) >= SHORTEST_PART
        and folded(label) in typed
        and not _turned(typed, folded(label))
    ]
    return _few(tuple(around), sure=False)


def _turned(longer: str, part: str) -> bool:
    """Whether what `longer` says beside `part` turns the meaning round: ไม่เห็นชอบ, เห็นชอบ."""
    return bool(_NOT.search(longer.replace(part, " ", 1)))


def _by_slip(plain: str, choices: Choices) -> Match | None:
    typed = folded(plain)
    if len(typed) < SHORTEST_SLIP:
        return None
    keys = tuple(key for key, label in choices if one_slip(typed, folded(label)))
    return _few(keys, sure=False) if keys else None


def _few(keys: tuple[str, ...], *, sure: bool) -> Match:
    return Match(keys, sure) if len(keys) <= MOST_CANDIDATES else Match()


def match_many(text: str, choices: Choices) -> Match:
    """Several choices in the order typed: "1,3 และ 5", "1 3 5", "1-3", labels set off by commas.

    One that is named twice stands twice.
    """
    if says_all(text):
        return Match(tuple(key for key, _ in choices), sure=False)
    one = match_exactly(text, choices)
    if one.sure or len(text) > LONGEST:
        return one if one.sure else Match()
    plain = bare(_without_places(text))
    if _ONLY_NUMBERS.fullmatch(plain):
        return _by_numbers(plain, choices)
    return _by_labels(plain, choices)


def says_all(text: str) -> bool:
    """Whether `text` says "all of them"."""
    return folded(bare(text)) in _ALL


def _without_places(text: str) -> str:
    """Lines numbered 1, 2, 3 … without their numbers."""
    lines = [re.fullmatch(r"(\d{1,2})[.)]\s*(\S.*)", line) for line in tidy(text).split("\n")]
    places = [int(line[1]) for line in lines if line]
    if len(lines) < 2 or places != list(range(1, len(lines) + 1)):
        return text
    return "\n".join(line[2] for line in lines if line)


def _by_numbers(plain: str, choices: Choices) -> Match:
    between = re.sub(r"(?<![-–\d])(\d+)\s*[-–]\s*(\d+)(?!\s*[-–\d])", _counted_up, plain)
    numbers = [int(n) for n in re.findall(r"\d+", between)]
    run_on = len(numbers) == 1 and numbers[0] > len(choices)
    if run_on:
        numbers = [int(digit) for digit in str(numbers[0])]
    if not numbers or not all(1 <= n <= len(choices) for n in numbers):
        return Match()
    return Match(tuple(choices[n - 1][0] for n in numbers), sure=not run_on)


def _counted_up(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    if not 0 < first < last < 100:
        return found[0]
    return " ".join(str(n) for n in range(first, last + 1))


def _by_labels(plain: str, choices: Choices) -> Match:
    """Pieces between commas; a piece that is no label, between "and"s; or all words by blanks."""
    pieces = [piece for piece in _SEPARATORS.split(plain) if piece.strip()]
    ways = [way for way in (_each(pieces, choices), _each(plain.split(), choices)) if way]
    if not ways:
        return Match()
    best = next((way for way in ways if all(match.sure for match in way)), ways[0])
    keys = tuple(key for match in best for key in match.keys)
    return Match(keys, sure=all(match.sure for match in best))


def _each(pieces: list[str], choices: Choices) -> list[Match]:
    """One choice for every piece, or nothing."""
    if len(pieces) > 2 * len(choices):
        return []
    matches: list[Match] = []
    for piece in pieces:
        whole = match_one(piece, choices)
        found = [whole]
        if not whole.sure and _AND.search(piece):
            parts = [part for part in _AND.split(piece) if part]
            if len(parts) > 2 * len(choices):
                return []
            found = [match_one(part, choices) for part in parts]
        if not all(len(match.keys) == 1 for match in found):
            return []
        matches += found
    return matches
