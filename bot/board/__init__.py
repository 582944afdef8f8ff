"""The broker's page: a partnership on one page of the web, to read; opened by a personal link."""

from __future__ import annotations

from bot.board.routes import board_routes
from bot.board.serving import Board, address, open_link

__all__ = ["Board", "address", "board_routes", "open_link"]
