"""`python -m bot line setup`: the webhook is set and tried, and there is one menu, however often it is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import regex

from bot.channels.line.menu import FOLDER, drawn
from bot.core.words import command as meant
from tests.doctor.fakes import CHANNEL, LINE_SECRET, Platforms, command, for_line

OURS = "https://bot.example.org/line"
MENU = json.loads((FOLDER / "menu.json").read_text("utf-8"))


async def test_the_webhook_is_set_and_tried_and_the_menu_hung_up(
    both: Platforms, tmp_path: Path
) -> None:
    done = await command(tmp_path, "line", "setup", **for_line(both))

    assert done.status == 0, done
    assert both.endpoint == {"endpoint": OURS}
    assert ("POST", "/v2/bot/channel/webhook/test") in both.asked
    (menu,) = both.menus.values()
    assert menu["areas"] == MENU["areas"]
    assert both.shown == menu["richMenuId"]
    assert both.pictures[both.shown] == (FOLDER / "menu.png").read_bytes()
    assert done.has("ok", "Setting up ภาคี, @123abcde")
    assert done.has("ok", "LINE reached the bot")
    assert not done.err


async def test_twice_comes_to_the_same(both: Platforms, tmp_path: Path) -> None:
    for _ in range(2):
        done = await command(tmp_path, "line", "setup", **for_line(both))
        assert done.status == 0
    assert (len(both.menus), both.made) == (1, 1)
    assert both.asked.count(("PUT", "/v2/bot/channel/webhook/endpoint")) == 1


async def test_older_menus_of_ours_go_and_others_stay(both: Platforms, tmp_path: Path) -> None:
    name = str(MENU["name"])
    for id, called in (("a", f"{name} 00000000"), ("b", drawn().name), ("c", "somebody's")):
        both.menus[id] = {"richMenuId": id, "name": called, "chatBarText": "x"}
    both.shown = "a"

    done = await command(tmp_path, "line", "setup", **for_line(both))

    assert done.status == 0
    # "b" was made once, but never shown: whether it ever got its picture is not known.
    assert sorted(both.menus) == ["c", "richmenu-1"]
    assert both.shown == "richmenu-1"
    shown_at = both.asked.index(("POST", "/v2/bot/user/all/richmenu/richmenu-1"))
    assert shown_at < both.asked.index(("DELETE", "/v2/bot/richmenu/a")), "people always have one"


async def test_what_keeps_line_from_posting_is_said_and_the_menu_is_made_all_the_same(
    both: Platforms, tmp_path: Path
) -> None:
    both.active = False
    both.reached = {
        "success": False,
        "statusCode": 502,
        "reason": "ERROR_STATUS_CODE",
        "detail": "502",
    }
    done = await command(tmp_path, "line", "setup", **for_line(both))

    assert done.status == 1
    assert done.has("bad", "Use webhook", "Turn it on")
    assert done.has("bad", "502", "Start the bot")
    assert both.shown


async def test_short_lived_tokens_do_as_well(both: Platforms, tmp_path: Path) -> None:
    given = {**for_line(both), "LINE_CHANNEL_ACCESS_TOKEN": "", "LINE_CHANNEL_ID": CHANNEL}
    assert (await command(tmp_path, "line", "setup", **given)).status == 0
    assert both.shown


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("token", "refuses the access"),
        ("silence", "in a minute"),
        ("menu", "it does nothing twice"),
    ],
)
async def test_where_it_cannot_go_on_it_says_why(
    both: Platforms, tmp_path: Path, trouble: str, told: str
) -> None:
    if trouble == "token":
        both.line_tokens = set()
    elif trouble == "silence":
        both.silent.add("/v2/bot/info")
    else:
        both.silent.add("/v2/bot/richmenu")
    done = await command(tmp_path, "line", "setup", **for_line(both))
    assert done.status == 1
    assert done.has("bad", told), done
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"LINE_CHANNEL_SECRET": "", "LINE_CHANNEL_ACCESS_TOKEN": ""}, "LINE_CHANNEL_SECRET"),
        ({"LINE_CHANNEL_ACCESS_TOKEN": ""}, "LINE_CHANNEL_ACCESS_TOKEN"),
    ],
)
async def test_without_its_settings_it_does_not_begin(
    both: Platforms, tmp_path: Path, missing: dict[str, str], name: str
) -> None:
    done = await command(tmp_path, "line", "setup", **{**for_line(both), **missing})
    assert done.status == 2
    assert [line.partition(":")[0] for line in done.err.splitlines()] == [name, name]
    assert both.asked == []
    assert LINE_SECRET not in done.err


# ── the menu itself ──────────────────────────────────────────────────────────


def test_every_area_says_a_word_that_the_bot_knows() -> None:
    said = [area["action"] for area in MENU["areas"]]
    assert all(action["type"] == "message" for action in said)
    meanings = [meant(action["text"]) for action in said]
    assert meanings == ["start", "review", "menu", "status", "summary", "help"]
    assert len(set(meanings)) == 6


def test_what_is_touched_lies_where_it_is_drawn_and_within_lines_limits() -> None:
    """Reference, "Rich menu object" and "Requirements for rich menu image"."""
    picture = (FOLDER / "menu.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture) < 1_000_000
    size = {
        "width": int.from_bytes(picture[16:20], "big"),
        "height": int.from_bytes(picture[20:24], "big"),
    }
    assert MENU["size"] == size == {"width": 2500, "height": 1686}
    assert len(regex.findall(r"\X", MENU["chatBarText"])) <= 14
    covered = set()
    for area in MENU["areas"]:
        bounds = area["bounds"]
        assert bounds["x"] + bounds["width"] <= size["width"]
        assert bounds["y"] + bounds["height"] <= size["height"]
        assert len(area["action"]["label"]) <= 20
        covered.add((bounds["x"], bounds["y"]))
    whole = sum(a["bounds"]["width"] * a["bounds"]["height"] for a in MENU["areas"])
    assert len(covered) == 6
    assert whole == size["width"] * size["height"], "no hole, nothing twice"


def test_the_picture_is_drawn_from_the_same_words() -> None:
    assert 'json("menu.json")' in (FOLDER / "menu.typ").read_text("utf-8")
