"""The workbook as whoever opens it finds it; and what must not be in it, for whom."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.cycle import Kind, Seen
from bot.core.model import Organisation, Partnership, Round, Slot
from bot.core.records import Agreement, LeftOut, Promise
from bot.core.results import PENDING
from bot.message import File
from bot.papers.cells import Cell, Table, speech, table
from bot.papers.data_files import FORMS
from bot.papers.making import made
from bot.papers.tables import tables
from bot.papers.workbook import CELL_MOST, LINES_MOST, PIECE, pieces, workbook
from bot.render.words import speaking
from tests.core.factories import answered, cycle, everyone_answers, partnership, whole_cycle
from tests.core.factories import opened as opened_stage
from tests.whole.test_hidden import BROKER, WORLDS, World

MADE = datetime(2027, 1, 5, tzinfo=UTC)
SHEETS = ["คำตอบ", "คำมั่น", "ทรัพยากร", "จำนวนเงินสนับสนุน", "ข้อตกลงและผลการตัดสินใจ", "รายชื่อ"]
EVIL = ('=HYPERLINK("http://evil","คลิก")', "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "http://evil", "0123")


def opened(file: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(file))


def of_cells(*cells: Cell, spoken: str = "th") -> bytes:
    with speaking(speech(spoken)):
        one = table("answers", "คำตอบ", ["หัวข้อ"], [(cell,) for cell in cells])
    return workbook((one,), spoken, MADE)


def cells(book: Any) -> Iterator[Any]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from row


def finished() -> Partnership:
    """All twelve stages, published."""
    p = whole_cycle()
    rounds = {
        r.id: replace(r, closed_at=MADE, edition=1, closed_parts=_parts(r)) for r in p.rounds.values()
    }
    return replace(p, rounds=rounds, name="ภาคีน้ำใส")


def _parts(round: Round) -> frozenset[str]:
    return frozenset(part.key for part in cycle().stages[round.stage].parts)


# ── what is there ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("audience", ["group", "broker"])
def test_six_sheets_with_headings_that_stay_and_filters(audience: str) -> None:
    file = made(finished(), cycle(), File("data", "xlsx", audience)).content
    book = opened(file)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(8 <= column.width <= 61 for column in sheet.column_dimensions.values())
    assert book["คำตอบ"].max_row > 100


def test_the_same_data_give_the_same_bytes() -> None:
    p = finished()
    for form, way in FORMS.items():
        order = File("data", form, "group")
        assert way(p, cycle(), order) == way(p, cycle(), order), form


def test_days_are_true_days_shown_in_the_buddhist_era() -> None:
    book = opened(of_cells(date(2027, 1, 15), datetime(2027, 1, 15, 20, 0, tzinfo=UTC)))
    first, second = (book["คำตอบ"][place] for place in ("A2", "A3"))
    assert first.value.date() == date(2027, 1, 15)
    assert second.value.date() == date(2027, 1, 16)  # in Thailand it is the next day by then
    assert first.number_format == "[$-107041E]d mmm yyyy"
    english = opened(of_cells(date(2027, 1, 15), spoken="en"))["คำตอบ"]["A2"]
    assert english.number_format == "d mmm yyyy"


def test_days_and_amounts_of_answers_stand_as_such() -> None:
    book = opened(made(finished(), cycle(), File("data", "xlsx", "group")).content)
    days = [c for c in cells(book) if c.is_date]
    assert len(days) > 50
    resources = book["ทรัพยากร"]
    amounts = [row[5].value for row in resources.iter_rows(min_row=2) if row[5].value is not None]
    assert amounts
    assert all(isinstance(amount, int | float) for amount in amounts)


def column(sheet: Any, heading: str) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(heading)].value for row in sheet.iter_rows(min_row=2)]


def pledging() -> Partnership:
    """Stage 6 is published; what the first organisation gives, it has yet to confirm."""
    p = opened_stage(partnership(2), "resourcing")
    for organisation, amount in (("o1", 5000), ("o2", 0)):
        p = answered(p, "cash", organisation, amount)
        p = answered(p, "cash_status", organisation, "ready")
        p = answered(p, "in_kind", organisation, ["place"])
        p = answered(p, "in_kind_detail", organisation, "ศาลา", "place")
    p = answered(p, "conditions", "o2", "เบิกตามระเบียบ")
    (round,) = p.rounds.values()
    for key, answer in round.answers.items():
        round = round.with_answer(replace(answer, provisional=key.organisation == "o1"))
    return p.with_round(replace(round, closed_at=MADE, edition=1, closed_parts=_parts(round)))


@pytest.mark.parametrize("audience", ["group", "broker"])
def test_a_filter_finds_all_of_one_kind_and_all_that_waits(audience: str) -> None:
    book = opened(made(pledging(), cycle(), File("data", "xlsx", audience)).content)
    given = book["ทรัพยากร"]
    kinds = column(given, "ประเภท")
    assert len(kinds) == 3
    assert len(set(kinds)) == 2  # money, and things: whoever has confirmed or not
    assert not [cell.value for cell in cells(book) if "(รอยืนยัน" in str(cell.value)]
    names = [o.name for o in pledging().organisations.values()]
    waits = {(who, wait) for who, wait in zip(column(given, "องค์กร"), column(given, "การยืนยัน"), strict=True)}
    assert waits == {(names[0], "รอยืนยันจากองค์กร"), (names[1], None)}
    answers = book["คำตอบ"]
    told = zip(column(answers, "องค์กร"), column(answers, "การยืนยัน"), strict=True)
    assert set(told) == waits


def test_money_can_be_summed_by_organisation_and_state() -> None:
    book = opened(made(pledging(), cycle(), File("data", "xlsx", "group")).content)
    rows = list(book["จำนวนเงินสนับสนุน"].iter_rows(values_only=True))
    assert rows[0] == ("วงจรที่", "องค์กร", "จำนวนเงิน", "หน่วย", "สถานะ", "การยืนยัน")
    name = pledging().organisations["o1"].name
    assert rows[1:] == [(1, name, 5000, "บาท", "พร้อมใช้", "รอยืนยันจากองค์กร")]


def test_promises_say_what_waits_in_a_column_of_its_own() -> None:
    promise = Promise("p1", "o1", "เงินสนับสนุน: 5,000 บาท", MADE, provisional=True)
    p = replace(partnership(2), promises={"p1": promise})
    sheet = opened(made(p, cycle(), File("data", "xlsx", "group")).content)["คำมั่น"]
    assert column(sheet, "คำมั่น") == ["เงินสนับสนุน: 5,000 บาท"]
    assert column(sheet, "การยืนยัน") == ["รอยืนยันจากองค์กร"]


def test_decisions_are_numbered_and_marks_are_none_that_were_carried() -> None:
    first = Agreement("a1", "decision", MADE, 1, "ก", "เห็นชอบ", outcome="carried")
    marks = replace(first, id="a2", result="4 / 5", slot=Slot("feasibility", "x"))
    order = replace(first, id="a3", slot=Slot("objective_rank"))
    newer = replace(first, id="a4", replaces="a1")
    p = replace(partnership(2), agreements={a.id: a for a in (first, marks, order, newer)})
    sheet = opened(made(p, cycle(), File("data", "xlsx", "group")).content)["ข้อตกลงและผลการตัดสินใจ"]
    assert column(sheet, "ลำดับที่") == [1, 2, 3, 4]
    assert column(sheet, "ใช้แทนลำดับที่") == [None, None, None, 1]
    assert column(sheet, "ผลมติ") == ["ผ่าน", "คะแนน", "ลำดับ", "ผ่าน"]
    assert column(sheet, "ยังมีผล") == ["ไม่", "ใช่", "ใช่", "ใช่"]


def test_amounts_are_exact_enough_to_sum() -> None:
    book = opened(of_cells(Decimal(50000), Decimal("1500.5"), 7))
    values = [book["คำตอบ"][f"A{n}"] for n in (2, 3, 4)]
    assert [v.value for v in values] == [50000, 1500.5, 7]
    assert [v.number_format for v in values] == ["#,##0", "#,##0.00", "#,##0"]


# ── what people wrote does no harm ───────────────────────────────────────────


@pytest.mark.parametrize("words", EVIL)
def test_no_words_become_a_formula_or_a_link(words: str) -> None:
    file = of_cells(words)
    (cell,) = list(cells(opened(file)))[1:]
    assert cell.data_type == "s"
    assert cell.value == words.strip()
    assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_control_characters_are_gone_and_lines_stay() -> None:
    words = "ก\x00\x01\x1b\u202eข\ud800\nค _x0041_ ￾"
    (cell,) = list(cells(opened(of_cells(words))))[1:]
    assert cell.value == "กข\nค _x0041_"


def test_marks_of_the_core_are_put_in_words() -> None:
    (cell,) = list(cells(opened(of_cells(f"พร้อม{PENDING}"))))[1:]
    assert cell.value.startswith("พร้อม (")


def test_what_is_longer_than_a_cell_stands_whole_elsewhere() -> None:
    long = "น้ำสะอาด🙂" * 6_000
    book = opened(of_cells("สั้น", long))
    cell = book["คำตอบ"]["A3"].value
    assert cell.startswith("น้ำสะอาด🙂น้ำสะอาด🙂")
    assert "ข้อความยาว" in cell
    assert len(cell) < 4_000
    rows = list(book["ข้อความยาว"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [1] * len(rows)
    assert [row[2] for row in rows] == list(range(1, len(rows) + 1))
    assert "".join(row[3] for row in rows) == long


def test_so_does_what_has_more_lines_than_a_cell_shows() -> None:
    lines = "\n".join(str(n) for n in range(600))
    book = opened(of_cells(lines))
    assert "".join(r[3] for r in book["ข้อความยาว"].iter_rows(min_row=2, values_only=True)) == lines


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="กี่้\n🙂a", max_size=30), st.integers(1, 4000))
def test_pieces_make_the_text_and_fit(words: str, times: int) -> None:
    text = words * times
    found = pieces(text)
    assert "".join(found) == text
    for piece in found:
        assert len(piece.encode("utf-16-le")) // 2 <= min(PIECE + 100, CELL_MOST)
        assert piece.count("\n") <= LINES_MOST


def test_a_row_of_another_width_is_a_mistake_of_ours() -> None:
    with speaking(speech("th")), pytest.raises(ValueError, match="wide"):
        table("answers", "x", ["a", "b"], [("1",)])


# ── what each audience may know ──────────────────────────────────────────────


def everything(p: Partnership, audience: str) -> list[Table]:
    return [t for language in ("th", "en") for t in tables(p, cycle(), audience, language)]


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_two_worlds_that_differ_in_what_is_hidden_give_the_group_the_same(world: World) -> None:
    assert everything(world.one, "group") == everything(world.two, "group")


@pytest.mark.parametrize("world", [w for w in WORLDS if BROKER not in w.knows], ids=lambda world: world.name)
def test_and_brokers_what_even_they_may_not_know(world: World) -> None:
    assert everything(world.one, "broker") == everything(world.two, "broker")


def test_the_worlds_do_differ_for_brokers() -> None:
    """So the comparison is one that can fail."""
    known = [w for w in WORLDS if BROKER in w.knows]
    same = {w.name for w in known if everything(w.one, "broker") == everything(w.two, "broker")}
    assert same == {"reviewing, published"}  # there only what was typed differs, and no sheet has that


def closed_for(p: Partnership) -> Partnership:
    (round,) = p.rounds.values()
    return p.with_round(replace(round, closed_at=MADE, edition=1, closed_parts=_parts(round)))


@pytest.mark.parametrize("audience", ["group", "broker"])
def test_anonymous_answers_stand_without_names_and_from_three_on(audience: str) -> None:
    asked = {q.key: q for q in cycle().stages["reviewing"].questions if q.seen is Seen.ANONYMOUS}
    assert asked
    titles = {q.title["th"] for q in asked.values()}
    for organisations in (2, 3):
        p = closed_for(everyone_answers(partnership(organisations), "reviewing"))
        rows = [r for r in tables(p, cycle(), audience, "th")[0].rows if r[4] in titles]
        assert rows
        assert all(row[6] == "" and row[13] is None for row in rows)  # neither who nor when
        counted = [row for row in rows if row[12] is not None]
        assert bool(counted) is (organisations == 3)
        if organisations == 2:
            (words,) = {row[7] for row in rows}
            assert "3" in str(words)


def test_only_the_brokers_sheet_has_what_was_said_to_brokers() -> None:
    p = closed_for(everyone_answers(partnership(3), "identifying"))
    hidden = [q for q in cycle().stages["identifying"].questions if q.seen is Seen.BROKER]
    titles = {q.title["th"] for q in hidden}
    assert titles
    shown = {a: {row[4] for row in tables(p, cycle(), a, "th")[0].rows} for a in ("group", "broker")}
    assert not titles & shown["group"]
    assert titles <= shown["broker"]


def test_of_a_draft_the_group_hears_nothing() -> None:
    p = closed_for(everyone_answers(partnership(3), "building"))
    (round,) = p.rounds.values()
    draft = p.with_round(replace(round, draft=True, edition=0))
    assert tables(draft, cycle(), "group", "th")[0].rows == ()
    assert tables(draft, cycle(), "broker", "th")[0].rows


def test_what_was_left_out_is_left_out() -> None:
    p = closed_for(everyone_answers(partnership(3), "scoping"))
    (round,) = p.rounds.values()
    key = next(k for k, a in round.answers.items() if a.kind == Kind.TEXT)
    words = round.answers[key].shown
    assert any(words in map(str, r) for r in tables(p, cycle(), "group", "th")[0].rows)
    hidden = p.with_round(replace(round, left_out={key: LeftOut("x", BROKER, MADE)}))
    for audience in ("group", "broker"):
        rows = tables(hidden, cycle(), audience, "th")[0].rows
        mine = [r for r in rows if r[6] == p.organisations[key.organisation].name]
        assert not any(words in map(str, r) for r in mine)


@pytest.mark.parametrize("audience", ["group", "broker"])
@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_no_account_of_a_platform_and_no_number_to_ring(form: str, audience: str) -> None:
    p = finished()
    who, member = next((w, m) for w, m in p.members.items() if m.organisation)
    p = p.with_member(replace(member, name="สมศรี โทร 081-234 5678 หรือ ๐๘๑๒๓๔๕๖๗๘"))
    file = made(p, cycle(), File("data", form, audience)).content
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            file = b"".join(archive.read(name) for name in archive.namelist())
    text = file.decode("utf-8", errors="replace")
    assert ("สมศรี โทร" in text) is (form != "csv")  # which has the answers alone
    for number in ("081-234", "5678", "๐๘๑๒"):
        assert number not in text
    assert "telegram" not in text
    assert who.id not in text


def test_names_and_organisations_beyond_measure_have_a_place() -> None:
    p = finished()
    name = "องค์การบริหารส่วนตำบลห้วยทรายขาวและเครือข่ายอนุรักษ์ป่าต้นน้ำญฐฏุู " * 3
    p = p.with_organisation(Organisation("o9", f"={name}"))
    book = opened(made(p, cycle(), File("data", "xlsx", "group")).content)
    assert any(c.value == f"={name}".strip() and c.data_type == "s" for c in cells(book))


def test_a_partnership_without_anything_has_its_sheets() -> None:
    book = opened(made(Partnership("p1"), cycle(), File("data", "xlsx", "group")).content)
    assert book.sheetnames == SHEETS
