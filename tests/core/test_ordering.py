"""Papers to keep: who is offered which, and who gets which whatever a button says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.core import effects as say
from bot.core.model import Partnership, Person, Role
from bot.core.ordering import may_read
from tests.core.factories import cycle
from tests.core.later_scene import BROKER, Later, before_the_last, names
from tests.core.whole_scene import ONE, TWO

WHATS = ("stage", "agreement", "closing", "dossier", "data", "poster", "", "broker")
STAGES = ("scoping", "sustaining", "nowhere", "")
CYCLES = ("1", "2", "0", "-1", "x", "")
FORMS = ("pdf", "docx", "xlsx", "csv", "json", "png", "exe", "")
AUDIENCES = ("group", "broker", "", "all")
LAST = "c1-sustaining-1"


def with_draft() -> Later:
    """Stages 1 to 11 are published; the twelfth is a draft."""
    scene = before_the_last()
    scene.press(BROKER, f"close:{LAST}:yes")
    assert scene.p.rounds[LAST].draft
    return scene


def published() -> Later:
    scene = with_draft()
    scene.press(BROKER, f"publish:{LAST}")
    return scene


def page(scene: Later, who: Person, action: str = "papers") -> say.Papers:
    (shown,) = scene.press(who, action)
    assert isinstance(shown, say.Papers)
    return shown


def orders() -> Iterator[str]:
    for each in product(WHATS, STAGES, CYCLES, FORMS, AUDIENCES):
        yield ":".join(("order", *each))


# ── who gets what ────────────────────────────────────────────────────────────


def test_no_button_gives_a_representative_what_is_for_brokers() -> None:
    scene = with_draft()
    ready = [e for action in orders() for e in scene.press(ONE, action) if isinstance(e, say.PaperReady)]
    assert {e.audience for e in ready} == {"group"}
    assert {e.what for e in ready} == {"stage", "agreement", "dossier"}
    assert {e.stage.key for e in ready if e.stage} == {"scoping"}, "not the draft of the twelfth"
    assert {e.form for e in ready} == {"pdf", "docx"}
    assert {e.cycle for e in ready} == {1}
    assert not any(e.broker for e in ready)


def test_a_broker_gets_both_versions_and_the_data() -> None:
    scene = with_draft()
    ready = [e for action in orders() for e in scene.press(BROKER, action) if isinstance(e, say.PaperReady)]
    assert {e.audience for e in ready} == {"group", "broker"}
    assert {e.what for e in ready} == {"stage", "agreement", "closing", "dossier", "data", "poster"}
    of_draft = [e for e in ready if e.what == "closing" or (e.stage and e.stage.key == "sustaining")]
    assert {e.audience for e in of_draft} == {"broker"}, "nothing is out of it for the group"
    assert {e.form for e in ready if e.what == "data"} == {"xlsx", "csv", "json"}
    assert {(e.form, e.audience) for e in ready if e.what == "poster"} == {("pdf", "group"), ("png", "group")}


def test_asking_for_papers_changes_nothing_and_comes_back_to_who_asked() -> None:
    scene = published()
    before = scene.p
    for who in (ONE, BROKER):
        for action in ("papers", "papers:1:stages", "paper:stage:scoping", "order:stage:scoping:1:pdf:group"):
            (shown,) = scene.press(who, action)
            assert Person(*shown.to) == who
    assert scene.p == before


@pytest.mark.parametrize("action", ["papers", "paper:stage:scoping:1", "order:stage:scoping:1:pdf:group"])
def test_not_for_whoever_has_left_or_is_a_stranger(action: str) -> None:
    scene = published()
    scene.press(BROKER, "leaveorg:o2:yes")
    assert scene.p.organisations["o2"].state == "left"
    for who in (TWO, Person("telegram", "p-stranger")):
        assert not {"Papers", "ChoosePaper", "PaperReady"} & set(names(scene.press(who, action)))


def test_a_former_broker_gets_the_group_version_alone() -> None:
    """One who speaks for an organisation, too, and so still has papers."""
    scene = published()
    one = scene.p.members[ONE]
    given = {}
    for broker in (True, False):
        roles = one.roles | {Role.BROKER} if broker else one.roles - {Role.BROKER}
        scene.p = scene.p.with_member(replace(one, roles=roles))
        for what, audience in product(("stage", "data", "poster"), ("group", "broker")):
            form = {"data": "xlsx"}.get(what, "pdf")
            said = scene.press(ONE, f"order:{what}:scoping:1:{form}:{audience}")
            ready = [e for e in said if isinstance(e, say.PaperReady)]
            assert {(e.what, e.audience) for e in ready} <= {(what, audience)}
            given[broker, what, audience] = bool(ready)
    assert {of for of, got in given.items() if got} == {
        *((True, "stage", audience) for audience in ("group", "broker")),
        *((True, "data", audience) for audience in ("group", "broker")),
        (True, "poster", "group"),
        (False, "stage", "group"),
    }


def test_what_a_paper_is_delivered_by_is_what_it_is_ordered_by() -> None:
    """Who gets an order made gets it delivered, and nobody else."""
    scene = published()
    for who in (ONE, BROKER, TWO):
        if who == TWO:
            scene.press(BROKER, "leaveorg:o2:yes")
        orders = product(("stage", "agreement", "closing", "dossier", "data"), ("group", "broker"))
        for what, audience in orders:
            form = "xlsx" if what == "data" else "pdf"
            said = scene.press(who, f"order:{what}:scoping:1:{form}:{audience}")
            ready = any(isinstance(e, say.PaperReady) and e.audience == audience for e in said)
            assert may_read(scene.p, scene.p.members[who], what, audience) == ready, (who, what, audience)


def test_an_old_button_tells_a_former_broker_why_there_is_no_paper_and_who_is_broker() -> None:
    scene = published()
    broker, one = scene.p.members[BROKER], scene.p.members[ONE]
    scene.p = scene.p.with_member(replace(one, roles=one.roles | {Role.BROKER}))
    scene.p = scene.p.with_member(replace(broker, roles=frozenset()))
    for action in ("order:agreement::1:pdf:broker", "papers", "paper:data::1"):
        (said,) = scene.press(BROKER, action)
        assert said == say.NotYourPaper(said.to, "th", scene.p.name, (one.name,), partner=False), action


def test_a_representative_is_told_which_papers_are_theirs() -> None:
    scene = published()
    for action in ("order:stage:scoping:1:pdf:broker", "paper:data::1", "paper:poster::1"):
        (said,) = scene.press(ONE, action)
        assert isinstance(said, say.NotYourPaper), action
        assert said.partner
        assert said.brokers


# ── what is offered ──────────────────────────────────────────────────────────


def test_what_is_on_the_page() -> None:
    scene = with_draft()
    theirs, mine = page(scene, ONE), page(scene, BROKER)
    assert [s.number for s in theirs.stages] == list(range(1, 12))
    assert [s.number for s in mine.stages] == list(range(1, 13))
    assert [s.number for s in mine.stages if not s.published] == [12]
    assert theirs.others == ("agreement", "dossier")
    assert mine.others == ("agreement", "closing", "dossier", "data", "poster")
    scene.press(BROKER, f"publish:{LAST}")
    assert page(scene, ONE).others == ("agreement", "closing", "dossier")


def test_a_choice_offers_the_versions_that_there_are() -> None:
    scene = with_draft()
    seen = {}
    for who, stage in product((ONE, BROKER), ("scoping", "sustaining")):
        (shown,) = scene.press(who, f"paper:stage:{stage}:1")
        seen[who == BROKER, stage] = shown.audiences if isinstance(shown, say.ChoosePaper) else names([shown])
    assert seen == {
        (False, "scoping"): ("group",),
        (False, "sustaining"): ["Papers"],
        (True, "scoping"): ("group", "broker"),
        (True, "sustaining"): ("broker",),
    }


def test_what_is_not_there_is_said_kindly() -> None:
    scene = with_draft()
    assert page(scene, ONE, "paper:stage:sustaining:1").note == "nothing"
    assert page(scene, ONE, "paper:closing::1").note == "nothing"
    bare = Later(_without_rounds(scene.p))
    for who, others in ((ONE, ()), (BROKER, ("poster",))):
        shown = page(bare, who)
        assert (shown.stages, shown.others, shown.cycles) == ((), others, ())
        assert page(bare, who, "order:agreement::1:pdf:group").note == "nothing"


def _without_rounds(p: Partnership) -> Partnership:
    return replace(p, rounds={})


def test_the_cycle_before_keeps_its_papers() -> None:
    scene = published()
    scene.press(BROKER, "newcycle:1:yes")
    assert scene.p.cycle == 2
    now = page(scene, ONE)
    assert (now.cycle, now.stages, now.cycles) == (2, (), (1,))
    assert len(page(scene, ONE, "papers:1").stages) == len(cycle().stages)
    (order,) = scene.press(ONE, "order:closing::1:pdf:group")
    assert isinstance(order, say.PaperReady)
    assert order.cycle == 1


@pytest.mark.parametrize("word", ["เอกสาร", "/papers", "ขอเอกสาร"])
def test_typed(word: str) -> None:
    scene = published()
    shown = [type(e).__name__ for who in (ONE, BROKER) for e in scene.say(who, word)]
    assert shown == ["Papers"] * 2


# ── the stages, drawn ────────────────────────────────────────────────────────


def test_the_stages_are_drawn_where_they_change_and_where_they_are_asked_for() -> None:
    scene = with_draft()
    (summary,) = (e for e in scene.press(BROKER, f"publish:{LAST}") if isinstance(e, say.Summary))
    assert summary.stages is not None
    assert {line.state for line in summary.stages.lines} == {"published"}
    drawn = [e.drawn for a in ("wheel", "wheel:back") for e in scene.press(BROKER, a) if isinstance(e, say.Wheel)]
    assert drawn == [True, False]
    scene.press(BROKER, "newcycle:1:yes")
    opened = [e for e in scene.press(BROKER, "open:scoping:full") if isinstance(e, say.Progress)]
    assert [e.stages.lines[0].state for e in opened if e.stages] == ["open"]


@pytest.mark.parametrize("text", ["เอกสารขั้น ๑๒", "เอกสาร 12", "ขอเอกสารขั้นตอนที่ ๑๒ ค่ะ", "paper of stage 12"])
def test_a_stage_s_paper_is_asked_for_by_its_number(text: str) -> None:
    scene = published()
    for who in (ONE, BROKER):
        (shown,) = scene.say(who, text)
        assert isinstance(shown, say.ChoosePaper)
        assert shown.stage is not None
        assert shown.stage.number == 12


def test_a_stage_without_a_paper_is_told() -> None:
    (shown,) = with_draft().say(ONE, "เอกสารขั้น ๑๒")
    assert isinstance(shown, say.Papers)
    assert shown.note == "nothing"


def test_a_stage_in_which_nobody_has_answered_yet_has_no_paper() -> None:
    scene = published()
    last = scene.p.rounds[LAST]
    asked = replace(last, closed_at=None, editions=(), edition=0, answers={})
    scene.p = scene.p.with_round(asked)
    assert 12 not in [s.number for s in page(scene, BROKER).stages]
    (told,) = scene.press(BROKER, "paper:stage:sustaining:1")
    assert isinstance(told, say.Papers)
    assert told.note == "nothing"
    scene.p = scene.p.with_round(replace(asked, answers=last.answers))
    assert 12 in [s.number for s in page(scene, BROKER).stages]


@pytest.mark.parametrize("who", [ONE, BROKER])
def test_the_menu_leads_to_papers_where_there_are_any(who: Person) -> None:
    scene = published()
    (menu,) = scene.press(who, "menu")
    assert isinstance(menu, say.Menu)
    assert menu.papers
    bare = {k: replace(r, closed_at=None, editions=(), edition=0) for k, r in scene.p.rounds.items()}
    scene.p = replace(scene.p, rounds=bare)
    (menu,) = scene.press(who, "menu")
    assert isinstance(menu, say.Menu)
    assert menu.papers == (who == BROKER)
