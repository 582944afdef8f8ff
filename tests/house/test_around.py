"""Around the code: the Makefile, the locks, what may not be committed, and what the pages promise."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, modules

LOCKS = ("requirements.lock", "requirements-dev.lock")
PEERS = "tests/bench/requirements.lock"
"""What the bench installs beside them."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME: list[str] = PROJECT["dependencies"]
DEVELOPMENT: list[str] = PROJECT["optional-dependencies"]["dev"]


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return found[0].lower().replace("_", "-")


def run(*command: str | Path, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **more},
    )


def committed() -> list[Path]:
    """What is, or would be, in the repository."""
    done = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if done.returncode:
        pytest.skip("not a git repository")
    paths = (ROOT / name for name in done.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


# ── what may not be committed ────────────────────────────────────────────────

# Put together from halves, so that this file does not hold what it looks for.
ADDRESSES = [
    "".join(halves)
    for halves in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
        ("--find", "-links"),
        ("file", ":///"),
        ("/ro", "ot/"),
        ("/op", "t/"),
        ("/work", "/main"),
    )
]


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in committed():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {a}" for a in ADDRESSES if a in text]
    assert found == []


def test_no_committed_file_holds_a_token() -> None:
    token = re.compile(r"\d{8,10}:AA[\w-]{33}")
    assert [p for p in committed() if token.search(p.read_bytes().decode("utf-8", "replace"))] == []


@pytest.mark.parametrize(
    "path", [".env", ".env.real", "data/phakhi.db", "x.db-wal", "data/phakhi.db.key", ".venv/x"]
)
def test_secrets_and_data_are_ignored(path: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    assert run("git", "check-ignore", "-q", path).returncode == 0
    assert run("git", "check-ignore", "-q", ".env.example").returncode == 1


# ── dependencies and locks ───────────────────────────────────────────────────


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text("utf-8")
    return {
        m[1]: m[2]
        for m in re.finditer(r"^([a-z0-9-]+)==(\S+)[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE)
    }


@pytest.mark.parametrize("lock", [*LOCKS, PEERS])
def test_a_lock_holds_nothing_but_pins_with_hashes(lock: str) -> None:
    pin = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+)? \\")
    bad = [
        line
        for line in (ROOT / lock).read_text("utf-8").splitlines()
        if not (pin.fullmatch(line) or re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", line))
    ]
    assert bad == []
    text = (ROOT / lock).read_text("utf-8")
    pinned = [line for line in text.splitlines() if pin.fullmatch(line)]
    assert len(pins(lock)) == len(pinned), "a pin without a hash, or one that stands twice"


def test_the_locks_cover_the_project_and_agree() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)
    assert {name_of(r) for r in RUNTIME} <= set(runtime)
    assert {name_of(r) for r in RUNTIME + DEVELOPMENT} <= set(development)
    assert {n: v for n, v in development.items() if n in runtime} == runtime


def test_each_dependency_has_its_line() -> None:
    page = (ROOT / "docs/decisions/dependencies.md").read_text("utf-8")
    told = {name.lower() for name in re.findall(r"\*\*([A-Za-z0-9-]+)\*\*", page)}
    assert told == {name_of(r) for r in RUNTIME + DEVELOPMENT}


def test_what_the_bot_imports_is_what_it_asks_for() -> None:
    packages = {"telegram": "python-telegram-bot", "babel": "babel", "docx": "python-docx"}
    ours = {"bot"}
    from_outside = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                from_outside |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                from_outside.add(node.module.split(".")[0])
    outside = from_outside - set(__import__("sys").stdlib_module_names) - ours
    asked = {name_of(r) for r in RUNTIME}
    assert {packages.get(name, name.lower().replace("_", "-")) for name in outside} <= asked


# ── make ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with make, a shell and no Python; programmes are put into its bin."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for lock in LOCKS:
        (tmp_path / lock).touch()
    (tmp_path / "bin").mkdir()
    for name in ("sh", "touch", "sed", "rm"):
        found = shutil.which(name)
        assert found
        (tmp_path / "bin" / name).symlink_to(found)
    return tmp_path


def programme(machine: Path, name: str, text: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def make(machine: Path, target: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("make")
    assert found
    return run(found, target, cwd=machine, PATH=str(machine / "bin"), MAKEFLAGS="")


def test_without_python_make_says_what_is_needed(machine: Path) -> None:
    done = make(machine, "run")
    assert done.returncode
    assert "Python 3.11" in done.stdout
    assert "ต้องมี" in done.stdout


def test_an_old_python_is_not_taken(machine: Path) -> None:
    programme(machine, "python3", "exit 1")
    assert "Python 3.11" in make(machine, "run").stdout


def test_without_venv_make_says_what_to_install(machine: Path) -> None:
    programme(machine, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = make(machine, "run")
    assert done.returncode
    assert "apt install python3-venv" in done.stdout


FAKE = r"""
echo "$0 $*" >> log
[ "$2" = venv ] || exit 0
for last; do :; done
/bin/mkdir -p "$last/bin"
/bin/cp "$0" "$last/bin/python"
"""


def test_the_first_suitable_python_sets_up_once_and_then_no_more(machine: Path) -> None:
    programme(machine, "python3", FAKE)
    programme(machine, "python3.13", "exit 127")
    programme(machine, "python3.12", FAKE)
    assert make(machine, "run").returncode == 0
    first = (machine / "log").read_text().splitlines()
    assert all("/bin/python3 " not in line for line in first)
    assert sum("--require-hashes --requirement requirements.lock" in line for line in first) == 1
    assert first[-1].endswith("-m bot")

    (machine / "log").unlink()
    assert make(machine, "run").returncode == 0
    assert len((machine / "log").read_text().splitlines()) == 1

    (machine / "log").unlink()
    os.utime(machine / "requirements.lock", (2**32, 2**32))
    make(machine, "run")
    assert "requirements.lock" in (machine / "log").read_text()


# ── pages ────────────────────────────────────────────────────────────────────


def test_every_decision_is_in_the_index_and_within_a_page() -> None:
    folder = ROOT / "docs/decisions"
    index = (folder / "README.md").read_text("utf-8")
    for page in folder.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index
        assert len(page.read_text("utf-8").splitlines()) <= 60, page.name
    for page in folder.glob("0*.md"):
        assert "**Decided.**" in page.read_text("utf-8")
        assert "**Else thought of.**" in page.read_text("utf-8")


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


def test_the_readme_begins_with_thai_and_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.index("make run") < text.index("make test") < text.index("## ภาษาไทย")
    assert text.index("## ภาษาไทย") < text.index("## English")


NOT_OUR_WORDS = {
    "User",
    "Project",
    "Admin",
    "Session",
    "Chat",
    "Update",
    "Field",
    "Action",
    "Team",
    "Company",
    "Tenant",
    "Manager",
    "Report",
}


def test_no_class_is_called_by_a_word_to_avoid() -> None:
    """docs/vocabulary.md, last column. Telegram's own words may stand in its channel."""
    called = [
        f"{module.path}: {node.name}"
        for module in modules()
        if not module.within("bot/channels/telegram")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name in NOT_OUR_WORDS
    ]
    assert called == []
