"""A cycle as the sheets of an XLSForm."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.cycle import Cycle, Kind, Option, Part, PartKind, Question, Stage, Words
from bot.core.stagefiles import LANGUAGES
from bot.render.words import N_, Speeches
from bot.xlsforms import helping
from bot.xlsforms.columns import (
    CHOICES,
    CLAUSES,
    COLUMNS,
    FLAGS,
    LATER,
    SECTOR_LIST,
    SETTINGS,
    SPOKEN,
    SURVEY,
    ours,
    said,
)
from bot.xlsforms.expressions import constraint, relevant
from bot.xlsforms.helping import Row, Scope
from bot.xlsforms.names import CHOICES_OF, ENDS_OF, STAGE, list_repeat, part_group, with_references

SETTING_COLUMNS = ("form_title", "form_id", "version", "default_language")
FORM_ID = "phakhi_cycle"
VERSION_DIGITS = 12
"""Of the digest that tells two versions of a form apart."""

_TITLE = N_("The questions of the partnership")
_PARTS = {
    PartKind.INTERVIEW: N_("Each organisation answers by itself"),
    PartKind.DECISION: N_("All decide together on what was said"),
}
TYPES = {
    Kind.TEXT: "text",
    Kind.LIST: "text",
    Kind.SINGLE: "select_one",
    Kind.MULTI: "select_multiple",
    Kind.SCALE: "range",
    Kind.NUMBER: "decimal",
    Kind.MONEY: "decimal",
    Kind.DATE: "date",
    Kind.YES_NO: "select_one",
    Kind.RANK: "rank",
    Kind.CONSENT: "select_one",
}
PLAIN_KINDS = frozenset(
    {Kind.TEXT, Kind.SINGLE, Kind.MULTI, Kind.SCALE, Kind.NUMBER, Kind.DATE, Kind.RANK}
)
"""Kinds that the type tells by itself; of the others `phakhi_kind` says which."""
SCALE_RANGE = {"start": "1", "end": "5", "step": "1"}
SCALE_ENDS = ("1", "5")


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: Sequence[str]
    rows: Sequence[Row]


def form(cycle: Cycle, speeches: Speeches) -> tuple[Sheet, ...]:
    """The sheets of the form, in the order in which people look at them; the same for the same cycle."""

    def say(message: str) -> Words:
        return {name: speech.catalogue.gettext(message) for name, speech in speeches.items()}

    scope = Scope({q.key: q for _, q in cycle.questions()}, say)
    survey = [row for stage in cycle.stages.values() for row in _stage(stage, scope)]
    choices = list(_choices(cycle))
    beside = list(_clauses(cycle)), list(_later(cycle))
    settings = {
        "form_title": say(_TITLE)["th"],
        "form_id": FORM_ID,
        "version": _digest(survey, choices, *beside),
        "default_language": SPOKEN["th"],
    }
    return (
        Sheet(SURVEY, COLUMNS[SURVEY], survey),
        Sheet(CHOICES, COLUMNS[CHOICES], choices),
        Sheet(SETTINGS, SETTING_COLUMNS, [settings]),
        Sheet(CLAUSES, COLUMNS[CLAUSES], beside[0]),
        Sheet(LATER, COLUMNS[LATER], beside[1]),
    )


def _digest(*rows: Iterable[Row]) -> str:
    found = hashlib.sha256()
    for row in (row for several in rows for row in several):
        found.update(repr(sorted(row.items())).encode())
    return found.hexdigest()[:VERSION_DIGITS]


def _in_both(column: str, words: Words) -> dict[str, str]:
    return {said(column, language): words[language] for language in LANGUAGES if language in words}


def _ours_in_both(field: str, words: Words) -> dict[str, str]:
    return {ours(field, language): words[language] for language in LANGUAGES if language in words}


# ── survey ───────────────────────────────────────────────────────────────────


def _stage(stage: Stage, scope: Scope) -> Iterator[Row]:
    yield {
        "type": "begin_group",
        "name": STAGE + stage.key,
        **_in_both("label", stage.title),
        ours("number"): str(stage.number),
        **_ours_in_both("button", stage.label),
        **_ours_in_both("about", stage.about),
        **_ours_in_both("artefact", stage.artefact),
    }
    for part in stage.parts:
        yield from _part(stage, part, scope)
    yield {"type": "end_group"}


def _part(stage: Stage, part: Part, scope: Scope) -> Iterator[Row]:
    yield {
        "type": "begin_group",
        "name": part_group(stage.key, part.key),
        **_in_both("label", scope.say(_PARTS[part.kind])),
        ours("part"): part.kind.value,
    }
    for question in part.questions:
        yield from _question(question, scope)
    yield {"type": "end_group"}


def _question(question: Question, scope: Scope) -> Iterator[Row]:
    """The question's own row, and round it what ODK and Kobo need."""
    yield from helping.lists(question, scope)
    if question.each:
        yield helping.repeat_of(question, scope)
    yield from helping.calculations(question, scope)
    if question.kind is Kind.LIST:
        yield helping.made("begin_repeat", list_repeat(question.key), question.title)
    yield _own_row(question, scope)
    yield from helping.afterwards(question, scope)
    repeats = bool(question.each) + (question.kind is Kind.LIST)
    yield from [helping.end("repeat")] * repeats


def _own_row(question: Question, scope: Scope) -> Row:
    kind = question.kind
    label = with_references(question.prompt, helping.helped(question, scope), question.key)
    row = {
        "type": _type(question),
        "name": question.key,
        **_in_both("label", label),
        **_in_both("hint", question.hint),
        "required": "" if question.optional else "yes",
        "relevant": relevant(question.when, scope.book),
        "constraint": constraint(question),
        "parameters": _parameters(question),
        ours("kind"): "" if kind in PLAIN_KINDS else kind.value,
        ours("seen"): question.seen.value,
        ours("clauses"): " ".join(question.clauses),
        **_ours_in_both("title", question.title),
        **_ours_in_both("plain", question.plain),
        **_ours_in_both("unit", question.unit),
        ours("each"): question.each,
        ours("uses"): " ".join(question.uses),
        ours("ranked_by"): question.ranked_by,
    }
    flags = {ours(flag): "yes" for flag in FLAGS if getattr(question, flag)}
    return {column: text for column, text in (row | flags).items() if text}


def _type(question: Question) -> str:
    plain = TYPES[question.kind]
    if question.options_from:
        several = question.kind is Kind.MULTI
        source = question.options_from
        return f"{plain} {source}{CHOICES_OF}" if several else f"{plain} ${{{source}}}"
    return f"{plain} {question.key}" if question.options else plain


def _parameters(question: Question) -> str:
    if question.kind is not Kind.SCALE:
        return ""
    told = SCALE_RANGE | {"tick_labelset": question.key + ENDS_OF}
    return " ".join(f"{name}={value}" for name, value in told.items())


# ── choices and what stands beside ───────────────────────────────────────────


def _choices(cycle: Cycle) -> Iterator[Row]:
    made: set[str] = set()
    for _, question in cycle.questions():
        yield from (_option(question.key, option) for option in question.options)
        for mark, words in zip(SCALE_ENDS, question.ends or (), strict=False):
            name = question.key + ENDS_OF
            yield {"list_name": name, "name": mark, **_in_both("label", words)}
        source = question.options_from if question.kind is Kind.MULTI else ""
        if source and source not in made:
            made.add(source)
            yield from helping.choices_of(source)
    yield from (_option(SECTOR_LIST, sector) for sector in cycle.sectors)


def _option(name: str, option: Option) -> Row:
    row = {"list_name": name, "name": option.key, **_in_both("label", option.label)}
    flags = {"asks": option.asks, "alone": option.alone}
    return row | {ours(flag): "yes" for flag, is_so in flags.items() if is_so}


def _clauses(cycle: Cycle) -> Iterator[Row]:
    for clause, text in cycle.clauses.items():
        yield {"clause": clause, "text": text}


def _later(cycle: Cycle) -> Iterator[Row]:
    for stage in cycle.apart.values():
        words = {"title": stage.title, "label": stage.label}
        words |= {"about": stage.about, "artefact": stage.artefact}
        for field, text in words.items():
            yield {"field": field, **text}
        for question in stage.questions:
            yield {"field": "question", "name": question.key}
