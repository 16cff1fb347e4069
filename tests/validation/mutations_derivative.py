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


@kind("sign of a term in df", *DERIVATIVE, on=(41, 149, 249, 470))
def _sign(text: str) -> str:
    def change(node: ast.expr) -> ast.expr:
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Sub):
                part.op = ast.Sub() if isinstance(part.op, ast.Add) else ast.Add()
                return node
        raise NotDamagedError("no sum")

    return body(text, "df", change)


@kind("sign of df", *DERIVATIVE, on=(74, 168, 314, 530))
def _negative(text: str) -> str:
    return body(text, "df", lambda node: ast.UnaryOp(ast.USub(), node))


@kind("coefficient in df", *DERIVATIVE, on=(41, 142, 405, 470))
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


@kind("coefficient in df off by a thousandth", "drawn.graph", on=(41, 142, 314, 405))
def _nearly(text: str) -> str:
    return body(text, "df", lambda node: ast.BinOp(ast.Constant(1.001), ast.Mult(), node))


@kind("exponent in df", *DERIVATIVE, on=(41, 314, 470))
def _exponent(text: str) -> str:
    def change(node: ast.expr) -> ast.expr:
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow) and isinstance(part.right, ast.Constant):
                assert isinstance(part.right.value, int)
                part.right.value += 1
                return node
        raise NotDamagedError("no power")

    return body(text, "df", change)


@kind("df right for positive x only", *DERIVATIVE, on=(34, 142, 275, 470))
def _half(text: str) -> str:
    return sub(text, r"(def df\(x\):\n    return )(.*)", lambda m: m[1] + re.sub(r"\bx\b", "abs(x)", m[2]))  # type: ignore[arg-type]


edit("df is f", "def df(x):\n    return ", "def df(x):\n    return f(x) + 0 * ", "drawn.graph")
edits(
    "inner derivative forgotten in df",
    {
        351: ("return 2 * np.cos(2 * x)", "return np.cos(2 * x)"),
        405: ("return -2 * x * np.sin(x**2)", "return -np.sin(x**2)"),
        491: ("return 4 * (x - 1) / (x + 1)**3", "return 2 * (x - 1) / (x + 1)"),
    },
    *DERIVATIVE,
)
edits(
    "product rule forgotten in df",
    {
        275: ("return x * np.exp(x) * (x + 2)", "return 2 * x * np.exp(x)"),
        280: ("return np.exp(x) * (x - 1)", "return 1 * np.exp(x)"),
        470: ("* (1 - x**2)\n", "* (-2 * x)\n"),
    },
    *DERIVATIVE,
)
edits(
    "f is not what the record says",
    {
        41: ("return x**3 - 3 * x\n", "return x**3 - 2 * x\n"),
        142: ("return 3 * np.cos(x)", "return 3 * np.sin(x)"),
        314: ("return 1 / (x**2 - 4)", "return 1 / (x**2 - 5)"),
        405: ("return np.cos(x**2)", "return np.cos(x)**2"),
    },
    "drawn.graph",
)
records(
    "the record asks for another function",
    {41: ("function", "x**3 - 2*x"), 142: ("function", "3*sin(x)"), 405: ("function", "cos(x)**2")},
    "drawn.graph",
    "record.derivative",
)
records(
    "the instruction asks for another function",
    {
        41: ("instruction", "Build an animated derivative visualization for: f(x) = x**3"),
        275: ("instruction", "Develop code to animate the derivative of x*exp(x)"),
        405: ("instruction_standard", "Build an animated derivative visualization for: f(x) = cos(x**3)"),
    },
    "record.instruction",
)
records(
    "the record's derivative is wrong",
    {41: ("derivative", "3*x**2 + 3"), 275: ("derivative_latex", "2xe^{x}"), 405: ("derivative", "-sin(x**2)")},
    "record.latex",
)
records(
    "the record's domain is wrong",
    {249: ("domain", "[0, oo)"), 314: ("domain", "(-oo, oo)"), 367: ("domain", "(-oo, 3]"), 74: ("domain", "(0, oo)")},
    "record.domain",
)
records(
    "the record's domain of f' is wrong",
    {
        74: ("derivative_domain", "[0, oo)"),
        314: ("derivative_domain", "(-oo, oo)"),
        418: ("derivative_domain", "(-2, oo)"),
    },
    "record.domain",
)
records(
    "the record names a wrong rule",
    {41: ("rules", ["product"]), 275: ("rules", ["quotient", "power"]), 405: ("rules", ["chain", "quotient"])},
    "record.rules",
)

records(
    "the record leaves the outermost rule out",
    {275: ("rules", ["exponential", "power"]), 316: ("rules", ["power"]), 405: ("rules", ["cosine", "power"])},
    "record.rules",
)
records(
    "the record's ranges are wrong",
    {41: ("x_range", [-3, 4, 1]), 275: ("y_range", [0, 9, 1]), 405: ("dy_range", [-1, 1, 1])},
    "drawn.record",
)


def step(name: str, field: str, value: str, *meant: str) -> None:
    """Make a kind of a change of the last but one step of the record."""

    def damage(whole: Lesson) -> Lesson:
        changed = [dict(step) for step in whole.record["steps"]]
        changed[-2][field] = value
        return replace(whole, record=whole.record | {"steps": changed})

    KINDS.append(Kind(name, meant, (275, 316, 405), damage))


step("a step of the record is of another rule", "rule", "inverse sine", "record.rules")
step("a step of the record has another expression", "expression", "x**7", "record.steps")

# The lines of the derivation

LINE = "mathematics.line"

lines(
    "coefficient in one line",
    {
        41: (2, "3x^{2}", "2x^{2}"),
        142: (3, "3 \\cdot", "2 \\cdot"),
        275: (3, "2x \\cdot", "3x \\cdot"),
        470: (4, "(-2xe", "(-3xe"),
    },
    LINE,
)
lines(
    "sign in the result line",
    {
        41: (-1, "- 3", "+ 3"),
        142: (-1, "= -3", "= 3"),
        314: (-1, "= -\\frac", "= \\frac"),
        491: (-1, "4(x - 1)", "4(x + 1)"),
    },
    LINE,
)
lines(
    "a factor missing in a line",
    {275: (3, "2x \\cdot e^{x}", "2x"), 367: (3, " \\cdot (-1)", ""), 491: (4, " \\cdot \\frac{2}{(x + 1)^{2}}", "")},
    LINE,
)
lines(
    "an exponent in a line",
    {41: (2, "3x^{2}", "3x^{3}"), 316: (3, "(x + 1)^{2}", "(x + 1)"), 491: (-1, "^{3}", "^{2}")},
    LINE,
)
lines(
    "u' wrong",
    {
        275: (2, "u' = 2x", "u' = x"),
        316: (2, "u' = 1", "u' = 3"),
        351: (2, "u' = 2", "u' = 1"),
        470: (2, "u' = 2x", "u' = 2"),
    },
    LINE,
)
lines(
    "v' wrong",
    {275: (2, "v' = e^{x}", "v' = xe^{x}"), 314: (2, "v' = 2x", "v' = x"), 483: (2, "v' = 2x", "v' = 2")},
    LINE,
)
lines(
    "u is no part of the function",
    {
        275: (2, "u = x^{2}, \\quad u' = 2x", "u = x^{3}, \\quad u' = 3x^{2}"),
        316: (2, "u = x - 1,", "u = x - 2,"),
        351: (2, "u = 2x, \\quad u' = 2", "u = 3x, \\quad u' = 3"),
        470: (2, "u = x^{2}, \\quad u' = 2x", "u = x^{3}, \\quad u' = 3x^{2}"),
    },
    LINE,
)
lines(
    "outer function wrong",
    {
        351: (2, "g(u) = \\sin u, \\quad g'(u) = \\cos u", "g(u) = \\cos u, \\quad g'(u) = -\\sin u"),
        367: (2, "g(u) = \\ln u, \\quad g'(u) = \\frac{1}{u}", "g(u) = u^{2}, \\quad g'(u) = 2u"),
        405: (2, "g(u) = \\cos u, \\quad g'(u) = -\\sin u", "g(u) = \\sin u, \\quad g'(u) = \\cos u"),
    },
    LINE,
)
lines(
    "derivative of the outer function wrong",
    {
        351: (2, "g'(u) = \\cos", "g'(u) = -\\cos"),
        405: (2, "= -\\sin u", "= \\sin u"),
        491: (2, "g'(u) = 2u", "g'(u) = u"),
    },
    LINE,
)
lines(
    "u and v swapped in the substitution of a quotient",
    {
        316: (3, "1 \\cdot (x + 1) - (x - 1) \\cdot 1", "(x - 1) \\cdot 1 - 1 \\cdot (x + 1)"),
        318: (3, "1 \\cdot (x^{2} + 1) - x \\cdot 2x", "x \\cdot 2x - 1 \\cdot (x^{2} + 1)"),
        483: (3, "\\cos x \\cdot (x^{2} + 1) - \\sin x \\cdot 2x", "\\sin x \\cdot 2x - \\cos x \\cdot (x^{2} + 1)"),
    },
    LINE,
)
lines(
    "wrong rule named",
    {
        275: (1, "Product", "Quotient"),
        316: (1, "Quotient", "Product"),
        405: (1, "Chain", "Product"),
        41: (1, "Sum", "Chain"),
    },
    "mathematics.rule",
)
PRODUCT = r"\text{Product rule:} \quad (uv)' = u'v + uv'"
QUOTIENT = r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}"
CHAIN = r"\text{Chain rule:} \quad (g(u))' = g'(u) \cdot u'"
lines(
    "a rule that the function does not call for",
    {
        275: (1, PRODUCT, QUOTIENT),
        142: (1, r"\text{Constant multiple rule:} \quad (cu)' = cu'", QUOTIENT),
        405: (1, CHAIN, PRODUCT),
        41: (1, r"\text{Sum rule:} \quad (u + v)' = u' + v'", PRODUCT),
    },
    "mathematics.rule",
)
lines(
    "a rule stated wrong",
    {
        275: (1, "u'v + uv'", "u'v'"),
        316: (1, "u'v - uv'", "u'v + uv'"),
        405: (1, "g'(u) \\cdot u'", "g'(u')"),
        74: (2, "nx^{n - 1}", "nx^{n}"),
    },
    "mathematics.rule",
)
lines(
    "the first line is of another function",
    {41: (0, "x^{3}", "x^{4}"), 142: (0, "\\cos", "\\sin"), 405: (0, "x^{2}", "x^{3}")},
    LINE,
)
lines(
    "the logarithm of f wrong",
    {518: (2, "x \\ln x", "\\ln x"), 530: (2, "x \\ln(\\ln x)", "\\ln(\\ln x)"), 527: (2, "x \\ln", "\\ln")},
    LINE,
)
lines(
    "the last line does not say where it holds",
    {
        74: (-1, ", \\quad x > 0", ""),
        314: (-1, ", \\quad x \\ne 2", ""),
        418: (-1, "-2 < x < 2", "-2 < x < 3"),
    },
    "record.said",
)
steps("two lines swapped", {41: (0, 2, 1, 3), 275: (0, 1, 3, 2, 4), 470: (0, 1, 2, 4, 3, 5, 6)}, "mathematics.order")
steps(
    "the last two lines swapped", {275: (0, 1, 2, 4, 3), 367: (0, 1, 2, 4, 3), 491: (0, 1, 2, 3, 5, 4)}, "record.steps"
)
steps("the result first", {41: (3, 0, 1, 2), 275: (4, 0, 1, 2, 3), 405: (3, 0, 1, 2)}, "mathematics.order")
steps("the result left out", {275: (0, 1, 2, 3), 318: (0, 1, 2, 3, 4), 491: (0, 1, 2, 3, 4)}, "record.steps")
steps("the rule left out", {275: (0, 2, 3, 4), 316: (0, 2, 3, 4, 5, 6), 74: (0, 1, 3, 4, 5)}, "drawn.words")
steps("the parts left out", {275: (0, 1, 3, 4), 316: (0, 1, 3, 4, 5, 6), 405: (0, 1, 3)}, "record.derivation")
edits(
    "a line that the record does not have",
    {
        41: ("(-3x)' = -3\",", "(-3x)' = -1 \\cdot 3\","),
        275: ('\\cdot e^{x}",', '\\cdot e^{x} + 0",'),
        405: ('= -2x \\sin(x^{2})",', '= -2 \\cdot x \\sin(x^{2})",'),
    },
    "drawn.record",
)

# LaTeX

lines(
    "a TeX command that does not exist",
    {41: (2, "(x^{3})", "\\undefined(x^{3})"), 275: (3, "2x", "\\timesx 2x"), 405: (-1, "\\sin", "\\sine")},
    "run.error",
)
# Manim itself adds the brace that is missing.
lines(
    "braces that do not match",
    {142: (3, "3 \\cdot", "{3 \\cdot"), 275: (-1, "e^{x}", "e^{x}}"), 405: (3, "x^{2}", "x^{2")},
    "mathematics.latex",
)
lines(
    "words in place of mathematics",
    {
        142: (3, "= 3 \\cdot", "= \\text{easy to see} \\cdot"),
        275: (3, "f'(x) = ", "\\text{by magic } "),
        367: (3, "f'(x) = \\frac{1}{3 - x} \\cdot (-1)", "\\text{left to the reader}"),
    },
    "drawn.words",
)
lines(
    "a sign that is not mathematics",
    {
        142: (3, "3 \\cdot", "\\clubsuit 3 \\cdot"),
        275: (3, "2x", "\\diamondsuit 2x"),
        405: (3, "\\sin(x^{2})", "\\heartsuit"),
    },
    "mathematics.latex",
)
lines(
    "a line that is no equation",
    {142: (3, "f'(x) = ", ""), 275: (3, "f'(x) = ", ""), 470: (4, "f'(x) = ", "")},
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
    lambda text: put(text, "VGroup(title, steps[-1]).copy()", 'VGroup(title.copy(), MathTex(r"f\'(x) = x^{7} + 7"))'),
    *(0, 1),
    LINE,
)
