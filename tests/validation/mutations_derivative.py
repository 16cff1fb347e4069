"""Damage to what a lesson says: the code of f and df, the record, the lines of the derivation, its LaTeX."""

import ast
import re
import tomllib
from dataclasses import replace
from pathlib import Path

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

for name, rows in tomllib.loads(Path(__file__).with_name("damaged_lines.toml").read_text(encoding="utf-8")).items():
    meant = rows.pop("meant")
    lines(name, {int(rank): tuple(row) for rank, row in rows.items()}, meant)

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
