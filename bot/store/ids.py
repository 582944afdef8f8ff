"""Ids made by us: 128 bits, the time first, so that they sort by when they were made (after RFC
9562, UUIDv7).
"""

from __future__ import annotations

import secrets
import time

RANDOM_BITS = 80


def new_id() -> str:
    """32 hexadecimal digits: 48 bits of milliseconds since 1970, then 80 of chance."""
    return f"{time.time_ns() // 1_000_000 << RANDOM_BITS | secrets.randbits(RANDOM_BITS):032x}"
