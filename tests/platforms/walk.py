"""A whole partnership walks: a broker opens and closes by buttons, representatives answer what they are asked.

Everybody goes by what stands on their screen. What each organisation answers is settled beforehand by
`answers.Script`, so that what must be asked can be worked out without the bot.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, Self

from tests.platforms.answers import Script, Want
from tests.platforms.bank import Bank, Recognised, Reply, Said, Slot
from tests.platforms.people import Shown, shown_of

Trouble = Callable[[], None]
STEP = 0.02
STUCK = 75.0
"""Seconds without anything new on any screen after which the walk is stuck. Telegram takes so many messages a
minute in a group: whoever has waited for that minute has seen the next."""
IDLE = 240.0
"""Seconds after which it is stuck too if nobody did more than look, whatever came of looking, and the group
heard nothing new."""
COMES = 10.0
"""Seconds that people wait for a button before they give up."""
STILL = 0.7
"""Seconds after which people look whether something has happened elsewhere."""


class Words(NamedTuple):
    """What stands on buttons, in one language."""

    set_up: str
    join: str
    full: str
    short: str
    skip_purpose: str
    wheel: str
    open_full: str
    open_short: str
    close: str
    publish: str
    next_part: str
    go_on: str
    stays: str
    next: str
    begin: str
    hand_in: str
    all_in: str
    done: str
    that_is_all: str
    skip: str
    pause: str
    retype: str
    code: re.Pattern[str]
    part: re.Pattern[str]
    summary: str
    stage: re.Pattern[str]
    answer: str


TH = Words(
    "ตั้งภาคี", "เข้าร่วมเป็นผู้แทน", "แบบเต็ม", "แบบสั้น", "ข้ามไปก่อน", "ขั้นตอนทั้ง ๑๒",
    "เปิดแบบเต็ม", "เปิดแบบสั้น", "ปิดรอบและดูร่าง", "เผยแพร่ให้กลุ่ม",
    "เปิดช่วงถัดไป", "ไปช่วงที่ ", "อยู่ต่อ", "ต่อไป: ", "เริ่มตอบ", "ส่งคำตอบ",
    "✓ ทุกองค์กรตอบครบแล้ว", "✓ เลือกเสร็จแล้ว", "✓ พอแล้ว", "ข้าม", "พัก", "พิมพ์ใหม่",
    re.compile(r"รหัส (\S+)"), re.compile(r"^ช่วงที่ (\S+) จาก", re.MULTILINE), "📋",
    re.compile(r"^(?:ขั้นตอนที่|▶️) ([0-9๐-๙]+)", re.MULTILINE), "ตอบคำถาม",
)  # fmt: skip
EN = Words(
    "ตั้งภาคี", "Join to represent", "Full", "Short", "Skip for now", "The twelve stages",
    "Open: full", "Open: short", "Close, see the draft", "Publish to the group",
    "Open the next part", "Go to part ", "It stays", "Next: ", "Begin", "Hand in answers",
    "✓ Every organisation has answered", "✓ Done choosing", "✓ That is all", "Skip", "Pause", "Type it again",
    re.compile(r"[Cc]ode (\S+?)[,.]?(?:\s|$)"), re.compile(r"^Part (\S+) of", re.MULTILINE), "📋",
    re.compile(r"^(?:Stage|▶️) ([0-9]+)", re.MULTILINE), "Answer questions",
)  # fmt: skip
WORDS = {"th": TH, "en": EN}


NOTHING = Slot("")
NO_BUTTON = "no inline button"
"""What Telegram's stand-in says when a message has been edited between being looked at and being pressed."""


class Met(NamedTuple):
    """A question newly shown to somebody."""

    organisation: str
    who: str
    slot: Slot
    piped: dict[str, str]


@dataclass
class Someone:
    """A person before their private chat. `act` looks at the newest bubble and does what it asks."""

    c: Any
    """The platform's hands and eyes: Telegram's stand-in, or `line.chats.Chats`."""
    id: Any
    name: str
    words: Words
    only: str = field(default="", init=False)
    """Leave bubbles alone that do not name this partnership."""
    group: Any = field(default=None, init=False)
    _done: set[tuple[int, int]] = field(default_factory=set, init=False)
    _from: int = field(default=0, init=False)

    @property
    def watches(self) -> tuple[Any, ...]:
        """Chats in which something new makes them look."""
        return (self.id,)

    def bubbles(self) -> list[Shown]:
        found = self.c.messages(chat=self.id, bot_only=True)
        return [shown_of(m) for m in found if not m.get("deleted")]

    def newest(self) -> Shown | None:
        bubbles = self.c.messages(chat=self.id, bot_only=True, after=self._from)
        found = [m for m in bubbles if self.only in (m["text"] or "")]
        if not found:
            return None
        self._from = found[-1]["seq"] - 1
        return shown_of(found[-1])

    def act(self) -> bool:
        shown = self.newest()
        if shown is None or (shown.id, shown.edits) in self._done:
            return False
        self._done.add((shown.id, shown.edits))
        return self.meet(shown)

    def again(self) -> None:
        """Forget what was done to the newest bubble: a press may have been lost."""
        self._done.clear()

    def meet(self, shown: Shown) -> bool:
        raise NotImplementedError

    def press(self, shown: Shown, label: str) -> bool:
        """What has just become another button under their finger they look at once more."""
        try:
            self.c.press(user=self.id, label=label, message_id=shown.id)
        except Exception as refused:
            if NO_BUTTON not in str(refused):
                raise
            self.again()
        return True

    def say(self, text: str) -> bool:
        self.c.send(user=self.id, text=text)
        return True

    def tap(self, label: str) -> None:
        """Press the newest button that begins so, whatever was said below it, once it is there."""
        self.tap_if(self.waits_for(label), label)

    def waits_for(self, label: str) -> Shown:
        """The newest bubble with a button that begins so."""
        end = time.monotonic() + COMES
        while time.monotonic() < end:
            for shown in reversed(self.bubbles()):
                if any(x.startswith(label) for x in shown.taps):
                    return shown
            time.sleep(STEP)
        raise AssertionError(f"no button {label!r}\n{self.c.transcript(chat=self.id)[-1500:]}")

    def look(self) -> None:
        """What they do when nothing has happened for a while."""

    def tap_if(self, shown: Shown, label: str) -> bool:
        """Press the button that begins so, if it is there."""
        found = [x for x in shown.taps if x.startswith(label)]
        return self.press(shown, found[0]) if found else False

    def follow(self, group: Any, label: str) -> None:
        for message in reversed(self.c.messages(chat=group, bot_only=True)):
            shown = shown_of(message)
            for text, url in zip(shown.labels, shown.data, strict=True):
                if label in text and url.startswith("http"):
                    self.c.follow(user=self.id, url=url)
                    return
        raise AssertionError(f"no button {label!r}\n{self.c.transcript(chat=group)}")


@dataclass
class Broker(Someone):
    form: str = "full"
    language: str = "ไทย"
    hold: Callable[[Shown], bool] = lambda _: False
    """Whether to leave a bubble alone."""

    def meet(self, shown: Shown) -> bool:
        w = self.words
        if self.hold(shown):
            return False
        if w.stays in shown.taps:  # somebody wishes to leave; they are talked with another time
            self.tap(w.publish)
            return True
        if self.tap_if(shown, w.publish) or self.tap_if(shown, w.next_part):
            return True
        if w.all_in in shown.text:
            return self.tap_if(shown, w.go_on) or self.tap_if(shown, w.close)
        full = self.form == "full"
        form, opens = (w.full, w.open_full) if full else (w.short, w.open_short)
        ways = (self.language, form, w.skip_purpose, opens, w.next)
        return any(self.tap_if(shown, label) for label in ways) or self._take_title(shown)

    def _take_title(self, shown: Shown) -> bool:
        """The group's title is offered as the partnership's name."""
        return len(shown.taps) == 1 and shown.taps[0] in shown.text and self.press(shown, shown.taps[0])


@dataclass
class Speaker(Someone):
    """A representative."""

    organisation: str = ""
    number: int = 0
    """Of the organisation, from 0."""
    bank: Bank = field(default_factory=Bank.read)
    script: Script = field(default_factory=lambda: Script("th"))
    said: dict[Slot, Reply] = field(default_factory=dict)
    """Shared by all who speak for the organisation."""
    answered: Counter[Slot] = field(default_factory=Counter)
    """How often each slot was answered, by all of them."""
    met: list[Met] = field(default_factory=list)
    begins: Callable[[Shown], bool] = lambda _: True
    """Whether to take up an invitation, or leave it to a colleague."""
    pauses_at: Slot | None = None
    """Where to pause once, and leave the rest to the colleague."""
    colleague: Speaker | None = None
    authority: int = 0
    """Which of the three they choose: to decide, to consult first, only to coordinate."""
    _want: Want | None = None
    _slot: Slot = NOTHING
    _worded: bool = False
    """Whether they have said why, or what "other" means."""
    _seen: set[int] = field(default_factory=set)

    def again(self) -> None:
        super().again()
        self._worded = False

    def in_a_new_cycle(self, stages: range) -> None:
        """These stages come again."""

    def meet(self, shown: Shown) -> bool:
        asked = self.bank.recognise(shown.text)
        if asked is None:
            return self._between(shown)
        self.see(shown, asked)
        return self._answer(shown, asked.slot)

    def see(self, shown: Shown, asked: Recognised) -> None:
        if not asked.again and shown.id not in self._seen:
            self.met.append(Met(self.organisation, self.name, asked.slot, asked.piped))
        self._seen.add(shown.id)

    # ── what is not a question ───────────────────────────────────────────────

    def _between(self, shown: Shown) -> bool:
        w = self.words
        if self._want and shown.taps and set(shown.taps) <= {w.skip, w.pause}:  # a reason, what "other" means
            said, self._worded = self._worded, True  # it may stand there twice; they say it once
            return not said and self.say(self._want.words)
        if shown.taps and shown.taps[-1] == w.retype:  # what was typed is shown back
            return self.press(shown, shown.taps[0])
        if any(x == w.begin for x in shown.taps):
            return self.begins(shown) and self.press(shown, w.begin)
        return self.tap_if(shown, w.hand_in) or self._join(shown)

    def _join(self, shown: Shown) -> bool:
        """Consent, organisation, its kind, name, authority, reminders: the first thing offered."""
        if self._slot.question:
            return False  # joined long ago
        for text, move in JOINING:
            if text.search(shown.text):
                return move(self, shown)
        return False

    # ── a question ───────────────────────────────────────────────────────────

    def _answer(self, shown: Shown, slot: Slot) -> bool:
        if slot == self.pauses_at:
            return self._pause(shown)
        question = self.bank.question(slot.question)
        if slot != self._slot or self._want is None:
            self._want = self.script.want(self.number, question, slot.item, shown)
            self._slot, self._worded = slot, False
            self.said[slot] = self._want.reply
            self.answered[slot] += 1
        want = self._want
        if want.reply.skipped:
            return self.press(shown, self.words.skip)
        if want.typed:
            return self.say(want.typed.pop(0))
        for number in want.taps:
            found = [x for x in shown.taps if _is(x, number, question.kind)]
            if found:
                return self.press(shown, found[0])
        return self.tap_if(shown, self.words.done) or self.tap_if(shown, self.words.that_is_all)


    def _pause(self, shown: Shown) -> bool:
        self.pauses_at = None
        self.press(shown, self.words.pause)
        if self.colleague is not None:
            self.colleague.take_over()
        return True

    def take_over(self) -> None:
        """The colleague pauses, and asks to go on here."""
        self.pauses_at = None
        usual, self.begins = self.begins, lambda _: True
        self.again()
        self.act()
        self.begins = usual


def _is(label: str, number: int, kind: str) -> bool:
    if kind == "scale":
        return label == str(number)
    return label.startswith((f"{number} ", f"☐ {number} "))


Join = Callable[[Speaker, Shown], bool]


def _tap(n: int) -> Join:
    return lambda who, shown: who.press(shown, shown.taps[n])


def _organisation(who: Speaker, shown: Shown) -> bool:
    found = [x for x in shown.taps if who.organisation[:12] in x]
    return who.press(shown, found[0]) if found else who.say(who.organisation)


def _name(who: Speaker, _: Shown) -> bool:
    return who.say(who.name)


def _authority(who: Speaker, shown: Shown) -> bool:
    return who.press(shown, shown.taps[who.authority])


def _kind(who: Speaker, shown: Shown) -> bool:
    return who.press(shown, shown.taps[who.number])


JOINING: tuple[tuple[re.Pattern[str], Join], ...] = (
    (re.compile("ขอความยินยอม|may we keep your data"), _tap(0)),
    (
        re.compile("องค์กรของท่านชื่ออะไร|ผู้แทนขององค์กรใด|Which organisation do|organisation called"),
        _organisation,
    ),
    (re.compile("องค์กรประเภทใด|What kind of organisation"), _kind),
    (re.compile("ชื่อและตำแหน่งที่ให้แสดง|Which name and position"), _name),
    (re.compile("ได้ในระดับใด|How far may you answer"), _authority),
    (re.compile("สะดวกให้เตือน|remind you of unanswered"), _tap(-1)),
)


@dataclass
class Walk:
    """One partnership in one group."""

    c: Any
    language: str
    form: str
    bank: Bank
    script: Script
    broker: Broker
    group: Any
    speakers: list[Speaker] = field(default_factory=list)
    said: Said = field(default_factory=dict)
    answered: dict[str, Counter[Slot]] = field(default_factory=dict)

    broker_kind: ClassVar[type[Broker]] = Broker
    speaker_kind: ClassVar[type[Speaker]] = Speaker

    @classmethod
    def begin(
        cls, c: Any, language: str, form: str, *, title: str, broker: Any = None, **group: Any
    ) -> Self:
        """A group with the bot in it, set up by tapping."""
        bank = Bank.read()
        bank.language = language
        words = WORDS[language]
        name = "นงนุช" if language == "th" else "Nongnuch"
        id = c.user(name, language_code=language) if broker is None else broker
        chooses = {"th": "ไทย", "en": "English"}[language]
        who = cls.broker_kind(c, id, name, words, form=form, language=chooses)
        place = c.group(title, owner=id, **group)
        c.expect(place, timeout=20)
        who.group = place
        walk = cls(c, language, form, bank, Script(language), who, place)
        who.follow(place, _first_label(c, place))
        walk.run(lambda: _has(c, place, words.join))
        return walk

    def join(self, name: str, organisation: str, **person: Any) -> Speaker:
        id = self.c.user(name, language_code=self.language, **person)
        self.c.join(chat=self.group, user=id)
        return self.joins(id, name, organisation)

    def joins(self, id: Any, name: str, organisation: str) -> Speaker:
        """Somebody who is in the group follows its link."""
        number = list(self.said).index(organisation) if organisation in self.said else len(self.said)
        said = self.said.setdefault(organisation, {})
        answered = self.answered.setdefault(organisation, Counter())
        speaker = self.speaker_kind(
            self.c, id, name, WORDS[self.language], organisation, number,
            self.bank, self.script, said, answered,
        )  # fmt: skip
        speaker.group = self.group
        self.speakers.append(speaker)
        speaker.follow(self.group, WORDS[self.language].join)
        return speaker

    @property
    def everyone(self) -> list[Someone]:
        return [self.broker, *self.speakers]

    def run(
        self,
        until: Callable[[], bool],
        only: Iterable[Someone] | None = None,
        trouble: Trouble = lambda: None,
    ) -> None:
        """Everybody acts, whoever sees something new, until the condition holds."""
        drive(self.c, list(only or self.everyone), until, trouble)

    def join_all(self, names: Iterable[str], organisations: Iterable[str]) -> None:
        """One after the other: the order in which organisations come is the order of what they propose."""
        for name, organisation in zip(names, organisations, strict=True):
            new = self.join(name, organisation)
            self.run(lambda new=new: self.joined(new), [new])  # type: ignore[misc]

    def joined(self, speaker: Speaker) -> bool:
        sign = {"th": "ท่านเข้าร่วม", "en": "You have joined"}[self.language]
        return any(sign in b.text and speaker.organisation in b.text for b in speaker.bubbles())

    def open_first(self) -> None:
        """The broker goes to the first stage by the wheel; what follows comes of itself."""
        self.broker.tap(self.broker.words.wheel)
        first = "๑ " if self.language == "th" else "1 "
        self.c.settle(quiet=0.3)
        self.broker.tap(first)

    def summaries(self) -> list[dict[str, Any]]:
        mark = self.broker.words.summary
        return [
            m for m in self.c.messages(chat=self.group, bot_only=True)
            if (m.get("text") or "").startswith(mark)
        ]  # fmt: skip

    def full_summaries(self) -> list[dict[str, Any]]:
        return [m for m in self.summaries() if "\n" in m["text"]]


def drive(
    c: Any, people: list[Someone], until: Callable[[], bool], trouble: Trouble = lambda: None
) -> None:
    """`trouble` is called each time when somebody has acted."""
    watching = _watching(people)
    # Where people look in the group itself, what it hears may come of looking.
    groups = {one.group for one in people if one.group not in one.watches} - {None}
    seq, calm = 0, Calm(people)
    if sum(one.act() for one in people):
        trouble()
    while True:
        events = c.events(after=seq)
        if events:
            seq = events[-1]["seq"]
            calm.ends()
            chats = dict.fromkeys(e["chat"] for e in events)
            if not groups.isdisjoint(chats):
                calm.goes_forward()
            if sum(one.act() for chat in chats for one in watching.get(chat, ())):
                calm.goes_forward()
                trouble()
        if until():
            return
        calm.goes_on()
        time.sleep(STEP)


def _watching(people: Iterable[Someone]) -> dict[Any, list[Someone]]:
    watching: dict[Any, list[Someone]] = {}
    for one in people:
        for chat in one.watches:
            watching.setdefault(chat, []).append(one)
    return watching


class Calm:
    """Nothing happens: after a while people look, and after long they are stuck."""

    def __init__(self, people: list[Someone]) -> None:
        self._people = people
        self.goes_forward()
        self.ends()

    def ends(self) -> None:
        self._since = self._looked = time.monotonic()

    def goes_forward(self) -> None:
        """Somebody acted, or the group heard more of what waits for its minute."""
        self._forward = time.monotonic()

    def goes_on(self) -> None:
        now = time.monotonic()
        if now - self._since > STUCK or now - self._forward > IDLE:
            last = "\n".join(_last(one.c, one) for one in self._people)
            raise AssertionError(f"nobody goes on\n{last}")
        if now - self._looked > STILL:
            self._looked = now
            for one in self._people:
                one.look()


def _last(c: Any, one: Someone) -> str:
    return f"──── {one.name}\n{c.transcript(chat=one.id)[-500:]}"


def _first_label(c: Any, group: Any) -> str:
    message = c.messages(chat=group, bot_only=True)[0]
    return str(message["buttons"][0][0])


def _has(c: Any, group: Any, label: str) -> bool:
    shown = (shown_of(m) for m in c.messages(chat=group, bot_only=True))
    return any(label in x for s in shown for x in s.labels)
