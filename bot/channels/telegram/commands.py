"""What Telegram itself shows of the bot: its commands and its descriptions, in Thai and English.

They are compared before they are set: setting the same descriptions at every start is what
Telegram answers with 429s of hours.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

Call = Callable[[str, Mapping[str, object]], Awaitable[object]]

PRIVATE = (
    "start",
    "menu",
    "status",
    "stage",
    "summary",
    "promises",
    "agreements",
    "language",
    "privacy",
    "mydata",
    "help",
)
GROUP = ("start", "status", "summary", "promises", "agreements", "stage", "help", "menu")
SCOPES = (
    ("all_private_chats", PRIVATE),
    ("all_group_chats", GROUP),
    ("all_chat_administrators", GROUP),
)

DEFAULT = "en"
"""Shown where the app speaks neither Thai nor a language of ours: set without a language_code."""
LANGUAGES = ("en", "th")


@dataclass(frozen=True, slots=True)
class Texts:
    """The words, given by whoever has the catalogues. Every inner mapping: "th" and "en" → the
    text.
    """

    commands: Mapping[str, Mapping[str, str]]
    """Command → what it does, 1 to 256 characters. All names of PRIVATE and GROUP."""
    description: Mapping[str, str]
    """Shown in the empty private chat, at most 512 characters."""
    short_description: Mapping[str, str]
    """Shown on the profile, at most 120 characters."""


async def show(call: Call, texts: Texts) -> None:
    """Set what is not yet as it should be. Raises what `call` raises; it may be done again at any
    time.
    """
    for setter, getter, about, value in _wanted(texts):
        key = next(iter(value))
        now = await call(getter, about)
        if isinstance(now, dict):
            now = now.get(key)
        if now != value[key]:
            await call(setter, {**about, **value})


def _wanted(
    texts: Texts,
) -> Iterator[tuple[str, str, dict[str, object], dict[str, object]]]:
    for language in LANGUAGES:
        about: dict[str, object] = {} if language == DEFAULT else {"language_code": language}
        for scope, names in SCOPES:
            listed = [{"command": n, "description": texts.commands[n][language]} for n in names]
            where = {"scope": {"type": scope}, **about}
            yield "setMyCommands", "getMyCommands", where, {"commands": listed}
        long, short = texts.description[language], texts.short_description[language]
        yield "setMyDescription", "getMyDescription", about, {"description": long}
        yield (
            "setMyShortDescription",
            "getMyShortDescription",
            about,
            {"short_description": short},
        )
