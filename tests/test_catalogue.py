"""The catalogue's checks, each on a catalogue that breaks it; and the skeletons and splits built on it."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from derivative_manim.generation import tree as t
from derivative_manim.generation.build import _with_equal_derivatives
from derivative_manim.generation.catalogue import (
    CATALOGUE,
    CatalogueError,
    Entry,
    check_catalogue,
    level_of,
    read_catalogue,
)
from derivative_manim.generation.complexity import complexity
from derivative_manim.generation.derivation import facts_used
from derivative_manim.generation.domain import derivative_domain, domain
from derivative_manim.generation.family import canonical, families
from derivative_manim.generation.instructions import assign_wordings
from derivative_manim.generation.parse import parse
from derivative_manim.generation.rules import differentiate
from derivative_manim.generation.skeleton import skeleton
from derivative_manim.generation.splits import assign_splits


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return read_catalogue()


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = CATALOGUE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "catalogue.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_catalogue_is_sound(entries: list[Entry]) -> None:
    assert check_catalogue(entries) == []
    assert Counter(e.level for e in entries) == {
        "foundation": 134,
        "conceptual": 135,
        "application": 134,
        "advanced": 134,
    }
    assert Counter(level_of(e.rank, (130, 287, 487, 537)) for e in entries) == {
        "foundation": 130,
        "conceptual": 157,
        "application": 200,
        "advanced": 50,
    }


def test_an_equal_function_in_other_words_is_found(entries: list[Entry]) -> None:
    changed = list(entries)
    twin = next(i for i, e in enumerate(entries) if e.text == "x*sin(x)")
    changed[536] = Entry(537, "sin(x)/(1/x)", parse("sin(x)/(1/x)"), "test")
    problems = [p for p in check_catalogue(changed) if "is equal to" in p]
    assert problems == [
        f"rank 537: sin(x)/(1/x) is equal to x*sin(x) of rank {twin + 1}; each function may appear once"
    ]


def test_a_function_without_a_real_domain_is_found(entries: list[Entry]) -> None:
    changed = list(entries)
    changed[400] = Entry(401, "sqrt(-1 - x**2)", parse("sqrt(-1 - x**2)"), "test")
    assert "rank 401: sqrt(-1 - x**2) is real on no interval between -1000 and 1000" in check_catalogue(changed)


def test_a_displaced_function_is_found(entries: list[Entry]) -> None:
    position = next(i for i, e in enumerate(entries) if e.text == "sin(x)")
    changed = list(entries)
    changed[position] = Entry(position + 1, "sin(x) + 17", parse("sin(x) + 17"), "test")
    assert "sin(x) is missing; it belongs to ranks 135-269" in check_catalogue(changed)
    changed[0] = Entry(1, "sin(x)", parse("sin(x)"), "test")
    assert "rank 1: sin(x) belongs to ranks 135-269" in check_catalogue(changed)


def test_too_many_functions_of_one_form_are_found(entries: list[Entry]) -> None:
    changed = [
        Entry(e.rank, f"{i + 20}*x + {i}", parse(f"{i + 20}*x + {i}"), "test") if 440 <= i < 447 else e
        for i, e in enumerate(entries)
    ]
    assert any("functions have the skeleton c*x + c" in p and "at most 6 may" in p for p in check_catalogue(changed))


def test_a_wrong_rank_and_a_bad_function_are_named_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(_changed(tmp_path, "\n2,-2,", "\n7,-2,"))
    assert str(caught.value) == "catalogue.csv:3: -2 has rank 7, but stands at place 2; write 2"
    with pytest.raises(CatalogueError, match=r"catalogue\.csv:3: unknown name 'y'"):
        read_catalogue(_changed(tmp_path, "\n2,-2,", "\n2,y,"))
    with pytest.raises(CatalogueError, match="the first line must be rank,function,topic"):
        read_catalogue(_changed(tmp_path, "rank,function,topic", "rank,f,topic"))


@pytest.mark.parametrize(
    ("functions", "expected"),
    [
        (("x", "2*x", "-x/3"), "c*x"),
        (("2*x + 1", "x - 5", "1 - x"), "c*x + c"),
        (("sin(x)", "-2*sin(3*x)", "sin(pi*x)/4"), "c*sin(c*x)"),
        (("exp(x)", "3*exp(-x/2)", "1/exp(x)"), "c*exp(c*x)"),
        (("2**x", "3*5**(2*x)"), "c*c**(c*x)"),
        (("(2*x + 1)**3", "5*(x - 1)**3"), "c*(c*x + c)**3"),
        (("x*sin(x)", "2*sin(3*x)*x"), "c*sin(c*x)*x"),
        (("(x + 1)/(x - 1)", "(2*x + 3)/(x - 2)"), "c*(c*x + c)**(-1)*(c*x + c)"),
        (("1/(x - 2)", "3/(2*x + 1)"), "c*(c*x + c)**(-1)"),
        (("sqrt(x + 1)", "2*sqrt(5 - 2*x)"), "c*(c*x + c)**(1/2)"),
        (("sin(sqrt(x + 1))",), "c*sin(c*(c*x + c)**(1/2))"),
        (("sqrt(sin(x + 1))",), "c*sin(c*x + c)**(1/2)"),
        (("(x + 1)**x",), "c*(c*x + c)**(c*x)"),
        (("log(x)**x",), "c*(c*log(c*x))**(c*x)"),
        (("3*(x + 1)", "(x + 1)/2"), "c*x + c"),
        (("sin(2*(x + 1))",), "c*sin(c*x + c)"),
    ],
)
def test_functions_that_differ_in_numbers_only_have_one_skeleton(functions: tuple[str, ...], expected: str) -> None:
    assert {skeleton(parse(f)) for f in functions} == {expected}


def test_functions_of_other_form_have_other_skeletons() -> None:
    texts = [
        "x",
        "x**2",
        "x + 1",
        "sin(x)",
        "cos(x)",
        "sin(x**2)",
        "sin(x)**2",
        "x*sin(x)",
        "x + sin(x)",
        "exp(x)",
        "2**x",
    ]
    assert len({skeleton(parse(t)) for t in texts}) == len(texts)


def test_every_skeleton_is_a_formula(entries: list[Entry]) -> None:
    """Python reads it, brackets and all, and finds nothing in it but x, c, and functions of the function itself."""
    for entry in entries:
        formula = ast.parse(skeleton(entry.function), mode="eval")
        names = {node.id for node in ast.walk(formula) if isinstance(node, ast.Name)}
        assert names - {"x", "c", "log_c"} <= {node.name for node in t.walk(entry.function) if isinstance(node, t.Fn)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(x, 3)", "c*log(c*x)"),
        ("x*log(x + 3, 2)", "c*log(c*x + c)*x"),
        ("3*2**x", "c*exp(c*x)"),
        ("2**sin(x)", "c*exp(c*sin(c*x))"),
        ("exp(x - 1)", "c*exp(c*x)"),
        ("exp(sin(x) + 2)", "c*exp(c*sin(c*x))"),
        ("sin(exp(2*x + 1))", "c*sin(c*exp(c*x))"),
        ("(x + 1)*(x - 3)", "c*x + c*x**2 + c"),
        ("(x + 1)*(x - 1)", "c*x**2 + c"),
        ("(pi*x + 1)*(pi*x - 1)", "c*x**2 + c"),
        ("(1 - x)**4", "c*x + c*x**2 + c*x**3 + c*x**4 + c"),
        ("(x - 1)*(x + 1) - x**2 + sin(x)", "c*sin(c*x) + c"),
        ("(x + 1)*(x - 3)*exp(x)", "c*(c*x + c*x**2 + c)*exp(c*x)"),
        ("1/(2*x + 1)**2", "c*(c*x + c*x**2 + c)**(-1)"),
        ("((x - 1)/(x + 1))**2", "c*(c*x + c*x**2 + c)**(-1)*(c*x + c*x**2 + c)"),
        ("sqrt((x - 1)*(x + 1))", "c*(c*x**2 + c)**(1/2)"),
        ("log((x - 1)**2)", "c*log(c*x + c*x**2 + c)"),
        ("(sqrt(x) - 1)**3", "c*(c*x**(1/2) + c)**3"),
        ("(exp(x) - 2)**2", "c*(c*exp(c*x) + c)**2"),
        ("(2*x + 1)**x", "c*(c*x + c)**(c*x)"),
        ("x*sin(x)", "c*sin(c*x)*x"),
        ("3", "c"),
    ],
)
def test_canonical_forms(text: str, expected: str) -> None:
    assert skeleton(canonical(parse(text))) == expected


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("log(x)", "log(x, 3)", "5*log(x, 10)"), 1),
        (("exp(x)", "2**x", "exp(x - 1)", "3*5**(2*x)"), 1),
        (("(x + 1)*(x - 3)", "x**2 - 4*x + 3", "(x - 7)*(x - 1)"), 1),
        (("x**4 - 2*x**3 - 3*x**2 + 4*x + 1", "(1 - x)**4"), 1),
        # A chain: the first two have one skeleton, and the second and third one canonical form.
        (("(x + 1)*(x - 1)", "(x + 1)*(x - 3)", "x**2 - 4*x + 3"), 1),
        (("(x + 1)*(x - 1)", "x**2 - 4*x + 3"), 2),
        (("x**5", "x**3"), 2),
        (("log(x)", "log(x) + 2"), 2),
        (("sin(x)", "cos(x)", "sin(x + 1)"), 3),
        (("x*exp(x)", "exp(x)/x"), 2),
    ],
)
def test_families(texts: tuple[str, ...], count: int) -> None:
    named = {text: parse(text) for text in texts}
    found = families(named)
    assert len(set(found.values())) == count
    assert families(dict(reversed(named.items()))) == found


def test_families_of_the_catalogue(entries: list[Entry]) -> None:
    found = families({entry.text: entry.function for entry in entries})
    own = {entry.text: skeleton(entry.function) for entry in entries}
    members = {family: sorted(text for text in found if found[text] == family) for family in found.values()}
    assert members[found["log(x)"]] == [
        "-log(x)", "3*log(x)", "5*log(x, 10)", "log(2*x)", "log(x)", "log(x, 10)", "log(x, 2)", "log(x, 3)",
        "log(x, 5)", "log(x/3)",
    ]  # fmt: skip
    assert all(len({found[text] for text in own if own[text] == one}) == 1 for one in own.values())
    assert len(members) == 377


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2", "(-oo, oo)"),
        ("log(x)", "(0, oo)"),
        ("x/log(x)", "(0, 1) U (1, oo)"),
        ("sqrt(9 - x**2)", "[-3, 3]"),
        ("1/sqrt(1 - x**2)", "(-1, 1)"),
        ("x**3/(x**2 - 3)", "(-oo, -sqrt(3)) U (-sqrt(3), sqrt(3)) U (sqrt(3), oo)"),
        ("tan(x)", "cos(x) != 0"),
        ("cbrt(x)", "(-oo, oo)"),
        ("log(log(log(x)))", "(E, oo)"),
        ("acosh(x)", "[1, oo)"),
    ],
)
def test_domain(text: str, expected: str) -> None:
    assert domain(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2", "(-oo, oo)"),
        ("sqrt(x)", "(0, oo)"),
        ("x**(3/2)", "(0, oo)"),
        ("cbrt(x)", "(-oo, 0) U (0, oo)"),
        ("x**(4/3)", "(-oo, oo)"),
        ("asin(x)", "(-1, 1)"),
        ("log(3 - x)", "(-oo, 3)"),
        ("abs(x - 2)", "(-oo, 2) U (2, oo)"),
        ("sqrt(cos(x))", "cos(x) > 0"),
        ("log(tan(x))", "tan(x) > 0"),
        ("atan(sqrt(x**2 - 1))", "(-oo, -1) U (1, oo)"),
        ("x*asin(x) + sqrt(1 - x**2)", "(-1, 1)"),
        ("sec(sqrt(x))", "cos(sqrt(x)) != 0 and x > 0"),
    ],
)
def test_derivative_domain(text: str, expected: str) -> None:
    function = parse(text)
    assert derivative_domain(function, differentiate(function).derivative) == expected


def test_the_catalogue_is_ordered_by_complexity_within_a_topic(entries: list[Entry]) -> None:
    topics: dict[str, list[int]] = {}
    for entry in entries:
        topics.setdefault(entry.topic, []).append(complexity(differentiate(entry.function)))
    assert all(scores == sorted(scores) for scores in topics.values())
    assert list(topics) == list(dict.fromkeys(entry.topic for entry in entries))
    assert complexity(differentiate(parse("x**2*exp(x)*sin(x)"))) > complexity(
        differentiate(parse("(2*x - 1)*(x + 2)"))
    )


def test_a_held_out_function_needs_no_fact_that_was_not_taught(entries: list[Entry]) -> None:
    facts = {e.text: facts_used(differentiate(e.function)) for e in entries}
    family = families({e.text: e.function for e in entries})
    splits = assign_splits([(e.text, e.level, family[e.text]) for e in entries], facts)
    taught = Counter(fact for text, split in splits.items() if split == "train" for fact in facts[text])
    for text, split in splits.items():
        assert split == "train" or all(taught[fact] >= 3 for fact in facts[text]), text
    assert splits["3"] == splits["cos(x)"] == splits["asin(x)"] == splits["log(x)"] == splits["log(x, 2)"] == "train"


def test_facts_are_as_fine_as_they_are_taught() -> None:
    def facts(text: str) -> frozenset[str]:
        return facts_used(differentiate(parse(text)))

    assert facts("2*cos(x)") == {"constant multiple", "cosine", "cosine by itself"}
    assert facts("log(x, 2)") == {"logarithm to another base", "logarithm to another base by itself"}
    assert facts("2**sin(x)") == {"chain", "exponential with another base", "sine"}
    assert facts("sqrt(x) + 1/x") == {"sum", "power of a root", "negative power"}


def test_families_with_a_derivative_in_common_are_one() -> None:
    records = [
        {"id": "a", "derivative": "2*x"}, {"id": "b", "derivative": "2*x"}, {"id": "c", "derivative": "cos(x)"},
    ]  # fmt: skip
    joined = _with_equal_derivatives({"a": "c*x**2", "b": "c + c*x**2", "c": "c*sin(c*x)"}, records)
    assert joined["a"] == joined["b"] != joined["c"]


def test_splits_that_cannot_be_filled_are_refused() -> None:
    rows = [(f"dm-{i:04d}", "foundation", "c*x") for i in range(134)]
    with pytest.raises(ValueError, match="leave room in held-out splits"):
        assign_splits(rows)


def test_wordings_are_as_even_as_possible_outside_train() -> None:
    counts = Counter(assign_wordings([f"dm-{i:04d}" for i in range(50)], "validation").values())
    assert sorted(counts.values()) == [7] * 6 + [8]
    with pytest.raises(ValueError, match="train has 3 examples, not 418"):
        assign_wordings(["a", "b", "c"], "train")
