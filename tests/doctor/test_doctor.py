"""`python -m bot doctor`: what is well, what is not and what to do; looking changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import DATABASE
from bot.channels.line import account
from bot.channels.line.menu import drawn
from bot.doctor import Mark, examine, line
from bot.settings import Settings
from bot.store.store import Store
from tests.doctor.fakes import CHANNEL, Platforms, command, for_line, for_telegram

OURS = "https://bot.example.org/line"


def made_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def set_up(both: Platforms) -> None:
    both.endpoint = {"endpoint": OURS}
    both.menus = {"m": {"richMenuId": "m", "name": drawn().name, "chatBarText": "x"}}
    both.shown = "m"


async def test_where_all_is_well_it_says_so_and_has_changed_nothing(
    both: Platforms, tmp_path: Path
) -> None:
    set_up(both)
    done = await command(tmp_path, "doctor", **for_telegram(both), **for_line(both))

    assert done.status == 0, done
    assert done.marked("bad") == []
    assert done.has("ok", "@phakhi_bot")
    assert done.has("ok", "Privacy mode is on, which is right")
    assert done.has("ok", "nobody else fetches")
    assert done.has("ok", "@123abcde")
    assert done.has("ok", OURS)
    assert done.has("ok", "LINE reached the bot")
    assert done.has("ok", "12 of 300", "288 are left")
    assert done.has("ok", "menu under the private chat is there")
    assert done.has("ok", "served under PUBLIC_URL", "/pictures and /files")
    assert done.has("ok", "The clock is right")
    for switch in ("join groups", "Webhook redelivery", "auto-response"):
        assert done.has("note", switch)
    assert [line for line in both.fetched if "offset" in line] == [], "nothing was confirmed"
    asking = {method for method, _ in both.asked} | {"POST"}
    assert asking == {"telegram", "GET", "POST"}
    assert [path for method, path in both.asked if method == "POST"] == [
        "/v2/bot/channel/webhook/test"
    ]
    assert {method for who, method in both.asked if who == "telegram"} == {
        "getMe",
        "getWebhookInfo",
        "getUpdates",
    }
    assert made_in(tmp_path) == []


async def test_each_thing_that_is_wrong_comes_with_what_to_do(
    both: Platforms, tmp_path: Path
) -> None:
    both.me |= {"can_join_groups": False, "can_read_all_group_messages": True}
    both.hook = {"url": "https://other.example.org/x", "pending_update_count": 512}
    both.chat_mode = "chat"
    both.endpoint = {"endpoint": "https://old.example.org/line"}
    both.active = False
    both.reached = {"success": False, "statusCode": 401, "reason": "ERROR_STATUS_CODE"}
    both.used = 300
    both.wrong_by = timedelta(minutes=5)
    settings = {**for_telegram(both), **for_line(both)}
    (tmp_path / ".env").write_text("".join(f"{n}={v}\n" for n, v in settings.items()))
    (tmp_path / ".env").chmod(0o644)

    done = await command(tmp_path, "doctor")

    assert done.status == 1
    assert done.has("bad", "/setjoingroups")
    assert done.has("warn", "/setprivacy")
    assert done.has("warn", "other.example.org")
    assert done.has("warn", "512 updates")
    assert done.has("bad", "Response settings, Chat")
    assert done.has("bad", "https://old.example.org/line", "line setup")
    assert done.has("bad", "Use webhook")
    assert done.has("bad", "LINE_CHANNEL_SECRET is not that of this channel")
    assert done.has("warn", "0 are left")
    assert done.has("warn", "line setup makes it")
    assert done.has("bad", "timedatectl")
    assert done.has("bad", "chmod 600 .env")
    assert "getUpdates" not in {method for _, method in both.asked}
    assert f"To mend: {len(done.marked('bad'))}." in done.out


async def test_refused_tokens_are_said_and_the_rest_is_looked_at(
    both: Platforms, tmp_path: Path
) -> None:
    both.telegram_tokens = both.line_tokens = set()
    done = await command(tmp_path, "doctor", **for_telegram(both), **for_line(both))
    assert done.status == 1
    assert done.has("bad", "Telegram refuses the token")
    assert done.has("bad", "LINE refuses the access")
    assert done.has("ok", "The clock is right")
    assert done.has("ok", "no database yet")
    assert not done.err


async def test_platforms_that_cannot_be_reached_are_said_in_time(
    both: Platforms, tmp_path: Path, unused_tcp_port: int
) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"
    given = {**for_telegram(both), **for_line(both)}
    roots = {"TELEGRAM_API_ROOT": nowhere, "LINE_API_BASE_URL": nowhere}
    done = await command(tmp_path, "doctor", **{**given, **roots})
    assert done.status == 1
    assert done.has("bad", "Telegram does not answer")
    assert done.has("bad", "LINE does not answer")
    assert done.has("warn", "clock could not be compared")


async def test_one_question_that_fails_leaves_the_others(both: Platforms, tmp_path: Path) -> None:
    set_up(both)
    both.silent |= {"/v2/bot/message/quota", "getWebhookInfo"}
    given = {**for_line(both), "LINE_CHANNEL_ACCESS_TOKEN": "", "LINE_CHANNEL_ID": CHANNEL}
    done = await command(tmp_path, "doctor", **for_telegram(both), **given)
    assert done.status == 1
    assert sum("Try again in a minute" in found for found in done.marked("bad")) == 2
    assert done.has("ok", "@phakhi_bot")
    assert done.has("ok", "menu under the private chat is there")


async def test_somebody_else_who_fetches_is_found(both: Platforms, tmp_path: Path) -> None:
    both.somebody_fetches = True
    done = await command(tmp_path, "doctor", **for_telegram(both))
    assert done.status == 1
    assert done.has("bad", "Another program fetches with this token", "/revoke")


async def test_without_a_token_the_machine_is_looked_at(tmp_path: Path) -> None:
    done = await command(tmp_path, "doctor")
    assert done.status == 0
    assert done.has("note", "docs/running.md")
    assert done.has("ok", "MB of the disk")


async def test_a_setting_that_cannot_be_used_is_named_and_nothing_is_asked(
    both: Platforms, tmp_path: Path
) -> None:
    done = await command(tmp_path, "doctor", **for_line(both), HTTP_PORT="0")
    assert done.status == 2
    assert done.err.startswith("HTTP_PORT: ")
    assert (done.out, both.asked) == ("", [])


# ── the machine, from within ─────────────────────────────────────────────────


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    Store.open(tmp_path / DATABASE).close_now()
    return Settings(data_dir=tmp_path)


async def said(settings: Settings, mark: Mark) -> str:
    return "\n".join(f.what for f in await examine(settings) if f.mark is mark)


async def test_a_sound_database_is_left_as_it_is(settings: Settings) -> None:
    before = (settings.data_dir / DATABASE).read_bytes()
    assert "The database is sound and of this version." in await said(settings, Mark.OK)
    assert await said(settings, Mark.BAD) == ""
    assert (settings.data_dir / DATABASE).read_bytes() == before
    Store.open(settings.data_dir / DATABASE).close_now()


@pytest.mark.parametrize(
    ("spoil", "mark", "told"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", Mark.BAD, "newer version of the bot"),
        ("UPDATE alembic_version SET version_num = '0001'", Mark.OK, "the next start brings it up"),
        ("PRAGMA application_id = 7", Mark.BAD, "belongs to another program"),
    ],
)
async def test_what_a_database_says_of_itself_is_told(
    settings: Settings, spoil: str, mark: Mark, told: str
) -> None:
    with sqlite3.connect(settings.data_dir / DATABASE) as connection:
        connection.execute(spoil)
    assert told in await said(settings, mark)


async def test_a_damaged_database_is_found(settings: Settings) -> None:
    path = settings.data_dir / DATABASE
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\x55" * 4096 * 6 + whole[8192 + 4096 * 6 :])
    assert "The database is damaged" in await said(settings, Mark.BAD)
    path.write_bytes(b"nothing of the kind" * 1000)
    assert "The database is damaged" in await said(settings, Mark.BAD)


async def test_files_that_others_can_read_and_a_lost_key_are_told(settings: Settings) -> None:
    (settings.data_dir / DATABASE).chmod(0o644)
    (settings.data_dir / f"{DATABASE}.key").unlink()
    assert "run chmod 600 on them" in await said(settings, Mark.BAD)
    assert "The key beside the database is missing" in await said(settings, Mark.WARN)


async def test_an_almost_full_disk_is_bad(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    for free, mark in ((199, Mark.BAD), (201, Mark.OK)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, mb=free: usage(0, 0, mb * 1024 * 1024))
        assert "MB of the disk are free" in await said(settings, mark)


@pytest.mark.parametrize(
    ("version", "losing"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
    ],
)
async def test_sqlites_that_can_lose_data_are_known(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], losing: bool
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    told = await said(settings, Mark.WARN)
    assert ("Versions 3.7.0 to 3.51.2 can lose data" in told) == losing


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        (401, "ERROR_STATUS_CODE", "LINE_CHANNEL_SECRET"),
        (404, "ERROR_STATUS_CODE", "passes %(path)s on"),
        (503, "ERROR_STATUS_CODE", "Start the bot"),
        (500, "ERROR_STATUS_CODE", "%(status)s instead of 200"),
        (0, "REQUEST_TIMEOUT", "waited too long"),
        (0, "COULD_NOT_CONNECT", "certificate"),
        (0, "SOMETHING_NEW", "%(reason)s"),
    ],
)
def test_each_way_that_lines_test_can_fail_has_its_advice(
    status: int, reason: str, told: str
) -> None:
    found = line.tested(account.Tested(False, status, reason, ""))
    assert found.mark is Mark.BAD
    assert told in found.what


@pytest.mark.parametrize(
    ("url", "mark"),
    [("", Mark.WARN), ("http://127.0.0.1:8080", Mark.WARN), ("https://a.example.org", Mark.OK)],
)
def test_whether_pictures_can_be_shown_on_line(url: str, mark: Mark) -> None:
    assert line.pictures(Settings(public_url=url)).mark is mark
