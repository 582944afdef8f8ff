"""Who may what: every verb of the table of buttons, pressed by everybody who may not.

Through buttons that were shown to somebody else, and through buttons of their own that the bot
should never have shown: the database decides, every time. What may not be must change nothing of
the partnership and show nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.channels.local import NAME, Shown
from bot.core import brokering, desk
from bot.core.model import Place
from bot.message import Button, Message
from bot.store.book import Book
from tests.whole.inside import GROUP, SMALL, Did, Inside, Row, command, cycle, join, set_up

OTHER_GROUP = Place(NAME, "g2")
R = "c1-first-1"
CLOSED = "c1-second-1"
SECRET = "ความลับของวัด"
"""What the partnership's representative wrote; no stranger may ever read it."""
WORRY = "กังวลเงียบ ๆ"
WISH = "สร้างสะพานไม้"
NAME_OF_P = f"ภาคี {GROUP.id}"

BROKERS = (
    "wheel",
    "stage:first",
    "open:second:full",
    "open:first:short",
    "checkin:first",
    f"who:{R}",
    f"nudge:{R}",
    f"closepart:{R}:all",
    f"closepart:{R}:all:yes",
    f"preview:{R}",
    f"agreed:{R}",
    f"agreed:{R}:clear",
    f"close:{R}",
    f"close:{R}:yes",
    f"publish:{R}",
    f"nextpart:{R}",
    f"reopen:{CLOSED}",
    "skipstage:second",
    "unskip:second",
    "setname:title",
    "purpose:skip",
    "setlanguage:en",
    "form:short",
    *(f"{verb}:{R}" for verb in sorted(desk.FOR_BROKERS | brokering.VERBS)),
)
INTERVIEW = (
    f"go:{R}",
    f"answer:{R}:way::road",
    f"tick:{R}:tools::hoe",
    f"untick:{R}:tools::hoe",
    f"place:{R}:order::o1.1-1",
    f"clear:{R}:tools:",
    f"done:{R}:tools:",
    f"skip:{R}:way:",
    f"back:{R}",
    f"pause:{R}",
    f"take:{R}:0",
    f"retype:{R}",
    f"swap:{R}:story::x",
    f"keep:{R}",
    f"review:{R}",
    f"change:{R}:0",
    f"edit:{R}:story:",
    f"handin:{R}",
    "early:earlier",
    "early:this",
    "early:drop",
)
DESK = (
    "menu",
    "status",
    "summaries",
    f"summary:{R}",
    "help",
    "privacy",
    "mydata",
    "erase",
    "switch",
    "switch:p1",
    "language",
    "language:en",
    "rename",
    *(f"{verb}:p1:yes" for verb in sorted(desk.DESK.keys() - desk.FOR_BROKERS - {"represent"})),
)
JOINING = (
    "consent:yes",
    "consent:no",
    "org:o1",
    "org:new",
    "same:yes",
    "same:no",
    "sector:civil",
    "name:called",
    "authority:decides",
    "remind:noon",
    "represent",
)
GROUP_ONLY = ("identify:stage:first", "identify:stage:1 close")
VERBS = BROKERS + INTERVIEW + DESK + JOINING
"""Whose arguments matter, by name; beside them all that the tables of the core have (with more arguments, by
`step` alone: tests/core/test_every_verb.py)."""
STRANGERS = ("outsider", "other_rep", "other_broker")
COMMANDS = (
    "/stage",
    "/stage 1",
    "/stage 1 close",
    "/stage 2",
    "/summary",
    "/status",
    "/menu",
    "/mydata",
    "/review",
    "/handin",
    "ขั้นตอน",
    "สรุป",
    "สถานะ",
    "ทบทวน",
    "ส่งคำตอบ",
)
ROLES = """
SELECT broker, representative FROM member JOIN partnership_group g USING (partnership)
WHERE g.place = 'g1' AND person = ?
"""
OURS = ("inbox", "outbox", "audit", "focus", "wrong_token")
"""Tables that say what came and went, not how the partnership stands."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """Two partnerships; in ours a published stage and one in the middle, with answers in it."""
    house = Inside(tmp_path_factory.mktemp("rights"), cycle(SMALL))
    house.start()
    set_up(house, "broker")
    join(house, "rep", "วัด")
    join(house, "second", "โรงเรียน")
    house.say("broker", "/stage")
    house.tap("broker", "stage:second")
    house.tap("broker", "open:second:full")
    house.tap("rep", f"go:{CLOSED}")
    house.say("rep", WISH)
    house.say("broker", "/stage")
    house.tap("broker", "stage:second")
    house.tap("broker", "more:second")
    house.tap("broker", f"close:{CLOSED}")
    house.tap("broker", f"close:{CLOSED}:yes")
    house.tap("broker", f"publish:{CLOSED}")
    house.say("broker", "/stage")
    house.tap("broker", "stage:first")
    house.tap("broker", "open:first:full")
    house.tap("rep", f"go:{R}")
    house.say("rep", SECRET)
    house.tap("rep", f"answer:{R}:way::boat")
    house.tap("rep", f"tick:{R}:tools::saw")
    set_up(house, "other_broker", OTHER_GROUP)
    join(house, "other_rep", "บริษัท", OTHER_GROUP)
    house.say("outsider", "/start")
    house.stop()
    return house


@pytest.fixture
def house(played: Inside, tmp_path: Path) -> Iterator[Inside]:
    twin = played.twin(tmp_path / "twin")
    yield twin
    twin.end()


@pytest.fixture(scope="module")
def standing(played: Inside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    """One house for everything that must change nothing."""
    twin = played.twin(tmp_path_factory.mktemp("standing") / "twin")
    yield twin
    twin.end()
LONG = bool(os.environ.get("LONG"))


def ours(house: Inside, but: str = "") -> dict[str, list[Row]]:
    """How our partnership stands; without what is said of one person alone."""
    partnership = house.rows("SELECT partnership FROM partnership_group WHERE place = 'g1'")[0][0]
    kept = house.dump(*OURS)
    return {
        table: [r for r in rows if partnership in r and not (but and but in r)]
        for table, rows in kept.items()
    }


def own_button(house: Inside, who: str, action: str) -> Shown:
    """A button of our partnership on somebody's own screen, as if by a mistake of the bot's."""
    partnership = house.rows("SELECT partnership FROM partnership_group WHERE place = 'g1'")[0][0]
    message = Message("ปุ่ม", ((Button("ปุ่ม", action.replace("p1", partnership)),),))
    key = f"test:{len(house.raws)}:{who}"

    def put(book: Book) -> None:
        book.enqueue(Place(NAME, who), message, partnership=partnership, dedupe=key, now=house.now)

    house.job(put)
    house.take()
    return house.newest(who)


def reveals(shown: list[Shown]) -> list[str]:
    """What strangers may not read, found in what was shown to them or to the group."""
    secrets = (SECRET, WORRY, "คุณrep", "คุณsecond")
    return [s.message.text for s in shown if any(x in s.message.text for x in secrets)]


# ── nothing happens to what is not theirs ────────────────────────────────────


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_with_buttons_of_ours(house: Inside, who: str) -> None:
    """Every verb by the first of them; by the others every third, but in the long form."""
    every = 1 if LONG or who == STRANGERS[0] else 3
    for action in VERBS[::every]:
        shown = own_button(house, who, action)
        before = ours(house, who)
        seen = house.press(who, shown, 0)
        assert ours(house, who) == before, action
        assert not reveals(seen), action
        assert {s.place.id for s in seen} <= {who}, action
        # But by joining, nobody comes to be anything in it.
        assert action in JOINING or house.rows(ROLES, who) in ([], [(0, 0)]), action
        # A second press on what is settled stays silent; everything else gets a word.
        assert seen or action.startswith("early:"), f"{action}: no word to {who}"


@pytest.mark.parametrize("action", BROKERS)
def test_a_representative_is_no_broker(standing: Inside, action: str) -> None:
    shown = own_button(standing, "rep", action)
    before = ours(standing)
    seen = standing.press("rep", shown, 0)
    assert ours(standing) == before
    assert {s.place.id for s in seen} == {"rep"}


@pytest.mark.parametrize("who", ["outsider", "rep", "other_broker", "broker"])
def test_a_button_means_something_only_where_it_was_shown(standing: Inside, who: str) -> None:
    """Every reference that was ever shown, given back from every other place."""
    foreign = {
        (s.place, button.action or button.opens): f"{s.ref}.{number}"
        for s in standing.local.shown[:]
        for number, button in enumerate(s.buttons)
        if s.place.id != who and s.message.text != "ปุ่ม"
    }
    before = standing.dump("inbox", "outbox", "audit", "focus", "interview", "member")
    group_before = len(standing.local.on(GROUP))
    for (place, action), ref in foreign.items():
        did: Did = {"what": "pressed", "ref": ref}
        raws = [standing.act(who, did)]
        if place != GROUP:
            raws.append(standing.act(who, did, GROUP))
        seen = standing.take(*raws)
        assert who in ("broker", "rep") or not reveals(seen), action
    assert standing.dump("inbox", "outbox", "audit", "focus", "interview", "member") == before
    assert len(standing.local.on(GROUP)) == group_before


@pytest.mark.parametrize("who", ["outsider", "rep", "other_rep", "other_broker"])
def test_typed_commands(standing: Inside, who: str) -> None:
    for text in COMMANDS:
        before = ours(standing, who)
        seen = standing.say(who, text)
        if who != "rep":
            assert not reveals(seen), text
            assert not any(WISH in s.message.text for s in seen), text
        assert ours(standing, who) == before, text
        if text.startswith("/stage"):
            seen = standing.say(who, text, GROUP)
            assert ours(standing, who) == before, text
            assert {s.place for s in seen} == {GROUP}, text


def test_invented_references(standing: Inside) -> None:
    refs = [s.ref for s in standing.local.shown if s.buttons]
    before = standing.dump("inbox", "outbox", "audit", "focus")
    for ref in ["", ".", "x.0", f"{refs[0]}.999", f"{refs[0]}.-1", f"{refs[0]}", f"{refs[0]}.๑", "a" * 200]:
        for who in ("outsider", "rep", "broker"):
            standing.do(who, {"what": "pressed", "ref": ref})
    assert standing.dump("inbox", "outbox", "audit", "focus") == before
    assert not standing.rows("SELECT key FROM inbox WHERE state <> 'done'")


def test_tokens_of_another_kind_and_none(house: Inside) -> None:
    """An invitation to join makes nobody a broker, and a wrong one is nobody's."""
    joins = next(s for s in reversed(house.local.on(GROUP)) if "join" in s.tokens)
    for token in ("x" * 22, "", joins.tokens["join"][::-1]):
        before = ours(house)
        house.do("outsider", {"what": "started", "token": token})
        assert ours(house) == before
    house.do("outsider", {"what": "started", "token": joins.tokens["join"]})
    house.say("outsider", "/stage 1 close")
    house.say("outsider", "/stage 1 close", GROUP)
    assert not house.rows("SELECT 1 FROM round WHERE id = ? AND closed_at IS NOT NULL", R)
    assert house.rows("SELECT broker FROM member WHERE person = 'outsider'") in ([], [(0,)])


def test_the_offer_to_set_up_is_for_the_first_administrator(house: Inside) -> None:
    welcome = next(s for s in house.local.on(GROUP) if "setup" in s.tokens)
    for who in ("outsider", "rep", "other_broker"):
        house.press(who, welcome, 0)
        house.local.administrators.add((GROUP, house.local.read(house.raws[-1].body).person))  # type: ignore[union-attr]
        house.press(who, welcome, 0)
    brokers = "SELECT person FROM member JOIN partnership_group USING (partnership) WHERE broker"
    assert house.rows(f"{brokers} AND place = 'g1'") == [("broker",)]


# ── and those who may, can ───────────────────────────────────────────────────

WORKS = {
    "wheel": "ขั้นตอนทั้ง ๑๒",
    "stage:first": "ขั้นแรก",
    f"who:{R}": "คุณrep",
    f"preview:{R}": SECRET,
    f"close:{R}": "โรงเรียน",
    f"agreed:{R}": "",
}


@pytest.mark.parametrize(("action", "words"), WORKS.items())
def test_the_broker_is_shown(house: Inside, action: str, words: str) -> None:
    seen = house.press("broker", own_button(house, "broker", action), 0)
    assert any(words in s.message.text for s in seen)


CHANGES = {
    f"close:{R}:yes": "SELECT closed_at FROM round WHERE id = 'c1-first-1' AND closed_at IS NOT NULL",
    f"reopen:{CLOSED}": "SELECT id FROM round WHERE id = 'c1-second-1' AND closed_at IS NULL",
}


@pytest.mark.parametrize(("action", "sql"), CHANGES.items())
def test_the_broker_changes(house: Inside, action: str, sql: str) -> None:
    assert not house.rows(sql)
    house.press("broker", own_button(house, "broker", action), 0)
    assert house.rows(sql)


def test_a_representative_speaks_for_their_own_organisation_alone(house: Inside) -> None:
    kept = "SELECT * FROM answer WHERE organisation = 'o1'"
    before = house.rows(kept)
    for action in INTERVIEW:
        house.press("second", own_button(house, "second", action), 0)
        house.say("second", "คำของโรงเรียน")
    assert house.rows(kept) == before
    assert not reveals_of(house, "second")


def reveals_of(house: Inside, who: str) -> list[str]:
    return [s.message.text for s in house.screen(who) if SECRET in s.message.text]


def test_a_command_in_the_group_is_the_brokers(house: Inside) -> None:
    house.do("broker", command("stage", "1 close"), GROUP)
    assert any("โรงเรียน" in s.message.text for s in house.screen("broker")[-2:])


@pytest.mark.parametrize("action", GROUP_ONLY)
@pytest.mark.parametrize("who", ["outsider", "rep", "other_broker"])
def test_an_anonymous_command_is_owned_by_the_broker_only(house: Inside, who: str, action: str) -> None:
    put = partial(_offer_in_group, action=action, house=house)
    house.job(put)
    house.take()
    before = ours(house, who)
    house.press(who, house.local.on(GROUP)[-1], 0)
    assert ours(house, who) == before
    assert house.newest("broker").order < house.local.last


def _offer_in_group(book: Book, *, action: str, house: Inside) -> None:
    partnership = book.partnership_of_group(GROUP)
    message = Message("ใครสั่ง", ((Button("ฉันเอง", action),),))
    book.enqueue(GROUP, message, partnership=partnership, dedupe=f"t:{action}", now=house.now)


def test_answers_are_seen_by_those_who_may_and_not_before(house: Inside) -> None:
    """Hidden while the round is open; then the named ones in the group, the broker's alone nowhere."""
    house.tap("rep", f"done:{R}:tools:")
    house.tap("rep", f"answer:{R}:mood::4")
    house.say("rep", WORRY)
    for who in ("rep", "second"):
        for text in ("สถานะ", "สรุป", "ทบทวน", "เมนู"):
            house.say(who, text)
    for text in ("/status", "/summary", "/stage"):
        house.say("rep", text, GROUP)
    before = [s.message.text for s in house.local.shown if s.place.id not in ("rep", "broker")]
    assert not any(SECRET in text or WORRY in text for text in before)
    house.press("broker", own_button(house, "broker", f"close:{R}:yes"), 0)
    house.say("second", "สรุป")
    drafted = [s.message.text for s in house.local.shown if s.place.id not in ("rep", "broker")]
    assert not any(SECRET in text for text in drafted)
    house.tap("broker", f"publish:{R}")
    house.say("second", "สรุป")
    house.tap("second", f"summary:{R}")
    house.say("second", "/summary", GROUP)
    after = [s.message.text for s in house.local.shown if s.place.id not in ("rep", "broker")]
    assert sum(SECRET in text for text in after) >= 3
    assert not any(WORRY in text for text in after)
    assert not reveals_of(house, "outsider")
