"""The strict platform and the bot, each a process of its own."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol, Self

REPOSITORY = Path(__file__).resolve().parents[2]
TOKEN = "123456789:STRICT-test-token_abcdefghijklmnopq"


def _home() -> Path | None:
    """Where the stand-in is: STRICT_TELEGRAM, else beside the repository."""
    given = os.environ.get("STRICT_TELEGRAM")
    home = Path(given) if given else REPOSITORY.parent / "shared" / "platforms" / "telegram"
    return home if (home / "strictapi" / "client.py").is_file() else None


HOME = _home()


def _client_class(home: Path) -> Any:
    spec = importlib.util.spec_from_file_location("strict_client", home / "strictapi" / "client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Client


class Platform:
    """`python -m strictapi`, and its client in `.c` (see the stand-in's README)."""

    def __init__(self, log: Path, **options: str) -> None:
        assert HOME is not None
        self.log = log
        self.token = TOKEN
        sets = [part for k, v in options.items() for part in ("--set", f"{k}={v}")]
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "strictapi",
                "--port",
                "0",
                "--token",
                TOKEN,
                "--log",
                str(log),
                *sets,
            ],
            cwd=HOME,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self._process.stdout is not None
        ready = re.match(r"READY (\S+)", self._process.stdout.readline())
        assert ready is not None, "the strict platform did not start"
        self.root = ready[1]
        self.c: Any = _client_class(HOME)(self.root)

    def settings(self) -> Mapping[str, str]:
        return {"TELEGRAM_API_ROOT": self.root, "TELEGRAM_BOT_TOKEN": self.token}

    def heard(self) -> bool:
        return bool(self.c.idle(quiet=0.05, timeout=0.5))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ended(self._process)


def ended(process: subprocess.Popen[str]) -> None:
    """Ask a stand-in to go, and wait for it."""
    process.terminate()
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ready(port: int, platform: str) -> bool:
    """Whether what listens on this port says nothing against this platform; waits a moment if it does."""
    said = platform
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=0.5) as answer:
            said = answer.read().decode()
    except urllib.error.HTTPError as refused:
        said = refused.read().decode()
    except OSError:
        pass
    if platform in said:
        time.sleep(0.05)
    return platform not in said


class StandIn(Protocol):
    """What the bot is started against."""

    def settings(self) -> Mapping[str, str]:
        """What the bot is given to find it."""
        ...

    def heard(self) -> bool:
        """Whether the bot is there: it polls, or it listens. Waits a moment at most."""
        ...


class Bot:
    """`python -m bot run` against the platforms, with its data in one folder over all its lives."""

    def __init__(self, platforms: StandIn | tuple[StandIn, ...], data: Path, **settings: str) -> None:
        self.data = data
        self.output = data.with_suffix(".log")
        data.mkdir(parents=True, exist_ok=True)
        self._platforms = platforms if isinstance(platforms, tuple) else (platforms,)
        given = {k: v for platform in self._platforms for k, v in platform.settings().items()}
        self.env = {**os.environ, "DATA_DIR": str(data), "HTTP_PORT": "0", **given, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._file: IO[bytes] | None = None

    def start(self, seconds: float = 30.0) -> None:
        """Until every platform hears of it. Raises AssertionError with what it printed."""
        self._file = self.output.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=REPOSITORY,
            env=self.env,
            stdout=self._file,
            stderr=subprocess.STDOUT,
        )
        end = time.monotonic() + seconds
        while not all(platform.heard() for platform in self._platforms):
            if time.monotonic() > end or not self.running:
                raise AssertionError(f"the bot is not heard of\n{self.said()[-4000:]}")

    def command(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """`python -m bot …` to its end, with the settings that the bot itself has."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=REPOSITORY,
            env={**self.env, **settings},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """All that it has printed, in all its lives."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """As the power does it."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As the operator does it; the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        with suppress(ProcessLookupError):
            self._process.send_signal(how)
        try:
            code = self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait(5)
        self._process = None
        if self._file is not None:
            self._file.close()
        return code
