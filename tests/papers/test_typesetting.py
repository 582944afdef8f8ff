"""The engine and the text it sets: only our fonts, words kept whole, data never source, the same bytes each time."""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest

from bot.papers import text, typesetting
from bot.papers.text import BREAK, LONGEST, boxed, drawable, has_glyphs, prepared
from bot.papers.typesetting import typeset

ROOT = Path(__file__).parents[2]
TEMPLATE = """
#import "common.typ": *
#set document(date: none)
#set page(width: 400pt, height: auto, margin: 20pt, fill: paper)
#show: lettering
#for t in data.texts [#th(t) #parbreak()]
"""
TEXTS = ("องค์การบริหารส่วนตำบลแม่ริม ร่วมดูแลน้ำประปา 50,000 บาท", "ญาติผู้ใหญ่ กตัญญู ฐานปฏิรูป น้ำป่า ปู่ย่า")


@pytest.fixture(autouse=True)
def _trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A template of the test's own beside the shared ones."""
    for shared in typesetting.TEMPLATES.glob("common.typ"):
        (tmp_path / shared.name).write_bytes(shared.read_bytes())
    (tmp_path / "trial.typ").write_text(TEMPLATE)
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    typesetting._kept_press.cache_clear()
    yield
    typesetting._kept_press.cache_clear()


def told(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_pdf_has_one_item_and_its_text_is_found() -> None:
    (pdf,) = typeset("trial", {"texts": TEXTS}, "pdf")
    found = "".join(told(pdf).split()).replace("\ufffe", "")
    for words in TEXTS:
        assert words.replace(" ", "") in found


def test_a_png_is_as_wide_as_its_page() -> None:
    (png,) = typeset("trial", {"texts": TEXTS}, "png", ppi=144)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 800


def test_peoples_text_is_never_source() -> None:
    nasty = '#panic("x") $x$ *b* _i_ `r` <l> @ref \\ #read("/etc/passwd") #import "common.typ" ] [ // /* "'
    (pdf,) = typeset("trial", {"texts": [nasty]}, "pdf")
    assert "".join(nasty.split()) in "".join(told(pdf).split())


def test_no_file_outside_the_templates_is_seen() -> None:
    (typesetting.TEMPLATES / "trial.typ").write_text('#read("/etc/passwd")\n#read("../../../etc/passwd")')
    with pytest.raises(Exception, match=r"not found|outside|escape|denied"):
        typeset("trial", {"texts": []}, "pdf")


def test_only_our_fonts_are_used() -> None:
    (pdf,) = typeset("trial", {"texts": [*TEXTS, "plain English 123"]}, "pdf")
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    names = {font_of(page, at) for at, c in enumerate(page.get_text_range()) if c.strip()}
    assert names
    assert all("Sarabun" in name for name in names), names


def font_of(page: pypdfium2.PdfTextPage, at: int) -> str:
    name = ctypes.create_string_buffer(200)
    pypdfium2.raw.FPDFText_GetFontInfo(page, at, name, len(name), ctypes.c_int())
    return name.value.decode()


def test_threads_get_what_one_alone_gets() -> None:
    def one(n: int) -> bytes:
        return typeset("trial", {"texts": [f"{TEXTS[0]} {n % 4}"]}, "png")[0]

    alone = [one(n) for n in range(4)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(32))) == alone * 8


SAME = """
import hashlib, sys
from bot.papers.typesetting import typeset
from bot.papers.pictures import draw, sheet
from bot.message import Picture
from bot.render import pictures
from bot.render.picture_poster import Way
from bot.render.words import read_speeches, speaking
from tests.papers import hard_cases
with speaking(read_speeches()["th"]):
    drawn = [*pictures.of_summary(hard_cases.pledged()), pictures.of_poster("ก", "ข", {"line": Way("https://x")}, "K1")]
print(hashlib.sha256(b"".join(one(p) for p in drawn for one in (draw, sheet))).hexdigest())
"""


def test_two_processes_give_the_same_bytes() -> None:
    def once(seed: str) -> str:
        environment = {"PYTHONHASHSEED": seed, "PATH": "/usr/bin", "TZ": f"UTC{seed}"}
        done = subprocess.run(
            [sys.executable, "-c", SAME], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert once("1") == once("7") != hashlib.sha256(b"").hexdigest()


# ── text ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("ดีมาก 👍🏽 ครับ", "ดีมาก ครับ"),
        ("👨‍👩‍👧‍👦", ""),
        ("ครบ ✓ แล้ว", "ครบ แล้ว"),
        ("မြန်မာ ok", "? ok"),
        ("Ａ𝐁 ㎏", "AB kg"),
        ("ก\x00ข\ud800ค\x1d\x02", "กขค"),
        ("a\u200bb", "ab"),
        ("นํ้า เเม่", "น้ำ แม่"),
        ("บรรทัด\nใหม่", "บรรทัด\nใหม่"),
    ],
)
def test_only_what_has_a_glyph_is_drawn(typed: str, stands: str) -> None:
    assert drawable(typed) == stands
    assert has_glyphs(drawable(typed))


@pytest.mark.parametrize("typed", ["x" * 4000, "ก" * 4000, "กำ" * 900, "https://a.example/" + "b/" * 300, "น้ำใจ" * 300])
def test_nothing_stands_in_a_box_wider_than_a_line(typed: str) -> None:
    units = boxed(typed).replace(" ", BREAK).replace("\n", BREAK).split(BREAK)
    assert "".join(units) == typed
    assert max(len(unit) for unit in units) <= 2 * LONGEST


def test_words_stay_whole_and_breaks_stand_between_them() -> None:
    assert "ส่วน" in boxed(TEXTS[0]).split(BREAK)
    assert boxed("plain English") == "plain English"


def test_without_a_dictionary_thai_still_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "thaibreak", None)
    boxed.cache_clear()
    assert BREAK in boxed(TEXTS[0])
    assert boxed(TEXTS[0]).replace(BREAK, "") == TEXTS[0]
    boxed.cache_clear()


def test_all_of_the_data_is_prepared_but_what_is_no_text() -> None:
    data = {"a": ["ดี 👍", {"b": "น้ำใส"}], "_qr": ["1" * 100], "n": 3, "none": None}
    assert prepared(data) == {"a": ["ดี", {"b": f"น้ำ{BREAK}ใส"}], "_qr": ["1" * 100], "n": 3, "none": None}
