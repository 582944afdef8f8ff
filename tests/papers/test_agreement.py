"""The partnering agreement and the closing one: approved items only, what is missing, versions, where to sign."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pytest

from bot.core.model import AnswerKey, Authority, Partnership, Slot
from bot.core.records import Agreement, Change, Promise, Rule
from bot.core.results import PENDING, Block, Lines, Note, Voices
from bot.papers import standing
from bot.papers.agreement import Part
from bot.papers.clauses import Found, Score
from tests.core.factories import START, answered, cycle, partnership, round_of
from tests.core.later_scene import LAST, before_the_last
from tests.core.real_scene import RealScene
from tests.core.scene import BROKER
from tests.papers.hard_cases import NAMES
from tests.papers.lived import lived, questions, whole
from tests.papers.reading import made, not_found, order, pages, text
from tests.papers.spoken import spoken, word

NO_CONTRACT = "ไม่ใช่สัญญาที่มีผลผูกพันทางกฎหมาย"
NOT_APPROVED = "เผยแพร่แล้วแต่ภาคียังไม่ได้เห็นชอบ"
CHANGED = "มีการเปลี่ยนแปลงหลังจากที่เห็นชอบแล้ว"
MARK = "รหัสเนื้อหา:"
THAI = re.compile("[\u0e00-\u0e7f]{2,}")


@cache
def two() -> Partnership:
    return spoken(2)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Partnership:
    """The partnership of `play --auto`."""
    return whole(lived(tmp_path_factory.mktemp("lived"))).partnership


def agreement(p: Partnership, form: str = "pdf", language: str = "th") -> bytes:
    return made(p, cycle(), order("agreement", form, language=language)).content


def said(p: Partnership, language: str = "th") -> str:
    """The agreement without blanks and line ends: a reader's search does not mind them either."""
    return bare("".join(pages(agreement(p, language=language))))


def bare(told: str) -> str:
    return re.sub(r"\s", "", told)


def approved(p: Partnership) -> Partnership:
    """The charter was carried."""
    stage = round_of(p, "building")
    entry = Agreement("a99", "decision", START, 1, "หลักการร่วม", "เห็นชอบ", stage.id, "building",
                      Slot("charter_consent"), Rule.MAJORITY, None, "carried")  # fmt: skip
    return p.with_agreement(entry)


def test_exact_search_finds_the_thai_of_the_agreement(played: Partnership) -> None:
    pdf = made(played, questions(), order("agreement", "pdf")).content
    document = text(made(played, questions(), order("agreement", "docx")))
    body = re.sub("<[^>]+>", "\n", document.split("<w:body>")[1].split("</w:body>")[0])
    chunks = sorted(set(THAI.findall(body)))
    assert len(chunks) > 300
    missed = not_found(pdf, chunks)
    assert len(missed) <= len(chunks) / 99, missed
    # One that goes over the end of a page is found by no reader; it stands there all the same.
    joined = bare("".join(pages(pdf)))
    assert [chunk for chunk in missed if chunk not in joined] == []


def test_what_the_partners_did_not_approve_is_not_in_it() -> None:
    told = said(two())
    assert word("goal", "o1") not in told
    carried = said(approved(two()))
    assert word("goal", "o1") in carried
    # Of the charter in its clause and in three lines of the score; the revised plan still waits.
    assert told.count(NOT_APPROVED) - carried.count(NOT_APPROVED) == 6


def test_a_choice_that_did_not_come_out_is_not_in_it() -> None:
    p = two()
    round = round_of(p, "managing")
    edition = round.editions[-1]
    blocks = tuple(
        replace(b, title="=not_carried") if isinstance(b, Note) and b.args.get("result") == "คณะทำงานชุดเดียว" else b
        for b in edition.blocks
    )
    level = p.with_round(replace(round, editions=(replace(edition, blocks=blocks),)))
    level = replace(level, agreements={})
    assert ("คณะทำงานชุดเดียว" in said(p), "คณะทำงานชุดเดียว" in said(level)) == (True, False)
    assert ("ภาคียังไม่ได้ตัดสินใจเรื่องนี้" in said(p), "ภาคียังไม่ได้ตัดสินใจเรื่องนี้" in said(level)) == (False, True)


def test_it_is_scored_line_by_line() -> None:
    empty = said(partnership(2))
    assert "จากทั้งหมด10ข้อ:ครบถ้วน1·มีบางส่วน0·ยังไม่มี9" in empty
    assert "ขั้นตอนที่๓ยังไม่ได้เผยแพร่" in empty
    half = said(spoken(2, 2))
    assert "ครบถ้วน3·มีบางส่วน0·ยังไม่มี7" in half  # parties, why, promises
    assert NO_CONTRACT in half


def test_what_awaits_confirmation_makes_a_line_partly() -> None:
    p = RealScene(partnership(2))
    p.p = spoken(2, 5)
    p.press(BROKER, "open:resourcing:full")
    p.p = answered(p.p, "cash", "o1", 5000)
    round = round_of(p.p, "resourcing")
    key = AnswerKey("o1", Slot("cash"))
    p.p = p.p.with_round(round.with_answer(replace(round.answers[key], provisional=True)))
    p.publish(round.id)
    assert "บางส่วนรอยืนยันจากองค์กร" in said(p.p)


def test_each_party_has_a_place_to_sign() -> None:
    p = two()
    told = said(p)
    assert told.count("ลงชื่อ") == len(p.organisations)
    assert told.count(NO_CONTRACT) == 2
    for member in p.members.values():
        if member.representative and member.authority is not Authority.COORDINATES:
            assert f"({bare(member.name)})" in told


def test_a_party_that_left_does_not_sign() -> None:
    p = two()
    p = p.with_organisation(replace(p.organisations["o2"], state="left"))
    assert said(p).count("ลงชื่อ") == 1


def test_versions_tell_what_came_to_it() -> None:
    p = two()
    assert "ฉบับที่๘" in said(p)
    first = round_of(p, "institutionalising")
    change = Change("กลไก", "ของเดิม", "ของใหม่")
    last = first.editions[-1]
    second = replace(last, number=2, at=last.at.replace(year=last.at.year + 1), changes=(change,))
    p = p.with_round(replace(first, editions=(*first.editions, second), edition=2))
    told = said(p)
    assert "ฉบับที่๙" in told
    assert "ของเดิม" in told
    assert "ของใหม่" in told


def test_days_are_of_the_buddhist_era_in_thai_only() -> None:
    assert re.search(r"ข้อมูลณวันที่\d+\D+25\d\d", said(two()))
    english = said(two(), "en")
    assert re.search(r"asthingsstandon\d+\D+20\d\d", english)
    assert "Itisnotalegalcontract." in english


def test_what_changed_after_the_consent_is_not_approved() -> None:
    p = approved(two())
    round = round_of(p, "building")
    first = round.editions[-1]
    blocks = tuple(_other_words(b, word("goal", "o1"), "zqnobody") for b in first.blocks)
    second = replace(first, number=2, at=first.at.replace(year=first.at.year + 1), blocks=blocks)
    told = said(p.with_round(replace(round, editions=(first, second), edition=2)))
    assert blocks != first.blocks
    assert "zqnobody" not in told
    assert told.count(CHANGED) == 2  # the goal, in its clause and in the score


def _other_words(block: Block, old: str, new: str) -> Block:
    """The block with other words in its voices."""
    if not isinstance(block, Voices):
        return block
    return replace(block, voices=tuple((name, words.replace(old, new)) for name, words in block.voices))


def test_a_consent_of_another_round_approves_nothing() -> None:
    p = approved(two())
    other = replace(p.agreements["a99"], round="r-other")
    assert word("goal", "o1") not in said(p.with_agreement(other))


def test_an_edition_reads_the_same_in_both_languages() -> None:
    """An answer that was changed after the edition stands in neither paper."""
    p = approved(two())
    p = answered(p, "goal", "o1", "zqlater", round=round_of(p, "building"))
    for language in ("th", "en"):
        told = said(p, language)
        assert "zqlater" not in told, language
        assert word("goal", "o1") in told, language
    assert "Itisshownasitcameout." in said(p, "en")
    assert "Itisshownasitcameout." not in said(two(), "en")


def test_a_register_that_awaits_somebody_is_not_whole() -> None:
    p = approved(two())
    waiting = replace(p.agreements["a99"], awaits=("o1",))
    assert "บางส่วนรอยืนยันจากองค์กร" not in said(p)
    assert "บางส่วนรอยืนยันจากองค์กร" in said(p.with_agreement(waiting))


@pytest.mark.parametrize("what", ["agreement", "closing", "dossier"])
def test_a_later_cycle_promises_nothing_in_an_earlier_one(what: str) -> None:
    p = two()
    for cycle_, words in ((1, "zqfirst"), (2, "zqsecond")):
        promise = Promise(f"p9{cycle_}", "o1", words, START, cycle=cycle_)
        p = replace(p, promises={**p.promises, promise.id: promise})
    told = text(made(replace(p, cycle=2), cycle(), order(what, "docx", cycle=1)))
    assert ("zqfirst" in told, "zqsecond" in told) == (True, False)


def test_other_content_has_another_mark() -> None:
    p = two()
    more = replace(p, promises={**p.promises, "p9": Promise("p9", "o1", "zqfirst", START)})
    marks = [re.search(f"{MARK}([0-9a-f]{{8}})", said(one)) for one in (p, p, more)]
    first, again, other = (found.group(1) if found else "" for found in marks)
    assert first == again
    assert len({first, other, ""}) == 3


# ── what of the plan holds, and whether it can be signed ─────────────────────

WHOLE = (("เจ้าภาพหลัก", "องค์กรหนึ่ง"), ("=when", "1 มกราคม 2570 – 2 มกราคม 2570"))
NOT_READY = "ร่าง–ยังไม่พร้อมลงนาม"


def planned(p: Partnership, *rows: tuple[str, tuple[tuple[str, str], ...]]) -> Partnership:
    """With that plan published, without a warning."""
    return with_blocks(p, "planning", Lines("=action_plan", rows))


def with_blocks(p: Partnership, stage: str, *blocks: Block) -> Partnership:
    round = round_of(p, stage)
    edition = replace(round.editions[-1], blocks=blocks)
    return p.with_round(replace(round, editions=(edition,)))


def clause(p: Partnership, number: str, after: str) -> str:
    return said(p).split(f"ข้อ{number}", 1)[1].split(f"ข้อ{after}", 1)[0]


def stopping(p: Partnership, activity: int = 0) -> tuple[Partnership, str]:
    """A vote of stage 10 stopped an activity; with its name."""
    entry = [a for a in p.agreements.values() if a.slot and a.slot.question == "activity_next"][activity]
    stopped = replace(entry, result="หยุด", counts=(("stop", 2),), outcome="carried")
    return p.with_agreement(stopped), entry.title.split("“")[1].removesuffix("”")


def test_a_plan_in_which_nobody_leads_or_nothing_is_dated_is_there_in_part() -> None:
    p = two()
    assert "ครบถ้วน" in said(planned(p, ("ขุดสระ", WHOLE))).split("แผนกิจกรรม")[-1][:12]
    bare_row = ("ล้างท่อ", (("=proposed_by", "องค์กรหนึ่ง"),))
    half = ("ปลูกป่า", (WHOLE[0], ("=when", "1 มกราคม 2570 –")))
    told = clause(planned(p, ("ขุดสระ", WHOLE), bare_row, half), "๔", "๕")
    assert "มีบางส่วน" in told
    assert "ยังไม่มีเจ้าภาพหลัก:“ล้างท่อ”" in told
    assert "ยังไม่มีวันเริ่มหรือวันแล้วเสร็จ:“ล้างท่อ”,“ปลูกป่า”" in told


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_what_was_stopped_is_agreed_no_more(form: str) -> None:
    def told(p: Partnership) -> str:
        return bare(re.sub("<[^>]+>", "", text(made(p, cycle(), order("agreement", form)))))

    p, name = stopping(two())
    before, now = told(two()), told(p)
    assert f"เจ้าภาพหลัก:{bare(name)}" in before  # promised
    assert f"เจ้าภาพหลัก:{bare(name)}" not in now
    plan = now.split("ข้อ๔", 1)[1].split("ข้อ๕", 1)[0]
    assert re.search(f"กิจกรรมที่หยุดแล้ว{re.escape(bare(name))}หยุดตามมติของภาคีวันที่", plan)
    assert plan.count(bare(name)) == 1
    assert "กิจกรรมที่หยุดแล้ว" not in before


def test_what_a_later_vote_takes_up_again_is_not_stopped() -> None:
    p, _name = stopping(two())
    entry = next(a for a in p.agreements.values() if a.result == "หยุด")
    again = replace(entry, id="a98", at=entry.at.replace(year=entry.at.year + 1), counts=(("continue", 2),))
    assert "กิจกรรมที่หยุดแล้ว" not in said(p.with_agreement(again))
    tied = replace(entry, outcome="tied")
    assert "กิจกรรมที่หยุดแล้ว" not in said(p.with_agreement(tied))


def test_a_plan_of_which_all_was_stopped_is_not_there() -> None:
    p = two()
    for number in range(sum(a.slot is not None and a.slot.question == "activity_next" for a in p.agreements.values())):
        p, _name = stopping(p, number)
    assert "แผนกิจกรรม:ทุกกิจกรรมหยุดแล้วตามมติ" in clause(p, "๔", "๕")


def test_while_something_is_lacking_it_says_so_at_its_head_and_where_one_signs(played: Partnership) -> None:
    found = [bare(page) for page in pages(made(played, questions(), order("agreement", "pdf")).content)]
    assert NOT_READY in found[0]
    (signing,) = [page for page in found if "ลงชื่อ" in page]
    assert NOT_READY in signing.split("การลงนาม")[1].split("ลงชื่อ")[0]
    paper = made(played, questions(), order("agreement", "docx")).content
    with zipfile.ZipFile(io.BytesIO(paper)) as packed:
        head = [packed.read(n).decode() for n in packed.namelist() if "header" in n]
        body = packed.read("word/document.xml").decode()
    assert any(NOT_READY in bare(one) for one in head)
    assert body.index("การลงนาม") < body.index("ร่าง – ยังไม่พร้อมลงนาม") < body.index("ลงชื่อ")


def test_what_is_whole_carries_no_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.papers.agreement._clause", lambda *_: Part("ก", (Found("ก", Score.FULLY),), ()))
    told = said(two())
    assert "จากทั้งหมด10ข้อ:ครบถ้วน10" in told
    assert NOT_READY not in told
    assert "สำหรับผู้เชื่อมประสาน" in bare(text(made(two(), cycle(), order("agreement", "pdf", "broker"))))


def test_marks_are_no_motions(played: Partnership) -> None:
    agreement, dossier = (
        bare("".join(pages(made(played, questions(), order(what, "pdf")).content))) for what in ("agreement", "dossier")
    )
    register = agreement.split("ภาคผนวก๑")[1].split("ภาคผนวก๒")[0]
    assert "4/5" not in register
    assert "ความเป็นไปได้" not in register
    assert "คะแนน4/5" in dossier


# ── what is signed, and what is behind it ────────────────────────────────────


def test_long_lists_stand_behind_the_signatures(played: Partnership) -> None:
    found = [bare(page) for page in pages(made(played, questions(), order("agreement", "pdf")).content)]
    (signing,) = [number for number, page in enumerate(found) if "ลงชื่อ" in page]
    assert signing < 6
    assert "การลงนาม" in found[signing]
    assert found[signing].count("ลงชื่อ") == 3
    before, after = "".join(found[: signing + 1]), "".join(found[signing + 1 :])
    for number in "๑๒":
        assert f"รายละเอียดอยู่ในภาคผนวก{number}" in before
    assert re.findall("ภาคผนวก([๑-๙])", after) == list("๑๒๓๔")
    assert "เจ้าภาพหลัก:ปรับปรุงถังกรอง" in after.split("ภาคผนวก๒")[1]


@pytest.mark.parametrize("count", [2, 8, 12])
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_where_to_sign_stays_with_its_heading(form: str, count: int) -> None:
    p = two()
    names = {f"o{n}": replace(p.organisations["o1"], id=f"o{n}", name=name) for n, name in enumerate(NAMES[:count], 1)}
    p = replace(p, organisations=names)
    if form == "docx":
        word = docx.Document(io.BytesIO(agreement(p, "docx")))
        at = next(n for n, line in enumerate(word.paragraphs) if line.text == "การลงนาม")
        assert all(line.paragraph_format.keep_with_next for line in word.paragraphs[at + 1 : at + 3])
        rows = next(t for t in word.tables if "ลงชื่อ" in t.rows[0].cells[0].text).rows
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
        assert kept == [True] * (len(rows) - 1) + [None]
        return
    found = [bare(page) for page in pages(agreement(p))]
    signing = [page for page in found if "ลงชื่อ" in page]
    assert "การลงนาม" in signing[0]
    assert len(signing) == 1


def test_money_that_is_none_and_a_sum_said_twice_are_left_out() -> None:
    cash = cycle().question("cash")
    assert cash is not None
    given = Lines("=resource_map", (
        ("องค์กรหนึ่ง", ((cash.title["th"], "0 บาท"), ("สถานที่", "ศาลา"))),
        ("องค์กรสอง", ((cash.title["th"], "0.5 บาท"),)),
    ))  # fmt: skip
    one = Lines("=cash_by_status", (("", (("=no_status", "5,000 บาท"), ("=total", "5,000 บาท"))),))
    told = clause(with_blocks(two(), "resourcing", given, one), "๖", "๗")
    assert "0บาท" not in told.replace("5,000บาท", "")
    assert "0.5บาท" in told
    assert "ศาลา" in told
    assert "ไม่ได้ระบุสถานะ" not in told
    assert told.count("5,000บาท") == 1
    two_sums = (("พร้อมใช้", "1 บาท"), ("=no_status", "5,000 บาท"), ("=total", "5,001 บาท"))
    mixed = with_blocks(two(), "resourcing", Lines("=cash_by_status", (("", two_sums),)))
    assert "ไม่ได้ระบุสถานะ" in clause(mixed, "๖", "๗")
    none = Lines("=resource_map", (("องค์กรหนึ่ง", ((cash.title["th"], "0 บาท"),)),))
    assert "ยังไม่มีองค์กรใดรับปากให้ทรัพยากร" in clause(with_blocks(two(), "resourcing", none), "๖", "๗")


def test_among_changes_of_roles_are_changes() -> None:
    rows = ("องค์กรหนึ่ง", (("ล้างท่อ", f"สนับสนุน → คงเดิม{PENDING}"), ("ปลูกป่า", "สนับสนุน → เพิ่มบทบาท")))
    blocks = {
        "เห็นชอบ": (Lines("=role_changes", (rows,)),),
        "คงเดิม": (Lines("=role_changes", ((rows[0], rows[1][:1]),)),),
    }
    kept = {k: standing.agreed(v, (), cycle(), "th") for k, v in blocks.items()}
    assert kept["เห็นชอบ"] == (Lines("=role_changes", ((rows[0], rows[1][1:]),)),)
    assert kept["คงเดิม"] == blocks["คงเดิม"]


# ── the closing agreement ────────────────────────────────────────────────────


def test_the_closing_agreement_has_the_reason_on_record() -> None:
    """Clause 12c: somebody is not satisfied, and the broker closed it with a reason."""
    p = before_the_last(objecting="o2")
    p.press(BROKER, f"close:{LAST}:yes")
    p.press(BROKER, f"override:{LAST}")
    p.say(BROKER, "zqreason")
    p.press(BROKER, f"close:{LAST}:yes")
    p.press(BROKER, f"publish:{LAST}")
    assert p.p.rounds[LAST].editions
    told = bare(" ".join(pages(made(p.p, cycle(), order("closing", "pdf")).content)))
    assert told.count("zqreason") >= 2
    assert told.count("ลงชื่อ") == len(p.p.organisations)
    assert told.count(NO_CONTRACT) == 2


def test_a_closing_agreement_before_its_time_says_so() -> None:
    told = bare(" ".join(pages(made(partnership(2), cycle(), order("closing", "pdf")).content)))
    assert "ยังไม่ได้เปิดขั้นตอนนี้" in told
    assert "ลงชื่อ" not in told
