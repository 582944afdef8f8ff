"""No paper for the group holds what only brokers see, or what fewer than three said without their names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from bot.core.cycle import Kind, Seen
from bot.core.model import AnswerKey, Partnership, Slot
from bot.message import File, Made, Picture
from bot.papers.making import OTHERS
from bot.render.renderer import Renderer
from tests.core.factories import answered, cycle, round_of
from tests.papers.reading import every_order, made, order, text
from tests.papers.spoken import WORDS, of, spoken
from tests.papers.spoken import word as said_by
from tests.papers.worlds import HIDDEN, World, amount, every_kind, planted, word, world

FORMS = ("pdf", "docx")


@cache
def two() -> Partnership:
    return spoken(2)


def orders(audience: str) -> list[File]:
    return [*every_order(audience, *FORMS), *(order(what, form, audience) for what, form in OTHERS)]


def called(one: File) -> str:
    return f"{one.what}-{one.stage}-{one.form}"


@pytest.mark.parametrize("one", orders("group"), ids=called)
def test_papers_for_the_group_keep_what_is_closed(one: File) -> None:
    told = text(made(two(), cycle(), one))
    closed = [*of(Seen.BROKER, 2), *of(Seen.ANONYMOUS, 2)]
    assert len(closed) > 10
    assert [w for w in closed if w in told] == []


# ── hidden questions of every kind (worlds.py) ───────────────────────────────


def some(audience: str) -> list[File]:
    """Each paper and table; as DOCX only the agreement and the closing: both forms are written from one document."""
    return [o for o in orders(audience) if o.form != "docx" or o.what not in {"stage", "dossier"}]


FEW = [(1, 1), (2, 2), (4, 2)]
"""So many organisations, and so many of them answer what is asked without names: too few to show it."""
TELLING = {Kind.TEXT, Kind.LIST, Kind.NUMBER, Kind.MONEY, Kind.DATE}
"""Kinds whose answers can always be told from all others."""
TOKEN = re.compile(r"<v>\d+</v>|zq\d+o\d+|\d[\d,-]*\d")
"""What `planted` is looked for among: words, amounts and days as papers write them, a day as a sheet keeps it."""


def read_in(told: str, world: World, seen: Seen) -> list[tuple[str, str, str]]:
    """Which hidden answers stand there: their question, their organisation, and what of them."""
    there = set(TOKEN.findall(told)) | set(TOKEN.findall("".join(told.split())))
    return [
        (question.key, who, needle)
        for question, who, needles in planted(world, seen)
        for needle in needles
        if needle in there
    ]


@cache
def of_first(organisations: int, answering: int, one: File) -> Made:
    """The paper of the world that the others are held against; several tests look at it."""
    return of_world(world(organisations, answering), one)


def of_world(world: World, one: File) -> Made:
    return made(world.p, every_kind(), one)


def pictures(world: World) -> list[tuple[Picture, ...]]:
    """All that were sent where every partner reads, in order."""
    said = Renderer()
    messages = [said(effect) for effect in world.to_group]
    return [(*([m.picture] if m.picture else []), *m.further) for m in messages]


@pytest.mark.parametrize("seen", HIDDEN)
def test_answers_of_every_kind_are_planted(seen: Seen) -> None:
    found = {question.kind for question, _, _ in planted(world(2), seen)}
    assert found >= TELLING
    asked = {q.kind for _, q in every_kind().questions() if q.seen is seen}
    assert asked == set(Kind)


@pytest.mark.parametrize("one", some("group"), ids=called)
def test_no_hidden_answer_of_any_kind_is_in_a_paper_for_the_group(one: File) -> None:
    for organisations, answering in FEW:
        there = world(organisations, answering)
        told = text(of_first(organisations, answering, one))
        for seen in HIDDEN:
            assert read_in(told, there, seen) == [], (organisations, answering)


@pytest.mark.parametrize("one", some("group"), ids=called)
@pytest.mark.parametrize(("organisations", "answering"), FEW)
def test_whoever_answers_otherwise_makes_the_same_paper_for_the_group(
    one: File, organisations: int, answering: int
) -> None:
    """Byte for byte: so neither a count, nor a middle, nor a bar, nor an order tells of it."""
    other = world(organisations, answering, *HIDDEN)
    assert of_first(organisations, answering, one) == of_world(other, one)


@pytest.mark.parametrize("one", [o for o in some("broker") if o.form != "docx"], ids=called)
def test_nor_do_brokers_read_what_too_few_said_without_names(one: File) -> None:
    assert of_first(2, 0, one) == of_world(world(2, 0, Seen.ANONYMOUS), one)


@pytest.mark.parametrize("one", some("group"), ids=called)
def test_from_three_on_the_group_still_reads_nothing_of_the_brokers(one: File) -> None:
    told = of_first(3, 0, one)
    assert read_in(text(told), world(3), Seen.BROKER) == []
    assert told == of_world(world(3, 0, Seen.BROKER), one)


@pytest.mark.parametrize(("organisations", "answering"), FEW)
def test_no_picture_for_the_group_tells_what_is_hidden(organisations: int, answering: int) -> None:
    there, other = world(organisations, answering), world(organisations, answering, *HIDDEN)
    shown = pictures(there)
    assert shown == pictures(other)
    drawn = [picture for some in shown for picture in some]
    assert {p.kind for p in drawn} == {"wheel", "card", "timeline", "feasibility", "resources", "benefit", "health"}
    assert sum(p.kind == "card" for p in drawn) == len(every_kind().stages)
    for picture in drawn:
        for seen in HIDDEN:
            assert read_in(f"{picture.data} {picture.alt}", there, seen) == [], picture.kind


def test_from_three_on_pictures_show_totals_and_still_nothing_of_the_brokers() -> None:
    there = world(3)
    assert pictures(there) == pictures(world(3, 0, Seen.BROKER))
    assert pictures(there) != pictures(world(3, 0, Seen.ANONYMOUS))
    for some in pictures(there):
        for picture in some:
            assert read_in(f"{picture.data} {picture.alt}", there, Seen.BROKER) == []


def test_worlds_differ_in_every_hidden_answer_and_in_nothing_else() -> None:
    one, other = world(2), world(2, 0, *HIDDEN)
    seen = {q.key: q.seen for _, q in every_kind().questions()}
    compared = 0
    for key, round in one.p.rounds.items():
        for name, answer in round.answers.items():
            same = answer == other.p.rounds[key].answers[name]
            assert same is (seen[name.slot.question] is Seen.NAMED), name
            compared += not same
    assert compared > 500


@pytest.mark.parametrize("form", FORMS)
def test_from_three_on_the_totals_appear(form: str) -> None:
    """Of every kind, without names; else the tests above would hold of papers that never show anything."""
    there = world(3)
    told = text(made(there.p, every_kind(), order("stage", form, stage="managing")))
    bare = "".join(told.split())
    for kind in (Kind.TEXT, Kind.LIST):
        assert all(word(f"x_managing_anon_{kind}", f"o{n}") in told for n in (1, 2, 3)), kind
    assert f"{amount('x_managing_anon_number', 'o2'):,}" in bare
    assert "ทุกองค์กรให้4" in bare
    for kind in Kind:
        assert f"เพิ่ม5anon{kind}" in bare, kind
        assert f"เพิ่ม5broker{kind}" not in bare, kind
    few = "".join(text(made(world(2).p, every_kind(), order("stage", form, stage="managing"))).split())
    assert "ทุกองค์กรให้" in bare.partition("เพิ่ม5anon")[2]
    assert "ทุกองค์กรให้" not in few.partition("เพิ่ม5anon")[2]


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_from_three_on_the_totals_stand_in_the_tables(form: str) -> None:
    one = order("data", form)
    told = text(of_world(world(3), one))
    assert word("x_managing_anon_text", "o1") in told
    assert of_world(world(3), one) != of_world(world(3, 0, Seen.ANONYMOUS), one)


@pytest.mark.parametrize("form", FORMS)
def test_and_hold_what_is_open(form: str) -> None:
    """Else the test above would hold of an empty paper."""
    told = text(made(two(), cycle(), order("dossier", form)))
    asked = [q for _, q in cycle().questions() if q.seen is Seen.NAMED and q.kind in WORDS and not q.each]
    shown = [w for q in asked if (w := said_by(q.key, "o1")) in told]
    assert len(shown) > 0.8 * len(asked) > 10


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("stage", ["identifying", "reviewing"])
def test_brokers_read_what_is_for_them_in_theirs(stage: str, form: str) -> None:
    questions = [q for q in cycle().stages[stage].questions if q.seen is Seen.BROKER and q.kind is Kind.TEXT]
    p = two()
    for question in questions:
        p = answered(p, question.key, "o1", said_by(question.key, "o1"))
    told = text(made(p, cycle(), order("stage", form, "broker", stage)))
    assert questions
    assert all(said_by(q.key, "o1") in told for q in questions)
    assert not [w for w in of(Seen.ANONYMOUS, 2) if w in told]


@pytest.mark.parametrize("form", FORMS)
def test_what_three_said_without_names_stands_without_names(form: str) -> None:
    told = text(made(spoken(3, 5), cycle(), order("stage", form, stage="managing")))
    assert all(said_by("conflict", f"o{n}") in told for n in (1, 2, 3))


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_published_is_on_no_paper_for_the_group(form: str) -> None:
    """A draft, with an answer changed since the edition: the group reads the edition, brokers the draft."""
    p = two()
    draft = replace(round_of(p, "scoping"), draft=True, mending=frozenset({"o1"}))
    p = answered(p.with_round(draft), "concept", "o1", "zqchanged", round=draft)
    for what in ("stage", "dossier", "agreement"):
        told = text(made(p, cycle(), order(what, form, stage="scoping")))
        assert "zqchanged" not in told, what
        assert said_by("concept", "o1") in told, what
    draft_paper = text(made(p, cycle(), order("stage", form, "broker", "scoping")))
    assert "zqchanged" in draft_paper
    assert "ฉบับร่าง" in draft_paper


def test_what_was_left_out_of_a_summary_is_left_out_of_papers_in_another_language() -> None:
    """An English paper of a Thai edition is worded anew, by the same rules."""
    p = two()
    told = text(made(p, cycle(), order("dossier", "pdf", language="en")))
    assert [w for w in (*of(Seen.BROKER, 2), *of(Seen.ANONYMOUS, 2)) if w in told] == []
    assert said_by("concept", "o1") in told
    assert AnswerKey("o1", Slot("concept")) in round_of(p, "scoping").answers


def test_papers_hold_nothing_private_of_people() -> None:
    """Neither their accounts nor what their platforms call them; only the name that they gave for reports."""
    p = two()
    for key, member in p.members.items():
        p = p.with_member(replace(member, called=f"zqcalled{key.id}"))
    told = text(made(p, cycle(), order("dossier", "docx", "broker")))
    assert "zqcalled" not in told
    for member in p.members.values():
        assert member.person.id not in told
        assert member.name in told
