"""Telegram. `Telegram` is the channel; the rest is what it is put together and set up with."""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.commands import Texts
from bot.channels.telegram.pacing import UNPACED, Pace
from bot.channels.telegram.webhook import Webhook

__all__ = ["UNPACED", "Pace", "Telegram", "Texts", "Webhook"]
