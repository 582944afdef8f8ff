"""Taking back a message takes back what was said in it (LINE, "unsend"): out of every revision that
holds it, and out of what quotes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select

from bot.core.model import Person
from bot.core.values import BETWEEN_ITEMS
from bot.store import audit, schema
from bot.store.codec import Columns, from_json, to_json
from bot.store.scrub import Scrub
from bot.store.scrubbing import WORDS_KINDS, ScrubbingPage, written

_EMPTY: Columns = {"value": None, "shown": "", "raw": "", "words": ""}
"""What an answer's columns are when nothing was said; lists and files lose only what is to go."""


class UnsayPage(ScrubbingPage):
    def unsay(self, partnership: str, person: Person, message: str, now: datetime) -> None:
        """Forget what the person said in the message: the answers, list items and files that came with
        it, in every revision that holds them, and what quotes them; and what quotes the agreed line that
        was written in it, if this job took that out.

        A revision stays, emptied of it; a list keeps its other entries. The partnership in hand is
        read anew. A message in which no answer was given changes nothing.
        """
        if not message:
            return
        gone = self._unask(partnership, person, message) | self._lines_out.get(message, set())
        histories = self._histories(partnership, person, message)
        for history in histories:
            taking = _Taking(person, message)
            for row in history:
                if columns := taking.out_of(row):
                    self._change(schema.answer, row, columns)
            gone |= taking.words
        if not (gone or histories):
            return
        scrub = Scrub((), gone, self._own_words(partnership))
        if not scrub.empty:
            self._scrub_prompts(partnership, scrub)
            self._scrub_messages(partnership, scrub)
            self._scrub_records(partnership, scrub)
        self._note_unsaid(partnership, person, now)

    def _note_unsaid(self, partnership: str, person: Person, now: datetime) -> None:
        self._touch(partnership)
        self._hand.drop(partnership)
        audit.append(
            self.connection,
            partnership=partnership,
            at=now,
            subject=self._subject(person),
            cause="unsay",
            what=["unsaid"],
        )
        self.checkpoint_after_commit()

    def _histories(
        self, partnership: str, person: Person, message: str
    ) -> list[Sequence[Row[Any]]]:
        """All revisions, oldest first, of each answer that holds something said in the message."""
        a = schema.answer.c
        key = (a.round, a.question, a.item, a.organisation)
        quoted = to_json(message)
        held = or_(
            a.message == message,
            a.value.contains(quoted, autoescape=True),
            a.attachments.contains(quoted, autoescape=True),
        )
        found = self.connection.execute(
            select(*key)
            .where(a.partnership == partnership, held)
            .where(a.by_channel == person.channel, a.by_person == person.id)
            .distinct()
        ).all()
        return [
            self.connection.execute(
                select(schema.answer)
                .where(a.partnership == partnership)
                .where(*(column == value for column, value in zip(key, of, strict=True)))
                .order_by(a.revision)
            ).all()
            for of in found
        ]

    def _unask(self, partnership: str, person: Person, message: str) -> set[str]:
        """A reading of the message that was shown back and waits to be confirmed goes; its words."""
        i, words = schema.interview, set[str]()
        rows = self.connection.execute(
            select(i)
            .where(i.c.partnership == partnership, i.c.asking.is_not(None))
            .where(i.c.channel == person.channel, i.c.person == person.id)
        ).all()
        for row in rows:
            asking = from_json(row.asking)
            if asking["message"] == message:
                words |= {asking["raw"], *(w for c in asking["candidates"] for w in written(c))}
                empty = {"message": "", "raw": "", "candidates": [], "chosen": []}
                self._change(i, row, {"asking": to_json({**asking, **empty})})
        return words


class _Taking:
    """Goes through the revisions of one answer, oldest first.

    What a revision took over from the one before it was said before: it goes if it went there.
    """

    def __init__(self, person: Person, message: str) -> None:
        self.words: set[str] = set()
        """What was said in the message, in words."""
        self._person = person
        self._message = message
        self._before: Columns = {**_EMPTY, "attachments": "[]"}
        self._emptied: set[str] = set()
        self._files: list[Any] = []

    def out_of(self, row: Row[Any]) -> Columns:
        """The columns that are other than before; {} when nothing of it stands in this revision."""
        held: Columns = dict(row._mapping)
        by = (held["by_channel"], held["by_person"])
        said = held["message"] == self._message and by == self._person
        columns = self._files_out(held, said) | self._entries_out(held)
        names = [
            n
            for n in _EMPTY
            if held[n] != _EMPTY[n] and n not in columns and self._goes(n, held, said)
        ]
        if _is_list(held):
            names = [n for n in names if n not in ("value", "shown")]
        self._learn(held, names)
        columns |= {name: _EMPTY[name] for name in names}
        if said:
            columns["message"] = ""
        self._before, self._emptied = held, set(names)
        return columns

    def _goes(self, name: str, held: Columns, said: bool) -> bool:
        if held[name] != self._before[name]:
            return said
        return name in self._emptied and held["raw"] == self._before["raw"]

    def _files_out(self, held: Columns, said: bool) -> Columns:
        files, before = from_json(held["attachments"]), from_json(self._before["attachments"])
        if said:
            self._files += [file for file in files if file not in before]
        left = [f for f in files if f not in self._files and f[1] != self._message]
        return {} if left == files else {"attachments": to_json(left)}

    def _entries_out(self, held: Columns) -> Columns:
        if not _is_list(held):
            return {}
        entries = from_json(held["value"])["entries"]
        left = [entry for entry in entries if entry[2] != self._message]
        self.words |= {text for _, text, message in entries if message == self._message}
        if left == entries:
            return {}
        value = to_json({"entries": left}) if left else None
        return {"value": value, "shown": BETWEEN_ITEMS.join(text for _, text, _ in left)}

    def _learn(self, held: Columns, names: list[str]) -> None:
        for name in names:
            if name == "value":
                self.words |= set(written(from_json(held["value"])))
            elif name != "shown" or held["kind"] in WORDS_KINDS:
                self.words.add(held[name])


def _is_list(held: Columns) -> bool:
    return held["value"] is not None and "entries" in from_json(held["value"])
