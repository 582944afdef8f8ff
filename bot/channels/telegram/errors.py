"""What the library raises → what a channel may raise (bot/channels/base.py).

The new exception has no cause and no context: theirs can carry the address, and with it the token.
"""

from __future__ import annotations

import re
import warnings

from telegram import error
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import Gone, MovedTo, NotThere, Refused, TryLater, Unsure
from bot.channels.telegram.requesting import NEVER_LEFT
from bot.channels.telegram.updates import NAME
from bot.core.model import Place
from bot.counts import count

# The library warns each time it meets a 429 that seconds will one day be a timedelta; both are
# read here.
warnings.filterwarnings("ignore", message=".*`retry_after`", category=PTBDeprecationWarning)

UNREACHABLE_AGAIN = 2.0
"""Seconds to wait after a connection that could not be opened."""
REJECTED_AGAIN = 60.0
"""Seconds to wait after Telegram refused the token: only the operator can mend that."""


class TokenRejected(TryLater):
    """Telegram does not know the token (401, 404). The operator has to act."""

    def __init__(self) -> None:
        super().__init__(REJECTED_AGAIN)


class Conflicting(TryLater):
    """409: another process reads this bot's updates. The operator has to stop one of the two."""


class NotModified(Exception):
    """The message shows already what it should. Nobody has to act."""


_GONE_403 = (
    ("blocked by the user", "blocked"),
    ("kicked", "left"),
    ("not a member", "left"),
    ("was deleted", "left"),
    ("is deactivated", "left"),
)
_GONE_400 = ("chat not found", "peer_id_invalid", "user not found")
_NOT_THERE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "no text in the message to edit",
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
TOPIC_GONE = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")


def translate(problem: error.TelegramError) -> Exception:
    """The exception to raise in its place."""
    found: Exception
    match problem:
        case error.RetryAfter():
            count("rate_limited_total", platform=NAME)
            found = TryLater(_seconds(problem))
        case error.ChatMigrated():
            found = MovedTo(Place(NAME, str(problem.new_chat_id)))
        case error.Forbidden():
            found = _forbidden(problem.message.lower())
        case error.BadRequest():
            found = _bad_request(problem.message.lower())
        case error.Conflict():
            found = Conflicting(UNREACHABLE_AGAIN)
        case error.InvalidToken() | error.EndPointNotFound():
            found = TokenRejected()
        case _:
            found = _unanswered(problem)
    return found


def _seconds(problem: error.RetryAfter) -> float:
    after = problem.retry_after
    return float(after if isinstance(after, (int, float)) else after.total_seconds())


def _forbidden(text: str) -> Exception:
    return Gone(next((why for sign, why in _GONE_403 if sign in text), "unknown"))


def _bad_request(text: str) -> Exception:
    if any(sign in text for sign in _GONE_400):
        return Gone("unknown")
    if "not modified" in text:
        return NotModified()
    if any(sign in text for sign in _NOT_THERE):
        return NotThere()
    # Telegram quotes what was sent, an invitation's link for one: that is not for a log.
    return Refused(_QUOTED.sub("'…'", text))


def _unanswered(problem: error.TelegramError) -> Exception:
    """Never left the house: try later. Anything else may have been carried out."""
    if isinstance(problem.__cause__, NEVER_LEFT):
        return TryLater(UNREACHABLE_AGAIN)
    return Unsure()
