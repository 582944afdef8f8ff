"""One person with two apps: they are one member, known by the app they joined with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, bindparam, delete, or_, select, update

from bot.core.model import Person
from bot.store import audit
from bot.store.authors import AuthorPage
from bot.store.codec import stamp
from bot.store.prepared import Prepared
from bot.store.schema import code, interview, linked_person, member

_FILLS = ("called", "name", "organisation", "authority", "remind", "language", "front")
"""What the second membership adds where the first has nothing."""
_PRIVATE = ("private_channel", "private_place", "reachable", "friend")
_CONSENT = ("consented_at", "consent_text")
_WRITING = ("writing", "writing_about", "writing_draft", "standing_in")
_LATEST = ("reminded_on", "snoozed_until")


_PRIMARY = Prepared(
    select(linked_person.c.to_channel, linked_person.c.to_person).where(
        linked_person.c.channel == bindparam("channel"),
        linked_person.c.person == bindparam("person"),
    )
)


class LinkingPage(AuthorPage):
    def canonical(self, person: Person) -> Person:
        """The person as the partnerships know them: the primary of a linked one, else the same."""
        found: Person | None = self._known.get(("primary", person))
        if found is None:
            who = {"channel": person.channel, "person": person.id}
            row = _PRIMARY.first(self.connection, who)
            found = person if row is None else Person(row.to_channel, row.to_person)
            self._known["primary", person] = found
        return found

    def apps(self, person: Person) -> tuple[Person, ...]:
        """The person on every app that is theirs: the primary first, then as they were linked."""
        primary = self.canonical(person)
        rows = self.connection.execute(
            select(linked_person.c.channel, linked_person.c.person)
            .where(*_to(primary))
            .order_by(linked_person.c.at, linked_person.c.channel, linked_person.c.person)
        )
        return (primary, *(Person(row.channel, row.person) for row in rows))

    def link_person(self, primary: Person, other: Person, now: datetime) -> None:
        """From now on `other` is `primary`, in every partnership; where both were members, they are
        one.

        Roles are united. Of what the first has, nothing changes; what it lacks is taken from the
        other. What the other answered and handed in is the first one's. Someone linked already, to
        either, is carried along. Both the same: nothing happens.
        """
        primary, other = self.canonical(primary), self.canonical(other)
        if primary == other:
            return
        self._known.clear()
        self.connection.execute(
            update(linked_person)
            .where(*_to(other))
            .values(to_channel=primary.channel, to_person=primary.id)
        )
        statement = self._insert(linked_person).values(
            channel=other.channel,
            person=other.id,
            to_channel=primary.channel,
            to_person=primary.id,
            at=stamp(now),
        )
        self.connection.execute(statement)
        self.connection.execute(
            update(code).where(*_is(code, other)).values(channel=primary.channel, person=primary.id)
        )
        for partnership in self._where(other):
            self._become(partnership, primary, other)
            self._note_linked(partnership, primary, now)

    def _where(self, person: Person) -> list[str]:
        m = member.c
        rows = self.connection.execute(
            select(m.partnership).where(*_is(member, person)).order_by(m.partnership)
        )
        return [row.partnership for row in rows]

    def _become(self, partnership: str, primary: Person, other: Person) -> None:
        name = {"channel": primary.channel, "person": primary.id}
        first, second = (self._member(partnership, one) for one in (primary, other))
        theirs = (member.c.partnership == partnership, *_is(member, other))
        if first is None or second is None:
            self.connection.execute(update(member).where(*theirs).values(**name))
        else:
            self.connection.execute(delete(member).where(*theirs))
            self.connection.execute(
                update(member)
                .where(member.c.partnership == partnership, *_is(member, primary))
                .values(**united(first, second))
            )
        self._become_author(partnership, other, primary)
        self._become_candidate(partnership, other, primary)
        self._become_interviewed(partnership, primary, other)

    def _member(self, partnership: str, person: Person) -> dict[str, Any] | None:
        row = self.connection.execute(
            select(member).where(member.c.partnership == partnership, *_is(member, person))
        ).first()
        return None if row is None else dict(row._mapping)

    def _become_interviewed(self, partnership: str, primary: Person, other: Person) -> None:
        """In each round where the first one stands, unless they have not begun and the other has."""
        i = interview
        of = i.c.partnership == partnership
        rows = self.connection.execute(
            select(i.c.round, i.c.channel, i.c.person, i.c.standing).where(
                of, or_(_both(i, primary), _both(i, other))
            )
        ).all()
        stands: dict[str, Any] = {}
        for row in sorted(rows, key=lambda r: (r.standing == "invited", not _same(r, primary))):
            stands.setdefault(row.round, row)
        for row in rows:
            if stands[row.round] is not row:
                whose = _is(i, Person(row.channel, row.person))
                self.connection.execute(delete(i).where(of, i.c.round == row.round, *whose))
        self.connection.execute(
            update(i).where(of, *_is(i, other)).values(channel=primary.channel, person=primary.id)
        )

    def _note_linked(self, partnership: str, primary: Person, now: datetime) -> None:
        audit.append(
            self.connection,
            partnership=partnership,
            at=now,
            subject=self._subject(primary),
            cause="link_person",
            what=["member:linked"],
        )
        self._touch(partnership)
        self._hand.drop(partnership)


def united(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The columns of one membership out of two rows; `first` wins."""
    columns = {name: first[name] or second[name] for name in _FILLS}
    for role in ("broker", "representative"):
        columns[role] = max(first[role], second[role])
    for group, there in ((_PRIVATE, "private_place"), (_CONSENT, "consented_at")):
        whose = second if first[there] is None else first
        columns |= {name: whose[name] for name in group}
    # What they were about to write is taken up where the words come from.
    whose = second if first["private_place"] is None else first
    columns |= {name: whose[name] for name in _WRITING}
    columns |= {name: max(first[name] or "", second[name] or "") or None for name in _LATEST}
    columns["joined_at"] = min(first["joined_at"], second["joined_at"])
    return columns


def _is(table: Table, person: Person) -> tuple[ColumnElement[bool], ...]:
    return (table.c.channel == person.channel, table.c.person == person.id)


def _both(table: Table, person: Person) -> ColumnElement[bool]:
    channel, id = _is(table, person)
    return channel & id


def _to(person: Person) -> tuple[ColumnElement[bool], ...]:
    to = linked_person.c
    return (to.to_channel == person.channel, to.to_person == person.id)


def _same(row: Row[*tuple[Any, ...]], person: Person) -> bool:
    return (row.channel, row.person) == person
