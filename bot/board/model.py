"""What stands on the broker's page: read out of what the chat would say, in the broker's language.

Summaries stand as on the papers for brokers, which are made of the same editions; drafts as the chat previews
them. All of it is made within `speaking`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from bot.board.looking import Looking
from bot.core import effects as say
from bot.core.artefacts import for_broker
from bot.core.cycle import Stage
from bot.core.model import Round
from bot.core.ordering import POSTER
from bot.core.records import Edition
from bot.core.roster import silent
from bot.core.sight import Sight
from bot.message import File, Picture
from bot.papers.document import Block, Table
from bot.papers.ledgers import register
from bot.papers.published import Issue, in_language, issues
from bot.papers.stage_paper import BROKER, Reading, body
from bot.render.pictures import of_wheel

NOT_HERE = frozenset({POSTER})
OF_ALL = frozenset({"data"})
"""Papers that are of all cycles in one."""


class OpenRound(NamedTuple):
    """A round that asks now."""

    stage: Stage
    line: say.StageLine
    deadline: date | None
    people: tuple[say.PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """One summary: an edition, or what would be the next."""

    stage: Stage
    round: Round
    edition: Edition
    draft: bool
    open: bool
    """Of a draft: its round still asks, and what stands here changes."""
    newest: bool
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        return f"s-{self.round.id}-{self.edition.number}{'-draft' if self.draft else ''}"


class PaperLine(NamedTuple):
    """A paper, with the forms and versions in which it can be had."""

    what: str
    stage: say.StagePaper | None
    cycle: int
    orders: tuple[tuple[str, str], ...]
    """(form, audience)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything; all of it empty while the partnership is not set up."""

    name: str
    language: str
    wheel: say.Wheel | None = None
    picture: Picture | None = None
    open: tuple[OpenRound, ...] = ()
    silent: tuple[str, ...] = ()
    """Organisations that nobody speaks for yet."""
    summaries: tuple[Summed, ...] = ()
    """Drafts first, then what is out: by cycle, the newest first, and by stage."""
    promises: tuple[say.PromiseLine, ...] = ()
    promises_open: int = 0
    promises_late: int = 0
    agreements: Table | None = None
    """Newest first; None: nothing has been agreed yet."""
    papers: tuple[PaperLine, ...] = ()


def page_of(looking: Looking) -> Page:
    partnership = looking.partnership
    name, language = partnership.name or partnership.title, looking.language
    wheel = looking.asked("wheel", say.Wheel)
    if wheel is None:
        return Page(name, language)
    ledger = tuple(_pages(looking, "promises", say.Promises))
    return Page(
        name,
        language,
        wheel,
        of_wheel(wheel.lines, wheel.partnership),
        tuple(_open(looking, wheel)),
        silent(looking.turn()),
        (*_drafts(looking), *_published(looking)),
        tuple(line for part in ledger for line in part.lines),
        ledger[0].open,
        ledger[0].late,
        _register(looking),
        tuple(_papers(looking)),
    )


def picture(looking: Looking) -> Picture | None:
    """The wheel, to be drawn."""
    wheel = looking.asked("wheel", say.Wheel)
    return of_wheel(wheel.lines, wheel.partnership) if wheel else None


P = TypeVar("P", say.Promises, say.Agreements)


def _pages(looking: Looking, verb: str, kind: type[P]) -> Iterator[P]:
    """The pages of a list that the chat shows page by page."""
    page, pages = 0, 1
    while page < pages:
        shown = looking.asked(f"{verb}:{page}", kind)
        if shown is None:
            return
        yield shown
        page, pages = page + 1, shown.pages


def _register(looking: Looking) -> Table | None:
    pages = _pages(looking, "agreements", say.Agreements)
    entries = [line.entry for page in pages for line in page.lines]
    return register(looking.partnership, looking.cycle, entries) if entries else None


def _open(looking: Looking, wheel: say.Wheel) -> Iterator[OpenRound]:
    for line in wheel.lines:
        stage = looking.cycle.stages.get(line.key)
        if stage is None or line.state not in ("open", "held"):
            continue
        who = looking.asked(f"who:{line.round}", say.Who)
        card = looking.asked(f"stage:{line.key}", say.StageCard)
        people = who.people if who else ()
        yield OpenRound(stage, line, card.deadline if card else None, people)


# ── summaries ────────────────────────────────────────────────────────────────


def _drafts(looking: Looking) -> Iterator[Summed]:
    """What is not out: where the chat shows a broker how it would read now."""
    for round in looking.partnership.rounds.values():
        stage = looking.cycle.stages.get(round.stage)
        if stage is None or round.published or round.only:
            continue
        shown = looking.asked(f"preview:{round.id}", say.Summary)
        if shown is None or shown.round != round.id or not (shown.blocks or shown.for_broker):
            continue
        edition = Edition(
            shown.edition,
            round.closed_at or round.opened_at,
            looking.person,
            shown.language,
            shown.blocks,
            shown.answered,
            shown.partly,
            shown.missing,
            shown.agreed,
            shown.note,
            shown.changes,
        )
        reading = Reading(round, edition, shown.blocks, True, shown.for_broker)
        yield _summed(looking, stage, reading, newest=True)


def _published(looking: Looking) -> Iterator[Summed]:
    partnership, cycle = looking.partnership, looking.cycle
    for number in range(partnership.cycle, 0, -1):
        for stage in cycle.stages.values():
            found = issues(partnership, cycle, stage.key, number)[::-1]
            yield from (_issue(looking, stage, issue) for issue in found)


def _issue(looking: Looking, stage: Stage, issue: Issue) -> Summed:
    """An edition as it came out; with the newest one what is for brokers alone."""
    partnership, cycle, language = looking.partnership, looking.cycle, looking.language
    blocks = in_language(partnership, cycle, issue, language)
    newest = issue.edition.number == issue.round.edition
    sight = Sight(cycle, partnership, issue.round, "", language)
    closed = for_broker(sight) if newest else ()
    return _summed(looking, stage, Reading(*issue, blocks, False, closed), newest=newest)


def _summed(looking: Looking, stage: Stage, reading: Reading, *, newest: bool) -> Summed:
    round, language = reading.round, looking.language
    order = File("stage", "pdf", BROKER, stage.key, round.cycle, language=language)
    blocks = tuple(body(looking.partnership, stage, order, reading))
    return Summed(stage, round, reading.edition, reading.draft, round.open, newest, blocks)


# ── papers ───────────────────────────────────────────────────────────────────


def _papers(looking: Looking) -> Iterator[PaperLine]:
    """Of every cycle, the one at hand first; but for the poster, which holds an invitation."""
    for number in range(looking.partnership.cycle, 0, -1):
        shown = looking.asked(f"papers:{number}", say.Papers)
        if shown is None or shown.cycle != number:
            continue
        for what in shown.others:
            if what not in NOT_HERE and (what not in OF_ALL or number == looking.partnership.cycle):
                yield from _paper(looking, what, None, number)
        for stage in shown.stages:
            yield from _paper(looking, "stage", stage, number)


def _paper(looking: Looking, what: str, stage: say.StagePaper | None, number: int) -> Iterator[PaperLine]:
    choice = looking.asked(f"paper:{what}:{stage.key if stage else ''}:{number}", say.ChoosePaper)
    if choice is not None:
        orders = tuple((form, audience) for audience in choice.audiences for form in choice.forms)
        yield PaperLine(what, stage, number, orders)


def ordered(looking: Looking, what: str, stage: str, number: int, form: str, audience: str) -> File | None:
    """The order for a paper, if the chat would give it to this broker now."""
    if what in NOT_HERE:
        return None
    ready = looking.asked(f"order:{what}:{stage}:{number}:{form}:{audience}", say.PaperReady)
    if ready is None or ready.cycle != number:
        return None
    key = ready.stage.key if ready.stage else ""
    return File(ready.what, ready.form, ready.audience, key, ready.cycle, language=ready.language)
