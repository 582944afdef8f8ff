"""The broker's page: a partnership on one page of the web, to read; opened by a personal link."""

from __future__ import annotations

from bot.board.routes import board_routes
from bot.board.serving import Bench, Board, address, is_loopback, open_link

__all__ = ["Bench", "Board", "address", "board_routes", "is_loopback", "open_link"]
