"""One row of the survey sheet as a question of a stage file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.core.cycle import Kind, Option, Question, Seen
from bot.core.stagefiles import KEY
from bot.render.words import N_
from bot.xlsforms.cells import flag, names, needed, together, words
from bot.xlsforms.choosing import Choices
from bot.xlsforms.columns import FLAGS, both, ours, ours_in_both
from bot.xlsforms.export import SCALE_RANGE
from bot.xlsforms.expressions import own_limits, read_constraint, read_relevant, straight
from bot.xlsforms.faults import Fault, quoted
from bot.xlsforms.names import CHOICES_OF, ENDS_OF, without_references
from bot.xlsforms.reading import Line

KINDS: Mapping[str, tuple[Kind, ...]] = {
    "text": (Kind.TEXT, Kind.LIST),
    "select_one": (Kind.SINGLE, Kind.YES_NO, Kind.CONSENT),
    "select_multiple": (Kind.MULTI,),
    "rank": (Kind.RANK,),
    "range": (Kind.SCALE,),
    "decimal": (Kind.NUMBER, Kind.MONEY),
    "date": (Kind.DATE,),
}
"""Type → the kinds it can be; the first where `phakhi_kind` says nothing."""
OTHER_TYPES = {"string": "text", "integer": "decimal", "int": "decimal"}
CHOOSING = re.compile(
    r"(?:(?P<one>select[_ ]one|select1)|(?P<several>select[_ ]multiple|select all that apply)|rank)"
    r"(?: from| using)? (?P<source>\S+)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\$\{(\w+)\}")

_UNKNOWN_TYPE = N_("The type “%(text)s” is not known here; known are %(known)s.")
_NO_LIST = N_("The sheet choices has no list named “%(text)s”.")
_WRONG_KIND = N_("“%(text)s” does not go with this type; with it goes %(known)s, or nothing.")
_BAD_NAME = N_(
    "“%(text)s” must be small letters a–z, digits and _, beginning with a letter, without blanks."
)
_NO_NAME = N_("This row needs a name.")
_BAD_RELEVANT = N_(
    "“%(text)s” cannot be read. Write it like selected(${stay}, 'pause') or selected(${stay}, 'end'),"
    " ${cash} > 0, or stay in pause|end."
)
_BAD_LIMIT = N_(
    "The bot cannot keep “%(text)s”. It keeps the most choices or items, as in count-selected(.) <= 3;"
    " other limits it has by itself."
)
_BAD_SCALE = N_("A scale goes from 1 to 5: start=1 end=5 step=1.")
_NO_ENDS = N_("The list “%(text)s” in the sheet choices must say what 1 and what 5 mean.")
_UNKNOWN_SEEN = N_("“%(text)s” is not known here; known are %(known)s.")


@dataclass(slots=True)
class Work:
    """What is known of the whole workbook while single rows are read."""

    choices: Choices
    keys: Collection[str]
    """Names of all questions."""
    faults: list[Fault]
    broken: set[str] = field(default_factory=set)
    """Questions of which not even the kind is sure: what else is wrong with them would confuse."""

    def note(self, line: Line, column: str, what: str, **values: object) -> None:
        self.faults.append(Fault(line.spot(column), what, values))


@dataclass(frozen=True, slots=True)
class Typed:
    """What the type says."""

    name: str
    list_name: str = ""
    source: str = ""
    """The earlier list whose items are offered."""


def typed(line: Line) -> Typed | None:
    """None where the type is none that the bot can ask."""
    text = straight(line["type"])
    if match := CHOOSING.fullmatch(text.replace("${ ", "${").replace(" }", "}")):
        name = "select_one" if match["one"] else "select_multiple" if match["several"] else "rank"
        source = match["source"]
        if reference := _REFERENCE.fullmatch(source):
            return Typed(name, source=reference[1])
        if source.endswith(CHOICES_OF):
            return Typed(name, source=source.removesuffix(CHOICES_OF))
        return Typed(name, source)
    plain = text.casefold()
    plain = OTHER_TYPES.get(plain, plain)
    chooses = plain in ("select_one", "select_multiple", "rank")
    return Typed(plain) if plain in KINDS and not chooses else None


def question(line: Line, work: Work) -> dict[str, object]:
    """The question as a stage file writes it; what cannot be read is noted and left out."""
    key = _key(line, work)
    found = typed(line)
    if found is None:
        work.broken.add(key)
        known = ", ".join(KINDS)
        work.note(line, "type", _UNKNOWN_TYPE, text=quoted(line["type"]), known=known)
        return {"key": key, "kind": Kind.TEXT.value}
    kind = _kind(line, found, work)
    table: dict[str, object] = {"key": key, "kind": kind.value, "seen": _seen(line, work)}
    table |= _flags(line, work)
    table |= _names(line)
    table |= _offered(line, found, work)
    table |= _ends(line, key, kind, work)
    table |= _words(line, key, work)
    if relevance := line["relevant"]:
        when = read_relevant(relevance)
        if when is None:
            work.note(line, "relevant", _BAD_RELEVANT, text=quoted(relevance))
        else:
            table["when"] = when
    if most := _most(line, kind, table, work):
        table["most"] = most
    return table


def _key(line: Line, work: Work) -> str:
    key = straight(line["name"])
    if not key:
        work.note(line, "name", _NO_NAME)
    elif not KEY.fullmatch(key):
        work.note(line, "name", _BAD_NAME, text=quoted(key))
    return key


def _kind(line: Line, found: Typed, work: Work) -> Kind:
    kinds = KINDS[found.name]
    text = straight(line[ours("kind")]).casefold()
    for kind in kinds:
        if text == kind.value:
            return kind
    if text:
        known = ", ".join(kinds)
        work.note(line, ours("kind"), _WRONG_KIND, text=quoted(text), known=known)
        work.broken.add(straight(line["name"]))
    return kinds[0]


def _seen(line: Line, work: Work) -> str:
    text = straight(line[ours("seen")]).casefold()
    if text not in tuple(Seen):
        work.note(line, ours("seen"), _UNKNOWN_SEEN, text=quoted(text), known=", ".join(Seen))
    return text


def _flags(line: Line, work: Work) -> dict[str, object]:
    found = {name: flag(line, ours(name), work.faults) for name in FLAGS}
    found["optional"] = not flag(line, "required", work.faults)
    return {name: True for name, is_so in found.items() if is_so}


def _names(line: Line) -> dict[str, object]:
    several = {name: names(line, ours(name)) for name in ("clauses", "uses")}
    one = {name: straight(line[ours(name)]) for name in ("each", "ranked_by")}
    return {name: value for name, value in (several | one).items() if value}


def _offered(line: Line, found: Typed, work: Work) -> dict[str, object]:
    if found.source:
        return {"options_from": found.source}
    if not found.list_name:
        return {}
    if found.list_name not in work.choices.lists:
        work.note(line, "type", _NO_LIST, text=quoted(found.list_name))
        work.broken.add(straight(line["name"]))
    return {"options": work.choices.options(found.list_name)}


def ends_list(line: Line) -> str:
    """The name of the list that says what the ends of a scale mean."""
    told = dict(p.partition("=")[::2] for p in straight(line["parameters"]).split())
    return told.get("tick_labelset") or straight(line["name"]) + ENDS_OF


def _ends(line: Line, key: str, kind: Kind, work: Work) -> dict[str, object]:
    if kind is not Kind.SCALE:
        return {}
    told = dict(p.partition("=")[::2] for p in straight(line["parameters"]).split())
    name = ends_list(line)
    if any(told.get(n, right) != right for n, right in SCALE_RANGE.items()):
        work.note(line, "parameters", _BAD_SCALE)
    found = work.choices.ends(name)
    if len(found) < 2:
        work.note(line, "parameters", _NO_ENDS, text=quoted(name))
        work.broken.add(key)
        return {}
    return {"ends": found}


def _words(line: Line, key: str, work: Work) -> dict[str, object]:
    title, plain, unit = (ours_in_both(name) for name in ("title", "plain", "unit"))
    needed(line, (*both("label"), *title), work.faults)
    prompt = {
        language: without_references(text, key, work.keys)
        for language, text in words(line, both("label")).items()
    }
    found = {
        "title": words(line, title),
        "prompt": prompt,
        "plain": together(line, plain, work.faults),
        "hint": together(line, both("hint"), work.faults),
        "unit": together(line, unit, work.faults),
    }
    return {name: value for name, value in found.items() if value}


def _most(line: Line, kind: Kind, table: Mapping[str, object], work: Work) -> int:
    """What the constraint says; the limits that the bot has by itself may stand there or not."""
    text = line["constraint"]
    if not text or straight(line["name"]) in work.broken:  # what is its own limit hangs on what is broken
        return 0
    unit = table.get("unit")
    offered = table.get("options")
    asked = Question(
        *("", kind, Seen.NAMED, (), {}, {}),
        unit=unit if isinstance(unit, dict) else {},
        options=tuple(
            Option(o["key"], {}, alone=bool(o.get("alone")))
            for o in (offered if isinstance(offered, list) else ())
        ),
    )
    limits = read_constraint(text, own_limits(asked))
    for strange in limits.strange:
        work.note(line, "constraint", _BAD_LIMIT, text=quoted(strange))
    return limits.most
