"""The register of agreements and the ledger of promises as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.core.cycle import Cycle, Kind, Stage
from bot.core.model import Partnership
from bot.core.promising import EDITION, by_urgency
from bot.core.records import Agreement, Promise, Rule
from bot.papers.document import Block, Table, headed
from bot.papers.showing import worded
from bot.render.keys import OUTCOMES, RULES
from bot.render.shapes import day, numeral, on_day, quoted
from bot.render.words import _

REGISTER, PROMISES = (5, 7, 9), (11, 5)
"""Widths of columns."""


def is_rating(cycle: Cycle, entry: Agreement) -> bool:
    """Whether marks came together in it: it says how likely people think something, and binds nobody."""
    question = cycle.question(entry.slot.question) if entry.slot else None
    return question is not None and question.kind is Kind.SCALE


def register(partnership: Partnership, cycle: Cycle, entries: Iterable[Agreement]) -> Table:
    """A row an entry, with its day, what it is about and how it came out."""
    rows = tuple(_entry(partnership, cycle, entry) for entry in entries)
    return Table((_("Date"), _("About"), _("What was agreed")), rows, REGISTER)


def _entry(partnership: Partnership, cycle: Cycle, entry: Agreement) -> tuple[str, str, str]:
    stage = cycle.stages.get(entry.stage)
    title = _("Who brokers") if entry.kind == "broker" and not entry.title else entry.title
    rating = is_rating(cycle, entry)
    lines = [_("Rating: %(result)s", result=entry.result) if rating else _result(entry)]
    if entry.rule and entry.outcome:
        lines.append(_("Rule: %(rule)s", rule=_(RULES[entry.rule.value])))
    if entry.awaits:
        known = (partnership.organisations.get(o) for o in entry.awaits)
        waiting = ", ".join(o.name for o in known if o)
        lines.append(_("Awaiting confirmation by the organisation: %(organisations)s", organisations=waiting))
    before = partnership.agreements.get(entry.replaces)
    if before:
        lines.append(_("In place of the agreement of %(day)s", day=day(before.at)))
    return day(entry.at), "\n".join((title, *_numbered(stage))), "\n".join(lines)


def _numbered(stage: Stage | None) -> tuple[str, ...]:
    return (_("Stage %(number)s", number=numeral(stage.number)),) if stage and stage.number else ()


def _result(entry: Agreement) -> str:
    if entry.outcome == "withdrawn":
        return _("The agreed line was taken out of the summary.")
    if entry.kind == "membership":
        return _happened(entry.result)
    if entry.kind == "override":
        return _(
            "The broker closed the stage although an organisation is not satisfied. Reason: %(reason)s",
            reason=quoted(entry.result),
        )
    if entry.kind == "agreed":
        return quoted(entry.result)
    if entry.kind == "decision" and entry.rule is Rule.DELEGATED and not entry.result:
        return _(OUTCOMES["referred"])
    outcome = _(OUTCOMES[entry.outcome]) if entry.outcome in OUTCOMES and entry.outcome != "carried" else ""
    return " · ".join(part for part in (outcome, entry.result) if part)


def _happened(result: str) -> str:
    said = {
        "=left": _("left the partnership"),
        "=paused": _("paused for a while"),
        "=back": _("came back"),
    }
    return said.get(result, _("joined the partnership"))


# ── promises ─────────────────────────────────────────────────────────────────


def promises(partnership: Partnership, found: Iterable[Promise], at: date) -> list[Block]:
    """A table for each organisation, with a row a promise; `at`: the day that the paper tells of."""
    known = list(found)
    pieces: list[Block] = []
    for organisation in dict.fromkeys((*partnership.organisations, *(p.organisation for p in known))):
        own = sorted((p for p in known if p.organisation == organisation), key=by_urgency)
        rows = tuple((worded(_what(p)), _stands(partnership, p, at)) for p in own)
        table = Table((_("What was promised"), _("How it stands")), rows, PROMISES, strong=False)
        pieces += headed(_name(partnership, organisation), [table] if rows else [])
    return pieces


def _name(partnership: Partnership, organisation: str) -> str:
    known = partnership.organisations.get(organisation)
    return known.name if known else "–"


def _what(promise: Promise) -> str:
    if not promise.provisional:
        return promise.what
    return promise.what + " " + _("(awaiting the organisation's confirmation)")


def _stands(partnership: Partnership, promise: Promise, at: date) -> str:
    if promise.state == "done":
        return _("done")
    if promise.state == "handed_over":
        return _("handed over to %(name)s", name=_name(partnership, promise.to))
    if promise.state == "dropped":
        return _dropped(promise)
    if promise.due is None:
        return _("not settled yet")
    late = "\n" + _("past its day") if promise.due < at else ""
    return _("by %(day)s", day=on_day(promise.due)) + late


def _dropped(promise: Promise) -> str:
    if promise.reason == EDITION:
        return _("no longer in the newest edition")
    return _("cancelled: %(reason)s", reason=quoted(promise.reason)) if promise.reason else _("cancelled")
