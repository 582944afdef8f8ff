"""The fonts that are shipped: everything the bot says can be drawn with them, and their licence lies beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest
import typst
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from bot.core.text import each_cluster
from bot.papers.text import drawable, has_glyphs
from bot.papers.typesetting import FONTS
from bot.questionnaire import load
from tests.papers import flatten

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("style", flatten.STYLES)
def test_the_coverage_that_is_written_down_is_the_fonts_own(style: str) -> None:
    has = {code for code in TTFont(FONTS / f"Sarabun-{style}.ttf").getBestCmap() if chr(code).isprintable()}
    spans = [line.split("-") for line in flatten.COVERAGE.read_text().split()]
    written = {code for low, high in spans for code in range(int(low, 16), int(high, 16) + 1)}
    assert written <= has
    assert set(range(0x0E01, 0x0E3B)) | set(range(0x0E3F, 0x0E5C)) <= written


def test_the_licence_and_what_was_changed_lie_beside_them() -> None:
    assert "SIL Open Font License, Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "Changed" in (FONTS / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in FONTS.glob("*.ttf")} == {f"Sarabun-{style}.ttf" for style in flatten.STYLES}


def test_the_fonts_are_flattened_and_stay_so() -> None:
    """Flattening them again moves nothing."""
    for style in flatten.STYLES:
        font = TTFont(FONTS / f"Sarabun-{style}.ttf")
        before = font.getTableData("GPOS")
        flatten.flatten(font)
        assert font["GPOS"].compile(font) == before


def catalogue(language: str) -> list[str]:
    with (ROOT / "locales" / f"{language}.po").open("rb") as source:
        found = read_po(source, locale=language)
    strings = [entry.string for entry in found if entry.id]
    return [text for one in strings for text in ([one] if isinstance(one, str) else one or ())]


def bank() -> list[str]:
    cycle = load()
    texts = [*cycle.clauses.values(), *(text for sector in cycle.sectors for text in sector.label.values())]
    for stage in (*cycle.stages.values(), *cycle.apart.values()):
        for words in (stage.title, stage.about, stage.artefact, stage.label):
            texts += words.values()
        for question in stage.questions:
            each = [question.title, question.prompt, question.plain, question.hint, question.unit]
            each += question.ends or ()
            each += [option.label for option in question.options]
            texts += [text for words in each for text in words.values()]
    return texts


@pytest.mark.parametrize("texts", [catalogue("th"), catalogue("en"), bank()], ids=["th", "en", "bank"])
def test_all_the_bots_words_can_be_drawn(texts: list[str]) -> None:
    assert len(texts) > 200
    without = {c for text in texts for cluster in each_cluster(text) if not has_glyphs(cluster) for c in cluster}
    letters = {c for c in without if c.isalnum()}
    assert not letters, letters
    for text in texts:
        assert has_glyphs(drawable(text))
        assert drawable(text).count("?") == text.count("?"), text


def test_the_names_of_stages_are_found_in_a_pdf() -> None:
    words = sorted({word for text in bank() for word in text.split() if "\u0e00" <= word[0] < "\u0e80"})
    source = (
        "#set page(width: 2000pt, height: auto)\n"
        '#set text(font: "Sarabun", size: 12pt, lang: "th", fallback: false)\n'
        "#json(bytes(sys.inputs.d)).join(parbreak())"
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    pdf = typst.compile(source.encode(), format="pdf", font_paths=fonts, sys_inputs={"d": json.dumps(words)})
    assert isinstance(pdf, bytes)
    told = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    told = "".join(told.replace("\ufffe", "").replace("\u0002", "").split())
    lost = [word for word in words if word not in told]
    assert len(lost) <= len(words) // 100, lost
