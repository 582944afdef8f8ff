"""The artefacts of stages 8 to 12: results, health check, change sheet, institutional scorecard,
closing agreement (GUIDE.md, by stage).
"""

from __future__ import annotations

from bot.core.artefacts.handled import pooled_lines
from bot.core.artefacts.hearing import (
    Details,
    by_organisation,
    details,
    label,
    named,
    names,
    pledges,
    said,
    seen_by,
    side_by_side,
    title,
)
from bot.core.artefacts.making import bars, item_rows, of, told_of, words_on
from bot.core.derived import ballots, labels, my_role, my_roles, progress
from bot.core.merging import Merged, keys, merged, number
from bot.core.model import Answer
from bot.core.results import Block, Note
from bot.core.sight import Sight
from bot.core.tally import counts, winners

SATISFIED = ("beyond", "met")
LAGGING = ("not_yet",)
"""Options of own_benefit_met."""
LOW_MARK = 2
"""From this mark down an own goal counts as not reached (of 5)."""


# ── 8 measuring ──────────────────────────────────────────────────────────────


def results_report(sight: Sight) -> list[Block]:
    """Objectives, indicators planned and actual, impact, worth, and what each partner got."""
    return [
        *of(sight, "objective_score"),
        *item_rows(sight, "=indicators", "activities", lambda m: _indicator(sight, m)),
        *by_organisation(sight, "=impact", _impact),
        *of(sight, "efficiency", "own_benefit_met", "own_goal_met"),
        *own_benefit(sight),
        *equity(sight),
        *of(sight, "why_result"),
    ]


def _indicator(sight: Sight, activity: Merged) -> Details:
    actual = words_on(sight, "indicator_result", activity)
    if not actual:
        return ()
    planned = (title(sight, "indicator"), words_on(sight, "indicator", activity))
    return details(planned, (title(sight, "indicator_result"), actual))


def _impact(sight: Sight, organisation: str) -> Details:
    now = said(sight, "impact", organisation)
    if not now:
        return ()
    wanted = (title(sight, "wanted_change"), said(sight, "wanted_change", organisation))
    return details(wanted, (title(sight, "impact"), now))


def own_benefit(sight: Sight) -> list[Block]:
    """The own-benefit matrix: each partner's words of stages 2 and 3 beside its verdict now."""
    asked = ("own_benefit", "own_benefit_met", "own_goal", "own_measure", "own_goal_met")

    def row(_: Sight, organisation: str) -> Details:
        told = {key: said(sight, key, organisation) for key in asked}
        if not told["own_benefit_met"] and not told["own_goal_met"]:
            return ()
        return details(*((title(sight, key), words) for key, words in told.items()))

    return by_organisation(sight, "=own_benefit", row)


def equity(sight: Sight) -> list[Block]:
    """A flag where the benefit of some lags while more than half of the partners are satisfied."""
    met = {a.organisation: keys(a) for a in named(sight, "own_benefit_met")}
    goals = {a.organisation: number(a) for a in named(sight, "own_goal_met")}
    lagging = {o for o, chosen in met.items() if set(chosen) & set(LAGGING)}
    lagging |= {o for o, mark in goals.items() if mark is not None and mark <= LOW_MARK}
    content = {o for o, chosen in met.items() if set(chosen) & set(SATISFIED)} - lagging
    if not lagging or 2 * len(content) <= len(met):
        return []
    return [Note("=equity", {"organisations": names(sight, _ordered(sight, lagging))})]


def _ordered(sight: Sight, organisations: set[str]) -> list[str]:
    return [o for o in sight.partnership.organisations if o in organisations]


# ── 9 reviewing ──────────────────────────────────────────────────────────────


def health_check(sight: Sight) -> list[Block]:
    """Anonymous health, effects on organisations, newcomers. Who wishes to go is the broker's."""
    return [
        *of(sight, "health_equity", "health_open"),
        *bars(sight, "org_effects"),
        *of(sight, "org_effect_size"),
        *side_by_side(sight, "=effects", "org_effects", "org_effect_size"),
        *pooled_lines(sight, "new_partner"),
        *of(sight, "new_partner_consent"),
    ]


# ── 10 revising ──────────────────────────────────────────────────────────────


def change_sheet(sight: Sight) -> list[Block]:
    """Before and after for roles, activities and resources; lessons; consent."""
    return [
        *revised_draft(sight),
        *of(sight, "resource_next", "lesson", "keep_stop_try", "revision_consent"),
    ]


def revised_draft(sight: Sight) -> list[Block]:
    """What revision_consent is about: what changes."""
    return [
        *by_organisation(sight, "=role_changes", _role_changes),
        *item_rows(sight, "=activity_changes", "activities", lambda m: _next(sight, m)),
        *of(sight, "activity_next"),
        *by_organisation(sight, "=resource_changes", _resource_change),
    ]


def _role_changes(sight: Sight, organisation: str) -> Details:
    rows = []
    for activity in merged(sight, "activities"):
        for key in activity.keys:
            after = said(sight, "role_next", organisation, key)
            before = my_role(sight, activity.item) or "–"
            rows.append((label(activity.item.label), f"{before} → {after}" if after else ""))
    new = (title(sight, "role_new"), said(sight, "role_new", organisation))
    return details(*rows, new)


def _next(sight: Sight, activity: Merged) -> Details:
    """Where an activity stands and what most partners want of it."""
    question = sight.cycle.question("activity_next")
    told = told_of(sight, "activity_next", activity)
    if question is None or not told:
        return ()
    known = labels(sight, question)
    best = winners(counts(ballots(sight, question, told), [o.key for o in question.options]))
    return details(
        (title(sight, "progress"), progress(sight, activity.item)),
        (title(sight, "activity_next"), " / ".join(known[key] for key in best)),
    )


def _resource_change(sight: Sight, organisation: str) -> Details:
    change = said(sight, "resource_next", organisation)
    if not change:
        return ()
    return details(
        ("=pledged", pledges(sight, organisation)), (title(sight, "resource_next"), change)
    )


# ── 11 institutionalising ────────────────────────────────────────────────────


def institutional_scorecard(sight: Sight) -> list[Block]:
    """Fit of the structure, mechanisms, form, who has it in the plan, who comes after whom."""
    return [
        *of(sight, "structure_fit", "mechanisms", "legal_form", "leader_support", "embedded"),
        *side_by_side(sight, "=embedded", "embedded"),
        *_no_budget(sight),
        *by_organisation(sight, "=succession", _successor),
        *_no_successor(sight),
        *of(sight, "continuity_risk"),
    ]


def _successor(sight: Sight, organisation: str) -> Details:
    after = said(sight, "successor", organisation)
    if not after:
        return ()
    now = (title(sight, "delegates"), said(sight, "delegates", organisation))
    return details(now, (title(sight, "successor"), after))


def _no_budget(sight: Sight) -> list[Block]:
    told = named(sight, "embedded")
    without = [a.organisation for a in told if keys(a) != ("plan_and_budget",)]
    return [Note("=no_budget", {"organisations": names(sight, without)})] if without else []


def _no_successor(sight: Sight) -> list[Block]:
    """Organisations that answered in this round and named nobody, where others did."""
    told = {a.organisation for a in named(sight, "successor")}
    here = {key.organisation for key in sight.round.answers}
    without = _ordered(sight, here - told) if told else []
    return [Note("=no_successor", {"organisations": names(sight, without)})] if without else []


# ── 12 sustaining ────────────────────────────────────────────────────────────


def closing_agreement(sight: Sight) -> list[Block]:
    """Which way, how content each party is with it, what lives on, hand-over, roles, thanks."""
    return [
        *of(sight, "future"),
        *side_by_side(sight, "=satisfaction", "final_consent"),
        *bars(sight, "final_consent"),
        *satisfaction(sight),
        *of(sight, "keep_alive", "handover"),
        *by_organisation(sight, "=next_roles", _next_role),
        *of(sight, "next_scope", "conditions_final", "thanks"),
    ]


def final_draft(sight: Sight) -> list[Block]:
    """What final_consent is about: where to, who with which role, what is handed over."""
    return [
        *of(sight, "future"),
        *by_organisation(sight, "=next_roles", _next_role),
        *of(sight, "keep_alive", "handover"),
    ]


def _next_role(sight: Sight, organisation: str) -> Details:
    wish = said(sight, "role_cycle2", organisation)
    if not wish:
        return ()
    now = ("=now", my_roles(seen_by(sight, organisation)))
    return details(now, (title(sight, "role_cycle2"), wish))


def satisfaction(sight: Sight) -> list[Block]:
    """Whether anybody is dissatisfied: clause 12c asks for an agreement that satisfies all."""
    told = named(sight, "final_consent")
    against = [a.organisation for a in told if "object" in keys(a)]
    if against and sight.round.override:
        of_whom = {"organisations": names(sight, against), "reason": sight.round.override}
        return [Note("=overridden", of_whom), *_no_voice(sight, told)]
    if against:
        return [Note("=not_agreed", {"organisations": names(sight, against)}), *_no_voice(sight, told)]
    return [Note("=all_agreed"), *_no_voice(sight, told)] if told else []


def _no_voice(sight: Sight, told: list[Answer]) -> list[Block]:
    """Partners who were asked and said nothing: they stand by name, and are not counted as against."""
    said_so = {a.organisation for a in told}
    asked = {key.organisation for key in sight.round.answers} - said_so
    silent = [o for o in _ordered(sight, asked) if sight.partnership.organisations[o].active]
    return [Note("=no_voice", {"organisations": names(sight, silent)})] if silent else []
