"""Taking words out of what was shown to others: prompts and messages that quote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select, update

from bot.store import schema
from bot.store.codec import Columns, from_json, message_from, message_text, to_json
from bot.store.plain import KIND
from bot.store.scrub import Scrub
from bot.store.serving import ServingPage

WORDS_KINDS = ("text", "list")
"""Kinds whose `shown` and `raw` are the person's own words; elsewhere they are labels."""


_TEXTS: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (schema.round, ("agreed", "note", "override")),
    (schema.curation, ("wording", "dropped")),
    (schema.left_out, ("reason",)),
    (schema.correction, ("text", "reason")),
    (schema.agreement, ("title", "result")),
    (schema.promise, ("what", "reason")),
    (schema.broker_note, ("text",)),
)
"""What brokers and partners wrote that is no answer, edition or message."""
_WHOLE = ("rows", "voices", "before", "after")
"""What in an edition's body may be an answer that stands alone, as the names of items do."""


class ScrubbingPage(ServingPage):
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
        """And the pictures that a platform keeps for us are not shown again: the words may stand on any."""
        self._drop_pictures_of(partnership)
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

    # ── what is kept beside the answers ──────────────────────────────────────

    def _scrub_records(self, partnership: str, scrub: Scrub) -> None:
        """What quotes answers: the editions, and a broker's wording of items."""
        e, c = schema.edition, schema.curation
        for row in self.connection.execute(select(e).where(e.c.partnership == partnership)).all():
            held = from_json(row.body)
            texts = {"agreed": scrub.label(row.agreed), "note": scrub.text(row.note)}
            body = _cut(held, scrub)
            if body != held or texts != {"agreed": row.agreed, "note": row.note}:
                self._change(e, row, {"body": to_json(body), **texts})
        for row in self.connection.execute(select(c).where(c.c.partnership == partnership)).all():
            wording = scrub.label(row.wording)
            if wording != row.wording:
                self._change(c, row, {"wording": wording})

    def _scrub_names(self, partnership: str, names: Scrub) -> None:
        """Names, out of all that brokers and partners wrote that is no answer."""
        for table, columns in _TEXTS:
            rows = self.connection.execute(select(table).where(table.c.partnership == partnership))
            for row in rows.all():
                held = {name: row._mapping[name] for name in columns}
                found = {name: names.text(text) for name, text in held.items()}
                if found != held:
                    self._change(table, row, found)

    def _change(self, table: Table, row: Row[Any], columns: Columns) -> None:
        held = row._mapping
        same = [column == held[column.name] for column in table.primary_key.columns]
        self.connection.execute(update(table).where(*same).values(**columns))


def _cut(held: Any, scrub: Scrub, name: str = "") -> Any:
    """The body of an edition without what is to go; `name` is the field it stands in."""
    if isinstance(held, str):
        return scrub.label(held) if name in _WHOLE else scrub.text(held)
    if isinstance(held, list):
        return [_cut(each, scrub, name) for each in held]
    if isinstance(held, dict):
        return {key: _cut(each, scrub, key) if key != KIND else each for key, each in held.items()}
    return held


def written(value: dict[str, Any]) -> Iterator[str]:
    """What was written in a value, as far as it is words."""
    if "text" in value:
        yield value["text"]
    for _, text, _ in value.get("entries", ()):
        yield text
