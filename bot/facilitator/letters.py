"""A message on its way, with the invitations that its buttons open, and its picture and file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.channels.base import Channel, Drawn, Letter
from bot.facilitator.reaching import account
from bot.store.boarding import BOARD
from bot.store.book import Book
from bot.store.rows import OutRow

PICTURE_SERVED = timedelta(days=30)
"""How long a picture can be fetched: whoever scrolls back so far sees it. Which is ours to say."""
FILE_SERVED = timedelta(days=7)
"""How long a paper can be fetched: as long as an invitation is good. Then a new link is a tap away."""
OURS = ("add", "file", BOARD)
"""What buttons open without an invitation."""


class Envelope(NamedTuple):
    letter: Letter
    mark: str = ""
    """Stands for what its picture shows; "" without one."""


def envelope(
    book: Book,
    row: OutRow,
    now: datetime,
    channel: Channel,
    public_url: str = "",
    board_url: str = "",
) -> Envelope:
    """The letter; its picture is not drawn yet. `public_url`: where we serve, "" if nowhere; `board_url`: where
    the broker's page is.
    """
    message = row.message
    opened = {b.opens for line in message.buttons for b in line}
    kinds = opened - {"", *OURS}
    tokens: Mapping[str, str] = {}
    if row.partnership and kinds:
        tokens = book.tokens(row.partnership, sorted(kinds), now, short=channel.short_codes)
    served = public_url if channel.by_address else ""
    if served and message.file is not None:
        token = book.serve(row, "file", now + FILE_SERVED)
        name = f"{message.file.what}.{message.file.form}"
        tokens = {**tokens, "file": f"{served}/files/{token}/{name}"}
    if BOARD in opened and board_url and row.partnership:
        own = book.board_link(row.ref, row.partnership, account(row.place), now)
        tokens = {**tokens, BOARD: f"{board_url}/board/{own}"}
    letter = Letter(row.place, message, row.ref, tokens)
    if message.picture is None or (channel.by_address and not served):
        return Envelope(letter)
    mark = book.picture_mark(message.picture)
    if served:
        token = book.serve(row, "picture", now + PICTURE_SERVED)
        drawn = Drawn(b"", address=f"{served}/pictures/{token}.png")
    else:
        drawn = Drawn(b"", known=book.picture_id(row.place.channel, row.partnership, mark))
    return Envelope(replace(letter, drawn=drawn), mark)

