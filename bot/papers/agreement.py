"""The partnering agreement: approved items only, what is missing of it, and places to sign.

It may be made at any time. Its versions are the publications that it is made of: the partnership keeps every
edition, so the same partnership always has the same versions, and each tells what is other than before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from bot.core.cycle import Cycle, Stage
from bot.core.model import Partnership
from bot.core.promising import open_promises
from bot.core.register import agreed_on
from bot.message import File
from bot.papers import ledgers, people, plan
from bot.papers.clauses import CLAUSES, SCORES, STAGES, Found, Score, found, score
from bot.papers.document import (
    Block,
    Document,
    Heading,
    Look,
    PageBreak,
    Remark,
    Signatures,
    Table,
    Text,
    Tone,
    headed,
)
from bot.papers.published import Issue, as_of, issues, newest, spoken_in
from bot.papers.stage_paper import as_it_came_out, changes, foot, paging, stamp
from bot.papers.terse import tersely
from bot.render.shapes import day, heading, numeral, on_day, titled
from bot.render.words import _, ngettext

TONES: Mapping[Score, Tone] = {Score.MISSING: Tone.PLAIN, Score.PARTLY: Tone.WARN, Score.FULLY: Tone.GOOD}
MARK = 8
"""Characters of the mark: short enough to be read aloud; one in four thousand million is the same by chance."""
SCORED, VERSIONS, STOPPED = (6, 5, 3, 6), (2, 4, 7), (2, 6)
"""Widths of columns."""
BETWEEN = " · "


class Part(NamedTuple):
    """One clause of the agreement as it stands."""

    title: str
    lines: tuple[Found, ...]
    blocks: tuple[Block, ...]
    annex: tuple[Block, ...] = ()
    """What stands behind the signatures, for it is long; the clause says so, and signed is it all the same."""

    @property
    def score(self) -> Score:
        return score(self.lines)


class Version(NamedTuple):
    """A publication by which the agreement became another."""

    stage: Stage
    issue: Issue


def document(partnership: Partnership, cycle: Cycle, order: File) -> Document:
    parts = clauses(partnership, cycle, order)
    versions = versions_of(partnership, cycle, order.cycle)
    title, made = _("Partnering agreement"), as_of(partnership)
    under = [titled(partnership.name)]
    if order.cycle > 1:
        under.append(_("Cycle %(number)s", number=numeral(order.cycle)))
    under.append(
        _("Version %(number)s, as things stand on %(day)s", number=numeral(len(versions)), day=on_day(made))
    )
    pieces = tuple(_pieces(partnership, parts, versions))
    under.append(_("Mark of this content: %(mark)s", mark=mark(pieces)))
    return Document(
        title,
        tuple(under),
        foot(partnership, title, order),
        paging(),
        order.language,
        made,
        pieces,
        BETWEEN.join(line for line in (_not_ready(parts), stamp(order)) if line),
    )


def _not_ready(parts: tuple[Part, ...]) -> str:
    """For the head of every page and the signatures, while a clause is not fully there; else ""."""
    ready = all(part.score is Score.FULLY for part in parts)
    return "" if ready else _("Draft – not ready to be signed")


def mark(pieces: tuple[Block, ...]) -> str:
    """Tells two papers of one version apart: other content, other mark."""
    return sha256(repr(pieces).encode("utf-8", "replace")).hexdigest()[:MARK]


def no_contract() -> str:
    """It is said wherever somebody signs."""
    return _("This paper says what the partners mean to do. It is not a legal contract.")


# ── what it is made of ───────────────────────────────────────────────────────


def clauses(partnership: Partnership, cycle: Cycle, order: File) -> tuple[Part, ...]:
    """All clauses, the empty ones too."""
    register = _register(partnership, cycle, order)
    return (
        _parties(partnership, cycle),
        *(_clause(partnership, cycle, order, number) for number in range(len(CLAUSES))),
        register,
        _promises(partnership, cycle, order, annex=2 if register.annex else 1),
    )


def _parties(partnership: Partnership, cycle: Cycle) -> Part:
    there = people.parties(partnership)
    silent = tuple(o.name for o in there if not people.speakers(partnership, o.id) and not o.telephone)
    lacks = (_("Nobody speaks yet for: %(names)s", names=", ".join(silent)),) if silent else ()
    spoken = Score.PARTLY if silent else Score.FULLY
    spoken = Score.MISSING if len(silent) == len(there) else spoken
    lines = (
        Found(_("Parties"), Score.FULLY if len(there) > 1 else Score.PARTLY, _alone(len(there))),
        Found(_("Who speaks for each"), spoken, lacks),
    )
    brokers = people.brokers(partnership)
    told = (Text(_("Broker: %(names)s", names=brokers)),) if brokers else ()
    return Part(_("Parties"), lines, (people.table(partnership, cycle, there), *told))


def _alone(count: int) -> tuple[str, ...]:
    return () if count > 1 else (_("A partnership needs two organisations or more."),)


def _clause(partnership: Partnership, cycle: Cycle, order: File, number: int) -> Part:
    clause = CLAUSES[number]
    lines = found(partnership, cycle, clause, order.cycle, order.language)
    blocks = tuple(tersely(block for line in lines for block in line.blocks))
    stages = {line.stage for line in clause.lines}
    out = (newest(partnership, cycle, stage, order.cycle) for stage in stages)
    if blocks and any(i and spoken_in(partnership, cycle, i, order.language) != order.language for i in out):
        blocks = (Remark(as_it_came_out()), *blocks)
    if plan.STAGE in stages:
        blocks += _stopped(plan.stopped(partnership, cycle, order.cycle, order.language))
    return Part(_(clause.title), tuple(lines), blocks)


def _stopped(found: tuple[plan.Stopped, ...]) -> tuple[Block, ...]:
    """Activities that the plan had and the agreement has no more, each with the vote."""
    told = ((one, _("Stopped by the partners' decision of %(day)s", day=day(one.entry.at))) for one in found)
    rows = tuple((one.label, words) for one, words in told)
    return tuple(headed(_("Activities that were stopped"), [Table((), rows, STOPPED)] if rows else []))


def _register(partnership: Partnership, cycle: Cycle, order: File) -> Part:
    holding = (a for a in agreed_on(partnership) if a.cycle <= order.cycle)
    entries = [a for a in holding if not ledgers.is_rating(cycle, a)]
    title = _("Agreements and decisions")
    if not entries:
        return Part(title, (Found(title, Score.MISSING, (_("Nothing has been agreed yet."),)),), ())
    lacks = (_("Some of it awaits confirmation by the organisation."),) if any(a.awaits for a in entries) else ()
    line = Found(title, Score.PARTLY if lacks else Score.FULLY, lacks)
    count = ngettext("%(num)s agreement or decision", "%(num)s agreements and decisions", len(entries))
    return Part(title, (line,), _annexed(count, len(entries), 1), (ledgers.register(partnership, cycle, entries),))


def _annexed(count: str, number: int, annex: int) -> tuple[Block, ...]:
    listed = _("listed in annex %(number)s, which is part of this agreement", number=numeral(annex))
    return (Text(f"{count % {'num': number}} – {listed}"),)


def _promises(partnership: Partnership, cycle: Cycle, order: File, annex: int) -> Part:
    title = _("Promises that still stand")
    out = plan.stopped(partnership, cycle, order.cycle, order.language)
    standing = [p for p in open_promises(partnership) if p.cycle <= order.cycle and not plan.is_about(p, cycle, out)]
    if not any(p.cycle <= order.cycle for p in partnership.promises.values()):
        return Part(title, (Found(title, Score.MISSING, (_("Nothing has been promised yet."),)),), ())
    waiting = sum(p.provisional for p in standing)
    lacks = ngettext("%(num)s promise awaits confirmation", "%(num)s promises await confirmation", waiting)
    line = Found(title, Score.PARTLY, (lacks % {"num": waiting},)) if waiting else Found(title, Score.FULLY)
    if not standing:
        return Part(title, (line,), (Text(_("Nothing is left open.")),))
    count = ngettext("%(num)s promise", "%(num)s promises", len(standing))
    table = tuple(ledgers.promises(partnership, standing, as_of(partnership)))
    return Part(title, (line,), _annexed(count, len(standing), annex), table)


def versions_of(partnership: Partnership, cycle: Cycle, number: int) -> tuple[Version, ...]:
    """Oldest first."""
    found = [
        Version(stage, issue)
        for key in STAGES
        if (stage := cycle.stages.get(key))
        for issue in issues(partnership, cycle, key, number)
    ]
    return tuple(sorted(found, key=lambda v: v.issue.edition.at))


# ── on paper ─────────────────────────────────────────────────────────────────


def _pieces(
    partnership: Partnership, parts: tuple[Part, ...], versions: tuple[Version, ...]
) -> Iterator[Block]:
    yield Remark(no_contract())
    if partnership.purpose:
        yield Text(_("Purpose: %(purpose)s", purpose=partnership.purpose), Look.LEAD)
    yield Text(_tally(parts), Look.SMALL)
    for number, part in enumerate(parts, 1):
        yield Heading(_("Clause %(number)s: %(title)s", number=numeral(number), title=part.title), 2)
        yield from _open(part)
        yield from part.blocks
    yield from signing(partnership, _not_ready(parts))
    annexes = [(part.title, part.annex) for part in parts if part.annex]
    annexes.append((_("How complete this agreement is"), tuple(_scored(parts))))
    annexes.append((_("Versions"), tuple(_versions(versions))))
    yield PageBreak()
    for number, (title, blocks) in enumerate((one for one in annexes if one[1]), 1):
        yield Heading(_("Annex %(number)s: %(title)s", number=numeral(number), title=title), 2)
        yield from blocks


def signing(partnership: Partnership, warning: str = "") -> Iterator[Block]:
    """The places to sign, on one page with what is said there; `warning`: why not to sign yet."""
    yield Heading(_("Signed by the parties"), 2)
    if warning:
        yield Remark(warning, Tone.WARN, keep=True)
    yield Text(no_contract(), keep=True)
    yield signatures(partnership)


def signatures(partnership: Partnership) -> Signatures:
    return Signatures(_("Signed"), _("Date"), people.signing(partnership))


def _tally(parts: tuple[Part, ...]) -> str:
    counts = (f"{_(words)} {sum(p.score is one for p in parts)}" for one, words in reversed(tuple(SCORES.items())))
    return _("Of %(all)s clauses: %(counts)s", all=len(parts), counts=" · ".join(counts))


def _open(part: Part) -> Iterator[Block]:
    """What the clause lacks; nothing where all is in place."""
    lacks = [f"{line.title}: {lack}" for line in part.lines if line.needed for lack in line.lacks]
    if part.score is not Score.FULLY:
        told = "\n".join((_(SCORES[part.score]), *dict.fromkeys(lacks)))
        yield Remark(told, TONES[part.score], keep=bool(part.blocks))


def _scored(parts: tuple[Part, ...]) -> Iterator[Block]:
    """Line by line; a clause's own score stands beside its name."""
    rows: list[tuple[str, ...]] = []
    for number, part in enumerate(parts, 1):
        name = _("Clause %(number)s: %(title)s", number=numeral(number), title=part.title)
        heads = [f"{name} – {_(SCORES[part.score])}", *[""] * len(part.lines)]
        rows += [
            (head, line.title, _(SCORES[line.score]), "\n".join(line.lacks) or "–")
            for head, line in zip(heads, part.lines, strict=False)
        ]
    yield Table(("", _("Line"), _("State"), _("What is missing")), tuple(rows), SCORED)


def _versions(versions: tuple[Version, ...]) -> Iterator[Block]:
    if not versions:
        return
    rows = tuple(
        (numeral(number), day(version.issue.edition.at), _became(version))
        for number, version in enumerate(versions, 1)
    )
    yield Table((_("Version"), _("Date"), _("What came to it")), rows, VERSIONS)
    yield from changes(versions[-1].issue.edition.changes)


def _became(version: Version) -> str:
    lines = [heading(version.stage)]
    if version.issue.round.number > 1:
        lines.append(_("Check-in %(number)s", number=numeral(version.issue.round.number)))
    if version.issue.edition.number > 1:
        lines.append(_("Edition %(number)s", number=numeral(version.issue.edition.number)))
    return " · ".join(lines)
