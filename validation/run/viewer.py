"""The program that opens a video inside a sandbox: decoders are large, and the file is a stranger's.

    python -m validation.run.viewer 3> report     # reads video.mp4

It reports a JSON object: `seconds`, `lit` (for each second, how many pixels are not dark), `moving` (how many
seconds differ from the one before).
"""

import json
import os
import sys

import av
import numpy as np

DARK = 40  # of 255
REPORT = 3


def main() -> int:
    """Look at video.mp4."""
    lit: list[int] = []
    moving = 0
    last = None
    with av.open("video.mp4") as container:
        stream = container.streams.video[0]
        seconds = float(container.duration or 0) / 1_000_000
        for frame in container.decode(stream):
            if frame.time is None or frame.time < len(lit):
                continue
            grey = frame.to_ndarray(format="gray").astype(np.int16)
            lit.append(int((grey > DARK).sum()))
            if last is not None and grey.shape == last.shape:
                moving += bool((np.abs(grey - last) > DARK).sum() > 20)
            last = grey
    os.write(REPORT, json.dumps({"seconds": seconds, "lit": lit, "moving": moving}).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
