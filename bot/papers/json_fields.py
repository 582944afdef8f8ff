"""What a field of the JSON file may hold, both ways: `give` writes a value down, `take` reads it and checks it.

Nothing is guessed: what is of another form than it should be is `Wrong`, with the place in the file and what to mend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Protocol

from bot.core.ids import Person, Slot
from bot.render.words import N_

TEXT_MOST = 200_000
"""Characters of one text. An answer has some thousands at most; a list of many rows joined has more."""
MANY = 100_000
"""Entries of one list: far above what a partnership comes to in many cycles."""
DIGITS_MOST = 40
WHOLE_MOST = 10**9


class Wrong(Exception):
    """The file cannot be taken in: where in it, and what is wrong there."""

    def __init__(self, where: str, what: str, **values: object) -> None:
        self.where = where
        """As `rounds[2].answers[0].kind`; "" for the file as a whole."""
        self.what = what
        """An English sentence, the key of its translations."""
        self.values = values
        super().__init__(f"{where}: {what % values}")

    def say(self, what: str) -> str:
        """With `what`, a translation of `self.what`."""
        told = what % self.values
        return f"{self.where}: {told}" if self.where else told


@dataclass(slots=True)
class People:
    """Who stands for which code. Writing, codes are given out as people are met; reading, they are all known."""

    codes: dict[Person, str] = field(default_factory=dict)
    known: Mapping[str, Person] = field(default_factory=dict)

    def code(self, person: Person) -> str:
        return self.codes.setdefault(person, f"x{len(self.codes) + 1}")


class Kind(Protocol):
    def give(self, value: Any, people: People) -> Any: ...
    def take(self, data: Any, where: str, people: People) -> Any: ...


# ── single values ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Text:
    most: int = TEXT_MOST
    empty: bool = True

    def give(self, value: Any, _people: People) -> Any:
        return str(value)

    def take(self, data: Any, where: str, _people: People) -> Any:
        if not isinstance(data, str):
            raise Wrong(where, N_("A text should stand here."))
        if len(data) > self.most:
            raise Wrong(where, N_("The text is too long: %(most)s characters at most."), most=self.most)
        if not data and not self.empty:
            raise Wrong(where, N_("This may not be empty."))
        try:
            data.encode()
        except UnicodeEncodeError:
            raise Wrong(where, N_("The text holds characters that cannot be kept.")) from None
        return data


@dataclass(frozen=True, slots=True)
class Flag:
    def give(self, value: Any, _people: People) -> Any:
        return bool(value)

    def take(self, data: Any, where: str, _people: People) -> Any:
        if not isinstance(data, bool):
            raise Wrong(where, N_("true or false should stand here."))
        return data


@dataclass(frozen=True, slots=True)
class Count:
    least: int = 0
    most: int = WHOLE_MOST

    def give(self, value: Any, _people: People) -> Any:
        return int(value)

    def take(self, data: Any, where: str, _people: People) -> Any:
        if isinstance(data, bool) or not isinstance(data, int) or not self.least <= data <= self.most:
            what = N_("A whole number from %(least)s to %(most)s should stand here.")
            raise Wrong(where, what, least=self.least, most=self.most)
        return data


@dataclass(frozen=True, slots=True)
class Amount:
    """Exact, and so in quotation marks."""

    def give(self, value: Any, _people: People) -> Any:
        return str(value)

    def take(self, data: Any, where: str, _people: People) -> Any:
        try:
            found = Decimal(data) if isinstance(data, str) and len(data) <= DIGITS_MOST else None
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite() or abs(found.adjusted()) > DIGITS_MOST:
            raise Wrong(where, N_("A number in quotation marks should stand here, such as “50000”."))
        return found


@dataclass(frozen=True, slots=True)
class Moment:
    def give(self, value: Any, _people: People) -> Any:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def take(self, data: Any, where: str, _people: People) -> Any:
        try:
            found = datetime.fromisoformat(data) if isinstance(data, str) else None
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise Wrong(where, N_("A time should stand here, such as 2026-11-22T07:09:47Z."))
        try:
            return found.astimezone(UTC)
        except OverflowError:
            raise Wrong(where, N_("A time should stand here, such as 2026-11-22T07:09:47Z.")) from None


@dataclass(frozen=True, slots=True)
class Day:
    def give(self, value: Any, _people: People) -> Any:
        return value.isoformat()

    def take(self, data: Any, where: str, _people: People) -> Any:
        try:
            if isinstance(data, str):
                return date.fromisoformat(data)
        except ValueError:
            pass
        raise Wrong(where, N_("A day should stand here, such as 2026-11-22 (common era)."))


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]
    make: Callable[[str], Any] = str

    def give(self, value: Any, _people: People) -> Any:
        return str(value)

    def take(self, data: Any, where: str, _people: People) -> Any:
        if data not in self.words or not isinstance(data, str):
            raise Wrong(where, N_("One of these should stand here: %(words)s"), words=", ".join(self.words))
        return self.make(data)


def one_of(kind: type[StrEnum]) -> OneOf:
    return OneOf(tuple(member.value for member in kind), kind)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, by the code that they have in `people`."""

    def give(self, value: Any, people: People) -> Any:
        return people.code(value)

    def take(self, data: Any, where: str, people: People) -> Any:
        if not isinstance(data, str) or data not in people.known:
            raise Wrong(where, N_("The code of somebody who stands under “people” should be here."))
        return people.known[data]


# ── several values ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Maybe:
    """Or nothing: null."""

    inside: Kind

    def give(self, value: Any, people: People) -> Any:
        return None if value is None else self.inside.give(value, people)

    def take(self, data: Any, where: str, people: People) -> Any:
        return None if data is None else self.inside.take(data, where, people)


@dataclass(frozen=True, slots=True)
class Listed:
    """`make` puts the values together; `out` takes them apart, in an order that is always the same."""

    inside: Kind
    make: Callable[[Sequence[Any]], Any] = tuple
    out: Callable[[Any], Sequence[Any]] = list
    most: int = MANY

    def give(self, value: Any, people: People) -> Any:
        return [self.inside.give(one, people) for one in self.out(value)]

    def take(self, data: Any, where: str, people: People) -> Any:
        if not isinstance(data, list):
            raise Wrong(where, N_("A list should stand here."))
        if len(data) > self.most:
            raise Wrong(where, N_("The list is too long: %(most)s at most."), most=self.most)
        return self.make([self.inside.take(one, f"{where}[{n}]", people) for n, one in enumerate(data)])


@dataclass(frozen=True, slots=True)
class Named:
    """An object with names of its own choosing."""

    inside: Kind

    def give(self, value: Any, people: People) -> Any:
        return {str(name): self.inside.give(one, people) for name, one in sorted(value.items())}

    def take(self, data: Any, where: str, people: People) -> Any:
        if not isinstance(data, dict) or len(data) > MANY:
            raise Wrong(where, N_("An object in { } should stand here."))
        return {
            Text(empty=False).take(name, where, people): self.inside.take(one, f"{where}.{name}", people)
            for name, one in data.items()
        }


@dataclass(frozen=True, slots=True)
class Tuple:
    """So many values of these kinds, in this order."""

    kinds: tuple[Kind, ...]

    def give(self, value: Any, people: People) -> Any:
        return [kind.give(one, people) for kind, one in zip(self.kinds, value, strict=True)]

    def take(self, data: Any, where: str, people: People) -> Any:
        if not isinstance(data, list) or len(data) != len(self.kinds):
            raise Wrong(where, N_("A list of %(count)s should stand here."), count=len(self.kinds))
        pairs = enumerate(zip(self.kinds, data, strict=True))
        return tuple(kind.take(one, f"{where}[{n}]", people) for n, (kind, one) in pairs)


@dataclass(frozen=True, slots=True)
class Record:
    """An object with these names and no others. `make` gets them as keywords."""

    make: Callable[..., Any]
    fields: Mapping[str, Kind]
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Name in the file → name in the model, where they differ."""

    def give(self, value: Any, people: People) -> Any:
        names = self.attributes
        return {
            name: kind.give(getattr(value, names.get(name, name)), people) for name, kind in self.fields.items()
        }

    def take(self, data: Any, where: str, people: People) -> Any:
        taken = self.parts(data, where, people)
        return self.make(**{self.attributes.get(name, name): value for name, value in taken.items()})

    def parts(self, data: Any, where: str, people: People) -> dict[str, Any]:
        """The values by their names in the file. Raises Wrong."""
        check_names(data, where, self.fields)
        return {n: kind.take(data[n], _inside(where, n), people) for n, kind in self.fields.items()}


@dataclass(frozen=True, slots=True)
class Union:
    """One of several records; which, is told by its `kind`."""

    records: Mapping[str, Record]

    def give(self, value: Any, people: People) -> Any:
        kind = type(value).__name__.lower()
        return {"kind": kind, **self.records[kind].give(value, people)}

    def take(self, data: Any, where: str, people: People) -> Any:
        kind = data.get("kind") if isinstance(data, dict) else None
        if not isinstance(kind, str) or kind not in self.records:
            what = N_("The “kind” here should be one of: %(words)s")
            raise Wrong(where, what, words=", ".join(self.records))
        rest = {name: held for name, held in data.items() if name != "kind"}
        return self.records[kind].take(rest, where, people)


def check_names(data: Any, where: str, fields: Mapping[str, Any]) -> None:
    """Raises Wrong unless it is an object with just these names."""
    if not isinstance(data, dict):
        raise Wrong(where, N_("An object in { } should stand here."))
    for name in fields:
        if name not in data:
            raise Wrong(where, N_("“%(name)s” is missing here."), name=name)
    for name in data:
        if name not in fields:
            raise Wrong(where, N_("“%(name)s” has no place here."), name=name[:40])


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


ID = Text(200, empty=False)
NAME = Text(10_000)
SOMEONE, MOMENT, DAY, FLAG, TEXT, COUNT = Someone(), Moment(), Day(), Flag(), Text(), Count()
SLOT = Record(Slot, {"question": ID, "item": Text(500)})
