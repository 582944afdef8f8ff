"""The line "ข้อตกลงร่วม" of a summary, as a broker writes it in the group or in private. Taking back the
message it was written in takes it out; editing one in the group changes it."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.model import Round
from bot.core.text import cut, tidy
from bot.core.turn import Turn

LONGEST_AGREED = 1000
"""Grapheme clusters of the line "ข้อตกลงร่วม"."""


def agree(turn: Turn, text: str, message: str) -> bool:
    """Note it for the round that was opened last and is not published: open, or a draft. False when there is
    none or nothing was written.

    A message whose line is noted already came after its own edit: the edited text stands.
    """
    if _written_in(turn, message):
        return True
    rounds = [r for r in turn.partnership.rounds.values() if not r.published and turn.stage(r)]
    if not rounds or not text:
        return False
    _note(turn, rounds[-1], text, message)
    return True


def agree_in_private(turn: Turn, round: Round, text: str, message: str) -> None:
    """Keep the line that a broker was asked for."""
    turn.save_round(replace(round, agreed=_line(text), agreed_message=message))


def agreed_again(turn: Turn, text: str, message: str) -> bool:
    """The message was edited: its new text counts ("": it is no agreed line any more).

    False when no line came from it. What was published stays as it was.
    """
    round = _written_in(turn, message)
    if round is not None and not round.published and _line(text) != round.agreed:
        _note(turn, round, text, message if text else "")
    return round is not None


def unagreed(turn: Turn, message: str) -> None:
    """The message was taken back: its line goes too, whether the round is open or closed."""
    round = _written_in(turn, message)
    if round is not None:
        if not turn.event.private:  # there it is said whatever the message held
            turn.say(say.Unsay(turn.here, turn.group_language, turn.event.person, message))
        _note(turn, round, "", "")


def _written_in(turn: Turn, message: str) -> Round | None:
    rounds = reversed(list(turn.partnership.rounds.values()))
    return next((r for r in rounds if message and r.agreed_message == message), None)


def _note(turn: Turn, round: Round, text: str, message: str) -> None:
    line = _line(text)
    turn.save_round(replace(round, agreed=line, agreed_message=message))
    stage = turn.stage(round)
    if stage:
        language = turn.language if turn.event.private else turn.group_language
        turn.say(say.AgreedNoted(turn.here, language, stage, line))


def _line(text: str) -> str:
    return cut(tidy(text), LONGEST_AGREED)
