"""The core's sentences about a set of questions, as whoever edits the workbook reads them.

The core writes for whoever edits stage files, in English. Each of its sentences has a row here: how it
is recognised, the column it is about, and how it reads in a workbook. A sentence without a row is told
as it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.render.words import N_


class Said(NamedTuple):
    pattern: re.Pattern[str]
    column: str
    """Or the name of a field (`{field}`), whose column is looked up."""
    what: str
    """"" where the sheet's own reader has noted it already."""


def _row(pattern: str, column: str, what: str) -> Said:
    return Said(re.compile(pattern, re.DOTALL), column, what)


_Q = "“(?P<text>.*?)”"
_FIELD = r"“(?P<field>\w+)(?: \((?P<mark>[15])\))?”"
_LANGUAGE = "(?P<language>th|en)"
_WHERE = r"(?P<where>uses|each|options_from|when|prompt)\b.*?"

_EMPTY = N_("This cell is empty; write the text.")
_TOO_LONG = N_("The text has %(length)s characters; at most %(most)s fit on a button.")
_NO_NAMES = N_("Only label and phakhi_plain may speak of another answer, as in ${goal}.")
_NO_QUESTION = N_("There is no question named “%(text)s”.")

TOLD = (
    _row(r"key “.*?” (?:must be|is already used)", "name", ""),
    _row(r"stage (?:key|number) .* is already used|two (?:parts|options) have the key", "name", ""),
    _row(r"the stage has no number|there is no stage file|unknown (?:seen|kind) ", "name", ""),
    _row(rf"“label of option (?P<option>\w*)” has no text for {_LANGUAGE}", "label", _EMPTY),
    _row(rf"{_FIELD} has no text for {_LANGUAGE}", "{field}", _EMPTY),
    _row(rf"{_FIELD} needs both languages", "{field}", N_("The text is needed in both languages.")),
    _row(r"part “(?P<part>.*?)” has no questions", "", N_("This part has no questions.")),
    _row(r"the stage has no parts", "", N_("This stage has no parts.")),
    _row(
        rf"“label” has (?P<length>\d+) characters in {_LANGUAGE}; at most (?P<most>\d+)",
        "button",
        _TOO_LONG,
    ),
    _row(
        r"clause (?P<clause>.+?) “.* of the short form",
        "",
        N_(
            "No question of the short form serves this clause (columns phakhi_clauses and phakhi_short)."
        ),
    ),
    _row(
        r"clause (?P<clause>.+?) “.* is served by no question",
        "",
        N_("No question serves this clause (column phakhi_clauses)."),
    ),
    _row(
        r"part “(?P<part>.*?)” builds on part “(?P<text>.*?)”",
        "",
        N_("This part builds on the part “%(text)s”, which must stand before it."),
    ),
    _row(
        rf"unknown clause {_Q}",
        "clauses",
        N_("The clause “%(text)s” is not in the sheet phakhi_clauses."),
    ),
    _row(
        rf"title in {_LANGUAGE} is longer than (?P<most>\d+)",
        "title",
        N_("The text is longer than %(most)s characters."),
    ),
    _row(
        rf"label of option (?P<option>\w+) in {_LANGUAGE} has (?P<length>\d+) characters; at most (?P<most>\d+)",
        "label",
        _TOO_LONG,
    ),
    _row(
        rf"two options read {_Q} in {_LANGUAGE}",
        "type",
        N_("Two choices of its list read “%(text)s”."),
    ),
    _row(
        r"“(?P<field>\w+)” is not for kind (?P<text>\w+)",
        "{field}",
        N_("This does not go with a question of this type; leave the cell empty."),
    ),
    _row(
        r"kind \w+ needs options, or",
        "type",
        N_(
            "This type needs a list of choices: select_one my_list, or select_one ${an_earlier_list}."
        ),
    ),
    _row(r"kind money needs a unit", "unit", N_("Money needs its unit, in both languages.")),
    _row(
        r"kind yes_no needs",
        "type",
        N_("A question of yes or no needs exactly two choices, named yes and no."),
    ),
    _row(
        r"kind consent needs agree and object, and may have only (?P<text>.*)",
        "type",
        N_("A consent needs the choices agree and object, and may have only these: %(text)s."),
    ),
    _row(
        r"option (?P<option>\w+) of a consent must ask",
        "asks",
        N_("In a consent this choice must ask for the reason: yes in phakhi_asks."),
    ),
    _row(r"“label of option (?P<option>\w+)” cannot hold", "label", _NO_NAMES),
    _row(rf"{_FIELD} cannot hold", "{field}", _NO_NAMES),
    _row(
        rf"{_FIELD} has a brace",
        "{field}",
        N_("There is a brace too many, or the name in ${…} is not in small letters."),
    ),
    _row(
        rf"{_FIELD} has different",
        "{field}",
        N_("The Thai and the English text speak of different answers in ${…}."),
    ),
    _row(
        r"prompt pipes \{(?P<text>\w+)\}",
        "prompt",
        N_("${%(text)s} is neither named in phakhi_uses nor worked out by the bot."),
    ),
    _row(
        r"needs “plain”",
        "plain",
        N_(
            "The label speaks of another answer: write here what is asked when that answer is missing."
        ),
    ),
    _row(
        r"“plain” can hold only \{item\}, not \{(?P<text>\w+)\}",
        "plain",
        N_("Here only {item} may stand, not {%(text)s}."),
    ),
    _row(
        r"is asked of each item",
        "prompt",
        N_(
            "The question is asked for each item: its label, and phakhi_plain where there is one, must say {item}."
        ),
    ),
    _row(
        r"says \{item\} but has no",
        "each",
        N_("The label says {item}: write here the list that it goes through."),
    ),
    _row(rf"{_WHERE}names {_Q}, which is no question", "{where}", _NO_QUESTION),
    _row(
        rf"{_WHERE}names {_Q}, which is asked later",
        "{where}",
        N_("The question “%(text)s” is asked later; it must be asked before."),
    ),
    _row(rf"{_WHERE}names {_Q}, which is not of kind", "{where}", N_("“%(text)s” is not a list.")),
    _row(
        rf"{_WHERE}names {_Q}, which is gathered in the same part",
        "{where}",
        N_("The list “%(text)s” is gathered in the same part; move the question to a later part."),
    ),
    _row(rf"when compares {_Q}", "when", N_("The answer to “%(text)s” is not a number.")),
    _row(
        rf"when names {_Q}, which is no option of “(?P<other>.*?)”",
        "when",
        N_("“%(text)s” is no choice of the question “%(other)s”."),
    ),
    _row(rf"ranked_by names {_Q}, which is no question", "ranked_by", _NO_QUESTION),
    _row(
        rf"ranked_by names {_Q}, which neither",
        "ranked_by",
        N_("“%(text)s” neither ranks nor scores this list."),
    ),
)
"""The first that fits is taken."""

AS_IT_IS = N_("Something is to mend: %(text)s.")
