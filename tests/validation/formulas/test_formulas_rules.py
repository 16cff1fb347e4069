"""Every rule of the mathematics has damage that breaks it, with the exact text; the lesson itself has no problem."""

import copy
from typing import Any

import pytest

from validation.mathematics import RULES, check
from validation.problem import Problem
from validation.scene_file import SceneFile

LESSON = r'''"""The derivative of x**2/(x + 1)."""

from manim import *
import numpy as np

X_RANGE = [-4, 4, 1]
STEPS = [
    r"f(x) = \frac{x^{2}}{x + 1}",
    r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
    r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1",
    r"f'(x) = \frac{2x \cdot (x + 1) - x^{2} \cdot 1}{(x + 1)^{2}}",
    r"f'(x) = \frac{x^{2} + 2x}{(x + 1)^{2}}",
]


def f(x):
    return x**2 / (x + 1)


def df(x):
    return (x**2 + 2 * x) / (x + 1) ** 2


def panel(y_range, y, label, color):
    plane = NumberPlane(X_RANGE, y_range, 6.4, 2.6).move_to([-3.15, y, 0])
    return plane.add(MathTex(label, color=color, font_size=30).next_to(plane, buff=0.1).shift(UP))


class DerivativeVisualization(Scene):
    def construct(self):
        title = MathTex(STEPS[0], color=BLUE, font_size=72)
        top = panel([-8, 4, 2], 1.35, "f(x)", BLUE)
        low = panel([-4, 4, 2], -1.85, "f'(x)", GREEN)
        graph = VGroup(*[top.plot(f, [a, b, 0.02], color=BLUE) for a, b in [(-4, -1.2), (-0.9, 4)]])
        for a, b in [((-1, -8), (-1, 4)), ((-4, -5), (4, 3))]:
            graph.add(DashedLine(top.c2p(*a), top.c2p(*b), color=GRAY))
        steps = VGroup(*[MathTex(s, font_size=36) for s in STEPS])
        x = ValueTracker(-0.5)
        name = MathTex(r"\text{slope} =", font_size=30).move_to([-1.6, -0.25, 0])

        def moment():
            a = x.get_value()
            p, q = top.c2p(a, f(a)), low.c2p(a, df(a))
            line = Line(p, top.c2p(a + 1, f(a) + df(a))).set_length(2).move_to(p)
            return VGroup(name, line, Dot(p), Dot(q))

        trail = low.plot(df, [-0.5, 3, 0.02], color=GREEN)
        self.play(x.animate.set_value(3), Create(trail), run_time=6)
        df_graph = VGroup(*[low.plot(df, [a, b, 0.02], color=GREEN) for a, b in [(-4, -1.4), (-0.6, 4)]])
        for a in [-2, 0]:
            p, q = top.c2p(a, f(a)), low.c2p(a, 0)
            self.add(DashedLine(p, q))
'''

RECORD: dict[str, Any] = {
    "function": "x**2/(x + 1)",
    "function_latex": r"\frac{x^{2}}{x + 1}",
    "derivative": "(x**2 + 2*x)/(x + 1)**2",
    "derivative_latex": r"\frac{x^{2} + 2x}{(x + 1)^{2}}",
    "rules": ["quotient", "power", "sum", "constant"],
    "steps": [
        {"rule": "function", "latex": r"f(x) = \frac{x^{2}}{x + 1}", "expression": "x**2/(x + 1)"},
        {
            "rule": "quotient",
            "latex": r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
            "expression": "diff(u/v, x) = (du*v - u*dv)/v**2",
        },
        {
            "rule": "quotient",
            "latex": r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1",
            "expression": "u = x**2; du = 2*x; v = x + 1; dv = 1",
        },
        {
            "rule": "quotient",
            "latex": r"f'(x) = \frac{2x \cdot (x + 1) - x^{2} \cdot 1}{(x + 1)^{2}}",
            "expression": "((2*x)*(x + 1) - (x**2)*(1))/((x + 1)**2)",
        },
        {
            "rule": "result",
            "latex": r"f'(x) = \frac{x^{2} + 2x}{(x + 1)^{2}}",
            "expression": "(x**2 + 2*x)/(x + 1)**2",
        },
    ],
    "domain": "(-oo, -1) U (-1, oo)",
    "x_range": [-4.0, 4.0, 1.0],
    "instruction": "Develop code to animate the derivative of x**2/(x + 1)",
    "instruction_standard": "Build an animated derivative visualization for: f(x) = x**2/(x + 1)",
}

Damage = tuple[tuple[str, str], ...]


def damaged(damage: Damage) -> tuple[str, dict[str, Any]]:
    """The lesson and its record with some texts replaced: in the scene, and in the record's steps where they stand."""
    text, record = LESSON, copy.deepcopy(RECORD)
    for old, new in damage:
        if old.startswith("record."):
            record[old.removeprefix("record.")] = new
            continue
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the lesson"
        text = text.replace(old, new)
        for step in record["steps"]:
            step["latex"] = step["latex"].replace(old, new)
    return text, record


def problems(damage: Damage = ()) -> list[Problem]:
    text, record = damaged(damage)
    return check(SceneFile("scene.py", text), record)


BROKEN: dict[str, tuple[Damage, str]] = {
    "mathematics.code": (
        (("return x**2 / (x + 1)", "return eval('x')"),),
        "scene.py:16: error: mathematics.code: the function f is not read: the function eval is not known "
        "(write f(x) as one formula of numbers and NumPy's functions)",
    ),
    "mathematics.function": (
        (("return x**2 / (x + 1)", "return x**2 / (x + 2)"),),
        "scene.py:16: error: mathematics.function: the record's function is \"x**2/(x + 1)\", but the code's f is not "
        "the same: at x = -2.84 they are -4.384 and -9.601 (make them one)",
    ),
    "mathematics.derivative": (
        (("(x**2 + 2 * x)", "(x**2 - 2 * x)"),),
        "scene.py:20: error: mathematics.derivative: df is not the derivative of f: at x = -2.84 they are 4.06 and "
        "0.7047 (the derivative is -x**2/(x + 1)**2 + 2*x/(x + 1))",
    ),
    "mathematics.latex": (
        ((r"f(x) = \frac", r"f(x) = \fraction"),),
        'scene.py:8: error: mathematics.latex: the text "f(x) = \\fraction{x^{2}}{x + 1}" is not read: '
        "\\fraction is not read (write it in plain LaTeX)",
    ),
    "mathematics.line": (
        ((r"(x + 1) - x^{2} \cdot 1", r"(x + 1) + x^{2} \cdot 1"),),
        "scene.py:11: error: mathematics.line: the line "
        r""""f'(x) = \frac{2x \cdot (x + 1) + x^{2} \cdot 1}{(x + 1)^{2}}" says that """
        "f'(x) is (x**2*1 + 2*x*(x + 1))/((x + 1)**2), which is false: at x = -2.84 they are 5.469 and 0.7047 "
        "(correct the line)",
    ),
    "mathematics.rule": (
        ((r"\text{Quotient rule:}", r"\text{Product rule:}"),),
        "scene.py:9: error: mathematics.rule: the line "
        r""""\text{Product rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}" names the product rule, """
        "but states the quotient rule (name the rule that is stated)",
    ),
    "mathematics.order": (
        (('    r"f(x) = \\frac{x^{2}}{x + 1}",\n', ""),),
        "scene.py:8: error: mathematics.order: the first line "
        r""""\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}" is not the function """
        "(begin with f(x) = ...)",
    ),
    "mathematics.undecided": (
        ((r"\frac{2x \cdot (x + 1) - x^{2} \cdot 1}{(x + 1)^{2}}", r"\lim_{h \to 0} \frac{x + h}{h}"),),
        """scene.py:11: error: mathematics.undecided: the line "f'(x) = \\lim_{h \\to 0} \\frac{x + h}{h}" could not """
        "be decided: a limit is not taken (write it more plainly)",
    ),
    "mathematics.record": (
        (("record.domain", "(-oo, oo)"),),
        "scene.py: error: mathematics.record: the record's domain (-oo, oo) holds x = -1, where f has a pole "
        "(correct the domain)",
    ),
    "mathematics.zero": (
        (("for a in [-2, 0]", "for a in [-2, 1]"),),
        "scene.py:50: error: mathematics.zero: x = 1 is marked as a zero of the derivative, which is 0.75 there "
        "(mark its zeros)",
    ),
    "mathematics.interval": (
        (("[(-4, -1.2), (-0.9, 4)]", "[(-4, 4)]"),),
        "scene.py:34: error: mathematics.interval: f is drawn over [-4, 4], but has a pole at x = -1 "
        "(draw each piece of the graph by itself)",
    ),
    "mathematics.asymptote": (
        (("((-1, -8), (-1, 4))", "((-2, -8), (-2, 4))"),),
        "scene.py:36: error: mathematics.asymptote: f does not grow without bound at the dashed line x = -2 "
        "(draw lines at its poles only)",
    ),
    "mathematics.slope": (
        (("low.c2p(a, df(a))", "low.c2p(a, f(a))"),),
        "scene.py:43: error: mathematics.slope: a point on the panel labelled f'(x) has the height f(a) (give it df)",
    ),
}

# More kinds of damage, each caught by the rule that is meant for it.
DAMAGE: dict[str, tuple[Damage, str]] = {
    "sign of a term in df": ((("(x**2 + 2 * x)", "(x**2 - 2 * x)"),), "mathematics.derivative"),
    "factor in df": ((("(x**2 + 2 * x)", "(x**2 + 3 * x)"),), "mathematics.derivative"),
    "exponent in df": (((" / (x + 1) ** 2", " / (x + 1) ** 3"),), "mathematics.derivative"),
    "f is another function": ((("return x**2 / (x + 1)", "return x**2 / (x + 2)"),), "mathematics.function"),
    "f has another coefficient": ((("return x**2 / (x + 1)", "return 2 * x**2 / (x + 1)"),), "mathematics.function"),
    "coefficient in the function's line": (
        ((r'r"f(x) = \frac{x^{2}}', r'r"f(x) = \frac{3x^{2}}'),),
        "mathematics.line",
    ),
    "sign in the quotient rule": (((r"\frac{u'v - uv'}", r"\frac{u'v + uv'}"),), "mathematics.rule"),
    "prime lost in the quotient rule": (((r"\frac{u'v - uv'}", r"\frac{uv - uv'}"),), "mathematics.rule"),
    "u' is wrong": ((("u' = 2x", "u' = 3x"),), "mathematics.line"),
    "v' is wrong": ((("v' = 1", "v' = x"),), "mathematics.line"),
    "u and v are exchanged, the derivatives are not": (
        (("&u = x^{2}, ", "&u = x + 1, "), ("&v = x + 1, ", "&v = x^{2}, ")),
        "mathematics.line",
    ),
    "u and v are exchanged altogether": (
        (
            (
                r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1",
                r"&u = x + 1, \quad u' = 1 \\[1ex] &v = x^{2}, \quad v' = 2x",
            ),
        ),
        "mathematics.line",
    ),
    "parts of another function": (((r"&v = x + 1, \quad v' = 1", r"&v = x + 3, \quad v' = 1"),), "mathematics.line"),
    "sign in the substitution": (((r"(x + 1) - x^{2} \cdot 1", r"(x + 1) + x^{2} \cdot 1"),), "mathematics.line"),
    "coefficient in the result": (
        ((r"\frac{x^{2} + 2x}{(x", r"\frac{x^{2} + 4x}{(x"),),
        "mathematics.line",
    ),
    "another rule named": (((r"\text{Quotient rule:}", r"\text{Chain rule:}"),), "mathematics.rule"),
    "product rule named": (((r"\text{Quotient rule:}", r"\text{Product rule:}"),), "mathematics.rule"),
    "a rule that does not exist": (((r"\text{Quotient rule:}", r"\text{Banana rule:}"),), "mathematics.rule"),
    "another rule stated": (
        (
            (
                r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
                r"\text{Product rule:} \quad (uv)' = u'v + uv'",
            ),
        ),
        "mathematics.line",
    ),
    "rule after its parts": (
        (
            (r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}", "@"),
            (
                r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1",
                r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
            ),
            ("@", r"&u = x^{2}, \quad u' = 2x \\[1ex] &v = x + 1, \quad v' = 1"),
        ),
        "mathematics.order",
    ),
    "no function first": ((('    r"f(x) = \\frac{x^{2}}{x + 1}",\n', ""),), "mathematics.order"),
    "the result is missing": ((('    r"f\'(x) = \\frac{x^{2} + 2x}{(x + 1)^{2}}",\n', ""),), "mathematics.record"),
    "a command that does not exist": (((r"f(x) = \frac", r"f(x) = \fraction"),), "mathematics.latex"),
    "a brace is missing": (((r'r"f(x) = \frac{x^{2}}{x + 1}"', r'r"f(x) = \frac{x^{2}}{x + 1"'),), "mathematics.latex"),
    "graph across a pole": ((("[(-4, -1.2), (-0.9, 4)]", "[(-4, 4)]"),), "mathematics.interval"),
    "graph to a pole": ((("(-0.9, 4)]", "(-1, 4)]"),), "mathematics.interval"),
    "derivative across a pole": ((("[(-4, -1.4), (-0.6, 4)]", "[(-4, -1.4), (-1.3, 4)]"),), "mathematics.interval"),
    "moving point at a pole": ((("ValueTracker(-0.5)", "ValueTracker(-1)"),), "mathematics.interval"),
    "moving point out of view": ((("set_value(3)", "set_value(5)"),), "mathematics.interval"),
    "zero at a wrong place": ((("for a in [-2, 0]", "for a in [-2, 1]"),), "mathematics.zero"),
    "zero is not marked": ((("for a in [-2, 0]", "for a in [0]"),), "mathematics.zero"),
    "zero out of view": ((("for a in [-2, 0]", "for a in [-2, 0, 9]"),), "mathematics.zero"),
    "zero to too few digits": ((("for a in [-2, 0]", "for a in [-2.01, 0]"),), "mathematics.zero"),
    "vertical asymptote elsewhere": ((("((-1, -8), (-1, 4))", "((-2, -8), (-2, 4))"),), "mathematics.asymptote"),
    "slanting asymptote elsewhere": ((("((-4, -5), (4, 3))", "((-4, -4), (4, 4))"),), "mathematics.asymptote"),
    "tangent with the slope of another point": ((("f(a) + df(a))", "f(a) + df(a + 1))"),), "mathematics.slope"),
    "tangent with the wrong slope": ((("f(a) + df(a))", "f(a) + 2 * df(a))"),), "mathematics.slope"),
    "dot traces f": ((("low.c2p(a, df(a))", "low.c2p(a, f(a))"),), "mathematics.slope"),
    "point beside its graph": (
        (("top.c2p(a, f(a)), low.c2p(a, df", "top.c2p(a + 1, f(a)), low.c2p(a, df"),),
        "mathematics.slope",
    ),
    "labels exchanged": (
        (('1.35, "f(x)", BLUE', '1.35, "f\'(x)", BLUE'), ('-1.85, "f\'(x)"', '-1.85, "f(x)"')),
        "mathematics.line",
    ),
    "f is drawn on both panels": ((("trail = low.plot(df", "trail = low.plot(f"),), "mathematics.line"),
    "f is not one formula": ((("return x**2 / (x + 1)", "return eval('x')"),), "mathematics.code"),
    "df has another name": ((("def df(x):", "def slope(x):"),), "mathematics.code"),
    "the record has another function": ((("record.function", "x**2/(x + 2)"),), "mathematics.function"),
    "the record has another derivative": ((("record.derivative", "(x**2 + x)/(x + 1)**2"),), "mathematics.record"),
    "the record has other LaTeX": ((("record.function_latex", r"\frac{x^{2}}{x - 1}"),), "mathematics.record"),
    "the record has another domain": ((("record.domain", "(-oo, oo)"),), "mathematics.record"),
    "the record's domain is too small": ((("record.domain", "(-1, oo)"),), "mathematics.record"),
    "the instruction asks for something else": (
        (("record.instruction", "Develop code to animate the derivative of x**2/(x + 1) + 1"),),
        "mathematics.record",
    ),
}


def test_the_lesson_has_no_problem() -> None:
    assert [str(p) for p in problems()] == []


def test_every_rule_is_here() -> None:
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_rule(rule: str) -> None:
    damage, expected = BROKEN[rule]
    assert expected in [str(p) for p in problems(damage)]
    assert f" {rule}: " in expected


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_caught_by_the_rule_that_is_meant_for_it(kind: str) -> None:
    damage, rule = DAMAGE[kind]
    assert rule in {p.check for p in problems(damage)}
