"""The sheet that is hung up or shown at a meeting: which partnership it is, and how to join it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.text import clusters
from bot.message import Picture
from bot.render.picture_words import Data, drawn, short
from bot.render.shapes import app, numeral, titled
from bot.render.words import _

NAME_MOST, PURPOSE_MOST = 80, 160
SIZES: tuple[tuple[int, int], ...] = ((24, 44), (48, 34), (100, 27))
"""(clusters of the name, points of its letters): a longer name is set smaller."""


def of_poster(partnership: str, purpose: str, links: Mapping[str, str], code: str = "") -> Picture | None:
    """`links`: platform → the address that opens the bot there and joins; `code`: what is typed after "join".

    None where there is no way to join by: neither a link nor a code.
    """
    if not links and not code:
        return None
    name = titled(short(partnership, NAME_MOST)) if partnership.strip() else _("this partnership")
    data: Data = {
        "invites": _("You are invited to join"),
        "name": name,
        "size": next(size for most, size in SIZES if clusters(name) <= most),
        "purpose": _("Purpose: %(purpose)s", purpose=short(purpose, PURPOSE_MOST)) if purpose else "",
        "ways": [{"app": app(channel), "_link": link} for channel, link in links.items()],
        "steps": [{"number": numeral(n), "text": text} for n, text in enumerate(_steps(bool(links)), 1)],
        "code-says": _("Or type this to the bot in a private chat:") if links else _("Type this to the bot:"),
        "code": _("join %(code)s", code=code) if code else "",
        "foot": _("Each organisation answers in private; the summary comes to the group."),
    }
    return drawn("poster", data, f"{data['invites']} {name}")


def _steps(scanned: bool) -> tuple[str, ...]:
    how = _("Scan the code with your telephone's camera.") if scanned else _("Open a private chat with the bot.")
    return (
        how,
        _("Say which organisation you represent, and your name. It takes about two minutes."),
        _("When a stage is open, questions come here one at a time. Tap a button or type your answer."),
    )
