"""The blocks that artefacts are made of, out of the newest answers to one question or several.

Two rules hold for all of them: what only the broker sees makes no block, and what is anonymous
makes one without names, and only when LEAST_ORGANISATIONS have answered it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from bot.core.artefacts.hearing import (
    NAMES,
    Details,
    Row,
    about,
    counting,
    details,
    heard,
    label,
    lines,
    named,
    pending,
    who,
)
from bot.core.artefacts.outcome import outcome
from bot.core.cycle import Kind, Question, Seen
from bot.core.derived import ballots, carried, decided, in_order, labels, registered, words_of
from bot.core.merging import LISTS_BEHIND, Item, Merged, entries, keys, merged, number
from bot.core.model import Answer
from bot.core.results import Bars, Block, Hidden, Note, Ranking, Spread, Voices
from bot.core.rules import CARRIED, NO_QUORUM, NOT_CARRIED, REFERRED
from bot.core.sight import Sight, name, say
from bot.core.tally import LEAST_ORGANISATIONS, borda, counts, spread, winners
from bot.core.text import sort_key

CHOICES = (Kind.SINGLE, Kind.MULTI, Kind.YES_NO, Kind.CONSENT)
AMOUNTS = (Kind.NUMBER, Kind.MONEY, Kind.DATE)
UNDECIDED = {NO_QUORUM: "=no_quorum", NOT_CARRIED: "=not_carried", REFERRED: "=referred"}
"""How a vote came out that decided nothing → the note below its bars."""


# ── one question ─────────────────────────────────────────────────────────────


def of(sight: Sight, *questions: str) -> list[Block]:
    """The blocks of each question by its kind; none of one that nobody answered."""
    return [block for key in questions for block in _of(sight, key)]


def bars(sight: Sight, *questions: str) -> list[Block]:
    """Only how many chose what: for questions whose words stand in rows by organisation."""
    return [block for block in of(sight, *questions) if isinstance(block, Bars)]


def _of(sight: Sight, key: str) -> list[Block]:
    question = sight.cycle.question(key)
    answers = heard(sight, question) if question else []
    if question is None or not answers:
        return []
    heading = say(sight, question.title)
    if not question.each:
        return _blocks(sight, question, heading, answers)
    found: list[Block] = []
    if question.kind in (Kind.TEXT, Kind.LIST, *AMOUNTS) and question.seen is Seen.NAMED:
        return lines(heading, _rows_by_item(sight, question, answers))
    for item, some in by_item(sight, question, answers):
        if question.seen is Seen.ANONYMOUS and len(some) < LEAST_ORGANISATIONS:
            found = [b for b in found if not isinstance(b, Hidden)] + [Hidden(heading, len(some))]
        else:
            found += _blocks(sight, question, about(heading, item.label), some, item.key)
    return found


def _blocks(
    sight: Sight, question: Question, heading: str, answers: list[Answer], item: str = ""
) -> list[Block]:
    if question.seen is Seen.ANONYMOUS and len(answers) < LEAST_ORGANISATIONS:
        return [Hidden(heading, len(answers))]
    if question.kind is Kind.SCALE:
        return _spread(sight, question, heading, answers)
    if question.kind is Kind.RANK:
        return _ranking(sight, question, heading, answers)
    if question.kind in CHOICES:
        return [
            *_bars(sight, question, heading, answers),
            *outcome(sight, question, item),
            *_words(sight, question, heading, answers),
        ]
    return _voices(sight, question, heading, answers)


def _voices(sight: Sight, question: Question, heading: str, answers: list[Answer]) -> list[Block]:
    said_by: list[tuple[str, str]] = []
    for answer in answers:
        listed = [entry.text for entry in entries(answer)]
        words = listed or [words_of(sight, question, answer)]
        said_by += [(who(sight, [answer]), text) for text in words if text]
    return _voiced(question, heading, said_by)


def _voiced(question: Question, heading: str, voices: list[tuple[str, str]]) -> list[Block]:
    """Anonymous voices lose their names, and their order too, which would tell whose they are."""
    if question.seen is Seen.ANONYMOUS:
        voices = [("", text) for text in sorted((text for _, text in voices), key=sort_key)]
    return [Voices(heading, tuple(voices))] if voices else []


def _words(sight: Sight, question: Question, heading: str, answers: list[Answer]) -> list[Block]:
    """Reasons, and what "other" means."""
    known = labels(sight, question)
    told = [a for a in answers if a.words]
    if question.kind is Kind.CONSENT:
        reasons = [(who(sight, [a]), f"{_chosen(known, a)} – {a.words}") for a in told]
        return _voiced(question, heading if question.each else "=reasons", reasons)
    asking = [o for o in question.options if o.asks]
    option = say(sight, asking[0].label) if len(asking) == 1 else ""
    words = [(name(sight, a.organisation), a.words) for a in told]
    return _voiced(question, about(heading, option) if option else heading, words)


def _chosen(known: dict[str, str], answer: Answer) -> str:
    return NAMES.join(known.get(key, key) for key in keys(answer))


def _bars(sight: Sight, question: Question, heading: str, answers: list[Answer]) -> list[Block]:
    """How many chose what; of a decision of one choice, what was decided."""
    known = labels(sight, question)
    rows = _counts(sight, question, answers)
    if not rows:
        return []
    chosen = _counted(sight, question, heading, answers)
    best = [known[key] for key in winners(rows)]
    if question.each or question.kind is not Kind.SINGLE or not decided(sight, question):
        return chosen
    key = "=chosen" if len(best) == 1 else "=level"
    entry = registered(sight, question)
    if entry is not None and entry.outcome in UNDECIDED:
        return [*chosen, Note(UNDECIDED[entry.outcome], {"question": heading})]
    if entry is not None and entry.outcome == CARRIED:
        key, best = "=chosen", [carried(sight, question, entry)]
    return [*chosen, Note(key, {"question": heading, "result": NAMES.join(best)})]


def _counts(sight: Sight, question: Question, answers: list[Answer]) -> list[tuple[str, int]]:
    return counts(ballots(sight, question, answers), in_order(sight, question))


def _counted(sight: Sight, question: Question, heading: str, answers: list[Answer]) -> list[Block]:
    known = labels(sight, question)
    rows = tuple((known[key], n) for key, n in _counts(sight, question, answers))
    return [Bars(heading, rows, len(answers))] if rows else []


def _spread(sight: Sight, question: Question, heading: str, answers: list[Answer]) -> list[Block]:
    span = spread(n for n in map(number, answers) if n is not None)
    if span is None:
        return []
    ends = (say(sight, question.ends[0]), say(sight, question.ends[1])) if question.ends else None
    return [Spread(heading, span.median, span.low, span.high, span.marks, len(answers), ends)]


def _ranking(sight: Sight, question: Question, heading: str, answers: list[Answer]) -> list[Block]:
    known = labels(sight, question)
    placed = borda(ballots(sight, question, answers), in_order(sight, question))
    rows = tuple((known[row.key], row.points, row.best, row.worst) for row in placed)
    return [Ranking(heading, rows, len(answers))] if rows else []


# ── for the broker only ──────────────────────────────────────────────────────


def with_names(sight: Sight, question: Question) -> list[Block]:
    """Who answered what to a question of the broker's, under its title; then a choice in bars."""
    answers = counting(sight, question)
    heading = say(sight, question.title)
    grouped = by_item(sight, question, answers) if question.each else [(None, answers)]
    chosen: list[Block] = []
    rows: list[Row] = []
    for item, some in grouped:
        head = about(heading, item.label) if item else heading
        if question.kind in CHOICES:
            chosen += _counted(sight, question, head, some)
        told = ((label(name(sight, a.organisation)), _in_full(sight, question, a)) for a in some)
        rows.append((head, details(*told)))
    return [*lines("=for_broker", rows), *chosen]


def _in_full(sight: Sight, question: Question, answer: Answer) -> str:
    """An answer with its reason, or with what "other" means."""
    return " – ".join(part for part in (words_of(sight, question, answer), answer.words) if part)


# ── item by item ─────────────────────────────────────────────────────────────


def loop_items(sight: Sight, question: Question) -> tuple[Merged, ...]:
    """What the question loops over, with all keys: a pooled list, or the options of a choice."""
    behind = LISTS_BEHIND.get(question.each, question.each)
    source = sight.cycle.question(behind)
    if source is None:
        return ()
    if source.kind is Kind.LIST:
        return merged(sight, behind)
    return tuple(Merged(Item(o.key, say(sight, o.label), ()), (o.key,)) for o in source.options)


def by_item(
    sight: Sight, question: Question, answers: list[Answer]
) -> list[tuple[Item, list[Answer]]]:
    """Answers sorted under their items; items that are on no list any more come last."""
    found: list[tuple[Item, list[Answer]]] = []
    left = list(answers)
    for known in loop_items(sight, question):
        mine = [a for a in left if a.slot.item in known.keys]
        left = [a for a in left if a.slot.item not in known.keys]
        if mine:
            found.append((known.item, mine))
    for key in dict.fromkeys(a.slot.item for a in left):
        mine = [a for a in left if a.slot.item == key]
        found.append((Item(key, mine[0].item_label or key, ()), mine))
    return found


def _rows_by_item(sight: Sight, question: Question, answers: list[Answer]) -> Iterable[Row]:
    for item, some in by_item(sight, question, answers):
        told = (
            (label(name(sight, a.organisation)), pending(words_of(sight, question, a), a))
            for a in some
        )
        yield item.label, details(*told)


def item_rows(
    sight: Sight, heading: str, source: str, make: Callable[[Merged], Details]
) -> list[Block]:
    """A row for every item of a pooled list, a named one, that has something in it."""
    question = sight.cycle.question(source)
    if question is None or question.seen is not Seen.NAMED:
        return []
    return lines(heading, ((m.item.label, make(m)) for m in merged(sight, source)))


def told_of(sight: Sight, key: str, item: Merged) -> list[Answer]:
    """The named answers to a looping question about one item."""
    return [a for a in named(sight, key) if a.slot.item in item.keys]


def words_on(sight: Sight, key: str, item: Merged) -> str:
    """What was answered about an item; with names where several organisations did."""
    question = sight.cycle.question(key)
    if question is None:
        return ""
    told = told_of(sight, key, item)
    texts = [pending(words_of(sight, question, a), a) for a in told]
    if len(set(texts)) <= 1:
        return "".join(texts[:1])
    pairs = zip(told, texts, strict=True)
    return " · ".join(f"{name(sight, a.organisation)}: {text}" for a, text in pairs)


# ── what came with the answers ───────────────────────────────────────────────


def attachments(sight: Sight, questions: Iterable[Question]) -> list[Block]:
    """How many photos, files and voices each organisation sent with its named answers."""
    sent: dict[str, Counter[str]] = {}
    for question in questions:
        for answer in named(sight, question.key):
            kinds = (f"=attached_{a.kind}" for a in answer.attachments)
            sent.setdefault(answer.organisation, Counter()).update(kinds)
    rows = (
        (name(sight, org), tuple((kind, str(n)) for kind, n in found.items()))
        for org, found in sent.items()
    )
    return lines("=attachments", rows)
