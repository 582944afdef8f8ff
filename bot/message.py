"""What a channel can show, and what it takes in.

Plain text and parts: each channel escapes and counts for its own platform.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ASKS = "ask:"
"""Begins the slot of an interview's question (core/asking.py)."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button. It either means an action in the core's words, or opens something."""

    label: str
    action: str = ""
    """The core's word for pressing it. It stays in the house: a platform sees only an opaque reference."""
    opens: str = ""
    """Instead of an action: "join", "setup" or "desk" open the private chat through an invitation of that
    kind, "join:o7" through one bound to that organisation; "add" opens the platform's way to add the bot to a
    group, "file" the message's file, where files are fetched from an address of ours, "board" the broker's page."""
    says: str = ""
    """With `opens`, where an invitation is a text: the words typed in before its code ("เข้าร่วม")."""
    hint: str = ""
    """With `opens`, for those who cannot tap it: what to write to whom, with {text} and {bot} to fill in."""
    picks: str = ""
    """"date": pressing lets the person pick a date, which comes back with the press. A channel without
    such a picker leaves the button out; the number of the others stays."""
    refreshes: bool = False
    """Asks how things stand now. A channel that edits its messages leaves the button out, for there
    they are never out of date; the number of the others stays."""
    silent: bool = False
    """What was pressed is not repeated where others read it: a voice in a vote that others must not see."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, not yet drawn: what stands on it, in the reader's words."""

    kind: str
    """Which drawing: "wheel", "card", "timeline", ... (bot/papers/typst)."""
    data: str
    """What it shows, as JSON; the same data gives the same picture, byte for byte."""
    alt: str
    """What it says, in a short sentence, for whoever does not see it."""


@dataclass(frozen=True, slots=True)
class File:
    """An order for a paper; it is made when it is delivered, of how the partnership stands then."""

    what: str
    """"stage" | "agreement" | "closing" | "dossier" | "data" | "poster", or "own": what is kept of its reader."""
    form: str
    """"pdf" | "docx" | "xlsx" | "csv" | "json" | "png"."""
    audience: str
    """"group": what every partner may read; "broker": with what is for brokers alone; "": one person's own data."""
    stage: str = ""
    """The key of the stage, for the paper of one."""
    cycle: int = 1
    edition: int = 0
    """Of a stage's paper; 0: the newest published one."""
    language: str = "th"


@dataclass(frozen=True, slots=True)
class Made:
    """A paper, made."""

    name: str
    """Of the file, in the reader's language, with its ending."""
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble, however long; the channel splits what its platform cannot show at once."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    """Rows."""
    strong: tuple[tuple[int, int], ...] = ()
    """Spans of the text to be shown bold, as (start, end) in code points."""
    slot: str = ""
    """A name under which a later message may replace this one in the same place."""
    replaces: bool = False
    """Show it in place of the last message with this slot, where the channel can edit; else send it anew."""
    once: str = ""
    """For what must never be shown twice in full (a summary): its key. See TRUST.md on stub and edit."""
    stub: str = ""
    """The short complete sentence that is sent first where the channel works by stub and edit."""
    passing: bool = False
    """Needless as soon as something newer is said in that place: a nudge. One that is passing itself
    makes only those of its partnership under its own slot needless."""
    outdoes: str = ""
    """A further slot: what of the same partnership waits in that place under it is needless now."""
    picture: Picture | None = None
    """Shown with the text where the channel can; the text says it all without it."""
    further: tuple[Picture, ...] = ()
    """More pictures, each a message of its own: between the picture and the text; where they are fetched from
    an address of ours after it, for there a text that does not fit with them would have to wait."""
    file: File | None = None
    """Sent along where the channel can send files, else as a link where the bot has a public address."""
    without_files: Message | None = None
    """Said in its place where files can neither be sent nor fetched."""

    @property
    def only_picture(self) -> bool:
        """Nothing is lost where the picture is shown without the text, and little where neither is."""
        shown = self.picture
        return shown is not None and self.text == shown.alt and not (self.buttons or self.file)


def alone(picture: Picture) -> Message:
    """A picture by itself, before the text that it belongs to."""
    return Message(picture.alt, picture=picture)


@dataclass(frozen=True, slots=True)
class Raw:
    """One event as the platform gave it, to be stored before it is acknowledged."""

    key: str
    """The platform's id of it; the same event has the same key however often it arrives."""
    conversation: str
    """The id of the place it belongs to; events of one conversation are worked one at a time, in order."""
    body: bytes
    at: datetime
    sort: str = ""
    """Where events of one conversation may come in the wrong order: sorts them, oldest first."""
