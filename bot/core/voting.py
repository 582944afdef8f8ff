"""Voices on a decision that are given in a group; and what a working group decided, to which it was left.

A press in a group counts for the organisation of whoever pressed, as an answer in private does: the later
one counts, and a colleague who had answered is told. What it was nobody else sees before the vote is closed.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.answering import value_of
from bot.core.asking import ask_words, choices
from bot.core.ballot_box import voting_on
from bot.core.cycle import Kind, Stage
from bot.core.deciding import rule_settled
from bot.core.handing_in import hand_in_votes
from bot.core.menu import menu
from bot.core.model import Answer, Asking, Finished, Interview, Invited, Round
from bot.core.outcomes import decision
from bot.core.parts import Due, answer_to, dues, find, handed_in, open_wave
from bot.core.records import Agreement
from bot.core.register import new_id
from bot.core.rules import ABSTAIN, AGREE, CARRIED, NOT_CARRIED, OBJECT, REFERRED
from bot.core.settling import settle
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import asks, joined


def _vote(turn: Turn, act: Act) -> None:
    """A tap on a ballot in a group."""
    why = _why_not(turn)
    if why:
        _not_counted(turn, why)
        return
    member = turn.member
    turn.save(replace(member, standing_in=""))  # in the group they speak for their own
    counted = _give(turn, act)
    if member.standing_in and turn.member.front == member.front:
        turn.save(replace(turn.member, standing_in=member.standing_in))
    if not counted:
        _not_counted(turn, "closed")


def _why_not(turn: Turn) -> str:
    """Why nobody here can vote: "" | nameless | stranger."""
    if not turn.event.person.id:
        return "nameless"
    known = turn.partnership.members.get(turn.event.person)
    return "" if known is not None and joined(known) else "stranger"


def _give(turn: Turn, act: Act) -> bool:
    """Keep the voice. False: there is no such vote (any more)."""
    round = turn.partnership.rounds.get(act.round)
    stage = turn.stage(round) if round else None
    if round is None or stage is None:
        return False
    if not asks(turn.partnership, round, turn.member):
        _not_counted(turn, "not_asked")
        return True
    due = _on_the_ballot(turn, stage, round, act)
    sight = turn.sight(round)
    labels = dict(choices(sight, due.question)) if due else {}
    if due is None or act.key not in (*labels, ABSTAIN):
        return False
    old = answer_to(sight, due.slot)
    again = _settle(turn, round, due, act.key, labels.get(act.key, ""), old)
    if not again or not handed_in(turn.sight(turn.partnership.rounds[round.id])):
        _go_on(turn, stage, round.id, due, act.key, again=again)
    return True


def _on_the_ballot(turn: Turn, stage: Stage, round: Round, act: Act) -> Due | None:
    due = find(turn.sight(round), act.slot)
    open_ = {q.key for part in voting_on(stage, round) for q in part.questions}
    taps = (Kind.CONSENT, Kind.SINGLE, Kind.YES_NO, Kind.SCALE)
    there = due is not None and due.question.key in open_ and due.question.kind in taps
    return due if there else None


def _settle(
    turn: Turn, round: Round, due: Due, key: str, label: str, old: Answer | None
) -> bool:
    """Keep the voice as the organisation's answer. Returns whether it is the same as before."""
    value = None if key == ABSTAIN else value_of(due.question, key)
    same = old is not None and old.value == value
    private, turn.answer_to = turn.answer_to, turn.member.private
    settle(turn, round.id, due, value, label, words=old.words if old and same else "")
    turn.answer_to = private
    return same and turn.partnership.rounds[round.id] is round


def _go_on(
    turn: Turn, stage: Stage, round_id: str, due: Due, key: str, *, again: bool
) -> None:
    """Hand in when nothing is missing, say what was kept, and ask for the reason that an option wants."""
    member = turn.member
    place = member.private if member.reachable else None
    old_place, turn.answer_to = turn.answer_to, place
    left = _missing(turn, stage, round_id)
    round = turn.partnership.rounds[round_id]
    complete = not left and all(p in voting_on(stage, round) for p in open_wave(stage, round))
    handed = handed_in(turn.sight(round))
    option = due.question.option(key)
    wants = place is not None and option is not None and option.asks and not again
    if complete or not wants:
        _stand(turn, round_id, due, complete=complete)
    if place is not None:
        turn.say(_kept(turn, stage, round_id, due, left))
    if complete and not handed:
        hand_in_votes(turn, round_id)
    if wants and round_id in {r.id for r in turn.partnership.open_rounds}:
        label = option.label[turn.language] if option else ""
        ask_words(turn, round_id, due, Asking(due.slot, words_for=(key,), raw=label))
    turn.answer_to = old_place


def _stand(turn: Turn, round_id: str, due: Due, *, complete: bool) -> None:
    """The question that was answered here is not in front of the one who pressed any more."""
    person = turn.event.person
    now = turn.partnership.rounds[round_id].interviews.get(person, Interview(person)).standing
    if complete:
        turn.save_interview(round_id, Interview(person, Finished()))
    elif isinstance(now, Asking) and now.slot == due.slot:
        turn.save_interview(round_id, Interview(person, Invited()))


def _missing(turn: Turn, stage: Stage, round_id: str) -> int:
    """How many things of the parts that are open have no answer of the organisation yet."""
    sight = turn.sight(turn.partnership.rounds[round_id])
    keys = {q.key for part in open_wave(stage, sight.round) for q in part.questions}
    asked = [d for d in dues(sight) if d.question.key in keys]
    return sum(answer_to(sight, d.slot) is None for d in asked)


def _kept(turn: Turn, stage: Stage, round_id: str, due: Due, left: int) -> say.VoteKept:
    sight = turn.sight(turn.partnership.rounds[round_id])
    title = due.question.title[sight.language]
    answer = answer_to(sight, due.slot)
    return say.VoteKept(
        turn.here,
        sight.language,
        turn.partnership.name,
        stage,
        round_id,
        f"{title} “{due.item.label}”" if due.item else title,
        answer.shown if answer else "",
        left,
        provisional=answer is not None and answer.provisional,
        slot=f"vote:{round_id}:{due.slot.question}:{due.slot.item}",
    )


def _not_counted(turn: Turn, why: str) -> None:
    """Say kindly that the press did not count: in private if that can be, else where it was pressed."""
    known = turn.partnership.members.get(turn.event.person) if turn.event.person.id else None
    private = known.private if known and known.reachable else None
    language = turn.language_of(known) if known and private else turn.group_language
    to = private or turn.event.place
    turn.say(say.NotVoted(to, language, why, private is not None))


# ── what the working group decided ───────────────────────────────────────────


def _working_group(turn: Turn, act: Act) -> None:
    """A broker writes down what the working group decided: it takes the place of the entry that left it to it."""
    entry = turn.partnership.agreements.get(act.arg(0))
    stage = turn.cycle.stage(entry.stage) if entry else None
    if entry is None or stage is None or entry.slot is None or not _waits(turn, entry):
        menu(turn, "not_now")
        return
    found = _decided(turn, entry, act.arg(1))
    if found is None:
        menu(turn, "not_now")
        return
    turn.partnership = turn.partnership.with_agreement(found)
    if turn.partnership.rounds[entry.round].edition:
        rule_settled(turn, turn.partnership.rounds[entry.round])
    places = [(group, turn.group_language) for group in turn.partnership.groups]
    for to, language in (*places, (turn.here, turn.language)):
        turn.say(
            say.WorkingGroupDecided(to, language, stage, entry.title, found.outcome, found.result)
        )


def _waits(turn: Turn, entry: Agreement) -> bool:
    newest = decision(turn.partnership, entry.slot) if entry.slot else None
    return entry.outcome == REFERRED and newest is not None and newest.id == entry.id


def _decided(turn: Turn, entry: Agreement, key: str) -> Agreement | None:
    """The entry that follows; None for what cannot be decided."""
    round = turn.partnership.rounds.get(entry.round)
    question = turn.cycle.question(entry.slot.question) if entry.slot else None
    if round is None or question is None:
        return None
    sight = Sight(turn.cycle, turn.partnership, round, "", turn.group_language)
    labels = dict(choices(sight, question))
    outcome, result = CARRIED, labels.get(key, "")
    counts: tuple[tuple[str, int], ...] = ((key, 0),)
    if question.kind is not Kind.SINGLE:
        outcome, counts = (CARRIED if key == AGREE else NOT_CARRIED), ()
        result = labels.get(AGREE, labels.get("yes", "")) if key == AGREE else ""
    if key not in ((AGREE, OBJECT) if question.kind is not Kind.SINGLE else labels):
        return None
    return replace(
        entry,
        id=new_id(turn.partnership),
        at=turn.event.at,
        outcome=outcome,
        result=result,
        counts=counts,
        awaits=(),
        replaces=entry.id,
    )


DESK = {"workinggroup": _working_group}
FOR_BROKERS = frozenset({"workinggroup"})
IN_GROUP = {"vote": _vote}
