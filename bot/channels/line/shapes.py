"""A letter → the message object that shows it, and a message in parts that fit one each. Pure.

Text alone is a text message; with buttons or bold words it is a Flex bubble, whose buttons stay in
the chat and work on a PC. Limits from LINE's reference ("Message objects", "Action objects").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from bot.channels import cutting
from bot.channels.base import ADDRESSES, Drawn, Letter, Refused
from bot.channels.cutting import MORE, Rows
from bot.channels.line import counting, flex
from bot.channels.line.client import packed
from bot.channels.line.flex import Json
from bot.core.model import Place
from bot.message import Button, Message

MAX_TEXT = 5000
"""UTF-16 units in a text message."""
MAX_BUBBLE = 25 * 1024
"""Bytes of a bubble as compact UTF-8 JSON. LINE's limit is 30 KB; how it counts is not published."""
MAX_BUTTONS_BYTES = 12 * 1024
"""Of which buttons may take so much where there are any; the text keeps to what they leave."""
MAX_ALT = 1500
"""UTF-16 units of what stands in notifications, in the list of chats and in quotes."""
MAX_LABEL = 40
"""Of a button in a bubble. Only code points are sure to be counted as LINE does."""
MAX_DATA = 300
"""Characters of a postback's data."""
MAX_SAID = 300
"""Clusters of displayText; kept by code points."""
MAX_URI = 1000
MAX_IMAGE = 1024 * 1024
"""Bytes of a picture: LINE takes 10 MB of it and 1 MB of its preview, and ours is its own preview."""
MAX_ADDRESS = 2000
"""Of a picture."""
MAX_QUICK = 13
MAX_QUICK_LABEL = 20
QUICK_FROM_ROWS = 5
"""Rows of buttons from which on quick replies repeat them (docs/decisions/0014)."""
BOXES = ("☐", "☑")
FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
"""What LINE's date picker can show."""
CHAT = "https://line.me/R/oaMessage/{bot}/?{text}"
"""Opens the private chat with a text typed in (URL scheme; iOS and Android only)."""
PROFILE = "https://line.me/R/ti/p/{bot}"
OUTSIDE = "?openExternalBrowser=1"
"""LINE then opens the link in the telephone's own browser; the one in LINE keeps no files ("Use LINE features with
the LINE URL scheme", developers.line.biz)."""

_SPECIMEN_REF = "r" * 40
"""The longest reference (bot/channels/base.py)."""
_SPECIMEN_BOT = "@" + "b" * 20
_SPECIMEN_CODE = "XXXX-XXXX"
_SPECIMEN_ADDRESS = "https://" + "a" * 192
_SPECIMEN_TOKENS = {
    **dict.fromkeys(("join", "setup", "desk"), _SPECIMEN_CODE),
    **dict.fromkeys(ADDRESSES, _SPECIMEN_ADDRESS),
}


def is_private(place: Place) -> bool:
    """LINE's ids: U… a person's chat with the bot, C… a group, R… a chat of several."""
    return place.id.startswith("U")


def plain(message: Message) -> bool:
    """Whether it is a text message: nothing bold, no button that LINE can show."""
    return not message.strong and not cutting.numbered(message.buttons, _shown)


def shape(letter: Letter, basic_id: str) -> Json:
    """One message object. Raises Refused when a button's data or link would not fit.

    `basic_id`: the bot's own, "@…".
    """
    message = letter.message
    text = message.text if message.text.strip() else MORE
    if plain(message):
        return {"type": "text", "text": text}
    body = flex.paragraphs(text, message.strong)
    contents = flex.bubble(body, _keyboard(letter, basic_id))
    return {"type": "flex", "altText": counting.beginning(text, MAX_ALT), "contents": contents}


def image(drawn: Drawn) -> Json | None:
    """The message object that shows the picture; None where LINE would not: then the text goes alone."""
    address = drawn.address
    if not 0 < len(drawn.png) <= MAX_IMAGE or not address.startswith("https://"):
        return None
    if len(address) > MAX_ADDRESS:
        return None
    return {"type": "image", "originalContentUrl": address, "previewImageUrl": address}


def quick_replies(letter: Letter) -> Json | None:
    """The buttons once more over the keyboard, for a private chat whose bubble is taller than what
    an open keyboard leaves in sight. None where that would be clutter, or not all of them fit.
    """
    rows = cutting.numbered(letter.message.buttons, _shown)
    buttons = [pair for row in rows for pair in row]
    if (
        not is_private(letter.place)
        or not QUICK_FROM_ROWS <= len(rows) <= len(buttons) <= MAX_QUICK
    ):
        return None
    if any(button.opens for _, button in buttons):
        return None
    actions = (_action(letter, n, button, MAX_QUICK_LABEL) for n, button in buttons)
    return {"items": [{"type": "action", "action": action} for action in actions]}


def fit(message: Message) -> tuple[Message, ...]:
    """Parts that fit one message object each: 5,000 UTF-16 units of text, or a bubble of 25 KB.

    Cut and keyed as on every platform (`cutting.in_parts`).
    """
    text = message.text
    boards = _boards(message.buttons)
    if plain(message):
        reach = _reach_of_text(text)
    else:
        reach = _reach_of_bubble(message, MAX_BUBBLE - (MAX_BUTTONS_BYTES if boards[0] else 0))
    return cutting.in_parts(message, cutting.texts(text, message.strong, reach), boards)


def _reach_of_text(text: str) -> cutting.Furthest:
    return lambda start, end: cutting.furthest(text, start, end, MAX_TEXT)


def _reach_of_bubble(message: Message, most: int) -> cutting.Furthest:
    """Halving between what is sure to fit and what is sure not to; the text keeps to 5,000 units as
    well, so that a part reads the same wherever it is shown as text.
    """
    text = message.text
    spans = cutting.merged(message.strong, len(text))

    def fits(start: int, at: int) -> bool:
        body = flex.paragraphs(text[start:at], cutting.within(spans, start, at))
        return len(packed(flex.bubble(body, ()))) <= most

    def reach(start: int, end: int) -> int:
        high = cutting.furthest(text, start, end, MAX_TEXT)
        if fits(start, high):
            return high
        low = start + 1
        while low < high - 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(start, middle) else (low, middle)
        return low

    return reach


def _boards(rows: Rows) -> list[Rows]:
    """The rows in as many keyboards as are needed for each to keep within its bytes."""
    boards: list[list[tuple[Button, ...]]] = [[]]
    taken = 0
    for line in rows:
        for row in _narrowed(line):
            size = _row_bytes(row)
            if boards[-1] and taken + size > MAX_BUTTONS_BYTES:
                boards.append([])
                taken = 0
            boards[-1].append(row)
            taken += size
    return [tuple(board) for board in boards]


def _narrowed(row: tuple[Button, ...]) -> Iterator[tuple[Button, ...]]:
    most = flex.MOST_IN_ROW
    yield from (row[i : i + most] for i in range(0, len(row), most))


def _row_bytes(row: tuple[Button, ...]) -> int:
    letter = Letter(Place("line", "U"), Message("", (row,)), _SPECIMEN_REF, _SPECIMEN_TOKENS)
    return len(packed(_keyboard(letter, _SPECIMEN_BOT)))


# ── buttons ──────────────────────────────────────────────────────────────────


def _shown(button: Button) -> bool:
    """LINE has no link that puts the bot into a group."""
    return button.opens != "add"


def _keyboard(letter: Letter, basic_id: str) -> list[Json]:
    rows = list(_drawn(cutting.numbered(letter.message.buttons, _shown)))
    low = len(rows) >= flex.LOW_FROM
    main = len(rows[0]) == 1 and not _one_of_many(rows[0][0][1]) if rows else False
    found: list[Json] = []
    option = noted = False
    for row in rows:
        buttons = [button for _, button in row]
        actions = [_action(letter, n, button, MAX_LABEL, basic_id) for n, button in row]
        drawn = [flex.button(action, main=main, low=low) for action in actions]
        before, option = option, _one_of_many(buttons[0])
        apart = noted or (before and not option)
        found.append(flex.row(drawn, [button.label for button in buttons], apart=apart))
        hints = list(_hints(letter, buttons, basic_id))
        found += hints
        main, noted = False, bool(hints)
    return found


def _drawn(rows: Sequence[Sequence[tuple[int, Button]]]) -> Iterator[list[tuple[int, Button]]]:
    """The rows as they have room side by side."""
    for row in rows:
        at = 0
        for count in flex.shared([button.label for _, button in row]):
            yield list(row[at : at + count])
            at += count


def _one_of_many(button: Button) -> bool:
    """An option among others, by its number or box: none of them is more than the rest."""
    first = button.label[:1]
    return first.isdigit() or first in BOXES


def _hints(letter: Letter, buttons: Sequence[Button], basic_id: str) -> Iterator[Json]:
    """For people on a PC, where the link does nothing: what to write to whom."""
    for button in buttons:
        text = _typed(letter, button)
        if button.hint and text:
            said = button.hint.replace("{bot}", basic_id).replace("{text}", text)
            yield flex.note(said)


def _action(letter: Letter, n: int, button: Button, most: int, basic_id: str = "") -> Json:
    label = counting.label(button.label, most)
    if button.opens:
        return {"type": "uri", "label": label, "uri": _link(letter, button, basic_id)}
    data = f"{letter.ref}.{n}"
    if len(data) > MAX_DATA:
        raise Refused("postback data is too long")
    if button.picks == "date":
        days = {"min": FIRST_DAY, "max": LAST_DAY}
        return {"type": "datetimepicker", "label": label, "data": data, "mode": "date", **days}
    pressed: Json = {"type": "postback", "label": label, "data": data}
    if button.silent and not is_private(letter.place):
        return pressed
    said = counting.label(counting.spoken(button.label), MAX_SAID)
    return {**pressed, "displayText": said}


def _typed(letter: Letter, button: Button) -> str:
    """What the person is to send to the bot, "" without an invitation."""
    opens = button.opens
    code = letter.tokens.get(opens, "") if opens and opens not in ADDRESSES else ""
    return f"{button.says} {code}".strip() if code else ""


def _link(letter: Letter, button: Button, basic_id: str) -> str:
    text = _typed(letter, button)
    bot = quote(basic_id, safe="")
    link = CHAT.format(bot=bot, text=quote(text, safe="")) if text else PROFILE.format(bot=bot)
    if button.opens in ADDRESSES:
        address = letter.tokens.get(button.opens, "")
        link = f"{address}{OUTSIDE}" if address else link
    if len(link) > MAX_URI:
        raise Refused("the link is too long")
    return link
