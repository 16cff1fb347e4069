"""What one does with the dataset, each in a few lines. Run it: `python examples/usage_examples.py`.

Needs `pip install derivative-manim`, and no network. Judging a scene needs the extra `validation`, bubblewrap and
LaTeX; where one of them is missing, that part says so and the rest goes on.
"""

import difflib
import importlib.util
import shutil
from collections import Counter

import derivative_manim


def load() -> None:
    """The whole dataset, one level, and a stream."""
    scenes = derivative_manim.load_dataset()
    print({split: rows.num_rows for split, rows in scenes.items()})

    advanced = derivative_manim.load_dataset("advanced", split="test")
    row = advanced[0]
    print(row["instruction"], "->", row["derivative"])

    stream = derivative_manim.load_dataset(split="train", streaming=True)
    print("first of the stream:", next(iter(stream))["function"])


def choose() -> None:
    """Lessons that use a rule, functions that are far from all training functions, and the rules of a level."""
    test = derivative_manim.load_dataset(split="test")
    quotients = test.filter(lambda row: "quotient" in row["rules"])
    print(quotients.num_rows, "test functions need the quotient rule, such as", quotients[0]["function"])

    far = test.filter(lambda row: row["novelty"] > 0.3)
    print(far.num_rows, "test functions are far from training, such as", far[0]["function"])

    train = derivative_manim.load_dataset("application", split="train")
    print(Counter(rule for rules in train["rules"] for rule in rules).most_common(3))


def curriculum() -> None:
    """Training rows from easy to hard: the order of the curriculum, or that of the derivation's points."""
    train = derivative_manim.load_dataset(split="train")
    assert list(train["rank"]) == sorted(train["rank"])  # this is their order already
    by_points = train.sort(["complexity", "rank"])
    print("easiest:", by_points[0]["function"], " hardest:", by_points[-1]["function"])


def prompts() -> None:
    """What a model is trained on: the prompt, the scene, and an end-of-sequence token after it."""
    row = derivative_manim.load_dataset(split="train")[0]
    print(row["prompt"] + row["completion"].splitlines()[0] + " ...")

    one_wording = derivative_manim.load_dataset(split="train").map(
        lambda row: {"instruction": row["instruction_standard"]}
    )
    print(one_wording[1]["instruction"])


def steps() -> None:
    """The derivation, line by line, as it is on screen."""
    rows = derivative_manim.load_dataset("application")
    row = next(row for split in rows.values() for row in split if row["function"] == "x*sin(x)")
    for step in row["steps"]:
        print(f"{step['rule']:>9}  {step['latex']}")


def mend() -> None:
    """A scene that was broken on purpose, what the validator says of it, and the lines that mend it."""
    row = derivative_manim.load_dataset("repair", split="test")[0]
    print(f"{row['damage']}: {row['problems'][0]['message']}")
    lines = difflib.unified_diff(row["broken"].splitlines(), row["mended"].splitlines(), lineterm="", n=0)
    print(*list(lines)[3:], sep="\n")


def read_a_function() -> None:
    """A function as a person types it."""
    found = derivative_manim.read("x^2 sin x")
    print(found.function, " ", found.latex)


def judge_a_scene() -> None:
    """The official verdict on a scene, whoever or whatever wrote it."""
    if importlib.util.find_spec("manim") is None or shutil.which("bwrap") is None or shutil.which("latex") is None:
        print("not judged: that needs pip install 'derivative-manim[validation]', bubblewrap and LaTeX")
        return
    from derivative_manim.validation import judge

    scene = """
from manim import *

class Parabola(Scene):
    def construct(self):
        axes = Axes(x_range=[-2, 2], y_range=[-1, 4])
        self.play(Create(axes), Create(axes.plot(lambda x: x**2)))
"""
    verdict = judge(scene, "x**2")
    print({name: passed for name, passed in verdict.rows().items() if passed})


def main() -> None:
    """All of them, in order."""
    for example in (load, choose, curriculum, prompts, steps, mend, read_a_function, judge_a_scene):
        print(f"\n== {example.__name__}: {(example.__doc__ or '').splitlines()[0]}")
        example()


if __name__ == "__main__":
    main()
