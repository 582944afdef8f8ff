"""Posts as LINE sends them, byte for byte, with their signatures; ids, names and the secret are made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAYLOADS = Path(__file__).with_name("payloads")
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
SIGNATURES: dict[str, str] = json.loads((PAYLOADS / "signatures.json").read_text("utf-8"))
NAMES = sorted(SIGNATURES)

BOT = "U" + "b0" * 16
SOMSRI = "U" + "50" * 16
SOMCHAI = "U" + "5c" * 16
BROKER = "U" + "b7" * 16
GROUP = "C" + "9a" * 16
ROOM = "R" + "7e" * 16

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
"""When a test has a post come in."""


def body(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def events(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(body(name))["events"]
    return found


def event(name: str, **changes: Any) -> dict[str, Any]:
    """The one event of a post; with changes on top, None for what is to be left out."""
    (only,) = events(name)
    merged = {**only, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def post(*given: object) -> bytes:
    return json.dumps({"destination": BOT, "events": given}).encode()
