"""Further functions of the catalogue's kind: what training functions of a level are made of, put together anew.

A candidate is a training function of its level in which numbers, an elementary function or a whole part is replaced by
what other training functions of the level have in such a place. It is kept if its level teaches what it needs, its
family is in neither validation nor test, and it equals no function that there is. Candidate n of a seed is always the
same, whoever makes it: so the work can be shared, interrupted and gone on with.
"""

from __future__ import annotations

import contextlib
import random
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from derivative_manim.columns import EXAMPLE
from derivative_manim.generation import tree as t
from derivative_manim.generation.catalogue import LEVELS, Entry, read_catalogue
from derivative_manim.generation.complexity import complexity
from derivative_manim.generation.derivation import Derivation, facts_used
from derivative_manim.generation.equality import POINTS, value_at
from derivative_manim.generation.example import make_example
from derivative_manim.generation.family import canonical
from derivative_manim.generation.instructions import TRAIN_COUNTS, instruction
from derivative_manim.generation.nearness import nearest
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.skeleton import skeleton
from derivative_manim.generation.source import sympy_text
from derivative_manim.prompts import make_prompt
from derivative_manim.records import read_records

SECONDS = 30
"""Processor time that a function may take; a few rare ones take minutes to find zeros of."""

LONGEST = 40
"""Characters of a function's text; the longest of the catalogue has 38."""


@dataclass(frozen=True)
class Pool:
    """What the training functions of one level are made of."""

    entries: tuple[Entry, ...]
    numbers: tuple[Fraction, ...]
    names: tuple[str, ...]
    parts: tuple[t.Tree, ...]
    shapes: frozenset[tuple[str, ...]]
    facts: frozenset[str]
    complexity: tuple[int, int]


@cache
def _splits() -> dict[str, str]:
    return {record["function"]: record["split"] for record in read_records()}


@cache
def held_out() -> frozenset[str]:
    """The skeletons, as written and in canonical form, of all validation and test functions."""
    kept = [e.function for e in read_catalogue() if _splits()[sympy_text(e.function)] != "train"]
    return frozenset(name for function in kept for name in _skeletons(function))


@cache
def pool(level: str) -> Pool:
    """Take the training functions of a level apart."""
    entries = tuple(
        entry for entry in read_catalogue() if entry.level == level and _splits()[sympy_text(entry.function)] == "train"
    )
    nodes = [node for entry in entries for node in t.walk(entry.function)]
    derivations = [differentiate(entry.function) for entry in entries]
    sizes = sorted(map(complexity, derivations))
    return Pool(
        entries,
        tuple(node.value for node in nodes if isinstance(node, t.Num)),
        tuple(node.name for node in nodes if isinstance(node, t.Fn) and node.log_base is None),
        tuple(node for node in nodes if t.depends(node) and node != t.X),
        frozenset(_shape(derivation) for derivation in derivations),
        frozenset(fact for derivation in derivations for fact in facts_used(derivation)),
        (sizes[0], sizes[-1]),
    )


def _shape(derivation: Derivation) -> tuple[str, ...]:
    """The rules of a derivation and of its parts, in order: what a lesson of this kind goes through."""
    parts = Counter(rule for part in derivation.parts for rule in _shape(part.derivation))
    return (derivation.rule, *sorted(parts))


def _skeletons(function: t.Tree) -> set[str]:
    return {skeleton(function), skeleton(canonical(function))}


def level_of_candidate(number: int) -> str:
    """Give the level of a candidate; a quarter each, as in the release."""
    return LEVELS[number % len(LEVELS)]


def candidate(seed: int, number: int) -> tuple[Entry, t.Tree] | None:
    """Make candidate `number`: the training function that it was made of, and the function.

    Returns:
        None if what came out is no function, is one of the level's no longer, or is of a family that is held out.
    """
    draw = random.Random(f"derivative-manim expand {seed} {number}")  # noqa: S311 - nothing is secret
    kept = pool(level_of_candidate(number))
    entry = draw.choice(kept.entries)
    changed = entry.function
    with contextlib.suppress(ArithmeticError, ValueError):
        if draw.random() < 0.5:
            changed = _exchanged(changed, draw, kept)
        changed = _changed(changed, draw, kept, draw.choice((0.0, 0.5, 1.0)))
        text = sympy_text(parse(sympy_text(changed)))
        function = parse(text)
        if len(text) > LONGEST or not t.depends(function) or _skeletons(function) & held_out():
            return None
        numbers = [node.value for node in t.walk(function) if isinstance(node, t.Num)]
        if any(abs(number.numerator) > 20 or number.denominator > 9 for number in numbers):
            return None
        derivation = differentiate(function)
        low, high = kept.complexity
        if _shape(derivation) not in kept.shapes or not facts_used(derivation) <= kept.facts:
            return None
        if low <= complexity(derivation) <= high:
            return entry, function
    return None


def _changed(tree: t.Tree, draw: random.Random, kept: Pool, share: float) -> t.Tree:
    """`tree` with so many of its numbers, and now and then a function, replaced by others of the level."""
    match tree:
        case t.Num(value):
            # A whole number for a whole number: an exponent of a half stays one.
            alike = [n for n in kept.numbers if (n.denominator == 1) == (value.denominator == 1) and n * value > 0]
            return t.Num(draw.choice(alike)) if alike and draw.random() < share else tree
        case t.Add(terms):
            return t.add(*(_changed(term, draw, kept, share) for term in terms))
        case t.Mul(factors):
            return t.mul(*(_changed(factor, draw, kept, share) for factor in factors))
        case t.Div(above, below):
            return t.div(_changed(above, draw, kept, share), _changed(below, draw, kept, share))
        case t.Pow(base, exponent):
            return t.power(_changed(base, draw, kept, share), _changed(exponent, draw, kept, share / 2))
        case t.Fn(name, argument, base):
            other = draw.choice(kept.names) if base is None and draw.random() < share / 2 else name
            return t.Fn(other, _changed(argument, draw, kept, share), base)
    return tree


def _exchanged(tree: t.Tree, draw: random.Random, kept: Pool) -> t.Tree:
    """`tree` with one of its parts replaced by a part of another function."""
    places = [node for node in t.walk(tree) if t.depends(node) and node is not tree]
    if not places:
        return draw.choice(kept.parts)
    return _put(tree, draw.choice(places), draw.choice(kept.parts))


def _put(tree: t.Tree, place: t.Tree, part: t.Tree) -> t.Tree:
    if tree is place:
        return part
    match tree:
        case t.Add(terms):
            return t.add(*(_put(term, place, part) for term in terms))
        case t.Mul(factors):
            return t.mul(*(_put(factor, place, part) for factor in factors))
        case t.Div(above, below):
            return t.div(_put(above, place, part), _put(below, place, part))
        case t.Pow(base, exponent):
            return t.power(_put(base, place, part), _put(exponent, place, part))
        case t.Fn(name, argument, base):
            return t.Fn(name, _put(argument, place, part), base)
    return tree


def fingerprint(function: t.Tree) -> tuple[str, ...]:
    """The values at some points, to twelve digits: equal functions have equal ones."""
    values = [value_at(function, point) for point in POINTS]
    return tuple("" if value is None else f"{float(value):.12e}" for value in values)


def catalogue_fingerprints() -> set[tuple[str, ...]]:
    """Those of the 537."""
    return {fingerprint(entry.function) for entry in read_catalogue()}


def candidate_fingerprint(seed: int, number: int) -> tuple[str, ...] | None:
    """That of a candidate's function, a hundredth of the work of its lesson; None if there is no such function."""
    made = candidate(seed, number)
    with contextlib.suppress(ArithmeticError, ValueError, RecursionError):
        return fingerprint(made[1]) if made else None
    return None


def lesson(seed: int, number: int) -> dict[str, Any] | None:
    """Make the lesson of a candidate: a row with the columns of the release.

    Returns:
        None if there is no such function, or no lesson can be made of it (in `SECONDS` of processor time).
    """
    made = candidate(seed, number)
    if made is None:
        return None
    entry, function = made
    name = f"dx-{seed}-{number:06d}"
    try:
        with _limited(SECONDS):
            found = make_example(replace(entry, text=sympy_text(function), function=function), name)
    except (ArithmeticError, LookupError, ValueError, TypeError, RecursionError, TimeoutError):
        return None
    record = found.record
    draw = random.Random(f"wording {seed} {number}")  # noqa: S311 - nothing is secret
    wording = draw.choices(list(TRAIN_COUNTS), list(TRAIN_COUNTS.values()))[0]
    texts = {row["id"]: row["function"] for row in read_records() if row["split"] == "train"}
    near, novelty = nearest({name: record["function"], **texts}, set(texts), [name])[name] if texts else ("", 0.0)
    record |= {
        "rank": entry.rank,
        "split": "train",
        "nearest_train": near,
        "novelty": novelty,
        "instruction": instruction(wording, record["function"]),
        "instruction_format": wording,
        "code": found.code,
        "prompt": make_prompt(instruction(wording, record["function"])),
        "completion": found.code,
    }
    return {name: record[name] for name in EXAMPLE}


@contextlib.contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Raise TimeoutError after so much processor time of this process (its own, not what others take)."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def make_some(seed: int, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Make the lessons of some candidates, those that can be made: what one process is given to do."""
    return [made for number in numbers if (made := lesson(seed, number)) is not None]
