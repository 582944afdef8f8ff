"""Two platforms as one: whoever has a number is on Telegram, whoever has a name that begins with a letter on LINE."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.platforms.line.chats import Chats


@dataclass
class Both:
    """The hands and eyes of everybody, wherever they are. New people and groups are on LINE."""

    line: Chats
    telegram: Any
    _seen: dict[str, int] = field(default_factory=lambda: {"line": 0, "telegram": 0})
    _events: list[dict[str, Any]] = field(default_factory=list)

    def at(self, chat: Any) -> Any:
        return self.telegram if isinstance(chat, int) else self.line

    def user(self, name: str, **more: Any) -> Any:
        return self.line.user(name, **more)

    def group(self, title: str, owner: str) -> Any:
        return self.line.group(title, owner)

    def join(self, chat: Any, user: Any) -> None:
        self.at(chat).join(chat=chat, user=user)

    def send(self, user: Any, text: str, **more: Any) -> Any:
        return self.at(user).send(user=user, text=text, **more)

    def press(self, user: Any, label: str, **more: Any) -> None:
        self.at(user).press(user=user, label=label, **more)

    def follow(self, user: Any, url: str) -> None:
        self.at(user).follow(user=user, url=url)

    def messages(self, chat: Any, *, bot_only: bool = True, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.at(chat).messages(
            chat=chat, bot_only=bot_only, after=after
        )
        return found

    def expect(self, chat: Any, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.at(chat).expect(chat, **more)
        return found

    def events(self, after: int) -> list[dict[str, Any]]:
        for name, side in (("line", self.line), ("telegram", self.telegram)):
            for event in side.events(after=self._seen[name]):
                self._seen[name] = event["seq"]
                self._events.append({**event, "seq": len(self._events) + 1})
        return self._events[after:]

    def transcript(self, chat: Any) -> str:
        return str(self.at(chat).transcript(chat=chat))

    def settle(self, quiet: float = 0.4, timeout: float = 60.0) -> None:
        self.telegram.settle(quiet=max(quiet, 1.5), timeout=timeout)
        self.line.settle(quiet=quiet, timeout=timeout)
