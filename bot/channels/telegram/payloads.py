"""The parts of Telegram's Bot API objects that the bot reads, as structs.

Names are Telegram's own. Fields that are not named here are skipped, so new ones do no harm; a
known field of another shape makes the update unreadable, and `updates.read` then answers None.
"""

from __future__ import annotations

import msgspec


class User(msgspec.Struct, frozen=True):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""


class Chat(msgspec.Struct, frozen=True):
    id: int
    type: str = "private"
    title: str = ""


class File(msgspec.Struct, frozen=True):
    """Photo size, document, voice, video, audio, sticker: all carry these two."""

    file_id: str
    file_name: str = ""


class Location(msgspec.Struct, frozen=True):
    latitude: float
    longitude: float


class Venue(msgspec.Struct, frozen=True):
    title: str = ""


class Message(msgspec.Struct, frozen=True):
    message_id: int
    chat: Chat
    date: int = 0
    """Unix time; 0 in a message that a press names and that Telegram no longer shows to bots."""
    edit_date: int = 0
    from_: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    via_bot: User | None = None
    message_thread_id: int = 0
    is_topic_message: bool = False
    text: str = ""
    caption: str = ""
    photo: list[File] = []
    document: File | None = None
    voice: File | None = None
    video: File | None = None
    video_note: File | None = None
    animation: File | None = None
    audio: File | None = None
    sticker: File | None = None
    location: Location | None = None
    venue: Venue | None = None
    contact: object = None
    poll: object = None
    dice: object = None
    migrate_to_chat_id: int = 0
    migrate_from_chat_id: int = 0


class CallbackQuery(msgspec.Struct, frozen=True):
    id: str
    from_: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class ChatMember(msgspec.Struct, frozen=True):
    status: str
    is_member: bool = False

    @property
    def inside(self) -> bool:
        if self.status == "restricted":
            return self.is_member
        return self.status in ("creator", "administrator", "member")


class ChatMemberUpdated(msgspec.Struct, frozen=True):
    chat: Chat
    from_: User = msgspec.field(name="from")
    date: int
    old_chat_member: ChatMember
    new_chat_member: ChatMember


class Update(msgspec.Struct, frozen=True):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None

    @property
    def chat(self) -> Chat | None:
        """The chat it belongs to, if it has one."""
        if self.callback_query is not None:
            shown = self.callback_query.message
            return shown.chat if shown is not None else None
        for part in (self.message, self.edited_message, self.my_chat_member):
            if part is not None:
                return part.chat
        return None


class Envelope(msgspec.Struct, frozen=True):
    """What is stored: the update as it was given, and when it came (a press carries no time)."""

    received: str
    update: Update
