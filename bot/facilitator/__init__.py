"""The shell round the core: what came in is worked, what is to be said goes out."""

from bot.facilitator.facilitator import Facilitator
from bot.facilitator.floods import Floods

__all__ = ["Facilitator", "Floods"]
