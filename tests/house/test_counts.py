"""What the house counts is in the tables, with the labels that stand there, which can say no more than a kind."""

from __future__ import annotations

import ast

from bot.counts import COUNTED, MEASURED
from tests.house.tree import ROOT, modules

KINDS = {"platform", "class", "outcome"}
"""What a label may be about. A person, a place or a partnership is not among them."""


def calls(name: str) -> list[ast.Call]:
    return [
        node
        for module in modules()
        if module.path != "bot/counts.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def labels(call: ast.Call) -> set[str]:
    """Also those that stand in a dict, for one of them is a word of Python's."""
    found = {keyword.arg for keyword in call.keywords if keyword.arg}
    dicts = [k.value for k in call.keywords if k.arg is None]
    assert all(isinstance(each, ast.Dict) for each in dicts)
    keys = [key for each in dicts if isinstance(each, ast.Dict) for key in each.keys]
    return found | {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def test_every_count_is_known_and_every_known_one_is_counted() -> None:
    for name, known in (("count", COUNTED), ("measure", MEASURED)):
        found = [call for call in calls(name) if call.args and isinstance(call.args[0], ast.Constant)]
        assert {call.args[0].value for call in found if isinstance(call.args[0], ast.Constant)} == known.keys()
        for call in found:
            assert isinstance(call.args[0], ast.Constant)
            wanted = set(COUNTED[str(call.args[0].value)][0]) if name == "count" else set()
            assert labels(call) == wanted, ast.unparse(call)


def test_no_label_is_about_anybody() -> None:
    assert {label for names, _ in COUNTED.values() for label in names} <= KINDS


def test_the_documentation_names_every_figure() -> None:
    text = (ROOT / "docs/running.md").read_text("utf-8")
    assert [name for name in (*COUNTED, *MEASURED) if f"`phakhi_{name}`" not in text] == []
