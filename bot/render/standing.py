"""Texts that stand at the platform: descriptions of the commands and of the bot."""

from __future__ import annotations

from collections.abc import Callable

from bot.render.words import _

Texts = Callable[[], dict[str, str]]

DESCRIPTION_MOST = 512
"""Telegram: setMyDescription."""
SHORT_DESCRIPTION_MOST = 120
"""Telegram: setMyShortDescription."""


def commands() -> dict[str, str]:
    """What each command does, in the order in which the platform lists them."""
    return {
        "start": _("Begin, or go on where you were"),
        "menu": _("Show the menu"),
        "status": _("Where things stand and who has answered"),
        "stage": _("The twelve stages (for the broker)"),
        "summary": _("Read the published summaries"),
        "promises": _("What was promised, by whom and by when"),
        "agreements": _("What was agreed and decided"),
        "papers": _("Papers to keep"),
        "language": _("Choose the language"),
        "privacy": _("How your data is looked after"),
        "mydata": _("See, correct or erase your data"),
        "help": _("How it works"),
    }


def descriptions() -> dict[str, str]:
    """What the platform shows before the first message, and on the bot's page."""
    return {
        "description": " ".join(
            (
                _("Phakhi helps organisations to work together as partners."),
                _("It takes the partnership through twelve stages, from the scope of the work "
                  "to deciding how to go on."),
                _("Each organisation answers in private; the summary comes to the group."),
                _("Add the bot to your group to begin."),
            )
        ),
        "short_description": _("Takes partner organisations through working together, "
                               "stage by stage."),
    }


def files() -> dict[str, str]:
    """What is said about a paper that is not simply sent along."""
    return {
        "link": _("Open the paper"),
        "elsewhere": _(
            "Papers cannot be opened in this chat. Please ask whoever looks after the bot for them, "
            "or ask the bot on Telegram, if your partnership is there, too."
        ),
        "failed": _(
            "The paper could not be made. Please try again later, or tell whoever looks after the bot."
        ),
        "empty": _("There is nothing for this paper yet."),
    }


def not_there() -> dict[str, str]:
    """What the page says that stands where no paper or picture can be had; of why it tells no more than that, for
    whoever guesses an address is told the same."""
    return {
        "title": _("There is nothing to open here"),
        "why": _("The link is over, or it did not arrive whole. A link to a paper is good for seven days."),
        "what": _("Please open your chat with the bot and type “papers”: it gives you a new link."),
    }
