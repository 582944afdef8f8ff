"""ขอแก้: an organisation asks to have a published summary put right; a broker takes it up or says why not.

Taken up, the round is a draft again in which that organisation may change its answers; votes and lists that
others build on stand. The next edition shows what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.corrections import in_time, new_id, of_stage, waiting
from bot.core.cycle import Stage
from bot.core.interview import act as in_interview
from bot.core.looking_through import LONGEST_REASON
from bot.core.menu import menu, read_summary
from bot.core.model import Round, Writing
from bot.core.publishing import differs
from bot.core.reach import to_brokers, to_speakers
from bot.core.records import Correction
from bot.core.stage_card import stage_card
from bot.core.text import cut, tidy
from bot.core.turn import Turn
from bot.core.whole import joined
from bot.core.words import nothing_to_correct

LONGEST_CORRECTION = 1000
"""Grapheme clusters of what an organisation wishes put right in one edition."""


# ── an organisation asks ─────────────────────────────────────────────────────


def _correct(turn: Turn, act: Act) -> None:
    """`correct:<round>`, in private."""
    round = turn.partnership.rounds.get(act.arg(0))
    stage = turn.stage(round) if round else None
    if round is None or stage is None or not round.editions or not _speaks(turn):
        menu(turn, "not_now")
    elif round.answerable(turn.member.organisation):
        in_interview(turn, round, Act("review", (round.id,)))
    elif not in_time(turn, round):
        _too_late(turn, stage)
    else:
        _ask(turn, stage, round)


def _speaks(turn: Turn) -> bool:
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    return joined(turn.member) and organisation is not None and organisation.active


def _ask(turn: Turn, stage: Stage, round: Round) -> None:
    turn.save(replace(turn.member, writing=Writing("correction", round.id)))
    before = waiting(turn.partnership, round.id, turn.member.organisation)
    text = before[0].text if before else ""
    turn.say(
        say.AskCorrection(
            turn.here, turn.language, round.id, stage, round.edition, text, LONGEST_CORRECTION
        )
    )


def _too_late(turn: Turn, stage: Stage) -> None:
    hours = turn.partnership.timing.correction_hours
    turn.say(say.CorrectionTooLate(turn.here, turn.language, stage, hours, _a_broker(turn)))


def _a_broker(turn: Turn) -> str:
    """Whom to turn to, "" if there is none."""
    broker = next(iter(turn.partnership.brokers), None)
    return (broker.name or broker.called) if broker else ""


def _in_group(turn: Turn, act: Act) -> None:
    """The button under a summary in the group: what is to be put right is asked in private."""
    known = turn.partnership.members.get(turn.event.person) if turn.event.person.id else None
    there = known.private if known and _speaks(turn) else None
    if there is None or turn.event.priced:  # where pushing is billed, the question waits for them there
        turn.say(say.GroupHelp(turn.here, turn.group_language, ready=True))
    if there is not None:
        turn.answer_to = there
        _correct(turn, act)


def _written(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    """What is to be put right. A second text adds to the first as long as that waits."""
    round = turn.partnership.rounds.get(writing.about)
    stage = turn.stage(round) if round else None
    line = tidy(text)
    if round is None or stage is None or not round.editions or not _speaks(turn) or not line:
        menu(turn, "not_now")
    elif nothing_to_correct(line):
        turn.save(replace(turn.member, writing=None))
        read_summary(turn, round.id)
    elif round.answerable(turn.member.organisation):
        in_interview(turn, round, Act("review", (round.id,)))
    elif not in_time(turn, round):
        _too_late(turn, stage)
    else:
        asked = _kept(turn, round, line)
        turn.say(say.CorrectionSent(turn.here, turn.language, stage, asked.text))
        _tell_brokers(turn, stage, asked)


def _kept(turn: Turn, round: Round, line: str) -> Correction:
    before = waiting(turn.partnership, round.id, turn.member.organisation)
    if before:
        text = cut(f"{before[0].text}\n{line}", LONGEST_CORRECTION)
        asked = replace(before[0], text=text, at=turn.event.at)
    else:
        asked = Correction(
            new_id(turn.partnership),
            round.id,
            round.edition,
            turn.member.organisation,
            turn.event.person,
            turn.event.at,
            cut(line, LONGEST_CORRECTION),
        )
    turn.partnership = turn.partnership.with_correction(asked)
    return asked


def _tell_brokers(turn: Turn, stage: Stage, asked: Correction) -> None:
    for broker, to in to_brokers(turn.partnership):
        told = _as_asked(turn, stage, asked)
        turn.say(replace(told, to=to, language=turn.language_of(broker)))


def _as_asked(turn: Turn, stage: Stage, asked: Correction) -> say.CorrectionAsked:
    return say.CorrectionAsked(
        turn.here,
        turn.language,
        asked.id,
        turn.partnership.name,
        stage,
        asked.edition,
        _named(turn, asked),
        asked.at,
        asked.text,
    )


def _named(turn: Turn, asked: Correction) -> str:
    known = turn.partnership.organisations.get(asked.organisation)
    return known.name if known else ""


# ── a broker answers ─────────────────────────────────────────────────────────


def corrections(turn: Turn, stage: Stage, _act: Act) -> None:
    """Those of the stage that wait, one by one."""
    for asked in of_stage(turn.partnership, stage.key):
        turn.say(_as_asked(turn, stage, asked))


def _on_waiting(
    rule: Callable[[Turn, Stage, Round, Correction], None],
) -> Callable[[Turn, Act], None]:
    def checked(turn: Turn, act: Act) -> None:
        asked = turn.partnership.corrections.get(act.arg(0))
        round = turn.partnership.rounds.get(asked.round) if asked else None
        stage = turn.stage(round) if round else None
        if asked is None or round is None or stage is None:
            menu(turn, "not_now")
        elif asked.state != "waiting":
            turn.say(stage_card(turn, stage, turn.here, turn.language, "not_now"))
        else:
            rule(turn, stage, round, asked)

    return checked


def _take(turn: Turn, stage: Stage, round: Round, asked: Correction) -> None:
    """The round is a draft again; of a round that is open anyway everybody can change theirs."""
    turn.partnership = turn.partnership.with_correction(replace(asked, state="taken"))
    if not round.open:
        mending = round.mending | {asked.organisation}
        turn.save_round(replace(round, draft=True, mending=mending))
    name = turn.partnership.name
    for member, to in to_speakers(turn.partnership, asked.organisation):
        language = turn.language_of(member)
        turn.say(say.CorrectionTaken(to, language, name, round.id, stage, asked.text))
    turn.say(stage_card(turn, stage, turn.here, turn.language, "mending", round.id))


def call_off(turn: Turn, stage: Stage, round: Round, _act: Act) -> None:
    """Nothing is published, what is out stays. What was changed since is to be published, or all would build on
    what nobody has read."""
    if differs(turn, stage, round):
        turn.say(stage_card(turn, stage, turn.here, turn.language, "changed", round.id))
        return
    note = round.editions[-1].note
    turn.save_round(replace(round, draft=False, mending=frozenset(), note=note))
    name = turn.partnership.name
    for asked in tuple(turn.partnership.corrections.values()):
        if asked.round != round.id or asked.state != "taken":
            continue
        turn.partnership = turn.partnership.with_correction(replace(asked, state="refused"))
        for member, to in to_speakers(turn.partnership, asked.organisation):
            language = turn.language_of(member)
            turn.say(say.CorrectionCalledOff(to, language, name, round.id, stage, round.edition, asked.text))
    turn.say(stage_card(turn, stage, turn.here, turn.language, "called_off"))


def _ask_refusal(turn: Turn, stage: Stage, _: Round, asked: Correction) -> None:
    turn.save(replace(turn.member, writing=Writing("refusal", asked.id)))
    turn.say(say.AskRefusal(turn.here, turn.language, stage, _named(turn, asked), asked.text))


def _refused(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    if not tidy(text):
        menu(turn, "not_now")
        return

    def refuse(turn: Turn, stage: Stage, _: Round, asked: Correction) -> None:
        reason = cut(tidy(text), LONGEST_REASON)
        _refuse(turn, stage, replace(asked, state="refused", reason=reason))

    _on_waiting(refuse)(turn, Act("refusal", (writing.about,)))


def _refuse(turn: Turn, stage: Stage, refused: Correction) -> None:
    turn.partnership = turn.partnership.with_correction(refused)
    name, by = turn.partnership.name, turn.member.name or turn.member.called
    for member, to in to_speakers(turn.partnership, refused.organisation):
        language = turn.language_of(member)
        told = say.CorrectionRefused(to, language, name, stage, refused.text, refused.reason, by)
        turn.say(told)
    turn.say(stage_card(turn, stage, turn.here, turn.language, "refused"))


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "correct": _correct,
    "nocorrection": lambda turn, act: read_summary(turn, act.arg(0)),
    "takecorrection": _on_waiting(_take),
    "refusecorrection": _on_waiting(_ask_refusal),
}
FOR_BROKERS = frozenset({"takecorrection", "refusecorrection"})
IN_GROUP: Mapping[str, Callable[[Turn, Act], None]] = {"correct": _in_group}
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {
    "correction": _written,
    "refusal": _refused,
}
WRITTEN_FOR_BROKERS = frozenset({"refusal"})
