"""Who can be written to first, and which messages were taken back before they came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, literal_column, select, tuple_

from bot.core.model import Person
from bot.store.codec import maybe_moment, stamp
from bot.store.linking import LinkingPage
from bot.store.prepared import Prepared
from bot.store.rows import Contact
from bot.store.schema import contact, linked_person, member, unsent

UNSENT_KEPT = timedelta(days=8)
"""A message can come so much later than that it was taken back (TRUST.md, threats: replay)."""
STRANGER_KEPT = timedelta(days=30)
"""Who has become a friend of the bot may join a partnership so much later."""
STRANGERS_AT_ONCE = 500
"""Deleted at a time, so that nobody waits for it long."""


_UNSENT = Prepared(
    select(unsent.c.at).where(
        unsent.c.channel == bindparam("channel"), unsent.c.message == bindparam("message")
    )
)


_MEMBER = Prepared(
    select(member.c.partnership)
    .where(member.c.channel == bindparam("channel"), member.c.person == bindparam("person"))
    .limit(literal_column("1"))
)
_CONTACT = Prepared(
    select(contact).where(
        contact.c.channel == bindparam("channel"), contact.c.person == bindparam("person")
    )
)


class ContactPage(LinkingPage):
    def contact(self, person: Person) -> Contact | None:
        """What is known of them on their channel; None when nothing is."""
        row = _CONTACT.first(self.connection, {"channel": person.channel, "person": person.id})
        if row is None:
            return None
        return Contact(bool(row.friend), bool(row.blocked), maybe_moment(row.wrote_at))

    def note_contact(
        self,
        person: Person,
        now: datetime,
        *,
        friend: bool | None = None,
        blocked: bool | None = None,
        wrote: bool = False,
    ) -> bool:
        """Note what is not None, and with `wrote` the time. `person` as their own channel knows them. Whether they
        are in a partnership.

        Of a stranger, who is in none, only that they are a friend of the bot is kept, should they join soon: for
        STRANGER_KEPT.
        """
        if self._belongs(person):
            self._note_known(person, now, friend, blocked, wrote)
            return True
        if blocked:
            self.connection.execute(delete(contact).where(*_is(person)))
        elif friend:
            self._drop_strangers(now)
            self._note_known(person, now, friend, blocked, False)
        return False

    def _note_known(
        self,
        person: Person,
        now: datetime,
        friend: bool | None,
        blocked: bool | None,
        wrote: bool,
    ) -> None:
        said: dict[str, Any] = {"friend": friend, "blocked": blocked}
        told: dict[str, Any] = {name: int(held) for name, held in said.items() if held is not None}
        if wrote:
            told["wrote_at"] = stamp(now)
        if not told:
            return
        told["noted_at"] = stamp(now)
        self._upsert(contact, {"channel": person.channel, "person": person.id}, told)

    def _drop_strangers(self, now: datetime) -> int:
        """Of those who have not been heard of for long: whoever is in no partnership, nor any app of
        theirs.
        """
        c, m, to = contact.c, member.c, linked_person.c
        known = select(m.person).where(m.channel == c.channel, m.person == c.person)
        linked = (
            select(m.person)
            .join_from(
                member, linked_person, (m.channel == to.to_channel) & (m.person == to.to_person)
            )
            .where(to.channel == c.channel, to.person == c.person)
        )
        old = c.noted_at < stamp(now - STRANGER_KEPT)
        strangers = (
            select(c.channel, c.person)
            .where(old, ~known.exists(), ~linked.exists())
            .limit(STRANGERS_AT_ONCE)
        )
        return self.connection.execute(
            delete(contact).where(tuple_(c.channel, c.person).in_(strangers))
        ).rowcount

    def _belongs(self, person: Person) -> bool:
        whose = self.canonical(person)
        who = {"channel": whose.channel, "person": whose.id}
        return _MEMBER.first(self.connection, who) is not None

    # ── messages taken back ──────────────────────────────────────────────────

    def note_unsent(self, channel: str, message: str, now: datetime) -> None:
        """The message was taken back: should it come yet, it is not to be worked."""
        self._drop_old_unsent(now)
        statement = self._insert(unsent).values(channel=channel, message=message, at=stamp(now))
        self.connection.execute(statement.on_conflict_do_nothing())

    def _drop_old_unsent(self, now: datetime) -> int:
        old = delete(unsent).where(unsent.c.at < stamp(now - UNSENT_KEPT))
        return self.connection.execute(old).rowcount

    def was_unsent(self, channel: str, message: str) -> bool:
        which = {"channel": channel, "message": message}
        return _UNSENT.first(self.connection, which) is not None


def _is(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (contact.c.channel == person.channel, contact.c.person == person.id)
