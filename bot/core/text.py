"""Text as people type it: tidied, counted and cut as they see it, compared and sorted the Thai way.

NFC is the only normal form used: NFKC and NFKD split ำ and change 3,518 Thai words (TRUST.md).
Lengths are grapheme clusters, the characters that people see, as in Unicode's annex 29; the
standard library has no such thing, so its rules for Thai, combining marks and emoji stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from unicodedata import category, combining, normalize

from bot.core.abbreviations import shortened

MOST_MARKS = 4
"""Most combining marks in a run (TRUST.md, "spoofed names")."""
NAME_CLUSTERS = 80
"""Longest name of a person or an organisation (TRUST.md, "spoofed names")."""
SLIP_LENGTH = 6
"""From this skeleton length on, names one letter apart look alike."""
POLITE_LENGTH = 60
"""Polite words are looked for in the last so many characters."""
MOST_POLITE = 5
"""So many of them are taken off one by one."""

ZWJ = "\u200d"
_TONES = "่้๊๋์๎"
_ABOVE_BELOW = "ัิีึืฺุู็ํ"
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

# Unicode's Extended_Pictographic, as ranges for a regular expression; only they are joined by ZWJ.
_PICTOGRAPH = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf"
    "\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605"
    "\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712\u2714\u2716\u271d\u2721\u2728\u2733\u2734"
    "\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767\u2795-\u2797\u27a1\u27b0\u27bf\u2934"
    "\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f0ff"
    "\U0001f10d-\U0001f10f\U0001f12f\U0001f16c-\U0001f171\U0001f17e\U0001f17f\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f23a\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa\U0001f400-\U0001f53d"
    "\U0001f546-\U0001f64f\U0001f680-\U0001f6ff\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff"
    "\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f\U0001f888-\U0001f88f"
    "\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001faff"
    "\U0001fc00-\U0001fffd"
)
_SKIN = "\U0001f3fb-\U0001f3ff"
_IS_PICTOGRAPH = re.compile(f"[{_PICTOGRAPH}]")
_JOINER_IN_EMOJI = re.compile(f"(?<=[{_PICTOGRAPH}\ufe0f{_SKIN}]){ZWJ}(?=[{_PICTOGRAPH}])")

# Letters and marks that show nothing at all although Unicode does not call them format characters.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_THAI_MARKS = re.compile(f"[{_ABOVE_BELOW}{_TONES}ำ]{{2,}}")
_SPLIT_SARA_AM = re.compile(f"ํ([{_TONES}]*)า")


REMEMBERED = 4096
"""Texts whose tidy form is remembered: the same entries are pooled again with every answer."""


@lru_cache(maxsize=REMEMBERED)
def tidy(text: str) -> str:
    """`text` as it is kept: NFC, Thai in its usual order, nothing unseen in it, blanks put right.

    Ordinary text comes back as it was. Lines stay; at most one empty line stands between two.
    Tidying twice changes nothing more.
    """
    text = _without_unseen(_LINE_ENDS.sub("\n", text))
    while True:
        settled = _settle(text)
        if settled == text:
            break
        text = settled
    text = re.sub(r"[^\S\n]+|\u2800+", " ", text)
    text = re.sub(r" ?\n ?", "\n", re.sub(" {2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def clean_name(text: str) -> str:
    """A name on one line of at most 80 clusters; "" when it holds no letter and no digit."""
    line = cut(" ".join(tidy(text).split()), NAME_CLUSTERS).strip()
    return line if any(category(c)[0] in "LN" for c in line) else ""


def clusters(text: str) -> int:
    """How many characters people see."""
    return sum(1 for _ in each_cluster(text))


def at_most(text: str, most: int) -> bool:
    """Whether people see no more than `most` characters. A cluster is at least one code point."""
    return len(text) <= most or clusters(text) <= most


def cut(text: str, most: int, tail: str = "") -> str:
    """`text`, or its first clusters and `tail`, `most` clusters in all when it is longer."""
    if len(text) <= most:
        return text
    whole = list(each_cluster(text))
    if len(whole) <= most:
        return text
    keep = max(0, most - clusters(tail))
    return "".join(whole[:keep]).rstrip() + tail if tail else "".join(whole[:keep])


def each_cluster(text: str) -> Iterator[str]:
    r"""The grapheme clusters of `text` in order (Unicode's annex 29, regex's \X) for Thai, Latin
    and emoji. Hangul syllables typed as letters and Indic conjuncts are not joined.
    """
    start = 0
    for at in range(1, len(text)):
        if not _joined(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def arabic(text: str) -> str:
    """Thai digits as 0-9, the rest untouched."""
    return text.translate(_ARABIC)


def skeleton(text: str) -> str:
    """What is left of an organisation's name when only what tells it apart is kept.

    Case, blanks, punctuation and the kind of digits go; common words such as องค์การบริหารส่วนตำบล
    and their abbreviations become the same. Look-alike letters of other scripts become Latin.
    """
    name = shortened(arabic(tidy(text)).casefold().translate(_LOOK_ALIKES))
    kept = (c for c in name if category(c)[0] in "LNM")
    return "".join(kept)


LONG_NAME = 14
LONG_NAME_SLIPS = 3
"""Letters from which on so many slips may be one name: ที่ทำการอำเภอแม่ริม, ที่ว่าการอำเภอแม่ริม."""


def looks_alike(a: str, b: str) -> bool:
    """Whether two names may be meant as one: equal skeletons, tone marks aside, or one small slip.

    A differing digit is no slip: ชุมชน 1 and ชุมชน 2 are two.
    """
    one, other = (_toneless(skeleton(name)) for name in (a, b))
    if not one or not other:
        return False
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter >= SLIP_LENGTH and one_slip(one, other):
        return True
    return shorter >= LONG_NAME and _slips(one, other) <= LONG_NAME_SLIPS


def _slips(a: str, b: str) -> int:
    """How many letters too many, too few or wrong lie between two names; digits must agree."""
    if [c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]:
        return len(a) + len(b)
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        row, above = [i], row
        for j, d in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (c != d)))
    return row[-1]


def one_slip(a: str, b: str) -> bool:
    """Whether one letter too many, too few or wrong makes `a` into `b`. Digits must agree."""
    if [c for c in a if c.isdigit()] != [c for c in b if c.isdigit()]:
        return False
    if abs(len(a) - len(b)) > 1:
        return False
    shorter = min(len(a), len(b))
    same = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    tails = (a[same + 1 :], b[same:]), (a[same:], b[same + 1 :]), (a[same + 1 :], b[same + 1 :])
    return any(x == y for x, y in tails)


def without_particles(text: str) -> str:
    """`text` without the polite words and stops at its end, for matching; answers keep theirs."""
    end = max(0, len(text) - POLITE_LENGTH)
    return (text[:end] + _POLITE.sub("", text[end:])).strip() or text


def ever_less_polite(text: str) -> Iterator[str]:
    """`text`, then without its last polite word, then without the last two, up to MOST_POLITE:
    "สถานะครับ" is "สถานะ" before it is "สถา"."""
    yield text
    for _ in range(MOST_POLITE):
        found = _LAST_POLITE.search(text, max(0, len(text) - POLITE_LENGTH))
        if not found:
            return
        text = text[: found.start()].rstrip()
        yield text


def sort_key(text: str) -> tuple[str, tuple[int, ...], str]:
    """Thai dictionary order: a leading vowel after its consonant, tone marks on the second level.

    THAI.md: 7 of 62,106 neighbouring pairs differ from ICU's order.
    """
    folded = _LEADING.sub(r"\2\1", arabic(text).casefold())
    letters: list[str] = []
    marks: list[int] = []
    for c in folded:
        if c in _SECOND_LEVEL:
            weight = _SECOND_LEVEL.index(c) + 1
            if marks:
                marks[-1] += weight
            else:
                marks.append(weight)
        elif c not in _UNSORTED:
            letters.append(c)
            marks.append(0)
    return "".join(letters), tuple(marks), folded


_PARTICLES = "ครับผม|ครับ|คร้าบ|คับ|ค้าบ|ฮะ|ค่ะ|คะ|ค๊ะ|จ้ะ|จ๊ะ|จ้า|น่ะ|นะ|please"
# Possessive: a row of ครับ must not be tried in every way it can be split.
_POLITE = re.compile(
    rf"(?:\s*(?:{_PARTICLES})[.!?…]*)++[\s.!?…]*$|[\s!?…]++$|(?<=[^ก-๛.])\.$"
)
_LAST_POLITE = re.compile(rf"(?:{_PARTICLES})[\s.!?…]*$")
_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
_SECOND_LEVEL = "็่้๊๋์๎"
_UNSORTED = ' .-–()ฯๆ"“”'
# Cyrillic, Greek and full-width letters that look like Latin ones.
_LOOK_ALIKES = str.maketrans(
    "асеорхуіјѕԁοανιρτυκχ" + "".join(chr(0xFF41 + i) for i in range(26)),
    "aceopxyijsdoaviptukx" + "abcdefghijklmnopqrstuvwxyz",
)


def _toneless(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, _TONES)))


def _without_unseen(text: str) -> str:
    kept = "".join(c for c in text if c in f"\n\t{ZWJ}" or not _unseen(c))
    real = {m.start() for m in _JOINER_IN_EMOJI.finditer(kept)}
    return "".join(c for i, c in enumerate(kept) if c != ZWJ or i in real)


def _unseen(c: str) -> bool:
    """Control, format and bidi characters, lone surrogates, noncharacters, fillers."""
    return category(c) in ("Cc", "Cf", "Cs") or c in _UNSEEN or (ord(c) & 0xFFFE) == 0xFFFE


def _settle(text: str) -> str:
    """One pass of putting marks right; it is repeated until nothing changes."""
    text = normalize("NFC", text).replace("เเ", "แ")
    text = _THAI_MARKS.sub(_ordered_marks, text)
    text = _SPLIT_SARA_AM.sub(r"\1ำ", text)
    return normalize("NFC", _capped(text))


def _ordered_marks(found: re.Match[str]) -> str:
    """Vowel signs before tone marks, each once, ำ last: how Thai is spelt."""
    run = found[0]
    marks = sorted(dict.fromkeys(run.replace("ำ", "")), key=lambda c: (c in _TONES, combining(c)))
    return "".join(marks) + "ำ" * min(1, run.count("ำ"))


def _capped(text: str) -> str:
    runs = ("".join(g)[: MOST_MARKS if mark else None] for mark, g in groupby(text, key=_is_mark))
    return "".join(runs)


def _is_mark(c: str) -> bool:
    return category(c)[0] == "M"


def _joined(text: str, start: int, at: int) -> bool:
    """Whether the character at `at` belongs to the cluster that begins at `start`."""
    before, c = text[at - 1], text[at]
    if before == "\r" and c == "\n":
        return True
    if _breaks(before) or _breaks(c):
        return False
    if _extends(c):
        return True
    if before == ZWJ and _IS_PICTOGRAPH.match(c):
        return _pictograph_before(text[start : at - 1])
    if _is_indicator(before) and _is_indicator(c):
        return at - start == 1
    return False


def _pictograph_before(text: str) -> bool:
    """Whether `text` ends in a pictograph, with or without variation selectors and skin tones."""
    for c in reversed(text):
        if c == ZWJ or not _extends(c):
            return bool(_IS_PICTOGRAPH.match(c))
    return False


def _breaks(c: str) -> bool:
    if c in "\u200c\u200d" or 0xE0020 <= ord(c) <= 0xE007F:
        return False
    return category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _extends(c: str) -> bool:
    """Combining marks, ำ (a spacing mark to Unicode), joiners, skin tones, emoji tags."""
    if category(c)[0] == "M" or c in "ำ\u200c\u200dຳ":
        return True
    return 0x1F3FB <= ord(c) <= 0x1F3FF or 0xE0020 <= ord(c) <= 0xE007F or c in "\uff9e\uff9f"


def _is_indicator(c: str) -> bool:
    return 0x1F1E6 <= ord(c) <= 0x1F1FF
