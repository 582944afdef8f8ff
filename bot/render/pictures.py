"""Effects → pictures, in the reader's words: the door to the other modules `picture_*`.

All of it is said within `speaking`. What stands on a picture is what the effect says, so a picture shows no
more than its message; what is the broker's alone is on none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bot.core.effects import StageLine, Summary
from bot.core.results import Block
from bot.message import Picture
from bot.render.picture_card import card
from bot.render.picture_plan import feasibility, feasibility_blocks, timeline
from bot.render.picture_poster import of_poster
from bot.render.picture_resources import drawn_elsewhere, resource_map
from bot.render.picture_review import EFFECTS, health, health_blocks, own_benefit
from bot.render.picture_words import Data, drawn, top
from bot.render.shapes import numeral
from bot.render.words import _

__all__ = ["of_poster", "of_summary", "of_wheel"]

PASSED = ("published", "skipped")
"""States of a stage that is behind the partners."""
AT_HAND = ("open", "held", "draft")


class _Special(NamedTuple):
    draw: tuple[Callable[[Summary], tuple[Picture, ...]], ...]
    shows: Callable[[Summary], Sequence[Block]]
    """The blocks that need not stand on the card too."""


def _titled(*titles: str) -> Callable[[Summary], list[Block]]:
    return lambda effect: [b for b in effect.blocks if b.title in titles]


SPECIAL: Mapping[str, _Special] = {
    "planning": _Special((timeline, feasibility), lambda e: list(feasibility_blocks(e).values())),
    "resourcing": _Special((resource_map,), drawn_elsewhere),
    "measuring": _Special((own_benefit,), _titled("=own_benefit")),
    "reviewing": _Special((health,), lambda e: [*health_blocks(e), *_titled(EFFECTS)(e)]),
}
"""By stage: what it has besides its card."""


def of_summary(effect: Summary) -> tuple[Picture, ...]:
    """The pictures of a summary, published, drafted or read again: its card, then those of its stage alone.

    () while nobody has answered.
    """
    special = SPECIAL.get(effect.stage.key, _Special((), lambda _effect: ()))
    own = tuple(picture for draw in special.draw for picture in draw(effect))
    first = card(effect, special.shows(effect) if own else ())
    return (first, *own) if first is not None else own


def of_wheel(lines: Sequence[StageLine], partnership: str) -> Picture | None:
    """The twelve stages and how far each has come; None without any."""
    if not lines:
        return None
    passed = sum(line.state in PASSED for line in lines)
    now = next((line for line in lines if line.state in AT_HAND), None)
    everything = numeral(len(lines))
    done = _("%(done)s of %(all)s stages are done", done=numeral(passed), all=everything)
    data: Data = {
        "head": top(partnership, _("The twelve stages")),
        "done": numeral(passed),
        "of": _("of %(all)s stages passed", all=everything),
        "now": _("now: stage %(number)s", number=numeral(now.number)) if now else "",
        "stages": [_stage(line, line is now) for line in lines],
    }
    alt = " · ".join(part for part in (done, str(data["now"])) if part)
    return drawn("wheel", data, alt)


def _stage(line: StageLine, now: bool) -> Data:
    return {
        "_state": line.state,
        "number": numeral(line.number),
        "name": f"{numeral(line.number)} {line.label or line.title}",
        "state": _state(line),
        "now": now,
    }


def _state(line: StageLine) -> str:
    if line.state == "open":
        return _("open, %(done)s of %(of)s handed in", done=line.done, of=line.of)
    words = {
        "held": _("the broker is looking it through"),
        "draft": _("draft"),
        "published": _("published"),
        "skipped": _("skipped"),
    }
    return words.get(line.state, _("waiting"))
