"""What a broker may not know does not change a byte of the page; what the chat shows them, does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.board import model
from bot.board.html import whole
from bot.board.looking import Looking
from bot.board.model import page_of
from bot.core import effects as say
from bot.core import step
from bot.core.cycle import Seen
from bot.core.events import Pressed
from bot.core.model import Partnership
from bot.core.parts import waves
from bot.papers.cells import speech
from bot.papers.document import Text
from bot.render.words import speaking
from tests.core.factories import closed, cycle, everyone_answers, partnership
from tests.whole.test_hidden import BROKER, NOW, WORLDS, World, but_for, event

LATER = NOW + timedelta(days=1)


def page(p: Partnership, language: str = "th") -> str:
    p = p.with_member(replace(p.members[BROKER], language=language))
    with speaking(speech(language)):
        return whole(page_of(Looking(p, cycle(), BROKER, LATER)), LATER, "/board")


def in_the_chat(world: World, p: Partnership) -> list[say.Summary]:
    """What a broker is shown of the round on pressing the chat's buttons."""
    presses = (event(BROKER, Pressed("x", f"{verb}:{world.round}")) for verb in ("preview", "summary"))
    said = (effect for press in presses for effect in step.step(p, press, cycle())[1])
    return [effect for effect in said if isinstance(effect, say.Summary)]


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_it_differs_where_the_chat_differs(world: World, language: str) -> None:
    """An interview and a draft a broker previews in the chat; how somebody votes, nobody reads anywhere."""
    differs = in_the_chat(world, world.one) != in_the_chat(world, world.two)
    assert (page(world.one, language) != page(world.two, language)) == differs
    assert differs <= (BROKER in world.knows)


def test_there_are_worlds_of_both_kinds() -> None:
    differs = [in_the_chat(w, w.one) != in_the_chat(w, w.two) for w in WORLDS]
    assert differs.count(True) > 2
    assert differs.count(False) > 2


def few(state: str) -> tuple[Partnership, Partnership]:
    """Two organisations have answered without their names; that is one too few to tell."""
    p = everyone_answers(partnership(2), "managing")
    stage = cycle().stages["managing"]
    (round,) = p.rounds.values()
    if state != "open":
        p = closed(p, "managing", *(part.key for part in stage.parts))
        (round,) = p.rounds.values()
        round = replace(round, closed_at=NOW, draft=state == "draft", edition=int(state == "published"))
        p = p.with_round(round)
    keys = {q.key for q in stage.questions if q.seen is Seen.ANONYMOUS}
    assert keys
    assert waves(stage, round)
    one, two = p, but_for(p, keys)
    assert one != two
    return one, two


@pytest.mark.parametrize("state", ["open", "draft", "published"])
def test_what_two_said_without_their_names(state: str) -> None:
    one, two = few(state)
    assert page(one) == page(two)
    assert "สรุปและฉบับร่าง" in page(one)


def test_the_search_is_one_that_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """With answers read past the core's sight the pages differ."""
    monkeypatch.setattr(model, "body", lambda _p, _s, _o, reading: [Text(repr(reading.round.answers))])
    world = next(w for w in WORLDS if w.name == "building, a vote open")
    assert page(world.one) != page(world.two)
    one, two = few("published")
    assert page(one) != page(two)
