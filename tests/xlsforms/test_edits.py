"""Small edits at random: each is taken over exactly as meant, or told at the very cell; and nothing else changes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.cycle import Cycle, Part, Question, Stage
from tests.xlsforms.editing import (
    chances,
    changed,
    opened,
    packaged,
    put,
    refused,
    row,
    saved,
    taken,
)

KEYS = [question.key for _, question in packaged().questions()]
TH, EN = "label::ไทย (th)", "label::English (en)"
LETTERS = "กขคฐญฎ่ี้ำๆะเแโใไ abcXYZ0123456789“”‘’\"'\\/<>&;:=+-@#%_.,!?()[]|\n€😀"
WRONG: dict[str, list[str | None]] = {
    "type": ["txet", "select_one", "select_one nowhere", "group", "select_one ${x", "geopoint"],
    "relevant": ["${", "if a then b", "selected(${nobody}, 'x')", "${thanks} > 1", "1=1"],
    "constraint": ["regex(., 'a')", "count-selected(.) <= many", "count-selected(.) <= 0", ". > 5"],
    "phakhi_seen": [None, "all", "named, anon"],
    "phakhi_kind": ["poem", "table"],
    "phakhi_clauses": ["0z", "1a, 77"],
    "phakhi_each": ["nobody"],
    "phakhi_uses": ["nobody", "thanks nobody"],
    "phakhi_title_th": [None, "{a}", "ก" * 41],
    "phakhi_title_en": [None, "  ", "x" * 41],
    TH: [None, "\n"],
    EN: [None, " \t "],
    "name": [None, "Ünknown", "two words", "1st"],
    "required": ["perhaps"],
}
"""Heading → cells that can never be right."""


def words(chance: random.Random) -> str:
    """Something a broker might write, with what Excel and XML find hard, and at least one letter."""
    said = "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, 60))).strip() + "ก"
    return "x" + said if said.startswith("=") else said


def _in_stages(stages: Mapping[str, Stage], new: Question) -> dict[str, Stage]:
    def of(part: Part) -> Part:
        return replace(
            part, questions=tuple(new if q.key == new.key else q for q in part.questions)
        )

    return {key: replace(s, parts=tuple(map(of, s.parts))) for key, s in stages.items()}


def with_question(cycle: Cycle, new: Question) -> Cycle:
    return replace(cycle, stages=_in_stages(cycle.stages, new), apart=_in_stages(cycle.apart, new))


@pytest.mark.parametrize("seed", range(6))
def test_new_words_are_taken_over_exactly(seed: int) -> None:
    """Several at once, of questions whose prompts speak of no other answer."""
    chance = chances(seed)
    cycle, book = packaged(), opened()
    plain = [q for _, q in cycle.questions() if "{" not in q.prompt["th"] and not q.plain]
    for question in chance.sample(plain, 6):
        number = row(book, "survey", name=question.key)
        thai, english, title = words(chance), words(chance), words(chance)[:20] + "ก"
        put(book, "survey", number, TH, thai)
        put(book, "survey", number, EN, english + "  ")
        put(book, "survey", number, "phakhi_title_en", title)
        new = replace(
            question,
            prompt={"th": thai, "en": english},
            title={**question.title, "en": title},
        )
        cycle = with_question(cycle, new)
    assert taken(saved(book)) == cycle


@pytest.mark.parametrize("seed", range(24))
def test_what_is_wrong_is_told_at_its_cell(seed: int) -> None:
    chance = chances(seed)
    heading = chance.choice(list(WRONG))
    data, cell = changed("survey", chance.choice(KEYS), heading, chance.choice(WRONG[heading]))
    assert ("survey", cell) in {(sheet, at) for sheet, at, _ in refused(data)}


@pytest.mark.parametrize("seed", range(4))
def test_a_name_that_is_used_already(seed: int) -> None:
    one, other = sorted(chances(seed).sample(range(len(KEYS)), 2))
    data, cell = changed("survey", KEYS[other], "name", KEYS[one])
    assert ("survey", cell) in {
        (sheet, at) for sheet, at, what in refused(data) if "already used in row" in what
    }


@pytest.mark.parametrize("seed", range(12))
def test_any_cell_at_all(seed: int) -> None:
    """Whatever is written anywhere: the questions that come of it, or words about it; no other error."""
    chance = chances(seed)
    book = opened()
    for _ in range(chance.randint(1, 6)):
        sheet = book[chance.choice(["survey", "choices", "phakhi_clauses", "phakhi_catching_up"])]
        cell = sheet.cell(chance.randint(1, sheet.max_row), chance.randint(1, sheet.max_column))
        cell.value = chance.choice(
            [None, "", words(chance), 3, 2.5, True, "yes", "${goal}", "{item}", "begin_group",
             "end_group", "select_one goal", "a" * 500, "__", "${__}", "text", "1"]
        )  # fmt: skip
    data = saved(book)
    if not refused(data):
        assert taken(data).stages
