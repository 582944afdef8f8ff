"""Names of the rows that are made for ODK and Kobo, and of the answers that prompts speak of.

Two underscores set them off from the questions' own keys.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.core.cycle import Words
from bot.core.question_checks import PIPE

JOINT = "__"
STAGE, PART = "stage_", "part_"
"""Before the keys of stages and parts: a name that prompts speak of must stand in a form once only."""
CHOICES_OF, ENDS_OF = f"{JOINT}choices", f"{JOINT}ends"
"""After a list's name: the choices made of its items. After a scale's: what 1 and 5 mean."""
WORDS_OF, FILE_OF = f"{JOINT}words", f"{JOINT}file"


def each_repeat(question: str) -> str:
    """The repeat that asks a question once for every item."""
    return f"{question}{JOINT}each"


def list_repeat(question: str) -> str:
    """The repeat whose turns are the items of a list."""
    return f"{question}{JOINT}list"


def helper(question: str, name: object) -> str:
    """The calculation that gives `name` as `question` speaks of it."""
    return f"{question}{JOINT}{name}"


def part_group(stage: str, part: str) -> str:
    return f"{PART}{stage}{JOINT}{part}"


def key_of_group(name: str, stage: str = "") -> str:
    """The key of the stage, or of the part of `stage`, that a group stands for."""
    if not stage:
        return name.removeprefix(STAGE)
    own = f"{PART}{stage}{JOINT}"
    if name.startswith(own):
        return name.removeprefix(own)
    return name.removeprefix(PART).rpartition(JOINT)[2] if name.startswith(PART) else name


_REFERENCE = re.compile(r"\$\{\s*(\w+)\s*\}")


def with_references(words: Words, helped: Collection[str], question: str) -> dict[str, str]:
    """Prompts as XLSForm writes them: {goal} → ${goal}, or ${key__goal} where a row of its own gives it."""

    def reference(match: re.Match[str]) -> str:
        name = helper(question, match[1]) if match[1] in helped else match[1]
        return f"${{{name}}}"

    return {language: PIPE.sub(reference, text) for language, text in words.items()}


def without_references(text: str, question: str, keys: Collection[str]) -> str:
    """A label as a stage file writes prompts: ${key__goal} or ${goal} → {goal}."""

    def name(match: re.Match[str]) -> str:
        found = match[1]
        if found not in keys:
            own = f"{question}{JOINT}"
            found = found.removeprefix(own) if found.startswith(own) else found.rpartition(JOINT)[2]
        return f"{{{found}}}"

    return _REFERENCE.sub(name, text)
