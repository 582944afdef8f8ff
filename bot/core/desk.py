"""What anyone may ask for in private at any time: menu, status, summaries, language, privacy, their data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.interview import act, standing_of
from bot.core.model import Asking, Authority, Finished, Reviewing, Round, Writing
from bot.core.parts import answered, handed_in
from bot.core.publishing import summary
from bot.core.reception import CONSENT_TEXT, REMIND, begin_joining
from bot.core.setting_up import about, ask_anew, ask_missing, real_name, written_anew
from bot.core.stage_card import stage_card
from bot.core.text import cut, tidy
from bot.core.turn import LANGUAGES, Turn
from bot.core.whole import joined, set_up, stage_line


def front(turn: Turn) -> Round | None:
    """The round whose interview lies in front of the person: the one last shown, else one to answer."""
    if not joined(turn.member):
        return None
    rounds = tuple(r for r in turn.partnership.open_rounds if turn.stage(r))
    shown = next((r for r in rounds if r.id == turn.member.front), None)
    if shown and not isinstance(standing_of(shown, turn), Finished):
        return shown
    waiting = (r for r in rounds if not handed_in(turn.sight(r)))
    return next(waiting, shown)


def resume(turn: Turn) -> None:
    """Go on where the person stands; the menu when there is nothing to answer."""
    round = front(turn)
    if round and not isinstance(standing_of(round, turn), Finished):
        act(turn, round, Act("go", (round.id,)))
    else:
        menu(turn)


def menu(turn: Turn, notice: str = "") -> None:
    partnership, member = turn.partnership, turn.member
    if not member.roles:
        _no_role(turn)
        return
    organisation = partnership.organisations.get(member.organisation)
    speaks = joined(member)
    open_rounds = partnership.open_rounds if speaks else ()
    turn.say(
        say.Menu(
            turn.here,
            turn.language,
            partnership.name,
            member.name or member.called,
            organisation.name if organisation else "",
            member.broker,
            speaks,
            tuple(line for r in open_rounds for line in _line(turn, r)),
            turn.event.elsewhere,
            notice,
        )
    )


def _no_role(turn: Turn) -> None:
    """Someone who refused consent, or took the offer to set up without the right to: how to go on."""
    if set_up(turn.partnership):
        turn.say(say.ConsentRefused(turn.here, turn.language, turn.partnership.name))
    else:
        turn.say(say.NotAdministrator(turn.here, turn.language))


def _line(turn: Turn, round: Round) -> tuple[say.StageLine, ...]:
    stage = turn.stage(round)
    if stage is None:
        return ()
    line = stage_line(turn.cycle, turn.partnership, stage, turn.language)
    return (replace(line, round=round.id),)


def status(turn: Turn) -> None:
    partnership = turn.partnership
    organisation = partnership.organisations.get(turn.member.organisation)
    lines = tuple(
        stage_line(turn.cycle, partnership, s, turn.language) for s in turn.cycle.stages.values()
    )
    rounds = partnership.open_rounds if joined(turn.member) else ()
    turn.say(
        say.Status(
            turn.here,
            turn.language,
            partnership.name,
            organisation.name if organisation else "",
            lines,
            tuple(mine for r in rounds for mine in _mine(turn, r)),
        )
    )


def _mine(turn: Turn, round: Round) -> tuple[tuple[str, str, int, int], ...]:
    stage = turn.stage(round)
    if stage is None:
        return ()
    done, total = answered(turn.sight(round))
    standing = standing_of(round, turn)
    state = "todo"
    if handed_in(turn.sight(round)):
        state = "done"
    elif isinstance(standing, Reviewing) and done == total:
        state = "reviewing"
    elif isinstance(standing, Asking | Reviewing):
        state = "asking"
    return ((stage.title[turn.language], state, done, total),)


def summaries(turn: Turn) -> None:
    """Which of the published summaries to read."""
    lines = tuple(
        replace(line, round=round.id)
        for round in turn.partnership.rounds.values()
        if round.edition and not round.open
        for line in _line(turn, round)
    )
    turn.say(say.Summaries(turn.here, turn.language, lines))


def read_summary(turn: Turn, round_id: str) -> None:
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    if round and stage and round.edition and not round.open:
        broker = turn.member.broker
        turn.say(summary(turn, stage, round, turn.here, turn.language, broker=broker))
    else:
        summaries(turn)


# ── language, name, privacy ──────────────────────────────────────────────────


def language(turn: Turn, chosen: str) -> None:
    if chosen in LANGUAGES:
        turn.save(replace(turn.member, language=chosen))
        turn.say(say.LanguageSet(turn.here, chosen))
        resume(turn)
    else:
        turn.say(say.AskLanguage(turn.here, turn.language, own=True, current=turn.language))


def rename(turn: Turn) -> None:
    turn.save(replace(turn.member, writing=Writing("name")))
    turn.say(say.AskNewName(turn.here, turn.language, turn.member.name))


def my_data(turn: Turn) -> None:
    """What they told of themselves, and the answers they gave as those now stand."""
    member, partnership = turn.member, turn.partnership
    organisation = partnership.organisations.get(member.organisation)
    turn.say(
        say.MyData(
            turn.here,
            turn.language,
            partnership.name,
            member.name or member.called,
            organisation.name if organisation else "",
            member.authority.value if member.authority else "",
            member.remind,
            tuple(sorted(role.value for role in member.roles)),
            member.consented_at,
            tuple(line for r in partnership.rounds.values() for line in _given(turn, r)),
        )
    )


def _given(turn: Turn, round: Round) -> list[tuple[str, str, str]]:
    stage = turn.stage(round)
    title = stage.title[turn.language] if stage else round.stage
    lines = []
    for answer in round.answers.values():
        if answer.by == turn.event.person and not answer.skipped:
            question = stage.question(answer.slot.question) if stage else None
            name = question.title[turn.language] if question else answer.asked
            lines.append((title, name, answer.shown))
    return lines


LONGEST_AGREED = 1000
"""Grapheme clusters of the line "ข้อตกลงร่วม"."""


def written(turn: Turn, writing: Writing, text: str) -> None:
    """A text for which the bot had asked outside any interview."""
    turn.save(replace(turn.member, writing=None))
    if writing.what == "name":
        name = real_name(text)
        if not name:
            rename(turn)
            return
        turn.save(replace(turn.member, name=name))
        turn.say(say.Corrected(turn.here, turn.language, "", name))
    elif not turn.member.broker:
        menu(turn)
    elif writing.what == "agreed":
        _agreed(turn, writing.about, text)
    else:
        written_anew(turn, writing.what, text)


def _agreed(turn: Turn, round_id: str, text: str) -> None:
    round = turn.partnership.rounds.get(round_id)
    stage = turn.stage(round) if round else None
    if round and stage:
        turn.save_round(replace(round, agreed=cut(tidy(text), LONGEST_AGREED)))
        turn.say(stage_card(turn, stage, turn.here, turn.language, "agreed"))


def correct_member(turn: Turn, given: Act) -> None:
    """Another authority or reminder time, chosen from "my data"; other old buttons change nothing."""
    key = given.arg(0)
    if given.verb == "authority" and key in set(Authority):
        turn.save(replace(turn.member, authority=Authority(key)))
        my_data(turn)
    elif given.verb == "remind" and key in REMIND:
        turn.save(replace(turn.member, remind=key))
        my_data(turn)
    else:
        menu(turn, "not_now")


def _ask_authority(turn: Turn) -> None:
    organisation = turn.partnership.organisations.get(turn.member.organisation)
    turn.say(say.AskAuthority(turn.here, turn.language, organisation.name if organisation else ""))


def erase(turn: Turn, how: str) -> None:
    """The right to be forgotten: asked once more, then done at once."""
    member, partnership = turn.member, turn.partnership
    if how not in ("link", "all"):
        given = sum(len(_given(turn, r)) for r in partnership.rounds.values())
        last = member.broker and len(partnership.brokers) == 1
        turn.say(say.AskErase(turn.here, turn.language, partnership.name, last, given))
        return
    language = turn.language
    organisation = partnership.organisations.get(member.organisation)
    for broker in partnership.brokers:
        if organisation and broker.private and broker.person != member.person:
            to, spoken = broker.private, turn.language_of(broker)
            turn.say(say.Undelivered(to, spoken, organisation.name, "erased"))
    turn.say(say.Forget(turn.here, language, member.person, how == "all"))
    turn.say(say.Erased(turn.here, language, partnership.name, how == "all"))


def help_(turn: Turn) -> None:
    turn.say(say.Help(turn.here, turn.language, turn.member.broker))


def privacy(turn: Turn) -> None:
    partnership, member = turn.partnership, turn.member
    broker = next(iter(partnership.brokers), None)
    turn.say(
        say.Privacy(
            turn.here,
            turn.language,
            partnership.name,
            CONSENT_TEXT,
            (broker.name or broker.called) if broker else "",
            consented=bool(member.consented_at or member.broker),
        )
    )


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


DESK: Mapping[str, Callable[[Turn, Act], None]] = {
    "start": lambda turn, _: start(turn),
    "menu": lambda turn, _: menu(turn),
    "status": lambda turn, _: status(turn),
    "summaries": lambda turn, _: summaries(turn),
    "summary": lambda turn, act: read_summary(turn, act.arg(0)),
    "help": lambda turn, _: help_(turn),
    "privacy": lambda turn, _: privacy(turn),
    "mydata": lambda turn, _: my_data(turn),
    "erase": lambda turn, act: erase(turn, act.arg(0)),
    "language": lambda turn, act: language(turn, act.arg(0)),
    "rename": lambda turn, _: rename(turn),
    "represent": lambda turn, _: represent(turn),
    "askauthority": lambda turn, _: _ask_authority(turn),
    "askremind": lambda turn, _: turn.say(say.AskRemind(turn.here, turn.language)),
    "about": lambda turn, _: about(turn),
    "renamegroup": lambda turn, _: ask_anew(turn, "partnership"),
    "repurpose": lambda turn, _: ask_anew(turn, "purpose"),
}
"""Verb → rule."""
FOR_ANYONE = frozenset({"start", "help", "privacy", "mydata", "erase", "represent"})
"""What someone may ask for before they have agreed to anything: how it works, and what is kept of them."""
FOR_BROKERS = frozenset({"about", "renamegroup", "repurpose"})


def at_the_desk(turn: Turn, act: Act) -> None:
    """Who may ask for what: anyone, those who belong (by consent or as broker), or brokers only."""
    member = turn.member
    if act.verb in FOR_BROKERS and not member.broker:
        turn.say(say.NotAllowed(turn.here, turn.language, private=True))
    elif act.verb in FOR_ANYONE or member.broker or joined(member):
        DESK[act.verb](turn, act)
    else:
        start(turn)
