"""Handing in, and what it sets in motion: the group's progress line, the next part, the broker's cue."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.cycle import Stage
from bot.core.model import HandIn, Interview, Invited, Member, Place, Round
from bot.core.parts import dues, handed_in, open_wave, wave_now, waves
from bot.core.stage_card import stage_card
from bot.core.turn import Turn
from bot.core.whole import begun, done_and_missing, joined


def hand_in(turn: Turn, round_id: str) -> None:
    """The organisation of the one who acted hands in all parts that are open."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    organisation = turn.member.organisation
    entry = HandIn(turn.event.person, turn.event.at)
    fresh = {(organisation, part.key): entry for part in open_wave(stage, round)}
    round = turn.save_round(replace(round, handed_in={**round.handed_in, **fresh}))
    done, missing = done_and_missing(turn.cycle, turn.partnership, round)
    more = wave_now(stage, round) < len(waves(stage, round)) - 1
    turn.say(
        say.HandedIn(
            turn.here,
            turn.language,
            stage,
            round_id,
            len(done),
            len(done) + len(missing),
            more,
        )
    )
    if missing:
        show_progress(turn, round_id)
    elif more:
        close_wave(turn, round_id)
        cue_brokers(turn, stage, "part_closed")
    else:
        show_progress(turn, round_id)
        cue_brokers(turn, stage, "complete")


def show_progress(
    turn: Turn,
    round_id: str,
    groups: tuple[Place, ...] = (),
    *,
    first: bool = False,
    closed: bool = False,
) -> None:
    """The line in each group (or in these) that tells who has answered: sent once a part, then edited
    in place."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    at = wave_now(stage, round)
    done, missing = done_and_missing(turn.cycle, turn.partnership, round)
    for group in groups or turn.partnership.groups:
        turn.say(
            say.Progress(
                group,
                turn.group_language,
                f"progress:{round_id}:{round.edition}:{at}",
                stage,
                at + 1,
                len(waves(stage, round)),
                tuple(o.name for o in done),
                tuple(o.name for o in missing),
                first,
                closed,
                round.number,
                tuple(o.name for o in begun(round, missing)),
                again=round.edition > 0,
            )
        )


def close_wave(turn: Turn, round_id: str) -> None:
    """Close the parts that are open; those that waited for them open, and everyone is asked on."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    show_progress(turn, round_id, closed=True)
    keys = {part.key for part in open_wave(stage, round)}
    turn.save_round(replace(round, closed_parts=round.closed_parts | keys))
    open_wave_now(turn, round_id)


def open_wave_now(turn: Turn, round_id: str, *, again: bool = False) -> None:
    """Tell the group and every representative that a part, or a whole round once more, is open."""
    show_progress(turn, round_id, first=True)
    for member in turn.partnership.members.values():
        if joined(member):
            invite(turn, round_id, member, again=again)


def invite(turn: Turn, round_id: str, member: Member, *, again: bool = False) -> None:
    """Tell one representative what there is to answer; they begin with a tap, whenever they like."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    sight = turn.sight(round, member)
    if stage is None or (handed_in(sight) and not again):
        return
    if not again:
        turn.save_interview(round_id, Interview(member.person, Invited()))
    if member.private is None or not member.reachable:
        return
    broker = next(iter(turn.partnership.brokers), None)
    turn.say(
        say.StageOpened(
            member.private,
            turn.language_of(member),
            turn.partnership.name,
            round_id,
            stage,
            wave_now(stage, round) + 1,
            len(waves(stage, round)),
            _left(turn, round, member),
            round.number,
            (broker.name or broker.called) if broker else "",
            again,
        )
    )


def _left(turn: Turn, round: Round, member: Member) -> int:
    sight = turn.sight(round, member)
    return sum((member.organisation, due.slot) not in round.answers for due in dues(sight))


def cue_brokers(turn: Turn, stage: Stage, note: str) -> None:
    """Show the stage to every broker who can be written to."""
    for broker in turn.partnership.brokers:
        if broker.private and broker.reachable:
            turn.say(stage_card(turn, stage, broker.private, turn.language_of(broker), note))
