"""What was found, in words that are looked up when it is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.channels.base import Gone, QuotaGone, Refused, TokenSpent, TryLater, Unsure
from bot.render.words import N_, Speeches

MACHINE = N_("This machine")
TELEGRAM = "Telegram"
LINE = "LINE"


class Mark(StrEnum):
    OK = "ok"
    NOTE = "note"
    """Nothing shows it from here: somebody should look."""
    WARN = "warn"
    """It works, and should be mended."""
    BAD = "bad"
    """It does not work until it is mended."""


WIDTH = max(len(mark) for mark in Mark)


@dataclass(frozen=True, slots=True)
class Finding:
    mark: Mark
    about: str
    what: str
    """An English sentence, the key of its translations, with what to do; `values` are its %(names)s."""
    values: Mapping[str, object] = field(default_factory=dict)

    def lines(self, speeches: Speeches) -> tuple[str, ...]:
        """The mark and the Thai, then the English beneath."""
        marks = (f"{self.mark:<{WIDTH}}", " " * WIDTH)
        return tuple(
            f"{mark}  {speech.catalogue.gettext(self.about)}: "
            f"{speech.catalogue.gettext(self.what) % self.values}"
            for mark, speech in zip(marks, speeches.values(), strict=True)
        )


def ok(about: str, what: str, **values: object) -> Finding:
    return Finding(Mark.OK, about, what, values)


def note(about: str, what: str, **values: object) -> Finding:
    return Finding(Mark.NOTE, about, what, values)


def warn(about: str, what: str, **values: object) -> Finding:
    return Finding(Mark.WARN, about, what, values)


def bad(about: str, what: str, **values: object) -> Finding:
    return Finding(Mark.BAD, about, what, values)


NO_ANSWER = N_(
    "No answer that can be used, so part of this could not be looked at. Try again in a minute."
)
REFUSED = N_("The platform refused to answer a question: %(said)s.")
FAILED = (Gone, QuotaGone, Refused, TokenSpent)

Check = Callable[[], Awaitable[Iterable[Finding]]]


async def examined(about: str, check: Check) -> list[Finding]:
    """What the check finds; where it fails that is what was found, and the others go on."""
    try:
        return [*await check()]
    except (TryLater, Unsure, TimeoutError, OSError):
        return [bad(about, NO_ANSWER)]
    except FAILED as refusal:
        return [bad(about, REFUSED, said=str(refusal))]


def exit_status(findings: Iterable[Finding]) -> int:
    """0: nothing has to be mended; 1: something has."""
    return int(any(finding.mark is Mark.BAD for finding in findings))
