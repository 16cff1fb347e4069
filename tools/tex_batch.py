"""Set every formula of some scenes in one LaTeX document, so that Manim finds them all in its cache.

    python tools/tex_batch.py code/foundation/0001_three.py     # or a folder; --media-dir, as Manim's

Manim starts `latex` and `dvisvgm` once a formula, about 0.3 s each; one document with a page a formula costs
a few milliseconds each, and gives the same shapes. Formulas are read from the file's text, which is not run:
string constants given to `MathTex` and its kin, or to the file's own functions, or held in lists and tuples.
A formula that is missed here, or that LaTeX refuses, is left to Manim, which sets it, or says what is wrong.
"""

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console

TEX_CLASSES = ("MathTex", "Tex", "SingleStringMathTex", "Title")
# The keywords that change what LaTeX is given; one that is not a literal leaves its formula to Manim.
KEYWORDS = {"arg_separator", "substrings_to_isolate", "tex_environment", "tex_template", "tex_to_color_map"}
# What DecimalNumber and the numbers of an axis are made of.
DIGITS = "0123456789-.,+"
# What could reach beyond its own page, and so change another formula or the number of pages.
GLOBAL = re.compile(
    r"\\(?:(?:global|gdef|xdef|def|let|catcode|input|include|write|openout|immediate|jobname|(?:re)?newcommand"
    r"|newpage|clearpage|pagebreak|shipout|(?:re)?newenvironment|setcounter|addtocounter|refstepcounter|label"
    r"|usepackage|(?:end)?preview|csname)(?![a-zA-Z])|(?:begin|end)\s*\{\s*(?:document|preview)\b)"
)
Call = tuple[str, tuple[str, ...], dict[str, Any]]  # class, strings, keywords
PAGE = "\n\\endpreview\n\\preview\n"


@dataclass(frozen=True, order=True)
class Formula:
    """One formula as Manim gives it to LaTeX: its file's name and text, and where in the text it stands."""

    head: str  # the document up to the formula, the same for all formulas with one template
    body: str
    tail: str
    name: str


@dataclass
class Batch:
    """What became of a run's formulas."""

    found: int = 0
    cached: int = 0
    typeset: int = 0
    left: list[str] = field(default_factory=list)  # the formulas that Manim itself is left to set


class _Recorded(BaseException):
    """Stops Manim's constructor once its formula is known."""


def scene_files(paths: Iterable[Path]) -> list[Path]:
    """List the Python files at or below the paths, in order."""
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"no such file or folder: {path}")
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return files


def require_tex() -> None:
    """Refuse to begin without the two programs that set formulas."""
    for program in ("latex", "dvisvgm"):
        if shutil.which(program) is None:
            raise FileNotFoundError(f"{program} is not on PATH (see the installation notes)")


def tex_calls(source: str) -> Iterator[Call]:
    """Find (class, strings, keywords) of every formula that the source is seen to set."""
    nodes = list(ast.walk(ast.parse(source)))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    loose: dict[str, None] = {}  # strings that reach a formula through a name
    classes: set[str] = set()  # and the classes that take a name
    for node in nodes:
        if isinstance(node, ast.List | ast.Tuple):
            loose |= dict.fromkeys(_strings(node.elts))
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Return) and node.value:
            loose |= dict.fromkeys(_strings([node.value]))
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            strings = _strings(node.args)
            if name in functions:
                loose |= dict.fromkeys([*strings, *_strings(word.value for word in node.keywords)])
            elif name in TEX_CLASSES:
                try:
                    words = {word.arg: ast.literal_eval(word.value) for word in node.keywords if word.arg in KEYWORDS}
                except ValueError:
                    continue
                if len(strings) == len(node.args):
                    yield name, tuple(strings), words
                else:
                    classes.add(name)
    for name in sorted(classes):
        for string in loose:
            yield name, (string,), {}


def _strings(nodes: Iterable[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def formulas(files: Iterable[Path]) -> list[Formula]:
    """List the formulas that the files set, each once, as Manim's own classes would write them."""
    import manim
    from manim.mobject.text import tex_mobject
    from manim.utils.tex_file_writing import tex_hash

    digits: list[Call] = [("MathTex", (digit,), {}) for digit in DIGITS]
    calls = {repr(call): call for call in digits}
    for file in files:
        try:
            calls |= {repr(call): call for call in tex_calls(file.read_text(encoding="utf-8"))}
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue  # the scene's own run will say it
    found: dict[str, Formula] = {}

    def record(expression: str, environment: str | None = None, tex_template: Any = None) -> Path:
        template = tex_template or manim.config["tex_template"]
        mark = "\0formula\0"
        if environment is None:
            text, framed = template.get_texcode_for_expression(expression), mark
        else:
            text = template.get_texcode_for_expression_in_env(expression, environment)
            framed = template.get_texcode_for_expression_in_env(mark, environment)
            framed = framed.removeprefix(template.body.partition(template.placeholder_text)[0])
            framed = framed.removesuffix(template.body.partition(template.placeholder_text)[2])
        head, _, tail = template.body.partition(template.placeholder_text)
        plain = template.tex_compiler == "latex" and template.output_format == ".dvi"
        if plain and re.search(r"\\documentclass\[[^]]*\bpreview\b[^]]*\]\{standalone\}", head):
            name = tex_hash(text)
            found[name] = Formula(head, framed.replace(mark, expression), tail, name)
        raise _Recorded

    original: Callable[..., Path] = tex_mobject.tex_to_svg_file
    tex_mobject.tex_to_svg_file = record
    try:
        for name, strings, words in calls.values():
            try:
                getattr(manim, name)(*strings, **words, color=manim.WHITE)
            except _Recorded:
                pass
            except Exception:  # noqa: S112 - what Manim cannot build here it will refuse in the scene
                continue
    finally:
        tex_mobject.tex_to_svg_file = original
    return sorted(found.values())


def typeset(files: Iterable[Path], tex_dir: Path, jobs: int = 2) -> Batch:
    """Set the files' formulas that `tex_dir` has not, as `<Manim's hash>.svg` and `.tex`."""
    tex_dir.mkdir(parents=True, exist_ok=True)
    wanted = formulas(files)
    missing = [formula for formula in wanted if not (tex_dir / f"{formula.name}.svg").exists()]
    batch = Batch(found=len(wanted), cached=len(wanted) - len(missing))
    safe = [formula for formula in missing if not GLOBAL.search(formula.body)]
    batch.left += [formula.body for formula in missing if GLOBAL.search(formula.body)]
    for _, group in groupby(safe, key=lambda formula: (formula.head, formula.tail)):
        _set_all(list(group), tex_dir, batch, jobs)
    return batch


def _set_all(group: list[Formula], tex_dir: Path, batch: Batch, jobs: int) -> None:
    """Set a group that has one template; what stops LaTeX is put aside, and the rest is set again."""
    stack = [group]
    while stack:
        part = stack.pop()
        if not part:
            continue
        with tempfile.TemporaryDirectory() as folder:
            failed = _set_pages(part, Path(folder), tex_dir, jobs)
        if failed is None:
            batch.typeset += len(part)
        elif len(part) == 1:
            batch.left.append(part[0].body)
        elif failed >= 0:  # LaTeX named the line
            stack += [part[:failed] + part[failed + 1 :], [part[failed]]]
        else:
            stack += [part[: len(part) // 2], part[len(part) // 2 :]]


def _set_pages(part: Sequence[Formula], folder: Path, tex_dir: Path, jobs: int) -> int | None:
    """Set one document: None when all is well, else the index of the formula that stopped LaTeX, or -1."""
    head, tail = part[0].head, part[0].tail
    preamble, begin, start = head.partition("\\begin{document}")
    text = preamble + begin
    lines = []  # the last line of each page
    for index, formula in enumerate(part):
        text += ("" if index == 0 else PAGE) + start + formula.body
        lines.append(text.count("\n") + 1)
    (folder / "all.tex").write_text(text + tail, encoding="utf-8")
    command = ["latex", "-interaction=batchmode", "-file-line-error", "-halt-on-error", "-no-shell-escape"]
    run = subprocess.run([*command, "all.tex"], cwd=folder, capture_output=True, check=False)
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
        subprocess.run(["dvisvgm", *options, "../all.dvi"], cwd=empty, capture_output=True, check=False)

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("code")], help="scene files, or folders")
    parser.add_argument("--media-dir", type=Path, help="Manim's media folder (default: the one it is set to)")
    options = parser.parse_args(arguments)
    try:
        files = scene_files(options.paths)
        require_tex()
    except FileNotFoundError as error:
        parser.error(str(error))
    import manim

    if options.media_dir:
        manim.config.media_dir = str(options.media_dir)
    batch = typeset(files, manim.config.get_dir("tex_dir"))
    console = Console(highlight=False)
    for formula in batch.left:
        console.print(f"left to Manim: {formula}", markup=False)
    counts = f"{batch.cached} cached, {batch.typeset} set, {len(batch.left)} left"
    console.print(f"{batch.found} formulas: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
