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
from bot.play.people import Press, Representative, options
from bot.play.scene import NotOnScreen, Scene, Turn

MOST_PASSES = 20
"""Times that all are asked in turn in one stage; a stage has at most four parts."""

_ON_A_CARD = frozenset({"nextpart", "closepart", "close", "publish", "reopen"})
"""What tells a stage's card, or what stands for it, from the rest of the broker's screen."""


@dataclass
class Troupe:
    scene: Scene
    samples: Samples
    short: bool = False
    representatives: dict[str, Representative] = field(default_factory=dict)
    """By the name on the screen."""
    _seen: int = 0
    """Order of the newest thing on the broker's screen that was acted on."""

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
        await self.add_bot()
        await self.press(self.broker, self.group, lambda b: b.opens == "setup")
        await self.desk("setname:title")
        await self.scene.write(self.broker, self.samples.partnership["purpose"])
        await self.desk(f"setlanguage:{self.samples.language}")
        await self.desk("form:short" if self.short else "form:full")

    async def add_bot(self) -> Turn:
        """The broker, who administers the group, adds the bot to it."""
        return await self.scene.add_bot(
            self.broker, self.group, f"(เพิ่มบอตเข้ากลุ่ม “{self.group}”)"
        )

    async def join(self, called: str) -> int:
        """One person presses the invitation in the group and tells who they are. Acts it took."""
        await self.press(called, self.group, lambda b: b.opens == "join")
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
            await self.on_card(card, f"open:{stage}:{form}")
        except NotOnScreen:
            await self.on_card(card, f"checkin:{stage}")

    async def answer(self, called: str, most: int = 1000) -> int:
        """Let one person do what waits for them, at most so many acts. How many it were."""
        return await self.play(self.representative(called), called, most)

    async def play(self, representative: Representative, called: str, most: int) -> int:
        """The acts of a representative, done by the person of that name, until nothing waits."""
        for count in range(most):
            act = representative.next()
            if act is None:
                return count
            if isinstance(act, Press):
                await self.scene.press(called, act.shown, act.number)
            else:
                await self.scene.write(called, act.text)
        return most

    async def answer_for(self, called: str) -> int:
        """The broker, who writes for an organisation by telephone, gives the answers of its sample person."""
        place = self.scene.private(self.broker)
        speaker = Representative.of(self.samples, called, self.scene.local, place)
        speaker.seen = max(s.order for s in self.scene.local.on(place)) - 1
        return await self.play(speaker, self.broker, 1000)

    async def write_for(self, called: str, stage: str) -> None:
        """Once more by telephone, in another stage."""
        turn = await self.on_card(await self.card(stage), "phone:")
        name = self.samples.organisation(called).name
        (shown,) = (s for s in turn.shown if s.buttons)
        which = next(o for o in options(shown) if name in o.label)
        await self._press_in(self.broker, shown, which.number)
        await self.answer_for(called)

    async def answer_all(self, but: str = "") -> int:
        """Let everyone who joined answer, part by part, until nothing waits. When all have answered a
        part, the broker closes a vote, and opens what waits for the broker's look."""
        total = 0
        for _ in range(MOST_PASSES):
            names = [called for called in self.representatives if called != but]
            count = sum([await self.answer(called) for called in names])
            total += count
            if not count and (but or not await self.go_on()):
                break
        return total

    async def go_on(self) -> bool:
        """What the broker's newest card asks for between two parts; False where it asks for nothing."""
        new = self.scene.local.on(self.scene.private(self.broker), self._seen)
        self._seen = self.scene.local.last
        for shown in reversed(new):
            found = {option.verb: option for option in options(shown)}
            if not found.keys() & _ON_A_CARD:
                continue
            on = found.get("nextpart") or found.get("closepart")
            if on and "nudge" not in found:  # nobody is missing
                await self._press_in(self.broker, shown, on.number)
                return True
            break
        return False

    async def close_part(self, stage: str) -> None:
        """Close the part that is open, whoever is missing."""
        turn = await self.on_card(await self.card(stage), "closepart:")
        if offers(turn, "closepart:", ":yes"):
            await self.on_card(turn, "closepart:")

    async def next_part(self, stage: str) -> None:
        """Open the part that waits for the broker's look."""
        await self.on_card(await self.card(stage), "nextpart:")

    async def draft(self, stage: str, agreed: str = "") -> Turn:
        """Write what was agreed and close the round: its summary is a draft before the broker."""
        card = await self.card(stage)
        if agreed:
            await self.on_card(card, "agreed:")
            await self.scene.write(self.broker, agreed)
            card = await self.card(stage)
        turn = await self.on_card(card, "close:")
        if offers(turn, "close:", ":yes"):
            turn = await self.on_card(turn, "close:")
        return turn

    async def publish(self, stage: str) -> Turn:
        """The draft goes out to the group."""
        return await self.on_card(await self.card(stage), "publish:")

    async def close(self, stage: str, agreed: str = "") -> None:
        """Write what was agreed, close the round, and publish its summary as it stands."""
        await self.on_card(await self.draft(stage, agreed), "publish:")

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
        return await self.press(self.broker, "", lambda b: b.action == action)

    async def on_card(self, turn: Turn, prefix: str) -> Turn:
        """Press the button whose action begins so, on what the turn showed the broker; where it is not
        there at once, among what else can be done."""
        for wanted in (prefix, "more:"):
            for shown in turn.shown:
                for number, button in enumerate(shown.buttons):
                    if button.action.startswith(wanted):
                        came = await self.scene.press(self.broker, shown, number)
                        return came if wanted == prefix else await self.on_card(came, prefix)
        raise NotOnScreen(prefix)

    async def press(self, called: str, group: str, fits: Callable[[Button], bool]) -> Turn:
        place = self.scene.place(called, group)
        for shown, number, button in self.scene.local.buttons(place):
            if fits(button):
                return await self._press_in(called, shown, number)
        there = " ".join(f"[{b.label} {b.action}]" for _, _, b in self.scene.local.buttons(place))
        raise NotOnScreen(f"{called}: {there[:400]}")

    async def _press_in(self, called: str, shown: Shown, number: int) -> Turn:
        return await self.scene.press(called, shown, number)


def offers(turn: Turn, prefix: str, suffix: str) -> bool:
    """Whether a button that was shown has an action that begins and ends so."""
    actions = (button.action for shown in turn.shown for button in shown.buttons)
    return any(action.startswith(prefix) and action.endswith(suffix) for action in actions)
