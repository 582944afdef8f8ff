"""Taking words out of what was shown to others: prompts and messages that quote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, update

from bot.store import schema
from bot.store.codec import from_json, message_from, message_text, to_json
from bot.store.columns import Columns
from bot.store.page import Page
from bot.store.scrub import Scrub

WORDS_KINDS = ("text", "list")
"""Kinds whose `shown` and `raw` are the person's own words; elsewhere they are labels."""


class ScrubbingPage(Page):
    def _own_words(self, partnership: str, *by: ColumnElement[bool]) -> Iterator[str]:
        """What was put into words of one's own in the answers of the partnership, in every revision."""
        a = schema.answer
        rows = self.connection.execute(select(a).where(a.c.partnership == partnership, *by))
        for row in rows:
            yield row.words
            if row.kind in WORDS_KINDS:
                yield from (row.shown, row.raw)
            if row.value is not None:
                yield from written(from_json(row.value))

    def _scrub_messages(self, partnership: str, scrub: Scrub) -> None:
        o = schema.outbox
        rows = self.connection.execute(
            select(o.c.id, o.c.body).where(o.c.partnership == partnership, o.c.body != "")
        ).all()
        for row in rows:
            message = message_from(row.body)
            scrubbed = scrub.message(message)
            if scrubbed != message:
                body = message_text(scrubbed)
                self.connection.execute(update(o).where(o.c.id == row.id).values(body=body))

    def _scrub_prompts(self, partnership: str, scrub: Scrub) -> None:
        """The words others were asked in; what they answered is theirs."""
        a, i = schema.answer, schema.interview
        for row in self.connection.execute(select(a).where(a.c.partnership == partnership)).all():
            found = {"asked": scrub.text(row.asked), "item_label": scrub.label(row.item_label)}
            if (row.asked, row.item_label) != tuple(found.values()):
                self._change(a, row, found)
        waiting = i.c.asking.is_not(None)
        rows = self.connection.execute(select(i).where(i.c.partnership == partnership, waiting))
        for row in rows.all():
            asking = from_json(row.asking)
            asked = scrub.text(asking["asked"])
            if asked != asking["asked"]:
                self._change(i, row, {"asking": to_json({**asking, "asked": asked})})

    def _change(self, table: Table, row: Row[Any], columns: Columns) -> None:
        held = row._mapping
        same = [column == held[column.name] for column in table.primary_key.columns]
        self.connection.execute(update(table).where(*same).values(**columns))


def written(value: dict[str, Any]) -> Iterator[str]:
    """What was written in a value, as far as it is words."""
    if "text" in value:
        yield value["text"]
    for _, text, _ in value.get("entries", ()):
        yield text
