"""What must be asked, worked out from the stage files and what was answered; nothing of the bot is called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from tests.platforms.strict import REPOSITORY

FOLDER = REPOSITORY / "bot" / "stages"
LOOPS = 5
"""A loop goes through at most five items (GUIDE.md)."""
CHOICES = 10
"""Choices out of a pooled list without a limit of its own (questions.yaml)."""
HEADING = re.compile(
    r"^(?:(?:ขั้นตอนที่|Stage) ([0-9๐-๙]+)|ตามให้ทันกัน) · (?:ข้อ|question) ([0-9๐-๙]+) (?:จาก|of) ([0-9๐-๙]+)$",
    re.MULTILINE,
)
"""Over a question of a stage, or of several at once for whoever joins later."""
CONTINUED = re.compile(r"^(?:ที่พิมพ์แล้ว|Typed so far)$", re.MULTILINE)
"""A list's question, shown again under what has been typed of it."""


class Slot(NamedTuple):
    """A question as it is asked: `item` is what it is asked of, as people read it, or ""."""

    question: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an organisation answered to a slot."""

    shown: str
    """What the answer must be read back as: words, a label, an amount."""
    keys: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    number: Decimal | None = None
    words: str = ""
    skipped: bool = False


Said = dict[str, dict[Slot, Reply]]
"""Organisation → slot → reply. Organisations stand in the order in which they joined."""


@dataclass(frozen=True)
class Asked:
    """A question of the stage files."""

    raw: dict[str, Any]
    stage: int
    stage_key: str
    part: str
    decision: bool

    @property
    def key(self) -> str:
        return str(self.raw["key"])

    @property
    def kind(self) -> str:
        return str(self.raw["kind"])

    @property
    def options(self) -> list[dict[str, Any]]:
        return list(self.raw.get("options", ()))

    def get(self, name: str) -> str:
        return str(self.raw.get(name, ""))

    def title(self, language: str) -> str:
        return str(self.raw["title"][language])

    def in_form(self, form: str) -> bool:
        return form == "full" or bool(self.raw.get("short"))

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        wordings = [self.raw[n][x] for n in ("prompt", "plain") if n in self.raw for x in ("th", "en")]
        return tuple(_pattern(w) for w in sorted(wordings, key=len, reverse=True))


def _pattern(prompt: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def hole(part: str) -> str:
        if part in seen:
            return f"(?P={part})"
        seen.add(part)
        return f"(?P<{part}>.+?)"

    parts = re.split(r"\{(\w+)\}", prompt)
    body = "".join(hole(p) if n % 2 else re.escape(p) for n, p in enumerate(parts))
    return re.compile(body)


class Recognised(NamedTuple):
    """A question recognised on the screen."""

    question: Asked
    slot: Slot
    piped: dict[str, str]
    again: bool
    """It goes on from what has been typed of it: not a new asking."""


@dataclass
class Bank:
    stages: list[dict[str, Any]]
    questions: list[Asked] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Bank:
        files = sorted(folder.glob("[0-9]*.toml"))
        bank = cls([tomllib.loads(f.read_text(encoding="utf-8")) for f in files])
        for stage in bank.stages:
            for part in stage["parts"]:
                for raw in part["questions"]:
                    asked = Asked(
                        raw, stage["number"], stage["key"], part["key"], part["kind"] == "decision"
                    )
                    bank.questions.append(asked)
        return bank

    def question(self, key: str) -> Asked:
        return next(q for q in self.questions if q.key == key)

    def recognise(self, text: str) -> Recognised | None:
        """Which question a bubble asks, by its heading and its words. Raises when it is none we know."""
        heading = HEADING.search(text)
        if heading is None:
            return None
        below = text[heading.end() :].splitlines()
        for question in self.questions:
            if heading[1] and question.stage != int(heading[1]):
                continue
            for pattern in question.patterns:
                for line in below:
                    found = pattern.fullmatch(line)
                    if found:
                        piped = found.groupdict()
                        slot = Slot(question.key, piped.pop("item", ""))
                        return Recognised(question, slot, piped, CONTINUED.search(text) is not None)
        raise AssertionError(f"no question of the stage files is worded so:\n{text}")

    # ── what must be asked ───────────────────────────────────────────────────

    def expected(self, form: str, said: Said, stages: Iterable[int] = range(1, 13)) -> set[Ask]:
        wanted = set(stages)
        return {
            Ask(organisation, slot)
            for organisation in said
            for question in self.questions
            if question.stage in wanted and question.in_form(form)
            for slot in self._slots(question, organisation, said)
        }

    def _slots(self, question: Asked, organisation: str, said: Said) -> Iterator[Slot]:
        if not self._holds(question.get("when"), said[organisation]):
            return
        source = question.get("options_from")
        least = 2 if question.kind == "rank" else 1
        if source and source != "partners" and len(self.options(question, said)) < least:
            return
        each = question.get("each")
        if not each:
            yield Slot(question.key)
            return
        for item in self._items(each, question.key, organisation, said):
            yield Slot(question.key, item)

    def options(self, question: Asked, said: Said) -> list[str]:
        """What can be chosen from a pooled list, in the order in which it is offered."""
        source = question.get("options_from")
        if source == "top_feasible_activities":
            source = "activities"
        return self.pooled(source, said, by=question.key)[: question.raw.get("most") or CHOICES]

    def _items(self, each: str, key: str, organisation: str, said: Said) -> list[str]:
        own = said[organisation]
        if each in ("my_activities", "my_lead_activities"):
            roles = {a: own.get(Slot("my_role", a)) for a in self.pooled("activities", said)}
            lead = each == "my_lead_activities"
            fits = [a for a, r in roles.items() if r and r.keys and _fits(r.keys[0], lead=lead)]
            return fits[:LOOPS]
        source = self.question(each)
        if source.kind == "list":
            return self.pooled(each, said, by=key)[:LOOPS]
        reply = own.get(Slot(each))
        chosen = [o for o in source.options if reply and o["key"] in reply.keys and not o.get("alone")]
        return [
            reply.words if o.get("asks") and reply and reply.words else o["label"][self.language]
            for o in chosen
        ]

    language = "th"

    def pooled(self, key: str, said: Said, by: str = "") -> list[str]:
        """Everyone's entries, doubles as one; the best rated first, but for the question that rates them."""
        lists = [r.entries for s in said.values() if (r := s.get(Slot(key))) is not None]
        groups: dict[str, str] = {}
        for turn in zip_longest(*lists):
            for entry in turn:
                if entry is not None:
                    groups.setdefault(_same(entry), entry)
        order = list(groups.values())
        ranked_by = self.question(key).get("ranked_by")
        if not ranked_by or ranked_by == by:
            return order
        return _ranked(order, groups, ranked_by, said)

    @staticmethod
    def _holds(when: str, own: dict[Slot, Reply]) -> bool:
        if not when:
            return True
        found = re.fullmatch(r"(any )?(\w+) (in|!=|>) (\S+)", when)
        assert found, when
        replies = [r for slot, r in own.items() if slot.question == found[2] and not r.skipped]
        if found[3] == ">":
            return any(r.number is not None and r.number > Decimal(found[4]) for r in replies)
        inside = [bool(set(r.keys) & set(found[4].split("|"))) for r in replies]
        return any(inside) if found[3] == "in" else not all(inside)


class Ask(NamedTuple):
    organisation: str
    slot: Slot


def _fits(role: str, *, lead: bool) -> bool:
    return role == "lead" if lead else role != "none"


def _same(text: str) -> str:
    return "".join(text.split()).casefold()


def _ranked(order: list[str], groups: dict[str, str], by: str, said: Said) -> list[str]:
    marks: dict[str, list[Decimal]] = {entry: [] for entry in order}
    points: dict[str, int] = dict.fromkeys(order, 0)
    for own in said.values():
        for slot, reply in own.items():
            if slot.question != by or reply.skipped:
                continue
            if reply.number is not None:
                marks[groups[_same(slot.item)]].append(reply.number)
            for place, entry in enumerate(reply.entries):
                points[groups[_same(entry)]] += len(reply.entries) - 1 - place
    if any(marks.values()):
        rated = [x for x in order if marks[x]]
        rated.sort(key=lambda x: (-median(marks[x]), -mean(marks[x])))
        return rated + [x for x in order if not marks[x]]
    if any(points.values()):
        return sorted(order, key=lambda x: -points[x])
    return order
