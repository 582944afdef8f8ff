"""`python -m bot line setup`: tells LINE where to post, has it try, and hangs up the rich menu.

Done twice, it comes to the same: one webhook, one menu.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.base import TryLater, Unsure
from bot.channels.line.account import Account
from bot.channels.line.errors import TokenRejected
from bot.channels.line.menu import Drawn, drawn
from bot.channels.line.webhook import WEBHOOK_PATH
from bot.doctor.finding import FAILED, LINE, Finding, Mark, bad, ok
from bot.doctor.line import SAYS_NO, USE_WEBHOOK, account, tested
from bot.render.words import N_
from bot.settings import BadSetting, Settings

Tell = Callable[[Finding], None]

NOT_NOW = N_(
    "LINE does not answer, or asks to wait. Check this machine's way to the internet and LINE_API_BASE_URL,"
    " and run this again in a minute."
)
NOT_TAKEN = N_("LINE refused: %(said)s.")
UNSURE = N_(
    "LINE did not answer in time, so it may be done or not. Run this again: it does nothing twice."
)


async def set_up(settings: Settings, tell: Tell) -> int:
    """The exit status: 0 all is set up, 1 something has to be mended first. Each step is told as it is done.

    Raises BadSetting when a setting that this needs is missing.
    """
    if not settings.has_line:
        raise BadSetting(
            "LINE_CHANNEL_SECRET", N_("Put the channel secret from LINE's console here.")
        )
    if not settings.public_url:
        raise BadSetting(
            "PUBLIC_URL",
            N_("Put the public https address here under which LINE reaches this machine."),
        )
    line = account(settings)
    try:
        bot = await line.bot()
        tell(ok(LINE, N_("Setting up %(name)s, %(id)s."), name=bot.name, id=bot.basic_id))
        reached = await _webhook(line, settings.public_url + WEBHOOK_PATH, tell)
        await _menu(line, drawn(), tell)
        return 0 if reached else 1
    except TokenRejected:
        trouble = bad(LINE, SAYS_NO)
    except TryLater:
        trouble = bad(LINE, NOT_NOW)
    except Unsure:
        trouble = bad(LINE, UNSURE)
    except FAILED as refusal:
        trouble = bad(LINE, NOT_TAKEN, said=str(refusal))
    finally:
        await line.close()
    tell(trouble)
    return 1


async def _webhook(line: Account, url: str, tell: Tell) -> bool:
    endpoint = await line.endpoint()
    if endpoint is None or endpoint.url != url:
        await line.set_endpoint(url)
        endpoint = await line.endpoint()
    tell(ok(LINE, N_("The webhook is %(url)s."), url=url))
    active = endpoint is not None and endpoint.active
    if not active:
        tell(bad(LINE, USE_WEBHOOK))
    # The address is named: a new one takes LINE a while to use by itself.
    result = tested(await line.test_endpoint(url))
    tell(result)
    return active and result.mark is Mark.OK


async def _menu(line: Account, menu: Drawn, tell: Tell) -> None:
    """The new one is shown before the old ones go, so that people always have one."""
    before = [found for found in await line.menus() if found.name.startswith(menu.family)]
    shown = await line.shown_menu()
    kept = next((found.id for found in before if found.id == shown and found.name == menu.name), "")
    if not kept:
        await line.check_menu(menu.body)
        kept = await line.make_menu(menu.body)
        await line.give_menu_picture(kept, menu.picture)
        await line.show_menu(kept)
    for old in before:
        if old.id != kept:
            await line.delete_menu(old.id)
    tell(ok(LINE, N_("The menu under the private chat is there.")))
