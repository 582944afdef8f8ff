"""`python -m bot backup` and `restore`: a copy of all data, and one put back in place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__
from bot.commands.saying import Refused, in_both
from bot.render.words import N_
from bot.store import NewerSchema, NotAStore, StoreInUse
from bot.store.bringing_back import bring_back
from bot.store.copying import BadCopy, NotCopied, copy, read_manifest

WHY: Mapping[str, str] = {
    "none": N_("There is no copy in this folder: “%(name)s” is missing."),
    "form": N_("The copy was made by another version, or “%(name)s” was changed."),
    "missing": N_("The copy is not whole: “%(name)s” is missing."),
    "altered": N_("“%(name)s” is not as it was made. Please use another copy."),
    "damaged": N_("The database is damaged. Please use an earlier copy."),
    "audit": N_(
        "The record of what was done was changed, from row %(name)s on. Please keep the folder as it is, and look"
        " into it."
    ),
    "foreign": N_("The database belongs to another program."),
}
IN_USE = N_("The bot is running. Stop it first, then bring the copy back.")
NO_DATABASE = N_("There is no database yet, so there is nothing to copy.")
NO_ROOM = N_("The files could not be written: %(why)s")
NEWER = N_("The copy was made by a newer version of the bot: install that version.")


def back_up(database: Path, folder: Path) -> int:
    """Raises Refused."""
    if not database.exists():
        raise Refused(NO_DATABASE)
    try:
        made = copy(database, folder, datetime.now(UTC), __version__)
        counts = read_manifest(made).held.counts
    except BadCopy as bad:
        raise Refused(WHY[bad.what], name=bad.name) from bad
    except NotCopied as error:
        raise Refused(NO_ROOM, why=str(error)) from error
    except OSError as error:
        raise Refused(NO_ROOM, why=type(error).__name__) from error
    in_both(N_("A copy has been made and checked: %(path)s"), path=made)
    told = {"partnerships": counts["partnership"], "answers": counts["answer"]}
    in_both(N_("It holds %(partnerships)s partnerships and %(answers)s answers."), **told)
    return 0


def restore(place: Path, database: Path) -> int:
    """Raises Refused."""
    try:
        found = bring_back(place, database, datetime.now(UTC))
    except BadCopy as bad:
        raise Refused(WHY[bad.what], name=bad.name) from bad
    except StoreInUse as error:
        raise Refused(IN_USE) from error
    except NewerSchema as error:
        raise Refused(NEWER) from error
    except (NotAStore, OSError) as error:
        raise Refused(NO_ROOM, why=type(error).__name__) from error
    in_both(N_("The copy of %(made)s is in place."), made=f"{found.made_at.astimezone():%Y-%m-%d %H:%M}")
    in_both(N_("What was there before is kept in %(path)s"), path=found.aside)
    if found.doubtful:
        what = N_("%(count)s messages may have been sent since. Brokers are asked when the bot starts.")
        in_both(what, count=found.doubtful)
    return 0
