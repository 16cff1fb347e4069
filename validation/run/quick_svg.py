"""Reading the SVG files of formulas: the same mobjects as Manim makes, each glyph parsed once in the life of a process.

dvisvgm writes glyphs as `<path id d>` and puts them with `<use x y>`; rules are `<rect>`. Manim's reader parses the
outline of a glyph anew wherever it stands. What is not of this form (colours, transformations) is left to Manim's
reader. Without it a lesson takes a quarter more time.
"""

import xml.etree.ElementTree as ET
from functools import cache, wraps
from pathlib import Path
from typing import Any

import svgelements
from manim import RIGHT, VGroup
from manim.mobject.svg.svg_mobject import SVGMobject, VMobjectFromSVGPath
from manim.mobject.text.tex_mobject import SingleStringMathTex

NAMESPACE = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
FORMS = {"defs": (), "g": (), "use": ("x", "y", HREF), "rect": ("x", "y", "width", "height"), "path": ("id", "d")}
STYLE: dict[str, Any] = {"fill": "black", "stroke": "none", "stroke_width": 0}


def install() -> None:
    """Make Manim read formulas with it, in this process."""
    original = SVGMobject.generate_mobject

    def generate_mobject(self: Any) -> Any:
        usual = self.svg_default == dict.fromkeys(self.svg_default) | {"stroke_width": 0}
        if not isinstance(self, SingleStringMathTex) or not usual:
            return original(self)
        try:
            mobjects, names = _read(self.get_file_path())
        except (OSError, ET.ParseError, ValueError, KeyError):
            return original(self)
        self.add(*mobjects)
        self.id_to_vgroup_dict = names
        return self.flip(RIGHT)

    SVGMobject.generate_mobject = wraps(original)(generate_mobject)


def learn(files: list[Path]) -> None:
    """Parse every glyph of the files, so that the processes forked from here know them."""
    for file in files:
        for path in ET.parse(file).getroot().iter(f"{NAMESPACE}path"):  # noqa: S314 - our own dvisvgm's output
            _glyph(path.attrib["d"])


@cache
def _glyph(outline: str) -> Any:
    shape = svgelements.Path(outline, **STYLE)
    glyph = VMobjectFromSVGPath(shape, should_subdivide_sharp_curves=True, should_remove_null_curves=True)
    return SVGMobject.apply_style_to_mobject(glyph, shape)


def _read(file: Path) -> tuple[list[Any], dict[str, Any]]:
    outlines: dict[str, str] = {}
    mobjects: list[Any] = []
    # Manim also keeps a group for each element without a name; nothing reads those.
    names: dict[str, Any] = {"root": VGroup()}

    def visit(element: ET.Element, parents: list[str]) -> None:
        tag, given = element.tag.removeprefix(NAMESPACE), element.attrib
        if given.keys() - ({"id"} if tag == "g" else set()) != set(FORMS[tag]):
            raise ValueError("it holds something that only Manim's own reader knows")
        if tag == "path":
            outlines[given["id"]] = given["d"]
        elif tag in {"g", "defs"}:
            inside = [*parents, given["id"]] if "id" in given else parents
            names.setdefault(inside[-1], VGroup())
            for child in element:
                visit(child, inside)
        else:
            if tag == "use":
                mobject = _glyph(outlines[given[HREF].removeprefix("#")]).copy()
                mobject.points += (float(given["x"]), float(given["y"]), 0.0)
            else:
                shape = svgelements.Rect(*(float(given[key]) for key in FORMS["rect"]), **STYLE)
                mobject = SVGMobject.apply_style_to_mobject(SVGMobject.rect_to_mobject(shape), shape)
            if mobject.has_points():
                mobjects.append(mobject)
                for parent in parents:
                    names[parent].add(mobject)

    for element in ET.parse(file).getroot():  # noqa: S314 - dvisvgm's output
        visit(element, ["root"])
    return mobjects, names
