"""LaTeX as it is on screen, as MathML, which browsers show without any script (needs latex2mathml)."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_LINE_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
_LEADING_SPACE = re.compile(r"^(?:\\q?quad\s*)+")
_PRIME, _MINUS = "\u2032", ("-", "\u2212")
_THIN = "0.1667em"


def mathml(latex: str, *, display: bool = False) -> str:
    """Give a line of the derivation, of one row or several, as one `<math>` element; in the middle if `display`."""
    found = [ElementTree.fromstring(line) for line in lines(latex)]  # noqa: S314  # made here
    root = found[0]
    if len(found) > 1:
        root = ElementTree.Element("math")
        table = ElementTree.SubElement(root, "mtable")
        for row in found:
            cell = ElementTree.SubElement(ElementTree.SubElement(table, "mtr"), "mtd", {"style": "text-align:left"})
            cell.extend(row)
    if display:
        root.set("display", "block")
    return ElementTree.tostring(root, encoding="unicode")


def lines(latex: str) -> list[str]:
    r"""Give a line of the derivation as MathML.

    Args:
        latex: a line; `&` and `\\[1ex]` part it into lines of their own, as `align*` does.

    Returns:
        A `<math>` element for each.
    """
    return [formula(part) for part in _LINE_END.split(latex)]


def formula(latex: str) -> str:
    """Give one formula as a `<math>` element."""
    from latex2mathml.converter import convert

    text = _LEADING_SPACE.sub("", latex.replace("&", "").strip())
    # The namespace is what every browser takes for granted in a page.
    made = convert(text).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace(' display="inline"', "")
    root = ElementTree.fromstring(made)  # noqa: S314  # made here, of our own text
    _mend(root)
    return ElementTree.tostring(root, encoding="unicode")


def _mend(element: ElementTree.Element, outside: ElementTree.Element | None = None) -> None:
    """Set as TeX does: space beside sin and ln, none after a sign, and a prime that is raised once."""
    children = list(element)
    for place, child in enumerate(children):
        before = children[place - 1] if place else outside
        _mend(child, before if child.tag in ("msup", "msub") else None)
        after = children[place + 1] if place + 1 < len(children) else None
        if (child.tag == "mi" and len(child.text or "") > 1) or (child.tag == "mo" and (child.text or "").isalpha()):
            child.tag = "mo"  # \operatorname makes one
            closed = after is not None and next((each.text for each in after.iter("mo")), "") == "("
            closed = closed and after is not None and after.tag in ("mo", "mrow")
            first = before is None or (before.tag == "mo" and before.text not in (")", "|"))
            child.attrib = {"lspace": "0" if first else _THIN, "rspace": "0" if closed else _THIN}
        if child.tag == "msup" and child[-1].text == _PRIME:
            # The sign is drawn high already.
            child.tag = "mrow"
            child[-1].tag, child[-1].attrib = "mo", {"lspace": "0", "rspace": "0"}
        if child.tag == "mo" and child.text in _MINUS and _opens(before):
            child.attrib = {"form": "prefix", "lspace": "0", "rspace": "0"}


def _opens(before: ElementTree.Element | None) -> bool:
    """Whether what comes after this is a sign, and no difference."""
    return before is None or (before.tag == "mo" and before.text in ("(", "=", ",", "\u22c5", "\u2260", "\u2192"))
