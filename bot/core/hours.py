"""Hours of Bangkok: when the bot keeps quiet, and the hours at which people wish to be reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from bot.core.calendar import BANGKOK, today
from bot.core.records import Timing

HOURS = {"morning": 8, "noon": 12, "evening": 17}
"""What a member chose (`Member.remind`) → the hour from which they are reminded."""
SATURDAY = 5
LOOKED_AHEAD = 30
"""Days: no row of weekends and holidays is as long."""
DAY = timedelta(days=1)

Holidays = Callable[[date], bool]
"""Whether a day is a public holiday in Thailand."""


def holidays_before(day: date, is_holiday: Holidays) -> int:
    """How many days just before a day are public holidays, one after the other."""
    return next((n for n in range(LOOKED_AHEAD) if not is_holiday(day - (n + 1) * DAY)), LOOKED_AHEAD)


def none_known(_: date) -> bool:
    """For where holidays do not matter."""
    return False


def day_of(at: datetime | None) -> date | None:
    """The day in Thailand, where there is any."""
    return today(at) if at else None


def still_until(deadline: datetime | None, at: datetime) -> date | None:
    """The day of a deadline that has not come yet."""
    return day_of(deadline) if deadline and deadline > at else None


def moment(day: date, hour: int) -> datetime:
    """The full hour of a day in Thailand, in UTC."""
    return datetime.combine(day, time(hour), UTC) - BANGKOK


def quiet_hour(timing: Timing, hour: int) -> bool:
    if timing.quiet_from > timing.quiet_to:
        return hour >= timing.quiet_from or hour < timing.quiet_to
    return timing.quiet_from <= hour < timing.quiet_to


def quiet_day(timing: Timing, day: date, holiday: bool) -> bool:
    return (timing.weekends and day.weekday() >= SATURDAY) or (timing.holidays and holiday)


def quiet(timing: Timing, at: datetime, holiday: bool) -> bool:
    """Whether nothing is to be said first at this moment."""
    hour = (at + BANGKOK).hour
    return quiet_hour(timing, hour) or quiet_day(timing, today(at), holiday)


def hour_of(timing: Timing, remind: str) -> int:
    """The hour of someone's reminder: the one they chose, or the first after it that is not quiet."""
    allowed = (h for h in range(HOURS[remind], 24) if not quiet_hour(timing, h))
    return next(allowed, timing.quiet_to)


def first_allowed(timing: Timing, at: datetime, is_holiday: Holidays) -> datetime:
    """`at`, or the end of the quiet time in which it lies."""
    moment_ = at
    for _ in range(LOOKED_AHEAD):
        day, hour = today(moment_), (moment_ + BANGKOK).hour
        if quiet_day(timing, day, is_holiday(day)):
            moment_ = moment(day + DAY, 0)
        elif quiet_hour(timing, hour):
            tomorrow = hour >= timing.quiet_to
            moment_ = moment(day + DAY if tomorrow else day, timing.quiet_to)
        else:
            break
    return moment_


def next_slot(
    timing: Timing, hour: int, after: datetime, earliest: datetime, is_holiday: Holidays
) -> datetime | None:
    """The first full hour `hour`, later than `after` and not before `earliest`, on a day that is not quiet."""
    day = today(max(after, earliest))
    for ahead in range(LOOKED_AHEAD):
        slot = moment(day + ahead * DAY, hour)
        if slot <= after or slot < earliest:
            continue
        if not quiet_day(timing, today(slot), is_holiday(today(slot))):
            return slot
    return None
