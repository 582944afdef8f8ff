"""What is said in an interview, from the first question to handing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.cycle import Seen, Stage
from bot.core.effects.base import Choice, Effect
from bot.core.effects.ledger import PromiseLine
from bot.core.model import Attachment
from bot.core.results import Block


@dataclass(frozen=True, slots=True)
class StageOpened(Effect):
    """To one representative, before the first question of a round or part."""

    partnership: str
    round: str
    stage: Stage
    part: int
    parts: int
    questions: int
    number: int
    by: str
    """The broker's name."""
    again: bool = False
    """The round was closed before and has been opened again: what was answered is still there."""
    promises: tuple[PromiseLine, ...] = ()
    """When a stage begins: the most pressing of the organisation's open promises."""
    promised: int = 0
    """How many of them it has."""
    deadline: date | None = None
    """Until when it can be answered."""


@dataclass(frozen=True, slots=True)
class Ask(Effect):
    """One question. The typed form always works beside the buttons."""

    round: str
    stage: Stage
    question: str
    item: str
    kind: str
    prompt: str
    """With every piped word in place."""
    seen: Seen
    position: int
    total: int
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    ends: tuple[str, str] | None = None
    entries: tuple[str, ...] = ()
    """What a list holds so far."""
    most: int = 0
    optional: bool = False
    attach: bool = False
    saved: str = ""
    """The answer just given to the question before, said back in one line."""
    before: str = ""
    """What this slot holds now, when it is opened to be changed, or held in the round before."""
    changing: bool = False
    slot: str = ""
    replaces: bool = False
    can_go_back: bool = True
    flagged: bool = False
    """It was answered, but an answer it was built on has changed since."""
    draft: tuple[Block, ...] = ()
    """What a consent is asked on, or what should be read first; shown above the prompt."""
    attached: int = 0
    """Files kept with this answer so far; from one on, "done" goes on to the next question."""
    as_before: bool = False
    """`before` comes from an earlier cycle, and one tap gives the same answer again."""


@dataclass(frozen=True, slots=True)
class NotUnderstood(Effect):
    """What was typed does not answer the question on screen. `Ask` follows."""

    why: str
    """choose | number | scale | money | date | deadline | rank | too_many | too_long | empty | full |
    yes_no | words."""
    most: int = 0


@dataclass(frozen=True, slots=True)
class ShowBack(Effect):
    """Read out of words: is this what was meant? One button a candidate, and one to type again."""

    round: str
    typed: str
    candidates: tuple[Choice, ...]
    span: bool
    """What was typed names a span ("2-3 หมื่น"); one value is asked for."""
    id_number: bool = False
    """The one candidate seems to hold a citizen's number, which is better left out."""


@dataclass(frozen=True, slots=True)
class AskWords(Effect):
    """Why, or what "other" means: the words that an option asks for."""

    round: str
    option: str
    consent: bool
    told: bool = False
    """A reason for one's voice in a vote: the group reads it, with the organisation's name, once that is closed."""


@dataclass(frozen=True, slots=True)
class OfferChange(Effect):
    """A button of an earlier question was pressed: change that answer?"""

    round: str
    question: str
    item: str
    prompt: str
    now: str
    new: str
    key: str


@dataclass(frozen=True, slots=True)
class OfferEarly(Effect):
    """A text was written before the question now on screen was shown: whose answer is it?"""

    round: str
    text: str
    earlier: str
    """The prompt of the question before."""
    current: str


@dataclass(frozen=True, slots=True)
class Corrected(Effect):
    """An edited message corrected the answer it had given."""

    prompt: str
    now: str


@dataclass(frozen=True, slots=True)
class NotCorrected(Effect):
    """An edited message could not be read as an answer; the old answer stays."""

    prompt: str
    now: str
    id_number: bool = False
    """It was read, but seems to hold a citizen's number that the old one does not."""


@dataclass(frozen=True, slots=True)
class AttachmentKept(Effect):
    attachment: Attachment
    prompt: str


@dataclass(frozen=True, slots=True)
class AttachmentNotHere(Effect):
    """A photo, file or voice where only words or taps answer."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    question: str
    item: str
    title: str
    shown: str
    """"" : skipped or not answered."""
    skipped: bool
    flagged: bool = False
    by: str = ""
    """Who answered, when it was a colleague."""
    provisional: bool = False
    """The organisation has yet to confirm it."""
    on_behalf: bool = False
    """A broker wrote it down for the organisation."""
    own: bool = False
    """The organisation answered by itself: a broker who stands in does not see what."""


@dataclass(frozen=True, slots=True)
class Review(Effect):
    """All answers of the organisation in this round, to be changed or handed in."""

    round: str
    stage: Stage
    lines: tuple[ReviewLine, ...]
    handed_in: bool
    missing: int
    """Questions that still have neither an answer nor a skip."""
    saved: str = ""
    mending: bool = False
    """The round is closed; the organisation corrects its answers for the next edition."""
    aside: bool = False
    """Shown because of a text that answers nothing, and that was not kept."""


@dataclass(frozen=True, slots=True)
class OtherHands(Effect):
    """To a broker: what was tapped belongs to another organisation than the one they answer for now."""

    organisation: str
    """Whose it is; "" : nobody's."""


@dataclass(frozen=True, slots=True)
class TheyAnswered(Effect):
    """To a broker who stands in: the organisation has answered this by itself, and that stays."""


@dataclass(frozen=True, slots=True)
class ChooseChange(Effect):
    """Which answer to change?"""

    round: str
    lines: tuple[ReviewLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class HandedIn(Effect):
    stage: Stage
    round: str
    done: int
    organisations: int
    more_parts: bool
    """Another part of this stage will follow when the others are there."""


@dataclass(frozen=True, slots=True)
class Paused(Effect):
    stage: Stage
    position: int
    total: int
    round: str


@dataclass(frozen=True, slots=True)
class ColleagueChanged(Effect):
    """To the one who answered first: a colleague of the same organisation changed it."""

    by: str
    prompt: str
    old: str
    new: str
    round: str
    question: str
    item: str


@dataclass(frozen=True, slots=True)
class SourceChanged(Effect):
    """An answer changed that others of this organisation were built on."""

    round: str
    source: str
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True)
class RoundOver(Effect):
    """What was pressed or typed belongs to a round that is closed; it was not kept."""

    stage: Stage
    text: str = ""
    """What was typed, "" for a press."""
    broker: str = ""
    """Whom to tell; "" if nobody."""
    correct: str = ""
    """The round whose summary can still be put right, "" if none."""


@dataclass(frozen=True, slots=True)
class RoundClosed(Effect):
    """To one representative who was in the middle: the broker closed the round; the answers given count."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class PartOver(Effect):
    """What was typed or changed belongs to a part that others already build on; it was not kept."""

    stage: Stage
    text: str
    """What was typed, "" for a press."""
    broker: str
    """Whom to tell; "" if nobody."""


@dataclass(frozen=True, slots=True)
class Nudge(Effect):
    """From the broker, one tap: we miss your answers."""

    partnership: str
    round: str
    stage: Stage
    left: int
    """Questions left to answer."""
    started: bool
    deadline: date | None = None
