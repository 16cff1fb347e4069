r"""Why the derivatives of the table are what they are: the lines between f(x) = \sin x and f'(x) = \cos x.

Each line is LaTeX and what it states as text; the first stands after the name of the rule.
"""

from __future__ import annotations

_DEFINITION = r"f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}"
_DEFINITION_TEXT = "limit((f(x + h) - f(x))/h, h, 0)"


def _inverse(name: str, inverse: str, texts: tuple[str, str], slope: str, slope_text: str) -> list[tuple[str, str]]:
    r"""\sin(f(x)) = x, both sides differentiated; `slope` has an @ where f(x) stands."""
    f, text = texts
    return [
        (rf"{name}(f(x)) = x", f"{f}(f(x)) = x"),
        (rf"{slope.replace('@', '(f(x))')} \cdot f'(x) = 1", f"{slope_text.replace('@', '(f(x))')}*df(x) = 1"),
        (
            rf"f'(x) = \frac{{1}}{{{slope.replace('@', f'({inverse} x)')}}}",
            f"1/{slope_text.replace('@', f'({text}(x))')}",
        ),
    ]


_SQUARES = r"\frac{\cos x \cdot \cos x - \sin x \cdot (-\sin x)}{\cos^{2} x}"
TABLE: dict[str, list[tuple[str, str]]] = {
    "sin": [
        (_DEFINITION, _DEFINITION_TEXT),
        (
            r"f'(x) = \lim_{h \to 0} \frac{\sin x(\cos h - 1) + \cos x \sin h}{h}",
            "limit((sin(x)*(cos(h) - 1) + cos(x)*sin(h))/h, h, 0)",
        ),
        (r"f'(x) = \sin x \cdot 0 + \cos x \cdot 1", "sin(x)*0 + cos(x)*1"),
    ],
    "cos": [
        (_DEFINITION, _DEFINITION_TEXT),
        (
            r"f'(x) = \lim_{h \to 0} \frac{\cos x(\cos h - 1) - \sin x \sin h}{h}",
            "limit((cos(x)*(cos(h) - 1) - sin(x)*sin(h))/h, h, 0)",
        ),
        (r"f'(x) = \cos x \cdot 0 - \sin x \cdot 1", "cos(x)*0 - sin(x)*1"),
    ],
    "exp": [
        (_DEFINITION, _DEFINITION_TEXT),
        (r"f'(x) = \lim_{h \to 0} \frac{e^{x}(e^{h} - 1)}{h}", "limit(exp(x)*(exp(h) - 1)/h, h, 0)"),
        (r"f'(x) = e^{x} \cdot 1", "exp(x)*1"),
    ],
    "abs": [
        (r"|x| = \sqrt{x^{2}}", "abs(x) = sqrt(x**2)"),
        (r"f'(x) = \frac{1}{2}(x^{2})^{-1/2} \cdot 2x", "(1/2)*(x**2)**(-1/2)*(2*x)"),
        (r"f'(x) = \frac{x}{\sqrt{x^{2}}}", "x/sqrt(x**2)"),
    ],
    "asec": [
        (r"\sec(f(x)) = x", "sec(f(x)) = x"),
        (r"\sec(f(x)) \tan(f(x)) \cdot f'(x) = 1", "sec(f(x))*tan(f(x))*df(x) = 1"),
        (r"f'(x) = \frac{1}{x \tan(\operatorname{arcsec} x)}", "1/(x*tan(asec(x)))"),
    ],
    "tan": [
        (r"\tan x = \frac{\sin x}{\cos x}", "tan(x) = sin(x)/cos(x)"),
        (
            rf"f'(x) = {_SQUARES}",
            "(cos(x)*cos(x) - sin(x)*(-sin(x)))/cos(x)**2",
        ),
        (r"f'(x) = \frac{1}{\cos^{2} x}", "1/cos(x)**2"),
    ],
    "cot": [
        (r"\cot x = \frac{\cos x}{\sin x}", "cot(x) = cos(x)/sin(x)"),
        (
            r"f'(x) = \frac{-\sin x \cdot \sin x - \cos x \cdot \cos x}{\sin^{2} x}",
            "(-sin(x)*sin(x) - cos(x)*cos(x))/sin(x)**2",
        ),
        (r"f'(x) = -\frac{1}{\sin^{2} x}", "-1/sin(x)**2"),
    ],
    "sec": [
        (r"\sec x = \frac{1}{\cos x}", "sec(x) = 1/cos(x)"),
        (r"f'(x) = -\frac{-\sin x}{\cos^{2} x}", "-(-sin(x))/cos(x)**2"),
        (r"f'(x) = \frac{1}{\cos x} \cdot \frac{\sin x}{\cos x}", "1/cos(x)*(sin(x)/cos(x))"),
    ],
    "csc": [
        (r"\csc x = \frac{1}{\sin x}", "csc(x) = 1/sin(x)"),
        (r"f'(x) = -\frac{\cos x}{\sin^{2} x}", "-cos(x)/sin(x)**2"),
        (r"f'(x) = -\frac{1}{\sin x} \cdot \frac{\cos x}{\sin x}", "-1/sin(x)*(cos(x)/sin(x))"),
    ],
    "asin": _inverse(r"\sin", r"\arcsin", ("sin", "asin"), r"\cos@", "cos@"),
    "acos": [
        (r"\cos(f(x)) = x", "cos(f(x)) = x"),
        (r"-\sin(f(x)) \cdot f'(x) = 1", "-sin(f(x))*df(x) = 1"),
        (r"f'(x) = -\frac{1}{\sin(\arccos x)}", "-1/sin(acos(x))"),
    ],
    "atan": [
        (r"\tan(f(x)) = x", "tan(f(x)) = x"),
        (r"(\tan^{2}(f(x)) + 1) \cdot f'(x) = 1", "(tan(f(x))**2 + 1)*df(x) = 1"),
    ],
    "log": [
        (r"e^{f(x)} = x", "exp(f(x)) = x"),
        (r"e^{f(x)} \cdot f'(x) = 1", "exp(f(x))*df(x) = 1"),
        (r"f'(x) = \frac{1}{e^{\ln x}}", "1/exp(log(x))"),
    ],
    "sinh": [
        (r"\sinh x = \frac{e^{x} - e^{-x}}{2}", "sinh(x) = (exp(x) - exp(-x))/2"),
        (r"f'(x) = \frac{e^{x} + e^{-x}}{2}", "(exp(x) + exp(-x))/2"),
    ],
    "cosh": [
        (r"\cosh x = \frac{e^{x} + e^{-x}}{2}", "cosh(x) = (exp(x) + exp(-x))/2"),
        (r"f'(x) = \frac{e^{x} - e^{-x}}{2}", "(exp(x) - exp(-x))/2"),
    ],
    "tanh": [
        (r"\tanh x = \frac{\sinh x}{\cosh x}", "tanh(x) = sinh(x)/cosh(x)"),
        (
            r"f'(x) = \frac{\cosh x \cdot \cosh x - \sinh x \cdot \sinh x}{\cosh^{2} x}",
            "(cosh(x)*cosh(x) - sinh(x)*sinh(x))/cosh(x)**2",
        ),
    ],
    "asinh": _inverse(r"\sinh", r"\operatorname{arsinh}", ("sinh", "asinh"), r"\cosh@", "cosh@"),
    "acosh": _inverse(r"\cosh", r"\operatorname{arcosh}", ("cosh", "acosh"), r"\sinh@", "sinh@"),
    "atanh": [
        (r"\tanh(f(x)) = x", "tanh(f(x)) = x"),
        (r"(1 - \tanh^{2}(f(x))) \cdot f'(x) = 1", "(1 - tanh(f(x))**2)*df(x) = 1"),
    ],
}
