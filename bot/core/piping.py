"""People's earlier words in later prompts, and what an answer was built on.

GUIDE.md, data flow: a piped answer stands in the partner's own words, never paraphrased (a); a
prompt whose source is missing has a plain wording (b); an answer whose source changed later is
flagged (c). What others say in a round that is open counts as missing (core/sight.py).
"""

from __future__ import annotations

import re

from bot.core.cycle import Kind, Question
from bot.core.derived import DERIVED_TEXTS, answered
from bot.core.merging import LISTS_BEHIND, Item, merged, same
from bot.core.model import Answer
from bot.core.sight import Sight, newest, own_newest, say
from bot.core.text import cut

LONGEST = 120
"""Grapheme clusters of a piped text before it is cut: a prompt has to stay one bubble."""

NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""All that is replaced in a prompt, in one pass: people's own braces stay as they are."""


def prompt(sight: Sight, question: Question, item: Item | None) -> str:
    """The prompt in the sight's language with every name in place.

    If anything it pipes is missing, the plain wording stands instead, in which only {item} may be.
    """
    text = say(sight, question.prompt)
    found = {name: _piped(sight, name, item) for name in NAME.findall(text)}
    if not all(found.values()) and say(sight, question.plain):
        text = say(sight, question.plain)
        found = {"item": found.get("item") or _piped(sight, "item", item)}
    return NAME.sub(lambda match: found.get(match[1]) or match[0], text)


def _piped(sight: Sight, name: str, item: Item | None) -> str:
    if name == "item":
        return _cut(item.label) if item else ""
    derived = DERIVED_TEXTS.get(name)
    return _cut(derived(sight, item) if derived else answered(sight, name, item))


def _cut(text: str) -> str:
    """One line, and no longer than LONGEST."""
    return cut(" ".join(text.split()), LONGEST, "…")


# ── what an answer was built on ──────────────────────────────────────────────


def sources(sight: Sight, question: Question, item: str) -> dict[str, int]:
    """For each question it uses: the revision of the organisation's own newest answer, 0 when none.

    `item` is that of the slot to be answered, "" for a question asked once. Of a source that is
    itself asked item by item the same item counts where it has it, else all its items together.
    """
    return {key: _revision(sight, key, item) for key in question.uses}


def _revision(sight: Sight, source: str, item: str) -> int:
    found = (newest(sight, source, item=item) if item else None) or newest(sight, source)
    if found is not None:
        return _value_revision(found)
    return sum(_value_revision(answer) for answer in own_newest(sight, source))


VALUE_OF = "="
"""Among an answer's sources: the revision that first had its value, where a later one but confirms it."""


def _value_revision(answer: Answer) -> int:
    return answer.sources.get(VALUE_OF, answer.revision)


def stale(sight: Sight, answer: Answer, question: Question) -> bool:
    """Whether something of the organisation's own that this answer was built on has changed since.

    What the question loops over counts by its item alone: another item added to the list changes
    nothing for this one, other words for this item do.
    """
    if _item_changed(sight, answer, question):
        return True
    now = sources(sight, question, answer.slot.item)
    return any(
        before > 0 and now.get(source, before) != before
        for source, before in answer.sources.items()
        if source != question.each and not _behind(question, source)
    )


def _behind(question: Question, source: str) -> bool:
    """The source is the pooled list behind the derived list that the question loops over."""
    return LISTS_BEHIND.get(question.each) == source


def _item_changed(sight: Sight, answer: Answer, question: Question) -> bool:
    """The item of a pooled list reads otherwise than it did when it was answered."""
    source = sight.cycle.question(LISTS_BEHIND.get(question.each, question.each))
    if source is None or source.kind is not Kind.LIST or not answer.item_label:
        return False
    found = (m for m in merged(sight, source.key) if answer.slot.item in m.keys)
    now = next(found, None)
    return now is not None and same(now.item.label) != same(answer.item_label)
