"""The invariants I1 to I9 of TRUST.md, judged by plain SQL on the file and by what the platforms saw.

Nothing of the code that is judged is called here. `at_any_time` holds at every instant, whatever has just died;
`at_rest` when all has been said and done.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.trust.crowd import STAGES, Crowd, Typed
from tests.trust.house import SECRET, TOKEN

Row = tuple[Any, ...]


class Broken(AssertionError):
    """An invariant does not hold."""

    def __init__(self, invariant: str, *what: object) -> None:
        super().__init__(invariant, *what)
        self.invariant = invariant


def holds(so: bool, invariant: str, *what: object) -> None:
    if not so:
        raise Broken(invariant, *what)


@dataclass
class Checker:
    crowd: Crowd
    logs: Path | None = None
    checks: Counter[str] = field(default_factory=Counter)
    erased: bool = False

    # ── at every instant ─────────────────────────────────────────────────────

    def at_any_time(self) -> None:
        with self._file() as file:
            found = {(c, k): s for c, k, s in file.execute("SELECT channel, key, state FROM inbox")}
            answers = file.execute("SELECT partnership, organisation, question, revision, raw FROM answer").fetchall()
        self._i1_acknowledged_is_kept(found)
        self._i3_one_transaction(found, answers)
        self._i2_not_doubled(answers)
        self._i4_summaries(exactly=False)
        self._i8_no_strangers()

    def _i1_acknowledged_is_kept(self, found: dict[tuple[str, str], str]) -> None:
        for side in self.crowd.sides.values():
            lost = [key for key in side.acknowledged if (side.name, key) not in found]
            holds(not lost, "I1", side.name, lost[:5])
        self.checks["I1"] += 1

    def _i3_one_transaction(self, found: dict[tuple[str, str], str], answers: list[Row]) -> None:
        """An answer is there if and only if its event is worked."""
        kept = {raw for *_, raw in answers}
        for typed in self.crowd.typed:
            worked = found.get(typed.key) == "done"
            holds(worked == (typed.text in kept), "I3", typed, found.get(typed.key))
        self.checks["I3"] += 1

    def _i2_not_doubled(self, answers: list[Row]) -> None:
        times = Counter(raw for *_, raw in answers)
        holds(all(n == 1 for n in times.values()), "I2", [t for t, n in times.items() if n > 1][:5])
        revisions = Counter((p, o, q) for p, o, q, *_ in answers)
        holds(all(n == 1 for n in revisions.values()), "I6", revisions.most_common(3))
        self.checks["I2"] += 1

    def _i4_summaries(self, *, exactly: bool) -> None:
        for ship in self.crowd.ships:
            for stage in STAGES[: None if exactly else ship.stage + 1]:
                words = ship.summary(stage, self.crowd.typed)
                if not words:
                    continue
                full = {id for chat, id, text in ship.side.shown if chat == ship.group and _all_in(words, text)}
                holds(len(full) <= 1, "I4", ship.id, stage, full)
                holds(bool(full) or not exactly, "I4", ship.id, stage, "there is none")
        self.checks["I4"] += 1

    def _i8_no_strangers(self) -> None:
        """What people typed holds their partnership's name: it stands before nobody else."""
        whose = {
            chat: ship.id
            for ship in self.crowd.ships
            for chat in (ship.group, *(p.id for p in (*ship.people, ship.broker) if p))
        }
        for side in self.crowd.sides.values():
            for chat, _, text in side.shown:
                for part in text.split("คำ-")[1:]:
                    holds(part.partition("-")[0] == whose[chat], "I8", chat, part[:40])
        self.checks["I8"] += 1

    # ── when all has been said ───────────────────────────────────────────────

    def at_rest(self) -> None:
        self.at_any_time()
        with self._file() as file:
            self._i2_each_is_there(file)
            self._i5_in_order(file)
            self._i6_no_more_than_was_done(file)
            self._i7_nothing_waits(file)
            self._whole(file)
        self._i4_summaries(exactly=True)
        self._i9_no_words_in_logs()

    def _i2_each_is_there(self, file: sqlite3.Connection) -> None:
        dead = file.execute("SELECT channel, key, error FROM inbox WHERE state = 'dead'").fetchall()
        holds(not dead, "I2", "put aside", dead[:5])
        kept = {
            (p, o, stage, q.upper().replace("ALPHA", "A").replace("BETA", "B"), raw)
            for p, o, stage, q, raw in file.execute(
                "SELECT partnership, organisation, stage, question, raw FROM answer"
            )
        }
        said = {(t.partnership, t.organisation, t.stage, t.question, t.text) for t in self.crowd.typed}
        holds(said == kept, "I2", "lost", sorted(said - kept)[:3], "from nowhere", sorted(kept - said)[:3])

    def _i5_in_order(self, file: sqlite3.Connection) -> None:
        """Within a chat, messages stand in the order of the outbox. What brought another up to date stands there."""
        rows = file.execute(
            "SELECT channel, place, id, shown FROM outbox WHERE state = 'sent' AND kind = 'message'"
            " AND replaces = 0 AND shown != '' ORDER BY id"
        )
        stood: dict[tuple[str, str], list[int]] = defaultdict(list)
        for channel, place, _, shown in rows:
            stood[channel, place].append(int(shown))
        for chat, ids in stood.items():
            holds(ids == sorted(ids), "I5", chat, ids)
        self.checks["I5"] += 1

    def _i6_no_more_than_was_done(self, file: sqlite3.Connection) -> None:
        """One row for each event that a person caused; each stage opened, handed in and published once."""
        for side in self.crowd.sides.values():
            (own,) = file.execute(
                "SELECT count(*) FROM inbox WHERE channel = ? AND key NOT GLOB '*:*'", (side.name,)
            ).fetchone()
            holds(own == side.given, "I6", side.name, own, side.given)
        ships, people = len(self.crowd.ships), sum(len(ship.people) for ship in self.crowd.ships)
        for table, each in (("round", ships), ("edition", ships), ("hand_in", people)):
            (count,) = file.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - names of ours
            holds(count == each * len(STAGES), "I6", table, count)
        self.checks["I6"] += 1

    def _i7_nothing_waits(self, file: sqlite3.Connection) -> None:
        new = file.execute("SELECT channel, key FROM inbox WHERE state = 'new'").fetchall()
        holds(not new, "I7", new[:5])
        out = file.execute("SELECT id, state, place FROM outbox WHERE settled_at IS NULL").fetchall()
        holds(not out, "I7", out[:5])
        states = {s for (s,) in file.execute("SELECT DISTINCT state FROM outbox")}
        holds(states <= {"sent", "superseded"}, "I7", states)
        self.checks["I7"] += 1

    def _whole(self, file: sqlite3.Connection) -> None:
        holds(file.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "I3", "integrity")
        holds(not file.execute("PRAGMA foreign_key_check").fetchall(), "I3", "foreign keys")
        chain(file)

    def _i9_no_words_in_logs(self) -> None:
        if self.logs is None or not self.logs.exists():
            return
        written = self.logs.read_text("utf-8", "replace")
        for word in ("ลับมาก", "คำตอบ", TOKEN.partition(":")[2], SECRET):
            holds(word not in written, "I9", word)
        self.checks["I9"] += 1

    def _file(self) -> Any:
        return closing(sqlite3.connect(f"file:{self.crowd.database}?mode=ro", uri=True))


def chain(file: sqlite3.Connection) -> None:
    """The audit, each row bound to the one before: worked out here, not asked of the store."""
    previous = "0" * 64
    for ship, at, subject, cause, what, before, hashed in file.execute(
        "SELECT partnership, at, subject, cause, what, previous, hash FROM audit ORDER BY id"
    ):
        holds(before == previous, "I3", "the audit has a hole")
        fields = [previous, ship, at, subject, cause, what]
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        holds(hashed == hashlib.sha256(text.encode()).hexdigest(), "I3", "a row of the audit was altered")
        previous = hashed


def _all_in(words: Iterable[str], text: str) -> bool:
    return all(word in text for word in words)


Judge = Callable[[Crowd], None]
__all__ = ["Broken", "Checker", "Typed", "chain"]
