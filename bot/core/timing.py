"""Time: deadlines, quiet hours, how long names are kept, and when something is due next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.core import deadlines, keeping
from bot.core import effects as say
from bot.core.acts import Act
from bot.core.cycle import Cycle
from bot.core.events import TimePassed
from bot.core.hours import Holidays, none_known, quiet
from bot.core.model import Partnership, Writing
from bot.core.records import Timing
from bot.core.reminding import next_reminder, remind
from bot.core.turn import Turn
from bot.core.whole import set_up

QUIET = ((20, 8), (18, 9), (21, 7))
"""Quiet hours that are offered: from, to."""
CORRECTION = (24, 72, 168)
"""Hours that are offered for objecting to a published summary."""


def next_due(
    partnership: Partnership,
    cycle: Cycle,
    after: datetime,
    is_holiday: Holidays = none_known,
) -> datetime | None:
    """The first moment later than `after` at which something may be due; None: as things stand, never.

    Whether anything is, is found out when that moment comes (`passed`), by how things stand then.
    """
    if not set_up(partnership):
        return None
    if partnership.ended_at is not None:
        return min(keeping.next_moment(partnership, after), default=None)
    moments = [
        *deadlines.next_deadline(partnership, cycle, after, is_holiday),
        *next_reminder(partnership, after, is_holiday),
    ]
    return min(moments, default=None)


def passed(turn: Turn) -> None:
    """It is time to look: deadlines that have come, and reminders whose hour it is."""
    happened, at = turn.event.happened, turn.event.at
    if not isinstance(happened, TimePassed) or not set_up(turn.partnership):
        return
    if turn.partnership.ended_at:
        keeping.come(turn)
        return
    if quiet(turn.partnership.timing, at, happened.holiday):
        return
    deadlines.come(turn, holiday=happened.holiday)
    remind(turn, happened.due or at, happened.row)


# ── a broker's page ──────────────────────────────────────────────────────────


def page(turn: Turn, _: Act) -> None:
    _page(turn)


def _page(turn: Turn, *, saved: bool = False) -> None:
    partnership, timing = turn.partnership, turn.partnership.timing
    turn.say(
        say.TimingPage(
            turn.here,
            turn.language,
            partnership.name,
            timing.quiet_from,
            timing.quiet_to,
            timing.weekends,
            timing.holidays,
            timing.correction_hours,
            timing.keep_days,
            saved,
        )
    )


def _quiet(timing: Timing, act: Act) -> Timing:
    for start, end in QUIET:
        if act.args[1:] == (str(start), str(end)):
            return replace(timing, quiet_from=start, quiet_to=end)
    return timing


def _weekends(timing: Timing, act: Act) -> Timing:
    return replace(timing, weekends=act.arg(1) == "on")


def _holidays(timing: Timing, act: Act) -> Timing:
    return replace(timing, holidays=act.arg(1) == "on")


def _correction(timing: Timing, act: Act) -> Timing:
    hours = next((h for h in CORRECTION if str(h) == act.arg(1)), timing.correction_hours)
    return replace(timing, correction_hours=hours)


def _keep(timing: Timing, act: Act) -> Timing:
    days = next((d for d in keeping.KEPT if str(d) == act.arg(1)), timing.keep_days)
    return replace(timing, keep_days=days)


SET: Mapping[str, Callable[[Timing, Act], Timing]] = {
    "quiet": _quiet,
    "weekends": _weekends,
    "holidays": _holidays,
    "correction": _correction,
    "keep": _keep,
}
"""What can be chosen → how it is set."""


def settle(turn: Turn, act: Act) -> None:
    """One choice on the page; it shows how things stand then."""
    rule, partnership = SET.get(act.arg(0)), turn.partnership
    timing = rule(partnership.timing, act) if rule else partnership.timing
    changed = timing != partnership.timing
    turn.partnership = replace(partnership, timing=timing)
    _page(turn, saved=changed)


DESK: Mapping[str, Callable[[Turn, Act], None]] = {"timing": page, "settiming": settle}
FOR_BROKERS = frozenset(DESK)
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {"deadline": deadlines.typed}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
