"""The samples fit the questionnaire: every choice is one that is offered, every question has an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot import questionnaire
from bot.core.cycle import Kind, Question
from bot.play.cast import SampleOrganisation, load

CHOOSING = {Kind.SINGLE, Kind.MULTI, Kind.CONSENT}
SELDOM = {"leave_plan", "handover", "role_new"}
"""Asked only of some organisations."""


def chosen(value: Any) -> Iterator[str]:
    """Every label in a sample answer, whatever shape it has."""
    if isinstance(value, Mapping):
        for each in [value["choice"]] if "choice" in value else value.values():
            yield from chosen(each)
    elif isinstance(value, list):
        for each in value:
            yield from chosen(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_choice_in_the_samples_is_offered(language: str) -> None:
    for question in questions():
        if question.kind in CHOOSING and question.options:
            offered = {option.label[language] for option in question.options}
            for organisation in load(language).organisations:
                for key in (question.key, f"{question.key}@2"):
                    assert set(chosen(organisation.answers.get(key))) <= offered, key


@pytest.mark.parametrize("organisation", load("th").organisations, ids=lambda o: o.name)
def test_every_question_has_a_sample_answer_in_thai(organisation: SampleOrganisation) -> None:
    asked = {question.key for question in questions()} - SELDOM

    assert asked <= set(organisation.answers)


@pytest.mark.parametrize("language", ["th", "en"])
def test_no_sample_answers_a_question_that_is_not_there(language: str) -> None:
    asked = {question.key for question in questions()}
    for organisation in load(language).organisations:
        assert {key.partition("@")[0] for key in organisation.answers} <= asked


def test_sectors_are_the_questionnaires() -> None:
    known = {option.key for option in questionnaire.load().sectors}
    for language in ("th", "en"):
        assert {o.sector for o in load(language).organisations} <= known


def questions() -> list[Question]:
    return [question for _, question in questionnaire.load().questions()]
