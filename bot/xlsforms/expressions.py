"""XLSForm's `relevant` and `constraint`, written from the fields of a question and read again.

What is read is what is written here, in the spellings people use for it; nothing else is guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.cycle import Condition, Kind, Question
from bot.core.reading import MAX_ITEM, MAX_TEXT, MOST_NUMBER
from bot.core.stagefiles import WHEN_FORMS
from bot.xlsforms.names import each_repeat, list_repeat

_STRAIGHT = str.maketrans("‘’‚“”„", "''''''", "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}")


def straight(text: str) -> str:
    """An expression with straight quotes and single blanks, as Excel and phones tend not to leave it."""
    return " ".join(text.translate(_STRAIGHT).replace('"', "'").split())


# ── relevant ─────────────────────────────────────────────────────────────────


def relevant(when: Condition | None, book: Mapping[str, Question]) -> str:
    """The condition as XLSForm says it; "" without one."""
    if when is None:
        return ""
    source = book.get(when.question)
    repeated = source is not None and bool(source.each)
    here = when.question if repeated else f"${{{when.question}}}"
    said = _SAID[when.op](here, when.values)
    if repeated:
        return f"count(${{{each_repeat(when.question)}}}[{said}]) > 0"
    return said


def _one_of(here: str, values: Sequence[str]) -> str:
    return " or ".join(f"selected({here}, '{value}')" for value in values)


def _none_of(here: str, values: Sequence[str]) -> str:
    return f"{here} != '' and not({_one_of(here, values)})"


def _above(here: str, values: Sequence[str]) -> str:
    return f"{here} > {values[0]}"


_SAID = {"in": _one_of, "any_not_in": _none_of, "above": _above}

_NAME = r"(?:\$\{\s*(\w+)\s*\}|(\w+))"
_COUNTED = re.compile(r"count\( ?\$\{ ?\w+ ?\} ?\[(.+)\] ?\) ?> ?0")
_NONE = re.compile(_NAME + r" ?!= ?'' and not ?\((.+)\)")
_ABOVE = re.compile(_NAME + r" ?> ?(\d+(?:\.\d+)?)")
_SELECTED = re.compile(r"selected ?\( ?" + _NAME + r" ?, ?'(\w+)' ?\)")
_EQUAL = re.compile(_NAME + r" ?= ?'(\w+)'")


def read_relevant(text: str) -> str | None:
    """The condition as a stage file writes it (`stay in pause|withdraw`); None where it cannot be read."""
    plain = straight(text)
    if any(form.fullmatch(plain) for form, _ in WHEN_FORMS):
        return plain
    if match := _COUNTED.fullmatch(plain):
        plain = match[1].strip()
    if match := _ABOVE.fullmatch(plain):
        return f"{match[1] or match[2]} > {match[3]}"
    if match := _NONE.fullmatch(plain):
        found = _alternatives(match[3])
        name = match[1] or match[2]
        return f"any {name} != {found[1]}" if found and found[0] == name else None
    found = _alternatives(plain)
    return f"{found[0]} in {found[1]}" if found else None


def _alternatives(text: str) -> tuple[str, str] | None:
    """The one question that all alternatives speak of, and its values with | between."""
    names, values = set[str](), list[str]()
    for one in re.split(r" or ", text.strip()):
        match = _SELECTED.fullmatch(one.strip()) or _EQUAL.fullmatch(one.strip())
        if match is None:
            return None
        names.add(match[1] or match[2])
        values.append(match[3])
    return (names.pop(), "|".join(values)) if len(names) == 1 else None


# ── constraint ───────────────────────────────────────────────────────────────

PERCENT = 100


def constraint(question: Question) -> str:
    """Everything that limits an answer, as XLSForm says it; "" where nothing does."""
    return " and ".join((*_most(question), *own_limits(question)))


def _most(question: Question) -> tuple[str, ...]:
    if not question.most:
        return ()
    if question.kind is Kind.LIST:
        return (f"count(${{{list_repeat(question.key)}}}) <= {question.most}",)
    return (f"count-selected(.) <= {question.most}",)


def own_limits(question: Question) -> tuple[str, ...]:
    """The limits that the bot has by itself, whatever a set says."""
    kind = question.kind
    if kind is Kind.TEXT:
        return (f"string-length(.) <= {MAX_TEXT}",)
    if kind is Kind.LIST:
        return (f"string-length(.) <= {MAX_ITEM}",)
    if kind in (Kind.NUMBER, Kind.MONEY):
        ceiling = PERCENT if question.unit.get("en") == "%" else MOST_NUMBER
        return (". >= 0", f". <= {ceiling}")
    return tuple(
        f"not(selected(., '{option.key}') and count-selected(.) > 1)"
        for option in question.options
        if option.alone
    )


_MOST = re.compile(r"count(?:-selected\(\.\)|\(\$\{\w+\}\))(<=|<)(\d+)")


@dataclass(frozen=True, slots=True)
class Limits:
    most: int = 0
    strange: tuple[str, ...] = ()
    """Parts that are neither `most` nor a limit of the bot's own."""


def read_constraint(text: str, own: Sequence[str]) -> Limits:
    """`most`, and what the bot could not keep. `own`: `own_limits` of the question."""
    most, strange = 0, list[str]()
    expected = {limit.replace(" ", "") for limit in own}
    for one in _parts(straight(text)):
        bare = one.replace(" ", "")
        if match := _MOST.fullmatch(bare):
            most = int(match[2][:9]) - (match[1] == "<")
            if most < 1:
                strange.append(one)
        elif bare not in expected:
            strange.append(one)
    return Limits(most, tuple(strange))


def _parts(text: str) -> list[str]:
    """What stands between the “and” outside brackets."""
    found, depth = [""], 0
    for word in re.split(r"(\(|\)| and )", text):
        depth += (word == "(") - (word == ")")
        if word == " and " and depth == 0:
            found.append("")
        else:
            found[-1] += word
    return [part.strip() for part in found if part.strip()]
