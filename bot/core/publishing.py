"""A stage's summary: for the group when the round is closed, for the broker before, for anyone to read again."""

from __future__ import annotations

from bot.core import effects as say
from bot.core.artefacts import artefact
from bot.core.cycle import Stage
from bot.core.model import Place, Round
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import counted


def summary(
    turn: Turn,
    stage: Stage,
    round: Round,
    to: Place,
    language: str,
    *,
    once: str = "",
    preview: bool = False,
) -> say.Summary:
    """`once` is the key under which it is shown in full at most once; "" for a preview or a second reading."""
    spoke = {key.organisation for key, answer in round.answers.items() if not answer.skipped}
    answered = tuple(o for o in turn.partnership.organisations.values() if o.id in spoke)
    missing = tuple(o for o in counted(turn.partnership) if o.id not in spoke)
    return say.Summary(
        to,
        language,
        once,
        turn.partnership.name,
        stage,
        round.number,
        max(round.edition, 1),
        tuple(o.name for o in answered),
        tuple(o.name for o in missing),
        artefact(Sight(turn.cycle, turn.partnership, round, "", language)),
        round.agreed,
        round.cycle,
        round.id if preview else "",
    )


def publish(turn: Turn, stage: Stage, round: Round) -> None:
    """To every group of the partnership, exactly once for each edition (TRUST.md, I4)."""
    for group in turn.partnership.groups:
        key = f"sum:{turn.partnership.id}:{round.id}:{round.edition}:{group.channel}:{group.id}"
        turn.say(summary(turn, stage, round, group, turn.group_language, once=key))


def last_published(turn: Turn) -> tuple[Stage, Round] | None:
    closed = [r for r in turn.partnership.rounds.values() if r.edition and not r.open]
    newest = max(closed, key=lambda r: r.closed_at or r.opened_at, default=None)
    stage = turn.cycle.stages.get(newest.stage) if newest else None
    return (stage, newest) if stage and newest else None
