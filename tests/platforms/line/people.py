"""People on LINE: they come to the private chat by the group, and the broker goes there to show things.

Nothing is pushed to them. A representative sees in the group that there is something to answer, and
comes by the button or by writing; the broker does things in private, and then taps or types in the
group, where the answer brings what had waited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, ClassVar

from tests.platforms.answers import Want
from tests.platforms.bank import Recognised, Reply, Slot
from tests.platforms.line.chats import PICKER
from tests.platforms.people import Shown, shown_of
from tests.platforms.twelve import SHARED
from tests.platforms.walk import Broker, Someone, Speaker, Walk

WAITS = re.compile(r"^(?:ประกาศถึง|The announcements? to)", re.MULTILINE)
"""The broker is told that something waits for the group."""
LATEST = {"th": "สถานะล่าสุด", "en": "Latest status"}
OPENING = ("สถานะ", "tap", "เปิดขั้นใหม่แล้ว เชิญทุกท่าน", "ขั้นตอน")
CLOSING = ("สรุป", "tap", "ขอบคุณทุกท่าน", "สถานะ")
"""What the broker types into the group after something was opened or closed; "tap": the button there."""
BEGIN = {"th": "เริ่มตอบ", "en": "begin"}
PROGRESS = re.compile(r"^(?:ขั้นตอนที่ |Stage |▶️ )", re.MULTILINE)
"""The group's line about an open stage, or where the partnership stands with one open."""
WAITED = re.compile(r"^(?:รอคำตอบจาก|กำลังตอบ|Waiting for|Answering now): (.+)$", re.MULTILINE)
"""In the group's line: who has not handed in."""
ALL_IN = re.compile("ทุกองค์กรตอบครบแล้ว|Every organisation has answered")
COUNTS = re.compile("ส่งคำตอบแล้ว|ส่งแล้ว|ลงมติรอบใหม่|organisations have handed in|handed in|[Vv]oted again")
"""Tells the group's line about who has answered from a ballot, which has the same heading and button."""
SHOWN_ANEW = ("multi", "rank")
PICKED = {"start_date": "2027-01-15", "end_date": "2027-09-30", "available_from": "2027-03-01"}
"""The dates of `answers.TYPED`, as a picker gives them."""


@dataclass
class OnLine(Someone):
    """They look at all that is new in a chat, the newest first."""

    _looked: dict[Any, int] = field(default_factory=dict, init=False)
    _before: dict[Any, int] = field(default_factory=dict, init=False)

    @property
    def watches(self) -> tuple[Any, ...]:
        return (self.id, self.group)

    def fresh(self, chat: Any) -> list[Shown]:
        """What was not yet looked at, the newest first."""
        since = self._looked.get(chat, 0)
        new = self.c.messages(chat=chat, bot_only=True, after=since)
        if new:
            self._before[chat], self._looked[chat] = since, new[-1]["seq"]
        return [shown_of(m) for m in reversed(new) if self.only in (m["text"] or "")]

    def again(self) -> None:
        self._looked.update(self._before)

    def act(self) -> bool:
        return any(self.meet(shown) for shown in self.fresh(self.id)) or self.in_group()

    def in_group(self) -> bool:
        """What they do about what is new in the group."""
        return False


@dataclass
class LineBroker(OnLine, Broker):
    """Opens and closes in private; shows it in the group by tapping or typing there."""

    goes: bool = True
    """Whether they go to the group; not where everything is pushed."""
    _openings: Any = field(default_factory=lambda: cycle(OPENING), init=False)
    _closings: Any = field(default_factory=lambda: cycle(CLOSING), init=False)
    _errand: str = ""
    """What to do in the group, if the private chat says that something waits for it."""
    _looks: int = 0
    shown_in_group: list[str] = field(default_factory=list, init=False)
    """What they did there."""

    def act(self) -> bool:
        new = self.fresh(self.id)
        if new and self._errand:
            if self.goes and any(WAITS.search(shown.text) for shown in new):
                self.shows(self._errand)
            self._errand = ""
        return any(self.meet(shown) for shown in new)

    def press(self, shown: Shown, label: str) -> bool:
        w = self.words
        if label.startswith((w.open_full, w.open_short, w.next_part)):
            self._errand = next(self._openings)
        elif label.startswith(w.publish):
            self._errand = next(self._closings)
        elif label.startswith((w.full, w.short)):
            self._errand = "สวัสดีทุกท่าน"  # set up: the invitation waits for the group
        return super().press(shown, label)

    def shows(self, how: str) -> None:
        """Tap or type in the group."""
        self.shown_in_group.append(how)
        if how == "tap":
            self.c.press(user=self.id, label=self.latest, chat=self.group)
        else:
            self.c.send(user=self.id, text=how, chat=self.group)

    @property
    def latest(self) -> str:
        return LATEST["th" if self.language == "ไทย" else "en"]

    def look(self) -> None:
        """By turns how the group stands, and what came in private: that first when all have answered."""
        if not self.goes:
            return
        self._looks += 1
        group_first = not self._all_in()
        if self._looks % 2 == group_first:
            self.shows("tap")
        else:
            self.say("สถานะ" if self.language == "ไทย" else "status")

    def _all_in(self) -> bool:
        lines = (m["text"] for m in reversed(self.c.messages(chat=self.group)))
        newest = next((text for text in lines if PROGRESS.search(text)), "")
        return ALL_IN.search(newest) is not None


@dataclass
class LineSpeaker(OnLine, Speaker):
    """Comes when the group shows that their organisation is waited for."""

    hasty: bool = False
    """Types all entries of a list, or taps all choices, without waiting for the bot."""
    picks: bool = False
    """Picks dates with LINE's picker instead of typing them."""
    picked: int = 0
    """How many."""
    writes: bool = False
    """Comes by writing to the bot, not by the group's button."""
    turn: int | None = None
    """Of two who take the parts by turns: 0 or 1."""
    left: int = 0
    """The stage that was left to the colleague."""
    taken: int = 0
    """The stage that was left by the colleague."""
    blocks_at: str = ""
    """The question at which they block the bot."""
    away: bool = False
    left_item: str = ""
    """What the question was about at which they blocked it."""
    _begun: set[tuple[int, int]] = field(default_factory=set, init=False)
    """Stages and parts for which they have come."""
    _acted_on: int = field(default=-1, init=False)
    """The newest bubble when they last did something."""

    def act(self) -> bool:
        return not self.away and super().act()

    def in_a_new_cycle(self, stages: range) -> None:
        self._begun = {(stage, part) for stage, part in self._begun if stage not in stages}

    def look(self) -> None:
        """Once more what the group showed while they were busy, or while it was not yet their turn."""
        if not self.away:
            self._comes_by([shown_of(m) for m in reversed(self.c.messages(chat=self.group))])

    def comes_back(self) -> None:
        self.away = False
        self.c.control.unblock(self.id)

    def in_group(self) -> bool:
        return self._comes_by(self.fresh(self.group))

    def _comes_by(self, newest_first: Sequence[Shown]) -> bool:
        for shown in newest_first:
            if not COUNTS.search(shown.text):
                continue
            if PROGRESS.search(shown.text) and any(self.words.answer in x for x in shown.labels):
                return self.due(shown) and not self.busy() and self._comes(shown)
        return False

    def due(self, shown: Shown) -> bool:
        """Whether the group's newest line says that their organisation is waited for."""
        waited = any(self.organisation in names for names in WAITED.findall(shown.text))
        return waited and self._part(shown) not in self._begun and self.takes(shown)

    def _part(self, shown: Shown) -> tuple[int, int]:
        return number(self.words.stage, shown.text), number(self.words.part, shown.text)

    def takes(self, shown: Shown) -> bool:
        """By turns: one takes the even parts of even stages and the odd ones of odd, the other the rest."""
        stage, part = self._part(shown)
        if self.turn is None or stage == self.taken:
            return True
        return stage != self.left and (stage + part) % 2 == self.turn

    def busy(self) -> bool:
        """Whether they are in the middle of something, or wait for the bot."""
        shown = self.c.messages(chat=self.id)
        if not shown:
            return False
        newest, w = shown_of(shown[-1]), self.words
        asks = {w.hand_in, w.retype, w.pause} & set(newest.taps)
        return bool(asks) or shown[-1]["seq"] == self._acted_on or (
            self.bank.recognise(newest.text) is not None
        )

    def press(self, shown: Shown, label: str) -> bool:
        self._acts()
        if label == self.words.begin:
            self._begun.add(self._part(shown))
        return super().press(shown, label)

    def say(self, text: str) -> bool:
        self._acts()
        return super().say(text)

    def follow(self, group: Any, label: str) -> None:
        self._acts()
        super().follow(group, label)

    def _acts(self) -> None:
        shown = self.c.messages(chat=self.id)
        self._acted_on = shown[-1]["seq"] if shown else 0

    def _comes(self, shown: Shown) -> bool:
        self._begun.add(self._part(shown))
        if self.writes:
            self.say(BEGIN[self.script.language])
        else:
            self.follow(self.group, self.words.answer)
        self.c.settle()  # and waits to see what comes, as people do, before tapping anything else
        return True

    def see(self, shown: Shown, asked: Recognised) -> None:
        """LINE edits nothing: a choice of several stands anew, further down, with each tap."""
        ticking = asked.question.kind in SHOWN_ANEW and asked.slot == self._slot
        super().see(shown, asked._replace(again=asked.again or ticking))

    def _answer(self, shown: Shown, slot: Slot) -> bool:
        if slot.question == self.blocks_at:
            self.blocks_at, self.left_item, self.away = "", slot.item, True
            self.c.control.block(self.id)
            return False
        if self.picks and self._pick(shown, slot):
            return True
        if self.hasty:
            self.c.together()
        if not super()._answer(shown, slot):
            return False
        if self.hasty and self._want is not None:
            self._goes_on(shown, slot, self._want)
        return True

    def _goes_on(self, shown: Shown, slot: Slot, want: Want) -> None:
        """At once: the other entries of a list, or the other choices on the same bubble."""
        kind = self.bank.question(slot.question).kind
        while kind == "list" and want.typed:
            self.say(want.typed.pop(0))
        if kind == "multi":
            others = [x for x in shown.taps if any(x.startswith(f"☐ {n} ") for n in want.taps)]
            for label in others[1:]:
                self.press(shown, label)

    def _pick(self, shown: Shown, slot: Slot) -> bool:
        """The date that would have been typed."""
        date = PICKED.get(slot.question)
        label = next((x for x, d in zip(shown.labels, shown.data, strict=True) if d.startswith(PICKER)), "")
        if date is None or not label or slot in self.said:
            return False
        self.picked += 1
        self.said[slot] = Reply(date[:4] if self.script.language == "en" else str(int(date[:4]) + 543))
        self.answered[slot] += 1
        self.c.press(user=self.id, label=label, message_id=shown.id, value=date)
        return True

    def _pause(self, shown: Shown) -> bool:
        self.left = number(self.words.stage, shown.text)
        if isinstance(self.colleague, LineSpeaker):
            self.colleague.taken = self.left
        return super()._pause(shown)

    def take_over(self) -> None:
        """Asked by the colleague, they write to the bot."""
        self.pauses_at = None
        self.say(BEGIN[self.script.language])


def number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 1


class LineWalk(Walk):
    """One partnership in one LINE group."""

    broker_kind: ClassVar[type[Broker]] = LineBroker
    speaker_kind: ClassVar[type[Speaker]] = LineSpeaker

    def full_summaries(self) -> list[dict[str, Any]]:
        """Those that were published: they end with a code. A long one goes on in the next bubble.

        Who asks for one again gets it without a code.
        """
        code, mark = self.broker.words.code, self.broker.words.summary
        found: list[dict[str, Any]] = []
        for bubble in self.c.messages(chat=self.group):
            text = bubble["text"]
            if text.startswith(mark):
                found.append(bubble)
            elif found and code.search(text) and not code.search(found[-1]["text"]):
                found[-1] = {**found[-1], "text": f"{found[-1]['text']}\n{text}"}
        return [m for m in found if code.search(m["text"])]


def take_turns(first: Speaker, second: Speaker) -> None:
    """They take the parts by turns, and share one stage: the first pauses, the second goes on."""
    for turn, (who, other) in enumerate(((first, second), (second, first))):
        assert isinstance(who, LineSpeaker)
        who.turn = turn
        who.begins = who.takes
        who.colleague = other
        who.pauses_at = SHARED


def handed_in(who: Speaker) -> bool:
    """Whether the newest they were told is that their answers are in."""
    return "ส่งคำตอบเรียบร้อยแล้ว" in who.bubbles()[-1].text


def policy(it: LineWalk, label: str) -> None:
    """The broker's page about sending, by tapping: what becomes of what nobody calls for."""
    it.broker.say("เมนู")
    it.broker.tap("ค่าส่งข้อความ")
    it.broker.tap(label)
    it.broker.waits_for(f"✓ {label}")
