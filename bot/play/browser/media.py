"""Pictures and papers that stand in the chats, each under an address that nobody guesses."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bot.channels.local import Shown
from bot.play.browser import view

TYPES = {
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What the bot makes; anything else is bytes."""
OTHER = "application/octet-stream"


@dataclass(slots=True)
class Media:
    folder: Path
    _kept: dict[str, tuple[Path, str]] = field(default_factory=dict)
    """Token → where it is, the name it is called by."""

    def of(self, shown: Shown) -> dict[str, object]:
        """What is added to the bubble of a message."""
        found: dict[str, object] = {}
        message = shown.message
        if shown.picture is not None and message.picture is not None:
            path, url = self._keep(shown.picture, "")
            found["picture"] = view.picture(path, url, message.picture.alt)
        if shown.file is not None:
            name = shown.file.name
            path, url = self._keep(shown.file, name)
            found["file"] = {"url": url, "name": name, "size_words": view.size_words(path.stat().st_size)}
        return found

    def _keep(self, path: Path, name: str) -> tuple[Path, str]:
        """Under a name of its own: a later paper may be called the same."""
        token = secrets.token_urlsafe(16)
        self.folder.mkdir(parents=True, exist_ok=True)
        own = path.replace(self.folder / token)
        name = name or f"{token[:8]}.png"
        self._kept[token] = own, name
        return own, f"/media/{token}/{quote(name, safe='')}"

    def get(self, token: str, name: str) -> tuple[Path, str, str] | None:
        """Path, name and media type of what this address leads to."""
        found = self._kept.get(token)
        if found is None or found[1] != name:
            return None
        return *found, TYPES.get(Path(name).suffix.lower(), OTHER)
