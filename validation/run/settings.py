"""How a scene is run: how many frames, how many of them are drawn, and what of Manim is made fast."""

import time
from functools import wraps
from typing import Any

# Half of the frame, in Manim's units, and what a unit is in pixels at 480p (Manim's -ql).
FRAME_X, FRAME_Y = 64 / 9, 4.0
PIXELS_PER_UNIT = 480 / 8
# The first frame of a play and every fourth after it are drawn as Manim draws them: what goes wrong when a frame is
# drawn goes wrong here too. They are for so much processor time, by the frames' quality; after that, as drawing
# thousands of faces takes minutes, each thing is drawn for the snapshots only.
DRAWN = 4
DRAWING = {"low": 6.0, "high": 2.0}
# In the larger size a play has no more frames than in the usual one: more would show nothing else.
MOST_FRAMES = 15


def patch(*, faithful: bool, quality: str) -> None:
    """Make Manim fast, in this process: faithful with every frame of its -ql, drawn; else with one a second."""
    # Not at the top: who needs the frame's size needs no Manim.
    from . import quick_copy, quick_svg

    quick_copy.install()
    quick_svg.install()
    _draw(DRAWING[quality] if faithful else 0.0)
    if not faithful:
        _step(1.0, 1.0)
    elif quality != "low":
        _step(0.0, 1 / MOST_FRAMES)


def _step(first: float, step: float) -> None:
    """Let every play have frames at these times only."""
    import numpy as np
    from manim import Scene

    usual = Scene.get_time_progression

    def get_time_progression(self: Any, run_time: float, *args: Any, **options: Any) -> Any:
        progression = usual(self, run_time, *args, **options)
        if len(progression.iterable) > 1:  # else the animation is skipped
            progression.iterable = np.arange(first, run_time, step)
            progression.disable = True  # nobody looks at the bar
        return progression

    Scene.get_time_progression = wraps(usual)(get_time_progression)


def _draw(budget: float) -> None:
    """Draw frames for so many seconds of processor time only."""
    from manim.renderer.cairo_renderer import CairoRenderer

    draw = CairoRenderer.update_frame
    spent, frame, played = 0.0, 0, None

    def update_frame(self: Any, scene: Any, *args: Any, **options: Any) -> None:
        nonlocal spent, frame, played
        frame = frame + 1 if scene.animations is played else 0
        played = scene.animations
        if (spent < budget and frame % DRAWN == 0) or played is None:  # none: the picture of a scene that plays nothing
            start = time.process_time()
            draw(self, scene, *args, **options)
            spent += time.process_time() - start

    CairoRenderer.update_frame = wraps(draw)(update_frame)
    if not budget:
        # A copy of the picture, which nobody keeps.
        CairoRenderer.get_frame = wraps(CairoRenderer.get_frame)(lambda self: self.camera.pixel_array)
