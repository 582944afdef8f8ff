"""One value of the model as the columns of its row."""

from __future__ import annotations

from typing import Any

from bot.core.model import Answer, Member, Partnership, Person, Round
from bot.store.codec import attachments_text, maybe_stamp, stamp, to_json, value_text

Columns = dict[str, Any]


def person_columns(person: Person) -> Columns:
    return {"channel": person.channel, "person": person.id}


def by_columns(person: Person) -> Columns:
    return {"by_channel": person.channel, "by_person": person.id}


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
    }
