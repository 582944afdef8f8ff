"""Erasure (TRUST.md, T6 and section 10; PDPA s.33): erase, or make unidentifiable.

What an organisation said stays, unless it is to go too; who said it for them goes. The statements
here overwrite; `secure_delete` and the checkpoint that follows take the bytes out of the files.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update

from bot.core.model import Person, Place
from bot.counts import count
from bot.store import audit, schema
from bot.store.boarding import BoardPage
from bot.store.codec import from_json, stamp, to_json
from bot.store.erasures import MARKED
from bot.store.queue import forgotten, unsettled
from bot.store.record_columns import telephone_columns
from bot.store.scrub import Scrub
from bot.store.scrubbing import ScrubbingPage

_OWN = (schema.answer.c.on_behalf == 0,)
"""Of the answers that someone gave: those that were not another's, told by telephone."""


_Before = Counter[tuple[str, str]]


class ErasePage(ScrubbingPage, BoardPage):
    def erase(self, partnership: str, person: Person, answers_too: bool, now: datetime) -> None:
        """Take the person out of the partnership: name, id, private place, what they were written.

        With `answers_too` also what they answered, in every revision, and their corrections and notes;
        the rows stay, empty. What they wrote down for others (by telephone) is those others'. The
        partnership in hand is read anew. A person or partnership that is not there changes nothing.
        """
        ghost = Person(person.channel, f"erased:{secrets.token_hex(8)}")
        apps = self.apps(person)
        private = {self._private(partnership, person), *(Place(*app) for app in apps)}
        names = set(self._names(partnership, person))
        scrub = Scrub(names)
        if answers_too:
            own = set(self._own_words(partnership, *_by(schema.answer, person), *_OWN))
            own |= self._empty_texts(partnership, person)
            self._empty_answers(partnership, person)
            # What is left is the others'.
            scrub = Scrub(names, own, self._own_words(partnership))
        self._empty_member(partnership, person, ghost)
        self._rename(partnership, person, ghost)
        elsewhere = self._is_elsewhere(person)
        for place in sorted(private):
            self._leave(partnership, place, elsewhere, now)
        self._forget_apps(partnership, apps, elsewhere)
        self._drop_boards_of(partnership, person)
        if not elsewhere:
            self._forget_ways(apps, private)
        if not scrub.empty:
            self._scrub_prompts(partnership, scrub)
            self._scrub_messages(partnership, scrub)
            self._scrub_records(partnership, scrub)
        self._scrub_names(partnership, Scrub(names))
        self._drop_pictures_of(partnership)  # they may stand on any, and be no name that is looked for
        self._drop_old_served(now)
        self._touch(partnership)
        self._hand.drop(partnership)
        line = MARKED + self._erasure(partnership, person, answers_too, self._erased_before())
        what = ["erased", *(["answers"] if answers_too else []), line]
        who = self._subject(person)
        audit.append(self.connection, partnership=partnership, at=now, subject=who, cause="erase", what=what)
        count("erasures_total")
        self.checkpoint_after_commit()

    def forget_telephone(
        self, partnership: str, organisation: str, now: datetime, name: str = ""
    ) -> None:
        """Take out who speaks for the organisation by telephone: name, consent, and the name wherever it
        stands. What the organisation answered stays. The partnership in hand is read anew. Nobody
        speaks for it by telephone: nothing happens. `name`: who did, where they are out of the row already.
        """
        o = schema.organisation
        here = (o.c.partnership == partnership, o.c.id == organisation)
        kept = self.connection.execute(select(o.c.telephone_name).where(*here)).scalar()
        name = name if kept is None else kept
        if not name:
            return
        self.connection.execute(update(o).where(*here).values(**telephone_columns(None)))
        scrub = Scrub({name})
        if not scrub.empty:
            self._scrub_prompts(partnership, scrub)
            self._scrub_messages(partnership, scrub)
            self._scrub_records(partnership, scrub)
            self._scrub_names(partnership, scrub)
        self._touch(partnership)
        self._hand.drop(partnership)
        audit.append(
            self.connection,
            partnership=partnership,
            at=now,
            subject="",
            cause="forget_telephone",
            what=[
                f"organisation:{organisation}:telephone",
                MARKED + self._silence(partnership, organisation, self._silenced_before()),
            ],
        )
        self.checkpoint_after_commit()

    # ── once more, in a copy that was brought back ───────────────────────────

    def erase_again(self, erased: frozenset[str], now: datetime) -> int:
        """Erase whom the ledger names (bot/store/erasures.py) and this database still holds. How many those were.

        Whoever was erased before the copy was made, and came back before it, is not named: an erasure's line counts
        the earlier ones.
        """
        before, silenced, done = self._erased_before(), self._silenced_before(), 0
        m, o = schema.member.c, schema.organisation.c
        for row in self.connection.execute(select(m.partnership, m.channel, m.person)).all():
            person = Person(row.channel, row.person)
            for answers_too in (True, False):
                if self._erasure(row.partnership, person, answers_too, before) in erased:
                    self.erase(row.partnership, person, answers_too, now)
                    done += 1
                    break
        spoken = select(o.partnership, o.id).where(o.telephone_name != "")
        for one in self.connection.execute(spoken).all():
            if self._silence(one.partnership, one.id, silenced) in erased:
                self.forget_telephone(one.partnership, one.id, now)
                done += 1
        self._drop_what_they_wrote(now)
        return done

    def _drop_what_they_wrote(self, now: datetime) -> None:
        """What waits in the copy to be worked was written before they asked to be erased."""
        i = schema.inbox
        nothing = {"state": "done", "raw": None, "conversation": "", "done_at": stamp(now)}
        for place in self._forgotten:
            here = (i.c.state == "new", i.c.channel == place.channel, i.c.conversation == place.id)
            self.connection.execute(update(i).where(*here).values(**nothing))

    def _erasure(self, partnership: str, person: Person, answers_too: bool, before: _Before) -> str:
        """The ledger's line for it."""
        earlier = before[partnership, self._subject(person)]
        words = ("erased", partnership, person.channel, person.id, answers_too, earlier)
        return self._keyed(to_json(words))

    def _silence(self, partnership: str, organisation: str, before: _Before) -> str:
        """The same for who spoke by telephone."""
        return self._keyed(to_json(("telephone", partnership, organisation, before[partnership, organisation])))

    def _erased_before(self) -> _Before:
        """How often each person was, by partnership and subject."""
        a = schema.audit.c
        rows = self.connection.execute(select(a.partnership, a.subject).where(a.cause == "erase"))
        return Counter((row.partnership or "", row.subject) for row in rows)

    def _silenced_before(self) -> _Before:
        a = schema.audit.c
        rows = self.connection.execute(select(a.partnership, a.what).where(a.cause == "forget_telephone"))
        return Counter((row.partnership or "", from_json(row.what)[0].split(":")[1]) for row in rows)

    # ── what is to be found ──────────────────────────────────────────────────

    def _private(self, partnership: str, person: Person) -> Place:
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
            yield from row
        rows = self.connection.execute(
            select(a.by_name).where(a.partnership == partnership, *_by(schema.answer, person))
        )
        yield from (r.by_name for r in rows)

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
            .where(a.c.partnership == partnership, *_by(a, person), *_OWN)
            .values(value=None, attachments="[]", **nothing)
        )

    def _empty_texts(self, partnership: str, person: Person) -> set[str]:
        """Their corrections and notes; what stood there. A note comes up no more."""
        words = set[str]()
        c, n = schema.correction, schema.broker_note
        for table, more in ((c, {}), (n, {"remind_on": None, "done": 1})):
            mine = (table.c.partnership == partnership, *_by(table, person))
            words |= set(self.connection.execute(select(table.c.text).where(*mine)).scalars())
            self.connection.execute(update(table).where(*mine).values(text="", **more))
        return words

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
                reminded_on=None,
                snoozed_until=None,
                standing_in="",
            )
        )

    def _rename(self, partnership: str, person: Person, ghost: Person) -> None:
        i, a = schema.interview, schema.answer
        self.connection.execute(
            update(i)
            .where(i.c.partnership == partnership, *_is(i, person))
            .values(person=ghost.id, standing="invited", question=None, item=None, asking=None)
        )
        self.connection.execute(
            update(a)
            .where(a.c.partnership == partnership, *_by(a, person))
            .values(by_name="")
        )
        self._become_author(partnership, person, ghost)
        self._become_candidate(partnership, person, None)

    # ── the private chat ─────────────────────────────────────────────────────

    def _is_elsewhere(self, person: Person) -> bool:
        """Still a member of a partnership, that is of another one."""
        found = select(schema.member.c.partnership).where(*_is(schema.member, person)).limit(1)
        return self.connection.execute(found).first() is not None

    def _leave(self, partnership: str, private: Place, elsewhere: bool, now: datetime) -> None:
        """Forget what was written to them; what is queued in this very turn is still said, then
        forgotten.
        """
        o, f = schema.outbox, schema.focus
        whose: ColumnElement[bool] = o.c.partnership == partnership
        if not elsewhere:
            whose = or_(whose, o.c.partnership.is_(None))
        here = and_(o.c.channel == private.channel, o.c.place == private.id, whose)
        stale = and_(unsettled("queued", "stubbed", "held"), o.c.queued_at < stamp(now))
        self.connection.execute(
            update(o).where(here, stale).values(state="superseded", settled_at=stamp(now))
        )
        waits = unsettled()
        self.connection.execute(update(o).where(here, waits).values(forget=1))
        self.connection.execute(update(o).where(here, ~waits).values(**forgotten()))
        self.connection.execute(
            delete(f)
            .where(f.c.channel == private.channel, f.c.place == private.id)
            .where(f.c.partnership == partnership)
        )
        if not elsewhere:
            self._forgotten.add(private)

    def _forget_apps(self, partnership: str, apps: tuple[Person, ...], elsewhere: bool) -> None:
        """What was asked about them, and the codes they asked for."""
        o, c = schema.outbox, schema.code
        for app in apps:
            asked = update(o).where(o.c.partnership == partnership, *_is(o, app))
            self.connection.execute(asked.where(~unsettled()).values(person=None))
            self.connection.execute(asked.where(unsettled()).values(forget=1))
            mine = delete(c).where(*_is(c, app))
            of_all = mine if not elsewhere else mine.where(c.c.partnership == partnership)
            self.connection.execute(of_all)

    def _forget_ways(self, apps: tuple[Person, ...], private: set[Place]) -> None:
        """How they could be written to. The token for the last word to them goes when that is said."""
        for app in apps:
            for table in (schema.contact, schema.linked_person):
                self.connection.execute(delete(table).where(*_is(table, app)))
        t = schema.reply_token
        for place in private:
            here = (t.c.channel == place.channel, t.c.place == place.id)
            last = select(func.max(t.c.until)).where(*here).scalar_subquery()
            self.connection.execute(delete(t).where(*here, t.c.until < last))


def _is(table: Table, person: Person) -> tuple[ColumnElement[bool], ...]:
    return (table.c.channel == person.channel, table.c.person == person.id)


def _by(table: Table, person: Person) -> tuple[ColumnElement[bool], ...]:
    return (table.c.by_channel == person.channel, table.c.by_person == person.id)
