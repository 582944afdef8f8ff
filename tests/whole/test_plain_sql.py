"""After a run, every answer can be read with plain SQL, as docs/data.md tells it.

Who, when, which version, and the words it was asked in; no code of the house reads the file here.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from tests.whole.inside import SMALL, Inside, Row, cycle, join, set_up

DATA = Path(__file__).parents[2] / "docs" / "data.md"
R = "c1-first-1"
S = "c1-second-1"
WIDE = """
SELECT organisation_name, asked, shown, by_name, at, revision, question, item_label, value, raw, words
FROM answers_by_stage
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """Two people of one organisation and one of another, with changes, reasons and skips."""
    house = Inside(tmp_path_factory.mktemp("sql"), cycle(SMALL))
    house.start()
    set_up(house, "broker")
    for who, organisation in (("mali", "วัด"), ("nid", "วัด"), ("kaew", "โรงเรียน")):
        join(house, who, organisation)
    for stage in ("first", "second"):
        house.say("broker", "/stage")
        house.tap("broker", f"stage:{stage}")
        house.tap("broker", f"open:{stage}:full")
    house.tap("mali", f"go:{R}")
    house.say("mali", "เรื่องของวัด")
    house.tap("mali", f"answer:{R}:way::other")
    house.say("mali", "ทางอากาศ")
    house.tap("mali", f"tick:{R}:tools::hoe")
    house.tap("mali", f"tick:{R}:tools::rope")
    house.tap("mali", f"done:{R}:tools:")
    house.tap("mali", f"answer:{R}:mood::4")
    house.tap("mali", f"skip:{R}:worry:")
    house.say("mali", "5,000")
    house.say("mali", "๑๒")
    house.say("mali", "15/1/2570")
    house.tap("mali", f"answer:{R}:fund::no")
    house.tap("nid", f"go:{R}")
    house.say("nid", "แก้ไข")
    house.tap("nid", f"edit:{R}:story:")
    house.say("nid", "เรื่องใหม่ของวัด")
    house.tap("kaew", f"go:{S}")
    house.say("kaew", "สร้างสะพาน")
    house.say("kaew", "ขุดบ่อ")
    house.stop()
    yield house
    house.end()


ANSWERED = [
    # organisation, question, revision, by, shown, value, words; worked out by hand
    ("วัด", "story", 1, "คุณmali", "เรื่องของวัด", {"text": "เรื่องของวัด"}, ""),
    ("วัด", "story", 2, "คุณnid", "เรื่องใหม่ของวัด", {"text": "เรื่องใหม่ของวัด"}, ""),
    ("วัด", "way", 1, "คุณmali", "ทางอื่น – ทางอากาศ", {"keys": ["other"]}, "ทางอากาศ"),
    ("วัด", "tools", 1, "คุณmali", "จอบ, เชือก", {"keys": ["hoe", "rope"]}, ""),
    ("วัด", "mood", 1, "คุณmali", "4", {"number": "4"}, ""),
    ("วัด", "worry", 1, "คุณmali", "", None, ""),
    ("วัด", "cash", 1, "คุณmali", "5,000 บาท", {"number": "5000"}, ""),
    ("วัด", "heads", 1, "คุณmali", "12 คน", {"number": "12"}, ""),
    ("วัด", "day", 1, "คุณmali", "15 ม.ค. 2570", {"date": "2027-01-15"}, ""),
    ("วัด", "fund", 1, "คุณmali", "ไม่ตั้ง", {"keys": ["no"]}, ""),
]


@pytest.mark.parametrize("wanted", ANSWERED, ids=lambda w: f"{w[1]}-{w[2]}")
def test_an_answer_with_who_which_version_and_what(house: Inside, wanted: Row) -> None:
    organisation, question, revision, by, shown, value, words = wanted
    sql = "SELECT by_name, shown, value, words FROM answers_all WHERE organisation_name = ? AND question = ?"
    ((who, said, held, reason),) = house.rows(f"{sql} AND revision = ?", organisation, question, revision)
    assert who == by
    if question != "day":  # how a date is written is the renderer's affair
        assert said == shown
    assert (json.loads(held) if held else None) == value
    assert reason == words


def test_every_answer_has_when_and_the_words_it_was_asked_in(house: Inside) -> None:
    acts = {raw.at for raw in house.raws}
    found = house.rows(WIDE)
    assert len(found) == len({r[1] for r in ANSWERED}) + 1
    for organisation, asked, _, by, at, revision, *_ in found:
        assert asked.startswith("ถาม")
        assert (organisation, by) in {
            ("วัด", "คุณmali"),
            ("วัด", "คุณnid"),
            ("โรงเรียน", "คุณkaew"),
        }
        assert datetime.fromisoformat(at) in acts
        assert revision >= 1


def test_a_list_keeps_every_version(house: Inside) -> None:
    sql = "SELECT revision, value FROM answers_all WHERE question = 'wishes' ORDER BY revision"
    entries = [[e[1] for e in json.loads(value)["entries"]] for _, value in house.rows(sql)]
    assert entries == [["สร้างสะพาน"], ["สร้างสะพาน", "ขุดบ่อ"]]


def test_the_newest_stands_in_the_views(house: Inside) -> None:
    views = ("answers_now", "answers_by_stage", "answers_by_organisation", "answers_by_question")
    for view in views:
        ((shown,),) = house.rows(f"SELECT shown FROM {view} WHERE question = 'story'")  # noqa: S608
        assert shown == "เรื่องใหม่ของวัด"
    sums = house.rows("SELECT organisation_name, sum(answers) FROM who_answered GROUP BY 1")
    assert sorted(sums) == [("วัด", 9), ("โรงเรียน", 1)]


def examples() -> list[str]:
    """The SQL of the page that SQLite is meant to run."""
    blocks = re.findall(r"```sql\n(.*?)```", DATA.read_text("utf-8"), re.DOTALL)
    ours = [block for block in blocks if "plpgsql" not in block]
    return [s.strip() for block in ours for s in block.split(";") if s.strip()]


@pytest.mark.parametrize("sql", examples())
def test_the_examples_of_the_page_run(house: Inside, sql: str) -> None:
    house.rows(sql)


def test_the_page_has_examples() -> None:
    assert len(examples()) >= 4


def test_the_page_names_every_column_of_the_views(house: Inside) -> None:
    page = DATA.read_text("utf-8")
    with closing(sqlite3.connect(house.database)) as connection:
        columns = [d[0] for d in connection.execute("SELECT * FROM answers_all").description]
        names = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
        tables = [n for (n,) in connection.execute(names) if n not in ("alembic_version", "sqlite_sequence")]
    known = {"partnership", "partnership_name", "position", "round_position"}
    assert [c for c in columns if f"`{c}`" not in page and c not in known] == []
    assert [t for t in tables if f"`{t}`" not in page] == []
