"""The program that takes frames out of a video inside a sandbox: decoders are large, and the file is a stranger's.

    python stills.py     # reads video.mp4 and times.json, writes still_0.png, still_1.png, ...

It is given to the sandbox as a file and imports nothing of this project. A frame is the last one that is not later than
its time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import av


def main() -> int:
    """Write one PNG for each time in times.json (seconds); a negative time counts as a share of the whole length."""
    times = json.loads(Path("times.json").read_text(encoding="utf-8"))
    with av.open("video.mp4") as container:
        length = float(container.duration or 0) / 1_000_000
        wanted = [-time * length if time < 0 else time for time in times]
        chosen: list[av.VideoFrame | None] = [None] * len(wanted)
        for frame in container.decode(container.streams.video[0]):
            for place, time in enumerate(wanted):
                if frame.time is not None and (chosen[place] is None or frame.time <= time + 1e-3):
                    chosen[place] = frame
    for place, frame in enumerate(chosen):
        if frame is not None:
            # Lessons are thin lines of few colours on black: some 20 kB. (A palette by median cut loses those colours.)
            frame.to_image().save(f"still_{place}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
