"""The Partnering Cycle: stages, their parts and the questions asked in each. Data only.

Everything that people read is `Words`: one text a language, "th" and "en" always both there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.model import Form

Words = Mapping[str, str]
"""language → text."""


CATCHING_UP = "catching_up"
"""Key of the stage apart that somebody who joins later goes through."""


class Kind(StrEnum):
    TEXT = "text"
    LIST = "list"
    SINGLE = "single"
    MULTI = "multi"
    SCALE = "scale"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    RANK = "rank"
    CONSENT = "consent"


class Seen(StrEnum):
    """Who sees an answer. Fixed before the question is answered, and said with the question."""

    NAMED = "named"
    ANONYMOUS = "anon"
    BROKER = "broker"


class PartKind(StrEnum):
    INTERVIEW = "interview"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Words
    """At most 20 grapheme clusters a language (LINE's limit for button labels)."""
    asks: bool = False
    """Choosing it asks for words: a reason, or what "other" means."""
    alone: bool = False
    """In a multiple choice: choosing it unticks the others ("none of these")."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`question op values`; the question is one of the same organisation's earlier answers.

    op: "in" (the answer is one of values), "any_not_in" (some item's answer is none of values),
    "above" (the number is greater than values[0]).
    """

    question: str
    op: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    kind: Kind
    seen: Seen
    clauses: tuple[str, ...]
    title: Words
    """A few words for headings, reviews and summaries."""
    prompt: Words
    """With {names} of `uses`, of derived values, or {item}, standing in “ ” where they are people's words."""
    plain: Words = field(default_factory=dict)
    """The prompt when a piped source is missing; required where the prompt pipes anything but {item}."""
    hint: Words = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    options_from: str = ""
    """A list question whose pooled entries are the options, or the name of a derived list."""
    each: str = ""
    """Asked once for every item: of a list question (pooled), a multi question (own choice), or a derived list."""
    uses: tuple[str, ...] = ()
    """Earlier questions that the prompt, the options or the loop are built on."""
    when: Condition | None = None
    most: int = 0
    """Most choices of a multi or rank, most items of a list; 0: no limit of its own."""
    optional: bool = False
    recurring: bool = False
    attach: bool = False
    """Photos, files and voice are kept as attachments."""
    ends: tuple[Words, Words] | None = None
    """What 1 and 5 of a scale mean."""
    unit: Words = field(default_factory=dict)
    """Unit of a number or an amount of money, for showing it: บาท, %."""
    ranked_by: str = ""
    """For a list question: the rank or scale question that orders its pooled entries once answered."""
    short: bool = False
    """Also asked in the short form."""
    commits: bool = False
    """It binds the organisation (money, a role): whoever must consult first answers it provisionally. A
    consent always does."""
    promises: bool = False
    """Its published answer is entered in the ledger of promises."""
    all_satisfied: bool = False
    """A consent: its stage closes only when no organisation objects (clause 12c), or with the broker's reason."""

    def option(self, key: str) -> Option | None:
        return next((o for o in self.options if o.key == key), None)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of questions that may be open together. It waits until the parts it builds on are closed."""

    key: str
    kind: PartKind
    questions: tuple[Question, ...]
    after: tuple[str, ...] = ()
    """Parts of the same stage that must be closed first; worked out by the loader from what questions build on."""


@dataclass(frozen=True, slots=True)
class Stage:
    key: str
    number: int
    title: Words
    about: Words
    """One sentence for a partner: what this stage is for."""
    artefact: Words
    """The name of what its summary is: concept note, partner register, …"""
    parts: tuple[Part, ...]
    label: Words = field(default_factory=dict)
    """The title as it fits on a button beside its number; empty: the title itself."""
    questions: tuple[Question, ...] = field(init=False, compare=False, repr=False)
    built_on: frozenset[str] = field(init=False, compare=False, repr=False)
    """What questions of the stage go through or offer for choice: keys of questions and of derived lists."""
    _found: Mapping[str, tuple[Part, Question]] = field(init=False, compare=False, repr=False)
    """Every question with its part, by key. Like what stands beside it, worked out once: it is asked for many
    times in each turn."""
    _waves: Mapping[tuple[Form, bool], tuple[tuple[Part, ...], ...]] = field(
        init=False, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        questions = tuple(q for part in self.parts for q in part.questions)
        built_on = frozenset(source for q in questions for source in (q.each, q.options_from))
        found: dict[str, tuple[Part, Question]] = {}
        for part in self.parts:
            for question in part.questions:
                found.setdefault(question.key, (part, question))
        waves = {(form, again): _waves(self.parts, form, again) for form in Form for again in (False, True)}
        object.__setattr__(self, "questions", questions)
        object.__setattr__(self, "built_on", built_on)
        object.__setattr__(self, "_found", found)
        object.__setattr__(self, "_waves", waves)

    def waves(self, form: Form, *, again: bool) -> tuple[tuple[Part, ...], ...]:
        """The parts that ask something in the form, `again`: in a later round, grouped by what they wait for."""
        return self._waves[form, again]

    def question(self, key: str) -> Question | None:
        found = self._found.get(key)
        return found[1] if found else None

    def part_of(self, question: str) -> Part | None:
        found = self._found.get(question)
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Cycle:
    """The whole questionnaire. `clauses`: id → the clause's own words in the source text."""

    stages: Mapping[str, Stage]
    """By key, in the order of their numbers."""
    clauses: Mapping[str, str]
    sectors: tuple[Option, ...] = ()
    """What kind of organisation a partner is; asked once when one is added."""
    apart: Mapping[str, Stage] = field(default_factory=dict)
    """Stages beside the twelve, made of their questions: what somebody who comes later catches up with."""
    _found: Mapping[str, tuple[Stage, Question]] = field(init=False, compare=False, repr=False)
    """Every question with its stage, by key: they are looked up many times in each turn."""
    _going_through: Mapping[str, frozenset[str]] = field(init=False, compare=False, repr=False)
    _choosing_from: Mapping[str, frozenset[str]] = field(init=False, compare=False, repr=False)

    def questions(self) -> Iterator[tuple[Stage, Question]]:
        for stage in self.stages.values():
            for question in stage.questions:
                yield stage, question

    def __post_init__(self) -> None:
        found = {q.key: (stage, q) for stage, q in self.questions()}
        object.__setattr__(self, "_found", found)
        through, out_of = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for _, question in self.questions():
            through[question.each].add(question.key)
            out_of[question.options_from].add(question.key)
        object.__setattr__(self, "_going_through", {s: frozenset(keys) for s, keys in through.items()})
        object.__setattr__(self, "_choosing_from", {s: frozenset(keys) for s, keys in out_of.items()})

    def going_through(self, source: str) -> frozenset[str]:
        """Keys of the questions that are asked for each of what a list, or a question, comes to."""
        return self._going_through.get(source, frozenset())

    def choosing_from(self, source: str) -> frozenset[str]:
        """Keys of the questions in which one chooses from it."""
        return self._choosing_from.get(source, frozenset())

    def stage(self, key: str) -> Stage | None:
        """Of the twelve, or one apart."""
        return self.stages.get(key) or self.apart.get(key)

    def question(self, key: str) -> Question | None:
        found = self._found.get(key)
        return found[1] if found else None

    def stage_of(self, question: str) -> Stage | None:
        found = self._found.get(question)
        return found[0] if found else None


def asked_in(question: Question, form: Form) -> bool:
    return form is Form.FULL or question.short


def _waves(parts: tuple[Part, ...], form: Form, again: bool) -> tuple[tuple[Part, ...], ...]:
    depth: dict[str, int] = {}
    for part in parts:
        depth[part.key] = 1 + max((depth.get(key, -1) for key in part.after), default=-1)
    asked = [p for p in parts if any(asked_in(q, form) and (q.recurring or not again) for q in p.questions)]
    levels = sorted({depth[p.key] for p in asked})
    return tuple(tuple(p for p in asked if depth[p.key] == level) for level in levels)
