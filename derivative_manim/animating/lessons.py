"""From a reading to everything that is on screen: the scene's text, its record, and the lines of the derivation."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Any

from derivative_manim.animating import themes, words
from derivative_manim.animating.types import Options
from derivative_manim.errors import LessonError, OptionError
from derivative_manim.generation import tree as t
from derivative_manim.generation.derivation import Derivation
from derivative_manim.generation.domain import derivative_domain, domain
from derivative_manim.generation.equality import vanishes
from derivative_manim.generation.geometry import NoGraphError, Picture, picture
from derivative_manim.generation.instructions import STANDARD, instruction
from derivative_manim.generation.latex import latex
from derivative_manim.generation.lesson import rules_named, steps
from derivative_manim.generation.parse import FunctionSyntaxError, parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.scene import animations, formulas, render_scene
from derivative_manim.generation.source import sympy_text
from derivative_manim.generation.step import Step
from derivative_manim.generation.width import WIDEST, broken, widest
from derivative_manim.reading import Reading

# A lesson that somebody asks for may be longer than those of the dataset.
MOST_LINES, MOST_TEXT = 14, 1500
SPOKEN = 0.7  # the pace of a lesson with a voice, whose sentences take longer than to read them


@dataclass(frozen=True)
class Lesson:
    """A lesson before it is rendered.

    Attributes:
        code: the scene.
        record: what the validator holds the scene against, with the fields of a record of the dataset.
        lines: of the derivation.
        picture: the numbers of the graphs.
        notes: what the lesson writes otherwise than the person did.
    """

    code: str
    record: dict[str, Any]
    lines: tuple[Step, ...]
    picture: Picture
    notes: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Of the scene's text."""
        return hashlib.sha256(self.code.encode()).hexdigest()


def make_lesson(reading: Reading, options: Options) -> Lesson:
    """Differentiate, choose the picture, write the scene.

    Raises:
        LessonError: no honest lesson can be made of the function; the message says why.
        OptionError: the window or the point does not suit the function.
    """
    text = _in_x(reading)
    try:
        function = parse(text)
        for node in t.walk(function):
            _require_sense(node)
        derivation = _readable(differentiate(function))
        lines = steps(derivation, MOST_TEXT, MOST_LINES)
        if options.language != "en":
            lines = [words.line(line, options.language) for line in lines]
        shown = picture(function, derivation.derivative, span=options.window, at=options.at, careful=True)
    except FunctionSyntaxError as error:
        raise LessonError(str(error)) from None
    except NoGraphError as error:
        if options.window is not None or options.at is not None:
            raise OptionError(f"{error}: choose another --window or --at") from None
        raise LessonError(str(error)) from None
    except (ArithmeticError, ValueError) as error:
        raise LessonError(str(error)) from None
    except (LookupError, RecursionError, TypeError) as error:  # a kind of function that nobody has thought of
        raise LessonError(f"the lesson could not be written ({type(error).__name__}): please report it") from None
    record = _record(function, derivation.derivative, lines, shown)
    slope = words.on_screen("slope", options.language)
    style = themes.style(options.theme, pace(options), slope, comma=words.table(options.language)["comma"])
    code = render_scene(record, function, derivation.derivative, lines, shown, style)
    record |= {
        "sha256": hashlib.sha256(code.encode()).hexdigest(),
        "chars": len(code),
        "latex_expressions": len(formulas(lines, slope, comma=style.comma and shown.decimals > 0)),
        "animations": animations(lines, stops=options.at is not None),
    }
    return Lesson(code, record, tuple(lines), shown, _notes(reading, options.language))


def pace(options: Options) -> float:
    """How fast the scene is: 2 for twice as fast as a lesson of the dataset."""
    return (SPOKEN if options.voice else 1.0) * options.speed


def _require_sense(node: t.Tree) -> None:
    """Refuse a part of a function to which no rule of differentiation applies, and say why."""
    match node:
        case t.Pow(_, exponent) if exponent == t.ZERO:
            raise LessonError("a power with the exponent 0 is 1 wherever it has a value: type 1 for it")
        case t.Div(_, below) if vanishes(below):
            raise LessonError(f"it has no value anywhere: the denominator {sympy_text(below)} is 0 for every x")


def _readable(derivation: Derivation) -> Derivation:
    """The derivation as far as the last form of its result that a line has room for, without a break in brackets first.

    Where no form has room it is that of the narrowest.
    """
    stages = [derivation]
    while stages[-1].forms:
        *before, last = stages[-1].forms
        stages.append(replace(derivation, derivative=parse(last.text), forms=tuple(before)))
    for inside in (False, True):
        widths = [widest(broken([f"f'(x) = {latex(stage.derivative)}"], inside=inside)) for stage in stages]
        fitting = [stage for stage, width in zip(stages, widths, strict=True) if width <= WIDEST]
        if fitting:
            return fitting[0]
    return stages[widths.index(min(widths))]


def _in_one_row(formula: str) -> str:
    """A formula as it stands on screen, where a wide one has its brackets opened, but not broken."""
    return " ".join(row.removeprefix(r"\qquad ") for row in broken([formula]))


def _record(function: t.Tree, derivative: t.Tree, lines: list[Step], shown: Picture) -> dict[str, Any]:
    return {
        "id": "",
        "function": sympy_text(function),
        "function_latex": latex(function),
        "derivative": sympy_text(derivative),
        "derivative_latex": _in_one_row(f"f'(x) = {latex(derivative)}").removeprefix("f'(x) = "),
        "rules": rules_named(lines),
        "steps": [{"rule": s.rule, "latex": s.latex, "expression": s.expression} for s in lines],
        "domain": domain(function),
        "derivative_domain": derivative_domain(function, derivative),
        "x_range": list(shown.x_range),
        "y_range": list(shown.y_range),
        "dy_range": list(shown.dy_range),
        # so that it is a record like those of the dataset, whose checks read all of it
        "instruction": instruction(STANDARD, sympy_text(function)),
        "instruction_format": STANDARD,
        "instruction_standard": instruction(STANDARD, sympy_text(function)),
    }


def _notes(reading: Reading, language: str) -> tuple[str, ...]:
    """What the lesson writes otherwise than the person did."""
    found = [words.said("decimal", language, decimal=typed, fraction=meant) for typed, meant in reading.decimals]
    if reading.variable != "x":
        found.append(words.said("variable", language, name=reading.variable))
    return tuple(found)


def _in_x(reading: Reading) -> str:
    """The function's text in the variable x, in which every lesson is."""
    name = f"{reading.variable}_" if reading.variable == "lambda" else reading.variable
    return re.sub(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z_])", "x", reading.function)
