"""Who may have a paper: looked at when it is delivered and whenever it is fetched, whoever ordered it."""

from __future__ import annotations

from bot.core.model import Partnership, Place
from bot.core.ordering import may_read
from bot.facilitator.reaching import account
from bot.message import File
from bot.store.book import Book


def may_have(book: Book, partnership: Partnership, place: Place, order: File) -> bool:
    """Whether the paper may be shown in the place as things stand now: in the partnership's own group what every
    partner may read, in a private chat what its owner may.
    """
    if place in partnership.groups:
        return may_read(partnership, None, order.what, order.audience)
    member = partnership.members.get(book.canonical(account(place)))
    return member is not None and may_read(partnership, member, order.what, order.audience)
