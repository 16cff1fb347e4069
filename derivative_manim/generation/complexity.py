"""A score of how much a derivation asks of a student."""

from __future__ import annotations

from derivative_manim.generation.derivation import WITH_PARTS, Derivation, outer_rule

# Points for applying a rule once; what is not listed is an elementary function of the table.
_POINTS = {
    "constant": 1, "power": 1, "sum": 1, "constant multiple": 1,
    "product": 4, "reciprocal": 4, "quotient": 5, "chain": 4, "logarithmic differentiation": 8,
    "sine": 2, "cosine": 2, "exponential": 2, "logarithm": 2,
}  # fmt: skip
_ELEMENTARY = 3
_NESTING = 2


def complexity(derivation: Derivation) -> int:
    """Points of every rule applied, plus 2 for each hard rule that is used inside another hard rule.

    Constant, power, sum and constant multiple rules count 1; sine, cosine, exponential and logarithm 2; the other
    elementary functions 3; product (once for every factor but the first), reciprocal and chain rule 4; the quotient
    rule 5; logarithmic differentiation 8. A part of a hard rule that is written down at once, such as 2x - 1, counts
    only as much as the hardest of its terms.
    """
    return _score(derivation, inside=False)


def _score(derivation: Derivation, *, inside: bool) -> int:
    if inside and derivation.is_direct:
        return max(_points(rule) for rule in _rules(derivation))
    hard = derivation.rule in WITH_PARTS
    points = _points(derivation.rule) + (_NESTING if hard and inside else 0)
    if derivation.rule == "product":
        points += _POINTS["product"] * (len(derivation.parts) - 2)
    if derivation.outer is not None:
        points += _points(outer_rule(derivation.outer[0]))
    return points + sum(_score(part.derivation, inside=inside or hard) for part in derivation.parts)


def _points(rule: str) -> int:
    return _POINTS.get(rule, _ELEMENTARY)


def _rules(derivation: Derivation) -> list[str]:
    return [derivation.rule, *(rule for part in derivation.parts for rule in _rules(part.derivation))]
