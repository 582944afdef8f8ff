"""The numbers of Thai citizens: nobody in a partnership needs them, and everyone in it might read them."""

from __future__ import annotations

import re

from bot.core.text import arabic

_THIRTEEN = re.compile(r"(?<![\d.,])[1-8](?:[ \-–]?\d){12}(?![\d,])")
"""As they are written: in one, or parted as 1-2345-67890-12-1. The first digit tells a kind, 1 to 8."""
_WEIGHTS = range(13, 1, -1)


def holds_id_number(text: str) -> bool:
    """Whether a run of thirteen digits, Thai or Arabic, ends in the check digit of a citizen's number.

    The last digit is 11 less the remainder by 11 of the others, each taken as often as its place from the right,
    without its tens (the Department of Provincial Administration's rule). One in ten of other runs does so by chance.
    """
    return any(_checks([int(c) for c in found if c.isdigit()]) for found in _THIRTEEN.findall(arabic(text)))


def _checks(digits: list[int]) -> bool:
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return (11 - total % 11) % 10 == digits[-1]
