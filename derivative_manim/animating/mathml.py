r"""LaTeX of our lessons as MathML, which every browser shows without a script.

`mathml(r"f'(x) = \frac{1}{2\sqrt{x}}")` is an element `<math>`.
"""

from __future__ import annotations

import re
from html import escape

_TOKEN = re.compile(r"\s+|\\(?:[A-Za-z]+|.)|\d+(?:\.\d+)?|.", re.DOTALL)
_FUNCTIONS = frozenset({
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan", "ln", "log",
    "lim",
})  # fmt: skip
_SIGNS = {
    r"\cdot": "<mo>·</mo>", r"\pi": "<mi>π</mi>", r"\ne": "<mo>≠</mo>", r"\ge": "<mo>≥</mo>", r"\le": "<mo>≤</mo>",
    r"\to": "<mo>→</mo>", r"\infty": "<mi>∞</mi>", r"\quad": '<mspace width="1em"/>',
    r"\qquad": '<mspace width="2em"/>', "'": "<mo>′</mo>", "-": "<mo>−</mo>", r"\,": "", r"\!": "",
    "(": '<mo form="prefix" stretchy="false">(</mo>', ")": '<mo form="postfix" stretchy="false">)</mo>',
    r"\theta": "<mi>θ</mi>", r"\alpha": "<mi>α</mi>", r"\lambda": "<mi>λ</mi>", r"\omega": "<mi>ω</mi>",
}  # fmt: skip

_OPENING = '<mo form="prefix"'
_THIN = '<mspace width="0.1667em"/>'
_FUNCTION = re.compile(r"(?:<m(?:sup|sub)>)*<mi>[A-Za-z]{2,}</mi>")


def mathml(latex: str, *, display: bool = False) -> str:
    """A formula, of one row or several, as an element `<math>`."""
    rows = [row.replace("&", "") for row in re.split(r"\\\\(?:\[1ex\])?", latex)]
    inner = [_Reader(row).all() for row in rows]
    body = inner[0]
    if len(inner) > 1:
        cells = "".join(f'<mtr><mtd style="text-align:left">{row}</mtd></mtr>' for row in inner)
        body = f"<mtable>{cells}</mtable>"
    kind = ' display="block"' if display else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{kind}>{body}</math>'


def _spaced(parts: list[str]) -> list[str]:
    """Put a thin space beside the name of a function, as TeX does: browsers do not."""
    found: list[str] = []
    for number, part in enumerate(parts):
        before = parts[number - 1] if number else "<mo>"
        after = parts[number + 1] if number + 1 < len(parts) else _OPENING
        if not _FUNCTION.match(part):
            found.append(part)
            continue
        if not before.startswith("<mo>") and not before.startswith(_OPENING):
            found.append(_THIN)
        found.append(part)
        if not after.startswith((_OPENING, f"<mrow>{_OPENING}")) and not _FUNCTION.match(after):
            found.append(_THIN)
    return found


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = [token for token in _TOKEN.findall(text) if not token.isspace() or token == " "]
        self._at = 0

    def all(self) -> str:
        """What is left, as a row."""
        return self._row(None)

    def _next(self) -> str | None:
        while self._at < len(self._tokens) and self._tokens[self._at] == " ":
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _row(self, end: str | None) -> str:
        parts: list[str] = []
        while (token := self._next()) is not None and token != end:
            if token in "^_":
                self._at += 1
                base = parts.pop() if parts else "<mrow></mrow>"
                kind = "sup" if token == "^" else "sub"
                parts.append(f"<m{kind}>{base}{self._argument()}</m{kind}>")
            else:
                parts.append(self._one())
        if token is not None:
            self._at += 1
        return f"<mrow>{''.join(_spaced(parts))}</mrow>"

    def _argument(self) -> str:
        if self._next() == "{":
            self._at += 1
            return self._row("}")
        return self._one()

    def _words(self) -> str:
        """The text of a braced argument as it stands."""
        self._next()
        start = self._at = self._at + 1
        while self._at < len(self._tokens) and self._tokens[self._at] != "}":
            self._at += 1
        self._at += 1
        return escape("".join(self._tokens[start : self._at - 1]))

    def _one(self) -> str:
        token = self._next() or ""
        self._at += 1
        name = token.removeprefix("\\")
        if token == "{":
            return self._row("}")
        if token in (r"\frac", r"\dfrac"):
            return f"<mfrac>{self._argument()}{self._argument()}</mfrac>"
        if token == r"\sqrt":
            return self._root()
        if token == r"\text":
            return f"<mtext>{self._words().replace(' ', chr(160))}</mtext>"
        if token == r"\operatorname":
            return f"<mi>{self._words()}</mi>"
        if token == r"\left":
            return self._fenced()
        if token == r"\right":
            return self._one()
        if token.startswith("\\") and name in _FUNCTIONS:
            return f"<mi>{name}</mi>"
        if token in _SIGNS:
            return _SIGNS[token]
        if token[:1].isdigit():
            return f"<mn>{token}</mn>"
        if token.isalpha():
            return f"<mi>{token}</mi>"
        return f"<mo>{escape(name)}</mo>" if name else ""

    def _root(self) -> str:
        if self._next() != "[":
            return f"<msqrt>{self._argument()}</msqrt>"
        self._at += 1
        index = self._row("]")
        return f"<mroot>{self._argument()}{index}</mroot>"

    def _fenced(self) -> str:
        r"""From `\left(` to its `\right)`."""
        opening = self._next() or ""
        self._at += 1
        inner = self._row(r"\right")
        closing = self._next() or ""
        self._at += 1
        # Browsers leave room beside a bracket that may stretch: only where it has to.
        kind = "" if any(tall in inner for tall in ("<mfrac", "<mtable", "<msqrt", "<mroot")) else ' stretchy="false"'
        left, right = escape(opening), escape(closing)
        return f'<mrow>{_OPENING}{kind}>{left}</mo>{inner}<mo form="postfix"{kind}>{right}</mo></mrow>'
