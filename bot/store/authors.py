"""Who wrote and did what, in every table that says so: for when a person comes to be known as another."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Table, select, update

from bot.core.model import Person
from bot.core.records import Offer
from bot.store import schema
from bot.store.page import Page
from bot.store.record_columns import election_of, election_text, offer_of, offer_text

WRITTEN_BY: tuple[Table, ...] = (
    schema.answer,
    schema.hand_in,
    schema.left_out,
    schema.edition,
    schema.correction,
    schema.broker_note,
)
"""Tables that hold who it was in `by_channel` and `by_person`."""


class AuthorPage(Page):
    def _become_author(self, partnership: str, old: Person, new: Person) -> None:
        """What `old` wrote and did in the partnership is `new`'s."""
        for table in WRITTEN_BY:
            self.connection.execute(
                update(table)
                .where(table.c.partnership == partnership)
                .where(table.c.by_channel == old.channel, table.c.by_person == old.id)
                .values(by_channel=new.channel, by_person=new.id)
            )
        o = schema.organisation
        self.connection.execute(
            update(o)
            .where(o.c.partnership == partnership)
            .where(o.c.telephone_by_channel == old.channel, o.c.telephone_by_person == old.id)
            .values(telephone_by_channel=new.channel, telephone_by_person=new.id)
        )

    def _become_candidate(self, partnership: str, old: Person, new: Person | None) -> None:
        """An offer of the broker's role, or a choice of a broker, that `old` has a part in is `new`'s;
        with None there is no such offer or choice any more.
        """
        p = schema.partnership
        found = self.connection.execute(
            select(p.c.offer, p.c.election).where(p.c.id == partnership)
        ).first()
        if found is None:
            return
        columns: dict[str, str | None] = {}
        offer, election = offer_of(found.offer), election_of(found.election)
        if offer is not None and old in (offer.by, offer.to):
            columns["offer"] = offer_text(_offered(offer, old, new))
        if election is not None and election.candidate == old:
            stays = None if new is None else replace(election, candidate=new)
            columns["election"] = election_text(stays)
        if columns:
            self.connection.execute(update(p).where(p.c.id == partnership).values(**columns))


def _offered(offer: Offer, old: Person, new: Person | None) -> Offer | None:
    """Nobody offers a role to themselves."""
    if new is None:
        return None
    by, to = (new if one == old else one for one in (offer.by, offer.to))
    return None if by == to else replace(offer, by=by, to=to)
