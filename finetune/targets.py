r"""What a model is taught to answer, and the scene that an answer makes.

`direct`: the answer is the scene, without its id, which nothing in the question tells. `fill`: the answer is what
differs from lesson to lesson and takes mathematics, as text:

    function: x*sin(x)
    steps:
    [product]
    u = x, \quad u' = 1 \\ v = \sin x, \quad v' = \cos x
    f'(x) = 1 \cdot \sin x + x \cdot \cos x
    derivative: sin(x) + x*cos(x)

The project's template makes the scene of it, and writes what needs no model: the first line (f(x) = ...), the last
(f'(x) = ..., with its domain), a rule in words for its name in brackets, the words before a formula for the same in
brackets ([outer] g(u) = ...), the breaks between the rows of a line, and the picture. What the model got wrong stays
wrong in the scene. With `fill-finish` the derivative is given as it comes out of the substitution, and rules of
algebra, which know no calculus, make its last form.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_FUNCTION, _DERIVATIVE, _STEPS = "function:", "derivative:", "steps:"
_BREAK, _ROW = re.compile(r"\s*\\\\(\[1ex\])?\s*&?\s*"), r" \\ "
_LABEL = re.compile(r"\[([a-z ]+)\]")
_WORDS, _SET_WORDS = re.compile(r"^\[([A-Za-z ]+)\] "), re.compile(r"^\\text\{([A-Za-z ]+):\} \\quad ")
_ID = re.compile(r" Scene d[mx]-[0-9x-]+, made by derivative-manim\.")


class UnfilledError(ValueError):
    """An answer does not fill the template; the message says what is missing."""


def response(target: str, example: Mapping[str, Any]) -> str:
    """Give the right answer for an example."""
    if target == "direct":
        return _ID.sub(" Made by derivative-manim.", str(example["completion"]), count=1)
    names = {line: name for name, line in _labels().items()}
    lines = [step["latex"] for step in example["steps"][1:-1]]
    steps = [f"[{names[line]}]" if line in names else _answered(line) for line in lines]
    derivative = _unfinished(example) if target == "fill-finish" else example["derivative"]
    return "\n".join([f"{_FUNCTION} {example['function']}", _STEPS, *steps, f"{_DERIVATIVE} {derivative}"]) + "\n"


def scene_of(target: str, answer: str, *, example_id: str = "") -> str:
    """Give the Python source that an answer stands for.

    Raises:
        UnfilledError: if the answer does not fill the slots or the template cannot draw it.
    """
    if target == "direct":
        return answer
    # The extra `generation` is needed for this only.
    from derivative_manim.generation.geometry import picture
    from derivative_manim.generation.scene import render_scene
    from derivative_manim.generation.step import Step

    function, f, df, lines = told(answer, finish=target == "fill-finish")
    with _drawing():
        steps = [Step("", line, "") for line in lines]
        return render_scene({"id": example_id, "function": function}, f, df, steps, picture(f, df))


def slots(answer: str) -> tuple[str, str, list[str]]:
    """Split an answer into the function's text, the derivative's text and the lines of LaTeX.

    Raises:
        UnfilledError: a slot is missing or there twice, or a line could leave the string that it is put into.
    """
    lines = [line.rstrip() for line in answer.splitlines() if line.strip()]
    for name in (_FUNCTION, _STEPS, _DERIVATIVE):
        there = sum(line.startswith(name) for line in lines)
        if there != 1:
            raise UnfilledError(f"{there or 'no'} line begins with {name!r}: it is to be one")
    function, derivative = (
        next(line for line in lines if line.startswith(name)).partition(":")[2].strip()
        for name in (_FUNCTION, _DERIVATIVE)
    )
    start = lines.index(_STEPS) + 1 if _STEPS in lines else len(lines)
    steps = list(itertools.takewhile(lambda line: not line.startswith(_DERIVATIVE), lines[start:]))
    if not steps:
        raise UnfilledError("there are no steps")
    for step in steps:
        # The template writes each line as r"...": what ends that string would be code.
        if '"' in step or step.endswith("\\"):
            raise UnfilledError(f"the line {step!r} does not fit into a string")
    return function, derivative, steps


def slot_is_derivative(answer: str, function: str) -> bool:
    """Say whether the derivative in an answer that fills slots is that of the function that was asked for."""
    from derivative_manim.generation.equality import is_derivative
    from derivative_manim.generation.parse import parse

    try:
        return bool(is_derivative(parse(slots(answer)[1]), parse(function)))
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        return False


@functools.cache
def _labels() -> dict[str, str]:
    """The rules as the lessons state them, by short names: `product` for (uv)' = u'v + uv' with its title."""
    from derivative_manim.generation.statements import PRODUCT_OF_THREE, RECIPROCAL_C, STATEMENTS, title, titled
    from derivative_manim.generation.width import fit

    stated = {rule: latex for rule, (latex, _) in STATEMENTS.items()}
    stated |= {"product of three": PRODUCT_OF_THREE[0], "constant over": RECIPROCAL_C[0]}
    titles = {"product of three": "product", "constant over": "reciprocal"}
    return {name: fit([titled(title(titles.get(name, name)), latex)]) for name, latex in stated.items()}


def _rows(line: str) -> list[str]:
    """The rows of a formula, without the marks of its layout."""
    return _BREAK.split(line.removeprefix("&"))[::2] if _BREAK.search(line) else [line]


def _answered(line: str) -> str:
    """A line of a lesson as an answer writes it."""
    return _ROW.join(_SET_WORDS.sub(r"[\1] ", row) for row in _rows(line))


def _line(step: str) -> str:
    """A line as the lessons set it: a rule's name written out, rows broken where they are too wide."""
    from derivative_manim.generation.width import fit

    label = _LABEL.fullmatch(step)
    if label:
        if label[1] not in _labels():
            raise UnfilledError(f"there is no rule [{label[1]}]; there are {', '.join(_labels())}")
        return _labels()[label[1]]
    with _drawing():
        return fit([_WORDS.sub(r"\\text{\1:} \\quad ", row) for row in _rows(step)])


def _unfinished(example: Mapping[str, Any]) -> str:
    """The derivative as the first line that has it says it; as it is released where no such line can be read."""
    from derivative_manim.generation.parse import FunctionSyntaxError, parse

    for step in example["steps"][1:-1]:
        if step["latex"].removeprefix("&").startswith("f'(x)"):
            try:
                parse(step["expression"])
            except FunctionSyntaxError:
                continue
            return str(step["expression"])
    return str(example["derivative"])


def finished(tree: Any) -> Any:
    """Give an expression in the form of a result: like terms collected, products carried out, in lowest terms.

    Returns:
        The shorter of two forms; the expression itself if none can be made, or none that is equal to it.
    """
    from derivative_manim.generation import tree as t
    from derivative_manim.generation.algebra import Bench, cost
    from derivative_manim.generation.equality import equal
    from derivative_manim.generation.family import is_polynomial
    from derivative_manim.generation.forms import developed, summed
    from derivative_manim.generation.products import Term

    bench, tree = Bench(), _folded(tree)
    made: list[Callable[[], Any]] = [
        lambda: summed(bench, [tree])[-1],
        lambda: developed(bench, Term(), bench.terms(tree))[-1],
    ]
    if isinstance(tree, t.Add) and all(is_polynomial(term) for term in tree.terms):
        made.pop()  # a course leaves 3x^2 - 12x as it is
    forms = []
    for make in made:
        with contextlib.suppress(ArithmeticError, IndexError, KeyError, TypeError, ValueError):
            forms.append(make())
    return min((form for form in forms if equal(form, tree)), key=cost, default=tree)


def _folded(tree: Any) -> Any:
    """An expression in which exponents are worked out: x**(2 - 1) is x."""
    from derivative_manim.generation import tree as t

    match tree:
        case t.Add(parts):
            return t.add(*map(_folded, parts)) if not t.depends(tree) else t.Add(tuple(map(_folded, parts)))
        case t.Mul(parts):
            return t.Mul(tuple(map(_folded, parts)))
        case t.Div(above, below):
            return t.Div(_folded(above), _folded(below))
        case t.Pow(base, exponent):
            return t.power(_folded(base), _folded(exponent))
        case t.Fn(name, argument, base):
            return t.Fn(name, _folded(argument), base)
    return tree


def told(answer: str, *, finish: bool = False) -> tuple[str, Any, Any, list[str]]:
    """Give what a filled answer tells: the function's text, f, its derivative, and all lines of the derivation.

    Raises:
        UnfilledError: the answer does not fill the slots, or a line cannot be made of one.
    """
    from derivative_manim.generation.domain import condition, derivative_domain
    from derivative_manim.generation.latex import latex
    from derivative_manim.generation.lesson import result_line
    from derivative_manim.generation.parse import FunctionSyntaxError, parse
    from derivative_manim.generation.width import fit

    function, derivative, steps = slots(answer)
    lines = [_line(step) for step in steps]
    try:
        f, df = parse(function), parse(derivative)
    except FunctionSyntaxError as error:
        raise UnfilledError(str(error)) from None
    with _drawing():
        df = finished(df) if finish else df
        last = fit(result_line(df, condition(derivative_domain(f, df))))
        return function, f, df, [fit([f"f(x) = {latex(f)}"]), *lines, last]


@contextlib.contextmanager
def _drawing() -> Iterator[None]:
    """Say of a function that cannot be drawn that it cannot."""
    try:
        yield
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise UnfilledError(f"the template cannot draw it: {type(error).__name__}: {error}") from None
