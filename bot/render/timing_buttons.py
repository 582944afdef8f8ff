"""Buttons. Reminders, deadlines, quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.core import effects as e
from bot.message import Button
from bot.render.interview_buttons import answer_label
from bot.render.listing import Rows, in_rows
from bot.render.shapes import cut, on_weekday
from bot.render.words import _, ngettext

QUIET = ((20, 8), (18, 9), (21, 7))
CORRECTION = (24, 72, 168)
KEPT = (90, 365, 1825)
"""As core/timing.py offers them."""
DAY = 24
YEAR = 365
MOST_ROUNDS = 4
"""Buttons for rounds of one partnership under a reminder."""
MOST_OTHERS = 3
"""Buttons for further partnerships."""


def daily(effect: e.Daily) -> Rows:
    """A button belongs to the partnership whose message it stands under: the others are switched to."""
    first, *others = effect.sections
    lines = [due.line for due in first.rounds[:MOST_ROUNDS]]
    answer = tuple((Button(answer_label(line, len(lines)), f"go:{line.round}"),) for line in lines)
    more = []
    if first.promises:
        more.append(Button(_("Promises"), "promises"))
    if first.to_confirm:
        more.append(Button(_("Confirm the answers"), "toconfirm"))
    if first.recorded:
        more.append(Button(_("What was recorded"), "mine"))
    if len(first.notes) == 1:
        more.append(Button(_("Done"), f"donenote:{first.notes[0].id}"))
        more.append(Button(_("Open the note"), f"note:{first.notes[0].id}"))
    elif first.notes:
        more.append(Button(_("Notes"), "notes:all"))
    if first.digest:
        more.append(Button(_("The twelve stages"), "wheel"))
    switch = tuple(
        (Button("› " + cut(s.name, 18), f"switch:{s.partnership}"),) for s in others[:MOST_OTHERS]
    )
    rest = (Button(_("Rest for 3 days"), "snooze"), Button(_("No reminders"), "noreminders"))
    return (*answer, *in_rows(more, 2), *switch, rest)


def reminders(_effect: e.Effect) -> Rows:
    return ((Button(_("Reminder time"), "askremind"), Button(_("Menu"), "menu")),)


def ask_deadline(effect: e.AskDeadline) -> Rows:
    round = effect.round
    read = tuple((_day(round, day),) for day in effect.read)
    if len(effect.read) == 1:
        read = ((Button(_("Yes"), f"deadline:{round}:{effect.read[0].isoformat()}"),),)
    offered = (
        (
            Button(_("In 3 days"), f"deadline:{round}:3"),
            Button(_("In 1 week"), f"deadline:{round}:7"),
        ),
        (
            Button(_("In 2 weeks"), f"deadline:{round}:14"),
            Button(_("Pick a date"), f"deadline:{round}:pick", picks="date"),
        ),
    )
    none = ((Button(_("No deadline"), f"deadline:{round}:none"),),) if effect.now else ()
    back = ((Button(_("‹ This stage"), f"stage:{effect.stage.key}"),),)
    return (*read, *offered, *none, *back)


def _day(round: str, day: date) -> Button:
    return Button(on_weekday(day), f"deadline:{round}:{day.isoformat()}")


def deadline_came(effect: e.DeadlineCame) -> Rows:
    nudge = ((Button(_("Nudge the missing"), f"nudge:{effect.round}"),),) if effect.missing else ()
    return (
        (Button(_("More time"), f"deadline:{effect.round}"),),
        *nudge,
        (Button(_("Close, see the draft"), f"close:{effect.round}"),),
    )


def timing_page(effect: e.TimingPage) -> Rows:
    now = (effect.quiet_from, effect.quiet_to)
    quiet = [
        Button(
            _tick(hours == now) + f"{hours[0]}:00–{hours[1]:02}:00",
            f"settiming:quiet:{hours[0]}:{hours[1]}",
        )
        for hours in QUIET
    ]
    correction = [
        Button(
            _tick(h == effect.correction_hours) + _correctable(h),
            f"settiming:correction:{h}",
        )
        for h in CORRECTION
    ]
    weekends = _("Remind at weekends") if effect.weekends else _("Quiet at weekends")
    holidays = _("Remind on holidays") if effect.holidays else _("Quiet on holidays")
    return (
        *in_rows(quiet, 2),
        (Button(weekends, f"settiming:weekends:{_switched(effect.weekends)}"),),
        (Button(holidays, f"settiming:holidays:{_switched(effect.holidays)}"),),
        *in_rows(correction, 2),
        *in_rows([_keeping(days, effect.keep_days) for days in KEPT], 2),
        (Button(_("Partnership details"), "about"), Button(_("Menu"), "menu")),
    )


def _keeping(days: int, now: int) -> Button:
    """How long after the end names are kept."""
    label = _("Names: %(days)s days", days=days)
    if days % YEAR == 0:
        years = days // YEAR
        label = ngettext("Names: %(num)s year", "Names: %(num)s years", years) % {"num": years}
    return Button(_tick(days == now) + label, f"settiming:keep:{days}")


def names_will_go(effect: e.NamesWillGo) -> Rows:
    return ((Button(_("Papers"), "papers"), Button(_("Menu"), "menu")),) if effect.broker else ()


def _correctable(hours: int) -> str:
    """How long a correction can be asked for."""
    if hours > DAY and not hours % DAY:
        return _("Correction: %(days)s days", days=hours // DAY)
    return _("Correction: %(hours)s h", hours=hours)


def _tick(chosen: bool) -> str:
    return "✓ " if chosen else ""


def _switched(on: bool) -> str:
    return "off" if on else "on"


TABLE: Mapping[type[e.Effect], Callable[[Any], Rows]] = {
    e.Daily: daily,
    e.Snoozed: reminders,
    e.NoReminders: reminders,
    e.AskDeadline: ask_deadline,
    e.DeadlineCame: deadline_came,
    e.TimingPage: timing_page,
    e.NamesWillGo: names_will_go,
}
