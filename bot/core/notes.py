"""A broker's notes, on a stage, on an organisation or on neither: for the brokers of the partnership only.

Nothing else reads them but the brokers' daily message (`due`). A note that was deleted keeps its id and
loses its text, so that no old button ever means another one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.calendar import today
from bot.core.cycle import Kind
from bot.core.model import Partnership, Writing
from bot.core.reading import Understood, Unsure, read
from bot.core.records import Note
from bot.core.text import clusters, tidy
from bot.core.turn import Turn

LONGEST_NOTE = 1000
"""Grapheme clusters: a note is a paragraph, and a page of them one message."""
MOST_NOTES = 500
"""Notes of a partnership that are not deleted: more than a broker ever reads again."""
NOTES_A_PAGE = 5
"""Each has a button, beside paging and the ways on: below ten in all."""
ALL = "all"
SOON = {"1": timedelta(days=1), "7": timedelta(days=7)}
"""Reminders that are a tap away, by the button's argument, in days."""


def living(partnership: Partnership) -> tuple[Note, ...]:
    """The notes that were not deleted, oldest first."""
    return tuple(note for note in partnership.notes.values() if note.text)


def due(partnership: Partnership, day: date) -> tuple[Note, ...]:
    """The notes of which brokers want to be reminded by this day."""
    return tuple(n for n in living(partnership) if not n.done and n.remind_on and n.remind_on <= day)


# ── which of them ────────────────────────────────────────────────────────────


def _key(turn: Turn, act: Act) -> str:
    """all | stage:<key> | org:<id>; what is not there (any more) means all."""
    kind, which = act.arg(0), act.arg(1)
    known = {"stage": turn.cycle.stages, "org": turn.partnership.organisations}
    return f"{kind}:{which}" if which in known.get(kind, ()) else ALL


def _about(turn: Turn, key: str) -> str:
    """The stage's or organisation's name, "" for all."""
    kind, _, which = key.partition(":")
    if kind == "stage":
        return turn.cycle.stages[which].title[turn.language]
    return turn.partnership.organisations[which].name if kind == "org" else ""


def _belongs(note: Note, key: str) -> bool:
    kind, _, which = key.partition(":")
    return key == ALL or which == (note.stage if kind == "stage" else note.organisation)


def _key_of(turn: Turn, note: Note) -> str:
    """The list in which a note stands."""
    if note.stage:
        return _key(turn, Act("", ("stage", note.stage)))
    return _key(turn, Act("", ("org", note.organisation)))


def _line(turn: Turn, note: Note) -> say.NoteLine:
    about = _about(turn, _key_of(turn, note))
    return say.NoteLine(note.id, note.text, about, note.at, note.remind_on, note.done)


# ── looking ──────────────────────────────────────────────────────────────────


def show_notes(turn: Turn, key: str, page: int = 0, note: str = "") -> None:
    """A page of notes: those to be done first, newest first."""
    found = [n for n in reversed(living(turn.partnership)) if _belongs(n, key)]
    found.sort(key=lambda n: n.done)
    pages = max(1, -(-len(found) // NOTES_A_PAGE))
    at = min(page, pages - 1)
    lines = tuple(_line(turn, n) for n in found[at * NOTES_A_PAGE : (at + 1) * NOTES_A_PAGE])
    turn.say(say.Notes(turn.here, turn.language, _about(turn, key), key, lines, at, pages, note))


def _notes(turn: Turn, act: Act) -> None:
    page = int(act.arg(2)) if act.arg(2).isdigit() else 0
    show_notes(turn, _key(turn, act), page)


def _found(turn: Turn, act: Act) -> Note | None:
    """The note that a button names; without it the list is shown, and that it is gone."""
    note = turn.partnership.notes.get(act.arg(0))
    if note is None or not note.text:
        show_notes(turn, ALL, note="gone")
        return None
    return note


def _show(turn: Turn, note: Note, happened: str = "") -> None:
    line, key = _line(turn, note), _key_of(turn, note)
    turn.say(say.NoteShown(turn.here, turn.language, line, key, happened))


def _one(turn: Turn, act: Act) -> None:
    if note := _found(turn, act):
        _show(turn, note)


# ── writing ──────────────────────────────────────────────────────────────────


def _full(turn: Turn, key: str) -> bool:
    """There is no room for another note: that is said, with those that could go."""
    full = len(living(turn.partnership)) >= MOST_NOTES
    if full:
        show_notes(turn, key, note="full")
    return full


def _add(turn: Turn, act: Act) -> None:
    key = _key(turn, act)
    if _full(turn, key):
        return
    turn.save(replace(turn.member, writing=Writing("note", key)))
    turn.say(say.AskNote(turn.here, turn.language, _about(turn, key), key, LONGEST_NOTE))


def _written(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    """The text is the note. It is kept at once; when to remind of it is asked after that."""
    kind, _, which = writing.about.partition(":")
    words, key = tidy(text), _key(turn, Act("", (kind, which)))
    if _full(turn, key):
        return
    if not words or clusters(words) > LONGEST_NOTE:
        turn.save(replace(turn.member, writing=writing))
        ask = say.AskNote(turn.here, turn.language, _about(turn, key), key, LONGEST_NOTE, clusters(words))
        turn.say(ask)
        return
    partnership = turn.partnership
    note = Note(
        f"n{len(partnership.notes) + 1}",
        words,
        turn.event.person,
        turn.event.at,
        which if kind == "stage" else "",
        which if kind == "org" else "",
    )
    turn.partnership = partnership.with_note(note)
    _ask_day(turn, note, "kept")


def _ask_day(turn: Turn, note: Note, happened: str) -> None:
    """When to remind: by a tap, or a day that is typed."""
    turn.save(replace(turn.member, writing=Writing("noteday", note.id)))
    _show(turn, note, happened)


def _remind(turn: Turn, act: Act) -> None:
    note = _found(turn, act)
    if note is None:
        return
    if act.arg(1) in SOON:
        _keep(turn, replace(note, remind_on=today(turn.event.at) + SOON[act.arg(1)], done=False), "remind")
    elif act.arg(1) == "0":
        _keep(turn, replace(note, remind_on=None), "")
    else:
        _ask_day(turn, note, "when")


def _day_written(turn: Turn, writing: Writing, text: str, _message: str) -> None:
    note = _found(turn, Act("", (writing.about,)))
    if note is None:
        return
    now = today(turn.event.at)
    day = _day_read(text, now)
    if day and day > now:
        _keep(turn, replace(note, remind_on=day, done=False), "remind")
    else:
        _ask_day(turn, note, "not_a_day")


def _day_read(text: str, now: date) -> date | None:
    """The day that a text means. The only reading counts, sure or not: it is said back, and can be changed."""
    match read(Kind.DATE, text, (), today=now):
        case Understood(value) if isinstance(value, date):
            return value
        case Unsure((value,), span=False) if isinstance(value, date):
            return value
    return None


def _keep(turn: Turn, note: Note, happened: str) -> None:
    turn.partnership = turn.partnership.with_note(note)
    _show(turn, note, happened)


def _done(turn: Turn, act: Act) -> None:
    """Done, or by its second argument "no" to be done again."""
    if note := _found(turn, act):
        done = act.arg(1) != "no"
        _keep(turn, replace(note, done=done), "done" if done else "open")


def _drop(turn: Turn, act: Act) -> None:
    note = _found(turn, act)
    if note is None:
        return
    if act.arg(1) != "yes":
        _show(turn, note, "drop")
        return
    key = _key_of(turn, note)
    turn.partnership = turn.partnership.with_note(replace(note, text="", done=True, remind_on=None))
    show_notes(turn, key, note="deleted")


DESK = {
    "notes": _notes,
    "note": _one,
    "addnote": _add,
    "remindnote": _remind,
    "donenote": _done,
    "dropnote": _drop,
}
FOR_BROKERS = frozenset(DESK)
WRITTEN = {"note": _written, "noteday": _day_written}
WRITTEN_FOR_BROKERS = frozenset(WRITTEN)
