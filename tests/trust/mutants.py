"""The bot made wrong on purpose, each in one way that somebody might well write, and hunted by the campaigns.

python -m tests.trust.mutants [NAME …] prints which invariant found each. A mutant that comes through is a hole in the
campaigns, and the command ends with 1.
"""

# mypy: disable-error-code="assignment,method-assign,attr-defined,misc"
# What is wrong on purpose fits nowhere.

from __future__ import annotations

import asyncio
import sys
import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.channels.telegram import errors
from bot.channels.telegram.polling import Poll
from bot.facilitator import Facilitator
from bot.facilitator.delivery import Delivery
from bot.facilitator.replying import Replying
from bot.facilitator.working import Working
from bot.store import audit, database, outbox, writer
from bot.store.book import Book
from bot.store.inbox import InboxPage
from bot.store.prepared import Prepared
from bot.store.saving import SavingPage
from tests.trust.campaign import AT_RANDOM, Campaign
from tests.trust.checker import Broken
from tests.trust.sides import FOUL, Weather
from tests.whole.outside import Failpoint

MOST_KILLS = 150
"""Deaths that a mutant may come through."""
WORLDS = 8
SEED = 20
UNSURE = Weather(0.2, 0.3, 0.02, 0.2, 0.0, 0.15, 0.0)
"""A third of all that is asked is carried out without a word."""


@dataclass(frozen=True)
class Mutant:
    make: Callable[[], None]
    points: Sequence[Failpoint | None]
    """Where its lives are ended, in turn; None: at random; without any, whole worlds are lived through. Always at one
    point nothing would get on, and a message that was tried so often waits ten minutes by design."""
    weather: Weather = FOUL


# ── taking in ────────────────────────────────────────────────────────────────


def acknowledge_before_commit() -> None:
    own = Facilitator.take_in
    kept: list[Any] = []

    async def at_once(self: Facilitator, channel: str, raws: Any) -> None:
        async def later() -> None:
            await asyncio.sleep(0.01)
            await own(self, channel, raws)

        kept.append(asyncio.create_task(later()))

    Facilitator.take_in = at_once


def high_water_dedupe() -> None:
    own, highest = InboxPage._put, [0]

    def only_above(self: Any, channel: str, raw: Any, now: Any) -> bool:
        if channel == "telegram" and raw.key.isdecimal():
            if int(raw.key) <= highest[0]:
                return False
            highest[0] = int(raw.key)
        return own(self, channel, raw, now)

    InboxPage._put = only_above


def dedupe_off() -> None:
    own = InboxPage._put

    def again(self: Any, channel: str, raw: Any, now: Any) -> bool:
        if own(self, channel, raw, now):
            return True
        return own(self, channel, replace(raw, key=f"{raw.key}-{uuid.uuid4().hex}"), now)

    InboxPage._put = again


def offset_kept_after_an_empty_answer() -> None:
    own, held = Poll._fetch, [0]

    async def fetch(self: Poll, offset: int | None) -> Any:
        held[0] = max(held[0], offset or 0)
        return await own(self, held[0] or None)

    Poll._fetch = fetch


# ── one event, one transaction ───────────────────────────────────────────────


def _afterwards(method: str) -> None:
    """What this method of the book would do is done in a transaction of its own, when the event's is over."""
    own, some, one = getattr(Book, method), Facilitator._work_some, Facilitator._work_one
    waiting: list[tuple[Any, Any]] = []

    def put_off(self: Any, *given: Any, **named: Any) -> None:
        del self
        waiting.append((given, named))

    def then(work: Any) -> Any:
        async def worked(self: Facilitator, *given: Any, **named: Any) -> Any:
            done = await work(self, *given, **named)
            todo, waiting[:] = list(waiting), []
            for g, n in todo:
                await self._store.do(lambda book, g=g, n=n: own(book, *g, **n))
            return done

        return worked

    setattr(Book, method, put_off)
    Facilitator._work_some, Facilitator._work_one = then(some), then(one)


def outbox_outside_the_transaction() -> None:
    _afterwards("enqueue")


def split_transaction() -> None:
    _afterwards("worked")


def audit_not_chained() -> None:
    audit._LAST = Prepared(select(audit.audit.c.hash).where(audit.audit.c.id < 0))


def trouble_of_the_disk_is_the_jobs() -> None:
    writer._of_the_disk = lambda _: False


def revision_overwritten() -> None:
    own = SavingPage._add_revision

    def over(self: Any, answer: Any, position: int, after: Any, saving: Any) -> None:
        self.connection.exec_driver_sql(
            "DELETE FROM answer WHERE round = ? AND question = ? AND organisation = ?",
            (after.id, answer.slot.question, answer.organisation),
        )
        own(self, answer, position, after, saving)

    SavingPage._add_revision = over


# ── delivery ─────────────────────────────────────────────────────────────────


def mark_before_send() -> None:
    async def showing(self: Delivery, row: Any, ready: Any) -> Any:
        await self._store.do(partial(self._sent, row=row, shown="", mark="", kept=()))
        await self._show(row, ready.envelope.letter, ready.shown)
        return lambda _: True

    Delivery._showing = showing


def new_retry_key_each_try() -> None:
    own = Replying._errand

    def errand(self: Any, *given: Any, **named: Any) -> Any:
        made = own(self, *given, **named)
        return made._replace(key=str(uuid.uuid4())) if made.way == "push" else made

    Replying._errand = errand


def no_recovery_of_sending() -> None:
    async def nothing(_: Facilitator) -> None: ...

    Facilitator._release = nothing


def newest_first() -> None:
    """FIFO in a place is broken."""
    own = outbox._heads

    def heads() -> Any:
        o = outbox.outbox.c
        return (
            select(func.max(o.id)).where(outbox.unsettled()).group_by(o.channel, o.place, o.kind)
        )

    assert own is not heads
    outbox._heads = heads
    outbox._due.cache_clear()


def stub_skipped() -> None:
    async def whole(self: Delivery, channel: Any, row: Any, letter: Any) -> str:
        del self, row
        return str(await channel.send(letter))

    Delivery._stub_and_edit = whole


def not_modified_is_a_refusal() -> None:
    own = errors._bad_request

    def refused(text: str) -> Exception:
        found = own(text)
        return errors.Refused(text) if isinstance(found, errors.NotModified) else found

    errors._bad_request = refused


# ── what nobody may see ──────────────────────────────────────────────────────


def words_in_the_log() -> None:
    own = Working.work

    def tell(self: Working, book: Any, waiting: Any) -> None:
        print(waiting.body.decode("utf-8", "replace"), file=sys.stderr)
        own(self, book, waiting)

    Working.work = tell


_COMMITS: tuple[Failpoint, ...] = tuple(("committed", n) for n in (3, 4, 5, 6, 7))
MUTANTS: dict[str, Mutant] = {
    "acknowledge before commit": Mutant(acknowledge_before_commit, (("acknowledged", 1), ("acknowledged", 2))),
    "high-water dedupe": Mutant(high_water_dedupe, (None,), Weather(0.2, 0.6)),
    "dedupe off": Mutant(dedupe_off, (None,), Weather(0.6)),
    "offset kept after an empty answer": Mutant(
        offset_kept_after_an_empty_answer, (None,), Weather(0.0, renumbered=0.3)
    ),
    "outbox outside the transaction": Mutant(outbox_outside_the_transaction, _COMMITS),
    "split transaction": Mutant(split_transaction, _COMMITS),
    "audit not chained": Mutant(audit_not_chained, (None,)),
    "mark before send": Mutant(mark_before_send, (("sending", 1), ("sending", 2), ("sending", 3))),
    "new retry key each try": Mutant(new_retry_key_each_try, (), UNSURE),
    "no recovery of sending": Mutant(no_recovery_of_sending, (("sending", 1), ("sent", 2))),
    "newest first": Mutant(newest_first, (None,), UNSURE),
    "stub skipped": Mutant(stub_skipped, (), UNSURE),
    "not modified is a refusal": Mutant(not_modified_is_a_refusal, (), UNSURE),
    "words in the log": Mutant(words_in_the_log, (None,)),
}  # fmt: skip
"""Those that a campaign of kills finds. Three more are found elsewhere: `trouble_of_the_disk_is_the_jobs` by the
faults, `revision_overwritten` by a conversation, synchronous=NORMAL and OFF by the power cuts (test_mutants.py)."""


def hunt(folder: Path, mutant: Mutant, seed: int = SEED, kills: int = MOST_KILLS) -> str:
    """The invariant that a mutant breaks; "" where it comes through."""
    campaign = Campaign(folder, seed, each=1, weather=mutant.weather, mutant=mutant.make)
    try:
        for _ in range(0 if mutant.points else WORLDS):
            campaign._end_world()
            campaign._new_world()
        while mutant.points and campaign.kills < kills:
            if campaign.crowd.finished:
                campaign._end_world()
                campaign._new_world()
            campaign.once(mutant.points[campaign.kills % len(mutant.points)])
        campaign._end_world()
    except Broken as found:
        return found.invariant
    return ""


def main(names: Sequence[str]) -> int:
    database.PRAGMAS["synchronous"] = ("OFF", 0)  # a process that is killed loses nothing of what it has written
    through = 0
    print(f"seed {SEED}; at most {MOST_KILLS} deaths each; {AT_RANDOM} or at the points that matter to it")
    for name in names or MUTANTS:
        with tempfile.TemporaryDirectory() as folder:
            found = hunt(Path(folder), MUTANTS[name])
        through += not found
        print(f"{name:36} {found or 'CAME THROUGH'}", flush=True)
    return int(through > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
