"""Codes that people type: invitations in short form, and those that link a group or another app."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal, NamedTuple

from bot.core.events import Commanded, Event, Said
from bot.core.model import Person
from bot.core.text import tidy, without_particles
from bot.facilitator.addressing import wrong_too_often
from bot.store.book import Book

_LETTER = "[2-9A-HJ-NP-Z]"
"""No 0, O, 1 and I, which look alike."""
_CODE = re.compile(
    rf"(?:^|(?<=[\s:“\"'ก-๛]))({_LETTER}{{4}}) ?[-‐‑–—] ?({_LETTER}{{4}})$", re.IGNORECASE
)
_LOOSE = re.compile(rf"(?:^|(?<=[\s:“\"'ก-๛]))({_LETTER}{{4}}) ?({_LETTER}{{4}})$", re.IGNORECASE)
"""As people copy it by hand, without the hyphen: a code only behind the words that go with one."""
_ROUND_WORDS = " \t\n:.,“”\"'()/"
_AFTER = " \t\n.,!”\"')"
JOINING = frozenset(
    {
        "เข้าร่วม", "ตอบ", "ตอบคำถาม", "ตั้งภาคี", "เปิดแชต", "เปิดแชท",
        "join", "answer", "set up", "open",
    }
)  # fmt: skip
LINKING = frozenset({"เชื่อม", "link"})
"""What buttons and texts tell people to type before a code."""
LINK = "link"
"""The command that is given with a code."""


class Typed(NamedTuple):
    code: str
    words: str
    """What stood before it, in small letters."""


class Heard(NamedTuple):
    """What a typed code turned out to be."""

    what: Literal["invitation", "group", "person", "no_invitation", "no_code", "silence"]
    code: str
    partnership: str = ""
    person: Person = Person("", "")
    """Who asked for it."""


def typed(text: str) -> Typed | None:
    """The code at the end of a text, in capitals; None when it does not end in something like one."""
    plain = without_particles(tidy(text)).rstrip(_AFTER)
    found = _CODE.search(plain) or _LOOSE.search(plain)
    if found is None:
        return None
    words = " ".join(plain[: found.start()].casefold().strip(_ROUND_WORDS).split())
    if found.re is _LOOSE and words not in JOINING | LINKING:
        return None
    return Typed(f"{found[1]}-{found[2]}".upper(), words)


def heard(book: Book, event: Event, now: datetime) -> Heard | None:
    """What the code in a text or behind the command is for; None when the event is about no code.

    A code that nobody gave out is a wrong token, like a wrong invitation: after a few there is no
    answer, and none is looked up any more. Much of what people say ends like a code and is none
    ("PLAN-2569"): it counts only where a code was meant.
    """
    found = _given(event)
    if found is None:
        return None
    ours = found.words in JOINING | LINKING
    if wrong_too_often(book, event.person, now):
        return Heard("silence", found.code) if ours else None
    known = _known(book, found.code, now, private=event.private)
    if known is not None:
        return known
    if found.code and _meant(event, found):
        book.note_wrong_token(event.person, now)
    if found.words in JOINING:
        return Heard("no_invitation", found.code) if event.private else None
    return Heard("no_code", found.code) if ours else None


def _given(event: Event) -> Typed | None:
    match event.happened:
        case Said(text=text):
            return typed(text)
        case Commanded(name="link", argument=argument):
            return Typed(code=(typed(argument) or Typed("", "")).code, words=LINK)
        case _:
            return None


def _meant(event: Event, found: Typed) -> bool:
    """After our words, to the bot or alone. Whoever a group's platform does not name is not counted:
    all of them would share one count.
    """
    if not event.person.id:
        return False
    to_bot = isinstance(event.happened, Said) and event.happened.to_bot
    return to_bot or found.words in JOINING | LINKING | {""}


def _known(book: Book, code: str, now: datetime, *, private: bool) -> Heard | None:
    if not code:
        return None
    used = book.code(code, now)
    if used is not None:
        kind: Literal["group", "person"] = "group" if used.kind == "group" else "person"
        return Heard(kind, code, used.partnership, used.person)
    if private and book.invited(code) is not None:
        return Heard("invitation", code)
    return None
