"""The matrix: every command in every wording, and every button that was ever shown, by every role of two partnerships.

What a role may not do changes nothing of a partnership that is not theirs, what it may not know it is not told, and
nobody is left without a word or with an error. Which commands there are, the table says; which buttons, the screens.
Verbs beside these: tests/core/test_every_verb.py, tests/whole/test_rights.py. The page on the web: tests/board.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.channels.local import NAME, Shown
from bot.core.model import Place
from bot.core.words import COMMANDS
from tests.whole.inside import GROUP, SMALL, Did, Inside, Row, cycle, join, set_up

THEIR_GROUP = Place(NAME, "g2")
OPEN, PUBLISHED = "c1-first-1", "c1-second-1"
SECRET, WORRY = "ความลับของวัด", "กังวลเงียบ ๆ ของวัด"
"""What the temple wrote in the round that is open: for nobody but the temple, until it is published."""
PUBLIC = "สร้างสะพานไม้"
"""What stands in the published summary: for the partnership."""
THEIRS = "ความลับของบริษัท"
"""What the other partnership's representative wrote."""
KNOWS = {
    "broker": {PUBLIC, SECRET},
    "rep": {PUBLIC, SECRET, WORRY},
    "colleague": {PUBLIC, SECRET, WORRY},
    "second": {PUBLIC},
    "other_broker": {THEIRS},
    "other_rep": {THEIRS},
    "half": set[str](),
    "former": {PUBLIC},
    "erased": set[str](),
    "outsider": set[str](),
    "nobody": set[str](),
}
"""Role → the planted words that may come before it: a broker previews what is named."""
PLANTED = (SECRET, WORRY, PUBLIC, THEIRS)
OF_OURS = frozenset({"broker", "rep", "colleague", "second"})
OF_THEIRS = frozenset({"other_broker", "other_rep"})
WORDLESS = frozenset({"inbox", "outbox", "audit", "focus", "wrong_token", "invitation"})
"""Tables that say what came and went, not how a partnership stands; what invites stands in the group for all."""
LONG = bool(os.environ.get("LONG"))
EVERY = 1 if LONG else 7
"""Of a command's wordings in plain words, which: its name by a slash and its first word are always among them."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """In ours: a published stage, and one in the middle; one who left, one who erased, one half-way in."""
    house = Inside(tmp_path_factory.mktemp("matrix"), cycle(SMALL))
    house.start()
    set_up(house, "broker")
    for who, organisation in (
        ("rep", "วัด"),
        ("second", "โรงเรียน"),
        ("colleague", "วัด"),
        ("former", "เกษตร"),
        ("erased", "อบต."),
    ):
        join(house, who, organisation)
    _published(house)
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    house.tap("rep", f"go:{OPEN}")
    house.say("rep", SECRET)
    house.tap("rep", f"answer:{OPEN}:way::boat")
    house.tap("rep", f"tick:{OPEN}:tools::saw")
    house.tap("rep", f"done:{OPEN}:tools:")
    house.tap("rep", f"answer:{OPEN}:mood::4")
    house.say("rep", WORRY)
    house.press_where("half", GROUP, lambda b: b.opens == "join")
    house.tap("half", "consent:yes")
    _gone(house)
    set_up(house, "other_broker", THEIR_GROUP)
    join(house, "other_rep", "บริษัท", THEIR_GROUP)
    house.say("other_broker", "/stage")
    house.tap("other_broker", "stage:first")
    house.tap("other_broker", "open:first:full")
    house.tap("other_rep", f"go:{OPEN}")
    house.say("other_rep", THEIRS)
    house.say("outsider", "/start")
    house.stop()
    return house


def _published(house: Inside) -> None:
    house.say("broker", "/stage")
    house.tap("broker", "stage:second")
    house.tap("broker", "open:second:full")
    house.tap("rep", f"go:{PUBLISHED}")
    house.say("rep", PUBLIC)
    house.say("broker", "/stage")
    house.tap("broker", "stage:second")
    house.tap("broker", "more:second")
    house.tap("broker", f"close:{PUBLISHED}")
    house.tap("broker", f"close:{PUBLISHED}:yes")
    house.tap("broker", f"publish:{PUBLISHED}")


def _gone(house: Inside) -> None:
    """One whose organisation leaves, and one who has their data erased."""
    organisation = house.rows("SELECT id FROM organisation WHERE name = 'เกษตร'")[0][0]
    house.say("broker", "/partners")
    house.tap("broker", f"partner:{organisation}")
    house.tap("broker", f"leaveorg:{organisation}")
    house.tap("broker", f"leaveorg:{organisation}:yes")
    house.say("erased", "/erase")
    house.tap("erased", "erase:link")


@pytest.fixture
def house(played: Inside, tmp_path: Path) -> Iterator[Inside]:
    twin = played.twin(tmp_path / "twin")
    yield twin
    twin.end()


def wordings() -> Iterator[str]:
    for number, (name, words) in enumerate(COMMANDS.items()):
        yield f"/{name}"
        plain = [w.replace("_", " ") for w in words.split()]
        yield plain[0]
        yield from plain[1 + number % EVERY :: EVERY]


def stands(house: Inside, but: str) -> dict[str, list[Row]]:
    """Both partnerships, without what is said of one person alone, when to look into it next, and an organisation that
    somebody who joins has just named: it waits for the broker.
    """
    kept = house.dump(*WORDLESS)
    kept["partnership"] = house.rows(
        "SELECT id, title, name, purpose, language, form, cycle, skipped_stages, made_at, push, rule, quorum,"
        " quiet_from, quiet_to, quiet_weekends, quiet_holidays, correction_hours, offer, election, ended_at"
        " FROM partnership"
    )
    return {
        table: [row for row in rows if but not in row and "waiting" not in row]
        for table, rows in kept.items()
    }


def judged(did: str, seen: Sequence[Shown]) -> None:
    """Nobody is told what they may not know."""
    for shown in seen:
        told = {words for words in PLANTED if words in shown.message.text}
        assert told <= KNOWS.get(shown.place.id, {PUBLIC}), (did, shown.place.id, shown.message.text)


def sound(house: Inside, who: str, before: dict[str, list[Row]]) -> None:
    """Nothing of others is another than before, and nothing was put aside."""
    assert stands(house, who) == before
    assert house.rows("SELECT key FROM inbox WHERE state <> 'done'") == []
    assert house.rows("SELECT state FROM outbox WHERE state IN ('dead', 'uncertain')") == []


@pytest.mark.parametrize("who", KNOWS)
def test_every_command_in_private(house: Inside, who: str) -> None:
    before = stands(house, who)
    for text in wordings():
        seen = house.say(who, text)
        judged(text, seen)
        assert {s.place.id for s in seen} <= {who}, text
        assert seen, f"{text}: no word to {who}"
    sound(house, who, before)


@pytest.mark.parametrize("who", KNOWS)
def test_every_command_in_the_group_of_ours(house: Inside, who: str) -> None:
    before = stands(house, who)
    for name in COMMANDS:
        seen = house.say(who, f"/{name}", GROUP)
        judged(name, seen)
        assert {s.place.id for s in seen} <= {who, GROUP.id, "broker"}, name
    sound(house, who, before)


@pytest.mark.parametrize("who", KNOWS)
def test_every_button_that_was_shown_to_others(house: Inside, who: str) -> None:
    """Given back from one's own chat, and from a group (LONG=1: from both), as if it stood there."""
    foreign = {
        (s.place, button.action or button.opens): f"{s.ref}.{number}"
        for s in house.local.shown[:]
        for number, button in enumerate(s.buttons)
        if s.place.id != who
    }
    assert len(foreign) > 100
    before = stands(house, who)
    for (place, action), ref in foreign.items():
        did: Did = {"what": "pressed", "ref": ref}
        groups = [g for g in (GROUP, THEIR_GROUP) if g != place][: 2 if LONG else 1]
        seen = house.take(house.act(who, did), *(house.act(who, did, group) for group in groups))
        judged(action, seen)
        assert not any(s.place in (GROUP, THEIR_GROUP) for s in seen), action
    sound(house, who, before)


@pytest.mark.parametrize("who", sorted(KNOWS.keys() - OF_OURS - {"half"}))
def test_every_button_in_the_group_by_those_who_do_not_belong(house: Inside, who: str) -> None:
    before = stands(house, who)
    for shown in house.local.on(GROUP):
        for number, button in enumerate(shown.buttons):
            if button.opens:
                continue  # joining is for whoever is in the group
            seen = house.press(who, shown, number)
            judged(button.action, seen)
    sound(house, who, before)


def test_the_matrix_is_one_that_finds(house: Inside) -> None:
    """Those who may, are told and do change it: else the walks above would prove nothing."""
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    seen = house.tap("broker", f"preview:{OPEN}")
    assert any(SECRET in s.message.text for s in seen)
    before = stands(house, "broker")
    house.tap("rep", f"skip:{OPEN}:cash:")
    assert stands(house, "broker") != before
