r"""How wide a line of LaTeX will be on screen, without running LaTeX.

The widths are those of Computer Modern at Manim's font size 36, measured once (`tests/test_width.py` compares the
estimate with what Manim draws). The build needs them to decide where a line must be broken, and must not need TeX.
"""

from __future__ import annotations

import re

LINE_WIDTH = 6.0  # room for a line by the estimate below, in Manim's units; what is drawn wider than 5.8 is scaled
BREAK_WIDTH = 1.12 * LINE_WIDTH  # up to this a line is shrunk to fit, which leaves it readable; beyond, it is broken
WIDEST = 1.45 * LINE_WIDTH  # beyond, a line would be smaller than can be read at 480p, first in the summary's box
_EM = 0.378  # one em at font size 36
_WORDS = {
    r"\sin": 1.3, r"\cos": 1.42, r"\tan": 1.42, r"\sec": 1.35, r"\csc": 1.3, r"\cot": 1.35, r"\ln": 0.85,
    r"\arcsin": 2.6, r"\arccos": 2.7, r"\arctan": 2.7, r"\sinh": 1.85, r"\cosh": 2.0, r"\tanh": 2.0,
    r"\log": 1.3, r"\pi": 0.6, r"\quad": 1.0, r"\cdot": 0.75, r"\left": 0.1, r"\right": 0.1,
    r"\Bigl": 0.1, r"\Bigr": 0.1,
}  # fmt: skip
_CONDITION = re.compile(r"(?:(?! = |\\quad).)* (?:[<>]|\\ne|\\ge) ")  # what goes on to a < b, a > b, ...
_TOKEN = re.compile(r"\\text\{([^}]*)\}|\\operatorname\{([^}]*)\}|\\[a-zA-Z]+|.", re.DOTALL)


def text_width(line: str) -> float:
    """Estimated width of `line`, in Manim's units."""
    return _EM * _measure(line)


def line_height(line: str) -> float:
    """Estimated height of a formula of one or more rows, in Manim's units at font size 36."""
    rows = [row.strip() for row in line.split(r"\\")]
    gaps = 0.36 * (len(rows) - 1)
    return sum(_height(row) for row in rows) + gaps


def _height(row: str) -> float:
    if r"\frac" in row:
        tall = 0.0
        at = row.find(r"\frac")
        while at >= 0:
            top, end = _group(row, at + 5)
            bottom, end = _group(row, end)
            tall = max(tall, 0.3 + 0.75 * (_height(top) + _height(bottom)))
            at = row.find(r"\frac", end)
        return tall
    return 0.36 + (0.06 if r"\sqrt" in row or "^" in row else 0.0)


def _measure(line: str) -> float:
    total, at = 0.0, 0
    while at < len(line):
        if line.startswith(r"\frac", at):
            top, at = _group(line, at + 5)
            bottom, at = _group(line, at)
            total += max(_measure(top), _measure(bottom)) + 0.25
            continue
        if line.startswith(r"\sqrt", at):
            at += 5
            if line[at] == "[":
                at = line.index("]", at) + 1
            body, at = _group(line, at)
            total += _measure(body) + 0.85
            continue
        if line[at] in "^_":
            script, at = _group(line, at + 1)
            total += 0.72 * _measure(script) + 0.05
            continue
        match = _TOKEN.match(line, at)
        if match is None:  # cannot happen: the last alternative takes any character
            raise ValueError(f"cannot measure {line!r}")
        total += _token_width(match)
        at = match.end()
    return total


def _token_width(match: re.Match[str]) -> float:
    token = match.group(0)
    if token.startswith(r"\text"):
        return 0.47 * len(match.group(1))
    if token.startswith(r"\operatorname"):
        return 0.47 * len(match.group(2)) + 0.15
    if token in _WORDS:
        return _WORDS[token]
    if token in ("=", "<", ">", r"\ne", r"\le", r"\ge"):
        return 1.33
    if token in "+-":
        return 1.2
    if token in " {}&\\":
        return 0.0
    if token in "'":
        return 0.28
    if token in "(),":
        return 0.4
    return 0.52


def _group(line: str, at: int) -> tuple[str, int]:
    """The braced group that starts at `at`, without its braces, and the position after it."""
    depth = 0
    for i in range(at, len(line)):
        depth += {"{": 1, "}": -1}.get(line[i], 0)
        if depth == 0:
            return line[at + 1 : i], i + 1
    raise ValueError(f"unbalanced braces in {line!r}")


def fit(rows: list[str], limit: float = BREAK_WIDTH) -> str:
    r"""One formula out of `rows`, each broken in two where it is wider than `limit`.

    A row is broken before = + - or after a rule's name, never inside a fraction or a bracket. Several rows are
    aligned on the left by `&` and separated by `\\[1ex]`; the second half of a broken row is indented.
    """
    fitted = broken(rows, limit)
    return fitted[0] if len(fitted) == 1 else r" \\[1ex] ".join(f"&{row}" for row in fitted)


def broken(rows: list[str], limit: float = BREAK_WIDTH, *, inside: bool = True) -> list[str]:
    """The rows of which `fit` makes one formula, or those that would do without a break inside of brackets."""
    return [part for row in rows for part in _rows_of(row, limit, inside=inside)]


def widest(rows: list[str]) -> float:
    """The estimated width of the widest of `rows`, in Manim's units."""
    return max(map(text_width, rows))


def _rows_of(row: str, limit: float, *, inside: bool) -> list[str]:
    """A row in two parts at most; in more, and with its brackets opened, only where it would be too small to read."""
    parts, line, before = _break(row, limit), row, ""
    while widest(parts) > WIDEST and line != before:
        parts = min(parts, _filled(line, limit), key=widest)
        line, before = _opened(line, limit) if inside else line, line
    return parts


_INDENT, _DOT = r"\qquad ", r"\cdot "
_FUNCTION = re.compile(r" \\[a-z]+[({ ]")
_NAME = re.compile(r"\\[a-z]+$")  # of a function, before its brackets


def _filled(row: str, limit: float) -> list[str]:
    """A row in as many parts as it takes, each as long as fits; a product is broken too."""
    points = [at for at in _break_points(row) if row[:at].strip() not in ("f(x)", "f'(x)")]
    points = sorted({*points, *_between_factors(row), len(row)})
    parts: list[str] = []
    start = 0
    for at, following in zip(points, [*points[1:], None], strict=True):
        indent = 2 * _EM if parts else 0.0
        if following is None or text_width(row[start:following]) + indent > limit:
            piece = row[start:at].strip()
            goes_on = not parts or piece.startswith(("=", "+", "-", "(", _DOT))
            parts.append((_INDENT if parts else "") + ("" if goes_on else _DOT) + piece)
            start = at
    return parts


def _between_factors(line: str) -> list[int]:
    """Where a factor begins that stands in no bracket: before a dot, and a function or a sum after a bracket."""
    points, depth = [], 0
    for i, char in enumerate(line):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(char, 0)
        factor = line[:i].endswith(")") and _FUNCTION.match(line, i) and not line.startswith((r" \qquad", r" \quad"), i)
        sum_after = line[:i].endswith((")", "}")) and line.startswith((r" \left(", r" \Bigl["), i)
        if depth == 0 and (factor or sum_after or line.startswith(" " + _DOT, i)):
            points.append(i)
    return points


def _opened(line: str, limit: float) -> str:
    r"""One wide sum of a line in square brackets, which may be broken, as those on both sides of a fraction may not.

    \frac{a (b + c)}{d} is \frac{a}{d} \Bigl[b + c\Bigr], and a \left(b + c\right) is a \Bigl[b + c\Bigr].
    """
    at = line.find(r"\frac{")
    if at >= 0 and line[:at].endswith("= "):
        top, below = _group(line, at + 5)
        bottom, end = _group(line, below)
        if text_width(top) > limit:
            before, inside, after = next(reversed(_in_brackets(top)), ("", "", top))
            if after or _break_points(before):
                before, inside = "1", top
            return rf"{line[:at]}\frac{{{before.strip()}}}{{{bottom}}} \Bigl[{inside}\Bigr]{line[end:]}"
    for before, inside, after in _in_brackets(line):
        if text_width(inside) > limit and not _NAME.search(before):
            return rf"{before}\Bigl[{inside}\Bigr]{after}"
    return line


def _in_brackets(line: str) -> list[tuple[str, str, str]]:
    """What is before, in and behind each bracket that stands in no other and in no braces."""
    found, depth, start = [], 0, 0
    for i, char in enumerate(line):
        if char == "(" and depth == 0:
            start = i
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(char, 0)
        if char == ")" and depth == 0:
            before, inside = line[:start].removesuffix(r"\left"), line[start + 1 : i].removesuffix(r"\right")
            found.append((before, inside, line[i + 1 :]))
    return found


def _break(row: str, limit: float) -> list[str]:
    best, best_width = [row], text_width(row)
    if best_width <= limit:
        return best
    for at in _break_points(row):
        first, second = row[:at].strip(), row[at:].strip()
        width = max(text_width(first), text_width(second) + 2 * _EM)
        # right after f'(x) only where nothing else helps: one long fraction
        if width < best_width and (first not in ("f(x)", "f'(x)") or (len(best) == 1 and best_width > 1.2 * limit)):
            best, best_width = [first, rf"\qquad {second}"], width
    return best


def _break_points(line: str) -> list[int]:
    points, depth, bars = [], 0, 0
    for i, char in enumerate(line):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(char, 0)
        bars ^= char == "|"  # |a + b| is a bracket too
        sign = line.startswith((" + ", " - "), i) and not _CONDITION.match(line, i)
        if depth == 0 and not bars and (sign or line.startswith(" = ", i) or line[:i].endswith(r"\quad ")):
            points.append(i)
    return sorted(points, reverse=True) if line.startswith("f") else points
