"""After the twelfth stage: the partnership comes to its end, goes on, or begins a new cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.core import effects as say
from bot.core import keeping
from bot.core.acts import Act
from bot.core.artefacts.hearing import lines, open_to_group, side_by_side
from bot.core.artefacts.making import of
from bot.core.corrections import of_stage
from bot.core.menu import menu
from bot.core.model import Partnership, Place, Round
from bot.core.promising import open_promises
from bot.core.results import Bars, Block, Lines, Voices
from bot.core.sight import Sight
from bot.core.stage_card import aside_line, set_aside
from bot.core.text import cut
from bot.core.turn import Turn
from bot.core.wheel import last_round, wheel
from bot.core.whole import stage_line

WAY_ON = "future"
"""The question of the last stage by which the partners say how to go on."""
FROM_LAST = ("next_scope",)
FROM_LESSONS = ("lesson", "keep_stop_try")
NEXT_ROLE = "role_cycle2"
"""Questions whose answers open a new cycle; a set of questions without them carries over the rest."""
MOST_LINES = 6
"""Lines of one block that are shown when a cycle begins: it is one message in a busy group."""
LONGEST_LINE = 90
"""Grapheme clusters of one such line; two or three lines on a phone."""
MOST_PROMISES = 8


# ── the three ways ───────────────────────────────────────────────────────────


def after_twelfth(turn: Turn, confirm: str = "") -> None:
    """What the group chose, and how to go on; the wheel while the last stage is not published."""
    round = last_round(turn)
    if round is None:
        wheel(turn)
        return
    partnership = turn.partnership
    asked = [key for key in turn.cycle.stages for _ in of_stage(partnership, key)]
    turn.say(
        say.AfterTwelfth(
            turn.here,
            turn.language,
            partnership.name,
            partnership.cycle,
            tuple(of(_seen(turn, partnership, round, turn.language), WAY_ON)),
            _going(turn),
            next((s.key for s in turn.cycle.stages.values() if any(q.recurring for q in s.questions)), ""),
            partnership.ended_at,
            confirm,
            len(asked),
            asked[0] if asked else "",
        )
    )


def _seen(turn: Turn, partnership: Partnership, round: Round, language: str) -> Sight:
    """What the whole partnership may read of a round, seen from it."""
    return open_to_group(Sight(turn.cycle, partnership, round, "", language))


def _going(turn: Turn) -> tuple[say.StageLine, ...]:
    """Stages that lie open or as a draft: what would be left behind by an end or a new cycle."""
    rounds = (r for r in turn.partnership.rounds.values() if not r.published and not r.only)
    keys = {round.stage for round in rounds}
    beside = tuple(aside_line(turn, round, turn.language) for round in set_aside(turn))
    stages = (s for key, s in turn.cycle.stages.items() if key in keys - {line.key for line in beside})
    return (*(stage_line(turn.cycle, turn.partnership, s, turn.language) for s in stages), *beside)


def _may(turn: Turn, act: Act) -> bool:
    """Whether the cycle that the button names is at hand, at its end, and nothing in it is going on."""
    meant = act.arg(0) in ("", str(turn.partnership.cycle))
    return meant and last_round(turn) is not None and not turn.partnership.ended_at and not _going(turn)


def _end(turn: Turn, act: Act) -> None:
    if not _may(turn, act):
        after_twelfth(turn)
    elif act.arg(1) != "yes":
        after_twelfth(turn, "end")
    else:
        turn.partnership = replace(turn.partnership, ended_at=turn.event.at)
        for group in turn.partnership.groups:
            turn.say(_ended(turn, group, turn.group_language))
        turn.say(_ended(turn, turn.here, turn.language, private=True))


def _ended(turn: Turn, to: Place, language: str, *, private: bool = False) -> say.Ended:
    partnership = turn.partnership
    promises = open_promises(partnership)
    shown = tuple((_name(partnership, p.organisation), _short(p.what)) for p in promises[:MOST_PROMISES])
    more, until = len(promises) - len(shown), keeping.until(partnership) or turn.event.at
    return say.Ended(to, language, partnership.name, shown, more, until, private)


def _take_up(turn: Turn, _: Act) -> None:
    """The end is undone; with it the time for which the data are kept."""
    if turn.partnership.ended_at:
        turn.partnership = replace(turn.partnership, ended_at=None)
        for group in turn.partnership.groups:
            turn.say(say.GoesOn(group, turn.group_language, turn.partnership.name))
    after_twelfth(turn)


# ── a new cycle ──────────────────────────────────────────────────────────────


def _new_cycle(turn: Turn, act: Act) -> None:
    """Rule, quorum, people and promises stay; stages begin anew. Nobody starts a cycle by an old button."""
    if not _may(turn, act):
        after_twelfth(turn)
        return
    if act.arg(1) != "yes":
        after_twelfth(turn, "cycle")
        return
    shown, more = capped(carried_over(turn, turn.group_language))
    number = turn.partnership.cycle + 1
    turn.partnership = replace(turn.partnership, cycle=number, skipped_stages=frozenset())
    for group in turn.partnership.groups:
        turn.say(say.CycleBegun(group, turn.group_language, turn.partnership.name, number, shown, more))
    wheel(turn)


def carried_over(turn: Turn, language: str) -> list[Block]:
    """Of the cycle at hand: each partner's role from here on, where to start, lessons, open promises."""
    here = {k: o for k, o in turn.partnership.organisations.items() if o.state != "left"}
    partnership = replace(turn.partnership, organisations=here)
    last = last_round(turn)
    found: list[Block] = []
    if last is not None:
        sight = _seen(turn, partnership, last, language)
        found += side_by_side(sight, "=next_roles", NEXT_ROLE) + of(sight, *FROM_LAST)
    if (lessons := _round_with(turn, FROM_LESSONS)) is not None:
        found += of(_seen(turn, partnership, lessons, language), *FROM_LESSONS)
    promised = (
        (_name(partnership, p.organisation), (("", p.what),))
        for p in open_promises(partnership)
        if p.organisation in here
    )
    return found + lines("=open_promises", promised)


def _round_with(turn: Turn, questions: tuple[str, ...]) -> Round | None:
    """The newest published round of this cycle of the stage that asks these questions."""
    stage = next((s for key in questions if (s := turn.cycle.stage_of(key))), None)
    rounds = [
        r
        for r in turn.partnership.rounds.values()
        if stage and r.stage == stage.key and r.cycle == turn.partnership.cycle and r.edition and r.published
    ]
    return rounds[-1] if rounds else None


def capped(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], int]:
    """The blocks with few and short lines, and how many lines were left out; all is in the summaries."""
    shown, more = list[Block](), 0
    for block in blocks:
        if isinstance(block, Voices):
            voices = tuple((who, _short(words)) for who, words in block.voices[:MOST_LINES])
            more += len(block.voices) - len(voices)
            shown.append(replace(block, voices=voices))
        elif isinstance(block, Lines):
            rows = tuple(_row(row) for row in block.rows[:MOST_LINES])
            more += len(block.rows) - len(rows)
            shown.append(replace(block, rows=rows))
        elif isinstance(block, Bars):
            shown.append(block)
    return tuple(shown), more


def _row(row: tuple[str, tuple[tuple[str, str], ...]]) -> tuple[str, tuple[tuple[str, str], ...]]:
    head, details = row
    return _short(head), tuple((label, _short(text)) for label, text in details)


def _short(text: str) -> str:
    return cut(" ".join(text.split()), LONGEST_LINE, "…")


def _name(partnership: Partnership, organisation: str) -> str:
    found = partnership.organisations.get(organisation)
    return found.name if found else ""


def _ways(turn: Turn, _: Act) -> None:
    if last_round(turn) is None:
        menu(turn, "not_now")
    else:
        after_twelfth(turn)


DESK = {
    "aftertwelfth": _ways,
    "endpartnership": _end,
    "takeup": _take_up,
    "newcycle": _new_cycle,
}
FOR_BROKERS = frozenset(DESK)
