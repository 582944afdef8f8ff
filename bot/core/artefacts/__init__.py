"""What each stage comes to (GUIDE.md, "Summary / artefact"), as blocks.

Each stage has its own way of putting things together; whatever question it does not name (one that
a broker added, or a whole stage of a broker's own) follows by its kind, so that none is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bot.core.artefacts import beginning, closing, working
from bot.core.artefacts.handled import left_out
from bot.core.artefacts.hearing import (
    awaiting,
    open_to_broker,
    open_to_deciders,
    open_to_group,
)
from bot.core.artefacts.making import attachments, of, with_names
from bot.core.artefacts.open_votes import votes
from bot.core.cycle import Kind, Question, Seen
from bot.core.results import Block
from bot.core.sight import Sight


class Artefact(NamedTuple):
    make: Callable[[Sight], list[Block]]
    shows: frozenset[str]
    """The questions that it shows itself."""


def _artefact(make: Callable[[Sight], list[Block]], shows: str) -> Artefact:
    return Artefact(make, frozenset(shows.split()))


ARTEFACTS: Mapping[str, Artefact] = {
    "scoping": _artefact(
        beginning.concept_note,
        "problem urgency wanted_change info_have info_gap consulted external concept",
    ),
    "identifying": _artefact(
        beginning.partner_register,
        "mission_fit invite_who missing_voice strengths own_benefit can_invite intent",
    ),
    "building": _artefact(
        beginning.charter,
        "goal objectives objective_rank own_goal own_measure principles do_dont charter_consent",
    ),
    "planning": _artefact(
        working.action_plan,
        "activities feasibility my_role start_date end_date indicator how_together plan_risk",
    ),
    "managing": _artefact(
        working.working_group,
        "structure delegates secretariat decision_rule quorum comms conflict short_term long_term",
    ),
    "resourcing": _artefact(
        working.resource_map,
        "needs cash cash_status in_kind in_kind_detail supporters available_from conditions",
    ),
    "implementing": _artefact(
        working.progress_board,
        "resource_ready plan_ack quick_win progress percent blocker evidence",
    ),
    "measuring": _artefact(
        closing.results_report,
        "objective_score indicator_result impact efficiency own_benefit_met own_goal_met"
        " why_result",
    ),
    "reviewing": _artefact(
        closing.health_check,
        "org_effects org_effect_size health_equity health_open new_partner new_partner_consent",
    ),
    "revising": _artefact(
        closing.change_sheet,
        "lesson keep_stop_try role_next role_new activity_next resource_next revision_consent",
    ),
    "institutionalising": _artefact(
        closing.institutional_scorecard,
        "structure_fit mechanisms legal_form embedded leader_support successor continuity_risk",
    ),
    "sustaining": _artefact(
        closing.closing_agreement,
        "future keep_alive handover role_cycle2 next_scope conditions_final final_consent thanks",
    ),
}
"""By stage key."""

DRAFTS: Mapping[str, Callable[[Sight], list[Block]]] = {
    "charter_consent": beginning.charter_draft,
    "revision_consent": closing.revised_draft,
    "final_consent": closing.final_draft,
}
"""By consent question."""


def artefact(sight: Sight) -> tuple[Block, ...]:
    """What the stage of the sight's round came to so far; () while nobody has answered anything.

    Fit for the group, if the round is closed; of an open one it is the broker's preview. Of other
    rounds that are open nothing is in it but what their closed parts laid before all partners, and
    what only the broker sees is never in it.
    """
    stage = sight.cycle.stage(sight.round.stage)
    if stage is None:
        return ()
    own = ARTEFACTS.get(stage.key, Artefact(lambda _: [], frozenset()))
    rest = [q.key for q in stage.questions if q.key not in own.shows]
    whole = open_to_group(sight)
    blocks = (*own.make(whole), *of(whole, *rest), *attachments(whole, stage.questions))
    return (*blocks, *awaiting(whole), *left_out(sight), *votes(sight))


def for_broker(sight: Sight) -> tuple[Block, ...]:
    """What only the broker sees of the sight's round: a block titled "=for_broker" a question.

    Each says who answered what; after that of a choice stands how many chose what. Only for the
    broker's preview and the broker's own reading of a closed round: nothing of it goes to a group
    or a partner (questions.yaml, `seen: broker`).
    """
    stage = sight.cycle.stage(sight.round.stage)
    questions = [q for q in stage.questions if q.seen is Seen.BROKER] if stage else []
    whole = open_to_broker(sight)
    return tuple(block for question in questions for block in with_names(whole, question))


def draft(sight: Sight, question: Question) -> tuple[Block, ...]:
    """What a consent is asked about; () for any other question and for a consent to one item.

    A consent of a broker's own shows what it builds on, as far as its own stage asked that. Nothing
    is in a draft that a part still open asked for: those who are asked have not all answered it.
    """
    if question.kind is not Kind.CONSENT or question.each:
        return ()
    whole = open_to_deciders(sight)
    if question.key in DRAFTS:
        return tuple(DRAFTS[question.key](whole))
    stage = sight.cycle.stage_of(question.key)
    asked = {q.key for q in stage.questions} if stage else set()
    return tuple(of(whole, *(key for key in question.uses if key in asked)))
