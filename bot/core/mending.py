"""Texts that do not simply answer the question in front: those edited later, and those written too early."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.answering import LONGEST_WORDS, part_over, reading_of, round_over
from bot.core.asking import again, other_hands
from bot.core.cycle import Kind
from bot.core.idnumbers import holds_id_number
from bot.core.interview import act, standing_of
from bot.core.model import Answer, Asking, Round, Value, Writing
from bot.core.parts import Due, find
from bot.core.piping import prompt
from bot.core.reading import Understood
from bot.core.settling import entries_of, settle, with_entries
from bot.core.text import cut, tidy
from bot.core.turn import Turn

LONGEST_EARLY = 4000
"""Clusters kept of what somebody writes before the next question has come."""
QUOTED = 300
"""Clusters of it that are said back."""

# ── a message that was edited after it had answered ──────────────────────────


def edited(turn: Turn, text: str, message: str) -> None:
    """Correct the answer that the edited message gave, wherever the person stands now."""
    for round in reversed(list(turn.partnership.rounds.values())):
        answer = next((a for a in round.answers.values() if _gave(turn, a, message)), None)
        if answer is None:
            continue
        stage = turn.stage(round)
        due = find(turn.sight(round), answer.slot)
        can = round.answerable(answer.organisation)
        if can and answer.organisation != turn.speaks_for:
            other_hands(turn, answer.organisation)
        elif can and due:
            _correct(turn, round, due, answer, text, message)
        elif can:
            part_over(turn, round, text)
        elif stage:
            round_over(turn, stage, text)
        return


def _gave(turn: Turn, answer: Answer, message: str) -> bool:
    if not message or answer.by != turn.event.person:
        return False
    return answer.message == message or any(e.message == message for e in entries_of(answer))


def _correct(turn: Turn, round: Round, due: Due, answer: Answer, text: str, message: str) -> None:
    sight = turn.sight(round)
    words = prompt(sight, due.question, due.item)
    value, reason = _reread(turn, round, due, answer, text, message)
    id_number = holds_id_number(text) and not holds_id_number(answer.raw)
    if value is None or id_number:
        turn.say(say.NotCorrected(turn.here, turn.language, words, answer.shown, id_number))
        return
    now = settle(turn, round.id, due, value, text, words=reason, message=message)
    turn.say(say.Corrected(turn.here, turn.language, words, now))


def _reread(
    turn: Turn, round: Round, due: Due, answer: Answer, text: str, message: str
) -> tuple[Value | None, str]:
    """(the value as the edited text gives it, or None; the words that go with it)."""
    if answer.words:
        return answer.value, cut(tidy(text), LONGEST_WORDS)
    reading = reading_of(turn, turn.sight(round), due, text)
    if not isinstance(reading, Understood):
        return None, ""
    if due.question.kind is not Kind.LIST or not isinstance(reading.value, tuple):
        return reading.value, ""
    typed = tuple(e for e in reading.value if not isinstance(e, str))
    mine = [e for e in entries_of(answer) if e.message == message]
    if len(mine) == len(typed) == 1:
        new = mine[0]._replace(text=typed[0].text)
        return tuple(new if e == mine[0] else e for e in entries_of(answer)), ""
    others = tuple(e for e in entries_of(answer) if e.message != message)
    return with_entries(others, typed, message, answer.revision), ""


# ── a text that was written before the question was shown ────────────────────


def early(turn: Turn, round: Round, standing: Asking, text: str) -> bool:
    """Ask whose answer it is. False when there is no earlier answer it could belong to."""
    before = _last_answer(turn, round)
    if before is None or before.slot == standing.slot:
        return False
    writing = turn.member.writing
    if writing and (writing.what, writing.about) == ("early", round.id):
        text = cut(f"{writing.draft}\n{text}", LONGEST_EARLY)
    turn.save(replace(turn.member, writing=Writing("early", round.id, text)))
    turn.say(say.OfferEarly(turn.here, turn.language, round.id, cut(text, QUOTED, "…"), before.asked, standing.asked))
    return True


def _last_answer(turn: Turn, round: Round) -> Answer | None:
    given = (a for a in round.answers.values() if a.organisation == turn.speaks_for)
    mine = [a for a in given if a.by == turn.event.person]
    return max(mine, key=lambda a: a.at, default=None)


def place_early(turn: Turn, chosen: Act) -> None:
    """The answer to `OfferEarly`: it belongs to the earlier question, to this one, or to none."""
    writing = turn.member.writing
    if writing is None or writing.what != "early":
        return
    turn.save(replace(turn.member, writing=None))
    round = turn.partnership.rounds.get(writing.about)
    if round is None or not round.answerable(turn.speaks_for):
        return
    standing = standing_of(round, turn)
    if chosen.arg(0) == "this":
        act(turn, round, Act("said"), writing.draft)
        return
    if chosen.arg(0) == "earlier":
        _add_to_earlier(turn, round, writing.draft)
    if isinstance(standing, Asking):
        again(turn, turn.partnership.rounds[round.id], standing)


def _add_to_earlier(turn: Turn, round: Round, text: str) -> None:
    answer = _last_answer(turn, round)
    due = find(turn.sight(round), answer.slot) if answer else None
    if answer is None or due is None:
        return
    added = f"{answer.raw}\n{text}" if due.question.kind is Kind.TEXT and answer.raw else text
    if due.question.kind is Kind.LIST:
        reading = reading_of(turn, turn.sight(round), due, text)
        typed = reading.value if isinstance(reading, Understood) else ()
        fresh = (
            tuple(e for e in typed if not isinstance(e, str)) if isinstance(typed, tuple) else ()
        )
        entries = with_entries(entries_of(answer), fresh, "", answer.revision)
        settle(turn, round.id, due, entries, text)
    else:
        _correct(turn, round, due, replace(answer, words=""), added, answer.message)
