"""The names that people use: of functions, in several schools, of constants, and of what is refused with its reason."""

from __future__ import annotations

FUNCTIONS: dict[str, str] = {
    **{
        name: name
        for name in (
            *("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"),
            *("asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "acoth", "asech", "acsch"),
            *("exp", "log", "sqrt", "cbrt"),
        )
    },
    # Latin, Slavic, Iberian and German schools.
    "sen": "sin",
    "tg": "tan",
    "ctg": "cot",
    "cotg": "cot",
    "cotan": "cot",
    "cosec": "csc",
    "sh": "sinh",
    "ch": "cosh",
    "th": "tanh",
    "cth": "coth",
    "senh": "sinh",
    "tgh": "tanh",
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")},
    "arctg": "atan",
    "arcctg": "acot",
    "arccotg": "acot",
    "arccosec": "acsc",
    "arcsen": "asin",
    "atg": "atan",
    **{f"{ar}{name}": f"a{name}" for ar in ("ar", "arg") for name in ("sinh", "cosh", "tanh", "coth")},
    **{
        f"{ar}{name}": f"a{full}"
        for ar in ("ar", "arg")
        for name, full in (("sh", "sinh"), ("ch", "cosh"), ("th", "tanh"))
    },
    "ln": "log",
    "abs": "Abs",
    "sine": "sin",
    "cosine": "cos",
    "tangent": "tan",
    "sinus": "sin",
    "cosinus": "cos",
    "tangens": "tan",
    "cosech": "csch",
    "raiz": "sqrt",
    "racine": "sqrt",
    "wurzel": "sqrt",
    "nthroot": "root",
    "pow": "pow",
    "power": "pow",
}
"""As typed, in small letters -> SymPy's name."""

BASES: dict[str, int] = {"lg": 10, "ld": 2, "lb": 2}
"""Logarithms whose base is in their name."""

INVERSE: dict[str, str] = {
    name: f"a{name}"
    for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch")
}
"""The function that sin^-1 names."""

GREEK = (
    *(
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "theta",
        "lambda",
        "mu",
        "phi",
        "psi",
        "omega",
        "tau",
        "sigma",
        "rho",
    ),
    *("xi", "eta", "zeta", "kappa", "nu", "chi"),
)

CONDITION = "a condition is no part of a function: type the function alone, the lesson finds where it is defined"

REFUSED: dict[str, str] = {
    **dict.fromkeys(
        ("max", "min"),
        "{} has a corner where its arguments meet and is not in the language: type one of the two functions",
    ),
    **dict.fromkeys(("mod", "rem"), "{} jumps and has no derivative there: type a function without it"),
    **dict.fromkeys(
        ("floor", "ceil", "round", "sgn", "sign"),
        "{} jumps and has no derivative there: type a function without it",
    ),
    **{
        f"{side}{name}": f"{name} jumps and has no derivative there: type a function without it"
        for side in "lr"
        for name in ("floor", "ceil")
    },
    **dict.fromkeys(
        ("erf", "erfc", "si", "ci", "ei", "zeta", "lambertw"),
        "{} is not an elementary function: only those of a first course are read",
    ),
    **dict.fromkeys(
        ("int", "integral", "integrate"), "an integral is asked for: type the function to differentiate alone"
    ),
    **dict.fromkeys(("lim", "limit", "sum", "prod"), "{} is not read: type the function to differentiate alone"),
    **dict.fromkeys(("and", "or"), "there are several functions: type one"),
    **dict.fromkeys(("pm", "mp"), "the sign ± stands for two functions: type one, with + or with -"),
    **dict.fromkeys(("where", "when"), CONDITION),
    **dict.fromkeys(("deg", "degrees", "grad"), "degrees are not read: write the angle in radians, x*pi/180"),
    **dict.fromkeys(
        ("if", "else", "for", "piecewise", "begin", "otherwise"), "a function in pieces is not read: type one formula"
    ),
    **dict.fromkeys(("log2x", "log10x"), "{} may be the logarithm to a base or of a product: write log2(x) or log(2x)"),
}
"""What is understood and refused: name -> the reason, with a place for the name."""
