"""An edition that is out stands in the file byte for byte, whatever is published after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.core import effects as say
from bot.core.model import Partnership
from bot.store import Store
from tests.core.factories import answered
from tests.core.scene import BROKER
from tests.core.whole_scene import ONE, TWO, Whole, the, whole
from tests.store.conftest import after, rows

ROUND = "c1-scoping-1"
CANARY = "CANARYSAID ไฟป่าทุกปี"


def kept(path: Path, before: Partnership | None, then: Partnership) -> Partnership:
    """Saved, and read again from the file that was closed and opened anew."""
    store = Store.open(path)
    store.do_now(lambda book: book.save(before, then, after(), BROKER, "t"))
    store.close_now()
    store = Store.open(path)
    found = store.do_now(lambda book: book.load(then.id))
    store.close_now()
    assert found is not None
    return found


def row(path: Path, number: int) -> list[tuple[Any, ...]]:
    """As bytes, for what is shown as the same text need not be written the same."""
    names = [name for (_, name, *_) in rows(path, "PRAGMA table_info(edition)")]
    cast = ", ".join(f"typeof({name}), CAST({name} AS BLOB)" for name in names)
    return rows(path, f"SELECT {cast} FROM edition WHERE number = ?", number)  # noqa: S608


def published() -> Whole:
    scene = whole()
    scene.press(BROKER, "open:scoping:full")
    for org, words in (("o1", "น้ำขุ่น"), ("o2", CANARY)):
        scene.p = answered(scene.p, "problem", org, words)
    scene.p = answered(scene.p, "external", "o1", ["ป่าไม้"])
    scene.press(BROKER, f"agreed:{ROUND}")
    scene.say(BROKER, "ประชุมทุกเดือน")
    scene.publish(ROUND)
    return scene


def corrected(path: Path, new: str) -> Whole:
    """Published, and once more with what the second organisation put right; each step from the file."""
    scene = published()
    scene.p = kept(path, None, scene.p)
    was = scene.p
    scene.press(TWO, f"correct:{ROUND}")
    scene.say(TWO, "ข้อความของเราผิด")
    scene.press(BROKER, "takecorrection:k1")
    scene.p = kept(path, was, scene.p)
    was = scene.p
    scene.press(TWO, f"edit:{ROUND}:problem:")
    scene.say(TWO, new)
    scene.press(TWO, f"handin:{ROUND}")
    scene.press(BROKER, f"publish:{ROUND}")
    scene.p = kept(path, was, scene.p)
    return scene


def test_a_second_edition_leaves_the_row_of_the_first_byte_for_byte(path: Path) -> None:
    kept(path, None, published().p)
    first = row(path, 1)
    path.unlink()
    scene = corrected(path, "ป่าเสื่อมโทรม")
    assert len(first) == len(row(path, 1)) == len(row(path, 2)) == 1
    assert row(path, 1) == first
    shown = the(scene.press(ONE, f"summary:{ROUND}:1"), say.Summary)
    assert (shown.edition, CANARY in repr(shown.blocks)) == (1, True)
    newest = the(scene.press(ONE, f"summary:{ROUND}"), say.Summary)
    assert (newest.edition, "ป่าเสื่อมโทรม" in repr(newest.blocks)) == (2, True)


def test_who_is_erased_with_their_answers_is_gone_from_all_editions_and_what_changed(path: Path) -> None:
    scene = corrected(path, "CANARYNEW ป่าเสื่อมโทรม")
    (_, second) = scene.p.rounds[ROUND].editions
    (told,) = (c for c in second.changes if "CANARY" in c.before)
    assert (CANARY in told.before, "CANARYNEW" in told.after) == (True, True)
    store = Store.open(path)
    store.do_now(lambda book: book.erase(scene.p.id, TWO, True, after(days=9)))
    store.close_now()
    bodies = str(rows(path, "SELECT * FROM edition"))
    assert [word for word in ("CANARY", "ไฟป่าทุกปี", "ป่าเสื่อมโทรม") if word in bodies] == []
    assert "น้ำขุ่น" in bodies
    assert b"CANARY" not in path.read_bytes()
