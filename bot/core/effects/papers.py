"""Papers to keep: which there are, and the order for one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.effects.base import Effect


@dataclass(frozen=True, slots=True)
class StagePaper:
    """What a stage came to, as a paper."""

    key: str
    number: int
    title: str
    """Of what it came to."""
    label: str
    """Of the stage, as it fits on a button."""
    published: bool = True
    """False: it is only a draft, or still open; brokers alone may have it."""


@dataclass(frozen=True, slots=True)
class Papers(Effect):
    """In private: which papers there are, of one cycle; or (`listed`) those of its stages alone."""

    partnership: str
    cycle: int
    stages: tuple[StagePaper, ...]
    others: tuple[str, ...]
    """Beside the stages: agreement | closing | dossier | data | poster."""
    cycles: tuple[int, ...] = ()
    """Further cycles."""
    broker: bool = False
    listed: bool = False
    note: str = ""
    """"nothing": the paper that was asked for is not there yet."""


@dataclass(frozen=True, slots=True)
class ChoosePaper(Effect):
    """In private: in which form, and (for brokers) in which version, the paper is wanted."""

    what: str
    """stage | agreement | closing | dossier | data | poster."""
    cycle: int
    forms: tuple[str, ...]
    """pdf | docx | xlsx | csv | json | png."""
    audiences: tuple[str, ...]
    """group | broker: the versions that there are for the reader."""
    stage: StagePaper | None = None
    broker: bool = False


@dataclass(frozen=True, slots=True)
class NotYourPaper(Effect):
    """In private: why the paper behind an old button cannot be had, and whom to ask."""

    partnership: str
    brokers: tuple[str, ...]
    """Their names; () where they are not told, or there is none."""
    partner: bool = False
    """Whoever asked speaks for a partner: it is for brokers, and they may have those for the group."""


@dataclass(frozen=True, slots=True)
class PaperReady(Effect):
    """In private: the order for one paper; what it holds is made when it is delivered."""

    what: str
    form: str
    audience: str
    cycle: int
    stage: StagePaper | None = None
    broker: bool = False
    """Who asked is one; then the text says which version it is."""
