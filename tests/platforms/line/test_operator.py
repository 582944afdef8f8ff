"""What the operator runs: `line setup` and `doctor`, against LINE as it answers."""

from __future__ import annotations

from tests.platforms.line.after import clean
from tests.platforms.line.chats import Chats
from tests.platforms.line.standin import Line
from tests.platforms.strict import Bot

AREAS = 6


def address(line: Line) -> dict[str, str]:
    return {"PUBLIC_URL": line.webhook.removesuffix("/line")}


def test_setup_sets_the_webhook_and_the_menu(line: Line, bot: Bot) -> None:
    bot.start()
    control = line.control
    control.settings(webhook_url=None)
    for _ in range(2):  # a second time changes nothing
        done = bot.command("line", "setup", **address(line))
        assert done.returncode == 0, done.stdout + done.stderr
    assert control.info()["settings"]["webhook_url"] == line.webhook
    tested = control.requests("testWebhookEndpoint")
    assert tested, "the webhook was not tried"
    assert all(r["response"]["success"] for r in tested)
    assert line.secrets[1] not in done.stdout + done.stderr

    c = Chats(control, line.log)
    somsri = c.user("สมศรี")
    control.add_friend(somsri)
    c.expect(somsri)
    menu = control.requests("createRichMenu")[-1]["body"]
    labels = [area["action"]["label"] for area in menu["areas"]]
    assert len(set(labels)) == AREAS
    for label in labels:
        c.settle()
        before = c.seq()
        control.tap_menu(somsri, label)
        c.expect(somsri, after=before)
    c.settle()
    clean(line, "no_webhook", "no_default_menu")  # whether there is one, is asked


def test_doctor_finds_nothing_and_then_what_is_wrong(line: Line, bot: Bot) -> None:
    bot.start()
    bot.command("line", "setup", **address(line))
    well = bot.command("doctor", **address(line))
    said = well.stdout + well.stderr
    assert well.returncode == 0, said
    for secret in line.secrets:
        assert secret not in said
    line.control.settings(webhook_active=False)
    ill = bot.command("doctor", **address(line))
    assert ill.returncode != 0, ill.stdout
    assert ill.stdout != well.stdout
    line.control.settings(webhook_active=True, webhook_url="http://127.0.0.1:9/elsewhere")
    elsewhere = bot.command("doctor", **address(line))
    assert elsewhere.returncode != 0, elsewhere.stdout
    refused = bot.command("doctor", LINE_CHANNEL_ACCESS_TOKEN="x" * 40, **address(line))
    assert refused.returncode != 0, refused.stdout
