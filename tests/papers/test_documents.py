"""Papers on disk: they can be read, found through, printed; hard cases stay on the page; same data, same bytes."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
import typst
from docx.oxml.ns import qn

from bot.core.model import Partnership
from bot.core.results import Bars, Lines, Voices
from bot.message import File
from bot.papers import making
from bot.papers.cells import speech
from bot.render.words import read_speeches, speaking
from tests.core.factories import cycle, partnership, round_of
from tests.papers.hard_cases import EMOJI, LONG, NAMES, every_kind, promising
from tests.papers.lived import lived, whole
from tests.papers.reading import every_order, made, order, outside, overprinted, pages, text
from tests.papers.spoken import spoken

A4 = (595, 842)
VERSIONS = {"group": "ฉบับสำหรับกลุ่ม", "broker": "ฉบับผู้เชื่อมประสาน"}
MARGIN = 20
"""Points; nothing but the edge itself is left of the paper there."""
FONTS = Path(making.__file__).parent / "fonts"
THAI = re.compile("[\u0e00-\u0e7f]")


@cache
def two() -> Partnership:
    return spoken(2)


@cache
def hard() -> Partnership:
    """Twelve partners with the longest names, and a summary with blocks of every kind as long as can be."""
    p = spoken(2, 1)
    known = {o.id: o for o in p.organisations.values()}
    known |= {f"o{n}": replace(known["o1"], id=f"o{n}", name=name) for n, name in enumerate(NAMES, 1)}
    round = round_of(p, "scoping")
    long = Voices("ยาว", tuple((name, LONG[:4000]) for name in NAMES[:2]))
    table = Lines("=resource_map", tuple((name, (("", LONG[:4000]),)) for name in NAMES[:2]))
    edition = replace(round.editions[-1], blocks=(long, table, *every_kind()), answered=NAMES, agreed=LONG[:500])
    p = replace(p, name=" ".join(NAMES[:2]), organisations=known)
    return p.with_round(replace(round, editions=(edition,)))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("one", list(every_order("group", "pdf", "docx")), ids=lambda o: f"{o.what}-{o.stage}-{o.form}")
def test_every_paper_is_made(one: File, language: str) -> None:
    paper = made(two(), cycle(), replace(one, language=language))
    assert paper.name.endswith(f".{one.form}")
    assert "{page}" not in text(paper)
    if one.form == "pdf":
        document = pdfium.PdfDocument(paper.content)
        assert {tuple(round(side) for side in page.get_size()) for page in document} == {A4}
        told = pages(paper.content)
        number = "หน้า {} จาก {}" if language == "th" else "Page {} of {}"
        assert all(number.format(n, len(told)) in page for n, page in enumerate(told, 1))
    else:
        assert docx.Document(io.BytesIO(paper.content)).paragraphs


def test_a_paper_for_one_stage_has_one_or_two_pages() -> None:
    for stage in cycle().stages:
        assert len(pages(made(two(), cycle(), order("stage", "pdf", stage=stage)).content)) <= 2, stage


def test_so_has_each_of_the_played_partnership_and_of_votes_on_items_nothing_is_lost(tmp_path: Path) -> None:
    played = whole(lived(tmp_path)).partnership
    for stage in cycle().stages:
        paper = made(played, cycle(), order("stage", "pdf", stage=stage))
        assert len(pages(paper.content)) <= 2, stage
        if stage == "revising":
            told = re.sub(r"\s", "", text(paper))
    (round,) = [r for r in played.rounds.values() if r.stage == "revising"]
    votes = [b for b in round.editions[-1].blocks if isinstance(b, Bars) and "อนาคตของกิจกรรม “" in b.title]
    assert len(votes) == 4
    rows = told.rsplit("อนาคตของกิจกรรม", 1)[1]
    for vote in votes:
        item = re.sub(r"\s", "", vote.title.split("“")[1].removesuffix("”"))
        assert item + "·".join(f"{label}{n}จาก3" for label, n in vote.rows) in rows
    assert rows.split("ทรัพยากรที่เปลี่ยน")[0].count("มติ:ผ่าน") == 3  # on one they were not of one mind


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_stage_without_anything_says_so(form: str) -> None:
    p = partnership(1)
    assert "ยังไม่ได้เปิดขั้นตอนนี้" in text(made(p, cycle(), order("stage", form, stage="measuring")))
    skipped = replace(p, skipped_stages=frozenset({"measuring"}))
    assert "ข้ามขั้นตอนนี้" in text(made(skipped, cycle(), order("stage", form, stage="measuring")))
    for what in ("agreement", "closing", "dossier"):
        assert text(made(p, cycle(), order(what, form)))


@pytest.mark.parametrize(
    "wrong",
    [
        order("stage", "pdf", stage="nowhere"),
        order("stage", "pdf", stage="scoping", edition=9),
        order("stage", "pdf", stage="scoping", cycle=2),
        order("stage", "gif", stage="scoping"),
        order("novel", "pdf"),
    ],
)
def test_what_there_is_not_is_not_made(wrong: File) -> None:
    with pytest.raises(making.NoSuchPaper):
        made(two(), cycle(), wrong)


def test_names_of_files_are_taken_by_any_file_system() -> None:
    p = replace(two(), name='ภาคี “น้ำ/ใส”: <ก>|?* ' + "ที่ยาวมาก " * 60)
    name = made(p, cycle(), order("stage", "pdf", stage="scoping")).name
    assert len(name.encode()) < 255
    assert not set(name) & set('\\/:*?"<>|\n')


@pytest.mark.parametrize("what", ["stage", "agreement", "closing", "dossier", "data"])
def test_a_file_s_name_says_for_whom_it_is(what: str) -> None:
    stage, form = ("scoping" if what == "stage" else ""), ("xlsx" if what == "data" else "pdf")
    named = [made(two(), cycle(), order(what, form, whom, stage)).name for whom in ("group", "broker")]
    assert ["ฉบับสำหรับกลุ่ม" in name for name in named] == [True, False]
    assert ["ฉบับผู้เชื่อมประสาน" in name for name in named] == [False, True]


@pytest.mark.parametrize("audience", ["group", "broker"])
def test_a_name_of_a_file_ends_with_a_whole_word(audience: str) -> None:
    """However long a name: the version stays, and no word is cut in two, nor a mark off its letter."""
    long = "ความร่วมมือเพื่อการจัดการทรัพยากรน้ำอย่างยั่งยืนลุ่มน้ำแม่แจ่มตอนบน"
    words = ["ความ", "ร่วมมือ", "เพื่อ", "การ", "จัดการ", "ทรัพยากร", "น้ำ", "อย่าง", "ยั่งยืน", "ลุ่ม", "น้ำ", "แม่แจ่ม", "ตอนบน"]
    ends = {"".join(words[:n]) for n in range(len(words) + 1)}
    for more in range(10):
        p = replace(two(), name=f"{'ก' * more} {long}".strip())
        with speaking(speech("th")):
            name = making.name(p, cycle(), order("agreement", "pdf", audience))
        title, version, whose = name.removesuffix(".pdf").split(" - ")
        assert (title, version) == ("ข้อตกลงความร่วมมือ", VERSIONS[audience])
        assert whose.removeprefix("ก" * more).strip() in ends, whose
        assert len(name) <= 64


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_foot_of_every_page_says_for_whom_it_is(form: str) -> None:
    for audience, version in VERSIONS.items():
        paper = made(two(), cycle(), order("dossier", form, audience))
        if form == "docx":
            sections = docx.Document(io.BytesIO(paper.content)).sections
            assert version in sections[0].footer.paragraphs[0].text
        else:
            assert all(version in page for page in pages(paper.content)[1:])


# ── hard cases ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("what", ["stage", "agreement", "dossier"])
def test_nothing_runs_over_the_edge(what: str) -> None:
    pdf = made(hard(), cycle(), order(what, "pdf", stage="scoping")).content
    assert list(outside(pdf, MARGIN)) == []


@pytest.mark.parametrize("what", ["agreement", "dossier", "closing"])
def test_forty_promises_of_twelve_partners_stand_whole_beside_one_another(what: str) -> None:
    p = promising(two())
    pdf = made(p, cycle(), order(what, "pdf")).content
    assert list(outside(pdf, MARGIN)) == []
    assert list(overprinted(pdf)) == []
    told = re.sub(r"\s", "", "".join(pages(pdf)))
    word = re.sub(r"\s", "", re.sub("<[^>]+>", "", text(made(p, cycle(), order(what, "docx")))))
    for promise in p.promises.values():
        if promise.what not in (EMOJI, NAMES[6], NAMES[8]):
            words = re.sub(r"\s", "", promise.what.replace("😢", ""))
            assert words in word.replace("&amp;", "&"), words
            assert words[:12] in told
            assert words[-12:] in told


def test_what_is_overprinted_is_seen() -> None:
    """The eye of the tests: a page on which two lines are set in one place."""
    twice = b"#set page(width: 200pt, height: 99pt)\n#place(top)[first]\n#place(top)[second]"
    assert list(overprinted(typst.compile(twice, format="pdf")))


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_an_answer_of_4000_characters_stands_whole_over_pages(form: str) -> None:
    told = text(made(hard(), cycle(), order("stage", form, stage="scoping")))
    part = "ผู้ใหญ่บ้านจึงขอให้ทำก่อน"
    assert re.sub(r"\s", "", told).count(part) >= 4 * LONG[:4000].count(part)


def test_people_s_words_are_never_source() -> None:
    p = two()
    round = round_of(p, "scoping")
    nasty = '#panic("x") $x$ [*b*] \\u{0} <w:p/> &amp; {{ x }} =1+1 \x00\x1b\ud800 "q"'
    edition = replace(round.editions[-1], blocks=(Voices(nasty, ((nasty, nasty),)),), agreed=nasty, note=nasty)
    p = p.with_round(replace(round, editions=(edition,)))
    for form in ("pdf", "docx"):
        paper = made(p, cycle(), order("stage", form, stage="scoping"))
        told = text(paper)
        if form == "docx":
            told = "".join(line.text for line in docx.Document(io.BytesIO(paper.content)).paragraphs)
        assert '#panic("x") $x$ [*b*]' in told


# ── the same bytes ───────────────────────────────────────────────────────────

AGAIN = """
import hashlib
from tests.core.factories import cycle
from tests.papers.reading import made, order
from tests.papers.spoken import spoken
p = spoken(2, 3)
for what in ("stage", "agreement", "closing", "dossier"):
    for form in ("pdf", "docx"):
        print(hashlib.sha256(made(p, cycle(), order(what, form, "broker", "building")).content).hexdigest())
"""


def test_the_same_data_gives_the_same_bytes_in_another_process() -> None:
    def said(seed: str, zone: str) -> str:
        known = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        done = subprocess.run([sys.executable, "-c", AGAIN], env=known, capture_output=True, text=True, check=True)
        return done.stdout

    first = said("1", "UTC")
    assert len(first.split()) == 8
    assert first == said("2", "Asia/Bangkok")


# ── Word ─────────────────────────────────────────────────────────────────────


def test_every_style_has_its_thai_half() -> None:
    file = made(two(), cycle(), order("stage", "docx", stage="scoping")).content
    word = docx.Document(io.BytesIO(file))
    names = ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Small")
    styles = [word.styles[name].element.rPr for name in names]
    styles.append(word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")))
    for letters in styles:
        fonts = letters.find(qn("w:rFonts"))
        assert fonts.get(qn("w:cs")) == fonts.get(qn("w:ascii")) == "TH Sarabun New"
        assert letters.find(qn("w:szCs")).get(qn("w:val")) == letters.find(qn("w:sz")).get(qn("w:val"))
        assert letters.find(qn("w:bCs")).get(qn("w:val")) == letters.find(qn("w:b")).get(qn("w:val"))
        assert letters.find(qn("w:lang")).get(qn("w:bidi")) == "th-TH"
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        assert 'w:bidi="th-TH"' in packed.read("word/settings.xml").decode()
        assert '<w:altName w:val="Sarabun"/>' in packed.read("word/fontTable.xml").decode()
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir>
<cachedir>{cache}</cachedir><alias binding="same"><family>TH Sarabun New</family>
<prefer><family>Sarabun</family></prefer></alias></fontconfig>"""


@pytest.mark.skipif(not shutil.which("soffice"), reason="soffice (LibreOffice) is not installed")
def test_libreoffice_shows_the_docx_in_the_right_font_and_size(tmp_path: Path) -> None:
    """On a machine that takes Sarabun for TH Sarabun New."""
    paper = made(two(), cycle(), order("agreement", "docx"))
    (tmp_path / "agreement.docx").write_bytes(paper.content)
    (tmp_path / "fonts.conf").write_text(FONTCONFIG.format(fonts=FONTS, cache=tmp_path / "cache"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    known = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "HOME": str(tmp_path)}
    command.append(str(tmp_path / "agreement.docx"))
    subprocess.run(command, env=known, check=True, capture_output=True, timeout=300)
    pdf = (tmp_path / "agreement.pdf").read_bytes()
    there = re.sub(r"\s", "", "".join(pages(pdf)))
    for paragraph in docx.Document(io.BytesIO(paper.content)).paragraphs:
        for line in paragraph.text.split("\n"):  # a foot may come between two of them
            assert re.sub(r"\s", "", line) in there, line
    bold, plain = {26, 19, 18, 16, 15}, {15, 13, 12}
    assert fonts(pdf) == {("Sarabun-Bold", size) for size in bold} | {("Sarabun-Regular", size) for size in plain}


def fonts(pdf: bytes) -> set[tuple[str, int]]:
    """Every font with its size, of the Thai letters."""
    found: set[tuple[str, int]] = set()
    for page in pdfium.PdfDocument(pdf):
        layer = page.get_textpage()
        for piece in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT], textpage=layer):
            if THAI.search(piece.extract()):
                found.add((piece.get_font().get_base_name().split("+")[-1], round(piece.get_font_size())))
    return found


def test_a_reader_who_does_not_see_hears_what_a_picture_says() -> None:
    paper = made(two(), cycle(), order("dossier", "docx"))
    with zipfile.ZipFile(io.BytesIO(paper.content)) as packed:
        told = packed.read("word/document.xml").decode()
    with speaking(read_speeches()["th"]):
        assert re.search('descr="[^"]*๑๒[^"]*"', told)
