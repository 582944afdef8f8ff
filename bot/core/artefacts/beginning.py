"""The artefacts of stages 1 to 3: concept note, partner register, charter (GUIDE.md, by stage)."""

from __future__ import annotations

from bot.core.artefacts.handled import pooled_lines
from bot.core.artefacts.hearing import (
    Details,
    answered,
    by_organisation,
    details,
    lines,
    named,
    names,
    said,
    side_by_side,
    title,
)
from bot.core.artefacts.making import bars, item_rows, of
from bot.core.derived import ballots
from bot.core.merging import keys
from bot.core.results import Block, Note
from bot.core.sight import Sight, say

OTHER_SECTOR = "other"


# ── 1 scoping ────────────────────────────────────────────────────────────────


def concept_note(sight: Sight) -> list[Block]:
    """Problems and their urgency, wanted change, information, people to consult, ideas."""
    return [
        *of(sight, "concept", "problem", "urgency", "wanted_change", "info_have"),
        *who_has(sight),
        *of(sight, "info_gap", "consulted"),
        *pooled_lines(sight, "external"),
    ]


def who_has(sight: Sight) -> list[Block]:
    """Which organisations have which information."""
    question = sight.cycle.question("info_have")
    told = named(sight, "info_have")
    if question is None:
        return []
    rows = (
        (
            say(sight, option.label),
            details(("", names(sight, (a.organisation for a in told if option.key in keys(a))))),
        )
        for option in question.options
        if not option.alone
    )
    return lines("=who_has", rows)


# ── 2 identifying ────────────────────────────────────────────────────────────


def partner_register(sight: Sight) -> list[Block]:
    """Who is in, with what and for what; whom to invite, and which kinds of partner are missing."""
    return [
        *by_organisation(sight, "=register", _partner),
        *bars(sight, "intent", "strengths"),
        *of(sight, "mission_fit"),
        *sector_gap(sight),
        *invitations(sight),
        *of(sight, "can_invite"),
        *pooled_lines(sight, "missing_voice"),
    ]


def _partner(sight: Sight, organisation: str) -> Details:
    """Nothing of one that is not in the partnership, unless it was when this was asked."""
    known = sight.partnership.organisations[organisation]
    if not (known.partner or answered(sight, organisation)):
        return ()
    sector = next((say(sight, s.label) for s in sight.cycle.sectors if s.key == known.sector), "")
    speaking = (
        (f"=representative_{m.authority.value}" if m.authority else "=representative", m.name)
        for m in sight.partnership.representatives(organisation)
    )
    told = ("strengths", "own_benefit", "intent")
    return details(
        ("=sector", sector),
        *speaking,
        *((title(sight, key), said(sight, key, organisation)) for key in told),
    )


def sector_gap(sight: Sight) -> list[Block]:
    """The kinds of organisation that nobody in the partnership is of."""
    organisations = sight.partnership.organisations.values()
    there = {o.sector for o in organisations if o.partner or answered(sight, o.id)} - {""}
    if not there:
        return []
    sectors = (s for s in sight.cycle.sectors if s.key not in there | {OTHER_SECTOR})
    gap = ", ".join(say(sight, s.label) for s in sectors)
    return [Note("=sector_gap", {"sectors": gap})] if gap else []


def invitations(sight: Sight) -> list[Block]:
    """The agencies proposed, with how many would invite them."""
    question = sight.cycle.question("invite_who")
    if question is None:
        return []
    cast = ballots(sight, question, named(sight, "invite_who"))
    if not cast:
        return []
    return [
        *of(sight, "invite_who"),
        *item_rows(
            sight,
            "=invitations",
            question.options_from,
            lambda m: details(
                ("=votes", str(sum(m.item.key in ballot for ballot in cast))),
                ("=proposed_by", names(sight, m.item.organisations)),
            ),
        ),
    ]


# ── 3 building ───────────────────────────────────────────────────────────────


def charter(sight: Sight) -> list[Block]:
    """Goal, ranked objectives, principles, each partner's own goal, and the approval."""
    return [
        *charter_draft(sight),
        *side_by_side(sight, "=own_goals", "own_goal", "own_measure"),
        *of(sight, "do_dont", "charter_consent"),
    ]


def charter_draft(sight: Sight) -> list[Block]:
    """What charter_consent is about."""
    return [
        *of(sight, "goal"),
        *pooled_lines(sight, "objectives"),
        *of(sight, "objective_rank", "principles"),
    ]
