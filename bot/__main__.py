"""The command line: python -m bot [run | play | stages check].

Without a command it does what there is to do: with a Telegram token it runs the bot, without one it
opens the playground.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from bot import questionnaire
from bot.logs import set_up
from bot.render.words import LANGUAGES, N_, translated
from bot.settings import BadSetting, Settings

USAGE = 2
"""Exit status when something has to be mended first (a setting, a question, an argument)."""


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0 done, 1 something was found wrong, 2 it could not begin."""
    options = _parser().parse_args(arguments)
    if options.command == "stages":
        return _check(options.folder)
    try:
        settings = Settings.load()
        return _start(options, settings)
    except BadSetting as bad:
        _in_both(bad.what, bad.say)
    except questionnaire.Faulty as faulty:
        _list(faulty.problems)
    return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("run", help="run the bot on its real channels (needs a token in .env)")
    play = commands.add_parser("play", help="try it in the terminal; no token needed")
    play.add_argument("--auto", action="store_true", help="let everyone answer by themselves")
    play.add_argument("--lang", choices=("th", "en"), default="th", help="language of the play")
    play.add_argument("--short", action="store_true", help="the short form of the questions")
    stages = commands.add_parser("stages", help="the questionnaire")
    check = stages.add_subparsers(dest="what", required=True).add_parser(
        "check", help="say what is to mend in a set of questions"
    )
    check.add_argument("folder", nargs="?", type=Path, help="default: STAGES_DIR, or the own set")
    return parser


def _start(options: argparse.Namespace, settings: Settings) -> int:
    if options.command == "run" or (options.command is None and settings.has_telegram):
        return _run(settings)
    from bot.play import play  # noqa: PLC0415 - the bot itself does not need the playground

    lively = options.command == "play"
    return play(
        settings,
        auto=lively and options.auto,
        language=options.lang if lively else settings.default_language,
        short=lively and options.short,
    )


def _run(settings: Settings) -> int:
    if not settings.has_telegram:
        raise BadSetting("TELEGRAM_BOT_TOKEN", N_("Put the token from @BotFather here."))
    from bot.app import run  # noqa: PLC0415 - checking a questionnaire needs no platform
    from bot.store.rows import StoreInUse  # noqa: PLC0415

    set_up(settings.log_level)
    for warning in settings.warnings:
        _in_both(warning)
    try:
        asyncio.run(run(settings))
    except StoreInUse:
        _in_both(N_("Another process is using DATA_DIR; stop it first, or choose another folder."))
        return USAGE
    return 0


def _check(folder: Path | None) -> int:
    problems = questionnaire.problems(folder or Settings.load().stages_dir)
    _list(problems)
    if not problems:
        print(translated(N_("The set of questions can be used."), "th"))
    return 1 if problems else 0


def _list(problems: tuple[questionnaire.Problem, ...]) -> None:
    for problem in problems:
        where = f"{problem.file}: {problem.question}" if problem.question else problem.file
        _tell(f"{where}: {problem.what}")


def _in_both(message: str, say: Callable[[str], str] = str) -> None:
    """The message in Thai, then in English: whoever starts the bot may read either."""
    for language in LANGUAGES:
        _tell(say(translated(message, language)))


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
