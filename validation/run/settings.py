"""How a scene is run: how many frames, how many of them are drawn, and what of Manim is made fast."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

import numpy as np

# Half of the frame, in Manim's units, and what a unit is in pixels at 480p (Manim's -ql).
FRAME_X, FRAME_Y = 64 / 9, 4.0
PIXELS_PER_UNIT = 480 / 8
# Processor time for which frames are drawn as Manim draws them, by the frames' quality. What goes wrong when a frame is
# drawn goes wrong here too; after that, as drawing thousands of faces takes minutes, each thing is drawn for the
# snapshots only.
DRAWING = {"low": 12.0, "high": 4.0}
# In the larger size a play has no more frames than in the usual one: more would show nothing else.
MOST_FRAMES = 15


def patch(*, faithful: bool, quality: str) -> None:
    """Make Manim fast, in this process; what a scene does stays the same.

    Args:
        faithful: every frame of Manim's -ql, drawn; else one a second.
        quality: low, Manim's -ql, or high, its -qh with the frames of -ql.
    """
    from manim import Scene

    from . import quick_copy, quick_svg

    quick_copy.install()
    quick_svg.install()
    _draw(DRAWING[quality] if faithful else 0.0)
    if not faithful:
        Scene.get_time_progression = _progression(_few)
    elif quality != "low":
        Scene.get_time_progression = _progression(lambda seconds: np.arange(0, seconds, 1 / MOST_FRAMES))


def _few(seconds: float) -> Iterable[float]:
    return np.arange(1, seconds, 1.0)


def _progression(moments: Any) -> Any:
    from manim import Scene
    from tqdm import tqdm  # type: ignore[import-untyped]

    usual = Scene.get_time_progression

    def get_time_progression(
        self: Any, run_time: float, description: str, n_iterations: Any = None, override_skip_animations: bool = False
    ) -> Any:
        left_out = self.renderer.skip_animations and not override_skip_animations
        return tqdm([run_time] if left_out else moments(run_time), disable=True)

    return wraps(usual)(get_time_progression)


def _draw(budget: float) -> None:
    """Draw frames for so many seconds of processor time only."""
    import time

    from manim.renderer.cairo_renderer import CairoRenderer

    draw = CairoRenderer.update_frame
    spent = 0.0

    def update_frame(self: Any, scene: Any, *args: Any, **options: Any) -> None:
        nonlocal spent
        if spent < budget or scene.animations is None:  # none: the picture of a scene that plays nothing
            start = time.process_time()
            draw(self, scene, *args, **options)
            spent += time.process_time() - start

    def get_frame(self: Any) -> Any:
        return self.camera.pixel_array  # nobody keeps it

    CairoRenderer.update_frame = wraps(draw)(update_frame)
    if not budget:
        CairoRenderer.get_frame = wraps(CairoRenderer.get_frame)(get_frame)
