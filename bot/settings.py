"""`.env` and the environment → `Settings`. Nothing else in the house reads the environment.

The real environment wins over `.env`, and an empty value counts as not given. Every setting is told
of in `.env.example` and docs/running.md; a test holds the three together.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

ENV_FILE = Path(".env")
LANGUAGES = ("th", "en")
MODES = ("poll", "webhook")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
WEEK_HOURS = 168
ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
SECRET_LENGTHS = (16, 256)
"""Telegram takes up to 256 characters (setWebhook, secret_token); the lower bound is ours, against
guessing."""

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
"""A bot's number, a colon and its key, as BotFather gives it."""
_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_LINE_SECRET = re.compile(r"[0-9a-f]{32}")
"""A channel secret as the LINE Developers Console shows it."""
_LINE_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,}")
"""What may stand behind "Bearer" (RFC 6750, section 2.1). LINE's own are longer than the bound, which is
ours, against a token that was cut."""
_LINE_CHANNEL = re.compile(r"\d{6,20}", re.ASCII)
"""A channel's number."""
_WRITTEN = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_QUOTED = re.compile(r"""(["'])(.*?)\1\s*(?:#.*)?""")


def _(text: str) -> str:
    """Marks a text for the catalogues; whoever shows it finds the translation."""
    return text


class BadSetting(Exception):
    """A setting cannot be used; whoever runs the bot must act. It is named, and what to do is said.

    `str()` is English; `say` gives another language. What was given is never part of it, for it may
    be a secret.
    """

    def __init__(self, name: str, what: str, **values: object) -> None:
        self.name = name
        self.what = what
        """An English sentence, the key of its translations; `values` are its %(names)s."""
        self.values = values
        super().__init__(f"{name}: {what % values}")

    def say(self, what: str) -> str:
        """The whole line with `what`, a translation of `self.what`."""
        return f"{self.name}: {what % self.values}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set. A field is named as its setting, in small letters."""

    telegram_bot_token: str = field(default="", repr=False)
    """"" : no Telegram; the playground is all there is."""
    telegram_api_root: str = "https://api.telegram.org"
    """Without a slash at the end."""
    telegram_mode: str = "poll"
    """poll | webhook."""
    telegram_webhook_url: str = ""
    telegram_webhook_secret: str = field(default="", repr=False)
    line_channel_secret: str = field(default="", repr=False)
    """"" : no LINE."""
    line_channel_access_token: str = field(default="", repr=False)
    line_channel_id: str = ""
    """Instead of the token: with the secret, it fetches tokens that last for minutes."""
    line_api_base_url: str = "https://api.line.me"
    line_data_api_base_url: str = "https://api-data.line.me"
    """LINE has a host of its own for content and pictures. Both without a slash at the end."""
    public_url: str = ""
    """https address under which this server is reached from outside, without a slash at the end."""
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    """0: no listening at all; only when nothing is posted to the bot."""
    data_dir: Path = Path("data")
    backup_dir: Path = Path("data/backups")
    """Where copies of the database are put; on another disk they outlive this one."""
    backup_hours: int = 24
    """Between two copies that the running bot makes; 0: none."""
    stages_dir: Path | None = None
    """A questionnaire of one's own instead of bot/stages."""
    default_language: str = "th"
    log_level: str = "INFO"
    warnings: tuple[str, ...] = ()
    """English sentences (keys of their translations) about what works but should be mended."""

    @classmethod
    def load(
        cls, environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
    ) -> Settings:
        """Read and check everything. `environ` None: the process's own; `env_file` may be missing.

        Raises BadSetting for the first setting that cannot be used.
        """
        real = os.environ if environ is None else environ
        written, warnings = _read_file(env_file)
        given = {**written, **{name: value for name, value in real.items() if value}}
        public = _public(given)
        settings = cls(
            telegram_bot_token=_matching(given, "TELEGRAM_BOT_TOKEN", _TOKEN, NOT_A_TOKEN),
            telegram_api_root=_address(given, "TELEGRAM_API_ROOT", cls().telegram_api_root),
            telegram_mode=_one_of(given, "TELEGRAM_MODE", MODES),
            telegram_webhook_url=_address(given, "TELEGRAM_WEBHOOK_URL", public),
            telegram_webhook_secret=_secret(given),
            line_channel_secret=_matching(given, "LINE_CHANNEL_SECRET", _LINE_SECRET, NOT_A_SECRET),
            line_channel_access_token=_matching(
                given, "LINE_CHANNEL_ACCESS_TOKEN", _LINE_TOKEN, NOT_A_LINE_TOKEN
            ),
            line_channel_id=_matching(given, "LINE_CHANNEL_ID", _LINE_CHANNEL, NOT_A_CHANNEL),
            line_api_base_url=_address(given, "LINE_API_BASE_URL", cls().line_api_base_url),
            line_data_api_base_url=_address(
                given, "LINE_DATA_API_BASE_URL", cls().line_data_api_base_url
            ),
            public_url=public,
            http_host=given.get("HTTP_HOST") or cls().http_host,
            http_port=_port(given),
            data_dir=(data := Path(given.get("DATA_DIR") or "data").expanduser()),
            backup_dir=Path(given.get("BACKUP_DIR") or data / "backups").expanduser(),
            backup_hours=_hours(given),
            stages_dir=_folder(given, "STAGES_DIR"),
            default_language=_one_of(given, "DEFAULT_LANGUAGE", LANGUAGES),
            log_level=_one_of(given, "LOG_LEVEL", LEVELS, "INFO"),
            warnings=warnings,
        )
        settings._check_webhook()
        settings._check_line()
        return settings

    @property
    def has_telegram(self) -> bool:
        return bool(self.telegram_bot_token)

    @property
    def has_line(self) -> bool:
        return bool(self.line_channel_secret)

    def _check_webhook(self) -> None:
        if self.telegram_mode != "webhook":
            return
        if urlsplit(self.telegram_webhook_url).scheme != "https":
            raise BadSetting(
                "TELEGRAM_WEBHOOK_URL", _("Webhooks need a public https address here.")
            )
        if not self.telegram_webhook_secret:
            raise BadSetting(
                "TELEGRAM_WEBHOOK_SECRET", _("Webhooks need a secret here; see docs/running.md.")
            )
        if not self.http_port:
            raise BadSetting("HTTP_PORT", _("Webhooks need a port to listen on."))

    def _check_line(self) -> None:
        """Either all that LINE needs, or none of it (PLATFORMS.md, "LINE: what follows", 8)."""
        speaks = self.line_channel_access_token or self.line_channel_id
        if speaks and not self.has_line:
            raise BadSetting(
                "LINE_CHANNEL_SECRET",
                _("LINE needs the channel secret here: see Basic settings in its console."),
            )
        if self.has_line and not speaks:
            raise BadSetting(
                "LINE_CHANNEL_ACCESS_TOKEN",
                _(
                    "LINE needs a channel access token here, or the channel's ID in LINE_CHANNEL_ID."
                ),
            )
        if self.has_line and not self.http_port:
            raise BadSetting(
                "HTTP_PORT", _("LINE posts to the bot, which needs a port to listen on.")
            )

    def __repr__(self) -> str:
        shown = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
        hidden = (
            f"{f.name}={'***' if getattr(self, f.name) else ''!r}"
            for f in fields(self)
            if not f.repr
        )
        return f"Settings({', '.join((*shown, *hidden))})"


IN_FILES = ("TELEGRAM_BOT_TOKEN", "LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN")
"""What may stand in a file of its own, which the setting <NAME>_FILE names."""
SECRETS = (*IN_FILES, "TELEGRAM_WEBHOOK_SECRET")
"""What nobody else may read."""
NAMES = (
    *(f.name.upper() for f in fields(Settings) if f.name != "warnings"),
    *(f"{name}_FILE" for name in IN_FILES),
)
"""Every setting there is."""


# ── reading .env ─────────────────────────────────────────────────────────────


def _read_file(path: Path | None) -> tuple[dict[str, str], tuple[str, ...]]:
    """KEY=VALUE lines; # comments; a value may stand in quotes. No substitution of any kind."""
    if path is None or not path.is_file():
        return {}, ()
    values: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _WRITTEN.fullmatch(bare)
        if not found:
            raise BadSetting(path.name, _("Line %(line)s is not NAME=value."), line=number)
        values[found[1]] = _unquoted(found[2])
    return values, _open_to_others(path, values)


def _unquoted(value: str) -> str:
    if quoted := _QUOTED.fullmatch(value):
        return quoted[2]
    return re.split(r"(?:^|\s)#", value, maxsplit=1)[0].strip()


def _open_to_others(path: Path, values: Mapping[str, str]) -> tuple[str, ...]:
    """TRUST.md, "token leakage": the file with the secrets is its owner's alone."""
    if os.name != "posix" or not any(values.get(name) for name in SECRETS):
        return ()
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return (_("Others on this machine can read .env, with its secrets: run chmod 600 .env"),)
    return ()


# ── one reader a kind of setting ─────────────────────────────────────────────


NOT_A_TOKEN = _("This is not a bot's token: copy it whole from BotFather.")
NOT_A_SECRET = _(
    "This is not a channel secret: copy its 32 letters and digits whole from LINE's console."
)
NOT_A_LINE_TOKEN = _("This is not a channel access token: copy it whole from LINE's console.")
NOT_A_CHANNEL = _(
    "This is not a channel's ID: it is a number, and stands in Basic settings in LINE's console."
)


def _matching(given: Mapping[str, str], name: str, shape: re.Pattern[str], otherwise: str) -> str:
    """The value of `name`, or what the file in <name>_FILE holds; checked against its shape."""
    value = given.get(name, "")
    if not value and name in IN_FILES and (file := given.get(f"{name}_FILE")):
        name = f"{name}_FILE"
        try:
            value = Path(file).expanduser().read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise BadSetting(name, _("This file cannot be read.")) from None
    if value and not shape.fullmatch(value):
        raise BadSetting(name, otherwise)
    return value


def _secret(given: Mapping[str, str]) -> str:
    secret, (least, most) = given.get("TELEGRAM_WEBHOOK_SECRET", ""), SECRET_LENGTHS
    if secret and not (_SECRET.fullmatch(secret) and least <= len(secret) <= most):
        raise BadSetting(
            "TELEGRAM_WEBHOOK_SECRET",
            _("Use %(least)s to %(most)s letters, digits, _ and -, made by chance."),
            least=least,
            most=most,
        )
    return secret


def _address(given: Mapping[str, str], name: str, otherwise: str) -> str:
    address = (given.get(name) or otherwise).rstrip("/")
    if address:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise BadSetting(name, _("Give an address that begins with https:// (or http://)."))
    return address


def _public(given: Mapping[str, str]) -> str:
    """Platforms post to https only; http leads no further than this machine, for trying things out."""
    address = _address(given, "PUBLIC_URL", "")
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname not in ON_THIS_MACHINE:
        raise BadSetting("PUBLIC_URL", _("Give the public address that begins with https://."))
    return address


def _one_of(
    given: Mapping[str, str], name: str, allowed: tuple[str, ...], otherwise: str = ""
) -> str:
    """One of `allowed`, however it is capitalised; without a value `otherwise`, or the first."""
    value = given.get(name) or otherwise or allowed[0]
    found = next((a for a in allowed if a.lower() == value.lower()), None)
    if found is None:
        raise BadSetting(name, _("Use one of: %(allowed)s."), allowed=", ".join(allowed))
    return found


def _port(given: Mapping[str, str]) -> int:
    value = given.get("HTTP_PORT") or "8080"
    if not (value.isascii() and value.isdigit() and int(value) < 2**16):
        raise BadSetting("HTTP_PORT", _("Use a number from 0 to 65535; 0 listens nowhere."))
    return int(value)


def _hours(given: Mapping[str, str]) -> int:
    value = given.get("BACKUP_HOURS") or "24"
    if not (value.isascii() and value.isdigit() and int(value) <= WEEK_HOURS):
        raise BadSetting("BACKUP_HOURS", _("Use a whole number of hours up to 168; 0 makes no copies."))
    return int(value)


def _folder(given: Mapping[str, str], name: str) -> Path | None:
    if not given.get(name):
        return None
    folder = Path(given[name]).expanduser()
    if not folder.is_dir():
        raise BadSetting(name, _("There is no such folder."))
    return folder
