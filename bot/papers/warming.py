"""One of each before anybody asks: fonts, compilers, dictionaries and catalogues are read at the start.

What is read first takes the interpreter for tens of milliseconds, in which no conversation is heard; at the start
none has begun.
"""

from __future__ import annotations

from bot.core.cycle import Cycle
from bot.core.model import Partnership
from bot.core.whole import all_stages
from bot.message import File
from bot.papers.cells import speech
from bot.papers.making import NoSuchPaper, made
from bot.papers.pictures import draw
from bot.render.pictures import of_wheel
from bot.render.words import DEFAULT, speaking

ONE_OF_EACH = (("agreement", "pdf"), ("dossier", "docx"), ("data", "xlsx"))
"""Papers that between them need all that is kept."""


def warm(cycle: Cycle) -> None:
    """Takes a second or two: call it in a thread. Raises whatever drawing and making raise."""
    nobody = Partnership("")
    with speaking(speech(DEFAULT)):
        wheel = of_wheel(all_stages(cycle, nobody, DEFAULT).lines, "")
    if wheel is not None:
        draw(wheel)
    for what, form in ONE_OF_EACH:
        try:
            made(nobody, cycle, File(what, form, "broker"))
        except NoSuchPaper:
            continue
