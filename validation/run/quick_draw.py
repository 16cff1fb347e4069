"""Drawing once a play, or for so many seconds, instead of at every frame that nobody sees.

Animations still move in steps of the frame rate, updaters run, and time passes as it does in Manim; what is drawn at
the end of each play is drawn for the errors that drawing can raise. A play that is shorter than a frame at so few
frames a second keeps its own length.
"""

import time
from typing import Any

from manim.utils.iterables import list_update

from .settings import FAITHFUL, QUICK


def install(budget: float = 0.0) -> None:
    """Make Manim's Cairo renderer draw so, in this process.

    Args:
        budget: seconds of processor time for which every frame is drawn, as Manim does, before that begins.
    """
    from manim import Scene, config
    from manim.renderer.cairo_renderer import CairoRenderer

    validate = Scene.validate_run_time.__func__
    play = CairoRenderer.play
    draw = CairoRenderer.update_frame
    keep_static = CairoRenderer.save_static_frame_data
    spent = 0.0

    def validate_run_time(cls: Any, *args: Any, **options: Any) -> Any:
        rate = config.frame_rate
        if rate != QUICK["frame_rate"]:
            return validate(cls, *args, **options)
        config.frame_rate = FAITHFUL["frame_rate"]
        try:
            return validate(cls, *args, **options)
        finally:
            config.frame_rate = rate

    def update_frame(self: Any, scene: Any, mobjects: Any = None, *args: Any, **options: Any) -> None:
        nonlocal spent
        if spent < budget or not getattr(self, "_playing", False):
            start = time.process_time()
            draw(self, scene, mobjects, *args, **options)
            spent += time.process_time() - start

    def save_static_frame_data(self: Any, scene: Any, static_mobjects: Any) -> Any:
        if spent < budget:
            return keep_static(self, scene, static_mobjects)
        self.static_image = None
        return None

    def played(self: Any, scene: Any, *args: Any, **options: Any) -> None:
        self._playing = True
        try:
            play(self, scene, *args, **options)
        finally:
            self._playing = False
        if spent < budget:
            return
        shown = list_update(scene.mobjects, scene.foreground_mobjects)
        known = self.__dict__.setdefault("_drawn", {})
        fresh = [mobject for mobject in shown if id(mobject) not in known]
        known.update((id(mobject), mobject) for mobject in fresh)
        self.camera.reset()
        self.camera.capture_mobjects(fresh)

    Scene.validate_run_time = classmethod(validate_run_time)
    CairoRenderer.update_frame = update_frame
    CairoRenderer.save_static_frame_data = save_static_frame_data
    CairoRenderer.play = played
