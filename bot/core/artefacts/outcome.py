"""How a vote came out, as the register has it: one line beside the bars that say who was for what."""

from __future__ import annotations

from bot.core.cycle import Kind, Question
from bot.core.model import Slot
from bot.core.outcomes import decision
from bot.core.records import Agreement, Rule
from bot.core.results import Block, Note
from bot.core.rules import ABSENT, CARRIED
from bot.core.sight import Sight


def outcome(sight: Sight, question: Question, item: str = "") -> list[Block]:
    """The outcome, the rule, how many took part and in which ballot; nothing of what was not voted on by a rule,
    and of a choice only what was carried: what was not has its own note."""
    entry = decision(sight.partnership, Slot(question.key, item), sight.round.cycle)
    if entry is None or entry.rule is None or not entry.outcome:
        return []
    carried = entry.outcome == CARRIED
    if not carried and question.kind is Kind.SINGLE:
        return []
    if carried and entry.rule is Rule.DELEGATED:
        return [Note("=decided_there", {"outcome": entry.outcome})]
    again = "_again" if entry.ballot > 1 else ""
    return [Note(f"={'decided' if carried else 'undecided'}{again}", _args(entry))]


def _args(entry: Agreement) -> dict[str, str]:
    """`outcome` and `rule` are keys; the renderer has the words."""
    of = sum(count for _, count in entry.counts)
    there = of - dict(entry.counts).get(ABSENT, 0)
    rule = entry.rule.value if entry.rule else ""
    return {"outcome": entry.outcome, "rule": rule, "voted": str(there), "of": str(of)}
