"""The record of a scene, held against the scene: function, derivative, steps, rules, domain, instruction."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import sympy

from ..formulas import function_text as record_reader
from ..formulas import latex
from ..formulas.equality import Comparer, Decision, Verdict
from ..formulas.expression import Expr, Unreadable, X
from ..formulas.names import Unknown
from ..formulas.numeric import FLOAT, Evaluator, OutOfRange, Undefined, context
from ..formulas.shapes import rules_for
from ..mathematics import graphs
from ..mathematics.code_reader import CodeFunction
from ..mathematics.scene import Scene, cut, fault, plain
from ..problem import Problem
from .lines import Line, generic_names

RULES: dict[str, str] = {
    "mathematics.function": "f is the function that was asked for",
    "mathematics.record": "the record says the same as the scene",
}

_NUMERIC = context(30)


def steps_of_record(read: Scene, steps: list[Line], record: Mapping[str, Any]) -> Iterator[Problem]:
    """The lines of the derivation are the record's steps, in its order.

    Args:
        read: the scene.
        steps: its derivation.
        record: its record.
    """
    shown = [s.text for s in steps]
    recorded = [str(s.get("latex")) if isinstance(s, Mapping) else "" for s in record.get("steps") or []]
    if shown == recorded:
        return
    if sorted(shown) == sorted(recorded):
        index = next(i for i, (a, b) in enumerate(zip(shown, recorded, strict=True)) if a != b)
        yield fault(
            "mathematics.order",
            read.path,
            steps[index].line,
            f"step {index + 1} on the screen is step {recorded.index(shown[index]) + 1} of the record",
            "show the steps in the order of the record",
        )
        return
    for index in range(max(len(shown), len(recorded))):
        on_screen_ = shown[index] if index < len(shown) else "nothing"
        in_record = recorded[index] if index < len(recorded) else "nothing"
        if on_screen_ != in_record:
            line = steps[index].line if index < len(steps) else None
            yield fault(
                "mathematics.record",
                read.path,
                line,
                f"step {index + 1} on the screen is {cut(on_screen_)}, the record has {cut(in_record)}",
                "build the scene and its record together",
            )
            return


def record_problems(
    read: Scene, function: CodeFunction, slope: CodeFunction, comparer: Comparer, record: Mapping[str, Any]
) -> Iterator[Problem]:
    """The record's function, derivative, steps, rules, domain, range and instruction are the scene's.

    Args:
        read: the scene.
        function: its f.
        slope: its df.
        comparer: the points to compare at.
        record: its record.
    """
    texts = {
        "function": (function.expression, None, record_reader.formula),
        "derivative": (slope.expression, function.expression, record_reader.formula),
        "function_latex": (function.expression, None, _one_latex),
        "derivative_latex": (slope.expression, function.expression, _one_latex),
    }
    for key, (expression, where, reader) in texts.items():
        try:
            given = reader(str(record.get(key)))
        except Unreadable as error:
            yield fault("mathematics.record", read.path, None, f"the record's {key} is not read: {error}", "")
            continue
        decision = comparer.equal(given, expression, where=where)
        if not decision:
            rule = "mathematics.function" if key == "function" else "mathematics.record"
            line = function.line if key.startswith("function") else slope.line
            name = function.name if key.startswith("function") else slope.name
            yield fault(
                rule,
                read.path,
                line,
                f"the record's {key} is {cut(str(record.get(key)))}, but the code's {name} is not the same: "
                f"{decision.witness or decision.how}",
                "make them one",
            )
    yield from _record_steps(read, record)
    yield from _record_rest(read, function, record)


def _one_latex(text: str) -> Expr:
    statements = latex.parse(text)
    if len(statements) != 1 or len(statements[0].sides) != 1:
        raise Unreadable("it is not one formula")
    return statements[0].sides[0]


def _record_steps(read: Scene, record: Mapping[str, Any]) -> Iterator[Problem]:
    names = generic_names()
    steps = record.get("steps") or []
    for index, step in enumerate(steps):
        where = f"step {index + 1} of the record"
        if not isinstance(step, Mapping):
            yield fault("mathematics.record", read.path, None, f"{where} is no object", "")
            continue
        try:
            written = latex.parse(str(step.get("latex")))
            said = record_reader.statements(str(step.get("expression")))
        except Unreadable as error:
            yield fault("mathematics.record", read.path, None, f"{where} is not read: {error}", "")
            continue
        if len(written) != len(said):
            yield fault(
                "mathematics.record",
                read.path,
                None,
                f"{where} has {len(written)} statements in LaTeX and {len(said)} in its expression",
                "make them one",
            )
            continue
        for statement, sides in zip(written, said, strict=True):
            given = statement.sides if len(sides) == len(statement.sides) else statement.sides[-len(sides) :]
            for a, b in zip(given, sides, strict=False):
                try:
                    decision = _GENERIC.equal(names.resolve(a), names.resolve(b))
                except Unknown as error:
                    decision = Decision(Verdict.UNDECIDED, str(error))
                if not decision:
                    yield fault(
                        "mathematics.record",
                        read.path,
                        None,
                        f"{where} says {cut(str(step.get('latex')))} in LaTeX and {plain(b)} in its expression: "
                        f"{decision.witness or decision.how}",
                        "make them one",
                    )
                    break
    if steps and isinstance(steps[-1], Mapping):
        result = f"f'(x) = {record.get('derivative_latex')}"
        if not _same_lines(str(steps[-1].get("latex")), result):
            yield fault(
                "mathematics.order",
                read.path,
                None,
                f"the last step of the record is {cut(str(steps[-1].get('latex')))}, not the result {cut(result)}",
                "end with the result",
            )


_GENERIC = Comparer()


def _same_lines(a: str, b: str) -> bool:
    """Whether two lines say the same in the same way, however they are broken into rows."""
    try:
        return [s.sides for s in latex.parse(a)] == [s.sides for s in latex.parse(b)]
    except Unreadable:
        return False


def _record_rest(read: Scene, function: CodeFunction, record: Mapping[str, Any]) -> Iterator[Problem]:
    for key in ("instruction", "instruction_standard"):
        text, asked = str(record.get(key)), str(record.get("function"))
        if not text.endswith((f" {asked}",)):
            yield fault(
                "mathematics.record",
                read.path,
                None,
                f"the record's {key} does not end with {cut(asked)}",
                "ask for the record's function",
            )
    window = read.drawing.x_range()
    if window is None or list(window) != [float(v) for v in record.get("x_range") or []]:
        shown = "none" if window is None else str([float(f"{v:g}") for v in window])
        yield fault(
            "mathematics.record",
            read.path,
            None,
            f"the code's x range is {shown}, the record's is {record.get('x_range')}",
            "make them one",
        )
    named = record.get("rules") or []
    shapes = rules_for(_record_trees(record))
    strange = [str(r) for r in named if r not in shapes]
    if strange:
        yield fault(
            "mathematics.rule",
            read.path,
            None,
            f"the record names the {strange[0]} rule, which the function does not call for",
            f"it calls for {', '.join(sorted(shapes))}",
        )
    yield from _domain(read, function, record)


def _record_trees(record: Mapping[str, Any]) -> list[Expr]:
    """The function as the record writes it, and what its steps differentiate."""
    trees: list[Expr] = []
    for step in record.get("steps") or []:
        try:
            for statement in latex.parse(str(step.get("latex"))):
                trees.extend(statement.sides[1:])
                trees.extend(p.args[0] for p in statement.sides[0].atoms(sympy.Function) if type(p).__name__ == "Prime")
        except (Unreadable, AttributeError):
            continue
    with contextlib.suppress(Unreadable):
        trees.append(record_reader.formula(str(record.get("function"))))
    return trees


def _domain(read: Scene, function: CodeFunction, record: Mapping[str, Any]) -> Iterator[Problem]:
    """The record's domain is where f has values."""
    text = str(record.get("domain"))
    try:
        intervals, conditions = record_reader.domain(text)
    except Unreadable as error:
        yield fault("mathematics.record", read.path, None, f"the record's domain is not read: {error}", "")
        return
    f = record_reader.formula(str(record.get("function")))
    ends = []
    places = [k / 7 + 0.0123 for k in range(-70, 71)]
    for low, high, has_low, has_high in intervals:
        for end, belongs in ((low, has_low), (high, has_high)):
            if end not in (sympy.oo, -sympy.oo):
                ends.append((end, belongs))
    for end, belongs in ends:
        value = _at_exactly(f, end)
        touching = sum(1 for other, _ in ends if other == end)
        if value != belongs and touching == 1:
            yield fault(
                "mathematics.record",
                read.path,
                None,
                f"the record's domain {text} {'holds' if belongs else 'leaves out'} {plain(end)}, where f has "
                f"{'no value' if belongs else 'a value'}",
                "correct the domain",
            )
    for hole in _holes(f, intervals):
        yield fault(
            "mathematics.record",
            read.path,
            None,
            f"the record's domain {text} holds x = {hole:.4g}, where f has a pole",
            "correct the domain",
        )
    for place in places:
        try:
            evaluator = Evaluator(FLOAT, place)
            inside = any(
                (low == -sympy.oo or evaluator.value(low) < place)
                and (high == sympy.oo or place < evaluator.value(high))
                for low, high, _, _ in intervals
            ) or (bool(conditions) and all(_compares(evaluator.value(e), r) for e, r in conditions))
        except Undefined:
            inside = False
        except OutOfRange:
            continue
        try:
            Evaluator(FLOAT, place).value(f)
            has_value = True
        except Undefined:
            has_value = False
        except OutOfRange:
            continue
        if inside != has_value:
            yield fault(
                "mathematics.record",
                read.path,
                None,
                f"the record's domain {text} {'holds' if inside else 'leaves out'} x = {place:.4g}, where f has "
                f"{'a value' if has_value else 'no value'}",
                "correct the domain",
            )
            return


def _holes(f: Expr, intervals: list[tuple[Expr, Expr, bool, bool]]) -> Iterator[float]:
    """Poles within the intervals of a domain, near zero."""
    for low, high, _, _ in intervals:
        ends = []
        for end, far in ((low, -10.0), (high, 10.0)):
            value = _float(end)
            ends.append(far if value is None else value)
        begin, finish = max(ends[0], -10.0), min(ends[1], 10.0)
        margin = (finish - begin) / 1000
        if margin > 0:
            found = graphs.breaks(f, begin + margin, finish - margin)
            yield from (where for where, why in found if why == "has a pole")


def _float(end: Expr) -> float | None:
    try:
        return float(Evaluator(FLOAT, 0.0).value(end))
    except (Undefined, OutOfRange):
        return None


def _at_exactly(f: Expr, end: Expr) -> bool:
    """Whether f has a value at an end of its domain, which is put in exactly."""
    try:
        if end.is_Rational:
            Evaluator(_NUMERIC, _NUMERIC.mpf(int(end.p)) / int(end.q)).value(f)
        else:
            Evaluator(_NUMERIC, 0).value(f.xreplace({X: end}))
    except (Undefined, OutOfRange):
        return False
    return True


def _compares(value: Any, relation: str) -> bool:
    return bool({"!=": value != 0, ">": value > 0, "<": value < 0, ">=": value >= 0, "<=": value <= 0}[relation])
