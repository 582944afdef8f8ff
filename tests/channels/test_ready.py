"""What /readyz says of LINE: over a real socket, before the real house."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot import app, questionnaire
from bot.channels.line.errors import TokenRejected
from bot.render.renderer import Renderer
from bot.settings import Settings
from tests.channels.line.fakes import a_line


async def test_a_refused_token_is_not_ready(tmp_path: Path, unused_tcp_port: int) -> None:
    settings = Settings(http_port=unused_tcp_port)
    cycle = questionnaire.load(settings.stages_dir)
    async with a_line(start=False) as here:
        channels = {here.line.name: here.line}
        house = app.opened(tmp_path / "x.db", channels, cycle=cycle, render=Renderer())
        async with house as opened, aiohttp.ClientSession() as client:
            server = app._server(settings, (here.line,), opened, cycle)
            assert server is not None
            await server.start()

            async def said() -> tuple[int, str]:
                async with client.get(f"http://127.0.0.1:{server.port}/readyz") as answer:
                    return answer.status, await answer.text()

            assert await said() == (503, "line has not answered")
            await here.line.start()
            assert await said() == (200, "ok")
            here.fake.say("/v2/bot/info", 401, {"message": "Authentication failed."})
            with pytest.raises(TokenRejected):
                await here.line.account.bot()
            assert await said() == (503, "line refuses the token")
            await here.line.account.bot()
            assert await said() == (200, "ok")
            await server.close()
