"""Which buttons stand under which effect.

The table names every effect that people go on from by tapping; what is not in it has no buttons.
Actions are the core's words for pressing; `opens` leads into the private chat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.core import effects as e
from bot.message import Button
from bot.render import (
    board_buttons,
    cycles_buttons,
    drafting_buttons,
    ledger_buttons,
    membership_buttons,
    papers_buttons,
    timing_buttons,
    voting_buttons,
)
from bot.render import desk_buttons as desk
from bot.render import group_buttons as group
from bot.render import interview_buttons as interview
from bot.render import linking_buttons as linking
from bot.render.listing import Rows, in_rows, numbered
from bot.render.shapes import LABEL_MOST, cut, fits, numeral
from bot.render.words import _

Maker = Callable[[Any], Rows]


def rows(effect: e.Effect) -> Rows:
    """The rows of buttons under the effect, in the language being spoken."""
    maker = TABLE.get(type(effect))
    found = maker(effect) if maker else ()
    return tuple(tuple(_for(effect.whose, button) for button in row) for row in found)


def _for(whose: str, button: Button) -> Button:
    """What is tapped counts for the organisation for which it was shown (core/acts.py)."""
    return replace(button, action=f"{button.action}@{whose}") if whose and button.action else button


def _menu_row(_effect: e.Effect) -> Rows:
    return ((Button(_("Menu"), "menu"),),)


# ── joining and setting up ───────────────────────────────────────────────────


def _nothing_kept(_effect: e.NothingKept) -> Rows:
    return ((Button(_("Privacy"), "privacy"),),)


def _lobby(_effect: e.Lobby) -> Rows:
    return ((Button(_("Add bot to a group"), opens="add"),),)


def _broker_taken(effect: e.BrokerTaken) -> Rows:
    return ((Button(_("Join to represent"), "represent"),),) if effect.ready else ()


def _partnership_name(effect: e.AskPartnershipName) -> Rows:
    if not effect.setting_up:
        return _menu_row(effect)
    if not effect.title:
        return ()
    label = effect.title if fits(effect.title) else _("Use this name")
    return ((Button(label, "setname:title"),),)


def _set_back() -> Button:
    """One step back in setting up."""
    return Button(_("‹ Back"), "setback")


def _purpose(effect: e.AskPurpose) -> Rows:
    if not effect.setting_up:
        return _menu_row(effect)
    return ((Button(_("Skip for now"), "purpose:skip"), _set_back()),)


def _languages(effect: e.AskLanguage) -> Rows:
    action = "language" if effect.own else "setlanguage"
    back = () if effect.own else ((_set_back(),),)
    marks = {code: "✓ " if code == effect.current else "" for code in ("th", "en")}
    return (
        (
            Button(marks["th"] + _("Thai"), f"{action}:th"),
            Button(marks["en"] + _("English"), f"{action}:en"),
        ),
        *back,
    )


def _form(effect: e.AskForm) -> Rows:
    return (
        (Button(_("Full · %(count)s items", count=effect.full), "form:full"),),
        (Button(_("Short · %(count)s items", count=effect.short), "form:short"),),
        (_set_back(),),
    )


def _set_up(_effect: e.SetUpDone) -> Rows:
    return (
        (Button(_("The twelve stages"), "wheel"),),
        (Button(_("Also represent"), "represent"),),
        (Button(_("Change name or aim"), "about"),),
    )


def _yes_or_no() -> tuple[Button, ...]:
    return Button(_("I agree"), "consent:yes"), Button(_("I do not agree"), "consent:no")


def _consent(_effect: e.AskConsent) -> Rows:
    return (_yes_or_no(), (Button(_("Read more"), "privacy"),))


def _refused(effect: e.ConsentRefused) -> Rows:
    rows = ((Button(_("I agree"), "consent:yes"),), (Button(_("Read more"), "privacy"),))
    return (*rows, *_menu_row(effect)) if effect.broker else rows


def _organisation(effect: e.AskOrganisation) -> Rows:
    if not effect.organisations:
        return ()
    new = (Button(_("+ New organisation"), "org:new"),)
    return (*numbered(effect.organisations, lambda _n, c: f"org:{c.key}"), new)


def _look_alike(_effect: e.LookAlike) -> Rows:
    return (
        (Button(_("The same one"), "same:yes"),),
        (Button(_("A different one"), "same:no"),),
    )


def _sector(effect: e.AskSector) -> Rows:
    return numbered(effect.sectors, lambda _n, c: f"sector:{c.key}")


def _name(effect: e.AskName) -> Rows:
    return ((Button(cut(effect.called), "name:called"),),) if effect.called else ()


def _authority(_effect: e.AskAuthority) -> Rows:
    return (
        (Button("1 " + _("I can decide"), "authority:decides"),),
        (Button("2 " + _("I must consult first"), "authority:consults"),),
        (Button("3 " + _("I only coordinate"), "authority:coordinates"),),
    )


def _remind(_effect: e.AskRemind) -> Rows:
    return (
        (Button("1 " + _("Morning"), "remind:morning"), Button("2 " + _("Noon"), "remind:noon")),
        (Button("3 " + _("Evening"), "remind:evening"), Button("4 " + _("No reminders"), "remind:never")),
    )


def _registered(_effect: e.Registered) -> Rows:
    return ((Button(_("Correct the name"), "rename"), Button(_("Menu"), "menu")),)


# ── menus ────────────────────────────────────────────────────────────────────


def _menu(effect: e.Menu) -> Rows:
    answer = [(Button(interview.answer_label(line, len(effect.open)), f"go:{line.round}"),)
              for line in effect.open]
    small = [Button(_("Status"), "status"), Button(_("Summaries"), "summaries")]
    if effect.ledger:
        small.append(Button(_("Promises"), "promises"))
    if effect.register:
        small.append(Button(_("Agreements"), "agreements"))
    small += [
        Button(_("Language"), "language"),
        Button(_("My data"), "mydata"),
        Button(_("Help"), "help"),
    ]
    if effect.others:
        small.append(Button(_("Switch partnership"), "switch"))
    if effect.papers:
        small.append(Button(_("Papers"), "papers"))
    if effect.broker:
        small.append(Button(_("Partnership details"), "about"))
    if effect.sending:
        small.append(Button(_("Cost of messages"), "sending"))
    broker = [*desk.next_step(effect.next)]
    broker += [(Button(_("The twelve stages"), "wheel"),)] if effect.broker else []
    label = _("Also represent") if effect.broker else _("Join to represent")
    join = [] if effect.representative else [(Button(label, "represent"),)]
    elect = [(Button(_("Choose a new broker"), "elect"),)] if effect.elects else []
    confirm = [(Button(_("Confirm answers · %(count)s", count=effect.to_confirm), "confirm"),)]
    waits = confirm if effect.to_confirm else []
    stop = membership_buttons.stop_writing(effect)
    return (*stop, *answer, *waits, *broker, *join, *elect, *in_rows(small, 2))


def _status(effect: e.Status) -> Rows:
    waiting = {title for title, state, _answered, _of in effect.mine if state != "done"}
    open_lines = [x for x in effect.lines if x.state == "open" and x.title in waiting and x.round]
    answer = tuple(
        (Button(interview.answer_label(line, len(open_lines)), f"go:{line.round}"),)
        for line in open_lines
    )
    return (*answer, (Button(_("Summaries"), "summaries"), Button(_("Menu"), "menu")))


def _summaries(effect: e.Summaries) -> Rows:
    published = tuple(
        (Button(desk.stage_label(line), f"summary:{line.round}"),) for line in effect.lines
    )
    cycles = tuple(
        (Button(_("Cycle %(number)s", number=numeral(n)), f"summaries:{n}"),) for n in effect.others
    )
    papers = (Button(_("Papers"), "papers"),) if published or cycles else ()
    return (*published, *cycles, (*papers, Button(_("Menu"), "menu")))


def _partnerships(effect: e.Partnerships) -> Rows:
    return tuple(
        (Button(mark + cut(f"{n} {c.label}", LABEL_MOST - len(mark)), f"switch:{c.key}"),)
        for n, c in enumerate(effect.choices, 1)
        for mark in ("✓ " if c.chosen else "",)
    )


def _help(_effect: e.Effect) -> Rows:
    return ((Button(_("My data"), "mydata"), Button(_("Menu"), "menu")),)


def _privacy(effect: e.Privacy) -> Rows:
    return _help(effect) if effect.consented else (_yes_or_no(),)


def _corrected(effect: e.Corrected) -> Rows:
    """An answer is corrected on the way; a name at the desk, from where one goes on by tapping."""
    return () if effect.prompt else _help(effect)


def _my_data(effect: e.MyData) -> Rows:
    another = ((Button(_("Use another app too"), "linkme"),),) if effect.apps else ()
    return (
        (Button(_("Correct the name"), "rename"), Button(_("Erase my data"), "erase")),
        (Button(_("Get it as a file"), "ownfile"),),
        (Button(_("Reminder time"), "askremind"),),
        *(((Button(_("Who represents us"), "replace"),),) if effect.organisation else ()),
        *another,
        (Button(_("Privacy"), "privacy"), Button(_("Menu"), "menu")),
    )


def _own_file(_effect: e.OwnFile) -> Rows:
    return ((Button(_("My data"), "mydata"), Button(_("Menu"), "menu")),)


def _erase(effect: e.AskErase) -> Rows:
    too = ((Button(_("Erase answers too"), "erase:all"),),) if effect.answers else ()
    return (
        (Button(_("Erase only my name"), "erase:link"),),
        *too,
        (Button(_("Erase nothing"), "menu"),),
    )


def _summary(effect: e.Summary) -> Rows:
    return group.published(effect) if effect.once else desk.summary(effect)


TABLE: Mapping[type[e.Effect], Maker] = {
    e.Welcome: group.welcome,
    e.InviteToJoin: group.invite,
    e.Progress: group.progress,
    e.Summary: _summary,
    e.GroupStatus: group.group_status,
    e.GroupHelp: group.group_help,
    e.AnonymousAsked: group.anonymous,
    e.Lobby: _lobby,
    e.NothingKept: _nothing_kept,
    e.LinkUnknown: _menu_row,
    e.BrokerTaken: _broker_taken,
    e.AskPartnershipName: _partnership_name,
    e.AskPurpose: _purpose,
    e.AskLanguage: _languages,
    e.AskForm: _form,
    e.SetUpDone: _set_up,
    e.AskConsent: _consent,
    e.ConsentRefused: _refused,
    e.AskOrganisation: _organisation,
    e.LookAlike: _look_alike,
    e.AskSector: _sector,
    e.AskName: _name,
    e.AskAuthority: _authority,
    e.AskRemind: _remind,
    e.Registered: _registered,
    e.StageOpened: interview.stage_opened,
    e.Ask: interview.ask,
    e.ShowBack: interview.show_back,
    e.AskWords: interview.ask_words,
    e.OfferChange: interview.offer_change,
    e.OfferEarly: interview.offer_early,
    e.Corrected: _corrected,
    e.Review: interview.review,
    e.ChooseChange: interview.choose_change,
    e.OtherHands: membership_buttons.stop_writing,
    e.HandedIn: interview.handed_in,
    e.Paused: interview.paused,
    e.ColleagueChanged: interview.colleague_changed,
    e.SourceChanged: interview.source_changed,
    e.RoundOver: interview.too_late,
    e.RoundClosed: interview.round_over,
    e.Nudge: interview.nudge,
    e.Menu: _menu,
    e.Status: _status,
    e.Summaries: _summaries,
    e.Partnerships: _partnerships,
    e.Switched: _menu_row,
    e.Help: _help,
    e.Privacy: _privacy,
    e.MyData: _my_data,
    e.OwnFile: _own_file,
    e.AskErase: _erase,
    e.Wheel: desk.wheel,
    e.StageCard: desk.stage_card,
    e.Who: desk.who,
    e.ConfirmClose: desk.confirm_close,
    e.AskAgreed: desk.ask_agreed,
    e.About: desk.about,
    e.Published: desk.published,
    e.Failed: _menu_row,
    e.Waits: linking.waits,
    e.Sending: linking.sending,
    e.Pushed: linking.pushed,
    e.BroughtBack: linking.brought_back,
    e.DoubtfulSettled: _menu_row,
    e.OfferCode: _menu_row,
    e.GroupIsLinked: linking.group_is_linked,
    **voting_buttons.TABLE,
    **drafting_buttons.TABLE,
    **ledger_buttons.TABLE,
    **timing_buttons.TABLE,
    **membership_buttons.TABLE,
    **cycles_buttons.TABLE,
    **papers_buttons.TABLE,
    **board_buttons.TABLE,
}
