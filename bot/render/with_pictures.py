"""What goes along with a message: which pictures stand with which effect, and the paper that was ordered.

A picture repeats what its text says. It goes with what is news: a stage that begins, its draft and its
publication, the stages where somebody asks how they stand. See docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.core import effects as e
from bot.core.ordering import OWN
from bot.message import Button, File, Message, Picture
from bot.render.pictures import of_summary, of_wheel
from bot.render.standing import files
from bot.render.words import _

Pictures = tuple[Picture, ...]
OFFERING = (e.Papers, e.ChoosePaper, e.PaperReady, e.OwnFile)
"""Effects that lead to a file."""


def with_pictures(effect: e.Effect, message: Message) -> Message:
    """The message with its pictures. Said within `speaking`."""
    if isinstance(effect, e.PaperReady):
        message = replace(message, file=_file(effect))
    if isinstance(effect, e.OwnFile):
        message = replace(message, file=File(OWN, "json", "", language=effect.language))
    if isinstance(effect, OFFERING):
        return replace(message, without_files=_without_files())
    pictures = PICTURES.get(type(effect), _none)(effect)
    if message.slot:  # a text takes its place later, which could not take that of a picture
        return replace(message, further=pictures)
    return replace(message, picture=next(iter(pictures), None), further=pictures[1:])


def _none(_effect: e.Effect) -> Pictures:
    return ()


def _summary(effect: e.Summary) -> Pictures:
    """All of a draft and of what is published, with the stages then; else its card alone: of what is open
    still, and of what is read again."""
    pictures = of_summary(effect)
    if not effect.once and not effect.draft:
        return pictures[:1]
    return (*pictures, *_stages(effect.stages))


def _stages(stages: e.Stages | None) -> Pictures:
    wheel = of_wheel(stages.lines, stages.partnership) if stages else None
    return (wheel,) if wheel else ()


def _asked(effect: e.GroupStatus | e.Wheel) -> Pictures:
    return _stages(e.Stages(effect.partnership, effect.lines))


PICTURES: Mapping[type[e.Effect], Callable[[Any], Pictures]] = {
    e.Summary: _summary,
    e.Progress: lambda effect: _stages(effect.stages),
    e.GroupStatus: _asked,
    e.Wheel: lambda effect: _asked(effect) if effect.drawn else (),
}
"""Effect → its pictures, in order."""


def _without_files() -> Message:
    """Said on the first page already: nobody is to choose among what cannot be opened."""
    title = _("Papers to keep")
    buttons = ((Button(_("Menu"), "menu"),),)
    return Message(f"{title}\n\n{files()['elsewhere']}", buttons, ((0, len(title)),))


def _file(effect: e.PaperReady) -> File:
    stage = effect.stage.key if effect.stage else ""
    return File(effect.what, effect.form, effect.audience, stage, effect.cycle, language=effect.language)
