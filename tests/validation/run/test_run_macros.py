r"""LaTeX of a scene's own: new names are put in as LaTeX does; what could alter others is told of."""

import pytest
from manim import TexFontTemplates, TexTemplate

from validation.run import macros
from validation.run.macros import ForeignLatexError

OWN = {
    r"\newcommand{\s}{\sigma(x)} \s' = \s(1-\s)": r"\sigma(x) ' = \sigma(x) (1-\sigma(x) )",
    r"\newcommand{\dd}[2]{\frac{d#1}{d#2}}\dd y x + \dd{f}{u} \ddot y": r"\frac{d y}{d x} + \frac{d f}{d u} \ddot y",
    r"\newcommand*\sq[1]{(#1)^2} \newcommand{\both}[1]{\sq{#1} + \sq{-{#1}}} \both{x}": r"(x)^2 + (-{x})^2",
    r"\DeclareMathOperator{\Si}{Si} \DeclareMathOperator*{\am}{am} \Si\am": r"\operatorname{Si} \operatorname*{am}",
}
ALTERED = (
    r"\renewcommand{\sin}{\cos} \sin x",
    r"\newcommand{\a}{\def\sin{\cos}} \a \sin x",
    r"\newcommand{\a}[1][2]{#1} \a",
    r"\newcommand{\a}{x} {\newcommand{\a}{y} \a}",
    r"\DeclareRobustCommand{\sin}{\cos} \sin x",
    r"\DeclareDocumentCommand{\sin}{}{\cos} \sin x",
    r"\expandafter\csname def\endcsname\sin{\cos} \sin x",
    r"\^^64ef\sin{\cos} \sin x",
    r"{\lccode`x=`y \lowercase{x}}",
    r"\DeclareSymbolFont{letters}{OMS}{cmsy}{m}{n} x",
    r"\SetSymbolFont{letters}{normal}{OMS}{cmsy}{m}{n} x",
    r"\font\odd=cmsy10 \odd x",
    r"\input{other} x",
    r"\newcommand{\a}{\a\a} \a",
    r"\newcommand{\a}[1]{#1} \a",
    r"\newcommand{\a}{x",
)
IN_TEMPLATES = {
    "\\renewcommand{\\familydefault}{psy}": TexTemplate().add_to_preamble(r"\renewcommand{\familydefault}{psy}"),
    "after Manim's own": TexFontTemplates.helvetica_fourier_it.copy().add_to_preamble(r"\let\sin\cos"),
    "a sign before": TexTemplate().add_to_document("$-$"),
    "another placeholder": TexTemplate(placeholder_text="document"),
}


@pytest.mark.parametrize("text", OWN)
def test_a_new_name_is_put_in(text: str) -> None:
    known, rest = macros.macros(text)
    assert macros.put_in(rest, known).split() == OWN[text].split()


@pytest.mark.parametrize("text", ALTERED)
def test_what_may_print_something_else_is_told_of(text: str) -> None:
    with pytest.raises(ForeignLatexError):
        macros.put_in(*reversed(macros.macros(text)))


@pytest.mark.parametrize("name", [name for name in vars(TexFontTemplates) if not name.startswith("_")])
def test_a_font_of_manims_own_alters_nothing(name: str) -> None:
    template = getattr(TexFontTemplates, name).copy().add_to_preamble(r"\newcommand{\ddx}{\frac{d}{dx}}")
    assert macros.of_template(template.add_to_document(r"\boldmath")) == {r"\ddx": (0, r"\frac{d}{dx}")}


@pytest.mark.parametrize("name", IN_TEMPLATES)
def test_a_template_that_may_print_something_else_is_told_of(name: str) -> None:
    with pytest.raises(ForeignLatexError):
        macros.of_template(IN_TEMPLATES[name])


def test_a_template_with_ways_of_its_own_is_told_of() -> None:
    altered = TexTemplate()
    altered.get_texcode_for_expression = lambda text: text.replace("sin", "cos")  # type: ignore[method-assign]
    for template in (altered, type("Mine", (TexTemplate,), {})()):
        with pytest.raises(ForeignLatexError):
            macros.of_template(template)
