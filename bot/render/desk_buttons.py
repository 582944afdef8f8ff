"""Buttons of the broker's desk: the wheel, one stage, closing and publishing."""

from __future__ import annotations

from bot.core import effects as e
from bot.message import Button
from bot.render.listing import Rows, in_rows
from bot.render.shapes import LABEL_MOST, cut, numeral
from bot.render.words import _

NUDGED = frozenset({"invited", "asking", "reviewing"})
"""Whom a nudge reaches: those who have not handed in, and can be written to."""


def stage_label(line: e.StageLine) -> str:
    """Of several rounds of a stage, from the second on with its number."""
    again = f" · {numeral(line.number_of_round)}" if line.number_of_round > 1 else ""
    return cut(f"{numeral(line.number)} {line.label or line.title}", LABEL_MOST - len(again)) + again


def _wheel_row() -> tuple[Button, ...]:
    return (Button(_("‹ The twelve stages"), "wheel:back"),)


def wheel(effect: e.Wheel) -> Rows:
    stages = [Button(stage_label(line), f"stage:{line.key}") for line in effect.lines]
    on = next_step(effect.next)
    if effect.finished and not (effect.next and effect.next.what == "finished"):
        on = (*on, (_how_to_go_on(),))
    mended = tuple((Button(_aside_label(line, cycle), f"stage:{line.round}"),) for line, cycle in effect.aside)
    return (*on, *mended, *in_rows(stages, 2), (Button(_("The organisations"), "partners"), Button(_("Menu"), "menu")))


def _aside_label(line: e.StageLine, cycle: int) -> str:
    again = f" · {numeral(line.number_of_round)}" if line.number_of_round > 1 else ""
    return _("Mend %(stage)s, cycle %(cycle)s", stage=numeral(line.number), cycle=numeral(cycle)) + again


def _how_to_go_on() -> Button:
    return Button(_("How to go on"), "aftertwelfth")


def next_step(step: e.NextStep | None) -> Rows:
    """Straight to what waits for the broker. Raises KeyError for an unknown step."""
    if step is None:
        return ()
    line, round = step.line, step.line.round
    button = {
        "draft": Button(_("See draft, publish"), f"preview:{round}"),
        "lists": Button(_("Look through lists"), f"lists:{round}"),
        "next_part": Button(_("Open the next part"), f"nextpart:{round}"),
        "held": Button(_("Close, see the draft"), f"close:{round}"),
        "part_in": Button(
            _("Go to part %(part)s", part=numeral(step.part + 1)), f"closepart:{round}:{step.part_key}"
        ),
        "all_in": Button(_("Close, see the draft"), f"close:{round}"),
        "corrections": Button(_("Corrections waiting"), f"corrections:{line.key}"),
        "missing": Button(_("Who has answered"), f"who:{round}"),
        "stage": Button(cut(_("Next: %(title)s", title=line.label or line.title)), f"stage:{line.key}"),
        "finished": _how_to_go_on(),
    }[step.what]
    return ((button,),)


def stage_card(effect: e.StageCard) -> Rows:
    """What comes first, and the way to the rest; or the rest, and the way back."""
    if effect.rest:
        rest = (_offer(effect, offer) for offer in effect.offers if offer not in effect.first)
        return (*((button,) for button in rest), (Button(_("‹ This stage"), f"stage:{effect.stage.key}"),))
    shown = tuple((_offer(effect, offer),) for offer in effect.first or effect.offers)
    more = ((Button(_("More ›"), f"more:{effect.stage.key}"),),) if effect.first else ()
    return (*shown, *more, _wheel_row())


def _offer(effect: e.StageCard, offer: str) -> Button:
    """The button for one thing that can be done now. Raises KeyError for an unknown offer."""
    stage, round = effect.stage.key, effect.line.round
    is_open = effect.line.state in ("open", "held", "draft")
    return {
        "open_full": Button(
            _("Open: full · %(count)s", count=effect.questions_full), f"open:{stage}:full"
        ),
        "open_short": Button(
            _("Open: short · %(count)s", count=effect.questions_short), f"open:{stage}:short"
        ),
        "checkin": Button(_("New check-in"), f"checkin:{stage}"),
        "who": Button(_("Who has answered"), f"who:{round}"),
        "nudge": Button(_("Nudge the missing"), f"nudge:{round}"),
        "by_phone": Button(_("Enter by telephone"), f"phone:{round}"),
        "deadline": Button(_("Set a deadline"), f"deadline:{round}"),
        "close_part": Button(
            _("Go to part %(part)s", part=numeral(effect.part + 1)), f"closepart:{round}:{effect.part_key}"
        ),
        "preview": Button(_("Preview the summary") if is_open else _("Read the summary"), f"preview:{round}"),
        "agreed": Button(_("Write what is agreed"), f"agreed:{round}"),
        "vote_again": Button(_("Vote a second time"), f"voteagain:{round}:{effect.voted}"),
        "next_part": Button(_("Open the next part"), f"nextpart:{round}"),
        "close": Button(_("Close, see the draft"), f"close:{round}"),
        "publish": Button(_("Publish to the group"), f"publish:{round}"),
        "reopen": Button(_("Open the round again"), f"reopen:{round}"),
        "skip": Button(_("Skip this stage"), f"skipstage:{stage}"),
        "unskip": Button(_("Do not skip it"), f"unskip:{stage}"),
        "lists": Button(_("Look through lists"), f"lists:{round}"),
        "note": Button(_("Remark to readers"), f"readernote:{round}"),
        "leave_out": Button(_("Leave answers out"), f"leaveout:{round}"),
        "corrections": Button(_("Corrections waiting"), f"corrections:{stage}"),
        "call_off": Button(_("Call the change off"), f"calloff:{round}"),
        "notes": Button(_("Notes"), f"notes:stage:{stage}"),
        "paper": Button(_("Paper of this stage"), f"paper:stage:{stage}"),
    }[offer]


def who(effect: e.Who) -> Rows:
    nudge = ((Button(_("Nudge the missing"), f"nudge:{effect.round}"),),)
    back = ((Button(_("‹ This stage"), f"stage:{effect.stage.key}"),),)
    here = (p for p in effect.people if not p.by_telephone)
    return (*(nudge if any(p.state in NUDGED and not p.why for p in here) else ()), *back)


def confirm_close(effect: e.ConfirmClose) -> Rows:
    if effect.part:
        yes = Button(_("Close this part"), f"closepart:{effect.round}:{effect.part}:yes")
    else:
        yes = Button(_("Close, see the draft"), f"close:{effect.round}:yes")
    not_yet = (Button(_("Not yet"), f"stage:{effect.stage.key}"),)
    if not effect.left:
        return ((yes,), not_yet)
    action = f"closepart:{effect.round}:{effect.at_hand}" if effect.at_hand else f"nextpart:{effect.round}"
    on = Button(_("Go to part %(part)s", part=numeral(effect.at + 1)), action)
    return ((on,), (Button(_("Close whole stage"), f"close:{effect.round}:yes"),), not_yet)


def ask_agreed(effect: e.AskAgreed) -> Rows:
    clear = ((Button(_("Take this line out"), f"agreed:{effect.round}:clear"),),)
    back = ((Button(_("‹ This stage"), f"stage:{effect.stage.key}"),),)
    return (*(clear if effect.now else ()), *back)


def about(_effect: e.About) -> Rows:
    return (
        (Button(_("Change the name"), "renamegroup"), Button(_("Change the purpose"), "repurpose")),
        (Button(_("Link another group"), "linkgroup"), Button(_("Times and quiet"), "timing")),
        (Button(_("Brokers"), "brokers"), Button(_("All notes"), "notes:all")),
        (Button(_("Open web page"), "board"), Button(_("Menu"), "menu")),
    )


def published(effect: e.Published) -> Rows:
    paper = (Button(_("Paper of this stage"), f"paper:stage:{effect.stage.key}"),)
    if not effect.next:
        return (paper, _wheel_row())
    label = cut(_("Next: %(title)s", title=effect.next_label or effect.next_title))
    return ((Button(label, f"stage:{effect.next}"),), paper, _wheel_row())


def summary(effect: e.Summary) -> Rows:
    """The broker's preview leads on; a summary that is read again to the other editions, and to a correction."""
    if not effect.round:
        return _read(effect)
    agreed = Button(_("Write what is agreed"), f"agreed:{effect.round}")
    stage = (Button(_("‹ This stage"), f"stage:{effect.round}"),)
    vote = Button(_("Vote a second time"), f"voteagain:{effect.round}:{effect.unsettled}")
    again = ((vote,),) if effect.unsettled else ()
    if not effect.draft:
        return (Button(_("Close, see the draft"), f"close:{effect.round}"),), (agreed,), stage
    return (
        (Button(_("Publish to the group"), f"publish:{effect.round}"),),
        *again,
        (agreed,),
        (Button(_("Remark to readers"), f"readernote:{effect.round}"),),
        (Button(_("Leave answers out"), f"leaveout:{effect.round}"),),
        stage,
    )


def _read(effect: e.Summary) -> Rows:
    others = tuple(
        (Button(_("Edition %(number)s", number=numeral(n)), f"summary:{effect.reading}:{n}"),)
        for n in sorted(effect.others, reverse=True)
    )
    return (*correction(effect), *others)


def correction(effect: e.Summary) -> Rows:
    """The way to a correction, while there is one."""
    if not effect.correct:
        return ()
    return ((Button(_("Ask for a correction"), f"correct:{effect.correct}"),),)
