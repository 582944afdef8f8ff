"""Words typed in private that mean a button which is not in front: only where they can be meant as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.acts import Act
from bot.core.corrections import in_time
from bot.core.cycle import Kind
from bot.core.interview import standing_of
from bot.core.menu import front
from bot.core.model import Asking, Round
from bot.core.publishing import readable
from bot.core.turn import Turn
from bot.core.whole import joined, set_up

IN_WORDS = frozenset({Kind.TEXT, Kind.LIST})
"""Kinds of question to which such words may be the answer."""


def may_mean(turn: Turn, word: str) -> bool:
    """Whether one of `MEANT` can be meant: not where words are awaited, nor by whoever has no such thing."""
    return set_up(turn.partnership) and not _words_awaited(turn) and MEANT[word][0](turn)


def meant(turn: Turn, word: str) -> Act | None:
    """The button that stands for one of `MEANT`; None for any other word."""
    return MEANT[word][1](turn) if word in MEANT else None


def _words_awaited(turn: Turn) -> bool:
    if turn.member.writing is not None:
        return True
    round = front(turn)
    standing = standing_of(round, turn) if round else None
    if not isinstance(standing, Asking):
        return False
    question = turn.cycle.question(standing.slot.question)
    return bool(standing.words_for) or question is None or question.kind in IN_WORDS


# ── whose they are ───────────────────────────────────────────────────────────


def _broker(turn: Turn) -> bool:
    return turn.member.broker


def _partner(turn: Turn) -> bool:
    return joined(turn.member)


def _anyone(turn: Turn) -> bool:
    return turn.member.broker or joined(turn.member)


# ── which button ─────────────────────────────────────────────────────────────


def correctable(turn: Turn) -> tuple[Round, ...]:
    """The published summaries that can still be put right."""
    rounds = turn.partnership.rounds.values() if joined(turn.member) else ()
    return tuple(r for r in rounds if r.editions and in_time(turn, r))


def _correct(turn: Turn) -> Act:
    """Of several the summaries to choose from; of what can be put right no more it is said by when it could."""
    now = correctable(turn)
    if len(now) > 1:
        return Act("summaries")
    out = now or [r for r in turn.partnership.rounds.values() if r.editions and readable(r)]
    round = max(out, key=lambda r: r.editions[-1].at, default=None)
    return Act("correct", (round.id,)) if round else Act("summaries")


def _deadline(turn: Turn) -> Act:
    """Of the round that was opened last; where none is open, the stages."""
    rounds = [r for r in turn.partnership.open_rounds if not r.only]
    return Act("deadline", (rounds[-1].id,)) if rounds else Act("wheel")


def _verb(verb: str, *args: str) -> Callable[[Turn], Act]:
    return lambda _: Act(verb, args)


MEANT: Mapping[str, tuple[Callable[[Turn], bool], Callable[[Turn], Act]]] = {
    "correct": (_partner, _correct),
    "deadline": (_broker, _deadline),
    "notes": (_broker, _verb("notes", "all")),
    "board": (_broker, _verb("board")),
    "brokers": (_broker, _verb("brokers")),
    "papers": (_anyone, _verb("papers")),
    "partners": (_broker, _verb("partners")),
    "timing": (_anyone, lambda turn: Act("timing" if turn.member.broker else "askremind")),
    "askremind": (_anyone, _verb("askremind")),
    "snooze": (_anyone, _verb("snooze")),
    "noreminders": (_anyone, _verb("noreminders")),
}
"""Command → (who may mean it, its button)."""
