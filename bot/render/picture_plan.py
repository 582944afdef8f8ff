"""Pictures of stage 4: the plan over the months, and how feasible the activities are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.core.calendar import BUDDHIST, MONTHS, last_day, written
from bot.core.cycle import Words
from bot.core.derived import LEAD, ROLE
from bot.core.effects import Summary
from bot.core.results import Lines, Note, Spread
from bot.message import Picture
from bot.render.picture_card import scale_of
from bot.render.picture_words import (
    ROWS_MOST,
    Data,
    and_more,
    drawn,
    head,
    is_called,
    parts_of,
    remark,
    short,
    told,
)
from bot.render.words import _, language

PLAN = "=action_plan"
WHEN = "=when"
UNEVEN = "=carries_most"
"""The one warning that does not stand beside an activity already."""
A_PICTURE = 6
"""Activities on one picture."""
TICKS = 6
"""Months named above the plan, at most: more do not fit side by side."""
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months from one tick to the next."""

_MONTH = {name: number for months in MONTHS.values() for number, names in enumerate(months, 1) for name in names[:1]}
_DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(map(re.escape, _MONTH))}) (\d{{4}})")
_FIRST_BUDDHIST = 2400
"""Years from here on are of the Buddhist era (core/calendar.py, full_year)."""


class _Activity(NamedTuple):
    name: str
    lead: str
    """Who leads it, with the marks of what is not yet confirmed; "" for nobody."""
    start: date | None
    end: date | None


def dates_in(text: str) -> list[date]:
    """The dates that stand in a text as core/calendar.py writes them, in either language."""
    found = []
    for day, month, year in _DATE.findall(text):
        common = int(year) - BUDDHIST if int(year) >= _FIRST_BUDDHIST else int(year)
        try:
            found.append(date(common, _MONTH[month], int(day)))
        except ValueError:
            continue  # people's words that only look like a date
    return found


def timeline(effect: Summary) -> tuple[Picture, ...]:
    """The plan as bars over months, all pictures of it over the same months; () where no activity has a date."""
    activities = list(_activities(effect))
    dated = sorted((a for a in activities if a.start), key=lambda a: (_span(a), a.name))[:ROWS_MOST]
    if not dated:
        return ()
    shown = [*dated, *(a for a in activities if not a.start)][:ROWS_MOST]
    axis = _Axis.over(dated)
    pages = list(parts_of(shown, A_PICTURE))
    return tuple(
        _page(effect, axis, part, some, len(activities) - len(shown) if first + len(some) == len(shown) else 0)
        for part, first, some in pages
    )


def _page(effect: Summary, axis: _Axis, part: str, activities: Sequence[_Activity], left: int) -> Picture:
    title = _("Plan over time") + part
    undated = [a for a in activities if not a.start]
    notes = [b for b in effect.blocks if isinstance(b, Note) and b.title == UNEVEN]
    data: Data = {
        "head": head(effect, title),
        "ticks": list(axis.ticks()),
        "rows": [_row(axis, a) for a in activities if a.start],
        "undated-title": _("Without dates yet"),
        "undated": [{"name": short(a.name), "lead": _led(a)} for a in undated],
        "notes": [remark(note) for note in notes],
        "more": and_more(left),
    }
    return drawn("timeline", data, f"{title}: {_written(axis.first)} – {_written(axis.last)}")


def _activities(effect: Summary) -> Iterator[_Activity]:
    role = effect.stage.question(ROLE)
    lead = role.option(LEAD) if role else None
    for block in effect.blocks:
        if not isinstance(block, Lines) or block.title != PLAN:
            continue
        for name, details in block.rows:
            when = dates_in(" ".join(text for label, text in details if label == WHEN))
            leads = [text for label, text in details if lead and is_called(label, lead.label)]
            yield _Activity(name, " ".join(leads), min(when, default=None), max(when, default=None))


def _span(activity: _Activity) -> tuple[date, date]:
    start = activity.start or date.min
    return start, activity.end or start


def _row(axis: _Axis, activity: _Activity) -> Data:
    start, end = _span(activity)
    dates = _written(start) if start == end else f"{_written(start)} – {_written(end)}"
    return {
        "name": short(activity.name),
        "start": axis.at(start),
        "to": axis.at(end) if end > start else axis.at(start),
        "dates": dates,
        "lead": _led(activity),
        "warn": not activity.lead,
    }


def _led(activity: _Activity) -> str:
    if not activity.lead:
        return _("No lead organisation yet")
    return _("Lead: %(names)s", names=told(activity.lead))


def _written(day: date) -> str:
    return written(day, language(), "short")


class _Axis(NamedTuple):
    """Months from the first of the one to the end of the other."""

    first: date
    last: date

    @classmethod
    def over(cls, activities: list[_Activity]) -> _Axis:
        first = min(_span(a)[0] for a in activities)
        last = max(_span(a)[1] for a in activities)
        return cls(first.replace(day=1), last_day(last.year, last.month))

    def at(self, day: date) -> float:
        """Where a day lies, 0 to 1."""
        return round((day - self.first).days / max(1, (self.last - self.first).days), 4)

    def ticks(self) -> Iterator[Data]:
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        step = next((s for s in STEPS if -(-months // s) <= TICKS), months)
        for number in range(0, months, step):
            year, month = divmod(self.first.month - 1 + number, 12)
            day = date(self.first.year + year, month + 1, 1)
            _day, name, era = _written(day).split(" ")
            yield {"at": self.at(day), "month": name, "year": era}


# ── feasibility ──────────────────────────────────────────────────────────────


def feasibility_blocks(effect: Summary) -> dict[str, Spread]:
    """Activity → how feasible it was said to be, the most feasible first, as the summary has them."""
    question = effect.stage.question("feasibility")
    return about_items(effect, question.title) if question else {}


def about_items(effect: Summary, title: Words) -> dict[str, Spread]:
    """Item → the scale of a question that was asked about each (core/artefacts, `about`)."""
    heads = tuple(f"{heading} “" for heading in title.values())
    spreads = (b for b in effect.blocks if isinstance(b, Spread) and b.title.startswith(heads))
    return {b.title.split(" “", 1)[1].removesuffix("”"): b for b in spreads}


def feasibility(effect: Summary) -> tuple[Picture, ...]:
    """The most feasible first; () where no activity was rated."""
    found = feasibility_blocks(effect)
    blocks = sorted(found.items(), key=lambda item: -item[1].median)
    ends = next((b.ends for b in found.values() if b.ends), None)
    pictures = []
    for part, first, some in parts_of(blocks[:ROWS_MOST], A_PICTURE) if blocks else ():
        title = _("How feasible the activities are") + part
        rows = [
            {"place": str(n), "label": short(item), **scale_of(block)}
            for n, (item, block) in enumerate(some, first + 1)
        ]
        data: Data = {
            "head": head(effect, title),
            "ends": [f"1 = {ends[0]}", f"5 = {ends[1]}"] if ends else ["", ""],
            "rows": rows,
            "more": and_more(len(blocks) - ROWS_MOST) if first + len(some) == ROWS_MOST else "",
            "key": scale_key(),
        }
        pictures.append(drawn("feasibility", data, f"{title}: {first + 1}. {short(some[0][0])}"))
    return tuple(pictures)


def scale_key() -> str:
    """How a scale is read."""
    return _("The number in a circle is how many organisations gave that mark; the pointer shows the median.")

