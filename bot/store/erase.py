"""Erasure (TRUST.md, T6 and section 10; PDPA s.33): erase, or make unidentifiable.

What an organisation said stays, unless it is to go too; who said it for them goes. The statements
here overwrite; `secure_delete` and the checkpoint that follows take the bytes out of the files.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, delete, or_, select, update

from bot.core.model import Person, Place
from bot.store import audit, schema
from bot.store.codec import from_json, message_from, message_text, stamp, to_json
from bot.store.outbox import NOT_SETTLED, forgotten
from bot.store.page import Page
from bot.store.scrub import Scrub

_WORDS_KINDS = ("text", "list")
"""Kinds whose `shown` and `raw` are the person's own words; elsewhere they are labels."""


LEAST_NAME = 4
"""Letters from which on a name is cut out of the messages of others."""


class ErasePage(Page):
    def erase(self, partnership: str, person: Person, answers_too: bool, now: datetime) -> None:
        """Take the person out of the partnership: name, id, private place, what they were written.

        With `answers_too` also what they answered, in every revision; the rows stay, empty. The
        partnership in hand is read anew. A person or partnership that is not there changes nothing.
        """
        ghost = Person(person.channel, f"erased:{secrets.token_hex(8)}")
        private = self._private(partnership, person)
        names = set(self._names(partnership, person))
        scrub = Scrub(names, ())
        if answers_too:
            own = set(self._own_words(partnership, *_by(schema.answer, person)))
            self._empty_answers(partnership, person)
            # What is left is the others'.
            scrub = Scrub(names, own, self._own_words(partnership))
        self._empty_member(partnership, person, ghost)
        self._rename(partnership, person, ghost)
        if private is not None:
            self._leave(partnership, person, private, now)
        if not scrub.empty:
            self._scrub_prompts(partnership, scrub)
            self._scrub_messages(partnership, scrub)
        self._touch(partnership)
        self._hand.drop(partnership)
        what = ["erased", "answers"] if answers_too else ["erased"]
        audit.append(
            self.connection,
            partnership=partnership,
            at=now,
            subject=self._subject(person),
            cause="erase",
            what=what,
        )
        self.checkpoint_after_commit()

    # ── what is to be found ──────────────────────────────────────────────────

    def _private(self, partnership: str, person: Person) -> Place | None:
        m = schema.member.c
        row = self.connection.execute(
            select(m.private_channel, m.private_place)
            .where(*_is(schema.member, person))
            .where(m.partnership == partnership)
        ).first()
        if row is None or row.private_place is None:
            # The core may have cleared it in the same turn; a private chat's id is the person's.
            return Place(person.channel, person.id)
        return Place(row.private_channel, row.private_place)

    def _names(self, partnership: str, person: Person) -> Iterator[str]:
        m, a = schema.member.c, schema.answer.c
        row = self.connection.execute(
            select(m.name, m.called).where(
                m.partnership == partnership, *_is(schema.member, person)
            )
        ).first()
        if row is not None:
            # A nickname such as "น้ำ" is a word of everybody's: cut out everywhere, it would take others' words.
            yield from (name for name in row if len(name) >= LEAST_NAME)
        rows = self.connection.execute(
            select(a.by_name).where(a.partnership == partnership, *_by(schema.answer, person))
        )
        yield from (r.by_name for r in rows)

    def _own_words(self, partnership: str, *by: ColumnElement[bool]) -> Iterator[str]:
        """What was put into words of one's own in the answers of the partnership, in every revision."""
        a = schema.answer
        rows = self.connection.execute(select(a).where(a.c.partnership == partnership, *by))
        for row in rows:
            yield row.words
            if row.kind in _WORDS_KINDS:
                yield from (row.shown, row.raw)
            if row.value is not None:
                yield from _written(from_json(row.value))

    # ── the rows ─────────────────────────────────────────────────────────────

    def _empty_answers(self, partnership: str, person: Person) -> None:
        a = schema.answer
        nothing = {
            "shown": "",
            "raw": "",
            "words": "",
            "asked": "",
            "item_label": "",
            "message": "",
        }
        self.connection.execute(
            update(a)
            .where(a.c.partnership == partnership, *_by(a, person))
            .values(value=None, attachments="[]", **nothing)
        )

    def _empty_member(self, partnership: str, person: Person, ghost: Person) -> None:
        m = schema.member
        self.connection.execute(
            update(m)
            .where(m.c.partnership == partnership, *_is(m, person))
            .values(
                person=ghost.id,
                private_channel=None,
                private_place=None,
                called="",
                name="",
                broker=0,
                representative=0,
                authority=None,
                remind="never",
                reachable=0,
                front="",
                writing=None,
                writing_about="",
                writing_draft="",
            )
        )

    def _rename(self, partnership: str, person: Person, ghost: Person) -> None:
        i, a, h = schema.interview, schema.answer, schema.hand_in
        self.connection.execute(
            update(i)
            .where(i.c.partnership == partnership, *_is(i, person))
            .values(person=ghost.id, standing="invited", question=None, item=None, asking=None)
        )
        self.connection.execute(
            update(a)
            .where(a.c.partnership == partnership, *_by(a, person))
            .values(by_person=ghost.id, by_name="")
        )
        self.connection.execute(
            update(h)
            .where(h.c.partnership == partnership, *_by(h, person))
            .values(by_person=ghost.id)
        )

    # ── the private chat ─────────────────────────────────────────────────────

    def _leave(self, partnership: str, person: Person, private: Place, now: datetime) -> None:
        """Forget what was written to them; what is queued in this very turn is still said, then
        forgotten.
        """
        o, f = schema.outbox, schema.focus
        elsewhere = self.connection.execute(
            select(schema.member.c.partnership).where(*_is(schema.member, person)).limit(1)
        ).first()
        whose: ColumnElement[bool] = o.c.partnership == partnership
        if elsewhere is None:
            whose = or_(whose, o.c.partnership.is_(None))
        here = and_(o.c.channel == private.channel, o.c.place == private.id, whose)
        stale = and_(o.c.state.in_(("queued", "stubbed")), o.c.queued_at < stamp(now))
        self.connection.execute(
            update(o).where(here, stale).values(state="superseded", settled_at=stamp(now))
        )
        waits = o.c.state.in_(NOT_SETTLED)
        self.connection.execute(update(o).where(here, waits).values(forget=1))
        self.connection.execute(update(o).where(here, ~waits).values(**forgotten()))
        self.connection.execute(
            update(o)
            .where(o.c.partnership == partnership, o.c.channel == person.channel)
            .where(o.c.person == person.id, ~waits)
            .values(person=None)
        )
        self.connection.execute(
            delete(f)
            .where(f.c.channel == private.channel, f.c.place == private.id)
            .where(f.c.partnership == partnership)
        )
        if elsewhere is None:
            self._forgotten.add(private)

    # ── what others were shown ───────────────────────────────────────────────

    def _scrub_messages(self, partnership: str, scrub: Scrub) -> None:
        o = schema.outbox
        rows = self.connection.execute(
            select(o.c.id, o.c.body).where(o.c.partnership == partnership, o.c.body != "")
        ).all()
        for row in rows:
            message = message_from(row.body)
            scrubbed = scrub.message(message)
            if scrubbed != message:
                body = message_text(scrubbed)
                self.connection.execute(update(o).where(o.c.id == row.id).values(body=body))

    def _scrub_prompts(self, partnership: str, scrub: Scrub) -> None:
        """The words others were asked in; what they answered is theirs."""
        a, i = schema.answer, schema.interview
        for row in self.connection.execute(select(a).where(a.c.partnership == partnership)).all():
            found = {"asked": scrub.text(row.asked), "item_label": scrub.label(row.item_label)}
            if (row.asked, row.item_label) != tuple(found.values()):
                self._change(a, row, found)
        waiting = i.c.asking.is_not(None)
        rows = self.connection.execute(select(i).where(i.c.partnership == partnership, waiting))
        for row in rows.all():
            asking = from_json(row.asking)
            asked = scrub.text(asking["asked"])
            if asked != asking["asked"]:
                self._change(i, row, {"asking": to_json({**asking, "asked": asked})})

    def _change(self, table: Table, row: Row[Any], columns: dict[str, str]) -> None:
        held = row._mapping
        same = [column == held[column.name] for column in table.primary_key.columns]
        self.connection.execute(update(table).where(*same).values(**columns))


def _is(table: Table, person: Person) -> tuple[ColumnElement[bool], ...]:
    return (table.c.channel == person.channel, table.c.person == person.id)


def _by(table: Table, person: Person) -> tuple[ColumnElement[bool], ...]:
    return (table.c.by_channel == person.channel, table.c.by_person == person.id)


def _written(value: dict[str, Any]) -> Iterator[str]:
    """What was written in a value, as far as it is words."""
    if "text" in value:
        yield value["text"]
    for _, text, _ in value.get("entries", ()):
        yield text
