"""A set of questions that somebody brings to try: a workbook, stage files, or a zip of them.

Whatever comes is checked before it is used, and what is to mend is said in words. Nothing of it is
written anywhere but under bare names in a folder that goes at once.
"""

from __future__ import annotations

import io
import lzma
import re
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import questionnaire
from bot.core.cycle import Cycle
from bot.core.questionnaire import Faulty
from bot.render.words import N_, Speech
from bot.xlsforms.export import form
from bot.xlsforms.faults import MOST_FAULTS, Unusable
from bot.xlsforms.importing import imported
from bot.xlsforms.writing import workbook

MOST_BYTES = 5 * 1024 * 1024
"""Of all that is brought, packed and unpacked; the packaged set has about 200,000."""
MOST_FILES = 60
"""The packaged set has sixteen."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\.toml")
"""A stage file's; without a folder, for it becomes a file's name here."""

MOST_STAGE_BYTES = 256 * 1024
"""Of one stage file; the largest of the packaged set has about 25,000."""
DEEP = re.compile(rb"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){30}""")
"""A dotted name of so many parts: for such the reader of TOML takes a time that grows with the square of them."""

_NOTHING = N_("There are no questions in this: bring a workbook (.xlsx), stage files (.toml) or a .zip of them.")
_TOO_BIG = N_("This is too big for a set of questions.")
_ONE_WORKBOOK = N_("Please bring one workbook, or stage files, but not both.")
_NO_ZIP = N_("This .zip cannot be opened. Please pack it anew, without a password.")
_TWICE = N_("Two files are both called %(name)s; keep one.")
_DEEP = N_("The files cannot be read: they are nested too deeply.")
_MORE = N_("%(count)s more. Mend these first, then try again.")

MALFORMED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError,
    NotImplementedError, KeyError,
)  # fmt: skip
"""What the reader of zips raises over files that are none, are damaged, or have a password."""

Brought = Sequence[tuple[str, bytes]]
"""Names as they were given, and what is in them."""


class _Bad(Exception):
    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values


@dataclass(frozen=True, slots=True)
class Found:
    """Either a cycle, or what is to mend."""

    cycle: Cycle | None = None
    problems: tuple[str, ...] = ()
    cells: tuple[dict[str, object], ...] = ()
    """Of a workbook, beside each problem: {"sheet", "row", "column"}."""


def read(brought: Brought, speech: Speech) -> Found:
    """Blocking, up to some seconds for a big workbook."""
    say = speech.catalogue.gettext
    try:
        files = _files(brought)
        with tempfile.TemporaryDirectory(prefix="phakhi-questions-") as folder:
            for name, text in files.items():
                (Path(folder) / name).write_bytes(text)
            return Found(questionnaire.load(Path(folder)))
    except _Bad as bad:
        return Found(problems=(say(bad.text) % bad.values,))
    except RecursionError:
        return Found(problems=(say(_DEEP),))
    except Unusable as unusable:
        return _of_workbook(unusable, speech)
    except Faulty as faulty:
        told = [": ".join(filter(None, (p.file, p.question, p.what))) for p in faulty.problems]
        return Found(problems=_a_page(told, speech))


def as_workbook(cycle: Cycle | None, speeches: Mapping[str, Speech]) -> bytes:
    """The set (None: the packaged one) as an XLSForm, to be mended and brought again. Blocking, about a
    second. Raises `Faulty`, OSError."""
    return workbook(form(cycle or questionnaire.load(), speeches))


def _of_workbook(unusable: Unusable, speech: Speech) -> Found:
    said = [line for fault in unusable.faults for line in fault.said({speech.language: speech})]
    spots = [fault.spot for fault in unusable.faults[:MOST_FAULTS]]
    cells = tuple({"sheet": s.sheet, "row": s.row, "column": s.column} for s in spots)
    return Found(problems=_a_page(said, speech), cells=cells)


def _a_page(told: Sequence[str], speech: Speech) -> tuple[str, ...]:
    if len(told) <= MOST_FAULTS:
        return tuple(told)
    more = speech.catalogue.gettext(_MORE) % {"count": len(told) - MOST_FAULTS}
    return (*told[:MOST_FAULTS], more)


# ── which files these are ────────────────────────────────────────────────────


def _files(brought: Brought) -> Mapping[str, bytes]:
    """Bare names of stage files → what is in them. Raises `_Bad`, `Unusable`."""
    if sum(len(data) for _, data in brought) > MOST_BYTES:
        raise _Bad(_TOO_BIG)
    kinds = {Path(name).suffix.lower() for name, _ in brought}
    if kinds & {".xlsx", ".zip"} and len(brought) > 1:
        raise _Bad(_ONE_WORKBOOK)
    if kinds == {".xlsx"}:
        return {name: text.encode() for name, text in imported(brought[0][1]).items()}
    return _once(_unpacked(brought[0][1]) if kinds == {".zip"} else brought)


def _unpacked(data: bytes) -> Brought:
    """How big something says it is decides nothing: no more is unpacked than may be."""
    found, left = [], MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            pieces = [piece for piece in pack.infolist() if _bare(piece.filename)]
            for piece in pieces[: MOST_FILES + 1]:
                with pack.open(piece) as source:
                    text = source.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise _Bad(_TOO_BIG)
                found.append((piece.filename, text))
    except MALFORMED as error:
        raise _Bad(_NO_ZIP) from error
    return found


def _once(brought: Brought) -> Mapping[str, bytes]:
    files: dict[str, bytes] = {}
    for given, data in brought:
        name = _bare(given)
        if name in files:
            raise _Bad(_TWICE, name=name)
        if name:
            files[name] = data
    if len(files) > MOST_FILES or any(len(data) > MOST_STAGE_BYTES for data in files.values()):
        raise _Bad(_TOO_BIG)
    if any(DEEP.search(data) for data in files.values()):
        raise _Bad(_DEEP)
    if not files:
        raise _Bad(_NOTHING)
    return files


def _bare(given: str) -> str:
    """The name without the folder that it was brought in, "" where it is no stage file."""
    name = given.replace("\\", "/").rpartition("/")[2]
    return name if NAME.fullmatch(name) and not given.startswith("__MACOSX/") else ""
