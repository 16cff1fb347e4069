"""Setting every formula of some files in one LaTeX document, so that Manim finds them all in its cache.

Manim starts `latex` and `dvisvgm` once a formula, about 0.3 s each; one document with a page a formula costs
a few milliseconds each, and gives the same shapes. What LaTeX refuses is left to Manim, which says what is wrong.
"""

import re
import subprocess
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from manim import config

from .formulas_of_source import formulas

# What could reach beyond its own page, and so change another formula or the number of pages.
GLOBAL = re.compile(
    r"\\(?:(?:global|gdef|xdef|def|let|catcode|input|include|write|openout|immediate|jobname|(?:re)?newcommand"
    r"|newpage|clearpage|pagebreak|shipout|(?:re)?newenvironment|setcounter|addtocounter|refstepcounter|label"
    r"|usepackage|(?:end)?preview|csname|loop)(?![a-zA-Z])|(?:begin|end)\s*\{\s*(?:document|preview)\b)"
)
PAGE = "\n\\endpreview\n\\preview\n"
# A document that has not ended after so many seconds, and so many for each of its formulas, holds one without end.
LONGEST, LONGEST_EACH = 6.0, 0.03
# What LaTeX refuses is left out and the rest set once more, at most so often: an error may hide others. Then Manim sets
# all of them.
MOST_RUNS = 8
LATEX = ["latex", "-interaction=batchmode", "-file-line-error", "-no-shell-escape", "all.tex"]


def typeset(files: Iterable[Path], tex_dir: Path, jobs: int = 2) -> int:
    """Set the files' formulas in `tex_dir`, as `<Manim's hash>.svg` and `.tex`; gives how many were set."""
    tex_dir.mkdir(parents=True, exist_ok=True)
    template = config["tex_template"]
    head, _, tail = template.body.partition(template.placeholder_text)
    documents = formulas(files)
    bodies = {name: text.removeprefix(head).removesuffix(tail) for name, text in sorted(documents.items())}
    group = [
        name
        for name, body in bodies.items()
        if not GLOBAL.search(body) and body.count(r"\begin{") == body.count(r"\end{")
    ]
    with suppress(subprocess.TimeoutExpired):
        for _ in range(MOST_RUNS):
            with tempfile.TemporaryDirectory() as folder:
                refused = _latex(head, [bodies[name] for name in group], tail, Path(folder))
                if not refused:
                    drawn = _drawn(len(group), Path(folder), jobs)
                    for name, picture in zip(group, drawn, strict=False):
                        (tex_dir / f"{name}.tex").write_text(documents[name], encoding="utf-8")
                        (tex_dir / f"{name}.svg").write_bytes(picture.read_bytes())
                    return len(drawn)
            group = [name for place, name in enumerate(group) if place not in refused]
            if not group:
                break
    return 0


def _latex(head: str, bodies: Sequence[str], tail: str, folder: Path) -> set[int]:
    """Set one document; gives the places of the formulas in which LaTeX found an error, all where it is in none."""
    preamble, begin, start = head.partition("\\begin{document}")
    text = preamble + begin
    lines = []  # the last line of each page
    for body in bodies:
        text += start + body
        lines.append(text.count("\n") + 1)
        text += PAGE
    (folder / "all.tex").write_text(text.removesuffix(PAGE) + tail, encoding="utf-8")
    if _run(LATEX, folder, len(bodies)).returncode == 0:
        return set()
    log = (folder / "all.log").read_text(encoding="utf-8", errors="replace")
    errors = re.findall(r"^(?:\./)?all\.tex:(\d+): ", log, re.MULTILINE)
    refused: set[int] = set()
    for at in sorted(bisect_left(lines, int(error)) for error in errors):
        # An error may bring one on the next page, which has none by itself.
        if at < len(bodies) and at - 1 not in refused:
            refused.add(at)
    return refused or set(range(len(bodies)))


def _drawn(size: int, folder: Path, jobs: int) -> list[Path]:
    """Make the pictures of so many pages; gives their files, or none if one is missing."""
    step = -(-size // max(1, jobs))
    # dvisvgm lists its working folder ten times a page: an empty one makes it three times as fast.
    empty, drawn = folder / "empty", folder / "drawn"
    empty.mkdir()
    drawn.mkdir()

    def convert(first: int) -> None:
        pages = f"--page={first}-{min(first + step - 1, size)}"
        options = [pages, "--no-fonts", "--verbosity=0", "--output=../drawn/%9p.svg"]
        _run(["dvisvgm", *options, "../all.dvi"], empty, size)

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        list(pool.map(convert, range(1, size + 1, step)))
    files = sorted(drawn.iterdir())
    return files if len(files) == size else []


def _run(command: list[str], folder: Path, size: int) -> subprocess.CompletedProcess[bytes]:
    seconds = LONGEST + LONGEST_EACH * size
    return subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
    )
