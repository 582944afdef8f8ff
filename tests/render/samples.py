"""One or more instances of every effect, as a working partnership would bring them about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.core import effects as e
from bot.core.cycle import Part, PartKind, Seen, Stage
from bot.core.effects import Choice
from bot.core.model import Attachment, Authority, Form, Person, Place
from bot.core.results import Bars, Block, Hidden, Lines, Note, Ranking, Spread, Voices
from bot.render.keys import LABELS, NOTES, TITLES
from tests.render.board_samples import board_samples
from tests.render.cycles_samples import cycles_samples
from tests.render.drafting_samples import drafting_samples
from tests.render.ledger_samples import ledger_samples
from tests.render.membership_samples import membership_samples
from tests.render.paper_samples import paper_samples
from tests.render.timing_samples import timing_samples
from tests.render.voting_samples import voting_samples

WORDS = {
    "th": {
        "partnership": "แม่แจ่มยั่งยืน",
        "purpose": "ฟื้นฟูป่าต้นน้ำแม่แจ่ม",
        "orgs": ("กลุ่มรักษ์น้ำแม่แจ่ม", "อบต. ช่างเคิ่ง", "มูลนิธิป่าชุมชน"),
        "name": "สมศรี ใจดี ประธานกลุ่ม",
        "broker": "วิชัย แก้วใส",
        "prompt": "องค์กรของท่านมีข้อมูลใดเกี่ยวกับเรื่องนี้ที่แบ่งปันให้ภาคีได้บ้าง",
        "short": "ข้อมูลที่แบ่งปันได้",
        "answer": "สถิติ ตัวเลข, แผน นโยบาย",
        "options": ("สถิติ ตัวเลข", "ผลสำรวจ งานวิจัย", "แผน นโยบาย", "ยังไม่มีข้อมูล"),
        "long": "สำนักงานคณะกรรมการป้องกันและปราบปรามไฟป่าจังหวัดเชียงใหม่",
        "entry": "ปลูกป่าต้นน้ำ 200 ไร่",
        "money": "65,000 บาท",
        "title": "วางแผนงาน",
        "about": "ร่วมกันวางแผนกิจกรรม แบ่งบทบาท และกำหนดเวลา",
        "artefact": "แผนปฏิบัติการร่วม",
    },
    "en": {
        "partnership": "Mae Chaem Forever",
        "purpose": "to bring back the forest at the springs",
        "orgs": ("River Friends", "Chang Khoeng Council", "Community Forest Foundation"),
        "name": "Somsri Jaidee, chair",
        "broker": "Wichai Kaewsai",
        "prompt": "Which information on this can your organisation share?",
        "short": "Information to share",
        "answer": "Statistics, Plans, policies",
        "options": ("Statistics", "Surveys, research", "Plans, policies", "Nothing yet"),
        "long": "Chiang Mai Provincial Office for the Prevention of Forest Fires",
        "entry": "Plant 30 hectares of trees",
        "money": "65,000 baht",
        "title": "Planning",
        "about": "We plan the activities, share the roles and agree on dates.",
        "artefact": "Action plan",
    },
}
BOTH = {key: {lang: str(WORDS[lang][key]) for lang in WORDS} for key in ("title", "about", "artefact")}
STAGE = Stage(
    "planning",
    4,
    BOTH["title"],
    BOTH["about"],
    BOTH["artefact"],
    (
        Part("propose", PartKind.INTERVIEW, ()),
        Part("also", PartKind.INTERVIEW, ()),
        Part("commit", PartKind.INTERVIEW, (), after=("propose",)),
    ),
)
ROUND = "c1-planning-1"
GROUP, PRIVATE = Place("telegram", "-100"), Place("telegram", "7")
SOMSRI = Person("telegram", "7")
OFFERS = (
    "open_full", "open_short", "checkin", "who", "nudge", "close_part", "preview", "agreed",
    "close", "publish", "vote_again", "reopen", "skip", "unskip", "notes", "deadline",
    "lists", "next_part", "note", "leave_out", "corrections", "call_off", "paper",
)
NOTES_OF_CARD = (
    "", "opened", "nobody", "nudged:0", "nudged:1", "nudged:3", "nudged_before", "part_closed", "reopened",
    "voting_again",
    "skipped", "unskipped", "agreed", "complete", "not_now", "deadline", "no_deadline",
    "lists", "note_kept", "note_gone", "mending", "mended:ก\nเป้าหมายร่วม", "mended:ก\n",
    "refused", "called_off", "changed",
)
WHYS = (
    "choose", "number", "scale", "money", "date", "rank", "too_many", "too_long", "empty", "full",
    "yes_no", "words",
)


class Samples:
    """Samples in one language."""

    def __init__(self, language: str) -> None:
        words = WORDS[language]
        self.language = language
        self.p, self.name, self.broker = (str(words[k]) for k in ("partnership", "name", "broker"))
        self.orgs = tuple(words["orgs"])
        self.prompt, self.answer = str(words["prompt"]), str(words["answer"])
        self.short, self.long, self.entry = (str(words[k]) for k in ("short", "long", "entry"))
        self.words = words
        self.here, self.group = (PRIVATE, language), (GROUP, language)
        self.choices = tuple(Choice(f"k{n}", str(x)) for n, x in enumerate(words["options"]))
        self.long_choices = (*self.choices[:2], Choice("o2.1", self.long))
        self.lines = (
            e.ReviewLine("problem", "", self.short, self.answer, skipped=False, provisional=True),
            e.ReviewLine("urgency", "", self.short, "4", skipped=False, flagged=True, by=self.name),
            e.ReviewLine("gap", "o1.1", self.short + self.long, "", skipped=True),
            e.ReviewLine("concept", "", self.short, "", skipped=False),
        )
        self.wheel = tuple(
            e.StageLine(f"s{n}", n, BOTH["title"][language], state, f"c1-s{n}-1" * (n < 4), 1, 3, self.orgs[1:])
            for n, state in enumerate(
                ("published", "skipped", "closed", "open", "open", *["waiting"] * 7), 1
            )
        )

    def all(self) -> Iterator[e.Effect]:
        yield from self._group()
        yield from self._summaries()
        yield from self._joining()
        yield from self._asks()
        yield from self._round_about()
        yield from self._reviewing()
        yield from self._menus()
        yield from self._data()
        yield from self._desk()
        yield from self._linking()
        yield from cycles_samples(self.here, self.group, self.p, self.orgs, self.entry, STAGE)
        yield from voting_samples(self.here, self.group, self.p, self.orgs, self.choices, self.entry, STAGE)
        yield from timing_samples(
            self.here, SOMSRI, self.p, self.orgs, self.entry, STAGE, self.wheel
        )
        yield from ledger_samples(self.here, self.p, self.orgs, self.entry, self.long)
        yield from membership_samples(self, STAGE)
        yield from board_samples(self.here, self.p)
        yield from paper_samples(self.here, self.p, str(self.words["artefact"]), self.long)
        yield from drafting_samples(
            self.here, self.group, self.p, self.orgs, self.entry, self.long, STAGE
        )

    def _group(self) -> Iterator[e.Effect]:
        to, g = self.group, self.group[0]
        yield e.Welcome(*to)
        yield e.InviteToJoin(*to, self.p, str(self.words["purpose"]))
        yield e.InviteToJoin(*to, "", "")
        yield e.InviteToJoin(*to, self.p, "", again=True)
        first = e.Progress(*to, "p", STAGE, 1, 1, (), self.orgs, first=True)
        yield first
        yield replace(first, done=self.orgs[:1], missing=self.orgs[1:], first=False, parts=3, number=2)
        yield replace(first, done=self.orgs, missing=(), first=False)
        yield replace(first, done=self.orgs[:2], missing=self.orgs[2:], closed=True, part=1, parts=2)
        yield replace(first, done=self.orgs[:2], missing=self.orgs[2:], closed=True)
        yield replace(first, missing=())
        yield replace(first, done=self.orgs[:1], missing=self.orgs[1:], first=False, ballot=2)
        yield replace(first, promises=1)
        yield replace(first, deadline=date(2027, 2, 5))
        yield replace(first, promises=4, late=2)
        yield replace(first, done=self.orgs[:1], missing=self.orgs[1:], again=True)
        yield replace(first, done=self.orgs[:1], missing=self.orgs[1:], begun=self.orgs[1:2])
        yield replace(first, done=self.orgs[:1], missing=self.orgs[1:], begun=self.orgs[1:], closed=True)
        yield e.GroupStatus(*to, self.p, self.wheel, self.orgs)
        yield e.GroupStatus(*to, "", (), ())
        yield e.GroupStatus(*to, self.p, self.wheel, self.orgs, 3, 1, ledger=True, register=True)
        yield e.GroupHelp(*to, ready=True)
        yield e.GroupHelp(*to, ready=False)
        yield e.GroupHelp(*to, ready=True, why="no_stage")
        yield e.AnonymousAsked(g, self.language, "stage", "4")
        yield e.NoSummaryYet(*to)

    def _summaries(self) -> Iterator[e.Effect]:
        one, two, three = self.orgs
        args = dict.fromkeys(
            ("question", "result", "sectors", "activity", "organisation", "organisations", "what", "reason"),
            self.entry,
        ) | {"count": "3", "of": "4", "voted": "3", "outcome": "carried", "rule": "no_objection"}
        blocks: tuple[Block, ...] = (
            Voices(self.short, ((one, self.answer), (two, self.entry))),
            Voices("=reasons", (("", self.entry),)),
            Bars(self.short, ((self.choices[0].label, 3), (self.choices[1].label, 1), ("x", 0)), 3),
            Spread(self.short, Decimal("3.5"), 2, 5, (0, 1, 0, 1, 1), 3, ("1!", "5!")),
            Spread(self.short, Decimal(4), 4, 4, (0, 0, 0, 3, 0), 3),
            Ranking(self.short, ((self.entry, 12, 1, 3), (self.long, 4, 2, 2)), 3),
            Lines(
                "=cash_by_status", (("", (("=total", str(self.words["money"])), ("", "=looks like a key"))),)
            ),
            *(Lines(key, ((three, ()),)) for key in TITLES),
            Lines("", (("=a head typed by people", tuple((key, "1") for key in LABELS)),)),
            Hidden(self.short, 2),
            *(Note(key, args) for key in NOTES),
        )
        full = e.Summary(
            *self.group, "sum:p1:c1-planning-1:1", self.p, STAGE, 1, 1, self.orgs[:2], self.orgs[2:], blocks,
            self.entry, 1, ROUND,
        )
        yield full
        yield replace(full, once="", to=PRIVATE)
        secret: tuple[Block, ...] = (Voices(self.long, ((one, self.answer),)),)
        yield replace(full, once="", to=PRIVATE, answered=(one,), partly=(two,), blocks=blocks[:1], for_broker=secret)
        yield replace(full, once="", round="", blocks=(), agreed="", number=2, edition=3, cycle=2)

    def _joining(self) -> Iterator[e.Effect]:
        to = self.here
        yield e.Lobby(*to)
        yield e.NothingKept(*to)
        yield e.LinkUnknown(*to)
        yield e.LinkUnknown(*to, renewed=True)
        yield e.NotAdministrator(*to)
        yield e.NotAdministrator(*to, elsewhere=True)
        yield e.BrokerTaken(*to, self.p, self.broker)
        yield from (e.BrokerTaken(*to, "", broker, ready=False) for broker in ("", self.broker))
        yield e.AskPartnershipName(*to, self.p)
        yield e.AskPartnershipName(*to, self.long * 2)
        yield e.AskPartnershipName(*to, "")
        yield e.AskPartnershipName(*to, self.p, again=True)
        yield e.AskPurpose(*to, self.p)
        yield e.AskPurpose(*to, self.p, setting_up=False)
        yield e.AskLanguage(*to, own=False, current="th")
        yield e.AskLanguage(*to, own=True, current="en")
        yield e.AskForm(*to, 92, 61)
        yield e.SetUpDone(*to, self.p, Form.FULL)
        yield e.SetUpDone(*to, self.p, Form.SHORT)
        yield e.SetUpDone(*to, self.p, Form.SHORT, friend=False)
        yield e.AskConsent(*to, self.p, str(self.words["purpose"]), "1")
        yield e.ConsentRefused(*to, self.p)
        yield e.AskOrganisation(*to, ())
        yield e.AskOrganisation(*to, self.choices)
        yield e.AskOrganisation(*to, self.long_choices, again=True)
        yield e.AskOrganisation(*to, self.choices, left=self.orgs[0])
        yield e.AskOrganisationName(*to)
        yield e.LookAlike(*to, self.orgs[0], Choice("o1", self.orgs[0] + "."))
        yield e.AskSector(*to, self.orgs[0], self.choices)
        yield e.AskName(*to, "Somsri")
        yield e.AskName(*to, "", again=True)
        yield e.AskAuthority(*to, self.orgs[0])
        yield e.AskRemind(*to)
        done = e.Registered(*to, self.p, self.orgs[0], self.name, Authority.DECIDES, (), waiting=True)
        yield done
        yield replace(done, authority=Authority.CONSULTS, colleagues=(self.broker,), waiting=False)
        yield replace(done, authority=Authority.COORDINATES, friend=False)
        yield replace(done, asks=True)

    def ask(self, kind: str = "text") -> e.Ask:
        return e.Ask(*self.here, ROUND, STAGE, "info_have", "", kind, self.prompt, Seen.NAMED, 2, 8)

    def _asks(self) -> Iterator[e.Effect]:
        ask = self.ask
        for kind in ("text", "list", "number", "money", "date", "yes_no"):
            yield ask(kind)
        yield replace(ask(), saved=self.answer, hint=self.short, attach=True, attached=2, can_go_back=False)
        yield replace(ask(), before=self.answer, changing=True, flagged=True, seen=Seen.BROKER)
        yield replace(ask(), before=self.answer, item="o1.2")
        yield replace(ask(), before=self.answer, as_before=True)
        yield replace(ask("list"), entries=(self.entry, self.long), most=3)
        yield replace(ask("list"), entries=(self.entry, self.long), most=2, optional=True)
        yield replace(ask("list"), most=5)
        yield replace(ask("scale"), ends=(self.short, self.answer))
        yield replace(ask("scale"), choices=tuple(Choice(str(n), str(n)) for n in range(1, 6)), seen=Seen.ANONYMOUS)
        yield replace(ask("single"), choices=self.choices)
        yield replace(ask("single"), choices=self.long_choices)
        yield replace(ask("consent"), choices=self.choices, draft=(Note("=all_agreed"), Hidden(self.short, 1)))
        ticked = (replace(self.choices[0], chosen=True), *self.choices[1:])
        yield replace(ask("multi"), choices=ticked, slot="ask:1", replaces=True)
        yield replace(ask("multi"), choices=ticked, most=3, attach=True, attached=1)
        placed = (replace(self.choices[0], place=2), self.choices[1], replace(self.long_choices[2], place=1))
        yield replace(ask("rank"), choices=self.long_choices)
        yield replace(ask("rank"), choices=placed)

    def _round_about(self) -> Iterator[e.Effect]:
        to = self.here
        opened = e.StageOpened(*to, self.p, ROUND, STAGE, 1, 1, 8, 1, self.broker)
        yield opened
        yield replace(opened, part=2, parts=3, questions=1, number=2, by="")
        yield replace(opened, deadline=date(2027, 2, 5))
        yield from (replace(opened, questions=left, again=True) for left in (0, 1, 3))
        own = e.PromiseLine("p1", self.orgs[0], self.entry, "late", date(2027, 4, 30), 4, mine=True)
        yield replace(opened, promises=(own,), promised=1)
        yield replace(opened, promises=(own, own, own), promised=7)
        yield from (e.NotUnderstood(*to, why, 3) for why in WHYS)
        yield e.ShowBack(*to, ROUND, "6 หมื่นห้า", (Choice("0", "65,000"), Choice("1", "60,005")), span=False)
        yield e.ShowBack(*to, ROUND, "2-3 หมื่น", (Choice("0", "20,000"), Choice("1", "30,000")), span=True)
        yield e.ShowBack(*to, ROUND, "5 หมื่น", (Choice("0", self.long),), span=False)
        yield e.ShowBack(*to, ROUND, self.long, (Choice("0", self.long),), span=False, id_number=True)
        yield e.AskWords(*to, ROUND, self.choices[0].label, consent=True)
        yield e.AskWords(*to, ROUND, self.choices[0].label, consent=False)
        yield e.AskWords(*to, ROUND, self.choices[0].label, consent=True, told=True)
        yield e.OfferChange(*to, ROUND, "q", "", self.prompt, self.answer, self.entry, "k1")
        yield e.OfferEarly(*to, ROUND, self.entry, self.prompt, self.short)
        yield e.Corrected(*to, self.prompt, self.answer)
        yield e.Corrected(*to, "", self.name)
        yield e.NotCorrected(*to, self.prompt, self.answer)
        yield e.NotCorrected(*to, self.prompt, self.answer, id_number=True)
        yield e.AttachmentKept(*to, Attachment("document", "f1", "แผน.pdf"), self.prompt)
        yield e.AttachmentKept(*to, Attachment("photo", "f1"), self.prompt)
        yield e.AttachmentNotHere(*to)

    def _reviewing(self) -> Iterator[e.Effect]:
        to = self.here
        yield e.Review(*to, ROUND, STAGE, self.lines, handed_in=False, missing=1, saved=self.answer)
        yield e.Review(*to, ROUND, STAGE, self.lines[:3], handed_in=False, missing=0)
        yield e.Review(*to, ROUND, STAGE, self.lines[:3], handed_in=True, missing=0)
        yield e.Review(*to, ROUND, STAGE, self.lines[:3], handed_in=False, missing=0, mending=True)
        one_part = replace(STAGE, parts=STAGE.parts[:1])
        yield from (e.Review(*to, ROUND, one_part, self.lines[:3], handed_in=x, missing=0) for x in (True, False))
        yield e.ChooseChange(*to, ROUND, self.lines, 0, 1)
        yield e.ChooseChange(*to, ROUND, self.lines, 1, 3)
        yield e.HandedIn(*to, STAGE, ROUND, 2, 3, more_parts=True)
        yield e.HandedIn(*to, STAGE, ROUND, 3, 3, more_parts=True)
        yield e.HandedIn(*to, STAGE, ROUND, 3, 3, more_parts=False)
        yield e.Paused(*to, STAGE, 4, 8, ROUND)
        yield e.ColleagueChanged(*to, self.name, self.prompt, self.answer, self.entry, ROUND, "q", "")
        yield e.SourceChanged(*to, ROUND, self.short, self.lines[:2])
        yield e.RoundOver(*to, STAGE)
        yield e.RoundOver(*to, STAGE, self.entry, self.broker, "c1-scoping-1")
        yield e.RoundOver(*to, STAGE, self.entry, self.broker)
        yield e.RoundClosed(*to, STAGE)
        yield e.PartOver(*to, STAGE, self.entry, self.broker)
        yield e.PartOver(*to, STAGE, "", "")
        yield e.Nudge(*to, self.p, ROUND, STAGE, 1, started=True)
        yield e.Nudge(*to, self.p, ROUND, STAGE, 6, started=False, deadline=date(2027, 2, 5))

    def _menus(self) -> Iterator[e.Effect]:
        to, open_lines = self.here, self.wheel[3:5]
        menu = e.Menu(
            *to, self.p, self.name, self.orgs[0], broker=False, representative=True, open=open_lines[:1], others=False
        )
        yield menu
        yield replace(menu, broker=True, open=open_lines, others=True, notice="saved")
        yield replace(menu, broker=True, representative=False, organisation="", open=(), notice="not_now")
        yield replace(menu, broker=True, sending=True)
        yield replace(menu, elects=True)
        yield from (replace(menu, broker=True, next=step, open=()) for step in self.steps())
        yield replace(menu, broker=True, next=next(self.steps()))
        yield replace(menu, open=tuple(replace(line, ballot=2) for line in open_lines))
        yield replace(menu, to_confirm=3, ledger=True, register=True)
        yield replace(menu, partnership="", name="", organisation="", representative=False, open=())
        mine = tuple((BOTH["title"][self.language], s, 2, 8) for s in ("todo", "asking", "reviewing", "done"))
        lines = tuple(replace(x, round=f"c1-{x.key}-1") for x in self.wheel)
        yield e.Status(*to, self.p, self.orgs[0], lines, mine)
        yield e.Status(*to, "", "", self.wheel[5:], ())
        yield e.Summaries(*to, self.wheel[:1])
        yield e.Summaries(*to, ())
        two = (Choice("p1", self.p, chosen=True), Choice("p2", self.long))
        yield e.Partnerships(*to, two)
        yield e.Partnerships(*to, two, (None, e.NextStep("answer", self.wheel[3])))
        yield e.Switched(*to, self.p)
        yield e.Help(*to, broker=False)
        yield e.Help(*to, broker=True)

    def _data(self) -> Iterator[e.Effect]:
        to, at = self.here, datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
        yield e.Privacy(*to, self.p, "1", self.broker, consented=True)
        yield e.Privacy(*to, "", "1", "", consented=False)
        data = e.MyData(
            *to, self.p, self.name, self.orgs[0], "decides", "morning", ("broker", "representative"), at,
            ((BOTH["title"][self.language], self.short, self.answer), ("x", self.short, "")),
        )
        yield data
        yield replace(data, apps=True)
        yield replace(data, authority="consults", remind="noon", answers=data.answers[:1])
        yield replace(data, authority="coordinates", remind="evening")
        yield replace(data, authority="", remind="never", joined=None, answers=(), name="", organisation="")
        yield e.OwnFile(*to, self.p)
        yield e.AskErase(*to, self.p, last_broker=False, answers=12)
        yield e.AskErase(*to, self.p, last_broker=True, answers=1)
        yield e.Erased(*to, self.p, answers_too=False)
        yield e.Erased(*to, self.p, answers_too=True)
        yield e.LanguageSet(*to)
        yield e.AskNewName(*to, self.name)
        yield e.AskNewName(*to, "")

    def steps(self) -> Iterator[e.NextStep]:
        held, more = ("draft", "lists", "next_part", "held"), ("corrections", "missing", "finished", "stage")
        whats = (*held, "part_in", "all_in", *more)
        line = replace(self.wheel[3], round=ROUND, missing=self.orgs[1:])
        yield from (e.NextStep(what, line, 1, "propose") for what in whats)
        yield e.NextStep("missing", replace(line, missing=()))

    def _desk(self) -> Iterator[e.Effect]:
        to = self.here
        yield e.Wheel(*to, self.p, 1, self.wheel, 3, None)
        yield from (e.Wheel(*to, self.p, 2, self.wheel, 0, step) for step in self.steps())
        yield e.Wheel(*to, self.p, 2, self.wheel, 3, None, finished=True, ended=datetime(2027, 3, 1, tzinfo=UTC))
        yield e.Wheel(*to, self.p, 2, self.wheel, 3, None, aside=((self.wheel[3], 1), (self.wheel[0], 12)))
        card = e.StageCard(*to, STAGE, self.wheel[3], 2, 2, OFFERS, 8, 5)
        yield from (replace(card, note=note) for note in NOTES_OF_CARD)
        yield replace(card, deadline=date(2027, 2, 5))
        yield replace(card, first=("nudge", "who"))
        yield replace(card, first=("nudge", "who"), offers=OFFERS[:8], rest=True)
        yield replace(card, line=replace(card.line, ballot=2))
        yield replace(card, cycle=1, offers=("publish", "preview", "agreed", "note", "leave_out", "call_off"))
        yield replace(card, line=self.wheel[6], part=0, offers=OFFERS[:2])
        states = ("unreached", "invited", "asking", "reviewing", "finished")
        people = tuple(e.PersonLine(SOMSRI, self.name, self.orgs[0], state, 2, 8) for state in states)
        yield e.Who(*to, STAGE, ROUND, people, self.orgs[2:])
        unreached = zip(people, ("blocked", "not_friend", "never_came", "not_friend", "blocked"), strict=True)
        yield e.Who(*to, STAGE, ROUND, tuple(replace(person, why=why) for person, why in unreached), ())
        yield e.Who(*to, STAGE, ROUND, (), ())
        yield e.ConfirmClose(*to, ROUND, STAGE, self.orgs[1:], "")
        yield e.ConfirmClose(*to, ROUND, STAGE, self.orgs[1:], "", begun=self.orgs[1:2])
        yield e.ConfirmClose(*to, ROUND, STAGE, (), "propose")
        yield e.ConfirmClose(*to, ROUND, STAGE, self.orgs[1:], "agree", at_hand="agree", vote=True, ballot=2)
        sure = e.ConfirmClose(*to, ROUND, STAGE, self.orgs[1:], "", at_hand="propose", left=2, votes_left=True)
        yield sure
        yield replace(sure, missing=(), left=1, at_hand="")
        yield replace(sure, left=1, votes_left=False, at_hand="", at=2)
        yield replace(sure, left=0, votes_left=False, vote=True, ballot=2)
        yield e.AskAgreed(*to, ROUND, STAGE, "")
        yield e.AskAgreed(*to, ROUND, STAGE, self.entry)
        yield e.About(*to, self.p, str(self.words["purpose"]))
        yield e.About(*to, self.p, "")
        yield e.Published(*to, STAGE, "managing", BOTH["title"][self.language])
        yield e.Published(*to, STAGE, "", "", walked=True)
        yield e.Published(*to, STAGE, "", "")
        yield e.NotAllowed(*to, private=True)
        yield e.NotAllowed(*to, private=False)
        yield e.Failed(*to)
        yield e.Flooded(*to)
        whys = ("blocked", "gone", "given_up", "refused", "removed", "erased", "left_group", "quota", "uncertain")
        yield from (e.Undelivered(*to, self.name, why) for why in whys)

    def sending(self) -> e.Sending:
        return e.Sending(*self.here, "quota", 2, 1, 20, 60, 300, 120)

    def _linking(self) -> Iterator[e.Effect]:
        to, page = self.here, self.sending()
        yield from (e.Waits(*to, groups, people) for groups, people in ((1, 0), (0, 1), (2, 12)))
        yield page
        yield replace(page, policy="always", groups=0, people=1, price=1, limit=None)
        yield replace(page, policy="never", price=1200, used=14_900, limit=15_000, forecast=17_000)
        yield replace(page, policy="never", groups=0, people=0, price=0, used=0, forecast=0)
        yield replace(page, price=0)
        yield from (e.Pushed(*to, price) for price in (0, 1, 1200))
        made_at = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
        yield from (e.BroughtBack(*to, self.p, made_at, count) for count in (0, 1, 12))
        yield from (e.DoubtfulSettled(*to, again) for again in (True, False))
        yield e.OfferCode(*to, "group", self.p, "K7WM-3QPD")
        yield e.OfferCode(*to, "person", self.p, "K7WM-3QPD")
        yield e.OfferCode(*to, "group", "", "K7WM-3QPD")
        yield e.CodeUnknown(*to)
        yield e.CodeNotHere(*to, "group")
        yield e.CodeNotHere(*self.group, "person")
        yield e.CodeNotHere(*to, "app")
        yield e.CodeNotHere(*to, "theirs")
        yield e.LinkRefused(*self.group)
        yield e.GroupIsLinked(*self.group, self.p, self.orgs[0], private=False)
        yield e.GroupIsLinked(*to, self.p, self.orgs[0], private=True)
        yield e.GroupIsLinked(*to, self.p, "", private=True)
        yield e.GroupIsLinked(*self.group, self.p, "", private=False, already=True)
        yield e.PersonIsLinked(*to)
        yield e.PersonIsLinked(*to, self.name, self.orgs[0])
        yield e.PersonIsLinked(*to, self.name)
        yield from (e.PersonIsLinked(*to, name, elsewhere="telegram") for name in ("", self.name))
        yield e.AgreedNoted(*self.group, STAGE, self.entry)
        yield e.AgreedNoted(*self.group, STAGE, "")
        yield e.Unsaid(*to, self.prompt)
