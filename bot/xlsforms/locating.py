"""What the core finds wrong in a set of questions, at the cell of the workbook that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.question_checks import CLAUSES as CLAUSES_FILE
from bot.core.question_checks import SECTORS as SECTORS_FILE
from bot.core.questionnaire import APART, Problem
from bot.core.stagefiles import LANGUAGES
from bot.xlsforms import asking
from bot.xlsforms.choosing import Choices
from bot.xlsforms.columns import SECTOR_LIST, SURVEY, ours, said
from bot.xlsforms.faults import Fault, Spot
from bot.xlsforms.reading import Line
from bot.xlsforms.telling import AS_IT_IS, TOLD
from bot.xlsforms.walking import Staged


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything of a set stands in the workbook."""

    stages: Sequence[Staged]
    choices: Choices
    clauses: Mapping[str, Line]
    later: Mapping[str, Line]


_COLUMNS = {
    "prompt": "label",
    "label": "label",
    "hint": "hint",
    "type": "type",
    "name": "name",
    "options": "type",
    "options_from": "type",
    "ends": "parameters",
    "when": "relevant",
    "most": "constraint",
}
"""Field of a question → column of XLSForm; the others are columns of ours."""
_STAGE_COLUMNS = {"title": "label", "label": "button"}
_SPOKEN_COLUMNS = frozenset({"label", "hint"})
_SPOKEN_FIELDS = frozenset({"title", "plain", "unit", "button", "about", "artefact"})


def located(problem: Problem, places: Places) -> Fault | None:
    """None for what the sheet's own reader has noted, nearer to where it is."""
    for told in TOLD:
        if match := told.pattern.match(problem.what):
            if not told.what:
                return None
            values = {name: text for name, text in match.groupdict().items() if text is not None}
            return Fault(_spot(problem, told.column, values, places), told.what, values)
    spot = _spot(problem, "", {}, places)
    return Fault(spot, AS_IT_IS, {"text": problem.what})


def _spot(problem: Problem, field: str, values: Mapping[str, str], places: Places) -> Spot:
    line = _line(problem, values, places)
    if line is None:
        return Spot(SURVEY)
    if problem.file == APART:
        return line.spot(values.get("language", LANGUAGES[0]))
    field = field.format_map({"field": "", "where": "", **values})
    of_stage = not problem.question and "option" not in values
    columns = [_column(field, name, _STAGE_COLUMNS if of_stage else {}) for name in LANGUAGES]
    if "language" in values:
        return line.spot(columns[LANGUAGES.index(values["language"])])
    braced = (column for column in columns if "{" in line[column])
    return line.spot(next(braced, columns[0]))


def _column(field: str, language: str, renamed: Mapping[str, str]) -> str:
    """The column of a field; "" for a whole row."""
    if not field:
        return ""
    field = renamed.get(field, field)
    column = _COLUMNS.get(field, "")
    if column in _SPOKEN_COLUMNS:
        return said(column, language)
    if column:
        return column
    return ours(field, language if field in _SPOKEN_FIELDS else "")


def _line(problem: Problem, values: Mapping[str, str], places: Places) -> Line | None:
    """The row that a problem is about."""
    if problem.file == CLAUSES_FILE:
        return places.clauses.get(values.get("clause", ""))
    if problem.file == SECTORS_FILE:
        sectors = places.choices.lists.get(SECTOR_LIST, {})
        return sectors.get(values.get("option", "")) or next(iter(sectors.values()), None)
    if problem.file == APART:
        return places.later.get(values.get("field", "")) or next(iter(places.later.values()), None)
    for stage in places.stages:
        if stage.file == problem.file:
            return _line_in(stage, problem, values, places)
    return None


def _line_in(stage: Staged, problem: Problem, values: Mapping[str, str], places: Places) -> Line:
    if line := stage.lines.get(problem.question):
        return _choice(line, values, places) or line
    parts = (part.line for part in stage.parts if part.key == values.get("part"))
    return next(parts, stage.line)


def _choice(line: Line, values: Mapping[str, str], places: Places) -> Line | None:
    """The row of the choice, or of the end of a scale, that a question's problem is about."""
    found = asking.typed(line)
    if found is None:
        return None
    if mark := values.get("mark"):
        return places.choices.lists.get(asking.ends_list(line), {}).get(mark)
    return places.choices.lists.get(found.list_name, {}).get(values.get("option", ""))
