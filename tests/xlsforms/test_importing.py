"""A workbook that a broker edited: what is taken over, and what is reported where."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from bot.core.cycle import Condition, Kind
from tests.xlsforms.editing import (
    changed,
    column,
    exported,
    only,
    opened,
    packaged,
    put,
    refused,
    row,
    saved,
    speeches,
    taken,
)

TH, EN = "label::ไทย (th)", "label::English (en)"

# ── taken over ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "heading", "value", "field", "expected"),
    [
        ("problem", EN, "  Which “problem”?\n ", "prompt.en", "Which “problem”?"),
        ("problem", TH, "ปัญหา น้ำท่วม", "prompt.th", "ปัญหา น้ำท่วม"),
        ("problem", TH, 2570, "prompt.th", "2570"),
        ("problem", TH, 7.0, "prompt.th", "7"),
        ("problem", "required", "", "optional", True),
        ("problem", "required", True, "optional", False),
        ("problem", "required", "TRUE()", "optional", False),
        ("info_have", "phakhi_attach", "No", "attach", False),
        ("problem", "phakhi_seen", " Anon ", "seen", "anon"),
        ("problem", "type", "string", "kind", Kind.TEXT),
        ("problem", "type", "Select One strengths", "kind", Kind.SINGLE),
        ("problem", "type", "integer", "kind", Kind.NUMBER),
        ("invite_who", "constraint", "count-selected( . )<4", "most", 3),
        ("invite_who", "constraint", "", "most", 0),
        ("external", "constraint", "count(${external__list}) <= 2", "most", 2),
        ("my_role", "phakhi_uses", "activities , goal", "uses", ("activities", "goal")),
    ],
)
def test_an_edit_is_taken_over(
    name: str, heading: str, value: Any, field: str, expected: Any
) -> None:
    data, _ = changed("survey", name, heading, value)
    if value in ("Select One strengths", "integer"):  # Its limit is one of texts.
        book = opened(data)
        put(book, "survey", row(book, "survey", name=name), "constraint", None)
        data = saved(book)
    question = taken(data).question(name)
    attribute, _, language = field.partition(".")
    found = getattr(question, attribute)
    assert (found[language] if language else found) == expected


def test_nothing_else_changes() -> None:
    data, _ = changed("survey", "problem", EN, "Another?")
    before, after = packaged(), taken(data)
    different = [
        q.key
        for (_, q), (_, p) in zip(before.questions(), after.questions(), strict=True)
        if q != p
    ]
    assert different == ["problem"]
    assert (after.clauses, after.sectors, after.apart) == (
        before.clauses,
        before.sectors,
        before.apart,
    )


STAY = Condition("stay", "in", ("pause", "withdraw"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("selected(${stay}, 'pause') or selected(${stay},'withdraw')", STAY),
        ("${stay} = ‘pause’  or ${ stay }=“withdraw”", STAY),
        ('selected( ${stay} , "pause" ) or ${stay} = "withdraw"', STAY),
        ("stay in pause|withdraw", STAY),
        ("${cash} > 0", Condition("cash", "above", ("0",))),
        ("cash > 2.5", Condition("cash", "above", ("2.5",))),
        ("${stay} != '' and not(selected(${stay}, 'same'))", Condition("stay", "any_not_in", ("same",))),
        ("", None),
    ],
)  # fmt: skip
def test_relevance_as_people_write_it(text: str, expected: Condition | None) -> None:
    data, _ = changed("survey", "leave_plan", "relevant", text)
    question = taken(data).question("leave_plan")
    assert question is not None
    assert question.when == expected


def test_columns_in_another_order_more_columns_and_more_sheets() -> None:
    book = opened()
    sheet = book["survey"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for number, line in enumerate(lines, 1):
        for place, value in enumerate(reversed([*line, "appearance" if number == 1 else None]), 2):
            sheet.cell(number + 2 * (number > 1), place).value = value
    book.create_sheet("notes")["B7"] = "=1+1"
    book.move_sheet("survey", 4)
    assert taken(saved(book)) == packaged()


def test_headings_as_other_programs_write_them() -> None:
    book = opened()
    names = {TH: "Label :: Thai (th)", EN: "label:en", "relevant": "Relevance", "type": " Type "}
    for cell in book["survey"][1]:
        cell.value = names.get(str(cell.value), str(cell.value))
    assert taken(saved(book)) == packaged()


def test_a_new_question_with_a_list_of_its_own() -> None:
    book = opened()
    number = row(book, "survey", name="urgency")
    book["survey"].insert_rows(number)
    texts = {
        "type": "select_one ways", "name": "way", TH: "ทางใด", EN: "Which way?",
        "phakhi_title_th": "ทาง", "phakhi_title_en": "Way", "phakhi_seen": "named",
    }  # fmt: skip
    for heading, text in texts.items():
        put(book, "survey", number, heading, text)
    for name, label in (("left", "ซ้าย"), ("right", "ขวา")):
        book["choices"].append(["ways", name, label, name])
    way = taken(saved(book)).question("way")
    assert way is not None
    assert (way.kind, way.optional) == (Kind.SINGLE, True)
    assert [(o.key, o.label["th"]) for o in way.options] == [("left", "ซ้าย"), ("right", "ขวา")]


def test_a_made_row_is_not_read() -> None:
    book = opened()
    put(book, "survey", row(book, "survey", name="strengths__words"), "type", "nonsense")
    assert taken(saved(book)) == packaged()


# ── reported ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "heading", "value", "what"),
    [
        ("problem", "type", "txet", "The type “txet” is not known here"),
        ("problem", "type", "note", "The type “note” is not known here"),
        ("problem", "type", None, "This row needs a type"),
        ("problem", "type", "select_one nowhere", "no list named “nowhere”"),
        ("problem", "type", "select_one", "The type “select_one” is not known"),
        ("problem", "type", "begin_repeat", "no repeats"),
        ("problem", "name", "Problem 1", "must be small letters"),
        ("problem", EN, None, "This cell is empty"),
        ("problem", TH, "   ", "This cell is empty"),
        ("problem", "phakhi_title_th", None, "This cell is empty"),
        ("problem", "phakhi_title_en", "x" * 41, "longer than 40"),
        ("concept", "hint::English (en)", None, "This cell is empty"),
        ("problem", "phakhi_seen", "everyone", "known are named, anon, broker"),
        ("problem", "phakhi_kind", "money", "does not go with this type"),
        ("problem", "phakhi_short", "maybe", "neither yes nor no"),
        ("problem", "constraint", "string-length(.) <= 10", "cannot keep “string-length(.) <= 10”"),
        ("problem", "phakhi_clauses", "1a 99z", "The clause “99z” is not in the sheet"),
        ("problem", EN, "=A1", "holds a formula"),
        ("problem", EN, date(2026, 1, 2), "made a date"),
        ("urgency", "parameters", "start=0 end=10 step=1 tick_labelset=urgency__ends", "from 1 to 5"),
        ("urgency", "parameters", "start=1 end=5 step=1 tick_labelset=no", "The list “no”"),
        ("leave_plan", "relevant", "if stay then ask", "cannot be read"),
        ("leave_plan", "relevant", "selected(${stay}, 'gone')", "“gone” is no choice of the question “stay”"),
        ("leave_plan", "relevant", "${stay} > 3", "not a number"),
        ("leave_plan", "relevant", "selected(${thanks}, 'a')", "“thanks” is asked later"),
        ("leave_plan", "relevant", "selected(${stay}, 'pause') or selected(${future}, 'end')", "cannot be read"),
        ("leave_plan", "relevant", "${nothing} > 3", "no question named “nothing”"),
        ("charter_consent", TH, "ตกลงตาม “${goal}” หรือไม่ {", "There is a brace too many"),
        ("goal", TH, "เป้าหมาย {objectives}", "${…}"),
        ("my_role", "phakhi_each", "thanks", "“thanks” is asked later"),
        ("my_role", "phakhi_each", None, "The label says {item}"),
        ("my_role", "phakhi_uses", "activities nothing", "no question named “nothing”"),
        ("own_goal", "phakhi_plain_th", None, "This cell is empty"),
        ("cash", "phakhi_unit_en", None, "This cell is empty"),
        ("activities", "phakhi_ranked_by", "problem", "neither ranks nor scores"),
        ("objective_rank", "type", "rank ${problem}", "“problem” is not a list"),
        ("stage_scoping", "phakhi_number", "one", "whole number"),
        ("stage_scoping", "phakhi_about_en", None, "This cell is empty"),
        ("stage_scoping", "phakhi_button_en", "x" * 18, "18 characters; at most 17"),
        ("stage_scoping", "name", "Stage One", "must be small letters"),
        ("part_scoping__views", "phakhi_part", "talk", "known are interview, decision"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_cell(name: str, heading: str, value: Any, what: str) -> None:
    data, cell = changed("survey", name, heading, value)
    found = refused(data)
    assert any(what in told for sheet, at, told in found if (sheet, at) == ("survey", cell)), found


def test_a_limit_that_hangs_on_an_unknown_list_is_not_complained_of_as_well() -> None:
    data, cell = changed("survey", "info_have", "type", "select_multiple nowhere")
    told = [(at, what) for sheet, at, what in refused(data) if sheet == "survey"]
    assert [at for at, _ in told] == [cell], told


@pytest.mark.parametrize(
    ("texts", "heading", "value", "what"),
    [
        ({"list_name": "info_have", "name": "maps"}, "name", "Maps!", "must be small letters"),
        ({"list_name": "info_have", "name": "maps"}, "name", "policy", "already used in row"),
        ({"list_name": "info_have", "name": "maps"}, "name", None, "list_name and a name"),
        ({"list_name": "info_have", "name": "maps"}, EN, None, "This cell is empty"),
        ({"list_name": "info_have", "name": "maps"}, EN, "x" * 21, "21 characters; at most 20"),
        ({"list_name": "info_have", "name": "maps"}, EN, "{maps}", "Only label and phakhi_plain"),
        ({"list_name": "info_have", "name": "maps"}, "phakhi_alone", "ok", "neither yes nor no"),
        ({"list_name": "charter_consent", "name": "object"}, "phakhi_asks", None, "must ask for the reason"),
        ({"list_name": "urgency__ends", "name": "5"}, "name", "4", "named 1 and 5"),
        ({"list_name": "urgency__ends", "name": "5"}, TH, None, "This cell is empty"),
        ({"list_name": "phakhi_sectors", "name": "media"}, EN, "x" * 21, "at most 20"),
    ],
)  # fmt: skip
def test_a_fault_in_a_choice_is_told_at_its_cell(
    texts: dict[str, str], heading: str, value: Any, what: str
) -> None:
    book = opened()
    cell = put(book, "choices", row(book, "choices", **texts), heading, value)
    found = refused(saved(book))
    assert any(what in told for sheet, at, told in found if (sheet, at) == ("choices", cell)), found


def test_faults_beside_the_form() -> None:
    book = opened()
    book["phakhi_clauses"]["B3"] = None
    book["phakhi_clauses"]["A4"] = "1a"
    book["phakhi_catching_up"]["A3"] = "colour"
    book["phakhi_catching_up"]["B7"] = "nobody"
    found = refused(saved(book))
    places = [(sheet, cell) for sheet, cell, _ in found if not sheet.startswith("survey")]
    assert places == [
        ("phakhi_clauses", "B3"),
        ("phakhi_clauses", "A4"),
        ("phakhi_catching_up", "A3"),
        ("phakhi_catching_up", "B7"),
    ]


def test_two_questions_of_one_name() -> None:
    data, cell = changed("survey", "urgency", "name", "problem")
    book = opened()
    first = row(book, "survey", name="problem")
    assert ("survey", cell, f"The name “problem” is already used in row {first}.") in refused(data)


def test_two_stages_of_one_number() -> None:
    data, _ = changed("survey", "stage_identifying", "phakhi_number", 1)
    sheet, _, what = only(data)
    assert (sheet, what) == ("survey", "The number 1 is already used in row 2.")


def test_a_unit_in_one_language() -> None:
    data, cell = changed("survey", "cash", "phakhi_unit_th", None)
    assert only(data) == ("survey", cell, "This cell is empty; write the text.")


def test_names_as_stage_files_write_them() -> None:
    book = opened()
    number = row(book, "survey", name="own_goal")
    put(book, "survey", number, TH, "จาก “{own_benefit}” คืออะไร")
    put(book, "survey", number, EN, "From “{own_benefit}”, what?")
    question = taken(saved(book)).question("own_goal")
    assert question is not None
    assert question.prompt["en"] == "From “{own_benefit}”, what?"


def test_a_clause_that_no_question_serves() -> None:
    data, _ = changed("survey", "external", "phakhi_clauses", "1a")
    sheet, cell, what = only(data)
    book = opened()
    assert (sheet, cell) == ("phakhi_clauses", str(row(book, "phakhi_clauses", clause="1e")))
    assert what.startswith("No question serves this clause")


@pytest.mark.parametrize(
    ("heading", "what"),
    [("type", "There is no column “type”"), (EN, "There is no column “label::English (en)”")],
)
def test_a_column_that_is_gone(heading: str, what: str) -> None:
    book = opened()
    book["survey"].delete_cols(column(book, "survey", heading))
    assert any(what in told and cell == "1" for _, cell, told in refused(saved(book)))


def test_a_column_of_ours_that_nobody_knows_and_one_twice() -> None:
    book = opened()
    last = book["survey"].max_column
    book["survey"].cell(1, last + 1).value = "phakhi_titel_th"
    book["survey"].cell(1, last + 2).value = "Relevance"
    told = [what for _, _, what in refused(saved(book))]
    assert told[0].startswith("No column of this name")
    assert told[1].startswith("Two columns are both “relevant”")


def test_groups_that_do_not_close() -> None:
    book = opened()
    sheet = book["survey"]
    ends = [n for n in range(1, sheet.max_row) if sheet.cell(n, 1).value == "end_group"]
    sheet.delete_rows(ends[0])
    assert any(
        "most two deep" in what or "no end_group" in what for *_, what in refused(saved(book))
    )


def test_all_faults_at_once_in_order_and_bounded() -> None:
    book = opened()
    sheet = book["survey"]
    titles = column(book, "survey", "phakhi_title_th")
    keys = {q.key for _, q in packaged().questions()}
    rows = [n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 2).value in keys]
    for number in rows:
        sheet.cell(number, titles).value = None
    found = refused(saved(book))
    assert [cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _, cell, _ in found] == list(
        map(str, rows)
    )


def test_it_is_told_in_both_languages_with_the_heading() -> None:
    from bot.xlsforms.faults import Unusable
    from bot.xlsforms.importing import imported

    data, cell = changed("survey", "problem", EN, None)
    with pytest.raises(Unusable) as caught:
        imported(data)
    thai, english, *_ = caught.value.said(speeches())
    number = "".join(itertools.filterfalse(str.isalpha, cell))
    assert english == (
        f"Sheet survey, row {number}, column D “{EN}”: This cell is empty; write the text."
    )
    assert thai == f"ชีต survey แถว {number} คอลัมน์ D “{EN}”: ช่องนี้ว่างอยู่ โปรดเติมข้อความ"


def test_the_export_is_untouched_by_reading() -> None:
    assert refused(exported()) == []
