"""The catalogues: nothing missing, fuzzy or unused, no value lost on the way; Thai that is polite and plain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.render.messages import RENDER, ROOT, Message, names, used

THAI = re.compile("[\u0e00-\u0e7f]")
PARTICLES = re.compile("ครับ|ค่ะ|นะคะ|คะ(?!แนน)")
FORMS = {"th": 1, "en": 2}


def catalogue(language: str) -> Catalog:
    with (ROOT / "locales" / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def entries(language: str) -> dict[Message, tuple[str, ...]]:
    found: dict[Message, tuple[str, ...]] = {}
    for entry in catalogue(language):
        if entry.id:
            texts = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
            found[entry.id if isinstance(entry.id, str) else tuple(entry.id)] = texts
            assert not entry.fuzzy, entry.id
    return found


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_message_is_there_and_no_other(language: str) -> None:
    assert set(entries(language)) == used()


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_form_is_written_and_keeps_its_values(language: str) -> None:
    for message, texts in entries(language).items():
        forms = 1 if isinstance(message, str) else FORMS[language]
        assert len(texts) == forms, message
        wanted = names(message if isinstance(message, str) else message[-1])
        for text in texts:
            assert text.strip(), message
            assert names(text) == wanted, message
            assert "%" not in re.sub(r"%\(\w+\)s", "", text), message


def test_thai_is_thai_without_particles() -> None:
    for message, texts in entries("th").items():
        for text in texts:
            assert not PARTICLES.search(text), text
            words = re.sub(r"%\(\w+\)s|[^A-Za-z]", "", text)
            assert THAI.search(text) or words in {"", "English"}, message
            assert "หน่วยงาน" not in text or message == "Whom to invite", text


def test_english_holds_no_thai() -> None:
    assert not [t for texts in entries("en").values() for t in texts if THAI.search(t)]


@pytest.mark.parametrize(
    "path", [*sorted(RENDER.glob("*.py")), *sorted((RENDER / "templates").glob("*.j2"))], ids=lambda p: p.name
)
def test_no_sentence_of_a_language_stands_in_the_code(path: Path) -> None:
    assert not THAI.search(path.read_text(encoding="utf-8"))
