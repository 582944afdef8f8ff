"""Pictures and papers with their message: how it is laid out for a channel, and filled when it goes out.

What cannot be drawn is left out, and of what cannot be made the message says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.channels.base import Channel, Letter
from bot.facilitator.letters import Envelope
from bot.facilitator.making import EMPTY, Making
from bot.message import Button, Message, alone
from bot.store.rows import OutRow

APART = "\n\n"


class Enclosing:
    def __init__(self, making: Making) -> None:
        self._making = making

    @property
    def public_url(self) -> str:
        return self._making.workshop.public_url

    @property
    def board_url(self) -> str:
        return self._making.workshop.board_url

    def forget(self) -> None:
        """Someone's words are to go; they may stand on what is kept. From any thread."""
        self._making.forget()

    # ── before it waits ──────────────────────────────────────────────────────

    def laid_out(self, message: Message, channel: Channel) -> tuple[Message, ...]:
        """The message as the channel can have it: in pieces, with a link, or without what it cannot show.

        Where a summary goes out by stub and edit, its picture and file go by themselves; and where there
        are several pictures.
        """
        if message.without_files is not None and channel.by_address and not self.public_url:
            message = message.without_files
        further = tuple(alone(picture) for picture in message.further)
        message = replace(message, further=(), without_files=None)
        if channel.by_address:
            return (*self._by_address(message), *(further if self.public_url else ()))
        if not further and not (message.once and channel.can_edit):
            return (message,)
        before = (alone(message.picture),) if message.picture is not None else ()
        after = (Message("", file=message.file),) if message.file is not None else ()
        return (*before, *further, replace(message, picture=None, file=None), *after)

    def _by_address(self, message: Message) -> tuple[Message, ...]:
        if not self.public_url:
            if message.only_picture:
                return ()
            message = replace(message, picture=None)
        if message.file is None:
            return (message,)
        words = self._making.workshop.words.get(message.file.language)
        if not self.public_url:
            text = _joined(message.text, words.elsewhere if words else "")
            return (replace(message, text=text, file=None),)
        row = (Button(words.link if words else message.file.form, opens="file"),)
        return (replace(message, buttons=(*message.buttons, row)),)

    # ── when it goes out ─────────────────────────────────────────────────────

    async def drawn(self, marks: Mapping[str, OutRow]) -> dict[str, bytes | None]:
        """The pictures of the rows, by their marks, as they are to go out."""
        return {mark: await self._making.drawn(row, mark) for mark, row in marks.items()}

    async def filled(
        self, envelope: Envelope, row: OutRow, ahead: Mapping[str, bytes | None] | None = None
    ) -> Letter:
        """The letter with its picture drawn, unless the platform has it, and its file made. `ahead`: what was
        drawn before.
        """
        letter = envelope.letter
        if letter.drawn is not None and not letter.drawn.known and row.message.picture is not None:
            if ahead is not None and envelope.mark in ahead:
                png = ahead[envelope.mark]
            else:
                png = await self._making.drawn(row, envelope.mark)
            letter = replace(letter, drawn=replace(letter.drawn, png=png) if png else None)
        if row.message.file is None or "file" in letter.tokens:
            return letter
        made = await self._making.made(row)
        if made is not None and made != EMPTY:
            return replace(letter, made=made)
        words = self._making.workshop.words.get(row.message.file.language)
        said = "" if words is None else words.failed if made is None else words.empty
        text = _joined(letter.message.text, said)
        return replace(letter, message=replace(letter.message, text=text))


def _joined(*texts: str) -> str:
    return APART.join(text for text in texts if text)
