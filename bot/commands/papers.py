"""`python -m bot papers PARTNERSHIP`: all papers of a partnership into a folder, beside a running bot."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot import questionnaire
from bot.commands.options import AUDIENCES, DATA, FORMS, WRITTEN
from bot.commands.saying import Refused, choose
from bot.core.cycle import Cycle
from bot.core.history import Whole
from bot.core.model import Partnership
from bot.message import File, Made
from bot.papers.json_out import moved_out
from bot.papers.making import MEDIA_TYPES, NoSuchPaper, made
from bot.render.words import N_, translated
from bot.store import NewerSchema, NotAStore
from bot.store.aside import OlderSchema, aside

WHOLE = "whole"
"""`what` of the order for the file that moves a partnership; it is made here alone."""
NAME_MOST = 80
"""Characters of a file's name; Thai takes three bytes each, and most file systems take 255."""
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')
"""Refused by one file system or another; also blanks, at which links break."""
PRIVATE = 0o600
"""Papers hold what people said; whoever makes them gives them on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    partnership: str
    stage: int = 0
    """0: all of them, and what is made of several."""
    forms: tuple[str, ...] = FORMS
    out: Path | None = None
    """None: a folder called like the partnership, here."""
    audience: str = ""
    """"" : for both."""
    language: str = ""
    """"" : the partnership's."""


def run(options: argparse.Namespace, database: Path, stages: Path | None) -> int:
    """Raises Refused, and questionnaire.Faulty."""
    return write(database, stages, _wanted(options))


def _wanted(options: argparse.Namespace) -> Wanted:
    forms = tuple(dict.fromkeys(form.strip().lower() for form in options.forms.split(",") if form.strip()))
    if not forms or set(forms) - set(FORMS):
        raise Refused(N_("--format takes one or more of these, with commas between: %(forms)s"), forms=", ".join(FORMS))
    return Wanted(options.partnership, options.stage, forms, options.out, options.audience, options.lang)


def write(database: Path, stages: Path | None, asked: Wanted) -> int:
    """Write the papers, telling each as it is there. Exit status: 0, or 1 where there was nothing to write.
    Raises Refused, and questionnaire.Faulty."""
    cycle = questionnaire.load(stages)
    whole = _read(database, asked.partnership)
    partnership = whole.partnership
    if asked.stage and all(stage.number != asked.stage for stage in cycle.stages.values()):
        raise Refused(N_("There is no stage %(number)s."), number=asked.stage)
    language = asked.language or partnership.language or "th"
    orders = list(_orders(partnership, cycle, replace(asked, language=language)))
    folder = asked.out or Path(_file_name(partnership))
    written = [
        _told(f"{number}/{len(orders)}", _put(_place(folder, order, partnership), paper), paper)
        for number, (order, paper) in enumerate(_made(orders, whole, cycle), 1)
        if paper is not None
    ]
    if not written:
        print(translated(N_("There is nothing to write yet: no stage has come to a summary."), language))
        return 1
    for words in _last_words({order.audience for order in orders}):
        print(translated(words, language))
    return 0


def _last_words(audiences: set[str]) -> Iterator[str]:
    if "broker" in audiences:
        yield N_("Done. The folder “broker” holds what only brokers may read; please keep it among them.")
    else:
        yield N_("Done.")
    if "" in audiences:
        yield N_(
            "The JSON file holds everything, also what was said in confidence and votes that are open. "
            "It is for moving the partnership; please show it to nobody."
        )


def _told(which: str, path: Path, paper: Made) -> Path:
    print(f"{which} {path} ({len(paper.content) / 1024:,.0f} kB)", flush=True)
    return path


def _read(database: Path, partnership: str) -> Whole:
    try:
        with aside(database) as there:
            found = there.whole(choose(there.all(), partnership).partnership)
    except FileNotFoundError:
        raise Refused(N_("There is no database yet: DATA_DIR holds none.")) from None
    except PermissionError:
        raise Refused(N_("The database belongs to another user: run this as the user who runs the bot.")) from None
    except OlderSchema:
        raise Refused(N_("The database is of an earlier version: start the bot once, then try again.")) from None
    except NewerSchema:
        raise Refused(N_("The database is of a newer version: install that version.")) from None
    except NotAStore:
        raise Refused(N_("The database cannot be read: “python -m bot doctor” says more.")) from None
    if found is None:
        raise Refused(N_("There is no partnership in this database yet."))
    return found


# ── what there is to make ────────────────────────────────────────────────────


def _orders(partnership: Partnership, cycle: Cycle, asked: Wanted) -> Iterator[File]:
    for audience in (asked.audience,) if asked.audience else AUDIENCES:
        for number in range(1, partnership.cycle + 1):
            for form in (form for form in WRITTEN if form in asked.forms):
                like = File("", form, audience, "", number, 0, asked.language)
                yield from _papers(partnership, cycle, asked, like)
        for form in DATA:
            if form in asked.forms and not asked.stage and not (form == "json" and asked.audience != "group"):
                yield File("data", form, audience, "", partnership.cycle, 0, asked.language)
    if "json" in asked.forms and not asked.stage and asked.audience != "group":
        yield File(WHOLE, "json", "", language=asked.language)


def _papers(partnership: Partnership, cycle: Cycle, asked: Wanted, like: File) -> Iterator[File]:
    """One for each stage of which there is something; and, of all stages, what is made of several."""
    rounds = [r for r in partnership.rounds.values() if r.cycle == like.cycle]
    there = {r.stage for r in rounds if like.audience == "broker" or r.edition}
    for stage in cycle.stages.values():
        if stage.key in there and asked.stage in (0, stage.number):
            yield replace(like, what="stage", stage=stage.key)
    if there and not asked.stage:
        for what in ("agreement", "closing", "dossier"):
            if what != "closing" or "sustaining" in there:
                yield replace(like, what=what)


def _made(orders: list[File], whole: Whole, cycle: Cycle) -> Iterator[tuple[File, Made | None]]:
    """None: there is nothing of that to show."""
    partnership = whole.partnership
    for order in orders:
        if order.what == WHOLE:
            name = _file_name(partnership)
            yield order, Made(f"{name}.json", MEDIA_TYPES["json"], moved_out(whole))
        else:
            try:
                paper: Made | None = made(partnership, cycle, order)
            except NoSuchPaper:
                paper = None
            yield order, paper


# ── the folder ───────────────────────────────────────────────────────────────


def _file_name(partnership: Partnership) -> str:
    """The partnership's name as one of a file or folder."""
    words = _NOT_IN_NAMES.sub("-", partnership.name or partnership.title)
    return words.strip("-.")[:NAME_MOST].strip("-.") or partnership.id


def _place(folder: Path, order: File, partnership: Partnership) -> Path:
    cycles = (f"cycle-{order.cycle}",) if partnership.cycle > 1 and order.what not in ("data", WHOLE) else ()
    return folder.joinpath(order.audience, *cycles)


def _put(folder: Path, paper: Made) -> Path:
    """Whole or not at all; in place of an earlier one of that name. Raises Refused."""
    path = folder / Path(paper.name).name
    partial = path.with_name(f".{path.name}.partial")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(paper.content)
        partial.replace(path)
    except OSError as error:
        raise Refused(N_("“%(path)s” cannot be written: %(why)s"), path=path, why=error.strerror) from error
    return path
