r"""Text as people type it (`Text`, `MarkupText`, the words of `Tex`), with the formulas in it made LaTeX.

`The derivative of x^3 - 1` is `\text{The derivative of} x^{3} - 1`; `latex.py` reads the result. A stretch of signs,
numbers, letters and names of functions is a formula if it says or holds more than a name: a relation, an operation, a
function. All else is words.
"""

import html
import re
import unicodedata

from .tex import MAX_LENGTH
from .tex_commands import FUNCTION_NAMES

_STYLED = re.compile("[\u210e\U0001d400-\U0001d7ff\uff01-\uff5e]")  # plain characters in italics, bold, wide
_ALIKE = str.maketrans("асеорхуіѕοСЕОРХТ", "aceopxyisoCEOPXT")  # Cyrillic and Greek letters, drawn as Latin ones
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣ", "0123456789-+nx")
_TYPED = r"""
∫ \int … \dots ″ '' ‴ ''' − - – - ∗ * ÷ / √ sqrt ′ ' ’ ' ** ^
⋅ \cdot · \cdot × \times π \pi ∞ \infty ± \pm Δ \Delta ∂ \partial ∴ \therefore
≈ \approx ≠ \ne ≤ \le ≥ \ge ⇒ \Rightarrow ⟹ \Rightarrow → \to
=> \Rightarrow -> \to <= \le >= \ge != \ne
""".split()  # noqa: SIM905
_SIGNS = {
    sign: f"{meaning} " if meaning.startswith("\\") else meaning
    for sign, meaning in zip(_TYPED[::2], _TYPED[1::2], strict=True)
}
_TOKEN = re.compile(
    r"d\^?2?[a-z]?/d[a-z](?:\^?2)?(?![a-z])|\b[kc]?m/(?:s|h|min)\b(?:²|\^2)?"
    r"|[A-Za-z]+n['’]t\b|[A-Za-z]*[À-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ]*|[A-Za-z]+|\d+(?:\.\d+)?|=>|->|<=|>=|!=|\*\*"
    r"|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣ]+|\\[A-Za-z]+ ?|[^\S\n]+|.",
    re.DOTALL,
)
_SHORT_PRODUCTS = frozenset(
    "uv uvw vw fg gf gh dx dy df dg dh du dv dw dt mx nx ax bx cx kx ux xy xe ab".split()  # noqa: SIM905
)
_WITHIN = r"[^()]"
for _ in range(4):
    _WITHIN = rf"(?:[^()]|\({_WITHIN}*\))"
_MATH = re.compile(
    r"(?s)(?<!\\)(?:\$\$(.+?)\$\$|\$(.+?)(?<!\\)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]"
    r"|(\\begin\{((?:align|gather|multline|equation|eqnarray)\*?)\}.+?\\end\{\6\}))"
)
_SCRIPT = re.compile(rf"(\^|sqrt) ?(\({_WITHIN}*\)|\{{[^{{}}]*\}}|-?(?:\d+(?:\.\d+)?|\\[A-Za-z]+|[A-Za-z]|))")
_SCRIPTS = {"^": "^", "sqrt": r"\sqrt"}
_ACCENT = re.compile(r"(?<!\\)\\([\"'`^~])\s*\{?\\?([A-Za-z])\}?")
_ACCENTS = dict(zip("\"'`^~", "\u0308\u0301\u0300\u0302\u0303", strict=True))
_LETTERS = frozenset("xyuvwfghtnabckmhDePQC")
# What is said of sine and cosine: "the derivative of sine is minus cosine", "the sine of 2x".
_SINE = r"(?:the )?([Cc]o)?[Ss]ine"
_NUMBER = r"\d+(?:\.\d+)?"
_SPOKEN = (
    (r"\bf\.diff\(x\)(?= ?=)", "f'(x)"),
    (rf"(\bf['’′]{{0,2}}\(-?{_NUMBER}\)) (?:is|equals|is equal to) (?=-?{_NUMBER}(?: ?[,;:!)]|\.(?!\d)|$))", r"\1 = "),
    (r"\b([xuvt]) squared\b", r"\1^2"),
    (r"\b([xuvt]) cubed\b", r"\1^3"),
    (rf"\b{_SINE} of (?=[\dx(])", lambda found: f"{_spoken(found[1])} "),
    (
        rf"\bof {_SINE} is (minus |negative )?{_SINE}\b(?! of\b|[ -]*[(\w^]*[\d(^])",
        lambda found: f"of {_spoken(found[1])} x is {'-' * bool(found[2])}{_spoken(found[3])} x",
    ),
    (r"(?i)(\b(?:slope|derivative|gradient)\b[^.;]{0,30}\bis )zero\b", r"\g<1>0"),
)
_CALLED = re.compile(r"\b(?:Sin|Cos|Tan|Exp|Log|Sqrt|D)\[")
# "And" in Spanish, Italian and Portuguese, between two equations, or before a word.
_AND = re.compile(
    r"(?<=[\w)]) (?:[ey] (?=[xyfg]['’′]*(?:\([^()]*\))? ?[=<>≤≥≈])"
    rf"|e (?=(?!{'|'.join(FUNCTION_NAMES)}|pi\b|sqrt)[a-zà-ÿ]{{2,}}(?![\w(^])))"
)
# A comma between digits is that of a decimal if there are two behind it, a sign of approximation before, or if it is of
# a factor or a base.
_DECIMAL = re.compile(
    r"((?<![\d,.(\[])\d+(?=,\d(?:\d|[²³^·⋅×*/]))|(?<=≈)[ ±−-]*\d+|(?<=[·⋅×*/])\d+),(?=\d+(?!\.?[\d,)\]]))"
)
_CURVES = frozenset("sSTVLNP")  # else they are words, or their beginnings
_APPLIED = re.compile(r"['’′]*\((?:-?[xt]|-?\d+(?:\.\d+)?)\)")
_NAMES = {**{n: f"\\{n} " for n in FUNCTION_NAMES}, "pi": r"\pi ", "infinity": r"\infty ", "lim": r"\lim "}
_RELATIONS = re.compile(r"=|<|>|\\(?:approx|ne|le|ge|to|Rightarrow)\b")
_MEANING = re.compile(r"[-+*/^=<>]|\\(?!text\b)|[A-Za-z]'|[fgh]\(")


def to_latex(text: str, *, markup: bool = False) -> str:
    """A text with words as LaTeX in math mode; of Pango's tags in `markup`, `<sup>` and `<sub>` mean something."""
    text = _STYLED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text[:MAX_LENGTH])
    latin = text.translate(_ALIKE)
    text = text if _CYRILLIC.search(latin) else latin  # else they are words
    if markup:
        text = untagged(text)
    text = re.sub("∫([₀-₉]+)", lambda found: f"∫_{unicodedata.normalize('NFKC', found[1])}", text)
    if not re.search(r"\d\.\d", text):
        text = _DECIMAL.sub(r"\1.", text)
    text = re.sub(r"\bd\(([^=]*?)\) ?/ ?dx", r"d/dx(\1)", text)
    text = re.sub(r"\bdf(\([^()=]*\))(?! ?/)", r"f'\1", text)  # as a program calls it
    text = _AND.sub(" and ", text)
    text = re.sub(r"\bIn\[\d+\]:=\s*(.*?)\s+Out\[\d+\]=", r"\1 =", text)
    if _CALLED.search(text):  # Sin[x], D[x^2, x]
        text = text.replace("[", "(").replace("]", ")")
        text = re.sub(r"\b(Sin|Cos|Tan|Exp|Log|Sqrt)(?=\()", lambda found: found[0].lower(), text)
    text = re.sub(r"\b(?:D|diff)\(([^=]*?), ?x\)(?= *(?:=|->|→))", r"d/dx(\1)", text)
    for spoken, written in _SPOKEN:
        text = re.sub(spoken, written, text)
    text = re.sub(r"\blim *\(?([A-Za-z]) ?(?:→|->) ?([^\s()]+)\)?", r"lim_{\1→\2}", text)
    result, run, word = list[str](), list[str](), ""
    for found in [*_TOKEN.finditer(text), None]:
        token = found[0] if found else ""
        end = found.end() if found else 0
        is_name = (token in _CURVES and _APPLIED.match(text, end)) or (token == "d" and text.startswith("(", end))
        is_word = token == "sign" and not text.startswith("(", end)
        made = token if is_name else _mathematics(token) if token and not is_word else None
        if made is not None:
            run.append(made)
            continue
        result.append(_formula(run, awaited=word.lower() in ("of", "is", "equals")))
        run, word = [], token
        result.append(f"\\text{{{_escaped(word)}}}" if word else "")
    joined = "".join(result)
    while (longer := re.sub(r"(\\text\{[^{}]*)\} *\\text\{", r"\1 ", joined)) != joined:
        joined = longer
    return joined


def untagged(text: str) -> str:
    """What Pango's markup says as plain text: without what is struck out, and with its powers and indices."""
    text = re.sub(r"<s>.*?</s>|<span[^<>]* strikethrough=[^<>]*>.*?</span>", "", text, flags=re.DOTALL)
    text = re.sub(r"<sup>(.*?)</sup>", r"^(\1)", text, flags=re.DOTALL)
    text = re.sub(r"<sub>(.*?)</sub>", r"_\1", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text))


def _spoken(co: str | None) -> str:
    return "cos" if co else "sin"


def _escaped(word: str) -> str:
    return re.sub(r"[\\{}$%#&_^~]", "", word)


def _mathematics(token: str) -> str | None:
    """A token as LaTeX; None if it is a word."""
    if token in _SIGNS:
        return _SIGNS[token]
    if token[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣ":
        return f"^({token.translate(_SUPERSCRIPTS)})"
    found = re.fullmatch(r"d\^?(2?)([a-z]?)/d([a-z])(?:\^?2)?", token)
    if found:
        order = "^{2}" if found[1] else ""
        return rf"\frac{{d{order} {found[2]}}}{{d{found[3]}{order}}}"
    if token.isalpha() and token.isascii():
        if token in _NAMES:
            return _NAMES[token]
        if token in _LETTERS or token in _SHORT_PRODUCTS:
            return token
        stem = re.fullmatch(r"([a-z]{0,2}?)(sqrt|arc(?:sin|cos|tan)|sinh|cosh|tanh|sin|cos|tan|ln|log|exp)(x?)", token)
        return f"{stem[1]}{_NAMES.get(stem[2], stem[2])}{stem[3]}" if stem else None
    if token.isspace():
        return " "
    if token[0].isdigit() or token in "+-*/^=<>()[]',.:;|!?_{}~" or token.startswith("\\"):
        return token
    return None


def _formula(run: list[str], *, awaited: bool) -> str:
    """A stretch of what may be mathematics: LaTeX if it says something, or if the word before it asks for it."""
    text = "".join(run)
    head = re.match(r"[\s,.;:!?)\]']*", text)
    begin = head.end() if head else 0
    core = re.sub(r"(?:[\s,.;:!?(\[\"-]|(?<![A-Za-z)\]'])')+$", "", text[begin:])
    says = _RELATIONS.search(core) or (_MEANING.search(core) and re.search(r"[A-Za-z]", core))
    if not core or not (says or (awaited and core != "a" and re.search(r"[A-Za-z\d]", core))):
        return f"\\text{{{_escaped(text)}}}" if text.strip() else " "
    before, after = text[:begin], text[begin + len(core) :]
    mark = "\\text{?}" if "?" in after else ""
    lead = f"\\text{{{_escaped(before)}}}" if before.strip() else " "
    return f"{lead}{_braced(core)}{mark} "


def _braced(core: str) -> str:
    """Exponents and roots with their arguments in braces."""
    return _SCRIPT.sub(lambda m: f"{_SCRIPTS[m[1]]}{{{_braced(m[2][1:-1] if m[2][:1] in ('(', '{') else m[2])}}}", core)


def tex_to_latex(text: str) -> str:
    r"""A text in text mode (`Tex`, `Title`) as LaTeX in math mode: what stands between dollar signs is as it is."""
    text, at, result = re.sub(r"\\\\(?=\$)|\\item\b", r"\\\\ ", text[:MAX_LENGTH]), 0, list[str]()
    for math in _MATH.finditer(text):
        result += [*_words(text[at : math.start()]), next(filter(None, math.groups()))]
        at = math.end()
    return " ".join([*result, *_words(text[at:])])


def _words(text: str) -> list[str]:
    words = _ACCENT.sub(lambda found: unicodedata.normalize("NFC", found[2] + _ACCENTS[found[1]]), text)
    words = re.sub(r"\\\\(?:\[[^\]]*\])?", " ", words)
    words = re.sub(r"\\(?:begin|end|color|fontsize)\s*(?:\{[^}]*\})*|\\[A-Za-z]+\*?", " ", words)
    words = re.sub(r"[{}]|\\.", " ", words)
    if words.strip(" &"):
        return [to_latex(words)]
    if r"\\" in text or "&" in text:
        return [r"\\"]  # a row, or a cell, ends
    return [r"\qquad"] if re.search(r"\\q?quad", text) else []
