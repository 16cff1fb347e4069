"""The grammars of constrained decoding: what a scene, and an answer that fills its slots, may look like.

They constrain the form only: any function, derivative, line and number fits, so they can prevent a syntax error or an
invented call, and can neither find nor mend a wrong derivative. Nor do they make the model stop.

The constant text of a scene is not written down here a second time. It is read from the generator's own Jinja template,
and each of its slots is given a rule of scene.lark; a slot that has none is an error, so the two cannot disagree
unnoticed. The language of the grammars is llguidance's dialect of Lark,
https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from ..errors import FinetuneError

# A derivation has this many lines, the dataset's have 4 to 8; fill.lark says the same.
_LINES = "{4,9}"

# Blocks that no lesson of the dataset has: they are for users of the animator.
_UNUSED = ("ifinks", "ifpicture.atisnotnone", "ifcommaandpicture.decimals")

# The slots of the template, blanks left out, and the rule for each.
_SLOTS = {
    "record.function": "text",
    # What is learned names no id, which no question tells.
    '"Scene "+record.id+", made"ifrecord.idelse"Made"': '"Made"',
    "x_range": "x_range",
    "list(picture.y_range)": "range",
    "list(picture.dy_range)": "range",
    "line": "latex",
    "f_code": "code",
    "df_code": "code",
    '", numbers"ifpowers': '", numbers"?',
    '"add_labels(numbers, LEFT, font_size=20).labels"ifpowerselse"add_numbers(direction=LEFT).numbers"': "y_numbers",
    "title": "title",
    "title_size": "font_size",
    "place(picture.label)": "place",
    "place(picture.slope_label)": "place",
    "y_labels(picture.y_range)": "y_labels?",
    "y_labels(picture.dy_range)": "y_labels?",
    "x_labels": "x_labels",
    "corner_scale": "size",
    "font": "font_size",
    "slices": "slices",
    "room": "size",
    "centre": "number",
    "turn": "turn",
    "write_time": '", run_time=1"?',
    "number(picture.trace[0])": "number",
    "number(picture.trace[1])": "number",
    "number(slope_x)": "number",
    "number(picture.tangent_length)": "size",
    "picture.decimals": "decimals",
    "trail": "range",
    "trace_time": "font_size",
    "numbers(picture.critical)": "numbers",
    'added("graph","top","BLUE",picture.asymptotes,picture.holes,picture.y_range)': "added_f",
    'added("slopes","low","GREEN",picture.slope_asymptotes,picture.slope_holes,picture.dy_range)': "added_df",
    'plot("top","f",picture.pieces,"BLUE")': "plot_f",
    'plot("top","f",picture.pieces,"BLUE",group=True)': "(one_f | group_f)",
    'plot("low","df",picture.slope_pieces,"GREEN")': "plot_df",
    'plot("low","df",picture.slope_pieces,"GREEN",group=True)': "(one_df | group_df)",
    '".scale(1.2)"ifpair_fits': '".scale(1.2)"?',
    "last_page": "INTEGER?",
    # What a user of the animator may change is in the dataset always the same.
    "seconds(3)": '"3"',
    "seconds(trace_time)": "font_size",
    "lasting(1)": "",
    "lasting(2)": "",
    "lasting(6)": "",
    "reading": '"1.5 + len(step[0]) / 50"',
    "slope": '"slope"',
    '", group_with_commas=False"ifcomma': "",
    "first": '"title"',
    "number(picture.trace[0]ifpicture.atisnoneelsepicture.at)": "number",
}


def grammar_for(target: str) -> str:
    """Give the grammar of a target's answers, in llguidance's dialect of Lark."""
    start = f"start: {' '.join(_scene_parts(_template()))}\n\n" if target == "direct" else ""
    names = ("scene" if target == "direct" else "fill", "common")
    return start + "\n".join(Path(__file__).with_name(f"{name}.lark").read_text(encoding="utf-8") for name in names)


def _template() -> Iterator[tuple[str, str]]:
    """Split the generator's template into constant text (`data`), slots and blocks, their text without blanks."""
    from derivative_manim.generation.scene import _ENVIRONMENT

    source = files("derivative_manim.generation").joinpath("scene.py.jinja").read_text(encoding="utf-8")
    inside: list[str] = []
    for _, kind, value in _ENVIRONMENT.lex(source):
        if kind == "data":
            yield kind, value
        elif kind in ("variable_begin", "block_begin"):
            inside = []
        elif kind in ("variable_end", "block_end"):
            yield kind.partition("_")[0], "".join(inside)
        elif kind != "whitespace":
            inside.append(value)


def _scene_parts(template: Iterator[tuple[str, str]]) -> Iterator[str]:
    alternatives: list[bool] = []  # of the blocks that are open: whether there is an `else`
    unused = 0  # how deep in a block that no lesson has
    for kind, text in template:
        if kind == "block" and (unused or text in _UNUSED):
            unused += text.startswith("if") - (text == "endif")
        elif unused:
            continue
        elif kind == "data":
            # The lexer takes the longest string: what two alternatives have in common is to be one of its own.
            for part in re.split(r"(?<=slopes = )(?=VGroup\()|(?<=^\))(?=\n)", text):
                yield json.dumps(part)  # a string of Lark is escaped as one of JSON is
        elif kind == "variable" and text in _SLOTS:
            yield _SLOTS[text]
        elif kind == "block" and text == "forlineinlines":
            yield "("
        elif kind == "block" and text == "endfor":
            yield ")" + _LINES
        elif kind == "block" and text.startswith("if"):
            alternatives.append(False)
            yield "("
        elif kind == "block" and text.startswith(("elif", "else")):
            alternatives[-1] = True
            yield "|"
        elif kind == "block" and text == "endif":
            yield ")" if alternatives.pop() else ")?"
        else:
            raise FinetuneError(
                f"the template of the scene has {text!r}, for which there is no rule: add one to "
                "finetune/grammar/rules.py"
            )
