"""LINE. `Line` is the channel; the rest is what it is put together and set up with."""

from bot.channels.line.channel import Line
from bot.channels.line.webhook import WEBHOOK_PATH

__all__ = ["WEBHOOK_PATH", "Line"]
