"""A stage's summary: for the group when the round is closed, for the broker before, for anyone to read again."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.artefacts import artefact, for_broker
from bot.core.cycle import Stage
from bot.core.model import Place, Round
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import begun, done_and_missing


def summary(
    turn: Turn,
    stage: Stage,
    round: Round,
    to: Place,
    language: str,
    *,
    once: str = "",
    preview: bool = False,
    broker: bool = False,
) -> say.Summary:
    """`once` is the key under which it is shown in full at most once; "" for a preview or a second reading.

    `broker`: it goes to a broker in private, who may see what others may not.
    """
    done, missing = done_and_missing(turn.cycle, turn.partnership, round)
    gone = tuple(o for o in turn.partnership.organisations.values() if o not in (*done, *missing))
    partly = begun(round, (*missing, *gone))
    sight = Sight(turn.cycle, turn.partnership, round, "", language)
    return say.Summary(
        to,
        language,
        once,
        turn.partnership.name,
        stage,
        round.number,
        max(round.edition, 1),
        tuple(o.name for o in done),
        tuple(o.name for o in missing if o not in partly),
        artefact(sight),
        round.agreed,
        round.cycle,
        round.id if preview else "",
        tuple(o.name for o in partly),
        for_broker(sight) if broker else (),
    )


def publish(turn: Turn, stage: Stage, round: Round) -> None:
    """To every group of the partnership, exactly once for each edition (TRUST.md, I4)."""
    for group in turn.partnership.groups:
        key = summary_key(turn.partnership.id, round, group)
        turn.say(summary(turn, stage, round, group, turn.group_language, once=key))


def summary_key(partnership: str, round: Round, group: Place) -> str:
    """The key (`Summary.once`) under which the round's newest edition is shown in the group."""
    return f"sum:{partnership}:{round.id}:{round.edition}:{group.channel}:{group.id}"


def last_published(turn: Turn) -> tuple[Stage, Round] | None:
    closed = [r for r in turn.partnership.rounds.values() if r.edition and not r.open]
    newest = max(closed, key=lambda r: r.closed_at or r.opened_at, default=None)
    stage = turn.cycle.stages.get(newest.stage) if newest else None
    return (stage, newest) if stage and newest else None
