"""The bot's own account at LINE: who it is, its webhook, its quota, its rich menus.

For `python -m bot line setup`, `doctor` and the channel. Calls raise TryLater or Refused, and
Unsure where something may have been done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.channels.base import Refused, Unsure
from bot.channels.line.client import Client, Json

NONE = 404
"""There is no such thing: no webhook set, no menu."""


@dataclass(frozen=True, slots=True)
class Bot:
    user_id: str
    basic_id: str
    """"@123abcde": what people search for."""
    name: str
    chat_mode: str
    """chat | bot. With "chat" the console's chat is on, and people there may answer beside the bot."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    url: str
    active: bool
    """The console's switch "Use webhook"."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of LINE's own try to reach the webhook."""

    success: bool
    status: int
    """The http status that LINE got; zero or less: none."""
    reason: str
    """OK | COULD_NOT_CONNECT | REQUEST_TIMEOUT | ERROR_STATUS_CODE | UNCLASSIFIED, or new ones."""
    detail: str


@dataclass(frozen=True, slots=True)
class Quota:
    limit: int | None
    """Messages a month; None: there is no limit."""
    used: int
    """This month, by LINE's own count, which LINE calls approximate."""

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Menu:
    """A rich menu as LINE lists it."""

    id: str
    name: str
    """Ours, not shown to people: to find again what was made here."""
    chat_bar: str
    body: Json = field(repr=False, default_factory=dict)


class Account:
    """What can be asked and set for the bot's own account; `close` it when done."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def close(self) -> None:
        await self._client.close()

    async def bot(self) -> Bot:
        got = await self._get("/v2/bot/info")
        names = ("userId", "basicId", "displayName", "chatMode")
        return Bot(*(_text(got, name) for name in names))

    async def quota(self) -> Quota:
        got = await self._get("/v2/bot/message/quota")
        used = await self._get("/v2/bot/message/quota/consumption")
        limit = None if got.get("type") == "none" else _number(got, "value")
        return Quota(limit, _number(used, "totalUsage"))

    # ── the webhook ──────────────────────────────────────────────────────────

    async def endpoint(self) -> Endpoint | None:
        """Where LINE posts to; None when nothing was ever set."""
        got = await self._client.get("/v2/bot/channel/webhook/endpoint", also=(NONE,))
        if got is None:
            return None
        got = _object(got)
        return Endpoint(_text(got, "endpoint"), got.get("active") is True)

    async def set_endpoint(self, url: str) -> None:
        """https only, at most 500 characters. It does not turn "Use webhook" on: no API does. It may
        take a minute until LINE uses it.
        """
        await self._client.call("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": url})

    async def test_endpoint(self, url: str = "") -> Tested:
        """Have LINE post an empty webhook there ("" : to the one that is set). 60 an hour at most."""
        body = {"endpoint": url} if url else {}
        answer = await self._client.call("POST", "/v2/bot/channel/webhook/test", body)
        got = _object(answer.body)
        return Tested(
            got.get("success") is True,
            _number(got, "statusCode"),
            _text(got, "reason"),
            _text(got, "detail"),
        )

    # ── rich menus: the picture with areas under a private chat ──────────────

    async def check_menu(self, menu: Json) -> None:
        """Raises Refused with LINE's words when the menu would not be taken."""
        await self._client.call("POST", "/v2/bot/richmenu/validate", menu)

    async def make_menu(self, menu: Json) -> str:
        """The id of the new menu, which has no picture yet. 100 an hour at most."""
        answer = await self._client.call("POST", "/v2/bot/richmenu", menu)
        made = _text(_object(answer.body), "richMenuId")
        if not made:
            raise Unsure
        return made

    async def give_menu_picture(self, menu: str, picture: bytes, kind: str = "image/png") -> None:
        """PNG or JPEG, 1 MB at most, the size that the menu says; cannot be changed afterwards."""
        path = f"/v2/bot/richmenu/{quote(menu, safe='')}/content"
        await self._client.call("POST", path, data=(picture, kind))

    async def show_menu(self, menu: str) -> None:
        """To everyone who has no menu of their own."""
        await self._client.call("POST", f"/v2/bot/user/all/richmenu/{quote(menu, safe='')}")

    async def shown_menu(self) -> str:
        """The id of the menu that everyone sees, "" if there is none."""
        got = await self._client.get("/v2/bot/user/all/richmenu", also=(NONE,))
        return "" if got is None else _text(_object(got), "richMenuId")

    async def menus(self) -> tuple[Menu, ...]:
        """Those made by API; the console's own are not among them."""
        got = (await self._get("/v2/bot/richmenu/list")).get("richmenus")
        return tuple(
            Menu(_text(menu, "richMenuId"), _text(menu, "name"), _text(menu, "chatBarText"), menu)
            for menu in (got if isinstance(got, list) else ())
            if isinstance(menu, Mapping)
        )

    async def delete_menu(self, menu: str) -> None:
        """One that is gone already counts as deleted. 100 an hour at most."""
        path = f"/v2/bot/richmenu/{quote(menu, safe='')}"
        await self._client.call("DELETE", path, also=(NONE,))

    async def _get(self, path: str) -> Json:
        return _object(await self._client.get(path))


def _object(body: object) -> Json:
    if isinstance(body, Mapping):
        return body
    raise Refused("not an answer")


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _number(body: Json, name: str) -> int:
    value = body.get(name)
    return int(value) if isinstance(value, (int, float)) else 0
