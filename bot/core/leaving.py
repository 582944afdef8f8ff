"""Leaving and pausing: what stage 9 said goes to the broker first; after the talk the broker confirms, and
everything that hangs on it changes at once (GUIDE.md, decision tables)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.cycle import Kind, Stage
from bot.core.derived import my_pledges, my_roles
from bot.core.membership import change
from bot.core.menu import menu
from bot.core.model import Answer, Organisation, Partnership, Round, Writing
from bot.core.newcomers import agreed_on
from bot.core.promising import open_promises
from bot.core.reading import Understood, read
from bot.core.register import last_membership
from bot.core.sight import Sight
from bot.core.turn import Turn
from bot.core.whole import joined

STAY, PLAN = "stay", "leave_plan"
"""The questions of stage 9: what an organisation wishes from here on, and who takes over what."""
WISHES = {"pause": "paused", "withdraw": "left"}
"""Options of `stay` that a broker talks over first → what they come to."""
UNKNOWN = "none"
"""Stands for the day of return while it is not known."""


# ── what they said ───────────────────────────────────────────────────────────


def _said(partnership: Partnership, question: str, organisation: str) -> Answer | None:
    """The organisation's newest answer in this cycle; only brokers are shown it."""
    rounds = (r for r in reversed(tuple(partnership.rounds.values())) if r.cycle == partnership.cycle)
    found = (
        answer
        for round in rounds
        for key, answer in round.answers.items()
        if (key.organisation, key.slot.question) == (organisation, question) and not answer.skipped
    )
    return next(found, None)


def wish(partnership: Partnership, organisation: Organisation) -> str:
    """pause | withdraw while that has not been dealt with, else ""."""
    answer = _said(partnership, STAY, organisation.id)
    if answer is None or not isinstance(answer.value, tuple) or not organisation.active:
        return ""
    said = next((str(key) for key in answer.value if key in WISHES), "")
    entry = last_membership(partnership, organisation.id)
    dealt_with = entry is not None and entry.at >= answer.at
    return "" if dealt_with else said


def _plan(partnership: Partnership, organisation: Organisation) -> str:
    answer = _said(partnership, PLAN, organisation.id)
    return answer.shown if answer else ""


def hear_wishes(turn: Turn, stage: Stage) -> None:
    """The stage was closed: whoever wishes to pause or withdraw is shown to the broker, to be talked with."""
    if stage.question(STAY) is None:
        return
    partnership = turn.partnership
    for organisation in partnership.organisations.values():
        if said := wish(partnership, organisation):
            plan = _plan(partnership, organisation)
            to, name = turn.here, organisation.name
            turn.say(say.WantsToLeave(to, turn.language, organisation.id, name, said, plan))


# ── the organisations ────────────────────────────────────────────────────────


def _line(partnership: Partnership, organisation: Organisation) -> say.PartnerLine:
    people = tuple(m.name for m in partnership.representatives(organisation.id) if joined(m))
    state = organisation.state
    if state == "member" and not people:
        state = "telephone" if organisation.telephone else "silent"
    if state == "telephone" and organisation.telephone:
        people = (organisation.telephone.name,)
    said = wish(partnership, organisation)
    back_on = organisation.back_on
    return say.PartnerLine(organisation.id, organisation.name, state, people, back_on, said)


def partners(turn: Turn, notice: str = "") -> None:
    partnership = turn.partnership
    lines = tuple(_line(partnership, o) for o in partnership.organisations.values())
    agreed = tuple((n.round, n.item, n.name) for n in agreed_on(turn) if not n.organisation)
    turn.say(say.Partners(turn.here, turn.language, partnership.name, lines, agreed, notice))


def _newest_round(partnership: Partnership) -> Round | None:
    rounds = [r for r in partnership.rounds.values() if r.cycle == partnership.cycle]
    return rounds[-1] if rounds else None


def _carries(turn: Turn, organisation: Organisation) -> say.Carries:
    """What would be open if the organisation went."""
    mine = open_promises(turn.partnership, organisation.id)
    promises = tuple((promise.id, promise.what) for promise in mine)
    round = _newest_round(turn.partnership)
    if round is None:
        return say.Carries(promises)
    sight = Sight(turn.cycle, turn.partnership, round, organisation.id, turn.language)
    return say.Carries(promises, my_roles(sight), my_pledges(sight))


def _can_return(partnership: Partnership, organisation: Organisation) -> bool:
    if organisation.state == "paused":
        return True
    entry = last_membership(partnership, organisation.id)
    return organisation.state == "left" and entry is not None and entry.cycle == partnership.cycle


def partner(turn: Turn, organisation: Organisation) -> None:
    partnership = turn.partnership
    telephone = organisation.telephone.name if organisation.telephone else ""
    people = tuple(
        say.Choice(f"{m.person.channel}:{m.person.id}", m.name)
        for m in partnership.representatives(organisation.id)
        if joined(m)
    )
    turn.say(
        say.Partner(
            turn.here,
            turn.language,
            _line(partnership, organisation),
            people,
            _carries(turn, organisation),
            _plan(partnership, organisation),
            _can_return(partnership, organisation),
            telephone,
        )
    )


# ── one after the other ──────────────────────────────────────────────────────

OnPartner = Callable[[Turn, Organisation, Act], None]


def _on(rule: OnPartner) -> Callable[[Turn, Act], None]:
    """A rule about the organisation that a button's first argument names."""

    def checked(turn: Turn, act: Act) -> None:
        organisation = turn.partnership.organisations.get(act.arg(0))
        if organisation is None:
            menu(turn, "not_now")
        else:
            rule(turn, organisation, act)

    return checked


def _leave(turn: Turn, organisation: Organisation, act: Act) -> None:
    """After the talk; asked once more, for it changes much at once."""
    if organisation.state in ("left", "waiting"):
        partner(turn, organisation)
    elif act.arg(1) != "yes":
        _confirm(turn, organisation, "left", None)
    else:
        carries = _carries(turn, organisation)
        change(turn, organisation, "left")
        to, name = turn.here, organisation.name
        turn.say(say.MembershipNoted(to, turn.language, organisation.id, name, "left"))
        if carries.promises or carries.roles or carries.pledges:
            turn.say(
                say.HandOver(
                    to,
                    turn.language,
                    organisation.id,
                    name,
                    carries.promises,
                    carries.roles,
                    carries.pledges,
                )
            )


def _confirm(turn: Turn, organisation: Organisation, state: str, back_on: date | None) -> None:
    carries, name = _carries(turn, organisation), organisation.name
    to, language = turn.here, turn.language
    turn.say(say.ConfirmMembership(to, language, organisation.id, name, state, carries, back_on))


def _pause(turn: Turn, organisation: Organisation, _: Act) -> None:
    """A pause has a day of return, as far as that is known."""
    if organisation.active:
        _ask_back_on(turn, organisation)
    else:
        partner(turn, organisation)


def _ask_back_on(turn: Turn, organisation: Organisation, *, again: bool = False) -> None:
    turn.save(replace(turn.member, writing=Writing("back_on", organisation.id)))
    turn.say(say.AskBackOn(turn.here, turn.language, organisation.id, organisation.name, again))


def _day_typed(turn: Turn, writing: Writing, text: str, _: str) -> None:
    organisation = turn.partnership.organisations.get(writing.about)
    if organisation is None or not organisation.active:
        menu(turn, "not_now")
        return
    reading = read(Kind.DATE, text, [], today=today(turn.event.at))
    day = reading.value if isinstance(reading, Understood) else None
    _day_known(turn, organisation, day if isinstance(day, date) else None)


def _day_known(turn: Turn, organisation: Organisation, day: date | None) -> None:
    if day is None or day <= today(turn.event.at):
        _ask_back_on(turn, organisation, again=True)
    else:
        _confirm(turn, organisation, "paused", day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day_picked(turn: Turn, organisation: Organisation, act: Act) -> None:
    if not organisation.active:
        partner(turn, organisation)
    elif act.arg(1) == UNKNOWN:
        _confirm(turn, organisation, "paused", None)
    else:
        _day_known(turn, organisation, _day(act.arg(1)))


def _paused(turn: Turn, organisation: Organisation, act: Act) -> None:
    if not organisation.active:
        partner(turn, organisation)
        return
    change(turn, organisation, "paused", _day(act.arg(1)))
    to, name = turn.here, organisation.name
    turn.say(say.MembershipNoted(to, turn.language, organisation.id, name, "paused"))


def _stays(turn: Turn, organisation: Organisation, _: Act) -> None:
    partners(turn, "stays" if organisation.active else "")


def _back(turn: Turn, organisation: Organisation, _: Act) -> None:
    """Whoever paused is back; so is, within the cycle, who had left."""
    if not _can_return(turn.partnership, organisation):
        partner(turn, organisation)
        return
    change(turn, organisation, "back")
    to, name = turn.here, organisation.name
    turn.say(say.MembershipNoted(to, turn.language, organisation.id, name, "back"))


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "partners": lambda turn, _: partners(turn),
    "partner": _on(lambda turn, organisation, _: partner(turn, organisation)),
    "leaveorg": _on(_leave),
    "pauseorg": _on(_pause),
    "backday": _on(_day_picked),
    "pauseyes": _on(_paused),
    "stayorg": _on(_stays),
    "backorg": _on(_back),
}
FOR_BROKERS = frozenset(DESK)
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {"back_on": _day_typed}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
