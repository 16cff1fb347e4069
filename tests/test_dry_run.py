"""The tools that run scenes: what fails a scene and how it is said; batched formulas are Manim's own."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import dry_run
import tex_batch

manim = pytest.importorskip("manim")
pytestmark = pytest.mark.skipif(
    not (shutil.which("latex") and shutil.which("dvisvgm")), reason="latex and dvisvgm are not on PATH"
)

SCENE = """\
from manim import *
import numpy as np

STEPS = [{steps}]


class DerivativeVisualization(Scene):
    def construct(self):
        for name in {phases}:
            self.next_section(name)
        self.add(*[MathTex(step) for step in STEPS], Tex("slope"))
        {line}
        self.play(Create(Square()))
        self.wait(1)
"""
GOOD = r'r"x^2", r"\frac{1}{x}"'


def scene(line: str = "pass", steps: str = GOOD, phases: list[str] = dry_run.PHASES) -> str:
    return SCENE.format(line=line, steps=steps, phases=phases)


SCENES = {
    "good": scene(),
    "raises": scene('raise KeyError("no such key")'),
    "numpy": scene("np.log(np.array([0.0]))"),
    "python": scene('import warnings; warnings.warn("old", DeprecationWarning)'),
    "logged": scene('logger.warning("a\\n  word")'),
    "phase": scene(phases=[name for name in dry_run.PHASES if name != "trace"]),
    "count": scene(),
    "formula": scene(steps=r'r"x^3", r"\nosuch{x}", r"x^4"'),
    "syntax": "x = 1 +\n",
    "empty": "from manim import *\n",
    "dies": scene("import os; os._exit(7)"),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    (root / "code").mkdir()
    (root / "metadata").mkdir()
    for name, text in SCENES.items():
        (root / "code" / f"{name}.py").write_text(text)
    records = [{"path": f"code/{name}.py", "animations": 2} for name in ("good", "phase", "formula")]
    records.append({"path": "code/count.py", "animations": 3})
    (root / "metadata" / "examples.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return root


def command(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, dry_run.__file__, "--records", "metadata/examples.jsonl", *arguments],
        cwd=tree,
        env=os.environ | {"DRY_RUN_CACHE": str(tree / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def run(tree: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    done = command(tree, "code", "--json", "results.json")
    results = json.loads((tree / "results.json").read_text())
    return done, {Path(path).stem: result for path, result in results.items()}


def test_a_good_scene_passes(run: tuple[Any, dict[str, Any]]) -> None:
    good = run[1]["good"]
    assert good["problems"] == []
    assert good["sections"] == dry_run.PHASES
    # A wait plays inside Manim, and is counted once; digits and the like are not the scene's formulas.
    assert (good["animations"], good["formulas"]) == (2, 3)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raises", "code/raises.py:12: KeyError: 'no such key'"),
        ("numpy", "code/numpy.py:12: RuntimeWarning: divide by zero encountered in log"),
        ("python", "code/python.py:12: DeprecationWarning: old"),
        ("logged", "code/logged.py: ManimLog: WARNING: a word"),
        (
            "phase",
            "code/phase.py: Phases: the sections are title, axes, function, derivation, tangent, derivative, "
            "summary; expected title, axes, function, derivation, tangent, trace, derivative, summary",
        ),
        ("count", "code/count.py: Animations: 2 played; the record says 3"),
        ("syntax", "code/syntax.py:1: SyntaxError: invalid syntax (syntax.py, line 1)"),
        ("empty", "code/empty.py: LookupError: one scene class is expected, found 0"),
        ("dies", "code/dies.py: Crash: the process ended with code 7 and no result"),
    ],
)
def test_a_bad_scene_is_named_with_its_reason(run: tuple[Any, Any], name: str, said: str) -> None:
    lines = [line for line in run[0].stdout.splitlines() if line.startswith(f"code/{name}.py")]
    assert lines == [said]


def test_a_bad_formula_fails_its_scene_only(run: tuple[Any, dict[str, Any]], tree: Path) -> None:
    lines = [line for line in run[0].stdout.splitlines() if line.startswith("code/formula.py")]
    assert lines[0].startswith("code/formula.py:11: ValueError: latex error converting to dvi.")
    assert any("Undefined control sequence" in line for line in lines)
    cached = "".join(file.read_text() for file in (tree / "cache" / "Tex").glob("*.tex"))
    assert "x^3" in cached
    assert "x^4" in cached
    assert "nosuch" not in cached


def test_the_summary_and_the_cache(run: tuple[Any, Any], tree: Path) -> None:
    assert run[0].returncode == 1
    assert run[0].stdout.splitlines()[-1].startswith(f"{len(SCENES)} scenes (0 cached), 10 failures, ")
    again = command(tree, "code/good.py", "code/count.py")
    assert again.stdout.splitlines()[-1].startswith("2 scenes (2 cached), 1 failures, ")
    (tree / "code" / "good.py").write_text(scene("self.play(Create(Circle()))"))
    changed = command(tree, "code/good.py")
    assert "code/good.py: Animations: 3 played; the record says 2" in changed.stdout


def test_no_such_file_is_said(tree: Path) -> None:
    done = command(tree, "code/none.py")
    assert done.returncode == 2
    assert "no such file or folder: code/none.py" in done.stderr


def test_a_scene_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "endless.py"
    path.write_text(scene("while True: pass"))
    results = dry_run.dry_run([path], tmp_path / "cache", timeout=1)
    assert results[path].problems == [dry_run.Problem("Timeout", "still running after 1 s")]
    assert not (tmp_path / "cache" / "results").exists()


FORMULAS = [
    r"f(x) = 3",
    r"\text{Constant rule:} \quad (c)' = 0",
    r"\text{Quotient rule:} \quad \left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^{2}}",
    r"f(x) = \frac{\arctan x}{x^{2} + 1}",
    r"&f'(x) = a \\ &\qquad + b",
    r"f'(x) = \frac{\frac{1}{x^{2} + 1} \cdot (x^{2} + 1) - \arctan x \cdot 2x}{(x^{2} + 1)^{2}}",
    r"\sqrt[3]{x}",
    r"\frac{d}{dx}\left[e^{\sin x}\right] = \cos x\, e^{\sin x}",
    r"\left|x\right| \le \frac{1}{\sqrt{1 - x^{2}}}",
    r"u = \ln x, \quad u' = \frac{1}{x}",
    r"\lim_{h \to 0} \frac{f(x + h) - f(x)}{h}",
    r"\sinh x = \frac{e^{x} - e^{-x}}{2}",
    r"\sum_{n=0}^{\infty} \frac{x^{n}}{n!}",
    r"\begin{cases} x & x > 0 \\ -x & x < 0 \end{cases}",
    r"\overline{x} \quad \hat{y} \quad \sqrt{\sqrt{x}}",
    r"\log_{2} x \approx 1.44 \ln x",
]


def test_batched_formulas_have_manims_own_shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from manim.utils import tex_file_writing

    path, own, batched = tmp_path / "formulas.py", tmp_path / "own", tmp_path / "batched"
    path.write_text(f"""\
STEPS = {FORMULAS!r}
[MathTex(step) for step in STEPS]
Tex("slope"), MathTex("x^2", "+", "1"), MathTex("y = x^2", substrings_to_isolate=["x"], font_size=30)
""")
    monkeypatch.setattr(tex_batch, "DIGITS", "7-")
    batch = tex_batch.typeset([path], batched)
    assert batch.typeset >= 20
    assert (batch.found, batch.cached, batch.left) == (batch.typeset, 0, [])
    assert tex_batch.typeset([path], batched).cached == batch.found

    def typeset(name: str) -> str:
        file = own / f"{name}.tex"
        file.write_text((batched / file.name).read_text())
        assert tex_file_writing.tex_hash(file.read_text()) == name
        tex_file_writing.convert_to_svg(tex_file_writing.compile_tex(file, "latex", ".dvi"), ".dvi")
        return name

    own.mkdir()
    with manim.tempconfig({"tex_dir": str(own)}), ThreadPoolExecutor(os.cpu_count()) as pool:
        names = list(pool.map(typeset, [file.stem for file in batched.glob("*.svg")]))
    for name in names:
        mine, theirs = (
            manim.SVGMobject(folder / f"{name}.svg", height=None, use_svg_cache=False) for folder in (batched, own)
        )
        assert "unique000" in mine.id_to_vgroup_dict
        assert len(mine.family_members_with_points()) == len(theirs.family_members_with_points())
        assert abs(mine.get_all_points() - theirs.get_all_points()).max() < 1e-5, name

    def refuse(*arguments: Any) -> None:
        raise AssertionError("Manim starts LaTeX")

    monkeypatch.setattr(tex_file_writing, "compile_tex", refuse)
    with manim.tempconfig({"tex_dir": str(batched)}):
        for formula in FORMULAS:
            manim.MathTex(formula)
        manim.DecimalNumber(-77, 0)
        manim.MathTex("y = x^2", substrings_to_isolate=["x"])
