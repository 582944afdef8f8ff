"""One playing: a scene, those who are in it, and what of it the page is told.

All acts go one after the other; a lock keeps them so. Reading along goes by the journal and waits for
nothing. What a person cannot do is raised as `Refused`, in words.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.app import House
from bot.channels.base import ADDRESSES
from bot.channels.local import LIMIT, Local, Shown
from bot.core.cycle import Cycle
from bot.message import Button
from bot.play.browser import attaching, view, words
from bot.play.browser.directing import Director
from bot.play.browser.journal import GROUP, Journal
from bot.play.browser.media import Media
from bot.play.browser.players import Players
from bot.play.browser.questions import Brought, Found, as_workbook, read
from bot.play.browser.showing_off import ShowingOff
from bot.play.cast import ZONE, load
from bot.play.ground import Ground
from bot.play.macros import STAGES
from bot.play.people import Stuck
from bot.play.scene import Act, NotOnScreen, Scene, Turn, plain_label
from bot.play.script import recorded
from bot.play.troupe import Troupe
from bot.render.words import Speech, read_speeches

Json = view.Json
MOST_DAYS = 7
"""That pass at a time."""
DAY = timedelta(days=1)
BOARD = "/api/board"
"""Leads on to the broker's page, by a link of its own each time."""
NOT_PRESSED = ("add", *ADDRESSES)
"""`Button.opens` of what a platform does by itself, or the browser."""
ROUND_MINUTE = timedelta(minutes=1)
MOST_STOPS = 500
"""Moments at which something becomes due, in one passing of time."""
WROTE = ("said", "commanded", "sent")
TICKS = frozenset({"tick", "untick", "place"})
"""What only marks the message that it stands below: the mark tells of it."""


class Refused(Exception):
    """Somebody cannot do this now; `str()` is what they are told, in their language."""


class Playground:
    """`open` it before anything else, and `close` it in the end."""

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "th",
        short: bool = False,
        cycle: Cycle | None = None,
        pace: float = 1.0,
    ) -> None:
        """`folder`: its own, emptied whenever it begins anew. `pace`: what the time between two acts that
        are shown is multiplied by."""
        self._folder = folder
        self._ground = Ground(folder)
        self._own_cycle = cycle
        self._speeches = _speeches()
        self._lock = asyncio.Lock()
        self._reading = asyncio.Lock()
        """One set of questions is read at a time; it may be a big one."""
        self._closing = AsyncExitStack()
        self._era = 0
        self._acts = 0
        self._new: dict[str, int] = {}
        """Bubble → the act in which it came: what is edited within it was never seen otherwise."""
        self._sending: dict[str, object] = {}
        """What is added to the bubble of whoever sends a file now."""
        self.journal = Journal()
        self.address = ""
        """Where it is served; to be set before `open`."""
        self.auto = ShowingOff(self._direct, self._lock, self.journal.state_changed, pace)
        self._set_stage(language, short=short, cycle=cycle)

    def _set_stage(self, language: str, *, short: bool, cycle: Cycle | None) -> None:
        self._era += 1
        self._new.clear()
        samples = load(language)
        local = Local(folder=self._folder / "shown")
        local.on_shown = self._shown
        self.cycle = cycle
        self.scene = Scene(
            self._folder / "data", samples.dates["joining"], language, local=local, lively=True
        )
        self.scene.cycle = cycle
        self.scene.on_act, self.scene.on_turn = self._act, self._turn
        self.scene.around = self.auto.around
        self.troupe = Troupe(self.scene, samples, short)
        self.players = Players(self.scene, self.troupe)
        self.media = Media(self._folder / "media")
        self.auto.begin_anew()

    # ── beginning and ending ─────────────────────────────────────────────────

    async def open(self) -> None:
        """The house is opened on an empty folder, and the bot is in the group.

        Raises the store's errors, OSError, BadSetting (ground.py).
        """
        async with self._lock:
            await self._begin()

    async def _begin(self) -> None:
        await asyncio.to_thread(self._ground.clear)
        self.scene.board_url = self.address
        await self._closing.enter_async_context(self.scene.running())
        self.scene.group(self.troupe.group)
        for called in self.players.cast:
            self.scene.person(called)
        await self.troupe.add_bot()

    async def close(self) -> None:
        await self.auto.stop()
        async with self._lock:
            await self._closing.aclose()
            self._ground.release()

    async def anew(self, language: str, *, short: bool, cycle: Cycle | None = None) -> None:
        """All that was said is gone, and the page told so. Without a cycle, with the one at hand."""
        await self.auto.stop()
        async with self._lock:
            with self.auto.held():  # somebody may have asked for the example while this waited
                await self._closing.aclose()
                self._set_stage(language, short=short, cycle=cycle or self.cycle)
                self.journal.begin_anew()
                await self._begin()

    async def own_questions(self) -> None:
        """Begin anew with the questions that it was started with."""
        self.cycle = self._own_cycle
        await self.anew(self.language, short=self.troupe.short)

    async def bring(self, brought: Brought, language: str, *, use: bool = True) -> Found:
        """A set of questions to try: with nothing to mend, it begins anew with them, or is only checked."""
        speech = self._speeches.get(language, self.speech)
        async with self._reading:
            found = await asyncio.to_thread(read, brought, speech)
        if found.cycle is not None and use:
            await self.anew(self.language, short=self.troupe.short, cycle=found.cycle)
        return found

    async def form(self) -> bytes:
        """The questions that are played, as an XLSForm workbook. Raises `questionnaire.Faulty`, OSError."""
        return await asyncio.to_thread(as_workbook, self.cycle, self._speeches)

    # ── how things are ───────────────────────────────────────────────────────

    @property
    def language(self) -> str:
        return self.scene.language

    @property
    def speech(self) -> Speech:
        return self._speeches[self.language]

    @property
    def house(self) -> House | None:
        """Where the partnership that is played can be read; None while it begins anew."""
        return self.scene.house

    def words(self, language: str) -> dict[str, str]:
        """The page's words. Another language than the bot's two gets that of the playing."""
        return words.of_the_page(self._speeches.get(language, self.speech))

    def state(self) -> Json:
        now, partnership = self.scene.now, self.players.partnership
        day, hour = view.day_words(now, self.language), view.time_words(now)
        return {
            "language": self.language,
            "short": self.troupe.short,
            "own_questions": self.cycle is not self._own_cycle,
            "group": {"id": GROUP, "title": self.troupe.group},
            "people": self.players.told(),
            "now": now.isoformat(),
            "now_words": f"{day} {hour}",
            "playing": self.auto.told(self.speech),
            "last": self.journal.last,
            "opened": bool(partnership and partnership.rounds),
            "board": BOARD if partnership and partnership.brokers and self.address else "",
        }

    # ── what people do ───────────────────────────────────────────────────────

    async def say(self, who: str, chat: str, text: str) -> None:
        """Write in the group or in one's private chat. Raises `Refused`."""
        text = "\n".join(text.strip().splitlines())
        if not text:
            raise self.refused(words.NO_TEXT)
        if len(text) > LIMIT:
            raise self.refused(words.TOO_LONG, most=LIMIT)
        async with self._by_hand(who) as called:
            await self.scene.write(called, text, self.troupe.group if chat == GROUP else "")

    async def send(self, who: str, name: str, data: bytes) -> None:
        """Send a picture or a file to the bot, in one's private chat. Raises `Refused`, OSError."""
        if not data:
            raise self.refused(words.EMPTY_FILE)
        kind = "photo" if attaching.picture_type(data) else "document"
        name = attaching.bare_name(name)
        async with self._by_hand(who) as called:
            self._sending = await asyncio.to_thread(self.media.sent, name, data)
            try:
                caption = "" if kind == "photo" else name
                await self.scene.send(called, kind, caption, attaching.line(kind, name))
            finally:
                self._sending = {}

    async def press(self, who: str, bubble: str, number: int, day: date | None = None) -> str:
        """Press a button of a bubble; the chat in which it goes on. Raises `Refused`."""
        async with self._by_hand(who) as called:
            shown = self._on_screen(who, bubble)
            if number in shown.pickers:
                if day is None:
                    raise self.refused(words.NO_DATE)
                await self.scene.pick(called, shown, number, day)
                return self._chat(shown)
            at = shown.number_of(number)
            if at is None:
                raise self.refused(words.NO_BUTTON)
            opens = shown.buttons[at].opens.partition(":")[0]
            if opens in NOT_PRESSED:
                raise self.refused(words.ADDS if opens == "add" else words.NO_BUTTON)
            if opens == "setup" and not self.players.may_set_up(called):
                raise self.refused(words.SETS_UP, name=self.troupe.broker)
            await self.scene.press(called, shown, at)
            return who if opens else self._chat(shown)

    async def join(self, organisation: str, name: str) -> str:
        """Somebody new comes by the invitation in the group; their id. Raises `Refused`."""
        async with self._by_hand(""):
            problem = self.players.problem(organisation, name)
            if problem:
                text, values = problem
                raise self.refused(text, **values)
            called = " ".join(name.split())
            await self.players.join(" ".join(organisation.split()), called)
            return self.scene.person(called).id

    async def pass_days(self, days: int) -> None:
        """Each day by itself, so that what becomes due comes on its day."""
        async with self._by_hand(""):
            for _ in range(min(days, MOST_DAYS)):
                await self.pass_time(self.scene.now + DAY)

    async def pass_time(self, to: datetime) -> None:
        """To a moment, by way of each at which something becomes due. Whoever calls holds the lock, or is
        the example that plays.
        """
        for _ in range(MOST_STOPS):
            due = await self.players.next_due()
            if due is None or not self.scene.now < (stop := _whole_minute(due)) < to:
                break
            await self._pass_time(stop)
        await self._pass_time(to)

    async def _pass_time(self, to: datetime) -> None:
        self._acts += 1
        turn = await self.scene.pass_time(to)
        self.scene.turns.append(turn)
        await self.look()

    async def transcript(self) -> str:
        """All that was played, as the transcript tests can play it again."""
        async with self._lock:
            title = self.troupe.samples.partnership["title"]
            return await asyncio.to_thread(recorded, self.scene, title)

    @asynccontextmanager
    async def _by_hand(self, who: str) -> AsyncIterator[str]:
        """A person acts: the example stops, and says so. Gives the name; `who` "" is nobody in particular."""
        await self.auto.give_way()
        async with self._lock:
            if self.house is None:  # the port answers a moment earlier
                raise self.refused(words.BEGINNING)
            called = self.players.called(who) if who else ""
            if who and not called:
                raise self.refused(words.NOBODY)
            if called:
                self.players.acts(called)
            try:
                yield called
            except (NotOnScreen, Stuck) as problem:
                raise self.refused(words.FAILED) from problem
            await self.look()

    async def _direct(self) -> None:
        stages = STAGES if self.cycle is None else tuple(self.cycle.stages)
        await Director(self.players, stages, self.pass_time, self.look).play()

    async def look(self) -> None:
        """Who has joined meanwhile; and the page is told how things are."""
        await self.players.look()
        self.journal.state_changed()

    def refused(self, text: str, **values: object) -> Refused:
        return Refused(words.say(self.speech, text, **values))

    def _on_screen(self, who: str, bubble: str) -> Shown:
        era, _, id = bubble.partition("-")
        here = self.journal.get(bubble)
        if era == str(self._era) and here and here["chat"] in {GROUP, who}:
            for shown in reversed(self.scene.local.shown):
                if shown.id == id:
                    return shown
        raise self.refused(words.NO_BUBBLE)

    # ── what the page is told ────────────────────────────────────────────────

    def _chat(self, shown: Shown) -> str:
        return GROUP if self.scene.name_of(shown.place)[1] else shown.place.id

    def _shown(self, shown: Shown) -> None:
        id = f"{self._era}-{shown.id}"
        came = self._new.setdefault(id, self._acts)
        edited = shown.edited and came != self._acts
        before = self.journal.get(id)
        bubble = view.shown_bubble(
            shown, id, self._chat(shown), self.scene.now, self.language, edited=edited
        )
        if before:  # it stands where and when it first came
            bubble |= {key: before[key] for key in ("at", "at_words", "day_words")}
        self.journal.put(bubble | self.media.of(shown))

    def _act(self, act: Act) -> None:
        self._acts += 1
        person = self.scene.person(act.who).id
        self.auto.acts(person)
        text, tapped = self._told(act)
        if text or self._sending:
            id = f"{self._era}-a{self._acts}"
            bubble = view.act_bubble(act, id, person, self.language, text, tapped=tapped)
            self.journal.put(bubble | self._sending)

    def _told(self, act: Act) -> tuple[str, bool]:
        """What is to be read of an act, "" where others may not know of it; whether it was a tap."""
        what = act.did["what"]
        if what in WROTE:
            return str(act.did.get("text", act.line)), False
        if what == "added":
            return words.say(self.speech, words.ADDED_BOT), True
        ref, _, number = str(act.did.get("ref", "")).rpartition(".")
        for shown in reversed(self.scene.local.shown):
            if shown.ref == ref and (button := _button(shown, int(number))):
                if (button.silent and act.group) or button.action.partition(":")[0] in TICKS:
                    return "", True
                if day := act.did.get("picked"):
                    return view.picked(button.label, date.fromisoformat(day), self.language), True
                return plain_label(button.label), True
        return act.line.partition("]")[0].lstrip("["), True

    def _turn(self, turn: Turn) -> None:
        del turn
        self.journal.state_changed()


@cache
def _speeches() -> dict[str, Speech]:
    """Read once, however many are played in one process."""
    return read_speeches()


def _button(shown: Shown, number: int) -> Button | None:
    """The one of this number in the whole message."""
    every = [button for row in shown.message.buttons for button in row]
    return every[number] if number < len(every) else None


def _whole_minute(at: datetime) -> datetime:
    """The first whole minute that is not before it: a transcript tells no seconds."""
    whole = at.replace(second=0, microsecond=0)
    return (whole if whole == at else whole + ROUND_MINUTE).astimezone(ZONE)
