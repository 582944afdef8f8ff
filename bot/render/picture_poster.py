"""The sheet that is hung up or shown at a meeting: which partnership it is, and how to join it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.core.calendar import today
from bot.core.text import clusters
from bot.message import Picture
from bot.render.picture_words import Data, drawn, short
from bot.render.shapes import app, numeral, on_day, titled
from bot.render.words import _

NAME_MOST, PURPOSE_MOST = 80, 160
SIZES: tuple[tuple[int, int], ...] = ((24, 44), (48, 34), (100, 27))
"""(clusters of the name, points of its letters): a longer name is set smaller."""


class Way(NamedTuple):
    """How one comes to the bot on a platform."""

    link: str
    """The address that opens it with the invitation."""
    bot: str = ""
    """What it is found by there, "@…"."""


def last_whole_day(until: datetime) -> date:
    """The last day in Thailand all of which lies before the end."""
    return today(until) - timedelta(days=1)


def of_poster(
    partnership: str, purpose: str, ways: Mapping[str, Way], code: str = "", until: date | None = None
) -> Picture | None:
    """`ways`: by platform; `code`: what is typed after "join"; `until`: the last day on which one can join so.

    None where there is no way to join by: neither a link nor a code.
    """
    if not ways and not code:
        return None
    name = titled(short(partnership, NAME_MOST)) if partnership.strip() else _("this partnership")
    data: Data = {
        "invites": _("You are invited to join"),
        "name": name,
        "size": next(size for most, size in SIZES if clusters(name) <= most),
        "purpose": _("Purpose: %(purpose)s", purpose=short(purpose, PURPOSE_MOST)) if purpose else "",
        "ways": [{"app": app(channel), "bot": way.bot, "_link": way.link} for channel, way in ways.items()],
        "steps": [{"number": numeral(n), "text": text} for n, text in enumerate(_steps(bool(ways)), 1)],
        "code-says": _("Or type this to the bot in a private chat:") if ways else _("Type this to the bot:"),
        "code": _("join %(code)s", code=code) if code else "",
        "until": _("You can join with this poster until %(day)s.", day=on_day(until)) if until else "",
        "foot": _("Each organisation answers in private; the summary comes to the group."),
    }
    return drawn("poster", data, f"{data['invites']} {name}")


def _steps(scanned: bool) -> tuple[str, ...]:
    how = _("Scan the code with your telephone's camera.") if scanned else _("Open a private chat with the bot.")
    return (
        how,
        _("In the private chat, say which organisation you represent, and your name. It takes about two minutes."),
        _("When a stage is open, questions come in the private chat, one at a time. Tap a button or type your answer."),
    )
