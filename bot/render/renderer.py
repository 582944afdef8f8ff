"""Effect → Message: the words, the bold spans and the buttons.

One jinja2 environment serves all languages; it reads the package's own files only, and people's
text enters it as values, never as a template (TRUST.md, SSTI).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.effects import (
    Ask,
    AskOrganisation,
    AskPrice,
    AskRights,
    Choice,
    ChooseChange,
    Effect,
    Forget,
    InviteToJoin,
    Nudge,
    Progress,
    PushWaiting,
    ShowBack,
    Summary,
    Unsay,
)
from bot.message import Message
from bot.render import standing
from bot.render.blocks import together
from bot.render.buttons import rows
from bot.render.listing import Listing, listing
from bot.render.shapes import FILTERS, numeral, plain, unmark
from bot.render.words import (
    DEFAULT,
    LOCALES,
    Speech,
    gettext,
    ngettext,
    read_speeches,
    speaking,
)

TEMPLATES = Path(__file__).parent / "templates"
NOT_SAID = (AskPrice, AskRights, Forget, PushWaiting, Unsay)
"""Effects for the channel or the store, not for people."""
INVITATION = "invite"
"""Slot of the invitation in the group, which is put right when name or purpose change."""
CODE_LENGTH = 4
"""Letters of a summary's code: enough to tell the summaries of one group apart by eye."""
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people misread."""


class Renderer:
    """Finds the words for effects. Made once; reads its files when it is made."""

    def __init__(self, locales: Path = LOCALES) -> None:
        self._speeches = read_speeches(locales)
        self._environment = environment()

    def __call__(self, effect: Effect, *, partnership: str = "") -> Message:
        """The message that says the effect.

        `partnership` is given when the person belongs to several: it is named in the first line,
        unless the effect names its partnership by itself.
        Raises TypeError for an effect that is no message.
        """
        if isinstance(effect, NOT_SAID):
            raise TypeError(f"{type(effect).__name__} is not a message")
        speech = self._speeches.get(effect.language, self._speeches[DEFAULT])
        with speaking(speech):
            return self._message(effect, partnership)

    def command_texts(self) -> dict[str, dict[str, str]]:
        """Command → language → its description in the platform's list of commands."""
        return self._each(standing.commands)

    def bot_texts(self) -> dict[str, dict[str, str]]:
        """"description" (at most 512 characters) and "short_description" (at most 120)."""
        return self._each(standing.descriptions)

    def _each(self, texts: standing.Texts) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for language, speech in self._speeches.items():
            for key, text in self._said(speech, texts).items():
                found.setdefault(key, {})[language] = text
        return found

    @staticmethod
    def _said(speech: Speech, texts: standing.Texts) -> dict[str, str]:
        with speaking(speech):
            return texts()

    def _message(self, effect: Effect, partnership: str) -> Message:
        text, spans = unmark(self._text(effect, partnership))
        buttons = rows(effect)
        match effect:
            case InviteToJoin():
                return Message(text, buttons, spans, INVITATION, replaces=effect.again)
            case Progress():
                newer = not effect.first
                return Message(text, buttons, spans, effect.slot, newer, passing=newer)
            case Nudge():
                return Message(text, buttons, spans, f"nudge:{effect.round}", passing=True)
            case Ask():
                return Message(text, buttons, spans, effect.slot, effect.replaces)
            case Summary(once=once) if once:
                return Message(text, buttons, spans, once=once, stub=self._stub(effect))
            case _:
                return Message(text, buttons, spans)

    def _text(self, effect: Effect, partnership: str) -> str:
        template = self._environment.get_template(f"{snake(type(effect).__name__)}.j2")
        values: dict[str, object] = {"e": effect, "listed": _listed(effect)}
        if isinstance(effect, Summary):
            values |= {"blocks": together(effect.blocks), "code": code(effect)}
            # What is published goes to a group, whatever stands in the effect.
            values["for_broker"] = [] if effect.once else together(effect.for_broker)
        if isinstance(effect, Ask):
            values["draft"] = together(effect.draft)
        body = template.render(values)
        names_itself = bool(getattr(effect, "partnership", ""))
        if not partnership or names_itself:
            return body
        return self._environment.get_template("_partnership.j2").render(name=partnership) + "\n" + body

    def _stub(self, effect: Summary) -> str:
        values = {"number": numeral(effect.stage.number), "code": code(effect)}
        return plain(self._environment.get_template("_stub.j2").render(values))


def environment() -> Environment:
    """The environment of all templates and languages."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text; no platform is sent markup (TRUST.md)
    )
    made.filters.update(FILTERS)
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made


def snake(name: str) -> str:
    """AskWords → ask_words."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def code(effect: Summary) -> str:
    """The short code that a summary and its stub share, so that people can tell which is which."""
    if not effect.once:
        return ""
    digest = hashlib.sha256(effect.once.encode()).digest()
    letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:CODE_LENGTH])
    return f"S{effect.stage.number}-{letters}"


def _listed(effect: Effect) -> Listing:
    """The choices that are too long for buttons, as numbered lines of the text."""
    match effect:
        case Ask():
            return listing(effect.choices)
        case ShowBack():
            return listing(effect.candidates)
        case AskOrganisation():
            return listing(effect.organisations)
        case ChooseChange():
            return listing([Choice(line.item, line.title) for line in effect.lines])
        case _:
            return ()
