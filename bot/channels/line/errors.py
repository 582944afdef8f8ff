"""LINE's refusals → what a channel may raise (bot/channels/base.py).

The texts are those of LINE's reference ("Common specifications", "Send reply message", "Send push
message"); what is not known by its text goes by its status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels.base import Gone, QuotaGone, Refused, TokenSpent, TryLater, Unsure
from bot.counts import count

UNREACHABLE_AGAIN = 2.0
"""Seconds to wait after LINE could not be reached, or could not say what was asked."""
RATE_AGAIN = 1.0
"""Seconds to wait after a 429 that does not say how long: the buckets are of one second."""
RATE_MOST = 60.0
"""No longer than this, whatever a 429 says."""
REJECTED_AGAIN = 60.0
"""Seconds to wait after LINE refused the token: only the operator can mend that."""
TOLD = 200
"""Characters of a refusal that are kept."""

_SPENT = "invalid reply token"
_MONTH = "monthly limit"
_UNDELIVERABLE = "failed to send messages"
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")


class TokenRejected(TryLater):
    """LINE does not take the access token, or the channel's id and secret (401, 403). The operator
    has to act; nothing is lost.
    """

    def __init__(self) -> None:
        super().__init__(REJECTED_AGAIN)


@dataclass(frozen=True, slots=True)
class Answer:
    """What LINE said."""

    status: int
    body: object = field(default=None, repr=False)
    """The JSON; None where there was none that could be read."""
    retry_after: str = ""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def message(self) -> str:
        said = self.body.get("message") if isinstance(self.body, Mapping) else None
        return said if isinstance(said, str) else ""


def translate(answer: Answer) -> Exception:
    """The exception to raise for an answer that is not good."""
    text = answer.message.lower()
    if answer.status in (401, 403):
        return TokenRejected()
    if answer.status == 429:
        count("rate_limited_total", platform="line")
        return QuotaGone() if _MONTH in text else TryLater(_seconds(answer.retry_after))
    if answer.status >= 500 or answer.status < 400:
        return Unsure()
    if answer.status == 400 and _SPENT in text:
        return TokenSpent()
    if answer.status == 400 and _UNDELIVERABLE in text:
        return Gone("unknown")
    return Refused(_told(answer))


def asked_only(problem: Exception) -> Exception:
    """For a request that only asks: nothing can have been done twice, so it may be asked again."""
    return TryLater(UNREACHABLE_AGAIN) if isinstance(problem, Unsure) else problem


def _seconds(retry_after: str) -> float:
    try:
        return min(max(float(retry_after), RATE_AGAIN), RATE_MOST)
    except ValueError:
        return RATE_AGAIN


def _told(answer: Answer) -> str:
    """LINE's words and the properties they are about, without anything that they quote."""
    said = [f"{answer.status} {answer.message}".strip()]
    details = answer.body.get("details") if isinstance(answer.body, Mapping) else None
    said += [
        f"{detail.get('property', '')}: {detail.get('message', '')}"
        for detail in (details if isinstance(details, list) else ())
        if isinstance(detail, Mapping)
    ]
    return _QUOTED.sub("“…”", "; ".join(said))[:TOLD]
