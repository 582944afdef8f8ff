"""Handing in, and what it sets in motion: the group's progress line, the next part, the broker's cue."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.catching_up import caught_up
from bot.core.curating import to_look_through
from bot.core.cycle import PartKind, Stage
from bot.core.deciding import close_votes, show_ballots
from bot.core.hours import still_until
from bot.core.model import HandIn, Interview, Invited, Member, Place, Round
from bot.core.parts import ballot, dues, hand_in_key, handed_in, open_wave, wave_now, waves
from bot.core.promising import open_and_late, own_open
from bot.core.provisional import tell_after_hand_in
from bot.core.reach import to_brokers
from bot.core.stage_card import stage_card
from bot.core.turn import Turn
from bot.core.whole import all_stages, asks, begun_now, done_and_missing


def hand_in(turn: Turn, round_id: str) -> None:
    """The organisation of the one who acted hands in all parts that are open."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    if round.only:
        caught_up(turn, stage, round)
        return
    round = _entered(turn, stage, round)
    if not round.open:  # a correction: the group sees it in the next edition
        turn.say(say.CorrectionHandedIn(turn.here, turn.language, stage, round_id))
        cue_brokers(turn, stage, _mended(turn, stage, round), round_id)
        return
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
    tell_after_hand_in(turn, round_id)
    moved_on(turn, round_id)


def _mended(turn: Turn, stage: Stage, round: Round) -> str:
    """The card's note: which organisation has handed in its correction, and of which questions."""
    known = turn.partnership.organisations.get(turn.speaks_for)
    out = round.editions[-1].at if round.editions else round.opened_at
    given = {k.slot.question for k, a in round.answers.items() if k.organisation == turn.speaks_for and a.at > out}
    titles = (q.title[turn.group_language] for q in stage.questions if q.key in given)
    return f"mended:{known.name if known else ''}\n{', '.join(titles)}"


def hand_in_votes(turn: Turn, round_id: str) -> None:
    """With its last voice in the group an organisation has handed in; that was said to it with the voice."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    _entered(turn, stage, round)
    if turn.answer_to is not None:
        tell_after_hand_in(turn, round_id)
    moved_on(turn, round_id)


def _entered(turn: Turn, stage: Stage, round: Round) -> Round:
    """The round, with the organisation of the one who acted among those that have handed in."""
    entry = HandIn(turn.event.person, turn.event.at)
    fresh = {(turn.speaks_for, hand_in_key(round, part)): entry for part in open_wave(stage, round)}
    return turn.save_round(replace(round, handed_in={**round.handed_in, **fresh}))


def moved_on(turn: Turn, round_id: str) -> None:
    """An organisation has handed in, or is not waited for any more: what follows if nobody is missing."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    done, missing = done_and_missing(turn.cycle, turn.partnership, round)
    more = wave_now(stage, round) < len(waves(stage, round)) - 1
    if missing or not done or round.held:
        show_progress(turn, round_id)
    elif more and not votes_now(stage, round):
        close_wave(turn, round_id)
        held = turn.partnership.rounds[round_id].held
        cue_brokers(turn, stage, "lists" if held else "part_closed")
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
    if stage is None or round.only:
        return
    at = wave_now(stage, round)
    done, missing = done_and_missing(turn.cycle, turn.partnership, round, ever=closed)
    promised, late = open_and_late(turn) if at == 0 and not closed else (0, 0)
    fresh = first and at == 0 and not round.edition
    begins = all_stages(turn.cycle, turn.partnership, turn.group_language) if fresh else None
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
                tuple(o.name for o in begun_now(stage, round, missing)),
                again=round.edition > 0,
                promises=promised,
                late=late,
                deadline=None if closed else still_until(round.deadline, turn.event.at),
                ballot=1 if closed else ballot(stage, round),
                stages=begins,
            )
        )


def votes_now(stage: Stage, round: Round) -> bool:
    """A decision is before the partners: their voices can be changed until a broker closes the vote."""
    return any(part.kind is PartKind.DECISION for part in open_wave(stage, round))


def close_wave(turn: Turn, round_id: str) -> None:
    """Close the parts that are open. Those that waited for them open and everyone is asked on, unless the
    broker has a look first: at the lists that will be put to all, or at how a vote came out."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    show_progress(turn, round_id, closed=True)
    wave, voted = open_wave(stage, round), votes_now(stage, round)
    closed = replace(round, closed_parts=round.closed_parts | {part.key for part in wave})
    turn.save_round(closed)
    if voted:
        close_votes(turn, stage, closed, wave)
    if voted or to_look_through(turn, stage, closed, wave):
        turn.save_round(replace(turn.partnership.rounds[round_id], held=True))
    else:
        open_wave_now(turn, round_id)


def open_next(turn: Turn, round_id: str) -> None:
    """The broker has looked: the parts that waited open."""
    turn.save_round(replace(turn.partnership.rounds[round_id], held=False))
    open_wave_now(turn, round_id)


def open_wave_now(turn: Turn, round_id: str, *, again: bool = False) -> None:
    """Tell the group and every representative that a part, or a whole round once more, is open."""
    show_progress(turn, round_id, first=True)
    show_ballots(turn, round_id)
    for member in turn.partnership.members.values():
        if asks(turn.partnership, turn.partnership.rounds[round_id], member):
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
    begins = wave_now(stage, round) == 0 and not again
    own, promised = own_open(turn, member.organisation) if begins else ((), 0)
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
            promises=own,
            promised=promised,
            deadline=still_until(round.deadline, turn.event.at),
        )
    )


def _left(turn: Turn, round: Round, member: Member) -> int:
    sight = turn.sight(round, member)
    return sum((member.organisation, due.slot) not in round.answers for due in dues(sight))


def cue_brokers(turn: Turn, stage: Stage, note: str, round_id: str = "") -> None:
    """Show the stage to every broker who can be written to."""
    for broker, to in to_brokers(turn.partnership):
        turn.say(stage_card(turn, stage, to, turn.language_of(broker), note, round_id))
