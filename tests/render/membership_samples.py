"""Samples of what is said of membership: by telephone, leaving, joining later, replacing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.core import effects as e
from bot.core.cycle import Stage
from bot.core.effects import Choice
from bot.core.records import Quorum, Rule

if TYPE_CHECKING:
    from tests.render.samples import Samples

ROUND = "c1-planning-1"


def membership_samples(has: Samples, stage: Stage) -> Iterator[e.Effect]:
    to, group, org, other = has.here, has.group, has.orgs[0], has.orgs[1]
    given = (e.GivenLine(ROUND, "cash", "", 6, has.short, has.answer),) * 2
    choices = (Choice("o1", org), Choice("o2", has.long, chosen=True))
    yield e.ByTelephone(*to, ROUND, stage, choices)
    yield e.ByTelephone(*to, ROUND, stage, choices[:1], more=False)
    yield from (e.AskPhoneOrganisation(*to, ROUND, again) for again in (False, True))
    yield e.PhoneAlike(*to, org, Choice("o1", org + "."))
    yield e.AskPhoneName(*to, ROUND, org)
    yield from (e.AskPhoneConsent(*to, ROUND, org, has.name, why) for why in ("", has.entry))
    yield e.AskPhoneConsent(*to, ROUND, org, has.name, has.entry, joins=True)
    for handed_in in (False, True):
        yield e.WritesByTelephone(*to, org, has.broker, ROUND, stage, handed_in)
    yield from (e.ConfirmForgetTelephone(*to, "o1", org, has.name, alone) for alone in (False, True))
    for whose in ("", org):
        yield e.OtherHands(*to, whose)
        yield e.OtherHands(*to, whose, stands_in=other)
    yield e.TheyAnswered(*to, stands_in=org)
    own = e.ReviewLine("cash", "", has.short, "", skipped=False, own=True)
    yield e.Review(*to, ROUND, stage, (own, *has.lines), False, 0, stands_in=org)
    yield e.Review(*to, ROUND, stage, (own,), True, 0, stands_in=org)
    yield e.ConfirmOnBehalf(*to, org, has.broker, given)
    yield e.ConfirmOnBehalf(*to, org, "", given[:1])
    yield e.OnBehalfConfirmed(*to, 3)
    yield e.ChangeByCorrection(*to, ROUND, stage.title[has.language])
    yield e.Review(*to, ROUND, stage, has.lines, True, 0, stands_in=org)
    yield e.Paused(*to, stage, 2, 9, ROUND, stands_in=org)
    yield e.HandedIn(*to, stage, ROUND, 2, 3, False, stands_in=org)
    yield from _partners(has)
    yield e.AskNewPartner(*to)
    yield e.AskNewPartner(*to, again=True)
    yield e.AskNewPartner(*to, False, has.long, ROUND, "o1.1-1")
    yield e.NotAgreedYet(*to, org)
    yield e.NotAgreedYet(*to, org, "o2", other)
    yield e.NotAgreedYet(*to, org, "o2", other, agreed=True)
    yield from (e.AsksToJoin(*to, "o7", org, has.name, agreed) for agreed in (False, True))
    for successor in (False, True):
        yield e.OrganisationInvited(*to, has.p, has.entry, "o7", org, successor, "K7WM-3QPD")
    yield e.OrganisationInvited(*to, has.p, "", "o7", org, False, "K7WM-3QPD")
    agreed = ((has.short, has.answer), (org, ""))
    for rule, quorum in zip((*Rule, Rule.MAJORITY), (*Quorum, *Quorum), strict=True):
        yield e.CatchUp(*to, has.p, has.entry, has.wheel[:1], agreed, rule, quorum, ROUND, 8)
    yield e.CatchUp(*to, has.p, "", (), (), Rule.CONSENSUS, Quorum.ALL, "", 0)
    yield from (e.CaughtUp(*to, round) for round in ("", ROUND))
    yield e.SuccessorCame(*to, org, has.name)
    yield from (e.RoleLeft(*to, has.p, org, by) for by in (False, True))
    yield from (e.RepresentativeLeft(*to, has.name, org, left) for left in ((), (has.broker,)))
    for left in ((), (has.broker,)):
        yield e.ConfirmUnrepresent(*to, "telegram:7", has.name, "o1", org, left)
    yield e.BothSpeak(*to, has.name)
    for state in ("left", "paused", "back", "joined"):
        yield e.MembershipChanged(*group, org, state)
    yield e.MembershipChanged(*group, org, "paused", date(2027, 3, 1))


def _partners(has: Samples) -> Iterator[e.Effect]:
    to, org = has.here, has.orgs[0]
    day = date(2027, 3, 1)
    states = ("member", "silent", "telephone", "invited", "waiting", "paused", "left")
    lines = tuple(e.PartnerLine(f"o{n}", org, s, (has.name,)) for n, s in enumerate(states))
    lines = (*lines, replace(lines[0], wish="withdraw"), replace(lines[5], back_on=day))
    carries = e.Carries((("p1", has.entry), ("p2", has.long)), has.short, has.answer)
    yield e.Partners(*to, has.p, lines)
    yield e.Partners(*to, has.p, (), ((ROUND, "o1.1-1", has.long),), "stays")
    for line in lines:
        yield e.Partner(*to, line, (Choice("telegram:7", has.name),), carries, has.entry, True)
    yield e.Partner(*to, lines[0], (), e.Carries())
    yield e.Partner(*to, lines[2], (), e.Carries(), by_telephone=has.name)
    yield e.Partners(*to, has.p, lines, (), "waits")
    for wish, plan in (("pause", ""), ("withdraw", has.entry)):
        yield e.WantsToLeave(*to, "o1", org, wish, plan)
    yield from (e.AskBackOn(*to, "o1", org, again) for again in (False, True))
    yield e.ConfirmMembership(*to, "o1", org, "left", carries)
    yield e.ConfirmMembership(*to, "o1", org, "paused", e.Carries(), day)
    yield e.ConfirmMembership(*to, "o1", org, "paused", e.Carries())
    yield e.HandOver(*to, "o1", org, carries.promises, has.short, has.answer)
    yield e.HandOver(*to, "o1", org, ())
    for state in ("left", "paused", "back", "joined"):
        yield e.MembershipNoted(*to, "o1", org, state)
        yield e.YourMembership(*to, has.p, org, state)
    yield e.YourMembership(*to, has.p, org, "paused", day)
