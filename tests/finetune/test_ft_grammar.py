"""The grammars take every scene and every answer of the dataset, and nothing with another form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from derivative_manim.generation import tree
from derivative_manim.generation.parse import parse
from derivative_manim.generation.source import numpy_code, sympy_text
from finetune.errors import FinetuneError
from finetune.grammar import rules as grammar
from finetune.targets import response, scene_of, slots

llguidance = pytest.importorskip("llguidance")
tokenizers = pytest.importorskip("tokenizers")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    with (ROOT / "metadata" / "examples.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [{**record, "completion": (ROOT / record["path"]).read_text(encoding="utf-8")} for record in records]


class Judge:
    """Says whether a text is in a language, through the tokens of a small byte-level BPE."""

    def __init__(self, texts: list[str]) -> None:
        bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
        bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
        bpe.decoder = tokenizers.decoders.ByteLevel()
        alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
        bpe.train_from_iterator(
            texts,
            tokenizers.trainers.BpeTrainer(
                vocab_size=1500, initial_alphabet=alphabet, special_tokens=["<eos>"], show_progress=False
            ),
        )
        self.bpe = bpe
        self.vocabulary = llguidance.LLTokenizer(bpe.to_str(), eos_token=bpe.token_to_id("<eos>"))
        self.matchers = {
            "direct": self.matcher(grammar.grammar_for("direct")),
            "fill": self.matcher(grammar.grammar_for("fill")),
            "fill-finish": self.matcher(grammar.grammar_for("fill")),
        }

    def matcher(self, text: str):
        made = llguidance.LLMatcher(self.vocabulary, text)
        assert not made.is_error(), made.get_error()
        return made

    def takes(self, language: str, text: str) -> bool:
        matcher = self.matchers[language].deep_copy()
        ids = self.bpe.encode(text).ids
        return matcher.try_consume_tokens(ids) == len(ids) and matcher.is_accepting()


@pytest.fixture(scope="module")
def judge(rows) -> Judge:
    return Judge([row["completion"] for row in rows[::20]])


@pytest.fixture(scope="module")
def scene(rows) -> str:
    """A scene with everything that is optional: gaps, asymptotes of both graphs, critical points."""
    return next(
        response("direct", row)
        for row in rows
        if all(part in row["completion"] for part in (" graph.add", "slopes.add", "zeros", "VGroup(*[top.plot"))
    )


ANSWER = """function: x*sin(x)
steps:
f(x) = x \\sin x
\\text{Product rule:} \\quad (uv)' = u'v + uv'
u = x, \\quad v = \\sin x
f'(x) = x \\cos x + \\sin x
derivative: x*cos(x) + sin(x)
"""


@pytest.mark.parametrize("language", ["direct", "fill", "fill-finish"])
def test_everything_in_the_dataset_is_taken(rows, judge, language):
    refused = [row["id"] for row in rows if not judge.takes(language, response(language, row))]
    assert len(rows) == 537
    assert refused == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import numpy as np", "import numpy as np\nimport os"),
        ("import numpy as np", "import os"),
        ("    return ", "    return np.system(x) + "),
        ("    return ", "    return __import__('os').getpid() + "),
        ("    return ", "    return x.real + "),
        ("    return ", "    return (lambda: 1)() + "),
        ("    return ", "    return 1 +  "),
        ("    return ", "    return ) + "),
        ("    return ", "    return x x + "),
        ("    return ", "    y = 1\n    return "),
        ("class DerivativeVisualization(Scene)", "class MyScene(Scene)"),
        ("class DerivativeVisualization(Scene)", "class DerivativeVisualization(ThreeDScene)"),
        ('    r"', '    r"a" + "'),
        ('    r"', '    r"""'),
        ('    r"', "    r'"),
        ('    r"', '    r"% '),
        ('",\n]', '\\",\n]'),
        ("Wait(3)))\n", "Wait(3)))\n        self.wait(1)\n"),
        ("Wait(3)))\n", "Wait(3)))"),
        ("Wait(3)))\n", "Wait(3)))\n        print('PASS')\n"),
        ("self.play(Create(graph))\n\n", "\n"),
        ("ValueTracker(", "ValueTracker(x + "),
        ("X_RANGE = [", "X_RANGE = [1, "),
        ("STEPS = [\n", 'STEPS = [\n    r"",\n'),
        ('"""The derivative of ', '"""The derivative of """; import os; """'),
        ('"""The derivative of ', "```python\n"),
    ],
)
def test_a_scene_of_another_form_is_refused(judge, scene, old, new):
    assert judge.takes("direct", scene)
    changed = scene.replace(old, new, 1)
    assert changed != scene
    assert not judge.takes("direct", changed)


@pytest.mark.parametrize(("lines", "taken"), [(3, False), (4, True), (9, True), (10, False)])
def test_a_derivation_has_four_to_nine_lines(judge, scene, lines, taken):
    before, rest = scene.split("STEPS = [\n")
    after = rest.split("\n]\n", 1)[1]
    assert judge.takes("direct", f"{before}STEPS = [\n" + '    r"f(x) = x",\n' * lines + f"]\n{after}") is taken
    assert judge.takes("fill", "function: x\nsteps:\n" + "f(x) = x\n" * (lines - 2) + "derivative: 1\n") is taken


def test_the_grammar_does_not_know_the_derivative(judge, scene):
    head, derivative = scene.split("def df(x):\n    return ")
    wrong = f"{head}def df(x):\n    return 7 - np.arcsin(x**2){derivative[derivative.index(chr(10)) :]}"
    assert wrong != scene
    assert judge.takes("direct", wrong)
    assert judge.takes("fill", ANSWER.replace("derivative: x*cos(x) + sin(x)", "derivative: acosh(x) - 7"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("function: ", ""),
        ("function: x", "function: y"),
        ("function: x", "function: open(x)"),
        ("function: x", "function: 0.5*x"),
        ("derivative: ", "derivative:\n"),
        ("function: x*sin(x)\n", "function: x*sin(x)\nderivative: x*cos(x) + sin(x)\n"),
        ("sin(x)\n", "sin(x\n"),
        ("steps:\n", ""),
        ("steps:\n", "steps:\n\n"),
        ("f(x) =", 'f(x) "='),
        ("f(x) = x \\sin x", "\\"),
        ("f(x) = x \\sin x", "f(x) = x \\"),
        ("f(x) = x \\sin x", "f(x) = x \\ "),
        ("f(x) = x \\sin x", "f(x) = x $"),
        ("f(x) = x \\sin x", "f(x) = x\u2028y"),
    ],
)
def test_an_answer_of_another_form_is_refused(judge, old, new):
    assert judge.takes("fill", ANSWER)
    changed = ANSWER.replace(old, new, 1)
    assert changed != ANSWER
    assert not judge.takes("fill", changed)


def test_the_answer_that_is_taken_fills_the_slots():
    function, derivative, steps = slots(ANSWER)
    assert (function, derivative, len(steps)) == ("x*sin(x)", "x*cos(x) + sin(x)", 4)


@pytest.mark.parametrize("name", [*tree.FUNCTIONS, "sqrt", "cbrt"])
def test_every_function_of_the_generator_is_taken(judge, scene, name):
    parsed = parse(f"-3*{name}(x - 1)**2 + x/{name}(2*x)")
    assert judge.takes("fill", ANSWER.replace("x*sin(x)", sympy_text(parsed), 1))
    head, body = scene.split("def df(x):\n    return ")
    assert judge.takes("direct", f"{head}def df(x):\n    return {numpy_code(parsed)}{body[body.index(chr(10)) :]}")


@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        ("x**(3/4)", "3/(4*x**(1/4))"),
        ("log(x, 3)", "1/(x*log(3))"),
        ("2**x", "2**x*log(2)"),
        ("x**(2/5)", "2/(5*x**(3/5))"),
        ("10**6*x", "10**6"),
        ("x/10**6", "10**(-6)"),
        ("200000*x**3", "600000*x**2"),
        ("cot(x)", "-csc(x)**2"),
    ],
)
def test_scenes_of_other_functions_are_taken(judge, function, derivative):
    answer = ANSWER.replace("x*sin(x)", function, 1).replace("x*cos(x) + sin(x)", derivative, 1)
    assert judge.takes("fill", answer)
    scene = scene_of("fill", answer, example_id="dm-9999")
    assert judge.takes("direct", response("direct", {"completion": scene}))


def test_a_template_with_a_new_slot_is_an_error(monkeypatch):
    monkeypatch.setattr(grammar, "_template", lambda: iter([("data", "x = "), ("variable", "picture.color")]))
    with pytest.raises(FinetuneError, match=r"picture\.color"):
        grammar.grammar_for("direct")
