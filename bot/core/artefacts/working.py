"""The artefacts of stages 4 to 7: action plan, working-group sheet, resource map, start gate and
progress board (GUIDE.md, by stage).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bot.core.artefacts.handled import looked_through, pooled_lines
from bot.core.artefacts.hearing import (
    Details,
    Row,
    answered,
    by_organisation,
    details,
    label,
    lines,
    named,
    names,
    pending,
    said,
    title,
    who,
)
from bot.core.artefacts.making import item_rows, of, told_of, words_on
from bot.core.derived import LEAD, NO_ROLE, ROLE, role_in
from bot.core.merging import Merged, keys, merged, number
from bot.core.results import Block, Note
from bot.core.sight import Sight, all_newest, name, newest, say
from bot.core.tally import counts, spread
from bot.core.values import amount

# ── 4 planning ───────────────────────────────────────────────────────────────


def action_plan(sight: Sight) -> list[Block]:
    """Activity by activity: lead, partners, dates, indicator, feasibility; then what is missing."""
    return [
        *item_rows(sight, "=action_plan", "activities", lambda m: _activity(sight, m)),
        *warnings(sight),
        *of(sight, "feasibility", "how_together", "plan_risk"),
        *looked_through(sight, "activities"),
    ]


def _activity(sight: Sight, activity: Merged) -> Details:
    question = sight.cycle.question(ROLE)
    roles = question.options if question else ()
    told = told_of(sight, ROLE, activity)
    shared = (
        (
            say(sight, role.label),
            who(sight, (a for a in told if role.key in keys(a))),
        )
        for role in roles
        if role.key != NO_ROLE
    )
    return details(
        *shared,
        ("=when", dates(sight, activity)),
        (title(sight, "indicator"), words_on(sight, "indicator", activity)),
        ("=feasibility", _feasibility(sight, activity)),
        ("=proposed_by", names(sight, activity.item.organisations)),
    )


def dates(sight: Sight, activity: Merged) -> str:
    """Start and end as the leads gave them; "" without either."""
    start, end = (words_on(sight, key, activity) for key in ("start_date", "end_date"))
    return f"{start} – {end}".strip() if start or end else ""


def _feasibility(sight: Sight, activity: Merged) -> str:
    marks = (number(a) for a in told_of(sight, "feasibility", activity))
    span = spread(n for n in marks if n is not None)
    return f"{amount(span.median)} ({span.low}–{span.high})" if span else ""


def warnings(sight: Sight) -> list[Block]:
    """No lead, no dates, one partner carrying more than half of the activities."""
    if not named(sight, ROLE):
        return []
    found: list[Block] = []
    led: list[tuple[str, ...]] = []
    for activity in merged(sight, "activities"):
        told = told_of(sight, ROLE, activity)
        leads = tuple(a.organisation for a in told if LEAD in keys(a))
        named_as = {"activity": activity.item.label}
        if told and not leads:
            found.append(Note("=no_lead", named_as))
        elif told and not dates(sight, activity):
            found.append(Note("=no_dates", named_as))
        led += [leads] if told else []
    most = counts(led)[:1]
    return found + [_carries(sight, org, n, len(led)) for org, n in most if 2 * n > len(led) > 1]


def _carries(sight: Sight, organisation: str, led: int, of_all: int) -> Note:
    who = name(sight, organisation)
    return Note("=carries_most", {"organisation": who, "count": str(led), "of": str(of_all)})


# ── 5 managing ───────────────────────────────────────────────────────────────


def working_group(sight: Sight) -> list[Block]:
    """Structure, secretariat and decision rule, who sits in it, and the way from near to far."""
    decided = ("structure", "secretariat", "decision_rule", "quorum")
    return of(sight, *decided, "delegates", "comms", "conflict", "short_term", "long_term")


# ── 6 resourcing ─────────────────────────────────────────────────────────────


def resource_map(sight: Sight) -> list[Block]:
    """Who gives what and when, sums by status, needs by activity, supporters from outside."""
    return [
        *by_organisation(sight, "=resource_map", _given),
        *cash_by_status(sight),
        *of(sight, "in_kind"),
        *item_rows(sight, "=needs_by_activity", "activities", lambda m: _needed(sight, m)),
        *_no_needs(sight),
        *pooled_lines(sight, "supporters"),
    ]


def _given(sight: Sight, organisation: str) -> Details:
    """Cash, then each thing in kind with what was said of it, then when and on which terms."""
    question = sight.cycle.question("in_kind")
    own = (a for a in named(sight, "in_kind") if a.organisation == organisation)
    chosen = {key: answer for answer in own for key in keys(answer)}
    in_kind = (
        (say(sight, o.label), pending(said(sight, "in_kind_detail", organisation, o.key) or "✓", chosen[o.key]))
        for o in (question.options if question else ())
        if o.key in chosen
    )
    first, last = ("cash", "cash_status"), ("available_from", "conditions")
    return details(
        *((title(sight, key), said(sight, key, organisation)) for key in first),
        *in_kind,
        *((title(sight, key), said(sight, key, organisation)) for key in last),
    )


def cash_by_status(sight: Sight) -> list[Block]:
    """Sums of what was pledged, by what stands in its way, and the whole."""
    question, status = sight.cycle.question("cash"), sight.cycle.question("cash_status")
    sums: dict[str, Decimal] = {}
    stands = {a.organisation: keys(a) for a in named(sight, "cash_status")}
    for answer in named(sight, "cash"):
        key = "".join(stands.get(answer.organisation, ())[:1])
        sums[key] = sums.get(key, Decimal(0)) + (number(answer) or 0)
    if question is None or not any(sums.values()):
        return []
    unit = say(sight, question.unit)
    labels = {o.key: say(sight, o.label) for o in (status.options if status else ())}
    labels[""] = "=no_status"
    rows = [(labels.get(key, key), total) for key, total in _in_order(sums, labels) if total]
    rows.append(("=total", sum(sums.values(), Decimal(0))))
    open_yet = sum((number(a) or Decimal(0) for a in named(sight, "cash") if a.provisional), Decimal(0))
    rows += [("=of_which_awaiting", open_yet)] if open_yet else []
    return lines("=cash_by_status", [("", tuple((k, f"{amount(n)} {unit}") for k, n in rows))])


def _in_order(sums: dict[str, Decimal], order: Iterable[str]) -> list[tuple[str, Decimal]]:
    known = list(order)
    return sorted(sums.items(), key=lambda s: known.index(s[0]) if s[0] in known else len(known))


def _needed(sight: Sight, activity: Merged) -> Details:
    """What an activity needs, and who has a part in it.

    What each of them pledged stands once, above: a pledge is made to the partnership, not to an
    activity, and beside every activity it would be counted again and again.
    """
    needs = words_on(sight, "needs", activity)
    if not needs:
        return ()
    organisations = sight.partnership.organisations
    part = (o for o in organisations if role_in(sight, activity, o) not in ("", NO_ROLE))
    return details(("=needs", needs), ("=taking_part", ", ".join(name(sight, o) for o in part)))


def _no_needs(sight: Sight) -> list[Block]:
    """Activities with a lead who did not say what they need, where others did."""
    if not named(sight, "needs"):
        return []
    led = [
        m
        for m in merged(sight, "activities")
        if any(LEAD in keys(a) for a in all_newest(sight, ROLE) if a.slot.item in m.keys)
    ]
    bare = [m for m in led if not told_of(sight, "needs", m)]
    return [Note("=no_needs", {"activity": m.item.label}) for m in bare]


# ── 7 implementing ───────────────────────────────────────────────────────────


def progress_board(sight: Sight) -> list[Block]:
    """First the gate of two conditions, then at every check-in how each activity stands."""
    gate = [*start_gate(sight), *of(sight, "quick_win")] if sight.round.number == 1 else []
    return [
        *gate,
        *item_rows(sight, "=progress_board", "activities", lambda m: _standing(sight, m)),
        *changes(sight),
        *of(sight, "blocker", "evidence"),
    ]


def start_gate(sight: Sight) -> list[Block]:
    """The source text's two conditions by organisation: resources in place, everyone informed."""
    asked = ("resource_ready", "plan_ack")
    rows = by_organisation(
        sight,
        "=start_gate",
        lambda s, o: details(*((title(s, key), said(s, key, o)) for key in asked)),
    )
    if not rows:
        return []
    there = [o for o in sight.partnership.organisations if _takes_part(sight, o)]
    waiting = [o for o in there if not _through(sight, o)]
    if waiting:
        return [*rows, Note("=gate_shut", {"organisations": names(sight, waiting)})]
    return [*rows, Note("=gate_open")]


def _takes_part(sight: Sight, organisation: str) -> bool:
    awaited = sight.partnership.organisations[organisation].active
    here = awaited and bool(sight.partnership.representatives(organisation))
    return here or answered(sight, organisation)


def _through(sight: Sight, organisation: str) -> bool:
    ready = newest(sight, "resource_ready", organisation)
    informed = newest(sight, "plan_ack", organisation)
    return bool(ready and informed and keys(ready) == ("ready",) and keys(informed) == ("yes",))


def _standing(sight: Sight, activity: Merged) -> Details:
    told = [
        (label(name(sight, a.organisation)), _how(sight, a.organisation, a.slot.item))
        for a in told_of(sight, "progress", activity)
    ]
    reported = {a.organisation for a in told_of(sight, "progress", activity)}
    told += [
        (label(name(sight, a.organisation)), _how(sight, a.organisation, a.slot.item))
        for a in told_of(sight, "percent", activity)
        if a.organisation not in reported
    ]
    return details(("=planned", dates(sight, activity)), *told) if told else ()


def _how(sight: Sight, organisation: str, item: str) -> str:
    """State and percentage of an activity in one organisation's words."""
    told = (said(sight, key, organisation, item) for key in ("progress", "percent"))
    return " · ".join(text for text in told if text)


def changes(sight: Sight) -> list[Block]:
    """From the second check-in on: whose word on which activity is another than before."""
    before = _before(sight)
    if before is None:
        return []
    rows: list[Row] = [
        (m.item.label, tuple(_changed(sight, before, m))) for m in merged(sight, "activities")
    ]
    return lines("=changed", rows) or [Note("=no_change")]


def _before(sight: Sight) -> Sight | None:
    """The partnership as it stood at the check-in before this one."""
    rounds = list(sight.partnership.rounds.values())
    earlier = [
        r
        for r in rounds
        if (r.stage, r.cycle) == (sight.round.stage, sight.round.cycle)
        and r.number < sight.round.number
    ]
    if not earlier:
        return None
    last = max(earlier, key=lambda r: r.number)
    kept = {r.id: r for r in rounds if r.stage != last.stage or r in earlier}
    return replace(sight, partnership=replace(sight.partnership, rounds=kept), round=last)


def _changed(sight: Sight, before: Sight, activity: Merged) -> Iterable[tuple[str, str]]:
    for answer in told_of(sight, "progress", activity):
        organisation, item = answer.organisation, answer.slot.item
        now, then = _how(sight, organisation, item), _how(before, organisation, item)
        if now != then:
            yield label(name(sight, organisation)), f"{then or '–'} → {now}"
