"""LINE, from outside: the token, the webhook in both directions, the month's quota, the rich menu."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from bot.channels.base import Refused, TryLater, Unsure
from bot.channels.line.account import Account, Bot, Tested
from bot.channels.line.client import connect
from bot.channels.line.errors import TokenRejected
from bot.channels.line.menu import drawn
from bot.channels.line.webhook import WEBHOOK_PATH
from bot.doctor.finding import LINE, Finding, bad, examined, note, ok, warn
from bot.render.words import N_
from bot.settings import Settings

T = TypeVar("T")

ANSWER = 8.0
"""Seconds to wait for an answer to a question."""
CHECK = 20.0
"""Seconds for one check, whatever happens on the way."""
LITTLE = 0.1
"""Of the month's quota, below which it is said."""

SAYS_NO = N_(
    "LINE refuses the access. Copy the channel secret and the channel access token again (LINE Developers"
    " Console, tabs Basic settings and Messaging API); all must be of the same channel."
)
FAR = N_(
    "LINE does not answer. Check this machine's way to the internet, its firewall, and LINE_API_BASE_URL."
)
SWITCHES = (
    N_(
        "Look for yourself: LINE Official Account Manager, Settings, Account settings, “Allow account to join"
        " groups and multi-person chats” is on. Otherwise nobody can invite the bot."
    ),
    N_(
        "Look for yourself: LINE Developers Console, tab Messaging API, “Webhook redelivery” is on. Otherwise"
        " what is said while the bot is down is lost."
    ),
    N_(
        "Look for yourself: LINE Official Account Manager, Settings, Response settings, greeting message and"
        " auto-response messages are off. Otherwise LINE answers beside the bot."
    ),
    N_("Only one official account can be in a LINE group: another bot must leave it first."),
)
"""What no API shows (PLATFORMS.md, "LINE: facts")."""


def account(settings: Settings) -> Account:
    """The bot's account with the settings' keys. To be closed."""
    return Account(
        connect(
            settings.line_channel_secret,
            settings.line_channel_access_token,
            settings.line_channel_id,
            settings.line_api_base_url,
            settings.line_data_api_base_url,
            seconds=ANSWER,
        )
    )


async def look(settings: Settings) -> list[Finding]:
    """All about LINE."""
    line = account(settings)
    try:
        try:
            bot = await _within(line.bot())
        except TokenRejected:
            return [bad(LINE, SAYS_NO)]
        except (TryLater, Unsure, Refused, TimeoutError):
            return [bad(LINE, FAR)]
        checks: tuple[Callable[[], Awaitable[Iterable[Finding]]], ...] = (
            lambda: _within(_webhook(line, settings)),
            lambda: _within(_quota(line)),
            lambda: _within(_menu(line)),
        )
        found = [await examined(LINE, check) for check in checks]
    finally:
        await line.close()
    return [
        *_bot(bot),
        *(finding for each in found for finding in each),
        pictures(settings),
        *(note(LINE, switch) for switch in SWITCHES),
    ]


async def _within(asking: Awaitable[T]) -> T:
    async with asyncio.timeout(CHECK):
        return await asking


def _bot(bot: Bot) -> list[Finding]:
    what = N_("The token is good: the bot is %(name)s, %(id)s.")
    found = [ok(LINE, what, name=bot.name, id=bot.basic_id)]
    if bot.chat_mode == "chat":
        what = N_(
            "Chat is on, so that people may answer in the bot's place. Turn it off: LINE Official Account"
            " Manager, Settings, Response settings, Chat."
        )
        found.append(bad(LINE, what))
    return found


# ── the webhook ──────────────────────────────────────────────────────────────


async def _webhook(line: Account, settings: Settings) -> list[Finding]:
    endpoint = await line.endpoint()
    if endpoint is None or not endpoint.url:
        what = N_("LINE has no webhook address: set PUBLIC_URL, then python -m bot line setup.")
        return [bad(LINE, what)]
    found = []
    if not settings.public_url:
        what = N_(
            "The webhook is %(url)s. Put its beginning into PUBLIC_URL, so that this can be compared."
        )
        found.append(warn(LINE, what, url=endpoint.url))
    elif endpoint.url != settings.public_url + WEBHOOK_PATH:
        what = N_(
            "The webhook leads to %(url)s, not to PUBLIC_URL%(path)s: python -m bot line setup sets it."
        )
        found.append(bad(LINE, what, url=endpoint.url, path=WEBHOOK_PATH))
    else:
        found.append(ok(LINE, N_("The webhook is %(url)s."), url=endpoint.url))
    if not endpoint.active:
        found.append(bad(LINE, USE_WEBHOOK))
    return [*found, tested(await line.test_endpoint())]


USE_WEBHOOK = N_(
    "“Use webhook” is off, so LINE sends nothing. Turn it on: LINE Developers Console, tab Messaging API."
)
REACHED = N_("LINE reached the bot through the webhook.")
ALONE = N_(
    "LINE reached the machine, but no bot behind the proxy (status %(status)s). Start the bot, and see that"
    " the proxy passes %(path)s on to HTTP_PORT."
)
NO_SUCH_PATH = N_(
    "LINE reached a server that knows no %(path)s. See that the proxy passes %(path)s on to HTTP_PORT, and"
    " that the bot was started with LINE's settings."
)
NOT_SIGNED = N_(
    "The bot turned LINE's test away: LINE_CHANNEL_SECRET is not that of this channel, or the proxy changes"
    " what passes through it."
)
OTHER_STATUS = N_("LINE reached a server that answered with status %(status)s instead of 200.")
TOO_SLOW = N_(
    "LINE waited too long for an answer from the webhook: is the machine or the proxy overloaded?"
)
NO_WAY = N_(
    "LINE cannot reach PUBLIC_URL: check the name, the open port 443, and the certificate (of a known"
    " authority, with its chain)."
)
OTHER_REASON = N_("LINE's test of the webhook failed: %(reason)s.")


BY_STATUS = {
    401: NOT_SIGNED,
    404: NO_SUCH_PATH,
    502: ALONE,
    503: ALONE,
    504: ALONE,
}
"""What LINE was answered → what to do. 502 to 504 a proxy says when nobody listens behind it; 503 also a bot
that is just starting."""
BY_REASON = {"REQUEST_TIMEOUT": TOO_SLOW, "COULD_NOT_CONNECT": NO_WAY}


def tested(test: Tested) -> Finding:
    """What LINE's own try to reach the webhook came to, and what to do."""
    if test.success:
        return ok(LINE, REACHED)
    what = BY_STATUS.get(test.status) or BY_REASON.get(test.reason)
    if what is None:
        what = OTHER_STATUS if test.status > 0 else OTHER_REASON
    return bad(LINE, what, status=test.status, path=WEBHOOK_PATH, reason=test.reason)


def pictures(settings: Settings) -> Finding:
    """Whether LINE can fetch pictures and papers from us."""
    return ok(LINE, SERVED) if settings.public_url.startswith("https://") else warn(LINE, NOT_SERVED)


SERVED = N_(
    "Pictures and papers can be opened on LINE: they are served under PUBLIC_URL. See that the proxy passes"
    " /pictures and /files on to HTTP_PORT."
)
NOT_SERVED = N_(
    "Pictures and papers cannot be opened on LINE, where messages are text alone: that needs a PUBLIC_URL"
    " that begins with https://."
)


# ── the month and the menu ───────────────────────────────────────────────────


async def _quota(line: Account) -> list[Finding]:
    quota = await line.quota()
    if quota.limit is None or quota.left is None:
        what = N_("This month %(used)s messages were billed; the plan has no limit.")
        return [ok(LINE, what, used=quota.used)]
    values = {"used": quota.used, "limit": quota.limit, "left": quota.left}
    if quota.left > quota.limit * LITTLE:
        what = N_("This month %(used)s of %(limit)s messages were used; %(left)s are left.")
        return [ok(LINE, what, **values)]
    what = N_(
        "Of this month's %(limit)s messages %(left)s are left. Answers stay free; what the bot would send"
        " first waits until people write, or take a larger plan."
    )
    return [warn(LINE, what, **values)]


async def _menu(line: Account) -> list[Finding]:
    shown = await line.shown_menu()
    ours = {menu.id: menu.name for menu in await line.menus()}
    if shown and ours.get(shown) == drawn().name:
        return [ok(LINE, N_("The menu under the private chat is there."))]
    if shown:
        what = N_(
            "Another menu is shown under the private chat: python -m bot line setup puts this version's."
        )
        return [warn(LINE, what)]
    what = N_("There is no menu under the private chat: python -m bot line setup makes it.")
    return [warn(LINE, what)]
