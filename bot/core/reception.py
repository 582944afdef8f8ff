"""Joining as a representative: consent, organisation, name, authority, reminders.

Where someone stands follows from what is known of them: the first thing missing is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.catching_up import digest, open_for
from bot.core.cycle import Kind
from bot.core.events import Pressed
from bot.core.handing_in import show_progress
from bot.core.interview import act
from bot.core.joining_back import back_to_before
from bot.core.matching import match_exactly
from bot.core.membership import change
from bot.core.model import (
    Authority,
    Member,
    Organisation,
    Role,
    Round,
    Writing,
)
from bot.core.newcomers import agreed_on
from bot.core.on_behalf import show_to
from bot.core.organisations import add, named
from bot.core.reach import to_brokers, to_speakers
from bot.core.reading import Understood, read
from bot.core.setting_up import real_name
from bot.core.text import clean_name
from bot.core.turn import Turn
from bot.core.whole import asks, founded, joined

CONSENT_TEXT = "2026-11"
"""Version of the consent text (the template ask_consent and its catalogue entries). With what somebody consents to
stands the hash of the very words that they were shown, in their language and with the partnership's name."""
REMIND = ("morning", "noon", "evening", "never")
MOST_ORGANISATIONS_SHOWN = 30
"""Buttons for organisations; beyond, people type the name."""


# ── joining ──────────────────────────────────────────────────────────────────


def begin_joining(turn: Turn) -> None:
    """Someone came by the join link (or, as a broker, wishes to speak for an organisation too)."""
    member = turn.member
    turn.save(
        replace(
            member,
            private=turn.here,
            called=clean_name(turn.event.called) or member.called,
            roles=member.roles | {Role.REPRESENTATIVE},
            reachable=True,
        )
    )
    ask_missing(turn)


def ask_missing(turn: Turn) -> None:
    """Ask the first thing that is not known yet; register when nothing is missing."""
    member, to, language = turn.member, turn.here, turn.language
    organisation = turn.partnership.organisations.get(member.organisation)
    if not member.consented_at:
        purpose = turn.partnership.purpose or ""
        name, keep_days = turn.partnership.name, turn.partnership.timing.keep_days
        turn.say(say.AskConsent(to, language, name, purpose, CONSENT_TEXT, keep_days))
    elif organisation is None:
        _ask_organisation(turn)
    elif not organisation.sector and turn.cycle.sectors:
        turn.say(say.AskSector(to, language, organisation.name, _sectors(turn)))
    elif not member.name:
        turn.say(say.AskName(to, language, member.called))
    elif not member.authority:
        turn.say(say.AskAuthority(to, language, organisation.name))
    elif not member.remind:
        turn.say(say.AskRemind(to, language))
    else:
        _register(turn, organisation)


def _ask_organisation(turn: Turn, *, again: bool = False, left: str = "") -> None:
    member = turn.member
    if member.writing and member.writing.what == "look_alike":
        existing = turn.partnership.organisations.get(member.writing.about)
        if existing is not None:
            choice = say.Choice(existing.id, existing.name)
            turn.say(say.LookAlike(turn.here, turn.language, member.writing.draft, choice))
            return
    organisations = _to_choose(turn)[:MOST_ORGANISATIONS_SHOWN]
    if not organisations and not again and not left:
        turn.say(say.AskOrganisationName(turn.here, turn.language))
        return
    offered = tuple(say.Choice(o.id, o.name) for o in organisations)
    turn.say(say.AskOrganisation(turn.here, turn.language, offered, again, left))


def _to_choose(turn: Turn) -> tuple[Organisation, ...]:
    """Those for which one can speak: whoever has left comes back by the broker."""
    return tuple(o for o in turn.partnership.organisations.values() if o.state != "left")


def _sectors(turn: Turn) -> tuple[say.Choice, ...]:
    return tuple(say.Choice(o.key, o.label[turn.language]) for o in turn.cycle.sectors)


def _register(turn: Turn, organisation: Organisation) -> None:
    was, member = turn.member.writing, turn.save(replace(turn.member, writing=None))
    waits = organisation.state == "waiting" and not member.broker
    newcomer = not waits and organisation.state in ("invited", "waiting")
    if newcomer:
        change(turn, organisation, "joined")
    catching = open_for(turn, organisation) if newcomer else ""
    colleagues = tuple(
        m.name
        for m in turn.partnership.representatives(organisation.id)
        if m.person != member.person and joined(m)
    )
    rounds = _asked(turn, member)
    turn.say(
        say.Registered(
            turn.here,
            turn.language,
            turn.partnership.name,
            organisation.name,
            member.name,
            member.authority or Authority.COORDINATES,
            colleagues,
            not rounds,
            turn.event.friend is not False,
            waits,
        )
    )
    if waits and not colleagues:
        _knocks(turn, organisation)
    if newcomer:
        digest(turn, catching, member, turn.here)
    if was and was.what == "successor":
        _ask_those_before(turn, member)
    show_to(turn, member)
    if not colleagues and not newcomer and not waits:
        for round in rounds:
            show_progress(turn, round.id)
    if rounds:
        act(turn, rounds[0], Act("go", (rounds[0].id,)))


def _knocks(turn: Turn, organisation: Organisation) -> None:
    """An organisation that nobody has invited asks to be taken in: the brokers decide."""
    agreed = any(n.organisation == organisation.id for n in agreed_on(turn))
    id, name, by = organisation.id, organisation.name, turn.member.name
    for broker, to in to_brokers(turn.partnership):
        turn.say(say.AsksToJoin(to, turn.language_of(broker), id, name, by, agreed))


def _asked(turn: Turn, member: Member) -> tuple[Round, ...]:
    """The open rounds that ask the member's organisation; its own, to catch up, first."""
    partnership = turn.partnership
    found = [r for r in partnership.open_rounds if turn.stage(r) and asks(partnership, r, member)]
    return tuple(sorted(found, key=lambda round: not round.only))


def _ask_those_before(turn: Turn, member: Member) -> None:
    """Whoever spoke for the organisation so far is asked whether they have handed over."""
    organisation = turn.partnership.organisations[member.organisation]
    for other, to in to_speakers(turn.partnership, organisation.id, member.person):
        turn.say(say.SuccessorCame(to, turn.language_of(other), organisation.name, member.name))


def consent(turn: Turn, given: Act) -> None:
    """Consent or its refusal. Nothing about a person who refuses is kept but where to answer them."""
    member = turn.member
    if given.arg(0) == "yes":
        roles = member.roles | {Role.REPRESENTATIVE}
        at = member.consented_at or turn.event.at
        called = member.called or clean_name(turn.event.called)
        turn.save(
            replace(
                member,
                private=turn.here,
                roles=roles,
                called=called,
                consented_at=at,
                consent_text=_agreed_to(turn.event.happened),
            )
        )
        ask_missing(turn)
    else:
        kept = member.roles - {Role.REPRESENTATIVE}
        blank = Member(member.person, roles=kept)
        if kept:
            blank = replace(blank, private=member.private, called=member.called)
        turn.save(blank)
        name = turn.partnership.name
        turn.say(say.ConsentRefused(turn.here, turn.language, name, broker=blank.broker))


def _agreed_to(happened: object) -> str:
    """Which wording: its version, and the SHA-256 of the text under which the button stood."""
    under = happened.under if isinstance(happened, Pressed) else ""
    return f"{CONSENT_TEXT}:{sha256(under.encode()).hexdigest()}" if under else CONSENT_TEXT


def choose_organisation(turn: Turn, chosen: Act) -> None:
    known = turn.partnership.organisations.get(chosen.arg(0))
    if turn.member.organisation:
        ask_missing(turn)
    elif known and known.state == "left":
        turn.save(replace(turn.member, writing=None))
        _ask_organisation(turn, left=known.name)
    elif known:
        turn.save(replace(turn.member, organisation=known.id, writing=None))
        ask_missing(turn)
    else:
        turn.save(replace(turn.member, writing=Writing("organisation")))
        turn.say(say.AskOrganisationName(turn.here, turn.language))


def same_or_another(turn: Turn, chosen: Act) -> None:
    """The typed name looks like one that is there: the same organisation, or another?"""
    writing = turn.member.writing
    if writing is None or writing.what != "look_alike":
        ask_missing(turn)
    elif chosen.arg(0) == "yes" and writing.about not in turn.partnership.organisations:
        turn.save(replace(turn.member, writing=None))
        ask_missing(turn)
    elif chosen.arg(0) == "yes":
        choose_organisation(turn, Act("org", (writing.about,)))
    else:
        _add_organisation(turn, writing.draft)


def _add_organisation(turn: Turn, name: str) -> None:
    """Another organisation: a member while the partnership is being founded, later one that a broker takes in."""
    added = add(turn, name, "waiting" if founded(turn.partnership) else "member")
    turn.save(replace(turn.member, organisation=added.id, writing=None))
    ask_missing(turn)


def _name_organisation(turn: Turn, text: str) -> None:
    """A typed organisation: its number in the list, its name, or a new one (look-alikes are asked about)."""
    organisations = _to_choose(turn)
    listed = [(o.id, o.name) for o in organisations]
    typing_new = turn.member.writing is not None and turn.member.writing.what == "organisation"
    chosen = "" if typing_new or not listed else _read(turn, listed, text)
    name = real_name(text)
    if chosen and match_exactly(text, listed).keys:
        choose_organisation(turn, Act("org", (chosen,)))
        return
    same, alike = named(turn.partnership, name)
    if chosen and not same:  # a part of a name may be another organisation's whole one
        alike = turn.partnership.organisations[chosen]
    if not name or name.isdigit():
        _ask_organisation(turn, again=True)
    elif same:
        choose_organisation(turn, Act("org", (same.id,)))
    elif alike:
        turn.save(replace(turn.member, writing=Writing("look_alike", alike.id, name)))
        ask_missing(turn)
    else:
        _add_organisation(turn, name)


def _read(turn: Turn, listed: list[tuple[str, str]], text: str) -> str:
    """The key of the one that a typed number or label means, "" if none."""
    reading = read(Kind.SINGLE, text, listed, today=today(turn.event.at))
    if isinstance(reading, Understood) and isinstance(reading.value, tuple):
        return str(reading.value[0])
    return ""


def choose_sector(turn: Turn, chosen: Act) -> None:
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    known = {o.key for o in turn.cycle.sectors}
    if organisation and not organisation.sector and chosen.arg(0) in known:
        kept = replace(organisation, sector=chosen.arg(0))
        turn.partnership = turn.partnership.with_organisation(kept)
    ask_missing(turn)


def take_name(turn: Turn, _: Act) -> None:
    if not turn.member.name:
        turn.save(replace(turn.member, name=turn.member.called))
    ask_missing(turn)


def choose_authority(turn: Turn, chosen: Act) -> None:
    if chosen.arg(0) in set(Authority):
        turn.save(replace(turn.member, authority=Authority(chosen.arg(0))))
    ask_missing(turn)


def choose_remind(turn: Turn, chosen: Act) -> None:
    if chosen.arg(0) in REMIND:
        turn.save(replace(turn.member, remind=chosen.arg(0)))
    ask_missing(turn)


def step_back(turn: Turn) -> None:
    """Back by one, until the registration is finished: what was told last is asked again."""
    back_to_before(turn)
    ask_missing(turn)


JOINING: Mapping[str, Callable[[Turn, Act], None]] = {
    "consent": consent,
    "org": choose_organisation,
    "same": same_or_another,
    "sector": choose_sector,
    "name": take_name,
    "authority": choose_authority,
    "remind": choose_remind,
    "joinback": lambda turn, _: step_back(turn),
}
"""Verb → rule, while someone is joining."""


def said_while_joining(turn: Turn, text: str) -> None:
    """Everything that can be tapped while joining can be typed: a number, a label, a name."""
    member = turn.member
    organisation = turn.partnership.organisations.get(member.organisation)
    if not member.consented_at:
        _typed(turn, "consent", Kind.YES_NO, ("yes", "no"), text)
    elif organisation is None and member.writing and member.writing.what == "look_alike":
        _typed(turn, "same", Kind.YES_NO, ("yes", "no"), text)
    elif organisation is None:
        _name_organisation(turn, text)
    elif not organisation.sector and turn.cycle.sectors:
        listed = [(o.key, o.label[turn.language]) for o in turn.cycle.sectors]
        chosen = _read(turn, listed, text)
        if not chosen:
            turn.say(say.NotUnderstood(turn.here, turn.language, "choose"))
        choose_sector(turn, Act("sector", (chosen,)))
    elif not member.name:
        _name(turn, text)
    elif not member.authority:
        _typed(turn, "authority", Kind.SINGLE, tuple(Authority), text)
    else:
        _typed(turn, "remind", Kind.SINGLE, REMIND, text)


def _typed(turn: Turn, verb: str, kind: Kind, keys: tuple[str, ...], text: str) -> None:
    listed = [(key, key) for key in keys]
    reading = read(kind, text, listed, today=today(turn.event.at))
    if isinstance(reading, Understood) and isinstance(reading.value, tuple):
        JOINING[verb](turn, Act(verb, (str(reading.value[0]),)))
    else:
        turn.say(say.NotUnderstood(turn.here, turn.language, "choose"))
        ask_missing(turn)


def _name(turn: Turn, text: str) -> None:
    name = real_name(text)
    if name:
        turn.save(replace(turn.member, name=name))
        ask_missing(turn)
    else:
        turn.say(say.AskName(turn.here, turn.language, turn.member.called, again=True))
