"""`stages export` and `stages import`: a file is written whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bot import questionnaire
from bot.render.words import N_, Speeches, read_speeches
from bot.xlsforms.export import form
from bot.xlsforms.faults import Unusable
from bot.xlsforms.importing import imported
from bot.xlsforms.reading import MOST_BYTES
from bot.xlsforms.writing import workbook

FILE = Path("phakhi-questions.xlsx")
"""Written where no other name is given."""
FOLDER = Path("stages")

DONE, TO_MEND, NOT_BEGUN = 0, 1, 2
"""Exit statuses, as everywhere on the command line."""

Tell = Callable[[str], None]

_WRITTEN = N_("Written: %(file)s")
_TAKEN = N_("Written: %(file)s. To use these questions, put STAGES_DIR=%(file)s into .env.")
_NO_WRITING = N_("%(file)s cannot be written: %(why)s.")
_NO_READING = N_("%(file)s cannot be read: %(why)s.")
_NOT_EMPTY = N_("%(file)s is there already and not empty; choose another folder with --out.")


def export_set(file: Path | None, folder: Path | None, tell: Tell) -> int:
    """Writes the set of `folder` (None: the packaged one) as an XLSForm. Raises `questionnaire.Faulty`."""
    speeches = read_speeches()
    target = file or FILE
    data = workbook(form(questionnaire.load(folder), speeches))
    try:
        _write(target, data)
    except OSError as error:
        _say(tell, speeches, _NO_WRITING, {"file": target, "why": error.strerror})
        return NOT_BEGUN
    _say(tell, speeches, _WRITTEN, {"file": target})
    return DONE


def import_set(file: Path, folder: Path | None, tell: Tell) -> int:
    """Reads an XLSForm and writes the stage files it makes into a new folder; or tells what to mend."""
    speeches = read_speeches()
    target = folder or FOLDER
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        _say(tell, speeches, _NOT_EMPTY, {"file": target})
        return NOT_BEGUN
    try:
        data = _read(file)
    except OSError as error:
        _say(tell, speeches, _NO_READING, {"file": file, "why": error.strerror})
        return NOT_BEGUN
    try:
        files = imported(data)
    except Unusable as unusable:
        for line in unusable.said(speeches):
            tell(line)
        return TO_MEND
    try:
        _write_all(target, files)
    except OSError as error:
        _say(tell, speeches, _NO_WRITING, {"file": target, "why": error.strerror})
        return NOT_BEGUN
    _say(tell, speeches, _TAKEN, {"file": target})
    return DONE


def _say(tell: Tell, speeches: Speeches, what: str, values: Mapping[str, object]) -> None:
    for speech in speeches.values():
        tell(speech.catalogue.gettext(what) % values)


def _read(file: Path) -> bytes:
    """The file, or a little more than is taken: how long it really is does not matter then."""
    with file.open("rb") as source:
        return source.read(MOST_BYTES + 1)


def _write(target: Path, data: bytes) -> None:
    """Under another name first, so that no half file ever bears this one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as part:
        part.write(data)
    Path(part.name).chmod(0o644)
    Path(part.name).replace(target)


def _write_all(target: Path, files: Mapping[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        for name, text in files.items():
            (part / name).write_text(text, "utf-8", newline="\n")
        part.chmod(0o755)
        part.replace(target)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        raise
