"""Instances of the effects about papers to keep."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import effects as e
from bot.core.model import Place
from bot.core.ordering import FORMS


def paper_samples(here: tuple[Place, str], partnership: str, title: str, long: str) -> Iterator[e.Effect]:
    out = e.StagePaper("planning", 4, title, title)
    draft = e.StagePaper("managing", 5, long, long, published=False)
    every = tuple(what for what in FORMS if what != "stage")
    yield e.Papers(*here, partnership, 1, (), (), broker=True)
    yield e.Papers(*here, partnership, 1, (), (), note="nothing")
    yield e.Papers(*here, partnership, 2, (out, draft), every, (1, 3), broker=True)
    yield e.Papers(*here, partnership, 2, (out, draft), every, (1,), broker=True, listed=True, note="nothing")
    yield e.Papers(*here, partnership, 1, (out,), ("agreement", "dossier"))
    for partner in (True, False):
        yield e.NotYourPaper(*here, partnership, (title,), partner)
        yield e.NotYourPaper(*here, partnership, (), partner)
        yield e.NotYourPaper(*here, partnership, (title, long), partner)
    for what, forms in FORMS.items():
        stage = out if what == "stage" else None
        yield e.ChoosePaper(*here, what, 1, forms, ("group", "broker"), stage, broker=True)
        yield e.ChoosePaper(*here, what, 2, forms, ("broker",), stage and draft, broker=True)
        yield e.ChoosePaper(*here, what, 1, forms, ("group",), stage)
        for form in forms:
            yield e.PaperReady(*here, what, form, "broker", 1, stage, broker=True)
            yield e.PaperReady(*here, what, form, "group", 2, stage)
