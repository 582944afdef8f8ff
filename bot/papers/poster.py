"""The sheet that invites to join, as a file: to print, or to show at a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.cycle import Cycle
from bot.core.model import Partnership
from bot.message import File, Made
from bot.papers.cells import speech
from bot.papers.making import MEDIA_TYPES, NoSuchPaper, name
from bot.papers.pictures import draw, sheet
from bot.render.pictures import of_poster
from bot.render.words import _, speaking

FORMS = {"pdf": sheet, "png": draw}
Links = Callable[[str], Mapping[str, str]]
"""What one types to join → platform → the address that opens the bot there with the invitation."""


def poster(partnership: Partnership, cycle: Cycle, order: File, links: Links, code: str) -> Made:
    """`code`: of the invitation, as people type it. Raises `NoSuchPaper` for an unknown form, and where there is
    no way to join by. Takes a tenth of a second: call it in a thread."""
    with speaking(speech(order.language)):
        ways = links(_("join %(code)s", code=code))
        shown = of_poster(partnership.name, partnership.purpose or "", ways, code)
        if shown is None or order.form not in FORMS:
            raise NoSuchPaper(f"poster as {order.form}")
        return Made(name(partnership, cycle, order), MEDIA_TYPES[order.form], FORMS[order.form](shown))
