"""The partners' rules of decision: pure, and tabled. How voices come to an outcome.

One organisation has one voice. A voice is one of `IN_FAVOUR`, `OBJECT`, `CONSULT`, `ABSTAIN` or `ABSENT`
on a consent, and an option's key, `ABSTAIN` or `ABSENT` in a choice. Who must consult first abstains for the
time being: that voice is always provisional.

Quorum, over all organisations that count. Abstaining is taking part, being absent is not. Below it
the outcome is no_quorum, whatever the rule:

| quorum     | so many of them took part |
|------------|---------------------------|
| half       | more than half            |
| two_thirds | at least two thirds       |
| all        | each of them              |

Rules, once there is a quorum:

| rule         | a consent is carried when                      | in a choice an option is carried when        |
|--------------|------------------------------------------------|----------------------------------------------|
| consensus    | everyone who took part is in favour            | everyone who took part chose it              |
| no_objection | someone is in favour and nobody objects        | it alone was chosen most                     |
| majority     | more are in favour than object                 | more than half of those who chose chose it   |
| two_thirds   | two thirds of those who took a side are in favour | two thirds of those who chose chose it    |
| delegated    | referred to the working group, with the count  | the same                                     |

What is not carried is not_carried; a choice in which several options are level at the top is tied,
but under consensus, where not everyone chose the same, it is not_carried. When nobody is in favour, or nobody
chose, nothing is carried. Ranks and marks have no rule but the quorum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.records import Quorum, Rule

AGREE, AGREE_CHANGES, LIVE_WITH, OBJECT = "agree", "agree_changes", "live_with", "object"
CONSULT, ABSTAIN, ABSENT = "consult", "abstain", "absent"
IN_FAVOUR = (AGREE, AGREE_CHANGES, LIVE_WITH)
CONSENT = (*IN_FAVOUR, CONSULT, OBJECT)
CARRIED, NOT_CARRIED, TIED = "carried", "not_carried", "tied"
NO_QUORUM, REFERRED = "no_quorum", "referred"


class Cast(NamedTuple):
    """One organisation's voice."""

    voice: str
    provisional: bool = False
    """Its organisation has yet to confirm it: it counts as it was given, and may still change."""


class Outcome(NamedTuple):
    outcome: str
    """carried | not_carried | tied | no_quorum | referred."""
    winner: str
    """The option that is carried; "" for none, and on a consent."""
    counts: tuple[tuple[str, int], ...]
    """How many organisations gave each voice, in the order of the options; "abstain" and "absent" last."""
    awaits: tuple[str, ...]
    """Organisations with a provisional voice on which the outcome may still hang: the other provisional ones
    can settle theirs in such a way that another voice of this one makes another outcome."""


def quorate(quorum: Quorum, took_part: int, of: int) -> bool:
    """Whether enough organisations took part; of none at all there never are."""
    if not took_part:
        return False
    if quorum is Quorum.HALF:
        return 2 * took_part > of
    if quorum is Quorum.TWO_THIRDS:
        return 3 * took_part >= 2 * of
    return took_part == of


# ── on how many the outcome rests ────────────────────────────────────────────

Tally = tuple[int, ...]
"""How many voices: abstaining, absent, then each side or option."""
Verdict = tuple[str, int]
"""The outcome and the position in the tally of what is carried (-1: of nothing)."""
KEPT = 4096
"""Answers kept of whether an outcome hangs on a voice: in a year a house asks far fewer different ones."""
SIDES = 2
"""Where sides and options begin in a tally."""


def _on_consent(rule: Rule, tally: Tally) -> Verdict:
    """The tally's sides: in favour, against."""
    abstain, _, favour, against = tally
    carried = {
        Rule.CONSENSUS: not against and not abstain,
        Rule.NO_OBJECTION: not against,
        Rule.MAJORITY: favour > against,
        Rule.TWO_THIRDS: 3 * favour >= 2 * (favour + against),
    }
    return (CARRIED if favour and carried[rule] else NOT_CARRIED), -1


def _on_choice(rule: Rule, tally: Tally) -> Verdict:
    abstain, options = tally[0], tally[SIDES:]
    chose, most = sum(options), max(options, default=0)
    if not most:
        return NOT_CARRIED, -1
    carried = {
        Rule.CONSENSUS: most == chose and not abstain,
        Rule.NO_OBJECTION: True,
        Rule.MAJORITY: 2 * most > chose,
        Rule.TWO_THIRDS: 3 * most >= 2 * chose,
    }
    level = options.count(most) > 1
    if carried[rule] and not level:
        return CARRIED, SIDES + options.index(most)
    return (TIED if level and rule is not Rule.CONSENSUS else NOT_CARRIED), -1


class _Judge(NamedTuple):
    """A rule and a quorum over what is decided: tally → verdict."""

    rule: Rule
    quorum: Quorum
    decide: Callable[[Rule, Tally], Verdict]

    def __call__(self, tally: Tally) -> Verdict:
        of = sum(tally)
        if not quorate(self.quorum, of - tally[1], of):
            return NO_QUORUM, -1
        return (REFERRED, -1) if self.rule is Rule.DELEGATED else self.decide(self.rule, tally)


# ── whose provisional voice may still turn it ────────────────────────────────


def _awaits(
    judge: _Judge, positions: Mapping[str, int], provisional: Sequence[str], size: int
) -> tuple[str, ...]:
    """`positions`: organisation → where its voice stands in the tally, which has `size` places."""
    firm = [at for who, at in positions.items() if who not in provisional]
    base = tuple(firm.count(at) for at in range(size))
    given = {positions[who] for who in provisional}
    hangs = {at: _hangs_at(judge, base, at, len(provisional) - 1) for at in given}
    return tuple(who for who in provisional if hangs[positions[who]])


def _hangs_at(judge: _Judge, base: Tally, own: int, others: int) -> bool:
    """Options are all alike but for the own one, which goes to the front; the sides of a consent are not."""
    if judge.decide is not _on_choice:
        return _hangs(judge, base, own, others, len(base))
    if own < SIDES:
        return _hangs(judge, base, own, others, SIDES)
    first = (*base[:SIDES], base[own], *base[SIDES:own], *base[own + 1 :])
    return _hangs(judge, first, SIDES, others, SIDES + 1)


@lru_cache(maxsize=KEPT)
def _hangs(judge: _Judge, base: Tally, own: int, others: int, alike: int) -> bool:
    """Whether the outcome hangs on a voice given at `own`, in some way in which the others settle theirs.

    Ways that differ only in which of the places from `alike` on is which are looked at once. The simple
    ones come first: where many have yet to settle, it is one of those that turns the outcome.
    """

    def turns(ways: Iterable[Tally]) -> bool:
        return any(
            judge(_plus(way, own)) != judge(_plus(way, at)) for way in ways for at in range(len(way))
        )

    if turns(_on_two(base, others, alike)):
        return True
    ways = {_sorted(base, alike)}
    for _ in range(others):
        ways = {_sorted(_plus(way, at), alike) for way in ways for at in range(len(way))}
    return turns(ways)


def _on_two(base: Tally, others: int, alike: int) -> set[Tally]:
    """The ways in which the others give no more than two different voices."""
    places = range(len(base))
    return {
        _sorted(_plus(_plus(base, one, first), two, others - first), alike)
        for one in places
        for two in places
        for first in range(others + 1)
    }


def _plus(tally: Tally, at: int, more: int = 1) -> Tally:
    return (*tally[:at], tally[at] + more, *tally[at + 1 :])


def _sorted(tally: Tally, alike: int) -> Tally:
    return (*tally[:alike], *sorted(tally[alike:]))


# ── the rules ────────────────────────────────────────────────────────────────


def consent(rule: Rule, quorum: Quorum, casts: Mapping[str, Cast]) -> Outcome:
    """How a consent comes out. `casts`: every organisation that counts → its voice."""
    at = {ABSTAIN: 0, CONSULT: 0, ABSENT: 1, **dict.fromkeys(IN_FAVOUR, 2), OBJECT: 3}
    return _outcome(rule, quorum, casts, CONSENT, at, _on_consent)


def choice(
    rule: Rule, quorum: Quorum, casts: Mapping[str, Cast], options: Sequence[str]
) -> Outcome:
    """How a choice of one of `options` comes out. `casts`: every organisation that counts → its voice."""
    at = {ABSTAIN: 0, ABSENT: 1, **{key: n for n, key in enumerate(options, SIDES)}}
    return _outcome(rule, quorum, casts, tuple(options), at, _on_choice)


def _outcome(
    rule: Rule,
    quorum: Quorum,
    casts: Mapping[str, Cast],
    options: tuple[str, ...],
    at: Mapping[str, int],
    decide: Callable[[Rule, Tally], Verdict],
) -> Outcome:
    judge = _Judge(rule, quorum, decide)
    positions = {who: at[cast.voice] for who, cast in casts.items()}
    provisional = [w for w, cast in casts.items() if cast.provisional or cast.voice == CONSULT]
    size = max(at.values()) + 1
    held = list(positions.values())
    outcome, won = judge(tuple(held.count(n) for n in range(size)))
    winner = next((key for key in options if at[key] == won and won >= 0), "")
    waits = _awaits(judge, positions, provisional, size)
    return Outcome(outcome, winner, counted(casts, options), waits)


def counted(casts: Mapping[str, Cast], options: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """How many organisations gave each voice; what nobody gave is left out."""
    voices = [cast.voice for cast in casts.values()]
    rows = ((key, voices.count(key)) for key in (*options, ABSTAIN, ABSENT))
    return tuple(row for row in rows if row[1])


def present(quorum: Quorum, casts: Mapping[str, Cast]) -> bool:
    """Whether a rank or a mark, which has no rule of its own, has its quorum."""
    took_part = sum(cast.voice != ABSENT for cast in casts.values())
    return quorate(quorum, took_part, len(casts))
