"""Pictures that a platform has kept, and addresses under which a message's picture or file is fetched.

An address holds a token of 128 bits that is worked out from the key file, like an invitation's; the
database holds its hash, so that who has the database alone can fetch nothing, and looking one up
takes as long for a wrong one as for a right one. What stands behind it is the row of the outbox: once
its words are forgotten there is nothing to fetch.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, exists, select, update

from bot.message import Picture
from bot.store.codec import stamp
from bot.store.page import Page
from bot.store.queue import out_row
from bot.store.rows import OutRow
from bot.store.schema import outbox, picture_sent, served

TOKEN_BYTES = 16
"""128 bits (TRUST.md, threats: guessing)."""
PICTURE_ID_KEPT = timedelta(days=90)
"""After so long a picture is handed to the platform anew; most have changed long before."""

Kind = Literal["picture", "file"]

SERVED = """
SELECT 1 FROM served JOIN outbox ON outbox.id = served.outbox
WHERE served.hash = ? AND served.kind = ? AND served.until > ? AND outbox.body <> ''
"""
"""Whether the token of that hash fetches something, for those who may only read."""


class ServingPage(Page):
    # ── what the platform keeps ──────────────────────────────────────────────

    def picture_mark(self, picture: Picture) -> str:
        """Stands for what the picture shows. Keyed, for what is on it could be guessed."""
        shows = f"picture:{picture.kind}:{picture.data}"
        return hmac.new(self._secret, shows.encode(errors="replace"), hashlib.sha256).hexdigest()

    def picture_id(self, channel: str, partnership: str | None, mark: str) -> str:
        """The platform's id of the picture, if it was sent before in this partnership; else ""."""
        p = picture_sent.c
        here = (p.channel == channel, p.partnership == (partnership or ""), p.mark == mark)
        return str(self.connection.execute(select(p.file_id).where(*here)).scalar() or "")

    def keep_picture_id(
        self, channel: str, partnership: str | None, mark: str, file_id: str, now: datetime
    ) -> None:
        values = {"file_id": file_id, "at": stamp(now)}
        statement = self._insert(picture_sent).values(
            channel=channel, partnership=partnership or "", mark=mark, **values
        )
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["channel", "partnership", "mark"], set_=values
            )
        )

    def drop_picture_id(self, channel: str, file_id: str) -> None:
        """The platform does not know it any more."""
        p = picture_sent.c
        self.connection.execute(
            delete(picture_sent).where(p.channel == channel, p.file_id == file_id)
        )

    def _drop_pictures_of(self, partnership: str) -> None:
        """Those that the platform keeps are not shown again."""
        self.connection.execute(
            delete(picture_sent).where(picture_sent.c.partnership == partnership)
        )

    # ── what is fetched from us ──────────────────────────────────────────────

    def serve(self, row: OutRow, kind: Kind, until: datetime) -> str:
        """The token to fetch the row's picture or file with; the same row has the same one."""
        token = self._served_token(row.ref, kind)
        statement = self._insert(served).values(
            hash=_hash(token), outbox=row.id, kind=kind, until=stamp(until)
        )
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["hash"], set_={"until": stamp(until)})
        )
        return token

    def served(self, token: str, kind: Kind, now: datetime) -> OutRow | None:
        """The row whose picture or file the token fetches; None for a wrong, late or forgotten one, and
        where words were to go from it.
        """
        s = served.c
        row = self.connection.execute(
            select(outbox)
            .join_from(served, outbox, s.outbox == outbox.c.id)
            .where(s.hash == _hash(token), s.kind == kind, s.until > stamp(now))
            .where(outbox.c.body != "")
        ).first()
        found = None if row is None else out_row(row, now)
        if found is None:
            return None
        goes_with = found.message.picture if kind == "picture" else found.message.file
        return None if goes_with is None else found

    # ── being made ───────────────────────────────────────────────────────────

    def try_making(self, id: int, most: int) -> bool:
        """Count one more try of making what goes with the row; False where there were so many already. To be
        committed before it is made: making may kill the process.
        """
        tried = (
            update(outbox)
            .where(outbox.c.id == id, outbox.c.makings < most)
            .values(makings=outbox.c.makings + 1)
            .returning(outbox.c.id)
        )
        return self.connection.execute(tried).first() is not None

    def made(self, id: int) -> None:
        """Something came of a try: it does not count."""
        self.connection.execute(
            update(outbox)
            .where(outbox.c.id == id, outbox.c.makings > 0)
            .values(makings=outbox.c.makings - 1)
        )

    def _served_token(self, ref: str, kind: Kind) -> str:
        digest = hmac.new(self._secret, f"served:{kind}:{ref}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")

    def _drop_old_served(self, now: datetime) -> int:
        """Those whose time is over, and those behind which there is nothing any more.

        Asked of each that is served: there are few of them, and the outbox is long.
        """
        empty = exists().where(outbox.c.id == served.c.outbox, outbox.c.body == "")
        old = delete(served).where((served.c.until <= stamp(now)) | empty)
        return self.connection.execute(old).rowcount

    def _drop_old_picture_ids(self, now: datetime) -> int:
        old = delete(picture_sent).where(picture_sent.c.at < stamp(now - PICTURE_ID_KEPT))
        return self.connection.execute(old).rowcount


def asked(token: str, kind: Kind, now: datetime) -> tuple[str, str, str]:
    """What SERVED is asked with."""
    return _hash(token), kind, stamp(now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
