"""One turn: what `step` works on between the event and the outcome.

The turn is the only thing in the core that changes in place. It never outlives the call of `step`
that made it, so `step` stays a pure function.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core import effects as e
from bot.core.cycle import Cycle, Stage
from bot.core.effects import Effect
from bot.core.events import Event
from bot.core.model import Answer, Interview, Member, Partnership, Place, Round
from bot.core.sight import Sight
from bot.core.whole import joined

LANGUAGES = ("th", "en")
DEFAULT_LANGUAGE = "th"
FOR_WHOM = (
    e.Ask, e.AskWords, e.AttachmentKept, e.ChooseChange, e.Corrected, e.HandedIn, e.Menu, e.NotUnderstood,
    e.OfferChange, e.OfferEarly, e.OtherHands, e.Paused, e.Review, e.ShowBack, e.SourceChanged, e.TheyAnswered,
)  # fmt: skip
"""Effects that name the organisation for which a broker is writing answers down."""


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

    @property
    def stands_in(self) -> str:
        """The organisation whose answers the one who acted, a broker, is writing down; "" : none.

        It is about the round in front of them and ends with it. What they do in a group is their own.
        """
        member = self.member
        organisation = self.partnership.organisations.get(member.standing_in)
        round = self.partnership.rounds.get(member.front)
        going = round is not None and round.answerable(member.standing_in)
        there = organisation is not None and organisation.active and organisation.telephone is not None
        return member.standing_in if member.broker and self.event.private and going and there else ""

    @property
    def speaks_for(self) -> str:
        """The organisation whose answers the one who acted gives: another's while standing in, else their own."""
        return self.stands_in or self.member.organisation

    @property
    def may_answer(self) -> bool:
        """Whether the one who acted gives answers at all: for an organisation that is here, having joined."""
        own = self.partnership.organisations.get(self.member.organisation)
        return bool(self.stands_in) or (joined(self.member) and own is not None and own.active)

    def answered_itself(self, answer: Answer | None) -> bool:
        """Whether the organisation for which the one who acted stands in gave the answer itself: a broker then
        neither sees nor changes it."""
        return bool(self.stands_in) and answer is not None and not answer.on_behalf

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
            self.save(replace(self.member, front=round_id, standing_in=""))

    # ── looking ──────────────────────────────────────────────────────────────

    def stage(self, round: Round) -> Stage | None:
        """The stage of a round; None when the set of questions no longer has it."""
        return self.cycle.stage(round.stage)

    def sight(self, round: Round, member: Member | None = None) -> Sight:
        """What a member's organisation may be shown of a round, in that member's language; without a member,
        the one for which the one who acted answers."""
        who = member or self.member
        organisation = member.organisation if member else self.speaks_for
        key = (id(self.partnership), round.id, organisation, self.language_of(who))
        known = self._sights.get(key)
        if known is None or known.round is not round:
            known = Sight(self.cycle, self.partnership, round, organisation, key[3])
            self._sights[key] = known
        return known

    # ── saying ───────────────────────────────────────────────────────────────

    def say(self, effect: Effect) -> None:
        if self.stands_in and effect.to == self.here and isinstance(effect, FOR_WHOM):
            name = self.partnership.organisations[self.stands_in].name
            effect = replace(effect, stands_in=name, whose=self.stands_in)
        self.said.append(effect)
