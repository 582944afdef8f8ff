"""The book: everything that one open transaction can read and write, for the facilitator's jobs."""

from __future__ import annotations

from datetime import datetime

from bot.store.erase import ErasePage
from bot.store.inbox import InboxPage
from bot.store.invitations import FindingPage
from bot.store.moving import MovingPage
from bot.store.outbox import OutboxPage
from bot.store.saving import SavingPage


class Book(InboxPage, FindingPage, SavingPage, OutboxPage, MovingPage, ErasePage):
    """One open transaction. It is made by the writer for one job and not kept beyond it."""

    def oldest_waiting(self) -> tuple[datetime | None, datetime | None]:
        """When the oldest unworked event was taken in, and when what has waited longest to be sent
        became due (in the future: nothing is due yet). None: there is none. For /readyz.
        """
        return self.oldest_taken(), self.oldest_due()
