"""One turn: what `step` works on between the event and the outcome.

The turn is the only thing in the core that changes in place. It never outlives the call of `step`
that made it, so `step` stays a pure function.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.cycle import Cycle, Stage
from bot.core.effects import Effect
from bot.core.events import Event
from bot.core.model import Interview, Member, Partnership, Place, Round
from bot.core.sight import Sight

LANGUAGES = ("th", "en")
DEFAULT_LANGUAGE = "th"


@dataclass(slots=True)
class Turn:
    partnership: Partnership
    event: Event
    cycle: Cycle
    said: list[Effect] = field(default_factory=list)
    answer_to: Place | None = None
    """Where the one who acted is answered, if not where they acted."""
    _sights: dict[tuple[int, str, str, str], Sight] = field(default_factory=dict)
    """Those looked through in this turn. Each holds its partnership, so that no id comes twice."""

    # ── who and where ────────────────────────────────────────────────────────

    @property
    def member(self) -> Member:
        """The person of the event as the partnership knows them; someone blank if it does not."""
        known = self.partnership.members.get(self.event.person)
        return known or Member(self.event.person, called=self.event.called)

    @property
    def here(self) -> Place:
        return self.answer_to or self.event.place

    @property
    def language(self) -> str:
        """The language of the one who acted."""
        return self.language_of(self.member)

    @property
    def group_language(self) -> str:
        return self.partnership.language or self._by_app

    @property
    def _by_app(self) -> str:
        app = self.event.language
        return app if app in LANGUAGES else DEFAULT_LANGUAGE

    def language_of(self, member: Member) -> str:
        """Their own choice, else the partnership's, else their app's, else Thai."""
        return member.language or self.partnership.language or self._by_app

    # ── what is remembered ───────────────────────────────────────────────────

    def save(self, member: Member) -> Member:
        self.partnership = self.partnership.with_member(member)
        return member

    def save_round(self, round: Round) -> Round:
        self.partnership = self.partnership.with_round(round)
        return round

    def save_interview(self, round_id: str, interview: Interview) -> None:
        self.save_round(self.partnership.rounds[round_id].with_interview(interview))

    def come_to_front(self, round_id: str) -> None:
        """Put a round's interview in front of the one who acted."""
        if self.member.front != round_id:
            self.save(replace(self.member, front=round_id))

    # ── looking ──────────────────────────────────────────────────────────────

    def stage(self, round: Round) -> Stage | None:
        """The stage of a round; None when the set of questions no longer has it."""
        return self.cycle.stages.get(round.stage)

    def sight(self, round: Round, member: Member | None = None) -> Sight:
        """What a member's organisation may be shown of a round, in that member's language."""
        who = member or self.member
        key = (id(self.partnership), round.id, who.organisation, self.language_of(who))
        known = self._sights.get(key)
        if known is None or known.round is not round:
            known = Sight(self.cycle, self.partnership, round, who.organisation, key[3])
            self._sights[key] = known
        return known

    # ── saying ───────────────────────────────────────────────────────────────

    def say(self, effect: Effect) -> None:
        self.said.append(effect)
