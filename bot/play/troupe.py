"""The sample partnership, played: the broker and the representatives go through the stages.

What the broker does is found by the action of a button on the broker's screen, as the
representatives' acts are found by theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.local import Shown
from bot.message import Button
from bot.play.cast import Samples
from bot.play.people import Press, Representative
from bot.play.scene import NotOnScreen, Scene, Turn

MOST_PASSES = 20
"""Times that all are asked in turn in one stage; a stage has at most four parts."""


@dataclass
class Troupe:
    scene: Scene
    samples: Samples
    short: bool = False
    representatives: dict[str, Representative] = field(default_factory=dict)
    """By the name on the screen."""

    @property
    def broker(self) -> str:
        return self.samples.broker.called

    @property
    def group(self) -> str:
        return self.samples.partnership["title"]

    def representative(self, called: str) -> Representative:
        if called not in self.representatives:
            place = self.scene.private(called)
            made = Representative.of(self.samples, called, self.scene.local, place)
            self.representatives[called] = made
        return self.representatives[called]

    # ── coming together ──────────────────────────────────────────────────────

    async def set_up(self) -> None:
        """The broker adds the bot and sets the partnership up in private."""
        self.scene.person(self.broker)
        await self.scene.add_bot(self.broker, self.group, f"(เพิ่มบอตเข้ากลุ่ม “{self.group}”)")
        await self._press(self.broker, self.group, lambda b: b.opens == "setup")
        await self.desk("setname:title")
        await self.scene.write(self.broker, self.samples.partnership["purpose"])
        await self.desk(f"setlanguage:{self.samples.language}")
        await self.desk("form:short" if self.short else "form:full")

    async def join(self, called: str) -> int:
        """One person presses the invitation in the group and tells who they are. Acts it took."""
        await self._press(called, self.group, lambda b: b.opens == "join")
        return 1 + await self.answer(called)

    async def join_all(self) -> None:
        for organisation in self.samples.organisations:
            for persona in organisation.people:
                await self.join(persona.called)

    # ── one stage ────────────────────────────────────────────────────────────

    async def open(self, stage: str) -> None:
        """Open a stage, or the next check-in of one that has been open before."""
        card = await self.card(stage)
        form = "short" if self.short else "full"
        try:
            await self._desk_on(card, f"open:{stage}:{form}")
        except NotOnScreen:
            await self._desk_on(card, f"checkin:{stage}")

    async def answer(self, called: str, most: int = 1000) -> int:
        """Let one person do what waits for them, at most so many acts. How many it were."""
        representative = self.representative(called)
        for count in range(most):
            act = representative.next()
            if act is None:
                return count
            if isinstance(act, Press):
                await self.scene.press(called, act.shown, act.number)
            else:
                await self.scene.write(called, act.text)
        return most

    async def answer_all(self, but: str = "") -> int:
        """Let everyone who joined answer, part by part, until nothing waits."""
        total = 0
        for _ in range(MOST_PASSES):
            names = [called for called in self.representatives if called != but]
            count = sum([await self.answer(called) for called in names])
            total += count
            if not count:
                break
        return total

    async def close(self, stage: str, agreed: str = "") -> None:
        """Write what was agreed, close the round and publish its summary."""
        card = await self.card(stage)
        if agreed:
            await self._desk_on(card, "agreed:")
            await self.scene.write(self.broker, agreed)
            card = await self.card(stage)
        turn = await self._desk_on(card, "close:")
        if any(b.action.startswith("close:") and b.action.endswith(":yes") for b in _buttons(turn)):
            await self._desk_on(turn, "close:")

    async def through(self, stage: str) -> None:
        """One stage from opening to its summary."""
        await self.open(stage)
        await self.answer_all()
        await self.close(stage, self.samples.agreed.get(stage, ""))

    # ── the broker's desk ────────────────────────────────────────────────────

    async def card(self, stage: str) -> Turn:
        """The wheel, and on it the card of one stage."""
        try:
            await self.desk("wheel")
        except NotOnScreen:
            await self.scene.write(self.broker, "/stage")
        return await self.desk(f"stage:{stage}")

    async def desk(self, action: str) -> Turn:
        """Press the broker's newest button with this action. Raises `NotOnScreen`."""
        return await self._press(self.broker, "", lambda b: b.action == action)

    async def _desk_on(self, turn: Turn, prefix: str) -> Turn:
        """Press the button whose action begins so, on what the turn showed the broker."""
        for shown in turn.shown:
            for number, button in enumerate(shown.buttons):
                if button.action.startswith(prefix):
                    return await self.scene.press(self.broker, shown, number)
        raise NotOnScreen(prefix)

    async def _press(self, called: str, group: str, fits: Callable[[Button], bool]) -> Turn:
        place = self.scene.place(called, group)
        for shown, number, button in self.scene.local.buttons(place):
            if fits(button):
                return await self._press_in(called, shown, number)
        there = " ".join(f"[{b.label} {b.action}]" for _, _, b in self.scene.local.buttons(place))
        raise NotOnScreen(f"{called}: {there[:400]}")

    async def _press_in(self, called: str, shown: Shown, number: int) -> Turn:
        return await self.scene.press(called, shown, number)


def _buttons(turn: Turn) -> list[Button]:
    return [button for shown in turn.shown for button in shown.buttons]
