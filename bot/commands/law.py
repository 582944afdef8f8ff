"""`python -m bot ropa` and `incident`: what Thailand's Personal Data Protection Act asks of whoever runs the bot.

The record of processing has the eight items of section 39. A breach is told to the authority within 72 hours of its
being known (section 37(4)), with what, whom, since when. Neither is legal advice; no name of a person is printed.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.commands.saying import Refused
from bot.core.calendar import BANGKOK
from bot.render.words import N_, translated
from bot.store.auditing import Happened, happened, processed

TO_TELL = timedelta(hours=72)
MOST_LISTED = 200
"""Partnerships; of the others it is said how many they are."""
NO_DATABASE = N_("There is no database yet.")
BAD_TIME = N_("Write a time in Thailand as 2026-11-23 or 2026-11-23T08:30: %(given)s")
RECORD = (
    N_("Record of processing of personal data (PDPA, section 39), as of %(now)s"),
    N_("1. Data: name, name on the app, the account's number on Telegram or LINE, organisation, role, answers with"
       " their files, votes, promises, and when each was given. %(people)s people, %(answers)s answers,"
       " %(partnerships)s partnerships (%(ended)s ended)."),
    N_("2. Purpose: to take the organisations of a partnership through the twelve stages of their work together."
       " Nothing else."),
    N_("3. Controller: (whoever runs this bot: name, address, telephone, e-mail)"),
    N_("4. Kept: names and accounts until the person erases them, at the latest for the time after the end that each"
       " partnership has chosen (a year, if it has not); answers of organisations without names. Copies: seven days and"
       " four weeks. Reply tokens, codes and links: a minute to some weeks."),
    N_("5. Rights: in the chat, under “My data”: see, correct, erase, withdraw consent. At once, free of charge."),
    N_("6. Disclosed to: the partners in summaries, brokers, and Telegram or LINE, who carry the messages abroad. To"
       " nobody else. Basis: consent of %(consented)s of them; the others have not answered anything yet."),
    N_("7. Requests refused: none by the bot. Erased so far: %(erased)s. What was refused otherwise: (note it here)"),
    N_("8. Safety: see SECURITY.md. The record of what was done begins %(since)s and is chained, so that"
       " changes show."),
)  # fmt: skip
REPORT = (
    N_("What was done between %(since)s and %(until)s (times in Thailand)"),
    N_("In all: %(rows)s changes by %(by)s people and the bot itself; the first at %(first)s, the last at %(last)s."),
    N_("A breach is to be told to the authority within 72 hours of being known (PDPA, section 37(4)): if that is now,"
       " until %(deadline)s. Those concerned are told where the risk is high."),
)  # fmt: skip
BY_CAUSE = N_("What it was:")
BY_PARTNERSHIP = N_("Partnerships that it touched, with the number of changes and of people whose data they hold now:")
MORE = N_("and %(count)s more")
NOT_SEEN = N_(
    "Reading is not noted: who could open the files or the broker's page may have read everything in these"
    " partnerships."
)


def ropa(options: argparse.Namespace, database: Path) -> int:
    """Raises Refused."""
    if not database.exists():
        raise Refused(NO_DATABASE)
    told = processed(database)._asdict()
    values = {**told, "now": _shown(datetime.now(UTC)), "since": _shown(told["since"])}
    for line in RECORD:
        print(translated(line, options.lang) % values)
    return 0


def incident(options: argparse.Namespace, database: Path) -> int:
    """Raises Refused."""
    if not database.exists():
        raise Refused(NO_DATABASE)
    now = datetime.now(UTC)
    since, until = _moment(options.since), _moment(options.until) if options.until else now
    found = happened(database, since, until)
    values = {
        "since": _shown(since), "until": _shown(until), "rows": found.rows, "by": found.by,
        "first": _shown(found.first), "last": _shown(found.last), "deadline": _shown(now + TO_TELL),
    }  # fmt: skip
    for line in REPORT:
        print(translated(line, options.lang) % values)
    _list(found, options.lang)
    print(translated(NOT_SEEN, options.lang))
    return 0


def _list(found: Happened, language: str) -> None:
    if found.causes:
        print(translated(BY_CAUSE, language))
        for cause, count in found.causes.items():
            print(f"  {cause}  {count}")
    if found.partnerships:
        print(translated(BY_PARTNERSHIP, language))
        for one in found.partnerships[:MOST_LISTED]:
            print(f"  {one.id}  {one.name}  {one.rows}  {one.people}")
        if (more := len(found.partnerships) - MOST_LISTED) > 0:
            print("  " + translated(MORE, language) % {"count": more})


def _moment(text: str) -> datetime:
    """A time in Thailand. Raises Refused."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(BAD_TIME, given=text) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC) - BANGKOK


def _shown(at: datetime | None) -> str:
    return "-" if at is None else f"{at + BANGKOK:%Y-%m-%d %H:%M}"
