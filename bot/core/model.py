"""What the bot remembers. Frozen: a change is a new value, never an edit.

The words are those of docs/vocabulary.md. Nothing here knows a platform, a clock or a language's
sentences; times are aware datetimes in UTC, dates are calendar dates in Thailand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bot.core.ids import AnswerKey as AnswerKey  # noqa: PLC0414 - of the model
from bot.core.ids import Person as Person  # noqa: PLC0414 - of the model
from bot.core.ids import Place as Place  # noqa: PLC0414 - of the model
from bot.core.ids import Slot as Slot  # noqa: PLC0414 - of the model
from bot.core.records import (
    Agreement,
    Correction,
    Curation,
    Edition,
    Election,
    LeftOut,
    Note,
    Offer,
    Promise,
    Quorum,
    Rule,
    Telephone,
    Timing,
)


class Role(StrEnum):
    BROKER = "broker"
    REPRESENTATIVE = "representative"


class Authority(StrEnum):
    """How far a representative may answer for the organisation (GUIDE.md, onboarding block)."""

    DECIDES = "decides"
    CONSULTS = "consults"
    COORDINATES = "coordinates"


class Form(StrEnum):
    """Full: every question of the bank. Short: the smallest set that covers every clause."""

    FULL = "full"
    SHORT = "short"


class Push(StrEnum):
    """Whether what could not go out as an answer is pushed, where that is billed (LINE)."""

    NEVER = "never"
    QUOTA = "quota"
    """As long as it fits this month's quota."""
    ALWAYS = "always"


# ── what was answered ────────────────────────────────────────────────────────


class Entry(NamedTuple):
    """One item of a list that was typed an item at a time. `id` is never used again in its answer."""

    id: str
    text: str
    message: str = ""
    """The platform's id of the message it was typed in, so that editing that message corrects it."""


class Attachment(NamedTuple):
    """A file that came with an answer. It is not fetched; the platform keeps it under `id`."""

    kind: str
    """photo, document, voice, video, audio, location."""
    id: str
    name: str = ""


Keys = tuple[str, ...]
"""Options chosen, by key. A single choice, a yes/no and a consent hold one; a rank holds all, best first."""
Entries = tuple[Entry, ...]
Value = str | Decimal | date | Keys | Entries
"""By kind: text → str; scale, number, money → Decimal; date → date; list → Entries; the rest → Keys."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one organisation answered to one slot in one round. Each change is a new revision."""

    organisation: str
    slot: Slot
    kind: str
    value: Value | None
    """None: skipped, or nothing but attachments."""
    shown: str
    """The answer as people read it, in the language it was given in."""
    raw: str
    """What was typed or which label was tapped, untouched."""
    asked: str
    """The words it was asked in, with every piped word in place."""
    by: Person
    at: datetime
    revision: int = 1
    words: str = ""
    """The reason of a consent, or what "other" means."""
    item_label: str = ""
    attachments: tuple[Attachment, ...] = ()
    message: str = ""
    """The platform's id of the message that gave it."""
    sources: Mapping[str, int] = field(default_factory=dict)
    """For each question it was built on: the revision of this organisation's answer then (0: none)."""
    provisional: bool = False
    """Given by someone who must consult first: the organisation has yet to confirm it."""
    on_behalf: bool = False
    """A broker wrote it down for the organisation, which has yet to confirm it."""

    @property
    def skipped(self) -> bool:
        return self.value is None and not self.attachments


# ── where someone stands in one round ────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Invited:
    """Was told of the round, or could not be reached; has not been shown a question."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Was shown this slot and has not settled it."""

    slot: Slot
    asked: str = ""
    """The prompt as it was shown."""
    chosen: Keys = ()
    """Ticked so far in a multiple choice, or placed so far in a rank."""
    candidates: tuple[Value, ...] = ()
    """Readings of what was typed, shown back and not yet confirmed."""
    raw: str = ""
    """What the candidates were read from."""
    words_for: Keys = ()
    """Set while the words for these chosen options (a reason, what "other" means) are awaited."""
    message: str = ""
    """The platform's id of the text that the choice or the candidates were read from."""
    changing: bool = False
    """The slot had been answered before and was opened to be changed."""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Has seen every question that is open and is reading the answers back."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Has handed in all parts that are open."""


Standing = Invited | Asking | Reviewing | Finished


@dataclass(frozen=True, slots=True)
class Interview:
    """One member's passage through one round."""

    person: Person
    standing: Standing = Invited()


class HandIn(NamedTuple):
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One asking of one stage, from opening to summary. A reopened round is the same round."""

    id: str
    stage: str
    form: Form
    opened_at: datetime
    number: int = 1
    """Which round of this stage in this cycle; from 2 on only a stage's recurring questions are asked."""
    cycle: int = 1
    closed_at: datetime | None = None
    edition: int = 0
    """How many times its summary has been published."""
    agreed: str = ""
    """The line "ข้อตกลงร่วม" that the broker wrote for the summary."""
    agreed_message: str = ""
    """The platform's id of the message it was written in, so that taking that one back takes it out."""
    closed_parts: frozenset[str] = frozenset()
    handed_in: Mapping[tuple[str, str], HandIn] = field(default_factory=dict)
    """(organisation, part) → who handed it in and when."""
    answers: Mapping[AnswerKey, Answer] = field(default_factory=dict)
    """The newest revision of each; earlier ones are in the store."""
    withdrawn: Mapping[AnswerKey, int] = field(default_factory=dict)
    """Of each answer that was taken back and not given again: the revision by which it went. It is
    asked again, and revisions go on from there."""
    interviews: Mapping[Person, Interview] = field(default_factory=dict)
    nudged_at: datetime | None = None
    """When the broker last nudged the missing."""
    held: bool = False
    """The parts closed last lie with the broker; those that wait for them open when the broker says so."""
    draft: bool = False
    """It is closed, and its summary is a draft that only brokers see."""
    ballots: Mapping[str, int] = field(default_factory=dict)
    """Decision part → which vote it is at; 1 where it is not named."""
    curated: Mapping[Slot, Curation] = field(default_factory=dict)
    """(list question, item) → what the broker made of that item."""
    left_out: Mapping[AnswerKey, LeftOut] = field(default_factory=dict)
    note: str = ""
    """A remark of the broker's to the readers: it stands in every edition until it is taken out."""
    editions: tuple[Edition, ...] = ()
    """What was published, oldest first."""
    mending: frozenset[str] = frozenset()
    """Organisations that may change their answers although it is closed: a correction was taken."""
    deadline: datetime | None = None
    deadline_told: bool = False
    """The broker was told that the deadline has come."""
    override: str = ""
    """Why the broker closed it although an organisation is not satisfied (stage 12, clause 12c)."""
    only: str = ""
    """Asked of this organisation alone: a newcomer catching up."""

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def published(self) -> bool:
        """Its answers are before all partners (as far as who may see them allows)."""
        return not self.open and not self.draft

    def answerable(self, organisation: str) -> bool:
        """Whether the organisation's answers can be changed now: it is open, or its correction was taken up."""
        return self.open or organisation in self.mending

    def with_answer(self, answer: Answer) -> Round:
        key = AnswerKey(answer.organisation, answer.slot)
        withdrawn = {k: revision for k, revision in self.withdrawn.items() if k != key}
        return replace(self, answers={**self.answers, key: answer}, withdrawn=withdrawn)

    def without_answer(self, answer: Answer) -> Round:
        """The answer was taken back: its slot counts as not answered, not as skipped."""
        key = AnswerKey(answer.organisation, answer.slot)
        answers = {k: a for k, a in self.answers.items() if k != key}
        withdrawn = {**self.withdrawn, key: answer.revision + 1}
        return replace(self, answers=answers, withdrawn=withdrawn)

    def with_interview(self, interview: Interview) -> Round:
        return replace(self, interviews={**self.interviews, interview.person: interview})


# ── who belongs ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Organisation:
    id: str
    """Short and local to the partnership: "o1", "o2", …"""
    name: str
    sector: str = ""
    """A key of SECTORS in the questionnaire's onboarding, or "" if it was not asked."""
    state: str = "member"
    """member | invited (a broker invites it, not here yet) | waiting (it came by the general link once the
    partnership was at work; a broker has yet to take it in) | paused | left."""
    back_on: date | None = None
    """While paused: when it means to be back."""
    telephone: Telephone | None = None
    """Someone speaks for it by telephone."""

    @property
    def active(self) -> bool:
        """It is asked, counted and waited for."""
        return self.state == "member"

    @property
    def partner(self) -> bool:
        """It belongs to the partnership, be it that it pauses."""
        return self.state in ("member", "paused")


@dataclass(frozen=True, slots=True)
class Writing:
    """What the next text in the private chat is taken as, when it is not an answer to a question."""

    what: str
    """organisation | look_alike | agreed | name | early | partnership | purpose, or one of the lines that
    the tables `WRITTEN` of the core's rooms name; "push": nothing is written,
    but a price was shown for which what waits may be pushed; "erase": it was asked how much to erase."""
    about: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a partnership. What is still "" or None has not been asked or answered yet."""

    person: Person
    private: Place | None = None
    """Where to write to them; None until they open the private chat."""
    called: str = ""
    """The name the platform shows, for use before they gave one for the reports."""
    name: str = ""
    """Name and position to show in reports."""
    organisation: str = ""
    roles: frozenset[Role] = frozenset()
    authority: Authority | None = None
    remind: str = ""
    """morning | noon | evening | never."""
    language: str = ""
    """"" : the partnership's."""
    consented_at: datetime | None = None
    consent_text: str = ""
    """Version of the consent text that was agreed to."""
    reachable: bool = True
    """False after the platform said that they blocked the bot."""
    friend: bool = True
    """False where the platform lets the bot write first only to its friends, and they are none."""
    front: str = ""
    """The round whose interview lies in front of them."""
    writing: Writing | None = None
    reminded_on: date | None = None
    """The day (in Thailand) of the last reminder, of any of their partnerships."""
    snoozed_until: date | None = None
    """No reminder before this day."""
    standing_in: str = ""
    """A broker only: the organisation whose answers they are writing down."""

    @property
    def broker(self) -> bool:
        return Role.BROKER in self.roles

    @property
    def representative(self) -> bool:
        return Role.REPRESENTATIVE in self.roles


@dataclass(frozen=True, slots=True)
class Partnership:
    """Organisations working together, round one or more chat groups."""

    id: str
    groups: tuple[Place, ...] = ()
    title: str = ""
    """The group's title on its platform; offered as the name."""
    name: str = ""
    purpose: str | None = None
    language: str = ""
    form: Form | None = None
    cycle: int = 1
    push: Push = Push.NEVER
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    members: Mapping[Person, Member] = field(default_factory=dict)
    rounds: Mapping[str, Round] = field(default_factory=dict)
    """By id, in the order in which they were opened."""
    skipped_stages: frozenset[str] = frozenset()
    rule: Rule | None = None
    """How the partners decide, once stage 5 has settled it."""
    quorum: Quorum = Quorum.HALF
    timing: Timing = field(default_factory=Timing)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    """The register of agreements, oldest first."""
    promises: Mapping[str, Promise] = field(default_factory=dict)
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    offer: Offer | None = None
    election: Election | None = None
    ended_at: datetime | None = None
    """When it came to its end after the twelfth stage; the time for which it is kept who took part begins then."""
    keep_told: datetime | None = None
    """When its people were last told that their names will go."""

    @property
    def open_rounds(self) -> tuple[Round, ...]:
        return tuple(r for r in self.rounds.values() if r.open)

    @property
    def brokers(self) -> tuple[Member, ...]:
        return tuple(m for m in self.members.values() if m.broker)

    def representatives(self, organisation: str) -> tuple[Member, ...]:
        members = self.members.values()
        return tuple(m for m in members if m.representative and m.organisation == organisation)

    def with_member(self, member: Member) -> Partnership:
        return replace(self, members={**self.members, member.person: member})

    def with_round(self, round: Round) -> Partnership:
        return replace(self, rounds={**self.rounds, round.id: round})

    def with_agreement(self, agreement: Agreement) -> Partnership:
        return replace(self, agreements={**self.agreements, agreement.id: agreement})

    def with_promise(self, promise: Promise) -> Partnership:
        return replace(self, promises={**self.promises, promise.id: promise})

    def with_correction(self, correction: Correction) -> Partnership:
        return replace(self, corrections={**self.corrections, correction.id: correction})

    def with_note(self, note: Note) -> Partnership:
        return replace(self, notes={**self.notes, note.id: note})

    def with_organisation(self, organisation: Organisation) -> Partnership:
        return replace(self, organisations={**self.organisations, organisation.id: organisation})
