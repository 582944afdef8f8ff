"""A box tapped in the old bubble of a multiple choice: the question opens again, and the tap counts."""

from __future__ import annotations

from copy import copy
from functools import cache

import pytest

from bot.core import effects as say
from bot.core.model import AnswerKey, Asking, Slot
from tests.core.factories import partnership
from tests.core.scene import BROKER, KINDS, ME, Scene

TOOLS = f"{KINDS}:tools:"


@cache
def answered() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"edit:{TOOLS}")
    scene.press(ME, f"tick:{TOOLS}:hoe")
    scene.press(ME, f"done:{TOOLS}")
    return scene


def reviewing(scene: Scene) -> None:
    scene.press(ME, f"review:{KINDS}")


@pytest.mark.parametrize("where", [None, reviewing], ids=["asking", "reviewing"])
@pytest.mark.parametrize(
    ("tap", "ticked"),
    [("tick::saw", ("hoe", "saw")), ("untick::hoe", ()), ("tick::none", ("none",)),
     ("tick::hoe", ("hoe",)), ("tick::never", ("hoe",))],
)  # fmt: skip
def test_it_opens_with_what_was_tapped(where: object, tap: str, ticked: tuple[str, ...]) -> None:
    scene = copy(answered())
    if where:
        reviewing(scene)
    verb, _, key = tap.partition("::")
    (ask,) = scene.press(ME, f"{verb}:{TOOLS}:{key}")
    assert isinstance(ask, say.Ask)
    assert (ask.question, ask.changing, ask.replaces) == ("tools", True, False)
    assert tuple(c.key for c in ask.choices if c.chosen) == tuple(
        c.key for c in ask.choices if c.key in ticked
    )
    standing = scene.standing()
    assert isinstance(standing, Asking)
    assert standing.chosen == ticked


def test_done_keeps_it() -> None:
    scene = copy(answered())
    scene.press(ME, f"tick:{TOOLS}:saw")
    key = AnswerKey("o1", Slot("tools"))
    assert scene.p.rounds[KINDS].answers[key].value == ("hoe",)
    scene.press(ME, f"done:{TOOLS}")
    assert scene.p.rounds[KINDS].answers[key].value == ("hoe", "saw")
