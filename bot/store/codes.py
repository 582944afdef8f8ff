"""Codes that people type: short invitations, and one-time codes for a further group or a second app."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from bot.core.model import Person
from bot.store.codec import stamp
from bot.store.page import Page
from bot.store.rows import UsedCode
from bot.store.schema import code as table
from bot.store.schema import invitation

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two, five bits each, without those that look alike: 0 and O, 1 and I."""
LENGTH = 8
"""40 bits: for those who type, on whom wrong ones are counted (five in ten minutes, then silence)."""
CODE_LIVES = timedelta(hours=24)


def plain(typed: str) -> str:
    """The eight letters of what reads like a code, be it with a hyphen or without, in capitals or not;
    else "".
    """
    code = typed.strip().upper().replace("-", "")
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        return ""
    return code


def shown(code: str) -> str:
    """XXXX-XXXX, as it is told to people."""
    return f"{code[:4]}-{code[4:]}"


def of_bytes(chance: bytes) -> str:
    """A code out of at least eight bytes, each of which gives one letter."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in chance[:LENGTH])


class CodePage(Page):
    def new_code(
        self,
        kind: str,
        partnership: str,
        person: Person,
        now: datetime,
        lives: timedelta = CODE_LIVES,
    ) -> str:
        """A code that is good once, for 24 hours unless said otherwise. The database holds only its hash.
        Expired ones are deleted.

        `kind`: group (for a further group of the partnership) | person (for the person's other app).
        """
        self._drop_old_codes(now)
        fresh = self._fresh()
        self.connection.execute(
            insert(table).values(
                hash=self._code_hash(fresh),
                kind=kind,
                partnership=partnership,
                channel=person.channel,
                person=person.id,
                made_at=stamp(now),
                expires_at=stamp(now + lives),
            )
        )
        return shown(fresh)

    def code(self, code: str, now: datetime) -> UsedCode | None:
        """What the code is for; None when there is none such, it was used, or it is too old."""
        row = self.connection.execute(
            select(table)
            .where(table.c.hash == self._code_hash(plain(code)))
            .where(table.c.expires_at > stamp(now), table.c.used_at.is_(None))
        ).first()
        if row is None:
            return None
        return UsedCode(row.kind, row.partnership, Person(row.channel, row.person))

    def use_code(self, code: str, now: datetime) -> None:
        """It is good no more."""
        self.connection.execute(
            update(table)
            .where(table.c.hash == self._code_hash(plain(code)), table.c.used_at.is_(None))
            .values(used_at=stamp(now))
        )

    def _drop_old_codes(self, now: datetime) -> int:
        old = delete(table).where(table.c.expires_at <= stamp(now))
        return self.connection.execute(old).rowcount

    def _fresh(self) -> str:
        """One that is neither another code nor a short invitation."""
        while True:
            fresh = of_bytes(secrets.token_bytes(LENGTH))
            hash = self._code_hash(fresh)
            same = select(table.c.hash).where(table.c.hash == hash)
            invites = select(invitation.c.id).where(invitation.c.code_hash == hash)
            if self.connection.execute(same.union_all(invites)).first() is None:
                return fresh

    def _code_hash(self, code: str) -> str:
        """Keyed: eight letters alone are soon tried out by whoever has the file."""
        return hmac.new(self._secret, f"code:{code}".encode(), hashlib.sha256).hexdigest()
