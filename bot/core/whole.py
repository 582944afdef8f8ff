"""The partnership in one look: which organisations count, who is missing, how the stages stand."""

from __future__ import annotations

from dataclasses import replace

from bot.core.cycle import Cycle, Stage
from bot.core.effects import StageLine, Stages
from bot.core.model import Member, Organisation, Partnership, Round
from bot.core.parts import ballot, open_wave, took_part, wave_now, waves
from bot.core.sight import Sight, beside


def joined(member: Member) -> bool:
    """Whether a representative has been through every step of joining."""
    return bool(
        member.representative
        and member.consented_at
        and member.organisation
        and member.name
        and member.authority
        and member.remind
    )


def set_up(partnership: Partnership) -> bool:
    return bool(
        partnership.name
        and partnership.purpose is not None
        and partnership.language
        and partnership.form
    )


def founded(partnership: Partnership) -> bool:
    """Whether it is at work: a summary has been published. From then on brokers take in who comes anew."""
    return any(round.edition for round in partnership.rounds.values())


def counted(partnership: Partnership) -> tuple[Organisation, ...]:
    """The organisations that someone speaks for: they are what is counted and waited for."""
    spoken_for = {m.organisation for m in partnership.members.values() if joined(m)}
    organisations = partnership.organisations.values()
    return tuple(o for o in organisations if o.active and (o.id in spoken_for or o.telephone))


def asked_of(partnership: Partnership, round: Round) -> tuple[Organisation, ...]:
    """The organisations that a round asks: all that count, or the one that is catching up."""
    return tuple(o for o in counted(partnership) if round.only in ("", o.id))


def asks(partnership: Partnership, round: Round, member: Member) -> bool:
    """Whether a round asks the organisation that this representative speaks for."""
    organisation = partnership.organisations.get(member.organisation)
    here = organisation is not None and organisation.active and round.only in ("", organisation.id)
    return here and joined(member)


def done_and_missing(
    cycle: Cycle, partnership: Partnership, round: Round, *, ever: bool = False
) -> tuple[tuple[Organisation, ...], tuple[Organisation, ...]]:
    """In a second vote, who has voted again and who has not; `ever`: who voted in the first has handed in."""
    done, missing = list[Organisation](), list[Organisation]()
    sight = Sight(cycle, partnership, round, "", partnership.language)
    for organisation in asked_of(partnership, round):
        sight = beside(sight, organisation.id)
        (done if took_part(sight, ever=ever) else missing).append(organisation)
    return tuple(done), tuple(missing)


def begun(round: Round, organisations: tuple[Organisation, ...]) -> tuple[Organisation, ...]:
    """Those of them that have answered something in the round."""
    spoke = {key.organisation for key, answer in round.answers.items() if not answer.skipped}
    return tuple(o for o in organisations if o.id in spoke)


def begun_now(
    stage: Stage, round: Round, organisations: tuple[Organisation, ...]
) -> tuple[Organisation, ...]:
    """Those of them that have answered something in the parts that are open; a voice of a first vote is nothing
    begun in the second."""
    wave = (part for part in open_wave(stage, round) if round.ballots.get(part.key, 1) == 1)
    keys = {q.key for part in wave for q in part.questions}
    here = {key: answer for key, answer in round.answers.items() if key.slot.question in keys}
    return begun(replace(round, answers=here), organisations)


def rounds_of(partnership: Partnership, stage: str) -> tuple[Round, ...]:
    """The rounds of a stage in the cycle at hand, oldest first."""
    rounds = partnership.rounds.values()
    return tuple(r for r in rounds if r.stage == stage and r.cycle == partnership.cycle)


def state_of(partnership: Partnership, stage: str) -> str:
    """waiting | open | held | draft | published | skipped."""
    rounds = rounds_of(partnership, stage)
    for round in rounds:
        if round.open:
            return "held" if round.held else "open"
    if rounds:
        return "draft" if any(r.draft for r in rounds) else "published"
    return "skipped" if stage in partnership.skipped_stages else "waiting"


def round_at_hand(rounds: tuple[Round, ...]) -> Round | None:
    """Of one stage's rounds the one that is open, else the one whose draft waits, else the newest."""
    going = [r for r in rounds if r.open] or [r for r in rounds if r.draft] or list(rounds)
    return going[-1] if going else None


def stage_line(cycle: Cycle, partnership: Partnership, stage: Stage, language: str) -> StageLine:
    rounds = rounds_of(partnership, stage.key)
    now = round_at_hand(rounds)
    done: tuple[Organisation, ...] = ()
    missing: tuple[Organisation, ...] = ()
    if now:
        done, missing = done_and_missing(cycle, partnership, now)
    return StageLine(
        stage.key,
        stage.number,
        stage.title[language],
        state_of(partnership, stage.key),
        now.id if now else "",
        len(done),
        len(done) + len(missing),
        tuple(o.name for o in missing),
        stage.label.get(language, ""),
        edition=now.edition if now else 0,
        ballot=ballot(stage, now) if now else 1,
        part=wave_now(stage, now) + 1 if now else 1,
        parts=len(waves(stage, now)) if now else 1,
    )


def all_stages(cycle: Cycle, partnership: Partnership, language: str) -> Stages:
    lines = (stage_line(cycle, partnership, stage, language) for stage in cycle.stages.values())
    return Stages(partnership.name, tuple(lines))


def next_stage(cycle: Cycle, partnership: Partnership) -> Stage | None:
    """The first stage that is neither skipped nor was ever opened in this cycle."""
    waiting = (s for s in cycle.stages.values() if state_of(partnership, s.key) == "waiting")
    return next(waiting, None)
