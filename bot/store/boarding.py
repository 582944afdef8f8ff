"""Personal links to the broker's page, and the browsers in which it is open.

A link's token is 128 bits, worked out from the key file and the message that the link stands in; a browser's
cookie is 128 bits of chance. The database holds the hashes of both, so that who has the database alone
opens nothing, and looking one up takes as long for a wrong one as for a right one. Whether somebody
still is a broker is looked up anew each time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Row, Table, and_, delete, exists, insert, or_, select, update

from bot.core.board import OPEN_FOR, OPENS_WITHIN
from bot.core.model import Partnership, Person
from bot.store import audit
from bot.store.codec import stamp
from bot.store.linking import LinkingPage
from bot.store.loading import LoadingPage
from bot.store.queue import out_row, unsettled
from bot.store.schema import board_link, board_session, outbox

TOKEN_BYTES = 16
"""128 bits (TRUST.md, threats: guessing)."""
BOARD = "board"
"""What the button opens in whose letter a link stands."""

Secret = Literal["link", "cookie"]
KNOWN: Mapping[Secret, str] = {
    "link": "SELECT 1 FROM board_link WHERE hash = ?",
    "cookie": "SELECT 1 FROM board_session WHERE hash = ?",
}
"""Whether the token or cookie of that hash is one of ours, for those who may only read."""


class Reader(NamedTuple):
    """A broker before the page."""

    partnership: Partnership
    person: Person


class BoardPage(LoadingPage, LinkingPage):
    """Links are made, opened and revoked here; each of that leaves a line in the audit."""

    # ── links ────────────────────────────────────────────────────────────────

    def board_link(self, ref: str, partnership: str, person: Person, now: datetime) -> str:
        """The token of the personal link in the message of that reference; the same message has the same one.

        It opens the page once, within `OPENS_WITHIN`. Asked for again while it has neither been opened
        nor revoked (the message is sent once more), it gets that time anew.
        """
        token = self._board_token(ref)
        link, person = board_link.c, self.canonical(person)
        row = {"hash": _hash(token), "until": stamp(now + OPENS_WITHIN)}
        made = self.connection.execute(
            self._insert(board_link)
            .values(partnership=partnership, channel=person.channel, person=person.id, **row)
            .on_conflict_do_nothing(index_elements=["hash"])
        )
        if made.rowcount:
            self._note_board("made", partnership, person, now)
        else:
            same = (link.hash == row["hash"], link.opened_at.is_(None), link.revoked == 0)
            self.connection.execute(update(board_link).where(*same).values(until=row["until"]))
        return token

    def board_opens(self, token: str, now: datetime) -> bool:
        """Whether the link is one that a browser may open now, or the one in which it is open already."""
        row = self._link(token)
        if row is None or row.revoked or self._reader(row) is None:
            return False
        s = board_session.c
        open_still = select(s.hash).where(s.link == row.hash, s.until > stamp(now)).limit(1)
        if row.opened_at is not None:
            return self.connection.execute(open_still).first() is not None
        return bool(row.until > stamp(now))

    def open_board(self, token: str, now: datetime) -> str | None:
        """Spend the link: what the browser's cookie is to hold from now on, for `OPEN_FOR`. None for a
        link that is wrong, late, revoked or spent, or whose owner is no broker any more.
        """
        row = self._link(token)
        if row is None or row.revoked or row.opened_at is not None or row.until <= stamp(now):
            return None
        reader = self._reader(row)
        if reader is None:
            return None
        self.connection.execute(
            update(board_link).where(board_link.c.hash == row.hash).values(opened_at=stamp(now))
        )
        cookie = secrets.token_urlsafe(TOKEN_BYTES)
        whose = {"partnership": row.partnership, "channel": row.channel, "person": row.person}
        until = stamp(now + OPEN_FOR)
        self.connection.execute(
            insert(board_session).values(hash=_hash(cookie), link=row.hash, until=until, **whose)
        )
        self._note_board("opened", row.partnership, reader.person, now)
        return cookie

    # ── browsers ─────────────────────────────────────────────────────────────

    def board_reader(self, cookie: str, now: datetime, token: str = "") -> Reader | None:
        """Who reads the page in the browser with that cookie; None if nobody may. With `token`: only if it
        was opened by that link. Of somebody who is a broker no more it is closed for good.
        """
        s = board_session.c
        found = self.connection.execute(
            select(board_session).where(s.hash == _hash(cookie), s.until > stamp(now))
        ).first()
        if found is None or (token and found.link != _hash(token)):
            return None
        reader = self._reader(found)
        if reader is None:
            self.close_board(found.partnership, Person(found.channel, found.person), now)
        return reader

    def close_board(self, partnership: str, person: Person, now: datetime) -> None:
        """Revoke all links of the person to the partnership's page, also those whose letter is on its way still, and
        close it wherever it is open. Where there are none nothing happens.
        """
        own = [_of(table, partnership, self.apps(person)) for table in (board_link, board_session)]
        for ref in list(self._refs_on_their_way(partnership, self.apps(person))):
            self.board_link(ref, partnership, person, now)
        there = or_(exists().where(own[0], board_link.c.revoked == 0), exists().where(own[1]))
        if not self.connection.execute(select(there)).scalar():
            return
        self.connection.execute(update(board_link).where(own[0]).values(revoked=1))
        self.connection.execute(delete(board_session).where(own[1]))
        self._note_board("revoked", partnership, self.canonical(person), now)

    def _refs_on_their_way(self, partnership: str, apps: tuple[Person, ...]) -> Iterator[str]:
        """Of the letters to the person that will hold a link once they are delivered."""
        o = outbox.c
        theirs = or_(*(and_(o.channel == app.channel, o.place == app.id) for app in apps))
        waiting = select(outbox).where(theirs, o.partnership == partnership, o.kind == "message", unsettled())
        for row in map(out_row, self.connection.execute(waiting).all()):
            if any(button.opens == BOARD for line in row.message.buttons for button in line):
                yield row.ref

    def _drop_boards_of(self, partnership: str, person: Person) -> None:
        """The person is to be forgotten in the partnership."""
        for table in (board_link, board_session):
            self.connection.execute(delete(table).where(_of(table, partnership, self.apps(person))))

    def _drop_old_boards(self, now: datetime) -> int:
        """What opens nothing any more. A spent link stays as long as a browser can be open with it."""
        until = (board_link.c.until <= stamp(now - OPEN_FOR), board_session.c.until <= stamp(now))
        tables = zip((board_link, board_session), until, strict=True)
        return sum(self.connection.execute(delete(t).where(late)).rowcount for t, late in tables)

    # ── who and what ─────────────────────────────────────────────────────────

    def _link(self, token: str) -> Row[Any] | None:
        return self.connection.execute(
            select(board_link).where(board_link.c.hash == _hash(token))
        ).first()

    def _reader(self, row: Row[Any]) -> Reader | None:
        """The broker that a link or a cookie is of, as long as they are one."""
        person = self.canonical(Person(row.channel, row.person))
        partnership = self.load(row.partnership)
        member = partnership.members.get(person) if partnership else None
        if partnership is None or member is None or not member.broker:
            return None
        return Reader(partnership, person)

    def _board_token(self, ref: str) -> str:
        digest = hmac.new(self._secret, f"board:{ref}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")

    def _note_board(self, what: str, partnership: str, person: Person, now: datetime) -> None:
        audit.append(
            self.connection,
            partnership=partnership,
            at=now,
            subject=self._subject(person),
            cause="board",
            what=[f"board:{what}"],
        )


def _of(table: Table, partnership: str, apps: tuple[Person, ...]) -> ColumnElement[bool]:
    t = table.c
    whose = or_(*(and_(t.channel == app.channel, t.person == app.id) for app in apps))
    return and_(t.partnership == partnership, whose)


def looked_up(secret: str) -> tuple[str]:
    """What KNOWN is asked with."""
    return (_hash(secret),)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
