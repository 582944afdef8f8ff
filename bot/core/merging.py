"""One list out of everyone's: entries pooled, doubles merged, ordered by how all rated them.

GUIDE.md: stage 3 pools objectives and ranks them, stage 4 pools activities and scores them; later
stages go through the pooled lists. A pooled list is the group's: it is there once the part that asked
for it is closed, and is then the same for everyone (core/sight.py, `together`). What a broker merged,
reworded or dropped in it before it was put to all (`Round.curated`) counts from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from bot.core.cycle import Kind
from bot.core.model import Answer, AnswerKey, Entry, Slot
from bot.core.records import Curation
from bot.core.sight import OF_THE_GROUP, Sight, once, rounds_of, together
from bot.core.tally import borda, by_scores
from bot.core.text import tidy

LISTS_BEHIND = {
    "my_activities": "activities",
    "my_lead_activities": "activities",
    "top_feasible_activities": "activities",
}
"""For a derived list that takes from a pooled one: which."""


class Item(NamedTuple):
    """One thing that a loop goes through or that can be chosen."""

    key: str
    label: str
    organisations: tuple[str, ...]
    """Ids of the organisations that proposed it, or whose it is."""


class Merged(NamedTuple):
    """An item with every key that one of its entries was ever known under."""

    item: Item
    keys: tuple[str, ...]


class Proposal(NamedTuple):
    """What became of one item that was proposed: its item, and what a broker did with it."""

    item: Item
    keys: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    """(organisation, its own words), of those who proposed just this."""
    doubles: tuple[Proposal, ...] = ()
    """What a broker merged into it."""
    reworded: bool = False
    dropped: str = ""
    """Why it is not put to the others."""


def same(text: str) -> str:
    """What two entries have in common when they are one: letters without case, width or blanks."""
    return "".join(tidy(text).split()).casefold()


def entries(answer: Answer) -> tuple[Entry, ...]:
    """The entries of a list answer; () for any other."""
    value = answer.value
    if not isinstance(value, tuple):
        return ()
    return tuple(entry for entry in value if isinstance(entry, Entry))


def keys(answer: Answer) -> tuple[str, ...]:
    """The option keys of an answer that chose; () for any other."""
    value = answer.value
    if not isinstance(value, tuple):
        return ()
    return tuple(key for key in value if not isinstance(key, Entry))


def number(answer: Answer) -> Decimal | None:
    return answer.value if isinstance(answer.value, Decimal) else None


def _in_turn(answers: list[Answer]) -> Iterator[tuple[str, str, Entry]]:
    """(organisation, key, entry): everyone's first entries, then everyone's second, and so on."""
    lists = [[(a.organisation, f"{a.organisation}.{e.id}", e) for e in entries(a)] for a in answers]
    for turn in zip_longest(*lists):
        yield from (found for found in turn if found is not None)


def in_use(sight: Sight, list_question: str) -> frozenset[str]:
    """Keys of a list's items that answers of this cycle already hang on: as a loop's item or as a choice.

    An answer's key alone does not tell which list it is of: those of two lists may be alike.
    """
    sources = [s for s in {list_question, *LISTS_BEHIND} if _list_behind(s) == list_question]
    loops = frozenset[str]().union(*map(sight.cycle.going_through, sources))
    choices = frozenset[str]().union(*map(sight.cycle.choosing_from, sources))
    found: set[str] = set()
    for round in (*sight.partnership.rounds.values(), sight.round):
        if round.cycle != sight.round.cycle:
            continue
        for answer in round.answers.values():
            if answer.slot.question in loops:
                found.add(answer.slot.item)
            if answer.slot.question in choices:
                found.update(keys(answer))
    return frozenset(found)


def _list_behind(source: str) -> str:
    return LISTS_BEHIND.get(source, source)


def proposals(sight: Sight, list_question: str) -> tuple[Proposal, ...]:
    """All organisations' entries with doubles merged, in the order in which they were proposed, and with
    what a broker made of them; those that were dropped are there too.

    An item's key is that of its first entry, unless answers already hang on another of its entries:
    when lists change later, no answer may lose its item.
    """
    return once(sight, f"{OF_THE_GROUP}proposals {list_question}", lambda: _proposals(sight, list_question))


def _proposals(sight: Sight, list_question: str) -> tuple[Proposal, ...]:
    groups: dict[str, list[tuple[str, str, Entry]]] = {}
    answers = together(sight, list_question, "")
    for found in _in_turn(answers):
        groups.setdefault(same(found[2].text), []).append(found)
    if not groups:
        return ()
    used, curated = in_use(sight, list_question), _curated(sight, list_question, answers)
    alone = [_alone(group, used) for group in groups.values()]
    main = {key: p.item.key for p in alone for key in p.keys}
    entries_of = {p.item.key: p.keys for p in alone}
    into = {p.item.key: _into(p, main, entries_of, curated) for p in alone}
    return tuple(
        _with_doubles(p, [d for d in alone if into[d.item.key] == p.item.key], used, curated)
        for p in alone
        if not into[p.item.key]
    )


def _alone(group: list[tuple[str, str, Entry]], used: frozenset[str]) -> Proposal:
    known = tuple(key for _, key, _ in group)
    key = next((k for k in known if k in used), known[0])
    orgs = tuple(dict.fromkeys(org for org, _, _ in group))
    words = tuple((org, entry.text) for org, _, entry in group)
    return Proposal(Item(key, tidy(group[0][2].text), orgs), known, words)


def _curated(sight: Sight, list_question: str, answers: list[Answer]) -> dict[str, Curation]:
    """Entry key → what was made of it in the round that the entry comes from."""
    stage = sight.cycle.stage_of(list_question)
    found: dict[str, Curation] = {}
    for round in rounds_of(sight, stage.key) if stage else ():
        for slot, curation in round.curated.items():
            org = slot.item.partition(".")[0]
            answer = round.answers.get(AnswerKey(org, Slot(list_question)))
            if slot.question == list_question and any(answer is a for a in answers):
                found.setdefault(slot.item, curation)
    return found


def curation_of(proposal: Proposal, curated: dict[str, Curation]) -> Curation:
    return next((curated[key] for key in proposal.keys if key in curated), Curation())


def _into(
    proposal: Proposal,
    main: dict[str, str],
    entries_of: dict[str, tuple[str, ...]],
    curated: dict[str, Curation],
) -> str:
    """Key of the item that it went into in the end; "" when it stands for itself."""
    at, been = proposal.item.key, {proposal.item.key}
    while True:
        made = next((curated[k] for k in entries_of[at] if k in curated), Curation())
        following = main.get(made.into, "")
        if not following or following in been:
            return at if at != proposal.item.key else ""
        been.add(following)
        at = following


def _with_doubles(
    proposal: Proposal, doubles: list[Proposal], used: frozenset[str], curated: dict[str, Curation]
) -> Proposal:
    made = curation_of(proposal, curated)
    all_of_it = (proposal, *doubles)
    keys = [key for p in all_of_it for key in p.keys]
    key = proposal.item.key
    gone = made.into  # what it was merged into is proposed no more; answers may hang on it all the same
    if gone and gone in used and gone not in keys:
        keys, key = [*keys, gone], gone
    orgs = tuple(dict.fromkeys(org for p in all_of_it for org in p.item.organisations))
    item = Item(key, made.wording or proposal.item.label, orgs)
    return Proposal(
        item, tuple(keys), proposal.words, tuple(doubles), bool(made.wording), made.dropped
    )


def proposed(sight: Sight, list_question: str) -> tuple[Merged, ...]:
    """The items that are put to all, in the order in which they were proposed."""
    return tuple(
        Merged(p.item, p.keys) for p in proposals(sight, list_question) if not p.dropped
    )


def known_once(sight: Sight, list_question: str) -> dict[str, str]:
    """Key → words of what was dropped: for answers that were given to it before."""
    dropped = (p for p in proposals(sight, list_question) if p.dropped)
    return {key: p.item.label for p in dropped for key in p.keys}


def _ranked(sight: Sight, ranked_by: str, items: tuple[Merged, ...]) -> list[str]:
    """The items' keys in the order that everyone's ranks or marks give them."""
    main = {key: merged.item.key for merged in items for key in merged.keys}
    order = [merged.item.key for merged in items]
    question = sight.cycle.question(ranked_by)
    answers = together(sight, ranked_by)
    if question is None or not answers:
        return order
    if question.kind is Kind.RANK:
        ballots = [[main[k] for k in keys(a) if k in main] for a in answers]
        placed = [row.key for row in borda(ballots, order)]
        return placed + [key for key in order if key not in placed]
    scores: dict[str, list[Decimal]] = {}
    for answer in answers:
        mark = number(answer)
        if mark is not None and answer.slot.item in main:
            scores.setdefault(main[answer.slot.item], []).append(mark)
    return by_scores(scores, order)


def merged(sight: Sight, list_question: str, ranked: bool = True) -> tuple[Merged, ...]:
    """The pooled list with its keys; `ranked` False leaves it in the order of proposal."""
    key = f"merged {list_question} {ranked}"
    return once(sight, key, lambda: _merged(sight, list_question, ranked))


def _merged(sight: Sight, list_question: str, ranked: bool) -> tuple[Merged, ...]:
    items = proposed(sight, list_question)
    question = sight.cycle.question(list_question)
    if not ranked or question is None or not question.ranked_by:
        return items
    by_key = {m.item.key: m for m in items}
    return tuple(by_key[key] for key in _ranked(sight, question.ranked_by, items))


def pool(sight: Sight, list_question: str) -> tuple[Item, ...]:
    """All organisations' entries, doubles merged; the best rated first once they have been rated.

    Before that, and among equals: everyone's first entries, then everyone's second, and so on.
    """
    return tuple(m.item for m in merged(sight, list_question))
