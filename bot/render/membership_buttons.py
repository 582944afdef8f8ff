"""Buttons. Leaving, joining later, catching up, replacing, the telephone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as e
from bot.message import Button
from bot.render import ways
from bot.render.listing import Rows, in_rows, numbered
from bot.render.shapes import LABEL_MOST, cut
from bot.render.words import _


def _menu() -> Button:
    return Button(_("Menu"), "menu")


def _partners() -> Button:
    return Button(_("The organisations"), "partners")


def _named(number: int, text: str) -> str:
    head = f"{number} "
    return head + cut(text, LABEL_MOST - len(head))


# ── by telephone ─────────────────────────────────────────────────────────────


def stop_writing(effect: e.Effect) -> Rows:
    """Under what a broker sees while writing for an organisation."""
    return ((Button(_("Stop writing here"), "endphone"),),) if effect.stands_in else ()


def _by_telephone(effect: e.ByTelephone) -> Rows:
    to = effect.round
    more = ((Button(_("+ By telephone"), f"phonenew:{to}"),),) if effect.more else ()
    back = ((Button(_("‹ This stage"), f"stage:{effect.stage.key}"),),)
    return (*numbered(effect.organisations, lambda _n, c: f"phonefor:{to}:{c.key}"), *more, *back)


def _back_to_choosing(effect: e.AskPhoneOrganisation | e.AskPhoneName) -> Rows:
    return ((Button(_("‹ Back"), f"phone:{effect.round}"),),)


def _phone_alike(_effect: e.PhoneAlike) -> Rows:
    return (
        (Button(_("The same one"), "phonesame:yes"),),
        (Button(_("A different one"), "phonesame:no"),),
    )


def _phone_consent(_effect: e.AskPhoneConsent) -> Rows:
    return (
        (Button(_("They have agreed"), "phoneconsent:yes"),),
        (Button(_("Not asked yet"), "phoneconsent:no"),),
    )


def _on_behalf(_effect: e.ConfirmOnBehalf) -> Rows:
    return (
        (Button(_("All is right"), "mine:all"),),
        (Button(_("Something differs"), "mine:change"),),
    )


def _writes(effect: e.WritesByTelephone) -> Rows:
    return ((Button(_("My answers"), f"review:{effect.round}"),),)


def _forget(effect: e.ConfirmForgetTelephone) -> Rows:
    id = effect.organisation
    return (
        (Button(_("Yes, erase the name"), f"forgetphone:{id}:yes"),),
        (Button(_("Not yet, go back"), f"partner:{id}"),),
    )


def _correct(effect: e.ChangeByCorrection) -> Rows:
    return ((Button(_("Ask for a correction"), f"correct:{effect.round}"),), (_menu(),))


def _to_menu(_effect: e.Effect) -> Rows:
    return ((_menu(),),)


# ── the organisations ────────────────────────────────────────────────────────


def _all_partners(effect: e.Partners) -> Rows:
    each = [Button(_named(n, x.name), f"partner:{x.id}") for n, x in enumerate(effect.lines, 1)]
    agreed = tuple(
        (Button(cut(_("Invite “%(name)s”", name=name)), f"invite_org:{round}:{item}"),)
        for round, item, name in effect.agreed
    )
    more = (Button(_("+ Invite another"), "inviteorg"),)
    return (*in_rows(each, 2), *agreed, more, (Button(_("‹ The twelve stages"), "wheel:back"),))


def _partner(effect: e.Partner) -> Rows:
    id, state = effect.line.id, effect.line.state
    rows: list[tuple[Button, ...]] = []
    if state in ("invited", "member", "silent", "telephone"):
        label = _("Show the invitation") if state == "invited" else _("New representative")
        rows.append((Button(label, f"inviteagain:{id}"),))
    if state in ("member", "silent", "telephone"):
        rows.append((Button(_("Pauses"), f"pauseorg:{id}"), Button(_("Withdraws"), f"leaveorg:{id}")))
    elif state in ("paused", "invited"):
        rows.append((Button(_("Withdraws"), f"leaveorg:{id}"),))
    if state == "waiting":
        rows.append(_taking_in(id))
    if effect.can_return:
        rows.append((Button(_("Is back"), f"backorg:{id}"),))
    rows += [
        (Button(cut(_("Take out %(name)s", name=person.label)), f"unrep:{person.key}"),)
        for person in effect.people
    ]
    if effect.by_telephone:
        rows.append((Button(_("Erase phone contact"), f"forgetphone:{id}"),))
    rows.append((Button(_("Notes"), f"notes:org:{id}"), Button(_("‹ Back"), "partners")))
    return tuple(rows)


def _wants(effect: e.WantsToLeave) -> Rows:
    id = effect.organisation
    return (
        (Button(_("Confirm: withdraws"), f"leaveorg:{id}"),),
        (Button(_("Confirm: pauses"), f"pauseorg:{id}"),),
        (Button(_("It stays"), f"stayorg:{id}"),),
    )


def _back_on(effect: e.AskBackOn) -> Rows:
    id = effect.organisation
    return (
        (Button(_("Pick a date"), f"backday:{id}", picks="date"),),
        (Button(_("Not known yet"), f"backday:{id}:none"),),
        (Button(_("‹ Back"), f"partner:{id}"),),
    )


def _confirm(effect: e.ConfirmMembership) -> Rows:
    id = effect.organisation
    day = effect.back_on.isoformat() if effect.back_on else ""
    yes = Button(_("Yes, it leaves"), f"leaveorg:{id}:yes")
    if effect.state != "left":
        yes = Button(_("Yes, it pauses"), f"pauseyes:{id}:{day}")
    return ((yes,), (Button(_("Not yet, go back"), f"partner:{id}"),))


def _hand_over(effect: e.HandOver) -> Rows:
    each = [
        Button(_named(n, what), f"handpromise:{id}") for n, (id, what) in enumerate(effect.promises, 1)
    ]
    return (*in_rows(each[:8], 1), (_partners(),))


def _noted(_effect: e.MembershipNoted) -> Rows:
    return ((_partners(), Button(_("‹ The twelve stages"), "wheel:back")),)


def _yours(_effect: e.Effect) -> Rows:
    return ((Button(_("My data"), "mydata"), _menu()),)


# ── joining later ────────────────────────────────────────────────────────────


def _new_partner(effect: e.AskNewPartner) -> Rows:
    whole = Button(_("That is the name"), f"invite_org:{effect.round}:{effect.item}:whole")
    return (*(((whole,),) if effect.proposed else ()), (_partners(),))


def _not_agreed(effect: e.NotAgreedYet) -> Rows:
    known = Button(_("That is the one"), f"partner:{effect.known}")
    rows = ((known,),) if effect.known else ()
    return (*rows, (Button(_("Invite it anyway"), "invitesure"),), (_partners(),))


def _taking_in(organisation: str) -> tuple[Button, ...]:
    return (
        Button(_("Take it in"), f"takein:{organisation}"),
        Button(_("Not taken in yet"), f"notyet:{organisation}"),
    )


def _asks_to_join(effect: e.AsksToJoin) -> Rows:
    return (_taking_in(effect.organisation), (_partners(),))


def _invited(effect: e.OrganisationInvited) -> Rows:
    return ((ways.join_for(effect.organisation),),)


def _catch_up(effect: e.CatchUp) -> Rows:
    read = ((Button(_("Summaries"), "summaries"),),) if effect.stages else ()
    return (*read, *(((Button(_("Begin"), f"go:{effect.round}"),),) if effect.round else ()))


def _caught_up(effect: e.CaughtUp) -> Rows:
    answer = ((Button(_("Answer questions"), f"go:{effect.round}"),),) if effect.round else ()
    return (*answer, (Button(_("Summaries"), "summaries"), _menu()))


# ── who speaks ───────────────────────────────────────────────────────────────


def _successor(_effect: e.SuccessorCame) -> Rows:
    return (
        (Button(_("Handed over"), "handed:out"),),
        (Button(_("We do it together"), "handed:both"),),
    )


def _unrepresent(effect: e.ConfirmUnrepresent) -> Rows:
    return (
        (Button(_("Yes, take them out"), f"unrep:{effect.person}:yes"),),
        (Button(_("Not yet, go back"), f"partner:{effect.organisation}"),),
    )


def _role_left(_effect: e.RoleLeft) -> Rows:
    return (
        (Button(_("My data"), "mydata"),),
        (Button(_("Join to represent"), "represent"),),
    )


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.ByTelephone: _by_telephone,
    e.AskPhoneOrganisation: _back_to_choosing,
    e.AskPhoneName: _back_to_choosing,
    e.PhoneAlike: _phone_alike,
    e.AskPhoneConsent: _phone_consent,
    e.ConfirmOnBehalf: _on_behalf,
    e.WritesByTelephone: _writes,
    e.ConfirmForgetTelephone: _forget,
    e.OnBehalfConfirmed: _to_menu,
    e.ChangeByCorrection: _correct,
    e.Partners: _all_partners,
    e.Partner: _partner,
    e.WantsToLeave: _wants,
    e.AskBackOn: _back_on,
    e.ConfirmMembership: _confirm,
    e.HandOver: _hand_over,
    e.MembershipNoted: _noted,
    e.YourMembership: _yours,
    e.AskNewPartner: _new_partner,
    e.NotAgreedYet: _not_agreed,
    e.AsksToJoin: _asks_to_join,
    e.OrganisationInvited: _invited,
    e.CatchUp: _catch_up,
    e.CaughtUp: _caught_up,
    e.SuccessorCame: _successor,
    e.RoleLeft: _role_left,
    e.RepresentativeLeft: lambda _effect: ((_partners(),),),
    e.ConfirmUnrepresent: _unrepresent,
    e.BothSpeak: _to_menu,
}
