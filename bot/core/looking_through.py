"""A broker's look through a pooled list, before it is put to all: merge doubles, mend wording, drop with a reason.

Only brokers see it. People's own words stay in the answers; all of it can be undone until the summary is out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.curating import alike, drop, found, lists_of, merge, proposers, reword, settled, whole
from bot.core.cycle import Question, Stage
from bot.core.effects import Choice
from bot.core.menu import menu
from bot.core.merging import Proposal, proposals
from bot.core.model import Round, Writing
from bot.core.sight import Sight
from bot.core.text import cut, tidy
from bot.core.turn import Turn

A_PAGE = 8
"""Items on one page: as many as can be tapped."""
LONGEST_WORDING = 200
"""Grapheme clusters of an item in a broker's words."""
LONGEST_REASON = 500
"""Grapheme clusters of a broker's reason."""


class Looked(NamedTuple):
    """One item of a list that may be looked through now."""

    stage: Stage
    round: Round
    question: Question
    item: Proposal


# ── the list ─────────────────────────────────────────────────────────────────


def look_through(turn: Turn, stage: Stage, round: Round, act: Act) -> None:
    """`lists:<round>[:<question>[:<page>]]`: the list named, or the first there is."""
    lists = lists_of(turn, stage, round)
    if lists:
        question = next((q for q in lists if q.key == act.arg(1)), lists[0])
        _show_list(turn, stage, round, question, act.arg(2))


def _show_list(turn: Turn, stage: Stage, round: Round, question: Question, page: str = "") -> None:
    sight = whole(turn, round)
    lines = _lines(sight, question)
    at, pages = paged(page, len(lines))
    others = (q for q in lists_of(turn, stage, round) if q.key != question.key)
    turn.say(
        say.PooledList(
            turn.here,
            turn.language,
            round.id,
            stage,
            question.key,
            question.title[turn.language],
            lines[at * A_PAGE : (at + 1) * A_PAGE],
            at,
            pages,
            tuple(Choice(q.key, q.title[turn.language]) for q in others),
            round.held,
        )
    )


def paged(page: str, items: int) -> tuple[int, int]:
    """(which page, of how many)."""
    pages = max(1, -(-items // A_PAGE))
    return min(int(page) if page.isdecimal() else 0, pages - 1), pages


def _lines(sight: Sight, question: Question) -> tuple[say.PooledLine, ...]:
    """What is put to all first, then what is not."""
    all_of_it = proposals(sight, question.key)
    ordered = sorted(all_of_it, key=lambda p: bool(p.dropped))
    numbers = {p.item.key: n for n, p in enumerate(ordered, 1)}
    like = alike(all_of_it)
    return tuple(
        say.PooledLine(
            p.item.key,
            numbers[p.item.key],
            p.item.label,
            proposers(sight, question, p.item.organisations),
            p.reworded,
            tuple(d.item.label for d in p.doubles),
            tuple(numbers[key] for key in like.get(p.item.key, ())),
            p.dropped,
        )
        for p in ordered
    )


# ── one item ─────────────────────────────────────────────────────────────────


def _meant(turn: Turn, act: Act) -> Looked | None:
    """The item that a button's round, question and item name, where it may be looked through now."""
    round = turn.partnership.rounds.get(act.arg(0))
    stage = turn.stage(round) if round else None
    if round is None or stage is None:
        return None
    question = next((q for q in lists_of(turn, stage, round) if q.key == act.arg(1)), None)
    item = found(whole(turn, round), question.key, act.arg(2)) if question else None
    return Looked(stage, round, question, item) if question and item else None


def _of_item(rule: Callable[[Turn, Looked, Act], None]) -> Callable[[Turn, Act], None]:
    def checked(turn: Turn, act: Act) -> None:
        meant = _meant(turn, act)
        if meant is None:
            menu(turn, "not_now")
        else:
            rule(turn, meant, act)

    return checked


def _show(turn: Turn, meant: Looked, note: str = "") -> None:
    """The item as it stands now, whatever has just been made of it."""
    sight = whole(turn, turn.partnership.rounds[meant.round.id])
    question = meant.question
    item = found(sight, question.key, meant.item.item.key) or meant.item
    turn.say(
        say.PooledItem(
            turn.here,
            turn.language,
            meant.round.id,
            meant.stage,
            question.key,
            item.item.key,
            item.item.label,
            _words(sight, question, item),
            tuple((d.item.key, d.item.label, _words(sight, question, d)) for d in item.doubles),
            item.reworded,
            item.dropped,
            settled(sight, question.key, item),
            len(_others(sight, meant)) > 0,
            note,
        )
    )


def _words(sight: Sight, question: Question, item: Proposal) -> tuple[tuple[str, str], ...]:
    """(name, its own words); without names where answers are anonymous."""
    return tuple(("".join(proposers(sight, question, (org,))), text) for org, text in item.words)


def _look(turn: Turn, meant: Looked, _: Act) -> None:
    _show(turn, meant)


def _others(sight: Sight, meant: Looked) -> tuple[Proposal, ...]:
    """What an item can be merged with."""
    listed = proposals(sight, meant.question.key)
    return tuple(p for p in listed if p.item.key != meant.item.item.key and not p.dropped)


def _choose_other(turn: Turn, meant: Looked, act: Act) -> None:
    if _fixed(turn, meant):
        return
    others = _others(whole(turn, meant.round), meant)
    at, pages = paged(act.arg(3), len(others))
    choices = tuple(Choice(p.item.key, p.item.label) for p in others)
    listed = {line.key: line.number for line in _lines(whole(turn, meant.round), meant.question)}
    numbers = tuple(listed[p.item.key] for p in others)
    turn.say(
        say.MergeWith(
            turn.here,
            turn.language,
            meant.round.id,
            meant.stage,
            meant.question.key,
            meant.item.item.key,
            meant.item.item.label,
            choices[at * A_PAGE : (at + 1) * A_PAGE],
            at,
            pages,
            numbers[at * A_PAGE : (at + 1) * A_PAGE],
        )
    )


def _fixed(turn: Turn, meant: Looked) -> bool:
    """Partners have answered about it: it is not taken from them any more. Says so."""
    if settled(whole(turn, meant.round), meant.question.key, meant.item):
        _show(turn, meant, "settled")
        return True
    return False


def _merge(turn: Turn, meant: Looked, act: Act) -> None:
    others = _others(whole(turn, meant.round), meant)
    into = next((p for p in others if p.item.key == act.arg(3)), None)
    if into is None:
        _show(turn, meant)
    elif not _fixed(turn, meant):
        merge(turn, meant.round, meant.question.key, meant.item, into.keys[0])
        _show(turn, meant._replace(item=into), "merged")


def _split(turn: Turn, meant: Looked, act: Act) -> None:
    """Take what was merged into the item out of it again."""
    double = next((d for d in meant.item.doubles if d.item.key == act.arg(3)), None)
    if double is not None:
        merge(turn, meant.round, meant.question.key, double, "")
    _show(turn, meant, "split" if double else "")


def _put_back(turn: Turn, meant: Looked, _: Act) -> None:
    drop(turn, meant.round, meant.question.key, meant.item, "")
    _show(turn, meant, "back")


def _own_words(turn: Turn, meant: Looked, _: Act) -> None:
    reword(turn, meant.round, meant.question.key, meant.item, "")
    _show(turn, meant, "own_words")


# ── lines that are typed ─────────────────────────────────────────────────────


def _about(meant: Looked) -> str:
    return f"{meant.round.id}:{meant.question.key}:{meant.item.item.key}"


def _ask_wording(turn: Turn, meant: Looked, _: Act) -> None:
    turn.save(replace(turn.member, writing=Writing("listword", _about(meant))))
    item, key = meant.item.item, meant.question.key
    turn.say(
        say.AskWording(turn.here, turn.language, meant.round.id, key, item.key, item.label, LONGEST_WORDING)
    )


def _ask_reason(turn: Turn, meant: Looked, _: Act) -> None:
    if _fixed(turn, meant):
        return
    turn.save(replace(turn.member, writing=Writing("listdrop", _about(meant))))
    item, key = meant.item.item, meant.question.key
    turn.say(say.AskDropReason(turn.here, turn.language, meant.round.id, key, item.key, item.label))


def _written(rule: Callable[[Turn, Looked, str], None]) -> Callable[[Turn, Writing, str, str], None]:
    def checked(turn: Turn, writing: Writing, text: str, _message: str) -> None:
        meant = _meant(turn, Act("", tuple(writing.about.split(":"))))
        if meant is None or not tidy(text):
            menu(turn, "not_now")
        else:
            rule(turn, meant, tidy(text))

    return checked


def _reworded(turn: Turn, meant: Looked, text: str) -> None:
    reword(turn, meant.round, meant.question.key, meant.item, cut(text, LONGEST_WORDING))
    _show(turn, meant, "reworded")


def _dropped(turn: Turn, meant: Looked, text: str) -> None:
    if not _fixed(turn, meant):
        drop(turn, meant.round, meant.question.key, meant.item, cut(text, LONGEST_REASON))
        _show(turn, meant, "dropped")


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "listitem": _of_item(_look),
    "listword": _of_item(_ask_wording),
    "listplain": _of_item(_own_words),
    "listmerge": _of_item(_choose_other),
    "listinto": _of_item(_merge),
    "listsplit": _of_item(_split),
    "listdrop": _of_item(_ask_reason),
    "listback": _of_item(_put_back),
}
FOR_BROKERS = frozenset(DESK)
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {
    "listword": _written(_reworded),
    "listdrop": _written(_dropped),
}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
