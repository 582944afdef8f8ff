"""The whole behaviour of the bot: `step(partnership, event, cycle)`.

Two tables decide what is allowed: `interview.MEMBER` (standing × verb) for whoever answers, and
`stage_card.BROKER` (state of a stage × offer) for brokers. What is in neither is refused, changes
nothing, and the waiting question is shown again.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core import events as ev
from bot.core import words
from bot.core.acts import Act, parse
from bot.core.attaching import add_attachment
from bot.core.brokering import VERBS, broker_does
from bot.core.cycle import Cycle, Kind
from bot.core.desk import DESK, at_the_desk, correct_member, front, menu, resume, start, written
from bot.core.effects import Effect
from bot.core.in_group import commanded_in_group, stage_numbered
from bot.core.interview import act, standing_of
from bot.core.mending import early, edited, place_early
from bot.core.model import AnswerKey, Asking, Invited, Partnership
from bot.core.reception import JOINING, begin_joining, said_while_joining
from bot.core.setting_up import (
    SETTING_UP,
    about,
    greet_group,
    rights_found,
    said_while_setting_up,
    take_offer,
)
from bot.core.turn import Turn
from bot.core.whole import joined, set_up

# fmt: off
INTERVIEW = frozenset({
    "go", "answer", "tick", "untick", "place", "clear", "done", "skip", "back", "pause", "take",
    "retype", "swap", "keep", "review", "change", "edit", "handin",
})
# fmt: on
"""Verbs that belong to one round's interview."""
WRITTEN = frozenset({"agreed", "name", "partnership", "purpose"})
"""`Writing.what` of lines that are written to order."""
BY_WORD = {"stage": "wheel", "summary": "summaries", "handin": "handin"}
"""Commands whose button has another verb."""


NOT_THEIR_DOING = ev.Blocked | ev.RightsFound | ev.NotDelivered
"""What happens to a person in private without their writing or tapping."""


def step(
    partnership: Partnership, event: ev.Event, cycle: Cycle
) -> tuple[Partnership, list[Effect]]:
    """What to remember and what to say after `event`. Pure."""
    turn = Turn(partnership, event, cycle)
    if event.private:
        _noticed(turn)
        _in_private(turn)
    else:
        _in_group(turn)
    return turn.partnership, turn.said


def _noticed(turn: Turn) -> None:
    """Whoever acts in private can be written to there."""
    member = turn.partnership.members.get(turn.event.person)
    if member is None or isinstance(turn.event.happened, NOT_THEIR_DOING):
        return
    if member.roles and (member.private, member.reachable) != (turn.here, True):
        turn.save(replace(member, private=turn.here, reachable=True))


def _in_private(turn: Turn) -> None:
    match turn.event.happened:
        case ev.Started(kind=kind):
            _started(turn, kind)
        case ev.RightsFound(administrator=administrator):
            rights_found(turn, administrator=administrator)
        case ev.Pressed(action=action, message=message):
            pressed(turn, parse(action), message)
        case ev.Commanded(name, argument):
            _commanded(turn, name, argument)
        case ev.Said(text, message, is_early):
            _said(turn, text, message, is_early=is_early)
        case ev.Edited(text, message):
            edited(turn, text, message)
        case ev.Sent() as sent:
            _sent(turn, sent)
        case _:
            _unreached(turn)


def _in_group(turn: Turn) -> None:
    match turn.event.happened:
        case ev.Added():
            greet_group(turn)
        case ev.Commanded() as command:
            commanded_in_group(turn, command)
        case ev.Removed():
            _tell_brokers(turn, turn.partnership.name or turn.partnership.title, "gone")
        case ev.NotDelivered(why):
            _tell_brokers(turn, turn.partnership.name or turn.partnership.title, why)
        case ev.Pressed(action=action):
            act = parse(action)
            if act.verb == "identify":
                command = ev.Commanded(act.arg(0), act.arg(1))
                commanded_in_group(turn, command)
        case _:
            pass


def _started(turn: Turn, kind: str) -> None:
    if kind == "setup":
        take_offer(turn)
    elif kind == "join" and not joined(turn.member) and set_up(turn.partnership):
        begin_joining(turn)
    else:
        start(turn)


def _unreached(turn: Turn) -> None:
    """They blocked the bot, or could not be written to; of a block the brokers are told once."""
    member = turn.partnership.members.get(turn.event.person)
    if member is None:
        return
    name = member.name or member.called
    match turn.event.happened:
        case ev.Blocked() if member.reachable:
            turn.save(replace(member, reachable=False))
            _tell_brokers(turn, name, "blocked")
        case ev.NotDelivered(why):
            _tell_brokers(turn, name, why)


def _tell_brokers(turn: Turn, who: str, why: str) -> None:
    for broker in turn.partnership.brokers:
        if broker.private and broker.reachable and broker.person != turn.event.person:
            language = turn.language_of(broker)
            turn.say(say.Undelivered(broker.private, language, who, why))


# ── pressed ──────────────────────────────────────────────────────────────────


def pressed(turn: Turn, act_: Act, message: str = "") -> None:
    """One tap in private. Whose tap it is decides what it may do, by what is remembered here."""
    member = turn.member
    if member.writing and act_.verb not in ("same", "early", "agreed"):
        turn.save(replace(member, writing=None))
    if act_.verb in VERBS:
        _as_broker(turn, act_)
    elif act_.verb in SETTING_UP:
        _while_setting_up(turn, act_)
    elif act_.verb in JOINING:
        _while_joining(turn, act_)
    elif act_.verb == "early":
        place_early(turn, act_)
    elif act_.verb in INTERVIEW:
        _in_interview(turn, act_, message)
    elif act_.verb in DESK:
        at_the_desk(turn, act_)
    else:
        _nothing_fits(turn)


def _as_broker(turn: Turn, act_: Act) -> None:
    if not turn.member.broker:
        turn.say(say.NotAllowed(turn.here, turn.language, private=True))
    elif not set_up(turn.partnership):
        start(turn)
    else:
        broker_does(turn, act_)


def _while_setting_up(turn: Turn, act_: Act) -> None:
    if not turn.member.broker:
        _nothing_fits(turn)
    elif set_up(turn.partnership):
        about(turn)
    else:
        SETTING_UP[act_.verb](turn, act_)


def _while_joining(turn: Turn, act_: Act) -> None:
    if joined(turn.member):
        correct_member(turn, act_)
    elif act_.verb == "consent" or turn.member.consented_at:
        JOINING[act_.verb](turn, act_)
    else:
        begin_joining(turn)


def _in_interview(turn: Turn, act_: Act, message: str) -> None:
    round = turn.partnership.rounds.get(act_.round) if act_.args else front(turn)
    if not joined(turn.member) or round is None or turn.stage(round) is None:
        _nothing_fits(turn)
    elif act_.verb == "keep" and turn.member.front not in ("", round.id):
        resume(turn)  # an old answer elsewhere stays; what was in front stays in front
    elif not round.open:
        stage = turn.stage(round)
        if stage:
            turn.say(say.RoundOver(turn.here, turn.language, stage))
    else:
        act(turn, round, act_, message=message)


def _nothing_fits(turn: Turn) -> None:
    """What was asked for does not fit where things stand: say so and show what waits."""
    member = turn.member
    if (member.broker and not set_up(turn.partnership)) or (
        member.representative and not joined(member)
    ):
        start(turn)
    else:
        menu(turn, "not_now")


# ── typed ────────────────────────────────────────────────────────────────────


def _commanded(turn: Turn, name: str, argument: str) -> None:
    """A command or a plain word for one; but for a stage's number and a language nothing behind it counts."""
    verb = BY_WORD.get(name, name)
    if verb == "back" and turn.member.broker and not set_up(turn.partnership):
        verb = "setback"
    args: tuple[str, ...] = ()
    if verb == "language":
        args = tuple(argument.split()[:1])
    elif verb == "wheel" and (stage := stage_numbered(turn, argument)):
        verb, args = "stage", (stage.key,)
    known = verb in DESK or verb in VERBS or verb in INTERVIEW or verb in SETTING_UP
    pressed(turn, Act(verb if known else "help", args))


def _said(turn: Turn, text: str, message: str, *, is_early: bool) -> None:
    """A text in private: a plain word for a command, a line that was asked for, or an answer."""
    member = turn.member
    word = words.command(text)
    if word and (word not in ("handin", "done") or not joined(member) or _finishes(turn)):
        _commanded(turn, word, "")
    elif member.broker and not set_up(turn.partnership):
        said_while_setting_up(turn, text)
    elif member.writing and member.writing.what in WRITTEN:
        written(turn, member.writing, text)
    elif member.representative and not joined(member):
        said_while_joining(turn, text)
    else:
        _said_in_interview(turn, text, message, is_early=is_early)


def _finishes(turn: Turn) -> bool:
    """Whether "done" or "send" can be meant: "เสร็จแล้ว" is also an answer to how something is going."""
    round = front(turn)
    if round is None:
        return False
    standing = standing_of(round, turn)
    if not isinstance(standing, Asking):
        return True
    question = turn.cycle.question(standing.slot.question)
    answer = round.answers.get(AnswerKey(turn.member.organisation, standing.slot))
    several = question is not None and question.kind in (Kind.LIST, Kind.MULTI)
    return several or bool(answer and answer.attachments)


def _said_in_interview(turn: Turn, text: str, message: str, *, is_early: bool) -> None:
    round = front(turn)
    if round is None:
        _too_late(turn)
        return
    standing = standing_of(round, turn)
    if is_early and isinstance(standing, Asking) and early(turn, round, standing, text):
        return
    act(turn, round, Act("said"), text, message)


def _too_late(turn: Turn) -> None:
    """A text with nothing to answer: perhaps to a round that was closed meanwhile; then that is said."""
    last = turn.partnership.rounds.get(turn.member.front)
    stage = turn.stage(last) if last and not last.open else None
    if last and stage and isinstance(standing_of(last, turn), Asking):
        turn.say(say.RoundOver(turn.here, turn.language, stage))
    else:
        menu(turn)


def _sent(turn: Turn, sent: ev.Sent) -> None:
    round = front(turn)
    standing = standing_of(round, turn) if round else Invited()
    if round and isinstance(standing, Asking):
        add_attachment(turn, round, standing, sent)
    else:
        turn.say(say.AttachmentNotHere(turn.here, turn.language))
        start(turn)
