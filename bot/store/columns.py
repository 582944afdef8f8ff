"""One value of the model as the columns of its row."""

from __future__ import annotations

from bot.core.model import Answer, Member, Organisation, Partnership, Round
from bot.store.codec import (
    Columns,
    attachments_text,
    by_columns,
    maybe_day_text,
    maybe_stamp,
    stamp,
    to_json,
    value_text,
)
from bot.store.record_columns import (
    election_text,
    offer_text,
    telephone_columns,
    timing_columns,
)


def partnership_columns(p: Partnership) -> Columns:
    return {
        "title": p.title,
        "name": p.name,
        "purpose": p.purpose,
        "language": p.language,
        "form": p.form,
        "cycle": p.cycle,
        "skipped_stages": to_json(sorted(p.skipped_stages)),
        "push": p.push.value,
        "rule": p.rule,
        "quorum": p.quorum,
        **timing_columns(p.timing),
        "offer": offer_text(p.offer),
        "election": election_text(p.election),
        "ended_at": maybe_stamp(p.ended_at),
        "keep_told": maybe_stamp(p.keep_told),
    }


def organisation_columns(o: Organisation) -> Columns:
    return {
        "name": o.name,
        "sector": o.sector,
        "state": o.state,
        "back_on": maybe_day_text(o.back_on),
        **telephone_columns(o.telephone),
    }


def member_columns(m: Member) -> Columns:
    return {
        "private_channel": None if m.private is None else m.private.channel,
        "private_place": None if m.private is None else m.private.id,
        "called": m.called,
        "name": m.name,
        "organisation": m.organisation,
        "broker": int(m.broker),
        "representative": int(m.representative),
        "authority": m.authority,
        "remind": m.remind,
        "language": m.language,
        "consented_at": maybe_stamp(m.consented_at),
        "consent_text": m.consent_text,
        "reachable": int(m.reachable),
        "friend": int(m.friend),
        "front": m.front,
        "writing": None if m.writing is None else m.writing.what,
        "writing_about": "" if m.writing is None else m.writing.about,
        "writing_draft": "" if m.writing is None else m.writing.draft,
        "reminded_on": maybe_day_text(m.reminded_on),
        "snoozed_until": maybe_day_text(m.snoozed_until),
        "standing_in": m.standing_in,
    }


def round_columns(r: Round) -> Columns:
    return {
        "cycle": r.cycle,
        "stage": r.stage,
        "number": r.number,
        "form": r.form,
        "opened_at": stamp(r.opened_at),
        "closed_at": maybe_stamp(r.closed_at),
        "edition": r.edition,
        "agreed": r.agreed,
        "agreed_message": r.agreed_message,
        "nudged_at": maybe_stamp(r.nudged_at),
        "held": int(r.held),
        "draft": int(r.draft),
        "note": r.note,
        "deadline": maybe_stamp(r.deadline),
        "deadline_told": int(r.deadline_told),
        "override": r.override,
        "only_for": r.only,
        "mending": to_json(sorted(r.mending)),
        "ballots": to_json(dict(r.ballots)),
    }


def answer_columns(a: Answer, round: Round, partnership: Partnership) -> Columns:
    member = partnership.members.get(a.by)
    name = "" if member is None else member.name or member.called
    spoken = "" if member is None else member.language
    return {
        "cycle": round.cycle,
        "stage": round.stage,
        "kind": a.kind,
        "value": value_text(a.value),
        "shown": a.shown,
        "raw": a.raw,
        "asked": a.asked,
        "words": a.words,
        "item_label": a.item_label,
        **by_columns(a.by),
        "by_name": name,
        "at": stamp(a.at),
        "message": a.message,
        "sources": to_json(dict(a.sources)),
        "attachments": attachments_text(a.attachments),
        "language": spoken or partnership.language,
        "provisional": int(a.provisional),
        "on_behalf": int(a.on_behalf),
    }
