"""The ledger of promises as people use it: read it, tick off, cancel, hand over, take.

What is whose is looked up anew at every tap: an owner's representative may tick off and cancel, a broker may do
that with any promise and offer it to another organisation, and only that one's representative takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core import promising
from bot.core.acts import Act
from bot.core.menu import menu
from bot.core.model import Member, Place, Writing
from bot.core.promising import by_urgency, line, open_and_late
from bot.core.reach import to_brokers, to_speakers
from bot.core.records import Promise
from bot.core.text import cut, tidy
from bot.core.turn import Turn
from bot.core.whole import counted, joined

LINES_A_PAGE = 8
LONGEST_REASON = 500
"""Grapheme clusters of why a promise is dropped."""


def _whose(turn: Turn) -> str:
    """The partner that the one who acted speaks for, "" for none; nobody's in a group."""
    member = turn.member
    organisation = turn.partnership.organisations.get(member.organisation)
    here = organisation is not None and organisation.partner
    return member.organisation if here and turn.event.private and joined(member) else ""


def _in_order(turn: Turn, whose: str) -> list[Promise]:
    """One's own first, then by organisation. Settled ones of earlier cycles are no longer listed."""
    partnership = turn.partnership
    places = {org: place for place, org in enumerate(partnership.organisations)}
    listed = [
        p
        for p in partnership.promises.values()
        if p.state == "open" or p.cycle == partnership.cycle
    ]
    return sorted(
        listed,
        key=lambda p: (
            p.organisation != whose,
            places.get(p.organisation, len(places)),
            *by_urgency(p),
        ),
    )


def _lines(turn: Turn, page: int) -> tuple[tuple[say.PromiseLine, ...], int, int]:
    """The lines of a page, numbered through, its number, and how many pages there are."""
    whose = _whose(turn)
    found = _in_order(turn, whose)
    pages = max(1, -(-len(found) // LINES_A_PAGE))
    page = min(max(page, 0), pages - 1)
    first = page * LINES_A_PAGE
    shown = found[first : first + LINES_A_PAGE]
    lines = tuple(line(turn, p, whose, first + n) for n, p in enumerate(shown, 1))
    return lines, page, pages


def promises(turn: Turn, page: int = 0, note: str = "", about: Promise | None = None) -> None:
    lines, page, pages = _lines(turn, page)
    private = turn.event.private
    whose = _whose(turn)
    turn.say(
        say.Promises(
            turn.here,
            turn.language if private else turn.group_language,
            turn.partnership.name,
            lines,
            page,
            pages,
            *open_and_late(turn),
            private,
            private and any(_managed(turn, x) for x in lines),
            note,
            line(turn, about, whose) if about else None,
        )
    )


def _managed(turn: Turn, shown: say.PromiseLine) -> bool:
    """Whether the reader may do more with it than read it."""
    return bool(_offers(turn, turn.partnership.promises[shown.id]))


def _offers(turn: Turn, promise: Promise) -> tuple[str, ...]:
    """What the one who acted may do with a promise now."""
    whose = _whose(turn)
    broker = turn.member.broker
    keeps = broker or promise.organisation == whose
    if promise.state == "done":
        return ("unkept",) if keeps else ()
    if promise.state != "open":
        return ()
    take = ("take",) if whose and promise.to == whose else ()
    waits = promise.provisional and promise.slot is None and promise.organisation == whose
    firm = ("firm",) if waits else ()  # one with a slot is confirmed with its answer
    own = ("kept", "drop") if keeps else ()
    hand = ("withdraw",) if promise.to else ("hand",)
    return (*take, *firm, *own, *(hand if broker else ()))


# ── one of them ──────────────────────────────────────────────────────────────

OnPromise = Callable[[Turn, Promise, str], None]


def _on(offer: str, rule: OnPromise) -> Callable[[Turn, Act], None]:
    """A rule for the promise that a button names, where what it does is offered to the one who acted."""

    def checked(turn: Turn, act: Act) -> None:
        promise = turn.partnership.promises.get(act.arg(0))
        if promise is None:
            menu(turn, "not_now")
        elif offer and offer not in _offers(turn, promise):
            promises(turn)
        else:
            rule(turn, promise, act.arg(1))

    return checked


def _card(turn: Turn, promise: Promise, _: str) -> None:
    turn.say(
        say.PromiseCard(
            turn.here,
            turn.language,
            turn.partnership.name,
            line(turn, promise, _whose(turn)),
            _offers(turn, promise),
        )
    )


def _kept(turn: Turn, promise: Promise, _: str) -> None:
    now = promising.tick_off(turn, promise)
    _tell_owner(turn, "kept", now)
    promises(turn, note="kept", about=now)


def _unkept(turn: Turn, promise: Promise, _: str) -> None:
    now = promising.untick(turn, promise)
    _tell_owner(turn, "unkept", now)
    promises(turn, note="unkept", about=now)


def _firm(turn: Turn, promise: Promise, _: str) -> None:
    promises(turn, note="firm", about=promising.firm(turn, promise))


def _ask_why(turn: Turn, promise: Promise, _: str) -> None:
    turn.save(replace(turn.member, writing=Writing("droppromise", promise.id)))
    turn.say(say.AskWhyDropped(turn.here, turn.language, line(turn, promise, _whose(turn))))


def _dropped(turn: Turn, writing: Writing, text: str, _: str) -> None:
    """The reason came. What has changed meanwhile is not dropped."""
    promise = turn.partnership.promises.get(writing.about)
    if promise is None or "drop" not in _offers(turn, promise):
        promises(turn)
        return
    now = promising.drop(turn, promise, cut(tidy(text), LONGEST_REASON))
    _tell_brokers(turn, "dropped", now)
    _tell_owner(turn, "dropped", now)
    promises(turn, note="dropped", about=now)


def _hand(turn: Turn, promise: Promise, organisation: str) -> None:
    """Choose to whom; then it is offered to them."""
    known = {o.id: o for o in counted(turn.partnership) if o.id != promise.organisation}
    if organisation not in known:
        choices = tuple(say.Choice(o.id, o.name) for o in known.values())
        shown = line(turn, promise, _whose(turn))
        turn.say(say.AskNewOwner(turn.here, turn.language, shown, choices))
        return
    now = promising.offer(turn, promise, organisation)
    shown, name = line(turn, now, organisation), turn.partnership.name
    for member, to in to_speakers(turn.partnership, organisation):
        language = turn.language_of(member)
        turn.say(say.PromiseCard(to, language, name, shown, ("take",), told=True))
    promises(turn, note="offered", about=now)


def _withdraw(turn: Turn, promise: Promise, _: str) -> None:
    promises(turn, note="withdrawn", about=promising.offer(turn, promise, ""))


def _take(turn: Turn, promise: Promise, answer: str) -> None:
    if answer == "yes":
        taken = promising.hand_over(turn, promise, promise.to)
        handed = turn.partnership.promises[promise.id]
        _tell_brokers(turn, "taken", handed)
        _tell_owner(turn, "taken", handed)
        promises(turn, note="taken", about=taken)
    elif answer == "no":
        now = promising.offer(turn, promise, "")
        _tell_brokers(turn, "refused", now)
        promises(turn, note="refused", about=now)
    else:
        _card(turn, promise, "")


def _tell_brokers(turn: Turn, kind: str, promise: Promise) -> None:
    by = turn.partnership.organisations.get(_whose(turn))
    for broker, to in to_brokers(turn.partnership, turn.event.person) if by else ():
        shown = line(turn, promise, broker.organisation)
        _tell(turn, kind, broker, to, shown)


def _tell_owner(turn: Turn, kind: str, promise: Promise) -> None:
    """The organisation hears what another's representative or a broker did with its promise, once; brokers of it
    that are told as such hear of it there."""
    organisation = turn.partnership.organisations.get(promise.organisation)
    if organisation is None or not organisation.partner or promise.organisation == _whose(turn):
        return
    shown = line(turn, promise, promise.organisation)
    for member, to in to_speakers(turn.partnership, promise.organisation, turn.event.person):
        if not (member.broker and kind in ("taken", "dropped") and _whose(turn)):
            _tell(turn, kind, member, to, shown)


def _tell(turn: Turn, kind: str, whom: Member, to: Place, shown: say.PromiseLine) -> None:
    by = turn.partnership.organisations.get(_whose(turn))
    name = by.name if by else turn.member.name or turn.member.called
    language = turn.language_of(whom)
    turn.say(say.PromiseNews(to, language, kind, turn.partnership.name, shown, name))


# ── the tables ───────────────────────────────────────────────────────────────


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _page(turn: Turn, act: Act) -> None:
    promises(turn, _number(act.arg(0)))


def _choose(turn: Turn, act: Act) -> None:
    lines, page, pages = _lines(turn, _number(act.arg(0)))
    some = tuple(x for x in lines if _managed(turn, x))
    turn.say(say.ChoosePromise(turn.here, turn.language, some, page, pages))


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "promises": _page,
    "choosepromise": _choose,
    "promise": _on("", _card),
    "firmpromise": _on("firm", _firm),
    "kept": _on("kept", _kept),
    "unkept": _on("unkept", _unkept),
    "droppromise": _on("drop", _ask_why),
    "handpromise": _on("hand", _hand),
    "holdpromise": _on("withdraw", _withdraw),
    "takepromise": _on("take", _take),
}
WRITTEN: Mapping[str, Callable[[Turn, Writing, str, str], None]] = {"droppromise": _dropped}
IN_GROUP: Mapping[str, Callable[[Turn, Act], None]] = {"promises": _page}
COMMANDS: Mapping[str, Callable[[Turn], None]] = {"promises": promises}
