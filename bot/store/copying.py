"""Copies of the database that can be relied on: made beside a running bot, read through, and sealed by a manifest.

A copy is a folder of its own: the database, the secret beside it, and `manifest.json` with the SHA-256 of both. It
is made under another name and renamed once it is whole, so that what carries a copy's name is one
(TRUST.md, section 9).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from bot.store.audit import FIRST, first_broken
from bot.store.files import DATABASE, FILES, KEY
from bot.store.schema import APPLICATION_ID

FORM = 1
"""Of the manifest; a later version may write another."""
MANIFEST = "manifest.json"
NAMED = "phakhi-%Y%m%dT%H%M%SZ"
UNFINISHED = ".partial"
MANIFEST_MOST = 1 << 20
"""Bytes; a larger file is none of ours."""
CHUNK = 1 << 20
LEFT_FREE = 200 << 20
"""Bytes of the disk that a copy leaves: below that `doctor` and /readyz complain."""
NO_ROOM = "NoRoom"
DAYS, WEEKS = 7, 4
"""So many days, and so many weeks before them, of which the newest copy is kept (TRUST.md, section 9)."""


class BadCopy(Exception):
    """It is no copy that can be put back. `what`: why, one of the words below."""

    def __init__(self, what: str, name: str = "") -> None:
        self.what = what
        """none (no manifest there) | form (of another version) | missing | altered | damaged | audit | foreign."""
        self.name = name
        """The file, or the row of the audit."""
        super().__init__(f"{what}: {name}" if name else what)


class NotCopied(Exception):
    """SQLite could not copy it, and its class says why; or `NO_ROOM`."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A file of the copy, as it was written."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the database of the copy holds."""

    schema: str
    last_event: int
    """The highest id in the inbox."""
    audit: str
    """The hash of the audit's last row: rows cut off at its end are seen by it."""
    counts: dict[str, int]
    """Table → rows."""


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str
    """ISO-8601, UTC: everything acknowledged before is in it."""
    version: str
    """Of the bot."""
    held: Held
    files: dict[str, Seal]
    form: int = FORM


# ── making one ───────────────────────────────────────────────────────────────


def copy(database: Path, folder: Path, at: datetime, version: str) -> Path:
    """A copy in a folder of its own within `folder`, checked. Blocks; the bot may run meanwhile, and goes on.

    Raises BadCopy when what was copied is not sound, NotCopied, OSError; nothing is left of it then.
    """
    mask = os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / at.astimezone(UTC).strftime(NAMED)
        partial = place.with_name(place.name + UNFINISHED)
        shutil.rmtree(partial, ignore_errors=True)
        _has_room(folder, database)
        partial.mkdir()
        try:
            _fill(partial, database, at, version)
            _sync_folder(partial)
            partial.rename(place)
        except sqlite3.Error as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise NotCopied(type(error).__name__) from error
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        _sync_folder(folder)
        return place
    finally:
        os.umask(mask)


def _has_room(folder: Path, database: Path) -> None:
    """A copy never takes the room that answers need. Raises NotCopied."""
    log = database.with_name(f"{database.name}-wal")
    needed = database.stat().st_size + (log.stat().st_size if log.exists() else 0)
    if shutil.disk_usage(folder).free < needed + LEFT_FREE:
        raise NotCopied(NO_ROOM)


def _fill(partial: Path, database: Path, at: datetime, version: str) -> None:
    _copy_pages(database, partial / DATABASE)
    key = database.with_name(f"{database.name}.key")
    if key.exists():
        shutil.copyfile(key, partial / KEY)
    with closing(_for_reading(partial / DATABASE)) as connection:
        held = _checked(connection)
    names = [name for name in FILES if (partial / name).exists()]
    seals = {name: _seal(partial / name) for name in names}
    manifest = Manifest(at.astimezone(UTC).isoformat(), version, held, seals)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True)
    (partial / MANIFEST).write_text(f"{text}\n")
    for name in (*names, MANIFEST):
        _sync(partial / name)


def _copy_pages(database: Path, to: Path) -> None:
    """All pages as of one moment, those still in the log among them; the copy has no log of its own."""
    source = f"file:{quote(str(database.absolute()))}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True)) as here,
        closing(sqlite3.connect(to, isolation_level=None)) as there,
    ):
        here.execute("PRAGMA busy_timeout=5000")
        here.backup(there, pages=-1)
        there.execute("PRAGMA journal_mode=DELETE")


def _checked(connection: sqlite3.Connection) -> Held:
    """What is in the database. Raises BadCopy when it is not sound."""
    try:
        if _one(connection, "PRAGMA application_id", 0) != APPLICATION_ID:
            raise BadCopy("foreign")
        sound = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        if not sound or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BadCopy("damaged")
        if (broken := first_broken(connection)) is not None:
            raise BadCopy("audit", str(broken))
        return Held(
            str(_one(connection, "SELECT version_num FROM alembic_version", "")),
            int(_one(connection, "SELECT max(id) FROM inbox", 0)),
            str(_one(connection, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1", FIRST)),
            _counts(connection),
        )
    except sqlite3.DatabaseError as error:
        raise BadCopy("damaged") from error


def _one(connection: sqlite3.Connection, question: str, otherwise: str | int) -> str | int:
    row = connection.execute(question).fetchone()
    return otherwise if row is None or row[0] is None else row[0]


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in connection.execute(tables)]
    # The names are the schema's own; SQLite binds no table's name.
    return {name: _number(connection, f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608


def _number(connection: sqlite3.Connection, question: str) -> int:
    (found,) = connection.execute(question).fetchone()
    return int(found)


# ── looking at them ──────────────────────────────────────────────────────────


def verified(place: Path) -> Manifest:
    """The manifest of a copy whose files are, byte for byte, as they were made. Raises BadCopy, OSError."""
    manifest = read_manifest(place)
    for name, seal in manifest.files.items():
        if name not in FILES or not (place / name).is_file():
            raise BadCopy("missing", name)
        if _seal(place / name) != seal:
            raise BadCopy("altered", name)
    if DATABASE not in manifest.files:
        raise BadCopy("missing", DATABASE)
    with closing(_for_reading(place / DATABASE)) as connection:
        found = _checked(connection)
    if found != manifest.held:
        raise BadCopy("altered", MANIFEST)
    return manifest


def read_manifest(place: Path) -> Manifest:
    """Raises BadCopy, OSError."""
    path = place / MANIFEST
    if not path.is_file():
        raise BadCopy("none", MANIFEST)
    with path.open("rb") as file:
        text = file.read(MANIFEST_MOST + 1)
    try:
        said = json.loads(text) if len(text) <= MANIFEST_MOST else {}
        if said.get("form") != FORM:
            raise BadCopy("form", MANIFEST)
        files = {name: Seal(**seal) for name, seal in said.pop("files").items()}
        return Manifest(**said | {"held": Held(**said["held"]), "files": files})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadCopy("form", MANIFEST) from error


def copies(folder: Path) -> tuple[tuple[datetime, Path], ...]:
    """The copies in the folder and when they were begun, oldest first; by their names alone."""
    found = []
    for place in folder.glob("phakhi-*Z"):
        try:
            began = datetime.strptime(place.name, NAMED).replace(tzinfo=UTC)
        except ValueError:
            continue
        if (place / MANIFEST).is_file():
            found.append((began, place))
    return tuple(sorted(found))


# ── keeping some of them ─────────────────────────────────────────────────────


def thin_out(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Delete copies that are neither the newest of one of the last `DAYS` days or of one of the `WEEKS` weeks
    before them, and what was left unfinished. Which were deleted. The newest of all is kept, however old.
    """
    found = copies(folder)
    kept = {place for _, place in _worth_keeping(found, now)}
    gone = tuple(place for _, place in found if place not in kept)
    for place in gone:
        # Renamed first: what is half deleted carries no copy's name.
        dying = place.rename(place.with_name(place.name + UNFINISHED))
        shutil.rmtree(dying, ignore_errors=True)
    return gone


def clear_unfinished(folder: Path) -> None:
    """At start: what a crash left half made or half deleted."""
    for place in folder.glob(f"phakhi-*Z{UNFINISHED}"):
        shutil.rmtree(place, ignore_errors=True)


def _worth_keeping(
    found: Iterable[tuple[datetime, Path]], now: datetime
) -> Iterable[tuple[datetime, Path]]:
    newest: dict[tuple[str, int], tuple[datetime, Path]] = {}
    last = None
    for began, place in found:
        last = (began, place)
        age = now - began
        if age < timedelta(days=DAYS):
            newest["day", began.toordinal()] = last
        elif age < timedelta(days=DAYS, weeks=WEEKS):
            newest["week", age // timedelta(weeks=1)] = last
    return {*newest.values(), *([last] if last else [])}


# ── files ────────────────────────────────────────────────────────────────────


def _for_reading(database: Path) -> sqlite3.Connection:
    """Nothing is made beside it: it has no log, and nobody writes to it."""
    address = f"file:{quote(str(database.absolute()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _seal(path: Path) -> Seal:
    with path.open("rb") as file:
        return Seal(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
