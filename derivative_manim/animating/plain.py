r"""LaTeX of our lessons as a line of plain text: `\frac{1}{2}x^{-1/2}` is written `(1/2)x^(-1/2)`."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789-+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ")
_SIGNS = {
    r"\cdot": "·", r"\pi": "π", r"\ne": "≠", r"\ge": "≥", r"\le": "≤", r"\infty": "∞", r"\to": "→", r"\lim": "lim",
    r"\quad": "  ", r"\qquad": "  ", r"\left": "", r"\right": "", r"\,": " ", r"\!": "", r"\\": ", ",
    r"\Bigl": "", r"\Bigr": "",
}  # fmt: skip
# What would be read as a part of a denominator before it.
_GOES_ON = re.compile(r"[A-Za-z0-9(^]|\\(?!cdot|quad|qquad|right)[a-z]+")
# What needs no brackets above a fraction's bar, and what needs none where 2x would be read as (...2)x.
_FACTORS = re.compile(r"[A-Za-z0-9π.]+|\([^()]*\)|\|[^|]*\|")
_ONE = re.compile(r"[0-9.]+|[A-Za-zπ]|\([^()]*\)|\|[^|]*\|")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|.", re.DOTALL)


def plain(latex: str) -> str:
    """A formula of a lesson on one line."""
    text = re.sub(r"\s*\\\\\[1ex\]\s*&?(\\qquad\s*)?(?=[=+\-]|\\cdot)", " ", latex)
    text = re.sub(r"\s*\\\\(\[1ex\])?\s*", ";  ", text).replace("&", "").replace(r"\qquad", "")
    return re.sub(r"([,:]) *;", r"\1", re.sub(r" {2,}", " ", _run(text))).strip()


def _run(text: str) -> str:
    found: list[str] = []
    at = 0
    while match := _TOKEN.match(text, at):
        token, at = match[0], match.end()
        if token in (r"\frac", r"\dfrac"):
            above, at = _group(text, at)
            below, at = _group(text, at)
            fraction = f"{_closed(_run(above))}/{_closed(_run(below), _ONE)}"
            found.append(f"({fraction})" if _GOES_ON.match(text, at) else fraction)
        elif token == r"\sqrt":
            index = ""
            if text[at : at + 1] == "[":
                end = text.index("]", at)
                index, at = text[at + 1 : end].translate(_RAISED), end + 1
            body, at = _group(text, at)
            found.append(f"{index}√{_closed(_run(body), _ONE)}")
        elif token in (r"\text", r"\operatorname"):
            body, at = _group(text, at)
            found.append(body)
        elif token in "^_":
            body, at = _group(text, at)
            inner = _run(body)
            raised = token == "^" and re.fullmatch(r"[0-9n+-]+", inner)
            found.append(inner.translate(_RAISED) if raised else f"{token}{_closed(inner, _ONE)}")
        elif token in _SIGNS:
            found.append(_SIGNS[token])
        elif token not in "{}":
            found.append(token.removeprefix("\\") if len(token) > 2 or token[0] != "\\" else "")
    return "".join(found)


def _group(text: str, at: int) -> tuple[str, int]:
    """The argument at a place, without its braces, and the place after it."""
    while text[at : at + 1] == " ":
        at += 1
    if text[at : at + 1] != "{":
        match = _TOKEN.match(text, at)
        return (match[0], match.end()) if match else ("", at)
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[at + 1 : end], end + 1
    return text[at + 1 :], len(text)


def _closed(text: str, whole: re.Pattern[str] = _FACTORS) -> str:
    """In brackets unless it is one thing."""
    return text if whole.fullmatch(text) else f"({text})"
