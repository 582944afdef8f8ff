"""What the playground says around the chats: to the page, and when something cannot be done."""

from __future__ import annotations

from bot.play.browser.page_words import PAGE
from bot.render.words import N_, Speech

NOBODY = N_("This person is not here any more. Please choose another.")
NO_BUBBLE = N_("This message is not here any more.")
NO_BUTTON = N_("This button is not there any more. Please look at the newest message.")
NO_DATE = N_("Please pick a date.")
NO_TEXT = N_("Please write something first.")
TOO_LONG = N_("This is too long: a message holds %(most)s letters.")
NO_BOARD = N_("There is no partnership yet whose page could be shown.")
TOO_BIG = N_("This file is too big: at most %(most)s MB can be sent.")
EMPTY_FILE = N_("There is nothing in this file. Please choose another.")
SETS_UP = N_(
    "In this playground %(name)s added the bot to the group. Please tap %(name)s in the row above, then "
    "this button again."
)
TAKEN_OVER = N_("The example has stopped: it is your turn. It goes on from here with “Play it for me”.")
TOO_MUCH = N_("This is too big for a set of questions.")
NOT_READ = N_("This could not be read. Please load the page anew.")
ADDS = N_("On a real app this button adds the bot to a group. Here the bot is in the group already.")
NAME_NEEDED = N_("Please give the organisation and the person a name.")
BAD_NAME = N_("A name cannot have brackets, colons or quotation marks, and at most %(most)s letters.")
NAME_TAKEN = N_("Somebody here is called so already. Please choose another name.")
MOST_PEOPLE = N_("There are %(most)s people here; more do not fit.")
NO_INVITATION = N_("There is no invitation in the group yet. The broker sets the partnership up first.")
STUCK = N_(
    "The example cannot go on by itself from here. Nothing is lost: please go on by hand, or begin anew."
)
BEGINNING = N_("The playground is just beginning. Please try again in a moment.")
FAILED = N_("This did not work. What was written before is still there; please try again.")
ADDED_BOT = N_("Added the bot to the group")


def say(speech: Speech, text: str, **values: object) -> str:
    """One of the sentences above in the page's language."""
    return speech.catalogue.gettext(text) % values


def of_the_page(speech: Speech) -> dict[str, str]:
    """Key → its text; values stand in it as {name}."""
    return {key: _open(speech.catalogue.gettext(text)) for key, text in PAGE.items()}


def _open(text: str) -> str:
    return text % _Names()


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
