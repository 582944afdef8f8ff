"""By telephone: for whom a broker writes answers down, with their word of consent, and what the organisation
says of it when it comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core import on_behalf
from bot.core.acts import Act
from bot.core.answering import round_over
from bot.core.asking import other_hands, review
from bot.core.cycle import Stage
from bot.core.handing_in import show_progress
from bot.core.leaving import partner
from bot.core.membership import change, nobody_speaks, waited_for
from bot.core.menu import menu, resume
from bot.core.model import Answer, Organisation, Partnership, Round, Writing
from bot.core.organisations import add, named
from bot.core.records import Telephone
from bot.core.setting_up import real_name
from bot.core.stage_card import stage_card
from bot.core.standing_in import speaks_no_more, stand_in, stop
from bot.core.turn import Turn
from bot.core.whole import asked_of, counted, done_and_missing, founded, joined

NEW = "+"
"""Before the name of an organisation that is not there yet, where others stand by their id."""
GONE = Organisation("", "", state="left")
"""In place of one that is not there."""


def to_confirm(partnership: Partnership, organisation: str) -> tuple[Answer, ...]:
    """The answers that were written down for the organisation and not confirmed by it yet."""
    return on_behalf.to_confirm(partnership, organisation)


# ── for whom ─────────────────────────────────────────────────────────────────


def _open(turn: Turn, round_id: str) -> tuple[Round, Stage] | None:
    """The round with its stage, while it is open."""
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    return (round, stage) if round and round.open and stage else None


def _choose(turn: Turn, act: Act) -> None:
    """For which organisation? Those that are here, the ones that are missing first; or another one."""
    found = _open(turn, act.arg(0))
    if found is None:
        menu(turn, "not_now")
        return
    round, stage = found
    done = done_and_missing(turn.cycle, turn.partnership, round)[0]
    here = (o for o in turn.partnership.organisations.values() if o.active)
    asked = sorted((o for o in here if round.only in ("", o.id)), key=lambda o: o in done)
    choices = tuple(say.Choice(o.id, o.name, chosen=o in done) for o in asked)
    turn.say(say.ByTelephone(turn.here, turn.language, round.id, stage, choices, not round.only))


def _for(turn: Turn, act: Act) -> None:
    """This organisation: whoever speaks by telephone is asked for consent once, then the interview begins."""
    organisation = turn.partnership.organisations.get(act.arg(1))
    found = _open(turn, act.arg(0))
    if found is None or organisation is None or not organisation.active:
        menu(turn, "not_now")
    elif organisation.telephone:
        _begin(turn, found[0], organisation)
    else:
        _ask_who(turn, found[0], organisation)


def _about(round: Round, organisation: Organisation) -> str:
    """What is written to order is about: the round and the organisation, by its name while it is not there yet."""
    return f"{round.id}:{organisation.id or NEW + organisation.name}"


def _meant(turn: Turn, about: str) -> tuple[Round, Stage, Organisation] | None:
    """What `_about` stands for; an organisation that is not there has no id. None: it does not fit any more."""
    round_id, _, whose = about.partition(":")
    found = _open(turn, round_id)
    if whose.startswith(NEW):
        name = whose.removeprefix(NEW)
        organisation = named(turn.partnership, name).same or Organisation("", name)
    else:
        organisation = turn.partnership.organisations.get(whose, GONE)
    return (*found, organisation) if found and organisation.active else None


def _ask_who(turn: Turn, round: Round, organisation: Organisation) -> None:
    turn.save(replace(turn.member, writing=Writing("phone_name", _about(round, organisation))))
    turn.say(say.AskPhoneName(turn.here, turn.language, round.id, organisation.name))


def _another(turn: Turn, act: Act) -> None:
    found = _open(turn, act.arg(0))
    if found is None or found[0].only:
        menu(turn, "not_now")
        return
    turn.save(replace(turn.member, writing=Writing("phone_organisation", found[0].id)))
    turn.say(say.AskPhoneOrganisation(turn.here, turn.language, found[0].id))


def _organisation_named(turn: Turn, writing: Writing, text: str, _: str) -> None:
    """The typed name of an organisation: one that is there, one that looks like it, or a new one."""
    found = _open(turn, writing.about)
    if found is None:
        menu(turn, "not_now")
        return
    round, name = found[0], real_name(text)
    same, alike = named(turn.partnership, name)
    if not name or name.isdigit():
        turn.save(replace(turn.member, writing=writing))
        turn.say(say.AskPhoneOrganisation(turn.here, turn.language, round.id, again=True))
    elif same:
        _for(turn, Act("phonefor", (round.id, same.id)))
    elif alike:
        about = f"{round.id}:{alike.id}"
        turn.save(replace(turn.member, writing=Writing("phone_alike", about, name)))
        turn.say(say.PhoneAlike(turn.here, turn.language, name, say.Choice(alike.id, alike.name)))
    else:
        _ask_who(turn, round, Organisation("", name))


def _same_or_another(turn: Turn, act: Act) -> None:
    """The typed name looks like one that is there: the same organisation, or another?"""
    writing = turn.member.writing
    if writing is None or writing.what != "phone_alike":
        menu(turn, "not_now")
        return
    round_id, _, organisation = writing.about.partition(":")
    if (found := _open(turn, round_id)) is None:
        menu(turn, "not_now")
    elif act.arg(0) == "yes":
        _for(turn, Act("phonefor", (round_id, organisation)))
    else:
        _ask_who(turn, found[0], Organisation("", writing.draft))


def _shown_again(turn: Turn, writing: Writing, _text: str, _message: str) -> None:
    """A text where only a tap decides: it is asked once more."""
    turn.save(replace(turn.member, writing=writing))
    found = _meant(turn, writing.about)
    if found is None:
        menu(turn, "not_now")
    elif writing.what == "phone_alike":
        choice = say.Choice(found[2].id, found[2].name)
        turn.say(say.PhoneAlike(turn.here, turn.language, writing.draft, choice))
    else:
        _ask_consent(turn, found[0], found[2], writing.draft)


def _ask_consent(turn: Turn, round: Round, organisation: Organisation, name: str) -> None:
    purpose, joins = turn.partnership.purpose or "", not organisation.id and founded(turn.partnership)
    to, whose = turn.here, organisation.name
    turn.save(replace(turn.member, writing=Writing("phone_consent", _about(round, organisation), name)))
    turn.say(say.AskPhoneConsent(to, turn.language, round.id, whose, name, purpose, joins))


def _person_named(turn: Turn, writing: Writing, text: str, _: str) -> None:
    found, name = _meant(turn, writing.about), real_name(text)
    if found is None:
        menu(turn, "not_now")
    elif not name:
        _ask_who(turn, found[0], found[2])
    else:
        _ask_consent(turn, found[0], found[2], name)


def _consented(turn: Turn, act: Act) -> None:
    """They agreed, or have not been asked yet: nothing is written down, and no organisation is added, without
    their word."""
    writing = turn.member.writing
    if writing is None or writing.what != "phone_consent":
        menu(turn, "not_now")
        return
    turn.save(replace(turn.member, writing=None))
    found = _meant(turn, writing.about)
    if found is None:
        menu(turn, "not_now")
    elif act.arg(0) != "yes":
        turn.say(stage_card(turn, found[1], turn.here, turn.language))
    else:
        spoken = Telephone(writing.draft, turn.event.at, turn.event.person)
        _begin(turn, found[0], _spoken_for(turn, found[2], spoken))


def _spoken_for(turn: Turn, organisation: Organisation, spoken: Telephone) -> Organisation:
    """The organisation with its speaker, counted from now on. A new one is a member at once while the partnership
    is being founded; later it joins like any newcomer: the register and the groups hear of it."""
    before, joins = counted(turn.partnership), not organisation.id and founded(turn.partnership)
    if not organisation.id:
        organisation = add(turn, organisation.name, "invited" if joins else "member")
    organisation = replace(organisation, telephone=spoken)
    turn.partnership = turn.partnership.with_organisation(organisation)
    if joins:
        change(turn, organisation, "joined")
    elif organisation.id not in {o.id for o in before}:
        for round in turn.partnership.open_rounds:
            show_progress(turn, round.id)
    return turn.partnership.organisations[organisation.id]


def _begin(turn: Turn, round: Round, organisation: Organisation) -> None:
    if organisation in asked_of(turn.partnership, round):
        stand_in(turn, round.id, organisation)
    else:
        menu(turn, "not_now")


def _stop(turn: Turn, _: Act) -> None:
    """What was answered so far is kept; the broker is back at the stage, or in the menu."""
    round = turn.partnership.rounds.get(stop(turn))
    stage = turn.stage(round) if round else None
    if stage:
        turn.say(stage_card(turn, stage, turn.here, turn.language))
    else:
        menu(turn)


def elsewhere(turn: Turn, round: Round, act: Act) -> bool:
    """A tap under a message that was shown for another organisation than the one answered for now: nothing
    changes, and what waits is shown again."""
    if act.whose == turn.stands_in:
        return False
    whose, stage = act.whose or turn.member.organisation, turn.stage(round)
    if stage and not round.answerable(whose):
        round_over(turn, stage)
    else:
        other_hands(turn, whose)
        resume(turn)
    return True


# ── who spoke is forgotten ───────────────────────────────────────────────────


def _forget(turn: Turn, act: Act) -> None:
    """Name and consent go, the answers stay. It is asked once more."""
    organisation = turn.partnership.organisations.get(act.arg(0))
    if organisation is None or organisation.telephone is None:
        menu(turn, "not_now")
        return
    id, name, speaker = organisation.id, organisation.name, organisation.telephone.name
    if act.arg(1) != "yes":
        alone = not any(joined(m) for m in turn.partnership.representatives(id))
        to, language = turn.here, turn.language
        turn.say(say.ConfirmForgetTelephone(to, language, id, name, speaker, alone))
        return
    waited = waited_for(turn, organisation)
    speaks_no_more(turn, id)
    organisation = replace(organisation, telephone=None)
    turn.partnership = turn.partnership.with_organisation(organisation)
    nobody_speaks(turn, waited)
    partner(turn, organisation)
    turn.say(say.ForgetTelephone(turn.here, turn.language, id, speaker))


# ── what the organisation says of it ─────────────────────────────────────────


def _mine(turn: Turn, act: Act) -> None:
    """All is right as it was written, or something is to be changed."""
    found = on_behalf.waiting(turn.partnership, turn.member.organisation)
    if not turn.may_answer or not found:
        menu(turn, "not_now")
    elif act.arg(0) == "all":
        count = on_behalf.confirm(turn)
        turn.say(say.OnBehalfConfirmed(turn.here, turn.language, count))
    elif act.arg(0) == "change":
        _change(turn, tuple(round for round, _ in found))
    else:
        on_behalf.show_to(turn, turn.member)


def _change(turn: Turn, rounds: tuple[Round, ...]) -> None:
    """Where answers can still be changed, they are read back; of a published one a correction is asked for."""
    going = [r for r in rounds if r.open or turn.member.organisation in r.mending]
    if going:
        review(turn, going[0].id)
        return
    stage = turn.stage(rounds[0])
    title = stage.title[turn.language] if stage else ""
    turn.say(say.ChangeByCorrection(turn.here, turn.language, rounds[0].id, title))


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "phone": _choose,
    "phonefor": _for,
    "phonenew": _another,
    "phonesame": _same_or_another,
    "phoneconsent": _consented,
    "endphone": _stop,
    "forgetphone": _forget,
    "mine": _mine,
}
FOR_BROKERS = frozenset(DESK) - {"mine"}
KEEPS_WRITING = frozenset({"phonesame", "phoneconsent"})
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {
    "phone_organisation": _organisation_named,
    "phone_name": _person_named,
    "phone_alike": _shown_again,
    "phone_consent": _shown_again,
}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
