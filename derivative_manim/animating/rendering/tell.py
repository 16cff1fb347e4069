"""What the processes of the renderer tell: lines of JSON on what was standard output when the program started."""

from __future__ import annotations

import json
import os
from typing import Any

_channel = 1


def claim_output() -> None:
    """Keep standard output for ourselves: what a library prints goes to standard error."""
    global _channel
    _channel = os.dup(1)
    os.dup2(2, 1)


def tell(name: str, **what: Any) -> None:
    """Tell of a job; a line is written at once, so that processes can share the channel."""
    line = json.dumps({"id": name, **what}).encode() + b"\n"
    while line:
        line = line[os.write(_channel, line) :]
