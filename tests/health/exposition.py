"""Prometheus's text format, read as strictly as its description has it; nothing of ours is asked."""

from __future__ import annotations

import re
from typing import NamedTuple

_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)')
KINDS = {"counter", "gauge", "histogram"}


class Read(NamedTuple):
    values: dict[str, float]
    """Name with its labels as they stand → value."""
    labels: set[str]
    """All values that labels have, but histograms' bounds."""
    kinds: dict[str, str]


def read(text: str) -> Read:
    """Fails where something is not as it should be."""
    assert text.endswith("\n")
    values: dict[str, float] = {}
    kinds: dict[str, str] = {}
    labels: set[str] = set()
    helped = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped = line.split(" ", 3)[2]
            assert line.split(" ", 3)[3]
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == helped
            assert kind in KINDS
            assert name not in kinds
            kinds[name] = kind
        else:
            sample = _SAMPLE.fullmatch(line)
            assert sample, line
            base = re.sub(r"_(bucket|sum|count)$", "", sample[1])
            assert helped in (sample[1], base), line
            pairs = _LABEL.findall(sample[2] or "")
            assert ",".join(f'{n}="{v}"' for n, v in pairs) == (sample[2] or "")
            labels |= {value for name, value in pairs if name != "le"}
            key = line.rpartition(" ")[0]
            assert key not in values
            values[key] = float(sample[3])
    _histograms(values, kinds)
    return Read(values, labels, kinds)


def _histograms(values: dict[str, float], kinds: dict[str, str]) -> None:
    for name, kind in kinds.items():
        if kind == "histogram":
            held = [v for key, v in values.items() if key.startswith(f"{name}_bucket")]
            assert held == sorted(held)
            assert held[-1] == values[f'{name}_bucket{{le="+Inf"}}'] == values[f"{name}_count"]
        elif kind == "counter":
            assert name.endswith("_total")
