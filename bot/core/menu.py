"""Where someone stands among the rounds, and what they look at in private: menu, status, summaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.cycle import Cycle
from bot.core.events import Event
from bot.core.interview import act, standing_of
from bot.core.model import Asking, Finished, Partnership, Reviewing, Round
from bot.core.next_step import next_step
from bot.core.parts import answered, handed_in
from bot.core.provisional import to_confirm
from bot.core.publishing import as_of, read_again, readable
from bot.core.reach import brokers_in_reach
from bot.core.register import left_at
from bot.core.turn import Turn
from bot.core.whole import joined, set_up, stage_line


def front(turn: Turn) -> Round | None:
    """The round whose interview lies in front of the person: the one last shown, else one to answer."""
    rounds = tuple(r for r in asked_rounds(turn) if turn.stage(r))
    shown = next((r for r in rounds if r.id == turn.member.front), None)
    if shown and not isinstance(standing_of(shown, turn), Finished):
        return shown
    waiting = (r for r in rounds if not handed_in(turn.sight(r)))
    return next(waiting, shown)


def asked_rounds(turn: Turn) -> tuple[Round, ...]:
    """The open rounds that ask the organisation for which the one who acted answers, and those in which it
    corrects something."""
    rounds = turn.partnership.rounds.values() if turn.may_answer else ()
    whose = turn.speaks_for
    if turn.stands_in:
        return tuple(r for r in rounds if r.id == turn.member.front)
    return tuple(r for r in rounds if r.answerable(whose) and r.only in ("", whose))


def resume(turn: Turn) -> None:
    """Go on where the person stands; the menu when there is nothing to answer."""
    round = front(turn)
    if round and not isinstance(standing_of(round, turn), Finished):
        act(turn, round, Act("go", (round.id,)))
    else:
        menu(turn)


def menu(turn: Turn, notice: str = "") -> None:
    partnership, member = turn.partnership, turn.member
    if not member.roles:
        _no_role(turn)
        return
    organisation = partnership.organisations.get(member.organisation)
    speaks = joined(member)
    partner = member.broker or (organisation is not None and organisation.partner)
    open_rounds = asked_rounds(turn) if speaks else ()
    turn.say(
        say.Menu(
            turn.here,
            turn.language,
            partnership.name,
            member.name or member.called,
            organisation.name if organisation else "",
            member.broker,
            speaks,
            tuple(line for r in open_rounds for line in _line(turn, r)),
            turn.event.elsewhere,
            notice,
            sees_sending(turn),
            to_confirm=len(to_confirm(partnership, member.organisation)) if speaks else 0,
            ledger=bool(partnership.promises) and partner,
            register=bool(partnership.agreements),
            elects=speaks and not brokers_in_reach(partnership),
            next=next_step(turn) if member.broker and set_up(partnership) else None,
            papers=member.broker or (speaks and partner and _any_out(turn)),
        )
    )


def _any_out(turn: Turn) -> bool:
    """Whether a stage was published in the cycle at hand or before, so that there is a paper of it."""
    return any(readable(r) for r in turn.partnership.rounds.values() if not r.only)


def sees_sending(turn: Turn) -> bool:
    """Whether there is anything to see and decide about sending: for brokers, where it is billed."""
    return turn.member.broker and turn.event.priced


def _no_role(turn: Turn) -> None:
    """Someone who refused consent, or took the offer to set up without the right to: how to go on."""
    brokers = turn.partnership.brokers
    if set_up(turn.partnership) and turn.member.private and brokers:
        name = brokers[0].name or brokers[0].called  # one who was a broker: of others nothing is kept
        turn.say(say.BrokerTaken(turn.here, turn.language, turn.partnership.name, name))
    elif set_up(turn.partnership):
        turn.say(say.ConsentRefused(turn.here, turn.language, turn.partnership.name))
    else:
        turn.say(say.NotAdministrator(turn.here, turn.language))


def _line(turn: Turn, round: Round) -> tuple[say.StageLine, ...]:
    stage = turn.stage(round)
    if stage is None:
        return ()
    line = stage_line(turn.cycle, turn.partnership, stage, turn.language)
    return (replace(line, round=round.id),)


def status(turn: Turn) -> None:
    partnership = turn.partnership
    organisation = partnership.organisations.get(turn.member.organisation)
    lines = tuple(
        stage_line(turn.cycle, partnership, s, turn.language) for s in turn.cycle.stages.values()
    )
    rounds = asked_rounds(turn)
    turn.say(
        say.Status(
            turn.here,
            turn.language,
            partnership.name,
            organisation.name if organisation else "",
            lines,
            tuple(mine for r in rounds for mine in _mine(turn, r)),
        )
    )


def _mine(turn: Turn, round: Round) -> tuple[tuple[str, str, int, int], ...]:
    stage = turn.stage(round)
    if stage is None:
        return ()
    done, total = answered(turn.sight(round))
    standing = standing_of(round, turn)
    state = "todo"
    if handed_in(turn.sight(round)):
        state = "done"
    elif isinstance(standing, Reviewing) and done == total:
        state = "reviewing"
    elif isinstance(standing, Asking | Reviewing):
        state = "asking"
    return ((stage.title[turn.language], state, done, total),)


def reads_until(turn: Turn) -> datetime | None:
    """Whoever left reads what was out by then; None: there is no such bound."""
    return None if turn.member.broker else left_at(turn.partnership, turn.member.organisation)


def summaries(turn: Turn, cycle: str = "") -> None:
    """Which of the published summaries to read: those of one cycle; the others stand behind their number."""
    partnership = turn.partnership
    number = int(cycle) if cycle.isdecimal() else partnership.cycle
    out = [r for r in map(partial(as_of, until=reads_until(turn)), partnership.rounds.values()) if r]
    lines = tuple(
        replace(line, round=round.id, number_of_round=round.number)
        for round in out
        if round.cycle == number
        for line in _line(turn, round)
    )
    others = tuple(sorted({r.cycle for r in out} - {number}))
    turn.say(say.Summaries(turn.here, turn.language, lines, number, others))


def read_summary(turn: Turn, round_id: str, edition: str = "") -> None:
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    round = as_of(round, reads_until(turn)) if round else None
    if round and stage:
        number = int(edition) if edition.isdecimal() else 0
        broker = turn.member.broker
        turn.say(
            read_again(turn, stage, round, turn.here, broker=broker, private=True, number=number)
        )
    else:
        summaries(turn)


def waits_there(partnership: Partnership, event: Event, cycle: Cycle) -> say.NextStep | None:
    """What waits for the person in one of their partnerships: the next step of a broker, or answers of their own."""
    turn = Turn(partnership, event, cycle)
    if turn.member.broker and set_up(partnership):
        return next_step(turn)
    round = front(turn) if joined(turn.member) else None
    if round is None or isinstance(standing_of(round, turn), Finished):
        return None
    return next((say.NextStep("answer", line) for line in _line(turn, round)), None)
