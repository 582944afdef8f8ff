"""What is kept of a person, and their rights over it: to see, to correct, to erase, to know how it is used."""

from __future__ import annotations

from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.cycle import Kind
from bot.core.menu import menu
from bot.core.model import Authority, Round, Writing
from bot.core.reading import Understood, read
from bot.core.reception import CONSENT_TEXT, REMIND
from bot.core.setting_up import real_name
from bot.core.turn import Turn
from bot.core.whole import joined
from bot.core.words import courtesy, having


def rename(turn: Turn) -> None:
    turn.save(replace(turn.member, writing=Writing("name")))
    turn.say(say.AskNewName(turn.here, turn.language, turn.member.name))


def named_anew(turn: Turn, text: str) -> None:
    """The name that was typed when another was asked for; asked for again if it is none."""
    name = real_name(text)
    if not name:
        rename(turn)
        return
    turn.save(replace(turn.member, name=name))
    turn.say(say.Corrected(turn.here, turn.language, "", name))


def my_data(turn: Turn) -> None:
    """What they told of themselves, and the answers they gave as those now stand."""
    member, partnership = turn.member, turn.partnership
    organisation = partnership.organisations.get(member.organisation)
    turn.say(
        say.MyData(
            turn.here,
            turn.language,
            partnership.name,
            member.name or member.called,
            organisation.name if organisation else "",
            member.authority.value if member.authority else "",
            member.remind,
            tuple(sorted(role.value for role in member.roles)),
            member.consented_at,
            tuple(line for r in partnership.rounds.values() for line in _given(turn, r)),
            turn.event.apps,
        )
    )


def as_file(turn: Turn) -> None:
    turn.say(say.OwnFile(turn.here, turn.language, turn.partnership.name))


def _given(turn: Turn, round: Round) -> list[tuple[str, str, str]]:
    stage = turn.stage(round)
    title = stage.title[turn.language] if stage else round.stage
    lines = []
    for answer in round.answers.values():
        if answer.by == turn.event.person and not answer.skipped:
            question = stage.question(answer.slot.question) if stage else None
            name = question.title[turn.language] if question else answer.asked
            lines.append((title, name, answer.shown))
    return lines


def correct_member(turn: Turn, given: Act) -> None:
    """Another authority or reminder time, chosen from "my data"; other old buttons change nothing."""
    key = given.arg(0)
    if given.verb == "authority" and key in set(Authority):
        turn.save(replace(turn.member, authority=Authority(key)))
        my_data(turn)
    elif given.verb == "remind" and key in REMIND:
        turn.save(replace(turn.member, remind=key))
        my_data(turn)
    else:
        menu(turn, "not_now")


def ask_authority(turn: Turn) -> None:
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    turn.say(say.AskAuthority(turn.here, turn.language, organisation.name if organisation else ""))


def erase(turn: Turn, how: str) -> None:
    """The right to be forgotten: asked once more, then done at once."""
    member, partnership = turn.member, turn.partnership
    if how not in ("link", "all"):
        given = sum(len(_given(turn, r)) for r in partnership.rounds.values())
        last = member.broker and len(partnership.brokers) == 1
        if joined(member):
            turn.save(replace(member, writing=Writing("erase")))
        turn.say(say.AskErase(turn.here, turn.language, partnership.name, last, given))
        return
    language = turn.language
    organisation = partnership.organisations.get(member.organisation)
    for broker in partnership.brokers:
        if organisation and broker.private and broker.person != member.person:
            to, spoken = broker.private, turn.language_of(broker)
            turn.say(say.Undelivered(to, spoken, organisation.name, "erased"))
    turn.say(say.Forget(turn.here, language, member.person, how == "all"))
    turn.say(say.Erased(turn.here, language, partnership.name, how == "all"))


def typed_to_erase(turn: Turn, text: str) -> bool:
    """A typed "yes" does not say how much: the ways are shown again, and "no" ends it. Whatever else is
    typed is for what was in front before: False.
    """
    turn.save(replace(turn.member, writing=None))
    reading = read(Kind.YES_NO, text, [("yes", "yes"), ("no", "no")], today=today(turn.event.at))
    if having(text) or not (isinstance(reading, Understood) or courtesy(text)):
        return False
    if isinstance(reading, Understood) and reading.value == ("no",):
        menu(turn)
    else:
        erase(turn, "")
    return True


def privacy(turn: Turn) -> None:
    partnership, member = turn.partnership, turn.member
    broker = next(iter(partnership.brokers), None)
    turn.say(
        say.Privacy(
            turn.here,
            turn.language,
            partnership.name,
            CONSENT_TEXT,
            (broker.name or broker.called) if broker else "",
            consented=bool(member.consented_at or member.broker),
            keep_days=partnership.timing.keep_days,
        )
    )
