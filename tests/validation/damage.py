"""How a damage to a lesson is written down, and done: the kinds themselves are in `mutations_*.py`."""

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from validation.audit import Text, Tick, check_texts
from validation.cache import Cache
from validation.problem import Problem

REPOSITORY = Path(__file__).resolve().parents[2]

# Lessons of every level: a polynomial, a sum of cosines, a product, a product inside which a chain runs.
PLAIN = (41, 149, 275, 470)
POLES = (121, 168, 314, 316)
ZEROS = (41, 142, 275, 405)
NUMBER = r"-?\d+(?:\.\d+)?"
LINES = r"MathTex\(s, font_size=\d+\)"
ALL_LINES = "        for step in steps:\n            self.play("
AXES_PLAY = "        self.play(title.animate"
CONSTRUCT = "    def construct(self):\n"
FUNCTION_PHASE, TANGENT_PHASE, TRACE_PHASE, SUMMARY_PHASE = (
    f'        self.next_section("{name}")\n' for name in ("function", "tangent", "trace", "summary")
)
_PLOTTED = re.compile(r"^( +)self\.play\(Create\((.*top\.plot\(f, .*)\)\)$", re.MULTILINE)

# Rules that many kinds are meant for.
TANGENT = "drawn.tangent"
SLOPE = "drawn.slope"
TRACE = "drawn.trace"
TRAIL = "drawn.trail"
ZERO = "drawn.zero"


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
    """A kind of damage."""

    name: str  # what is done, in a few words
    meant: tuple[str, ...]  # the rules that have to see it, each of them
    ranks: tuple[int, ...]  # the lessons that it is done to
    damage: Damage


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


def mutant(kind: Kind, rank: int) -> Lesson:
    whole = lesson(rank)
    broken = kind.damage(whole)
    if broken == whole:
        raise NotDamagedError(f"{kind.name} [{rank}]")
    return broken


def originals() -> dict[int, Lesson]:
    """Read the lessons that are damaged, as they are."""
    return {rank: lesson(rank) for rank in sorted({rank for kind in KINDS for rank in kind.ranks})}


# How a kind is written down


def kind(name: str, *meant: str, on: Iterable[int] = PLAIN) -> Callable[[TextDamage], TextDamage]:
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


def at_start(name: str, code: str, *meant: str, on: Iterable[int] = PLAIN) -> None:
    """Make a kind of a statement with which the scene begins."""
    edit(name, CONSTRUCT, f"{CONSTRUCT}        {code}\n", *meant, on=on)


def later(name: str, code: str, *meant: str, before: str = TANGENT_PHASE, on: Iterable[int] = PLAIN) -> None:
    """Make a kind of a statement that is done before a phase, or another place in `construct`."""
    edit(name, before, f"        {code}\n{before}", *meant, on=on)


def of_plane(name: str, code: str, *meant: str) -> None:
    """Make a kind of a change of both planes, as they are made."""
    edit(name, "    return plane.add(", f"    {code}\n    return plane.add(", *meant)


def of_dots(name: str, dots: str, *meant: str) -> None:
    """Make a kind of other dots than those on f and on f' that go with the tangent."""
    edit(name, "Dot(p), Dot(q)).set_color(YELLOW)", f"{dots}).set_color(YELLOW)", *meant)


def of_slope(name: str, place: str, *meant: str) -> None:
    """Make a kind of another place of the word beside the number of the slope."""
    pattern(name, r"(\\text\{slope\} =\", font_size=30\))\.move_to\(.*\)", rf"\1.move_to({place})", *meant)


def edits(name: str, changes: Mapping[int, tuple[str, str]], *meant: str) -> None:
    """Make a kind of a replacement that is another for each lesson."""

    def damage(whole: Lesson) -> Lesson:
        return replace(whole, text=put(whole.text, *changes[whole.record["rank"]]))

    KINDS.append(Kind(name, meant, tuple(changes), damage))


def lines(name: str, changes: Mapping[int, tuple[int, str, str]], *meant: str) -> None:
    """Make a kind of a change in one line of the derivation, which is made in the record's step as well.

    The changes are, by lesson: the line (counted from 0, from the end if negative), what it holds, and what instead.
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


# Running them


def examine(
    lessons: Mapping[str, Lesson], *, workers: int = 2, tick: Tick = lambda stage, done, total: None
) -> dict[str, list[Problem]]:
    """Give each lesson, by a name, to all checks of a lesson: its problems, by that name.

    As in an audit, what was found is kept by all that it depends on: a lesson that is damaged as it was the last time,
    and looked at by the same checks, is not run again.
    """
    texts = [Text(name, whole.text.encode(), whole.record) for name, whole in lessons.items()]
    cache = Cache(REPOSITORY / ".cache" / "validation")
    return {one.path: list(one.problems) for one in check_texts(texts, cache=cache, workers=workers, tick=tick)}
