"""Guessed, edited and swapped references: of buttons, invitations, codes and the broker's page. None opens anything.

TRUST.md, "IDOR" and "guessing invites". LONG=1 plays 10,000; SWAPPED_SEED=… plays one again.
"""

from __future__ import annotations

import os
import random
import string
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.local import NAME
from bot.core.model import Place
from tests.board.premises import Browser, Premises
from tests.whole.inside import GROUP, Did, Row, join, set_up

MANY = 10_000 if os.environ.get("LONG") else 250
SEED = int(os.environ.get("SWAPPED_SEED", "20261123"))
LETTERS = string.ascii_letters + string.digits + "-_"
CODE_LETTERS = string.ascii_uppercase + string.digits
WORDS = "ความลับของวัดบนเขา"
THEIR_GROUP = Place(NAME, "g2")
PEOPLE = ("broker", "rep", "other_broker", "other_rep", "outsider")
LETS_GO = frozenset({"inbox", "outbox", "audit", "focus", "wrong_token", "invitation"})
"""What comes of being refused, and of asking anew."""


@pytest.fixture
def premises(tmp_path: Path) -> Premises:
    """Two partnerships; in one an answer, an open page, a link to it, a code for another group, and somebody erased."""
    house = Premises(tmp_path)
    house.start()
    set_up(house, "broker")
    join(house, "rep", "วัด")
    join(house, "erased", "อบต.")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    house.tap("rep", "go:c1-first-1")
    house.say("rep", WORDS)
    house.opened_by(Browser())
    house.link()
    house.say("broker", "/linkgroup")
    house.say("erased", "/erase")
    house.tap("erased", "erase:link")
    set_up(house, "other_broker", THEIR_GROUP)
    join(house, "other_rep", "บริษัท", THEIR_GROUP)
    return house


def edited(chance: random.Random, right: str, letters: str) -> str:
    """Never the same; with one sign another, missing, or more, or all of it guessed."""
    at = chance.randrange(len(right))
    ways: tuple[Callable[[], str], ...] = (
        lambda: right[:at] + chance.choice(letters.replace(right[at], "")) + right[at + 1 :],
        lambda: right[:at] + right[at + 1 :],
        lambda: right[:at] + chance.choice(letters) + right[at:],
        lambda: "".join(chance.choice(letters) for _ in right),
    )
    return chance.choice(ways)()


def kept(house: Premises) -> dict[str, list[Row]]:
    return house.dump(*LETS_GO)


def test_none_opens_anything(premises: Premises) -> None:
    chance = random.Random(SEED)  # noqa: S311 - to be played again
    house = premises
    refs = {s.ref: s.place for s in house.local.shown if s.buttons}
    tokens = {token for s in house.local.shown for token in s.tokens.values()}
    links = [house.link().rpartition("/")[2] for _ in range(3)]
    before = kept(house)
    shown_before = len(house.local.on(GROUP)) + len(house.local.on(THEIR_GROUP))
    opened, began = 0, house.now
    for turn in range(MANY):
        house.now = began  # so that nothing has expired
        kind = chance.choice(("button", "swapped", "invitation", "code", "page"))
        # Whoever guesses too often is not heard any more: each guess is somebody else's.
        who = f"guesser {turn}" if kind in ("invitation", "code") else chance.choice(PEOPLE)
        if kind == "page":
            path = f"/board/{edited(chance, chance.choice(links), LETTERS)}"
            opened += house.get(Browser(), path).status == 200
            browser = Browser()
            browser.cookies["phakhi_board"] = edited(chance, chance.choice(links), LETTERS)
            opened += house.get(browser, "/board").status == 200
            continue
        seen = house.do(who, act(chance, kind, who, refs, sorted(tokens)))
        assert all(s.place.id == who for s in seen), (turn, kind)
        assert who in ("rep", "broker") or not any(WORDS in s.message.text for s in seen), (turn, kind)
    assert opened == 0
    assert kept(house) == before
    assert len(house.local.on(GROUP)) + len(house.local.on(THEIR_GROUP)) == shown_before
    assert house.rows("SELECT key FROM inbox WHERE state <> 'done'") == []
    print(f"swapped and guessed: {MANY}, opened 0; seed {SEED}")
    house.end()


def act(chance: random.Random, kind: str, who: str, refs: dict[str, Place], tokens: list[str]) -> Did:
    if kind == "swapped":
        others = [ref for ref, place in refs.items() if place.id != who and place not in (GROUP, THEIR_GROUP)]
        return {"what": "pressed", "ref": f"{chance.choice(others)}.{chance.randrange(4)}"}
    if kind == "button":
        return {"what": "pressed", "ref": f"{edited(chance, chance.choice(list(refs)), LETTERS)}.{chance.randrange(4)}"}
    if kind == "invitation":
        return {"what": "started", "token": edited(chance, chance.choice(tokens), LETTERS)}
    guess = "".join(chance.choice(CODE_LETTERS) for _ in range(8))
    return {"what": "said", "text": guess, "message": f"g{chance.random()}"}
