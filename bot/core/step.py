"""The whole behaviour of the bot: `step(partnership, event, cycle)`.

Two tables decide what is allowed: `interview.MEMBER` (standing × verb) for whoever answers, and
`stage_card.BROKER` (state of a stage × offer) for brokers. What is in neither is refused, changes
nothing, and the waiting question is shown again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core import effects as say
from bot.core import events as ev
from bot.core import spoken, tables, words
from bot.core.acts import Act, parse
from bot.core.answering import round_over
from bot.core.asking import other_hands
from bot.core.attaching import add_attachment
from bot.core.brokering import VERBS, broker_does
from bot.core.confirming import something_to_confirm
from bot.core.cycle import Cycle, Kind, Stage
from bot.core.desk import DESK, at_the_desk, start, written
from bot.core.effects import Effect
from bot.core.in_group import befell_group, done_in_group, stage_numbered
from bot.core.interview import act, standing_of
from bot.core.joining_later import came
from bot.core.mending import early, edited, place_early
from bot.core.menu import front, menu, resume
from bot.core.model import AnswerKey, Asking, Invited, Partnership, Writing
from bot.core.next_step import next_step
from bot.core.own_data import correct_member, typed_to_erase
from bot.core.reach import noticed, unreached
from bot.core.reception import JOINING, begin_joining, said_while_joining
from bot.core.sending import price_found
from bot.core.setting_up import (
    SETTING_UP,
    WHILE_SETTING_UP,
    about,
    rights_found,
    said_while_setting_up,
    take_offer,
)
from bot.core.taking_back import taken_back
from bot.core.telephone import elsewhere
from bot.core.turn import Turn
from bot.core.whole import joined, set_up

# fmt: off
INTERVIEW = frozenset({
    "go", "answer", "pick", "tick", "untick", "place", "clear", "done", "skip", "back", "pause", "take",
    "retype", "swap", "keep", "review", "change", "edit", "handin", "asbefore",
})
# fmt: on
"""Verbs that belong to one round's interview."""
WRITTEN = frozenset({"agreed", "name", "partnership", "purpose", *tables.WRITTEN})
"""`Writing.what` of lines that are written to order."""
KEEPS_WRITING = frozenset({"same", "early", "agreed", "push", *tables.KEEPS_WRITING})
"""Verbs that do not put away what was being written."""
LOOKS = frozenset({"summaries", "summary", "status", "menu"})
"""Verbs that only show something: a correction that was asked for is still awaited after them."""
NAMES = frozenset({"phone_organisation", "phone_name", "new_partner"})
"""`Writing.what` of names; "stage 3" is none."""
OF_ONES_OWN = frozenset({"mine", "confirm", "toconfirm", "why", "correct"})
"""Verbs about the answers of one's own organisation: not while one writes for another."""
BY_WORD = {"stage": "wheel", "summary": "summaries", "handin": "handin"}
"""Commands whose button has another verb."""
STILL_MEANT = timedelta(hours=12)
"""So long after a round was closed, a text of someone who was reading their answers is about them."""
BY_PEOPLE = ev.Commanded | ev.Said | ev.Edited | ev.Unsent | ev.Pressed
"""What people do in a group."""


def step(
    partnership: Partnership, event: ev.Event, cycle: Cycle
) -> tuple[Partnership, list[Effect]]:
    """What to remember and what to say after `event`. Pure."""
    turn = Turn(partnership, event, cycle)
    if event.private:
        noticed(turn)
        _in_private(turn)
    else:
        _in_group(turn)
    return turn.partnership, turn.said


def _in_private(turn: Turn) -> None:
    match turn.event.happened:
        case ev.Started(kind=kind, organisation=organisation):
            _started(turn, kind, organisation)
        case ev.Pressed(message=message) as press:
            pressed(turn, _meant(press), message)
        case ev.Commanded(name, argument):
            _commanded(turn, name, argument)
        case ev.Said(text, message, is_early):
            _said(turn, text, message, is_early=is_early)
        case ev.Edited(text, message):
            edited(turn, text, message)
        case ev.Unsent(message):
            taken_back(turn, message)
        case ev.Sent() as sent:
            _sent(turn, sent)
        case _:
            _befell(turn)


def _befell(turn: Turn) -> None:
    """What the bot or the platform found out about someone in private."""
    match turn.event.happened:
        case ev.RightsFound(administrator=administrator):
            rights_found(turn, administrator=administrator)
        case ev.PriceFound() as found:
            price_found(turn, found)
        case _:
            unreached(turn)


def _in_group(turn: Turn) -> None:
    if isinstance(turn.event.happened, BY_PEOPLE):
        done_in_group(turn)
    else:
        befell_group(turn)


def _meant(press: ev.Pressed) -> Act:
    """What was pressed; what was picked with it stands where another button has its option's key."""
    act_ = parse(press.action)
    if act_.verb == "pick":
        return act_._replace(args=(act_.round, *act_.slot, press.picked))
    return act_._replace(args=(*act_.args, press.picked)) if press.picked else act_


def _started(turn: Turn, kind: str, organisation: str) -> None:
    if kind == "join" and set_up(turn.partnership) and came(turn, organisation):
        return
    if kind == "setup":
        take_offer(turn)
    elif kind == "join" and not joined(turn.member) and set_up(turn.partnership):
        begin_joining(turn)
    else:
        start(turn)


# ── pressed ──────────────────────────────────────────────────────────────────


def pressed(turn: Turn, act_: Act, message: str = "") -> None:
    """One tap in private. Whose tap it is decides what it may do, by what is remembered here."""
    member = turn.member
    if member.writing and not _kept(member.writing, act_):
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
        _at_the_desk(turn, act_)
    else:
        _nothing_fits(turn)


def _kept(writing: Writing, act_: Act) -> bool:
    """Whether what is being written stays in front. One looks at a summary to say what it should read."""
    looks = writing.what == "correction" and act_.verb in LOOKS
    return looks or writing.what == "successor" or act_.verb in KEEPS_WRITING


def _at_the_desk(turn: Turn, act_: Act) -> None:
    if turn.stands_in and act_.verb in OF_ONES_OWN:
        other_hands(turn, turn.member.organisation)
        resume(turn)
    else:
        at_the_desk(turn, act_)


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
    member = turn.member
    if joined(member) or (act_.verb == "remind" and member.broker and not member.representative):
        correct_member(turn, act_)
    elif act_.verb == "consent" or turn.member.consented_at:
        JOINING[act_.verb](turn, act_)
    else:
        begin_joining(turn)


def _in_interview(turn: Turn, act_: Act, message: str) -> None:
    round = turn.partnership.rounds.get(act_.round) if act_.args else front(turn)
    if round and act_.args and elsewhere(turn, round, act_):
        return
    if not turn.may_answer or round is None or turn.stage(round) is None:
        if act_.args or not _too_late(turn):
            _nothing_fits(turn)
    elif act_.verb == "keep" and turn.member.front not in ("", round.id):
        resume(turn)  # an old answer elsewhere stays; what was in front stays in front
    elif not round.answerable(turn.speaks_for):
        stage = turn.stage(round)
        if stage:
            round_over(turn, stage)
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
    verb = _verb_meant(turn, BY_WORD.get(name, name))
    if act_ := _of_stage(turn, verb, argument) or _pressing(turn, verb) or spoken.meant(turn, verb):
        pressed(turn, act_)
        return
    args = tuple(argument.split()[:1]) if verb == "language" else ()
    known = any(verb in verbs for verbs in (DESK, VERBS, INTERVIEW, SETTING_UP, JOINING))
    pressed(turn, Act(verb if known else "help", args))


def _of_stage(turn: Turn, verb: str, argument: str) -> Act | None:
    """What is asked for of one stage, where its number stands behind the command."""
    stage = stage_numbered(turn, argument)
    if stage is None or verb not in ("wheel", "papers"):
        return None
    return Act("stage", (stage.key,)) if verb == "wheel" else Act("paper", ("stage", stage.key))


def _pressing(turn: Turn, verb: str) -> Act | None:
    """Of "close" and "publish", typed anywhere, the card on which that is done: of the stage that waits for it."""
    if verb != "card" or not turn.member.broker:
        return None
    found = next_step(turn)
    return Act("stage", (found.line.key,)) if found else Act("wheel")


def _verb_meant(turn: Turn, verb: str) -> str:
    """What a word for a command means to this member now."""
    member = turn.member
    if verb == "next":
        return "wheel" if member.broker else "start"
    if verb in WHILE_SETTING_UP and member.broker and not set_up(turn.partnership):
        return WHILE_SETTING_UP[verb]
    if verb == "back" and member.representative and not joined(member):
        return "joinback"
    if verb == "change" and front(turn) is None and spoken.correctable(turn):
        return "correct"
    if verb == "pause" and member.writing:  # what was to be written is left for now
        return "start"
    return verb


def _said(turn: Turn, text: str, message: str, *, is_early: bool) -> None:
    """A text in private: a plain word for a command, a line that was asked for, or an answer."""
    member = turn.member
    word = words.command(text)
    if word in ("change", "correct") and member.writing and member.writing.what == "correction":
        pressed(turn, Act("correct", (member.writing.about,)))
    elif word and _is_command(turn, word):
        _commanded(turn, word, "")
    elif asked := _asked_by_number(turn, text):
        pressed(turn, asked)
    elif member.broker and not set_up(turn.partnership):
        said_while_setting_up(turn, text)
    elif member.writing and member.writing.what in WRITTEN:
        written(turn, member.writing, text, message)
    elif member.representative and not joined(member) and not turn.stands_in:
        said_while_joining(turn, text)
    elif not (_erasing(turn) and typed_to_erase(turn, text)) and not _confirmed(turn, text):
        _said_in_interview(turn, text, message, is_early=is_early)


def _confirmed(turn: Turn, text: str) -> bool:
    """Whether a text says that provisional answers stand, or that they are still to be talked about."""
    round = front(turn)
    asked = round is not None and isinstance(standing_of(round, turn), Asking)
    meant = words.consulted(text)
    if not meant or asked or turn.stands_in or not something_to_confirm(turn):
        return False
    pressed(turn, Act("confirm", (meant,)))
    return True


def _erasing(turn: Turn) -> bool:
    writing = turn.member.writing
    return writing is not None and writing.what == "erase"


def _asked_by_number(turn: Turn, text: str) -> Act | None:
    """What a text asks for of one stage: the stage itself, for brokers, or its paper."""
    if number := _stage_named(turn, text):
        return _of_stage(turn, "wheel", number)
    number = words.paper_of_stage(text)
    return _of_stage(turn, "papers", number) if number and spoken.may_mean(turn, "papers") else None


def _stage_named(turn: Turn, text: str) -> str:
    """The number of the stage that a broker names by "ขั้น ๓" or "open stage 3", "" if none."""
    member = turn.member
    asked = words.in_group(text)
    if asked is None or asked.name != "stage" or not member.broker or not set_up(turn.partnership):
        return ""
    if member.writing and member.writing.what in WRITTEN - NAMES:
        return ""
    return asked.argument if stage_numbered(turn, asked.argument) else ""


def _is_command(turn: Turn, word: str) -> bool:
    """Whether a plain word for a command can be meant as one by this member now."""
    if word in spoken.MEANT:
        return spoken.may_mean(turn, word)
    if word == "sending":  # "ค่าส่ง" may also be what something costs
        return turn.member.broker and turn.event.priced
    if word == "linkgroup":
        return turn.member.broker
    if word == "card":  # in an interview it may be an answer
        writing = turn.member.writing
        writes = writing is not None and writing.what in WRITTEN
        return turn.member.broker and set_up(turn.partnership) and not (writes or turn.may_answer)
    if word == "confirm":  # else it is about the answers just read back
        return something_to_confirm(turn)
    return word not in ("handin", "done") or not turn.may_answer or _finishes(turn)


def _finishes(turn: Turn) -> bool:
    """Whether "done" or "send" can be meant: "เสร็จแล้ว" is also an answer to how something is going."""
    round = front(turn)
    if round is None:
        return False
    standing = standing_of(round, turn)
    if not isinstance(standing, Asking):
        return True
    question = turn.cycle.question(standing.slot.question)
    answer = round.answers.get(AnswerKey(turn.speaks_for, standing.slot))
    several = question is not None and question.kind in (Kind.LIST, Kind.MULTI)
    return several or bool(answer and answer.attachments)


def _said_in_interview(turn: Turn, text: str, message: str, *, is_early: bool) -> None:
    round = front(turn)
    if _too_late(turn, text):
        return
    if round is None:
        menu(turn)
        return
    standing = standing_of(round, turn)
    if is_early and isinstance(standing, Asking) and early(turn, round, standing, text):
        return
    act(turn, round, Act("said"), text, message)


def _too_late(turn: Turn, text: str = "") -> bool:
    """What came was for a round that was closed meanwhile: say so, then show what waits in another."""
    stage = _closed_meanwhile(turn, text)
    if stage is None:
        return False
    round_over(turn, stage, text)
    if front(turn) is not None:
        resume(turn)
    return True


def _closed_meanwhile(turn: Turn, text: str) -> Stage | None:
    """The stage whose round was closed while the person had a question of it in front.

    Whoever was reading the answers back, or choosing one to change, may still be about that for a while.
    """
    last = turn.partnership.rounds.get(turn.member.front)
    if last is None or last.closed_at is None or last.answerable(turn.speaks_for):
        return None
    meant = turn.event.at - last.closed_at <= STILL_MEANT and not words.courtesy(text)
    return turn.stage(last) if meant or isinstance(standing_of(last, turn), Asking) else None


def _sent(turn: Turn, sent: ev.Sent) -> None:
    """A file, a voice, a sticker. Where nothing is asked it needs no word of its own."""
    round = front(turn)
    standing = standing_of(round, turn) if round else Invited()
    if round and isinstance(standing, Asking):
        add_attachment(turn, round, standing, sent)
    elif not _text_awaited(turn):
        if not _too_late(turn):
            start(turn)
    else:
        turn.say(say.AttachmentNotHere(turn.here, turn.language))
        start(turn)


def _text_awaited(turn: Turn) -> bool:
    """Outside the rounds: while setting up or joining, or when a line was asked for."""
    member = turn.member
    if (member.broker and not set_up(turn.partnership)) or (
        member.writing and member.writing.what in WRITTEN
    ):
        return True
    return member.representative and not joined(member) and not turn.stands_in
