"""Which colours a viewer tells from what lies below: of a text and a curve more than of anything else."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import DARK_BLUE, GRAY_D, MAROON_E, PURE_BLUE, PURE_RED, PURPLE_E, YELLOW, ManimColor

from validation.run.picture import NOTHING, Layer, Painter, _differs

BLACK, WHITE = "#000000", "#FFFFFF"


def seen(kind: str, color: object, below: str = BLACK, opacity: float = 1.0, covered: float = 1.0) -> bool:
    """Whether a colour is seen where it covers a part of a pixel, beside one that it covers."""
    ground = np.array([255 * ManimColor(below).to_rgb()] * 2, dtype=np.float32)
    opacities = np.array([opacity, opacity * covered], dtype=np.float32)
    colors = 255 * np.outer(opacities, ManimColor(color).to_rgb()).astype(np.float32)
    layer = Layer(np.arange(2), colors, opacities, opacities > 0, np.arange(2), (0, 0, 2, 1))
    return bool(_differs(kind, layer, ground, colors - ground * opacities[:, None])[1])


@pytest.mark.parametrize("color", [WHITE, GRAY_D, DARK_BLUE, PURPLE_E, MAROON_E, PURE_BLUE, PURE_RED])
def test_what_is_read_on_black(color: object) -> None:
    assert seen("text", color)
    assert seen("graph", color, covered=0.3)
    assert seen("text", WHITE, opacity=0.3)


@pytest.mark.parametrize("color", ["#2E2E2E", "#000048", "#400000", "#00003C"])
def test_what_is_a_stain_on_black(color: str) -> None:
    assert not seen("text", color)
    assert not seen("graph", color)
    assert seen("shape", color)
    assert not seen("text", WHITE, opacity=0.15)


def pieces_seen(*painted: tuple[str, str, int, float]) -> list[int]:
    """How many pixels are seen of (kind, colour, width, opacity): a row of pixels each, that begin at the left."""
    layers = []
    for kind, color, width, opacity in painted:
        colors = np.tile(255 * opacity * ManimColor(color).to_rgb(), (width, 1)).astype(np.float32)
        layer = Layer(
            np.arange(width), colors, np.full(width, opacity), np.ones(width, bool), np.arange(width), NOTHING.box
        )
        layers.append((layer, kind))
    camera = SimpleNamespace(background=np.zeros((480, 854, 4), dtype=np.uint8))
    return [len(pixels) for pixels in Painter().look(camera, layers)]


def test_a_curve_that_goes_on_along_another_of_its_colour_is_seen() -> None:
    assert pieces_seen(("graph", WHITE, 90, 1), ("graph", WHITE, 100, 1)) == [0, 100]
    assert pieces_seen(("graph", BLACK, 90, 1), ("graph", BLACK, 100, 1)) == [0, 0]
    assert pieces_seen(("shape", WHITE, 90, 1), ("graph", WHITE, 100, 1)) == [0, 10]
    assert pieces_seen(("graph", WHITE, 90, 1), ("graph", WHITE, 100, 0.05)) == [90, 0]
    assert pieces_seen(("graph", WHITE, 90, 1), ("graph", WHITE, 100, 1), ("shape", BLACK, 50, 1))[1] == 50


def test_hues_are_told_apart() -> None:
    assert seen("graph", YELLOW, WHITE)
    assert seen("graph", "#FF0000", "#009500")
    assert not seen("text", "#FAFAFA", WHITE)
