"""How a vote comes out: by the partners' own rule and quorum, told to the group and entered in the register."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.artefacts import draft
from bot.core.asking import choices
from bot.core.ballot_box import Count, count, decisions, put, rule_of, title_of, voting_on
from bot.core.cycle import Kind, Part, Seen, Stage
from bot.core.derived import BY_RULE
from bot.core.model import AnswerKey, Member, Partnership, Place, Round, Slot
from bot.core.outcomes import chosen, decision
from bot.core.parts import Due, waves
from bot.core.piping import prompt
from bot.core.reach import brokers_in_reach
from bot.core.records import Agreement, Quorum, Rule
from bot.core.register import new_id
from bot.core.rules import ABSENT, ABSTAIN, REFERRED
from bot.core.sight import Sight
from bot.core.turn import Turn

MOST_BALLOTS = 6
"""Ballots shown in a group at once; what is beyond that is voted on in private."""
MOST_OPTIONS = 8
"""Options of a ballot in a group; with more of them it is voted on in private."""
RULE, QUORUM = "decision_rule", "quorum"
"""The questions of stage 5 by which the partners settle how they decide."""


# ── ballots ──────────────────────────────────────────────────────────────────


def show_ballots(turn: Turn, round_id: str) -> None:
    """Where a decision is open: a ballot in each group for each thing that is put to the vote."""
    round = turn.partnership.rounds[round_id]
    stage = turn.stage(round)
    if stage is None:
        return
    things = [
        (part, due) for part in voting_on(stage, round) for due, _ in put(turn, round, part)
    ]
    more = max(0, len(things) - MOST_BALLOTS)
    shown = things[:MOST_BALLOTS]
    for group in turn.partnership.groups:
        for place, (part, due) in enumerate(shown, 1):
            ballot = _ballot(turn, group, stage, round, part, due)
            turn.say(replace(ballot, more=more if place == len(shown) else 0))


def _ballot(
    turn: Turn, to: Place, stage: Stage, round: Round, part: Part, due: Due
) -> say.Ballot:
    language, question = turn.group_language, due.question
    sight = Sight(turn.cycle, turn.partnership, round, "", language)
    options = tuple(say.Choice(key, label) for key, label in choices(sight, question))
    number = round.ballots.get(part.key, 1)
    return say.Ballot(
        to,
        language,
        f"ballot:{round.id}:{question.key}:{due.slot.item}:{number}",
        stage,
        round.id,
        question.key,
        due.slot.item,
        question.kind.value,
        title_of(due, language),
        prompt(sight, question, due.item),
        options,
        question.kind is Kind.RANK or len(options) > MOST_OPTIONS,
        draft(sight, question),
        (question.ends[0][language], question.ends[1][language]) if question.ends else None,
        number,
    )


# ── closing a vote ───────────────────────────────────────────────────────────


def close_votes(turn: Turn, stage: Stage, round: Round, wave: tuple[Part, ...]) -> None:
    """The votes of these decision parts are over: count them, tell the groups, enter them in the register.

    What was entered already and has not changed since is neither entered nor told again. What one
    organisation answers while it catches up decides nothing.
    """
    if round.only:
        return
    for part in decisions(wave):
        counts = recount(turn, round, wave, part)
        fresh = [c for c in counts if _enter(turn, stage, round, part, c)]
        if fresh:
            _tell(turn, stage, round, part, counts)
        for found in fresh:
            if found.outcome == REFERRED:
                _refer(turn, stage, round, found)


def recount(
    turn: Turn, round: Round, wave: tuple[Part, ...], part: Part
) -> tuple[Count, ...]:
    """How all that the part put to the partners stands, as it was before its wave was closed."""
    keys = {p.key for p in wave}
    left = round.closed_parts - keys
    was = replace(round, closed_at=None, draft=False, held=False, closed_parts=left)
    return tuple(count(turn, was, due, asked) for due, asked in put(turn, was, part))


def _enter(turn: Turn, stage: Stage, round: Round, part: Part, found: Count) -> bool:
    """Enter one outcome in the register. False: nothing has changed, or too few took part to tell it."""
    if found.outcome == "hidden":
        return False
    partnership = turn.partnership
    by_rule = found.due.question.kind in BY_RULE
    same = [a for a in partnership.agreements.values() if _about(a, found)]
    entry = Agreement(
        new_id(partnership),
        "decision",
        turn.event.at,
        round.cycle,
        found.title,
        found.result,
        round.id,
        stage.key,
        found.due.slot,
        rule_of(partnership) if by_rule else None,
        partnership.quorum,
        found.outcome,
        found.counts,
        found.awaits,
        round.ballots.get(part.key, 1),
        same[-1].id if same else "",
    )
    if any(replace(a, id=entry.id, at=entry.at, replaces=entry.replaces) == entry for a in same):
        return False
    turn.partnership = partnership.with_agreement(entry)
    return True


def _about(entry: Agreement, found: Count) -> bool:
    """The same question, and of a list the same item: in another cycle its key may be another's."""
    once = not found.due.slot.item or entry.title == found.title
    return entry.kind == "decision" and entry.slot == found.due.slot and once


def _tell(
    turn: Turn, stage: Stage, round: Round, part: Part, counts: tuple[Count, ...]
) -> None:
    by_rule = any(c.due.question.kind in BY_RULE for c in counts)
    for group in turn.partnership.groups:
        turn.say(
            say.VoteResult(
                group,
                turn.group_language,
                stage,
                round.ballots.get(part.key, 1),
                tuple(vote_line(turn, round, c) for c in counts),
                rule_of(turn.partnership).value if by_rule else "",
                turn.partnership.quorum.value,
                max(len(c.casts) for c in counts),
            )
        )


def vote_line(turn: Turn, round: Round, found: Count) -> say.VoteLine:
    """How one thing came out, as people read it."""
    counts = dict(found.counts)
    kind = found.due.question.kind
    voices = tuple((found.labels.get(key, key), n) for key, n in found.counts if key not in (ABSTAIN, ABSENT))
    placed = ((found.labels[p.key], p.points, p.best, p.worst) for p in found.placed)
    return say.VoteLine(
        found.title,
        kind.value,
        found.outcome,
        found.result,
        voices if kind in BY_RULE else (),
        counts.get(ABSTAIN, 0),
        found.span,
        tuple(placed),
        names(turn.partnership, found.absent),
        names(turn.partnership, found.provisional),
        names(turn.partnership, found.awaits),
        reasons(turn, round, found),
    )


def reasons(turn: Turn, round: Round, found: Count) -> tuple[tuple[str, str], ...]:
    """The reasons that were given with a consent; without names where it is anonymous or no consent."""
    given = (round.answers.get(AnswerKey(who, found.due.slot)) for who in found.casts)
    told = [a for a in given if a is not None and not a.skipped and a.words]
    question = found.due.question
    if question.kind is Kind.CONSENT and question.seen is Seen.NAMED:
        known = turn.partnership.organisations
        return tuple((known[a.organisation].name, a.words) for a in told)
    return tuple(("", words) for words in sorted(a.words for a in told))


def names(partnership: Partnership, organisations: tuple[str, ...]) -> tuple[str, ...]:
    found = (partnership.organisations.get(o) for o in organisations)
    return tuple(o.name for o in found if o is not None)


def _refer(turn: Turn, stage: Stage, round: Round, found: Count) -> None:
    """To the brokers: what has the working group decided?"""
    entry = decision(turn.partnership, found.due.slot)
    if entry is None:
        return
    for broker in brokers_in_reach(turn.partnership):
        turn.say(referred(turn, stage, round, entry, found, broker))


def referred(
    turn: Turn, stage: Stage, round: Round, entry: Agreement, found: Count, broker: Member
) -> say.Referred:
    single = found.due.question.kind is Kind.SINGLE
    options = tuple(say.Choice(k, label) for k, label in found.labels.items()) if single else ()
    return say.Referred(
        broker.private or turn.here,
        turn.language_of(broker),
        stage,
        entry.id,
        vote_line(turn, round, found),
        options,
    )


# ── what was decided ─────────────────────────────────────────────────────────


def voted_part(partnership: Partnership, stage: Stage, round: Round | None) -> Part | None:
    """The decision part that was closed last, as long as nothing has been built on it: it can be voted on once
    more. A draft of which an edition is out is voted on again once its round has been opened again."""
    if round is None or round.only or not (round.held or (round.draft and not round.editions)):
        return None
    entered = {a.slot.question for a in partnership.agreements.values() if a.round == round.id and a.slot}
    for wave in reversed(waves(stage, round)):
        for part in reversed(decisions(wave)):
            if any(q.key in entered for q in part.questions):
                return part
        if any(_reached(round, part) for part in wave):
            return None
    return None


def _reached(round: Round, part: Part) -> bool:
    """Whether the part has been before the partners."""
    asked = {q.key for q in part.questions}
    handed = any(key == part.key for _, key in round.handed_in)
    answered = any(key.slot.question in asked for key in round.answers)
    return part.key in round.closed_parts or handed or answered


def rule_settled(turn: Turn, round: Round) -> None:
    """A summary was published: if it settled how the partners decide, that holds from now on.

    What was not carried leaves the rule and the quorum as they were, and so does what was put in another's
    place since, in this cycle or a later one.
    """
    decided = {key: decision(turn.partnership, Slot(key)) for key in (RULE, QUORUM)}
    own = {key: chosen(a) for key, a in decided.items() if a is not None and a.round == round.id}
    rule, quorum = own.get(RULE, ""), own.get(QUORUM, "")
    if rule in set(Rule):
        turn.partnership = replace(turn.partnership, rule=Rule(rule))
    if quorum in set(Quorum):
        turn.partnership = replace(turn.partnership, quorum=Quorum(quorum))
