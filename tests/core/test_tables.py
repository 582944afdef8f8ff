"""The core's tables, wholly: who may do what, in every standing and in every state of a stage.

The grids below are written by hand, from what people are promised; nothing of them is taken from
the tables of the core. A row is where somebody stands, a column what they do, a cell what comes of
it. Whatever a cell calls refused must change nothing, say something, and show what waits again.

    =        refused: nothing changes, and what waits is shown again
    silent   the second press of what has been done: nothing changes, nothing is said
    ?        nothing changes; a word of why, and the question again
    kept     an answer is kept, and the next question asked (or everything read back)
    listed   an entry is kept, and the list stays in front
    marked   something is ticked, placed or taken back; no answer is kept yet
    skipped  recorded as skipped, and the next question asked
    words    the words for the choice are asked for
    back?    what was read is shown back, to be confirmed
    asks     whether to change an earlier answer
    review   everything is read back;  pages  which answer to change;  paused;  handed  in
    >key     that question is put in front, and no answer changes
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from bot.core import effects as say
from bot.core.effects import Effect
from bot.core.events import Added, Commanded, Started
from bot.core.model import (
    AnswerKey,
    Asking,
    Member,
    Partnership,
    Person,
    Place,
    Reviewing,
    Role,
    Round,
    Slot,
    Standing,
)
from tests.core.factories import partnership
from tests.core.scene import AGAIN, BROKER, KINDS, ME, WAVES, Scene


@cache
def begun() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:kinds:full")
    return scene


ANSWERS = {
    "story": "เรื่อง",
    "wishes": "สะพาน",
    "way": "1",
    "tools": "2",
    "mood": "3",
    "heads": "12",
    "cash": "500",
    "day": "15/1/2570",
    "fund": "1",
    "order": "3 1 2",
    "accept": "1",
    "closing": "จบ",
}
"""A text that answers each question, in order."""
KEYS = {"way": "boat", "tools": "hoe", "mood": "4", "fund": "yes", "order": "aa", "accept": "agree"}
"""An option of each question that has any."""


def before(key: str) -> Scene:
    """The question is in front, everything before it skipped."""
    return copy(_before(key))


@cache
def _before(key: str) -> Scene:
    scene = copy(begun())
    scene.press(ME, f"go:{KINDS}")
    for earlier in list(ANSWERS)[: list(ANSWERS).index(key)]:
        scene.press(ME, f"skip:{KINDS}:{earlier}:")
    return scene


def after(key: str, *did: str) -> Scene:
    """With the question in front, this was pressed ("…:…") or typed."""
    scene = before(key)
    for act in did:
        scene.press(ME, act) if ":" in act else scene.say(ME, act)
    return scene


@cache
def complete() -> Scene:
    scene = before("story")
    for key, text in ANSWERS.items():
        scene.say(ME, text)
        if key == "wishes":
            scene.press(ME, f"done:{KINDS}:wishes:")
    return scene


def handed_in() -> Scene:
    scene = copy(complete())
    scene.press(ME, f"handin:{KINDS}")
    return scene


def tick(verb: str, key: str, option: str) -> str:
    return f"{verb}:{KINDS}:{key}::{option}"


# ── standing × verb ──────────────────────────────────────────────────────────

VERBS = [
    *("said", "go", "answer", "swap", "tick", "untick", "place", "clear", "done", "skip", "back"),
    *("take", "retype", "keep", "review", "handin", "pick"),
]
MEMBER = """
invited    >story >story kept kept =      =      =      =      =     >story  >story   =    =      >story review =      =
story      kept   =      =    =    =      =      =      =      ?     skipped =        =    =      =      review =      =
wishes     listed =      =    =    =      =      =      marked ?     skipped >story   =    =      =      review =      =
list_begun listed =      =    =    =      =      =      marked >way  >way    >story   =    =      =      review >way   =
way        kept   =      kept kept =      =      =      =      ?     skipped >wishes  =    =      =      review =      =
words      kept   =      kept kept =      =      =      =      =     kept    >wishes  =    =      =      review =      =
tools      kept   =      =    =    marked =      =      =      ?     skipped >way     =    =      =      review =      =
ticked     kept   =      =    =    silent marked =      marked kept  skipped >way     =    =      =      review =      =
mood       kept   =      kept kept =      =      =      =      ?     skipped >tools   =    =      =      review =      =
heads      kept   =      =    =    =      =      =      =      ?     skipped >mood    =    =      =      review =      =
cash       kept   =      =    =    =      =      =      =      ?     skipped >heads   =    =      =      review =      =
readings   kept   =      =    =    =      =      =      =      ?     skipped >heads   kept marked =      review =      =
day        kept   =      =    =    =      =      =      =      ?     skipped >cash    =    =      =      review =   kept
fund       kept   =      kept kept =      =      =      =      ?     skipped >day     =    =      =      review =      =
order      kept   =      =    =    =      =      marked =      ?     skipped >fund    =    =      =      review =      =
placed     kept   =      =    =    =      =      silent marked ?     skipped >fund    =    =      =      review =      =
accept     kept   =      kept kept =      =      =      =      ?     skipped >order   =    =      =      review =      =
reason     kept   =      kept kept =      =      =      =      =     kept    >order   =    =      =      review =      =
changing   >mood  =      kept kept =      =      =      =      >mood >mood   >wishes  =    =      >mood  review >mood  =
missing    =      >story kept kept =      =      =      =      =     =       >closing =    =      >story =      >story =
complete   =      =      asks kept =      =      =      =      =     =       >closing =    =      =      =      handed =
finished   review review asks kept =      =      =      =      =     =       >closing =    =      review review silent =
"""
"""Columns: VERBS. The question whose button is pressed: the one in front, else "way"."""
EVERYWHERE = {"pause": "paused", "change": "pages", "edit": ">closing"}
"""What does the same in every row; "edit" of another question than the one in front."""
DAY, OTHER_DAY = "2027-01-15", "2027-02-01"
"""The date of ANSWERS as a picker gives it, and another."""
PICKED = """
kept      invited story wishes list_begun way words tools ticked mood heads cash readings day changing missing
asks      fund order placed accept reason complete finished
"""
"""Cell → the rows in which it comes of picking OTHER_DAY with the date's own picker."""

WHERE: dict[str, tuple[str, Callable[[], Scene]]] = {
    "invited": ("way", lambda: copy(begun())),
    "list_begun": ("wishes", lambda: after("wishes", "สะพาน")),
    "words": ("way", lambda: after("way", tick("answer", "way", "other"))),
    "ticked": ("tools", lambda: after("tools", tick("tick", "tools", "hoe"))),
    "readings": ("cash", lambda: after("cash", "2-3 หมื่น")),
    "placed": ("order", lambda: after("order", tick("place", "order", "aa"))),
    "reason": ("accept", lambda: after("accept", tick("answer", "accept", "object"))),
    "changing": ("way", lambda: after("way", "1", "2", f"edit:{KINDS}:way:")),
    "missing": ("way", lambda: after("story", f"review:{KINDS}")),
    "complete": ("way", lambda: copy(complete())),
    "finished": ("way", handed_in),
}
"""Row → (the question its buttons belong to, how to come there); all others: a question in front."""


def come_to(row: str) -> tuple[str, Scene]:
    key, scene = WHERE[row] if row in WHERE else (row, lambda: before(row))
    return key, scene()


def grid(table: str, columns: list[str]) -> Iterator[tuple[str, str, str]]:
    for row in table.strip().splitlines():
        name, *cells = row.split()
        assert len(cells) == len(columns), name
        yield from ((name, column, cell) for column, cell in zip(columns, cells, strict=True))


def act(scene: Scene, key: str, verb: str) -> list[Effect]:
    """Do the verb, by the button that this question would have."""
    if verb == "said":
        return scene.say(ME, ANSWERS[key])
    if verb in ("answer", "swap", "tick", "untick", "place"):
        return scene.press(ME, tick(verb, key, KEYS.get(key, "x")))
    if verb in ("clear", "done", "skip"):
        return scene.press(ME, f"{verb}:{KINDS}:{key}:")
    if verb == "pick":
        return scene.pick(ME, f"pick:{KINDS}:{key}:", DAY)
    rest = {"take": ":0", "change": ":0", "edit": ":closing:"}.get(verb, "")
    return scene.press(ME, f"{verb}:{KINDS}{rest}")


def waits(standing: Standing, shown: Effect) -> bool:
    """What is shown is what the next text will be read as the answer to."""
    if not isinstance(standing, Asking):
        return not isinstance(shown, say.AskWords | say.ShowBack)
    if standing.words_for:
        return isinstance(shown, say.AskWords)
    if isinstance(shown, say.ShowBack):
        return bool(standing.candidates)
    return isinstance(shown, say.Ask) and Slot(shown.question, shown.item) == standing.slot


def without_front(p: Partnership) -> Partnership:
    """But for which interview lies in front: showing one brings it there."""
    return p.with_member(replace(p.members[ME], front=""))


def outcome(was: Scene, now: Scene, said: list[Effect]) -> str:
    """What came of it, in the words of the grid."""
    if without_front(was.p) == without_front(now.p):
        return _unchanged(now.standing(), said)
    old, new = was.p.rounds[KINDS], now.p.rounds[KINDS]
    if old.handed_in != new.handed_in:
        return "handed"
    if old.answers != new.answers:
        return _answered(was.standing(), old, new, said[-1])
    return _moved(was.standing(), now.standing(), said[-1])


PLAIN = {"Paused": "paused", "ChooseChange": "pages", "OfferChange": "asks"}


def _unchanged(standing: Standing, said: list[Effect]) -> str:
    if not said:
        return "silent"
    if type(said[-1]).__name__ in PLAIN:
        return PLAIN[type(said[-1]).__name__]
    if not waits(standing, said[-1]):
        return f"shows {type(said[-1]).__name__} while something else waits"
    return "?" if isinstance(said[0], say.NotUnderstood) else "="


def _answered(standing: Standing, old: Round, new: Round, shown: Effect) -> str:
    (key,) = (k for k in new.answers if old.answers.get(k) != new.answers[k])
    if new.answers[key].skipped:
        return "skipped"
    same = isinstance(shown, say.Ask) and isinstance(standing, Asking)
    return "listed" if same and Slot(shown.question, shown.item) == key.slot else "kept"  # type: ignore[attr-defined]


def _moved(was: Standing, now: Standing, shown: Effect) -> str:
    if not waits(now, shown):
        return f"shows {type(shown).__name__} while something else waits"
    if isinstance(now, Reviewing):
        return "review"
    if isinstance(shown, say.AskWords):
        return "words"
    if isinstance(shown, say.ShowBack):
        return "back?"
    assert isinstance(shown, say.Ask)
    same = isinstance(was, Asking) and was.slot.question == shown.question
    return "marked" if same else f">{shown.question}"


def member_grid() -> Iterator[tuple[str, str, str]]:
    yield from grid(MEMBER, VERBS)
    for row in [*WHERE, *ANSWERS]:
        yield from ((row, verb, cell) for verb, cell in EVERYWHERE.items() if cell != f">{row}")


@pytest.mark.parametrize(("row", "verb", "cell"), list(member_grid()))
def test_standing_and_verb(row: str, verb: str, cell: str) -> None:
    key, was = come_to(row)
    now = copy(was)
    said = act(now, key, verb)
    assert outcome(was, now, said) == cell
    assert said or cell == "silent"


@pytest.mark.parametrize(
    ("cell", "row"),
    [(line.split()[0], r) for line in PICKED.strip().splitlines() for r in line.split()[1:]],
)
def test_a_date_is_picked_wherever_one_stands(cell: str, row: str) -> None:
    was = come_to(row)[1]
    now = copy(was)
    assert outcome(was, now, now.pick(ME, f"pick:{KINDS}:day:", OTHER_DAY)) == cell


def test_every_row_has_its_picker() -> None:
    rows = {row for line in PICKED.strip().splitlines() for row in line.split()[1:]}
    assert rows == {line.split()[0] for line in MEMBER.strip().splitlines()}


def test_another_date_is_kept_once_it_is_confirmed() -> None:
    scene = copy(complete())
    (offer,) = scene.pick(ME, f"pick:{KINDS}:day:", OTHER_DAY)
    assert isinstance(offer, say.OfferChange)
    assert (offer.now, offer.new, offer.key) == ("15 มกราคม 2570", "1 กุมภาพันธ์ 2570", OTHER_DAY)
    scene.press(ME, f"swap:{KINDS}:day::{offer.key}")
    answer = scene.p.rounds[KINDS].answers[AnswerKey("o1", Slot("day"))]
    assert (answer.value, answer.shown) == (date(2027, 2, 1), "1 กุมภาพันธ์ 2570")


def test_the_same_date_again_does_nothing() -> None:
    was = copy(complete())
    now = copy(was)
    assert outcome(was, now, now.pick(ME, f"pick:{KINDS}:day:", DAY)) == "silent"


@pytest.mark.parametrize(
    "day",
    ["", "x", "2027-02-30", "20270201", "2027-W01-1", "9999-01-01", "2570-01-15", "๒๐๒๗-๐๑-๑๕"],
)
def test_what_is_no_date_is_not_picked(day: str) -> None:
    was = before("day")
    now = copy(was)
    assert outcome(was, now, now.pick(ME, f"pick:{KINDS}:day:", day)) == "="


ASKED_FOR = [("way", "3", "words"), ("accept", "2", "words"), ("cash", "2-3 หมื่น", "back?")]


@pytest.mark.parametrize(("key", "text", "cell"), ASKED_FOR)
def test_typed_what_asks_for_more(key: str, text: str, cell: str) -> None:
    was = before(key)
    now = copy(was)
    assert outcome(was, now, now.say(ME, text)) == cell


NONSENSE = ("mood", "heads", "cash", "day", "order")


@pytest.mark.parametrize("key", NONSENSE)
def test_typed_what_is_no_answer(key: str) -> None:
    was = before(key)
    now = copy(was)
    assert outcome(was, now, now.say(ME, "อืม ก็แล้วแต่ท่านเลย")) == "?"


@pytest.mark.parametrize("key", [*KEYS, "story", "cash"])
@pytest.mark.parametrize("verb", ["answer", "swap", "tick", "place"])
def test_an_option_that_is_not_there(key: str, verb: str) -> None:
    was = before(key)
    now = copy(was)
    said = now.press(ME, tick(verb, key, "never"))
    assert outcome(was, now, said) == "="


TYPED = {"skip": "ข้าม", "back": "ย้อนกลับ", "pause": "พัก", "change": "แก้ไข", "review": "ทบทวน"}


@pytest.mark.parametrize(("row", "verb", "cell"), [c for c in member_grid() if c[1] in TYPED])
def test_a_typed_word_does_what_its_button_does(row: str, verb: str, cell: str) -> None:
    was = come_to(row)[1]
    now = copy(was)
    assert outcome(was, now, now.say(ME, TYPED[verb])) == cell


@pytest.mark.parametrize("row", [*WHERE, *ANSWERS])
def test_in_a_closed_round_nothing_changes(row: str) -> None:
    key, closed = come_to(row)
    closed.press(BROKER, f"close:{KINDS}:yes")
    for verb in [*VERBS[1:], *EVERYWHERE]:
        now = copy(closed)
        said = act(now, key, verb)
        assert without_front(now.p) == without_front(closed.p), verb
        assert [type(e) for e in said] == [say.RoundOver], verb


# ── state of a stage × what a broker does ────────────────────────────────────

OFFERS = {
    "waiting": "open_full open_short skip notes",
    "skipped": "open_full open_short unskip notes",
    "open": "who nudge deadline by_phone preview agreed close notes",
    "open_all_in": "who by_phone preview agreed close notes",
    "first_part": "who nudge deadline by_phone close_part preview agreed close notes",
    "held": "lists next_part who by_phone preview agreed close notes",
    "last_part": "who nudge deadline by_phone preview agreed close notes",
    "draft": "publish preview agreed note leave_out who reopen notes",
    "published": "who preview paper reopen notes",
    "closed": "who preview paper reopen notes",
    "recurring": "who preview paper reopen checkin notes",
}
BROKER_DOES = """
            open short skip    unskip  checkin reopen who nudge part  part! next preview agreed clear close close! issue
waiting     open open  skipped =       =       =      =   =     =     =     =    =       =      =     =     =      =
skipped     open open  =       waiting =       =      =   =     =     =     =    =       =      =     =     =      =
open        =    =     =       =       =       =      who tells =     =     =    preview line   clear sure? shut   =
open_all_in =    =     =       =       =       =      who =     =     =     =    preview line   clear shut  shut   =
first_part  =    =     =       =       =       =      who tells sure? over  =    preview line   clear sure? shut   =
held        =    =     =       =       =       =      who =     =     =     open preview line   clear sure? shut   =
last_part   =    =     =       =       =       =      who tells =     =     =    preview line   clear sure? shut   =
draft       =    =     =       =       =       again  who =     =     =     =    preview line   clear =     =      out
published   =    =     =       =       =       again  who =     =     =     =    preview =      =     =     =      =
closed      =    =     =       =       =       again  who =     =     =     =    preview =      =     =     =      =
recurring   =    =     =       =       checkin again  who =     =     =     =    preview =      =     =     =      =
"""
"""=: refused, the stage is shown as it stands; all else: what is said, what the stage then is."""

STAGE_OF = {"first_part": "waves", "held": "waves", "last_part": "waves", "recurring": "again"}
"""Row → the stage it looks at; else the first."""


def state(row: str) -> Scene:
    """A partnership whose stage stands so, with one representative to be waited for."""
    key = STAGE_OF.get(row, "kinds")
    scene = Scene(partnership(1))
    if row in ("waiting", "skipped"):
        if row == "skipped":
            scene.press(BROKER, "skipstage:kinds")
    else:
        scene.press(BROKER, f"open:{key}:full")
        _further(scene, row, key)
    return scene


def _further(scene: Scene, row: str, key: str) -> None:
    if row == "held":  # an idea for the broker to look at, before it is put to all
        scene.press(ME, f"go:{WAVES}")
        scene.say(ME, "ฝายชะลอน้ำ")
    if row in ("held", "last_part"):
        scene.press(BROKER, f"closepart:{WAVES}:propose:yes")
    if row == "open_all_in":
        _all_in(scene)
    if row == "draft":
        scene.press(BROKER, f"close:{KINDS}:yes")
    if row in ("published", "closed", "recurring"):
        scene.publish(f"c1-{key}-1")
    if row == "closed":  # as a round closed without a summary would stand
        scene.p = scene.p.with_round(replace(scene.p.rounds[KINDS], edition=0))


def _all_in(scene: Scene) -> None:
    scene.press(ME, f"go:{KINDS}")
    for key in ANSWERS:
        scene.press(ME, f"skip:{KINDS}:{key}:")
    scene.press(ME, f"handin:{KINDS}")


def broker_acts(key: str, *, rounds: bool) -> dict[str, str]:
    """The buttons of a stage; where it was never opened, as if there were such of the stage itself."""
    r, part = (f"c1-{key}-1" if rounds else key), {"waves": "propose"}.get(key, "all")
    return {
        "open": f"open:{key}:full",
        "short": f"open:{key}:short",
        "skip": f"skipstage:{key}",
        "unskip": f"unskip:{key}",
        "checkin": f"checkin:{key}",
        "reopen": f"reopen:{r}",
        "who": f"who:{r}",
        "nudge": f"nudge:{r}",
        "part": f"closepart:{r}:{part}",
        "part!": f"closepart:{r}:{part}:yes",
        "preview": f"preview:{r}",
        "agreed": f"agreed:{r}",
        "clear": f"agreed:{r}:clear",
        "close": f"close:{r}",
        "close!": f"close:{r}:yes",
        "next": f"nextpart:{r}",
        "issue": f"publish:{r}",
    }


def broker_grid() -> Iterator[tuple[str, str, str]]:
    head, _, rest = BROKER_DOES.strip().partition("\n")
    return grid(rest, head.split())


SHOWS = {
    "open": (say.StageCard, "opened"),
    "skipped": (say.StageCard, "skipped"),
    "waiting": (say.StageCard, "unskipped"),
    "again": (say.StageCard, "reopened"),
    "checkin": (say.StageCard, "opened"),
    "who": (say.Who, ""),
    "tells": (say.StageCard, "nudged:1"),
    "sure?": (say.ConfirmClose, ""),
    "over": (say.StageCard, "part_closed"),
    "preview": (say.Summary, ""),
    "line": (say.AskAgreed, ""),
    "clear": (say.StageCard, "agreed"),
    "shut": (say.Summary, ""),
    "out": (say.Published, ""),
    "=": (say.StageCard, "not_now"),
}
"""Cell → what the broker sees last: the effect, and the note on a stage's card."""
LOOKS = ("who", "sure?", "preview", "=", "clear")
"""Cells that change nothing."""


@pytest.mark.parametrize(("row", "did", "cell"), list(broker_grid()))
def test_state_and_broker(row: str, did: str, cell: str) -> None:
    key = STAGE_OF.get(row, "kinds")
    now = state(row)
    was = now.p
    said = now.press(BROKER, broker_acts(key, rounds=bool(was.rounds))[did])
    effect, note = SHOWS[cell]
    shown = said[-1]
    assert isinstance(shown, effect)
    assert shown.to == Place(*BROKER)
    assert getattr(shown, "note", "") == note
    assert (now.p == was) == (cell in LOOKS)
    if cell == "=":
        assert isinstance(shown, say.StageCard)
        assert len(said) == 1
        assert shown.offers == tuple(OFFERS[row].split())


@pytest.mark.parametrize(("row", "offers"), OFFERS.items())
def test_what_is_offered(row: str, offers: str) -> None:
    scene = state(row)
    held = scene.p
    (wheel,) = scene.press(BROKER, "wheel")
    (card,) = scene.press(BROKER, f"stage:{STAGE_OF.get(row, 'kinds')}")
    assert scene.p == held
    assert isinstance(wheel, say.Wheel)
    assert isinstance(card, say.StageCard)
    assert card.offers == tuple(offers.split())


BECOMES = {
    ("waiting", "open"): "open",
    ("waiting", "skip"): "skipped",
    ("skipped", "open"): "open",
    ("skipped", "unskip"): "waiting",
    ("first_part", "part!"): "open",
    ("held", "next"): "open",
    ("held", "close!"): "draft",
    ("open", "close!"): "draft",
    ("draft", "issue"): "published",
    ("draft", "reopen"): "open",
    ("published", "reopen"): "open",
    ("recurring", "checkin"): "open",
}


@pytest.mark.parametrize(("way", "becomes"), BECOMES.items())
def test_the_stage_becomes(way: tuple[str, str], becomes: str) -> None:
    row, did = way
    key = STAGE_OF.get(row, "kinds")
    scene = state(row)
    scene.press(BROKER, broker_acts(key, rounds=bool(scene.p.rounds))[did])
    (card,) = scene.press(BROKER, f"stage:{key}")
    assert isinstance(card, say.StageCard)
    assert card.line.state == becomes


# ── who × verb ───────────────────────────────────────────────────────────────

NEW = Person("telegram", "p-new")


@cache
def a_published_stage() -> Scene:
    scene = Scene(partnership(2))
    scene.press(BROKER, "open:again:full")
    scene.press(ME, f"go:{AGAIN}")
    scene.say(ME, "ข่าวดี")
    scene.publish(AGAIN)
    return scene


def _asked() -> Scene:
    scene = copy(a_published_stage())
    scene.do(NEW, Started("t", "join"))
    return scene


def _joining() -> Scene:
    scene = _asked()
    scene.press(NEW, "consent:yes")
    scene.press(NEW, "org:o2")
    return scene


def _refused() -> Scene:
    scene = _asked()
    scene.press(NEW, "consent:no")
    return scene


def _joined() -> Scene:
    scene = _joining()
    scene.say(NEW, "คุณใหม่")
    scene.press(NEW, "authority:decides")
    scene.press(NEW, "remind:never")
    return scene


def _broker() -> Scene:
    scene = copy(a_published_stage())
    member = Member(NEW, Place(*NEW), "ใหม่", roles=frozenset({Role.BROKER}))
    scene.p = scene.p.with_member(member)
    return scene


def _setting_up() -> Scene:
    scene = Scene(Partnership("ps2", (Place("telegram", "-2"),), "กลุ่มใหม่"))
    scene.do(NEW, Added("กลุ่มใหม่"), Place("telegram", "-2"))
    scene.p = scene.p.with_member(Member(NEW, Place(*NEW), "ใหม่", roles=frozenset({Role.BROKER})))
    return scene


PEOPLE: dict[str, Callable[[], Scene]] = {
    "nobody": lambda: copy(a_published_stage()),
    "refused": _refused,
    "asked": _asked,
    "joining": _joining,
    "joined": _joined,
    "setting": _setting_up,
    "broker": _broker,
}
WHO_MAY = """
                    nobody           refused          asked            joining       joined      setting     broker
start               out              out              AskConsent       AskName       Menu        name?       Menu
menu                out              out              AskConsent       AskName       Menu        *           Menu
status              out              out              AskConsent       AskName       Status      *           Status
summaries           out              out              AskConsent       AskName       Summaries   *           Summaries
summary:R           out              out              AskConsent       AskName       Summary     *           Summary
language            out              out              AskConsent       AskName       AskLanguage *           AskLanguage
rename              out              out              AskConsent       AskName       AskNewName! *           AskNewName!
help                Help             Help             Help             Help          Help        Help        Help
privacy             Privacy          Privacy          Privacy          Privacy       Privacy     Privacy     Privacy
mydata              MyData           MyData           MyData           MyData        MyData      MyData      MyData
erase               AskErase         AskErase         AskErase         AskErase      AskErase!   AskErase    AskErase
represent           AskConsent!      AskConsent!      AskConsent       AskName       Menu        name?       AskConsent!
about               no               no               no               no            no          *           About
renamegroup         no               no               no               no            no          *           name?!
repurpose           no               no               no               no            no          *           AskPurpose!
sending             no               no               no               no            no          name?       AskPrice
policy:always       no               no               no               no            no          name?       AskPrice!
policy:never        no               no               no               no            no          name?       AskPrice
policy:nonsense     no               no               no               no            no          name?       AskPrice
push:5              no               no               no               no            no          name?       AskPrice!
linkgroup           no               no               no               no            no          name?       OfferCode
linkme              out              out              AskConsent       AskName       OfferCode   OfferCode   OfferCode
wheel               no               no               no               no            no          name?       Wheel
stage:kinds         no               no               no               no            no          name?       StageCard
more:kinds          no               no               no               no            no          name?       StageCard
open:kinds:full     no               no               no               no            no          name?       StageCard!
skipstage:kinds     no               no               no               no            no          name?       StageCard!
unskip:kinds        no               no               no               no            no          name?       StageCard
checkin:again       no               no               no               no            no          name?       StageCard!
who:R               no               no               no               no            no          name?       Who
nudge:R             no               no               no               no            no          name?       StageCard
closepart:R:ask:yes no               no               no               no            no          name?       StageCard
preview:R           no               no               no               no            no          name?       Summary
agreed:R            no               no               no               no            no          name?       StageCard
close:R:yes         no               no               no               no            no          name?       StageCard
nextpart:R          no               no               no               no            no          name?       StageCard
publish:R           no               no               no               no            no          name?       StageCard
reopen:R            no               no               no               no            no          name?       StageCard!
setname:title       out              out              AskConsent       AskName       Menu        AskPurpose! About
purpose:skip        out              out              AskConsent       AskName       Menu        *           About
setlanguage:en      out              out              AskConsent       AskName       Menu        *           About
form:short          out              out              AskConsent       AskName       Menu        *           About
setback             out              out              AskConsent       AskName       Menu        name?       About
consent:yes         AskOrganisation! AskOrganisation! AskOrganisation! *             Menu        *           *
consent:no          *                out              out!             out!          Menu        *           *
org:o1              AskConsent!      AskConsent!      AskConsent       AskName       Menu        *           AskConsent!
same:yes            AskConsent!      AskConsent!      AskConsent       AskName       Menu        *           AskConsent!
sector:civil        AskConsent!      AskConsent!      AskConsent       AskName       Menu        *           AskConsent!
name:called         AskConsent!      AskConsent!      AskConsent       AskAuthority! Menu        *           AskConsent!
authority:decides   AskConsent!      AskConsent!      AskConsent       *             MyData      *           AskConsent!
remind:never        AskConsent!      AskConsent!      AskConsent       *             MyData      *           MyData!
go:R                out              out              AskConsent       AskName       RoundOver   name?       Menu
pick:R:news:        out              out              AskConsent       AskName       RoundOver   name?       Menu
answer:R:news::x    out              out              AskConsent       AskName       RoundOver   name?       Menu
edit:R:news:        out              out              AskConsent       AskName       RoundOver   name?       Menu
handin:R            out              out              AskConsent       AskName       RoundOver   name?       Menu
review:R            out              out              AskConsent       AskName       RoundOver   name?       Menu
no_such_thing       out              out              AskConsent       AskName       Menu        name?       Menu
text                out              out              AskConsent       AskAuthority! Menu        AskPurpose! Menu
"""
"""What each sees last; "!": and something changes, else nothing does. "*": only that a word is said."""
NAMES = {"no": "NotAllowed", "out": "ConsentRefused", "name?": "AskPartnershipName"}
"""Short for the long ones."""


def who_grid() -> Iterator[tuple[str, str, str]]:
    head, _, rest = WHO_MAY.strip().partition("\n")
    return grid(rest, head.split())


def partnership_but(p: Partnership) -> Partnership:
    """But for where the newcomer can be reached, which whoever writes tells by writing."""
    known = p.members.get(NEW)
    if known is None:
        return p
    blank = replace(known, private=None, reachable=True)
    if blank == Member(NEW):
        return replace(p, members={k: m for k, m in p.members.items() if k != NEW})
    return p.with_member(blank)


@pytest.mark.parametrize(("did", "who", "cell"), list(who_grid()))
def test_who_may(did: str, who: str, cell: str) -> None:
    now = PEOPLE[who]()
    was = now.p
    said = now.say(NEW, "คำที่พิมพ์") if did == "text" else now.press(NEW, did.replace("R", AGAIN))
    assert said
    if cell == "*":
        return
    named = cell.rstrip("!")
    assert type(said[-1]).__name__ == NAMES.get(named, named)
    assert said[-1].to == Place(*NEW) or cell.startswith("StageCard")
    assert (partnership_but(now.p) != partnership_but(was)) == cell.endswith("!")


COMMANDED = [
    *("stage", "status", "summary", "language", "rename", "privacy", "mydata", "help", "menu"),
    *("erase", "nonsense"),
]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", COMMANDED)
def test_commands_leave_nobody_without_a_word(who: str, name: str) -> None:
    now = PEOPLE[who]()
    assert now.do(NEW, Commanded(name))
    assert now.do(NEW, Commanded(name, "3"))


@pytest.mark.parametrize("who", ["nobody", "refused", "asked", "joining", "joined"])
@pytest.mark.parametrize("text", ["/stage 1", "/stage 1 close", "/stage", "/status", "/summary"])
def test_commands_in_the_group_change_nothing(who: str, text: str) -> None:
    now = PEOPLE[who]()
    was = now.p
    name, _, argument = text[1:].partition(" ")
    said = now.do(NEW, Commanded(name, argument), now.p.groups[0])
    assert said
    assert now.p == was
