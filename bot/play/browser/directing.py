"""What the example does next, found from how things stand: it goes on from wherever people left it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.play.auto import CHECKED_AGAIN
from bot.play.browser.players import Players
from bot.play.people import options
from bot.play.scene import NotOnScreen, Turn

MOST_STEPS = 12
"""Of setting up; it takes five."""
MOST_LOOKS = 30
"""Times that the broker looks at a stage's card in one round; a stage has at most four parts."""


class Director:
    """Plays the broker and the representatives of one playground. Raises `NotOnScreen`, `Stuck`, and
    whatever the scene's `around` raises."""

    def __init__(
        self,
        players: Players,
        stages: Sequence[str],
        pass_time: Callable[[datetime], Awaitable[None]],
        look: Callable[[], Awaitable[None]],
    ) -> None:
        """`look`: see who has joined meanwhile."""
        self._players = players
        self._scene = players.scene
        self._troupe = players.troupe
        self._stages = stages
        self._pass_time = pass_time
        self._look = look
        self._woken = False

    async def play(self) -> None:
        """Everything that is still to come, up to the last stage's summary."""
        await self._look()
        await self._set_up()
        for called in self._players.representatives:
            await self._join(called)
        for stage in self._stages:
            await self._stage(stage)

    # ── coming together ──────────────────────────────────────────────────────

    async def _set_up(self) -> None:
        for _ in range(MOST_STEPS):
            if self._players.invitation():
                return
            await self._set_up_on()
        raise NotOnScreen("join")

    async def _set_up_on(self) -> None:
        """Answer what the broker is asked; where nothing is, begin from the group."""
        troupe, scene = self._troupe, self._scene
        shown = scene.local.on(scene.private(troupe.broker))[-1:]
        verbs = {option.verb for each in shown for option in options(each)}
        if "setname" in verbs:
            await troupe.desk("setname:title")
        elif "purpose" in verbs:
            await scene.write(troupe.broker, troupe.samples.partnership["purpose"])
        elif "setlanguage" in verbs:
            await troupe.desk(f"setlanguage:{troupe.samples.language}")
        elif "form" in verbs:
            await troupe.desk("form:short" if troupe.short else "form:full")
        else:
            await troupe.press(troupe.broker, troupe.group, lambda b: b.opens == "setup")

    async def _join(self, called: str) -> None:
        """Go on joining where it was left, else come by the invitation."""
        if self._players.joined(called):
            return
        await self._answer(called)
        await self._look()
        if not self._players.joined(called):
            await self._players.come(called)
            await self._answer(called)
            await self._look()

    async def _answer(self, called: str) -> int:
        representative = self._players.representative(called)
        return await self._troupe.play(representative, called, 1000)

    # ── one stage ────────────────────────────────────────────────────────────

    async def _stage(self, stage: str) -> None:
        rounds = 2 if stage == CHECKED_AGAIN else 1
        for number in range(self._published(stage) + 1, rounds + 1):
            await self._wait_for(stage if number == 1 else f"{stage}@{number}")
            await self._round(stage, number)

    def _published(self, stage: str) -> int:
        """Rounds of a stage whose summary stands in the group."""
        group = self._scene.group(self._troupe.group)
        keys = (shown.message.once for shown in self._scene.local.on(group))
        rounds = {key.split(":")[2] for key in keys if key.startswith("sum:")}
        return sum(round.rpartition("-")[0].partition("-")[2] == stage for round in rounds)

    async def _wait_for(self, date: str) -> None:
        """The stages are weeks apart; what becomes due meanwhile comes."""
        to = self._troupe.samples.dates.get(date)
        if to is not None and to > self._scene.now:
            await self._pass_time(to)

    async def _round(self, stage: str, number: int) -> None:
        self._woken = False
        for _ in range(MOST_LOOKS):
            acts = sum([await self._answer(called) for called in self._players.representatives])
            if await self._broker(await self._troupe.card(stage), stage, number, acts):
                return
        raise NotOnScreen(stage)

    async def _broker(self, card: Turn, stage: str, number: int, acts: int) -> bool:
        """What the stage's card asks of the broker. True: its summary is published."""
        verbs = {option.verb for shown in card.shown for option in options(shown)}
        troupe = self._troupe
        if "open" in verbs:
            await troupe.on_card(card, f"open:{stage}:{'short' if troupe.short else 'full'}")
        elif "publish" in verbs:
            await troupe.on_card(card, "publish:")
            return True
        elif "nudge" in verbs and (acts or not self._woken):
            await self._wake(acts)
        elif "nextpart" in verbs:
            await troupe.on_card(card, "nextpart:")
        elif "closepart" in verbs:
            await troupe.close_part(stage)
        elif "close" in verbs:
            await troupe.draft(stage, troupe.samples.agreed.get(stage, ""))
        elif number > 1:
            await troupe.on_card(card, f"checkin:{stage}")
        else:
            return True
        return False

    async def _wake(self, acts: int) -> None:
        """Somebody is missing, and nobody does anything: whoever was disturbed goes on where they were."""
        if acts:
            return
        self._woken = True
        for called in self._players.representatives:
            await self._scene.write(called, "/start")
