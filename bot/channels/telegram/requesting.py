"""How `telegram.Bot` reaches the Bot API: over aiohttp, which LINE and the server use as well.

It costs a third of the time that the library's own client takes for a request (docs/decisions/0040).
"""

from __future__ import annotations

import json

import aiohttp
import msgspec
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

WRITE_FILE = 60.0
"""Seconds more that an answer may take where a file goes along."""
KEPT = 30.0
"""Seconds that a connection nobody uses is kept; Telegram keeps them longer."""
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""The request was not sent: no connection, or none free in time."""


class Request(BaseRequest):
    """Connections to one server. What went wrong is the library's NetworkError or TimedOut; where the request never
    left the house, the cause is one of `NEVER_LEFT`.
    """

    def __init__(self, connections: int, *, answer: float, connect: float, local: bool) -> None:
        """`connections`: kept at most; `answer`, `connect`: seconds; `local`: no proxy of the environment is used."""
        self._connections = connections
        self._answer = answer
        self._connect = connect
        self._local = local
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._answer

    async def initialize(self) -> None:
        """Connections are opened as they are needed."""

    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """As the library's own, but an answer that makes no sense is not written to the log."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or not ("result" in answer or answer.get("ok") is False):
            raise TelegramError("Invalid server response") from None
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. The library hands in more limits; those of this object hold."""
        files = request_data.multipart_data if request_data else None
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else self._answer
        timeout = aiohttp.ClientTimeout(
            total=self._connect + seconds + (WRITE_FILE if files else 0.0), connect=self._connect
        )
        data, headers = _body(request_data)
        try:
            async with self._opened().request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # Its own words carry the address, and with it the token.
            raise NetworkError(type(error).__name__) from error

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=not self._local,
            )
        return self._session


def _body(request_data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str] | None]:
    """The fields as JSON, which costs a tenth of a form; with files in parts, their names as they are, for Telegram
    reads UTF-8 there (core.telegram.org/bots/api, "Making requests").
    """
    if request_data is None or not request_data.parameters:
        return None, None
    files = request_data.multipart_data
    if not files:
        return msgspec.json.encode(request_data.parameters), {"Content-Type": "application/json"}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for part, (filename, content, kind) in files.items():
        form.add_field(part, content, filename=filename, content_type=kind)
    return form, None
