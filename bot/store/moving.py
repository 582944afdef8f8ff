"""A group that goes on under another id (Telegram: upgraded to a supergroup), or in another
partnership.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, select, update

from bot.core.model import Place
from bot.store import audit
from bot.store.codec import stamp
from bot.store.page import Page
from bot.store.queue import WAITING, unsettled
from bot.store.schema import code, focus, invitation, member, outbox, partnership_group


class MovingPage(Page):
    def move_group(self, old: Place, new: Place, now: datetime) -> str | None:
        """Carry the partnership and what waits for the group to its new id; the partnership's id,
        if any. `now` stands in the audit.

        Both ids may tell of it, in either order and more than once. What was shown under the old id
        cannot be edited under the new one, so a stubbed message starts again.
        """
        if old == new:
            return self._group(new)
        self._move_waiting(old, new)
        groups = partnership_group
        moved = self._group(old)
        if moved is None:
            return self._group(new)
        overtaken = self._group(new)
        if overtaken is not None and overtaken != moved:
            self._take_leave(overtaken, new, now, "move_group", "group:overtaken")
        if overtaken == moved:
            # It was added by hand under both ids: one is enough.
            self.connection.execute(delete(groups).where(*_is(new)))
        self.connection.execute(
            update(groups).where(*_is(old)).values(channel=new.channel, place=new.id)
        )
        self._note_moved(moved, now, "move_group", "group:moved")
        self._reread(moved)
        return moved

    def free_group(self, place: Place, now: datetime) -> None:
        """The group's own partnership, which was never set up, lets go of it and of who had begun to
        set it up: the group is to go on in another one.
        """
        own = self._group(place)
        if own is None:
            return
        self._take_leave(own, place, now, "free_group", "group:freed")
        self.connection.execute(delete(member).where(member.c.partnership == own))
        self._known.clear()

    def _group(self, place: Place) -> str | None:
        found = self.connection.execute(
            select(partnership_group.c.partnership).where(*_is(place))
        ).scalar()
        return None if found is None else str(found)

    def _take_leave(
        self, mistaken: str, place: Place, now: datetime, cause: str, what: str
    ) -> None:
        """The place was greeted as a group of its own before it was told whose it is: nobody is to
        come upon that partnership again, by an invitation or a code, in their private chat, or in its
        greeting.
        """
        self.connection.execute(delete(partnership_group).where(*_is(place)))
        self.connection.execute(delete(invitation).where(invitation.c.partnership == mistaken))
        self.connection.execute(delete(code).where(code.c.partnership == mistaken))
        self.connection.execute(delete(focus).where(focus.c.partnership == mistaken))
        self.connection.execute(
            update(outbox)
            .where(outbox.c.partnership == mistaken, unsettled(*WAITING))
            .where(outbox.c.forget == 0)  # who was erased is still told so
            .values(state="superseded", settled_at=stamp(now))
        )
        self._note_moved(mistaken, now, cause, what)
        self._reread(mistaken)

    def _move_waiting(self, old: Place, new: Place) -> None:
        self.connection.execute(
            update(outbox)
            .where(outbox.c.channel == old.channel, outbox.c.place == old.id)
            .where(unsettled())
            .values(
                channel=new.channel,
                place=new.id,
                shown="",
                state=case((outbox.c.state == "stubbed", "queued"), else_=outbox.c.state),
            )
        )

    def _note_moved(self, partnership: str, now: datetime, cause: str, what: str) -> None:
        audit.append(
            self.connection,
            partnership=partnership,
            at=now,
            subject="",
            cause=cause,
            what=[what],
        )

    def _reread(self, partnership: str) -> None:
        self._touch(partnership)
        self._hand.drop(partnership)


def _is(place: Place) -> tuple[ColumnElement[bool], ...]:
    groups = partnership_group.c
    return (groups.channel == place.channel, groups.place == place.id)
