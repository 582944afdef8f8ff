"""The closing or continuation agreement: what stage 12 came to, who is content with it, and places to sign."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.cycle import Cycle, Stage
from bot.core.model import Partnership
from bot.core.promising import open_promises
from bot.core.register import standing_entries
from bot.message import File
from bot.papers import ledgers, people
from bot.papers.agreement import no_contract, signing
from bot.papers.document import Block, Document, Heading, Look, Remark, Text, Tone
from bot.papers.published import as_of
from bot.papers.showing import shown
from bot.papers.stage_paper import Reading, changes, foot, paging, read, stamp, why_empty
from bot.render.shapes import day, heading, numeral, on_day, titled
from bot.render.words import _

OVERRIDE = "override"
"""Kind of the register's entry that a broker closed the stage although somebody was not satisfied."""


def document(partnership: Partnership, cycle: Cycle, order: File) -> Document:
    """Of the last stage of the set."""
    stage = last(cycle)
    reading = read(partnership, cycle, stage, order)
    title, made = _("Closing or continuation agreement"), as_of(partnership)
    under = [titled(partnership.name), heading(stage)]
    if order.cycle > 1:
        under.append(_("Cycle %(number)s", number=numeral(order.cycle)))
    if order.cycle < partnership.cycle:
        under.append(_("As things stand on %(day)s", day=on_day(made)))
    if reading and not reading.draft:
        under.append(_("Published on %(day)s", day=day(reading.edition.at)))
    return Document(
        title,
        tuple(under),
        foot(partnership, title, order),
        paging(),
        order.language,
        made,
        tuple(_pieces(partnership, cycle, order, reading)),
        stamp(order, draft=reading is not None and reading.draft),
    )


def last(cycle: Cycle) -> Stage:
    return max(cycle.stages.values(), key=lambda stage: stage.number)


def _pieces(
    partnership: Partnership, cycle: Cycle, order: File, reading: Reading | None
) -> Iterator[Block]:
    yield Remark(no_contract())
    if reading is None:
        yield Remark(why_empty(partnership, last(cycle), order.cycle), Tone.WARN)
        return
    if reading.edition.agreed:
        yield Text(_("What we agreed: %(agreed)s", agreed=reading.edition.agreed), Look.LEAD)
    yield Heading(_("Parties"), 2)
    yield people.table(partnership, cycle, people.parties(partnership))
    yield Heading(_("How we go on"), 2)
    yield from shown(reading.blocks)
    if reading.edition.note:
        yield Text(_("The broker's remark: %(note)s", note=reading.edition.note))
    yield from _on_record(partnership, cycle, reading)
    yield from _promises(partnership, order)
    if partnership.ended_at and order.cycle == partnership.cycle:
        yield Remark(_("The partnership came to its end on %(day)s.", day=day(partnership.ended_at)))
    yield from changes(reading.edition.changes)
    yield from signing(partnership)


def _on_record(partnership: Partnership, cycle: Cycle, reading: Reading) -> Iterator[Block]:
    """Clause 12c: why it was closed although not everyone is satisfied, as the register has it."""
    entries = [
        a for a in standing_entries(partnership) if a.kind == OVERRIDE and a.round == reading.round.id
    ]
    if entries:
        yield Heading(_("On record"), 2)
        yield ledgers.register(partnership, cycle, entries)


def _promises(partnership: Partnership, order: File) -> Iterator[Block]:
    standing = [p for p in open_promises(partnership) if p.cycle <= order.cycle]
    yield Heading(_("Promises that still stand"), 2)
    if standing:
        yield from ledgers.promises(partnership, standing, as_of(partnership))
    else:
        yield Text(_("Nothing is left open."))

