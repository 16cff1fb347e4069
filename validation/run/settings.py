"""How Manim is set for a dry run: enough frames for every animation to begin, move and end; no output."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "disable_caching": True,
    "dry_run": True,
    "progress_bar": "none",
    "verbosity": "WARNING",
}
# Manim's -ql. What goes wrong in one frame alone, or only when that is drawn, goes wrong here too.
FAITHFUL: dict[str, Any] = {"frame_rate": 15, "pixel_height": 480, "pixel_width": 854}
# Drawing thousands of faces at every frame takes minutes; after so many seconds of it, it is done once a play.
DRAWING = 12.0
# One frame a second. Every animation is seen at its beginning and at its end, a slow one (the trace) at each second
# between.
QUICK: dict[str, Any] = {"frame_rate": 1, "pixel_height": 48, "pixel_width": 86}

# Half of the frame, in Manim's units, and what a unit is in pixels at 480p (Manim's -ql).
FRAME_X, FRAME_Y = 64 / 9, 4.0
PIXELS_PER_UNIT = 480 / 8


def apply(media_dir: str, *, faithful: bool = False) -> None:
    """Set Manim so, in this process.

    Args:
        media_dir: a folder for formulas.
        faithful: every frame of Manim's -ql; else one a second.
    """
    from manim import config

    config.update({**SETTINGS, **(FAITHFUL if faithful else QUICK), "media_dir": media_dir})


def patch(*, faithful: bool = False) -> None:
    """Make Manim fast, in this process; what a scene does stays the same."""
    from . import quick_copy, quick_draw, quick_mobject, quick_svg

    quick_copy.install()
    quick_svg.install()
    quick_mobject.install()
    quick_draw.install(budget=DRAWING if faithful else 0.0)
