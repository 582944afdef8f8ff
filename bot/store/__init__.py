"""Tables and statements, the one writer thread, inbox and outbox, reads and migrations. SQL stands
only here.
"""

from bot.store.book import Book
from bot.store.rows import (
    AskShown,
    Belonging,
    Contact,
    Invitation,
    NewerSchema,
    NotAStore,
    Offered,
    OutRow,
    ShownButton,
    StoreBusy,
    StoreClosed,
    StoreInUse,
    UsedCode,
    Waiting,
)
from bot.store.store import Store

__all__ = [
    "AskShown",
    "Belonging",
    "Book",
    "Contact",
    "Invitation",
    "NewerSchema",
    "NotAStore",
    "Offered",
    "OutRow",
    "ShownButton",
    "Store",
    "StoreBusy",
    "StoreClosed",
    "StoreInUse",
    "UsedCode",
    "Waiting",
]
