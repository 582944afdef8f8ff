"""One stage as the broker sees it, and what a broker may do with it in each state: the broker's table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core.corrections import wait_in
from bot.core.curating import lists_of
from bot.core.cycle import Stage, asked_in
from bot.core.deciding import voted_part
from bot.core.first_offers import first_offers, settled_again
from bot.core.hours import day_of
from bot.core.model import Form, Place, Round
from bot.core.parts import open_wave, wave_now, waves
from bot.core.turn import Turn
from bot.core.whole import done_and_missing, round_at_hand, rounds_of, stage_line, state_of

BROKER: Mapping[str, tuple[str, ...]] = {
    "waiting": ("open_full", "open_short", "skip", "corrections", "notes"),
    "skipped": ("open_full", "open_short", "unskip", "corrections", "notes"),
    "open": ("who", "nudge", "deadline", "by_phone", "close_part", "lists", "preview", "agreed", "close",
             "corrections", "notes"),
    "held": ("lists", "next_part", "vote_again", "who", "by_phone", "preview", "agreed", "close",
             "corrections", "notes"),
    "draft": ("publish", "preview", "vote_again", "lists", "agreed", "note", "leave_out", "call_off", "who",
              "reopen", "corrections", "notes"),
    "published": ("corrections", "who", "preview", "paper", "reopen", "checkin", "notes"),
}
"""State of a stage → what a broker may do with it. What is not here is refused."""


AFTER_THE_END = ("publish", "call_off", "corrections", "who", "preview", "paper", "notes")
"""What is left once the partnership has come to its end: nothing is opened any more, but what was published last
can be corrected."""
ASIDE = ("publish", "preview", "agreed", "note", "leave_out", "call_off")
"""What can be done with a draft beside the stage's round at hand, an earlier cycle's above all."""


def offers(turn: Turn, stage: Stage, aside: Round | None = None) -> tuple[str, ...]:
    """The row of the table, less what makes no sense in this round. `aside`: one of `set_aside`."""
    allowed = ASIDE if aside else BROKER[state_of(turn.partnership, stage.key)]
    if turn.partnership.ended_at:
        allowed = tuple(o for o in allowed if o in AFTER_THE_END)
    round = aside or round_of(turn, stage)
    return tuple(o for o in allowed if _fits(turn, o, stage, round))


def _fits(turn: Turn, offer: str, stage: Stage, round: Round | None) -> bool:
    if offer == "checkin":
        return any(q.recurring for q in stage.questions)
    if offer == "corrections":
        return wait_in(turn.partnership, stage.key)
    return offer not in IN_A_ROUND or (round is not None and IN_A_ROUND[offer](turn, stage, round))


IN_A_ROUND: Mapping[str, Callable[[Turn, Stage, Round], bool]] = {
    "nudge": lambda turn, _, round: bool(done_and_missing(turn.cycle, turn.partnership, round)[1]),
    "deadline": lambda turn, _, round: not _all_in(turn, round),
    "close_part": lambda _, stage, round: wave_now(stage, round) < len(waves(stage, round)) - 1,
    "next_part": lambda _, stage, round: wave_now(stage, round) < len(waves(stage, round)) - 1,
    "lists": lambda turn, stage, round: bool(lists_of(turn, stage, round)),
    "call_off": lambda _turn, _stage, round: bool(round.mending),
    "vote_again": lambda turn, stage, round: (
        voted_part(turn.partnership, stage, round) is not None
        and not (round.draft and settled_again(turn, stage, round))
    ),
}
"""Offer → when it makes sense in a round."""


def _all_in(turn: Turn, round: Round) -> bool:
    done, missing = done_and_missing(turn.cycle, turn.partnership, round)
    return bool(done) and not missing


def round_of(turn: Turn, stage: Stage) -> Round | None:
    """The stage's open round, else the one whose draft waits, else the one that was opened last."""
    return round_at_hand(rounds_of(turn.partnership, stage.key))


def set_aside(turn: Turn) -> tuple[Round, ...]:
    """Drafts that no stage of the cycle at hand shows: a correction was taken up when its stage, or its cycle, had
    gone on already."""
    drafts = (r for r in turn.partnership.rounds.values() if r.draft)
    stages = ((r, turn.cycle.stages.get(r.stage)) for r in drafts)
    return tuple(r for r, stage in stages if stage is not None and round_of(turn, stage) is not r)


def aside(turn: Turn, round_id: str) -> Round | None:
    return next((r for r in set_aside(turn) if r.id == round_id), None)


def aside_line(turn: Turn, round: Round, language: str) -> say.StageLine:
    """A draft that is set aside, as its stage stood in its cycle."""
    then = replace(turn.partnership, cycle=round.cycle)
    line = stage_line(turn.cycle, then, turn.cycle.stages[round.stage], language)
    return replace(line, state="draft", round=round.id, number_of_round=round.number)


def stage_card(
    turn: Turn, stage: Stage, to: Place, language: str, note: str = "", round_id: str = ""
) -> say.StageCard:
    """`round_id`: of which round, where it may be one of `set_aside`."""
    beside = aside(turn, round_id)
    if beside is not None:
        line = aside_line(turn, beside, language)
        can = offers(turn, stage, beside)
        return say.StageCard(to, language, stage, line, 0, 0, can, 0, 0, note=note, cycle=beside.cycle)
    round = round_of(turn, stage)
    is_open = round is not None and round.open
    voted = voted_part(turn.partnership, stage, round)
    can, state = offers(turn, stage), state_of(turn.partnership, stage.key)
    return say.StageCard(
        to,
        language,
        stage,
        stage_line(turn.cycle, turn.partnership, stage, language),
        wave_now(stage, round) + 1 if is_open and round else 0,
        len(waves(stage, round)) if round else len(stage.parts),
        can,
        sum(asked_in(q, Form.FULL) for q in stage.questions),
        sum(asked_in(q, Form.SHORT) for q in stage.questions),
        open_wave(stage, round)[0].key if is_open and round and open_wave(stage, round) else "",
        note,
        deadline=day_of(round.deadline) if is_open and round else None,
        voted=voted.key if voted else "",
        first=first_offers(turn, stage, round, state, can),
    )
