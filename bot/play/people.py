"""Representatives who answer by themselves: from what is on the screen to the next act.

They see what a person sees, the newest messages of their private chat with text and buttons, and
do what a person does: press or write. Which question is asked they read from the message's slot and
its buttons' actions, never from the house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.channels.local import Local, Shown
from bot.core.model import Place
from bot.message import ASKS
from bot.play.cast import Answers, Persona, Samples

MOST_TRIES = 30
"""Times one question may be shown to someone; a rank of seven or a list of ten need far fewer."""
_QUOTED = re.compile("“([^”]*)”")
_NUMBER = re.compile(r"^[☐☑ ]*(\d+) ")
_NUMBERED = re.compile(r"^(\d+)\) (.*)$")
FOR_WHOM = "@"
"""Begins, at the end of an action, the organisation for which a broker is writing."""
CUT = "…"
"""Ends a label that was too long for its button; the whole of it then stands in the text."""


class Stuck(Exception):
    """Someone who plays by themselves sees the same question again and again: the samples or the
    house must be mended."""


class Press(NamedTuple):
    shown: Shown
    number: int

    @property
    def label(self) -> str:
        return self.shown.buttons[self.number].label


class Write(NamedTuple):
    text: str


Act = Press | Write


class Option(NamedTuple):
    """One button of a message, taken apart."""

    number: int
    verb: str
    args: tuple[str, ...]
    label: str
    """The button's label, or the line of the text that belongs to its number."""

    @property
    def key(self) -> str:
        return self.args[-1] if self.args else ""


def options(shown: Shown) -> list[Option]:
    """The buttons of a message that mean an action of the core."""
    lines = dict(_numbered(shown.message.text))
    found = []
    for number, button in enumerate(shown.buttons):
        if button.action:
            verb, *args = button.action.partition(FOR_WHOM)[0].split(":")
            match = _NUMBER.match(button.label)
            cut = match and button.label.endswith(CUT)
            label = lines.get(match[1], button.label) if match and cut else button.label
            found.append(Option(number, verb, tuple(args), label))
    return found


def _numbered(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if match := _NUMBERED.match(line):
            yield match[1], match[2]


@dataclass(slots=True)
class Representative:
    """One person who answers from samples. `next` tells what they do now; None: nothing waits."""

    local: Local
    place: Place
    persona: Persona
    organisation: str
    sector: str
    answers: Answers
    items: frozenset[str] = frozenset()
    """Texts that questions may be asked about one by one (`Samples.entries`)."""
    words: Mapping[str, Any] = field(default_factory=dict)
    seen: int = 0
    """Order of the newest thing on the screen that was acted on."""
    _left: dict[str, list[Any]] = field(default_factory=dict)
    _tries: dict[str, int] = field(default_factory=dict)
    _reason: str = ""
    _consented: bool = False
    """Just now: what is asked next without any button is the organisation's name."""

    @classmethod
    def of(cls, samples: Samples, called: str, local: Local, place: Place) -> Representative:
        """The sample person of that name. Raises KeyError."""
        mine = samples.organisation(called)
        persona = next(p for p in mine.people if p.called == called)
        return cls(
            local,
            place,
            persona,
            mine.name,
            mine.sector,
            mine.answers,
            samples.entries,
            samples.words,
        )

    def next(self) -> Act | None:
        """What to do about what was shown since the last act. Raises `Stuck`."""
        new = self.local.on(self.place, self.seen)
        self.seen = self.local.last
        for shown in reversed(new):
            act = self._about(shown)
            if act is not None:
                return act
        return None

    # ── which kind of message it is ──────────────────────────────────────────

    def _about(self, shown: Shown) -> Act | None:
        found = options(shown)
        if shown.message.slot.startswith(ASKS):
            return self._answer(shown, found)
        if not found and self._consented:
            self._consented = False
            return Write(self.organisation)
        verbs = {option.verb for option in found}
        if "pause" in verbs and verbs <= {"pause", "skip"}:
            return Write(self._reason or self._word("fallback_reason"))
        for verb, reply in self._replies().items():
            if verb in verbs:
                return reply(shown, [o for o in found if o.verb == verb])
        return None

    def _replies(self) -> dict[str, Callable[[Shown, list[Option]], Act | None]]:
        """The first verb that a message offers decides what is done about it."""
        return {
            "take": _first,
            "early": lambda shown, found: _press(shown, found, "this"),
            "swap": _first,
            "handin": _first,
            "go": _first,
            "consent": self._consent,
            "org": self._organisation_or_new,
            "same": lambda shown, found: _press(shown, found, "yes"),
            "sector": lambda shown, found: _press(shown, found, self.sector),
            "name": lambda _shown, _found: Write(self.persona.name),
            "authority": lambda shown, found: _press(shown, found, self.persona.authority),
            "remind": lambda shown, found: _press(shown, found, self.persona.remind),
        }

    def _consent(self, shown: Shown, found: list[Option]) -> Act:
        self._consented = True
        return _press(shown, found, "yes")

    def _organisation_or_new(self, shown: Shown, found: list[Option]) -> Act:
        self._consented = False
        known = next((o for o in found if self.organisation in o.label), None)
        return Press(shown, known.number) if known else Write(self.organisation)

    # ── one question ─────────────────────────────────────────────────────────

    def _answer(self, shown: Shown, found: list[Option]) -> Act:
        slot = shown.message.slot
        self._tries[slot] = self._tries.get(slot, 0) + 1
        if self._tries[slot] > MOST_TRIES:
            raise Stuck(f"{self.persona.called}: {slot}")
        _, round, question, item, *_ = (*slot.split(":"), "")
        value = self._value(round, question, item, shown.message.text)
        verbs = {option.verb for option in found}
        if value is False and "yes" not in {o.key for o in found}:
            return self._skip(shown, found)
        if "tick" in verbs or "place" in verbs:
            return self._several(shown, found, value)
        if "answer" in verbs:
            return self._one(shown, found, value)
        if isinstance(value, list) or "done" in verbs:
            return self._entries(shown, found, value)
        return self._typed(shown, found, value)

    def _value(self, round: str, question: str, item: str, text: str) -> Any:
        """The sample for this question in this round, about this item; None if there is none."""
        number = round.rpartition("-")[2]
        value = self.answers.get(f"{question}@{number}", self.answers.get(question))
        if not isinstance(value, Mapping) or "choice" in value or not item:
            return value
        if item in value:
            return value[item]
        if text.startswith("✓"):  # what was just kept is said back above the question
            text = text.partition("\n\n")[2]
        quoted = _QUOTED.findall(text)
        known = [q for q in quoted if q in self.items]
        for segment in (*known, *quoted):
            for words, answer in value.items():
                if words in segment:
                    return answer
        return None

    def _one(self, shown: Shown, found: list[Option], value: Any) -> Act:
        choice = value
        if isinstance(value, Mapping):
            choice, self._reason = value["choice"], value.get("words", "")
        offered = [o for o in found if o.verb == "answer"]
        return Press(shown, (_match(offered, choice) or offered[0]).number)

    def _several(self, shown: Shown, found: list[Option], value: Any) -> Act:
        """Tick what was chosen, or place everything in order, one press at a time."""
        offered = [o for o in found if o.verb in {"tick", "place"}]
        ranking = offered and offered[0].verb == "place"
        slot = shown.message.slot
        if isinstance(value, Mapping):
            value, self._reason = value["choice"], value.get("words", "")
        if slot not in self._left:
            wanted = _matches(offered, value if isinstance(value, list) else [1]) or offered[:1]
            rest = [o for o in offered if o not in wanted] if ranking else []
            self._left[slot] = [option.key for option in (*wanted, *rest)]
        while self._left[slot]:
            key = self._left[slot].pop(0)
            if option := next((o for o in offered if o.key == key), None):
                return Press(shown, option.number)
        del self._left[slot]
        done = next((o for o in found if o.verb == "done"), None)
        return Press(shown, (done or offered[0]).number)

    def _entries(self, shown: Shown, found: list[Option], value: Any) -> Act:
        slot = shown.message.slot
        if slot not in self._left:
            self._left[slot] = list(value) if isinstance(value, list) else []
            if not self._left[slot] and not any(o.verb == "done" for o in found):
                self._left[slot] = [self._word("fallback_list")]
        if self._left[slot]:
            return Write(str(self._left[slot].pop(0)))
        del self._left[slot]
        for option in found:
            if option.verb == "done":
                return Press(shown, option.number)
        return self._skip(shown, found)

    def _typed(self, shown: Shown, found: list[Option], value: Any) -> Act:
        """The sample; where there is none, whatever any kind of question would take."""
        if value is not None and not isinstance(value, Mapping):
            return Write(str(value))
        tries = [self._word("fallback"), "50", self._word("fallback_date")]
        tried = self._tries[shown.message.slot] - 1
        return Write(tries[tried]) if tried < len(tries) else self._skip(shown, found)

    def _skip(self, shown: Shown, found: list[Option]) -> Act:
        for option in found:
            if option.verb == "skip":
                return Press(shown, option.number)
        raise Stuck(f"{self.persona.called}: {shown.message.slot}")

    def _word(self, key: str) -> str:
        return str(self.words.get(key, "-"))


def _first(shown: Shown, found: list[Option]) -> Act:
    return Press(shown, found[0].number)


def _press(shown: Shown, found: list[Option], key: str) -> Act:
    """The button with this key, or the last one where the key is not offered."""
    return Press(shown, next((o for o in found if o.key == key), found[-1]).number)


def _match(offered: list[Option], wanted: Any) -> Option | None:
    """The option meant: by its key, its label, words in its label, or its place."""
    if isinstance(wanted, bool):
        wanted = "yes" if wanted else "no"
    text = str(wanted)
    if option := next((o for o in offered if o.key == text), None):
        return option
    if isinstance(wanted, int):
        return offered[wanted - 1] if 0 < wanted <= len(offered) else None
    whole = (o for o in offered if o.label == text or o.label.endswith(f" {text}"))
    return next(whole, None) or next((o for o in offered if text in o.label), None)


def _matches(offered: list[Option], wanted: Iterable[Any]) -> list[Option]:
    found: list[Option] = []
    for each in wanted:
        option = _match(offered, each)
        if option and option not in found:
            found.append(option)
    return found
