"""Records of the core as plain data for JSON, and back, after the types of their fields.

Strict both ways: what is of another type than the field says is refused, not guessed. Where a field can
hold one of several records, each carries its `kind`. A record that has got a further field since, with a
default, is read all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.store.codec import moment, stamp

_AS_THEY_ARE = (str, int, bool)
_WRITTEN: dict[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    Decimal: (str, Decimal),
    datetime: (stamp, moment),
    date: (date.isoformat, date.fromisoformat),
}
KIND = "kind"


def data_of(value: Any, hint: Any) -> Any:
    """The value as JSON can hold it. Raises TypeError where it is not what `hint` says."""
    return _each(hint, _Giving())(value)


def value_from_data(data: Any, hint: Any) -> Any:
    """What `data_of` made it from. Raises TypeError, ValueError or KeyError for anything else."""
    return _each(hint, _Taking())(data)


class _Giving:
    """From values to data."""

    def leaf(self, kind: type, value: Any) -> Any:
        _must_be(kind, value)
        return kind(value) if kind in _AS_THEY_ARE else _WRITTEN[kind][0](value)

    def record(self, kind: type, value: Any) -> dict[str, Any]:
        _must_be(kind, value)
        hints = _hints(kind)
        return {f.name: data_of(getattr(value, f.name), hints[f.name]) for f in _fields(kind)}

    def one_of(self, kinds: dict[str, type], value: Any) -> dict[str, Any]:
        name = type(value).__name__.lower()
        if kinds.get(name) is not type(value):
            raise TypeError(f"{name} is none of {sorted(kinds)}")
        return {KIND: name, **self.record(type(value), value)}

    def row(self, items: list[Any], like: type) -> Any:  # noqa: ARG002 - the same call both ways
        return items


class _Taking:
    """From data to values."""

    def leaf(self, kind: type, data: Any) -> Any:
        _must_be(kind if kind in _AS_THEY_ARE else str, data)
        return data if kind in _AS_THEY_ARE else _WRITTEN[kind][1](data)

    def record(self, kind: type, data: Any) -> Any:
        _must_be(dict, data)
        hints, known = _hints(kind), {f.name: f for f in _fields(kind)}
        if strange := data.keys() - known.keys():
            raise ValueError(f"{kind.__name__} has no {sorted(strange)}")
        if lacking := {n for n, f in known.items() if n not in data and not _optional(f)}:
            raise ValueError(f"{kind.__name__} lacks {sorted(lacking)}")
        return kind(**{name: value_from_data(held, hints[name]) for name, held in data.items()})

    def one_of(self, kinds: dict[str, type], data: Any) -> Any:
        _must_be(dict, data)
        return self.record(kinds[data[KIND]], {n: v for n, v in data.items() if n != KIND})

    def row(self, items: list[Any], like: type) -> Any:
        return tuple(items) if like is tuple else like(*items)


_Way = _Giving | _Taking


def _each(hint: Any, way: _Way) -> Callable[[Any], Any]:
    """What turns a value of this type into the other form."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return lambda held: _union(get_args(hint), held, way)
    if origin is tuple:
        return lambda held: _row(get_args(hint), held, way)
    if origin in (dict, Mapping):
        inside = get_args(hint)[1]
        return lambda held: _mapping(inside, held, way)
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda held: way.record(hint, held)
    if hasattr(hint, "_fields"):
        hints = tuple(get_type_hints(hint)[name] for name in hint._fields)
        return lambda held: _row(hints, held, way, hint)
    if hint in _AS_THEY_ARE or hint in _WRITTEN:
        return lambda held: way.leaf(hint, held)
    raise TypeError(f"there is no plain form of {hint}")


def _union(hints: tuple[Any, ...], held: Any, way: _Way) -> Any:
    if held is None and NoneType in hints:
        return None
    rest = [hint for hint in hints if hint is not NoneType]
    if len(rest) == 1:
        return _each(rest[0], way)(held)
    return way.one_of({kind.__name__.lower(): kind for kind in rest}, held)


def _row(hints: tuple[Any, ...], held: Any, way: _Way, like: type = tuple) -> Any:
    _must_be(list if isinstance(way, _Taking) else like, held)
    if hints[1:] == (Ellipsis,):
        hints = (hints[0],) * len(held)
    pairs = zip(held, hints, strict=True)
    return way.row([_each(hint, way)(one) for one, hint in pairs], like)


def _mapping(inside: Any, held: Any, way: _Way) -> dict[str, Any]:
    if not isinstance(held, Mapping):
        raise TypeError(f"a mapping was to be there, not {type(held).__name__}")
    return {way.leaf(str, name): _each(inside, way)(one) for name, one in held.items()}


def _must_be(kind: type, value: Any) -> None:
    other = (kind is int and isinstance(value, bool)) or (
        kind is date and isinstance(value, datetime)
    )
    if other or not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} was to be there, not {type(value).__name__}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _fields(kind: type) -> tuple[Field[Any], ...]:
    return fields(kind)


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
