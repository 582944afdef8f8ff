"""Headings, labels and remarks of summaries: the keys that core/artefacts writes, and their words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.render.words import N_

TITLES: Mapping[str, str] = {
    "=register": N_("Partners"),
    "=who_has": N_("Who has which information"),
    "=invitations": N_("Whom to invite"),
    "=own_goals": N_("Each organisation's own goal"),
    "=action_plan": N_("Action plan"),
    "=resource_map": N_("Resources by organisation"),
    "=cash_by_status": N_("Money by status"),
    "=needs_by_activity": N_("What each activity needs"),
    "=start_gate": N_("Ready to start"),
    "=progress_board": N_("Progress board"),
    "=changed": N_("Changed since the last check-in"),
    "=indicators": N_("Indicators: planned and actual"),
    "=impact": N_("What has changed in the community"),
    "=own_benefit": N_("What each organisation hoped for, and what it got"),
    "=effects": N_("Effects on each organisation"),
    "=role_changes": N_("Changes of role"),
    "=activity_changes": N_("What becomes of each activity"),
    "=resource_changes": N_("Changes of resources"),
    "=succession": N_("Who takes over"),
    "=embedded": N_("In the organisations' own plans"),
    "=satisfaction": N_("How satisfied each organisation is"),
    "=next_roles": N_("Roles from here on"),
    "=reasons": N_("Reasons given"),
    "=open_promises": N_("Promises that still stand"),
    "=attachments": N_("Files sent along"),
    "=for_broker": N_("For the broker only"),
    "=looked_through": N_("Looked through by the broker"),
    "=agreed": N_("What we agreed"),
}
LABELS: Mapping[str, str] = {
    "=proposed_by": N_("proposed by"),
    "=sector": N_("kind"),
    "=representative": N_("representative"),
    "=representative_decides": N_("representative (can decide)"),
    "=representative_consults": N_("representative (must consult)"),
    "=representative_coordinates": N_("coordinator"),
    "=first_worded": N_("first worded"),
    "=merged_from": N_("merged from"),
    "=not_put": N_("not put to all, because"),
    "=votes": N_("organisations in favour"),
    "=when": N_("when"),
    "=feasibility": N_("feasibility"),
    "=planned": N_("planned"),
    "=needs": N_("needs"),
    "=pledged": N_("pledged"),
    "=taking_part": N_("taking part"),
    "=total": N_("total"),
    "=of_which_awaiting": N_("of which awaiting confirmation"),
    "=no_status": N_("status not given"),
    "=now": N_("now"),
    "=attached_photo": N_("photos"),
    "=attached_document": N_("documents"),
    "=attached_voice": N_("voice messages"),
    "=attached_video": N_("videos"),
    "=attached_audio": N_("sound files"),
    "=attached_location": N_("places on the map"),
}
NOTES: Mapping[str, str] = {
    "=chosen": N_("✅ %(question)s: %(result)s"),
    "=voting": N_(
        "🔒 %(question)s: %(count)s of %(of)s organisations have voted. The result is seen once the vote is closed."
    ),
    "=level": N_("⚖️ %(question)s: level between %(result)s. Please talk it over."),
    "=no_quorum": N_("⚠️ %(question)s: too few organisations voted for a result to count."),
    "=not_carried": N_("⚖️ %(question)s: no option has been carried yet. Please talk it over."),
    "=referred": N_("📝 %(question)s: the working group takes this further."),
    "=decided": N_("✅ Decision: %(outcome)s · rule: %(rule)s · %(voted)s of %(of)s organisations voted"),
    "=decided_again": N_(
        "✅ Decision: %(outcome)s · rule: %(rule)s · %(voted)s of %(of)s organisations voted (second vote)"
    ),
    "=decided_there": N_("✅ Decision: %(outcome)s · by the working group"),
    "=undecided": N_(
        "⚖️ No decision yet: %(outcome)s · rule: %(rule)s · %(voted)s of %(of)s organisations voted"
    ),
    "=undecided_again": N_(
        "⚖️ No decision yet: %(outcome)s · rule: %(rule)s · %(voted)s of %(of)s organisations voted (second vote)"
    ),
    "=sector_gap": N_("⚠️ Not in the circle yet: %(sectors)s"),
    "=no_lead": N_("⚠️ “%(activity)s” has no lead organisation yet"),
    "=no_dates": N_("⚠️ “%(activity)s” has no start or end date yet"),
    "=carries_most": N_("⚠️ %(organisation)s leads %(count)s of %(of)s activities. "
                        "Could others take a share?"),
    "=gate_open": N_("✅ Resources are in place and everyone is informed. The work can start."),
    "=gate_shut": N_("Waiting until these are ready and informed: %(organisations)s"),
    "=equity": N_("⚠️ Benefits lag behind for: %(organisations)s. Please talk it over."),
    "=no_needs": N_("⚠️ Nobody has said yet what “%(activity)s” needs"),
    "=no_change": N_("Nothing has changed since the last check-in."),
    "=no_successor": N_("⚠️ No successor named yet: %(organisations)s"),
    "=no_budget": N_("⚠️ Not in the plan with a budget yet: %(organisations)s"),
    "=not_agreed": N_("⚠️ Not satisfied yet: %(organisations)s. The broker will talk with them first."),
    "=left_out": N_("Left out, %(count)s: %(what)s"),
    "=all_agreed": N_("✅ Nobody is dissatisfied."),
    "=overridden": N_("⚠️ Not satisfied: %(organisations)s. "
                         "The broker closed it all the same, for this reason: “%(reason)s”"),
    "=no_voice": N_("Have not said: %(organisations)s"),
    "=awaiting": N_("Awaiting confirmation by the organisation: %(organisations)s"),
}
OUTCOMES: Mapping[str, str] = {
    "carried": N_("Carried"),
    "not_carried": N_("not carried"),
    "tied": N_("level"),
    "no_quorum": N_("too few voted"),
    "referred": N_("with the working group"),
}
RULES: Mapping[str, str] = {
    "consensus": N_("consensus"),
    "no_objection": N_("nobody objects"),
    "majority": N_("majority of organisations"),
    "two_thirds": N_("two thirds of organisations"),
    "delegated": N_("left to the working group"),
}
WORDED: Mapping[str, Mapping[str, str]] = {"outcome": OUTCOMES, "rule": RULES}
"""What stands for a key in a note, by its {name}."""
KEYS: Mapping[str, str] = {**TITLES, **LABELS, **NOTES}
