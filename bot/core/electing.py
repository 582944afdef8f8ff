"""The group chooses a broker, when none can be reached: whoever is willing stands, one voice an organisation.

More than half of the organisations in favour elect; half or more against end it. It goes by no rule of
the partners' own: that may not have been settled yet, and the working group may be whom nobody reaches.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core import effects as say
from bot.core.acts import Act
from bot.core.broker_role import called, what_lies_there
from bot.core.model import Member, Place, Role
from bot.core.reach import brokers_in_reach
from bot.core.records import Agreement, Election, Rule
from bot.core.register import new_id
from bot.core.turn import Turn
from bot.core.whole import counted, joined, set_up

ELECTION_HOLDS = timedelta(days=7)
"""A vote that has come to nothing within a week is over, so that somebody else can stand."""


# ── who may ask, and stand ───────────────────────────────────────────────────


def _language(turn: Turn) -> str:
    return turn.language if turn.event.private else turn.group_language


def _needless(turn: Turn) -> bool:
    """A broker can be reached, or whoever asks speaks for nobody: said kindly; a vote that runs is over."""
    partnership, language = turn.partnership, _language(turn)
    reached = brokers_in_reach(partnership)
    if reached:
        if partnership.election:
            _over(turn, partnership.election, "in_reach")
        else:
            turn.say(say.NoElection(turn.here, language, partnership.name, "in_reach", called(reached[0])))
        return True
    if not _speaks(turn):
        turn.say(say.NoElection(turn.here, language, partnership.name, "not_joined"))
        return True
    return False


def _speaks(turn: Turn) -> bool:
    """Whoever acts is known, has joined, and their organisation counts. Nobody without an id ever is."""
    if not turn.event.person.id or not joined(turn.member):
        return False
    return any(o.id == turn.member.organisation for o in counted(turn.partnership))


def election_now(turn: Turn) -> Election | None:
    """The election that runs. One that is too old, or whose candidate is gone, is over."""
    election = turn.partnership.election
    if election is None:
        return None
    candidate = turn.partnership.members.get(election.candidate)
    if candidate and joined(candidate) and turn.event.at - election.at <= ELECTION_HOLDS:
        return election
    _over(turn, election, "expired")
    return None


def _asked(turn: Turn) -> None:
    """The vote that runs, or the offer to stand."""
    if not set_up(turn.partnership) or _needless(turn):
        return
    election = election_now(turn)
    if election is None:
        turn.say(say.ElectionOpen(turn.here, _language(turn), turn.partnership.name))
    else:
        turn.say(_ballot(turn, election, turn.here, _language(turn), private=turn.event.private, first=True))


def _stand(turn: Turn, _: Act) -> None:
    """Somebody is willing. Their own organisation is in favour, until it says otherwise."""
    if not set_up(turn.partnership) or _needless(turn):
        return
    if election_now(turn) is not None:
        _asked(turn)
        return
    member = turn.member
    election = Election(member.person, turn.event.at, {member.organisation: True})
    turn.partnership = replace(turn.partnership, election=election)
    if _came_out(turn, election):
        return
    _show(turn, election, first=True)
    if turn.event.private:
        turn.say(_ballot(turn, election, turn.here, turn.language, private=True))


# ── the vote ─────────────────────────────────────────────────────────────────


def stamp(election: Election) -> str:
    return str(int(election.at.timestamp()))


def _vote(turn: Turn, act: Act) -> None:
    """One voice an organisation, to be changed until it is over. A button of an earlier vote counts for nothing."""
    if turn.partnership.election is None or act.arg(0) not in ("yes", "no"):
        if turn.event.private:
            _asked(turn)
        return
    if not _speaks(turn) or (brokers_in_reach(turn.partnership) and _needless(turn)):
        return
    election = election_now(turn)
    if election is None or act.arg(1) not in ("", stamp(election)):
        return
    said = {**election.voices, turn.member.organisation: act.arg(0) == "yes"}
    if said != election.voices:
        election = replace(election, voices=said)
        turn.partnership = replace(turn.partnership, election=election)
        if _came_out(turn, election):
            return
        _show(turn, election)
    if turn.event.private:
        turn.say(_ballot(turn, election, turn.here, turn.language, private=True))


def tally(turn: Turn, election: Election) -> tuple[int, int, int]:
    """In favour, against, and of how many organisations."""
    here = {o.id for o in counted(turn.partnership)}
    voices = [voice for organisation, voice in election.voices.items() if organisation in here]
    return voices.count(True), voices.count(False), len(here)


def _came_out(turn: Turn, election: Election) -> bool:
    """Whether it is decided; then it is over."""
    yes, no, of = tally(turn, election)
    if 2 * yes > of:
        _elected(turn, election)
    elif 2 * no >= of:
        _over(turn, election, "not_elected")
    else:
        return False
    return True


def _elected(turn: Turn, election: Election) -> None:
    """The old brokers keep the role: they may be reached again."""
    candidate = turn.partnership.members[election.candidate]
    candidate = turn.save(replace(candidate, roles=candidate.roles | {Role.BROKER}))
    _enter(turn, election, candidate)
    _over(turn, election, "elected")
    if candidate.private and candidate.reachable:
        to, language = candidate.private, turn.language_of(candidate)
        there = what_lies_there(turn.partnership)
        turn.say(say.RoleTaken(to, language, turn.partnership.name, "elected", *there))


def _enter(turn: Turn, election: Election, candidate: Member) -> None:
    """In the register by the organisation's name: a person can have theirs erased."""
    yes, no, of = tally(turn, election)
    partnership = turn.partnership
    entry = Agreement(
        new_id(partnership),
        "broker",
        turn.event.at,
        partnership.cycle,
        "",
        partnership.organisations[candidate.organisation].name,
        rule=Rule.MAJORITY,
        outcome="carried",
        counts=(("yes", yes), ("no", no), ("absent", of - yes - no)),
    )
    turn.partnership = partnership.with_agreement(entry)


def _over(turn: Turn, election: Election, outcome: str) -> None:
    partnership = turn.partnership = replace(turn.partnership, election=None)
    name = called(partnership.members.get(election.candidate))
    for group in partnership.groups:
        turn.say(say.ElectionOver(group, turn.group_language, partnership.name, name, outcome))


def _show(turn: Turn, election: Election, *, first: bool = False) -> None:
    for group in turn.partnership.groups:
        turn.say(_ballot(turn, election, group, turn.group_language, first=first))


def _ballot(
    turn: Turn, election: Election, to: Place, language: str, *, private: bool = False, first: bool = False
) -> say.ElectionBallot:
    partnership = turn.partnership
    candidate = partnership.members[election.candidate]
    yes, no, of = tally(turn, election)
    mine = election.voices.get(turn.member.organisation) if private else None
    return say.ElectionBallot(
        to,
        language,
        f"election:{stamp(election)}",
        partnership.name,
        called(candidate),
        partnership.organisations[candidate.organisation].name,
        stamp(election),
        yes + no,
        of,
        of // 2 + 1,
        first,
        {True: "yes", False: "no", None: ""}[mine],
    )


def _in_private(turn: Turn, act: Act) -> None:
    if act.args:
        _vote(turn, act)
    else:
        _asked(turn)


DESK = {"elect": _in_private, "stand": _stand}
IN_GROUP = {"elect": _vote, "stand": _stand}
COMMANDS = {"elect": _asked}
