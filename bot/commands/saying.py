"""What the commands say: on the screen, in the language asked for; what went wrong, in both."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from bot.render.words import LANGUAGES, N_, translated
from bot.store import Belonging

USAGE = 2
"""Exit status when something has to be mended first."""


class Refused(Exception):
    """The command cannot do it; what to do is said. An English sentence, the key of its translations."""

    def __init__(self, what: str, lines: Iterable[str] = (), say: Callable[[str], str] = str, **values: object) -> None:
        self.what = what
        self.lines = tuple(lines)
        """Told below it as they are."""
        self._say = say
        self._values = values
        super().__init__(what)

    def tell(self) -> None:
        for language in LANGUAGES:
            words = self._say(translated(self.what, language))
            print(words % self._values if self._values else words, file=sys.stderr)
        for line in self.lines:
            print(line, file=sys.stderr)


def in_both(what: str, **values: object) -> None:
    """The sentence in Thai, then in English: whoever runs the bot may read either."""
    for language in LANGUAGES:
        print(translated(what, language) % values)


def choose(found: tuple[Belonging, ...], wanted: str) -> Belonging:
    """The partnership of that id or name, or the only one with that piece in its name. Raises Refused."""
    same = [b for b in found if wanted in (b.partnership, b.name)]
    like = same or [b for b in found if wanted.casefold() in b.name.casefold()]
    if len(like) == 1:
        return like[0]
    listed = [f"  {b.partnership}  {b.name}" for b in like or found]
    if not found:
        raise Refused(N_("There is no partnership in this database yet."))
    if like:
        raise Refused(N_("Several partnerships are called like that. Name one by its id or in full:"), listed)
    raise Refused(N_("No partnership is called like that. These are there:"), listed)
