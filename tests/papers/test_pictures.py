"""Pictures of summaries and the wheel: what stands on them, that nothing is cut or overprinted, who may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import written
from bot.core.effects import Summary
from bot.core.results import Bars, Block, Lines, Note, Spread, Voices
from bot.message import Picture
from bot.papers.pictures import POINTS, WIDTH, draw, sheet
from bot.render import pictures
from bot.render.picture_plan import dates_in
from bot.render.picture_poster import Way
from bot.render.words import read_speeches, speaking
from tests.papers import hard_cases
from tests.papers.hard_cases import HARD, NAMES, summary

SPEECHES = read_speeches()
HIGHEST = 3.4
"""Times the width, of the hardest case; ordinary ones are some two."""
MOST_BYTES = 1_000_000
"""LINE: a preview image."""
SIDE = 18.0
"""Points at the left and the right in which nothing is written."""
OVER = 0.35
"""So much of the smaller one two lines' boxes may share: marks of Thai stand out of their line."""


def pictures_of(effect: Summary) -> tuple[Picture, ...]:
    with speaking(SPEECHES[effect.language]):
        return pictures.of_summary(effect)


def told(picture: Picture) -> str:
    """All text on it, without blanks."""
    page = pypdfium2.PdfDocument(sheet(picture))[0]
    return "".join(page.get_textpage().get_text_range().split()).replace("\ufffe", "")


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def all_hard() -> Iterator[tuple[str, Picture]]:
    for name, make in HARD.items():
        for n, picture in enumerate(pictures_of(make())):
            yield f"{name}-{picture.kind}-{n}", picture
    with speaking(SPEECHES["th"]):
        for long in (False, True):
            wheel = pictures.of_wheel(hard_cases.lines(long), NAMES[0])
            assert wheel is not None
            yield f"wheel-{long}", wheel


CASES = dict(all_hard())


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_or_printed_over(name: str) -> None:
    document = pypdfium2.PdfDocument(sheet(CASES[name]))
    assert len(document) == 1
    page = document[0]
    width, height = page.get_size()
    assert round(width) == POINTS
    text = page.get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    assert boxes
    for left, bottom, right, top in boxes:
        assert left >= SIDE, text.get_text_bounded(left, bottom, right, top)
        assert right <= POINTS - SIDE, text.get_text_bounded(left, bottom, right, top)
        assert 0 <= bottom < top <= height
    for one, other in combinations(boxes, 2):
        assert shared(one, other) < OVER, (text.get_text_bounded(*one), text.get_text_bounded(*other))


Box = tuple[float, float, float, float]


def shared(one: Box, other: Box) -> float:
    """How much of the smaller box lies in the other."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / least if wide > 0 and high > 0 and least > 0 else 0.0


@pytest.mark.parametrize("name", CASES)
def test_a_picture_fits_a_telephone_and_what_line_takes(name: str) -> None:
    png = draw(CASES[name])
    width, height = size(png)
    assert width == WIDTH
    assert height <= HIGHEST * WIDTH
    assert len(png) <= MOST_BYTES


def test_every_picture_says_what_it_shows() -> None:
    assert all(picture.alt.strip() for picture in CASES.values())
    assert {p.kind for p in CASES.values()} == {
        "wheel", "card", "timeline", "feasibility", "resources", "benefit", "health",
    }


# ── what stands on them ──────────────────────────────────────────────────────


def test_the_card_shows_bars_a_scale_voices_and_who_answered() -> None:
    blocks: list[Block] = [
        Voices("แนวคิด", ((NAMES[11], "น้ำใสทุกบ้าน"),)),
        Spread("ความเร่งด่วน", Decimal(4), 3, 5, (0, 0, 1, 1, 1), 3, ("น้อย", "มาก")),
        Bars("ข้อมูล", (("แผนที่", 2),), 3),
    ]
    effect = replace(summary("scoping", blocks, NAMES[10:]), missing=(NAMES[1],), agreed="เริ่มมกราคม")
    (card,) = pictures_of(effect)
    found = told(card)
    for words in ("“น้ำใสทุกบ้าน”", "ค่ากลาง4(3–5)", "แผนที่", "2จาก3", "เริ่มมกราคม", "ไม่ได้ตอบ", "ส่งคำตอบแล้ว2จาก3องค์กร"):
        assert words in found, words


def test_a_vote_says_how_it_came_out_only_beside_its_bars() -> None:
    out = Note("=decided", {"outcome": "carried", "rule": "majority", "voted": "3", "of": "3"})
    many = [Bars(f"คำถาม {n}", (("ก", 3),), 3) for n in range(3)]
    blocks: list[Block] = [many[0], out, many[1], out, many[2], out]
    (card,) = pictures_of(summary("scoping", blocks))
    kinds = [block["kind"] for block in json.loads(card.data)["blocks"]]
    assert kinds == ["bars", "notes", "bars", "notes"]


def test_what_was_decided_has_its_room_before_what_people_said() -> None:
    """A stage full of long words still tells that a motion failed, and how many were for it."""
    long = Voices("words", tuple((name, "ก" * 300) for name in NAMES[:3]))
    vote = Bars("direction", (("ทำต่อ", 2), ("หยุด", 2)), 4)
    out = Note("=decided", {"outcome": "failed", "rule": "consent", "voted": "4", "of": "4"})
    scale = Spread("health", Decimal(3), 1, 5, (1, 0, 2, 0, 1), 4)
    for blocks in ((long, scale, vote, out), (vote, out, scale, long)):
        (card,) = pictures_of(summary("reviewing", list(blocks)))
        kinds = [block["kind"] for block in json.loads(card.data)["blocks"]]
        at = kinds.index("bars")
        assert kinds[at : at + 2] == ["bars", "notes"], kinds


def test_nothing_is_drawn_of_a_stage_that_nobody_answered() -> None:
    assert pictures_of(summary("planning", [])) == ()
    with speaking(SPEECHES["th"]):
        assert pictures.of_wheel((), "ก") is None
        assert pictures.of_poster("ก", "ข", {}) is None


def test_what_is_the_brokers_alone_is_on_no_picture() -> None:
    secret = "ขอถอนตัวเงียบๆ"
    for make in HARD.values():
        effect = replace(make(), for_broker=(Voices("=for_broker", ((NAMES[0], secret),)),), draft=True)
        for picture in pictures_of(effect):
            assert secret not in picture.data
            assert secret not in picture.alt


def test_a_draft_says_that_it_is_one_and_an_edition_which() -> None:
    effect = replace(HARD["one_voice"](), draft=True)
    assert "ฉบับร่าง" in told(pictures_of(effect)[0])
    assert "ฉบับที่๒" in told(pictures_of(replace(effect, draft=False, edition=2))[0])


def test_the_plan_runs_from_its_first_day_to_its_last() -> None:
    (page,) = [p for p in pictures_of(hard_cases.planned(3)) if p.kind == "timeline"]
    data = json.loads(page.data)
    assert [row["dates"] for row in data["rows"]] == ["2 ก.พ. 2571 – 27 ธ.ค. 2572", "3 ธ.ค. 2572 – 26 ธ.ค. 2572"]
    assert [row["name"] for row in data["undated"]] == [data["undated"][0]["name"]]
    assert data["rows"][0]["start"] < data["rows"][0]["to"] <= 1
    assert data["ticks"][0] == {"at": 0.0, "month": "ก.พ.", "year": "2571"}


@given(st.dates(date(1960, 1, 1), date(2150, 12, 31)), st.sampled_from(["th", "en"]))
def test_a_date_is_read_back_as_it_was_written(day: date, language: str) -> None:
    assert dates_in(f"{NAMES[0]}: {written(day, language)} – ?") == [day]


def test_what_people_wrote_may_look_like_a_date() -> None:
    assert dates_in("31 กุมภาพันธ์ 2570 – 99 มกราคม 2570") == []


def test_all_forty_activities_are_drawn_or_counted() -> None:
    found = [p for p in pictures_of(hard_cases.planned(40)) if p.kind == "timeline"]
    rows = [json.loads(p.data) for p in found]
    assert sum(len(r["rows"]) + len(r["undated"]) for r in rows) == 18
    assert [r["more"] for r in rows] == ["", "", "มีอีก 22 รายการในข้อความสรุป"]


def test_the_map_tells_what_is_firm_what_awaits_and_what_is_missing() -> None:
    (made,) = [p for p in pictures_of(hard_cases.pledged()) if p.kind == "resources"]
    data = json.loads(made.data)
    assert len(data["partners"]) == len(NAMES)
    assert {cell for kind in data["kinds"] for cell in kind["cells"]} == {"", "firm", "awaiting"}
    empty = [kind["name"] for kind in data["kinds"] if kind["empty"]]
    assert empty == ["สื่อประชาสัมพันธ์", "ประสานเครือข่าย"]
    assert data["money"]["total"].endswith("1,234,567,891 บาท")


def test_the_matrix_sets_words_beside_the_verdict() -> None:
    (made,) = [p for p in pictures_of(hard_cases.measured(3)) if p.kind == "benefit"]
    rows = json.loads(made.data)["rows"]
    assert [row["name"] for row in rows][1] == NAMES[1]
    assert [one["kind"] for one in rows[0]["told"]] == ["words", "verdict", "words", "reached"]
    assert [row["told"][1]["mark"] for row in rows] == ["plus", "tick", "half"]


def test_health_hides_what_too_few_answered() -> None:
    made = [p for p in pictures_of(hard_cases.reviewed(3)) if p.kind == "health"]
    assert len(made) == 1
    assert "น้อยกว่า3องค์กร" in told(made[0])


def test_an_edition_in_another_language_is_still_drawn() -> None:
    """Its blocks have the words of the language that it was published in."""
    effect = replace(hard_cases.pledged(), language="en")
    assert "resources" in {picture.kind for picture in pictures_of(effect)}


def test_the_wheel_tells_how_far_each_stage_is() -> None:
    with speaking(SPEECHES["en"]):
        wheel = pictures.of_wheel(hard_cases.lines(), "X")
    assert wheel is not None
    found = told(wheel)
    for words in ("published", "skipped", "open,1of12handedin", "draft", "of12stagespassed"):
        assert words in found


def test_a_summary_that_is_no_stage_of_the_twelve_has_its_card() -> None:
    """A broker's own questions, with none of those that the special pictures need."""
    stage = replace(hard_cases.CYCLE.stages["resourcing"], parts=())
    blocks = [Lines("=resource_map", ((NAMES[0], (("ก", "ข"),)),))]
    assert [p.kind for p in pictures_of(replace(summary("resourcing", blocks), stage=stage))] == ["card"]


# ── the poster ───────────────────────────────────────────────────────────────

WAYS = {
    "telegram": Way("https://t.me/phakhi_bot?start=aB3dE6", "@phakhi_bot"),
    "line": Way("https://line.me/R/oaMessage/%40phakhi/?join%20K7QM2", "@998phakhi"),
}


def poster(name: str, purpose: str, ways: dict[str, Way], code: str) -> Picture:
    with speaking(SPEECHES["th"]):
        made = pictures.of_poster(name, purpose, ways, code, date(2027, 1, 11))
    assert made is not None
    return made


@pytest.mark.parametrize("links", [WAYS, {"line": WAYS["line"]}, {}])
@pytest.mark.parametrize("name", ["น้ำสะอาด", " ".join(NAMES)])
def test_the_poster_is_one_sheet_of_a4(name: str, links: dict[str, Way]) -> None:
    made = poster(name, hard_cases.LONG, links, "K7QM2")
    document = pypdfium2.PdfDocument(sheet(made))
    assert [tuple(round(side) for side in page.get_size()) for page in document] == [(595, 842)]
    found = told(made)
    assert "เข้าร่วมK7QM2" in found
    assert ("Telegram" in found, "LINE" in found) == ("telegram" in links, "line" in links)
    assert ("@phakhi_bot" in found, "@998phakhi" in found) == ("telegram" in links, "line" in links)
    assert "11มกราคม2570" in found
    assert found.count("ในแชตส่วนตัว") >= 2
    assert min(size(draw(made))) > WIDTH


def test_an_address_that_cannot_be_a_code_says_so() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        draw(poster("ก", "ข", {"line": Way("https://x/" + "x" * 5000)}, ""))
