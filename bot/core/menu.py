"""Where someone stands among the rounds, and what they look at in private: menu, status, summaries."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.interview import act, standing_of
from bot.core.model import Asking, Finished, Reviewing, Round
from bot.core.parts import answered, handed_in
from bot.core.publishing import summary
from bot.core.turn import Turn
from bot.core.whole import joined, set_up, stage_line


def front(turn: Turn) -> Round | None:
    """The round whose interview lies in front of the person: the one last shown, else one to answer."""
    if not joined(turn.member):
        return None
    rounds = tuple(r for r in turn.partnership.open_rounds if turn.stage(r))
    shown = next((r for r in rounds if r.id == turn.member.front), None)
    if shown and not isinstance(standing_of(shown, turn), Finished):
        return shown
    waiting = (r for r in rounds if not handed_in(turn.sight(r)))
    return next(waiting, shown)


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
    open_rounds = partnership.open_rounds if speaks else ()
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
        )
    )


def sees_sending(turn: Turn) -> bool:
    """Whether there is anything to see and decide about sending: for brokers, where it is billed."""
    return turn.member.broker and turn.event.priced


def _no_role(turn: Turn) -> None:
    """Someone who refused consent, or took the offer to set up without the right to: how to go on."""
    if set_up(turn.partnership):
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
    rounds = partnership.open_rounds if joined(turn.member) else ()
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


def summaries(turn: Turn) -> None:
    """Which of the published summaries to read."""
    lines = tuple(
        replace(line, round=round.id)
        for round in turn.partnership.rounds.values()
        if round.edition and not round.open
        for line in _line(turn, round)
    )
    turn.say(say.Summaries(turn.here, turn.language, lines))


def read_summary(turn: Turn, round_id: str) -> None:
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    if round and stage and round.edition and not round.open:
        broker = turn.member.broker
        turn.say(summary(turn, stage, round, turn.here, turn.language, broker=broker))
    else:
        summaries(turn)
