"""The scenes by others that the tests run: written ones, beside this file, and examples of Manim's documentation."""

import inspect
import re
import textwrap
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
STEP = 8  # every eighth example of the documentation


def written() -> dict[str, bytes]:
    """Read the scenes of `written.txt`, and the files of odd bytes in `written/`, by name.

    After a line `== name` stands what follows the import of Manim; where there is no class, the method `construct`.
    """
    found = {path.stem: path.read_bytes() for path in (FOLDER / "written").glob("*.py")}
    for block in (FOLDER / "written.txt").read_text(encoding="utf-8").removeprefix("== ").split("\n== "):
        name, text = block.strip().split("\n", 1)
        if not re.search("^class ", text, re.MULTILINE):
            text = f"class Demo(Scene):\n    def construct(self):\n{textwrap.indent(text, 8 * ' ')}"
        found[name] = f"from manim import *\n\n\n{text}\n".encode()
    return dict(sorted(found.items()))


def documented() -> dict[str, bytes]:
    """Cut examples out of the docstrings of the installed Manim, as its documentation runs them, by class name."""
    import manim

    found: dict[str, bytes] = {}
    for path in sorted(Path(inspect.getfile(manim)).parent.rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            start = re.match(r"( *)\.\. manim:: (\w+)\s*$", line)
            if start is None:
                continue
            block = []
            for following in lines[number + 1 :]:
                if following.strip() and len(following) - len(following.lstrip()) <= len(start[1]):
                    break
                block.append(following)
            text = textwrap.dedent("\n".join(block)).strip("\n")
            options = [option for option in text.split("\n") if option.startswith(":")]
            code = "\n".join(option for option in text.split("\n") if option not in options).strip("\n")
            if f"class {start[2]}(" in code:
                found.setdefault(f"{path.stem}.{start[2]}", f"from manim import *\n\n{code}\n".encode())
    return found


def scenes() -> dict[str, bytes]:
    return {**written(), **dict(list(documented().items())[::STEP])}
