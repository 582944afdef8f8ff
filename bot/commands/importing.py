"""`python -m bot import FILE`: a partnership from another installation, and the codes by which people come back."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from bot import questionnaire
from bot.commands.saying import Refused, choose
from bot.core.cycle import Cycle
from bot.core.history import ERASED, MOVED, Whole
from bot.core.model import Partnership, Person
from bot.core.whole import joined
from bot.papers.json_fields import Wrong
from bot.papers.json_in import FILE_MOST, moved_in
from bot.render.words import N_, translated
from bot.store import Book, NewerSchema, NotAStore, Store, StoreInUse
from bot.store.history import AlreadyHere, Unfit

T = TypeVar("T")
CODES_LIVE = timedelta(days=7)
"""As long as invitations: whoever imports has to reach everybody."""
IN_USE = N_("Another process is using DATA_DIR; stop it first, or choose another folder.")


class Codes(NamedTuple):
    """What is told once, and kept nowhere in words."""

    partnership: Partnership
    group: str
    """For as many groups as there were, one after the other: each code is good once."""
    people: tuple[tuple[str, str], ...]
    """(name, code) of each who belongs and is not linked to an app yet."""


def run(options: argparse.Namespace, database: Path, stages: Path | None) -> int:
    """Take the file in, or give out codes anew. Raises Refused, and questionnaire.Faulty."""
    if (options.file is None) == (options.codes is None):
        raise Refused(N_("Name a file, or a partnership with --codes."))
    if options.file is None:
        told = _in_store(database, lambda book: _codes_anew(book, options.codes))
        _tell(told, options.lang or told.partnership.language or "th")
        return 0
    whole = _from_file(options.file)
    cycle = questionnaire.load(stages)
    told = _in_store(database, lambda book: _bring_in(book, whole))
    language = options.lang or told.partnership.language or "th"
    _tell_what(whole, cycle, language)
    _tell(told, language)
    return 0


# ── the file ─────────────────────────────────────────────────────────────────


def _from_file(path: Path) -> Whole:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MOST + 1)
        return moved_in(data, _names())
    except OSError as error:
        raise Refused(N_("“%(path)s” cannot be read: %(why)s"), path=path, why=error.strerror) from error
    except Wrong as wrong:
        raise Refused(wrong.what, say=wrong.say) from wrong


def _names() -> Callable[[str, bool], Person]:
    """Nobody of the file is anybody here yet, not even of an earlier import of the same file."""
    chance = secrets.token_hex(8)
    return lambda code, erased: Person(MOVED, f"{ERASED if erased else ''}{chance}{code}")


# ── the store ────────────────────────────────────────────────────────────────


def _in_store(database: Path, job: Callable[[Book], T]) -> T:
    try:
        store = Store.open(database)
    except StoreInUse:
        raise Refused(IN_USE) from None
    except NewerSchema:
        raise Refused(N_("The database is of a newer version: install that version.")) from None
    except (NotAStore, OSError) as error:
        raise Refused(N_("The database cannot be opened: “python -m bot doctor” says more.")) from error
    try:
        return store.do_now(job)
    except AlreadyHere:
        raise Refused(N_("This partnership is in this database already; nothing was changed.")) from None
    except Unfit:
        raise Refused(N_("The file holds what the database does not take; nothing was changed.")) from None
    finally:
        store.close_now()


def _bring_in(book: Book, whole: Whole) -> Codes:
    book.bring_in(whole, datetime.now(UTC))
    return _codes(book, whole.partnership)


def _codes_anew(book: Book, wanted: str) -> Codes:
    id = choose(book.all_partnerships(), wanted).partnership
    found = book.load(id)
    if found is None:
        raise Refused(N_("There is no partnership in this database yet."))
    return _codes(book, found)


def _codes(book: Book, partnership: Partnership) -> Codes:
    now = datetime.now(UTC)

    def code(kind: str, person: Person) -> str:
        return book.new_code(kind, partnership.id, person, now, CODES_LIVE)

    members = partnership.members.values()
    away = [m for m in members if m.person.channel == MOVED and not m.person.id.startswith(ERASED)]
    belonging = [m for m in away if m.broker or joined(m)]
    giver = next((m.person for m in members if m.broker), Person(MOVED, ""))
    people = tuple((m.name or m.called, code("person", m.person)) for m in belonging)
    return Codes(partnership, code("group", giver), people)


# ── what is told ─────────────────────────────────────────────────────────────


def _tell_what(whole: Whole, cycle: Cycle, language: str) -> None:
    p = whole.partnership
    answers = sum(len(round.answers) for round in p.rounds.values())
    words = N_("Taken in: %(name)s. Organisations: %(organisations)s, rounds: %(rounds)s, answers: %(answers)s.")
    values = {"name": p.name, "organisations": len(p.organisations), "rounds": len(p.rounds), "answers": answers}
    print(translated(words, language) % values)
    unknown = sorted({r.stage for r in p.rounds.values() if cycle.stage(r.stage) is None})
    if unknown:
        told = N_("This set of questions has no such stages; what was answered there is kept: %(stages)s")
        print(translated(told, language) % {"stages": ", ".join(unknown)})


def _tell(codes: Codes, language: str) -> None:
    def say(words: str, **values: object) -> None:
        print(translated(words, language) % values)

    say(N_("To link the group again, put the bot into it and type there:"))
    say(N_("  link %(code)s"), code=codes.group)
    if codes.people:
        say(N_("Each of these people opens a private chat with the bot and types what stands behind their name:"))
    for name, code in codes.people:
        print(f"  {name}:" + translated(N_("  link %(code)s"), language) % {"code": code})
    last = N_(
        "Each code is good once, for %(days)s days. Whoever types a person's code is taken for that person: "
        "give it to them alone."
    )
    say(last, days=CODES_LIVE.days)
