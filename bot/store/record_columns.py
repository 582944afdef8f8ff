"""One record (bot/core/records.py) as the columns of its row, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.core.ids import AnswerKey, Person, Slot
from bot.core.records import (
    Agreement,
    Change,
    Correction,
    Curation,
    Edition,
    Election,
    LeftOut,
    Note,
    Offer,
    Promise,
    Quorum,
    Rule,
    Telephone,
    Timing,
)
from bot.core.results import Block
from bot.store.codec import (
    Columns,
    by_columns,
    from_json,
    maybe_day,
    maybe_day_text,
    maybe_moment,
    maybe_stamp,
    moment,
    stamp,
    to_json,
)
from bot.store.plain import data_of, value_from_data

_BODY: dict[str, Any] = {
    "blocks": tuple[Block, ...],
    "answered": tuple[str, ...],
    "partly": tuple[str, ...],
    "missing": tuple[str, ...],
    "changes": tuple[Change, ...],
}
"""What of an edition stands in its body."""
_COUNTS = tuple[tuple[str, int], ...]
_IDS = tuple[str, ...]


def by_of(row: Row[Any]) -> Person:
    return Person(row.by_channel, row.by_person)


def _slot_columns(slot: Slot | None) -> Columns:
    return {
        "question": None if slot is None else slot.question,
        "item": None if slot is None else slot.item,
    }


def _slot_of(row: Row[Any]) -> Slot | None:
    return None if row.question is None else Slot(row.question, row.item)


# ── of a partnership and an organisation ─────────────────────────────────────


def timing_columns(t: Timing) -> Columns:
    return {
        "quiet_from": t.quiet_from,
        "quiet_to": t.quiet_to,
        "quiet_weekends": int(t.weekends),
        "quiet_holidays": int(t.holidays),
        "correction_hours": t.correction_hours,
        "keep_days": t.keep_days,
    }


def timing_of(row: Row[Any]) -> Timing:
    return Timing(
        row.quiet_from,
        row.quiet_to,
        bool(row.quiet_weekends),
        bool(row.quiet_holidays),
        row.correction_hours,
        row.keep_days,
    )


def offer_text(offer: Offer | None) -> str | None:
    return None if offer is None else to_json(data_of(offer, Offer))


def offer_of(text: str | None) -> Offer | None:
    found: Offer | None = None if text is None else value_from_data(from_json(text), Offer)
    return found


def election_text(election: Election | None) -> str | None:
    return None if election is None else to_json(data_of(election, Election))


def election_of(text: str | None) -> Election | None:
    found: Election | None = None if text is None else value_from_data(from_json(text), Election)
    return found


def telephone_columns(t: Telephone | None) -> Columns:
    return {
        "telephone_name": None if t is None else t.name,
        "telephone_consented_at": None if t is None else stamp(t.consented_at),
        "telephone_by_channel": None if t is None else t.by.channel,
        "telephone_by_person": None if t is None else t.by.id,
    }


def telephone_of(row: Row[Any]) -> Telephone | None:
    if row.telephone_consented_at is None:
        return None
    by = Person(row.telephone_by_channel, row.telephone_by_person)
    return Telephone(row.telephone_name, moment(row.telephone_consented_at), by)


# ── of a round ───────────────────────────────────────────────────────────────


def curation_columns(c: Curation) -> Columns:
    return {"into_item": c.into, "wording": c.wording, "dropped": c.dropped}


def curation_of(row: Row[Any]) -> tuple[Slot, Curation]:
    return Slot(row.question, row.item), Curation(row.into_item, row.wording, row.dropped)


def left_out_columns(left: LeftOut) -> Columns:
    return {"reason": left.reason, **by_columns(left.by), "at": stamp(left.at)}


def left_out_of(row: Row[Any]) -> tuple[AnswerKey, LeftOut]:
    key = AnswerKey(row.organisation, Slot(row.question, row.item))
    return key, LeftOut(row.reason, by_of(row), moment(row.at))


def edition_columns(e: Edition) -> Columns:
    body = {name: data_of(getattr(e, name), hint) for name, hint in _BODY.items()}
    return {
        "at": stamp(e.at),
        **by_columns(e.by),
        "language": e.language,
        "body": to_json(body),
        "agreed": e.agreed,
        "note": e.note,
    }


def edition_of(row: Row[Any]) -> Edition:
    held = from_json(row.body)
    return Edition(
        number=row.number,
        at=moment(row.at),
        by=by_of(row),
        language=row.language,
        agreed=row.agreed,
        note=row.note,
        **{name: value_from_data(held[name], hint) for name, hint in _BODY.items()},
    )


# ── of a partnership, by id ──────────────────────────────────────────────────


def correction_columns(c: Correction) -> Columns:
    return {
        "round": c.round,
        "edition": c.edition,
        "organisation": c.organisation,
        **by_columns(c.by),
        "at": stamp(c.at),
        "text": c.text,
        "state": c.state,
        "reason": c.reason,
    }


def correction_of(row: Row[Any]) -> Correction:
    return Correction(
        id=row.id,
        round=row.round,
        edition=row.edition,
        organisation=row.organisation,
        by=by_of(row),
        at=moment(row.at),
        text=row.text,
        state=row.state,
        reason=row.reason,
    )


def agreement_columns(a: Agreement) -> Columns:
    return {
        "kind": a.kind,
        "at": stamp(a.at),
        "cycle": a.cycle,
        "title": a.title,
        "result": a.result,
        "round": a.round,
        "stage": a.stage,
        **_slot_columns(a.slot),
        "rule": a.rule,
        "quorum": a.quorum,
        "outcome": a.outcome,
        "counts": to_json(data_of(a.counts, _COUNTS)),
        "awaits": to_json(data_of(a.awaits, _IDS)),
        "ballot": a.ballot,
        "replaces": a.replaces,
    }


def agreement_of(row: Row[Any]) -> Agreement:
    return Agreement(
        id=row.id,
        kind=row.kind,
        at=moment(row.at),
        cycle=row.cycle,
        title=row.title,
        result=row.result,
        round=row.round,
        stage=row.stage,
        slot=_slot_of(row),
        rule=None if row.rule is None else Rule(row.rule),
        quorum=None if row.quorum is None else Quorum(row.quorum),
        outcome=row.outcome,
        counts=value_from_data(from_json(row.counts), _COUNTS),
        awaits=value_from_data(from_json(row.awaits), _IDS),
        ballot=row.ballot,
        replaces=row.replaces,
    )


def promise_columns(p: Promise) -> Columns:
    return {
        "organisation": p.organisation,
        "what": p.what,
        "made_at": stamp(p.made_at),
        "due": maybe_day_text(p.due),
        "cycle": p.cycle,
        "stage": p.stage,
        "round": p.round,
        **_slot_columns(p.slot),
        "state": p.state,
        "reason": p.reason,
        "to_organisation": p.to,
        "settled_at": maybe_stamp(p.settled_at),
        "provisional": int(p.provisional),
    }


def promise_of(row: Row[Any]) -> Promise:
    return Promise(
        id=row.id,
        organisation=row.organisation,
        what=row.what,
        made_at=moment(row.made_at),
        due=maybe_day(row.due),
        cycle=row.cycle,
        stage=row.stage,
        round=row.round,
        slot=_slot_of(row),
        state=row.state,
        reason=row.reason,
        to=row.to_organisation,
        settled_at=maybe_moment(row.settled_at),
        provisional=bool(row.provisional),
    )


def note_columns(n: Note) -> Columns:
    return {
        "text": n.text,
        **by_columns(n.by),
        "at": stamp(n.at),
        "stage": n.stage,
        "organisation": n.organisation,
        "remind_on": maybe_day_text(n.remind_on),
        "done": int(n.done),
    }


def note_of(row: Row[Any]) -> Note:
    return Note(
        id=row.id,
        text=row.text,
        by=by_of(row),
        at=moment(row.at),
        stage=row.stage,
        organisation=row.organisation,
        remind_on=maybe_day(row.remind_on),
        done=bool(row.done),
    )
