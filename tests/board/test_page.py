"""What stands on the page: as much as the broker reads in the chat, and no more; it needs no more than HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.records import Agreement, Promise
from tests.board.premises import BROKER, FIRST, STORY, Answer, Browser, Premises, answered
from tests.whole.inside import BEGIN, GROUP, added

VOID = {"meta", "link", "img", "br", "input"}


class Reader(HTMLParser):
    """Tags as they nest, attributes, and the words within each section."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.said: dict[str, str] = {}
        self._section = ""
        self.feed(answer.text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.seen.append((tag, given))
        if tag == "section":
            self._section = given["id"] or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "section":
            self._section = ""

    def handle_data(self, data: str) -> None:
        self.said[self._section] = self.said.get(self._section, "") + data

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (given for name, given in self.seen if name == tag)

    def links(self, begin: str) -> list[str]:
        return [href for a in self.all("a") if (href := a["href"] or "").startswith(begin)]


def page(premises: Premises) -> Reader:
    return Reader(premises.opened_by(Browser()))


def test_a_partnership_that_has_just_begun(premises: Premises) -> None:
    found = page(premises)
    assert "รอคำตอบ" not in found.said["open"]
    assert "ขณะนี้ไม่มีขั้นตอนที่เปิดอยู่" in found.said["open"]
    assert "ยังไม่มีสรุปที่เผยแพร่" in found.said["summaries"]
    assert found.links("/board/paper/") == []


def test_who_is_missing_by_organisation_and_person(premises: Premises) -> None:
    answered(premises)
    found = page(premises)
    told = found.said["open"]
    assert "รอคำตอบจาก: วัด, โรงเรียน, อบต." in told
    for who in ("คุณone", "คุณtwo", "คุณthree"):
        assert who in told
    assert "ตอบแล้ว 1 จาก" in told
    assert told.count("ยังไม่ได้เริ่มตอบ") == 2


def test_it_shows_what_the_chat_previews_and_says_that_it_is_not_out(premises: Premises) -> None:
    answered(premises)
    told = page(premises).said["summaries"]
    premises.say("broker", "/stage")
    premises.tap("broker", "stage:first")
    premises.tap("broker", "more:first")
    premises.tap("broker", f"preview:{FIRST}")
    assert STORY in premises.newest("broker").message.text
    assert STORY in told
    assert "ยังเปิดอยู่" in told
    assert "เผยแพร่เมื่อ" not in told


def test_an_edition_is_read_and_had_as_a_paper(with_edition: Premises) -> None:
    browser = Browser()
    found = Reader(with_edition.opened_by(browser))
    assert STORY in found.said["summaries"]
    assert "เผยแพร่เมื่อ" in found.said["summaries"]
    papers = found.links("/board/paper/stage/first/1/")
    every = {f"{form}/{audience}" for form in ("pdf", "docx") for audience in ("group", "broker")}
    assert {paper.rpartition("/1/")[2] for paper in papers} == every
    made = with_edition.get(browser, "/board/paper/stage/first/1/docx/broker")
    assert made.status == 200
    assert made.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert made.body[:2] == b"PK"
    pdf = with_edition.get(browser, "/board/paper/stage/first/1/pdf/group")
    assert (pdf.headers["Content-Type"], pdf.body[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    "path",
    [
        "stage/second/1/pdf/group",
        "stage/first/2/pdf/group",
        "stage/first/1/exe/group",
        "stage/first/1/pdf/everyone",
        "poster/-/1/pdf/group",
        "nothing/-/1/pdf/group",
        "stage/-/1/pdf/broker",
    ],
)
def test_papers_that_the_chat_would_not_give(with_edition: Premises, path: str) -> None:
    browser = Browser()
    with_edition.opened_by(browser)
    assert with_edition.get(browser, f"/board/paper/{path}").status == 404
    assert with_edition.get(Browser(), f"/board/paper/{path}").status == 403


def test_the_wheel_is_a_picture_for_its_reader(premises: Premises) -> None:
    browser = Browser()
    found = Reader(premises.opened_by(browser))
    (image,) = found.all("img")
    assert image["src"] == "/board/wheel.png"
    assert image["alt"]
    shown = premises.get(browser, "/board/wheel.png")
    assert (shown.headers["Content-Type"], shown.body[:4]) == ("image/png", b"\x89PNG")
    assert premises.get(Browser(), "/board/wheel.png").status == 403


def test_promises_and_agreements(premises: Premises) -> None:
    """Who, what, by when, and how it stands; those past their day are marked, and not by colour alone."""
    before = premises.partnership()
    org = next(iter(before.organisations))
    after = before.with_promise(Promise("p1", org, "ส่งวิทยากร", BEGIN, BEGIN.date()))
    after = after.with_promise(Promise("p2", org, "ดูแลป่า", BEGIN, BEGIN.date().replace(year=2030)))
    after = after.with_promise(Promise("p3", org, "ปลูกต้นไม้", BEGIN, state="done"))
    after = after.with_agreement(Agreement("a1", "agreed", BEGIN, 1, "ทิศทาง", "ประชุมทุกเดือน", stage="first"))
    premises.now = premises.now.replace(year=2028)
    premises.job(lambda book: book.save(before, after, premises.now, BROKER, "test"))
    answer = premises.opened_by(Browser())
    found = Reader(answer)
    rows = re.findall(r'<tr role="row" class="(\w+)">(.*?)</tr>', answer.text)
    told = {what: re.sub(r"<[^>]+>", " ", row) for what, row in rows if "วัด" in row}
    assert set(told) == {"late", "open", "done"}
    assert "ส่งวิทยากร" in told["late"]
    assert "เลยกำหนด" in told["late"]
    assert "5 มกราคม 2570" in told["late"]
    assert "5 มกราคม 2573" in told["open"]
    assert "เลยกำหนด" not in told["open"]
    assert "ประชุมทุกเดือน" in found.said["agreements"]
    assert "ทิศทาง" in found.said["agreements"]


def test_peoples_words_are_words(premises: Premises) -> None:
    """No markup of theirs becomes any of ours; nor do characters that turn the line round."""
    before = premises.partnership()
    org = next(iter(before.organisations))
    bad = "<script>alert(1)</script><img src=x onerror=y>\u202eevil & “ดี”"
    after = replace(before, name=f"<b>{bad}</b>")
    after = after.with_organisation(replace(after.organisations[org], name=f"วัด{bad}"))
    after = after.with_promise(Promise("p1", org, bad, BEGIN))
    premises.job(lambda book: book.save(before, after, premises.now, BROKER, "test"))
    answer = premises.opened_by(Browser())
    found = Reader(answer)
    assert "<script>alert(1)</script>" in found.said["promises"]
    assert "\u202e" not in answer.text
    assert not list(found.all("script"))
    assert not list(found.all("b"))
    assert len(list(found.all("img"))) == 1


def test_it_is_plain_html_without_scripts_and_stays_on_this_machine(with_edition: Premises) -> None:
    answer = with_edition.opened_by(Browser())
    found = Reader(answer)
    assert answer.text.startswith('<!DOCTYPE html>\n<html lang="th">')
    assert not re.search(r"\son\w+=|\sstyle=|javascript:|https?://", answer.text)
    levels = [int(tag[1]) for tag, _ in found.seen if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(found.all(landmark))) == 1
    names = {given["id"] for given in found.all("section")}
    assert {href.removeprefix("#") for href in found.links("#")} == names
    ids = [given["id"] for _, given in found.seen if "id" in given]
    assert len(ids) == len(set(ids))


def test_it_speaks_the_brokers_language(with_edition: Premises) -> None:
    with_edition.say("broker", "/language en")
    answer = with_edition.opened_by(Browser())
    assert '<html lang="en">' in answer.text
    told = re.sub(r"<[^>]+>", "", answer.text)
    assert "Open now" in told
    assert "Published on" in told
    assert "พ.ศ." not in told


def test_a_partnership_that_is_not_set_up_yet(tmp_path: Path) -> None:
    """There is nothing to read but how to go on."""
    house = Premises(tmp_path)
    house.start()
    house.do("broker", added(house.local, "broker"), GROUP)
    house.press_where("broker", GROUP, lambda b: b.opens == "setup")
    answer = house.opened_by(Browser())
    assert "โปรดตั้งภาคีในแชตให้เสร็จก่อน" in answer.text
    assert not list(Reader(answer).all("section"))
    house.end()
