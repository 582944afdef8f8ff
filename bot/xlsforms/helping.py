"""Rows that are made for ODK and Kobo: repeats, calculations, and what choices ask for. Never read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.cycle import Kind, Question, Words
from bot.core.question_checks import DERIVED_LISTS, DERIVED_TEXTS, ITEM, PIPE
from bot.render.words import N_
from bot.xlsforms.columns import MADE, said
from bot.xlsforms.names import (
    CHOICES_OF,
    FILE_OF,
    WORDS_OF,
    each_repeat,
    helper,
    list_repeat,
)

Row = Mapping[str, str]
"""column → text; columns that are not named stand empty."""
Say = Callable[[str], Words]
"""A message in all languages."""

PARTNERS = "partners"
"""The list that no question asks for: the organisations of the partnership."""
MOST_PLACES = 10
"""So many items of an earlier list can be offered where several may be ticked: XLSForm has choices made
of earlier answers for one choice and for a rank only."""

_PARTNER = N_("Name of the organisation")
_MORE = N_("Please say more")
_FILE = N_("A photo, a file or a voice message")


@dataclass(slots=True)
class Scope:
    """What has been asked in the form so far."""

    book: Mapping[str, Question]
    say: Say
    made: set[str] = field(default_factory=set)
    """Lists and choices that are already in the form."""


def made(type_: str, name: str = "", words: Words | None = None, **more: str) -> Row:
    """A row that is not read again."""
    labels = {said("label", language): text for language, text in (words or {}).items()}
    return {"type": type_, "name": name, **labels, **more, MADE: "yes"}


def end(what: str) -> Row:
    return made(f"end_{what}")


# ── lists ────────────────────────────────────────────────────────────────────


def base_of(name: str, book: Mapping[str, Question]) -> str:
    """The list question behind a derived list; the list itself where nothing is behind it."""
    behind = (n for n in DERIVED_LISTS.get(name, ()) if n in book and book[n].kind is Kind.LIST)
    return next(behind, name)


def lists(question: Question, scope: Scope) -> Iterator[Row]:
    """What must stand before a question so that the list it offers or goes through is there."""
    for name in (question.each, question.options_from):
        if name == PARTNERS and name not in scope.made:
            scope.made.add(name)
            words = scope.say(_PARTNER)
            yield made("begin_repeat", list_repeat(name), words)
            yield made("text", name, words)
            yield end("repeat")
    source = question.options_from
    if not source:
        return
    if question.kind is Kind.MULTI:
        yield from _places(source, scope)
    elif base_of(source, scope.book) != source and source not in scope.made:
        yield from _copy(source, question.title, scope)


def _copy(source: str, words: Words, scope: Scope) -> Iterator[Row]:
    scope.made.add(source)
    base = base_of(source, scope.book)
    yield made("begin_repeat", list_repeat(source), words, repeat_count=_length(base))
    yield made("calculate", source, calculation=_at(base, "position(..)"))
    yield end("repeat")


def _places(source: str, scope: Scope) -> Iterator[Row]:
    if source + CHOICES_OF in scope.made:
        return
    scope.made.add(source + CHOICES_OF)
    base = base_of(source, scope.book)
    for place in range(1, MOST_PLACES + 1):
        yield made("calculate", helper(source, place), calculation=_at(base, str(place)))


def choices_of(source: str) -> Iterator[Row]:
    """The choices that stand for the items of a list."""
    for place in range(1, MOST_PLACES + 1):
        label = f"{place}. ${{{helper(source, place)}}}"
        row = {"list_name": source + CHOICES_OF, "name": str(place), MADE: "yes"}
        yield row | {said("label", language): label for language in ("th", "en")}


def _length(base: str) -> str:
    return f"count(${{{list_repeat(base)}}})"


def _at(base: str, place: str) -> str:
    return f"indexed-repeat(${{{base}}}, ${{{list_repeat(base)}}}, {place})"


# ── once for each item ───────────────────────────────────────────────────────


def repeat_of(question: Question, scope: Scope) -> Row:
    """The repeat that asks once for every item of `each`."""
    source = scope.book.get(question.each)
    own_choices = source is not None and source.kind is Kind.MULTI
    base = base_of(question.each, scope.book)
    count = f"count-selected(${{{question.each}}})" if own_choices else _length(base)
    return made("begin_repeat", each_repeat(question.key), question.title, repeat_count=count)


def _item(question: Question, scope: Scope) -> str:
    source = scope.book.get(question.each)
    if source is not None and source.kind is Kind.MULTI:
        chosen = f"selected-at(${{{source.key}}}, position(..) - 1)"
        return f"jr:choice-name({chosen}, '${{{source.key}}}')"
    return _at(base_of(question.each, scope.book), "position(..)")


# ── what prompts speak of ────────────────────────────────────────────────────


def piped(question: Question) -> list[str]:
    """The names in a prompt, in order, each once."""
    return list(dict.fromkeys(PIPE.findall(question.prompt["th"])))


def helped(question: Question, scope: Scope) -> list[str]:
    """Names that XLSForm cannot speak of by themselves: a calculation of the question's own gives them."""
    return [name for name in piped(question) if not _is_plain(name, scope.book.get(name))]


def _is_plain(name: str, source: Question | None) -> bool:
    if name == ITEM or source is None or source.each or source.kind is Kind.LIST:
        return False
    return not _has_one_choice(source)


def _has_one_choice(source: Question) -> bool:
    return bool(source.options) and source.kind is not Kind.MULTI and source.kind is not Kind.RANK


def calculations(question: Question, scope: Scope) -> Iterator[Row]:
    """One row for each name that needs one."""
    for name in helped(question, scope):
        if name == ITEM:
            calculation = _item(question, scope)
        elif name in scope.book:
            calculation = _value(question, scope.book[name])
        else:
            calculation = _derived(question, name, scope)
        yield made("calculate", helper(question.key, name), calculation=calculation)


def _derived(question: Question, name: str, scope: Scope) -> str:
    sources = (scope.book[n] for n in DERIVED_TEXTS[name] if n in scope.book)
    values = [_value(question, source) for source in sources if source.kind is not Kind.LIST]
    return values[0] if len(values) == 1 else "concat(" + ", ' · ', ".join(values) + ")"


def _value(question: Question, source: Question) -> str:
    here = f"${{{source.key}}}"
    if source.each and question.each:
        return f"indexed-repeat({here}, ${{{each_repeat(source.key)}}}, position(..))"
    if source.each or source.kind is Kind.LIST:
        return f"join(' · ', {here})"
    return f"jr:choice-name({here}, '{here}')" if _has_one_choice(source) else here


# ── after a question ─────────────────────────────────────────────────────────


def afterwards(question: Question, scope: Scope) -> Iterator[Row]:
    """Words to a choice that asks for them; a file where files are kept."""
    asking = [option.key for option in question.options if option.asks]
    if asking:
        chosen = " or ".join(f"selected(${{{question.key}}}, '{key}')" for key in asking)
        yield made("text", question.key + WORDS_OF, scope.say(_MORE), relevant=chosen)
    if question.attach:
        yield made("file", question.key + FILE_OF, scope.say(_FILE))
