"""Papers to keep: which there are, and who may have which, in which version.

Brokers have all of them, in the partners' version and in their own; representatives the partners' version of what
was published. Whatever a button says, both are looked up anew; what is there is made by bot/papers.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.cycle import Stage
from bot.core.model import Member, Partnership, Round
from bot.core.publishing import readable
from bot.core.turn import Turn
from bot.core.wheel import last_stage
from bot.core.whole import joined, set_up

GROUP, BROKER = "group", "broker"
POSTER = "poster"
"""It invites to join, and tells nothing of what anybody said."""
OWN = "own"
"""What is kept of whoever reads it, and of nobody else."""
LISTED = "stages"
"""Second argument of the button that shows the papers of the stages."""
FORMS: Mapping[str, tuple[str, ...]] = {
    "stage": ("pdf", "docx"),
    "agreement": ("pdf", "docx"),
    "closing": ("pdf", "docx"),
    "dossier": ("pdf", "docx"),
    "data": ("xlsx", "csv", "json"),
    "poster": ("pdf", "png"),
}
"""What → the forms that it comes in; what is not here is no paper."""
BROKERS_ALONE = frozenset({"data", POSTER})
"""What representatives are not offered."""


def papers(turn: Turn, act: Act, note: str = "") -> None:
    """Which there are. Arguments: the cycle ("" : the one at hand), and `LISTED`."""
    number, broker = _cycle(turn, act.arg(0)), turn.member.broker
    beside = tuple(what for what in FORMS if what != "stage" and _audiences(turn, what, None, number))
    turn.say(
        say.Papers(
            turn.here,
            turn.language,
            turn.partnership.name,
            number,
            tuple(_paper(turn, stage, number) for stage in _stages(turn, number, broker=broker)),
            beside,
            tuple(n for n in _cycles(turn) if n != number),
            broker,
            act.arg(1) == LISTED,
            note,
        )
    )


def _choose(turn: Turn, act: Act) -> None:
    """In which form and version. Arguments: what, the stage's key, the cycle."""
    what, number = act.arg(0), _cycle(turn, act.arg(2))
    if what in BROKERS_ALONE and not turn.member.broker:
        not_theirs(turn)
        return
    stage = turn.cycle.stages.get(act.arg(1)) if what == "stage" else None
    audiences = _audiences(turn, what, stage, number)
    if not audiences:
        papers(turn, Act("papers", (str(number),)), "nothing")
        return
    paper = _paper(turn, stage, number) if stage else None
    broker = turn.member.broker
    turn.say(say.ChoosePaper(turn.here, turn.language, what, number, FORMS[what], audiences, paper, broker))


def _order(turn: Turn, act: Act) -> None:
    """The order for it. Arguments: what, the stage's key, the cycle, the form, for whom."""
    what, number, form, audience = act.arg(0), _cycle(turn, act.arg(2)), act.arg(3), act.arg(4)
    if audience == BROKER and not turn.member.broker:
        not_theirs(turn)
        return
    stage = turn.cycle.stages.get(act.arg(1)) if what == "stage" else None
    if audience not in _audiences(turn, what, stage, number) or form not in FORMS[what]:
        _choose(turn, act)
        return
    paper = _paper(turn, stage, number) if stage else None
    broker = turn.member.broker
    turn.say(say.PaperReady(turn.here, turn.language, what, form, audience, number, paper, broker))


def not_theirs(turn: Turn) -> None:
    """Why it cannot be had: a button stays in a chat when its owner is no broker any more."""
    p, member = turn.partnership, turn.member
    told = p.brokers if member.private and set_up(p) else ()
    brokers = tuple(b.name or b.called for b in told if b.name or b.called)
    turn.say(say.NotYourPaper(turn.here, turn.language, p.name, brokers, joined(member)))


def may_read(partnership: Partnership, member: Member | None, what: str, audience: str) -> bool:
    """Whether the paper is for that member as they stand now; of None: for whoever is in the group."""
    if what == OWN:
        return member is not None
    if member is not None and member.broker:
        return True
    if audience != GROUP or what in BROKERS_ALONE:
        return False
    if member is None:
        return True
    organisation = partnership.organisations.get(member.organisation)
    return joined(member) and organisation is not None and organisation.partner


# ── what there is, and for whom ──────────────────────────────────────────────


def _audiences(turn: Turn, what: str, stage: Stage | None, number: int) -> tuple[str, ...]:
    """The versions of the paper that the one who acts may have; () : none, or there is no such paper."""
    if what not in FORMS or (what in BROKERS_ALONE and not turn.member.broker):
        return ()
    if what == POSTER:
        return (GROUP,) if set_up(turn.partnership) and not turn.partnership.ended_at else ()
    mine = (GROUP, BROKER) if turn.member.broker else (GROUP,)
    return tuple(a for a in mine if _there(turn, what, stage, number, broker=a == BROKER))


def _there(turn: Turn, what: str, stage: Stage | None, number: int, *, broker: bool) -> bool:
    if what == "data":  # of all cycles
        return any(_stages(turn, n, broker=broker) for n in range(1, turn.partnership.cycle + 1))
    stages = _stages(turn, number, broker=broker)
    if what == "closing":
        stage = last_stage(turn)
    return stage in stages if what in ("stage", "closing") else bool(stages)


def _stages(turn: Turn, number: int, *, broker: bool) -> tuple[Stage, ...]:
    """The stages of which something is out; for brokers, also those in which somebody has answered."""
    rounds = (r for r in turn.partnership.rounds.values() if r.cycle == number and not r.only)
    there = {r.stage for r in rounds if readable(r) or (broker and _begun(r))}
    return tuple(stage for key, stage in turn.cycle.stages.items() if key in there)


def _begun(round: Round) -> bool:
    """Whether anything would stand in its paper."""
    return any(not answer.skipped for answer in round.answers.values())


def _paper(turn: Turn, stage: Stage, number: int) -> say.StagePaper:
    language, title = turn.language, stage.title[turn.language]
    out = stage in _stages(turn, number, broker=False)
    label = stage.label.get(language, "") or title
    return say.StagePaper(stage.key, stage.number, stage.artefact[language], label, out)


def _cycles(turn: Turn) -> tuple[int, ...]:
    """The cycles of which there are papers."""
    broker = turn.member.broker
    return tuple(n for n in range(1, turn.partnership.cycle + 1) if _stages(turn, n, broker=broker))


def _cycle(turn: Turn, text: str) -> int:
    """The cycle that a button names; another than there has been means the one at hand."""
    numbers = {str(n): n for n in range(1, turn.partnership.cycle + 1)}
    return numbers.get(text, turn.partnership.cycle)


DESK = {
    "papers": papers,
    "paper": _choose,
    "order": _order,
}
