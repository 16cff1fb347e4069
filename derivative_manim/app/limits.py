"""How much a server gives: to one video, to all who wait, and to what is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """The limits of a server.

    Attributes:
        at_once: videos made at a time.
        waiting: people who may wait beside them; the next one is told to come back.
        cpu_seconds: processor time of one process of a video.
        wall_seconds: time of a video by the clock, after which it is ended.
        memory_bytes: address space of one process of a video.
        file_bytes: the largest file that it may write.
        request_bytes: the longest request that is read.
        kept: lessons kept for download; the oldest goes first.
        kept_bytes: what they may take together.
        kept_seconds: how long one is kept.
    """

    at_once: int = field(default_factory=lambda: max(1, (os.cpu_count() or 2) // 4))
    waiting: int = 20
    cpu_seconds: int = 300
    wall_seconds: float = 900.0
    memory_bytes: int = 6144 * MIB
    file_bytes: int = 256 * MIB
    request_bytes: int = 64 * 1024
    kept: int = 100
    kept_bytes: int = 1024 * MIB
    kept_seconds: float = 2 * 3600.0
