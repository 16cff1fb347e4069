"""Programs that attack: none reaches the process that runs and observes it; no text makes the checks fail or hang."""

import time
from pathlib import Path

import pytest

from validation import api, text
from validation.scene_file import MAX_CHARS, MAX_DEPTH, SceneFile

HEAD = "from manim import *\nimport numpy as np\nimport math\n"
METHOD = HEAD + "class A(Scene):\n    def construct(self):\n        "


def found(source: str) -> list[str]:
    return [str(problem) for problem in text.check(SceneFile("s.py", source), template=False)]


def lines_of(name: str) -> list[str]:
    """The programs of a file, one a line, without its comments."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if not line.startswith("# ")]


FORBIDDEN = "os sys subprocess inspect gc ctypes atexit threading signal pickle importlib builtins time socket"


def refused(source: str) -> bool:
    return any(": error: ast.calls: " in line or ": error: ast.imports: " in line for line in found(source))


@pytest.mark.parametrize("line", lines_of("attacks.txt"))
def test_a_scene_does_not_reach_its_observer(line: str) -> None:
    assert refused(METHOD + line + "\n")


@pytest.mark.parametrize("module", FORBIDDEN.split())
def test_modules_that_lead_outside_are_refused(module: str) -> None:
    for line in (f"import {module}", f"import {module} as math", f"from {module} import *"):
        assert refused(f"{HEAD}{line}\n")


@pytest.mark.parametrize("source", lines_of("names.txt"))
def test_a_name_counts_as_the_files_own_only_where_it_surely_is(source: str) -> None:
    assert refused(f"{HEAD}{source}\n")


TEX = [r"\input{x}", r"\immediate\write18{id}", r"\openin5=x", r"\csname x\endcsname", "^^5cinput", r"\catcode`\~=0"]


@pytest.mark.parametrize("tex", TEX)
def test_tex_that_reads_or_writes(tex: str) -> None:
    assert "ast.latex" in "".join(found(f"{METHOD}MathTex({tex!r})\n"))


@pytest.mark.parametrize("line", lines_of("fair.txt"))
def test_what_a_lesson_does_passes_the_wall(line: str) -> None:
    assert found(METHOD + line + "\n") == []


FAIR_MODULES = [
    "# -*- coding: utf-8 -*-\nfrom __future__ import annotations\nimport manim as m\nclass A(m.Scene): pass\n",
    'from manim import Scene, Axes\nif __name__ == "__main__":\n    import os\n    os.system("manim -pql scene.py")\n',
    '__author__ = "someone"\nfrom manim import *\ncount = 0\ndef f(x):\n    global count\n    count += 1\n',
    "from manim import *\nclass A(Scene):\n    @property\n    def g(self): pass\n    def f(self): self.plot = 1\n",
    "from manim import *\nclass Axes(Axes):\n    pass\nsin = np.cos\n",
]


@pytest.mark.parametrize("source", FAIR_MODULES)
def test_fair_modules_pass_the_wall(source: str) -> None:
    assert found(source) == []


STAR = "from manim import *\n"
ABSURD = {
    "an escape sequence": STAR + 'open\nx."\x1b[2K\ud800"',
    "brackets": "(" * 100_000,
    "a sum": "x = 1" + "+1" * 90_000,
    "attributes": "x" + ".a" * 90_000,
    "nested comprehensions": "x = " + "[" * 60 + "1" + " for a in b]" * 60,
    "a long text": "x = '" + "{" * 150_000 + "'.format(1)",
    "many names": STAR + "".join(f"Invented{n}\n" for n in range(10_000)),
    "one name": STAR + "Invented\n" * 20_000,
    "many methods": STAR + "".join(f"Dot().method{n}()\n" for n in range(2_500)),
    "many keywords": STAR + "".join(f"Dot(key{n}=1)\n" for n in range(8_000)),
    "many bindings": STAR + "x = Dot()\n" * 5_000 + "x.foo()\n" * 1_000,
    "many classes": STAR + "".join(f"class A{n}(Dot):\n def f(self): self.shift = 1\n" for n in range(3_000)),
    "a circle": STAR + "a = b\nb = a\nclass C(D): pass\nclass D(C): pass\na.x(); C().y(); C.z()\n",
    "a long chain": STAR + "x0 = Dot()\n" + "".join(f"x{n + 1} = x{n}\n" for n in range(9_000)) + "x9000.foo()",
    "a class in itself": STAR + "class A(A): pass\nA().x\n",
    "right to left": "x = '\u202e'; а = 1; ℌ = 2; print(a, H)",
    "every star": STAR + "from . import *\nfrom x import *\nfrom manim.cli import *\n",
    "an odd format": "'{'.format(1); '{:{:{}}}'.format(1, 2, 3); '{!}'.format(1)",
    "too large": "#" * 1_000_000,
    "every import": "import manim.x, numpy.y, math.z, antigravity\n",
    "names of dunders": "from manim import __version__, __nothing__\nimport manim\nmanim.__x__.__y__\n",
}


@pytest.mark.parametrize("kind", ABSURD)
def test_no_text_breaks_the_checks(kind: str) -> None:
    scene = SceneFile("s\x1b.py", ABSURD[kind])
    started = time.process_time()
    problems = text.check(scene) + api.check(scene)
    text.facts(scene)
    assert time.process_time() - started < 10
    assert problems
    assert not {problem.check for problem in problems} & {"api.internal"}
    assert all(len(str(problem)) < 600 and str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize("line", ["# -*- coding: utf-7 -*-", "# vim: set fileencoding=raw_unicode_escape :"])
def test_an_encoding_in_which_comments_become_code_is_refused(line: str) -> None:
    for source in (f"{line}\nfrom manim import *\n", f"\n{line}\n", f"#\x0b\x0c\x1c{line}\n"):
        assert "ast.syntax: the file is not Python: in the encoding `" in found(source)[0]
        assert not text.facts(SceneFile("s.py", source)).valid_syntax


def test_a_file_is_decoded_as_python_does() -> None:
    assert text.decoded("\ufeffx = 'é'".encode()) == "x = 'é'"
    assert text.decoded("# coding: latin-1\nx = 'é'".encode("latin-1")) == "# coding: latin-1\nx = 'é'"
    assert text.decoded(b"\xff\xfe\x00x") is None
    assert text.decoded(b"# coding: nothing\n") is None


def test_the_limits_are_those_documented() -> None:
    large = f"s.py:1: error: ast.syntax: the file is not Python: it has {MAX_CHARS + 1:,} characters, more than 200,000"
    assert found("#" * (MAX_CHARS + 1))[0].startswith(large)
    assert "it is nested 153 deep, more than 150" in found("x = " + "-" * MAX_DEPTH + "1")[0]
