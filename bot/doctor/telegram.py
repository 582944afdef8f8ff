"""Telegram, from outside: the token, the rights in groups, how updates come, and who else fetches them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.channels.base import Refused, TryLater, Unsure
from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import Conflicting, TokenRejected
from bot.doctor.finding import TELEGRAM, Finding, bad, examined, note, ok, warn
from bot.render.words import N_
from bot.settings import Settings

ANSWER = 8.0
"""Seconds to wait for an answer to a question."""
CHECK = 20.0
"""Seconds for one check, whatever happens on the way."""
LISTEN = 5
"""Seconds in which another one that fetches would come again: of two, Telegram turns the earlier away."""
MANY = 100
"""Updates waiting at Telegram, above which something is not fetching them."""

Told = Mapping[str, object]

SAYS_NO = N_(
    "Telegram refuses the token: copy it again from BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN."
)
FAR = N_(
    "Telegram does not answer. Check this machine's way to the internet, its firewall, and TELEGRAM_API_ROOT."
)


async def look(settings: Settings, *, running: bool) -> list[Finding]:
    """All about Telegram. `running`: the bot itself runs from this folder just now."""
    client = Client(settings.telegram_bot_token, settings.telegram_api_root)
    try:
        try:
            me = await _ask(client, "getMe")
        except TokenRejected:
            return [bad(TELEGRAM, SAYS_NO)]
        except (TryLater, Unsure, TimeoutError):
            return [bad(TELEGRAM, FAR)]
        found = _bot(me)

        async def fetching() -> list[Finding]:
            return await _fetching(client, settings, running=running)

        return [*found, *await examined(TELEGRAM, fetching)]
    finally:
        await client.close()


async def _ask(client: Client, method: str, params: Told | None = None, seconds: float = 0) -> Told:
    async with asyncio.timeout(CHECK):
        got = await client.call(method, params, ANSWER + seconds)
    if isinstance(got, Mapping):
        return got
    if isinstance(got, list):
        return {"list": got}
    raise Refused("not an answer")


def _bot(me: Told) -> list[Finding]:
    name = N_("The token is good: the bot is %(name)s, @%(username)s.")
    found = [ok(TELEGRAM, name, name=me.get("first_name", ""), username=me.get("username", ""))]
    if me.get("can_join_groups") is False:
        what = N_("Nobody can add the bot to a group: in BotFather, /setjoingroups, Enable.")
        found.append(bad(TELEGRAM, what))
    if me.get("can_read_all_group_messages") is True:
        what = N_(
            "Privacy mode is off, so the bot is sent all that is said in groups. It needs only commands"
            " and buttons: in BotFather, /setprivacy, Enable."
        )
        found.append(warn(TELEGRAM, what))
    else:
        what = N_(
            "Privacy mode is on, which is right: of a group's talk the bot sees only what is meant for it."
        )
        found.append(ok(TELEGRAM, what))
    return found


async def _fetching(client: Client, settings: Settings, *, running: bool) -> list[Finding]:
    hook = await _ask(client, "getWebhookInfo")
    found = [*_waiting(hook)]
    if settings.telegram_mode == "webhook":
        return [*_posted_to(hook, settings, running=running), *found]
    if url := str(hook.get("url") or ""):
        return [_posted_elsewhere(url, running=running), *found]
    return [await _alone(client, running=running), *found]


def _waiting(hook: Told) -> list[Finding]:
    waiting = hook.get("pending_update_count")
    if not isinstance(waiting, int) or waiting <= MANY:
        return []
    what = N_("%(count)s updates wait at Telegram, which keeps them for a day: is the bot running?")
    return [warn(TELEGRAM, what, count=waiting)]


def _posted_to(hook: Told, settings: Settings, *, running: bool) -> list[Finding]:
    url = str(hook.get("url") or "")
    ours = url.startswith(f"{settings.telegram_webhook_url}/")
    if not ours and running:
        what = N_(
            "The webhook does not lead to TELEGRAM_WEBHOOK_URL, though the bot is running: does another"
            " copy of it run with this token?"
        )
        return [bad(TELEGRAM, what)]
    if not ours:
        return [note(TELEGRAM, N_("The webhook is not set yet: the bot sets it when it starts."))]
    if hook.get("last_error_message") and running:
        what = N_(
            "Telegram could not always deliver to the webhook; the last time it said: %(said)s. Does the"
            " proxy pass /telegram/ on to HTTP_PORT?"
        )
        return [warn(TELEGRAM, what, said=hook["last_error_message"])]
    return [ok(TELEGRAM, N_("The webhook leads to %(host)s."), host=urlsplit(url).hostname or "")]


def _posted_elsewhere(url: str, *, running: bool) -> Finding:
    host = urlsplit(url).hostname or ""
    if running:
        what = N_(
            "Telegram posts to %(host)s instead of letting the bot fetch: another program uses this token."
            " Stop it, or get a new token from BotFather."
        )
        return bad(TELEGRAM, what, host=host)
    what = N_(
        "A webhook is set, to %(host)s. The bot takes it away when it starts; if another program uses this"
        " token, stop that one first."
    )
    return warn(TELEGRAM, what, host=host)


async def _alone(client: Client, *, running: bool) -> Finding:
    """Fetched without an offset: nothing is confirmed by it, so nothing is lost."""
    if running:
        return ok(TELEGRAM, N_("The bot fetches its updates itself; no webhook is in its way."))
    try:
        await _ask(client, "getUpdates", {"limit": 1, "timeout": LISTEN}, LISTEN)
    except Conflicting:
        what = N_(
            "Another program fetches with this token. Two cannot: stop the other one, or get a new token"
            " from BotFather (/revoke)."
        )
        return bad(TELEGRAM, what)
    return ok(TELEGRAM, N_("No webhook is set and nobody else fetches with this token."))
