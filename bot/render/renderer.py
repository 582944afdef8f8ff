"""Effect → Message: the words, the bold spans and the buttons.

One jinja2 environment serves all languages; it reads the package's own files only, and people's
text enters it as values, never as a template (TRUST.md, SSTI).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.effects import (
    AfterTwelfth,
    Ask,
    AskNewOwner,
    AskOrganisation,
    AskPrice,
    AskRights,
    AskWords,
    Ballot,
    ByTelephone,
    Choice,
    ChooseBroker,
    ChooseChange,
    CloseBoard,
    CycleBegun,
    Daily,
    Effect,
    ElectionBallot,
    Forget,
    ForgetTelephone,
    InviteToJoin,
    LeaveWhich,
    MergeWith,
    NotVoted,
    Nudge,
    Progress,
    Published,
    PushWaiting,
    Referred,
    SettleDoubtful,
    ShowBack,
    StageCard,
    StageOpened,
    Summary,
    Unsay,
    VoteKept,
)
from bot.core.results import ON_BEHALF, PENDING
from bot.message import Message
from bot.render import standing
from bot.render.blocks import changed, together
from bot.render.buttons import rows
from bot.render.listing import Listing, listing
from bot.render.shapes import FILTERS, numeral, plain, unmark
from bot.render.with_pictures import with_pictures
from bot.render.words import (
    DEFAULT,
    LOCALES,
    Speech,
    _,
    gettext,
    ngettext,
    read_speeches,
    speaking,
)

TEMPLATES = Path(__file__).parent / "templates"
NOT_SAID = (AskPrice, AskRights, CloseBoard, Forget, ForgetTelephone, PushWaiting, SettleDoubtful, Unsay)
"""Effects for the channel or the store, not for people."""
INVITATION = "invite"
"""Slot of the invitation in the group, which is put right when name or purpose change."""
GLANCE = 600
"""Code points of a draft that a ballot in a group shows itself: about a screen of a phone."""
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

    def file_texts(self) -> dict[str, dict[str, str]]:
        """"link", "elsewhere", "failed" and "empty": see standing.files."""
        return self._each(standing.files)

    def not_there(self) -> str:
        """The page (HTML) at an address where there is nothing (any more): in each language, the bot's own first."""
        said = {lang: self._said(speech, standing.not_there) for lang, speech in self._speeches.items()}
        return self._environment.get_template("_not_there.j2").render(said=said, first=DEFAULT)

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
        return with_pictures(effect, self._words(effect, partnership))

    def _words(self, effect: Effect, partnership: str) -> Message:
        text, spans = unmark(self._text(effect, partnership))
        buttons = rows(effect)
        if isinstance(effect, Summary) and effect.once:
            return Message(text, buttons, spans, once=effect.once, stub=self._stub(effect))
        if way := IN_PLACE.get(type(effect)):
            slot, replaces, passing = way(effect)
            done = invitation(effect.round) if isinstance(effect, VoteKept) and not effect.left else ""
            return Message(text, buttons, spans, slot, replaces, passing=passing, outdoes=done)
        return Message(text, buttons, spans)

    def _text(self, effect: Effect, partnership: str) -> str:
        template = self._environment.get_template(f"{snake(type(effect).__name__)}.j2")
        values: dict[str, object] = {"e": effect, "listed": _listed(effect)}
        if isinstance(effect, Summary):
            values |= {"blocks": together(effect.blocks), "code": code(effect)}
            values["changes"] = [changed(change) for change in effect.changes]
            # What is published goes to a group, whatever stands in the effect.
            values["for_broker"] = [] if effect.once else together(effect.for_broker)
        if isinstance(effect, AfterTwelfth | CycleBegun):
            values["blocks"] = together(effect.blocks)
        if isinstance(effect, Ask):
            values["draft"] = together(effect.draft)
        if isinstance(effect, Ballot):
            values["draft"] = _if_short(together(effect.draft))
        awaiting = gettext("(awaiting the organisation's confirmation)")
        body = template.render(values).replace(PENDING, f" {awaiting}")
        by_phone = _("(written by the broker for them)")
        body = body.replace(ON_BEHALF, f" {by_phone}")
        if effect.stands_in:
            head = self._environment.get_template("_standing_in.j2").render(name=effect.stands_in)
            body = f"{head}\n\n{body}"
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
        auto_reload=False,  # a template does not change while the bot runs; looking costs at every message
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


InPlace = tuple[str, bool, bool]
"""A message's slot, whether it stands in place of the one there, and whether it passes (see Message)."""


def invitation(round: str) -> str:
    """The slot of the invitation to answer a round: needless where nothing is left to ask."""
    return f"opened:{round}"


def _brought_up_to_date(effect: Progress | ElectionBallot) -> InPlace:
    return effect.slot, not effect.first, not effect.first


IN_PLACE: Mapping[type[Effect], Callable[[Any], InPlace]] = {
    InviteToJoin: lambda e: (INVITATION, e.again, False),
    Progress: _brought_up_to_date,
    ElectionBallot: _brought_up_to_date,
    Daily: lambda _: ("daily", False, True),
    Nudge: lambda e: (f"nudge:{e.round}", False, True),
    Ask: lambda e: (e.slot, e.replaces, False),
    Ballot: lambda e: (e.slot, False, False),
    AskWords: lambda e: (f"words:{e.round}", False, False),
    StageCard: lambda e: (f"card:{e.stage.key}", False, False),
    Published: lambda e: (f"card:{e.stage.key}", False, False),
    StageOpened: lambda e: (invitation(e.round), False, False),
    VoteKept: lambda e: (e.slot, False, False),
    NotVoted: lambda _: ("notvoted", True, True),
}
LISTED: Mapping[type[Effect], Callable[[Any], Sequence[Choice]]] = {
    Ask: lambda e: e.choices,
    ShowBack: lambda e: e.candidates,
    AskNewOwner: lambda e: e.choices,
    AskOrganisation: lambda e: e.organisations,
    ByTelephone: lambda e: e.organisations,
    ChooseBroker: lambda e: e.people,
    LeaveWhich: lambda e: e.choices,
    MergeWith: lambda e: e.choices,
    ChooseChange: lambda e: [Choice(line.item, line.title) for line in e.lines],
    Ballot: lambda e: () if e.kind in ("rank", "scale") and not e.hidden else e.choices,
    Referred: lambda e: e.choices,
}
"""Effects whose choices may be too long for buttons."""


def _if_short(blocks: list[str]) -> list[str]:
    """The blocks, if a group reads them at a glance; none if not: then they are read in private."""
    return blocks if sum(map(len, blocks)) <= GLANCE else []


def _listed(effect: Effect) -> Listing:
    """The choices that are too long for buttons, as numbered lines of the text."""
    choices = LISTED.get(type(effect))
    return listing(choices(effect)) if choices else ()
