r"""Kinds of damage done to correct lessons, each with the rules that are meant to see it.

A damage takes a lesson (the scene's text, and its record) and gives another that is wrong in one way. Where the scene
and its record say the same thing, both are damaged alike, so that a check cannot live on comparing the two: a wrong
coefficient in a line of the derivation is put into the record's step as well, and when a line is left out the
record's counts follow.

Equivalents, left out because nothing would be wrong, or nothing that can be seen:
- two lines that stand for themselves swapped, as `(x^3)' = 3x^2` and `(-3x)' = -3`: either may come first;
- a step left out that no other line uses, as `f'(x) = 2 \cdot 1` before `f'(x) = 2`;
- the sign of a slope that is 0, in the constant functions; `abs(x)` for x in a df that has even powers only;
- a constant factor called a product (`2x` by the product rule), a quotient differentiated by the chain rule;
- a zero marked at 0.7854 for pi/4, which is right to the digits given; one marked where f' is 0 to a pixel;
- a horizontal or slanting asymptote left out (a vertical one may not be): a lesson may show it or not;
- a label moved over a place where the graph does not pass; `print()`, which does nothing to the lesson.
"""

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from validation import lesson as lessons
from validation.problem import Problem
from validation.run import dry_run
from validation.sandbox import Limits

REPOSITORY = Path(__file__).resolve().parents[2]

# Lessons of every level: a polynomial, a sum of cosines, a product, a product inside which a chain runs.
PLAIN = (41, 149, 275, 470)
POLES = (121, 168, 314, 316)
ZEROS = (41, 142, 275, 405)
NUMBER = r"-?\d+(?:\.\d+)?"
_PLOTTED = re.compile(r"^( +)self\.play\(Create\((.*top\.plot\(f, .*)\)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Lesson:
    """A scene's text with its record."""

    path: str
    text: str
    record: dict[str, Any]


Damage = Callable[[Lesson], Lesson]
TextDamage = Callable[[str], str]


@dataclass(frozen=True)
class Kind:
    """A kind of damage.

    Attributes:
        name: what is done, in a few words.
        meant: the rules that have to see it, each of them.
        ranks: the lessons that it is done to.
        damage: does it.
    """

    name: str
    meant: tuple[str, ...]
    ranks: tuple[int, ...]
    damage: Damage


@dataclass(frozen=True)
class Mutant:
    """A damaged lesson."""

    kind: Kind
    rank: int
    lesson: Lesson

    @property
    def name(self) -> str:
        """What was done to which."""
        return f"{self.kind.name} [{self.rank}]"


class NotDamagedError(AssertionError):
    """A damage left the lesson as it was, or what it changes is not there."""


KINDS: list[Kind] = []


@cache
def _records() -> dict[int, dict[str, Any]]:
    text = (REPOSITORY / "metadata" / "examples.jsonl").read_text(encoding="utf-8")
    return {record["rank"]: record for record in map(json.loads, text.splitlines())}


def lesson(rank: int) -> Lesson:
    """Read a lesson of the dataset; the graph of f is given a name in it, where it has none."""
    record = _records()[rank]
    text = (REPOSITORY / record["path"]).read_text(encoding="utf-8")
    return Lesson(record["path"], re.sub(_PLOTTED, r"\1graph = \2\n\1self.play(Create(graph))", text), record)


def mutant(kind: Kind, rank: int) -> Mutant:
    """Damage a lesson.

    Raises:
        NotDamagedError: it is as it was.
    """
    whole = lesson(rank)
    broken = kind.damage(whole)
    if broken == whole:
        raise NotDamagedError(f"{kind.name} [{rank}]")
    return Mutant(kind, rank, broken)


def originals() -> dict[int, Lesson]:
    """Read the lessons that are damaged, as they are."""
    return {rank: lesson(rank) for rank in sorted({rank for kind in KINDS for rank in kind.ranks})}


# How a kind is written down


def kind(name: str, *meant: str, on: Iterable[int] = PLAIN) -> Callable[[TextDamage], TextDamage]:
    """Make a kind of a function from text to text."""

    def add(change: TextDamage) -> TextDamage:
        KINDS.append(Kind(name, meant, tuple(on), lambda whole: replace(whole, text=change(whole.text))))
        return change

    return add


def edit(name: str, old: str, new: str, *meant: str, on: Iterable[int] = PLAIN) -> None:
    """Make a kind of one replacement in the text, wherever `old` stands."""
    kind(name, *meant, on=on)(lambda text: put(text, old, new))


def pattern(name: str, old: str, new: str, *meant: str, on: Iterable[int] = PLAIN) -> None:
    """Make a kind of the replacement of a regular expression in the text."""
    kind(name, *meant, on=on)(lambda text: sub(text, old, new))


def edits(name: str, changes: Mapping[int, tuple[str, str]], *meant: str) -> None:
    """Make a kind of a replacement that is another for each lesson."""

    def damage(whole: Lesson) -> Lesson:
        return replace(whole, text=put(whole.text, *changes[whole.record["rank"]]))

    KINDS.append(Kind(name, meant, tuple(changes), damage))


def lines(name: str, changes: Mapping[int, tuple[int, str, str]], *meant: str) -> None:
    """Make a kind of a change in one line of the derivation, which is made in the record's step as well.

    Args:
        name: of the kind.
        changes: by lesson: the line (counted from 0, from the end if negative), what it holds, and what instead.
        meant: the rules.
    """

    def damage(whole: Lesson) -> Lesson:
        index, old, new = changes[whole.record["rank"]]
        steps = [dict(step) for step in whole.record["steps"]]
        before = steps[index]["latex"]
        steps[index]["latex"] = put(before, old, new)
        return with_steps(whole, [step["latex"] for step in steps], steps)

    KINDS.append(Kind(name, meant, tuple(changes), damage))


def steps(name: str, order: Mapping[int, tuple[int, ...]], *meant: str) -> None:
    """Make a kind of another order of the derivation's lines, in the record too; what is not named is left out."""

    def damage(whole: Lesson) -> Lesson:
        chosen = [whole.record["steps"][index] for index in order[whole.record["rank"]]]
        return with_steps(whole, [step["latex"] for step in chosen], chosen)

    KINDS.append(Kind(name, meant, tuple(order), damage))


def records(name: str, changes: Mapping[int, tuple[str, Any]], *meant: str) -> None:
    """Make a kind of a change of one field of the record."""

    def damage(whole: Lesson) -> Lesson:
        field, value = changes[whole.record["rank"]]
        return replace(whole, record=whole.record | {field: value})

    KINDS.append(Kind(name, meant, tuple(changes), damage))


def put(text: str, old: str, new: str) -> str:
    """Replace something that has to be there."""
    if old not in text:
        raise NotDamagedError(f"no {old!r} in the text")
    return text.replace(old, new)


def sub(text: str, old: str, new: str) -> str:
    """Replace what a regular expression finds, which has to be something."""
    changed, count = re.subn(old, new, text, flags=re.MULTILINE)
    if not count:
        raise NotDamagedError(f"nothing like {old!r} in the text")
    return changed


def with_steps(whole: Lesson, latex: list[str], recorded: list[dict[str, Any]]) -> Lesson:
    """Give a lesson other lines of the derivation; the counts of the record follow."""
    listed = "STEPS = [\n" + "".join(f'    r"{line}",\n' for line in latex) + "]\n"
    start = whole.text.index("STEPS = [")
    text = whole.text[:start] + listed + whole.text[whole.text.index("]\n\n\ndef f", start) + 2 :]
    more = len(latex) - len(whole.record["steps"])
    counts = {field: whole.record[field] + more for field in ("animations", "latex_expressions")}
    return replace(whole, text=text, record=whole.record | {"steps": recorded} | counts)


def body(text: str, name: str, change: Callable[[ast.expr], ast.expr]) -> str:
    """Rewrite what a function of the file returns."""
    tree = ast.parse(text)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    returned = function.body[0]
    assert isinstance(returned, ast.Return)
    assert returned.value is not None
    rows = text.splitlines(keepends=True)
    rows[returned.lineno - 1] = f"    return {ast.unparse(change(returned.value))}\n"
    return "".join(rows)


def both(name: str, change: TextDamage, plays: int, formulas: int, *meant: str, on: Iterable[int] = PLAIN) -> None:
    """Make a kind of a change of the text with which the counts of the record keep pace."""

    def damage(whole: Lesson) -> Lesson:
        record = whole.record | {
            "animations": whole.record["animations"] + plays,
            "latex_expressions": whole.record["latex_expressions"] + formulas,
        }
        return replace(whole, text=change(whole.text), record=record)

    KINDS.append(Kind(name, meant, tuple(on), damage))


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


def _step(whole: Lesson, field: str, value: str) -> Lesson:
    """Change the last but one step of the record."""
    changed = [dict(step) for step in whole.record["steps"]]
    changed[-2][field] = value
    return replace(whole, record=whole.record | {"steps": changed})


KINDS.append(
    Kind(
        "a step of the record is of another rule",
        ("record.rules",),
        (275, 316, 405),
        lambda whole: _step(whole, "rule", "inverse sine"),
    )
)
KINDS.append(
    Kind(
        "a step of the record has another expression",
        ("record.steps",),
        (275, 316, 405),
        lambda whole: _step(whole, "expression", "x**7"),
    )
)

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
        483: (3, "(x^{2} + 1) \\cos x - 2x \\sin x", "2x \\sin x - (x^{2} + 1) \\cos x"),
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
steps("the parts left out", {275: (0, 1, 3, 4), 316: (0, 1, 3, 4, 5, 6), 405: (0, 1, 3)}, "drawn.words")
edits(
    "a line that the record does not have",
    {
        41: ('(-3x)\' = -3",', '(-3x)\' = -1 \\cdot 3",'),
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

# Phases

edit("a phase missing", '        self.next_section("tangent")\n', "", "run.phases")
kind("phases reordered", "run.phases")(
    lambda text: put(text, '"tangent"', '"other"').replace('"trace"', '"tangent"').replace('"other"', '"trace"')
)
edit("a phase renamed", '"trace"', '"tracing"', "run.phases")
edit(
    "a phase opened twice",
    '        self.next_section("trace")\n',
    '        self.next_section("trace")\n        self.next_section("trace")\n',
    "run.phases",
)
edit(
    "a phase that is never reached",
    '        self.next_section("trace")\n',
    '        if len(STEPS) > 99:\n            self.next_section("trace")\n',
    "run.phases",
)
edit(
    "a phase left out of the video",
    'self.next_section("trace")',
    'self.next_section("trace", skip_animations=True)',
    "run.phases",
)

# Layout

LINES = r"MathTex\(s, font_size=\d+\)"

edit("a label off the frame", ".move_to(place)", ".move_to(place).shift(9 * UP)", "layout.frame")
edit("the title off the frame", ".to_corner(UL, buff=0.3)", ".to_corner(UL, buff=-0.5)", "layout.frame")
pattern(
    "the derivation off the frame", r"(steps\..*)\.move_to\(\[3\.95, (.*)\]\)", r"\1.move_to([6, \2])", "layout.frame"
)
pattern(
    "a summary wider than the frame",
    r"(pair = .*)\.move_to\(",
    r"\1.scale(4).move_to(",
    "layout.frame",
)
pattern(
    "text enlarged until it overlaps",
    r"(steps\.arrange\(DOWN, aligned_edge=LEFT\))\.move_to",
    r"\1.scale(1.8).move_to",
    "layout.overlap",
    on=(41, 275, 367, 470),
)
edit(
    "text over text",
    ".arrange(DOWN, aligned_edge=LEFT)",
    ".arrange(DOWN, buff=-0.3, aligned_edge=LEFT)",
    "layout.overlap",
)
edit(
    "numbers of an axis enlarged until they overlap",
    "y_axis.add_numbers(direction=LEFT)",
    "y_axis.add_numbers(direction=LEFT, font_size=120)",
    "layout.overlap",
    on=(41, 142, 168, 314),
)
pattern("text too small", LINES, "MathTex(s, font_size=14)", "layout.small")
edit("a label too small", "color=color, font_size=30", "color=color, font_size=12", "layout.small")
pattern(
    "the slope's label over the curve",
    r"(\\text\{slope\} =\", font_size=30\))\.move_to\(.*\)",
    r"\1.move_to(top.c2p(x.get_value(), f(x.get_value())))",
    "layout.covered",
)
pattern(
    "the slope's label over the title",
    r"(\\text\{slope\} =\", font_size=30\))\.move_to\(.*\)",
    r"\1.move_to(title)",
    "layout.overlap",
)


def halved(text: str, panel: str) -> str:
    """Halve the range of y of a pair of axes, about its middle."""
    found = re.search(rf"{panel} = panel\(\[({NUMBER}), ({NUMBER}), ({NUMBER})\]", text)
    if not found:
        raise NotDamagedError(f"no range of {panel}")
    low, high, step = map(float, found.groups())
    middle, half = (low + high) / 2, (high - low) / 4
    return text.replace(found[0], f"{panel} = panel([{middle - half:g}, {middle + half:g}, {step / 2:g}]")


def pieces(text: str, panel: str, change: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> str:
    """Change the intervals over which a graph is drawn that has several."""
    row = next((row for row in text.splitlines() if f"[{panel}.plot(" in row and " for a, b in [" in row), "")
    start = row.find(" for a, b in ") + len(" for a, b in ")
    pairs = re.findall(rf"\(({NUMBER}), ({NUMBER})\)", row[start:])
    if not pairs:
        raise NotDamagedError(f"no pieces on {panel}")
    listed = ", ".join(f"({a}, {b})" for a, b in change(pairs))
    return text.replace(row, f"{row[:start]}[{listed}]])")


def zeros(text: str, change: Callable[[list[float]], list[float]]) -> str:
    """Change the zeros of f' that are marked."""
    found = re.search(r"for a in \[(.*)\]:", text)
    if not found:
        raise NotDamagedError("no zeros")
    marked = [float(number) for number in found[1].split(",")]
    return text.replace(found[0], f"for a in [{', '.join(f'{a:g}' for a in change(marked))}]:")


kind("the upper graph leaves its axes", "layout.axes", on=(41, 142, 314, 470))(lambda text: halved(text, "top"))
kind("the lower graph leaves its axes", "layout.axes", on=(41, 142, 275, 470))(lambda text: halved(text, "low"))
pattern(
    "a graph drawn beyond its axes",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>\g<2> + 1,",
    "layout.axes",
    on=(41, 142, 351, 470),
)


def _joined(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pairs[0][0], pairs[-1][1])]


def _shortened(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return pairs[:-1]


kind("a graph of f across a pole", "drawn.graph", on=POLES)(lambda text: pieces(text, "top", _joined))
kind("a graph of f' across a pole", "drawn.graph", on=POLES)(lambda text: pieces(text, "low", _joined))
kind("a piece of f missing", "drawn.whole", on=POLES)(lambda text: pieces(text, "top", _shortened))
kind("a piece of f' missing", "drawn.whole", on=POLES)(lambda text: pieces(text, "low", _shortened))
NAN = ("layout.finite", "run.warning")
pattern("NaN is drawn", rf"(top\.plot\(f, \[){NUMBER}, ", r"\g<1>-2, ", *NAN, on=(74, 249, 231))
pattern(
    "NaN is drawn at the right end",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>\g<2> + 2,",
    *NAN,
    on=(367, 345, 418),
)
edits(
    "NumPy warns",
    {
        41: ("    def construct(self):\n", "    def construct(self):\n        low_value = np.log(-1.0)\n"),
        275: (
            "    def construct(self):\n",
            "    def construct(self):\n        low_value = np.sqrt(np.array([-1.0]))\n",
        ),
        405: ("    def construct(self):\n", "    def construct(self):\n        low_value = np.float64(1) / 0\n"),
    },
    "run.warning",
)
pattern(
    "text in the colour of the background",
    LINES,
    "MathTex(s, font_size=36, color=BLACK)",
    "drawn.seen",
)
edit("text that is nearly transparent", "steps.arrange(DOWN", "steps.set_opacity(0.1).arrange(DOWN", "drawn.seen")
pattern("a graph in the colour of the background", r"(top\.plot\(f, .*)color=BLUE", r"\1color=BLACK", "drawn.seen")

# What is drawn

TANGENT = "drawn.tangent"
SLOPE = "drawn.slope"
TRACE = "drawn.trace"
TRAIL = "drawn.trail"
ZERO = "drawn.zero"

edit("tangent with the wrong slope", "f(a) + df(a))", "f(a) + 2 * df(a))", TANGENT)
edit("tangent of another point", "f(a) + df(a))", "f(a) + df(a + 0.3))", TANGENT)
edit("tangent beside its point", ".move_to(p)", ".move_to(p + 0.5 * UP)", TANGENT)
edit(
    "tangent on the lower axes",
    "line = Line(p, top.c2p(a + 1, f(a) + df(a)))",
    "line = Line(q, low.c2p(a + 1, f(a) + df(a)))",
    TANGENT,
)
edit("no tangent", "slope.next_to(name), line, Dot(p)", "slope.next_to(name), Dot(p)", TANGENT)
edit("tangent too short to see", "f(a) + df(a))).set_length(", "f(a) + df(a))).set_length(0.02 * ", TANGENT)
edit(
    "dot off the curve of f",
    "Dot(p), Dot(q)).set_color(YELLOW)",
    "Dot(p + 0.4 * UP), Dot(q)).set_color(YELLOW)",
    TANGENT,
)
edit("no dot on f", "line, Dot(p), Dot(q)).set_color(YELLOW)", "line, Dot(q)).set_color(YELLOW)", TANGENT)
edit("slope number of another point", "DecimalNumber(round(df(a), ", "DecimalNumber(round(df(a + 0.3), ", SLOPE)
edit("slope number is f", "DecimalNumber(round(df(a), ", "DecimalNumber(round(f(a), ", SLOPE, on=(41, 149, 405))
edit("slope number of the other sign", "DecimalNumber(round(df(a), ", "DecimalNumber(round(-df(a), ", SLOPE)
edit("slope number stands still", "DecimalNumber(round(df(a), ", "DecimalNumber(round(df(1.5), ", SLOPE)
edit("no slope number", "slope.next_to(name), line,", "line,", SLOPE)
edit(
    "dot traces f and not f'",
    "p, q = top.c2p(a, f(a)), low.c2p(a, df(a))",
    "p, q = top.c2p(a, f(a)), low.c2p(a, f(a))",
    TRACE,
)
edit("dot traces f' of another point", "low.c2p(a, df(a))", "low.c2p(a, df(a + 0.3))", TRACE)
edit("no dot on f'", "line, Dot(p), Dot(q)).set_color(YELLOW)", "line, Dot(p)).set_color(YELLOW)", TRACE)
pattern("the point does not move", r"x\.animate\.set_value\(.*?\), trail", "trail", "drawn.move")
pattern(
    "the point jumps to its end", r"self\.play\(x\.animate\.(set_value\(.*?\)), ", r"x.\1\n        self.play(", TRAIL
)
pattern("no trail is drawn", r", trail, run_time", ", run_time", TRAIL)
edit("the trail is of f", "trail = Create(low.plot(df,", "trail = Create(low.plot(f,", "drawn.graph", on=(142, 149, 405, 470))
edit(
    "the lower graph is of f",
    "slopes = low.plot(df,",
    "slopes = low.plot(f,",
    "drawn.graph",
    on=(41, 142, 405, 470),
)
edit("the upper graph is of f'", "graph = top.plot(f,", "graph = top.plot(df,", "drawn.graph", on=(41, 142, 405, 470))
pattern(
    "an end of f missing",
    rf"(top\.plot\(f, \[{NUMBER}, )({NUMBER}),",
    r"\g<1>0.7 * \g<2>,",
    "drawn.whole",
    on=(41, 142, 275, 470),
)
pattern(
    "an end of f' missing",
    rf"(slopes = low\.plot\(df, \[)({NUMBER}),",
    r"\g<1>0.7 * \g<2>,",
    "drawn.whole",
    on=(41, 142, 405, 470),
)
pattern(
    "a graph with corners", r"(top\.plot\(f, \[.*?, .*?, )[\d.]+\]", r"\g<1>0.9], use_smoothing=False", "drawn.whole"
)
edit("no graph of f", "        self.play(Create(graph))\n", "        self.wait()\n", "drawn.whole")
edit(
    "a second graph that is not of f",
    "self.play(Create(graph))",
    "self.play(Create(graph), Create(top.plot(lambda t: f(t) * 0.9, [0.6, 1.4])))",
    "drawn.graph",
)
kind("a zero of f' unmarked", ZERO, on=ZEROS)(lambda text: zeros(text, lambda marked: marked[1:]))
kind("a wrong zero marked", ZERO, on=ZEROS)(lambda text: zeros(text, lambda marked: [*marked[:-1], marked[-1] + 0.3]))
kind("a zero too many marked", ZERO, on=(41, 142, 314, 405))(lambda text: zeros(text, lambda marked: [*marked, 1.3]))
pattern(
    "zeros of f' marked on one axis only",
    r"zeros\.add\(DashedLine\(p, q\), Dot\(p\), Dot\(q\)\)",
    "zeros.add(DashedLine(p, q), Dot(q))",
    ZERO,
    on=ZEROS,
)
edit(
    "zeros marked off the curve of f",
    "p, q = top.c2p(a, f(a)), low.c2p(a, 0)",
    "p, q = top.c2p(a, 0), low.c2p(a, 0)",
    ZERO,
    on=(41, 142, 405),
)
pattern(
    "asymptote at a wrong place",
    rf"DashedLine\(top\.c2p\((a|{NUMBER}), ({NUMBER})\), top\.c2p\(\1, ({NUMBER})\)",
    r"DashedLine(top.c2p(\1 + 0.4, \2), top.c2p(\1 + 0.4, \3)",
    "drawn.asymptote",
    on=POLES,
)
pattern(
    "horizontal asymptote at a wrong place",
    rf"DashedLine\(top\.c2p\(({NUMBER}), ({NUMBER})\), top\.c2p\(({NUMBER}), \2\)",
    r"DashedLine(top.c2p(\1, \2 - 0.4), top.c2p(\3, \2 - 0.4)",
    "drawn.asymptote",
    on=(193, 316, 412),
)
pattern(
    "an asymptote missing",
    rf"^ +(for a in .*:\n +)?graph\.add\(DashedLine\(top\.c2p\((a|{NUMBER}), {NUMBER}\), top\.c2p\(\2, .*\n",
    "",
    "drawn.asymptote",
    on=POLES,
)

# Axes

edit(
    "axes swapped",
    "        self.play(title.animate",
    "        top.shift(3.2 * DOWN), low.shift(3.2 * UP)\n        self.play(title.animate",
    "drawn.axes",
)
kind("labels of the axes swapped", "drawn.axes")(
    lambda text: (
        put(text, '"f(x)", BLUE', '"other", BLUE')
        .replace('"f\'(x)", GREEN', '"f(x)", GREEN')
        .replace('"other"', '"f\'(x)"')
    )
)
edit("no label on the upper axes", '"f(x)", BLUE', '"y", BLUE', "drawn.axes")
edit("axes not aligned in x", "        graph = ", "        low.shift(0.3 * RIGHT)\n        graph = ", "drawn.axes")
edit(
    "numbers beside the wrong place of the y axis",
    "align_to(6.35 * LEFT, RIGHT)",
    "align_to(6.35 * LEFT, RIGHT).shift(0.4 * UP)",
    "drawn.numbers",
    on=(41, 142, 314),
)
edit(
    "numbers beside the wrong place of the x axis",
    "align_to(3.25 * DOWN, UP)",
    "align_to(3.25 * DOWN, UP).shift(0.4 * RIGHT)",
    "drawn.numbers",
)
edit(
    "no numbers on the y axis",
    "    plane.y_axis.add_numbers(direction=LEFT).numbers.align_to(6.35 * LEFT, RIGHT)\n",
    "",
    "drawn.numbers",
)

# Colours

pattern("the graph of f in the colour of f'", r"(top\.plot\(f, .*)color=BLUE", r"\1color=GREEN", "drawn.color")
pattern(
    "the graph of f' in a colour of its own",
    r"(slopes = .*low\.plot\(df, .*)color=GREEN",
    r"\1color=PURPLE",
    "drawn.color",
)
edit("f and f' in one colour", "GREEN", "BLUE", "drawn.color")

# The words

edit("no title", "self.play(Write(title), run_time=3)", "self.wait()", "drawn.title")
edit(
    "a line of the derivation is never shown",
    "for step in steps:\n            self.play",
    "for step in steps[1:]:\n            self.play",
    "mathematics.order",
)
# Seen, and for how long

SEEN = "drawn.seen"
GRAPH_OF_F = r"(top\.plot\(f, .*)color=BLUE"
pattern("a curve as thin as a hair", GRAPH_OF_F, r"\1color=BLUE, stroke_width=0.3", "drawn.stroke")
pattern("a curve forty wide", GRAPH_OF_F, r"\1color=BLUE, stroke_width=40", "drawn.stroke")
pattern("a curve that is nearly transparent", GRAPH_OF_F, r"\1color=BLUE, stroke_opacity=0.05", SEEN)
edit(
    "white on white",
    "    def construct(self):\n",
    "    def construct(self):\n        self.camera.background_color = WHITE\n",
    SEEN,
)
COVER = "Rectangle(width=6.4, height=6.2, fill_opacity=1, color=BLACK)"
edit(
    "the derivation behind a rectangle",
    '        self.next_section("tangent")\n',
    f'        self.add({COVER}.move_to(steps))\n        self.next_section("tangent")\n',
    SEEN,
)
edit(
    "a panel behind a rectangle",
    '        self.next_section("summary")\n',
    f'        self.add({COVER}.set_height(2.6).move_to(low))\n        self.next_section("summary")\n',
    SEEN,
)
edit("dots of no size", "Dot(p), Dot(q)).set_color(YELLOW)", "Dot(p, 0.001), Dot(q, 0.001)).set_color(YELLOW)", TANGENT)
pattern(
    "lines gone in a blink",
    r"^( +self\.play\(Succession\(Write\(step.*\n)",
    r"\1            self.remove(step)\n",
    "drawn.words",
)
pattern("a trace in a blink", r"trail, run_time=\d+\)", "trail, run_time=0.2)", "drawn.phases")
edit("a wait of a minute", "Wait(3)", "Wait(60)", "drawn.time")
pattern("no time to read a line", r", Wait\(1\.5 .*\)\)\)", "))", "drawn.words")
pattern(
    "a trace over a tenth of the window",
    rf"trail = Create\(low\.plot\(df, \[({NUMBER}), {NUMBER}, (.*)\n(.*)set_value\({NUMBER}\)",
    r"trail = Create(low.plot(df, [\1, \1 + 0.3, \2\n\3set_value(\1 + 0.3)",
    "drawn.move",
)
edit("slope number that lags", "DecimalNumber(round(df(a), ", "DecimalNumber(round(df(a - 0.1), ", SLOPE)
edit("slope labelled area", r"\text{slope} =", r"\text{area} =", SLOPE)
edit(
    "the grid beside the numbers",
    "    return plane.add(",
    "    plane.background_lines.shift(0.25 * UR)\n    return plane.add(",
    "drawn.grid",
)
edit(
    "colours of f and f' exchanged in the lines",
    "steps[0].set_color(BLUE)\n        steps[-1].set_color(GREEN)",
    "steps[0].set_color(GREEN)\n        steps[-1].set_color(BLUE)",
    "drawn.color",
)
pattern("text upside down", LINES, "MathTex(s, font_size=36).rotate(PI)", "layout.upright")
pattern("text stretched", LINES, "MathTex(s, font_size=36).stretch(2, 1)", "layout.upright")
edit(
    "numbers of an axis shifted",
    "align_to(3.25 * DOWN, UP)",
    "align_to(3.25 * DOWN, UP).shift(low.c2p(X_RANGE[2], 0) - low.c2p(0, 0))",
    "drawn.numbers",
)
edit(
    "numbers of an axis times ten",
    "    return plane.add(",
    "    for n in plane.y_axis.numbers:\n        n.set_value(10 * n.number)\n    return plane.add(",
    "drawn.numbers",
)
pattern(
    "a trace that is drawn backwards",
    r"(trail = Create\(.*)\)$",
    r"\1, rate_func=lambda t: 1 - t)",
    TRAIL,
)
edit("all cleared before the end", "Wait(3)))", "Wait(3)))\n        self.clear()\n        self.wait(2)", "drawn.gone")
edit(
    "the title gone",
    '        self.next_section("tangent")\n',
    '        self.remove(title)\n        self.next_section("tangent")\n',
    "drawn.gone",
)
edit(
    "the graph of f gone",
    '        self.next_section("summary")\n',
    '        self.remove(graph)\n        self.next_section("summary")\n',
    "drawn.gone",
)
edit(
    "a stray curve beside the tangent",
    "self.play(FadeIn(moving))",
    "self.play(FadeIn(moving), FadeIn(low.plot(lambda t: 0.4 * t, [0.5, 1.5])))",
    "drawn.graph",
)

pattern("all lines of the derivation at once", r"Write\(step.*?\), Wait", "FadeIn(steps), Wait", "drawn.words")
kind("the lines of the derivation from the bottom", "drawn.words")(
    lambda text: put(text, "for step in steps:", "for step in steps[::-1]:")
)
edit("no f' in the summary", "Transform(steps[-1], pair[1])", "FadeOut(steps[-1])", "drawn.summary")
edit("no f in the summary", "FadeIn(pair[0], ", "FadeIn(", "drawn.summary")
edit("no box around the summary", ", SurroundingRectangle(pair, buff=0.3)", "", "drawn.summary")
edit(
    "the box beside the summary",
    "SurroundingRectangle(pair, buff=0.3)",
    "SurroundingRectangle(title, buff=0.1)",
    "drawn.summary",
)

# What is left behind

edit("tangent left behind after the derivative", "FadeOut(moving), ", "", "drawn.leftover")
edit("derivation left behind in the summary", "FadeOut(steps[:-1]), ", "", "drawn.leftover")

# Names

NAME = ("api.name", "run.error")

edit("undefined colour", "color=BLUE", "color=CYAN", *NAME)
edit("invented class", "Create(graph)", "ShowCreation(graph)", *NAME)
edit("invented method", "steps.arrange(DOWN", "steps.stack(DOWN", "api.method", "run.error")
edit("invented method of the scene", "self.play(Write(title), run_time=3)", "self.show(title)", "api.method", "run.error")
edit("invented keyword", '"stroke_width": 1})', '"stroke_width": 1}, x_min=-3)', "api.keyword", "run.error")
edit(
    "argument that is not there",
    "align_to(6.35 * LEFT, RIGHT)",
    "align_to(6.35 * LEFT, RIGHT, distance=0.1)",
    "run.error",
)
pattern("invented NumPy function", r"(def df\(x\):\n    return )", r"\1np.derivative(0) + ", *NAME)
edit("misspelt variable", "self.play(Create(graph))", "self.play(Create(grahp))", *NAME)

# Code that has no place in a lesson

CONSTRUCT = "    def construct(self):\n"
edit("extra import", "import numpy as np\n", "import numpy as np\nimport os\n", "ast.imports")
edit("import inside construct", CONSTRUCT, CONSTRUCT + "        from subprocess import run\n", "ast.imports")
edit("open()", CONSTRUCT, CONSTRUCT + '        open("note.txt", "w").write("x")\n', "ast.calls")
edit("exec()", CONSTRUCT, CONSTRUCT + '        exec("pass")\n', "ast.calls")
edit("eval()", CONSTRUCT, CONSTRUCT + '        eval("1 + 1")\n', "ast.calls")
edit("a way to all classes", CONSTRUCT, CONSTRUCT + "        ().__class__.__base__.__subclasses__()\n", "ast.calls")
edit("settings changed", CONSTRUCT, CONSTRUCT + "        config.frame_width = 20\n", "layout.frame")
edit("a name of Manim's replaced", "class Deriv", "Dot = Square\n\n\nclass Deriv", "run.error")
edit("a class of Manim's patched", "class Deriv", "Scene.wait = Scene.play\n\n\nclass Deriv", "ast.calls")
edit("NumPy patched", "class Deriv", "np.exp = np.cos\n\n\nclass Deriv", "ast.calls")
edit("a builtin replaced", "class Deriv", "min = max\n\n\nclass Deriv", "layout.frame")
edit(
    "a method of Scene replaced", CONSTRUCT, "    def wait(self, *args):\n        pass\n\n" + CONSTRUCT, "run.overrides"
)
edit("f defined twice", "\n\ndef panel", "\n\ndef f(x):\n    return x\n\n\ndef panel", "ast.functions")
edit("f changed while it runs", CONSTRUCT, CONSTRUCT + "        global f\n        f = np.sin\n", "ast.functions")
edit(
    "two scene classes",
    "class Deriv",
    "class Other(Scene):\n    def construct(self):\n        self.wait()\n\n\nclass Deriv",
    "ast.scene_class",
)
edit("class renamed", "class DerivativeVisualization", "class Visualization", "ast.scene_class")
edit("no construct", "def construct(self)", "def build(self)", "ast.scene_class", "run.animation")

# Runs

edit("syntax error", "def df(x):", "def df(x:", "ast.syntax", "run.error")
edit("indentation lost", "        title = MathTex(", "    title = MathTex(", "ast.syntax", "run.error")
edit("ZeroDivisionError", CONSTRUCT, CONSTRUCT + "        ratio = 1 / len([])\n", "run.error")
edit("IndexError", "steps[-1].set_color(GREEN)", "steps[99].set_color(GREEN)", "run.error")
edit("TypeError", "self.play(Create(graph))", "self.play(graph, Create)", "run.error")
edit("error inside an updater", "a = x.get_value()", "a = x.get_value()\n            [][int(a + 99)]", "run.error")
edit(
    "endless loop",
    CONSTRUCT,
    CONSTRUCT + "        while True:\n            self.wait(2)\n",
    "run.error",
    on=(41, 275, 405),
)
pattern("nothing is played", r"^( +)self\.play\(Succession\(Write.*", r"\1pass", "run.animations")
edit("a play more than the record says", "Wait(3)))", "Wait(3)))\n        self.wait()", "run.animations")
edit(
    "a formula more than the record says",
    "        x = ValueTracker",
    '        spare = MathTex("x")\n        x = ValueTracker',
    "run.formulas",
)


# Running them


def examine(
    lessons_: Mapping[str, Lesson], *, workers: int = 2, seconds: float = 20.0
) -> Iterator[tuple[str, list[Problem]]]:
    """Give each lesson to all checks of a lesson, all in one sandbox.

    Args:
        lessons_: by a name that is given back.
        workers: scenes at a time.
        seconds: the longest that one may run.

    Yields:
        (name, problems), in the order in which they end.
    """
    sources = {name: whole.text.encode() for name, whole in lessons_.items()}
    for name, evidence in dry_run.run(sources, limits=Limits.release(), workers=workers, seconds=seconds):
        whole = lessons_[name]
        yield name, lessons.check(whole.path, whole.text, whole.record, evidence)
