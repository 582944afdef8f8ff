"""Buttons. The broker's role, elections, notes, clause 12c, the next cycle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import effects as e
from bot.message import Button
from bot.render.desk_buttons import stage_label
from bot.render.listing import Rows, numbered
from bot.render.shapes import cut
from bot.render.words import _


def _menu() -> tuple[Button, ...]:
    return (Button(_("Menu"), "menu"),)


def _wheel() -> tuple[Button, ...]:
    return (Button(_("‹ The twelve stages"), "wheel:back"),)


# ── clause 12c ───────────────────────────────────────────────────────────────


def _stage(effect: e.NotSatisfied | e.AskOverride | e.OverrideNoted) -> tuple[Button, ...]:
    return (Button(_("‹ This stage"), f"stage:{effect.stage.key}"),)


def not_satisfied(effect: e.NotSatisfied) -> Rows:
    again = Button(_("Open the round again"), f"reopen:{effect.round}")
    if effect.part:
        again = Button(_("Vote a second time"), f"voteagain:{effect.round}:{effect.part}")
    record = Button(_("Close with a reason"), f"override:{effect.round}")
    return ((again,), (record,), _stage(effect))


def override_noted(effect: e.OverrideNoted) -> Rows:
    on = Button(_("Publish to the group"), f"publish:{effect.round}")
    if effect.is_open:
        on = Button(_("Close, see the draft"), f"close:{effect.round}:yes")
    return ((on,), _stage(effect))


def ask_override(effect: e.AskOverride) -> Rows:
    return (_stage(effect),)


# ── after the twelfth ────────────────────────────────────────────────────────


def after_twelfth(effect: e.AfterTwelfth) -> Rows:
    asked = ((Button(_("Corrections waiting"), f"corrections:{effect.asked}"),),) if effect.asked else ()
    if effect.ended:
        return (*asked, (Button(_("Take it up again"), "takeup"),), (_papers(),), _wheel())
    if effect.going:
        lead = tuple((Button(stage_label(line), f"stage:{line.round}"),) for line in effect.going)
        return (*asked, *lead, _wheel())
    if effect.confirm:
        not_yet = (Button(_("Not now"), "aftertwelfth"),)
        verb = "endpartnership" if effect.confirm == "end" else "newcycle"
        label = _("Yes, end it") if effect.confirm == "end" else _("Yes, a new cycle")
        return (*asked, (Button(label, f"{verb}:{effect.cycle}:yes"),), not_yet)
    follow = ((Button(_("Go on, follow up"), f"stage:{effect.follow}"),),) if effect.follow else ()
    return (
        *asked,
        (Button(_("Begin a new cycle"), f"newcycle:{effect.cycle}"),),
        *follow,
        (Button(_("End the partnership"), f"endpartnership:{effect.cycle}"),),
        (_papers(),),
        _wheel(),
    )


def _papers() -> Button:
    return Button(_("Papers"), "papers")


def ended(effect: e.Ended) -> Rows:
    if effect.private:
        return ((Button(_("Take it up again"), "takeup"),), _menu())
    return ((Button(_("Latest summary"), "say:summary"),),)


def cycle_begun(_effect: e.CycleBegun) -> Rows:
    return ((Button(_("Latest status"), "say:status"), Button(_("Latest summary"), "say:summary")),)


# ── the broker's role ────────────────────────────────────────────────────────


def brokers(effect: e.Brokers) -> Rows:
    back = (Button(_("‹ Details"), "about"),)
    if effect.note == "lay_down":
        yes = Button(_("Yes, lay it down"), "layrole:yes")
        return ((yes,), (Button(_("No, keep it"), "brokers"),))
    rows: list[tuple[Button, ...]] = []
    if effect.can_offer:
        rows += [(Button(_("Share the role"), "giverole:share"),), (Button(_("Hand the role over"), "giverole:whole"),)]
    if effect.offered:
        rows.append((Button(_("Take the offer back"), "withdrawrole"),))
    if effect.can_lay_down:
        rows.append((Button(_("Lay the role down"), "layrole"),))
    return (*rows, back)


def choose_broker(effect: e.ChooseBroker) -> Rows:
    way = "whole" if effect.whole else "share"
    turn = []
    if effect.page > 0:
        turn.append(Button(_("‹ Previous page"), f"giverole:{way}:{effect.page - 1}"))
    if effect.page + 1 < effect.pages:
        turn.append(Button(_("Next page ›"), f"giverole:{way}:{effect.page + 1}"))
    people = numbered(effect.people, lambda _n, c: f"offerrole:{way}:{c.key}")
    return (*people, *([tuple(turn)] if turn else []), (Button(_("‹ Back"), "brokers"),))


def role_offered(effect: e.RoleOffered) -> Rows:
    way = "whole" if effect.whole else "share"
    return (
        (Button(_("I take it"), f"takerole:yes:{way}"), Button(_("I do not take it"), f"takerole:no:{way}")),
    )


def role_taken(_effect: e.RoleTaken) -> Rows:
    return ((Button(_("The twelve stages"), "wheel"), Button(_("Notes"), "notes:all")), _menu())


def role_answered(effect: e.RoleAnswered) -> Rows:
    if effect.how in ("taken", "refused"):
        return ((Button(_("Brokers"), "brokers"),), _menu())
    return (_menu(),)


def brokers_changed(effect: e.BrokersChanged) -> Rows:
    return (_menu(),) if effect.private else ()


# ── an election ──────────────────────────────────────────────────────────────


def election_open(_effect: e.ElectionOpen) -> Rows:
    return ((Button(_("I am willing"), "stand"),),)


def ballot(effect: e.ElectionBallot) -> Rows:
    mark = {key: "✓ " if effect.mine == key else "" for key in ("yes", "no")}
    return (
        (
            Button(mark["yes"] + _("In favour"), f"elect:yes:{effect.stamp}", silent=True),
            Button(mark["no"] + _("Not in favour"), f"elect:no:{effect.stamp}", silent=True),
        ),
    )


# ── notes ────────────────────────────────────────────────────────────────────


def notes(effect: e.Notes) -> Rows:
    found = tuple(
        (Button(f"{n} {'✓ ' if line.done else ''}{cut(line.text, 16)}", f"note:{line.id}"),)
        for n, line in enumerate(effect.lines, 1)
    )
    kind, _colon, which = effect.key.partition(":")
    turn = []
    if effect.page > 0:
        turn.append(Button(_("‹ Previous page"), f"notes:{kind}:{which}:{effect.page - 1}"))
    if effect.page + 1 < effect.pages:
        turn.append(Button(_("Next page ›"), f"notes:{kind}:{which}:{effect.page + 1}"))
    add = (Button(_("+ Write a note"), f"addnote:{effect.key}"),)
    return (*found, *([tuple(turn)] if turn else []), add, _out_of(effect.key))


def _out_of(key: str) -> tuple[Button, ...]:
    """From the notes on a stage back to its card, from the others to all notes or the menu."""
    kind, _colon, which = key.partition(":")
    if kind == "stage":
        return (Button(_("‹ This stage"), f"stage:{which}"), Button(_("All notes"), "notes:all"))
    return (Button(_("All notes"), "notes:all"),) if kind == "org" else _menu()


def ask_note(effect: e.AskNote) -> Rows:
    return ((Button(_("‹ Notes"), f"notes:{effect.key}"),),)


def note_shown(effect: e.NoteShown) -> Rows:
    id, back = effect.line.id, Button(_("‹ Notes"), f"notes:{effect.key}")
    if effect.note == "drop":
        return ((Button(_("Yes, delete it"), f"dropnote:{id}:yes"),), (Button(_("No, keep it"), f"note:{id}"),))
    if effect.note in ("kept", "when", "not_a_day"):
        tomorrow = Button(_("Remind me tomorrow"), f"remindnote:{id}:1")
        week = Button(_("Remind me in 7 days"), f"remindnote:{id}:7")
        return ((tomorrow, week), (Button(_("No reminder"), f"remindnote:{id}:0"),))
    done = Button(_("Not done yet"), f"donenote:{id}:no")
    if not effect.line.done:
        done = Button(_("Done"), f"donenote:{id}")
    return ((done, Button(_("Set a reminder"), f"remindnote:{id}")), (Button(_("Delete"), f"dropnote:{id}"), back))


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.NotSatisfied: not_satisfied,
    e.AskOverride: ask_override,
    e.OverrideNoted: override_noted,
    e.AfterTwelfth: after_twelfth,
    e.Ended: ended,
    e.CycleBegun: cycle_begun,
    e.Brokers: brokers,
    e.ChooseBroker: choose_broker,
    e.RoleOffered: role_offered,
    e.RoleTaken: role_taken,
    e.RoleAnswered: role_answered,
    e.BrokersChanged: brokers_changed,
    e.ElectionOpen: election_open,
    e.ElectionBallot: ballot,
    e.Notes: notes,
    e.AskNote: ask_note,
    e.NoteShown: note_shown,
}
