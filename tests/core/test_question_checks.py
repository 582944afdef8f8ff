"""Every check of a questionnaire, each with a set that is right but for one fault."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bot.core.questionnaire import Faulty, build

Table = dict[str, Any]


def both(th: str = "ก", en: str = "A") -> Table:
    return {"th": th, "en": en}


def asked(key: str, kind: str, **fields: Any) -> Table:
    told = {"key": key, "kind": kind, "seen": "named", "title": both(), "prompt": both()}
    return told | fields


def options(*entries: tuple[str, str, str]) -> list[Table]:
    return [{"key": k, "label": both(th, en), "asks": k == "object"} for k, th, en in entries]


LEFT, RIGHT = ("left", "ซ้าย", "Left"), ("right", "ขวา", "Right")
AGREE, OBJECT = ("agree", "ได้", "Agree"), ("object", "ไม่", "Object")
YES, NO = ("yes", "ใช่", "Yes"), ("no", "ไม่", "No")

INTERVIEW = [
    asked("wish", "text", clauses=["1a"], short=True),
    asked("ideas", "list", clauses=["1b"], short=True, ranked_by="score"),
    asked("sum", "money", unit=both("บาท", "baht")),
    asked(
        "pick",
        "single",
        uses=["wish"],
        prompt=both("ก “{wish}”", "A “{wish}”"),
        plain=both(),
        options=options(LEFT, RIGHT),
    ),
    asked("why", "text", seen="broker", when="pick in left|right"),
]
DECISION = [
    asked(
        "score",
        "scale",
        each="ideas",
        prompt=both("ก “{item}”", "A “{item}”"),
        ends=[both("น้อย", "low"), both("มาก", "high")],
    ),
    asked("accord", "consent", options=options(AGREE, OBJECT)),
    asked("clear", "yes_no", options=options(YES, NO)),
]
STAGE: Table = {
    "key": "one",
    "number": 1,
    "title": both(),
    "about": both(),
    "artefact": both(),
    "parts": [
        {"key": "first", "kind": "interview", "questions": INTERVIEW},
        {"key": "second", "kind": "decision", "questions": DECISION},
    ],
}

Files = dict[str, Table]
Spoil = Callable[[Files], object]


def good() -> Files:
    return copy.deepcopy(
        {
            "one.toml": STAGE,
            "clauses.toml": {"clauses": {"1a": "ทบทวน", "1b": "หรือ"}},
            "sectors.toml": {"sectors": options(("state", "รัฐ", "State"))},
        }
    )


def one(files: Files, key: str) -> Table:
    """The question's table, to be spoiled."""
    found: Table = next(
        q for p in files["one.toml"]["parts"] for q in p["questions"] if q["key"] == key
    )
    return found


def setting(key: str, **fields: Any) -> Spoil:
    return lambda files: one(files, key).update(fields)


def without(key: str, name: str) -> Spoil:
    return lambda files: one(files, key).pop(name)


def offering(source: str) -> Spoil:
    """`pick` offers what another question or a derived list holds; nothing else hangs on either."""

    def spoil(files: Files) -> None:
        one(files, "pick").pop("options")
        one(files, "pick")["options_from"] = source
        one(files, "why").pop("when")
        one(files, "ideas").pop("ranked_by")

    return spoil


def looping(source: str) -> Spoil:
    """`score` is asked of each item of another source, and ranks nothing."""

    def spoil(files: Files) -> None:
        one(files, "score")["each"] = source
        one(files, "ideas").pop("ranked_by")

    return spoil


def stage_setting(**fields: Any) -> Spoil:
    return lambda files: files["one.toml"].update(fields)


def another(**fields: Any) -> Spoil:
    def spoil(files: Files) -> None:
        """A second stage with one plain question."""
        part = {"key": "p", "kind": "interview", "questions": [asked("wish2", "text")]}
        told = {"key": "two", "number": 2, "parts": [part]}
        files["two.toml"] = STAGE | told | fields

    return spoil


def same_key_elsewhere(files: Files) -> None:
    another()(files)
    files["two.toml"]["parts"][0]["questions"][0]["key"] = "wish"


LONG_THAI = "ที่" * 21

FAULTS: dict[str, tuple[Spoil, str, str, str]] = {
    # name: (what spoils the good set, file, question, words the problem must hold)
    "unknown kind": (setting("wish", kind="txt"), "one.toml", "wish", "unknown kind “txt”"),
    "unknown seen": (setting("wish", seen="all"), "one.toml", "wish", "unknown seen “all”"),
    "unknown op": (setting("why", when="pick is left"), "one.toml", "why", "cannot be read"),
    "unknown field": (setting("wish", promt="x"), "one.toml", "wish", "did you mean “prompt”"),
    "unknown stage field": (stage_setting(colour="x"), "one.toml", "", "unknown field “colour”"),
    "unknown part kind": (
        lambda f: f["one.toml"]["parts"][0].update(kind="talk"),
        "one.toml", "", "unknown kind “talk”",
    ),
    "not a flag": (setting("wish", optional="yes"), "one.toml", "wish", "must be true or false"),
    "not a number": (setting("ideas", most="3"), "one.toml", "ideas", "must be a whole number"),
    "forward use": (setting("wish", uses=["ideas"]), "one.toml", "wish", "asked later"),
    "use of itself": (setting("wish", uses=["wish"]), "one.toml", "wish", "asked later"),
    "unknown use": (setting("why", uses=["wisch"]), "one.toml", "why", "no question of this set"),
    "unknown each": (
        looping("thoughts"),
        "one.toml", "score", "each names “thoughts”",
    ),
    "each of a text": (
        looping("wish"),
        "one.toml", "score", "not of kind list or multi",
    ),
    "unknown options_from": (
        offering("those"), "one.toml", "pick", "options_from names “those”",
    ),
    "options_from of a text": (offering("wish"), "one.toml", "pick", "not of kind list"),
    "pooled in the same part": (offering("ideas"), "one.toml", "pick", "in the same part"),
    "unknown when": (setting("why", when="pik in left"), "one.toml", "why", "when names “pik”"),
    "forward when": (setting("why", when="score > 3"), "one.toml", "why", "asked later"),
    "when of an unknown option": (
        setting("why", when="pick in left|up"), "one.toml", "why", "no option of “pick”",
    ),
    "when compares words": (setting("why", when="pick > 3"), "one.toml", "why", "not a number"),
    "unknown ranking": (setting("ideas", ranked_by="order"), "one.toml", "ideas", "“order”"),
    "ranking that does not rank": (
        setting("ideas", ranked_by="accord"),
        "one.toml", "ideas", "neither",
    ),
    "missing language": (
        setting("wish", prompt={"th": "ก"}),
        "one.toml", "wish", "no text for en",
    ),
    "missing title": (
        without("wish", "title"),
        "one.toml", "wish", "“title” needs both languages",
    ),
    "missing language of an option": (
        setting("pick", options=[{"key": "left", "label": {"en": "L"}}, *options(RIGHT)]),
        "one.toml", "pick", "label of option left",
    ),
    "missing stage language": (
        stage_setting(about={"en": "A"}), "one.toml", "", "“about” has no text for th",
    ),
    "title too long": (
        setting("wish", title={"th": "ที่" * 41, "en": "A"}), "one.toml", "wish", "title in th",
    ),
    "label too long": (
        setting("pick", options=options(("left", LONG_THAI, "Left"), RIGHT)),
        "one.toml", "pick", "label of option left in th",
    ),
    "sector too long": (
        lambda f: f["sectors.toml"]["sectors"][0]["label"].update(en="x" * 21),
        "sectors.toml", "", "label of option state in en",
    ),
    "labels alike": (
        setting("pick", options=options(LEFT, ("right", "ซ้าย", "Right"))),
        "one.toml", "pick", "read",
    ),
    "duplicate option": (
        setting("pick", options=options(LEFT, RIGHT, ("left", "บน", "Up"))),
        "one.toml", "pick", "two options have the key “left”",
    ),
    "duplicate question": (same_key_elsewhere, "two.toml", "wish", "already used in one.toml"),
    "duplicate stage key": (another(key="one"), "two.toml", "", "stage key “one”"),
    "duplicate stage number": (another(number=1), "two.toml", "", "stage number 1"),
    "duplicate part": (
        lambda f: f["one.toml"]["parts"][1].update(key="first"), "one.toml", "", "two parts",
    ),
    "stage without parts": (another(parts=[]), "two.toml", "", "no parts"),
    "part without questions": (
        another(parts=[{"key": "p", "kind": "interview"}]), "two.toml", "", "no questions",
    ),
    "bad key": (stage_setting(key="One:1"), "one.toml", "", "key “One:1”"),
    "unserved clause": (
        lambda f: f["clauses.toml"]["clauses"].update({"1c": "เก็บ"}),
        "clauses.toml", "", "clause 1c “เก็บ” is served by no question",
    ),
    "unserved in the short form": (
        setting("wish", short=False),
        "clauses.toml", "", "clause 1a “ทบทวน” is served by no question of",
    ),
    "unknown clause": (setting("why", clauses=["9z"]), "one.toml", "why", "unknown clause “9z”"),
    "pipe that is not used": (without("pick", "uses"), "one.toml", "pick", "pipes {wish}"),
    "derived pipe without its question": (
        setting("pick", prompt={"th": "{start}", "en": "{start}"}),
        "one.toml", "pick", "“start_date”",
    ),
    "missing plain": (without("pick", "plain"), "one.toml", "pick", "needs “plain”"),
    "plain that pipes": (
        setting("pick", plain={"th": "{wish}", "en": "{wish}"}),
        "one.toml", "pick", "only {item}",
    ),
    "pipes differ": (
        setting("pick", prompt={"th": "ก “{wish}”", "en": "A"}), "one.toml", "pick", "different",
    ),
    "pipe in a title": (
        setting("pick", title={"th": "{wish}", "en": "A"}),
        "one.toml", "pick", "title",
    ),
    "stray brace": (
        setting("wish", prompt={"th": "ก {", "en": "A"}),
        "one.toml", "wish", "brace",
    ),
    "item without each": (
        setting("wish", prompt={"th": "{item}", "en": "{item}"}), "one.toml", "wish", "no “each”",
    ),
    "each without item": (
        setting("score", prompt={"th": "ก", "en": "A"}), "one.toml", "score", "must say {item}",
    ),
    "missing options": (
        lambda f: (one(f, "pick").pop("options"), one(f, "why").pop("when")),
        "one.toml", "pick", "needs options",
    ),
    "both kinds of options": (
        setting("accord", kind="single", options_from="partners"),
        "one.toml", "accord", "keep one",
    ),
    "missing ends": (without("score", "ends"), "one.toml", "score", "needs ends"),
    "missing unit": (without("sum", "unit"), "one.toml", "sum", "needs a unit"),
    "field of another kind": (
        setting("wish", options=options(LEFT)), "one.toml", "wish", "not for kind text",
    ),
    "consent that asks nothing": (
        setting("accord", options=[o | {"asks": False} for o in options(AGREE, OBJECT)]),
        "one.toml", "accord", "must ask for the reason",
    ),
    "consent without object": (
        setting("accord", options=options(AGREE)),
        "one.toml", "accord", "needs agree and object",
    ),
    "yes_no with other keys": (
        setting("clear", options=options(LEFT, RIGHT)),
        "one.toml", "clear", "yes and no",
    ),
}  # fmt: skip


def found(files: Files) -> list[tuple[str, str, str]]:
    try:
        build(files)
    except Faulty as faulty:
        return [(p.file, p.question, p.what) for p in faulty.problems]
    return []


def test_the_good_set_is_good() -> None:
    cycle = build(good())
    assert [q.key for _, q in cycle.questions()] == [
        "wish", "ideas", "sum", "pick", "why", "score", "accord", "clear",
    ]  # fmt: skip
    assert cycle.stages["one"].parts[1].after == ("first",)
    assert cycle.sectors[0].key == "state"


@pytest.mark.parametrize("name", FAULTS)
def test_each_check_finds_its_fault_and_nothing_else(name: str) -> None:
    spoil, file, question, words = FAULTS[name]
    files = good()
    spoil(files)
    ((where, whose, what),) = found(files)
    assert (where, whose) == (file, question)
    assert words in what


def test_a_derived_list_needs_the_questions_it_is_made_of() -> None:
    files = good()
    offering("my_activities")(files)
    said = found(files)
    assert {(file, question) for file, question, _ in said} == {("one.toml", "pick")}
    assert "“activities”" in said[0][2]
    assert "“my_role”" in said[1][2]


def test_clauses_of_the_wrong_shape() -> None:
    files = good()
    files["clauses.toml"]["clauses"]["1b"] = 3
    assert ("clauses.toml", "", 'write each clause as a line 1a = "its words" under [clauses]') in (
        found(files)
    )


def test_bad_question_keys_are_found() -> None:
    for key in ("Wish", "2wish", "wi:sh", "วิธี", ""):
        files = good()
        one(files, "why")["key"] = key
        assert any("small letters" in what for _, _, what in found(files)), key


def test_all_problems_come_at_once() -> None:
    files = good()
    one(files, "wish")["kind"] = "txt"
    one(files, "score").pop("ends")
    files["clauses.toml"]["clauses"]["1c"] = "เก็บ"
    assert {p[:2] for p in found(files)} == {
        ("one.toml", "wish"),
        ("one.toml", "score"),
        ("clauses.toml", ""),
    }


def test_a_part_cannot_wait_for_a_later_one() -> None:
    files = good()
    parts = files["one.toml"]["parts"]
    loop = {**one(files, "wish"), "key": "detail", "each": "ideas", "clauses": []}
    loop["prompt"] = {"th": "{item}", "en": "{item}"}
    parts.insert(1, {"key": "early", "kind": "interview", "questions": [loop]})
    (problem,) = found(files)
    assert problem[:2] == ("one.toml", "")
    assert "part “early” builds on part “second”" in problem[2]


def test_an_interview_does_not_wait_for_ones_own_answers() -> None:
    files = good()
    parts = files["one.toml"]["parts"]
    own = {**one(files, "wish"), "key": "more", "uses": ["wish", "pick"], "clauses": []}
    parts.append({"key": "third", "kind": "interview", "questions": [own]})
    assert build(files).stages["one"].parts[2].after == ()
    own["uses"] = ["ideas"]
    assert build(files).stages["one"].parts[2].after == ("first",)
    own["uses"] = ["score"]
    assert build(files).stages["one"].parts[2].after == ("second",)
    parts[2]["kind"] = "decision"
    own["uses"] = ["wish"]
    assert build(files).stages["one"].parts[2].after == ("first",)


def test_stages_stand_in_the_order_of_their_numbers() -> None:
    files = good()
    another(number=0 + 7)(files)
    files["one.toml"]["number"] = 9
    assert list(build(files).stages) == ["two", "one"]


def test_a_problem_reads_as_one_line() -> None:
    files = good()
    one(files, "wish")["kind"] = "txt"
    with pytest.raises(Faulty, match=r"^one\.toml: wish: unknown kind “txt”; known are text, list"):
        build(files)
