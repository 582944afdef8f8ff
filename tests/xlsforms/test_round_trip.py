"""The packaged set out and in again, and what ODK and Kobo make of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from bot import questionnaire
from bot.core.cycle import Cycle
from bot.xlsforms.export import form
from bot.xlsforms.importing import imported
from bot.xlsforms.writing import workbook
from tests.xlsforms.editing import exported, opened, packaged, row, saved, speeches, taken


@pytest.fixture(scope="module")
def xform(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("form") / "set.xlsx"
    path.write_bytes(exported())
    done = convert(str(path), pretty_print=True)
    assert done.warnings == []
    return str(done.xform)


def test_the_packaged_set_comes_back_whole() -> None:
    assert taken(exported()) == packaged()


def test_it_comes_back_word_for_word() -> None:
    for name, text in imported(exported()).items():
        if name == "catching_up.toml":
            continue  # Its list stands on several lines.
        ours = (questionnaire.PACKAGED / name).read_text("utf-8").splitlines(keepends=True)
        assert text == "".join(line for line in ours if not line.startswith("#")).lstrip(), name


def test_every_export_is_the_same_bytes() -> None:
    again = workbook(form(taken(exported()), speeches()))
    assert again == exported() == workbook(form(packaged(), speeches()))


def test_it_comes_back_whole_from_another_program() -> None:
    assert taken(saved(opened())) == packaged()


def test_pyxform_accepts_it_without_warnings(xform: str) -> None:
    for _, question in packaged().questions():
        assert f"/{question.key}" in xform


def test_both_languages_are_shown(xform: str) -> None:
    problem = packaged().question("problem")
    assert problem is not None
    assert 'lang="ไทย (th)" default="true()"' in xform
    assert 'lang="English (en)"' in xform
    assert problem.prompt["th"] in xform
    assert problem.prompt["en"].split("?")[0] in xform


@pytest.mark.parametrize(
    "expected",
    [
        "selected( /data/stage_reviewing/part_reviewing__review/stay , 'pause') or",
        "/cash  &gt; 0",
        "/role_next__each [role_next != '' and not(selected(role_next, 'same'))]) &gt; 0",
        'constraint="count-selected(.) &lt;= 5"',
        "not(selected(., 'none') and count-selected(.) &gt; 1)",
        'start="1" end="5" step="1"',
        '<repeat nodeset="/data/stage_planning/part_planning__feasibility/feasibility__each"',
        "indexed-repeat( /data/stage_planning/part_planning__propose/activities__list/activities ",
        'constraint="string-length(.) &lt;= 4000"',
        'constraint=". &gt;= 0 and . &lt;= 100"',
        "<odk:rank",
    ],
)
def test_what_odk_asks(xform: str, expected: str) -> None:
    assert " ".join(expected.split()) in " ".join(xform.split())


def test_choices_that_ask_for_words_have_a_row_for_them() -> None:
    book = opened()
    number = row(book, "survey", name="strengths__words")
    cells = [cell.value for cell in book["survey"][number]]
    assert "selected(${strengths}, 'other')" in cells


def test_cells_are_texts() -> None:
    """Excel must make no dates and formulas of what stands in them."""
    for sheet in opened():
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.value is None or cell.data_type in ("s", "inlineStr")
                assert cell.number_format == "@" or cell.value is None


def _set_of(folder: Path, *stages: str) -> Cycle:
    for number, text in enumerate(stages, 1):
        (folder / f"{number:02}-s.toml").write_text(text, "utf-8")
    (folder / "clauses.toml").write_text('[clauses]\n"1-a" = "x “y” \\"z\\" \\\\"\n', "utf-8")
    (folder / "catching_up.toml").write_text(
        'title = { th = "ก", en = "a" }\nlabel = { th = "ก", en = "a" }\n'
        'about = { th = "ก", en = "a" }\nartefact = { th = "ก", en = "a" }\nquestions = []\n',
        "utf-8",
    )
    return questionnaire.load(folder)


STAGE = """key = "one"
number = 7
title = { th = "ก", en = "A" }
about = { th = "ก", en = "A" }
artefact = { th = "ก", en = "A" }
[[parts]]
key = "first"
kind = "interview"
"""
WORDS = 'title = { th = "ก", en = "A" }\nprompt = { th = "ก", en = "A" }\n'


def test_a_set_with_odd_texts_comes_back_whole(tmp_path: Path) -> None:
    odd = STAGE + (
        '[[parts.questions]]\nkey = "a__b"\nkind = "text"\nseen = "anon"\nclauses = ["1-a"]\nshort = true\n'
        'title = { th = "=1+1", en = "@x" }\n'
        'prompt = { th = "บรรทัดหนึ่ง\\nสอง \\"อ้าง\\" \\\\ ก็", en = "one\\ntwo, _x0041_ <&>" }\n'
        'hint = { th = "1-2", en = "TRUE" }\n'
        '[[parts.questions]]\nkey = "c"\nkind = "money"\nseen = "broker"\nclauses = ["1-a"]\n'
        'uses = ["a__b"]\ntitle = { th = "ก", en = "A" }\nunit = { th = "บาท", en = "baht" }\n'
        'prompt = { th = "“{a__b}” {a__b}", en = "{a__b} {a__b}" }\nplain = { th = "ก", en = "A" }\n'
        '[[parts.questions]]\nkey = "d"\nkind = "text"\nseen = "named"\nclauses = ["1-a"]\n'
        f'when = "c > 2.5"\n{WORDS}'
    )
    cycle = _set_of(tmp_path, odd)
    data = workbook(form(cycle, speeches()))
    assert taken(data) == cycle
    assert workbook(form(taken(data), speeches())) == data
    (tmp_path / "odd.xlsx").write_bytes(data)
    assert convert(str(tmp_path / "odd.xlsx")).warnings == []
    assert io.BytesIO(data).read(2) == b"PK"
