"""Setting every formula of some files in one LaTeX document, so that Manim finds them all in its cache.

Manim starts `latex` and `dvisvgm` once a formula, about 0.3 s each; one document with a page a formula costs
a few milliseconds each, and gives the same shapes. A formula that LaTeX refuses is put aside, and Manim, which meets it
again, says what is wrong.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from .formulas_of_source import Formula, formulas

# What could reach beyond its own page, and so change another formula or the number of pages.
GLOBAL = re.compile(
    r"\\(?:(?:global|gdef|xdef|def|let|catcode|input|include|write|openout|immediate|jobname|(?:re)?newcommand"
    r"|newpage|clearpage|pagebreak|shipout|(?:re)?newenvironment|setcounter|addtocounter|refstepcounter|label"
    r"|usepackage|(?:end)?preview|csname)(?![a-zA-Z])|(?:begin|end)\s*\{\s*(?:document|preview)\b)"
)
PAGE = "\n\\endpreview\n\\preview\n"
# A document that has not ended after so many seconds, and so many for each of its formulas, holds one without end.
LONGEST, LONGEST_EACH = 6.0, 0.03
FEW = 64  # formulas that are not worth a search for the one without end
# So many that LaTeX refuses are looked for, and as many more as there are files: each costs LaTeX two more runs, and
# Manim, which stops at the first, needs none of the others.
MOST_REFUSED = 8


@dataclass
class Batch:
    """What became of a run's formulas."""

    found: int = 0
    cached: int = 0
    typeset: int = 0
    left: list[str] = field(default_factory=list)  # the formulas that Manim itself is left to set


def typeset(files: Iterable[Path], tex_dir: Path, jobs: int = 2) -> Batch:
    """Set the files' formulas that `tex_dir` has not, as `<Manim's hash>.svg` and `.tex`."""
    tex_dir.mkdir(parents=True, exist_ok=True)
    files = list(files)
    wanted = formulas(files)
    most = MOST_REFUSED + len(files)
    missing = [formula for formula in wanted if not (tex_dir / f"{formula.name}.svg").exists()]
    batch = Batch(found=len(wanted), cached=len(wanted) - len(missing))
    safe = [formula for formula in missing if not GLOBAL.search(formula.body)]
    batch.left += [formula.body for formula in missing if GLOBAL.search(formula.body)]
    for _, group in groupby(safe, key=lambda formula: (formula.head, formula.tail)):
        _set_all(list(group), tex_dir, batch, jobs, most)
    return batch


def _set_all(group: list[Formula], tex_dir: Path, batch: Batch, jobs: int, most: int) -> None:
    """Set a group that has one template; what stops LaTeX is put aside, and the rest is set again."""
    stack = [group]
    refused = 0
    while stack:
        part = stack.pop()
        if not part:
            continue
        if refused >= most:
            batch.left += [formula.body for formula in part]
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                failed = _set_pages(part, Path(folder), tex_dir, jobs)
            except subprocess.TimeoutExpired:
                if len(part) <= FEW:
                    batch.left += [formula.body for formula in part]
                    continue
                failed = -1
        if failed is None:
            batch.typeset += len(part)
        elif len(part) == 1:
            batch.left.append(part[0].body)
            refused += 1
        elif failed >= 0:  # LaTeX named the line
            stack += [part[:failed] + part[failed + 1 :], [part[failed]]]
        else:
            stack += [part[: len(part) // 2], part[len(part) // 2 :]]


def _set_pages(part: Sequence[Formula], folder: Path, tex_dir: Path, jobs: int) -> int | None:
    """Set one document: None when all is well, else the index of the formula that stopped LaTeX, or -1.

    Raises:
        subprocess.TimeoutExpired: LaTeX or dvisvgm does not come to an end.
    """
    head, tail = part[0].head, part[0].tail
    preamble, begin, start = head.partition("\\begin{document}")
    text = preamble + begin
    lines = []  # the last line of each page
    for index, formula in enumerate(part):
        text += ("" if index == 0 else PAGE) + start + formula.body
        lines.append(text.count("\n") + 1)
    (folder / "all.tex").write_text(text + tail, encoding="utf-8")
    command = ["latex", "-interaction=batchmode", "-file-line-error", "-halt-on-error", "-no-shell-escape"]
    run = subprocess.run(
        [*command, "all.tex"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST + LONGEST_EACH * len(part),
        check=False,
    )
    if run.returncode:
        log = (folder / "all.log").read_text(encoding="utf-8", errors="replace")
        error = re.search(r"^(?:\./)?all\.tex:(\d+): ", log, re.MULTILINE)
        if error is None:
            return -1
        return next((index for index, line in enumerate(lines) if line >= int(error[1])), -1)
    size = len(part)
    step = -(-size // max(1, jobs))
    # dvisvgm lists its working folder ten times a page: an empty one makes it three times as fast.
    empty, drawn = folder / "empty", folder / "drawn"
    empty.mkdir()
    drawn.mkdir()

    def convert(first: int) -> None:
        pages = f"--page={first}-{min(first + step - 1, size)}"
        options = [pages, "--no-fonts", "--verbosity=0", "--output=../drawn/%9p.svg"]
        seconds = LONGEST + LONGEST_EACH * size
        command = ["dvisvgm", *options, "../all.dvi"]
        subprocess.run(command, cwd=empty, capture_output=True, timeout=seconds, check=False)

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        list(pool.map(convert, range(1, size + 1, step)))
    if len(list(drawn.iterdir())) != size:
        return -1
    for index, formula in enumerate(part, 1):
        (tex_dir / f"{formula.name}.tex").write_text(head + formula.body + tail, encoding="utf-8")
        waiting = tex_dir / f"{formula.name}.part"
        shutil.copyfile(drawn / f"{index:09}.svg", waiting)
        waiting.replace(tex_dir / f"{formula.name}.svg")
    return None
