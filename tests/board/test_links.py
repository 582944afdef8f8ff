"""The personal link: it opens the page once, in one browser, for a short time, for a broker; everything else meets one
and the same refusal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.board import address
from bot.channels.local import NAME
from bot.core.board import OPEN_FOR, OPENS_WITHIN
from bot.core.model import Place, Role
from tests.board.premises import BROKER, Answer, Browser, Premises
from tests.whole.inside import MINUTE, set_up

SECOND = timedelta(seconds=1)


def refused(answer: Answer, premises: Premises) -> bool:
    """Refused by the page that a link which never was meets."""
    never = premises.get(Browser(), "/board/" + "A" * 22)
    return answer.status in (403, 404) and never.status == 404 and answer.body == never.body


def test_a_link_opens_the_page_of_the_partnership(premises: Premises) -> None:
    link, browser = premises.link(), Browser()
    assert re.fullmatch(r"/board/[A-Za-z0-9_-]{22}", link)
    door = premises.get(browser, link)
    assert (door.status, door.text.count("<button")) == (200, 1)
    assert "ภาคี g1" not in door.text
    assert not browser.cookies
    answer = premises.post(browser, link)
    assert (answer.status, answer.headers["Location"]) == (303, "/board")
    page = premises.get(browser, "/board")
    assert page.status == 200
    assert "<h1>ภาคี g1</h1>" in page.text
    assert premises.audited() == ['["board:made"]', '["board:opened"]']


def test_a_preview_spends_nothing(premises: Premises) -> None:
    link = premises.link()
    for method in ("GET", "HEAD", "GET"):
        assert premises.get(Browser(), link, method).status == 200
    assert premises.post(Browser(), link).status == 303


def test_the_cookie_is_for_the_page_alone(premises: Premises, tmp_path: Path) -> None:
    answer = premises.post(Browser(), premises.link())
    cookie = answer.headers["Set-Cookie"]
    told = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert told >= {"httponly", "samesite=strict", "path=/board", f"max-age={int(OPEN_FOR.total_seconds())}"}
    assert "secure" not in told  # on this machine, by http
    value = re.match(r"phakhi_board=([\w-]+);", cookie)
    assert value is not None
    assert len(value[1]) == 22
    far = Premises(tmp_path / "far", "https://bot.example.org/phakhi")
    far.start()
    far.founded()
    path = far.link().removeprefix("/phakhi")
    answer = far.post(Browser(), path)
    told = {part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")[1:]}
    assert told >= {"httponly", "samesite=strict", "path=/phakhi/board", "secure"}
    assert answer.headers["Location"] == "/phakhi/board"
    far.end()


def test_neither_token_nor_cookie_is_kept(premises: Premises) -> None:
    """Nor is the token in what waits to be sent."""
    link, browser = premises.link(), Browser()
    premises.post(browser, link)
    token, cookie = link.rpartition("/")[2], browser.cookies["phakhi_board"]
    for rows in premises.dump().values():
        assert token not in repr(rows)
        assert cookie not in repr(rows)
    assert premises.rows("SELECT count(*) FROM board_session") == [(1,)]


def test_every_answer_has_the_strict_headers(premises: Premises) -> None:
    browser = Browser()
    link = premises.link()
    answers = [
        premises.get(browser, link),
        premises.post(browser, link),
        premises.get(browser, "/board"),
        premises.get(browser, "/board/wheel.png"),
        premises.get(browser, "/board/paper/stage/-/1/pdf/group"),
        premises.get(Browser(), "/board"),
        premises.get(Browser(), "/board/" + "x" * 22),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert {part.strip() for part in policy.split(";")} == {
            "default-src 'none'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "form-action 'self'",
            "base-uri 'none'", "frame-ancestors 'none'",
        }  # fmt: skip
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    look = premises.get(Browser(), "/board/look/board.css")
    assert (look.status, look.headers["Content-Type"]) == (200, "text/css")
    assert premises.get(Browser(), "/board/look/Sarabun-Bold.ttf").headers["Content-Type"] == "font/ttf"


# ── refused ──────────────────────────────────────────────────────────────────


def test_expired(premises: Premises) -> None:
    link = premises.link()
    premises.now += OPENS_WITHIN - MINUTE - SECOND  # the minute is what asking took
    assert premises.get(Browser(), link).status == 200
    premises.now += SECOND
    assert refused(premises.get(Browser(), link), premises)
    assert refused(premises.post(Browser(), link), premises)


def test_the_page_closes_after_its_time(premises: Premises) -> None:
    browser = Browser()
    premises.opened_by(browser)
    premises.now += OPEN_FOR - SECOND
    assert premises.get(browser, "/board").status == 200
    premises.now += SECOND
    for path in ("/board", "/board/wheel.png", "/board/paper/dossier/-/1/pdf/broker"):
        assert refused(premises.get(browser, path), premises)


def test_a_second_browser(premises: Premises) -> None:
    link, first, second = premises.link(), Browser(), Browser()
    premises.post(first, link)
    assert refused(premises.post(second, link), premises)
    assert refused(premises.get(second, "/board"), premises)
    assert not second.cookies
    assert premises.get(first, "/board").status == 200
    # Who taps it once more in the same browser gets back to the page.
    assert premises.get(first, link).status == 200
    assert premises.post(first, link).status == 303
    assert len(premises.rows("SELECT * FROM board_session")) == 1


def test_revoked(premises: Premises) -> None:
    browser, unopened = Browser(), premises.link()
    premises.opened_by(browser)
    shown = premises.tap("broker", "board:off")[-1]
    assert "ยกเลิกลิงก์ทั้งหมด" in shown.message.text
    assert refused(premises.get(browser, "/board"), premises)
    assert refused(premises.get(Browser(), unopened), premises)
    assert refused(premises.post(Browser(), unopened), premises)
    assert premises.audited()[-1] == '["board:revoked"]'
    premises.tap("broker", "board:off")
    assert premises.audited().count('["board:revoked"]') == 1
    assert premises.opened_by(browser).status == 200


def test_someone_elses(premises: Premises) -> None:
    """Another broker's page is another one; and a token of one partnership does nothing in the other."""
    set_up(premises, "other", Place(NAME, "g2"))
    mine, theirs = Browser(), Browser()
    assert "ภาคี g1" in premises.opened_by(mine).text
    page = premises.opened_by(theirs, "other")
    assert "ภาคี g2" in page.text
    assert "ภาคี g1" not in page.text
    assert "วัด" not in page.text
    link = premises.link("other")
    # In a browser in which another's page is open, the link opens its own, and that one is gone.
    assert premises.post(mine, link).status == 303
    assert "ภาคี g2" in premises.get(mine, "/board").text
    premises.tap("other", "board:off")
    assert refused(premises.get(theirs, "/board"), premises)


def test_forged(premises: Premises) -> None:
    link, browser = premises.link(), Browser()
    other = link[:-2] + ("AB" if not link.endswith("AB") else "BA")
    assert refused(premises.get(Browser(), other), premises)
    assert refused(premises.post(Browser(), other), premises)
    premises.post(browser, link)
    for cookie in ("", "x", "A" * 22, link.rpartition("/")[2], browser.cookies["phakhi_board"] + "A"):
        assert refused(premises.get(Browser({"phakhi_board": cookie}), "/board"), premises)


def test_from_another_site(premises: Premises) -> None:
    link = premises.link()
    assert refused(premises.post(Browser(), link, Sec_Fetch_Site="cross-site"), premises)
    assert premises.post(Browser(), link, Sec_Fetch_Site="same-origin").status == 303


def test_strangers_keep_nobody_out(premises: Premises) -> None:
    """Behind a proxy all come from one address."""
    link = premises.link()
    for n in range(50):
        assert refused(premises.get(Browser(), f"/board/{n:022}"), premises)
    assert premises.get(Browser(), link).status == 200
    assert premises.post(Browser(), link).status == 303


def test_the_writer_is_not_asked_about_what_is_invented(premises: Premises) -> None:
    with premises.writer_at_work():
        assert refused(premises.get(Browser(), "/board/" + "A" * 22), premises)
        assert refused(premises.post(Browser(), "/board/" + "A" * 22), premises)
        assert refused(premises.get(Browser({"phakhi_board": "A" * 22}), "/board"), premises)


def test_revoked_before_it_came(premises: Premises) -> None:
    """The letter with the link is on its way while all links are revoked."""
    first = premises.link()
    premises.asks_and_hears_nothing("broker", "/board")
    premises.tap("broker", "board:off")
    (late,) = {link for link in premises.links() if link != first}
    assert refused(premises.get(Browser(), late), premises)
    assert refused(premises.post(Browser(), late), premises)
    assert premises.opened_by(Browser()).status == 200


# ── whose it is ──────────────────────────────────────────────────────────────


def test_only_brokers_get_one(premises: Premises) -> None:
    premises.say("one", "/board")
    assert not premises.newest("one").tokens
    assert premises.rows("SELECT count(*) FROM board_link") == [(0,)]
    shown = premises.say("broker", "/board", Place(NAME, "g1"))
    assert not [s for s in shown if s.tokens.get("board")]


def test_who_gave_the_role_away(premises: Premises) -> None:
    """Closed at once, and it stays so, whether the role comes back or not."""
    browser, unopened = Browser(), premises.link()
    premises.opened_by(browser)
    roles(premises, broker="one")
    assert refused(premises.get(browser, "/board"), premises)
    assert refused(premises.post(Browser(), unopened), premises)
    roles(premises, broker="broker")
    assert refused(premises.get(browser, "/board"), premises)


def test_who_lays_the_role_down(premises: Premises) -> None:
    """Closed by the very event, before anybody asks for the page again."""
    before = premises.partnership()
    other = next(m for m in before.members.values() if m.person.id == "one")
    after = before.with_member(replace(other, roles=other.roles | {Role.BROKER}))
    premises.job(lambda book: book.save(before, after, premises.now, BROKER, "test"))
    premises.opened_by(Browser())
    premises.opened_by(Browser(), "one")
    premises.say("broker", "/brokers")
    premises.tap("broker", "layrole")
    if premises.newest("broker").buttons[0].action.startswith("layrole:"):
        premises.tap("broker", premises.newest("broker").buttons[0].action)
    assert not next(m for m in premises.partnership().members.values() if m.person.id == "broker").broker
    assert premises.rows("SELECT person FROM board_session") == [("one",)]
    assert premises.rows("SELECT DISTINCT person FROM board_link WHERE revoked = 0") == [("one",)]


def roles(premises: Premises, broker: str) -> None:
    """As a hand-over leaves them in the file."""
    before = after = premises.partnership()
    for person, member in before.members.items():
        mine = {Role.BROKER} if person.id == broker else set()
        after = after.with_member(replace(member, roles=(member.roles - {Role.BROKER}) | mine))
    premises.job(lambda book: book.save(before, after, premises.now, BROKER, "test"))


def test_who_erased_their_data(premises: Premises) -> None:
    browser, unopened = Browser(), premises.link()
    premises.opened_by(browser)
    premises.say("broker", "ลบข้อมูลของฉัน")
    premises.tap("broker", "erase:link")
    assert refused(premises.get(browser, "/board"), premises)
    assert refused(premises.post(Browser(), unopened), premises)
    assert premises.rows("SELECT * FROM board_link") == []
    assert premises.rows("SELECT * FROM board_session") == []


def test_what_is_over_is_dropped(premises: Premises) -> None:
    premises.opened_by(Browser())
    premises.link()
    premises.now += OPEN_FOR + OPENS_WITHIN + MINUTE
    premises.job(lambda book: book.tidy(premises.now))
    assert premises.rows("SELECT * FROM board_link") == []
    assert premises.rows("SELECT * FROM board_session") == []


def test_without_an_address_it_is_said_in_words(tmp_path: Path) -> None:
    bare = Premises(tmp_path, "http://bot.example.org")
    bare.start()
    bare.founded()
    bare.say("broker", "หน้าเว็บ")
    shown = bare.newest("broker")
    assert "PUBLIC_URL" in shown.message.text
    assert not [b for b in shown.buttons if b.opens]
    assert bare.rows("SELECT * FROM board_link") == []
    bare.end()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/x/", "https://a.example/x"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:1/", "http://localhost:1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://127.0.0.2:8080", "http://127.0.0.2:8080"),
        ("http://a.example", ""),
        ("http://127.0.0.1.a.example", ""),
        ("http://127.0.0.1@a.example", ""),
        ("ftp://127.0.0.1", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_by_https_or_on_this_machine(url: str, kept: str) -> None:
    assert address(url) == kept


def test_the_ways_to_ask(premises: Premises) -> None:
    for text in ("หน้าเว็บ", "หน้าภาพรวม", "ขอดูหน้าเว็บ", "/board"):
        premises.say("broker", text)
        assert premises.newest("broker").tokens["board"], text
    premises.say("broker", "เมนู")
    premises.tap("broker", "about")
    premises.tap("broker", "board")
    assert premises.newest("broker").tokens["board"].startswith("http://127.0.0.1:8080/board/")


def test_of_several_partnerships_that_of_the_conversation(premises: Premises) -> None:
    set_up(premises, "broker", Place(NAME, "g2"))
    browser = Browser()
    assert "ภาคี g2" in premises.opened_by(browser).text
    premises.say("broker", "สลับภาคี")
    number = next(n for n, b in enumerate(premises.newest("broker").buttons) if "g1" in b.label)
    premises.press("broker", premises.newest("broker"), number)
    assert "ภาคี g1" in premises.opened_by(browser).text
