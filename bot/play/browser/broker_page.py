"""The broker's page of whatever partnership is being played: it begins anew with the playground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.app import House
from bot.board import Bench, Board, open_link
from bot.channels.base import TryLater
from bot.core.cycle import Cycle
from bot.message import File, Made, Picture
from bot.play.browser.session import Playground
from bot.store.store import Store

SOON = 1.0
"""Seconds after which a playground that begins anew has done so."""


class PlayedBoard(Board):
    """Looks into the house that is open now. Raises `TryLater` while there is none."""

    def __init__(self, playground: Playground) -> None:
        object.__setattr__(self, "_playground", playground)
        object.__setattr__(self, "bench", Bench())

    _playground: Playground

    @property
    def url(self) -> str:
        return self._playground.address

    @property
    def _house(self) -> House:
        house = self._playground.house
        if house is None:
            raise TryLater(SOON)
        return house

    @property
    def store(self) -> Store:
        return self._house.store

    @property
    def cycle(self) -> Cycle:
        return self._playground.scene.questions

    @property
    def clock(self) -> Callable[[], datetime]:
        return self._playground.scene.clock

    async def make(self, partnership: str, order: File) -> Made | None:
        return await self._house.facilitator.serving.paper(partnership, order)

    async def draw(self, picture: Picture) -> bytes | None:
        return await self._house.facilitator.serving.picture(picture)


async def link(playground: Playground) -> str:
    """A fresh link for the broker who is played; "" while there is no partnership."""
    partnership, house = playground.players.partnership, playground.house
    if partnership is None or house is None or not partnership.brokers:
        return ""
    person = partnership.brokers[0].person
    return await open_link(
        house.store, partnership.id, person, playground.address, playground.scene.clock()
    )
