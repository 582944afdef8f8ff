"""The playground's own folder: one process has it at a time, and whoever takes it begins with nothing."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from bot.render.words import N_
from bot.settings import BadSetting
from bot.store.rows import StoreInUse

LOCK = ".lock"
"""Of the folder; it stays when the rest goes, for it says whose the rest is."""
NOT_OURS = N_(
    "The playground would empty the folder play in this folder, and there is something in it that the "
    "playground did not make. Move it elsewhere, or give another folder."
)


class Ground:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: int | None = None

    def clear(self) -> None:
        """Take the folder, unless it is ours already, and empty it.

        Raises BadSetting where it holds what is not ours, StoreInUse, OSError.
        """
        if self.folder.is_symlink():
            raise BadSetting("DATA_DIR", NOT_OURS)
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._held is None:
            if not (self.folder / LOCK).exists() and any(self.folder.iterdir()):
                raise BadSetting("DATA_DIR", NOT_OURS)
            self._held = _taken(self.folder / LOCK)
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != LOCK:
                path.unlink()

    def release(self) -> None:
        """Somebody else may have it. Twice is harmless."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _taken(path: Path) -> int:
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise StoreInUse(f"{path} is held by another process") from None
    return held
