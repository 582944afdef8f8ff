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
from bot.core.correcting import call_off, corrections
from bot.core.cycle import PartKind, Stage
from bot.core.cycles import after_twelfth
from bot.core.deadlines import deadline
from bot.core.deciding import close_votes
from bot.core.drafting import leave_out, reader_note
from bot.core.first_offers import unsettled
from bot.core.handing_in import close_wave, open_next, open_wave_now, show_progress, votes_now
from bot.core.hours import still_until
from bot.core.leaving import hear_wishes
from bot.core.looking_through import look_through
from bot.core.model import Asking, Form, Reviewing, Round, Writing
from bot.core.parts import ballot, handed_in, open_wave, wave_now, waves
from bot.core.publishing import publish, read_again, summary
from bot.core.roster import people, silent
from bot.core.satisfied import refuses
from bot.core.second_vote import vote_again
from bot.core.stage_card import aside, offers, round_of, stage_card
from bot.core.standing_in import ended
from bot.core.turn import Turn
from bot.core.wheel import last_stage, wheel
from bot.core.whole import begun, begun_now, counted, done_and_missing, joined, next_stage

NUDGE_AGAIN = timedelta(hours=1)
"""A second nudge within this time reaches nobody: people answer when they can."""


def _card(turn: Turn, stage: Stage, note: str = "", round_id: str = "") -> None:
    turn.say(stage_card(turn, stage, turn.here, turn.language, note, round_id))


def _look(turn: Turn, stage: Stage, act: Act) -> None:
    _card(turn, stage, round_id=act.arg(0))


def _more(turn: Turn, stage: Stage, _: Act) -> None:
    """What the card has no room for at first."""
    card = stage_card(turn, stage, turn.here, turn.language)
    turn.say(replace(card, rest=bool(card.first)))


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
    nudged, until = 0, still_until(round.deadline, turn.event.at)
    for line in people(turn, round):
        if line.by_telephone:
            continue
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
    sure = _sure(turn, stage, round, act.arg(1) or "now")
    if sure.missing and act.arg(2) != "yes":
        turn.say(sure)
        return
    close_wave(turn, round.id)
    _card(turn, stage, "part_closed")


def _sure(turn: Turn, stage: Stage, round: Round, part: str = "") -> say.ConfirmClose:
    """What closing the round, or its part, would leave out."""
    missing = done_and_missing(turn.cycle, turn.partnership, round)[1]
    partly = begun_now(stage, round, missing) if part else begun(round, missing)
    at, number = wave_now(stage, round), ballot(stage, round)
    left = [p for wave in waves(stage, round)[at + 1 :] for p in wave]
    return say.ConfirmClose(
        turn.here,
        turn.language,
        round.id,
        stage,
        tuple(o.name for o in missing),
        part,
        tuple(o.name for o in partly) if number == 1 else (),
        0 if part else len(waves(stage, round)) - at - 1,
        any(p.kind is PartKind.DECISION for p in left),
        at + 1,
        "" if round.held else open_wave(stage, round)[0].key,
        votes_now(stage, round) and not round.held,
        number,
    )


def _next_part(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    open_next(turn, round.id)
    _card(turn, stage, "opened")


def _close(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """Close the round: its summary is a draft that only brokers see. Asks first when someone is missing, and
    when parts are left that would never be asked."""
    sure = _sure(turn, stage, round)
    if (sure.missing or sure.left) and act.arg(1) != "yes":
        turn.say(sure)
        return
    if refuses(turn, stage, round):
        return
    round = turn.partnership.rounds[round.id]
    show_progress(turn, round.id, closed=True)
    _tell_those_in_the_middle(turn, stage, round)
    closed = replace(round, closed_at=turn.event.at, draft=True, held=False)
    turn.save_round(closed)
    ended(turn, round.id, stage)
    if votes_now(stage, round) and not round.held:
        close_votes(turn, stage, closed, open_wave(stage, round))
    _preview(turn, stage, turn.partnership.rounds[round.id], act)
    hear_wishes(turn, stage)


def _publish(turn: Turn, stage: Stage, round: Round, _: Act) -> None:
    """The draft goes out as the next edition, as it stands now."""
    if refuses(turn, stage, round):
        return
    publish(turn, stage, round)
    following, last = next_stage(turn.cycle, turn.partnership), stage is last_stage(turn)
    shown = None if last else following
    key = shown.key if shown else ""
    title = shown.title[turn.language] if shown else ""
    label = shown.label.get(turn.language, "") if shown else ""
    walked = following is None
    turn.say(say.Published(turn.here, turn.language, stage, key, title, label, walked=walked))
    if last:
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
        shown = summary(turn, stage, round, turn.here, turn.language, preview=True, broker=True)
        again = unsettled(turn, stage, round) if round.draft else ""
        turn.say(replace(shown, unsettled=again))


def _agreed(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """Write, or clear, the line "ข้อตกลงร่วม" of the summary."""
    if act.arg(1) == "clear":
        turn.save_round(replace(round, agreed="", agreed_message=""))
        turn.save(replace(turn.member, writing=None))
        _card(turn, stage, "agreed", round.id)
        return
    turn.save(replace(turn.member, writing=Writing("agreed", round.id)))
    turn.say(say.AskAgreed(turn.here, turn.language, round.id, stage, round.agreed))


# ── the table ────────────────────────────────────────────────────────────────

OnStage = Callable[[Turn, Stage, Act], None]
OnRound = Callable[[Turn, Stage, Round, Act], None]

STAGE_RULES: Mapping[str, tuple[frozenset[str], OnStage]] = {
    "stage": (frozenset(), _look),
    "more": (frozenset(), _more),
    "open": (frozenset({"open_full", "open_short"}), open_stage),
    "skipstage": (frozenset({"skip"}), _skip),
    "unskip": (frozenset({"unskip"}), _unskip),
    "corrections": (frozenset({"corrections"}), corrections),
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
    "calloff": (frozenset({"call_off"}), call_off),
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
        wheel(turn, drawn=act == Act("wheel"))
        return
    beside = aside(turn, act.arg(0))
    round = beside or round_of(turn, stage)
    if act.verb in STAGE_RULES:
        needed, rule = STAGE_RULES[act.verb]
        if _allowed(turn, stage, needed):
            rule(turn, stage, act)
            return
    elif round is not None:
        needed, on_round = ROUND_RULES[act.verb]
        if _allowed(turn, stage, needed, beside) and not _stale(turn, round, act):
            on_round(turn, stage, round, act)
            return
    _card(turn, stage, "not_now", act.arg(0))


def _allowed(
    turn: Turn, stage: Stage, needed: frozenset[str], beside: Round | None = None
) -> bool:
    return not needed or bool(needed & set(offers(turn, stage, beside)))


def _stale(turn: Turn, round: Round, act: Act) -> bool:
    """The button belongs to an earlier round, or to a part that is closed already."""
    named = turn.partnership.rounds.get(act.arg(0))
    if named is None:
        return False
    return named is not round or (act.verb == "closepart" and act.arg(1) in named.closed_parts)
