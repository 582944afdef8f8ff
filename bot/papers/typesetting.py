"""The typesetting engine: a template and data → pictures or a PDF.

One compiler a template, made at its first use and kept, for it is five times as fast as a new one; one
rendering at a time in each. Fonts come from `fonts/` alone and never from the system, data goes in as JSON and
never into source, and templates see no file outside `typst/` (THAI.md, "Typst"). The same data gives the same
bytes: nothing here asks what time it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from bot.papers.text import prepared

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "typst"
FONTS = HERE / "fonts"
PPI = 144
"""Pixels an inch of PNGs, where nothing else is asked for: twice the size in points."""
NO_TIME = 0
"""The time that a PDF says it was made at, seconds since 1970, where its template sets no date."""

Form = Literal["png", "pdf"]

_making = Lock()


class _Press:
    """The compiler of one template. Safe to use from any thread."""

    def __init__(self, template: str) -> None:
        import typst  # noqa: PLC0415 - large, and not wanted before the first picture

        self._alone = Lock()
        self._compiler = typst.Compiler(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": "null"},
        )

    def printed(self, data: str, form: Form, ppi: float) -> list[bytes]:
        with self._alone:
            made = self._compiler.compile(
                format=form, ppi=ppi, sys_inputs={"data": data}, timestamp=NO_TIME
            )
        pages = made if isinstance(made, list) else [made]
        return [page for page in pages if page is not None]


def typeset(
    template: str, data: Mapping[str, object], form: Form, ppi: float = PPI
) -> list[bytes]:
    """The template `typst/<template>.typ` with the data: of a PNG a page each, of a PDF one.

    The data's texts are made ready first (text.py); the template finds them as `json(bytes(sys.inputs.data))`.
    Takes tens of milliseconds: call it in a thread. Raises typst.TypstError for a template that fails.
    """
    ready = json.dumps(prepared(data), ensure_ascii=False, sort_keys=True)
    return _press(template).printed(ready, form, ppi)


def _press(template: str) -> _Press:
    with _making:
        return _kept_press(template)


@cache
def _kept_press(template: str) -> _Press:
    return _Press(template)


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
