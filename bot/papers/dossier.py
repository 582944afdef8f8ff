"""The dossier of a cycle: everything that the partners laid down, between one cover and the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.cycle import Cycle, Stage
from bot.core.model import Organisation, Partnership
from bot.core.register import standing_entries
from bot.core.whole import stage_line
from bot.message import File
from bot.papers import ledgers, people
from bot.papers.document import (
    Block,
    Contents,
    Document,
    Heading,
    Image,
    Look,
    PageBreak,
    Table,
    Text,
)
from bot.papers.pictures import draw
from bot.papers.published import Issue, as_of, in_language, issues, newest
from bot.papers.stage_paper import Reading, body, foot, paging, read, stamp, why_empty
from bot.render.pictures import of_wheel
from bot.render.shapes import day, heading, numeral, on_day, titled, words
from bot.render.words import _

WHEEL = (2, 9, 8)
"""Widths of columns."""
SHARE = 45
"""Of the page's width that the wheel takes, in percent: the table of the stages stands below it."""


def document(partnership: Partnership, cycle: Cycle, order: File) -> Document:
    title, made = _("Dossier of the partnership"), as_of(partnership)
    under = (
        titled(partnership.name),
        _("Cycle %(number)s", number=numeral(order.cycle)),
        _("As things stand on %(day)s", day=on_day(made)),
        ", ".join(o.name for o in people.parties(partnership)),
    )
    return Document(
        title,
        tuple(line for line in under if line),
        foot(partnership, title, order),
        paging(),
        order.language,
        made,
        tuple(_pieces(partnership, cycle, order)),
        stamp(order),
        cover=True,
    )


def _pieces(partnership: Partnership, cycle: Cycle, order: File) -> Iterator[Block]:
    if partnership.purpose:
        yield Text(_("Purpose: %(purpose)s", purpose=partnership.purpose), Look.LEAD)
    yield PageBreak()
    yield Contents(_("Contents"))
    yield PageBreak()
    yield Heading(_("The twelve stages"), 1)
    yield from _wheel(partnership, cycle, order)
    yield _states(partnership, cycle, order)
    yield Heading(_("Parties"), 1)
    yield people.table(partnership, cycle, tuple(_known(partnership)))
    brokers = people.brokers(partnership)
    if brokers:
        yield Text(_("Broker: %(names)s", names=brokers))
    for stage in cycle.stages.values():
        yield PageBreak()
        yield from _stage(partnership, cycle, stage, order)
    yield PageBreak()
    yield from _register(partnership, cycle, order)
    yield PageBreak()
    yield from _promises(partnership, order)


def _wheel(partnership: Partnership, cycle: Cycle, order: File) -> Iterator[Block]:
    then = replace(partnership, cycle=order.cycle)
    lines = [stage_line(cycle, then, stage, order.language) for stage in cycle.stages.values()]
    picture = of_wheel(lines, partnership.name)
    if picture:
        yield Image(draw(picture), picture.alt, SHARE)


def _known(partnership: Partnership) -> Iterator[Organisation]:
    """Partners, and those that have left, for what they said stands in the papers."""
    return (o for o in partnership.organisations.values() if o.partner or o.state == "left")


def _states(partnership: Partnership, cycle: Cycle, order: File) -> Table:
    rows = tuple(
        (numeral(stage.number), words(stage.title), _state(partnership, cycle, stage, order))
        for stage in cycle.stages.values()
    )
    return Table(("", _("Stage"), _("How it stands")), rows, WHEEL)


def _state(partnership: Partnership, cycle: Cycle, stage: Stage, order: File) -> str:
    issue = newest(partnership, cycle, stage.key, order.cycle)
    if issue:
        return _("Published on %(day)s", day=day(issue.edition.at))
    return why_empty(partnership, stage, order.cycle)


def _stage(partnership: Partnership, cycle: Cycle, stage: Stage, order: File) -> Iterator[Block]:
    """The stage's paper; of a stage that was opened several times, all of them, oldest first."""
    yield Heading(heading(stage), 1)
    yield Text(words(stage.artefact), Look.LEAD)
    own = File("stage", order.form, order.audience, stage.key, order.cycle, language=order.language)
    reading = read(partnership, cycle, stage, own)
    for issue in _earlier(partnership, cycle, stage, order, reading):
        yield from _of_round(partnership, stage, own, _read(partnership, cycle, issue, order))
    yield from _of_round(partnership, stage, own, reading)


def _earlier(
    partnership: Partnership, cycle: Cycle, stage: Stage, order: File, reading: Reading | None
) -> list[Issue]:
    """The newest edition of each round before the one that is shown as the stage's paper."""
    last = {i.round.id: i for i in issues(partnership, cycle, stage.key, order.cycle)}
    return [i for key, i in last.items() if reading is not None and key != reading.round.id]


def _read(partnership: Partnership, cycle: Cycle, issue: Issue, order: File) -> Reading:
    return Reading(*issue, in_language(partnership, cycle, issue, order.language))


def _of_round(
    partnership: Partnership, stage: Stage, order: File, reading: Reading | None
) -> Iterator[Block]:
    if reading and reading.round.number > 1:
        yield Heading(_("Check-in %(number)s", number=numeral(reading.round.number)), 2)
    if reading and not reading.draft:
        yield Text(_("Published on %(day)s", day=day(reading.edition.at)), Look.SMALL)
    yield from body(partnership, stage, order, reading)


def _register(partnership: Partnership, cycle: Cycle, order: File) -> Iterator[Block]:
    yield Heading(_("Agreements and decisions"), 1)
    entries = [a for a in standing_entries(partnership) if a.cycle == order.cycle]
    if entries:
        yield ledgers.register(partnership, cycle, entries)
    else:
        yield Text(_("Nothing has been agreed yet."))


def _promises(partnership: Partnership, order: File) -> Iterator[Block]:
    yield Heading(_("Promises"), 1)
    known = [p for p in partnership.promises.values() if p.cycle <= order.cycle]
    found = [p for p in known if p.cycle == order.cycle or p.state == "open"]
    if found:
        yield from ledgers.promises(partnership, found, as_of(partnership))
    else:
        yield Text(_("Nothing has been promised yet."))
