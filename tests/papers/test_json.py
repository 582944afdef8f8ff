"""A partnership written out and read in again is the same; and what is wrong with a file is told in words."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.core import model, records
from bot.core.artefacts import artefact, for_broker
from bot.core.history import ERASED, MOVED, WITHDRAWN, Whole
from bot.core.ids import AnswerKey, Person
from bot.core.model import Partnership, Slot
from bot.core.records import Agreement, Election, LeftOut, Offer, Promise, Quorum, Rule, Telephone
from bot.core.results import Bars, Hidden, Lines, Note, Ranking, Spread
from bot.core.sight import Sight
from bot.papers import json_answers, json_in, json_records
from bot.papers.json_fields import Wrong
from bot.papers.json_in import moved_in
from bot.papers.json_out import moved_out
from bot.papers.tables import tables
from bot.store import Store
from bot.store.history import AlreadyHere
from tests.papers.lived import lived, questions, whole
from tests.store.conftest import T0, after
from tests.store.people import BROKER, ROUND, SOMSRI, WICHAI, answer, answered, entries, partnership
from tests.store.test_records import EDITION, kept

GONE = Person("telegram", f"{ERASED}0011223344556677")


def person(code: str, erased: bool) -> Person:
    return Person(MOVED, f"{ERASED if erased else ''}new{code}")


def moved(one: Whole, folder: Path) -> Path:
    """Written out, read in, and put into a fresh database."""
    database = folder / "phakhi.db"
    store = Store.open(database)
    try:
        store.do_now(lambda book: book.bring_in(moved_in(moved_out(one), person), after(days=400)))
    finally:
        store.close_now()
    return database


def summaries(p: Partnership) -> list[Any]:
    sights = [Sight(questions(), p, r, "", language) for r in p.rounds.values() for language in ("th", "en")]
    return [(s.round.id, artefact(s), for_broker(s)) for s in sights]


# ── out and in again ─────────────────────────────────────────────────────────


def test_the_partnership_of_the_playground_moves_whole(tmp_path: Path) -> None:
    one = whole(lived(tmp_path / "one"))
    two = whole(moved(one, tmp_path / "two"))

    assert {r.stage for r in one.partnership.rounds.values()} == set(questions().stages)
    assert one.partnership.cycle == 2
    assert summaries(two.partnership) == summaries(one.partnership)
    for language in ("th", "en"):
        for audience in ("group", "broker"):
            before, now = (tables(w.partnership, questions(), audience, language) for w in (one, two))
            assert now == before
    assert moved_out(two) == moved_out(one)
    held = [e for r in one.partnership.rounds.values() for e in r.editions]
    assert [replace(e, by=BROKER) for r in two.partnership.rounds.values() for e in r.editions] == [
        replace(e, by=BROKER) for e in held
    ]


def everything() -> Partnership:
    """One of each thing that a partnership can keep."""
    p = kept(answered(partnership(), answer(entries("น้ำ", "ป่า"), "list", kind="list")))
    round = p.rounds[ROUND]
    blocks = (
        *EDITION.blocks,
        Bars("แท่ง", (("ก", 2),), 3),
        Spread("คะแนน", Decimal("2.5"), 1, 5, (1, 0, 1, 0, 1), 3, ("น้อย", "มาก")),
        Ranking("ลำดับ", (("ก", 5, 1, 2),), 3),
        Lines("แถว", (("หัว", (("=when", "วันนี้"),)),)),
        Hidden("ปิด", 2),
        Note("=awaiting", {"organisations": "ก"}),
    )
    round = replace(
        round,
        editions=(EDITION, replace(EDITION, number=2, blocks=blocks)),
        edition=2,
        mending=frozenset({"o1"}),
        ballots={"vote": 2},
        deadline=after(days=3),
        left_out={AnswerKey("o1", Slot("list")): LeftOut("=ยาว", GONE, T0)},
    )
    p = replace(
        p.with_round(round),
        offer=Offer(BROKER, SOMSRI, T0, whole=True),
        election=Election(SOMSRI, T0, {"o1": True, "o2": False}),
        rule=Rule.TWO_THIRDS,
        quorum=Quorum.ALL,
        skipped_stages=frozenset({"x", "y"}),
        ended_at=after(days=9),
    )
    telephone = Telephone("ป้าจัน", T0, BROKER)
    p = p.with_organisation(replace(p.organisations["o1"], telephone=telephone, back_on=date(2027, 1, 1)))
    p = p.with_agreement(
        Agreement(
            "a3", "decision", T0, 1, "ลำดับ", "=left", ROUND, "scoping", Slot("q", "o1.1"), Rule.MAJORITY, Quorum.HALF,
            "tied", (("agree", 1), ("abstain", 2)), ("o1",), 2, "a1",
        )
    )  # fmt: skip
    handed = Promise("p2", "o1", "=1+1", T0, slot=Slot("q"), state="handed_over", to="o2", provisional=True)
    return p.with_promise(handed)


def _save(store: Store, before: Partnership | None, step: Partnership, day: int) -> None:
    store.do_now(lambda book: book.save(before, step, after(days=day), BROKER, "t"))


def stored(folder: Path, *steps: Partnership) -> Whole:
    database = folder / "phakhi.db"
    store = Store.open(database)
    before: Partnership | None = None
    for n, step in enumerate(steps):
        _save(store, before, step, n)
        before = step
    store.close_now()
    return whole(database)


def test_each_thing_that_is_kept_moves(tmp_path: Path) -> None:
    p = everything()
    gone = p.with_round(p.rounds[ROUND].without_answer(next(iter(p.rounds[ROUND].answers.values()))))
    renamed = gone.with_member(replace(gone.members[SOMSRI], name="สมศรี ชื่อใหม่", language="en"))
    one = stored(tmp_path / "one", p, gone, renamed)
    two = whole(moved(one, tmp_path / "two"))

    assert moved_out(two) == moved_out(one)
    there, here = one.partnership, two.partnership
    for name in ("agreements", "promises", "timing", "rule", "quorum", "skipped_stages", "ended_at", "cycle"):
        assert getattr(here, name) == getattr(there, name), name
    assert here.rounds[ROUND].withdrawn == there.rounds[ROUND].withdrawn != {}
    assert here.rounds[ROUND].curated == there.rounds[ROUND].curated
    kinds = [v.answer.kind for told in two.revisions[ROUND].values() for v in told]
    assert WITHDRAWN in kinds
    called = {v.by_name for told in two.revisions[ROUND].values() for v in told}
    assert called == {"สมศรี ใจงาม"}  # as they were called when they said it
    assert len(kinds) > len(here.rounds[ROUND].answers)


def test_nothing_of_a_platform_is_in_the_file(tmp_path: Path) -> None:
    file = moved_out(stored(tmp_path, everything())).decode()
    for person in (SOMSRI, WICHAI, BROKER):
        assert person.id not in file
    assert "-100777" not in file
    assert "telegram" not in file


def test_whoever_was_erased_stays_so(tmp_path: Path) -> None:
    one = stored(tmp_path / "one", everything())
    database = tmp_path / "one" / "phakhi.db"
    store = Store.open(database)
    store.do_now(lambda book: book.erase("p1", SOMSRI, True, after(days=2)))
    store.close_now()
    one = whole(database)
    two = whole(moved(one, tmp_path / "two"))

    assert moved_out(two) == moved_out(one)
    erased = [m for m in two.partnership.members if m.id.startswith(ERASED)]
    assert len(erased) == 1
    assert '"erased": true' in moved_out(one).decode()


def test_it_is_taken_in_once(tmp_path: Path) -> None:
    one = stored(tmp_path / "one", everything())
    database = moved(one, tmp_path / "two")
    store = Store.open(database)
    with pytest.raises(AlreadyHere):
        store.do_now(lambda book: book.bring_in(moved_in(moved_out(one), person), T0))
    store.close_now()
    assert moved_out(whole(database)) == moved_out(one)


def test_consent_is_not_made_up(tmp_path: Path) -> None:
    """Answers need consent to be written; it does not stay with those who never gave it."""
    p = everything()
    one = stored(tmp_path / "one", p)
    bare = {who: replace(m, consented_at=None) for who, m in one.partnership.members.items()}
    one = replace(one, partnership=replace(one.partnership, members=bare))
    two = whole(moved(one, tmp_path / "two"))
    assert {m.consented_at for m in two.partnership.members.values()} == {None}
    assert two.partnership.organisations["o2"].telephone is None


STAYS = {
    "Partnership": {"groups", "keep_told"},
    "Timing": {"keep_days"},
    "Member": {"person", "private", "reachable", "friend", "front", "writing", "standing_in"},
    "Round": {"agreed_message", "handed_in", "answers", "withdrawn", "interviews", "curated", "left_out"},
    "Answer": {"organisation", "slot", "value", "message"},
}
"""Fields of the model that are beside the plain ones in the file, or do not move (docs/data-format.md)."""


def test_every_field_of_the_model_has_its_place() -> None:
    ours: dict[str, set[str]] = {
        "Partnership": {*json_records.PARTNERSHIP, *json_records.BY_ID, "id", "members", "rounds"},
        "Member": set(json_records.MEMBER.fields),
        "Round": set(json_records.ROUND),
        "Answer": set(json_answers._PLAIN),
    }
    for name in ("ORGANISATION", "AGREEMENT", "PROMISE", "NOTE", "CORRECTION", "EDITION", "CURATION", "LEFT_OUT",
                 "TIMING"):  # fmt: skip
        record = getattr(json_records, name)
        ours[record.make.__name__] = set(record.fields)
    for name, known in ours.items():
        kind = getattr(model, name, None) or getattr(records, name)
        fields = {f.name for f in dataclasses.fields(kind)}
        assert fields == known | STAYS.get(name, set()), name


# ── read strictly ────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(moved_out(stored(tmp_path_factory.mktemp("one"), everything())))
    return found


def wrong(data: Any) -> Wrong:
    with pytest.raises(Wrong) as caught:
        moved_in(json.dumps(data).encode(), person)
    return caught.value


MISSING = object()


def changed(file: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with something else in that place, or nothing."""
    data = copy.deepcopy(file)
    at = data
    for step in path[:-1]:
        at = at[step]
    if value is MISSING:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return data


def test_the_place_and_the_matter_are_told(file: dict[str, Any]) -> None:
    revision = file["rounds"][0]["answers"][0]["revisions"][0]
    changes: dict[tuple[Any, ...], tuple[Any, str]] = {
        ("rounds", 0, "answers", 0, "revisions", 0, "at"): ("2026", "time"),
        ("rounds", 0, "answers", 0, "revisions", 0, "value"): ({"date": "2026-01-01"}, "does not go with"),
        ("rounds", 0, "answers", 0, "organisation"): ("o9", "no organisation"),
        ("rounds", 0, "answers", 0, "revisions", 0, "by"): ("m99", "people"),
        ("rounds", 0, "answers", 0, "revisions"): ([revision, revision], "in order"),
        ("rounds", 0, "editions"): (file["rounds"][0]["editions"][::-1], "in order"),
        ("promises", 0, "round"): ("r9", "no round"),
        ("promises", 0, "due"): ("15/1/2570", "day"),
        ("promises", 0, "state"): ("late", "One of these"),
        ("agreements", 1, "id"): (file["agreements"][0]["id"], "twice"),
        ("organisations", 0, "name"): ("", "empty"),
        ("timing", "quiet_from"): (24, "whole number"),
        ("cycle",): (True, "whole number"),
        ("name",): ("x" * 10_001, "too long"),
        ("format",): (2, "format 2"),
    }
    for path, (value, words) in changes.items():
        found = wrong(changed(file, path, value))
        where = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path).lstrip(".")
        assert found.where.startswith(where.rpartition(".")[0] if "." in where else ""), (path, found)
        assert words in found.say(found.what), (path, found)


def test_a_heading_that_there_are_no_words_for_is_refused(file: dict[str, Any]) -> None:
    """Else every paper of the partnership would stumble over it."""
    n = next(n for n, r in enumerate(file["rounds"]) if r["editions"])
    place = ("rounds", n, "editions", 0, "blocks", 0, "title")
    assert wrong(changed(file, place, "=nosuch")).what == "This heading is not known: %(title)s"
    assert not is_refused(changed(file, place, "A heading"))


def test_other_files_are_told_apart() -> None:
    for data, words in (
        (b"\xff\xfe", "UTF-8"),
        (b"{", "line 1, column 2"),
        (b"[]", "no partnership"),
        (b'{"kind": "tables"}', "tables to read"),
        (b'{"kind": "partnership", "format": 1}', "missing"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": NaN}', "NaN"),
        (b"[" * 200_000, "too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
    ):
        with pytest.raises(Wrong) as caught:
            moved_in(data, person)
        assert words in str(caught.value), data[:20]


def test_a_file_without_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_in, "FILE_MOST", 10)
    with pytest.raises(Wrong, match="too large"):
        moved_in(b" " * 11, person)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(data, dict):
        for name, inside in data.items():
            yield from places(inside, (*path, name))
    if isinstance(data, list) and data:
        yield from places(data[0], (*path, 0))


SURPRISES: tuple[Any, ...] = (None, 1, -1, 1.5, True, "x", "", "\ud800", [], ["x"], {}, {"kind": []}, "9" * 400, [[]])


def is_refused(data: Any) -> bool:
    """And in words; any other error than ours fails the test."""
    try:
        moved_in(json.dumps(data).encode(), person)
    except Wrong as found:
        return bool(found.say(found.what))
    return False


def test_whatever_stands_anywhere_it_is_told_or_taken(file: dict[str, Any]) -> None:
    """No file brings the reader down: each place of a whole file with each of many things in it."""
    refused = 0
    for path in places(file):
        for surprise in SURPRISES:
            refused += is_refused(changed(file, path, surprise))
        if isinstance(path[-1], str):
            data = changed(file, path, MISSING)
            if path[0] != "election" and path[-2:-1] not in (("sources",), ("args",), ("ballots",)):
                assert wrong(data)
    assert refused > 1000
