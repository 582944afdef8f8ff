"""Who is in the partnership, as its papers say it: organisations and who speaks for them.

Names are those that people gave for the reports, and their organisation. Nothing else about a person is on any
paper: no account, no language, no hours.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.cycle import Cycle
from bot.core.model import Authority, Member, Organisation, Partnership
from bot.core.whole import joined
from bot.papers.document import Table
from bot.render.shapes import on_day, words
from bot.render.words import N_, _

AUTHORITY: Mapping[Authority, str] = {
    Authority.DECIDES: N_("representative (can decide)"),
    Authority.CONSULTS: N_("representative (must consult)"),
    Authority.COORDINATES: N_("coordinator"),
}
SIGNS = (Authority.DECIDES, Authority.CONSULTS)
"""Whose name stands below a signature, the first that there is; a mere coordinator does not sign."""
WIDTHS = (5, 4, 7)


def parties(partnership: Partnership) -> tuple[Organisation, ...]:
    """The organisations that belong to it, be it that they pause."""
    return tuple(o for o in partnership.organisations.values() if o.partner)


def speakers(partnership: Partnership, organisation: str) -> tuple[Member, ...]:
    found = (m for m in partnership.representatives(organisation) if joined(m))
    return tuple(found)


def table(partnership: Partnership, cycle: Cycle, shown: tuple[Organisation, ...]) -> Table:
    """A row an organisation: its kind, and who speaks for it and how far."""
    sectors = {option.key: words(option.label) for option in cycle.sectors}
    rows = tuple(
        (o.name + _standing(o), sectors.get(o.sector, "–"), _speakers(partnership, o)) for o in shown
    )
    return Table((_("Organisation"), _("Kind"), _("Who speaks for it")), rows, WIDTHS)


def _standing(organisation: Organisation) -> str:
    if organisation.state == "paused" and organisation.back_on:
        return "\n" + _("pauses until %(day)s", day=on_day(organisation.back_on))
    said = {"paused": _("pauses"), "left": _("has left")}.get(organisation.state)
    return f"\n{said}" if said else ""


def _speakers(partnership: Partnership, organisation: Organisation) -> str:
    lines = []
    for member in speakers(partnership, organisation.id):
        how = _(AUTHORITY[member.authority]) if member.authority else ""
        lines.append(f"{member.name} – {how}")
    if organisation.telephone:
        lines.append(_("by telephone"))
    return "\n".join(lines) or _("nobody speaks for it yet")


def brokers(partnership: Partnership) -> str:
    return ", ".join(m.name for m in partnership.brokers if m.name)


def signing(partnership: Partnership) -> tuple[tuple[str, str], ...]:
    """For the places to sign: (who signs, or "" for whoever will, the organisation)."""
    return tuple((_signs(partnership, o.id), o.name) for o in parties(partnership))


def _signs(partnership: Partnership, organisation: str) -> str:
    found = {m.authority: m.name for m in reversed(speakers(partnership, organisation))}
    return next((found[one] for one in SIGNS if one in found), "")
