"""What is counted while the bot runs, and how it is told to Prometheus (TRUST.md, section 8).

Everything that can be counted stands in `COUNTED` and `MEASURED`, with the names of its labels. A label says a
platform, a kind or an outcome: never a person, a place, a partnership or a text. What is not in the tables, or is
labelled otherwise, is not counted at all, so nothing grows and nothing personal comes out; a test finds it.
Counts begin at nothing with the process; Prometheus sees by `process_start_time_seconds` that they did.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import NamedTuple

PREFIX = "phakhi_"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Of Prometheus's text format."""
MOST = 200
"""Combinations of labels that one name may have: there are some forty; beyond it there is a fault of ours."""

COUNTED: dict[str, tuple[tuple[str, ...], str]] = {
    "taken_in_total": (("platform",), "Events stored and acknowledged, each once."),
    "redeliveries_total": (("platform",), "Events that the platform gave again and that changed nothing."),
    "flooded_total": (("platform",), "Events left out because their sender had sent too many within the hour."),
    "commits_total": ((), "Transactions committed."),
    "commits_failed_total": ((), "Transactions that the disk or SQLite refused; nothing of them is so."),
    "sends_total": (("platform", "class", "outcome"), "Tries to show a message, by what came of them."),
    "rate_limited_total": (("platform",), "Requests that the platform answered with 429."),
    "erasures_total": ((), "People taken out of a partnership."),
}
"""Name → its labels, and what it is."""

MEASURED: dict[str, tuple[tuple[float, ...], str]] = {
    "commit_ms": (
        (1, 2.5, 5, 10, 25, 50, 100, 250, 1000, 5000),
        "Milliseconds from the beginning of a transaction until it is on the disk.",
    ),
    "commit_jobs": ((1, 2, 4, 8, 16, 32, 64, 128, 256), "Jobs that one transaction held."),
}
"""Name → the upper bounds of its buckets, and what it is."""


class Gauge(NamedTuple):
    """Something that is as it is now, and is looked at when it is asked for."""

    name: str
    value: float
    what: str


class _Buckets:
    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.hits = [0] * (len(bounds) + 1)
        self.sum = 0.0


_lock = threading.Lock()
_counted: dict[str, dict[tuple[str, ...], int]] = {}
_measured: dict[str, _Buckets] = {}


def begin() -> None:
    """Count from nothing; for tests, and once at the start of a process."""
    with _lock:
        _counted.clear()
        _counted.update({name: {} if labels else {(): 0} for name, (labels, _) in COUNTED.items()})
        _measured.clear()
        _measured.update({name: _Buckets(bounds) for name, (bounds, _) in MEASURED.items()})


begin()


def count(name: str, by: int = 1, /, **labels: str) -> None:
    """One more, or `by` more. May be called from any thread; never raises."""
    if name not in COUNTED or set(COUNTED[name][0]) != labels.keys():
        return
    key = tuple(labels[label] for label in COUNTED[name][0])
    with _lock:
        held = _counted[name]
        if key in held or len(held) < MOST:
            held[key] = held.get(key, 0) + by


def measure(name: str, value: float) -> None:
    """Put the value into its bucket. May be called from any thread; never raises."""
    if name not in MEASURED:
        return
    with _lock:
        buckets = _measured[name]
        buckets.hits[bisect_left(MEASURED[name][0], value)] += 1
        buckets.sum += value


# ── told ─────────────────────────────────────────────────────────────────────


def told(gauges: Iterable[Gauge] = ()) -> str:
    """All of it in Prometheus's text format, with the gauges given."""
    lines: list[str] = []
    for gauge in gauges:
        lines += _head(gauge.name, "gauge", gauge.what)
        lines.append(f"{gauge.name} {_number(gauge.value)}")
    with _lock:
        for name, (labels, what) in COUNTED.items():
            lines += _head(PREFIX + name, "counter", what)
            for key, value in sorted(_counted[name].items()):
                pairs = dict(zip(labels, key, strict=True))
                lines.append(f"{PREFIX}{name}{_labelled(pairs)} {value}")
        for name, (bounds, what) in MEASURED.items():
            lines += _head(PREFIX + name, "histogram", what)
            lines += _histogram(PREFIX + name, bounds, _measured[name])
    return "\n".join((*lines, ""))


def _head(name: str, kind: str, what: str) -> tuple[str, str]:
    return f"# HELP {name} {what}", f"# TYPE {name} {kind}"


def _histogram(name: str, bounds: tuple[float, ...], held: _Buckets) -> list[str]:
    lines, so_far = [], 0
    for bound, hits in zip((*map(_number, bounds), "+Inf"), held.hits, strict=True):
        so_far += hits
        lines.append(f'{name}_bucket{{le="{bound}"}} {so_far}')
    return [*lines, f"{name}_sum {_number(held.sum)}", f"{name}_count {so_far}"]


def _labelled(pairs: Mapping[str, str]) -> str:
    if not pairs:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in pairs.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))
