"""The sheet that invites to join, as a file: to print, or to show at a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.cycle import Cycle
from bot.core.model import Partnership
from bot.message import File, Made
from bot.papers.cells import speech
from bot.papers.making import MEDIA_TYPES, NoSuchPaper, name
from bot.papers.pictures import draw, sheet
from bot.render.picture_poster import Way, last_whole_day
from bot.render.pictures import of_poster
from bot.render.words import _, speaking

FORMS = {"pdf": sheet, "png": draw}
Ways = Callable[[str], Mapping[str, Way]]
"""What one types to join → platform → the way to the bot there, with the invitation."""


def poster(
    partnership: Partnership, cycle: Cycle, order: File, ways: Ways, code: str, until: datetime | None = None
) -> Made:
    """`code`: of the invitation, as people type it; `until`: its end. Raises `NoSuchPaper` for an unknown form, and
    where there is no way to join by. Takes a tenth of a second: call it in a thread.
    """
    with speaking(speech(order.language)):
        found = ways(_("join %(code)s", code=code))
        last = until and last_whole_day(until)
        shown = of_poster(partnership.name, partnership.purpose or "", found, code, last)
        if shown is None or order.form not in FORMS:
            raise NoSuchPaper(f"poster as {order.form}")
        return Made(name(partnership, cycle, order), MEDIA_TYPES[order.form], FORMS[order.form](shown))
