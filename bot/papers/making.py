"""The one door of the room: an order → a file, for the chat, the command line and LINE's links.

Whoever hands an order in has seen to it that its reader may have it; that a paper for the group holds nothing
else than what every partner may read is seen to here (published.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from bot.core.cycle import Cycle
from bot.core.history import Whole
from bot.core.model import Member, Partnership, Person
from bot.core.ordering import OWN, POSTER
from bot.core.text import each_cluster
from bot.message import File, Made
from bot.papers import agreement, closing, data_files, dossier, pdf, stage_paper
from bot.papers.cells import speech
from bot.papers.document import Document
from bot.papers.own_data import own_data
from bot.papers.text import in_words
from bot.render.shapes import numeral, plain, version_name
from bot.render.words import _, speaking

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
}
LONGEST_NAME = 60
"""Code points of a file's name before its ending: what can be read in a list of files. Of Thai it is 180 bytes of the
255 that file systems take."""
SHORTEST_NAME = 8
"""Of what is left of the partnership's name; less than that names nobody."""
BETWEEN = " - "
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%\x00-\x1f“”]+')


class NoSuchPaper(LookupError):
    """There is no paper of that kind, in that form, of that stage or edition."""


Written = Callable[[Document], bytes]
Drawn = Callable[[Partnership, Cycle, File], Document]
Other = Callable[[Partnership, Cycle, File], bytes]

def _docx(document: Document) -> bytes:
    from bot.papers import docx  # noqa: PLC0415 - a start does not wait for what the first paper needs

    return docx.written(document)


DOCUMENTS: Mapping[str, Drawn] = {
    "stage": stage_paper.document,
    "agreement": agreement.document,
    "closing": closing.document,
    "dossier": dossier.document,
}
"""What → the document. They come in each form of FORMS."""
FORMS: Mapping[str, Written] = {"pdf": pdf.written, "docx": _docx}
OTHERS: dict[tuple[str, str], Other] = {("data", form): way for form, way in data_files.FORMS.items()}
"""(what, form) → what is no document: tables, data, posters. Bytes in the language that is being spoken."""


def made(partnership: Partnership, cycle: Cycle, order: File) -> Made:
    """The paper that was ordered; the same partnership and order give the same bytes.

    Takes up to a second for a dossier: call it in a thread. Raises `NoSuchPaper`.
    """
    with speaking(speech(order.language)):
        if order.cycle < 1 or order.cycle > partnership.cycle:
            raise NoSuchPaper(f"cycle {order.cycle}")
        data = _bytes(partnership, cycle, order)
        return Made(name(partnership, cycle, order), MEDIA_TYPES[order.form], data)


def own(whole: Whole, cycle: Cycle, order: File, member: Member, accounts: Sequence[Person]) -> Made:
    """What is kept of that member, whose accounts those are."""
    with speaking(speech(order.language)):
        data = own_data(whole, cycle, member, accounts, order.language)
        return Made(name(whole.partnership, cycle, order), MEDIA_TYPES["json"], data)


def _bytes(partnership: Partnership, cycle: Cycle, order: File) -> bytes:
    other = OTHERS.get((order.what, order.form))
    if other is not None:
        return other(partnership, cycle, order)
    document, written = DOCUMENTS.get(order.what), FORMS.get(order.form)
    if document is None or written is None:
        raise NoSuchPaper(f"{order.what} as {order.form}")
    if order.what == "stage":
        _looked_up(partnership, cycle, order)
    return written(document(partnership, cycle, order))


def _looked_up(partnership: Partnership, cycle: Cycle, order: File) -> None:
    stage = cycle.stages.get(order.stage)
    if stage is None:
        raise NoSuchPaper(f"stage {order.stage}")
    if order.edition and stage_paper.read(partnership, cycle, stage, order) is None:
        raise NoSuchPaper(f"edition {order.edition} of stage {order.stage}")


def name(partnership: Partnership, cycle: Cycle, order: File) -> str:
    """What the file is called: what it is, and of which partnership, on one line that any file system takes."""
    stage = cycle.stages.get(order.stage)
    titles = {
        "agreement": _("Partnering agreement"),
        "closing": _("Closing or continuation agreement"),
        "dossier": _("Dossier of the partnership"),
        "data": _("Data of the partnership"),
        "poster": _("Poster to join"),
        OWN: _("My data"),
    }
    title = titles.get(order.what, order.what)
    if stage is not None and order.what == "stage":
        title = f"{numeral(stage.number)} {stage.artefact[order.language]}"
    version = BETWEEN + version_name(order.audience) if order.what not in (POSTER, OWN) else ""
    head = _begin(_fileable(title), LONGEST_NAME - len(version)) + version
    room = LONGEST_NAME - len(head) - len(BETWEEN)
    whose = _begin(_fileable(partnership.name or partnership.title), room) if room >= SHORTEST_NAME else ""
    return f"{head}{BETWEEN}{whose}.{order.form}" if whose else f"{head}.{order.form}"


def _fileable(text: str) -> str:
    """On one line, without what file systems do not take."""
    return " ".join(_NOT_IN_NAMES.sub(" ", plain(text)).split()).strip(" .")


def _begin(text: str, most: int) -> str:
    """As many of its words as have room; of a single word that is too long, whole characters."""
    pieces = in_words(text)
    if len(pieces[0]) > most:
        pieces = tuple(each_cluster(pieces[0]))
    begun = list(accumulate(pieces))
    return next((kept.strip(" .-") for kept in reversed(begun) if len(kept) <= most), "")
