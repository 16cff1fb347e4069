"""An auditor that shares code with the author proves nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "validation").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_imports_the_library_or_its_generator(path: Path) -> None:
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or "")
    assert not [name for name in named if name.partition(".")[0] in {"derivative_manim", "finetune"}]


def test_the_generator_is_not_there_even_by_way_of_others() -> None:
    modules = [path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in FILES]
    wanted = [name for name in modules if not name.endswith(("__main__", "__init__"))]
    script = (
        f"import importlib, sys\nfor name in {wanted!r}: importlib.import_module(name)\n"
        "print([name for name in sys.modules if name.startswith('derivative_manim')])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_run_that_finds_everything_known_imports_nothing_heavy() -> None:
    heavy = ("manim", "sympy", "numpy", "lark", "jsonschema")
    script = f"import sys, validation.commands.lessons\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
