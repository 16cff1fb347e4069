"""The functions: read, freed of their numbers, grouped, kept apart by split, and compared with each other."""

import time
from pathlib import Path

import mpmath
import pytest
from dataset_tree import Check, Damage, change, copy_all, copy_some, found, read, replace, scene_of, write

from validation.records import equality, functions, groups
from validation.records.equality import equal
from validation.records.expression import UnreadableError, read_text, value_at
from validation.records.skeleton import read_skeleton, skeleton_of

CHECKS: dict[str, Check] = {rule: part.check for part in (functions, groups, equality) for rule in part.RULES}
RANKS = (14, 15, 19, 135, 137)
"""x**2, x**3, 3*x**2, sin(x), 2*sin(x): all in train."""

NEEDS_ALL = {"dataset.placed"}


def another_copy(root: Path) -> None:
    # The record says sin(x), and so does everything that is read from it; the scene draws another parabola.
    change(135, split="test", skeleton="c*sin(c*x)")(root)
    change(137, split="test")(root)
    replace(scene_of(135), "return np.sin(x)", "return 5 * x**2")(root)


def seven_of_one_kind(root: Path) -> None:
    record = read(root)[0]
    texts = [f"{k}*x**2" for k in range(2, 9)] + [f"x**{k} + x**{k + 300}" for k in range(3, 252)]
    write(root, [{**record, "function": text, "id": f"dm-{place:04d}"} for place, text in enumerate(texts, start=1)])


BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.function": (
        change(14, function="x**2 if x else 0"),
        "metadata/examples.jsonl:1: error: dataset.function: dm-0014: the function 'x**2 if x else 0' cannot be read:"
        " IfExp is not read (write one formula of arithmetic and elementary functions)",
    ),
    "dataset.skeleton": (
        change(15, skeleton="c*x + c)**(-1"),
        "metadata/examples.jsonl:2: error: dataset.skeleton: dm-0015: the skeleton 'c*x + c)**(-1' is no formula: it is"
        " not an expression: unmatched ')' (should say the same as c*x**3)",
    ),
    "dataset.leak": (
        another_copy,
        "metadata/examples.jsonl:4: error: dataset.leak: dm-0014 in train and dm-0135 in test are the same but for"
        " numbers: the scene's f without its numbers is c*x**2 in both"
        " (put all functions of a skeleton into one split)",
    ),
    "dataset.groups": (
        seven_of_one_kind,
        "metadata/examples.jsonl: error: dataset.groups: the skeleton c*x**2 has 7 functions, not 6 at most: dm-0001,"
        " dm-0002, dm-0003, dm-0004, dm-0005, dm-0006, dm-0007 (replace some of them by functions of other kinds)",
    ),
    "dataset.equal": (
        change(137, function="cos(x)*tan(x)"),
        "metadata/examples.jsonl:5: error: dataset.equal: dm-0135 and dm-0137 are equal: 'sin(x)' and 'cos(x)*tan(x)'"
        " (replace one of them by another function)",
    ),
    "dataset.placed": (
        change(135, rank=400),
        "metadata/examples.jsonl:135: error: dataset.placed: dm-0135: sin(x) has the rank 400, not one from 135 to 269"
        " (both source documents put it there)",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return copy_some(tmp_path, RANKS)


def messages(root: Path, rule: str) -> list[str]:
    return [text.split(f"{rule}: ", 1)[1].split(" (")[0] for text in found(CHECKS[rule], root, rule)]


@pytest.mark.parametrize("rule", CHECKS)
def test_broken(rule: str, tmp_path: Path) -> None:
    root = copy_all(tmp_path) if rule in NEEDS_ALL else copy_some(tmp_path, RANKS)
    damage, text = BROKEN[rule]
    if rule != "dataset.groups":  # five records are too few skeletons
        assert found(CHECKS[rule], root, rule) == []
    damage(root)
    assert found(CHECKS[rule], root, rule) == [text]


def test_too_few_skeletons(small: Path) -> None:
    assert messages(small, "dataset.groups") == ["there are 3 skeletons, fewer than 250"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("return x**2", "return x**2 if x > 0 else 0", "f of the scene cannot be read: IfExp is not read"),
        (
            "return x**2",
            "y = x\n    return y**2",
            "f of the scene cannot be read: it is not one formula of one argument",
        ),
        ("def f(x)", "def g(x)", "f of the scene cannot be read: the scene does not define f at its top"),
        ("return x**2", "return (", "f of the scene cannot be read: the scene is not Python: '(' was never closed"),
    ],
)
def test_code_that_cannot_be_read(old: str, new: str, reason: str, small: Path) -> None:
    replace(scene_of(14), old, new)(small)
    assert f"dm-0014: {reason}" in messages(small, "dataset.function")


def test_a_skeleton_of_another_function(small: Path) -> None:
    change(135, skeleton="c*cos(c*x)")(small)
    assert "dm-0135: the skeleton 'c*cos(c*x)' is not that of 'sin(x)'" in messages(small, "dataset.skeleton")


def test_a_coarser_partition(small: Path) -> None:
    change(15, skeleton="c*x**2")(small)
    assert (
        "dm-0014 and dm-0015 share the skeleton 'c*x**2', but 'x**2' and 'x**3' differ by more than numbers"
        in messages(small, "dataset.skeleton")
    )


def test_a_finer_partition(small: Path) -> None:
    change(19, skeleton="c*c*x**2")(small)
    assert messages(small, "dataset.skeleton") == [
        "dm-0014 and dm-0019 have different skeletons, but 'x**2' and '3*x**2' differ in their numbers only"
    ]


def test_a_training_function_with_other_numbers_in_test(small: Path) -> None:
    change(19, split="test", skeleton="c*x**3")(small)
    assert messages(small, "dataset.leak")[-2:] == [
        "dm-0014 in train and dm-0019 in test are the same but for numbers: the function without its numbers is c*x**2"
        " in both",
        "dm-0014 in train and dm-0019 in test are the same but for numbers: the scene's f without its numbers is c*x**2"
        " in both",
    ]


def test_one_column_skeleton_in_two_splits(small: Path) -> None:
    change(15, split="validation", skeleton="c*x**2")(small)
    assert messages(small, "dataset.leak") == [
        "dm-0014 in train and dm-0015 in validation are the same but for numbers: the column skeleton is c*x**2 in both"
    ]


def test_a_function_without_values(small: Path) -> None:
    change(14, function="sqrt(-1 - x**2)")(small)
    assert messages(small, "dataset.equal") == ["dm-0014: 'sqrt(-1 - x**2)' has no value at any of 14 points"]


def test_a_named_function_is_missing(small: Path) -> None:
    assert "exp(x) is not among the functions" in messages(small, "dataset.placed")
    assert "sin(x) is not among the functions" not in messages(small, "dataset.placed")


@pytest.mark.parametrize(
    ("function", "skeleton"),
    [
        ("3", "c"),
        ("pi/2 + log(2)", "c"),
        ("x", "c*x"),
        ("-x/2", "c*x"),
        ("x + 2*x", "c*x"),
        ("x**2 + 0", "c*x**2"),
        ("x**2 + 1", "c*x**2 + c"),
        ("1 - x**2", "c*x**2 + c"),
        ("2*(x + 1)", "c*x + c"),
        ("(x + 1)/3", "c*x + c"),
        ("(2*x)**3", "c*x**3"),
        ("sqrt(x)", "c*x**(1/2)"),
        ("x**(1/3)", "c*x**(1/3)"),
        ("cbrt(x)", "c*x**(1/3)"),
        ("x*x**2", "c*x**3"),
        ("x**2/x", "c*x"),
        ("x**0", "c"),
        ("1/x", "c*x**(-1)"),
        ("sin(2*x - pi/3)", "c*sin(c*x + c)"),
        ("-3*sin(x)", "c*sin(c*x)"),
        ("sin(x)*x", "c*sin(c*x)*x"),
        ("sin(x) + sin(2*x)/2", "c*sin(c*x) + c*sin(c*x)"),
        ("1/exp(x)", "c*exp(c*x)"),
        ("exp(-x)", "c*exp(c*x)"),
        ("exp(x)**2", "c*exp(c*x)"),
        ("2**(-x)", "c*c**(c*x)"),
        ("log(x, 10)", "c*log_c(c*x)"),
        ("np.log2(x)", "c*log_c(c*x)"),
        ("1/(x - 2)", "c*(c*x + c)**(-1)"),
        ("(x + 1)*(x - 3)", "c*(c*x + c)**2"),
        ("(x - 1)/(x + 1)", "c*(c*x + c)*(c*x + c)**(-1)"),
        ("sin(sqrt(x + 1))", "c*sin(c*(c*x + c)**(1/2))"),
        ("sqrt(sin(x + 1))", "c*sin(c*x + c)**(1/2)"),
        ("x**x", "c*(c*x)**(c*x)"),
        ("x**(-x)", "c*(c*x)**(c*x)"),
        ("(2*x + 1)**(3*x)", "c*(c*x + c)**(c*x)"),
        ("sqrt(4*x - x**2)", "c*(c*x + c*x**2)**(1/2)"),
    ],
)
def test_skeletons(function: str, skeleton: str) -> None:
    own = skeleton_of(read_text(function))
    assert str(own) == skeleton
    assert read_skeleton(skeleton) == own


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("x**2", "x**3"),
        ("sin(x)", "cos(x)"),
        ("x**2", "x**2 + 1"),
        ("sin(x)", "sin(x + 1)"),
        ("sin(sqrt(x + 1))", "sqrt(sin(x + 1))"),
        ("exp(sqrt(x))", "sqrt(exp(x) + 1)"),
        ("(x + 1)/x", "x/(x + 1)"),
        ("sin(x)/sin(2*x)", "x"),
        ("sin(x) + cos(x)", "sin(x)*cos(x)"),
        ("x*sin(x)", "sin(x)"),
    ],
)
def test_functions_that_differ_by_more_than_numbers(first: str, second: str) -> None:
    assert skeleton_of(read_text(first)) != skeleton_of(read_text(second))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("x**2 - 1", "(x - 1)*(x + 1)", True),
        ("tanh(x)", "(exp(x) - exp(-x))/(exp(x) + exp(-x))", True),
        ("sin(2*x)", "2*sin(x)*cos(x)", True),
        ("2*log(x)", "log(x**2)", True),
        ("acos(x)", "pi/2 - asin(x)", True),
        ("x**(2/3)", "cbrt(x)**2", True),
        ("log(x, 2)", "log(x)/log(2)", True),
        ("x", "abs(x)", False),
        ("x", "sqrt(x**2)", False),
        ("sin(x)", "x - x**3/6 + x**5/120", False),
        ("exp(x)", "271828/100000**1*x", False),
        ("x", "x + 10**-20", False),
        ("log(x)", "log(-x)", False),
    ],
)
def test_equality(first: str, second: str, same: bool) -> None:
    assert equal(read_text(first), read_text(second)) is same


@pytest.mark.parametrize(
    ("function", "x", "value"),
    [
        ("cbrt(x)", -8, -2),
        ("x**(2/3)", -8, 4),
        ("x**(-1/3)", -8, -0.5),
        ("sqrt(x)", -1, None),
        ("1/x", 0, None),
        ("log(x)", 0, None),
        ("asin(x)", 2, None),
        ("x**x", -1, -1),
        ("0**x", 2, 0),
        ("abs(x)", -3, 3),
        ("exp(exp(exp(x)))", 9, None),
        ("sin(10**9*x)", 1, None),
        ("9**9**9**9*x", 1, None),
    ],
)
def test_values(function: str, x: int, value: float | None) -> None:
    found_value = value_at(read_text(function), mpmath.mpf(x))
    assert found_value is None if value is None else mpmath.almosteq(found_value, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "y",
        "x.real",
        "__import__('os')",
        "exit()",
        "(lambda: x)()",
        "x if x else 1",
        "[x]",
        "x == 1",
        "True",
        "'x'",
        "1j",
        "x @ x",
        "x % 2",
        "f'{x}'",
        "sin",
        "sin()",
        "sin(x, x)",
        "sin(x=x)",
        "sin(*x)",
        "os.sin(x)",
        "gamma(x)",
        "x\0",
        "(" * 300 + "x" + ")" * 300,
        "-" * 100 + "x",
        "x" * 10**6,
        "9" * 100 + "*x",
        "9" * 5000,
        "1e400*x",
        "1e-300*x",
        "x +",
        "x; x",
        "\ud800",
    ],
)
def test_what_is_no_function_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9",
        "x**9**9**9",
        "x**x**x**x**x**x**x**x**x",
        "((((x**9)**9)**9)**9)**9",
        "exp(" * 20 + "x" + ")" * 20,
        "sin(10**30*x)",
        "2**-9**9**9*x",
        "+".join(["sin(x)"] * 50),
        "*".join(f"(x + {k})" for k in range(50)),
        "cot(0*x)",
        "x/0",
    ],
)
def test_absurd_functions_cost_nothing(text: str) -> None:
    begun = time.process_time()
    expression = read_text(text)
    skeleton_of(expression)
    equal(expression, read_text("x"))
    assert time.process_time() - begun < 2
