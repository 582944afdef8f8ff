"""Finding who and where, and the invitations that open the private chat."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, or_, select

from bot.core.model import Person, Place
from bot.store import codes
from bot.store.codec import moment, stamp
from bot.store.codes import CodePage
from bot.store.ids import new_id
from bot.store.prepared import Prepared
from bot.store.rows import Belonging, Invitation
from bot.store.schema import focus, invitation, member, partnership, partnership_group, wrong_token

INVITATION_DAYS = 7
"""TRUST.md, threats: guessing invites. A new one is made when less than half of this is left."""
SURELY_GOOD = timedelta(days=INVITATION_DAYS) / 2
"""What was shown within this time still works."""
TOKEN_BYTES = 16
"""128 bits (TRUST.md, threats)."""
WRONG_TOKEN_KEPT = timedelta(days=1)
"""Wrong tokens are counted over ten minutes; nothing older than a day is of use."""


_FOCUS = Prepared(
    select(focus.c.partnership).where(
        focus.c.channel == bindparam("channel"), focus.c.place == bindparam("place")
    )
)
_BELONGS = Prepared(
    select(
        partnership.c.id,
        partnership.c.name,
        partnership.c.title,
        member.c.broker,
        member.c.representative,
    )
    .join_from(member, partnership, partnership.c.id == member.c.partnership)
    .where(member.c.channel == bindparam("channel"), member.c.person == bindparam("person"))
    .where(or_(member.c.private_place.is_not(None), member.c.broker == 1))
    .order_by(member.c.joined_at, partnership.c.id)
)


class FindingPage(CodePage):
    def new_partnership_id(self) -> str:
        return new_id()

    def partnership_of_group(self, place: Place) -> str | None:
        found = self.connection.execute(
            select(partnership_group.c.partnership).where(
                partnership_group.c.channel == place.channel, partnership_group.c.place == place.id
            )
        ).scalar()
        return None if found is None else str(found)

    def partnerships_of(self, person: Person) -> tuple[Belonging, ...]:
        """In the order in which they joined. Without a private chat only brokers belong already."""
        found: tuple[Belonging, ...] | None = self._known.get(("belongs", person))
        if found is None:
            rows = _BELONGS.all(self.connection, {"channel": person.channel, "person": person.id})
            found = tuple(
                Belonging(r.id, r.name or r.title, bool(r.broker), bool(r.representative))
                for r in rows
            )
            self._known["belongs", person] = found
        return found

    def focus(self, place: Place) -> str | None:
        """The partnership that a private chat is about now."""
        if ("focus", place) not in self._known:
            here = {"channel": place.channel, "place": place.id}
            self._known["focus", place] = _FOCUS.value(self.connection, here)
        found: str | None = self._known["focus", place]
        return found

    def set_focus(self, place: Place, partnership: str) -> None:
        """The same again writes nothing."""
        here = {"channel": place.channel, "place": place.id}
        if self.focus(place) != partnership:
            self._upsert(focus, here, {"partnership": partnership})
            self._known["focus", place] = partnership

    # ── invitations ──────────────────────────────────────────────────────────

    def invitation(self, token: str, now: datetime) -> Invitation | None:
        """What the token or the short code invites to; None if there is no such invitation or it has
        expired.
        """
        found = self.invited(token)
        return found if found is not None and found.until > now else None

    def invited(self, token: str) -> Invitation | None:
        """The same, whether or not it has expired."""
        code = codes.plain(token)
        held = invitation.c.code_hash == self._code_hash(code)
        row = self.connection.execute(
            select(
                invitation.c.kind,
                invitation.c.partnership,
                invitation.c.organisation,
                invitation.c.expires_at,
            ).where(held if code else invitation.c.hash == _hash(token))
        ).first()
        if row is None:
            return None
        until = moment(row.expires_at)
        return Invitation(row.kind, row.partnership, row.organisation, until)

    def tokens(
        self, partnership: str, kinds: Iterable[str], now: datetime, short: bool = False
    ) -> dict[str, str]:
        """Kind → a token with at least half of its life before it; `short`: one that people can type,
        XXXX-XXXX. "<kind>:<organisation id>" invites into that organisation only, and serves all who
        come from there. The database holds only hashes.
        """
        ids = {kind: self._invitation_id(partnership, *_bound(kind), now) for kind in kinds}
        if not short:
            return {kind: self._token(id) for kind, id in ids.items()}
        return {kind: codes.shown(self._short(id)) for kind, id in ids.items()}

    def invited_until(self, token: str, now: datetime) -> datetime:
        """Until when a token is good; `now` if it is not."""
        held = select(invitation.c.expires_at).where(invitation.c.hash == _hash(token))
        until = self.connection.execute(held).scalar()
        return now if until is None else moment(until)

    def _invitation_id(
        self, partnership: str, kind: str, organisation: str, now: datetime
    ) -> str:
        enough = stamp(now + SURELY_GOOD)
        found = self.connection.execute(
            select(invitation.c.id)
            .where(invitation.c.code_hash.is_not(None))  # else made before there were short forms
            .where(invitation.c.partnership == partnership, invitation.c.kind == kind)
            .where(invitation.c.organisation == organisation)
            .where(invitation.c.expires_at >= enough)
            .order_by(invitation.c.expires_at.desc())
            .limit(1)
        ).scalar()
        if found is not None:
            return str(found)
        fresh = self._unused_id()
        self.connection.execute(
            insert(invitation).values(
                partnership=partnership,
                id=fresh,
                kind=kind,
                organisation=organisation,
                hash=_hash(self._token(fresh)),
                code_hash=self._code_hash(self._short(fresh)),
                made_at=stamp(now),
                expires_at=stamp(now + timedelta(days=INVITATION_DAYS)),
            )
        )
        return fresh

    def _unused_id(self) -> str:
        """With a short form that no other has: eight letters may, once in a long while, come twice."""
        taken = invitation.c.code_hash
        while True:
            fresh = new_id()
            found = select(invitation.c.id).where(taken == self._code_hash(self._short(fresh)))
            if self.connection.execute(found).first() is None:
                return fresh

    def _short(self, id: str) -> str:
        digest = hmac.new(self._secret, f"short:{id}".encode(), hashlib.sha256).digest()
        return codes.of_bytes(digest)

    def _token(self, id: str) -> str:
        """Worked out from the key file again whenever it is shown, so it need not be kept."""
        digest = hmac.new(self._secret, id.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")

    def wrong_tokens(self, person: Person, since: datetime) -> int:
        return int(
            self.connection.execute(
                select(func.count()).where(
                    wrong_token.c.subject == self._subject(person), wrong_token.c.at >= stamp(since)
                )
            ).scalar_one()
        )

    def note_wrong_token(self, person: Person, now: datetime) -> None:
        self._drop_old_wrong_tokens(now)
        self.connection.execute(
            insert(wrong_token).values(subject=self._subject(person), id=new_id(), at=stamp(now))
        )

    def _drop_old_wrong_tokens(self, now: datetime) -> int:
        old = delete(wrong_token).where(wrong_token.c.at < stamp(now - WRONG_TOKEN_KEPT))
        return self.connection.execute(old).rowcount


def _bound(kind: str) -> tuple[str, str]:
    """Kind, and the organisation that it is bound to or ""."""
    plain, _, organisation = kind.partition(":")
    return plain, organisation


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
