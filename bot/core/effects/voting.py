"""What is said of votes: ballots in the group, how a vote came out, the second vote."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.cycle import Stage
from bot.core.effects.base import Choice, Effect
from bot.core.results import Block
from bot.core.tally import Span


@dataclass(frozen=True, slots=True)
class Ballot(Effect):
    """In a group: one thing that is put to the vote, with a button for each voice. How others voted nobody
    sees before the vote is closed."""

    slot: str
    stage: Stage
    round: str
    question: str
    item: str
    kind: str
    title: str
    prompt: str
    choices: tuple[Choice, ...]
    hidden: bool
    """It is voted on in the private chat only: a rank takes several taps, and many options do not fit."""
    draft: tuple[Block, ...] = ()
    """What a consent is asked on."""
    ends: tuple[str, str] | None = None
    number: int = 1
    """2: the second vote."""
    more: int = 0
    """So many further things are put to the vote in the private chat only; on the last ballot."""


@dataclass(frozen=True, slots=True)
class VoteLine:
    """How one thing came out."""

    title: str
    kind: str
    outcome: str
    """carried | not_carried | tied | no_quorum | referred | hidden (of an anonymous vote too few took part)."""
    result: str
    """What was decided; "" where nothing was."""
    voices: tuple[tuple[str, int], ...] = ()
    """Of a consent or a choice: how people read a voice, and how many organisations gave it."""
    abstained: int = 0
    span: Span | None = None
    """Of marks."""
    placed: tuple[tuple[str, int, int, int], ...] = ()
    """Of a rank: label, points, best and worst place."""
    absent: tuple[str, ...] = ()
    """Names of the organisations that did not vote."""
    provisional: tuple[str, ...] = ()
    """Names of those whose voice they have yet to confirm."""
    awaits: tuple[str, ...] = ()
    """Those among them on whose voice the outcome may still hang."""
    reasons: tuple[tuple[str, str], ...] = ()
    """(name of the organisation, "" where it is not told; the reason it gave)."""


@dataclass(frozen=True, slots=True)
class VoteResult(Effect):
    """In a group: how the vote of one part came out, and by which rule."""

    stage: Stage
    number: int
    """1, or 2 for the second vote."""
    lines: tuple[VoteLine, ...]
    rule: str
    """A Rule; "" where only ranks and marks were given, which have none."""
    quorum: str
    organisations: int
    """How many count."""


@dataclass(frozen=True, slots=True)
class VoteKept(Effect):
    """In private: the voice that was given in the group. It can be changed until the vote is closed."""

    partnership: str
    stage: Stage
    round: str
    title: str
    voice: str
    """"" : abstained."""
    left: int
    """Questions of this part that the organisation has not answered yet."""
    provisional: bool = False
    slot: str = ""
    """Of several receipts for one question that wait, the newest is kept."""


@dataclass(frozen=True, slots=True)
class NotVoted(Effect):
    """A press on a ballot that does not count; to the person where that is possible, else in the group."""

    why: str
    """nameless (the app does not tell who pressed) | stranger (has not joined) | closed | not_asked (the
    organisation does not take part in this round)."""
    private: bool


@dataclass(frozen=True, slots=True)
class SecondVote(Effect):
    """A second vote begins: how the first stood, without saying who; to each group, and in private with the
    way to one's own voices."""

    partnership: str
    stage: Stage
    round: str
    number: int
    lines: tuple[VoteLine, ...]
    private: bool


@dataclass(frozen=True, slots=True)
class SayWhy(Effect):
    """In private, to whoever stands far from the rest: an invitation to tell the others why, if they wish."""

    partnership: str
    stage: Stage
    round: str
    question: str
    item: str
    title: str
    voice: str
    middle: str
    """Where the group stands: the median, or what it ranked first."""


@dataclass(frozen=True, slots=True)
class AskWhy(Effect):
    """In private: now the reason can be written."""

    round: str
    title: str
    voice: str


@dataclass(frozen=True, slots=True)
class WhyKept(Effect):
    """In private: the reason was kept and has been shown to the group."""

    round: str


@dataclass(frozen=True, slots=True)
class ReasonTold(Effect):
    """In a group, during a second vote: a reason that someone wished to give, without a name."""

    stage: Stage
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Referred(Effect):
    """To a broker: by the partners' rule the working group decides; what has it decided?"""

    stage: Stage
    agreement: str
    """Id of the entry in the register."""
    line: VoteLine
    choices: tuple[Choice, ...]
    """Of a choice; () of a consent."""


@dataclass(frozen=True, slots=True)
class WorkingGroupDecided(Effect):
    """What the working group decided; to each group, and to the broker who wrote it down."""

    stage: Stage
    title: str
    outcome: str
    """carried | not_carried."""
    result: str
