"""`python -m bot papers` and `python -m bot import`, as whoever runs the bot types them."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from bot.__main__ import main
from bot.app import DATABASE
from bot.commands import papers
from bot.core.model import Partnership
from bot.papers.json_out import moved_out
from bot.play.scene import Scene
from bot.store import Store
from tests.papers.lived import lived, questions, whole
from tests.store.conftest import T0
from tests.store.people import BROKER
from tests.store.people import partnership as made_up

NAME = "ภาคีน้ำสะอาดบ้านดง"
STAGES = 12


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of data; no settings but that."""
    for name in ("TELEGRAM_BOT_TOKEN", "LINE_CHANNEL_SECRET", "STAGES_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def small(data: Path) -> Path:
    """Two partnerships whose names are alike, and one of another name."""
    store = Store.open(data / DATABASE)
    for id, name in (("p1", "ภาคีป่าชุมชน"), ("p2", "ภาคีป่าชุมชนบ้านใหม่"), ("p3", "Clean Water")):
        _save(store, replace(made_up(id, None), name=name))
    store.close_now()
    return data


def _save(store: Store, one: Partnership) -> None:
    store.do_now(lambda book: book.save(None, one, T0, BROKER, "t"))


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


# ── papers ───────────────────────────────────────────────────────────────────


def test_data_for_each_audience_and_the_file_that_moves_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = lived(data)
    assert main(["papers", "น้ำสะอาด", "--format", "xlsx,csv,json", "--out", "out"]) == 0
    told = capsys.readouterr().out
    found = files(Path("out"))
    assert len(found) == 5
    assert f"{NAME}.json" in found
    assert {Path(name).parts[0] for name in found} == {"group", "broker", f"{NAME}.json"}
    assert [line.split()[0] for line in told.splitlines()[:5]] == [f"{n}/5" for n in range(1, 6)]
    assert Path("out", f"{NAME}.json").read_bytes() == moved_out(whole(database))
    for name in found:
        assert Path("out", name).stat().st_mode & 0o077 == 0
    (book,) = (openpyxl.load_workbook(Path("out", n)) for n in found if n.startswith("group") and n.endswith("xlsx"))
    assert book.sheetnames[0] == "คำตอบ"


def test_what_is_wrong_with_a_paper_is_not_told_as_nothing_to_show(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(data)

    def broken(*_: object) -> None:
        raise KeyError("=nosuch")

    monkeypatch.setattr(papers, "made", broken)
    with pytest.raises(KeyError):
        main(["papers", "น้ำสะอาด", "--format", "csv", "--out", "out"])


def test_the_same_bytes_each_time(data: Path) -> None:
    lived(data)
    for folder in ("one", "two"):
        assert main(["papers", NAME, "--out", folder, "--stage", "1"]) == 0
        assert main(["papers", NAME, "--out", folder, "--format", "xlsx,csv,json"]) == 0
    assert files(Path("one")) == files(Path("two"))
    for name in files(Path("one")):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes(), name


def test_one_stage_for_the_group(data: Path) -> None:
    lived(data)
    asked = ["papers", "น้ำสะอาด", "--stage", "3", "--format", "pdf", "--audience", "group", "--out", "out"]
    assert main(asked) == 0
    (found,) = files(Path("out"))
    assert found.startswith("group/cycle-1/๓")
    assert Path("out", found).read_bytes().startswith(b"%PDF")


def test_a_paper_for_each_stage_that_came_out(data: Path) -> None:
    p = whole(lived(data)).partnership
    cycle = questions()
    for audience, seconds in (("group", 0), ("broker", 1)):
        asked = papers.Wanted(NAME, forms=("pdf",), audience=audience, language="th")
        orders = list(papers._orders(p, cycle, asked))
        assert [o.cycle for o in orders if o.what == "stage"] == [1] * STAGES + [2] * seconds
        assert len({o.stage for o in orders if o.what == "stage"}) == STAGES
        assert {"agreement", "closing", "dossier"} <= {o.what for o in orders}


def test_tables_as_json_for_the_group_cannot_be_taken_for_the_whole(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(data)
    assert main(["papers", NAME, "--format", "json", "--audience", "group", "--out", "out"]) == 0
    (found,) = files(Path("out"))
    tables = json.loads(Path("out", found).read_text("utf-8"))
    assert tables["kind"] == "tables"
    keys = ["answers", "commitments", "resources", "amounts", "decisions", "people"]
    assert [t["key"] for t in tables["tables"]] == keys
    assert main(["import", str(Path("out", found))]) == 2
    assert "tables to read" in capsys.readouterr().err


def test_beside_a_running_bot(data: Path) -> None:
    database = lived(data)
    store = Store.open(database)
    try:
        assert main(["papers", NAME, "--format", "csv", "--out", "out"]) == 0
    finally:
        store.close_now()
    assert len(files(Path("out"))) == 2


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["ไม่มี"], ["No partnership is called like that", "p1  ภาคีป่าชุมชน\n", "p3  Clean Water\n"]),
        (["ป่า"], ["Several partnerships", "p1  ภาคีป่าชุมชน\n", "p2  ภาคีป่าชุมชนบ้านใหม่\n"]),
        (["p3", "--stage", "13"], ["There is no stage 13", "ไม่มีขั้นตอนที่ 13"]),
        (["p3", "--format", "pdf,exe"], ["--format takes", "pdf, docx, xlsx, csv, json"]),
        (["p3", "--format", "csv", "--out", "/proc/none"], ["cannot be written"]),
    ],
)
def test_what_cannot_be_done_is_said(
    small: Path, asked: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["papers", *asked]) == 2
    told = capsys.readouterr().err
    for word in words:
        assert word in told
    assert small.exists()


def test_a_damaged_database_is_told_and_not_touched(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = small / DATABASE
    good = file.read_bytes()
    file.write_bytes(good[:8192] + b"\xff" * (len(good) - 8192))
    bad = file.read_bytes()
    assert main(["papers", "p1", "--format", "csv", "--out", "out"]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert file.read_bytes() == bad


@pytest.mark.parametrize("name", ["ภาคีป่าชุมชน", "p1", "clean", "บ้านใหม่"])
def test_an_id_a_name_or_a_piece_of_one_is_enough(small: Path, name: str) -> None:
    assert main(["papers", name, "--format", "csv", "--out", "out"]) == 0
    assert len(files(Path("out"))) == 2
    assert small.exists()


def test_without_a_database_or_with_another_it_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["papers", "x"]) == 2
    assert "no database yet" in capsys.readouterr().err
    assert not data.exists()
    data.mkdir()
    with closing(sqlite3.connect(data / DATABASE)) as other:
        other.execute("CREATE TABLE t (x)")
    assert main(["papers", "x"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_database_of_another_version_is_left_alone(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for version, words in (("0001", "earlier version"), ("9999", "newer version")):
        with closing(sqlite3.connect(small / DATABASE)) as raw:
            raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
            raw.commit()
        assert main(["papers", "p1"]) == 2
        assert words in capsys.readouterr().err


# ── import ───────────────────────────────────────────────────────────────────


@pytest.fixture
def moving(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a partnership; DATA_DIR is that of another, empty installation."""
    file = data.parent / "moving.json"
    file.write_bytes(moved_out(whole(lived(data))))
    monkeypatch.setenv("DATA_DIR", str(data.parent / "new"))
    return file


def test_it_is_taken_in_and_comes_out_the_same(moving: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(moving)]) == 0
    told = capsys.readouterr().out
    assert NAME in told
    assert len(re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", told)) == 1 + 4  # the group, a broker and three people
    assert main(["papers", NAME, "--format", "json", "--out", "out"]) == 0
    assert Path("out", f"{NAME}.json").read_bytes() == moving.read_bytes()

    assert main(["import", str(moving)]) == 2
    assert "already" in capsys.readouterr().err


def test_not_while_the_bot_runs(moving: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(moving.parent / "new" / DATABASE)
    try:
        assert main(["import", str(moving)]) == 2
    finally:
        store.close_now()
    assert "Another process is using DATA_DIR" in capsys.readouterr().err


def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(
    moving: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.loads(moving.read_text("utf-8"))
    data["rounds"][0]["answers"][0]["revisions"][0]["at"] = "เมื่อวาน"
    moving.write_text(json.dumps(data), "utf-8")
    assert main(["import", str(moving)]) == 2
    told = capsys.readouterr().err
    assert "rounds[0].answers[0].revisions[0].at: A time should stand here" in told
    assert "rounds[0].answers[0].revisions[0].at: ตรงนี้ต้องเป็นเวลา" in told
    assert not (moving.parent / "new").exists()


@pytest.mark.parametrize("asked", [[], ["a.json", "--codes", "x"], ["nowhere.json"]])
def test_a_file_or_a_name_is_needed(data: Path, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *asked]) == 2
    assert capsys.readouterr().err
    assert not data.exists()


async def test_people_and_group_come_back_by_their_codes(moving: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(moving)]) == 0
    told = capsys.readouterr().out
    group = re.findall(r"^  เชื่อม (\S+)", told, re.MULTILINE)[0]
    codes = {name.split()[0]: code for name, code in re.findall(r"^  (.+?):  เชื่อม (\S+)", told, re.MULTILINE)}
    assert len(codes) == 4

    scene = Scene(moving.parent / "new", datetime.now(UTC) + timedelta(minutes=1))
    async with scene.running():
        await scene.add_bot("นงนุช", "กลุ่มใหม่", "เพิ่มบอต")
        linked = await scene.write("นงนุช", f"เชื่อม {group}", "กลุ่มใหม่")
        assert NAME in linked.shown[0].message.text
        back = await scene.write("นงนุช", f"เชื่อม {codes['นงนุช']}")
        assert "ยินดีต้อนรับกลับ: นงนุช" in back.shown[0].message.text
        wheel = await scene.write("นงนุช", "/stage")
        assert "ขั้นตอนทั้ง ๑๒" in wheel.shown[0].message.text
        await scene.write("ครูสมศรี", f"เชื่อม {codes['สมศรี']}")
        own = await scene.write("ครูสมศรี", "/mydata")
        assert "สมศรี วงค์คำ" in own.shown[0].message.text
        again = await scene.write("คนอื่น", f"เชื่อม {codes['สมศรี']}")
        assert all("ยินดีต้อนรับกลับ" not in s.message.text for s in again.shown)

    assert main(["import", "--codes", "น้ำสะอาด", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "สมศรี" not in told  # she is back
    assert len(re.findall(r":  link \S+", told)) == 2
    p = whole(moving.parent / "new" / DATABASE, NAME).partnership
    assert {m.channel for m in p.members} == {"local", "moved"}
    assert sum(a.by.channel == "local" for r in p.rounds.values() for a in r.answers.values()) > 50
