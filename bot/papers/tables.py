"""What a partnership keeps, as six tables: answers, commitments, resources, amounts, decisions, people.

For one of two audiences: "group" (every partner may read it) and "broker". Nothing in them names an account of a
platform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from bot.core.artefacts.hearing import named
from bot.core.calendar import today
from bot.core.cycle import Cycle, Kind
from bot.core.derived import labels, words_of
from bot.core.merging import keys
from bot.core.model import Answer, Authority, Member, Organisation, Partnership
from bot.core.records import Agreement, Promise
from bot.core.rules import CARRIED
from bot.core.sight import Sight, say
from bot.core.whole import joined
from bot.papers.answer_rows import BROKER, answers, seen, shown
from bot.papers.cells import Row, Table, confirmation, speech, table
from bot.render.keys import OUTCOMES, RULES
from bot.render.shapes import quoted
from bot.render.words import N_, _, language, speaking

BETWEEN = " · "
"""Between several things in one cell; the same in every language."""
DIGITS = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
"""Seven digits (Thai ones, too) or more in a row: a number to ring, or of a card. It has no place in the list of
people."""
PROMISE_STATES: Mapping[str, str] = {
    "open": N_("not done yet"),
    "done": N_("done"),
    "handed_over": N_("handed over"),
    "dropped": N_("cancelled"),
}
PROMISE_REASONS: Mapping[str, str] = {
    "=edition": N_("no longer in the newest edition"),
    "=late": N_("last check-in: late"),
    "=stuck": N_("last check-in: stuck"),
    "=checked": N_("done, said the check-in"),
}
HAPPENED: Mapping[str, str] = {
    "=left": N_("left the partnership"),
    "=paused": N_("paused for a while"),
    "=back": N_("came back"),
    "=joined": N_("joined the partnership"),
}
STANDINGS: Mapping[str, str] = {
    "member": N_("takes part"),
    "invited": N_("invited, not here yet"),
    "waiting": N_("asks to join, not taken in yet"),
    "paused": N_("pauses"),
    "left": N_("has left"),
}
AUTHORITIES: Mapping[Authority, str] = {
    Authority.DECIDES: N_("can decide for the organisation"),
    Authority.CONSULTS: N_("must consult first"),
    Authority.COORDINATES: N_("coordinates only"),
}


def tables(partnership: Partnership, cycle: Cycle, audience: str, spoken: str) -> tuple[Table, ...]:
    """All six, in the words of a language."""
    with speaking(speech(spoken)):
        return (
            answers(partnership, cycle, audience),
            commitments(partnership, cycle),
            resources(partnership, cycle, audience),
            amounts(partnership, cycle, audience),
            decisions(partnership, cycle),
            people(partnership, cycle, audience),
        )


def _name(partnership: Partnership, organisation: str) -> str:
    known = partnership.organisations.get(organisation)
    return known.name if known else ""


def _number(cycle: Cycle, stage: str) -> int | None:
    found = cycle.stages.get(stage)
    return found.number if found else None


# ── commitments ──────────────────────────────────────────────────────────────


def commitments(partnership: Partnership, cycle: Cycle) -> Table:
    """The ledger of promises, which all partners can read: organisation by organisation."""
    places = {org: place for place, org in enumerate(partnership.organisations)}
    listed = sorted(partnership.promises.values(), key=lambda p: places.get(p.organisation, len(places)))
    headings = (
        _("Organisation"), _("Promise"), _("Due on"), _("State"), _("Remark"), _("Handed over or offered to"),
        _("Cycle"), _("Stage no."), _("Promised on"), _("Settled on"), _("Confirmation"),
    )  # fmt: skip
    rows = (_promise(partnership, cycle, promise) for promise in listed)
    return table("commitments", _("Promises"), headings, rows)


def _promise(partnership: Partnership, cycle: Cycle, p: Promise) -> Row:
    remark = _(PROMISE_REASONS[p.reason]) if p.reason in PROMISE_REASONS else p.reason
    return (
        _name(partnership, p.organisation),
        p.what,
        p.due,
        _(PROMISE_STATES.get(p.state, p.state)),
        remark,
        _name(partnership, p.to),
        p.cycle,
        _number(cycle, p.stage),
        today(p.made_at),
        today(p.settled_at) if p.settled_at else None,
        confirmation(provisional=p.provisional),
    )


# ── resources ────────────────────────────────────────────────────────────────


def resources(partnership: Partnership, cycle: Cycle, audience: str) -> Table:
    """What each organisation gives: its money in one row, each thing in kind in another. Of every cycle as it was
    said last."""
    headings = (
        _("Cycle"), _("Organisation"), _("Kind"), _("What"), _("Details"), _("Number"), _("Unit"), _("State"),
        _("Available from"), _("Terms"), _("Confirmation"),
    )  # fmt: skip
    rows = (
        (number, *row)
        for number, whole in _resourced(partnership, cycle, audience)
        for organisation in partnership.organisations.values()
        for row in _given(whole, organisation)
    )
    return table("resources", _("Resources"), headings, rows)


def amounts(partnership: Partnership, cycle: Cycle, audience: str) -> Table:
    """The money alone, to be summed: an organisation's amount in a row; of every cycle as it was said last."""
    headings = (_("Cycle"), _("Organisation"), _("Amount"), _("Unit"), _("State"), _("Confirmation"))
    rows = (
        (number, *row)
        for number, whole in _resourced(partnership, cycle, audience)
        for organisation in partnership.organisations.values()
        for row in _amount(whole, organisation)
    )
    return table("amounts", _("Amounts of money"), headings, rows)


def _resourced(partnership: Partnership, cycle: Cycle, audience: str) -> Iterator[tuple[int, Sight]]:
    """The sight of stage 6 in each cycle that has it."""
    broker = audience == BROKER
    newest = {r.cycle: r for r in shown(partnership, broker) if r.stage == "resourcing"}
    yield from ((number, seen(partnership, cycle, round, broker)) for number, round in sorted(newest.items()))


def _answer(whole: Sight, organisation: Organisation, key: str, item: str = "") -> Answer | None:
    told = named(whole, key)
    return next((a for a in told if (a.organisation, a.slot.item) == (organisation.id, item)), None)


def _words(whole: Sight, organisation: Organisation, key: str, item: str = "") -> str:
    question, found = whole.cycle.question(key), _answer(whole, organisation, key, item)
    return words_of(whole, question, found) if question and found else ""


def _waits(whole: Sight, organisation: Organisation, *asked: tuple[str, str]) -> str:
    """Whether any of what a row is made of, (question, item), has yet to be confirmed."""
    found = [a for key, item in asked if (a := _answer(whole, organisation, key, item))]
    return confirmation(
        provisional=any(a.provisional for a in found), on_behalf=any(a.on_behalf for a in found)
    )


def _amount(whole: Sight, organisation: Organisation) -> Iterator[Row]:
    cash, money = _answer(whole, organisation, "cash"), whole.cycle.question("cash")
    if cash and money and isinstance(cash.value, Decimal) and cash.value:
        stands = _words(whole, organisation, "cash_status")
        waits = _waits(whole, organisation, ("cash", ""), ("cash_status", ""))
        yield organisation.name, cash.value, say(whole, money.unit), stands, waits


def _given(whole: Sight, organisation: Organisation) -> Iterator[Row]:
    start = _answer(whole, organisation, "available_from")
    day = start.value if start and isinstance(start.value, date) else None
    terms = _words(whole, organisation, "conditions")
    money = whole.cycle.question("cash")
    ways = (("available_from", ""), ("conditions", ""))
    for name, amount, unit, stands, _waiting in _amount(whole, organisation) if money else ():
        title = say(whole, money.title) if money else ""
        waits = _waits(whole, organisation, ("cash", ""), ("cash_status", ""), *ways)
        yield name, title, "", "", amount, unit, stands, day, terms, waits
    in_kind, question = _answer(whole, organisation, "in_kind"), whole.cycle.question("in_kind")
    if in_kind and question:
        known, title = labels(whole, question), say(whole, question.title)
        for key in keys(in_kind):
            option = question.option(key)
            what = in_kind.words if option and option.asks and in_kind.words else known.get(key, key)
            more = _words(whole, organisation, "in_kind_detail", key)
            waits = _waits(whole, organisation, ("in_kind", ""), ("in_kind_detail", key), *ways)
            yield organisation.name, title, what, more, None, "", "", day, terms, waits


# ── decisions ────────────────────────────────────────────────────────────────


def decisions(partnership: Partnership, cycle: Cycle) -> Table:
    """The register of agreements, which all partners can read, oldest first."""
    headings = (
        _("No."), _("Date"), _("Cycle"), _("Stage no."), _("About"), _("Result"), _("Outcome"), _("Way of deciding"),
        _("Voices of organisations"), _("Awaiting confirmation by"), _("In place of"), _("Still holds"),
    )  # fmt: skip
    replaced = {a.replaces for a in partnership.agreements.values()}
    numbers = {key: number for number, key in enumerate(partnership.agreements, 1)}
    rows = (
        (numbers[a.id], *_agreement(partnership, cycle, a), numbers.get(a.replaces), _holds(a, replaced))
        for a in partnership.agreements.values()
    )
    return table("decisions", _("Agreements and decisions"), headings, rows)


def _holds(a: Agreement, replaced: set[str]) -> str:
    return _("no") if a.id in replaced or a.outcome == "withdrawn" else _("yes")


def _agreement(partnership: Partnership, cycle: Cycle, a: Agreement) -> Row:
    return (
        today(a.at),
        a.cycle,
        _number(cycle, a.stage),
        _("Who brokers") if a.kind == "broker" and not a.title else a.title,
        _result(a),
        _outcome(cycle, a),
        _(RULES[a.rule.value]) if a.rule else "",
        _counted(partnership, cycle, a),
        BETWEEN.join(filter(None, (_name(partnership, o) for o in a.awaits))),
    )


def _result(a: Agreement) -> str:
    if a.outcome == "withdrawn":
        return _("The agreed line was taken out of the summary.")
    if a.kind == "override":
        return _(
            "The broker closed the stage although an organisation is not satisfied. Reason: %(reason)s",
            reason=quoted(a.result),
        )
    return _(HAPPENED[a.result]) if a.result in HAPPENED else a.result


def _outcome(cycle: Cycle, a: Agreement) -> str:
    """How a motion came out; marks and an order are none, so that nothing of theirs is carried."""
    question = cycle.question(a.slot.question) if a.slot else None
    known = {Kind.SCALE: _("a rating"), Kind.RANK: _("an order")}
    if question is not None and question.kind in known and a.outcome == CARRIED:
        return known[question.kind]
    return _(OUTCOMES[a.outcome]) if a.outcome in OUTCOMES else ""


def _counted(partnership: Partnership, cycle: Cycle, a: Agreement) -> str:
    round, question = partnership.rounds.get(a.round), cycle.question(a.slot.question) if a.slot else None
    known: dict[str, str] = {}
    if round is not None and question is not None:
        known = labels(seen(partnership, cycle, round, False), question)
    known |= {"abstain": _("abstained"), "absent": _("did not answer")}
    told = BETWEEN.join(f"{known[key]}: {count}" for key, count in a.counts if key in known and count)
    ranked = question is not None and question.kind is Kind.RANK
    return _("Points: %(points)s", points=told) if ranked and told else told


# ── people ───────────────────────────────────────────────────────────────────


def people(partnership: Partnership, cycle: Cycle, audience: str) -> Table:
    """Each organisation with whoever speaks for it, and the brokers. How far somebody may decide, and who speaks by
    telephone, is for brokers."""
    broker = audience == BROKER
    headings = (
        _("Organisation"), _("Kind of organisation"), _("State"), _("Name and position"), _("Role"),
        *((_("Authority"), _("Joined on")) if broker else ()),
    )  # fmt: skip
    return table("people", _("People"), headings, _people(partnership, cycle, broker))


def _people(partnership: Partnership, cycle: Cycle, broker: bool) -> Iterator[Row]:
    sectors = {option.key: option.label for option in cycle.sectors}
    known = [m for m in partnership.members.values() if joined(m) or m.broker]
    width = 4 if broker else 2
    for o in partnership.organisations.values():
        head = (o.name, sectors.get(o.sector, {}).get(language(), ""), _(STANDINGS.get(o.state, o.state)))
        mine = [m for m in known if m.organisation == o.id]
        for member in mine:
            yield (*head, *_member(member, broker))
        if o.telephone and broker:
            told = today(o.telephone.consented_at)
            yield (*head, _no_digits(o.telephone.name), _("by telephone"), "", told)
        elif not mine:
            yield (*head, *("",) * width)
    for member in known:
        if member.organisation not in partnership.organisations:
            yield ("", "", "", *_member(member, broker))


def _member(member: Member, broker: bool) -> Row:
    roles = [_("broker")] * member.broker + [_("representative")] * joined(member)
    row: Row = (_no_digits(member.name or member.called), BETWEEN.join(roles))
    if not broker:
        return row
    authority = _(AUTHORITIES[member.authority]) if member.authority else ""
    return (*row, authority, today(member.consented_at) if member.consented_at else None)


def _no_digits(name: str) -> str:
    return DIGITS.sub("…", name)
