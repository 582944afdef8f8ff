"""The rules of the house hold in every module; and each rule is able to find what it forbids."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.house import tree
from tests.house.tree import Module, Rule, broken, modules

THAI_WORD = "\N{THAI CHARACTER KO KAI}\N{THAI CHARACTER SARA AA}"


@pytest.mark.parametrize("rule", tree.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Rule) -> None:
    assert broken(rule, modules()) == [], rule.__doc__


def test_there_is_something_to_look_at() -> None:
    assert len(modules()) > 10


def lines(count: int, indent: str = "    ") -> str:
    return "".join(f"{indent}x = {n}\n" for n in range(count))


PLANTED: list[tuple[Rule, str, str]] = [
    (tree.core_imports, "bot/core/a.py", "import msgspec"),
    (tree.core_imports, "bot/core/a.py", "import os"),
    (tree.core_imports, "bot/core/a.py", "from pathlib import Path"),
    (tree.core_imports, "bot/core/a.py", "from bot.message import Button"),
    (tree.core_imports, "bot/core/a.py", "from bot import store"),
    (tree.core_imports, "bot/core/a.py", "from ..store import book"),
    (tree.core_is_pure, "bot/core/a.py", "from datetime import datetime\nnow = datetime.now()"),
    (tree.core_is_pure, "bot/core/a.py", "import datetime as d\nx = d.date.today()"),
    (tree.core_is_pure, "bot/core/a.py", "x = open('file')"),
    (tree.long_functions, "bot/a.py", "def f():\n" + lines(40)),
    (tree.long_functions, "bot/a.py", "# note\ndef f():\n" + lines(60)),
    (tree.long_modules, "bot/a.py", lines(351, "")),
    (tree.parse_mode, "bot/a.py", "send(text, parse_mode='HTML')"),
    (tree.parse_mode, "bot/a.py", "call({'parse_mode': 'HTML'})"),
    (tree.parse_mode, "bot/a.py", "from telegram.constants import ParseMode"),
    (tree.broad_excepts, "bot/a.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (tree.broad_excepts, "bot/a.py", "try:\n    f()\nexcept (OSError, BaseException):\n    pass"),
    (tree.broad_excepts, "bot/a.py", "try:\n    f()\nexcept:\n    pass"),
    (
        tree.broad_excepts,
        "bot/facilitator/facilitator.py",
        "def _work_one():\n    try:\n        f()\n    except OSError:\n        try:\n            g()"
        "\n        except Exception:\n            pass",
    ),
    (tree.prints, "bot/core/a.py", "print('x')"),
    (tree.sql, "bot/app.py", "from sqlalchemy import text"),
    (tree.sql, "bot/facilitator.py", "def f():\n    import sqlite3"),
    (tree.environment, "bot/app.py", "import os\nx = os.environ['A']"),
    (tree.environment, "bot/app.py", "from os import getenv"),
    (tree.environment, "bot/app.py", "import os\nx = os.getenv('A')"),
    (tree.thai, "bot/app.py", f"x = '{THAI_WORD}'"),
    (tree.thai, "bot/app.py", f"x = f'{THAI_WORD}{{y}}'"),
    (tree.step_and_words_in_channels, "bot/channels/a.py", "from bot.core.step import step"),
    (tree.log_keys, "bot/app.py", "log('sent', name='x')"),
    (tree.log_keys, "bot/app.py", "logs.log(f'sent {x}')"),
    (tree.log_keys, "bot/app.py", "log(str(error))"),
    (tree.log_keys, "bot/app.py", "log(text)"),
    (tree.other_logging, "bot/app.py", "import logging\nL = logging.getLogger('x')"),
    (tree.other_logging, "bot/app.py", "import logging\nlogging.warning('x')"),
    (tree.docstrings, "bot/app.py", "x = 1"),
    (tree.docstrings, "bot/core/a.py", "'''Doc.'''\nclass A:\n    x = 1\nclass B:\n    pass"),
    (tree.docstrings, "bot/store/a.py", "'''Doc.'''\ndef f():\n" + lines(13)),
]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_rule_finds_what_it_forbids(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, dedent(text))))


KEPT: list[tuple[Rule, str, str]] = [
    (tree.core_imports, "bot/core/a.py", "from decimal import Decimal\nfrom bot.core import model"),
    (tree.core_is_pure, "bot/core/a.py", "when = event.at.date()"),
    (tree.long_functions, "bot/a.py", "# long: a table of kinds\ndef f():\n" + lines(60)),
    (tree.long_functions, "bot/a.py", "# long: a table\n@cache\ndef f():\n" + lines(60)),
    (tree.long_functions, "bot/a.py", "def f():\n    '''Doc.\n" + "\n" * 60 + "    '''"),
    (tree.long_modules, "bot/a.py", "# long: one record an effect\n" + lines(400, "")),
    (tree.parse_mode, "bot/a.py", "'''Never a parse_mode.'''"),
    (tree.broad_excepts, "bot/a.py", "try:\n    f()\nexcept OSError:\n    pass"),
    (tree.broad_excepts, "bot/a.py", "try:\n    f()\nexcept BaseException:\n    g()\n    raise"),
    (tree.prints, "bot/play/a.py", "print('x')"),
    (tree.sql, "bot/store/a.py", "import sqlite3"),
    (tree.thai, "bot/app.py", f"'''{THAI_WORD}'''\nx = 1"),
    (tree.log_keys, "bot/app.py", "log('sent', outbox_id=1, error=error)"),
    (tree.log_keys, "bot/app.py", "log(REFUSED, platform=NAME)"),
    (tree.other_logging, "bot/app.py", "logging.getLogger('x').setLevel(logging.ERROR)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_a_rule_leaves_alone_what_is_allowed(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Module(path, text))) == []


def test_what_is_allowed_by_name_is_still_there() -> None:
    paths = {module.path for module in modules()}
    assert {place.split()[0] for place in tree.BROAD_EXCEPT} <= paths
