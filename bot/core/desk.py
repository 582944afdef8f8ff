"""What anyone may ask for in private at any time, and who may ask for what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core import tables
from bot.core.acts import Act
from bot.core.agreeing import agree_in_private
from bot.core.linking import offer_code
from bot.core.menu import menu, read_summary, resume, sees_sending, status, summaries
from bot.core.model import Writing
from bot.core.ordering import not_theirs
from bot.core.own_data import as_file, ask_authority, erase, my_data, named_anew, privacy, rename
from bot.core.reception import begin_joining
from bot.core.sending import policy, push, sending
from bot.core.setting_up import about, ask_anew, ask_missing, written_anew
from bot.core.stage_card import stage_card
from bot.core.turn import LANGUAGES, Turn
from bot.core.whole import joined, set_up


def language(turn: Turn, chosen: str) -> None:
    if chosen in LANGUAGES:
        turn.save(replace(turn.member, language=chosen))
        turn.say(say.LanguageSet(turn.here, chosen))
        resume(turn)
    else:
        turn.say(say.AskLanguage(turn.here, turn.language, own=True, current=turn.language))


def written(turn: Turn, writing: Writing, text: str, message: str) -> None:
    """A text for which the bot had asked outside any interview. Whoever gave the broker's role away in
    between writes nothing for it."""
    turn.save(replace(turn.member, writing=None))
    if writing.what in WRITTEN_FOR_BROKERS and not turn.member.broker:
        menu(turn, "not_now")
    elif writing.what == "name":
        named_anew(turn, text)
    elif writing.what in tables.WRITTEN:
        tables.WRITTEN[writing.what](turn, writing, text, message)
    elif writing.what == "agreed":
        _agreed(turn, writing.about, text, message)
    else:
        written_anew(turn, writing.what, text)


def _agreed(turn: Turn, round_id: str, text: str, message: str) -> None:
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    if round and stage and not round.published:
        agree_in_private(turn, round, text, message)
        turn.say(stage_card(turn, stage, turn.here, turn.language, "agreed", round.id))
    else:
        menu(turn, "not_now")


def help_(turn: Turn) -> None:
    turn.say(say.Help(turn.here, turn.language, turn.member.broker))


def represent(turn: Turn) -> None:
    """Wishing to speak for an organisation; possible once the broker has set the partnership up."""
    if joined(turn.member) or not set_up(turn.partnership):
        start(turn)
    else:
        begin_joining(turn)


def start(turn: Turn) -> None:
    """ "Start", by whoever it is: the broker's set-up, joining, the waiting question or the menu."""
    member = turn.member
    if member.broker and not set_up(turn.partnership):
        ask_missing(turn)
    elif member.representative and not joined(member):
        begin_joining(turn)
    else:
        resume(turn)


def _where_billed(rule: Callable[[Turn, Act], None]) -> Callable[[Turn, Act], None]:
    """A rule about sending, for where it is billed; elsewhere there is nothing to decide."""

    def checked(turn: Turn, act: Act) -> None:
        if not set_up(turn.partnership):
            start(turn)
        elif sees_sending(turn):
            rule(turn, act)
        else:
            menu(turn, "not_now")

    return checked


def _link_group(turn: Turn) -> None:
    if set_up(turn.partnership):
        offer_code(turn, "group")
    else:
        start(turn)


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "start": lambda turn, _: start(turn),
    "menu": lambda turn, _: menu(turn),
    "status": lambda turn, _: status(turn),
    "summaries": lambda turn, act: summaries(turn, act.arg(0)),
    "summary": lambda turn, act: read_summary(turn, act.arg(0), act.arg(1)),
    "help": lambda turn, _: help_(turn),
    "privacy": lambda turn, _: privacy(turn),
    "mydata": lambda turn, _: my_data(turn),
    "ownfile": lambda turn, _: as_file(turn),
    "erase": lambda turn, act: erase(turn, act.arg(0)),
    "language": lambda turn, act: language(turn, act.arg(0)),
    "rename": lambda turn, _: rename(turn),
    "represent": lambda turn, _: represent(turn),
    "askauthority": lambda turn, _: ask_authority(turn),
    "askremind": lambda turn, _: turn.say(say.AskRemind(turn.here, turn.language)),
    "about": lambda turn, _: about(turn),
    "renamegroup": lambda turn, _: ask_anew(turn, "partnership"),
    "repurpose": lambda turn, _: ask_anew(turn, "purpose"),
    "sending": _where_billed(sending),
    "policy": _where_billed(policy),
    "push": _where_billed(push),
    "linkgroup": lambda turn, _: _link_group(turn),
    "linkme": lambda turn, _: offer_code(turn, "person"),
    **tables.DESK,
}
"""Verb → rule."""
FOR_ANYONE = frozenset({"start", "help", "privacy", "mydata", "ownfile", "erase", "represent", "takerole"})
"""What someone may ask for before they have agreed to anything: how it works, and what is kept of them."""
PAPERS = frozenset({"papers", "paper", "order"})
FOR_PARTNERS = frozenset({"status", "promises", "choosepromise", "promise", *PAPERS})
"""How the partnership stands now: not for whoever has left, or is not taken in yet."""
PUBLISHED = frozenset({"summaries", "summary", "agreements"})
"""What whoever has left reads on, as it was then; whoever is not taken in yet does not."""
# fmt: off
FOR_BROKERS = frozenset({
    "about", "renamegroup", "repurpose", "sending", "policy", "push", "linkgroup", *tables.FOR_BROKERS,
})
# fmt: on
WRITTEN_FOR_BROKERS = frozenset({"agreed", "partnership", "purpose", *tables.WRITTEN_FOR_BROKERS})
"""`Writing.what` of what only brokers write."""


def _shut(turn: Turn, verb: str) -> bool:
    """Whether it is the partners' to read, and the organisation of the one who acts is none."""
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    if turn.member.broker or organisation is None or organisation.partner:
        return False
    return verb in FOR_PARTNERS or (verb in PUBLISHED and organisation.state != "left")


def at_the_desk(turn: Turn, act: Act) -> None:
    """Who may ask for what: anyone, those who belong (by consent or as broker), or brokers only."""
    member = turn.member
    if _shut(turn, act.verb):
        menu(turn, "not_now")
    elif act.verb in FOR_BROKERS and not member.broker:
        turn.say(say.NotAllowed(turn.here, turn.language, private=True))
    elif act.verb in FOR_ANYONE or member.broker or joined(member):
        DESK[act.verb](turn, act)
    elif act.verb in PAPERS and not member.roles:
        not_theirs(turn)
    else:
        start(turn)
