"""A message on its way, with the invitations that its buttons open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.channels.base import Letter
from bot.store.book import Book
from bot.store.rows import OutRow


def letter(book: Book, row: OutRow, now: datetime, *, short: bool) -> Letter:
    """`short`: the channel's people type invitations (Channel.short_codes)."""
    kinds = {b.opens for line in row.message.buttons for b in line} - {"", "add"}
    tokens: Mapping[str, str] = {}
    if row.partnership and kinds:
        tokens = book.tokens(row.partnership, sorted(kinds), now, short=short)
    return Letter(row.place, row.message, row.ref, tokens)
