"""Stage files as `bot/stages` has them: a line a field, both languages side by side.

Written by hand rather than with a library: those put every inner table under a heading of its own
([parts.questions.title]), which is right TOML and nothing that a broker likes to edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core.stagefiles import Table

_HEAD = ("key", "number")
_STAGE_WORDS = ("title", "label", "about", "artefact")
_PART = ("key", "kind")
FIELDS = (
    "key", "kind", "seen", "clauses", "short", "recurring", "optional", "attach", "commits",
    "promises", "all_satisfied", "uses", "each", "unit", "options_from", "most", "ranked_by", "when",
    "title", "prompt", "plain", "hint", "options", "ends",
)  # fmt: skip
"""Fields of a question, in the order in which they are written."""
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
LAST_CONTROL, DELETE = 0x1F, 0x7F


def stage_file(table: Table) -> str:
    """A stage with its parts and questions."""
    lines = [_line(name, table[name]) for name in _HEAD if name in table]
    for name in _STAGE_WORDS:
        if name in table:
            lines += ["", *_section(f"[{name}]", table[name])]
    for part in _tables(table, "parts"):
        lines += ["", "[[parts]]", *(_line(name, part[name]) for name in _PART if name in part)]
        for question in _tables(part, "questions"):
            lines += ["", "[[parts.questions]]"]
            lines += [_line(name, question[name]) for name in FIELDS if name in question]
    return "\n".join(lines) + "\n"


def clauses_file(clauses: Mapping[str, str]) -> str:
    lines = ["[clauses]", *(f"{_key(name)} = {_text(text)}" for name, text in clauses.items())]
    return "\n".join(lines) + "\n"


def plain_file(table: Table) -> str:
    """Fields without sections: kinds of organisations, the stage of whoever joins later."""
    return "".join(f"{_line(name, value)}\n" for name, value in table.items())


def _section(heading: str, value: object) -> Iterator[str]:
    yield heading
    if isinstance(value, Mapping):
        yield from (_line(name, text) for name, text in value.items())


def _tables(table: Table, name: str) -> Sequence[Table]:
    found = table.get(name, ())
    return found if isinstance(found, list) else ()


def _line(name: str, value: object) -> str:
    return f"{name} = {_tall(value) if name in ('options', 'sectors') else _value(value)}"


def _tall(value: object) -> str:
    """Options: one a line."""
    entries = value if isinstance(value, list) else []
    return "\n".join(["[", *(f"  {_value(entry)}," for entry in entries), "]"])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {_value(found)}" for name, found in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _text(str(value))


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _text(name)


def _text(text: str) -> str:
    return '"' + "".join(map(_character, text)) + '"'


def _character(one: str) -> str:
    if one in _ESCAPED:
        return _ESCAPED[one]
    code = ord(one)
    return f"\\u{code:04X}" if code <= LAST_CONTROL or code == DELETE else one
