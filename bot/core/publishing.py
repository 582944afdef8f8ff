"""A stage's summary: for the group when the round is closed, for the broker before, for anyone to read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core import effects as say
from bot.core.artefacts import artefact, for_broker
from bot.core.corrections import corrections_done, in_time
from bot.core.cycle import Stage
from bot.core.deciding import rule_settled
from bot.core.editions import Content, capped, differences, without
from bot.core.leaving_out import tell_left_out
from bot.core.model import Place, Round
from bot.core.promising import from_published
from bot.core.records import Change, Edition
from bot.core.register import enter_agreed
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import all_stages, begun, done_and_missing, joined


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
    all_in, missing = done_and_missing(turn.cycle, turn.partnership, round, ever=True)
    gone = tuple(o for o in turn.partnership.organisations.values() if o not in (*all_in, *missing))
    partly = begun(round, (*missing, *gone))
    sight = Sight(turn.cycle, turn.partnership, round, "", language)
    live = say.Summary(
        to,
        language,
        once,
        turn.partnership.name,
        stage,
        round.number,
        max(round.edition, 1) if round.published else round.edition + 1,
        tuple(o.name for o in all_in),
        tuple(o.name for o in missing if o not in partly),
        artefact(sight),
        round.agreed,
        round.cycle,
        round.id if preview else "",
        tuple(o.name for o in partly),
        for_broker(sight) if broker else (),
        note=round.note,
        draft=round.draft,
    )
    return live if round.published else replace(live, changes=_changes(turn, round, live))


def publish(turn: Turn, stage: Stage, round: Round) -> None:
    """The next edition, kept as it is for good, to every group of the partnership, exactly once for each
    edition (TRUST.md, I4)."""
    number, at, by = round.edition + 1, turn.event.at, turn.event.person
    round = replace(round, edition=number, draft=False, mending=frozenset())
    live = summary(turn, stage, round, turn.here, turn.group_language)
    edition = Edition(
        number,
        at,
        by,
        turn.group_language,
        live.blocks,
        live.answered,
        live.partly,
        live.missing,
        round.agreed,
        round.note,
        _changes(turn, round, live),
    )
    round = turn.save_round(replace(round, editions=(*round.editions, edition)))
    for group in turn.partnership.groups:
        key = summary_key(turn.partnership.id, round, group)
        stages = all_stages(turn.cycle, turn.partnership, edition.language)
        turn.say(replace(as_published(turn, stage, round, edition, group, once=key), stages=stages))
    rule_settled(turn, round)
    enter_agreed(turn, stage, round)
    from_published(turn, stage, round)
    tell_left_out(turn, stage, round)
    corrections_done(turn, stage, round)


def _changes(turn: Turn, round: Round, live: say.Summary) -> tuple[Change, ...]:
    """What is other than in the newest edition, in the language that one was written in; without the words that
    were left out since."""
    if not round.editions:
        return ()
    before = round.editions[-1]
    blocks = live.blocks
    if before.language != live.language:
        blocks = artefact(Sight(turn.cycle, turn.partnership, round, "", before.language))
    old, new = Content(before.blocks, before.agreed), Content(blocks, live.agreed)
    known = {key: left for key, left in round.left_out.items() if left.at < before.at}
    if known == round.left_out:
        return capped(differences(old, new))
    sight = Sight(turn.cycle, turn.partnership, replace(round, left_out=known), "", before.language)
    return capped(without(differences(old, new), Content(artefact(sight)), Content(blocks)))


def differs(turn: Turn, stage: Stage, round: Round) -> bool:
    """Whether its summary would read otherwise now than in the newest edition."""
    return bool(summary(turn, stage, round, turn.here, turn.group_language, preview=True).changes)


def as_published(
    turn: Turn, stage: Stage, round: Round, edition: Edition, to: Place, *, once: str = ""
) -> say.Summary:
    """An edition as it went out, in its own language."""
    return say.Summary(
        to,
        edition.language,
        once,
        turn.partnership.name,
        stage,
        round.number,
        edition.number,
        edition.answered,
        edition.missing,
        edition.blocks,
        edition.agreed,
        round.cycle,
        partly=edition.partly,
        note=edition.note,
        changes=edition.changes,
        correct=round.id if once else "",
    )


def readable(round: Round) -> bool:
    """Whether a summary of it is out. Of a round published before editions were kept there is none to be read
    while it is not published anew."""
    return bool(round.editions) or (round.edition > 0 and round.published)


def as_of(round: Round, until: datetime | None) -> Round | None:
    """The round as its summary could be read at that moment, None if there was none; `until` None: as it is."""
    if until is None:
        return round if readable(round) else None
    if round.editions:
        then = tuple(e for e in round.editions if e.at <= until)
        return replace(round, editions=then) if then else None
    before = round.closed_at is not None and round.closed_at <= until
    return round if before and readable(round) else None


def read_again(
    turn: Turn,
    stage: Stage,
    round: Round,
    to: Place,
    *,
    broker: bool = False,
    private: bool = False,
    number: int = 0,
) -> say.Summary:
    """An edition by its number, else the newest. Rounds published before editions were kept are summed up anew.

    In private there is a way to the other editions, and a broker also sees what only brokers may.
    """
    if not round.editions:
        return summary(turn, stage, round, to, turn.group_language, broker=broker)
    edition = next((e for e in round.editions if e.number == number), round.editions[-1])
    found = as_published(turn, stage, round, edition, to)
    newest = edition is round.editions[-1]
    can = newest and in_time(turn, round) and (not private or _may_correct(turn))
    others = tuple(e.number for e in round.editions if e is not edition) if private else ()
    found = replace(found, correct=round.id if can else "", reading=round.id, others=others)
    if not broker:
        return found
    sight = Sight(turn.cycle, turn.partnership, round, "", found.language)
    return replace(found, for_broker=for_broker(sight))


def _may_correct(turn: Turn) -> bool:
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    return joined(turn.member) and organisation is not None and organisation.active


def summary_key(partnership: str, round: Round, group: Place) -> str:
    """The key (`Summary.once`) under which the round's newest edition is shown in the group."""
    return f"sum:{partnership}:{round.id}:{round.edition}:{group.channel}:{group.id}"


def last_published(turn: Turn) -> tuple[Stage, Round] | None:
    closed = [r for r in turn.partnership.rounds.values() if readable(r)]
    newest = max(closed, key=_published_at, default=None)
    stage = turn.cycle.stages.get(newest.stage) if newest else None
    return (stage, newest) if stage and newest else None


def _published_at(round: Round) -> datetime:
    return round.editions[-1].at if round.editions else round.closed_at or round.opened_at
