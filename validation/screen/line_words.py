"""What the words beside formulas make them say: "The derivative of A is B", "slope =", "for small x"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import sympy
from sympy.core.function import AppliedUndef

from ..formulas.expression import Expr, Listed, Members, Prime, X, multiply
from ..formulas.latex import Statement, restriction
from ..formulas.names import has_names
from .line_parts import names_function

_OF = re.compile(
    r"(?<!th )(?<!th-)\b(?:derivative|differentiat\w+|slope function|ableitung|dérivée|derivada)\b"
    r".*\b(?:of|von|de)(?: the function| function)?$|\bdifferentiat(?:e|ing)$"
    r"|\b(?:slope|gradient|rate of change) of(?: the (?:function|curve|graph))?$"
)
_RESULTS = re.compile(r"(?i)\bdifferentiating ?:$")  # what comes of it
_DERIVATIVE = re.compile(
    r"\b(?<!same )(?<!no )(?<!est )(?<!mum )(?:derivative|slope)\b(?: function)?(?: of f| of y)?"
    r"(?: is| equals| becomes| =| here| as| to be)*$"
)
_FUNCTION = re.compile(r"^(?:the |our |original |given |a )*function(?: is| f is| f)?$")
_SECOND = re.compile(r"\b(?:second|2nd|zweiten?|deuxième|seconde|segunda|seconda)\b")
_RESULT = re.compile(r"\b(?:to get|to obtain)$")
_GREATEST = re.compile(r"\b(?:max|min)(?: over)?$")
_ON = re.compile(r"(?i)\b(?:on|over|in|auf|im|sur|en|em)(?: the)?(?: closed| open)?(?: interval)?$")
_IS = re.compile(r"^(?:is|equals|is equal to|becomes|gives|which is|ist|est|es|é)$")
# What denies a formula, or leaves it open, stands right before it; between the two is only what introduces a formula.
# "It is not hard to see that", "never forget" and "no mistake" deny nothing.
_LEAD = (
    "a the as be by is are it of that this to would write say think use do we you true correct right case equals? same "
    "wäre serait sería sarebbe seria que che ist est es è é fréquente frecuente comune común comum typique "
    "simply just merely answer rule result formula attempt step idea way derivative slope function f"
).replace(" ", "|")
_NO_CLAIM = re.compile(
    r"(?:(?:\b(?:not|cannot|never|suppose|non|nicht|não|pas)|n ?['’]t"
    r"|(?<!\bno )(?<!\bnot )(?<!\bnever )\b(?:wrong|incorrect|false|mistakes?|error|misconception|guess"
    r"|falsch|fehler|fausse?|erreur|fals[oa]|sbagliat[oa]|errore|incorrect[oa]|errad[oa]|erro))"
    rf"(?:\W+(?:{_LEAD})\b)*\W*$)"
    # "Mistake to avoid: to forget the inner derivative, as in"
    r"|^\W*(?:mistake|misconception|fehler|faute|erreur|error|errore|erro|trap|falle|piège|trampa)\b[^:.]*"
    r"(?:avoid|[eé]vit|vermeid|habitu|usual|t[ií]pic|fr[eé][qc]|com[uú]n|comum|häufig|classi|klassi)\w*[^:.]*(?::[^.]*)?$"
    r"|\b(?:not allowed|forbidden|nicht erlaubt|verboten|interdit|prohibido|vietato|proibido)\W*$"
    r"|^(?:dashed|dotted)$|[✗✘❌]\W*$|^(?:is (?:it|this|that)|can we)\b[^?]*\??$"
    r"|\b(?:true|false|right|correct|wrong|really)\W*\?$"
)
# About another function is an exercise, what is said while a factor is held fixed, and what is compared with f.
EXERCISE = re.compile(
    r"\b(?:exercises?|homework|practi[cs]e|your turn|challenge|(?:now|next),? try|try (?:it|this)|aufgabe|übung"
    r"|exercice|ejercicio|exercício|holding|keeping|held|treating)\b"
)
JOINS = re.compile(r"(?i)^\W*(?:and|or|und|oder|et|ou|y|o|e|u)?\W*$")  # words with which a list goes on
_ASKS = re.compile(r"^\W*(?:is|are|does|do|can|could|would|ist|sind|est-ce|peut-on|es|è|é)\b[^.;]*$")
_COMPARED = re.compile(
    r"\b(?:confuse|compare|unlike|contrast|versus|vs|would|if we (?:forgot|forget|only)"
    r"|which (?:one )?is (?:right|correct|true)"
    r"|anders als|contrairement à|a diferencia de|a differenza di|ao contrário de)\b"
)
_DERIVATIVE_OF = re.compile(r"^(?:is|gives|equals) (?:the|a) derivative of$")
_TOLD = re.compile(r"\b(?:derivative|slope|answer|result|solution)\b")
_WHOSE = re.compile(
    r"\b(?:whose derivative is|(?:has|with)(?: the| as)? derivative|differentiates to|(?:hat|mit) der ableitung"
    r"|hat(?: die)? ableitung|(?:a|avec) pour dérivée|(?:tiene|tem|ha|con|com)(?: por| como| per| come)? deriva[dt]a)$"
)
_SLOPE_OF = re.compile(r"^(?:(?:which )?(?:with|has)(?: the)? )?slope$")
_ZEROS = (
    r"\b(?:(?P<f>zeros?|roots?|nullstellen?|zéros?|racines?|ceros?|raíces|zeri)"
    r"|(?P<slope>(?:critical|stationary|turning) points?|max(?:ima)?|min(?:ima)?|extrema|horizontal tangents?)"
    r"|(?P<bend>inflection points?))"
)
_ZEROS_AT = re.compile(rf"{_ZEROS}(?: (?:are|is|at|sind|sont|son|sono|são|bei|en|in|em))*$")
_ZEROS_OF = re.compile(rf"{_ZEROS} (?:of|von|de|di)$")
_DENIED = re.compile(
    r"^\?|^\W*(?:there|dashed|dotted)\b"
    r"|^\W*(?:which is not\b|(?:is|would be) an? (?:common |typical )?(?:mistake|error)\b)"
    r"|^\W*(?:(?:is|are|this is|that is) )?"
    r"(?:wrong|incorrect|false|excluded|rejected|impossible|outside (?:of )?the domain"
    r"|not (?:true|correct|right|in the domain|the (?:answer|result|derivative)))\b"
    r"(?!.*:\s*$)"
    r"|^(?:true|correct|right)\W*\?"
)


@dataclass(frozen=True)
class Said:
    """A statement, with what the words around it make of it."""

    statement: Statement  # its sides hold what the words add
    of_derivative: int = 0  # it stands alone after "the derivative of", or (2) "the second derivative of"
    claimed: bool = True  # a question, or a mistake that is shown as one, is not
    in_sentence: bool = False  # words follow
    behind: str = ""  # with which the text ends

    @property
    def restriction(self) -> Expr | None:
        """What has real values only where `0 < x < 2` holds, or x is in [0, 2], if that is what is said."""
        sides, relations = self.statement.sides, self.statement.relations
        within = (relations == ("in",) and sides[0] == X) or (len(sides) == 1 and _ON.search(self.statement.label))
        if within and sides[-1].has(Listed) and not isinstance(sides[-1], Members):
            if type(sides[-1]) is not Listed or [end.is_number for end in sides[-1].args] != [True, True]:
                return sympy.nan  # somewhere
            low, high = sides[-1].args
            sides = (*[low][: low.is_finite], X, *[high][: high.is_finite])
            relations = ("<=",) * (len(sides) - 1)
        if all(side in (X, sympy.Abs(X)) or side.is_number for side in sides):
            return restriction(sides, relations)
        bounds_x = (
            X in sides and all(side == X or not side.has(X) for side in sides) and has_names(sides[0] + sides[-1])
        )
        return sympy.nan if bounds_x and set(relations) <= {"<", ">", "<=", ">="} else None  # x > 1/a: somewhere


def with_words(statements: Iterable[Statement]) -> list[Said]:
    """The statements of one text, with what its words add to them."""
    result: list[Said] = []
    statements = list(statements)
    one_list = sum(bool(re.search(_ZEROS, each.label.lower())) for each in statements if not each.again) == 1
    for statement in statements:
        words = "" if statement.again else statement.label.lower().strip(" :.,")
        last = result[-1] if result else None
        if last is not None and "?" in statement.label and _ASKS.search(last.statement.label.lower()):
            last = result[-1] = replace(last, claimed=False)
        if last is not None and words and _DENIED.search(statement.label.lower().strip(" .,")):
            last = result[-1] = replace(last, claimed=False)
        in_sentence = re.search("[a-z]{6}" if statement.sides else "[a-z]{2}", words) and not _TOLD.search(words)
        if last is not None and in_sentence:
            last = result[-1] = replace(last, in_sentence=True)
        if not statement.sides:
            result[-1:] = [replace(last, behind=words)] if last is not None else []
            continue
        says_is = bool(_IS.search(words))
        of_last = _WHOSE.search(words) or (_SLOPE_OF.search(words) and statement.sides[0].has(X))
        if last is not None and of_last and len(last.statement.sides) == 1:
            result[-1] = replace(last, statement=_said_of(Prime(last.statement.sides[0], X), statement))
        elif last is not None and _DERIVATIVE_OF.search(words) and len(last.statement.sides) == 1:
            sides = Prime(statement.sides[0], X), last.statement.sides[0]
            result[-1] = Said(replace(statement, sides=sides, relations=("=",)))
        elif last is not None and (
            (last.of_derivative and (says_is or statement.said_of))
            or (statement.said_of and (says_is or not words or words.startswith("(")))
        ):
            subject = last.statement.sides[0]
            whole = _said_of(_derived(subject, last.of_derivative), statement)
            places = last.statement.places + statement.places
            whole = replace(whole, label=last.statement.label, places=places)
            result[-1] = replace(last, statement=whole, of_derivative=0)
        elif last is not None and _DERIVATIVE.search(words) and _is_part(last.statement, statement):
            result.append(Said(_said_of(Prime(last.statement.sides[-1], X), statement)))
        else:
            family = statement.sides[0] == X and statement.sides[-1].free_symbols - {X}  # x = k pi
            alone = family and one_list and not any(said.statement.relations for said in result)
            if alone and (zero := _zero_of(last, words)):
                result.append(Said(Statement("", (zero, sympy.S.Zero), ("=",))))
            result.append(_one(statement, words))
    labels = [said.statement.label.lower() for said in result]
    compared, exercise = (any(map(form.search, labels)) for form in (_COMPARED, EXERCISE))
    for n, (said, label) in enumerate(zip(result, labels, strict=True)):
        name, *others = said.statement.sides
        # With f a formula is compared, or a function under another name.
        is_other = compared and (not others or names_function(name, "g", "h", "p", "q") or label.endswith("there"))
        is_own = not exercise or names_function(name, "f", "f'", "y'")
        result[n] = replace(said, claimed=said.claimed and is_own and not is_other)
    return result


def _zero_of(last: Said | None, words: str) -> Expr | None:
    """What is 0 at the places that follow: f or one of its derivatives after "Zeros at", f' after "Maxima of f"."""
    of = last.statement if last and len(last.statement.sides) == 1 else None
    found = _ZEROS_AT.search(words) or (_ZEROS_OF.search(of.label.lower()) if of else None)
    if found is None:
        return None
    name = {"f": "f", "slope": "f'", "bend": "f''"}[str(found.lastgroup)]
    if of and _ZEROS_OF.search(of.label.lower()) and (name == "f" or not names_function(of.sides[0], "f", "y")):
        return of.sides[0] if name == "f" else None
    names = ["f", "f'", "f''"] if name == "f" else [name]
    return multiply(*(sympy.Function(each)(X) for each in names))


def _is_part(before: Statement, statement: Statement) -> bool:
    """Tell a formula whose derivative is told behind it: `inner: u = x^2, derivative 2x`."""
    sides = before.sides
    named = before.relations == ("=",) and sides[0].is_Symbol and not names_function(sides[0], "f", "y")
    formulas = [*sides[1:], *statement.sides]
    return bool(named and len(formulas) == 2 and all(each.has(X) and not has_names(each) for each in formulas))


def _said_of(left: Expr, statement: Statement) -> Statement:
    """A statement as one that says what `left` is."""
    return replace(statement, sides=(left, *statement.sides), relations=("=", *statement.relations))


def _derived(expression: Expr, order: int) -> Expr:
    for _ in range(order):
        expression = Prime(expression, X)
    return expression


def _one(statement: Statement, words: str) -> Said:
    claimed = not _NO_CLAIM.search(words)
    if _GREATEST.search(words) and len(statement.sides) > 1 and names_function(statement.sides[0], "f", "y"):
        # It is no equation of f: what is left says of numbers that they are the same.
        statement = replace(statement, sides=statement.sides[1:], relations=statement.relations[1:])
    first = statement.sides[0]
    if _OF.search(words) and not _RESULTS.search(statement.label.rstrip()):
        alone, order = len(statement.sides) == 1, 2 if _SECOND.search(words) else 1
        if not (alone or first.is_Symbol or isinstance(first, AppliedUndef) or statement.said_of):
            statement = replace(statement, sides=(_derived(first, order), *statement.sides[1:]))
        return Said(statement, order * alone, claimed)
    if first.has(X) and not has_names(first):
        if _DERIVATIVE.search(words):
            statement = _said_of(sympy.Function("f''" if _SECOND.search(words) else "f'")(X), statement)
        elif _FUNCTION.search(words):
            statement = _said_of(sympy.Function("f")(X), statement)
    return Said(statement, claimed=claimed, in_sentence=bool(_RESULT.search(words)))
