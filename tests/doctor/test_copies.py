"""What doctor says of copies and of the disk."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot import doctor
from bot.app import DATABASE, now
from bot.doctor import Mark
from bot.doctor.copies import file_system
from bot.settings import Settings
from bot.store.copying import copy
from bot.store.store import Store
from tests.doctor.fakes import command

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
server:/x /mnt/net nfs4 rw 0 0
overlay /mnt/net/in overlay rw 0 0
//server/y /mnt/two\\040words cifs rw 0 0
"""


async def said(tmp_path: Path, **settings: object) -> dict[str, Mark]:
    given = {"data_dir": tmp_path / "data", "backup_dir": tmp_path / "copies", **settings}
    found = await doctor.examine(Settings(http_port=0, **given))  # type: ignore[arg-type]
    return {finding.what % finding.values: finding.mark for finding in found}


def of(found: dict[str, Mark], words: str) -> list[Mark]:
    return [mark for what, mark in found.items() if words in what]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "data" / DATABASE
    Store.open(path).close_now()
    return path


async def test_where_there_is_no_database_nothing_is_missed(tmp_path: Path) -> None:
    assert of(await said(tmp_path), "cop") == []


async def test_none_yet_and_none_wanted(tmp_path: Path, database: Path) -> None:  # noqa: ARG001
    found = await said(tmp_path)
    assert of(found, "no copy of the data yet") == [Mark.WARN]
    assert of(found, "BACKUP_HOURS is 0") == []
    assert of(await said(tmp_path, backup_hours=0), "BACKUP_HOURS is 0") == [Mark.WARN]


async def test_a_fresh_copy_is_well_and_an_old_one_is_not(tmp_path: Path, database: Path) -> None:
    place = copy(database, tmp_path / "copies", now(), "1")
    found = await said(tmp_path)
    assert of(found, "The newest of 1 copies is 0 hours old.") == [Mark.OK]
    assert of(found, "same disk") == [Mark.NOTE]
    assert of(found, "Others on this machine") == []
    old = time.strftime("phakhi-%Y%m%dT%H%M%SZ", time.gmtime(time.time() - 27 * 3600))
    place.rename(place.with_name(old))
    assert of(await said(tmp_path), "The newest copy is 27 hours old.") == [Mark.BAD]
    assert of(await said(tmp_path, backup_hours=0), "The newest of 1 copies is 27 hours old.") == [Mark.OK]


async def test_a_copy_that_others_can_read(tmp_path: Path, database: Path) -> None:
    copy(database, tmp_path / "copies", now(), "1").chmod(0o755)
    assert of(await said(tmp_path), "Others on this machine can read copies") == [Mark.BAD]


async def test_by_command_in_both_languages(tmp_path: Path, database: Path) -> None:  # noqa: ARG001
    done = await command(tmp_path, "backup")
    assert done.status == 0, done
    done = await command(tmp_path, "doctor")
    assert done.has("ok", "The newest of 1 copies is 0 hours old.")


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/data", "ext4"),
        ("/run/data", "tmpfs"),
        ("/runner", "ext4"),
        ("/mnt/net/data", "nfs4"),
        ("/mnt/net/in/data", "overlay"),
        ("/mnt/two words/data", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert file_system(Path(folder), mounts) == kind
    assert file_system(Path(folder), tmp_path / "none") == ""


async def test_what_is_far_or_passing_is_warned_of(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch  # noqa: ARG001
) -> None:
    for kind, words in (("nfs4", "network share"), ("tmpfs", "in memory"), ("overlay", "container"), ("ext4", "")):
        monkeypatch.setattr("bot.doctor.copies.file_system", lambda _, kind=kind: kind)
        assert of(await said(tmp_path), f"({kind})") == ([Mark.WARN] if words else [])
        assert not words or of(await said(tmp_path), words) == [Mark.WARN]
