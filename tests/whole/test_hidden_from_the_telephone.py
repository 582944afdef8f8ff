"""A broker who writes answers down by telephone learns nothing of what the organisation answered by itself.

Two partnerships are alike but for one organisation's own answers (test_hidden.py). The broker begins to write for
it in both and tries every verb of the interview on every question: the screens are the same, and so are the answers
afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.model import Answer
from bot.core.step import INTERVIEW
from tests.core.factories import cycle
from tests.core.real_scene import RealScene
from tests.core.scene import BROKER
from tests.whole.test_hidden import NOW, THEIRS, WORLDS, World

OF_ANSWERS = tuple(w for w in WORLDS if w.one.rounds[w.round].open)


def tried(world: World) -> Iterator[str]:
    """Every verb on every question of the round's stage, with the options that the organisation chose."""
    stage = cycle().stages[world.one.rounds[world.round].stage]
    for question in (q for part in stage.parts for q in part.questions):
        given = [
            answer
            for p in (world.one, world.two)
            for answer in p.rounds[world.round].answers.values()
            if (answer.organisation, answer.slot.question) == ("o1", question.key)
        ]
        items = sorted({answer.slot.item for answer in given} | {""})
        for item, verb, key in product(items[:2], sorted(INTERVIEW - {"handin"}), sorted(keys(given))):
            yield f"{verb}:{world.round}:{question.key}:{item}:{key}@o1"


def keys(given: list[Answer]) -> set[str]:
    values = [answer.value for answer in given]
    chosen = {key for v in values if isinstance(v, tuple) for key in v if isinstance(key, str)}
    return {"", *chosen, *(str(v) for v in values if isinstance(v, Decimal))}


def begin(scene: RealScene, round_id: str) -> list[Effect]:
    scene.press(BROKER, f"phone:{round_id}")
    scene.press(BROKER, f"phonefor:{round_id}:o1")
    scene.say(BROKER, "ป้าคำ")
    return scene.press(BROKER, "phoneconsent:yes")


def seen(said: list[Effect]) -> list[Effect]:
    return [effect for effect in said if effect.to.id == BROKER.id]


@pytest.mark.parametrize("world", OF_ANSWERS, ids=lambda w: w.name)
def test_nothing_of_it_is_shown_or_changed(world: World) -> None:
    one, two = RealScene(world.one, NOW), RealScene(world.two, NOW)
    told = begin(one, world.round)
    assert seen(told) == seen(begin(two, world.round))
    assert any(isinstance(e, say.WritesByTelephone) and e.to.id == THEIRS.id for e in told)
    for action in (*tried(world), f"handin:{world.round}@o1"):
        assert seen(one.press(BROKER, action)) == seen(two.press(BROKER, action)), action
    for scene, before in ((one, world.one), (two, world.two)):
        after = scene.p.rounds[world.round].answers
        own = {k: a for k, a in before.rounds[world.round].answers.items() if k.organisation == "o1"}
        assert {k: after[k] for k in own} == own
