"""The strict LINE, a process of its own, and its control."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.platforms.strict import REPOSITORY, ended, free_port, ready

WEBHOOK_PATH = "/line"
NEEDS = ("aiohttp", "yaml", "regex")
"""What the stand-in imports (its requirements.txt)."""


def _home() -> Path | None:
    """Where the stand-in is: STRICT_LINE, else beside the repository."""
    given = os.environ.get("STRICT_LINE")
    home = Path(given) if given else REPOSITORY.parent / "shared" / "platforms" / "line"
    return home if (home / "line_strict" / "client.py").is_file() else None


HOME = _home()


def _python() -> str:
    """A Python that has what the stand-in needs: STRICT_LINE_PYTHON, else this one."""
    given = os.environ.get("STRICT_LINE_PYTHON")
    missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    assert given or not missing, f"the strict LINE needs {missing}: see CONTRIBUTING.md"
    return given or sys.executable


def _control_class(home: Path) -> Any:
    spec = importlib.util.spec_from_file_location("strict_line", home / "line_strict" / "client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Control


class Line:
    """`python -m line_strict`, with its control in `.control` (see the stand-in's README).

    The port on which the bot will listen is settled here, for the stand-in is told of it first.
    """

    def __init__(self, log: Path, **options: Any) -> None:
        assert HOME is not None
        self.log = log
        self.port = free_port()
        self.webhook = f"http://127.0.0.1:{self.port}{WEBHOOK_PATH}"
        sets = [part for k, v in options.items() for part in ("--set", f"{k}={json.dumps(v)}")]
        where = ("--port", "0", "--data-port", "0", "--webhook", self.webhook, "--log", str(log))
        self._process = subprocess.Popen(
            [_python(), "-m", "line_strict", *where, *sets],
            cwd=HOME,
            stdout=subprocess.PIPE,
            text=True,
            env={
                "LINE_OPENAPI_DIR": str(HOME / "spec"),
                **os.environ,
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert first.startswith("{"), "the strict LINE did not start"
        self.told: dict[str, str] = json.loads(first)
        self.control: Any = _control_class(HOME)(self.told["api"])

    @property
    def secrets(self) -> tuple[str, str]:
        return self.told["channel_secret"], self.told["access_token"]

    def settings(self) -> Mapping[str, str]:
        return {
            "LINE_API_BASE_URL": self.told["api"],
            "LINE_DATA_API_BASE_URL": self.told["data"],
            "LINE_CHANNEL_SECRET": self.told["channel_secret"],
            "LINE_CHANNEL_ACCESS_TOKEN": self.told["access_token"],
            "HTTP_PORT": str(self.port),
        }

    def heard(self) -> bool:
        return ready(self.port, "line")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ended(self._process)
