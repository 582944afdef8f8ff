"""What is said of promises, of agreements, and of what an organisation has yet to confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.effects.base import Choice, Effect
from bot.core.records import Agreement


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One answer that is, or was, provisional."""

    round: str
    question: str
    item: str
    stage: int
    """The stage's number."""
    title: str
    shown: str


@dataclass(frozen=True, slots=True)
class ToConfirm(Effect):
    """To a representative: what the organisation has to confirm, once it has been talked over there."""

    partnership: str
    lines: tuple[GivenLine, ...]
    """Those of this page."""
    count: int
    page: int
    pages: int
    note: str = ""
    """"" | handed_in (the answers were just handed in) | later (not talked over yet) | confirmed."""


@dataclass(frozen=True, slots=True)
class Confirmed(Effect):
    """To a broker: an organisation has confirmed, after the round was closed, what had been provisional."""

    partnership: str
    organisation: str
    lines: tuple[GivenLine, ...]


# ── promises ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise as people read it."""

    id: str
    organisation: str
    """Its name."""
    what: str
    state: str
    """open | late | done | handed_over | dropped."""
    due: date | None = None
    stage: int = 0
    """Number of the stage it was made in; 0 if there is no such stage any more."""
    reason: str = ""
    """Why it was dropped, or a key: =edition (the newest edition no longer has it), =checked (a check-in said
    it is done), =late, =stuck (what the last check-in said of it)."""
    to: str = ""
    """Name of the organisation that has it now, or to which it is offered while open."""
    provisional: bool = False
    mine: bool = False
    """It is the reader's organisation's."""
    offered: bool = False
    """It is offered to the reader's organisation."""
    number: int = 0
    """Its place in the list it stands in."""


@dataclass(frozen=True, slots=True)
class Promises(Effect):
    """The ledger of promises, in private or in a group, organisation by organisation."""

    partnership: str
    lines: tuple[PromiseLine, ...]
    """Those of this page; in private the reader's own come first."""
    page: int
    pages: int
    open: int
    late: int
    """How many of the open ones are past their day."""
    private: bool
    manages: bool = False
    """There are some that the reader may do more with than tick off."""
    note: str = ""
    """"" | kept | unkept | firm | dropped | offered | withdrawn | taken | refused: what was just done."""
    about: PromiseLine | None = None
    """With which promise."""


@dataclass(frozen=True, slots=True)
class ChoosePromise(Effect):
    """Which promise to do something about?"""

    lines: tuple[PromiseLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PromiseCard(Effect):
    """One promise, with what the reader may do about it."""

    partnership: str
    line: PromiseLine
    offers: tuple[str, ...]
    """kept | unkept | firm (confirm it) | drop | hand | withdraw | take."""
    told: bool = False
    """It comes unasked: a broker offers it to the reader's organisation."""


@dataclass(frozen=True, slots=True)
class AskWhyDropped(Effect):
    """Why is the promise dropped? The next text is the reason."""

    line: PromiseLine


@dataclass(frozen=True, slots=True)
class AskNewOwner(Effect):
    """To a broker: to which organisation shall the promise be handed?"""

    line: PromiseLine
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PromiseNews(Effect):
    """To a broker: an organisation did something about a promise that concerns all. Or to the representatives of
    its owner (`line.mine`): what a broker did with it, or who has taken it on."""

    kind: str
    """dropped | taken | refused; to its owner also kept | unkept."""
    partnership: str
    line: PromiseLine
    by: str
    """Name of the organisation that did it, else of the broker."""


# ── agreements ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One entry of the register as people read it."""

    entry: Agreement
    counts: tuple[tuple[str, int], ...] = ()
    """(label, how many organisations; of a rank: points)."""
    abstain: int = 0
    absent: int = 0
    awaits: tuple[str, ...] = ()
    """Names of the organisations whose voice is provisional."""
    replaces: datetime | None = None
    """When the entry that it takes the place of was made."""
    stage: int = 0
    """The stage's number, 0 if it belongs to none."""
    ranked: bool = False
    """`counts` are points."""


@dataclass(frozen=True, slots=True)
class Agreements(Effect):
    """The register of agreements, newest first, in private or in a group."""

    partnership: str
    lines: tuple[AgreementLine, ...]
    page: int
    pages: int
    private: bool
