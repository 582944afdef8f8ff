"""What the bot wants said. No wording here: the renderer finds the words.

What people or the questionnaire wrote (a prompt, an answer, a name) is carried as it stands.
Every effect has a template of the same name in bot/render/templates and, where people may go on from
it by tapping, a row in the renderer's table of buttons.
"""

# long: one record an effect
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.cycle import Seen, Stage
from bot.core.model import Attachment, Authority, Form, Person, Place
from bot.core.results import Block


@dataclass(frozen=True, slots=True)
class Effect:
    to: Place
    language: str
    """The language to say it in: "th" or "en"."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tap. `key` is what the core is told; `label` is already in the effect's language."""

    key: str
    label: str
    chosen: bool = False
    place: int = 0
    """In a rank: 1 for the best; 0 while it has no place yet."""


@dataclass(frozen=True, slots=True)
class AskRights(Effect):
    """Not a message: the channel is asked whether `person` administers `to`; answered by RightsFound."""

    person: Person


@dataclass(frozen=True, slots=True)
class Forget(Effect):
    """Not a message: the store makes the person unidentifiable in this partnership (TRUST.md, T6)."""

    person: Person
    answers_too: bool


# ── in the group ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Welcome(Effect):
    """The bot was added: who it is, and the offer to set the partnership up (button opens "setup")."""


@dataclass(frozen=True, slots=True)
class InviteToJoin(Effect):
    """The partnership is set up: representatives are asked to join (button opens "join")."""

    partnership: str
    purpose: str
    again: bool = False
    """Name or purpose has changed: shown in place of the invitation that is there."""


@dataclass(frozen=True, slots=True)
class Progress(Effect):
    """A part is open; who has handed in so far. One message a part, edited in place (slot)."""

    slot: str
    stage: Stage
    part: int
    """1, 2, … of `parts`."""
    parts: int
    done: tuple[str, ...]
    """Names of the organisations that have handed in."""
    missing: tuple[str, ...]
    first: bool
    """True when the part has just opened."""
    closed: bool = False
    number: int = 1
    """The round's number: from 2 on it is a new check-in."""
    begun: tuple[str, ...] = ()
    """Names of those among `missing` that have answered something already."""
    again: bool = False
    """The round was closed before and has been opened again."""


@dataclass(frozen=True, slots=True)
class Summary(Effect):
    """What a stage came to. Published once (`once`), or previewed to the broker (`once` == "")."""

    once: str
    partnership: str
    stage: Stage
    number: int
    edition: int
    answered: tuple[str, ...]
    """Names of the organisations that handed in everything."""
    missing: tuple[str, ...]
    """Names of those that answered nothing."""
    blocks: tuple[Block, ...]
    agreed: str
    """The line "ข้อตกลงร่วม" that the broker wrote; "" if none."""
    cycle: int = 1
    round: str = ""
    """Set for the broker's preview only, for its buttons."""
    partly: tuple[str, ...] = ()
    """Names of those that answered something and did not hand in."""
    for_broker: tuple[Block, ...] = ()
    """What only the broker may see; never in a group."""


@dataclass(frozen=True, slots=True)
class GroupStatus(Effect):
    """/status in a group: what is open, who has answered, who is missing."""

    partnership: str
    lines: tuple[StageLine, ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupHelp(Effect):
    """/start, /menu, /help and the like in a group: one short line and the way to the private chat."""

    ready: bool
    """False while the partnership is not set up: then the button opens "setup"."""


@dataclass(frozen=True, slots=True)
class AnonymousAsked(Effect):
    """Someone wrote a broker's command under the group's name: the button tells who it is."""

    command: str
    argument: str


@dataclass(frozen=True, slots=True)
class NoSummaryYet(Effect):
    """/summary where nothing has been published."""


# ── joining and setting up, in private ───────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Lobby(Effect):
    """Someone whom no partnership knows: what the bot is for (button opens "add")."""


@dataclass(frozen=True, slots=True)
class LinkUnknown(Effect):
    """The invitation is wrong or has expired: how to get a new one. Nothing is lost."""


@dataclass(frozen=True, slots=True)
class NotAdministrator(Effect):
    """Only an administrator of the group may take the offer to set up."""


@dataclass(frozen=True, slots=True)
class BrokerTaken(Effect):
    """The partnership already has a broker; the person may join as a representative."""

    partnership: str
    broker: str


@dataclass(frozen=True, slots=True)
class AskPartnershipName(Effect):
    title: str
    """The group's title, offered by a button ("" when there is none)."""
    again: bool = False
    """What was typed cannot be a name."""
    setting_up: bool = True
    """False when a name that is there is being changed."""


@dataclass(frozen=True, slots=True)
class AskPurpose(Effect):
    partnership: str
    setting_up: bool = True
    """False when a purpose that is there is being changed."""


@dataclass(frozen=True, slots=True)
class AskLanguage(Effect):
    """The partnership's language at set-up, or one member's own (`own`)."""

    own: bool
    current: str


@dataclass(frozen=True, slots=True)
class AskForm(Effect):
    full: int
    """How many questions the full form has over all stages."""
    short: int


@dataclass(frozen=True, slots=True)
class SetUpDone(Effect):
    partnership: str
    form: Form


@dataclass(frozen=True, slots=True)
class AskConsent(Effect):
    """What is kept, why, who sees it, how to see, correct and erase it; one tap."""

    partnership: str
    purpose: str
    version: str


@dataclass(frozen=True, slots=True)
class ConsentRefused(Effect):
    partnership: str


@dataclass(frozen=True, slots=True)
class AskOrganisation(Effect):
    organisations: tuple[Choice, ...]
    again: bool = False
    """What was typed could not be used as a name."""


@dataclass(frozen=True, slots=True)
class AskOrganisationName(Effect):
    """After "a new organisation": type its name."""


@dataclass(frozen=True, slots=True)
class LookAlike(Effect):
    """The typed name looks like one that is there: the same, or another?"""

    typed: str
    existing: Choice


@dataclass(frozen=True, slots=True)
class AskSector(Effect):
    organisation: str
    sectors: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AskName(Effect):
    called: str
    """The platform's name for them, offered by a button; "" if unusable."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class AskAuthority(Effect):
    organisation: str


@dataclass(frozen=True, slots=True)
class AskRemind(Effect):
    pass


@dataclass(frozen=True, slots=True)
class Registered(Effect):
    partnership: str
    organisation: str
    name: str
    authority: Authority
    colleagues: tuple[str, ...]
    """Others who speak for the same organisation."""
    waiting: bool
    """No stage is open yet: they will be written to when one is."""


# ── the interview ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StageOpened(Effect):
    """To one representative, before the first question of a round or part."""

    partnership: str
    round: str
    stage: Stage
    part: int
    parts: int
    questions: int
    number: int
    by: str
    """The broker's name."""
    again: bool = False
    """The round was closed before and has been opened again: what was answered is still there."""


@dataclass(frozen=True, slots=True)
class Ask(Effect):
    """One question. The typed form always works beside the buttons."""

    round: str
    stage: Stage
    question: str
    item: str
    kind: str
    prompt: str
    """With every piped word in place."""
    seen: Seen
    position: int
    total: int
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    ends: tuple[str, str] | None = None
    entries: tuple[str, ...] = ()
    """What a list holds so far."""
    most: int = 0
    optional: bool = False
    attach: bool = False
    saved: str = ""
    """The answer just given to the question before, said back in one line."""
    before: str = ""
    """What this slot holds now, when it is opened to be changed, or held in the round before."""
    changing: bool = False
    slot: str = ""
    replaces: bool = False
    can_go_back: bool = True
    flagged: bool = False
    """It was answered, but an answer it was built on has changed since."""
    draft: tuple[Block, ...] = ()
    """What a consent is asked on, or what should be read first; shown above the prompt."""
    attached: int = 0
    """Files kept with this answer so far; from one on, "done" goes on to the next question."""


@dataclass(frozen=True, slots=True)
class NotUnderstood(Effect):
    """What was typed does not answer the question on screen. `Ask` follows."""

    why: str
    """choose | number | scale | money | date | rank | too_many | too_long | empty | full | yes_no | words."""
    most: int = 0


@dataclass(frozen=True, slots=True)
class ShowBack(Effect):
    """Read out of words: is this what was meant? One button a candidate, and one to type again."""

    round: str
    typed: str
    candidates: tuple[Choice, ...]
    span: bool
    """What was typed names a span ("2-3 หมื่น"); one value is asked for."""


@dataclass(frozen=True, slots=True)
class AskWords(Effect):
    """Why, or what "other" means: the words that an option asks for."""

    round: str
    option: str
    consent: bool


@dataclass(frozen=True, slots=True)
class OfferChange(Effect):
    """A button of an earlier question was pressed: change that answer?"""

    round: str
    question: str
    item: str
    prompt: str
    now: str
    new: str
    key: str


@dataclass(frozen=True, slots=True)
class OfferEarly(Effect):
    """A text was written before the question now on screen was shown: whose answer is it?"""

    round: str
    text: str
    earlier: str
    """The prompt of the question before."""
    current: str


@dataclass(frozen=True, slots=True)
class Corrected(Effect):
    """An edited message corrected the answer it had given."""

    prompt: str
    now: str


@dataclass(frozen=True, slots=True)
class NotCorrected(Effect):
    """An edited message could not be read as an answer; the old answer stays."""

    prompt: str
    now: str


@dataclass(frozen=True, slots=True)
class AttachmentKept(Effect):
    attachment: Attachment
    prompt: str


@dataclass(frozen=True, slots=True)
class AttachmentNotHere(Effect):
    """A photo, file or voice where only words or taps answer."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    question: str
    item: str
    title: str
    shown: str
    """"" : skipped or not answered."""
    skipped: bool
    flagged: bool = False
    by: str = ""
    """Who answered, when it was a colleague."""


@dataclass(frozen=True, slots=True)
class Review(Effect):
    """All answers of the organisation in this round, to be changed or handed in."""

    round: str
    stage: Stage
    lines: tuple[ReviewLine, ...]
    handed_in: bool
    missing: int
    """Questions that still have neither an answer nor a skip."""
    saved: str = ""


@dataclass(frozen=True, slots=True)
class ChooseChange(Effect):
    """Which answer to change?"""

    round: str
    lines: tuple[ReviewLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class HandedIn(Effect):
    stage: Stage
    round: str
    done: int
    organisations: int
    more_parts: bool
    """Another part of this stage will follow when the others are there."""


@dataclass(frozen=True, slots=True)
class Paused(Effect):
    stage: Stage
    position: int
    total: int
    round: str


@dataclass(frozen=True, slots=True)
class ColleagueChanged(Effect):
    """To the one who answered first: a colleague of the same organisation changed it."""

    by: str
    prompt: str
    old: str
    new: str
    round: str
    question: str
    item: str


@dataclass(frozen=True, slots=True)
class SourceChanged(Effect):
    """An answer changed that others of this organisation were built on."""

    round: str
    source: str
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True, slots=True)
class RoundOver(Effect):
    """What was pressed or typed belongs to a round that is closed; nothing changed."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class RoundClosed(Effect):
    """To one representative who was in the middle: the broker closed the round; the answers given count."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class PartOver(Effect):
    """What was typed or changed belongs to a part that others already build on; it was not kept."""

    stage: Stage
    text: str
    """What was typed, "" for a press."""
    broker: str
    """Whom to tell; "" if nobody."""


@dataclass(frozen=True, slots=True)
class Nudge(Effect):
    """From the broker, one tap: we miss your answers."""

    partnership: str
    round: str
    stage: Stage
    left: int
    """Questions left to answer."""
    started: bool


# ── menus, for everyone in private ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage in the wheel."""

    key: str
    number: int
    title: str
    state: str
    """waiting | open | closed | published | skipped."""
    round: str = ""
    done: int = 0
    of: int = 0
    missing: tuple[str, ...] = ()
    label: str = ""
    """The title as it fits on a button; "" : the title itself."""


@dataclass(frozen=True, slots=True)
class Menu(Effect):
    partnership: str
    name: str
    organisation: str
    broker: bool
    representative: bool
    open: tuple[StageLine, ...]
    """Rounds the person can answer in now."""
    others: bool
    """The person is in other partnerships too."""
    notice: str = ""
    """"" | "not_now": what was asked for does not fit where things stand | "saved"."""


@dataclass(frozen=True, slots=True)
class Status(Effect):
    partnership: str
    organisation: str
    lines: tuple[StageLine, ...]
    mine: tuple[tuple[str, str, int, int], ...]
    """For each open round: stage title, state (todo | asking | reviewing | done), answered, of."""


@dataclass(frozen=True, slots=True)
class Summaries(Effect):
    """Which published summary to read."""

    lines: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class Partnerships(Effect):
    """Switch: the partnerships that the person belongs to."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Switched(Effect):
    partnership: str


@dataclass(frozen=True, slots=True)
class Help(Effect):
    broker: bool


@dataclass(frozen=True, slots=True)
class Privacy(Effect):
    partnership: str
    version: str
    broker: str
    """Whom to turn to."""
    consented: bool
    """False while the person is asked for consent: then the two buttons stand here too."""


@dataclass(frozen=True, slots=True)
class MyData(Effect):
    """Everything kept of the person in this partnership."""

    partnership: str
    name: str
    organisation: str
    authority: str
    remind: str
    roles: tuple[str, ...]
    joined: datetime | None
    answers: tuple[tuple[str, str, str], ...]
    """stage title, question title, answer: those the person gave."""


@dataclass(frozen=True, slots=True)
class AskErase(Effect):
    """Erase what links the answers to the person, or the answers too, or nothing."""

    partnership: str
    last_broker: bool
    answers: int


@dataclass(frozen=True, slots=True)
class Erased(Effect):
    partnership: str
    answers_too: bool


@dataclass(frozen=True, slots=True)
class LanguageSet(Effect):
    pass


@dataclass(frozen=True, slots=True)
class AskNewName(Effect):
    """Correct the name shown in reports."""

    now: str


# ── the broker's desk ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wheel(Effect):
    """The twelve stages with their state."""

    partnership: str
    cycle: int
    lines: tuple[StageLine, ...]
    organisations: int
    suggested: str
    """Key of the stage that comes next, "" if none."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    person: Person
    name: str
    organisation: str
    state: str
    """unreached | invited | asking | reviewing | finished."""
    answered: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class StageCard(Effect):
    """One stage for the broker: its state and what can be done with it now."""

    stage: Stage
    line: StageLine
    part: int
    """The first open part, 1, 2, …; 0 when none is open."""
    parts: int
    offers: tuple[str, ...]
    """open_full, open_short, checkin, who, nudge, close_part, preview, agreed, close, publish, reopen, skip, unskip."""
    questions_full: int
    questions_short: int
    part_key: str = ""
    """The part that "close_part" closes (with all that opened beside it)."""
    note: str = ""
    """What has just happened: opened | nobody (opened, but nobody has joined yet) | nudged:<n> | nudged_before |
    part_closed | reopened | skipped | unskipped | agreed | complete (all have handed in) | not_now."""


@dataclass(frozen=True, slots=True)
class Who(Effect):
    """Who has answered, who is in the middle, who was never reached."""

    stage: Stage
    round: str
    people: tuple[PersonLine, ...]
    silent: tuple[str, ...]
    """Organisations that nobody speaks for yet."""


@dataclass(frozen=True, slots=True)
class ConfirmClose(Effect):
    """Close the round, or only its part, although some are missing?"""

    round: str
    stage: Stage
    missing: tuple[str, ...]
    part: str
    """"" : the round."""
    begun: tuple[str, ...] = ()
    """Those among `missing` whose answers so far will count."""


@dataclass(frozen=True, slots=True)
class AskAgreed(Effect):
    """Write the line "ข้อตกลงร่วม"."""

    round: str
    stage: Stage
    now: str


@dataclass(frozen=True, slots=True)
class About(Effect):
    """The partnership's name and purpose, to be changed by the broker."""

    partnership: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Published(Effect):
    """To the broker: the summary is on its way to the group; what comes next."""

    stage: Stage
    next: str
    """Key of the next stage, "" after the twelfth."""
    next_title: str
    next_label: str = ""
    """Its title as it fits on a button; "" : the title itself."""


@dataclass(frozen=True, slots=True)
class NotAllowed(Effect):
    """Only a broker can do this. `private` tells whether it was asked in the private chat."""

    private: bool


@dataclass(frozen=True, slots=True)
class Failed(Effect):
    """Something went wrong in working one message: what to do now, nothing lost. Said once by the facilitator."""


@dataclass(frozen=True, slots=True)
class Undelivered(Effect):
    """To the broker: something could not be delivered to a member or the group."""

    who: str
    why: str
    """blocked (a person) | gone (the group) | given_up | refused | removed (a summary, by somebody's hand) |
    erased (a representative of the organisation `who` erased their data)."""
