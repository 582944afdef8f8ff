"""Citizens' numbers in answers, held against the rule as the registry writes it, worked out here by hand."""

from __future__ import annotations

import random

import pytest

from bot.core.idnumbers import holds_id_number

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TWELVE = "110170023070"
"""1·13 + 1·12 + 0·11 + 1·10 + 7·9 + 0·8 + 0·7 + 2·6 + 3·5 + 0·4 + 7·3 + 0·2 = 146; 146 = 13·11 + 3; 11 - 3 = 8."""


@pytest.mark.parametrize(
    "text",
    [
        f"{TWELVE}8",
        "เลขบัตร 1-1017-00230-70-8 ครับ",
        "เลขบัตร ๑ ๑๐๑๗ ๐๐๒๓๐ ๗๐ ๘",
        f"โทร 0812345678 บัตร {TWELVE}8".translate(THAI),
        f"{TWELVE}7 ไม่ใช่ แต่ {TWELVE}8 ใช่",
    ],
)
def test_it_is_found_however_it_is_written(text: str) -> None:
    assert holds_id_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "งบ 1,101,700,230,708 บาท",
        f"{TWELVE}7",
        f"9{TWELVE}8",
        f"0{TWELVE[1:]}8",
        f"{TWELVE}89",
        "โทร 081-234-5678 และ 053-123-456",
        "5 ม.ค. 2570 ถึง 31 ธ.ค. 2571",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_id_number(text)


def test_of_the_ten_last_digits_one_is_right() -> None:
    chance = random.Random(7)  # noqa: S311 - numbers to try
    for _ in range(200):
        first = str(chance.randint(1, 8)) + "".join(str(chance.randint(0, 9)) for _ in range(11))
        assert sum(holds_id_number(f"{first}{last}") for last in range(10)) == 1
