"""The shell round the core: what came in is worked, what is to be said goes out."""

from bot.facilitator.facilitator import Facilitator

__all__ = ["Facilitator"]
