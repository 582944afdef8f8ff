"""Which answers an artefact may show, and rows of them by organisation.

Three rules hold for every artefact: what only the broker sees is not in it; what is anonymous is in
it without names, and only when LEAST_ORGANISATIONS have answered it (that is seen to in making.py);
and of rounds that are open, other than its own, it holds nothing but what is before all partners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.core.cycle import Kind, Question, Seen
from bot.core.derived import my_pledges, words_of
from bot.core.model import Answer, AnswerKey, Round
from bot.core.results import ON_BEHALF, PENDING, Block, Lines, Note
from bot.core.sight import Sight, all_newest, before_all, name, newest, say, voting

Details = tuple[tuple[str, str], ...]
Row = tuple[str, Details]
NAMES = ", "
"""Between names of organisations."""


def open_to_group(sight: Sight) -> Sight:
    """The sight of the whole partnership, without any answer that the group may not see.

    Left out are all that only the broker sees, the anonymous ones of other stages (those of the
    round's own stage stay, for `of` to count them), those that a broker left out, and those of other
    open rounds, but for entries and joint decisions of their closed parts. An open round at hand is whole but
    for votes that are open: it is the preview.
    """
    return _sifted(sight, _closed_to_group(sight), _but_votes(sight))


def open_to_deciders(sight: Sight) -> Sight:
    """As `open_to_group`; of an open round at hand only the parts that are closed."""

    def settled(round: Round, question: Question) -> bool:
        stage = sight.cycle.stage(round.stage)
        part = stage.part_of(question.key) if stage else None
        return round.published or (part is not None and part.key in round.closed_parts)

    return _sifted(sight, _closed_to_group(sight), settled)


def open_to_broker(sight: Sight) -> Sight:
    """As `open_to_group`, with what only the broker sees of the round's own stage."""
    own = sight.cycle.stage(sight.round.stage)
    there = {q.key for q in own.questions if q.seen is Seen.BROKER} if own else set()
    return _sifted(sight, _closed_to_group(sight) - there, _but_votes(sight))


def _but_votes(sight: Sight) -> Callable[[Round, Question], bool]:
    return lambda round, question: not voting(sight, round, question)


def _closed_to_group(sight: Sight) -> frozenset[str]:
    """Questions whose answers the group may not see, not even counted."""
    return frozenset(
        q.key
        for stage, q in sight.cycle.questions()
        if q.seen is Seen.BROKER or (q.seen is Seen.ANONYMOUS and stage.key != sight.round.stage)
    )


def _sifted(
    sight: Sight, closed: frozenset[str], at_hand: Callable[[Round, Question], bool]
) -> Sight:
    """Without the answers to the closed questions; `at_hand` says what stays of the round at hand."""
    questions = {q.key: q for _, q in sight.cycle.questions() if q.key not in closed}

    def stays(round: Round, key: AnswerKey) -> bool:
        question = questions.get(key.slot.question)
        if question is None:
            return False
        if round.id == sight.round.id:
            return at_hand(round, question)
        return before_all(sight, round, question)

    def opened(round: Round) -> Round:
        kept = {k: a for k, a in round.answers.items() if k not in round.left_out and stays(round, k)}
        return replace(round, answers=kept)

    rounds = {key: opened(round) for key, round in sight.partnership.rounds.items()}
    whole = replace(sight.partnership, rounds=rounds)
    own = opened(sight.round)
    return replace(sight, partnership=whole, round=own, organisation="", sifted=True)


def seen_by(sight: Sight, organisation: str) -> Sight:
    return replace(sight, organisation=organisation)


def title(sight: Sight, key: str) -> str:
    """What a question is called, "" if the set has no such question."""
    question = sight.cycle.question(key)
    return say(sight, question.title) if question else ""


def about(heading: str, item: str) -> str:
    return f"{heading} “{item}”"


def label(text: str) -> str:
    """People's words where a key might stand: a leading "=" of theirs must not make them one."""
    return f" {text}" if text.startswith("=") else text


def heard(sight: Sight, question: Question) -> list[Answer]:
    """The answers that count now; none to a question of the broker's."""
    return [] if question.seen is Seen.BROKER else counting(sight, question)


def counting(sight: Sight, question: Question) -> list[Answer]:
    """The newest answers. What is told at each check-in counts for that check-in only."""
    answers = all_newest(sight, question.key)
    stage = sight.cycle.stage_of(question.key)
    told = question.recurring and question.kind is Kind.TEXT
    if told and stage is not None and stage.key == sight.round.stage:
        own = sight.round.answers
        answers = [a for a in answers if any(a is mine for mine in own.values())]
    return answers


def named(sight: Sight, key: str) -> list[Answer]:
    """Answers that may stand with their organisation's name; none of any other question."""
    question = sight.cycle.question(key)
    return heard(sight, question) if question and question.seen is Seen.NAMED else []


def said(sight: Sight, key: str, organisation: str, item: str = "") -> str:
    """One organisation's words to a named question, "" if it has none; a reason stands behind."""
    question = sight.cycle.question(key)
    answer = newest(sight, key, organisation, item)
    if question is None or answer is None or question.seen is not Seen.NAMED:
        return ""
    words = words_of(sight, question, answer)
    return pending(f"{words} – {answer.words}" if answer.words else words, answer)


def pending(text: str, answer: Answer) -> str:
    """The text, marked if the organisation has yet to confirm the answer, or a broker wrote it down for it."""
    marks = PENDING * answer.provisional + ON_BEHALF * answer.on_behalf
    return f"{text}{marks}" if text else text


def who(sight: Sight, answers: Iterable[Answer]) -> str:
    """The names of those who gave the answers, each marked if it has yet to confirm."""
    return NAMES.join(pending(name(sight, a.organisation), a) for a in answers)


def awaiting(sight: Sight) -> list[Block]:
    """Which organisations have yet to confirm something of the round at hand."""
    shown = {key for key, q in asked(sight).items() if q.seen is Seen.NAMED}
    answers = sight.round.answers.values()
    found = {a.organisation for a in answers if a.provisional and a.slot.question in shown}
    there = [o for o in sight.partnership.organisations if o in found]
    return [Note("=awaiting", {"organisations": names(sight, there)})] if there else []


def asked(sight: Sight) -> dict[str, Question]:
    """The questions of the round's stage."""
    stage = sight.cycle.stages.get(sight.round.stage)
    return {q.key: q for q in stage.questions} if stage else {}


def details(*rows: tuple[str, str]) -> Details:
    """Those that have something to say."""
    return tuple(row for row in rows if row[1])


def lines(heading: str, rows: Iterable[Row]) -> list[Block]:
    kept = tuple(row for row in rows if row[1])
    return [Lines(heading, kept)] if kept else []


def answered(sight: Sight, organisation: str) -> bool:
    """Whether the organisation said anything in the round at hand."""
    return any(key.organisation == organisation for key in sight.round.answers)


def by_organisation(
    sight: Sight, heading: str, make: Callable[[Sight, str], Details]
) -> list[Block]:
    """A row for every organisation that has something in it."""
    organisations = sight.partnership.organisations.values()
    return lines(heading, ((o.name, make(seen_by(sight, o.id), o.id)) for o in organisations))


def side_by_side(sight: Sight, heading: str, *questions: str) -> list[Block]:
    """A row for every organisation: its words to each of the questions."""

    def row(_: Sight, organisation: str) -> Details:
        return details(*((title(sight, q), said(sight, q, organisation)) for q in questions))

    return by_organisation(sight, heading, row)


def names(sight: Sight, organisations: Iterable[str]) -> str:
    return NAMES.join(name(sight, o) for o in dict.fromkeys(organisations))


def pledges(sight: Sight, organisation: str) -> str:
    """What an organisation pledged, as far as pledges stand with their organisation's name."""
    asked = (sight.cycle.question(key) for key in ("cash", "in_kind"))
    if any(q is not None and q.seen is not Seen.NAMED for q in asked):
        return ""
    return my_pledges(seen_by(sight, organisation))
