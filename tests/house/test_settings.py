"""Settings: what is read, what is refused and in which words, and that no secret is ever shown."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.settings import NAMES, BadSetting, Settings
from tests.house.tree import ROOT, modules

TOKEN = "123456789:CANARY-canary-CANARY-canary-CANARY"
SECRET = "canary-secret-canary"
CHANNEL_SECRET = "c0ffeec0ffeec0ffeec0ffeec0ffeeca"
CHANNEL_TOKEN = "CANARY+canary/CANARY+canary/CANARY="
LINE = {"LINE_CHANNEL_SECRET": CHANNEL_SECRET, "LINE_CHANNEL_ACCESS_TOKEN": CHANNEL_TOKEN}


def env_file(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / ".env"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def load(**environ: str) -> Settings:
    return Settings.load(environ, None)


def test_nothing_needs_to_be_set() -> None:
    settings = load()
    assert not settings.has_telegram
    assert not settings.has_line
    assert settings.telegram_api_root == "https://api.telegram.org"
    assert settings.line_api_base_url == "https://api.line.me"
    assert settings.line_data_api_base_url == "https://api-data.line.me"
    assert (settings.telegram_mode, settings.log_level) == ("poll", "INFO")
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert (settings.data_dir, settings.stages_dir) == (Path("data"), None)
    assert settings.default_language == "th"


def test_the_file_is_read_as_people_write_it(tmp_path: Path) -> None:
    path = env_file(
        tmp_path,
        "\ufeff# note\n\n"
        f'TELEGRAM_BOT_TOKEN="{TOKEN}"  # from BotFather\n'
        "export LOG_LEVEL=debug\n"
        "  HTTP_PORT = 0 # off\n"
        "DEFAULT_LANGUAGE='en'\n"
        "TELEGRAM_MODE=\n"
        "DATA_DIR=/srv/a#b\r\n"
        "SOMETHING_ELSE=1\n",
    )
    settings = Settings.load({}, path)
    assert settings.telegram_bot_token == TOKEN
    assert settings.has_telegram
    assert (settings.log_level, settings.http_port) == ("DEBUG", 0)
    assert settings.default_language == "en"
    assert settings.telegram_mode == "poll"
    assert settings.data_dir == Path("/srv/a#b")
    assert settings.warnings == ()


def test_the_real_environment_wins_and_empty_counts_as_not_given(tmp_path: Path) -> None:
    path = env_file(tmp_path, "HTTP_PORT=1\nLOG_LEVEL=ERROR\n")
    settings = Settings.load({"HTTP_PORT": "2", "LOG_LEVEL": ""}, path)
    assert (settings.http_port, settings.log_level) == (2, "ERROR")


def test_without_arguments_it_reads_the_process_and_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    env_file(tmp_path, "HTTP_HOST=::1\n")
    monkeypatch.setenv("HTTP_PORT", "3")
    settings = Settings.load()
    assert (settings.http_host, settings.http_port) == ("::1", 3)


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert load(TELEGRAM_BOT_TOKEN_FILE=str(tmp_path / "token")).telegram_bot_token == TOKEN
    both = load(TELEGRAM_BOT_TOKEN_FILE="/nowhere", TELEGRAM_BOT_TOKEN=TOKEN)
    assert both.telegram_bot_token == TOKEN


def test_line_works_with_a_token_or_with_the_channels_number() -> None:
    with_token = load(**LINE, PUBLIC_URL="https://bot.example.org/")
    assert with_token.has_line
    assert not with_token.has_telegram
    assert with_token.line_channel_access_token == CHANNEL_TOKEN
    assert with_token.public_url == "https://bot.example.org"
    by_number = load(LINE_CHANNEL_SECRET=CHANNEL_SECRET, LINE_CHANNEL_ID="2000000001")
    assert by_number.has_line
    assert (by_number.line_channel_access_token, by_number.line_channel_id) == ("", "2000000001")


def test_what_is_secret_on_line_may_stand_in_files_too(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{CHANNEL_SECRET}\n")
    (tmp_path / "token").write_text(f"{CHANNEL_TOKEN}\n")
    settings = load(
        LINE_CHANNEL_SECRET_FILE=str(tmp_path / "secret"),
        LINE_CHANNEL_ACCESS_TOKEN_FILE=str(tmp_path / "token"),
    )
    assert settings.line_channel_secret == CHANNEL_SECRET
    assert settings.line_channel_access_token == CHANNEL_TOKEN


def test_one_public_address_serves_both_platforms() -> None:
    both = {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    assert load(**both, PUBLIC_URL="https://a.example.org").telegram_webhook_url == (
        "https://a.example.org"
    )
    apart = {"TELEGRAM_WEBHOOK_URL": "https://b.example.org", "PUBLIC_URL": "https://a.example.org"}
    assert load(**both, **apart).telegram_webhook_url == "https://b.example.org"
    assert load(PUBLIC_URL="http://127.0.0.1:8080").public_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("name", "environ"),
    [
        ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": "canary"}),
        ("TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN": f"{TOKEN} canary"}),
        ("TELEGRAM_BOT_TOKEN_FILE", {"TELEGRAM_BOT_TOKEN_FILE": "/nowhere/canary"}),
        ("TELEGRAM_API_ROOT", {"TELEGRAM_API_ROOT": "canary.example.org"}),
        ("TELEGRAM_MODE", {"TELEGRAM_MODE": "canary"}),
        ("TELEGRAM_WEBHOOK_URL", {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_SECRET": SECRET}),
        (
            "TELEGRAM_WEBHOOK_SECRET",
            {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_URL": "https://example.org"},
        ),
        ("TELEGRAM_WEBHOOK_SECRET", {"TELEGRAM_WEBHOOK_SECRET": "canary"}),
        ("TELEGRAM_WEBHOOK_SECRET", {"TELEGRAM_WEBHOOK_SECRET": "canary canary canary"}),
        (
            "HTTP_PORT",
            {
                "TELEGRAM_MODE": "webhook",
                "TELEGRAM_WEBHOOK_URL": "https://example.org",
                "TELEGRAM_WEBHOOK_SECRET": SECRET,
                "HTTP_PORT": "0",
            },
        ),
        ("HTTP_PORT", {"HTTP_PORT": "canary"}),
        ("HTTP_PORT", {"HTTP_PORT": "65536"}),
        ("HTTP_PORT", {"HTTP_PORT": "-1"}),
        ("LINE_CHANNEL_SECRET", {**LINE, "LINE_CHANNEL_SECRET": ""}),
        ("LINE_CHANNEL_SECRET", {"LINE_CHANNEL_ID": "2000000001"}),
        ("LINE_CHANNEL_SECRET", {**LINE, "LINE_CHANNEL_SECRET": "canary"}),
        ("LINE_CHANNEL_SECRET", {**LINE, "LINE_CHANNEL_SECRET": CHANNEL_SECRET + "0"}),
        ("LINE_CHANNEL_SECRET_FILE", {"LINE_CHANNEL_SECRET_FILE": "/nowhere/canary"}),
        ("LINE_CHANNEL_ACCESS_TOKEN", {"LINE_CHANNEL_SECRET": CHANNEL_SECRET}),
        (
            "LINE_CHANNEL_ACCESS_TOKEN",
            {**LINE, "LINE_CHANNEL_ACCESS_TOKEN": "canary canary canary"},
        ),
        ("LINE_CHANNEL_ACCESS_TOKEN", {**LINE, "LINE_CHANNEL_ACCESS_TOKEN": "canary"}),
        (
            "LINE_CHANNEL_ACCESS_TOKEN_FILE",
            {"LINE_CHANNEL_ACCESS_TOKEN_FILE": "/nowhere/canary"},
        ),
        ("LINE_CHANNEL_ID", {**LINE, "LINE_CHANNEL_ID": "@canary"}),
        ("LINE_API_BASE_URL", {**LINE, "LINE_API_BASE_URL": "canary.example.org"}),
        ("LINE_DATA_API_BASE_URL", {**LINE, "LINE_DATA_API_BASE_URL": "canary.example.org"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "http://canary.example.org"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "canary.example.org"}),
        ("HTTP_PORT", {**LINE, "HTTP_PORT": "0"}),
        ("STAGES_DIR", {"STAGES_DIR": "/nowhere/canary"}),
        ("DEFAULT_LANGUAGE", {"DEFAULT_LANGUAGE": "canary"}),
        ("LOG_LEVEL", {"LOG_LEVEL": "canary"}),
    ],
)
def test_what_cannot_be_used_is_named_and_never_repeated(
    name: str, environ: dict[str, str]
) -> None:
    with pytest.raises(BadSetting) as caught:
        load(**environ)
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: ")
    assert caught.value.say(caught.value.what) == str(caught.value)
    assert "canary" not in str(caught.value).lower()
    assert caught.value.__cause__ is None


def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="Line 2"):
        Settings.load({}, env_file(tmp_path, f"HTTP_PORT=1\n{TOKEN}\n"))


def test_secrets_are_masked() -> None:
    settings = load(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_WEBHOOK_SECRET=SECRET, **LINE)
    for text in (repr(settings), str(settings), f"{settings}"):
        for secret in (TOKEN, SECRET, CHANNEL_SECRET, CHANNEL_TOKEN):
            assert secret not in text
        assert "telegram_bot_token='***'" in text
    assert "telegram_bot_token=''" in repr(load())


@pytest.mark.parametrize(
    "text",
    [
        f"TELEGRAM_BOT_TOKEN={TOKEN}\n",
        f"LINE_CHANNEL_SECRET={CHANNEL_SECRET}\nLINE_CHANNEL_ID=2000000001\n",
    ],
)
def test_an_open_file_with_secrets_is_warned_about(tmp_path: Path, text: str) -> None:
    assert Settings.load({}, env_file(tmp_path, text, 0o600)).warnings == ()
    (warning,) = Settings.load({}, env_file(tmp_path, text, 0o640)).warnings
    assert "chmod 600" in warning
    assert Settings.load({}, env_file(tmp_path, "HTTP_PORT=1\n", 0o644)).warnings == ()


# ── code, example and documentation say the same ─────────────────────────────


def test_the_example_names_every_setting_and_no_other_and_is_usable() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    named = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(named) == sorted(NAMES)
    assert Settings.load({}, ROOT / ".env.example") == load()


def test_the_documentation_names_every_setting() -> None:
    text = (ROOT / "docs/running.md").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in text] == []


def test_every_setting_is_used() -> None:
    if not (ROOT / "bot/app.py").exists():
        pytest.skip("nothing is wired yet")
    used = {
        node.attr
        for module in modules()
        if module.path != "bot/settings.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
    }
    fields = {name.lower() for name in NAMES if not name.endswith("_FILE")} | {"warnings"}
    assert fields - used == set()
