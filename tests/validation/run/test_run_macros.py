r"""LaTeX of a scene's own: new names are put in as LaTeX does; what could alter others is told of.

macros.txt has a text in each row, and after ` => ` what it says; none after what may print something else.
"""

from pathlib import Path

import pytest
from manim import TexFontTemplates, TexTemplate

from validation.run import macros
from validation.run.macros import ForeignLatexError

ROWS = [row.split(" => ") for row in Path(__file__).with_name("macros.txt").read_text().splitlines()]
PATCHED = TexTemplate()
PATCHED.get_texcode_for_expression = lambda text: text.replace("sin", "cos")  # type: ignore[method-assign]
FOREIGN = {
    "another font": TexTemplate().add_to_preamble(r"\renewcommand{\familydefault}{psy}"),
    "after Manim's own": TexFontTemplates.helvetica_fourier_it.copy().add_to_preamble(r"\let\sin\cos"),
    "a sign before": TexTemplate().add_to_document("$-$"),
    "a command for a sign before": TexTemplate().add_to_document("\\textminus "),
    "another placeholder": TexTemplate(placeholder_text="document"),
    "a method of its own": PATCHED,
    "a class of its own": type("Mine", (TexTemplate,), {})(),
}


@pytest.mark.parametrize(("text", "says"), [row for row in ROWS if len(row) > 1])
def test_a_new_name_is_put_in(text: str, says: str) -> None:
    assert macros.put_in(*reversed(macros.macros(text))).split() == says.split()


@pytest.mark.parametrize("text", [row[0] for row in ROWS if len(row) == 1])
def test_what_may_print_something_else_is_told_of(text: str) -> None:
    with pytest.raises(ForeignLatexError):
        macros.put_in(*reversed(macros.macros(text)))


@pytest.mark.parametrize("name", [name for name in vars(TexFontTemplates) if not name.startswith("_")])
def test_a_font_of_manims_own_alters_nothing(name: str) -> None:
    template = getattr(TexFontTemplates, name).copy().add_to_preamble(r"\newcommand{\ddx}{\frac{d}{dx}}")
    assert macros.of_template(template.add_to_document(r"\boldmath")) == {r"\ddx": (0, r"\frac{d}{dx}")}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_template_that_may_print_something_else_is_told_of(name: str) -> None:
    with pytest.raises(ForeignLatexError):
        macros.of_template(FOREIGN[name])
