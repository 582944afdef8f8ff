"""Of what a broker may do with a stage, what stands first on its card: the next step above all."""

from __future__ import annotations

from bot.core.curating import lists_of, looked_through
from bot.core.cycle import Stage
from bot.core.deciding import voted_part
from bot.core.model import Round
from bot.core.parts import open_wave
from bot.core.rules import NO_QUORUM, NOT_CARRIED, TIED
from bot.core.turn import Turn
from bot.core.whole import done_and_missing

MOST = 5
"""Buttons of a stage's card, the way to the rest among them, the way back not."""
UNSETTLED = frozenset({NOT_CARRIED, TIED, NO_QUORUM})
"""Outcomes after which another vote may help."""


def first_offers(
    turn: Turn, stage: Stage, round: Round | None, state: str, offers: tuple[str, ...]
) -> tuple[str, ...]:
    """Those shown at first, in order; () where all find room."""
    if len(offers) <= MOST:
        return ()
    wanted = (*_wanted(turn, stage, round, state, offers), *offers) if round else offers
    found = tuple(o for o in dict.fromkeys(wanted) if o in offers)
    return found[: MOST - 1]


def _wanted(
    turn: Turn, stage: Stage, round: Round, state: str, offers: tuple[str, ...]
) -> tuple[str, ...]:
    again = ("vote_again",) if unsettled(turn, stage, round) else ()
    if state == "open":
        done, missing = done_and_missing(turn.cycle, turn.partnership, round)
        on = "close_part" if "close_part" in offers else "close"
        if missing or not done:
            return ("nudge", "who", "preview", on)
        return (on, "corrections", "who", "preview", "close", "agreed")
    if state == "held":
        lists = ("lists",) if lists_wait(turn, stage, round) else ()
        on = "next_part" if "next_part" in offers else "close"
        return (*again, *lists, on, "who", "preview", "close")
    if state == "draft":
        return ("publish", "preview", *again, "call_off", "agreed")
    return ("corrections", "preview", "paper", "checkin", "who")


def lists_wait(turn: Turn, stage: Stage, round: Round) -> bool:
    """Whether the parts that were closed last asked for a list that is to be looked through."""
    mine = {q.key for part in open_wave(stage, round) for q in looked_through(turn.cycle, round, part)}
    return any(q.key in mine for q in lists_of(turn, stage, round))


def unsettled(turn: Turn, stage: Stage, round: Round) -> str:
    """The part whose vote settled nothing, wholly or in some of it, and which can be voted on once more; "" : none."""
    part = voted_part(turn.partnership, stage, round)
    asked = {q.key for q in part.questions} if part else set()
    newest = {
        a.slot: a.outcome
        for a in turn.partnership.agreements.values()
        if a.kind == "decision" and a.round == round.id and a.slot and a.slot.question in asked
    }
    return part.key if part and UNSETTLED & set(newest.values()) else ""


def settled_again(turn: Turn, stage: Stage, round: Round) -> bool:
    """Whether a second vote has settled all that was put to it."""
    part = voted_part(turn.partnership, stage, round)
    again = part is not None and round.ballots.get(part.key, 1) > 1
    return again and not unsettled(turn, stage, round)
