"""Every revision of a partnership's answers, out of the tables; and a partnership that was moved here, into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.history import MOVED, Revision, Revisions, Whole
from bot.core.ids import AnswerKey, Person, Place, Slot
from bot.core.model import Member, Partnership, Round
from bot.core.records import Telephone
from bot.store import schema
from bot.store.columns import answer_columns
from bot.store.due import DuePage
from bot.store.linking import LinkingPage
from bot.store.loading import LoadingPage, answer_of
from bot.store.rows import Belonging
from bot.store.saving import SavingPage

NOBODY = Person(MOVED, "nobody")
"""Who stands for the consent that was given in the other installation, while its answers are written."""


class AlreadyHere(Exception):
    """The partnership is in this database already."""


class Unfit(Exception):
    """The database does not take what the file holds."""


class HistoryPage(LoadingPage):
    """What a command reads: which partnerships there are, and one with all its revisions."""

    def all_partnerships(self) -> tuple[Belonging, ...]:
        """Id and name of each, in the order of their names."""
        p = schema.partnership.c
        rows = self.connection.execute(select(p.id, p.name, p.title)).all()
        found = (Belonging(row.id, row.name or row.title, False, False) for row in rows)
        return tuple(sorted(found, key=lambda b: (b.name, b.partnership)))

    def whole(self, id: str) -> Whole | None:
        """The partnership with every revision of every answer; None if there is none of that id."""
        found = self.load(id)
        if found is None:
            return None
        told = self._revisions(id)
        return Whole(found, {r.id: _in_order(r, told[r.id]) for r in found.rounds.values()})

    def _revisions(self, id: str) -> Mapping[str, dict[AnswerKey, list[Revision]]]:
        a = schema.answer
        rows = self.connection.execute(
            select(a)
            .where(a.c.partnership == id)
            .order_by(a.c.round, a.c.position, a.c.question, a.c.item, a.c.organisation, a.c.revision)
        )
        found: dict[str, dict[AnswerKey, list[Revision]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            found[row.round][_key(row)].append(Revision(answer_of(row), row.by_name, row.language))
        return found


def _key(row: Row[Any]) -> AnswerKey:
    return AnswerKey(row.organisation, Slot(row.question, row.item))


def _in_order(round: Round, told: Mapping[AnswerKey, list[Revision]]) -> Revisions:
    """As the partnership has them, so that they come back in the same order; those taken back come last."""
    keys = [*round.answers, *(key for key in told if key not in round.answers)]
    return {key: tuple(sorted(told[key], key=lambda v: v.answer.revision)) for key in keys if key in told}


class ImportingPage(SavingPage, LinkingPage, DuePage):
    """A partnership that comes from elsewhere, and its people coming back to it."""

    def bring_in(self, whole: Whole, now: datetime) -> None:
        """Write down a partnership that comes from another installation, in this transaction: all of it, or
        nothing. The bot looks into it at once. Raises AlreadyHere, Unfit.

        The database takes an answer only with the consent of whoever gives it. Those of the file were given with
        consent there, perhaps by people who are gone by now: while they are written, all count as consenting.
        """
        after = whole.partnership
        if self.load(after.id) is not None:
            raise AlreadyHere(after.id)
        try:
            self._write_whole(whole, now)
        except (IntegrityError, OverflowError) as error:
            raise Unfit(type(error).__name__) from error
        self._hand.drop(after.id)
        self.set_next_due(after.id, now)

    def _write_whole(self, whole: Whole, now: datetime) -> None:
        after = whole.partnership
        bare = _without_answers(after)
        consenting = _consenting(bare, whole, now)
        self.save(None, consenting, now, None, "import")
        for round in after.rounds.values():
            self._write_revisions(after, round, whole.revisions.get(round.id, {}))
        self.save(consenting, bare, now, None, "import")

    def _write_revisions(self, partnership: Partnership, round: Round, revisions: Revisions) -> None:
        rows = [
            {
                "partnership": partnership.id,
                "round": round.id,
                "question": key.slot.question,
                "item": key.slot.item,
                "organisation": key.organisation,
                **answer_columns(revision.answer, round, partnership),
                "revision": revision.answer.revision,
                "position": position,
                "by_name": revision.by_name,
                "language": revision.language,
            }
            for position, (key, told) in enumerate(revisions.items())
            for revision in told
        ]
        if rows:
            self.connection.execute(insert(schema.answer), rows)

    def take_place(self, of: Person, by: Person, place: Place, now: datetime) -> bool:
        """`by` is from now on who `of` was, who came with a partnership and has no app; they are written to in
        `place`. False: somebody has taken that place before."""
        found = self._where(of)
        m = schema.member
        for partnership in found:
            self._become(partnership, by, of)
            theirs = (m.c.partnership == partnership, m.c.channel == by.channel, m.c.person == by.id)
            here = {"private_channel": place.channel, "private_place": place.id, "reachable": 1, "friend": 1}
            self.connection.execute(update(m).where(*theirs, m.c.private_place.is_(None)).values(**here))
            self._note_linked(partnership, by, now)
        return bool(found)


def _without_answers(p: Partnership) -> Partnership:
    return replace(p, rounds={r.id: replace(r, answers={}, withdrawn={}) for r in p.rounds.values()})


def _consenting(p: Partnership, whole: Whole, now: datetime) -> Partnership:
    """All who ever answered are members who consent, and every organisation has somebody by telephone."""
    told = (revision.answer.by for of in whole.revisions.values() for some in of.values() for revision in some)
    authors = [author for author in dict.fromkeys(told) if author not in p.members]
    members = {**p.members, **{author: Member(author) for author in authors}}
    by_telephone = Telephone("", now, NOBODY)
    return replace(
        p,
        members={who: replace(m, consented_at=m.consented_at or now) for who, m in members.items()},
        organisations={o.id: replace(o, telephone=o.telephone or by_telephone) for o in p.organisations.values()},
    )
