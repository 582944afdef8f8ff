"""The house's rules over the syntax tree. Each takes one module and gives the lines that break it.

Contracts about who may import whom stand in pyproject.toml (import-linter); here stands what it
cannot see. A rule may be broken only where a reason is written beside it.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_FUNCTION = 40
FROZEN = ("bot/store/migrations",)
"""What was released is not rewritten, and is a list of statements: no bounds of size."""
LONGEST_MODULE = 350
"""Lines that say something: without blank lines, comments and docstrings (DESIGN.md, "Bounds")."""
REASON = re.compile(r"#\s*long:\s*\S+")
THAI = re.compile("[\N{THAI CHARACTER KO KAI}-\N{THAI CHARACTER KHOMUT}]")
FORBIDDEN_IN_CORE = frozenset(
    {"asyncio", "sqlite3", "os", "pathlib", "random", "time", "logging", "socket", "secrets"}
    | {"tempfile"}
)
"""Standard, but not pure: the world, the clock, chance."""
THAI_DATA = {
    "bot/core/abbreviations.py": "which abbreviations end in a full stop",
    "bot/core/in_group.py": "the word behind a command that closes a round",
    "bot/core/relative_dates.py": "turns of phrase for days to come",
    "bot/core/time_words.py": "names of days, months and spans of time",
    "bot/core/words.py": "the words people may type in place of a button",
    "bot/core/text.py": "characters that are mended",
    "bot/core/matching.py": "words round an option that somebody typed",
    "bot/core/numbers.py": "numerals and words for numbers",
    "bot/core/dates.py": "names of days and months",
    "bot/core/calendar.py": "names of days and months",
    "bot/core/reading.py": "words that answers are read from",
    "bot/facilitator/codes.py": "the words people type before a code",
    "bot/channels/cutting.py": "characters before or after which a text is not split",
    "bot/papers/text.py": "vowels before which a word may begin",
}
"""Where single Thai words or characters stand as data for reading, and which; never sentences."""
SQL = frozenset({"sqlalchemy", "sqlite3", "aiosqlite", "alembic"})
LOG_KEYS = frozenset(
    {"platform", "inbox_id", "outbox_id", "pship", "stage", "state", "attempt", "err_class", "at"}
    | {"ms", "level", "error"}
)
"""TRUST.md, section 8, and the two that `log` turns into others."""
BROAD_EXCEPT = {
    "bot/facilitator/facilitator.py _work_one": "receive: one failure stops no other event",
    "bot/facilitator/facilitator.py _put_aside": "receive: what cannot even be excused",
    "bot/facilitator/facilitator.py _deliver_one": "deliver: one failure stops no other message",
    "bot/store/writer.py _work_one": "what a job raises belongs to its caller, in another thread",
}
"""Module and function → why it may have one handler for any error. Whoever raises again may always."""


@dataclass(frozen=True)
class Module:
    path: str
    """From the root of the project, with slashes."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def silent(self) -> set[int]:
        """Numbers of lines that belong to docstrings and notes."""
        return {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def within(self, *folders: str) -> bool:
        return any(self.path == f"{f}.py" or self.path.startswith(f"{f}/") for f in folders)


Rule = Callable[[Module], Iterator[str]]


@cache
def modules(folder: str = "bot") -> list[Module]:
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [Module(p.relative_to(ROOT).as_posix(), p.read_text("utf-8")) for p in paths]


def broken(rule: Rule, among: list[Module]) -> list[str]:
    return [f"{m.path}:{line}" for m in among for line in rule(m)]


# ── helpers ──────────────────────────────────────────────────────────────────


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted name; relative imports as "." and the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{base}.{alias.name}".strip()) for alias in node.names)


def _loose_strings(tree: ast.AST) -> set[int]:
    """Ids of strings that stand as statements: docstrings and notes under attributes."""
    return {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}


def _strings(tree: ast.AST) -> Iterator[ast.Constant]:
    loose = _loose_strings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
            yield node


def _speaking(module: Module, first: int, last: int) -> int:
    silent, lines = module.silent, module.lines
    return sum(
        1
        for number in range(first, last + 1)
        if number not in silent and (bare := lines[number - 1].strip()) and not bare.startswith("#")
    )


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


# ── the core ─────────────────────────────────────────────────────────────────


def core_imports(module: Module) -> Iterator[str]:
    """The core imports the standard library, less what touches the world, and itself."""
    if not module.within("bot/core"):
        return
    for line, name in _imports(module.tree):
        top = name.split(".")[0]
        if name.startswith(".") or top == "bot":
            if not name.startswith("bot.core"):
                yield f"{line} imports {name}"
        elif top not in sys.stdlib_module_names or top in FORBIDDEN_IN_CORE:
            yield f"{line} imports {name}"


def core_is_pure(module: Module) -> Iterator[str]:
    """No clock, no files, no terminal: what happens arrives in events."""
    if not module.within("bot/core"):
        return
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = _dotted(node.func)
        if name in {"open", "print", "input", "eval", "exec", "__import__"} or re.search(
            r"(^|\.)(datetime\.now|datetime\.today|datetime\.utcnow|date\.today)$", name
        ):
            yield f"{node.lineno} calls {name}"


# ── size ─────────────────────────────────────────────────────────────────────


def long_functions(module: Module) -> Iterator[str]:
    """Up to 40 lines, or `# long: why` on the line above."""
    if module.within(*FROZEN):
        return
    for function in _functions(module.tree):
        size = _speaking(module, function.lineno, function.end_lineno or function.lineno)
        starts = (function.lineno, *(d.lineno for d in function.decorator_list))
        above = module.lines[min(starts) - 2] if min(starts) > 1 else ""
        if size > LONGEST_FUNCTION and not REASON.search(above):
            yield f"{function.lineno} {function.name} has {size} lines"


def long_modules(module: Module) -> Iterator[str]:
    """Up to 350 lines, or `# long: why` within the first 30."""
    size = _speaking(module, 1, len(module.lines))
    if module.within(*FROZEN):
        return
    if size > LONGEST_MODULE and not any(REASON.search(line) for line in module.lines[:30]):
        yield f"1 has {size} lines"


# ── what must not be said ────────────────────────────────────────────────────


def parse_mode(module: Module) -> Iterator[str]:
    """Text goes out plain with entities; markup would let people's words become commands."""
    tree = module.tree
    for node in ast.walk(tree):
        names = {
            getattr(node, "id", None),
            getattr(node, "arg", None),
            getattr(node, "attr", None),
            getattr(node, "name", None),
        }
        if {"parse_mode", "ParseMode"} & names:
            yield f"{getattr(node, 'lineno', 0)} speaks of parse_mode"
    yield from (
        f"{s.lineno} speaks of parse_mode" for s in _strings(tree) if s.value == "parse_mode"
    )


def broad_excepts(module: Module) -> Iterator[str]:
    """An error is caught by its name, save where losing one turn must not stop the house."""
    free = {
        id(handler)
        for function in _functions(module.tree)
        if f"{module.path} {function.name}" in BROAD_EXCEPT
        for statement in function.body
        if isinstance(statement, ast.Try)
        for handler in statement.handlers
    }
    for handler in ast.walk(module.tree):
        if (
            isinstance(handler, ast.ExceptHandler)
            and id(handler) not in free
            and _catches_all(handler)
            and not _hands_on(handler)
        ):
            yield f"{handler.lineno} catches everything"


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {n.id for n in ast.walk(handler.type) if isinstance(n, ast.Name)}
    return bool({"Exception", "BaseException"} & names)


def _hands_on(handler: ast.ExceptHandler) -> bool:
    """It only tidies up: its last line is a bare raise."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def prints(module: Module) -> Iterator[str]:
    """Only the terminal room and the command line print."""
    if module.within("bot/play", "bot/commands", "bot/__main__"):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _dotted(node.func) in {
            "print",
            "sys.stdout.write",
            "sys.stderr.write",
        }:
            yield f"{node.lineno} prints"


def sql(module: Module) -> Iterator[str]:
    """SQL stands in the store alone."""
    if module.within("bot/store"):
        return
    for line, name in _imports(module.tree):
        if name.split(".")[0] in SQL:
            yield f"{line} imports {name}"


def environment(module: Module) -> Iterator[str]:
    """Only bot/settings.py reads the environment."""
    if module.path == "bot/settings.py":
        return
    tree = module.tree
    reads = {"os.environ", "os.environb", "os.getenv", "os.putenv"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _dotted(node) in reads:
            yield f"{node.lineno} reads {_dotted(node)}"
    for line, name in _imports(tree):
        if name in reads or name.split(".")[0] == "dotenv":
            yield f"{line} imports {name}"


def thai(module: Module) -> Iterator[str]:
    """Thai stands in catalogues, templates and stage files; in code only as data for reading."""
    # The playground reads and writes transcripts, whose notation is Thai: brokers read them.
    if module.path in THAI_DATA or module.within("bot/play"):
        return
    for string in _strings(module.tree):
        if THAI.search(str(string.value)):
            yield f"{string.lineno} has Thai in a string"


def step_and_words_in_channels(module: Module) -> Iterator[str]:
    """A channel knows events, messages and places: not the step, not what is asked."""
    if not module.within("bot/channels"):
        return
    allowed = ("bot.core.events", "bot.core.model", "bot.core.text")
    for line, name in _imports(module.tree):
        if name.startswith("bot.core") and not name.startswith(allowed):
            yield f"{line} imports {name}"


def log_keys(module: Module) -> Iterator[str]:
    """A line of the log has no other keys than those of TRUST.md."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _dotted(node.func) in {"log", "logs.log"}:
            keys = {k.arg or "**" for k in node.keywords}
            if unknown := keys - LOG_KEYS:
                yield f"{node.lineno} logs {', '.join(sorted(unknown))}"
            if len(node.args) != 1 or not _fixed(node.args[0]):
                yield f"{node.lineno} logs an event that is not a plain word"


def _fixed(node: ast.expr) -> bool:
    """A text as it stands, or a constant's name in capitals."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def other_logging(module: Module) -> Iterator[str]:
    """Lines go through bot/logs.py, which knows what may be in them."""
    if module.path == "bot/logs.py":
        return
    setting = {
        id(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "setLevel"
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and id(node) not in setting:
            name = _dotted(node.func)
            if name in {"getLogger", "logging.getLogger"} or (
                name.startswith("logging.") and name.rpartition(".")[2] in _SPEAKING
            ):
                yield f"{node.lineno} logs by itself"


_SPEAKING = {"debug", "info", "warning", "error", "critical", "exception", "log", "basicConfig"}


# ── docstrings ───────────────────────────────────────────────────────────────

TELLING_NAME = 12
"""Statements up to which a function's name and types may say all there is to say."""
_TELLING_BASES = {"StrEnum", "IntEnum", "Enum", "NamedTuple", "Protocol", "Struct"}


def docstrings(module: Module) -> Iterator[str]:
    """Every module; in core, store and channels also what others use, unless its fields say all."""
    tree = module.tree
    if tree.body and not ast.get_docstring(tree):
        yield "1 has no docstring"
    if not module.within("bot/core", "bot/store", "bot/channels") or module.within(*FROZEN):
        return
    public = [n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            # The docstring of a module with one class in it speaks for the class.
            if not ast.get_docstring(node) and not _says_all(node) and len(public) > 1:
                yield f"{node.lineno} class {node.name} has no docstring"
        elif (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
            and _statements(node) > TELLING_NAME
        ):
            yield f"{node.lineno} {node.name} has no docstring"


def _says_all(node: ast.ClassDef) -> bool:
    decorators = {_dotted(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
    return bool(
        {_dotted(b).rpartition(".")[2] for b in node.bases} & _TELLING_BASES
        or {"dataclass", "dataclasses.dataclass"} & decorators
    )


def _statements(node: ast.AST) -> int:
    return sum(isinstance(n, ast.stmt) for n in ast.walk(node)) - 1


RULES: tuple[Rule, ...] = (
    core_imports,
    core_is_pure,
    long_functions,
    long_modules,
    parse_mode,
    broad_excepts,
    prints,
    sql,
    environment,
    thai,
    step_and_words_in_channels,
    log_keys,
    other_logging,
    docstrings,
)
