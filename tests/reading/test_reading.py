"""Functions as people type them: read so, read and shown, or refused with the place and what to type instead."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sympy

from derivative_manim.reading import Reading, ReadingError, read

TYPED = [json.loads(line) for line in Path(__file__).with_name("typed.jsonl").read_text(encoding="utf-8").splitlines()]
PLACES = (0.37, 0.81, 1.7, 2.9, 5.3)


def same(function: str, wanted: str) -> bool:
    """Compare two texts of SymPy as functions of their one variable, at some places."""
    values = []
    for text in (function, wanted):
        e = sympy.sympify(text.replace("e**", "E**"))
        values.append([complex(e.subs(dict.fromkeys(e.free_symbols, x)).evalf()) for x in PLACES])
    return all(abs(a - b) < 1e-9 * (1 + abs(b)) or (a != a and b != b) for a, b in zip(*values, strict=True))


@pytest.mark.parametrize("row", TYPED, ids=lambda row: row["input"])
def test_typed(row: dict[str, str]) -> None:
    if row["cls"] == "refuse":
        with pytest.raises(ReadingError):
            read(row["input"])
        return
    try:
        found = read(row["input"])
    except ReadingError:
        assert row["cls"] == "may"
        return
    assert same(found.function, row["reading"])
    assert found.shown or row["cls"] != "ambig"


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("x sin x cos x", "x*sin(x)*cos(x)"),
        ("5sin3xcos2x", "5*sin(3*x)*cos(2*x)"),
        ("ln(x)^2", "log(x)**2"),
        ("sin⁻¹x", "asin(x)"),
        ("sin\u00a0x\u200b²", "sin(x**2)"),
        ("tg x ctg x", "tan(x)*cot(x)"),
        ("arc sin x", "asin(x)"),
        ("argsinh(x)", "asinh(x)"),
        ("lg x", "log(x, 10)"),
        ("log₂(x)", "log(x, 2)"),
        (r"\log_{2} x", "log(x, 2)"),
        (r"\dfrac12\sin{x}", "sin(x)/2"),
        (r"\left(x+1\right)^{2}", "(x + 1)**2"),
        ("3√(x²+1)", "3*sqrt(x**2 + 1)"),
        ("0,5x^2 + 1,25", "x**2/2 + 5/4"),
        ("e^-x^2", "exp(-x**2)"),
        ("2^x^2", "2**(x**2)"),
        ("||x|-1|", "Abs(Abs(x) - 1)"),
        ("(x^2)'", "x**2"),
        ("differentiate x e^x", "x*exp(x)"),
        ("f: t -> t^2", "t**2"),
        ("V(r) = 4/3 * πr^3", "4*pi*r**3/3"),
        ("sqrt(x-1000)", "sqrt(x - 1000)"),
        ("ｘ＾２", "x**2"),
        (r"\(x^2\)", "x**2"),
        (r"\[\frac{1}{x}\]", "1/x"),
        ("diff(x^2, x)", "x**2"),
        ("D[sin x, x]", "sin(x)"),
        ("x → x²", "x**2"),
        ("³√x + x³√x", "x**(1/3) + x**3*sqrt(x)"),
        ("x\u20112", "x - 2"),
        ("raiz(x) cosech(x)", "sqrt(x)/sinh(x)"),
        ("nthroot(x, 4)", "x**(1/4)"),
        ("What is the derivative of x^2?", "x**2"),
        ("f: x -> 3", "3"),
        ("2e - 3x", "2*E - 3*x"),
        ("pow(sin x, 2)^2", "sin(x)**4"),
        (r"\frac12 \frac34 x", "3*x/8"),
        (r"x^2\frac12", "x**2/2"),
        ("3x 2^x", "3*x*2**x"),
        ("x 2^{-x}", "x*2**(-x)"),
        ("sin x 2^x", "sin(x)*2**x"),
    ],
)
def test_is_read(text: str, function: str) -> None:
    assert same(read(text).function, function)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sin x^2", "sin x^2 is read as sin(x^2)"),
        ("1/2x", "1/2x is read as 1/2*x"),
        ("1/2√x", "1/2√x is read as 1/2*sqrt(x)"),
        (r"1/2\sqrt x", r"1/2\sqrt x is read as 1/2*sqrt(x)"),
        ("e^2x", "the power in e^2x is read as e^2, and x as a factor beside it"),
        ("x^1/2", "x^1/2 is read as (x^1)/2; for an exponent write it in brackets"),
        ("ln x/x", "ln x/x is read as ln(x)/x"),
        ("1/2 sin x", "1/2 sin x is read as 1/2*sin(x)"),
        ("xex", "e is read as the number e times what follows; for a power write ^, as in e^x"),
        ("⁴√x²", "the root is read as that of x alone; put brackets round more"),
        ("√2x", "the root is read as that of 2 alone; put brackets round more"),
        ("√x²", "the root is read as that of x alone; put brackets round more"),
        ("sqrt x+1", "the root is read as that of x alone; put brackets round more"),
        ("log x", "log is read as the natural logarithm ln; for base 10 write log10(x)"),
        ("log(x, 2)", "log(x, 2) is read as log_2(x)"),
        (r"3\frac{1}{2}x", r"3\frac{1}{2} is read as the mixed number 7/2"),
        (r"\cos x (x+1)", "cos x (x+1) is read as cos(x)*(x + 1)"),
        (r"\ln x \left( x+1 \right)", "ln x (x+1) is read as ln(x)*(x + 1)"),
        ("sin 2x e^x", "sin 2x e^x is read as sin(2*x)*exp(x)"),
        ("sin 2(x+1)", "sin 2(x+1) is read as sin(2*(x + 1))"),
        ("sin 2x^2", "sin 2x^2 is read as sin(2*x^2)"),
        ("e^xsin x", "the power in e^xsin x is read as e^x, and sin x as a factor beside it"),
        ("e^x(x+1)", "the power in e^x(x+1) is read as e^x, and (x+1) as a factor beside it"),
        ("e^-x/2", "e^-x/2 is read as (e^-x)/2; for an exponent write it in brackets"),
        ("3√x", "3√x is read as 3*sqrt(x)"),
        ("sin^-2 x", "sin^-2 x is read as 1/sin(x)^2"),
        ("sin(x)^-1", "sin(x)^-1 is read as 1/sin(x)"),
        ("x2^{-x}", "x2^{-x} is read as x*2^(-x)"),
        ("2 3^x", "2 3^x is read as 2*3^x"),
        ("x - [2x]", "[2x] is read as (2*x), a bracket and not the whole part"),
    ],
)
def test_what_two_people_read_differently_is_shown(text: str, shown: str) -> None:
    assert shown in read(text).shown


@pytest.mark.parametrize(
    "text",
    [
        "x^2 sin(x)",
        "x e^(2x)",
        r"\frac{\ln x}{x}",
        "1/(2x)",
        "sin(x)/x",
        "-x^2",
        "x^(2/3)",
        "√(x+1)x",
        "2√x cos x",
        "x 2^x",
        "[2(x+1)]^2",
        "sin[x]",
    ],
)
def test_what_is_plain_is_not_questioned(text: str) -> None:
    assert read(text).shown == ()


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("2x3", "x3 may be a product or a power: write x*3 or x^3", 2),
        ("log2x", "log2x may be the logarithm to base 2 or of 2x: write log2(x) or log(2x)", 0),
        ("ax^2", "a has no value: type a number for it", 0),
        ("x^2 + C", "C has no value: type a number for it", 6),
        ("x y", "there are 2 variables, x and y: type a function of one", 2),
        ("2 + g(x)", "g is not a function that is known: type its formula in its place", 4),
        ("sim(x)", "sim is not a function that is known: did you mean sin?", 0),
        ("sin(x", "a bracket is open: close it", 3),
        ("x^2 = 4", "this is an equation: type only the function, what stands to the right of f(x) =", 4),
        ("f'(x) = 2x", "this gives the derivative, not the function: type f(x) = and the function", 0),
        ("3 ¼", "3 1/4 may be a mixed number: write 13/4 or (3+1/4)", 2),
        ("2 1/2 x^2", "2 1/2 may be a mixed number: write 5/2 or (2+1/2)", 2),
        ("f(t) = x^2", "the variable is named t, but the formula is in x: write one letter in both", None),
        ("d/dx t^3", "the variable is named x, but the formula is in t: write one letter in both", None),
        ("sin-1 x", "sin-1 may be the inverse function or hold the number -1: write arcsin(x) or sin(-1*x)", 0),
        ("sinh -1x", "sinh-1 may be the inverse function or hold the number -1: write asinh(x) or sinh(-1*x)", 0),
        ("gamma(x)", "gamma is not a function that is known: type its formula in its place", 0),
        ("f(x)=x^2, g(x)=x^3", "a comma parts two functions: type one", 8),
        ("sin x; cos x", "a semicolon parts two functions: type one", 5),
        ("(cos t, sin t)", "a comma parts two functions: type one", 6),
        ("x ± 1", "the sign ± stands for two functions: type one, with + or with -", 2),
        ("d^2/dx^2 x^3", "a higher derivative is asked for: type only the function, as x^3", 0),
        ("9^9^9^9x", "an exponent is larger than 1000: type a smaller one", None),
        (r"\begin{cases} x & x > 0 \end{cases}", "a function in pieces is not read: type one formula", 1),
        (r"\begin{align} x \\ x^2 \end{align}", "a second line begins: type one function", 16),
        (
            "1/x, x ≠ 0",
            "a condition is no part of a function: type the function alone, the lesson finds where it is defined",
            3,
        ),
        ("(-2)^x", "the base of a power with a variable exponent has to be positive: type another base", None),
        ("0^(x+1)", "the base of a power with a variable exponent has to be positive: type another base", None),
        (
            r"\log_x(10)",
            "the base of a logarithm has to be a number: write ln(10)/ln(x) for log_x(10)",
            None,
        ),
        (r"\lfloor x \rfloor", "floor jumps and has no derivative there: type a function without it", 1),
        ("x⌈x⌉", "ceil jumps and has no derivative there: type a function without it", 1),
        ("log(x, x)", "the base of a logarithm has to be a number: write ln(x)/ln(x) for log_x(x)", None),
        ("d/dx", "no function is given: type its formula, as f(x) = x^2", 0),
        ("d/dx f(x) = 2x", "this gives the derivative, not the function: type f(x) = and the function", 0),
        ("1,000x", "1,000 may be a thousand or a decimal number: write it without the comma, or with a point", 0),
        ("x!", "a factorial has no derivative in a first course: type a function without !", 1),
        ("∫x dx", "an integral is asked for: type the function to differentiate alone", 0),
        (
            "sqrt(-1-x^2)",
            "the function has no real value on any interval: look at its roots, logarithms and denominators",
            None,
        ),
        ("1e-3x", "1e-3 may be 1*10^-3 or hold the number e: write * and ^ between", 0),
        ("2³√x", "a raised number before √ may be a power or name the root: write ^ and *, or root(x, 3)", 2),
        ("(x]", "( is closed by ]: close it by )", 2),
        ("x = 2", "this is an equation: type only the function, what stands to the right of f(x) =", None),
        ("x = x^2", "this is an equation: type only the function, what stands to the right of f(x) =", None),
        ("x → 0", "this is an equation: type only the function, what stands to the right of f(x) =", None),
        ("log(2, x)", "the base of a logarithm stands second: write log(x, 2)", 0),
        ("x_1", "an index is not read: name the variable x", 1),
        ("\u0445^2", "\u0445 is a Cyrillic letter: type a Latin one, as x or e", 0),
        ("x:2", "the sign : is not read: write ^ for a power and / for a quotient", 1),
        ("x\x1b[31m", "the character U+001B is no sign of a formula: delete it", 1),
    ],
)
def test_a_refusal_points_at_the_place(text: str, message: str, place: int | None) -> None:
    with pytest.raises(ReadingError) as refused:
        read(text)
    assert (refused.value.message, refused.value.place) == (message, place)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('id')",
        "().__class__",
        "9**9**9**9*x",
        "(" * 1_000_000,
        "sin(" * 100 + "x" + ")" * 100,
        "(" * 200 + "x" + ")" * 200,
        "x^" * 240 + "x",
        "-" * 400 + "x",
        "d/dx " * 90 + "1/0",
        r"\input{/etc/passwd}",
        r"\write18{id}",
        "x\x00",
        "",
        " \u200b",
    ],
    ids=lambda text: text[:16],
)
@pytest.mark.usefixtures("no_collection")
def test_hostile_input_is_refused_at_once(text: str) -> None:
    start = time.process_time()  # of this process: other tests run beside it
    with pytest.raises(ReadingError) as refused:
        read(text)
    assert time.process_time() - start < 2
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("word", ["math", "with", "compute", "base", "inf", "hello"])
def test_a_name_that_is_not_close_is_not_suggested(word: str) -> None:
    with pytest.raises(ReadingError, match="is not a function that is known: known are"):
        read(f"{word}(x)")


@pytest.mark.parametrize(
    "frame",
    [
        "find f'(x) if f(x) = {}",
        "Find dy/dx if y = {}.",
        "Given f(x) = {}, find f'(x)",
        "Let y = {}. Find the derivative of y.",
        r"\frac{{dy}}{{dx}} where y = {}",
        "Differentiate with respect to x: {}",
        "please differentiate the following function: {}",
        "derivative of {} with respect to x",
        "differentiate {} wrt x",
        "compute the derivative of {}",
        "what's d/dx of {}?",
        "f(x) = {}; find f'(x)",
        "f(x) = {}, f'(x) = ?",
        "if y = {} then dy/dx = ?",
        "f(x) = {}, f'(x)",
        "y = {} find dy/dx",
        "d/dx({}) = ?",
        '"{}"',
        "`f(x) = {}`",
        r"\begin{{align*}} f(x) &= {} \end{{align*}}",
        r"\begin{{equation}} y = {}. \end{{equation}}",
        r"\mathrm{{d}}/\mathrm{{d}}x {}",
        r"f\left(x\right)\,=\,{}",
        "lambda x: {}",
        "@(x) {}",
        "f := x -> {}",
        "Y1={}",
        "={}",
    ],
)
@pytest.mark.parametrize("function", ["x^2*sin(x)", "5"])
def test_words_around_a_function_are_taken_away(frame: str, function: str) -> None:
    assert read(frame.format(function)).plain == function


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\log_2(x^2+1)", "log_2(x^2 + 1)"),
        ("x^1/2", "(x^1)/2"),
        ("|x| log(x)", "abs(x)*ln(x)"),
        ("e^x/2", "exp(x)/2"),
        (r"\sqrt[4]{x^3}", "nthroot(x^3, 4)"),
    ],
)
def test_the_echo_is_what_was_read(text: str, plain: str) -> None:
    assert read(text).plain == plain


def test_a_reading_is_written_in_three_ways() -> None:
    found = read("f(t) = 2t^2 sin^2 t")
    assert found == Reading("f(t) = 2t^2 sin^2 t", "2*t**2*sin(t)**2", "2*t^2*sin(t)^2", r"2 t^{2} \sin^{2} t", "t", ())


def test_decimals_are_given_with_the_fractions_that_they_are() -> None:
    assert read("4.9t^2 + 0.5").decimals == (("4.9", "49/10"), ("0.5", "1/2"))


def test_reading_imports_nothing_heavy() -> None:
    code = "import sys, derivative_manim.reading; print({'sympy', 'numpy', 'manim', 'datasets'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"
