"""Names of sheets and columns, and how the headings of an edited workbook are recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel import Locale

from bot.core.stagefiles import LANGUAGES

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
CLAUSES, LATER = "phakhi_clauses", "phakhi_catching_up"
"""Two sheets of our own: the clauses of the source text; the stage of whoever joins later."""
SECTOR_LIST = "phakhi_sectors"
"""The choice list that holds the kinds of organisation."""

OWN = "phakhi_"
"""Begins every column that XLSForm does not know."""
MADE = f"{OWN}made"
"""“yes”: the row is made for ODK and Kobo and is not read."""

SPOKEN = {code: f"{Locale(code).languages[code]} ({code})" for code in LANGUAGES}
"""language → as XLSForm names it in headings: its own name, and its code in brackets."""


def said(column: str, language: str) -> str:
    """The heading of a column that XLSForm knows in several languages."""
    return f"{column}::{SPOKEN[language]}"


def ours(field: str, language: str = "") -> str:
    """The heading of a column of ours."""
    return f"{OWN}{field}_{language}" if language else f"{OWN}{field}"


def both(column: str) -> tuple[str, ...]:
    return tuple(said(column, language) for language in LANGUAGES)


def ours_in_both(*fields: str) -> tuple[str, ...]:
    return tuple(ours(field, language) for field in fields for language in LANGUAGES)


FLAGS = ("short", "attach", "recurring", "commits", "promises", "all_satisfied")
"""Fields of a question that are true or false and have no column of XLSForm; `optional` has `required`."""
STAGE_WORDS = ("button", "about", "artefact")
QUESTION_WORDS = ("title", "plain", "unit")

SURVEY_COLUMNS = (
    "type", "name", *both("label"), *both("hint"), "required", "relevant", "constraint",
    "parameters", "repeat_count", "calculation",
    ours("kind"), ours("seen"), ours("clauses"), *ours_in_both(*QUESTION_WORDS),
    ours("each"), ours("uses"), ours("ranked_by"), *(ours(flag) for flag in FLAGS),
    ours("number"), ours("part"), *ours_in_both(*STAGE_WORDS), MADE,
)  # fmt: skip
CHOICE_COLUMNS = ("list_name", "name", *both("label"), ours("asks"), ours("alone"), MADE)
CLAUSE_COLUMNS = ("clause", "text")
LATER_COLUMNS = ("field", "name", *LANGUAGES)

COLUMNS = {
    SURVEY: SURVEY_COLUMNS,
    CHOICES: CHOICE_COLUMNS,
    CLAUSES: CLAUSE_COLUMNS,
    LATER: LATER_COLUMNS,
}
"""Sheets that are read, and their columns in order."""
NEEDED = {
    SURVEY: ("type", "name", *both("label")),
    CHOICES: ("list_name", "name", *both("label")),
    CLAUSES: CLAUSE_COLUMNS,
    LATER: LATER_COLUMNS,
}
"""Columns without which a sheet says nothing."""

OTHER_NAMES = {
    "list name": "list_name",
    "relevance": "relevant",
    "calculate": "calculation",
    "value": "name",
    "caption": "label",
}
"""XLSForm's own second names."""
_HEADING = re.compile(r"(?P<column>[^:]+?)\s*::?\s*(?P<language>.+)")


def recognised(sheet: str, heading: str) -> str:
    """The column a heading means, however it is capitalised or spaced; "" for a column that is not read."""
    plain = " ".join(heading.casefold().split())
    column, language = plain, ""
    if match := _HEADING.fullmatch(plain):
        column, language = match["column"], match["language"]
    column = OTHER_NAMES.get(column, column)
    if language:
        column = f"{column}::{_language(language)}"
    known = {name.casefold(): name for name in COLUMNS[sheet]}
    return known.get(column, "") or known.get(column.replace(" ", "_"), "")


def _language(name: str) -> str:
    """`name` as the headings have it: by its code in brackets, or by its code or name alone."""
    for code, spoken in SPOKEN.items():
        names: Iterable[str] = (code, *(Locale(other).languages[code] for other in LANGUAGES))
        if name.endswith(f"({code})") or name in {n.casefold() for n in names}:
            return spoken.casefold()
    return name
