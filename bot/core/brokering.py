"""What a broker does: opens stages, looks who is missing, nudges, closes parts and rounds, publishes.

`stage_card.BROKER` says what is allowed in which state; the rules here say how. Whoever is not a broker
of this partnership by its own records is refused before any rule is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.correcting import corrections
from bot.core.cycle import Stage
from bot.core.cycles import after_twelfth
from bot.core.deadlines import deadline
from bot.core.deciding import close_votes
from bot.core.drafting import leave_out, reader_note
from bot.core.handing_in import close_wave, open_next, open_wave_now, show_progress, votes_now
from bot.core.hours import day_of
from bot.core.leaving import hear_wishes
from bot.core.looking_through import look_through
from bot.core.model import Asking, Form, Reviewing, Round, Writing
from bot.core.parts import handed_in, open_wave
from bot.core.publishing import publish, read_again, summary
from bot.core.roster import people, silent
from bot.core.satisfied import refuses
from bot.core.second_vote import vote_again
from bot.core.stage_card import offers, round_of, stage_card
from bot.core.turn import Turn
from bot.core.wheel import last_stage, wheel
from bot.core.whole import begun, counted, done_and_missing, joined, next_stage

NUDGE_AGAIN = timedelta(hours=1)
"""A second nudge within this time reaches nobody: people answer when they can."""


def _card(turn: Turn, stage: Stage, note: str = "") -> None:
    turn.say(stage_card(turn, stage, turn.here, turn.language, note))


def _look(turn: Turn, stage: Stage, _: Act) -> None:
    _card(turn, stage)


# ── opening ──────────────────────────────────────────────────────────────────


def open_stage(turn: Turn, stage: Stage, act: Act) -> None:
    form = Form(act.arg(1)) if act.arg(1) in set(Form) else turn.partnership.form or Form.FULL
    _open(turn, stage, form, 1)


def _check_in(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    """A new round of the questions that recur; what was said last time is shown."""
    _open(turn, stage, round.form, round.number + 1)


def _open(turn: Turn, stage: Stage, form: Form, number: int) -> None:
    cycle = turn.partnership.cycle
    key = f"c{cycle}-{stage.key}-{number}"
    turn.save_round(Round(key, stage.key, form, turn.event.at, number, cycle))
    left = turn.partnership.skipped_stages - {stage.key}
    turn.partnership = replace(turn.partnership, skipped_stages=left)
    open_wave_now(turn, key)
    _card(turn, stage, "opened" if counted(turn.partnership) else "nobody")


def _reopen(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    """The same round again: answers can be changed until it is closed, and the next summary is a new edition."""
    again = replace(round, closed_at=None, draft=False, mending=frozenset(), override="")
    turn.save_round(replace(again, deadline=None, deadline_told=False))
    open_wave_now(turn, round.id, again=True)
    _card(turn, stage, "reopened")


def _skip(turn: Turn, stage: Stage, _: Act) -> None:
    skipped = turn.partnership.skipped_stages | {stage.key}
    turn.partnership = replace(turn.partnership, skipped_stages=skipped)
    _card(turn, stage, "skipped")


def _unskip(turn: Turn, stage: Stage, _: Act) -> None:
    skipped = turn.partnership.skipped_stages - {stage.key}
    turn.partnership = replace(turn.partnership, skipped_stages=skipped)
    _card(turn, stage, "unskipped")


# ── who is missing ───────────────────────────────────────────────────────────


def _who(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    lines = people(turn, round)
    turn.say(say.Who(turn.here, turn.language, stage, round.id, lines, silent(turn)))


def _nudge(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    """Write to every representative of an organisation that is missing; once an hour at most."""
    if round.nudged_at and turn.event.at - round.nudged_at < NUDGE_AGAIN:
        _card(turn, stage, "nudged_before")
        return
    turn.save_round(replace(round, nudged_at=turn.event.at))
    nudged, until = 0, day_of(round.deadline)
    for line in people(turn, round):
        member = turn.partnership.members[line.person]
        if line.state in ("finished", "unreached") or member.private is None:
            continue
        nudged += 1
        to, language = member.private, turn.language_of(member)
        left = line.of - line.answered
        begun = line.state != "invited"
        name = turn.partnership.name
        turn.say(say.Nudge(to, language, name, round.id, stage, left, begun, until))
    _card(turn, stage, f"nudged:{nudged}")


# ── closing ──────────────────────────────────────────────────────────────────


def _close_part(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    missing = done_and_missing(turn.cycle, turn.partnership, round)[1]
    if missing and act.arg(2) != "yes":
        names = tuple(o.name for o in missing)
        partly = tuple(o.name for o in begun(round, missing))
        part = act.arg(1) or "now"
        turn.say(say.ConfirmClose(turn.here, turn.language, round.id, stage, names, part, partly))
        return
    close_wave(turn, round.id)
    _card(turn, stage, "part_closed")


def _next_part(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    open_next(turn, round.id)
    _card(turn, stage, "opened")


def _close(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """Close the round: its summary is a draft that only brokers see. Asks first when someone is missing."""
    missing = done_and_missing(turn.cycle, turn.partnership, round)[1]
    if missing and act.arg(1) != "yes":
        names = tuple(o.name for o in missing)
        partly = tuple(o.name for o in begun(round, missing))
        turn.say(say.ConfirmClose(turn.here, turn.language, round.id, stage, names, "", partly))
        return
    if refuses(turn, stage, round):
        return
    round = turn.partnership.rounds[round.id]
    show_progress(turn, round.id, closed=True)
    _tell_those_in_the_middle(turn, stage, round)
    closed = replace(round, closed_at=turn.event.at, draft=True, held=False)
    turn.save_round(closed)
    if votes_now(stage, round) and not round.held:
        close_votes(turn, stage, closed, open_wave(stage, round))
    _preview(turn, stage, turn.partnership.rounds[round.id], act)
    hear_wishes(turn, stage)


def _publish(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    """The draft goes out as the next edition, as it stands now."""
    if refuses(turn, stage, round):
        return
    publish(turn, stage, round)
    following = next_stage(turn.cycle, turn.partnership)
    key = following.key if following else ""
    title = following.title[turn.language] if following else ""
    label = following.label.get(turn.language, "") if following else ""
    turn.say(say.Published(turn.here, turn.language, stage, key, title, label))
    if round.stage == last_stage(turn).key:
        after_twelfth(turn)


def _tell_those_in_the_middle(turn: Turn, stage: Stage, round: Round) -> None:
    for member in turn.partnership.members.values():
        interview = round.interviews.get(member.person)
        if not joined(member) or member.private is None or interview is None:
            continue
        reading = isinstance(interview.standing, Reviewing)
        if reading and handed_in(turn.sight(round, member)):
            continue
        if reading or isinstance(interview.standing, Asking):
            turn.say(say.RoundClosed(member.private, turn.language_of(member), stage))


def _preview(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    if round.published:
        turn.say(read_again(turn, stage, round, turn.here, broker=True, private=True))
    else:
        turn.say(summary(turn, stage, round, turn.here, turn.language, preview=True, broker=True))


def _agreed(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """Write, or clear, the line "ข้อตกลงร่วม" of the summary."""
    if act.arg(1) == "clear":
        turn.save_round(replace(round, agreed="", agreed_message=""))
        turn.save(replace(turn.member, writing=None))
        _card(turn, stage, "agreed")
        return
    turn.save(replace(turn.member, writing=Writing("agreed", round.id)))
    turn.say(say.AskAgreed(turn.here, turn.language, round.id, stage, round.agreed))


# ── the table ────────────────────────────────────────────────────────────────

OnStage = Callable[[Turn, Stage, Act], None]
OnRound = Callable[[Turn, Stage, Round, Act], None]

STAGE_RULES: Mapping[str, tuple[frozenset[str], OnStage]] = {
    "stage": (frozenset(), _look),
    "open": (frozenset({"open_full", "open_short"}), open_stage),
    "skipstage": (frozenset({"skip"}), _skip),
    "unskip": (frozenset({"unskip"}), _unskip),
}
ROUND_RULES: Mapping[str, tuple[frozenset[str], OnRound]] = {
    "checkin": (frozenset({"checkin"}), _check_in),
    "reopen": (frozenset({"reopen"}), _reopen),
    "who": (frozenset({"who"}), _who),
    "nudge": (frozenset({"nudge"}), _nudge),
    "closepart": (frozenset({"close_part"}), _close_part),
    "preview": (frozenset({"preview"}), _preview),
    "agreed": (frozenset({"agreed"}), _agreed),
    "close": (frozenset({"close"}), _close),
    "nextpart": (frozenset({"next_part"}), _next_part),
    "voteagain": (frozenset({"vote_again"}), vote_again),
    "publish": (frozenset({"publish"}), _publish),
    "lists": (frozenset({"lists"}), look_through),
    "readernote": (frozenset({"note"}), reader_note),
    "leaveout": (frozenset({"leave_out"}), leave_out),
    "corrections": (frozenset({"corrections"}), corrections),
    "deadline": (frozenset({"deadline"}), deadline),
}
"""Verb → (which of the stage's offers allow it; none: always, rule)."""
VERBS = frozenset({"wheel", *STAGE_RULES, *ROUND_RULES})


def stage_meant(turn: Turn, act: Act) -> Stage | None:
    """The stage that a button's first argument names, as a stage or by one of its rounds."""
    round = turn.partnership.rounds.get(act.arg(0))
    return turn.cycle.stages.get(round.stage if round else act.arg(0))


def broker_does(turn: Turn, act: Act) -> None:
    """One act of a broker; what the stage's state does not offer changes nothing."""
    stage = stage_meant(turn, act)
    if act.verb == "wheel" or stage is None:
        wheel(turn)
        return
    round = round_of(turn, stage)
    if act.verb in STAGE_RULES:
        needed, rule = STAGE_RULES[act.verb]
        if _allowed(turn, stage, needed):
            rule(turn, stage, act)
            return
    elif round is not None:
        needed, on_round = ROUND_RULES[act.verb]
        if _allowed(turn, stage, needed) and not _stale(turn, round, act):
            on_round(turn, stage, round, act)
            return
    _card(turn, stage, "not_now")


def _allowed(turn: Turn, stage: Stage, needed: frozenset[str]) -> bool:
    return not needed or bool(needed & set(offers(turn, stage)))


def _stale(turn: Turn, round: Round, act: Act) -> bool:
    """The button belongs to an earlier round, or to a part that is closed already."""
    named = turn.partnership.rounds.get(act.arg(0))
    if named is None:
        return False
    return named is not round or (act.verb == "closepart" and act.arg(1) in named.closed_parts)
