"""Pictures and papers that stand in the chats, each under an address that nobody guesses."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bot.channels.local import Shown
from bot.play.browser import view
from bot.play.browser.attaching import picture_type

PNG = "image/png"
TYPES = {
    ".png": PNG,
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What the bot makes; of what people send, only what begins as a picture does is shown as one."""
OTHER = "application/octet-stream"


@dataclass(slots=True)
class Media:
    folder: Path
    _kept: dict[str, tuple[Path, str, str]] = field(default_factory=dict)
    """Token → where it is, the name it is called by, its media type."""

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

    def sent(self, name: str, data: bytes) -> dict[str, object]:
        """What is added to the bubble of a person who sends this. Blocking; raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        came = self.folder / f"came-{secrets.token_urlsafe(16)}"
        came.write_bytes(data)
        media_type = picture_type(data)
        path, url = self._keep(came, name, media_type or OTHER)
        if media_type == PNG:
            return {"picture": view.picture(path, url, name)}
        if media_type:
            return {"picture": {"url": url, "alt": name, "width": 0, "height": 0}}
        return {"file": {"url": url, "name": name, "size_words": view.size_words(len(data))}}

    def _keep(self, path: Path, name: str, media_type: str = "") -> tuple[Path, str]:
        """Under a name of its own: a later paper may be called the same."""
        token = secrets.token_urlsafe(16)
        self.folder.mkdir(parents=True, exist_ok=True)
        own = path.replace(self.folder / token)
        name = name or f"{token[:8]}.png"
        media_type = media_type or TYPES.get(Path(name).suffix.lower(), OTHER)
        self._kept[token] = own, name, media_type
        return own, f"/media/{token}/{quote(name, safe='')}"

    def get(self, token: str, name: str) -> tuple[Path, str, str] | None:
        """Path, name and media type of what this address leads to."""
        found = self._kept.get(token)
        return None if found is None or found[1] != name else found
