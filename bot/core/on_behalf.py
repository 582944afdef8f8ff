"""What brokers wrote down for an organisation: shown to it when it comes in, to be confirmed or changed."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.model import Answer, Member, Partnership, Round, Slot
from bot.core.provisional import binds, firm, lines, must_consult
from bot.core.reach import to_speakers
from bot.core.turn import Turn


def waiting(partnership: Partnership, organisation: str) -> tuple[tuple[Round, Answer], ...]:
    """What was written down in this cycle and nobody of the organisation has confirmed yet, with its rounds.

    Of a slot that was answered in several rounds only the newest counts.
    """
    newest: dict[Slot, tuple[Round, Answer]] = {}
    for round in partnership.rounds.values():
        for answer in round.answers.values():
            same = round.cycle == partnership.cycle and answer.organisation == organisation
            if same and not answer.skipped:
                newest[answer.slot] = (round, answer)
    return tuple(found for found in newest.values() if found[1].on_behalf)


def to_confirm(partnership: Partnership, organisation: str) -> tuple[Answer, ...]:
    """The answers that were written down for the organisation and not confirmed by it yet."""
    return tuple(answer for _, answer in waiting(partnership, organisation))


def tell_representatives(turn: Turn, organisation: str) -> None:
    """To everyone who speaks for the organisation in the chat: what was written down for it."""
    for member, _ in to_speakers(turn.partnership, organisation):
        show_to(turn, member)


def show_to(turn: Turn, member: Member) -> None:
    """What was written down for the member's organisation; nothing where there is none."""
    found = waiting(turn.partnership, member.organisation)
    if not found or member.private is None:
        return
    organisation = turn.partnership.organisations[member.organisation]
    language = turn.language_of(member)
    shown = tuple(line for round, answer in found for line in lines(turn, round, answer, language))
    by = turn.partnership.members.get(found[-1][1].by)
    name = (by.name or by.called) if by else ""
    turn.say(say.ConfirmOnBehalf(member.private, language, organisation.name, name, shown))


def confirm(turn: Turn) -> int:
    """The organisation of the one who acted says that all is right as it was written. Returns how many."""
    found = waiting(turn.partnership, turn.member.organisation)
    for round, answer in found:
        question = turn.cycle.question(answer.slot.question)
        bound = question is not None and binds(question, answer.value) and must_consult(turn)
        mine = replace(firm(turn, answer), on_behalf=False, provisional=bound)
        turn.save_round(turn.partnership.rounds[round.id].with_answer(mine))
    return len(found)
