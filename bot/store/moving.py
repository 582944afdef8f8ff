"""A group that goes on under another id (Telegram: upgraded to a supergroup)."""

from __future__ import annotations

from sqlalchemy import case, delete, select, update

from bot.core.model import Place
from bot.store.outbox import NOT_SETTLED
from bot.store.page import Page
from bot.store.schema import outbox, partnership_group


class MovingPage(Page):
    def move_group(self, old: Place, new: Place) -> str | None:
        """Carry the partnership and what waits for the group to its new id; the partnership's id,
        if any.

        Both ids may tell of it, in either order and more than once. What was shown under the old id
        cannot be edited under the new one, so a stubbed message starts again.
        """
        self._move_waiting(old, new)
        groups = partnership_group
        moved = self._group(old)
        if moved is None:
            return self._group(new)
        overtaken = self._group(new)
        if overtaken is not None:
            # The new id was greeted as a group of its own before its past was told.
            self.connection.execute(
                delete(groups).where(groups.c.channel == new.channel, groups.c.place == new.id)
            )
            self._drop_waiting(overtaken)
            self._reread(overtaken)
        self.connection.execute(
            update(groups)
            .where(groups.c.channel == old.channel, groups.c.place == old.id)
            .values(channel=new.channel, place=new.id)
        )
        self._reread(moved)
        return moved

    def _group(self, place: Place) -> str | None:
        found = self.connection.execute(
            select(partnership_group.c.partnership).where(
                partnership_group.c.channel == place.channel, partnership_group.c.place == place.id
            )
        ).scalar()
        return None if found is None else str(found)

    def _drop_waiting(self, partnership: str) -> None:
        """What the mistaken partnership still had to say (its greeting) is not said."""
        self.connection.execute(
            update(outbox)
            .where(outbox.c.partnership == partnership, outbox.c.state == "queued")
            .values(state="superseded", settled_at=outbox.c.next_at)
        )

    def _move_waiting(self, old: Place, new: Place) -> None:
        self.connection.execute(
            update(outbox)
            .where(outbox.c.channel == old.channel, outbox.c.place == old.id)
            .where(outbox.c.state.in_(NOT_SETTLED))
            .values(
                channel=new.channel,
                place=new.id,
                shown="",
                state=case((outbox.c.state == "stubbed", "queued"), else_=outbox.c.state),
            )
        )

    def _reread(self, partnership: str) -> None:
        self._touch(partnership)
        self._hand.drop(partnership)
