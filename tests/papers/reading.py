"""Papers as their readers have them: the text of a PDF by pdfium, and all that lies in a zipped one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from bot.message import File, Made
from bot.papers.making import made
from tests.core.factories import cycle

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
LINE_ENDS = str.maketrans({"\r": "", "\ufffe": ""})


def pages(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded().translate(LINE_ENDS) for page in document]


def text(paper: Made) -> str:
    """All that can be read in it, metadata too."""
    if paper.media_type == "application/pdf":
        told = pdfium.PdfDocument(paper.content).get_metadata_dict().values()
        return "\n".join((*pages(paper.content), *told))
    if paper.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(paper.content)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return paper.content.decode("utf-8")


def not_found(pdf: bytes, chunks: Iterable[str]) -> list[str]:
    """Those that a reader's exact search finds on no page."""
    layers = [page.get_textpage() for page in pdfium.PdfDocument(pdf)]
    return [chunk for chunk in chunks if not any(_finds(layer, chunk) for layer in layers)]


def _finds(layer: pdfium.PdfTextPage, chunk: str) -> bool:
    return layer.search(chunk, match_case=True).get_next() is not None


def outside(pdf: bytes, margin: float) -> Iterator[tuple[int, str]]:
    """Characters (page, which) that stand nearer to the paper's edge than the margin, in points."""
    for number, page in enumerate(pdfium.PdfDocument(pdf), 1):
        width, height = page.get_size()
        layer = page.get_textpage()
        for place in range(layer.count_chars()):
            left, bottom, right, top = layer.get_charbox(place)
            char = chr(raw.FPDFText_GetUnicode(layer, place))
            if char.isspace() or right == left:
                continue
            if left < margin or right > width - margin or bottom < margin or top > height - margin:
                yield number, char


def overprinted(pdf: bytes) -> Iterator[tuple[int, str, str]]:
    """Runs of letters (page, one, other) of which a good part stands in the same place as another's."""
    for number, page in enumerate(pdfium.PdfDocument(pdf), 1):
        layer = page.get_textpage()
        boxes = [layer.get_rect(n) for n in range(layer.count_rects())]
        for n, one in enumerate(boxes):
            for other in boxes[n + 1 :]:
                if _covers(one, other):
                    yield number, layer.get_text_bounded(*one), layer.get_text_bounded(*other)


def _covers(one: Box, other: Box) -> bool:
    """Marks above and below letters reach into the next line: only what covers half of the height counts."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 2 and high > 0.5 * min(one[3] - one[1], other[3] - other[1])


def order(what: str, form: str, audience: str = "group", stage: str = "", **more: int | str) -> File:
    return File(what, form, audience, stage, **more)  # type: ignore[arg-type]


def every_order(audience: str, *forms: str) -> Iterator[File]:
    """Each paper of the first cycle."""
    for form in forms:
        for what in ("agreement", "closing", "dossier"):
            yield order(what, form, audience)
        for stage in cycle().stages:
            yield order("stage", form, audience, stage)


__all__ = ["every_order", "made", "not_found", "order", "outside", "overprinted", "pages", "text"]
