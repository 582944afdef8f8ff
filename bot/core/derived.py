"""Values worked out from earlier answers, by the names that the questionnaire calls them.

Lists are what a question may loop over or offer; texts are what may stand in a prompt. A text is ""
when what it is made of is missing, or may not be shown yet (core/sight.py says what may): the prompt
then falls back to its plain wording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.cycle import Kind, PartKind, Question
from bot.core.merging import LISTS_BEHIND, Item, Merged, keys, known_once, merged, pool, proposed
from bot.core.model import Answer, Slot
from bot.core.outcomes import chosen, decision
from bot.core.records import Agreement
from bot.core.rules import AGREE, CARRIED
from bot.core.sight import Sight, all_newest, newest, own_newest, say, together
from bot.core.tally import borda, counts, winners
from bot.core.values import shown

BY_RULE = (Kind.CONSENT, Kind.YES_NO, Kind.SINGLE)
"""Kinds of question that are decided by the partners' rule."""
ROLE, LEAD, NO_ROLE = "my_role", "lead", "none"
"""The question of stage 4 that gives each partner a role, and two of its options."""


# ── labels ───────────────────────────────────────────────────────────────────


def labels(sight: Sight, question: Question) -> dict[str, str]:
    """Every key that can be chosen in a question, with what people read for it.

    Entries of a pooled list are there under every key they were ever known under.
    """
    found = {o.key: say(sight, o.label) for o in question.options}
    if question.options_from == "partners":
        return found | {o.id: o.name for o in sight.partnership.organisations.values()}
    behind = LISTS_BEHIND.get(question.options_from, question.options_from)
    if not behind:
        return found
    listed = {key: m.item.label for m in merged(sight, behind) for key in m.keys}
    return found | listed | known_once(sight, behind)


def ballots(sight: Sight, question: Question, answers: list[Answer]) -> list[tuple[str, ...]]:
    """What each chose, an entry under its one main key; what is there no more is left out."""
    main = {key: key for key in labels(sight, question)}
    behind = LISTS_BEHIND.get(question.options_from, question.options_from)
    if behind and behind != "partners":
        main |= {key: m.item.key for m in merged(sight, behind) for key in m.keys}
        main = {key: to for key, to in main.items() if key not in known_once(sight, behind)}
    return [tuple(dict.fromkeys(main[k] for k in keys(a) if k in main)) for a in answers]


def in_order(sight: Sight, question: Question) -> list[str]:
    """The keys of what can be chosen, as they stood before anyone chose: of a pooled list as they were
    proposed. What is level stands in this order wherever it is shown."""
    if not question.options_from:
        return [option.key for option in question.options]
    if question.options_from == "partners":
        return list(sight.partnership.organisations)
    behind = LISTS_BEHIND.get(question.options_from, question.options_from)
    return [found.item.key for found in proposed(sight, behind)]


def words_of(sight: Sight, question: Question, answer: Answer) -> str:
    """An answer with its unit, in the sight's language; people's own words as they wrote them."""
    if answer.value is None:
        return ""
    known = labels(sight, question)
    if keys(answer) and not all(key in known for key in keys(answer)):
        return answer.shown
    text = shown(question, answer.value, known, sight.language)
    unit = say(sight, question.unit)
    return f"{text} {unit}" if unit else text


# ── lists ────────────────────────────────────────────────────────────────────

def partners(sight: Sight) -> tuple[Item, ...]:
    """All organisations of the partnership but those that have left or are not taken in, in the order in which
    they joined."""
    out = ("left", "waiting")
    found = (o for o in sight.partnership.organisations.values() if o.state not in out)
    return tuple(Item(o.id, o.name, (o.id,)) for o in found)


def role_in(sight: Sight, activity: Merged, organisation: str | None = None) -> str:
    """The option that an organisation (None: the sight's own) chose as its role in an activity."""
    for key in activity.keys:
        answer = newest(sight, ROLE, organisation, key)
        if answer is not None and keys(answer):
            return keys(answer)[0]
    return ""


def my_activities(sight: Sight) -> tuple[Item, ...]:
    """Activities in which the organisation took a role other than none."""
    found = merged(sight, "activities")
    return tuple(m.item for m in found if role_in(sight, m) not in ("", NO_ROLE))


def my_lead_activities(sight: Sight) -> tuple[Item, ...]:
    """Activities that the organisation leads."""
    return tuple(m.item for m in merged(sight, "activities") if role_in(sight, m) == LEAD)


def top_feasible_activities(sight: Sight) -> tuple[Item, ...]:
    """Activities, the most feasible first, as all partners scored them in stage 4."""
    return pool(sight, "activities")


def own_choices(sight: Sight, question: Question) -> tuple[Item, ...]:
    """What the organisation itself ticked in a multiple choice, less "none of these".

    What stands for "other" is called by the words it was given.
    """
    answer = newest(sight, question.key)
    if answer is None:
        return ()
    chosen = [o for o in map(question.option, keys(answer)) if o is not None and not o.alone]
    called = [answer.words if o.asks and answer.words else say(sight, o.label) for o in chosen]
    own = (sight.organisation,)
    return tuple(Item(o.key, label, own) for o, label in zip(chosen, called, strict=True))


DERIVED_LISTS: Mapping[str, Callable[[Sight], tuple[Item, ...]]] = {
    "partners": partners,
    "my_activities": my_activities,
    "my_lead_activities": my_lead_activities,
    "top_feasible_activities": top_feasible_activities,
}


# ── texts ────────────────────────────────────────────────────────────────────

Derived = Callable[[Sight, Item | None], str]
AND = " · "
"""Between the parts of a derived text; the same in every language."""


def my_role(sight: Sight, item: Item | None) -> str:
    """The organisation's role in the item, as the option's label."""
    question = sight.cycle.question(ROLE)
    answer = newest(sight, ROLE, item=item.key) if item else None
    return words_of(sight, question, answer) if question and answer else ""


def my_roles(sight: Sight, _item: Item | None = None) -> str:
    """All activities in which the organisation has a role, with the role: "role: activity · …"."""
    return AND.join(f"{my_role(sight, item)}: {item.label}" for item in my_activities(sight))


def pledged_cash(sight: Sight) -> str:
    """The sum that the organisation pledged, with its unit; "" for none at all."""
    question = sight.cycle.question("cash")
    answer = newest(sight, "cash")
    if question is None or answer is None or not answer.value:
        return ""
    return words_of(sight, question, answer)


def pledged_in_kind(sight: Sight) -> tuple[str, ...]:
    """Labels of what the organisation pledged in kind."""
    question = sight.cycle.question("in_kind")
    return tuple(item.label for item in own_choices(sight, question)) if question else ()


def my_pledges(sight: Sight, _item: Item | None = None) -> str:
    """Cash with its unit and what was pledged in kind."""
    return AND.join(part for part in (pledged_cash(sight), *pledged_in_kind(sight)) if part)


def _known_as(sight: Sight, item: Item) -> Merged:
    """The activity behind an item, with all its keys."""
    found = (m for m in merged(sight, "activities") if item.key in m.keys)
    return next(found, Merged(item, (item.key,)))


def lead_answer(sight: Sight, question: str, activity: Merged) -> Answer | None:
    """What was said of an activity: by the organisation itself, else by a lead, else by anyone.

    What others said counts once their round is closed; so does that they lead.
    """
    said = [a for a in all_newest(sight, question) if a.slot.item in activity.keys]

    def standing(answer: Answer) -> tuple[bool, bool]:
        own = answer.organisation == sight.organisation
        return (not own, role_in(sight, activity, answer.organisation) != LEAD)

    return min(said, key=standing, default=None)


def _of_item(question: str) -> Derived:
    """A text that says what the item's lead answered to a question."""

    def text(sight: Sight, item: Item | None) -> str:
        found = sight.cycle.question(question)
        answer = lead_answer(sight, question, _known_as(sight, item)) if item else None
        return words_of(sight, found, answer) if found and answer else ""

    return text


start = _of_item("start_date")
end = _of_item("end_date")
indicator = _of_item("indicator")


def progress(sight: Sight, item: Item | None) -> str:
    """Where an activity stands: the lead's newest word on it, else the newest of anyone's.

    Of others, the newest of the check-ins that are closed.
    """
    question = sight.cycle.question("progress")
    if question is None or item is None:
        return ""
    activity = _known_as(sight, item)
    said = [a for a in all_newest(sight, "progress") if a.slot.item in activity.keys]

    def standing(answer: Answer) -> tuple[bool, datetime]:
        return (role_in(sight, activity, answer.organisation) == LEAD, answer.at)

    latest = max(said, key=standing, default=None)
    return words_of(sight, question, latest) if latest else ""


def registered(sight: Sight, question: Question) -> Agreement | None:
    """How the register has it that a vote of this cycle came out; None for what was not voted on by the rule."""
    return decision(sight.partnership, Slot(question.key), sight.round.cycle)


def carried(sight: Sight, question: Question, entry: Agreement) -> str:
    """What an entry says was carried, in the sight's language; "" for nothing."""
    if entry.outcome != CARRIED:
        return ""
    known = labels(sight, question)
    agreed = known.get(AGREE, known.get("yes", "")) if question.kind is not Kind.SINGLE else ""
    return agreed or known.get(chosen(entry), entry.result)


def result(sight: Sight, question: Question) -> str:
    """What the partners decided, by their rule where it was entered in the register; else the most chosen (all
    that are level), or the first of a rank.

    "" until the part in which they decide is closed, and where nothing was carried.
    """
    cast = ballots(sight, question, together(sight, question.key, ""))
    known = labels(sight, question)
    entry = registered(sight, question) if any(cast) and question.kind in BY_RULE else None
    if entry is not None:
        return carried(sight, question, entry)
    if question.kind is Kind.RANK:
        best = tuple(row.key for row in borda(cast, in_order(sight, question))[:1])
        behind = LISTS_BEHIND.get(question.options_from, question.options_from)
        gone = known_once(sight, behind) if behind else {}
        left = {key: label for key, label in known.items() if key not in gone}
        if not best and len(set(left.values())) == 1:  # one item alone is not ranked
            best = tuple(left)[:1]
    else:
        best = winners(counts(cast, in_order(sight, question)))
    return AND.join(known[key] for key in best)


def decided(sight: Sight, question: Question) -> bool:
    """The question is put to all partners together, so that its result is the group's."""
    stage = sight.cycle.stage_of(question.key)
    part = stage.part_of(question.key) if stage else None
    return part is not None and part.kind is PartKind.DECISION


def answered(sight: Sight, key: str, item: Item | None = None) -> str:
    """What a question's name stands for in a prompt: one's own words, or the group's result."""
    question = sight.cycle.question(key)
    if question is None:
        return ""
    if decided(sight, question) and not question.each:
        return result(sight, question)
    answer = newest(sight, key, item=item.key) if item and question.each else None
    answer = answer or newest(sight, key)
    if answer is None:
        held = own_newest(sight, key) if question.each and item is None else []
        return AND.join(words_of(sight, question, a) for a in held)
    return words_of(sight, question, answer)


def delegates(sight: Sight, _item: Item | None = None) -> str:
    """Whom the organisation sends into the working group, in its own words."""
    return answered(sight, "delegates")


def structure(sight: Sight, _item: Item | None = None) -> str:
    """The working-group structure that most partners chose."""
    return answered(sight, "structure")


def objective_rank(sight: Sight, _item: Item | None = None) -> str:
    """The objective that the partners ranked first."""
    return answered(sight, "objective_rank")


DERIVED_TEXTS: Mapping[str, Derived] = {
    "my_role": my_role,
    "my_roles": my_roles,
    "my_pledges": my_pledges,
    "start": start,
    "end": end,
    "indicator": indicator,
    "progress": progress,
    "delegates": delegates,
    "structure": structure,
    "objective_rank": objective_rank,
}
"""Names in prompts that are worked out; any other name is a question's key (`answered`)."""
