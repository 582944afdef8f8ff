"""The partnership's data as a file: workbook, CSV or JSON, for one audience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time

from bot.core.cycle import Cycle
from bot.core.model import Partnership
from bot.message import File
from bot.papers.cells import Table, speech
from bot.papers.csv_out import comma_separated
from bot.papers.json_out import as_tables
from bot.papers.published import as_of
from bot.papers.tables import tables
from bot.papers.workbook import workbook
from bot.render.words import _, speaking

Written = Callable[[Partnership, Cycle, File], bytes]


def in_workbook(partnership: Partnership, cycle: Cycle, order: File) -> bytes:
    """All six tables. What stands in the file's properties as the day it was made is that of the newest datum."""
    made = datetime.combine(as_of(partnership), time(), UTC)
    return workbook(_tables(partnership, cycle, order), order.language, made, partnership.name)


def as_csv(partnership: Partnership, cycle: Cycle, order: File) -> bytes:
    """The answers."""
    with speaking(speech(order.language)):
        return comma_separated(_tables(partnership, cycle, order)[0], _("(common era: year-month-day)"))


def as_json(partnership: Partnership, cycle: Cycle, order: File) -> bytes:
    """The tables; json_out.py tells of the other JSON, which moves a partnership."""
    return as_tables(_tables(partnership, cycle, order))


def _tables(partnership: Partnership, cycle: Cycle, order: File) -> tuple[Table, ...]:
    return tables(partnership, cycle, order.audience, order.language)


FORMS: Mapping[str, Written] = {"xlsx": in_workbook, "csv": as_csv, "json": as_json}
"""Form → what makes it. They hold all cycles, whichever was ordered."""
