"""A partnership in which every answer holds a word of its own, published stage by stage through the core's door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.cycle import Kind, PartKind, Question, Seen
from bot.core.merging import merged
from bot.core.model import Partnership
from tests.core.factories import answered, cycle, opened, partnership, round_of, sight
from tests.core.real_scene import RealScene
from tests.core.scene import BROKER

WORDS = (Kind.TEXT, Kind.LIST)


def word(question: str, organisation: str) -> str:
    """Stands in that organisation's answer to that question and nowhere else; latin, and short enough not to be cut."""
    number = [q.key for _, q in cycle().questions()].index(question)
    return f"zq{number:03}{organisation}"


def of(seen: Seen, organisations: int) -> list[str]:
    """The words in answers of text that are seen so."""
    asked = [q for _, q in cycle().questions() if q.seen is seen and q.kind in WORDS]
    return [word(q.key, f"o{n}") for q in asked for n in range(1, organisations + 1)]


def spoken(organisations: int = 2, stages: int = 12, *, closed_otherwise: bool = False) -> Partnership:
    """Everyone answers everything in words that can be; each stage is published. `closed_otherwise`: with another
    number or choice wherever the group may not see who said what."""
    scene = RealScene(partnership(organisations))
    for stage in list(cycle().stages.values())[:stages]:
        scene.p = opened(scene.p, stage.key)
        for question in stage.questions:
            other = closed_otherwise and question.seen is not Seen.NAMED
            scene.p = _answers(scene.p, question, organisations, other=other)
        scene.p = scene.p.with_round(replace(round_of(scene.p, stage.key), opened_at=scene.at))
        scene.at += timedelta(days=7)
        scene.publish(round_of(scene.p, stage.key).id)
        assert round_of(scene.p, stage.key).editions, stage.key
    return scene.p


def _answers(p: Partnership, question: Question, organisations: int, *, other: bool) -> Partnership:
    for number in range(1, organisations + 1):
        org = f"o{number}"
        text = f"น้ำสะอาด {word(question.key, org)} ของ {org}"
        for item, label in _items(p, question):
            if question.kind is Kind.TEXT:
                p = answered(p, question.key, org, text, item, item_label=label)
            elif question.kind is Kind.LIST:
                p = answered(p, question.key, org, [text], item, item_label=label)
            elif question.kind in (Kind.SCALE, Kind.MONEY, Kind.NUMBER):
                p = answered(p, question.key, org, 2 if other else 4, item, item_label=label)
            elif question.options:
                said = word(question.key, org) if question.kind is Kind.CONSENT else ""
                key = question.options[-1 if other else 0].key
                given = [key] if question.kind is Kind.MULTI else key
                p = answered(p, question.key, org, given, item, words=said, item_label=label)
    return p


def _items(p: Partnership, question: Question) -> list[tuple[str, str]]:
    if not question.each:
        return [("", "")]
    if "activities" not in question.each:
        return []
    return [(m.item.key, m.item.label) for m in merged(sight(p, "planning"), "activities")]


def decides(question: Question) -> bool:
    stage = cycle().stage_of(question.key)
    part = stage.part_of(question.key) if stage else None
    return part is not None and part.kind is PartKind.DECISION


__all__ = ["BROKER", "decides", "of", "spoken", "word"]
