"""What pushing costs and who may spend it; who can be written to; codes for a group and for one's other app."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Blocked, NotDelivered, Pressed, PriceFound, Said, Started, Unblocked
from bot.core.model import Member, Person, Place, Push, Role
from bot.core.sending import forecast
from tests.core.factories import partnership
from tests.core.scene import BROKER, KINDS, ME, Scene

FOUND = PriceFound(1, 3, 20, 60, 300)
DESK = Place(*BROKER)
SECOND = Person("telegram", "p-second")


def scene_with_price(found: PriceFound = FOUND) -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "sending")
    scene.do(BROKER, found)
    return scene


def kinds_of(effects: list[Effect]) -> list[str]:
    return [type(e).__name__ for e in effects]


# ── the page ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", ["sending", "ค่าส่ง", "ดูค่าส่ง"])
def test_a_broker_asks_and_is_shown(way: str) -> None:
    scene = Scene(partnership(2))
    effects = scene.press(BROKER, way) if way == "sending" else scene.say(BROKER, way)
    (asked,) = effects
    assert isinstance(asked, say.AskPrice)
    assert asked.to == DESK
    (card,) = scene.do(BROKER, FOUND)  # 22 November: 60 in 22 days are 82 in 30
    assert card == say.Sending(DESK, "th", "never", 1, 3, 20, 60, 300, 82)
    assert isinstance(card, say.Sending)
    assert card.left == 240


@pytest.mark.parametrize(
    ("used", "at", "comes_to"),
    [
        (0, datetime(2026, 11, 1, tzinfo=UTC), 0),
        (10, datetime(2026, 11, 1, tzinfo=UTC), 300),
        (60, datetime(2026, 11, 30, 10, tzinfo=UTC), 60),
        (60, datetime(2026, 11, 30, 17, tzinfo=UTC), 1860),
        (7, datetime(2027, 2, 14, tzinfo=UTC), 14),
        (8, datetime(2028, 2, 10, tzinfo=UTC), 24),
        (100, datetime(2026, 12, 31, 16, 59, tzinfo=UTC), 100),
    ],
)
def test_the_months_forecast_goes_by_the_day_in_thailand(
    used: int, at: datetime, comes_to: int
) -> None:
    assert forecast(used, at) == comes_to


def test_the_menu_has_the_page_for_brokers_where_it_is_billed() -> None:
    scene = Scene(partnership(2))
    (menu,) = scene.press(BROKER, "menu")
    (free,) = scene.do(BROKER, Said("เมนู", "m1"), priced=False)
    (theirs,) = scene.press(ME, "menu")
    assert isinstance(menu, say.Menu)
    assert isinstance(free, say.Menu)
    assert isinstance(theirs, say.Menu)
    assert (menu.sending, free.sending, theirs.sending) == (True, False, False)


def test_where_nothing_is_billed_there_is_nothing_to_decide() -> None:
    scene = Scene(partnership(2))
    was = scene.p
    for action in ("sending", "policy:always", "push:20"):
        (shown,) = scene.do(BROKER, Pressed("x", action), priced=False)
        assert isinstance(shown, say.Menu)
        assert shown.notice == "not_now"
    assert scene.p == was


@pytest.mark.parametrize("chosen", list(Push))
def test_the_policy_is_kept_and_shown(chosen: Push) -> None:
    scene = Scene(partnership(2))
    assert kinds_of(scene.press(BROKER, f"policy:{chosen}")) == ["AskPrice"]
    assert scene.p.push == chosen
    (card,) = scene.do(BROKER, FOUND)
    assert isinstance(card, say.Sending)
    assert card.policy == chosen.value


# ── what is spent ────────────────────────────────────────────────────────────


def test_what_was_shown_is_pushed_once() -> None:
    scene = scene_with_price()
    effects = scene.press(BROKER, "push:20")
    assert effects == [say.PushWaiting(DESK, "th", 20), say.Pushed(DESK, "th", 20)]
    assert kinds_of(scene.press(BROKER, "push:20")) == ["AskPrice"]


def test_never_for_another_price_than_was_shown_last() -> None:
    scene = scene_with_price()
    scene.do(BROKER, replace(FOUND, price=80))
    assert kinds_of(scene.press(BROKER, "push:20")) == ["AskPrice"]
    assert kinds_of(scene_with_price().press(BROKER, "push")) == ["AskPrice"]
    assert kinds_of(scene_with_price().press(BROKER, "push:x")) == ["AskPrice"]


def test_an_old_button_spends_nothing() -> None:
    late = scene_with_price()
    late.at += timedelta(minutes=10)
    assert kinds_of(late.press(BROKER, "push:20")) == ["AskPrice"]
    elsewhere = scene_with_price()
    elsewhere.press(BROKER, "wheel")
    assert kinds_of(elsewhere.press(BROKER, "push:20")) == ["AskPrice"]


def test_what_was_not_sent_is_asked_for_once_more() -> None:
    def card(scene: Scene) -> say.Sending:
        (shown,) = scene.do(BROKER, FOUND)
        assert isinstance(shown, say.Sending)
        return shown

    late = scene_with_price()
    late.at += timedelta(minutes=10)
    late.press(BROKER, "push:20")
    assert card(late).again
    assert not card(late).again  # and this one can be spent
    assert kinds_of(late.press(BROKER, "push:20")) == ["PushWaiting", "Pushed"]
    late.press(BROKER, "push:20")
    late.press(BROKER, "policy:always")
    assert not card(late).again


@pytest.mark.parametrize("action", ["push:20", "sending", "policy:always", "linkgroup"])
def test_others_may_not(action: str) -> None:
    scene = scene_with_price()
    was = scene.p
    assert kinds_of(scene.press(ME, action)) == ["NotAllowed"]
    assert scene.p == was
    assert scene.do(ME, FOUND) == []
    assert scene.p == was


def test_a_price_breaks_into_nothing_that_is_being_written() -> None:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(BROKER, "sending")
    scene.press(BROKER, f"agreed:{KINDS}")
    scene.do(BROKER, FOUND)
    scene.say(BROKER, "พบกันทุกเดือน")
    assert scene.p.rounds[KINDS].agreed == "พบกันทุกเดือน"


def test_nor_into_a_broker_s_joining() -> None:
    scene = Scene(partnership(2))
    scene.press(BROKER, "represent")
    scene.press(BROKER, "sending")
    scene.do(BROKER, FOUND)
    scene.say(BROKER, "2")
    assert scene.p.members[BROKER].organisation == "o2"


@pytest.mark.parametrize("text", ["ค่าส่ง", "เชื่อมกลุ่ม"])
def test_a_brokers_word_is_an_answer_of_whoever_is_none(text: str) -> None:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    scene.press(ME, f"go:{KINDS}")
    scene.say(ME, text)
    (answer,) = scene.p.rounds[KINDS].answers.values()
    assert answer.value == text


# ── codes ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("who", "way", "kind"), [
    (BROKER, "linkgroup", "group"), (BROKER, "เชื่อมกลุ่ม", "group"),
    (BROKER, "linkme", "person"), (ME, "linkme", "person"), (ME, "เชื่อมแอป", "person"),
])  # fmt: skip
def test_a_code_is_offered(who: Person, way: str, kind: str) -> None:
    scene = Scene(partnership(2))
    was = scene.p
    (offered,) = scene.press(who, way) if way.isascii() else scene.say(who, way)
    assert offered == say.OfferCode(Place(*who), "th", kind, "ภาคีแม่แรม")
    assert scene.p == was


def test_the_page_of_ones_data_tells_whether_there_is_another_app() -> None:
    scene = Scene(partnership(2))
    for apps in (False, True):
        (data,) = scene.do(ME, Pressed("x", "mydata"), apps=apps)
        assert isinstance(data, say.MyData)
        assert data.apps == apps


# ── who can be written to ────────────────────────────────────────────────────


def with_second_broker() -> Scene:
    scene = Scene(partnership(2))
    other = Member(SECOND, Place(*SECOND), "สอง", roles=frozenset({Role.BROKER}))
    scene.p = scene.p.with_member(other)
    return scene


@pytest.mark.parametrize("why", ["quota", "uncertain"])
def test_every_broker_hears_of_the_quota_also_the_one_it_was_for(why: str) -> None:
    scene = with_second_broker()
    was = scene.p
    in_group = scene.do(Person("telegram", "-100"), NotDelivered(why), Place("telegram", "-100"))
    own = scene.do(BROKER, NotDelivered(why))
    for effects, who in ((in_group, "ภาคีแม่แรม"), (own, "พี่กลาง ผู้เชื่อมประสาน")):
        assert [(e.to, e.who, e.why) for e in effects if isinstance(e, say.Undelivered)] == [
            (DESK, who, why),
            (Place(*SECOND), who, why),
        ]
    assert scene.p == was


def test_of_the_rest_only_the_others_hear() -> None:
    scene = with_second_broker()
    heard = scene.do(BROKER, NotDelivered("refused"))
    assert [e.to for e in heard] == [Place(*SECOND)]


def lines(scene: Scene) -> dict[Person, tuple[str, str]]:
    (who,) = scene.press(BROKER, f"who:{KINDS}")
    assert isinstance(who, say.Who)
    return {line.person: (line.state, line.why) for line in who.people}


def asked() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    return scene


def test_the_broker_sees_why_someone_cannot_be_written_to() -> None:
    scene = asked()
    assert lines(scene)[ME] == ("invited", "")
    scene.do(ME, Pressed("x", "menu"), friend=False)
    assert lines(scene)[ME] == ("invited", "not_friend")
    scene.do(ME, Started(), friend=False)
    assert lines(scene)[ME] == ("asking", "not_friend")
    scene.do(ME, Unblocked(), friend=True)
    assert lines(scene)[ME] == ("asking", "")
    scene.do(ME, Blocked(), friend=False)
    assert lines(scene)[ME] == ("unreached", "blocked")
    scene.do(ME, Unblocked(), friend=True)
    assert lines(scene)[ME] == ("asking", "")
    scene.p = scene.p.with_member(replace(scene.p.members[ME], private=None))
    assert lines(scene)[ME] == ("unreached", "never_came")


def test_whoever_goes_on_where_no_friends_are_needed_can_be_written_to() -> None:
    scene = asked()
    scene.do(ME, Started(), friend=False)
    scene.do(ME, Started())
    assert scene.p.members[ME].friend


def test_a_price_tells_nothing_of_who_is_a_friend() -> None:
    scene = Scene(partnership(2))
    scene.do(BROKER, Started(), friend=False)
    scene.do(BROKER, FOUND)
    assert not scene.p.members[BROKER].friend


def test_a_block_counts_only_where_they_are_written_to() -> None:
    """One person on two apps: leaving the one they do not use is no matter."""
    scene = asked()
    line = Place("line", "U1")
    was = copy(scene).p

    def blocks(place: Place) -> list[Effect]:
        return scene.do(ME, Blocked(), place, private=True)

    assert blocks(line) == []
    assert scene.p == was
    heard = blocks(Place(*ME))
    assert kinds_of(heard) == ["Undelivered"]
    assert not scene.p.members[ME].reachable
    scene.do(ME, Said("สวัสดี", "m1"), line, private=True)
    assert (scene.p.members[ME].private, scene.p.members[ME].reachable) == (line, True)
    assert blocks(Place(*ME)) == []
    assert scene.p.members[ME].reachable
