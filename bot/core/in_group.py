"""What happens in a group. The bot answers commands, a few exact words for them, and whoever speaks to it;
of all else that people say there it takes no notice.

A person without an id (LINE may leave it out) never acts for anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core import effects as say
from bot.core import events as ev
from bot.core import tables, words
from bot.core.acts import Act, parse
from bot.core.agreeing import agree, agreed_again, unagreed
from bot.core.brokering import broker_does
from bot.core.cycle import Stage
from bot.core.linking import group_linked
from bot.core.model import Member
from bot.core.promising import open_and_late
from bot.core.publishing import last_published, read_again
from bot.core.reach import left_group, tell_brokers
from bot.core.restoring import tell_restored
from bot.core.setting_up import greet_group, invite_to_join
from bot.core.stage_card import offers, round_of
from bot.core.text import arabic
from bot.core.timing import passed
from bot.core.turn import Turn
from bot.core.whole import counted, set_up, stage_line
from bot.core.words import GroupCommand

# ── what people do ───────────────────────────────────────────────────────────


def done_in_group(turn: Turn) -> None:
    """Someone said or pressed something in a group, or changed what they had said."""
    match turn.event.happened:
        case ev.Commanded() as command:
            commanded_in_group(turn, command)
        case ev.Said() as said:
            _said(turn, said)
        case ev.Edited() as edited:
            _edited(turn, edited)
        case ev.Unsent(message):
            unagreed(turn, message)
        case ev.Pressed(action=action):
            _pressed(turn, parse(action))


def commanded_in_group(turn: Turn, command: ev.Commanded, message: str = "") -> None:
    """`message`: the platform's id of the text that meant the command."""
    rule = ON_PARTNERSHIP.get(command.name)
    if not _ready(turn) and command.name != "elect":
        if not (command.name == "start" and command.argument):  # added by a link: greeted already
            turn.say(say.GroupHelp(turn.here, turn.group_language, ready=False))
    elif rule and command.argument:
        _as_broker(turn, command, rule, message)
    else:
        COMMANDS.get(command.name, _help)(turn)


def _ready(turn: Turn) -> bool:
    return bool(set_up(turn.partnership) and turn.partnership.brokers)


def _said(turn: Turn, said: ev.Said) -> None:
    """To the bot, any word for a command counts; among people, only the few exact ones."""
    meant = words.to_bot(said.text) if said.to_bot else words.in_group(said.text)
    if meant and not said.to_bot and meant.name == "agreed" and not _may_agree(turn, meant):
        return
    if meant:
        commanded_in_group(turn, ev.Commanded(meant.name, meant.argument), said.message)


def _may_agree(turn: Turn, meant: GroupCommand) -> bool:
    """Among people "ข้อตกลงร่วม …" may be mere talk: it counts when a broker wrote it, and wrote it out."""
    return bool(meant.argument) and (_nameless(turn) or _broker(turn) is not None)


def _edited(turn: Turn, edited: ev.Edited) -> None:
    """What changes anything counts once, by its newest text; the line that had come from it is put right.

    What is but shown is not shown again for an edit: what the text was before, nobody here knows.
    """
    meant = words.in_group(edited.text)
    if meant is None or meant.name not in ON_PARTNERSHIP:
        meant = None
    line = meant.argument if meant and meant.name == "agreed" else ""
    was_agreed = _broker(turn) is not None and agreed_again(turn, line, edited.message)
    if meant and meant.argument and not (was_agreed and line):
        _said(turn, ev.Said(edited.text, edited.message, to_bot=edited.to_bot))


def _pressed(turn: Turn, act: Act) -> None:
    if act.verb == "say":
        commanded_in_group(turn, ev.Commanded(act.arg(0)))
    elif act.verb in tables.IN_GROUP:
        tables.IN_GROUP[act.verb](turn, act)
    elif act.verb == "identify" and _nameless(turn):
        turn.say(say.GroupHelp(turn.here, turn.group_language, ready=_ready(turn)))
    elif act.verb == "identify":
        commanded_in_group(turn, ev.Commanded(act.arg(0), act.arg(1)))


def _help(turn: Turn) -> None:
    turn.say(say.GroupHelp(turn.here, turn.group_language, ready=True))


def _start(turn: Turn) -> None:
    """The way in again: a fresh join button, for whoever missed the first."""
    invite_to_join(turn, (turn.here,))


def _status(turn: Turn) -> None:
    partnership, language = turn.partnership, turn.group_language
    lines = tuple(
        stage_line(turn.cycle, partnership, s, language) for s in turn.cycle.stages.values()
    )
    names = tuple(o.name for o in counted(partnership))
    turn.say(
        say.GroupStatus(
            turn.here,
            language,
            partnership.name,
            lines,
            names,
            *open_and_late(turn),
            bool(partnership.promises),
            bool(partnership.agreements),
        )
    )


def _summary(turn: Turn) -> None:
    found = last_published(turn)
    if found:
        stage, round = found
        turn.say(read_again(turn, stage, round, turn.here))
    else:
        turn.say(say.NoSummaryYet(turn.here, turn.group_language))


COMMANDS: Mapping[str, Callable[[Turn], None]] = {
    "start": _start,
    "status": _status,
    "stage": _status,
    "summary": _summary,
    **tables.COMMANDS,
}


# ── what brokers do ──────────────────────────────────────────────────────────


def _nameless(turn: Turn) -> bool:
    return not turn.event.person.id


def _broker(turn: Turn) -> Member | None:
    member = turn.partnership.members.get(turn.event.person)
    return member if member and member.broker and not _nameless(turn) else None


ByBroker = Callable[[Turn, Member, str, str], None]


def _as_broker(turn: Turn, command: ev.Commanded, rule: ByBroker, message: str) -> None:
    if command.anonymous or _nameless(turn):
        argument = command.argument.replace(":", " ")
        turn.say(say.AnonymousAsked(turn.here, turn.group_language, command.name, argument))
    elif (broker := _broker(turn)) is None:
        turn.say(say.NotAllowed(turn.here, turn.group_language, private=False))
    else:
        rule(turn, broker, command.argument, message)


def stage_numbered(turn: Turn, text: str) -> Stage | None:
    """The stage whose number, in either numerals, stands first in a text."""
    number = arabic(text).strip().partition(" ")[0]
    return next((s for s in turn.cycle.stages.values() if str(s.number) == number), None)


def _stage(turn: Turn, broker: Member, argument: str, _: str) -> None:
    """A broker's /stage 3 opens the third stage; /stage 3 close closes it. The card comes in private."""
    rest = argument.partition(" ")[2]
    stage = stage_numbered(turn, argument)
    if stage is None:
        _status(turn)
        return
    if broker.private is None:
        _help(turn)
        return
    turn.answer_to = broker.private
    round = round_of(turn, stage)
    if rest.strip() in words.CLOSE and round and round.open:
        broker_does(turn, Act("close", (round.id,)))
    elif "open_full" in offers(turn, stage):
        broker_does(turn, Act("open", (stage.key,)))
    else:
        broker_does(turn, Act("stage", (stage.key,)))


def _agreed(turn: Turn, _: Member, argument: str, message: str) -> None:
    if not agree(turn, argument, message):
        turn.say(say.GroupHelp(turn.here, turn.group_language, ready=True, why="no_stage"))


ON_PARTNERSHIP: Mapping[str, ByBroker] = {"stage": _stage, "agreed": _agreed}
"""Command → what a broker does by it; what stands behind the command is needed."""


# ── what happens to the group ────────────────────────────────────────────────


def befell_group(turn: Turn) -> None:
    """Something happened to the group, or to the bot in it."""
    partnership = turn.partnership
    match turn.event.happened:
        case ev.Added():
            greet_group(turn)
        case ev.GroupLinked() as linked:
            group_linked(turn, linked)
        case ev.MembersCame() if set_up(partnership):
            invite_to_join(turn, (turn.event.place,), arrival=True)
        case ev.MemberLeft():
            left_group(turn)
        case ev.Removed():
            tell_brokers(turn, partnership.name or partnership.title, "gone")
        case ev.NotDelivered(why):
            tell_brokers(turn, partnership.name or partnership.title, why)
        case _:
            _befell_all(turn)


def _befell_all(turn: Turn) -> None:
    """Something happened to the partnership that nobody did; it only has to happen somewhere."""
    match turn.event.happened:
        case ev.TimePassed():
            passed(turn)
        case ev.Restored() as restored:
            tell_restored(turn, restored)
