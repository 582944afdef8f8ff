"""Which button a typed text means: by its label or the beginning of it, by its number in a list, or by a whole line
of the list. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.matching import choice_number
from bot.core.text import tidy, without_particles
from bot.store.rows import ShownBubble, ShownButton

IN_QUESTIONS = frozenset({"answer", "tick", "untick", "place", "take", "swap", "pick", "stage"})
"""Verbs of buttons whose number is not theirs alone: it may be the answer to what is asked."""
BY_HEAD = frozenset({"papers", "paper", "order"})
"""Verbs of buttons that bind nobody to anything: the beginning of their words is enough."""
LOOKED_AT = frozenset({
    "menu", "status", "summaries", "promises", "agreements", "papers", "help", "mydata", "wheel", "who",
})  # fmt: skip
"""Verbs of buttons that only show something, under words of the bot's own: where they stood is of no account. Titles
of stages may be answers."""
LONGEST_ANSWER_LIKE = 9
"""Code points up to which a label's words may well be an answer, too: “เอกสาร” is something to bring along."""
SHORTEST_HEAD = 4
"""Code points of a label's beginning from which on they tell which one is meant."""
_SIGNS = re.compile(r"^[^\w]+")
"""Ticks and arrows before a button's words."""
_NUMBER = re.compile(r"^(\d+)\s+")
"""The number of a choice before its words."""
_LINE = re.compile(r"^(\d+)[).]\s+(.+)$", re.MULTILINE)
"""A numbered line of a bubble's text."""
_LISTED = re.compile(r"^\d+[).]?\s+")
"""The number of a line, as people type it along."""
_CUT = "…"


def meant(bubbles: Sequence[ShownBubble], text: str) -> ShownButton | None:
    """The button that the text means, of bubbles that were shown together, the newest first.

    Labels count in all of them, after the newest first those of the question; numbers and whole lines in the newest
    one alone, and not in a question, which reads them by itself.
    """
    wanted = without_particles(tidy(text)).casefold()
    for bubble in _in_order(bubbles):
        for button in bubble.buttons:
            if wanted in spellings(button.label, button.action):
                return button
    if not bubbles or bubbles[0].asks:
        return None
    lists = [b for b in bubbles[0].buttons if b.action.partition(":")[0] not in IN_QUESTIONS]
    number = choice_number(text)
    if number is not None:
        return _only([b for b in lists if _number(b.label) == number])
    by_line = _by_line(lists, dict(_lines(bubbles[0].text)), _LISTED.sub("", wanted))
    return by_line or _by_head(lists, wanted)


def meant_before(bubbles: Sequence[ShownBubble], text: str) -> ShownButton | None:
    """The button that the text means on a page further up, which its reader still sees: the whole label of one that
    only shows something, and that nobody would answer with.
    """
    wanted = without_particles(tidy(text)).casefold()
    if len(wanted) <= LONGEST_ANSWER_LIKE:
        return None
    each = (button for bubble in bubbles for button in bubble.buttons)
    there = (b for b in each if b.action.partition(":")[0] in LOOKED_AT)
    return next((b for b in there if wanted in spellings(b.label, b.action)), None)


def spellings(label: str, action: str) -> frozenset[str]:
    """How people type a label: whole, without the sign or number in front, without what follows a dot.

    A number in front of a value that was read back ("17 พฤษภาคม 2570") belongs to the value.
    """
    whole = tidy(label).casefold()
    bare = _bare(label)
    plain = bare if action.startswith("take:") else _NUMBER.sub("", bare)
    found = {whole, bare, plain, plain.partition(" · ")[0]}
    return frozenset(text for text in found if text and not text.isdecimal())


def _in_order(bubbles: Sequence[ShownBubble]) -> list[ShownBubble]:
    """The newest, the question in front, the others; a question before that one is over."""
    newest, rest = bubbles[:1], bubbles[1:]
    asks = [bubble for bubble in bubbles if bubble.asks][:1]
    others = [bubble for bubble in rest if not bubble.asks]
    return [*newest, *(ask for ask in asks if ask not in newest), *others]


def _by_line(
    lists: Sequence[ShownButton], lines: dict[int, str], wanted: str
) -> ShownButton | None:
    """The button whose label had to be cut: typed out as its line reads, or as far as the label goes."""
    cut = [(b, *_head(b.label)) for b in lists if _CUT in b.label]
    whole = [b for b, number, _ in cut if lines.get(number) == wanted]
    if whole:
        return _only(whole)
    begun = [
        b
        for b, number, head in cut
        if len(head) >= SHORTEST_HEAD
        and wanted.startswith(head)
        and lines.get(number, wanted).startswith(wanted)
    ]
    return _only(begun)


def _by_head(lists: Sequence[ShownButton], wanted: str) -> ShownButton | None:
    """The one button whose words begin so: “แฟ้มภาคี” for “แฟ้มภาคีทั้งเล่ม”."""
    if len(wanted) < SHORTEST_HEAD:
        return None
    free = [b for b in lists if b.action.partition(":")[0] in BY_HEAD]
    return _only([b for b in free if any(s.startswith(wanted) for s in spellings(b.label, b.action))])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in _LINE.findall(tidy(text)):
        yield int(number), without_particles(line).casefold()


def _head(label: str) -> tuple[int, str]:
    """The number in front (0: none), and the words up to where they were cut."""
    return _number(label) or 0, _NUMBER.sub("", _bare(label)).partition(_CUT)[0].rstrip()


def _number(label: str) -> int | None:
    found = _NUMBER.match(_bare(label))
    return int(found[1]) if found else None


def _bare(label: str) -> str:
    return _SIGNS.sub("", tidy(label).casefold())


def _only(found: Sequence[ShownButton]) -> ShownButton | None:
    return found[0] if len(found) == 1 else None
