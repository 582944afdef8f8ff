"""Transcripts: dialogues that a broker can read, and that the house can play again.

    # what the transcript is about                       a comment
    @ 5/1/2570 09:00      @ +90 วัน      @ +2 ชั่วโมง      the time; every act takes one minute
    นงนุช ในกลุ่ม: (เพิ่มบอตเข้ากลุ่ม “ภาคีน้ำสะอาด”)        in a group (in the newest, or “title”)
    สมศรี: น้ำประปาขุ่น                                     in the private chat with the bot
    สมศรี: [ข้าม]                                          presses the newest button of that label
    สมศรี: [4] ใน “เร่งด่วน”                                 … in the newest message with these words
    สมศรี: [4] ใน “เร่งด่วน” (ก่อนหน้า 1)                      … in the one before it
    สมศรี: [เลือกวันที่] 6/1/2570                             picks a date
    สมศรี: \\[4]                                           types just this, with the brackets
    นงนุช ในกลุ่ม: /link ····-····                           types the code that the bot showed last
    ~ สมศรี: …                                             done, but what the bot shows is left out
    > ทุกคนตอบ                                             many acts at once (see macros.py)

What stands in round brackets is done, not said: `DEEDS` has them all. Indented lines are what the
bot then showed: where, ← (sent) or ✎ (edited), the text, and the buttons in [ ].
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.local import Shown
from bot.play.cast import ZONE
from bot.play.scene import AS_TYPED, INSIDE, OLDER, NotOnScreen, Scene, Turn

BUDDHIST = 543
GROUP = "กลุ่ม"
IN_GROUP = "ในกลุ่ม"
SENT, EDITED = "←", "✎"
OLD_LINK = "link-of-long-ago"
WIDTH = 96
"""Columns that a line of buttons may fill."""
_SPEAKER = re.compile(
    rf"^(?P<who>[^:\[\]()“”]+?)(?: {IN_GROUP}(?: “(?P<group>[^”]+)”)?)?: (?P<act>.*)$"
)
_PRESS = re.compile(
    rf"^\[(?P<label>.+?)\](?: {INSIDE} “(?P<inside>[^”]+)”)?(?: \({OLDER} (?P<older>\d+)\))?"
    r"(?P<twice> \(กดซ้ำ\))?(?: (?P<day>\d+/\d+/\d+))?$"
)
_DEED = re.compile(r"^\((?P<deed>[^)]*)\)$")
_LATE = re.compile(r"^\(ช้า (\d+) นาที\) (.+)$")
_AT = re.compile(r"^(\d+)/(\d+)/(\d+) (\d+):(\d+)$")
_AFTER = re.compile(r"^\+(\d+) (วัน|ชั่วโมง|นาที)$")
_UNITS = {"วัน": "days", "ชั่วโมง": "hours", "นาที": "minutes"}
_QUOTED = re.compile("“([^”]*)”")
_CODE = re.compile(r"\b(S\d{1,2}-)[2-9A-Z]{4}\b")
"""A summary's code; it hangs on the partnership's random id, so a transcript leaves it out."""
_ONCE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
"""A one-time code, made by chance."""
CODE_SHOWN = "····-····"
"""Stands for a one-time code; where somebody types it, for the newest that the bot has shown."""


class BadLine(Exception):
    """Whoever wrote the transcript must act; the line is told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript that is not the bot's."""

    kind: str
    """comment | time | macro | act."""
    text: str
    """The whole line as it stands."""
    quiet: bool = False


def parse(text: str) -> Iterator[Line]:
    """The lines that people wrote; what the bot showed (indented) and blank lines are left out."""
    for raw in text.splitlines():
        if not raw.strip() or raw[0].isspace():
            continue
        mark = raw[0]
        kind = {"#": "comment", "@": "time", ">": "macro"}.get(mark, "act")
        yield Line(kind, raw.rstrip(), quiet=mark in "~>")


Macro = Callable[[Scene, str], Awaitable[bool]]
"""Plays a line of many acts. False: it does not know it."""


async def play(scene: Scene, lines: Iterable[Line], macro: Macro) -> str:
    """Play a transcript and give it back with what the bot shows now. Raises `BadLine`."""
    out: list[str] = []
    for line in lines:
        before = len(scene.turns)
        try:
            await _play_line(scene, line, macro)
        except NotOnScreen as problem:
            raise BadLine(f"{line.text}\n    {problem}") from problem
        shown = [] if line.quiet else [s for turn in scene.turns[before:] for s in turn.shown]
        out += _spaced(out, line, [text for s in shown for text in show(scene, s)])
    return "\n".join(out).rstrip() + "\n"


def _spaced(out: list[str], line: Line, shown: list[str]) -> list[str]:
    """A blank line after what the bot showed, and between comments and acts."""
    gap = [""] if out and (out[-1].startswith(" ") or _mark(out[-1]) != _mark(line.text)) else []
    return [*gap, line.text, *shown]


def _mark(text: str) -> str:
    return text[0] if text and text[0] in "#@~>" else ""


async def _play_line(scene: Scene, line: Line, macro: Macro) -> None:
    body = line.text.lstrip("~@> ") if line.kind != "act" or line.quiet else line.text
    if line.kind == "time":
        turn = await scene.pass_time(moment(body, scene.now), line.text)
        if turn.shown:
            scene.turns.append(turn)
    elif line.kind == "macro":
        if not await macro(scene, body):
            raise BadLine(line.text)
    elif line.kind == "act":
        await act(scene, body)


def moment(text: str, now: datetime) -> datetime:
    """ "5/1/2570 09:00" or "+90 วัน". Raises `BadLine`."""
    if match := _AFTER.match(text):
        return now + timedelta(**{_UNITS[match[2]]: int(match[1])})
    if match := _AT.match(text):
        day, month, year, hour, minute = (int(part) for part in match.groups())
        return datetime(year - BUDDHIST, month, day, hour, minute, tzinfo=ZONE)
    raise BadLine(text)


def told(at: datetime) -> str:
    """The moment as a line of a transcript."""
    at = at.astimezone(ZONE)
    return f"@ {at.day}/{at.month}/{at.year + BUDDHIST} {at:%H:%M}"


# ── what somebody does ───────────────────────────────────────────────────────


async def act(scene: Scene, text: str) -> Turn:
    """One act of one person, as it stands in a transcript. Raises `BadLine`, `NotOnScreen`."""
    match = _SPEAKER.match(text)
    if match is None:
        raise BadLine(text)
    who, said = match["who"].strip(), _with_code(scene, match["act"].strip())
    head = text[: match.start("act")]
    group = ""
    if f" {IN_GROUP}" in head:
        group = match["group"] or (scene.groups[-1] if scene.groups else "")
    if said.startswith(AS_TYPED):
        return await scene.write(who, said.removeprefix(AS_TYPED).replace(" ⏎ ", "\n"), group)
    if pressed := _PRESS.match(said):
        return await _press(scene, who, group, pressed, said)
    if late := _LATE.match(said):
        return await scene.write(who, late[2], group, late=int(late[1]))
    if deed := _DEED.match(said):
        return await _deed(scene, who, group, deed["deed"], said)
    return await scene.write(who, said.replace(" ⏎ ", "\n"), group)


def _with_code(scene: Scene, said: str) -> str:
    """What is typed, with the code that it leaves out. Raises `NotOnScreen` when none was shown."""
    if CODE_SHOWN not in said:
        return said
    found = (_ONCE.search(shown.message.text) for shown in reversed(scene.local.shown))
    code = next((match[0] for match in found if match), "")
    if not code:
        raise NotOnScreen(CODE_SHOWN)
    return said.replace(CODE_SHOWN, code)


async def _press(scene: Scene, who: str, group: str, pressed: re.Match[str], said: str) -> Turn:
    place = scene.place(who, group)
    inside, older, day = pressed["inside"] or "", int(pressed["older"] or 0), pressed["day"]
    shown, number = scene.find(place, pressed["label"], inside, older, picker=bool(day))
    if day:
        return await scene.pick(who, shown, number, moment(f"{day} 00:00", scene.now).date())
    turn = await scene.press(who, shown, number, said)
    if pressed["twice"]:
        turn = await scene.press(who, shown, number, said)
    return turn


Deed = Callable[[Scene, str, str, list[str], str], Awaitable[Turn]]


def _plain(what: str, **more: Any) -> Deed:
    async def deed(scene: Scene, who: str, group: str, _quoted: list[str], line: str) -> Turn:
        return await scene.do(who, {"what": what, **more}, line, group)

    return deed


def _file(kind: str) -> Deed:
    """A photo or file; words in “ ” are the caption of a photo, the name of a file."""

    async def deed(scene: Scene, who: str, group: str, quoted: list[str], line: str) -> Turn:
        return await scene.send(who, kind, quoted[0] if quoted else "", line, group)

    return deed


async def _opens(scene: Scene, who: str, _group: str, quoted: list[str], line: str) -> Turn:
    """Somebody passed an invitation on: its newest link on that person's screen is opened by another."""
    for shown, number, button in scene.local.buttons(scene.private(quoted[0])):
        if button.opens:
            return await scene.press(who, shown, number, line)
    raise NotOnScreen(line)


async def _add(scene: Scene, who: str, _group: str, quoted: list[str], line: str) -> Turn:
    return await scene.add_bot(who, quoted[0], line)


async def _edit(scene: Scene, who: str, _group: str, quoted: list[str], line: str) -> Turn:
    return await scene.edit(who, quoted[0], quoted[1], line)


async def _again(scene: Scene, who: str, _group: str, _quoted: list[str], line: str) -> Turn:
    return await scene.again(who, line)


async def _anonymous(scene: Scene, who: str, group: str, quoted: list[str], line: str) -> Turn:
    name, _, argument = quoted[0].lstrip("/").partition(" ")
    did = {"what": "commanded", "name": name, "argument": argument, "anonymous": True}
    return await scene.do(who, did, line, group)


async def _administrator(scene: Scene, who: str, group: str, _quoted: list[str], line: str) -> Turn:
    scene.local.administrators.add((scene.group(group), scene.person(who)))
    return Turn(scene.now, who, group, line, ())


async def _block(scene: Scene, who: str, _group: str, _quoted: list[str], line: str) -> Turn:
    scene.local.unreachable.add(scene.private(who))
    return await scene.do(who, {"what": "blocked"}, line)


async def _unblock(scene: Scene, who: str, _group: str, _quoted: list[str], line: str) -> Turn:
    scene.local.unreachable.discard(scene.private(who))
    return await scene.do(who, {"what": "unblocked"}, line)


DEEDS: dict[str, Deed] = {
    "เพิ่มบอตเข้ากลุ่ม": _add,
    "นำบอตออกจากกลุ่ม": _plain("removed"),
    "เป็นผู้ดูแลกลุ่ม": _administrator,
    "เปิดแชต": _plain("started"),
    "เปิดลิงก์จาก": _opens,
    "เปิดลิงก์เก่า": _plain("started", token=OLD_LINK),
    "แก้ข้อความ": _edit,
    "ข้อความเดิมมาซ้ำ": _again,
    "ไม่แสดงชื่อ": _anonymous,
    "ส่งภาพ": _file("photo"),
    "ส่งไฟล์": _file("document"),
    "ส่งเสียง": _file("voice"),
    "บล็อกบอต": _block,
    "เลิกบล็อก": _unblock,
}
"""What people do without words, by how the bracket begins."""


async def _deed(scene: Scene, who: str, group: str, deed: str, line: str) -> Turn:
    for name, do in DEEDS.items():
        if deed.startswith(name):
            return await do(scene, who, group, _QUOTED.findall(deed), line)
    raise BadLine(line)


# ── what the bot showed ──────────────────────────────────────────────────────


def show(scene: Scene, shown: Shown) -> list[str]:
    """A message as the indented lines of a transcript."""
    name, is_group = scene.name_of(shown.place)
    if is_group:
        name = GROUP if len(scene.groups) == 1 else f"{GROUP} “{name}”"
    arrow = EDITED if shown.edited else SENT
    text = _ONCE.sub(CODE_SHOWN, _CODE.sub(r"\1····", shown.message.text))
    first, *rest = [*enclosed(shown), *text.split("\n")]
    lines = [f"    {name} {arrow} {first}".rstrip()]
    lines += [f"        {line}".rstrip() for line in rest]
    return lines + [f"        {line}" for line in button_lines(shown)]


def enclosed(shown: Shown) -> list[str]:
    """What came with a message: what is to be seen on the picture, and which file it is."""
    picture, file = shown.message.picture, shown.message.file
    seen = [] if picture is None else [f"▧ {picture.alt}"]
    return seen if file is None else [*seen, f"▤ {file.what}.{file.form}"]


def button_lines(shown: Shown) -> list[str]:
    """The buttons side by side, as many as a line holds."""
    lines: list[str] = []
    for button in shown.buttons:
        label = f"[{button.label}]"
        if lines and len(lines[-1]) + len(label) < WIDTH - 8:
            lines[-1] += f" {label}"
        else:
            lines.append(label)
    return lines


def recorded(scene: Scene, title: str) -> str:
    """Everything that was played, as a transcript that plays the same again."""
    out = [f"# {title}"]
    expected: datetime | None = None
    for turn in scene.turns:
        shown = [line for each in turn.shown for line in show(scene, each)]
        if not turn.who:  # time passed
            out += _spaced(out, Line("time", told(turn.at)), shown)
            expected = turn.at
            continue
        if turn.at != expected:
            out += _spaced(out, Line("time", told(turn.at)), [])
        expected = turn.at + scene.pace
        place = f" {IN_GROUP}" if turn.group else ""
        if turn.group and len(scene.groups) > 1:
            place += f" “{turn.group}”"
        line = _ONCE.sub(CODE_SHOWN, turn.line.replace("\n", " ⏎ "))
        out += _spaced(out, Line("act", f"{turn.who}{place}: {line}".rstrip()), shown)
    return "\n".join(out).rstrip() + "\n"
