"""What can be wrong with one question of a set, alone or against the questions before it.

Every check writes to the question's desk: where, and what to mend.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.cycle import Kind, Option, Part, Question, Words
from bot.core.stagefiles import LANGUAGES, Desk
from bot.core.text import clusters

CLAUSES, SECTORS = "clauses.toml", "sectors.toml"
"""The two files of a set that are not stages."""

LONGEST_LABEL = 20
"""Grapheme clusters: LINE's limit for a button's label."""
LONGEST_TITLE = 40
"""Grapheme clusters: one line of a bubble 280 pixels wide holds about 35 (THAI.md)."""

DERIVED_LISTS: Mapping[str, tuple[str, ...]] = {
    "partners": (),
    "my_activities": ("activities", "my_role"),
    "my_lead_activities": ("activities", "my_role"),
    "top_feasible_activities": ("activities", "feasibility"),
}
"""Lists that bot.core.derived works out, and the questions they are made of."""
DERIVED_TEXTS: Mapping[str, tuple[str, ...]] = {
    "my_roles": ("activities", "my_role"),
    "my_role": ("my_role",),
    "my_pledges": ("cash", "in_kind"),
    "start": ("start_date",),
    "end": ("end_date",),
    "indicator": ("indicator",),
    "progress": ("progress",),
}
"""Texts that bot.core.derived works out for prompts, and the questions they are made of."""

ITEM = "item"
PIPE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

CHOOSING = frozenset({Kind.SINGLE, Kind.MULTI, Kind.RANK})
POSED = frozenset({Kind.YES_NO, Kind.CONSENT})
CONSENT_KEYS = frozenset({"agree", "agree_changes", "live_with", "consult", "object"})
"""The answers to a consent question that tallies and decision rules know."""
NUMERIC = frozenset({Kind.SCALE, Kind.NUMBER, Kind.MONEY})

ONLY_FOR: Mapping[str, frozenset[Kind]] = {
    "options": CHOOSING | POSED,
    "options_from": CHOOSING,
    "ends": frozenset({Kind.SCALE}),
    "unit": frozenset({Kind.NUMBER, Kind.MONEY}),
    "most": frozenset({Kind.MULTI, Kind.RANK, Kind.LIST}),
    "ranked_by": frozenset({Kind.LIST}),
    "all_satisfied": frozenset({Kind.CONSENT}),
}
"""Fields that mean something for some kinds only."""


class Spot(NamedTuple):
    """Where a question stands in the set; spots compare by order of asking."""

    stage: int
    part: int
    place: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its surroundings."""

    spot: Spot
    part: Part
    question: Question
    desk: Desk


Book = Mapping[str, Asked]
"""All questions of a set by key; of two with one key, the first."""


def twice(values: Iterable[str]) -> list[str]:
    """What stands there more than once."""
    return [value for value, times in Counter(values).items() if times > 1]


# ── one question ─────────────────────────────────────────────────────────────


def check_question(one: Asked, book: Book, clauses: Mapping[str, str]) -> None:
    """Note on its desk everything about one question that is to be mended."""
    desk, question = one.desk, one.question
    for clause in question.clauses:
        if clause not in clauses:
            desk.note(f"unknown clause “{clause}”; the clauses stand in {CLAUSES}")
    for language, text in question.title.items():
        if clusters(text) > LONGEST_TITLE:
            desk.note(f"title in {language} is longer than {LONGEST_TITLE} characters")
    check_labels(desk, question.options)
    _check_kind(desk, question)
    _check_words(desk, question)
    _check_pipes(one, book)
    _check_sources(one, book)
    _check_when(one, book)
    _check_ranking(one, book)


def check_labels(desk: Desk, found: tuple[Option, ...]) -> None:
    for key in twice(option.key for option in found):
        desk.note(f"two options have the key “{key}”")
    for language in LANGUAGES:
        for option in found:
            length = clusters(option.label[language])
            if length > LONGEST_LABEL:
                desk.note(
                    f"label of option {option.key} in {language} has {length} characters; "
                    f"at most {LONGEST_LABEL} fit on a button"
                )
        for label in twice(option.label[language] for option in found if option.label[language]):
            desk.note(f"two options read “{label}” in {language}")


def _check_kind(desk: Desk, question: Question) -> None:
    kind = question.kind
    for name, kinds in ONLY_FOR.items():
        if getattr(question, name) and kind not in kinds:
            desk.note(f"“{name}” is not for kind {kind.value}; take it out")
    if kind in CHOOSING and not question.options and not question.options_from:
        desk.note(f"kind {kind.value} needs options, or options_from")
    if kind in CHOOSING and question.options and question.options_from:
        desk.note("has both options and options_from; keep one")
    if kind is Kind.SCALE and question.ends is None:
        desk.note("kind scale needs ends: what 1 and what 5 means")
    if kind is Kind.MONEY and not question.unit:
        desk.note("kind money needs a unit")
    if kind in POSED:
        _check_posed(desk, question)


def _check_posed(desk: Desk, question: Question) -> None:
    keys = {option.key for option in question.options}
    if question.kind is Kind.YES_NO:
        if keys != {"yes", "no"}:
            desk.note("kind yes_no needs two options with the keys yes and no")
        return
    if not {"agree", "object"} <= keys or not keys <= CONSENT_KEYS:
        allowed = ", ".join(sorted(CONSENT_KEYS))
        desk.note(f"kind consent needs agree and object, and may have only {allowed}")
    for key in ("agree_changes", "object"):
        option = question.option(key)
        if option is not None and not option.asks:
            desk.note(f"option {key} of a consent must ask for the reason: asks = true")


def _check_words(desk: Desk, question: Question) -> None:
    texts: list[tuple[str, Words]] = [("title", question.title), ("hint", question.hint)]
    texts += [(f"label of option {o.key}", o.label) for o in question.options]
    for name, text in texts:
        if any(PIPE.search(t) for t in text.values()):
            desk.note(f"“{name}” cannot hold a {{name}}; only prompt and plain can")
    for name, text in (("prompt", question.prompt), ("plain", question.plain)):
        if any(set("{}") & set(PIPE.sub("", t)) for t in text.values()):
            desk.note(f"“{name}” has a brace that is not part of a {{name}} in small letters")
        if text and Counter(PIPE.findall(text["th"])) != Counter(PIPE.findall(text["en"])):
            desk.note(f"“{name}” has different {{names}} in Thai and English")


def _pipes(text: Words) -> set[str]:
    return {name for said in text.values() for name in PIPE.findall(said)}


def _check_pipes(one: Asked, book: Book) -> None:
    desk, question = one.desk, one.question
    names = _pipes(question.prompt)
    for name in sorted(names - {ITEM} - set(question.uses)):
        if name not in DERIVED_TEXTS:
            desk.note(f"prompt pipes {{{name}}}, which is neither in uses nor a derived value")
    for name in sorted(names & set(DERIVED_TEXTS)):
        for source in DERIVED_TEXTS[name]:
            _check_backwards(one, book, source, f"prompt: {{{name}}}")
    if names - {ITEM} and not question.plain:
        desk.note("needs “plain”: the prompt for when what it pipes is missing")
    for name in sorted(_pipes(question.plain) - {ITEM}):
        desk.note(f"“plain” can hold only {{item}}, not {{{name}}}")
    _check_item(desk, question, names | _pipes(question.plain))


def _check_item(desk: Desk, question: Question, names: set[str]) -> None:
    if question.each and any(ITEM not in _pipes(t) for t in (question.prompt, question.plain) if t):
        desk.note("is asked of each item: prompt and plain must say {item}")
    if not question.each and ITEM in names:
        desk.note("says {item} but has no “each”")


# ── what a question builds on ────────────────────────────────────────────────


def _check_backwards(one: Asked, book: Book, source: str, where: str) -> Question | None:
    """The question of that name, if it is there and asked earlier."""
    found = book.get(source)
    if found is None:
        one.desk.note(f"{where} names “{source}”, which is no question of this set")
        return None
    if found.spot >= one.spot:
        one.desk.note(f"{where} names “{source}”, which is asked later; it must be asked before")
        return None
    return found.question


def _check_sources(one: Asked, book: Book) -> None:
    for source in one.question.uses:
        _check_backwards(one, book, source, "uses")
    _check_list(one, book, "each", one.question.each, (Kind.LIST, Kind.MULTI))
    _check_list(one, book, "options_from", one.question.options_from, (Kind.LIST,))


def _check_list(one: Asked, book: Book, where: str, name: str, kinds: tuple[Kind, ...]) -> None:
    """`each` and `options_from`: a derived list, or an earlier question of the right kind."""
    if not name:
        return
    if name in DERIVED_LISTS:
        for source in DERIVED_LISTS[name]:
            _check_backwards(one, book, source, f"{where} = “{name}”")
        return
    found = _check_backwards(one, book, name, where)
    if found is None:
        return
    if found.kind not in kinds:
        one.desk.note(f"{where} names “{name}”, which is not of kind {' or '.join(kinds)}")
    elif found.kind is Kind.LIST and book[name].spot[:2] == one.spot[:2]:
        one.desk.note(
            f"{where} names “{name}”, which is gathered in the same part; use a later part"
        )


def _check_when(one: Asked, book: Book) -> None:
    when = one.question.when
    if when is None:
        return
    found = _check_backwards(one, book, when.question, "when")
    if found is None:
        return
    if when.op == "above":
        if found.kind not in NUMERIC:
            one.desk.note(f"when compares “{found.key}”, which is not a number")
        return
    for value in when.values:
        if found.option(value) is None:
            one.desk.note(f"when names “{value}”, which is no option of “{found.key}”")


def _check_ranking(one: Asked, book: Book) -> None:
    name, question = one.question.ranked_by, one.question
    if not name:
        return
    found = book.get(name)
    if found is None:
        one.desk.note(f"ranked_by names “{name}”, which is no question of this set")
        return
    by = found.question
    ranks = by.kind is Kind.RANK and by.options_from == question.key
    scores = by.kind is Kind.SCALE and by.each == question.key
    if not ranks and not scores:
        one.desk.note(f"ranked_by names “{name}”, which neither ranks nor scores “{question.key}”")
