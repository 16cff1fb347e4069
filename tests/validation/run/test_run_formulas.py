"""Formulas set all at once and read by the quick reader are Manim's own."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import needs
import numpy as np
import pytest

manim = pytest.importorskip("manim")

from manim.mobject.svg import svg_mobject  # noqa: E402
from manim.utils import tex_file_writing  # noqa: E402

from validation.run import digits, quick_svg, typeset  # noqa: E402
from validation.run import formulas_of_source as formulas  # noqa: E402

needs.latex()

CALLS = (Path(__file__).parent / "formulas.txt").read_text(encoding="utf-8").splitlines()
HEADER = """\
XCOLOR = TexTemplate()
XCOLOR.add_to_preamble(r"\\usepackage{xcolor}")
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that sets every formula."""
    path = tmp_path_factory.mktemp("source") / "formulas.py"
    path.write_text(HEADER + "\n".join(CALLS) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tex_dir(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Manim's folder of formulas, after the batch."""
    folder = tmp_path_factory.mktemp("batched") / "Tex"
    assert typeset.typeset([source], folder) > 25
    assert len(list(folder.glob("*.svg"))) == typeset.typeset([source], folder)
    return folder


@pytest.fixture
def reader(tex_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], Any]]:
    """Give a function that installs the quick reader, or Manim's own."""
    original = svg_mobject.SVGMobject.generate_mobject
    monkeypatch.setattr(svg_mobject.SVGMobject, "generate_mobject", original)

    def use(quick: bool) -> None:
        svg_mobject.SVG_HASH_TO_MOB_MAP.clear()
        svg_mobject.SVGMobject.generate_mobject = original
        if quick:
            quick_svg.install()

    with manim.tempconfig({"tex_dir": str(tex_dir)}):
        yield use
    svg_mobject.SVG_HASH_TO_MOB_MAP.clear()


STYLE = ("fill_opacity", "stroke_opacity", "stroke_width", "sheen_factor", "joint_type", "cap_style", "z_index")


def compare(one: Any, two: Any, where: str) -> None:
    """Assert that two mobjects are the same, member by member."""
    first, second = one.get_family(), two.get_family()
    assert [type(member) for member in first] == [type(member) for member in second], where
    for a, b in zip(first, second, strict=True):
        assert a.points.shape == b.points.shape, where
        assert np.allclose(a.points, b.points, rtol=0, atol=1e-9), where
        if not isinstance(a, manim.VMobject):
            continue
        assert [getattr(a, name) for name in STYLE] == [getattr(b, name) for name in STYLE], where
        for array in ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas"):
            assert np.array_equal(getattr(a, array, None), getattr(b, array, None)), (where, array)
        assert (a.color, a.fill_color, a.stroke_color) == (b.color, b.fill_color, b.stroke_color), where
        assert getattr(a, "tex_string", None) == getattr(b, "tex_string", None), where


@pytest.mark.parametrize("call", CALLS)
def test_the_quick_reader_makes_what_manim_makes(call: str, reader: Callable[[bool], Any]) -> None:
    namespace = {**vars(manim)}
    exec(HEADER, namespace)  # noqa: S102 - this file's own text
    reader(False)
    theirs = eval(call, namespace)  # noqa: S307
    reader(True)
    mine = eval(call, namespace)  # noqa: S307
    compare(mine, theirs, call)
    again = eval(call, namespace)  # noqa: S307 - from Manim's cache
    compare(again, theirs, call)


@pytest.mark.parametrize(
    "inside",
    [
        "<g transform='scale(2)'><rect x='0' y='0' width='1' height='1'/></g>",
        "<path d='M0 0L1 1' fill='red'/>",
        "<use x='1' y='2' href='#a'/>",
        "<circle r='2'/>",
    ],
)
def test_a_file_of_another_form(inside: str, tmp_path: Path) -> None:
    file = tmp_path / "other.svg"
    file.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>")
    with pytest.raises((ValueError, KeyError)):
        quick_svg._read(file)


def test_batched_formulas_have_the_shapes_of_manims_own(tex_dir: Path, tmp_path: Path) -> None:
    def own(name: str) -> str:
        file = tmp_path / f"{name}.tex"
        file.write_text((tex_dir / file.name).read_text(encoding="utf-8"), encoding="utf-8")
        assert tex_file_writing.tex_hash(file.read_text(encoding="utf-8")) == name
        tex_file_writing.convert_to_svg(tex_file_writing.compile_tex(file, "latex", ".dvi"), ".dvi")
        return name

    chosen = sorted(file.stem for file in tex_dir.glob("*.svg"))[::7]
    with manim.tempconfig({"tex_dir": str(tmp_path)}), ThreadPoolExecutor(os.cpu_count()) as pool:
        names = list(pool.map(own, chosen))
    assert len(names) >= 5
    for name in names:
        mine, theirs = (
            manim.SVGMobject(folder / f"{name}.svg", height=None, use_svg_cache=False) for folder in (tex_dir, tmp_path)
        )
        groups = [[name for name in one.id_to_vgroup_dict if name.startswith("unique")] for one in (mine, theirs)]
        assert groups[0] == groups[1]
        assert [len(m.points) for m in mine.get_family()] == [len(m.points) for m in theirs.get_family()], name
        if len(mine.family_members_with_points()):
            assert abs(mine.get_all_points() - theirs.get_all_points()).max() < 1e-5, name


BAD = {
    r"\nosuch{x}": "an unknown command",
    r"x^2^3": "a double superscript",
    r"\begin{align} x": "an environment left open",
    r"\end{document}": "the end",
    r"\def\frac#1#2{#1}\frac{1}{2}": "a command changed for all",
    r"\catcode`\$=12 x": "a sign changed for all",
    r"\newpage x": "one page more",
    "x\n\ny": "a paragraph in the formula",
    r"$x$": "formula in a formula",
    r"\input{nothing}": "a missing file",
}


# Manim closes braces and delimiters before LaTeX sees them.
MENDED = [r"\frac{1}{x", r"x}", r"\left( x"]


def test_a_bad_formula_beside_good_ones(tmp_path: Path) -> None:
    good = [r"x^3", r"\frac{1}{2}", r"\sqrt{x}", r"\sum_{k=1}^{n} k"]
    path = tmp_path / "scene.py"
    path.write_text("\n".join(f"MathTex({formula!r})" for formula in [*good[:2], *BAD, *MENDED, *good[2:]]))
    (tmp_path / "own.py").write_text("\n".join(f"MathTex({formula!r})" for formula in good))
    alone = typeset.typeset([tmp_path / "own.py"], tmp_path / "Own")
    assert alone == len(good) + len(digits.SIGNS)
    assert typeset.typeset([path], tmp_path / "Tex") == alone + len(MENDED) + 1  # "$x$" may be a label
    for file in (tmp_path / "Own").glob("*.svg"):
        mine, theirs = (
            manim.SVGMobject(one, height=None, use_svg_cache=False) for one in (tmp_path / "Tex" / file.name, file)
        )
        assert abs(mine.get_all_points() - theirs.get_all_points()).max() < 1e-5


def test_many_bad_formulas_cost_few_documents(tmp_path: Path) -> None:
    bad = [f"x^{{{n}}}^3" for n in range(1, 12)]  # more than typeset.MOST_RUNS
    mixed = [formula for n, one in enumerate(bad) for formula in (one, f"x_{{{n}}}")]
    (tmp_path / "scene.py").write_text("\n".join(f"MathTex({formula!r})" for formula in mixed))
    assert typeset.typeset([tmp_path / "scene.py"], tmp_path / "Tex") == len(bad) + len(digits.SIGNS)


def test_every_formula_of_the_lessons_is_set_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = sorted(Path(__file__).parents[3].joinpath("code", "conceptual").glob("*.py"))[::4]  # with labels of angles
    monkeypatch.setattr(typeset, "MOST_RUNS", 1)
    assert typeset.typeset(files, tmp_path) == len(formulas.formulas(files)) > 150


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ('MathTex("x", "y")', [("MathTex", ("x", "y"), {})]),
        ('Tex("a", tex_environment="flushleft")', [("Tex", ("a",), {"tex_environment": "flushleft"})]),
        ('MathTex("x", tex_template=T)', []),
        ('"""A text = text."""\ndef f(t):\n    return MathTex(t)\nf("x^2")\nf(t="y", c="blue")\nf(c="#f00")',
         [("MathTex", (text,), {}) for text in ("A text = text.", "x^2", "y")]),
        ('S = ["a", ("b+c",)]\nfor s in S: Tex(s)', [("Tex", ("a",), {}), ("Tex", ("b+c",), {})]),
        ("MathTex(1)", []),
    ],
)  # fmt: skip
def test_formulas_that_are_found(text: str, calls: list[Any]) -> None:
    assert list(formulas.tex_calls(text)) == calls


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    bad = {"nul": b"\0", "latin": b"\xff", "syntax": b"x = (", "deep": b"(" * 50_000, "empty": b""}
    for name, content in bad.items():
        (tmp_path / f"{name}.py").write_bytes(content)
    (tmp_path / "good.py").write_text('MathTex("x^7")')
    found = formulas.formulas(sorted(tmp_path.glob("*.py")))
    assert len(found) == len(digits.SIGNS) + 1


def test_digits_that_might_be_taken_for_another(reader: Callable[[bool], Any]) -> None:
    reader(True)
    moments = digits.known()
    apart = np.abs(moments[:, None] - moments[None]).max(axis=-1) + np.eye(len(moments))
    assert apart.min() > 7 * digits.NEAR


@pytest.mark.parametrize(
    ("shown", "number", "decimals"),
    [
        ("-0.25", -0.25, 2), ("1,000", 1000, 0), ("1,234,567", 1234567, 0), ("1,000.5", 1000.5, 1),
        ("0{,}25", 0.25, 2), ("0{,}125", 0.125, 3), ("-12{,}5", -12.5, 1),
    ],
)  # fmt: skip
def test_numbers_with_a_point_or_a_comma(
    shown: str, number: float, decimals: int, reader: Callable[[bool], Any]
) -> None:
    reader(True)
    glyphs = [glyph.points for glyph in manim.MathTex(shown).family_members_with_points()]
    found = digits.read(glyphs, texts=None)
    assert (found["number"], found["decimals"]) == (number, decimals)


@pytest.mark.parametrize(("shown", "places", "number"), [("1{,}000", 3, 1.0), ("1,000.25", 2, 1000.25)])
def test_a_comma_without_a_point_is_that_of_the_decimals(
    shown: str, places: int, number: float, reader: Callable[[bool], Any]
) -> None:
    reader(True)
    glyphs = [glyph.points for glyph in manim.MathTex(shown).family_members_with_points()]
    found = digits.read(glyphs, None, places)
    assert (found["number"], found["decimals"]) == (number, places)
