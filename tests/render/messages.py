"""Every message of the code, read out of the code itself: an oracle for the catalogues.

It reads syntax trees, not the renderer: `_`, `N_`, `ngettext` in Python, gettext calls in templates.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).parents[2]
RENDER = ROOT / "bot" / "render"
NAMED = re.compile(r"%\((\w+)\)s")

Message = str | tuple[str, ...]


def used() -> set[Message]:
    """What must stand in each catalogue: a message, or its (one, many)."""
    found: set[Message] = set()
    at_the_door = (
        "settings.py", "__main__.py", "app.py", "line_setup.py",
        "doctor/*.py", "papers/*.py", "commands/*.py", "xlsforms/*.py", "board/*.py", "play/*.py", "play/browser/*.py",
    )  # fmt: skip
    doors = (path for pattern in at_the_door for path in sorted((ROOT / "bot").glob(pattern)))
    for path in (*sorted(RENDER.glob("*.py")), *doors):
        found |= _in_python(path)
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=False)  # noqa: S701
    for path in (*sorted((RENDER / "templates").glob("*.j2")), *sorted((ROOT / "bot/board/templates").glob("*.j2"))):
        source = path.read_text(encoding="utf-8")
        found |= {_message(m) for _, _, m in environment.extract_translations(source)}  # type: ignore[attr-defined]
    return found


def _message(message: str | tuple[str | None, ...]) -> Message:
    """A plural call has (one, many, None); a plain one has its text."""
    if isinstance(message, str):
        return message
    texts = tuple(part for part in message if part is not None)
    return texts if len(texts) > 1 else texts[0]


def _in_python(path: Path) -> set[Message]:
    found: set[Message] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            words = tuple(t for t in texts if isinstance(t, str))
            if node.func.id in {"_", "N_"} and words:
                found.add(words[0])
            elif node.func.id == "ngettext" and len(words) > 1:
                found.add(words[:2])
    return found


def names(text: str) -> set[str]:
    """The %(names)s of a message."""
    return set(NAMED.findall(text))
