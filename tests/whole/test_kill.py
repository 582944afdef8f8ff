"""Killed with -9 after every single step, and at every point of the crash table (TRUST.md, section 6).

Three organisations go through three stages, planning with its three parts among them. At the end no
answer is lost or doubled, no question was skipped, each stage has exactly one full summary in the
group, and nothing waits.

`make kill-test` runs the long form: every failpoint at least fifty times.
"""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import cycle as round_and_round
from pathlib import Path

import pytest

from bot.channels.local import Local
from tests.whole.inside import GROUP, Inside, Row, cycle
from tests.whole.outside import FAILPOINTS, Failpoint, Platform
from tests.whole.three import PEOPLE, SAMPLES, STAGES, Due, Three, asked_of, by_hand

LONG = bool(os.environ.get("LONG"))
AT_LEAST = 50
"""Kills at every failpoint in the long form (TRUST.md, section 6)."""
PASSED = {"committing": 6, "committed": 6, "saying": 2, "sending": 2, "sent": 2}
"""How often a step passes a failpoint, about; the others once."""
TWICE = 0.05
"""Share of the steps that are killed once more while they recover."""

SUMMARY = "📋"
"""Begins a summary in the group."""

CLOSING: list[Failpoint] = [
    ("committed", 3),
    ("making", 1),
    ("sending", 1),
    ("sent", 1),
    ("sent", 1),
    ("editing", 1),
    ("edited", 1),
    ("edited", 1),
    ("committed", 4),
]
"""Where one closing is killed, life after life: the summary's stub, its edit, and what is noted of them."""

ANSWERS = """
SELECT round, question, item_label, organisation_name, revision, kind, shown, raw, asked, words,
  by_person FROM answers_all
"""
KEEPS = "SELECT state, count(*) FROM {} GROUP BY state"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> set[Row]:
    """The answers of the same script in a house that nobody kills."""
    house = Inside(tmp_path_factory.mktemp("undisturbed"), cycle(), now=datetime.now(UTC))
    house.start()
    script = Three(house.local)
    for act in script.acts():
        house.take(script.raw(act, house.now))
    found = set(house.rows(ANSWERS))
    house.end()
    return found


def ask(database: Path, sql: str) -> list[Row]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def play(platform: Platform, plans: list[list[Failpoint]] | None = None) -> Three:
    """The script; after every step the house is killed, before that at the step's failpoints too."""
    script = Three(platform.local)
    turns = round_and_round(plans or [[]])
    for act in script.acts():
        platform.give(script.raw(act, datetime.now(UTC)))
        platform.settle(CLOSING if plans and script.closing else next(turns))
    return script


# ── what must be so at the end ───────────────────────────────────────────────


def check(platform: Platform, script: Three, undisturbed: set[Row]) -> None:
    nothing_waits(platform)
    no_answer_is_lost(platform.database, script, undisturbed)
    no_question_is_skipped(platform)
    one_summary_a_stage(platform.local)


def nothing_waits(platform: Platform) -> None:
    assert not platform.pending
    assert {state for state, _ in ask(platform.database, KEEPS.format("inbox"))} == {"done"}
    states = {state for state, _ in ask(platform.database, KEEPS.format("outbox"))}
    assert states <= {"sent", "superseded"}
    assert ask(platform.database, "PRAGMA integrity_check") == [("ok",)]
    assert not ask(platform.database, "PRAGMA foreign_key_check")


def no_answer_is_lost(database: Path, script: Three, undisturbed: set[Row]) -> None:
    kept = ask(database, ANSWERS)
    assert len(kept) == len(set(kept))
    assert set(kept) == undisturbed
    by = {(who, question): [] for who, _, question in _typed_answers(script)}  # type: ignore[var-annotated]
    for _, question, _, _, _, _, shown, raw, _, words, person in kept:
        by.setdefault((person, question), []).append(f"{shown}\n{raw}\n{words}")
    for who, text, question in _typed_answers(script):
        assert any(text in held for held in by[who, question]), (who, question, text)


def _typed_answers(script: Three) -> list[tuple[str, str, str]]:
    """(who, text, question) of everything that was written as an answer."""
    return [
        (who, text, slot.split(":")[2]) for who, slot, text in script.typed if who in PEOPLE and slot
    ]


def no_question_is_skipped(platform: Platform) -> None:
    kept = ask(platform.database, "SELECT organisation_name, question, item_label FROM answers_now")
    assert {Due(*row) for row in kept} == by_hand()
    asked = {key: q for stage in STAGES for key, q in asked_of(stage).items()}
    whose = {o.name: o.people[0].called for o in SAMPLES.organisations}
    for organisation, question, item in by_hand():
        forms = [asked[question][form]["th"] for form in ("prompt", "plain") if form in asked[question]]
        said = [_longest(form.replace("{item}", item)) for form in forms]
        screen = [s.message.text for s in platform.local.shown if s.place.id == whose[organisation]]
        seen = any(words in text for text in screen for words in said)
        assert seen, (organisation, question, item)


def _longest(prompt: str) -> str:
    """The longest piece of a prompt that stands there whatever is piped into it."""
    pieces = prompt.replace("{", "\n").replace("}", "\n").split("\n")
    return max(pieces, key=len)


def one_summary_a_stage(local: Local) -> None:
    """A full summary is the message in the group that holds what each organisation said."""
    for question in ("concept", "own_goal", "activities"):
        words = [_first(o.answers[question]) for o in SAMPLES.organisations]
        every = [s for s in local.on(GROUP) if s.message.text.startswith(SUMMARY)]
        full = [s for s in every if all(word in s.message.text for word in words)]
        assert len(full) == 1, (question, [s.message.text[:80] for s in full])


def _first(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else answer[0]


# ── the tests ────────────────────────────────────────────────────────────────


def plans_for(seed: int) -> list[list[Failpoint]]:
    """For each step where to die first; now and then a second time, while it recovers."""
    chance = random.Random(seed)  # noqa: S311 - moments to be killed at
    plans = []
    for _ in range(10):
        order = list(FAILPOINTS)
        chance.shuffle(order)
        for name in order:
            plan = [(name, chance.randint(1, PASSED.get(name, 1)))]
            if chance.random() < TWICE:
                plan.append((chance.choice(FAILPOINTS), 1))
            plans.append(plan)
    return plans


def test_killed_after_every_step(tmp_path: Path, undisturbed: set[Row]) -> None:
    """And before that, in each step, at one or two points of the crash table."""
    died: dict[str, int] = {}
    for seed in range(100 if LONG else 1):
        platform = Platform(tmp_path / str(seed) / "phakhi.db")
        platform.database.parent.mkdir()
        script = play(platform, plans_for(seed))
        check(platform, script, undisturbed)
        steps = ask(platform.database, "SELECT count(*) FROM inbox WHERE key LIKE 'e%'")[0][0]
        assert platform.kills >= steps > 100
        for name, times in platform.died_at.items():
            died[name] = died.get(name, 0) + times
        print(f"killed {platform.kills} times in {steps} steps; at: {died}")
        if all(died.get(name, 0) >= AT_LEAST for name in FAILPOINTS):
            break
    assert set(died) == set(FAILPOINTS)


def test_a_picture_that_kills_is_left_out_after_three_deaths(tmp_path: Path) -> None:
    """Whatever it goes with is shown, once; and after it pictures are shown again."""
    platform = Platform(tmp_path / "phakhi.db")
    script = Three(platform.local)
    for act in script.acts():
        platform.give(script.raw(act, datetime.now(UTC)))
        deadly = not platform.lives(("making", 1))
        if deadly:
            break
    deaths = 1
    while not platform.lives(("making", 1)):
        deaths += 1
        assert deaths < 20, "it goes on for ever"
    with_picture = "SELECT state, attempts, makings FROM outbox WHERE body LIKE '%\"picture\"%'"
    rows = ask(platform.database, with_picture)
    assert deaths == 3 * len(rows), rows
    assert {state for state, _, _ in rows} == {"sent"}
    assert {(attempts, makings) for _, attempts, makings in rows} == {(1, 3)}, "tried, never unsure"
    assert platform.drawn == 0
    assert len([s for s in platform.local.shown if s.message.picture]) == len(rows)
