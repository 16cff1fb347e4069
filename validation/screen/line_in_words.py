"""A text as words and plain numbers: what stands on screen, put so that forms of English can be looked for in it."""

import re
from collections.abc import Sequence

import numpy as np

from ..formulas.expression import Expr, Listed, X
from ..formulas.latex import Statement
from ..formulas.names import has_names
from .line_numbers import SOME, Numbers, many, one
from .line_parts import names_function

# Other words for the same, and those of other languages.
_SAME = {
    re.compile(r"\b(?:la funci[oó]n|la fonction|die funktion|a função|la funzione)\b"): "the function",
    re.compile(r"\b(?:strictement|estrictamente|estritamente|strettamente|streng(?: monoton)?|monoton)\b"): "strictly",
    re.compile(r"\b(?:croissante?|creciente|crescente|steigend|steigt|wachsend|wächst)\b"): "increasing",
    re.compile(r"\b(?:décroissante?|decreciente|decrescente|fallend|fällt)\b"): "decreasing",
    re.compile(r"\b(?:pour tout|para todo|für alle|per ogni)\b"): "for all",
    re.compile(r"\bist for all x ((?:strictly )?(?:in|de)creasing)\b"): r"is \1 for all x",
    re.compile(r"\b[éè]\b"): "is",
    re.compile(
        r"\b(?:die |la |a )?(?:steigung|ableitung|pente|dérivée|pendiente|derivada|pendenza|derivata)"
        r"(?: der \w+| de la (?:recta )?tangente| della tangente)? (?:an der stelle|bei|in|en|em) (?=x =)"
    ): "slope at ",
    re.compile(r"\b(?:beträgt|vaut|vale)\b|(?<=\d )(?:ist|est|es)(?= -?\d)"): "is",
    re.compile(r"\b(?:sur|auf|en|em|su) [\[\](] ?(-?[\d.]+) ?[;,|] ?(-?[\d.]+) ?[\[\])]"): r"on (\1, \2)",
    re.compile(r"[ ,;:]*\b(?:where|as) \?(?= ?\.?$)"): "",
    re.compile(r"\b(?:hochpunkt|máximo|massimo)\b"): "maximum",
    re.compile(r"\b(?:tiefpunkt|mínimo|minimo)\b"): "minimum",
    re.compile(r"\b(?:wendepunkt|point d'inflexion|punto de inflexión|point of inflection)\b"): "inflection point",
    re.compile(r"\b(?:wendepunkte|points (?:d'inflexion|of inflection))\b"): "inflection points",
    re.compile(r"\b(?:nullstellen?|racines?|zéros?|ceros|raíces)\b"): "zeros",
    re.compile(r"\b(?:achsen|punkt)(?=symmetrisch\b)"): "",
    re.compile(r"\b(?:es cero|est nulle?|ist null)\b"): "is 0",
    re.compile(r"\b(?:bei|an der stelle|en|em)(?= x [=~])"): "at",
    re.compile(r"\bat the origin\b"): "at x = 0",
    re.compile(
        r"\b(?:zero|no) slope\b|\b(?:slope|derivative) (?:of f )?(?:vanishes|is zero)\b"
        r"|\b(?:slope|tangent(?: line)?) is (?:horizontal|flat|level)\b"
    ): "slope 0",
    re.compile(r"\bf (?:is zero|vanishes)\b"): "f is 0",
    re.compile(r"\bpeaks?\b"): "maximum",
    re.compile(r"\b(?:valley|trough)\b"): "minimum",
}
_SETS = {"R_set": "r", "D_f": "domain of f", "D_f'": "domain of f'"}
_SIGNS = {">": "positive", "<": "negative", ">=": "not negative", "<=": "not positive"}


def in_words(statements: Sequence[Statement], text: str, numbers: Numbers | None = None) -> str:
    """The words of a text, with its formulas as plain text between them; that of f, or of f', by its name."""
    words, comma = list[str](), ":" if ":" in text else ","
    for statement in statements:
        words += [comma if statement.again else statement.label, "=" * statement.said_of]
        words.append(_shown(statement, numbers) if statement.sides else "")
    said = " ".join(" ".join(words).lower().replace("\u2212", "-").replace("≈", "~").split()).lstrip(", ")
    for form, same in _SAME.items():
        said = form.sub(same, said)
    return said


def _shown(statement: Statement, numbers: Numbers | None) -> str:
    """A formula as plain text: a number, a place, an interval, a name, a sign; `?` is any other in x."""
    first, last = statement.sides[0], statement.sides[-1]
    name = next((name for name in ("f", "f'", "f''") if names_function(first, name, name.replace("f", "y"))), "")
    if numbers and not name and first.has(X) and first != X and not has_names(first):
        own = {"f": numbers.function, "f'": numbers.slope}
        name = next((each for each, meaning in own.items() if is_same(first, meaning)), "")
    if type(first).__name__ in ("f", "f'", "f''") and first.args[0].is_number:  # f'(1), or f'(1) > 0
        sign = [_SIGNS.get(relation, "") for relation in statement.relations]
        if not sign or (last == 0 and sign[0]):
            return " ".join([type(first).__name__, "at x =", _side(first.args[0], {}), *sign])
    if type(first).__name__ in ("f'", "f''") and len(statement.sides) == 1:  # f'(a)
        return type(first).__name__
    if name and last == 0 and statement.relations[-1] in _SIGNS:
        return f"{name} {_SIGNS[statement.relations[-1]]}"
    if name and last.is_number and statement.label.lower() in ("max", "min"):
        return f"{name} = {_side(last, dict(statement.places))}"
    if name and last == 0 and statement.relations == ("=",) and statement.sides[1:] == (last,):
        return f"{name} = 0"
    if name and statement.relations == ("->",) and _side(last, {}):
        return f"{name} -> {_side(last, dict(statement.places))}"
    if str(first) == "y" and last.is_number and statement.relations == ("=",):
        return f"y = {_side(last, dict(statement.places))}"
    if name and (name == "f" or len(statement.sides) == 1):
        return name
    shown = [_side(side, dict(statement.places)) for side in statement.sides]
    if all(shown):
        return " ".join(f"{a} {b}" for a, b in zip(shown, [*statement.relations, ""], strict=True))
    return "?" if any(side.has(X) for side in statement.sides) else "..."


def _side(side: Expr, places: dict[Expr, int]) -> str:
    if side.is_Mul and all(isinstance(each, Listed) for each in side.args):  # a union
        return " or ".join(_side(each, places) for each in side.args)
    removed = [each for each in side.args if str(each) != "R_set"] if side.is_Mul else []
    if len(removed) == 1 and len(side.args) == 2:  # the real numbers without one
        return f"x != {_side(removed[0], places)}"
    if isinstance(side, Listed):
        ends = [_side(end, places) for end in side.args]
        return f"({', '.join(ends)})" if all(ends) else ""
    if str(side) in ("x", "a", "T"):
        return str(side)
    if str(side) in _SETS:
        return _SETS[str(side)]
    if not side.is_number:
        return ""
    value = float(side) if side.is_infinite else one(side)
    return str(side) if side.is_Integer else f"{value:.{places.get(abs(side), 12)}f}"


def is_same(one_side: Expr, other: Expr) -> bool:
    """Tell whether two expressions have the same values at some places."""
    return np.allclose(many(one_side, SOME), many(other, SOME), equal_nan=True)
