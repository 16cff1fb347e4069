"""An SVG that is a billion paths when its entities are unpacked; the parser has a limit of its own."""

from manim import SVGMobject, config

config.dry_run = True
path = "<path d='M 0 0 L 1 1 L 1 0 Z'/>"
entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
with open("entities.svg", "w") as file:
    file.write(f'<!DOCTYPE svg [<!ENTITY a0 "{path}">{entities}]><svg xmlns="http://www.w3.org/2000/svg">&a9;</svg>')
SVGMobject("entities.svg")
print("ESCAPED: it was drawn")
