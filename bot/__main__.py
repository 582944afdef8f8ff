"""The command line: python -m bot [run | play | doctor | papers | import | backup | restore | audit | ropa | incident |
line setup | stages …].

Without a command it does what there is to do: with a platform's token it runs the bot, without one
it opens the playground.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from collections.abc import Callable
from pathlib import Path

from bot import questionnaire
from bot.commands import options as command_words
from bot.logs import set_up
from bot.render.words import LANGUAGES, N_, read_speeches, translated
from bot.settings import BadSetting, Settings
from bot.xlsforms import options as form_words

USAGE = 2
"""Exit status when something has to be mended first (a setting, a question, an argument)."""
BESIDE_REAL = N_(
    "With this, the bot speaks to real people. To open the playground beside it, with data of its own: "
    "python -m bot play --beside-real"
)
ERRORS = "ERROR"
"""Level of the log beside which somebody plays."""
SILENT = "CRITICAL"
"""Level of the log for commands that tell by themselves what they find."""


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0 done, 1 something was found wrong, 2 it could not begin."""
    options = _parser().parse_args(arguments)
    if options.command == "stages":
        return _stages(options)
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
    commands.add_parser("doctor", help="look at the platforms and this machine; say what to mend")
    line = commands.add_parser("line", help="LINE")
    line.add_subparsers(dest="what", required=True).add_parser(
        "setup", help="set and test the webhook, hang up the menu (needs PUBLIC_URL in .env)"
    )
    play = commands.add_parser("play", help="try it in the browser; no token needed")
    where = play.add_mutually_exclusive_group()
    where.add_argument("--terminal", action="store_true", help="in the terminal instead")
    where.add_argument(
        "--auto", action="store_true", help="everyone answers by themselves, in the terminal"
    )
    play.add_argument(
        "--beside-real", action="store_true", help="even though .env has a real token"
    )
    play.add_argument("--lang", choices=("th", "en"), default="th", help="language of the play")
    play.add_argument("--short", action="store_true", help="the short form of the questions")
    command_words.add_to(commands)
    stages = commands.add_parser("stages", help="the questionnaire")
    sets = stages.add_subparsers(dest="what", required=True)
    check = sets.add_parser("check", help="say what is to mend in a set of questions")
    check.add_argument("folder", nargs="?", type=Path, help="default: STAGES_DIR, or the own set")
    form_words.add_to(sets)
    return parser


def _start(options: argparse.Namespace, settings: Settings) -> int:
    if options.command == "doctor":
        return _doctor(settings)
    if options.command == "line":
        return _line_setup(settings)
    if options.command in command_words.COMMANDS:
        return _command(options, settings)
    has_any = settings.has_telegram or settings.has_line
    if options.command == "run" or (options.command is None and has_any):
        return _run(settings)
    return _play(options, settings)


def _play(options: argparse.Namespace, settings: Settings) -> int:
    from bot.play import play  # noqa: PLC0415 - the bot itself does not need the playground
    from bot.store.rows import StoreInUse  # noqa: PLC0415

    if options.command is None:
        options = _parser().parse_args(["play", "--lang", settings.default_language])
    if not options.beside_real and (name := _real(settings)):
        raise BadSetting(name, BESIDE_REAL)
    set_up(ERRORS)
    try:
        return play(
            settings,
            auto=options.auto,
            terminal=options.terminal,
            language=options.lang,
            short=options.short,
        )
    except StoreInUse:
        _in_both(N_("Another process is using DATA_DIR; stop it first, or choose another folder."))
        return USAGE


def _real(settings: Settings) -> str:
    """The setting by which the bot speaks to real people, "" if there is none."""
    if settings.has_telegram:
        return "TELEGRAM_BOT_TOKEN"
    return "LINE_CHANNEL_SECRET" if settings.has_line else ""


def _command(options: argparse.Namespace, settings: Settings) -> int:
    from bot.app import DATABASE  # noqa: PLC0415 - as above
    from bot.commands.running import run  # noqa: PLC0415

    set_up(SILENT)
    return run(options, settings.data_dir / DATABASE, settings.stages_dir, settings.backup_dir)


def _run(settings: Settings) -> int:
    if not (settings.has_telegram or settings.has_line):
        raise BadSetting(
            "TELEGRAM_BOT_TOKEN",
            N_("Put the token from @BotFather here, or what LINE needs into LINE_CHANNEL_SECRET."),
        )
    gc.disable()  # until all is read (app.settle): a tenth of the time until the bot is ready
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


def _doctor(settings: Settings) -> int:
    from bot.doctor import Mark, examine, exit_status  # noqa: PLC0415 - as above

    set_up(SILENT)
    findings = asyncio.run(examine(settings))
    speeches = read_speeches()
    for finding in findings:
        print("\n".join(finding.lines(speeches)), flush=True)
    mend, look = (sum(f.mark is mark for f in findings) for mark in (Mark.BAD, Mark.WARN))
    what = N_("To mend: %(mend)s. To look at: %(look)s.") if mend or look else N_("All is well.")
    for speech in speeches.values():
        print(speech.catalogue.gettext(what) % {"mend": mend, "look": look})
    return exit_status(findings)


def _line_setup(settings: Settings) -> int:
    from bot.doctor import Finding  # noqa: PLC0415 - as above
    from bot.line_setup import set_up as set_up_line  # noqa: PLC0415

    set_up(SILENT)
    speeches = read_speeches()

    def tell(finding: Finding) -> None:
        print("\n".join(finding.lines(speeches)), flush=True)

    return asyncio.run(set_up_line(settings, tell))


def _stages(options: argparse.Namespace) -> int:
    if options.what == "check":
        return _check(options.folder)
    from bot.xlsforms.command import export_set, import_set  # noqa: PLC0415 - as above

    if options.what == "import":
        return import_set(options.file, options.out, print)
    try:
        return export_set(options.file, options.folder or Settings.load().stages_dir, print)
    except questionnaire.Faulty as faulty:
        _list(faulty.problems)
    return 1


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
