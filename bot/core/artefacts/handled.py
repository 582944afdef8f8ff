"""What a broker did with what partners said, as the partners read it: lists looked through, answers left out."""

from __future__ import annotations

from bot.core.artefacts.hearing import Details, Row, details, lines, names
from bot.core.cycle import Question, Seen
from bot.core.merging import Proposal, merged, proposals
from bot.core.results import Block, Note
from bot.core.sight import Sight, say

BETWEEN = " · "
"""Between things named one after the other; the same in every language."""


def pooled_lines(sight: Sight, list_question: str) -> list[Block]:
    """A pooled list: each item and who proposed it; what was merged, reworded or not put to all."""
    question = _named(sight, list_question)
    if question is None:
        return []
    rows: list[Row] = [(p.item.label, _proposed(sight, p)) for p in _put(sight, list_question)]
    return lines(say(sight, question.title), [*rows, *_dropped(sight, list_question)])


def looked_through(sight: Sight, list_question: str) -> list[Block]:
    """Of a list that stands in the artefact otherwise: only what was merged, reworded or not put to all."""
    if _named(sight, list_question) is None:
        return []
    touched: list[Row] = [(p.item.label, _made_of_it(p)) for p in _put(sight, list_question)]
    return lines("=looked_through", [*touched, *_dropped(sight, list_question)])


def _named(sight: Sight, list_question: str) -> Question | None:
    question = sight.cycle.question(list_question)
    return question if question and question.seen is Seen.NAMED else None


def _put(sight: Sight, list_question: str) -> list[Proposal]:
    """The items put to all, in the order in which all rated them."""
    from_list = {p.item.key: p for p in proposals(sight, list_question) if not p.dropped}
    return [from_list[m.item.key] for m in merged(sight, list_question) if m.item.key in from_list]


def _proposed(sight: Sight, proposal: Proposal) -> Details:
    by = ("=proposed_by", names(sight, proposal.item.organisations))
    return details(by, *_made_of_it(proposal))


def _made_of_it(proposal: Proposal) -> Details:
    """What it was before: the words that were merged into it, and its own if they were mended."""
    merged_from = BETWEEN.join(_quoted(d.words[0][1]) for d in proposal.doubles)
    first = _quoted(proposal.words[0][1]) if proposal.reworded else ""
    return details(("=first_worded", first), ("=merged_from", merged_from))


def _dropped(sight: Sight, list_question: str) -> list[Row]:
    dropped = (p for p in proposals(sight, list_question) if p.dropped)
    return [
        (
            p.item.label,
            details(("=proposed_by", names(sight, p.item.organisations)), ("=not_put", p.dropped)),
        )
        for p in dropped
    ]


def _quoted(text: str) -> str:
    return f"“{text}”"


def left_out(sight: Sight) -> list[Block]:
    """That answers are left out, from which questions and why; neither their words nor whose they are."""
    told = []
    for key, left in sight.round.left_out.items():
        question = sight.cycle.question(key.slot.question)
        if question is not None and key in sight.round.answers:
            told.append(f"{say(sight, question.title)} ({left.reason})")
    what = {"count": str(len(told)), "what": BETWEEN.join(told)}
    return [Note("=left_out", what)] if told else []
