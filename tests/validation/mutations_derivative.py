"""Damage to what a lesson says: the code of f and df, the record, the lines of the derivation, its LaTeX."""

import ast
import re
from dataclasses import replace

from damage import (
    KINDS,
    Kind,
    Lesson,
    NotDamagedError,
    body,
    both,
    edit,
    edits,
    kind,
    lines,
    pattern,
    put,
    records,
    steps,
    sub,
)

# The code of f and df

DERIVATIVE = ("drawn.whole",)


@kind("sign of a term in df", *DERIVATIVE, on=(40, 144, 232, 473))
def _sign(text: str) -> str:
    def change(node: ast.expr) -> ast.expr:
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Sub):
                part.op = ast.Sub() if isinstance(part.op, ast.Add) else ast.Add()
                return node
        raise NotDamagedError("no sum")

    return body(text, "df", change)


@kind("sign of df", *DERIVATIVE, on=(75, 160, 317, 534))
def _negative(text: str) -> str:
    return body(text, "df", lambda node: ast.UnaryOp(ast.USub(), node))


@kind("coefficient in df", *DERIVATIVE, on=(40, 138, 405, 473))
def _coefficient(text: str) -> str:
    def change(node: ast.expr) -> ast.expr:
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult):
                number = next((leaf for leaf in ast.walk(part.left) if isinstance(leaf, ast.Constant)), None)
                if number is not None and isinstance(number.value, int):
                    number.value += 1
                    return node
        raise NotDamagedError("no coefficient")

    return body(text, "df", change)


@kind("coefficient in df off by a thousandth", "drawn.graph", on=(40, 138, 317, 405))
def _nearly(text: str) -> str:
    return body(text, "df", lambda node: ast.BinOp(ast.Constant(1.001), ast.Mult(), node))


@kind("exponent in df", *DERIVATIVE, on=(40, 317, 473))
def _exponent(text: str) -> str:
    def change(node: ast.expr) -> ast.expr:
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow) and isinstance(part.right, ast.Constant):
                assert isinstance(part.right.value, int)
                part.right.value += 1
                return node
        raise NotDamagedError("no power")

    return body(text, "df", change)


@kind("df right for positive x only", *DERIVATIVE, on=(33, 138, 276, 473))
def _half(text: str) -> str:
    return sub(text, r"(def df\(x\):\n    return )(.*)", lambda m: m[1] + re.sub(r"\bx\b", "abs(x)", m[2]))  # type: ignore[arg-type]


edit("df is f", "def df(x):\n    return ", "def df(x):\n    return f(x) + 0 * ", "drawn.graph")
edits(
    "inner derivative forgotten in df",
    {
        357: ("return 2 * np.cos(2 * x)", "return np.cos(2 * x)"),
        405: ("return -2 * x * np.sin(x**2)", "return -np.sin(x**2)"),
        506: ("return (4 * x - 4) / (x + 1)**3", "return 2 * (x - 1) / (x + 1)"),
    },
    *DERIVATIVE,
)
edits(
    "product rule forgotten in df",
    {
        276: ("return x * (x + 2) * np.exp(x)", "return 2 * x * np.exp(x)"),
        281: ("return (x - 1) * np.exp(x)", "return 1 * np.exp(x)"),
        473: ("return (2 * x - 2 * x**3) *", "return (2 * x) * (-2 * x) *"),
    },
    *DERIVATIVE,
)
edits(
    "f is not what the record says",
    {
        40: ("return x**3 - 3 * x\n", "return x**3 - 2 * x\n"),
        138: ("return 3 * np.cos(x)", "return 3 * np.sin(x)"),
        317: ("return 1 / (x**2 - 4)", "return 1 / (x**2 - 5)"),
        405: ("return np.cos(x**2)", "return np.cos(x)**2"),
    },
    "drawn.graph",
)
records(
    "the record asks for another function",
    {40: ("function", "x**3 - 2*x"), 138: ("function", "3*sin(x)"), 405: ("function", "cos(x)**2")},
    "drawn.graph",
    "record.derivative",
)
records(
    "the instruction asks for another function",
    {
        40: ("instruction", "Build an animated derivative visualization for: f(x) = x**3"),
        276: ("instruction", "Develop code to animate the derivative of x*exp(x)"),
        405: ("instruction_standard", "Build an animated derivative visualization for: f(x) = cos(x**3)"),
    },
    "record.instruction",
)
records(
    "the record's derivative is wrong",
    {40: ("derivative", "3*x**2 + 3"), 276: ("derivative_latex", "2xe^{x}"), 405: ("derivative", "-sin(x**2)")},
    "record.latex",
)
records(
    "the record's domain is wrong",
    {232: ("domain", "[0, oo)"), 317: ("domain", "(-oo, oo)"), 372: ("domain", "(-oo, 3]"), 75: ("domain", "(0, oo)")},
    "record.domain",
)
records(
    "the record names a wrong rule",
    {40: ("rules", ["product"]), 276: ("rules", ["quotient", "power"]), 405: ("rules", ["chain", "quotient"])},
    "record.rules",
)

records(
    "the record leaves the outermost rule out",
    {276: ("rules", ["exponential", "power"]), 320: ("rules", ["power"]), 405: ("rules", ["cosine", "power"])},
    "record.rules",
)
records(
    "the record's ranges are wrong",
    {40: ("x_range", [-3, 3, 1]), 276: ("y_range", [0, 9, 1]), 405: ("dy_range", [-1, 1, 1])},
    "drawn.record",
)


def _step(whole: Lesson, field: str, value: str) -> Lesson:
    """Change the last but one step of the record."""
    changed = [dict(step) for step in whole.record["steps"]]
    changed[-2][field] = value
    return replace(whole, record=whole.record | {"steps": changed})


KINDS.append(
    Kind(
        "a step of the record is of another rule",
        ("record.rules",),
        (276, 320, 405),
        lambda whole: _step(whole, "rule", "logarithmic differentiation"),
    )
)
KINDS.append(
    Kind(
        "a step of the record has another expression",
        ("record.steps",),
        (276, 320, 405),
        lambda whole: _step(whole, "expression", "x**7"),
    )
)

# The lines of the derivation

LINE = "mathematics.line"

lines(
    "coefficient in one line",
    {
        40: (2, "3x^{2}", "2x^{2}"),
        138: (3, "3 \\cdot", "2 \\cdot"),
        276: (3, "2x \\cdot", "3x \\cdot"),
        473: (4, "(-2xe", "(-3xe"),
    },
    LINE,
)
lines(
    "sign in the result line",
    {
        40: (-1, "- 3", "+ 3"),
        138: (-1, "= -3", "= 3"),
        317: (-1, "= -\\frac", "= \\frac"),
        506: (-1, "4x - 4", "4x + 4"),
    },
    LINE,
)
lines(
    "a factor missing in a line",
    {276: (3, "2x \\cdot e^{x}", "2x"), 357: (3, "\\cos(2x) \\cdot 2", "\\cos(2x)"), 405: (3, " \\cdot 2x", "")},
    LINE,
)
lines(
    "an exponent in a line",
    {40: (2, "3x^{2}", "3x^{3}"), 320: (3, "(x - 2)^{2}", "(x - 2)"), 506: (-1, "^{3}", "^{2}")},
    LINE,
)
lines(
    "u' wrong",
    {
        276: (2, "u' = 2x", "u' = x"),
        320: (2, "u' = 2", "u' = 3"),
        357: (2, "u' = 2", "u' = 1"),
        473: (3, "u' = 2x", "u' = 2"),
    },
    LINE,
)
lines(
    "v' wrong",
    {276: (2, "v' = e^{x}", "v' = xe^{x}"), 317: (2, "v' = 2x", "v' = x"), 473: (3, "v' = -2x", "v' = 2x")},
    LINE,
)
lines(
    "u is no part of the function",
    {
        276: (2, "u = x^{2}, \\quad u' = 2x", "u = x^{3}, \\quad u' = 3x^{2}"),
        320: (2, "u = 2x + 3,", "u = 2x + 4,"),
        357: (2, "u = 2x, \\quad u' = 2", "u = 3x, \\quad u' = 3"),
        473: (3, "u = x^{2}, \\quad u' = 2x", "u = x^{3}, \\quad u' = 3x^{2}"),
    },
    LINE,
)
lines(
    "outer function wrong",
    {
        357: (2, "g(u) = \\sin u, \\quad g'(u) = \\cos u", "g(u) = \\cos u, \\quad g'(u) = -\\sin u"),
        372: (2, "g(u) = \\ln u, \\quad g'(u) = \\frac{1}{u}", "g(u) = u^{2}, \\quad g'(u) = 2u"),
        405: (2, "g(u) = \\cos u, \\quad g'(u) = -\\sin u", "g(u) = \\sin u, \\quad g'(u) = \\cos u"),
    },
    LINE,
)
lines(
    "derivative of the outer function wrong",
    {
        357: (2, "g'(u) = \\cos", "g'(u) = -\\cos"),
        405: (2, "= -\\sin u", "= \\sin u"),
        506: (3, "g'(u) = 2u", "g'(u) = u"),
    },
    LINE,
)
lines(
    "u and v swapped in the substitution of a quotient",
    {
        320: (3, "2 \\cdot (x - 2) - (2x + 3) \\cdot 1", "(2x + 3) \\cdot 1 - 2 \\cdot (x - 2)"),
        323: (3, "1 \\cdot (x^{2} + 1) - x \\cdot 2x", "x \\cdot 2x - 1 \\cdot (x^{2} + 1)"),
        497: (3, "\\cos x \\cdot (x^{2} + 1) - \\sin x \\cdot 2x", "\\sin x \\cdot 2x - \\cos x \\cdot (x^{2} + 1)"),
    },
    LINE,
)
lines(
    "wrong rule named",
    {
        276: (1, "Product", "Quotient"),
        320: (1, "Quotient", "Product"),
        405: (1, "Chain", "Product"),
        40: (1, "Sum", "Chain"),
    },
    "mathematics.rule",
)
PRODUCT = r"\text{Product rule:} \quad (uv)' = u'v + uv'"
QUOTIENT = r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}"
CHAIN = r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'"
lines(
    "a rule that the function does not call for",
    {
        276: (1, PRODUCT, QUOTIENT),
        138: (1, r"\text{Constant multiple rule:} \quad (cu)' = cu'", QUOTIENT),
        405: (1, CHAIN, PRODUCT),
        40: (1, r"\text{Sum rule:} \quad (u + v)' = u' + v'", PRODUCT),
    },
    "mathematics.rule",
)
lines(
    "a rule stated wrong",
    {
        276: (1, "u'v + uv'", "u'v'"),
        320: (1, "u'v - uv'", "u'v + uv'"),
        405: (1, "g'(u) \\cdot u'", "g'(u')"),
        75: (1, "nx^{n - 1}", "nx^{n}"),
    },
    "mathematics.rule",
)
lines(
    "the first line is of another function",
    {40: (0, "x^{3}", "x^{4}"), 138: (0, "\\cos", "\\sin"), 405: (0, "x^{2}", "x^{3}")},
    LINE,
)
lines(
    "the logarithm of f wrong",
    {522: (2, "x \\ln x", "\\ln x"), 534: (2, "x \\ln(\\ln x)", "\\ln(\\ln x)"), 531: (2, "x \\ln", "\\ln")},
    LINE,
)
steps("two lines swapped", {40: (0, 4, 2, 3, 1), 276: (0, 1, 3, 2, 4), 473: (0, 1, 2, 4, 3, 5)}, "mathematics.order")
steps("the last two lines swapped", dict.fromkeys((276, 357, 405), (0, 1, 2, 4, 3)), "record.steps")
steps("the result first", {40: (4, 0, 1, 2, 3), 276: (4, 0, 1, 2, 3), 405: (4, 0, 1, 2, 3)}, "mathematics.order")
steps("the result left out", {276: (0, 1, 2, 3), 320: (0, 1, 2, 3), 405: (0, 1, 2, 3)}, "record.steps")
steps("the rule left out", {40: (0, 2, 3, 4), 276: (0, 2, 3, 4), 320: (0, 2, 3, 4), 75: (0, 2, 3)}, "drawn.words")
steps("the parts left out", {276: (0, 1, 3, 4), 320: (0, 1, 3, 4), 405: (0, 1, 3, 4)}, "drawn.words")
edits(
    "a line that the record does not have",
    {
        40: ('r"(-3x)\' = -3",', 'r"(-3x)\' = -1 \\cdot 3",'),
        276: ('\\cdot e^{x}",', '\\cdot e^{x} + 0",'),
        405: ('\\cdot 2x",', '\\cdot 2 \\cdot x",'),
    },
    "drawn.record",
)

# LaTeX

lines(
    "a TeX command that does not exist",
    {40: (2, "(x^{3})", "\\undefined(x^{3})"), 276: (3, "2x", "\\timesx 2x"), 405: (-1, "\\sin", "\\sine")},
    "run.error",
)
# Manim itself adds the brace that is missing.
lines(
    "braces that do not match",
    {40: (2, "3x^{2}", "3x^{2"), 276: (-1, "e^{x}", "e^{x}}"), 405: (3, "x^{2}", "x^{2")},
    "mathematics.latex",
)
lines(
    "words in place of mathematics",
    {
        40: (3, "= -3", "= \\text{easy to see}"),
        276: (3, "f'(x) = ", "\\text{by magic } "),
        405: (3, "f'(x) = -\\sin(x^{2}) \\cdot 2x", "\\text{left to the reader}"),
    },
    "drawn.words",
)
lines(
    "a sign that is not mathematics",
    {
        40: (3, "-3x", "\\clubsuit 3x"),
        276: (3, "2x", "\\diamondsuit 2x"),
        405: (3, "\\sin(x^{2})", "\\heartsuit"),
    },
    "mathematics.latex",
)
lines(
    "a line that is no equation",
    {40: (2, "(x^{3})' = ", ""), 276: (3, "f'(x) = ", ""), 405: (3, "f'(x) = ", "")},
    "drawn.words",
)
edit("LaTeX that reads a file", r'r"\text{slope} ="', r'r"\input{/etc/hostname} ="', "ast.latex")
pattern(
    "title of another function",
    r"title = MathTex\(.*, color=BLUE",
    r'title = MathTex(r"f(x) = x^{7} + 7", color=BLUE',
    LINE,
)
both(
    "another derivative in the summary",
    lambda text: put(text, "steps[-1].copy())", 'MathTex(r"f\'(x) = x^{7} + 7"))'),
    *(0, 1),
    LINE,
)
