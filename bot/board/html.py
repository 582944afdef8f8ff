"""The page as HTML. People's words enter it as values and are escaped by the environment; it needs no JavaScript.

Its templates take the chat's own turns of phrase (bot/render/templates/_*.j2), so that nothing is called by two names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.board.model import Page
from bot.core.calendar import BANGKOK, today
from bot.papers.cells import speech
from bot.render.renderer import TEMPLATES as OF_THE_CHAT
from bot.render.shapes import FILTERS, on_day, unmark
from bot.render.words import LANGUAGES, gettext, language, ngettext, speaking

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """One for both languages."""
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, OF_THE_CHAT]),
        undefined=StrictUndefined,
        auto_reload=False,  # as in bot/render/renderer.py
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    made.filters.update(FILTERS)
    made.filters["kind"] = lambda block: type(block).__name__.lower()
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def whole(page: Page, at: datetime, path: str) -> str:
    """The page as it stands at that moment; `path`: where it is. Said within `speaking`."""
    moment = {"day": on_day(today(at)), "time": f"{at + BANGKOK:%H:%M}"}
    return _said("board.html.j2", page=page, path=path, language=language(), **moment)


def door(path: str) -> str:
    """Before the page, where nobody is known yet: it names no partnership, in every language, with one button."""
    return _alone(path, _in_each("door.html.j2"), _in_each("_open.html.j2"))


def refusing(path: str) -> str:
    """For everything that is refused."""
    return _alone(path, _in_each("refused.html.j2"))


def _alone(path: str, said: list[str], button: Sequence[str] = ()) -> str:
    with speaking(speech(LANGUAGES[0])):
        return _said("alone.html.j2", path=path, said=said, button=button, language=LANGUAGES[0])


def _in_each(template: str) -> list[str]:
    """The template in every language; it has escaped what is in it."""
    found = []
    for spoken in LANGUAGES:
        with speaking(speech(spoken)):
            found.append(_said(template, language=spoken).strip())
    return found


def _said(template: str, **values: object) -> str:
    """Without characters that would steer the display, whoever wrote them."""
    return unmark(environment().get_template(template).render(values))[0] + "\n"
