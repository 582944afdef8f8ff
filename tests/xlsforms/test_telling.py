"""Every sentence of the core about a set of questions has a place in the workbook and words of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.xlsforms.telling import TOLD
from tests.house.tree import ROOT

CORE = ("stagefiles", "question_checks", "questionnaire")
OF_FILES_ONLY = (
    "unknown field", "“x” must be", "“x” needs both languages", "“x” has an unknown language",
    "unknown x “x”", "when “x” cannot be read", "“ends” must be", 'write each clause as a line',
    "has both options and options_from", "kind scale needs ends",
)  # fmt: skip
"""Beginnings of what a workbook cannot get wrong, or what its reader finds first."""


def said(node: ast.expr) -> str:
    """The sentence with “x” for everything that is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(said(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        text = ast.unparse(node.value)
        if "clusters" in text or "LONGEST" in text or text == "length":
            return "7"
        return "th" if text == "language" else "uses" if text == "where" else "x"
    return ""


def sentences() -> Iterator[str]:
    for module in CORE:
        for node in ast.walk(ast.parse(Path(ROOT, f"bot/core/{module}.py").read_text("utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "what":
                yield said(node.value)
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func)
                if name.endswith(".note") or name == "Problem":
                    yield said(node.args[-1])


@pytest.mark.parametrize("sentence", sorted({s for s in sentences() if s}))
def test_it_is_known(sentence: str) -> None:
    known = any(told.pattern.match(sentence) for told in TOLD)
    assert known or sentence.startswith(OF_FILES_ONLY)


def test_there_are_sentences() -> None:
    assert len({s for s in sentences() if s}) > 30
