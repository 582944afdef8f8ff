"""The paper of one stage: its artefact, who answered, what was agreed, and what is other than before."""

from __future__ import annotations

from typing import NamedTuple

from bot.core.artefacts import for_broker
from bot.core.calendar import today
from bot.core.cycle import Cycle, Stage
from bot.core.model import Partnership, Round
from bot.core.records import Change, Edition
from bot.core.results import Block
from bot.core.sight import Sight
from bot.message import File
from bot.papers.document import (
    Block as Piece,
)
from bot.papers.document import (
    Bullets,
    Document,
    Heading,
    Look,
    Remark,
    Text,
    Tone,
    headed,
)
from bot.papers.published import (
    as_it_stands,
    as_of,
    in_language,
    issues,
    numbered,
    rounds,
)
from bot.papers.showing import remark, shown
from bot.render.blocks import changed
from bot.render.shapes import (
    cut,
    heading,
    names,
    numeral,
    on_day,
    titled,
    unmark,
    version_name,
    words,
)
from bot.render.words import _

FOOT = 44
"""Grapheme clusters of the partnership's name at the foot: with title and version they fill a line."""
BROKER = "broker"
"""The audience that also reads what is for brokers."""


class Reading(NamedTuple):
    """What one paper shows of a round."""

    round: Round
    edition: Edition
    blocks: tuple[Block, ...]
    draft: bool = False
    """It is not out: only brokers may see it."""
    closed: tuple[Block, ...] = ()
    """What only brokers see."""


def document(partnership: Partnership, cycle: Cycle, order: File) -> Document:
    """Raises LookupError where the set has no such stage."""
    stage = cycle.stages[order.stage]
    reading = read(partnership, cycle, stage, order)
    day = on_day(as_of(partnership))
    under = [titled(partnership.name), heading(stage), *_which(order, reading)]
    dated = today(reading.edition.at) if reading else as_of(partnership)
    under.append(_("Published on %(day)s", day=on_day(dated)) if reading and not reading.draft else day)
    return Document(
        words(stage.artefact),
        tuple(line for line in under if line),
        foot(partnership, words(stage.artefact), order),
        paging(),
        order.language,
        as_of(partnership),
        tuple(body(partnership, stage, order, reading)),
        stamp(order, draft=reading is not None and reading.draft),
    )


def foot(partnership: Partnership, title: str, order: File) -> str:
    """What runs along the foot of every page: whose it is, what, and for whom. A long name is cut there, it stands
    whole in the title."""
    return f"{cut(titled(partnership.name), FOOT)} · {title} · {version_name(order.audience)}"


def paging() -> str:
    """For the foot of every page."""
    return _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")


def stamp(order: File, *, draft: bool = False) -> str:
    """For the head of every page."""
    if draft:
        return _("Draft. For brokers only.")
    return _("For brokers only.") if order.audience == BROKER else ""


def as_it_came_out() -> str:
    """It is said of an edition in another language than the paper's."""
    return _("This edition came out in another language. It is shown as it came out.")


def _which(order: File, reading: Reading | None) -> list[str]:
    """Which cycle, check-in and edition it is; nothing of what is the first."""
    found = [_("Cycle %(number)s", number=numeral(order.cycle))] if order.cycle > 1 else []
    if reading and reading.round.number > 1:
        found.append(_("Check-in %(number)s", number=numeral(reading.round.number)))
    if reading and reading.edition.number > 1:
        found.append(_("Edition %(number)s", number=numeral(reading.edition.number)))
    return found


def read(partnership: Partnership, cycle: Cycle, stage: Stage, order: File) -> Reading | None:
    """The edition that was ordered; for brokers the newest round as it stands, where that is not out."""
    found = rounds(partnership, stage.key, order.cycle)
    going = [r for r in found if not r.published and any(not a.skipped for a in r.answers.values())]
    if order.audience == BROKER and not order.edition and going:
        live = as_it_stands(partnership, cycle, going[-1], order.language)
        return Reading(going[-1], live, live.blocks, True, _closed(partnership, cycle, going[-1], order))
    issue = numbered(issues(partnership, cycle, stage.key, order.cycle), order.edition)
    if issue is None:
        return None
    blocks = in_language(partnership, cycle, issue, order.language)
    return Reading(*issue, blocks, False, _closed(partnership, cycle, issue.round, order))


def _closed(partnership: Partnership, cycle: Cycle, round: Round, order: File) -> tuple[Block, ...]:
    if order.audience != BROKER:
        return ()
    return for_broker(Sight(cycle, partnership, round, "", order.language))


# ── what stands in it ────────────────────────────────────────────────────────


def body(partnership: Partnership, stage: Stage, order: File, reading: Reading | None) -> list[Piece]:
    """All but the title; one plain sentence where there is nothing to show."""
    if reading is None:
        return [Remark(why_empty(partnership, stage, order.cycle))]
    edition = reading.edition
    pieces: list[Piece] = [Text(words(stage.about), Look.SMALL), Text(_who(edition), Look.SMALL)]
    if edition.agreed:
        pieces += [Text(_("What we agreed: %(agreed)s", agreed=edition.agreed), Look.LEAD)]
    if reading.draft:
        pieces.insert(0, Remark(_("This is a draft. The group has not been shown it."), Tone.WARN))
    if not reading.draft and edition.language != order.language and reading.blocks == edition.blocks:
        pieces.append(Remark(as_it_came_out()))
    pieces += shown(reading.blocks) or [Remark(_("There are no answers to show."))]
    if edition.note:
        pieces.append(Text(_("The broker's remark: %(note)s", note=edition.note)))
    pieces += changes(edition.changes)
    return pieces + _for_broker(reading.closed)


def why_empty(partnership: Partnership, stage: Stage, number: int) -> str:
    """Why nothing of a stage can be shown: so says its paper, and its place in the dossier."""
    if rounds(partnership, stage.key, number):
        return _("The summary of this stage has not been published yet.")
    if stage.key in partnership.skipped_stages and number == partnership.cycle:
        return _("The partners have skipped this stage for now.")
    return _("This stage has not been opened yet.")


def _who(edition: Edition) -> str:
    """Who handed in, who in part, who not."""
    count = len(edition.answered)
    every = count + len(edition.partly) + len(edition.missing)
    told = [_("%(done)s of %(all)s organisations have handed in", done=count, all=every)]
    told[0] += f": {names(edition.answered)}" if edition.answered else ""
    if edition.partly:
        told.append(_("Answered in part: %(names)s", names=names(edition.partly)))
    if edition.missing:
        told.append(_("Did not answer: %(names)s", names=names(edition.missing)))
    return "\n".join(told)


def changes(found: tuple[Change, ...]) -> list[Piece]:
    """What is other than in the edition before, under its heading; nothing in a first edition."""
    items = tuple(_bare(changed(change)) for change in found)
    return headed(_("Changed since the edition before"), [Bullets(items)] if items else [])


def _bare(told: str) -> str:
    """A change as the chat tells it, without its dish and its indents."""
    return "\n".join(line.strip() for line in unmark(told)[0].removeprefix("• ").split("\n"))


def _for_broker(closed: tuple[Block, ...]) -> list[Piece]:
    if not closed:
        return []
    return [
        Heading(_("Seen by the broker only"), 2),
        remark("🔒 " + _("This part is in no paper for the group.")),
        *shown(closed),
    ]
