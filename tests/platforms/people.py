"""People who do what the bot's bubbles ask of them, by tapping what they see and typing what fits.

They know no internals: a bubble's text and the labels of its buttons are all they go by.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

QUESTION = re.compile(
    r"(?:ข้อ(?:ที่)?|question)\s*([0-9๐-๙]+)\s*(?:จาก|of|/)\s*([0-9๐-๙]+)", re.IGNORECASE
)
"""The heading of a question."""

ASIDE = re.compile(
    r"ย้อน|ข้าม|พัก|เมนู|คงเดิม|คงไว้|แก้|เริ่มใหม่|พิมพ์ใหม่|อ่านเพิ่ม|ไม่ยินยอม|ไม่ต้อง|สถานะ|ภาษา|ข้อมูลของ|"
    r"Back|Skip|Pause|Menu|Keep|Change|Start again|Type it|Read more|do not|No need|Status|"
    r"Language|My data|My answers|ดูคำตอบ|Summaries|สรุป|Help|ช่วยเหลือ|Switch|สลับ|หน้าถัดไป|หน้าก่อน|page",
    re.IGNORECASE,
)
"""Labels that lead away from going on. What is left are answers, and ways forward."""

ONWARD = re.compile(
    r"ครบแล้ว|เสร็จ|เลือกแล้ว|ข้อถัดไป|ข้อต่อไป|พอแล้ว|หมดแล้ว|done|that is all|next question", re.IGNORECASE
)
"""Labels that end a choice of several or a list."""

ASKS_WORDS = re.compile(r"พิมพ์|type", re.IGNORECASE)
"""A bubble without a question's heading that wants words."""

TYPED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"วันที่|เมื่อใด|เมื่อไร|กำหนด|date|when", re.IGNORECASE), "15 มีนาคม 2570"),
    (re.compile(r"บาท|จำนวนเงิน|มูลค่า|amount|baht|value", re.IGNORECASE), "50,000"),
    (re.compile(r"กี่|จำนวน|how many|number", re.IGNORECASE), "12"),
)
"""What is typed when the bubble's words say what is wanted."""


QUIET = 0.1
"""Seconds without a request after which people look at what the bot has said."""
PATIENCE = 2.5
"""Seconds for which people wait for a bubble that is held back by the pace of sending."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One bubble of the bot's, as the person sees it now."""

    id: Any
    text: str
    labels: tuple[str, ...]
    data: tuple[str, ...]
    edits: int

    @property
    def taps(self) -> tuple[str, ...]:
        """Labels that press something; the others open a link."""
        both = zip(self.labels, self.data, strict=True)
        return tuple(label for label, data in both if not data.startswith("http"))

    @property
    def question(self) -> str:
        """What tells one question from another, "" if it is none."""
        lines = self.text.splitlines()
        for n, line in enumerate(lines):
            if QUESTION.search(line):
                return "\n".join([line, *(x for x in lines[n + 1 :] if x.strip())][:2])
        return ""


@dataclass(frozen=True, slots=True)
class Press:
    label: str


@dataclass(frozen=True, slots=True)
class Type:
    text: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Leave the bubble alone, though something could be done."""


STAY = Stay()
Move = Press | Type | Stay | None
Rule = Callable[["Actor", Shown], Move]
"""Looks at a bubble and says what to do; None leaves it to the next rule."""


def on(pattern: str, move: Press | Type) -> Rule:
    """When the bubble's text matches, do this."""
    found = re.compile(pattern, re.DOTALL)
    return lambda _, shown: move if found.search(shown.text) else None


def tap(pattern: str, within: str = "") -> Rule:
    """When a button's label matches (and the text, if given), press it."""
    wanted, around = re.compile(pattern), re.compile(within, re.DOTALL)

    def rule(_: Actor, shown: Shown) -> Move:
        if not around.search(shown.text):
            return None
        return next((Press(label) for label in shown.taps if wanted.search(label)), None)

    return rule


@dataclass
class Actor:
    """One person in their private chat with the bot."""

    c: Any
    """The strict platform's client."""
    id: int
    name: str
    rules: list[Rule] = field(default_factory=list)
    """Tried first, in order, before the ways that fit anything."""
    moves: list[tuple[str, Press | Type]] = field(default_factory=list)
    """What was done, each with the text of the bubble it was done to."""
    asked: list[str] = field(default_factory=list)
    """Every question met, in order, each time it was newly shown."""
    _done: set[tuple[int, int]] = field(default_factory=set)
    _tries: Counter[str] = field(default_factory=Counter)

    def bubbles(self) -> list[Shown]:
        found = self.c.messages(chat=self.id, bot_only=True)
        return [shown_of(m) for m in found if not m.get("deleted")]

    def newest(self) -> Shown | None:
        bubbles = self.bubbles()
        return bubbles[-1] if bubbles else None

    def say(self, text: str) -> None:
        self.c.send(user=self.id, text=text)

    def follow(self, chat: int, label: str) -> None:
        """Tap a button that opens the private chat, the newest of that label in the group."""
        for message in reversed(self.c.messages(chat=chat, bot_only=True)):
            shown = shown_of(message)
            for text, url in zip(shown.labels, shown.data, strict=True):
                if label in text and url.startswith("http"):
                    self.c.follow(user=self.id, url=url)
                    return
        raise AssertionError(f"no button {label!r}\n{self.c.transcript(chat=chat)}")

    def press(self, label: str) -> None:
        """Press the newest button whose label holds these words."""
        self.c.press(user=self.id, label=label)

    def act(self) -> bool:
        """Do what the newest bubble asks for; False when nothing new is there or nothing fits."""
        shown = self.newest()
        if shown is None or (shown.id, shown.edits) in self._done:
            return False
        self._done.add((shown.id, shown.edits))
        if shown.question and (not self.asked or self.asked[-1] != shown.question):
            self.asked.append(shown.question)
        move = self._decide(shown)
        if move is None or isinstance(move, Stay):
            return False
        self.moves.append((shown.text, move))
        if isinstance(move, Press):
            self.c.press(user=self.id, label=move.label, message_id=shown.id)
        else:
            self.say(move.text)
        return True

    def _decide(self, shown: Shown) -> Move:
        for rule in self.rules:
            move = rule(self, shown)
            if move is not None:
                return move
        return _go_on(shown, self._turn(shown))

    def _turn(self, shown: Shown) -> int:
        """How often the same question has been on screen."""
        key = shown.question or shown.text
        self._tries[key] += 1
        return self._tries[key] - 1


def _go_on(shown: Shown, turn: int) -> Move:
    """The way that fits anything: an answer among the buttons, the way on, or words."""
    onward = [label for label in shown.taps if ONWARD.search(label)]
    if onward and turn > 0:
        return Press(onward[0])
    answers = [x for x in shown.taps if not ASIDE.search(x) and x not in onward]
    if answers:
        fresh = [label for label in answers if not label.startswith("☑")]
        return Press((fresh or answers)[0])
    if not shown.question and not ASKS_WORDS.search(shown.text):
        return None  # a menu's small buttons, or news: nothing is asked
    return Type(_words(shown, turn))


def _words(shown: Shown, turn: int) -> str:
    fitting = [text for sign, text in TYPED if sign.search(shown.question or shown.text)]
    others = [text for _, text in TYPED if text not in fitting]
    tries = [*fitting, "ร่วมมือกันดูแลลุ่มน้ำ", *others]
    return tries[turn % len(tries)]


def shown_of(message: dict[str, Any]) -> Shown:
    labels = tuple(x for row in message.get("buttons", ()) for x in row)
    data = tuple(x for row in message.get("button_data", ()) for x in row)
    text = message.get("text") or ""
    return Shown(message["message_id"], text, labels, data, len(message.get("edits", ())))


class People:
    """Everybody in one test."""

    def __init__(self, c: Any) -> None:
        self.c = c
        self.all: list[Actor] = []

    def add(self, name: str, *rules: Rule, language: str = "th") -> Actor:
        id = self.c.user(name, language_code=language)
        actor = Actor(self.c, id, name, list(rules))
        self.all.append(actor)
        return actor

    def act(self, only: Iterable[Actor] | None = None, *, most: int = 2000) -> int:
        """Everybody does what is asked until nobody is asked anything; the number of moves."""
        people = list(only or self.all)
        moves, since = 0, time.monotonic()
        while time.monotonic() - since < PATIENCE:
            self.c.settle(quiet=QUIET, timeout=30)
            done = sum(actor.act() for actor in people)
            if done:
                moves, since = moves + done, time.monotonic()
            if moves > most:
                raise AssertionError("it does not end\n" + self.c.transcript(chat=people[0].id))
        return moves
