"""The ear that every test has (tests/canaries.py) hears: in a run of its own, each way to tell something fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.canaries import leaks
from tests.house.tree import ROOT

TESTS = """
import asyncio, logging, os, subprocess, sys
from bot.logs import log

PRINT = [sys.executable, "-c", "import sys; sys.stderr.write('to ' + 'CAN' + 'ARY')"]

def test_field(): log("sent", state="สมศรี")
def test_id(): log("sent", platform="mali")
def test_low_level(): log("sent", level=logging.INFO, stage="081-234-5678")
def test_stderr(): print('{"ts": "", "state": "สมศรี"}', file=sys.stderr)
def test_child(): subprocess.run(PRINT)
def test_asked_child(): subprocess.run(PRINT, capture_output=True)
def test_asked_loosely():
    async def ask():
        child = await asyncio.create_subprocess_exec(*PRINT, stderr=asyncio.subprocess.PIPE)
        await child.communicate()
    asyncio.run(ask())

def test_well():
    log("sent", outbox_id=7, platform="line", pship="สมศรี", name="สมศรี", error=ValueError("สมศรี"))
    logging.getLogger("httpx").error("%s", "CAN" + "ARY")
    print("ตั้งค่าไม่ถูก", file=sys.stderr)
    print("CAN" + "ARY")
"""


def test_whoever_tells_something_fails(tmp_path: Path) -> None:
    (tmp_path / "test_telling.py").write_text(TESTS, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.canaries", "-p", "no:cacheprovider", "-rA"]
    done = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path / "test_telling.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    marked = [line.split(" - ")[0].split("::") for line in done.stdout.splitlines() if "::test_" in line]
    found = {name: mark.split()[0] for mark, name in marked}
    assert found == {
        **dict.fromkeys(("test_field", "test_id", "test_low_level", "test_stderr", "test_child"), "FAILED"),
        **dict.fromkeys(("test_asked_child", "test_asked_loosely"), "FAILED"),
        "test_well": "PASSED",
    }, done.stdout


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"ts": "2026-11-23T03:00:00.000+00:00", "event": "sent", "outbox_id": 812345678, "ms": 0.812345}', False),
        ('{"ts": "", "event": "sent", "pship": "0812345f"}', False),
        ('{"ts": "", "state": "\\u0e2a"}', True),
        ("DATA_DIR: มีโปรแกรมอื่นใช้อยู่", False),
        ("โทร 0812345678", True),
        ("U0123456789abcdef0123456789abcdef", True),
        ("123456789:AAEhBP0av28dsldfj3948fhwieufhwei38", True),
        ("Authorization: Bearer abc", True),
    ],
)
def test_what_is_told(line: str, told: bool) -> None:
    assert bool(leaks(line)) is told
