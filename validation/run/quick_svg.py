"""Reading the SVG files of formulas: the same mobjects as Manim makes, each glyph parsed once in the life of a process.

dvisvgm writes glyphs as `<path id d>` and puts them with `<use x y>`; rules are `<rect>`. Manim's reader parses the
outline of a glyph anew wherever it stands. What is not of this form (colours, transformations) is left to Manim's
reader.
"""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ATTRIBUTES: dict[str, list[set[str]]] = {
    "g": [{"id"}, set()],
    "path": [{"id", "d"}, {"d"}],
    "use": [{"x", "y", _HREF}],
    "rect": [{"x", "y", "width", "height"}],
    "defs": [set()],
}
_glyphs: dict[str, Any] = {}


class _OtherFormError(Exception):
    """The file holds something that only Manim's own reader knows."""


def install() -> None:
    """Make Manim read formulas with it, in this process."""
    from manim.mobject.svg.svg_mobject import SVGMobject
    from manim.mobject.text.tex_mobject import SingleStringMathTex

    original = SVGMobject.generate_mobject

    def generate_mobject(self: Any) -> Any:
        if isinstance(self, SingleStringMathTex) and type(self).get_mobjects_from is SVGMobject.get_mobjects_from:
            try:
                mobjects, names = _read(self, self.get_file_path())
            except (_OtherFormError, OSError, ET.ParseError, ValueError, KeyError):
                return original(self)
            self.add(*mobjects)
            self.id_to_vgroup_dict = names
            self.flip(np.array([1.0, 0.0, 0.0]))
            return self
        return original(self)

    SVGMobject.generate_mobject = generate_mobject


def learn(files: list[Path]) -> int:
    """Parse every glyph of the files, so that the processes forked from here know them; returns how many are known."""
    from manim.mobject.svg.svg_mobject import SVGMobject

    options = {"should_subdivide_sharp_curves": True, "should_remove_null_curves": True}
    for file in files:
        try:
            root = ET.parse(file).getroot()  # noqa: S314 - our own dvisvgm's output
            for path in root.iter(f"{_NAMESPACE}path"):
                _glyph(SVGMobject, path.attrib["d"], options)
        except (ET.ParseError, OSError, KeyError, ValueError):
            continue
    return len(_glyphs)


def _glyph(svg_mobject: Any, outline: str, options: dict[str, Any]) -> Any:
    key = f"{outline} {options}"
    if key not in _glyphs:
        import svgelements
        from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

        shape = svgelements.Path(outline, fill="black", stroke="none", stroke_width=0)
        glyph = VMobjectFromSVGPath(shape, **options)
        _glyphs[key] = svg_mobject.apply_style_to_mobject(glyph, shape)
    return _glyphs[key]


def _read(formula: Any, file: Path) -> tuple[list[Any], dict[str, Any]]:
    import svgelements
    from manim import VGroup
    from manim.mobject.svg.svg_mobject import SVGMobject

    if formula.svg_default != dict.fromkeys(formula.svg_default) | {"stroke_width": 0}:
        raise _OtherFormError
    root = ET.parse(file).getroot()  # noqa: S314 - dvisvgm's output
    if set(root.attrib) - {"version", "width", "height", "viewBox"}:
        raise _OtherFormError
    outlines: dict[str, str] = {}
    mobjects: list[Any] = []
    # Manim also keeps a group for each element without a name; nothing reads those.
    names: dict[str, Any] = {"root": VGroup()}

    def put(mobject: Any, parents: list[str]) -> None:
        mobjects.append(mobject)
        for parent in parents:
            names[parent].add(mobject)

    def visit(element: ET.Element, parents: list[str]) -> None:
        tag = element.tag.removeprefix(_NAMESPACE)
        if set(element.attrib) not in _ATTRIBUTES.get(tag, []):
            raise _OtherFormError
        given = element.attrib
        if tag == "defs":
            for child in element:
                if child.tag != f"{_NAMESPACE}path" or "id" not in child.attrib or len(child.attrib) != 2:
                    raise _OtherFormError
                outlines[child.attrib["id"]] = child.attrib["d"]
        elif tag == "g":
            own = [*parents, given["id"]] if "id" in given else parents
            names.setdefault(own[-1], VGroup())
            for child in element:
                visit(child, own)
        elif tag == "use":
            glyph = _glyph(SVGMobject, outlines[given[_HREF].removeprefix("#")], formula.path_string_config)
            if glyph.has_points():
                copy = glyph.copy()
                copy.points += (float(given["x"]), float(given["y"]), 0.0)
                put(copy, parents)
        elif tag == "rect":
            shape = svgelements.Rect(
                *(float(given[key]) for key in ("x", "y", "width", "height")),
                fill="black",
                stroke="none",
                stroke_width=0,
            )
            put(SVGMobject.apply_style_to_mobject(SVGMobject.rect_to_mobject(shape), shape), parents)
        else:
            raise _OtherFormError

    for element in root:
        visit(element, ["root"])
    return mobjects, names
