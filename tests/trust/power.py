"""Power cuts: every write, truncation and sync of SQLite's is recorded, and disks made as a cut leaves them.

SQLite is asked to write through a file system of ours that lies over its own (`sqlite3_vfs`, by ctypes), so what is
recorded is what it really asked for: a sync that is left out is not there. A disk after a cut holds all that was
synced, and of the rest nothing, a beginning, any part in any order, or a write that is torn between two sectors.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import random
import sqlite3
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

SECTOR = 512
MODES = ("dropped", "prefix", "any part", "torn")


class Op(NamedTuple):
    what: str
    """write | cut | sync | gone | acknowledged | typed"""
    file: str
    at: int = 0
    data: bytes = b""
    more: Any = None


OPS: list[Op] = []
"""What was recorded in this process."""

LAID: list[Recorder] = []
"""SQLite calls them as long as the process lives."""

# ── SQLite's structures (sqlite3.h) ──────────────────────────────────────────

_File = c_void_p
_Close = CFUNCTYPE(c_int, _File)
_Write = CFUNCTYPE(c_int, _File, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, _File, c_int64)
_Sync = CFUNCTYPE(c_int, _File, c_int)


class Methods(Structure):
    _fields_ = (
        ("version", c_int),
        ("close", _Close),
        ("read", c_void_p),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        *((f"other{n}", c_void_p) for n in range(13)),
    )


class OpenFile(Structure):
    _fields_ = (("methods", POINTER(Methods)),)


class Vfs(Structure):
    pass


_Open = CFUNCTYPE(c_int, POINTER(Vfs), c_void_p, POINTER(OpenFile), c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, POINTER(Vfs), c_char_p, c_int)
Vfs._fields_ = (
    ("version", c_int),
    ("size", c_int),
    ("longest", c_int),
    ("next", c_void_p),
    ("name", c_char_p),
    ("data", c_void_p),
    ("open", _Open),
    ("delete", _Delete),
    *((f"other{n}", c_void_p) for n in range(14)),
)


class Recorder:
    """Lies over SQLite's own file system from `lay` on, in this process, for good."""

    def __init__(self) -> None:
        self._keep: list[Any] = []
        self._names: dict[int, str] = {}
        self._patched: dict[int, Methods] = {}

    def lay(self) -> None:
        LAID.append(self)
        library = ctypes.CDLL(_library())
        library.sqlite3_vfs_find.restype = POINTER(Vfs)
        own = library.sqlite3_vfs_find(None)
        over = Vfs.from_buffer_copy(own.contents)
        over.name = b"recorded"

        def opened(vfs: Any, name: int | None, file: Any, flags: int, out: int) -> int:
            status = int(own.contents.open(vfs, name, file, flags, out))
            if status == 0 and name is not None and file.contents.methods:
                address = ctypes.addressof(file.contents)
                self._names[address] = Path(ctypes.string_at(name).decode()).name
                file.contents.methods = ctypes.pointer(self._over(file.contents.methods))
            return status

        def deleted(vfs: Any, name: bytes, synced: int) -> int:
            OPS.append(Op("gone", Path(name.decode()).name))
            return int(own.contents.delete(vfs, name, synced))

        over.open, over.delete = _Open(opened), _Delete(deleted)
        self._keep += [over, own]
        status = library.sqlite3_vfs_register(ctypes.byref(over), 1)
        assert status == 0

    def _over(self, pointer: Any) -> Methods:
        """The methods of a kind of file, three of them recorded first."""
        key = ctypes.addressof(pointer.contents)
        if key in self._patched:
            return self._patched[key]
        own = pointer.contents
        over = Methods.from_buffer_copy(own)

        def write(file: int, data: int, size: int, at: int) -> int:
            OPS.append(Op("write", self._names.get(file, ""), at, ctypes.string_at(data, size)))
            return int(own.write(file, data, size, at))

        def truncate(file: int, size: int) -> int:
            OPS.append(Op("cut", self._names.get(file, ""), size))
            return int(own.truncate(file, size))

        def sync(file: int, flags: int) -> int:
            status = int(own.sync(file, flags))
            OPS.append(Op("sync", self._names.get(file, "")))
            return status

        over.write, over.truncate, over.sync = _Write(write), _Truncate(truncate), _Sync(sync)
        self._keep += [over, pointer]
        self._patched[key] = over
        return over


def _library() -> str:
    """The library that Python's own module uses, or the module itself where it holds all of it."""
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        if "libsqlite3" in line:
            return line.split()[-1]
    return str(_sqlite3.__file__)


# ── disks as a cut leaves them ───────────────────────────────────────────────


@dataclass
class Disk:
    """What is surely there, file by file, and what was asked for since."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    since: dict[str, list[Op]] = field(default_factory=dict)
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    typed: list[Any] = field(default_factory=list)

    def do(self, op: Op) -> None:
        if op.what == "acknowledged":
            self.acknowledged.add(op.more)
        elif op.what == "typed":
            self.typed.append(op.more)
        elif op.what == "sync":
            whole = self.synced.setdefault(op.file, bytearray())
            for each in self.since.pop(op.file, []):
                apply(whole, each)
        elif op.what == "gone":
            self.synced.pop(op.file, None)
            self.since.pop(op.file, None)
        else:
            self.since.setdefault(op.file, []).append(op)

    def after_a_cut(self, mode: str, chance: random.Random) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for name in {*self.synced, *self.since}:
            content = bytearray(self.synced.get(name, b""))
            for op in _left(self.since.get(name, []), mode, chance):
                apply(content, op)
            found[name] = bytes(content)
        return found


def apply(content: bytearray, op: Op) -> None:
    if op.what == "cut":
        del content[op.at :]
        return
    if len(content) < op.at:
        content.extend(bytes(op.at - len(content)))
    content[op.at : op.at + len(op.data)] = op.data


def _left(ops: list[Op], mode: str, chance: random.Random) -> Iterator[Op]:
    """What of the un-synced came to the disk."""
    if mode == "dropped" or not ops:
        return
    if mode == "any part":
        yield from (op for op in ops if chance.random() < 0.5)
        return
    count = chance.randint(0, len(ops))
    yield from ops[:count]
    if mode == "torn" and count < len(ops):
        torn = ops[count]
        sectors = len(torn.data) // SECTOR
        kept = chance.randint(0, sectors) * SECTOR if sectors else chance.randint(0, len(torn.data))
        rest = bytes(chance.getrandbits(8) for _ in range(min(SECTOR, len(torn.data) - kept)))
        yield torn._replace(data=torn.data[:kept] + (rest if chance.random() < 0.5 else b""))


def write(image: dict[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in image.items():
        (folder / name).write_bytes(content)


def judge(folder: Path, disk: Disk, database: str) -> str:
    """What is not as it should be on a disk after a cut; "" if all is."""
    file = sqlite3.connect(folder / database)
    try:
        if file.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return "not whole"
        found = {(c, k): s for c, k, s in file.execute("SELECT channel, key, state FROM inbox")}
        lost = [key for key in disk.acknowledged if key not in found]
        if lost:
            return f"I1: {len(lost)} acknowledged events lost"
        answers = {raw for (raw,) in file.execute("SELECT raw FROM answer")}
        for typed in disk.typed:
            if (found.get(typed.key) == "done") != (typed.text in answers):
                return "I3: an answer without its event, or an event without its answer"
    except sqlite3.DatabaseError as error:
        return f"cannot be read: {error}"
    finally:
        file.close()
    return ""
