"""Commands in a group. The bot answers these and nothing else that people say there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import effects as say
from bot.core import events as ev
from bot.core.acts import Act
from bot.core.brokering import broker_does
from bot.core.cycle import Stage
from bot.core.publishing import last_published, summary
from bot.core.setting_up import invite_to_join
from bot.core.stage_card import offers, round_of
from bot.core.text import arabic
from bot.core.turn import Turn
from bot.core.whole import counted, set_up, stage_line

CLOSE_WORDS = frozenset({"close", "ปิด"})
"""What stands behind /stage and its number to close a round."""


def commanded_in_group(turn: Turn, command: ev.Commanded) -> None:
    if not set_up(turn.partnership) or not turn.partnership.brokers:
        if not (command.name == "start" and command.argument):  # added by a link: greeted already
            turn.say(say.GroupHelp(turn.here, turn.group_language, ready=False))
    elif command.name == "stage" and command.argument:
        _stage(turn, command)
    else:
        COMMANDS.get(command.name, _help)(turn)


def _help(turn: Turn) -> None:
    turn.say(say.GroupHelp(turn.here, turn.group_language, ready=True))


def _start(turn: Turn) -> None:
    """The way in again: a fresh join button, for whoever missed the first."""
    invite_to_join(turn)


def _status(turn: Turn) -> None:
    partnership, language = turn.partnership, turn.group_language
    lines = tuple(
        stage_line(turn.cycle, partnership, s, language) for s in turn.cycle.stages.values()
    )
    names = tuple(o.name for o in counted(partnership))
    turn.say(say.GroupStatus(turn.here, language, partnership.name, lines, names))


def _summary(turn: Turn) -> None:
    found = last_published(turn)
    if found:
        stage, round = found
        turn.say(summary(turn, stage, round, turn.here, turn.group_language))
    else:
        turn.say(say.NoSummaryYet(turn.here, turn.group_language))


COMMANDS: Mapping[str, Callable[[Turn], None]] = {
    "start": _start,
    "status": _status,
    "stage": _status,
    "summary": _summary,
}


def stage_numbered(turn: Turn, text: str) -> Stage | None:
    """The stage whose number, in either numerals, stands first in a text."""
    number = arabic(text).strip().partition(" ")[0]
    return next((s for s in turn.cycle.stages.values() if str(s.number) == number), None)


def _stage(turn: Turn, command: ev.Commanded) -> None:
    """A broker's /stage 3 opens the third stage; /stage 3 close closes it. The card comes in private."""
    if command.anonymous:
        argument = command.argument.replace(":", " ")
        turn.say(say.AnonymousAsked(turn.here, turn.group_language, command.name, argument))
        return
    broker = turn.partnership.members.get(turn.event.person)
    if broker is None or not broker.broker:
        turn.say(say.NotAllowed(turn.here, turn.group_language, private=False))
        return
    rest = command.argument.partition(" ")[2]
    stage = stage_numbered(turn, command.argument)
    if stage is None:
        _status(turn)
        return
    if broker.private is None:
        _help(turn)
        return
    turn.answer_to = broker.private
    round = round_of(turn, stage)
    if rest.strip() in CLOSE_WORDS and round and round.open:
        broker_does(turn, Act("close", (round.id,)))
    elif "open_full" in offers(turn, stage):
        broker_does(turn, Act("open", (stage.key,)))
    else:
        broker_does(turn, Act("stage", (stage.key,)))
