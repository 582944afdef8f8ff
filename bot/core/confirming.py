"""Confirming what was given provisionally: in private, by any representative of the organisation, at any time.

It is allowed after the round was closed or published, for what an organisation decides takes its time. Another
value than the one given is no confirmation: it goes the way of a changed answer, or of a correction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.menu import menu
from bot.core.model import Answer, Round
from bot.core.piping import VALUE_OF
from bot.core.promising import made_firm
from bot.core.provisional import ask_to_confirm, firm, lines, to_confirm, waiting
from bot.core.reach import to_brokers
from bot.core.register import voice_is_firm
from bot.core.turn import Turn
from bot.core.whole import joined


def _confirm(turn: Turn, act: Act) -> None:
    """`confirm` shows what there is, `confirm:all` confirms it, `confirm:<round>:<question>:<item>` one."""
    found = waiting(turn.partnership, turn.member.organisation)
    if not joined(turn.member):
        menu(turn, "not_now")
    elif act.arg(0) == "later":
        ask_to_confirm(turn, note="later")
    elif not act.args or not found:
        ask_to_confirm(turn)
    elif act.arg(0) == "all":
        _make_firm(turn, found)
    else:
        one = tuple((r, a) for r, a in found if (r.id, a.slot) == (act.round, act.slot))
        _make_firm(turn, one)


def _make_firm(turn: Turn, found: tuple[tuple[Round, Answer], ...]) -> None:
    for round, answer in found:
        now = turn.partnership.rounds[round.id]
        turn.save_round(now.with_answer(firm(turn, answer)))
        made_firm(turn, round, answer)
        voice_is_firm(turn, round, answer)
    _tell_brokers(turn, found)
    ask_to_confirm(turn, note="confirmed" if found else "")


def _tell_brokers(turn: Turn, found: tuple[tuple[Round, Answer], ...]) -> None:
    """Of rounds that are over, once nothing of them is left to confirm: the brokers hear that it stands."""
    whose = turn.member.organisation
    left = {round.id for round, _ in waiting(turn.partnership, whose)}
    late = {r.id for r, _ in found if not r.open and r.id not in left}
    if not late:
        return
    over = [r for r in turn.partnership.rounds.values() if r.id in late]
    name = turn.partnership.organisations[whose].name
    for broker, to in to_brokers(turn.partnership, turn.event.person):
        language = turn.language_of(broker)
        given = tuple(line for r in over for a in _firm(r, whose) for line in lines(turn, r, a, language))
        turn.say(say.Confirmed(to, language, turn.partnership.name, name, given))


def _firm(round: Round, organisation: str) -> list[Answer]:
    """All that the organisation has confirmed in the round, one by one or at once."""
    answers = round.answers.values()
    return [a for a in answers if a.organisation == organisation and VALUE_OF in a.sources]


def _page(turn: Turn, act: Act) -> None:
    ask_to_confirm(turn, int(act.arg(0)) if act.arg(0).isdigit() else 0)


DESK: Mapping[str, Callable[[Turn, Act], None]] = {"confirm": _confirm, "toconfirm": _page}


def something_to_confirm(turn: Turn) -> bool:
    return bool(to_confirm(turn.partnership, turn.member.organisation))
