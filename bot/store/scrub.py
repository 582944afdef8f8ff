"""Taking an erased person's words out of what others were shown (TRUST.md, section 10).

Their names go wherever they stand. Their answers go where it is plain that they are theirs: quoted
whole, or too long to be anybody's. “ตกลง” and “ไม่มี” are words of the bot and of everyone else too.
What a colleague wrote is that colleague's, even if it holds the same words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.message import Message, Picture

SHORTEST = 4
"""Letters. A shorter name is not looked for in what others were shown: “น้ำ” is a word of everybody's."""
COMMON = 12
"""Letters. An answer up to this long may be anybody's words, so only its quotations are found."""
GONE = "…"
"""Stands where the erased words stood; and behind what a picture cuts short (bot/render/picture_words.py)."""

Spans = tuple[tuple[int, int], ...]


class Scrub:
    """What is to go: `names` anywhere; `answers` quoted or long, but not inside `others`' answers. None: names
    only; where answers go, be there none in words, pictures go.
    """

    def __init__(
        self,
        names: Iterable[str],
        answers: Iterable[str] | None = None,
        others: Iterable[str] = (),
    ) -> None:
        self._names = {name for name in names if len(name) >= SHORTEST}
        self._on_a_line = self._names | {" ".join(name.split()) for name in self._names}
        self._no_pictures = answers is not None
        self._answers = {answer for answer in answers or () if answer.strip()}
        self._theirs = {text for text in others if any(a in text for a in self._answers)}
        self._kept = {_quoted(text) for text in self._theirs} | self._theirs
        long = {answer for answer in self._answers if len(answer) > COMMON}
        self._going = {_quoted(answer) for answer in self._answers} | long

    @property
    def empty(self) -> bool:
        return not (self._names or self._going or self._no_pictures)

    def text(self, text: str) -> str:
        return self._cut(text, ())[0]

    def label(self, label: str) -> str:
        """The name of an item: an answer that stands alone in it is quoted by it."""
        if label in self._answers and label not in self._theirs:
            return GONE
        return self.text(label)

    def message(self, message: Message) -> Message:
        text, strong = self._cut(message.text, message.strong)
        rows = tuple(
            tuple(replace(b, label=self.text(b.label)) for b in row) for row in message.buttons
        )
        stub = self.text(message.stub)
        picture = message.picture and self.picture(message.picture)
        return replace(message, text=text, stub=stub, buttons=rows, strong=strong, picture=picture)

    def picture(self, picture: Picture) -> Picture | None:
        """Without the names. None: it goes altogether, where answers are to go, for they stand on it
        shortened, on one line and in pieces; where a name is cut short on it; and what is no JSON, which cannot
        be drawn either.
        """
        try:
            held = json.loads(picture.data)
        except ValueError:
            return None
        if self._no_pictures or any(self._cut_short(text) for text in _texts(held)):
            return None
        found = self._on_picture(held)
        if found != held:
            picture = replace(picture, data=json.dumps(found, ensure_ascii=False))
        return replace(picture, alt=self.text(picture.alt))

    def _on_picture(self, held: Any) -> Any:
        match held:
            case str():
                return _without(held, (), self._on_a_line, set())[0]
            case list():
                return [self._on_picture(each) for each in held]
            case dict():
                return {key: self._on_picture(each) for key, each in held.items()}
            case _:
                return held

    def _cut_short(self, text: str) -> bool:
        """Whether a name is begun in it and not ended: “สมศรี ใจ…”."""
        begun = text.split(GONE)[:-1]
        heads = [name[:length] for name in self._on_a_line for length in range(SHORTEST, len(name))]
        return any(piece.endswith(head) for piece in begun for head in heads)

    def _cut(self, text: str, spans: Spans) -> tuple[str, Spans]:
        text, spans = _without(text, spans, self._going, self._kept)
        return _without(text, spans, self._names, set())


def _texts(held: Any) -> Iterator[str]:
    """All that stands in what was JSON."""
    match held:
        case str():
            yield held
        case list():
            for each in held:
                yield from _texts(each)
        case dict():
            for each in held.values():
                yield from _texts(each)


def _quoted(text: str) -> str:
    """As bot/render/shapes.py quotes people's own words."""
    return f"“{text}”"


def _without(text: str, spans: Spans, going: set[str], kept: set[str]) -> tuple[str, Spans]:
    """The text with GONE for what goes (its quotation marks stay), and its spans where they are then.

    What is kept and what goes are looked for together, the longest first: whichever holds the other
    decides.
    """
    if not any(word in text for word in going):
        return text, spans
    found = sorted(kept | going, key=len, reverse=True)
    pieces: list[str] = []
    cuts: list[tuple[int, int, int]] = []
    last = 0
    for match in re.finditer("|".join(map(re.escape, found)), text):
        if match[0] in kept:
            continue
        new = _quoted(GONE) if match[0].startswith("“") and match[0].endswith("”") else GONE
        pieces += [text[last : match.start()], new]
        cuts.append((match.start(), match.end(), len(new)))
        last = match.end()
    pieces.append(text[last:])
    moved = ((_moved(start, cuts), _moved(end, cuts)) for start, end in spans)
    return "".join(pieces), tuple((start, end) for start, end in moved if start < end)


def _moved(at: int, cuts: list[tuple[int, int, int]]) -> int:
    """Where a position of the old text is in the new one; inside a cut: behind what stands for it."""
    shift = 0
    for start, end, new in cuts:
        if start >= at:
            break
        shift += new - (end - start) if end <= at else start + new - at
    return at + shift
