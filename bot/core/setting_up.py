"""Setting a partnership up, by its broker: name, purpose, language, form. What is missing is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.cycle import Kind, asked_in
from bot.core.idnumbers import holds_id_number
from bot.core.model import Form, Member, Place, Role, Writing
from bot.core.reading import Understood, read
from bot.core.text import clean_name, cut
from bot.core.turn import LANGUAGES, Turn
from bot.core.whole import set_up
from bot.core.words import consenting, courtesy, without_courtesy

LONGEST_PURPOSE = 300
"""Grapheme clusters: two or three sentences, still readable at the head of the consent card."""


def greet_group(turn: Turn) -> None:
    """The bot was put into a group."""
    if set_up(turn.partnership):
        invite_to_join(turn, (turn.event.place,))
    else:
        turn.say(say.Welcome(turn.here, turn.group_language))


def take_offer(turn: Turn) -> None:
    """Someone took the offer to set up. Whether they administer the group, the channel is asked."""
    partnership = turn.partnership
    if turn.member.broker:
        turn.save(replace(turn.member, private=turn.here, reachable=True))
        ask_missing(turn)
    elif partnership.brokers:
        first = partnership.brokers[0]
        name = first.name or first.called
        ready = set_up(partnership)
        turn.say(say.BrokerTaken(turn.here, turn.language, partnership.name, name, ready))
    elif (group := _group_to_ask(turn)) is None:
        turn.say(say.NotAdministrator(turn.here, turn.language, elsewhere=True))
    else:
        called, language = clean_name(turn.event.called), turn.language
        turn.save(replace(turn.member, private=turn.here, called=called, language=language))
        turn.say(say.AskRights(group, turn.language, turn.event.person))


def _group_to_ask(turn: Turn) -> Place | None:
    """A group of the app in which the offer was taken, else of the person's other app: no platform can
    tell what somebody of another may do there."""
    groups = turn.partnership.groups
    here = (g for g in groups if g.channel == turn.event.place.channel)
    theirs = (g for g in groups if g.channel == turn.event.person.channel)
    return next(here, None) or next(theirs, None)


def rights_found(turn: Turn, *, administrator: bool) -> None:
    """The channel's answer. The first administrator who took the offer is the broker."""
    member = turn.member
    to = member.private or turn.here
    if member.broker:
        return
    if not administrator:
        # Nothing of someone who may not set up is kept but that they came.
        turn.say(say.NotAdministrator(to, turn.language))
        if not member.roles:
            turn.save(Member(member.person))
    elif turn.partnership.brokers:
        take_offer(turn)
    else:
        turn.save(replace(member, roles=member.roles | {Role.BROKER}))
        if set_up(turn.partnership):
            turn.say(
                say.About(to, turn.language, turn.partnership.name, turn.partnership.purpose or "")
            )
        else:
            ask_missing(turn, to)


def ask_missing(turn: Turn, to: Place | None = None, *, again: bool = False) -> None:
    """Ask the first thing that is not set yet; when nothing is missing, the group is told."""
    partnership, language = turn.partnership, turn.language
    place = to or turn.here
    if not partnership.name:
        turn.say(
            say.AskPartnershipName(place, language, clean_name(partnership.title), again=again)
        )
    elif partnership.purpose is None:
        turn.say(say.AskPurpose(place, language, partnership.name))
    elif not partnership.language:
        turn.say(say.AskLanguage(place, language, own=False, current=""))
    elif not partnership.form:
        full, short = (
            sum(asked_in(q, form) for _, q in turn.cycle.questions())
            for form in (Form.FULL, Form.SHORT)
        )
        turn.say(say.AskForm(place, language, full, short))
    else:
        friend = turn.event.friend is not False
        turn.say(say.SetUpDone(place, language, partnership.name, partnership.form, friend))
        invite_to_join(turn)


def invite_to_join(
    turn: Turn, groups: tuple[Place, ...] = (), *, again: bool = False, arrival: bool = False
) -> None:
    """In these groups, without any in all of the partnership's."""
    partnership = turn.partnership
    for group in groups or partnership.groups:
        turn.say(
            say.InviteToJoin(
                group,
                turn.group_language,
                partnership.name,
                partnership.purpose or "",
                again,
                arrival,
            )
        )


def step_back(turn: Turn) -> None:
    """Back by one: what was settled last is asked again."""
    partnership = turn.partnership
    if partnership.language:
        turn.partnership = replace(partnership, language="")
    elif partnership.purpose is not None:
        turn.partnership = replace(partnership, purpose=None)
    else:
        turn.partnership = replace(partnership, name="")
    ask_missing(turn)


def _name(turn: Turn, given: Act) -> None:
    name = clean_name(given.arg(0)) or clean_name(turn.partnership.title)
    if name and not turn.partnership.name:
        turn.partnership = replace(turn.partnership, name=name)
    ask_missing(turn)


def _take_title(turn: Turn, _: Act) -> None:
    _name(turn, Act("setname"))


def _no_purpose(turn: Turn, _: Act) -> None:
    if turn.partnership.name and turn.partnership.purpose is None:
        turn.partnership = replace(turn.partnership, purpose="")
    ask_missing(turn)


def _language(turn: Turn, chosen: Act) -> None:
    if chosen.arg(0) in LANGUAGES and not turn.partnership.language:
        turn.partnership = replace(turn.partnership, language=chosen.arg(0))
        turn.save(replace(turn.member, language=""))
    ask_missing(turn)


def _form(turn: Turn, chosen: Act) -> None:
    if chosen.arg(0) in set(Form) and not turn.partnership.form:
        turn.partnership = replace(turn.partnership, form=Form(chosen.arg(0)))
    ask_missing(turn)


SETTING_UP: Mapping[str, Callable[[Turn, Act], None]] = {
    "setname": _take_title,
    "purpose": _no_purpose,
    "setlanguage": _language,
    "form": _form,
    "setback": lambda turn, _: step_back(turn),
}
"""Verb → rule, while a broker sets up. A second press of any of them changes nothing."""


WHILE_SETTING_UP: Mapping[str, str] = {"back": "setback", "skip": "purpose"}
"""Plain words → what they mean then; the purpose is the one thing that can be skipped."""


def said_while_setting_up(turn: Turn, text: str) -> None:
    """A typed answer to what set-up asks: a name, a purpose, a number or a label."""
    partnership = turn.partnership
    if not partnership.name:
        name = real_name(text)
        if name:
            turn.partnership = replace(partnership, name=name)
        ask_missing(turn, again=not name)
    elif partnership.purpose is None:
        turn.partnership = replace(partnership, purpose=cut(without_courtesy(text), LONGEST_PURPOSE))
        ask_missing(turn)
    else:
        choosing = "form" if partnership.language else "setlanguage"
        keys: tuple[str, ...] = tuple(Form) if choosing == "form" else LANGUAGES
        reading = read(Kind.SINGLE, text, [(k, k) for k in keys], today=today(turn.event.at))
        if isinstance(reading, Understood) and isinstance(reading.value, tuple):
            SETTING_UP[choosing](turn, Act(choosing, (str(reading.value[0]),)))
        else:
            turn.say(say.NotUnderstood(turn.here, turn.language, "choose"))
            ask_missing(turn)


def real_name(text: str) -> str:
    """A typed name as it is kept; "" for what is none, as a mere "ค่ะ", a number, or "ยินยอม" said once more, and for one
    that holds a citizen's number."""
    found = "" if courtesy(text) or consenting(text) else clean_name(without_courtesy(text))
    return "" if found.isdecimal() or holds_id_number(found) else found


# ── name and purpose, later ──────────────────────────────────────────────────


def about(turn: Turn) -> None:
    partnership = turn.partnership
    turn.say(say.About(turn.here, turn.language, partnership.name, partnership.purpose or ""))


def ask_anew(turn: Turn, what: str) -> None:
    """Ask for another name or purpose of the partnership."""
    turn.save(replace(turn.member, writing=Writing(what)))
    partnership, language = turn.partnership, turn.language
    if what == "purpose":
        turn.say(say.AskPurpose(turn.here, language, partnership.name, setting_up=False))
    else:
        turn.say(say.AskPartnershipName(turn.here, language, "", setting_up=False))


def written_anew(turn: Turn, what: str, text: str) -> None:
    """The new name or purpose. The invitation in the group is put right where it stands."""
    name = real_name(text)
    if what == "purpose":
        turn.partnership = replace(turn.partnership, purpose=cut(without_courtesy(text), LONGEST_PURPOSE))
    elif name:
        turn.partnership = replace(turn.partnership, name=name)
    invite_to_join(turn, again=True)
    about(turn)
