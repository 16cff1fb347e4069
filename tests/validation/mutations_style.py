"""Damage to how things are drawn: how strongly, in which colours, how thick, at which size and place."""

import re
from dataclasses import replace

from damage import (
    ALL_LINES,
    AXES_PLAY,
    KINDS,
    NUMBER,
    PLAIN,
    SLOPE,
    ZEROS,
    Kind,
    Lesson,
    NotDamagedError,
    at_start,
    edit,
    later,
    of_dots,
    of_plane,
    of_slope,
    pattern,
    put,
)

SEEN, STROKE, COLOR, STRAY = "drawn.seen", "drawn.stroke", "drawn.color", "drawn.stray"
NUMBERS, GRID, SUMMARY = "drawn.numbers", "drawn.grid", "drawn.summary"
PI = (140, 142, 288, 334)


# A part of a thing is faint, thin, or of another colour

later(
    "lines whose second half is faint",
    "for step in steps[1:]:\n            step[0][len(step[0]) // 2:].set_opacity(0.12)",
    SEEN,
    before=ALL_LINES,
)
of_plane("digits that are faint", "for n in plane.y_axis.numbers:\n        n[1:].set_opacity(0.15)", SEEN)
edit("a curve that fades out", "Create(graph)", "Create(graph.set_stroke(opacity=[1, 0]))", SEEN)
of_plane("an axis that is faint", "plane.y_axis.set_stroke(opacity=0.1)", SEEN)
edit(
    "a label without its brackets",
    "    return plane.add(MathTex(label, color=color, font_size=30).move_to(place))",
    "    said = MathTex(label, color=color, font_size=30).move_to(place)\n"
    "    said[0][1:].set_opacity(0)\n    return plane.add(said)",
    SEEN,
)
of_plane("one axis thin as a hair", "plane.x_axis.set_stroke(width=0.15)", STROKE)
of_plane("a line of the grid six wide", "plane.background_lines[2].set_stroke(width=6)", STROKE)
of_plane("a white line in the grid", "plane.background_lines[1].set_color(WHITE)", COLOR)
of_plane("a red digit", "plane.y_axis.numbers[-1][-1].set_color(RED)", COLOR)
later("letters with a rim", "steps.set_stroke(RED, 1.5)", STROKE, COLOR, before=ALL_LINES)
later("letters with a halo", "steps.set_stroke(RED, 8, background=True)", STROKE, COLOR, before=ALL_LINES)
of_dots("hollow dots", "*[Dot(z, fill_opacity=0, stroke_width=3) for z in (p, q)]", STROKE)
edit("a box in a gradient", "(pair, buff=0.3)", "(pair, buff=0.3).set_stroke(color=[RED, ORANGE])", STRAY)
edit("a box that is nearly black", "(pair, buff=0.3)", "(pair, buff=0.3, color='#222222')", SEEN)
pattern("a hole's circle in a colour of its own", r"Circle\(0\.06, \w+", "Circle(0.06, RED", STRAY, on=(135, 334, 402))

# Colours that are hardly to be told apart

edit("f' in nearly the colour of f", "GREEN", "'#58C4DE'", COLOR)
edit("the tangent in nearly the colour of f", ".set_color(YELLOW)", ".set_color('#58C4DE')", COLOR)
at_start("a grey ground", "self.camera.background_color = '#606060'", SEEN)

# The planes

of_plane("a grid of short lines", "for each in plane.background_lines:\n        each.scale(0.4)", GRID)
of_plane("a grid aslant", "for each in plane.background_lines:\n        each.rotate(0.05)", GRID)
of_plane(
    "a grid without upright lines",
    "plane.background_lines.remove(*[each for each in plane.background_lines if each.width < 0.01])",
    GRID,
)
of_plane(
    "a white line that is a part of an axis",
    "plane.x_axis.add(Line(plane.get_corner(DL), plane.get_corner(UR), stroke_width=2))",
    STRAY,
)
of_plane("axes with tips", "plane.x_axis.add_tip(tip_length=0.5, tip_width=0.5)", STRAY)
pattern("numbers at steps that are not round", rf"(top = panel\(\[{NUMBER}, {NUMBER}), ", r"\1, 0.74 * ", NUMBERS)
later(
    "decimals for multiples of pi",
    "low.x_axis.remove(low.x_axis.labels)\n        low.x_axis.add_numbers([k * PI / 2 for k in (-2, -1, 1, 2)], "
    "direction=DOWN, num_decimal_places=2).numbers.align_to(3.25 * DOWN, UP)",
    NUMBERS,
    before=AXES_PLAY,
    on=PI,
)
later(
    "a number below its row",
    "getattr(low.x_axis, 'numbers', low.x_axis.submobjects[-1])[1].shift(0.08 * DOWN)",
    NUMBERS,
    before=AXES_PLAY,
)
of_plane("a number larger than the others", "plane.y_axis.numbers[-1].scale(1.15, about_edge=RIGHT)", NUMBERS)


def _tall(whole: Lesson) -> Lesson:
    """Make the range of y of the upper axes ten times as tall, in the record too."""
    found = re.search(rf"top = panel\(\[({NUMBER}), ({NUMBER}), ({NUMBER})\]", whole.text)
    if not found:
        raise NotDamagedError("no range of the upper axes")
    tall = [10 * float(number) for number in found.groups()]
    text = put(whole.text, found[0], f"top = panel([{', '.join(f'{number:g}' for number in tall)}]")
    return replace(whole, text=text, record=whole.record | {"y_range": tall})


KINDS.append(Kind("a graph that is flat on tall axes", (NUMBERS,), PLAIN, _tall))

# Dashes, sizes, places

edit("zeros' lines solid by their dashes", "DashedLine(p, q)", "DashedLine(p, q, dashed_ratio=0.99)", STRAY, on=ZEROS)
edit("a dashed tangent", "line = Line(p,", "line = DashedLine(p,", STRAY)
edit("formulas of the summary that touch", ".copy().arrange(DOWN)", ".copy().arrange(DOWN, buff=0.01)", SUMMARY)
edit("formulas of the summary far apart", ".copy().arrange(DOWN)", ".copy().arrange(DOWN, buff=3)", SUMMARY)
edit("f small beside f'", "shown = FadeIn(", "pair[0].scale(0.6)\n        shown = FadeIn(", SUMMARY)
of_slope("the slope far from the axes", "[4, -3.6, 0]", SLOPE)
pattern("a slope number larger than its label", r"(DecimalNumber\(.*font_size=)30", r"\g<1>39", SLOPE)
edit("a slope number above its label", "slope.next_to(name)", "slope.next_to(name).shift(0.2 * UP)", SLOPE)
later("the title alone in a corner", "title.to_corner(DR)", "drawn.title", before="        self.play(Write(title)")
