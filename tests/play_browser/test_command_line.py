"""`python -m bot` without a token opens the playground; beside a real one only when asked to."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.__main__ import main

ROOT = Path(__file__).parents[2]
TOKEN = "123456:not-a-real-token"
SECONDS = 60.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def started(folder: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DATA_DIR": str(folder / "data"),
        **settings,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def address(process: asyncio.subprocess.Process) -> list[str]:
    """The address in each line that is printed: Thai, then English."""
    assert process.stdout is not None
    lines = [(await asyncio.wait_for(process.stdout.readline(), SECONDS)).decode() for _ in range(2)]
    found = [re.search(r"http://\S+", line) for line in lines]
    assert all(found), lines
    return [match[0] for match in found if match]


async def over(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Exit status, and what was said about why."""
    _, said = await asyncio.wait_for(process.communicate(), SECONDS)
    return process.returncode or 0, said.decode()


@pytest.mark.parametrize("arguments", [(), ("play", "--lang", "en")])
async def test_without_a_token_it_prints_the_address_and_serves(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    process = await started(tmp_path, *arguments, HTTP_PORT=str(free_port()))
    thai, english = await address(process)
    assert thai == english
    async with aiohttp.ClientSession() as client, client.get(f"{thai}/api/state") as answer:
        assert answer.status == 200
        state = await answer.json()
    assert state["language"] == ("en" if "en" in arguments else "th")
    process.send_signal(signal.SIGINT)
    assert await over(process) == (0, "")


REAL = {
    "TELEGRAM_BOT_TOKEN": {"TELEGRAM_BOT_TOKEN": TOKEN},
    "LINE_CHANNEL_SECRET": {"LINE_CHANNEL_SECRET": "0" * 32, "LINE_CHANNEL_ID": "1234567"},
}


@pytest.mark.parametrize("how", [(), ("--terminal",), ("--auto",)])
@pytest.mark.parametrize("name", REAL)
def test_beside_a_real_token_it_does_not_open(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    how: tuple[str, ...],
) -> None:
    """The command itself, in this process."""
    monkeypatch.chdir(tmp_path)
    for setting, value in REAL[name].items():
        monkeypatch.setenv(setting, value)
    assert main(["play", *how]) == 2
    said = capsys.readouterr().err
    assert said.count(name) == 2
    assert "--beside-real" in said
    assert list(tmp_path.iterdir()) == []


async def test_beside_a_real_token_it_opens_only_when_asked_to(tmp_path: Path) -> None:
    real = REAL["TELEGRAM_BOT_TOKEN"]
    status, said = await over(await started(tmp_path, "play", **real))
    assert (status, said.count("TELEGRAM_BOT_TOKEN")) == (2, 2)
    process = await started(tmp_path, "play", "--beside-real", HTTP_PORT=str(free_port()), **real)
    await address(process)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["play"]
    process.terminate()
    assert (await over(process))[0] == 0


@pytest.mark.parametrize(
    ("settings", "name"), [({"HTTP_HOST": "0.0.0.0"}, "HTTP_HOST"), ({"HTTP_PORT": "0"}, "HTTP_PORT")]  # noqa: S104
)
async def test_what_must_be_mended_is_named(tmp_path: Path, settings: dict[str, str], name: str) -> None:
    status, said = await over(await started(tmp_path, **settings))
    assert (status, said.count(name)) == (2, 2)


async def test_a_taken_port_and_a_taken_folder_are_told(tmp_path: Path) -> None:
    port = str(free_port())
    first = await started(tmp_path, HTTP_PORT=port)
    where = (await address(first))[0]
    status, said = await over(await started(tmp_path, HTTP_PORT=port))
    assert (status, "HTTP_PORT" in said) == (2, True)
    status, said = await over(await started(tmp_path, HTTP_PORT=str(free_port())))
    assert (status, "DATA_DIR" in said) == (2, True)
    async with aiohttp.ClientSession() as client, client.post(
        f"{where}/api/say",
        json={"who": "p1", "chat": "private", "text": "/start"},
        headers={"X-Phakhi": "1"},
    ) as answer:
        assert answer.status == 200  # the first is unharmed
    first.terminate()
    await over(first)


@pytest.mark.parametrize("linked", [False, True])
async def test_what_it_did_not_make_is_left_alone(tmp_path: Path, linked: bool) -> None:
    """It empties a folder called play: not one that somebody else filled, nor one that a link leads to."""
    theirs = tmp_path / ("elsewhere" if linked else "data/play")
    (theirs / "my-theatre").mkdir(parents=True)
    (theirs / "my-theatre/script.txt").write_text("บทละคร")
    if linked:
        (tmp_path / "data").mkdir()
        (tmp_path / "data/play").symlink_to(theirs)
    status, said = await over(await started(tmp_path, HTTP_PORT=str(free_port())))
    assert (status, "DATA_DIR" in said) == (2, True)
    assert (theirs / "my-theatre/script.txt").read_text() == "บทละคร"
    assert not (theirs / ".lock").exists()


async def test_a_broken_set_of_questions_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "stages"
    folder.mkdir()
    (folder / "01.toml").write_text("key = ", encoding="utf-8")
    status, said = await over(await started(tmp_path, STAGES_DIR=str(folder)))
    assert status == 2
    assert "01.toml" in said
