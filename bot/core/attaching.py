"""Photos, files and voices that come with answers. They are not fetched: the platform keeps them."""

from __future__ import annotations

from datetime import timedelta

from bot.core import effects as say
from bot.core.asking import again, ask, they_answered
from bot.core.cycle import Kind
from bot.core.events import Sent
from bot.core.model import Answer, Asking, Round
from bot.core.parts import Due, answer_to, find
from bot.core.settling import MOST_ATTACHMENTS, settle
from bot.core.text import tidy
from bot.core.turn import Turn

KEPT = frozenset({"photo", "document", "voice", "video", "audio", "location"})
"""Kinds of file that can be part of an answer; a sticker or somebody's telephone number cannot."""
FOLLOWS = timedelta(minutes=10)
"""A file sent so soon after an answer goes with it."""


def add_attachment(turn: Turn, round: Round, standing: Asking, sent: Sent) -> None:
    """Keep what was sent with the question in front, or else with the answer given just before."""
    if turn.answered_itself(answer_to(turn.sight(round), standing.slot)):
        they_answered(turn, round.id)
        return
    due = find(turn.sight(round), standing.slot)
    if due and _takes(due, sent):
        _keep(turn, round, due, sent)
        ask(turn, round.id, due, standing=standing)
        return
    before = _just_answered(turn, round)
    if before and _takes(before, sent):
        _keep(turn, round, before, sent)
    else:
        turn.say(say.AttachmentNotHere(turn.here, turn.language))
    again(turn, turn.partnership.rounds[round.id], standing)


def _takes(due: Due, sent: Sent) -> bool:
    return due.question.attach and sent.attachment.kind in KEPT


def _just_answered(turn: Turn, round: Round) -> Due | None:
    given = (a for a in round.answers.values() if a.organisation == turn.speaks_for)
    mine = [a for a in given if a.by == turn.event.person]
    last = max(mine, key=lambda a: a.at, default=None)
    if last is None or turn.event.at - last.at > FOLLOWS:
        return None
    return find(turn.sight(round), last.slot)


def _of(answer: Answer | None, sent: Sent) -> str:
    """The message that an answer is known by: of words that are there already, else of the file."""
    return answer.message if answer and answer.value is not None else sent.message


def _keep(turn: Turn, round: Round, due: Due, sent: Sent) -> None:
    answer = answer_to(turn.sight(round), due.slot)
    files = answer.attachments if answer else ()
    if len(files) < MOST_ATTACHMENTS and sent.attachment not in files:
        files = (*files, sent.attachment)
    value = answer.value if answer else None
    if value is None and sent.text and due.question.kind is Kind.TEXT:
        value = tidy(sent.text)
    raw, words = sent.text or (answer.raw if answer else ""), answer.words if answer else ""
    settle(turn, round.id, due, value, raw, words=words, message=_of(answer, sent), attachments=files)
    title = due.question.title[turn.language]
    turn.say(say.AttachmentKept(turn.here, turn.language, sent.attachment, title))
