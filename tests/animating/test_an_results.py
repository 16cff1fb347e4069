"""The folder of the results: whole or not at all, and never over what is not ours."""

import json
import xml.etree.ElementTree as ET

import pytest

import derivative_manim
from derivative_manim.animating.animate import animate
from derivative_manim.animating.many import Kept, animate_many
from derivative_manim.animating.results import default_folder
from derivative_manim.animating.types import Animation, Failure
from derivative_manim.errors import OptionError
from derivative_manim.folders import whole
from derivative_manim.mathml import mathml
from derivative_manim.reading import ReadingError


def test_without_rendering_there_are_scene_steps_and_handout(tmp_path):
    made = animate("x^2 sin x", output=tmp_path / "a", render=False)
    assert made.derivative == "x*(2*sin(x) + x*cos(x))"
    assert made.code.read_text().count("next_section") == 8
    assert {path.name for path in (tmp_path / "a").iterdir()} == {
        *("scene.py", "lesson.json", "handout.md", "handout.tex", "handout.html"),
    }
    assert made.verdict is None
    assert json.dumps(made.as_dict())
    assert made.steps[-1].words.startswith("The derivative is f'(x) = ")


@pytest.mark.parametrize(("function", "name"), [("x**2*sin(x)", "x2_sin_x"), ("2*x", "2_x"), ("2**x", "2_to_x")])
def test_a_folder_is_named_after_its_function(function, name):
    assert default_folder(function) == name


@pytest.mark.parametrize(("language", "said"), [("de", "heißt die Variable x, nicht t"), ("fr", "la variable x")])
def test_a_handout_is_in_one_language(language, said, tmp_path):
    made = animate("sin t^2", output=tmp_path / "a", render=False, language=language)
    assert any("is read as" in note for note in made.notes)
    for page in made.handout.values():
        text = page.read_text(encoding="utf-8")
        assert said in text
        assert "is read as" not in text


def test_a_handout_says_where_the_result_holds(tmp_path):
    made = animate("x ln x", output=tmp_path / "a", render=False)
    said = made.steps[-1].latex
    assert said.endswith(r"\quad x > 0")
    for ending in ("md", "tex"):
        assert made.handout[ending].read_text(encoding="utf-8").count(said) == 2


def test_what_is_there_is_not_overwritten_unless_it_is_ours_and_asked_for(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(OptionError, match="holds other files"):
        animate("x", output=tmp_path / "mine", render=False, force=True)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    animate("x", output=tmp_path / "a", render=False)
    with pytest.raises(OptionError, match="--force"):
        animate("x^2", output=tmp_path / "a", render=False)
    animate("x^2", output=tmp_path / "a", render=False, force=True)
    assert "x**2" in (tmp_path / "a" / "scene.py").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "mine"]


def test_a_failure_leaves_nothing(tmp_path):
    def fail():
        with whole(tmp_path / "a") as draft:
            (draft / "half.txt").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_what_progress_raises_stops_the_work(tmp_path):
    def stop(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        animate("x", output=tmp_path / "a", render=False, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_path_with_an_apostrophe_and_an_umlaut(tmp_path):
    made = animate("x", output=tmp_path / "Jörg's lessons" / "é", render=False)
    assert made.code.is_file()


def test_many_go_on_after_a_failure_and_resume(tmp_path):
    texts = ["x^2", "x y", "x^2", "sin x"]
    found = list(animate_many(texts, output=tmp_path, render=False))
    assert [type(one) for one in found] == [Animation, Failure, Animation]
    assert isinstance(found[1].error, ReadingError)
    again = list(animate_many(texts, output=tmp_path, render=False))
    assert [type(one) for one in again] == [Kept, Failure, Kept]
    other = list(animate_many(["x^2"], output=tmp_path, render=False, language="de"))
    assert isinstance(other[0], Animation)


def test_an_unknown_option_is_refused():
    with pytest.raises(OptionError, match="no option 'colour'"):
        animate("x", colour="red")


def test_the_api_is_there_at_the_first_use():
    assert derivative_manim.animate is animate
    assert "animate" in dir(derivative_manim)


@pytest.mark.parametrize(
    "latex",
    [
        r"f'(x) = \frac{2x\sin(x^{2})}{\sqrt[3]{x + 1}}, \quad x \ne -1",
        r"&\text{Chain rule:} \quad (g(u))' \\[1ex] &\qquad = \left(\frac{1}{x}\right)^{-1/2} < \log_{2} x",
        r"\operatorname{arsinh} x \cdot |x|",
    ],
)
def test_mathml_is_well_formed(latex):
    root = ET.fromstring(mathml(latex))  # noqa: S314 - our own text
    assert root.tag.endswith("math")
    assert "\\" not in "".join(root.itertext())
