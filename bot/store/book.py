"""The book: everything that one open transaction can read and write, for the facilitator's jobs."""

from __future__ import annotations

from datetime import datetime

from bot.store.batches import BatchPage
from bot.store.contacts import ContactPage
from bot.store.doubting import DoubtPage
from bot.store.due import DuePage
from bot.store.erase import ErasePage
from bot.store.history import HistoryPage, ImportingPage
from bot.store.inbox import InboxPage
from bot.store.invitations import FindingPage
from bot.store.moving import MovingPage
from bot.store.saving import SavingPage
from bot.store.screen import ScreenPage
from bot.store.unsaying import UnsayPage


class Book(
    InboxPage,
    FindingPage,
    HistoryPage,
    ImportingPage,
    SavingPage,
    BatchPage,
    DoubtPage,
    ScreenPage,
    MovingPage,
    ContactPage,
    ErasePage,
    UnsayPage,
    DuePage,
):
    """One open transaction. It is made by the writer for one job and not kept beyond it."""

    def oldest_waiting(self) -> tuple[datetime | None, datetime | None]:
        """When the oldest unworked event was taken in, and when what has waited longest to be sent
        became due (in the future: nothing is due yet). None: there is none. For /readyz.
        """
        return self.oldest_taken(), self.oldest_due()

    def probe(self) -> None:
        """Write something that says nothing, so that the commit has to reach the disk. For /readyz."""
        self.connection.exec_driver_sql("PRAGMA user_version=1")

    def tidy(self, now: datetime) -> None:
        """Delete what is of no more use, and may tell of people: reply tokens, codes, messages taken
        back, wrong tokens, strangers who could be written to, addresses and pictures' ids, links to the
        broker's page. To be called now and then.
        """
        dropped = (
            self._drop_old_tokens(now)
            + self._drop_old_codes(now)
            + self._drop_old_wrong_tokens(now)
            + self._drop_old_unsent(now)
            + self._drop_strangers(now)
            + self._drop_old_served(now)
            + self._drop_old_picture_ids(now)
            + self._drop_old_boards(now)
        )
        if dropped:
            self.checkpoint_after_commit()
