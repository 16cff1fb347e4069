"""An SVG that is a billion paths when its elements, which use each other, are unpacked."""

from manim import SVGMobject, config

config.dry_run = True
use = "<use href='#a{}'/>"
path = "<path id='a0' d='M 0 0 L 1 1 L 1 0 Z'/>"
uses = "".join(f'<g id="a{n}">{use.format(n - 1) * 10}</g>' for n in range(1, 10))
with open("uses.svg", "w") as file:
    file.write(f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{path}{uses}</defs><use href="#a9"/></svg>')
SVGMobject("uses.svg")
print("ESCAPED: it was drawn")
