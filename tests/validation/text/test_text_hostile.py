"""Programs that attack: each is named by the rule meant for it; and no text at all makes the checks fail or hang."""

import time

import pytest

from validation import text as static
from validation.scene_file import SceneFile
from validation.text import source

HEAD = "from manim import *\nimport numpy as np\nimport math\n"
METHOD = HEAD + "class A(Scene):\n    def construct(self):\n        "


FORM = {"ast.scene_class", "ast.phases", "ast.functions"}


def rules(text: str) -> set[str]:
    return {problem.check for problem in static.check(SceneFile("s.py", text))} - FORM


# Statements of `construct` that reach for what a lesson has no need of.
CALLS = [
    'open("/etc/passwd").read()',
    'exec("x = 1")',
    'eval("1")',
    'compile("1", "", "eval")',
    '__import__("os").system("id")',
    'getattr(self, "ren" + "derer")',
    'setattr(Scene, "play", None)',
    'delattr(Scene, "play")',
    "vars(self)",
    "dir(self)",
    "type(self)",
    'globals()["open"]',
    "locals()",
    "input()",
    "breakpoint()",
    "help()",
    "exit()",
    "raise SystemExit",
    "object()",
    "memoryview(b'')",
    "().__class__.__subclasses__()",
    "self.construct.__globals__",
    "Dot.__init__.__globals__",
    "super().__init__.__globals__",
    "print.__self__",
    'f"{self.__class__}"',
    '"%s" % self.__dict__',
    '"{0.__class__}".format(self)',
    '"{0[a].b}".format(self)',
    '"{:{0.real}}".format(1)',
    'str.format("{0.__init__}", self)',
    'text = "{0.x}"; text.format(self)',
    '"{x.y}".format_map({"x": self})',
    'np.load("x")',
    'np.save("x", 1)',
    'np.loadtxt("x")',
    'np.fromfile("x")',
    'np.memmap("x")',
    "np.core.multiarray",
    'np.lib.npyio.load("x")',
    'np.ctypeslib.load_library("c", ".")',
    'np.f2py.compile("x")',
    "np.testing",
    "np.frompyfunc(print, 1, 1)",
    "np.vectorize(eval)",
    "np.seterrcall(print)",
    "np.errstate(call=open)",
    "np.random.get_state()",
    "np.random.mtrand.sys",
    'np.array([1]).tofile("x")',
    "np.array([1]).ctypes.data",
    "np.array([1]).dumps()",
    "np.sin = None",
    "math.sin = None",
    "m = np",
    "(lambda m: m)(np)",
    "self.n = np",
    "utils.commands.os.system('id')",
    "utils.file_ops.open_file('x')",
    "rate_functions.np",
    "XKCD",
    'capture("id")',
    'open_file("x")',
    'guarantee_empty_existence("x")',
    'get_video_metadata("x")',
    'config.media_dir = "/"',
    'config["media_dir"] = "/"',
    "c = config",
    "config.update({})",
    "tempconfig({})",
    'logger.info("x")',
    'console.print("x")',
    'SVGMobject("/etc/passwd")',
    'ImageMobject("/etc/passwd")',
    'Code("/etc/passwd")',
    'Code(code_file="/etc/passwd")',
    "Code(**{})",
    'Typst("#read(1)")',
    'register_font("x")',
    'TexTemplate(tex_compiler="sh")',
    'TexTemplate.from_file("x")',
    "CairoRenderer()",
    "SceneFileWriter()",
    "Manager()",
    "DictAsObject({})",
    'self.add_sound("x")',
    "self.renderer.file_writer",
    "self.camera.renderer",
    "self.camera.get_image()",
    'self.get_attrs("renderer")',
    "self.get_renderer()",
    "self.interactive_embed()",
    "self.render()",
    "self._private",
    'Dot().save_image("x")',
    "Dot().show()",
    'Dot().color_using_background_image("x")',
    'VMobject(background_image="x")',
    'Dot().set(**{"shift": 3})',
    "Scene.play = lambda *a: None",
    "VMobject.points = 3",
    "A2 = Axes; A2.x = 3",
    "del Scene.play",
    "while True: pass",
    "while 1: self.wait()",
    "try: self.play()\n        except: pass",
    "try: self.play()\n        except BaseException: pass",
    "try: self.play()\n        except Exception: pass",
    "try: self.play()\n        except (ValueError, BaseException): pass",
    "try: self.play()\n        except* ValueError: pass",
    "for i in [1]:\n            try: self.play()\n            finally: continue",
    "try: 1/0\n        except ZeroDivisionError as e: e.__traceback__.tb_frame",
    "try: 1/0\n        except ZeroDivisionError as e: e.with_traceback(None)",
    "(x for x in [1]).gi_frame.f_globals",
    'with open("x") as f: pass',
    "with self: pass",
    "match self:\n            case object(__class__=c): pass",
    "yield 1",
    "global df",
    "def g(__x): pass",
    "lambda __builtins__: 0",
    "async def g(): pass",
    "@print\n        def g(): pass",
    "class M(metaclass=print): pass",
    "class M(type): pass",
    "class M(print()): pass",
    "class M(str):\n            def __eq__(self, o): return True",
    "class M:\n            __slots__ = ()",
    "class M:\n            import numpy as n",
    "ｅval('1')",
    "[open for x in [1]]",
    "print(1, file=self.wherever)",
    "import numpy.f2py",
    "import numpy.f2py as f",
    "import manim.cli.render.commands",
    "from manim.cli.render.commands import render",
    "from manim.utils.commands import os",
    "from manim import config",
    "from manim import logger",
    "from numpy import load",
    "from numpy.lib import npyio",
]


@pytest.mark.parametrize("line", CALLS)
def test_what_a_lesson_has_no_need_of(line: str) -> None:
    assert "ast.calls" in rules(METHOD + line + "\n")


# Names of the module that only seem to be the file's own.
MODULES = [
    'if 0: eval = None\ndef g(): eval("1")',
    'x = eval("1")\neval = None',
    'open = 1\ndel open\nopen("x")',
    'for open in []: pass\nopen("x")',
    'def g(): open("x")\nopen = 1',
    'try:\n    eval = 1\nexcept ValueError: pass\neval("1")',
    'class A:\n    eval = None\n    x = eval("1")',
    '[eval for eval in [1]]\neval("1")',
    '0 and (eval := 1)\neval("1")',
    'def capture(c): pass\nfrom manim import *\ncapture("id")',
    "import manim\nmanim.Scene.play = None",
    'import manim\nmanim.utils.commands.os.system("id")',
    "import manim as mn\nmn.config.dry_run = True",
    "import manim as mn\nother = mn",
    'import manim.utils.commands as c\nc.os.system("id")',
    'from manim.utils import commands as c\nc.os.system("id")',
    "__builtins__",
    "__loader__",
    '__all__ = ["x"]',
]


@pytest.mark.parametrize("text", MODULES)
def test_a_name_counts_as_the_files_own_only_where_it_surely_is(text: str) -> None:
    assert "ast.calls" in rules(f"{HEAD}{text}\n")


SHADOWS = [
    "class Axes: pass",
    "class Scene: pass",
    "def MathTex(x): pass",
    "Write = print",
    "def g(Dot): pass",
    "for BLUE in []: pass",
    "class np: pass",
    "math = 1",
    "abs = lambda v: -v",
    "def print(x): pass",
    "from numpy import sin\ndef sin(x): return x",
    "class S(Scene):\n    def play(self, *a): pass",
    "class S(Scene):\n    def next_section(self, n): pass",
    "class S(Scene):\n    wait = lambda self: None",
    "class X(VMobject):\n    def get_center(self): return 0",
    "class X(VGroup):\n    width = 1",
    "class S(Scene):\n    def construct(self): self.play = None",
    "class S(Scene):\n    def construct(self): [0 for self.play in [1]]",
    "class S(Scene):\n    def construct(self): Dot().get_center = None",
    "class S(Scene):\n    def construct(self): Dot().set(shift=3)",
    "class S(Scene):\n    def construct(self): Dot().set_shift(3)",
]


@pytest.mark.parametrize("text", SHADOWS)
def test_a_name_of_manims_keeps_its_meaning(text: str) -> None:
    assert "ast.shadow" in rules(f"{HEAD}{text}\n")


@pytest.mark.parametrize(
    "text",
    [r"\input{x}", r"\immediate\write18{id}", r"\openin5=x", r"\csname x\endcsname", "^^5cinput", r"\catcode`\~=0"],
)
def test_tex_that_reads_or_writes(text: str) -> None:
    assert rules(f"{METHOD}MathTex({text!r})\n") == {"ast.latex"}


HARMLESS = [
    "frame = self.camera.frame if self.mobjects else None",
    "width = config.frame_width / config['pixel_width']",
    "smooth = 0.5; color = RED; sum = 0; max = 3",
    "self.title = MathTex(r'\\frac{1}{2} \\includes'); self._note = 1; self._note",
    "print(f'{self.time:.2f}', '{:.2f} {}'.format(1, 2))",
    "y = np.linalg.norm(np.array([1, 2])) + math.factorial(3) + np.random.default_rng(0).random()",
    "while self.time < 3: self.wait()",
    "try: y = 1 / 0\n        except ZeroDivisionError: y = np.nan",
    "with np.errstate(divide='ignore'): y = np.log(0.0)",
    "dot = Dot(color=ManimColor('#ff0000')); dot.width = 2; dot.velocity = UP",
    "t = rate_functions.ease_in_sine(0.5)",
    "class Marked(VGroup):\n            def __init__(self, **k):\n                super().__init__(**k)",
    "import manim.utils.rate_functions as rf; rf.smooth(0.5)",
    "t = TexTemplate(); t.add_to_preamble(r'\\usepackage{xcolor}')",
    "name = Dot.__name__",
]


@pytest.mark.parametrize("line", HARMLESS)
def test_harmless_lines_pass_the_wall(line: str) -> None:
    assert rules(METHOD + line + "\n") == set()


ABSURD = {
    "empty": "",
    "a NUL": "x = 1\n\0",
    "a lone surrogate": "x = '\ud800'",
    "a byte order mark": "\ufeffx = 1",
    "brackets": "(" * 100_000,
    "minus signs": "x = " + "-" * 100_000 + "1",
    "a sum": "x = 1" + "+1" * 90_000,
    "attributes": "x" + ".a" * 90_000,
    "calls": "x" + "()" * 90_000,
    "lambdas": "lambda: " * 20_000 + "1",
    "nested blocks": "".join(" " * n + "if 1:\n" for n in range(99)) + " " * 99 + "pass",
    "nested lists": "x = " + "[" * 140 + "]" * 140,
    "nested functions": "".join(" " * n + f"def f{n}():\n" for n in range(90)) + " " * 90 + "pass",
    "nested comprehensions": "x = " + "[" * 60 + "1" + " for a in b]" * 60,
    "a tower": "x = 9**9**9**9\ny = 'a' * 9**9\n",
    "digits": "x = " + "9" * 5_000,
    "a long name": "class " + "A" * 100_000 + "(Scene): pass\nprint(" + "B" * 50_000 + ")",
    "a long text": "x = '" + "{" * 150_000 + "'.format(1)",
    "many names": "from manim import *\n" + "".join(f"Invented{n}\n" for n in range(10_000)),
    "one name": "from manim import *\n" + "Invented\n" * 20_000,
    "many methods": "from manim import *\n" + "".join(f"Dot().method{n}()\n" for n in range(5_000)),
    "many keywords": "from manim import *\n" + "".join(f"Dot(key{n}=1)\n" for n in range(8_000)),
    "many bindings": "from manim import *\n" + "x = Dot()\n" * 15_000 + "x.foo()\n" * 1_000,
    "a circle": "from manim import *\na = b\nb = a\nclass C(D): pass\nclass D(C): pass\na.x(); C().y(); C.z()\n",
    "a long chain": "from manim import *\nx0 = Dot()\n"
    + "".join(f"x{n + 1} = x{n}\n" for n in range(9_000))
    + "x9000.foo()",
    "functions in a circle": "def f(): return g()\ndef g(): return f()\nf().x\n",
    "a class in itself": "from manim import *\nclass A(A): pass\nA().x\n",
    "right to left": "x = '\u202e'; а = 1; ℌ = 2; print(a, H)",
    "every star": "from manim import *\nfrom . import *\nfrom x import *\nfrom manim.cli import *\n",
    "an odd format": "'{'.format(1); '{:{:{}}}'.format(1, 2, 3); '{!}'.format(1)",
    "deep format": "x = '" + "{:" * 5_000 + "}" * 5_000 + "'.format(1)",
    "a future": "from __future__ import nothing\n",
    "too large": "#" * 1_000_000,
    "carriage returns": "x = 1\r\ry = 2\x0c\n",
    "bad escapes": "x = '\\N{nothing}'",
    "patterns": "match 1:\n  case [a, *b] | {'c': d, **e}: pass\n",
    "type parameters": "def f[T](x: T): pass\n",
    "every import": "import manim.x, numpy.y, math.z, .\n",
    "names of dunders": "from manim import __version__, __nothing__\nimport manim\nmanim.__x__.__y__\n",
}


@pytest.mark.parametrize("kind", ABSURD)
def test_no_text_breaks_the_checks(kind: str) -> None:
    scene = SceneFile("s.py", ABSURD[kind])
    started = time.process_time()
    found = static.check(scene)
    static.facts(scene)
    assert time.process_time() - started < 10
    assert found
    assert "ast.internal" not in {problem.check for problem in found}
    assert all(len(str(problem)) < 600 and str(problem).isprintable() for problem in found)


COOKIES = ["# -*- coding: utf-7 -*-", "# vim: set fileencoding=raw_unicode_escape :", "\n# coding=latin-1"]


@pytest.mark.parametrize("cookie", COOKIES)
def test_another_encoding_is_refused(cookie: str) -> None:
    text = f"{cookie}\nfrom manim import *\n"
    assert rules(text) == {"ast.syntax"}
    assert not static.facts(SceneFile("s.py", text)).valid_syntax
    assert rules("# -*- coding: utf-8 -*-\nfrom manim import *\n") == set()


def test_the_limits_are_those_documented() -> None:
    scene = SceneFile("s.py", "#" * (source.MAX_CHARS + 1))
    message = "the file has 200,001 characters, more than 200,000 (a lesson is a few thousand characters long)"
    assert str(static.check(scene)[0]) == f"s.py: error: ast.syntax: {message}"
    deep = SceneFile("s.py", "x = " + "-" * source.MAX_DEPTH + "1")
    assert "nested 153 deep, more than 150" in str(static.check(deep)[0])
