"""Copies of the database, and what the disk is that it lies on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.doctor.finding import MACHINE, Finding, bad, note, ok, warn
from bot.health import COPY_LATE
from bot.render.words import N_
from bot.settings import Settings
from bot.store.copying import copies
from bot.store.looking import OTHERS

MOUNTS = Path("/proc/self/mounts")
"""Linux's list of what is mounted where; elsewhere there is none, and nothing is said."""
FAR = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.rclone"})
"""File systems of other machines, or as slow as that: SQLite's log wants memory that two processes share."""
PASSING = {
    "tmpfs": N_("DATA_DIR lies in memory (%(kind)s): everything is gone when the machine stops. Choose another."),
    "ramfs": N_("DATA_DIR lies in memory (%(kind)s): everything is gone when the machine stops. Choose another."),
    "overlay": N_(
        "DATA_DIR lies in the container itself (%(kind)s) and is gone with it: give the container a volume there."
    ),
}
HOUR = timedelta(hours=1)


def look(settings: Settings, database: Path, clock: Callable[[], datetime]) -> list[Finding]:
    """All about both. Nothing is opened: what a copy holds was looked at when it was made."""
    found = _file_system(settings.data_dir)
    return [*found, *_copies(settings, database, clock())]


def _copies(settings: Settings, database: Path, now: datetime) -> list[Finding]:
    if not database.exists():
        return []
    folder, every = settings.backup_dir, timedelta(hours=settings.backup_hours)
    made = copies(folder)
    found = [] if every else [warn(MACHINE, N_("No copies are made by themselves: BACKUP_HOURS is 0."))]
    if not made:
        what = N_("There is no copy of the data yet. The running bot makes one; or: python -m bot backup")
        return [*found, warn(MACHINE, what)]
    age = now - made[-1][0]
    what = N_("The newest of %(count)s copies is %(hours)s hours old.")
    mark = ok
    if every and age > every + COPY_LATE:
        what = N_(
            "The newest copy is %(hours)s hours old. See that the bot runs, and that BACKUP_DIR can be written to."
        )
        mark = bad
    found.append(mark(MACHINE, what, count=len(made), hours=age // HOUR))
    return [*found, *_folder(folder, database)]


def _folder(folder: Path, database: Path) -> list[Finding]:
    found = []
    if open_ones := [place.name for _, place in copies(folder) if place.stat().st_mode & OTHERS]:
        what = N_("Others on this machine can read copies: run chmod 700 on %(count)s folders in BACKUP_DIR.")
        found.append(bad(MACHINE, what, count=len(open_ones)))
    if folder.stat().st_dev == database.stat().st_dev:
        what = N_("The copies lie on the same disk as the data: put BACKUP_DIR on another, or fetch them from there.")
        found.append(note(MACHINE, what))
    return found


# ── the file system ──────────────────────────────────────────────────────────


def _file_system(folder: Path) -> list[Finding]:
    kind = file_system(folder)
    if kind in FAR:
        what = N_(
            "DATA_DIR lies on a network share (%(kind)s), where SQLite can lose data: choose a disk of this machine."
        )
        return [warn(MACHINE, what, kind=kind)]
    return [warn(MACHINE, PASSING[kind], kind=kind)] if kind in PASSING else []


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that the folder lies on, or would lie on; "" where it cannot be told."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    parts = [line.split(" ") for line in lines]
    kinds = {_unescaped(part[1]): part[2] for part in parts if len(part) > 2}
    there = folder.absolute().resolve()
    above = (kinds.get(str(each), "") for each in (there, *there.parents))
    return next((kind for kind in above if kind), "")


def _unescaped(place: str) -> str:
    """Blanks and the like stand there as three octal digits."""
    for code in ("040", "011", "012", "134"):
        place = place.replace(f"\\{code}", chr(int(code, 8)))
    return place
