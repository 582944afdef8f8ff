"""The bot's own words: gettext catalogues, read once at start, and which one is spoken just now.

Only .po files are shipped; they are compiled in memory (THAI.md, "Gettext"). Sentences stand in
templates and in `_()` as whole English sentences; values are named: `%(name)s`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import GNUTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[2] / "locales"
LANGUAGES = ("th", "en")
"""Every text of the bot is there in each of them."""
DEFAULT = "th"
"""Spoken where an effect names a language that there is no catalogue for."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, ready to be spoken."""

    language: str
    catalogue: GNUTranslations


Speeches = Mapping[str, Speech]

_AFTER_THAI = re.compile(r"(?<=[\u0e01-\u0e5b])%\((\w+)\)s")
_BEFORE_THAI = re.compile(r"%\((\w+)\)s(?=[\u0e01-\u0e5b])")


class Sentence(str):
    """A message whose %(names)s are filled in by `%`, as of any string.

    Thai puts no blanks between words, but one outside quotation marks (Royal Society of Thailand, rules of
    spacing): a value that brings its marks along stands apart from the letters beside it.
    """

    __slots__ = ()

    def __mod__(self, values: object) -> str:
        text = str(self)
        if isinstance(values, Mapping) and any(str(v)[:1] == "“" for v in values.values()):
            text = _AFTER_THAI.sub(lambda m: f"{' ' * (str(values[m[1]])[:1] == '“')}{m[0]}", text)
            text = _BEFORE_THAI.sub(lambda m: f"{m[0]}{' ' * (str(values[m[1]])[-1:] == '”')}", text)
        return text % values


_spoken: ContextVar[Speech] = ContextVar("spoken")


def read_speeches(folder: Path = LOCALES) -> dict[str, Speech]:
    """The catalogues of the folder, by language. Raises OSError or babel's PoFileError."""
    return {language: _read(folder / f"{language}.po", language) for language in LANGUAGES}


def _read(path: Path, language: str) -> Speech:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Speech(language, GNUTranslations(compiled))


@contextmanager
def speaking(speech: Speech) -> Iterator[None]:
    """Within it, `_`, `ngettext` and `language` are those of this speech."""
    token = _spoken.set(speech)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """The language being spoken. Raises LookupError outside `speaking`."""
    return _spoken.get().language


def gettext(message: str) -> str:
    """The message in the language being spoken, its %(names)s not yet filled in."""
    return Sentence(_spoken.get().catalogue.gettext(message))


def ngettext(one: str, many: str, num: int) -> str:
    """The form that goes with the number, its %(names)s not yet filled in."""
    return Sentence(_spoken.get().catalogue.ngettext(one, many, num))


def translated(message: str, language: str) -> str:
    """A message of the command line, where nothing is being spoken yet."""
    return read_speeches()[language].catalogue.gettext(message)


def _(message: str, **values: object) -> str:
    """The message in the language being spoken. Raises KeyError when a value is missing."""
    return gettext(message) % values


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Marks a message of a table; it is looked up when it is said."""
    return message
