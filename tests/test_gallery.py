import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from derivative_manim import mathml
from derivative_manim.errors import ExportError
from derivative_manim.gallery import plot
from derivative_manim.gallery import site as gallery
from derivative_manim.gallery.site import write_gallery
from derivative_manim.hub import samples
from derivative_manim.records import read_examples

pytest.importorskip("jinja2")
pytest.importorskip("latex2mathml")

EXAMPLES = {example["function"]: example for example in read_examples()}


@pytest.fixture(scope="module")
def site(certified: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_gallery(tmp_path_factory.mktemp("gallery") / "site", root=certified)


class Page(HTMLParser):
    """The links of a page, and how its elements are nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attributes if name in ("href", "src", "poster") and value]
        if tag not in ("meta", "link", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_lesson_has_a_card_and_a_page(site: Path) -> None:
    index = (site / "index.html").read_text(encoding="utf-8")
    assert index.count("<li ") == len(EXAMPLES) == 537
    for name in ("scenes", "posters"):
        assert len(list((site / name).iterdir())) == 537
    assert "&#39;" not in re.sub(r'data-text="[^"]*"', "", index)


def test_nothing_comes_from_outside_and_every_link_leads_somewhere(site: Path) -> None:
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for link in Page(text).links:
            assert link == "data:," or (file.parent / link).resolve().is_file(), (file, link)
        assert "http" not in text.replace("https://www.w3.org", ""), file
    for file in (*site.rglob("*.svg"), *(site / "assets").iterdir()):
        assert "http" not in file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", ""), file


def test_it_is_below_ten_megabytes(site: Path) -> None:
    assert sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) < 10e6


def test_a_page_has_code_steps_and_neighbours(site: Path) -> None:
    example = EXAMPLES["x*sin(x)"]
    text = (site / "scenes" / f"{Path(example['path']).stem}.html").read_text(encoding="utf-8")
    assert text.count('<span class="rule">') == len(example["steps"])
    code = text.partition('<code id="code">')[2].partition("</code>")[0]
    for sign, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;"), ("&", "&amp;")):
        code = code.replace(entity, sign)
    assert code == example["code"]
    assert 'rel="prev"' in text
    assert 'rel="next"' in text


def test_videos_that_were_rendered_are_shown(certified: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    example = EXAMPLES["x*sin(x)"]
    cache = samples.cache_folder()
    cache.mkdir(parents=True)
    (cache / f"{example['sha256']}-l.mp4").write_bytes(b"video")
    Image.new("RGB", (854, 480)).save(cache / f"{example['sha256']}-l.png")
    monkeypatch.setattr(gallery, "read_examples", lambda tree: [EXAMPLES["x**2"], example])  # two are quickly drawn
    site = write_gallery(tmp_path / "site", root=certified, videos=True)
    name = Path(example["path"]).stem
    assert sorted(path.name for path in (site / "videos").iterdir()) == [f"{name}.mp4", f"{name}.webp"]
    page = (site / "scenes" / f"{name}.html").read_text(encoding="utf-8")
    assert f'poster="../videos/{name}.webp" src="../videos/{name}.mp4"' in page
    assert (site / "index.html").read_text(encoding="utf-8").count("&middot; video") == 1


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(ExportError, match="is not empty"):
        write_gallery(tmp_path)


def drawn(function: str, style: str) -> list[list[tuple[float, float]]]:
    """The lines of a curve in the default poster."""
    root = ElementTree.fromstring(plot.poster(EXAMPLES[function]))  # noqa: S314
    (path,) = (each for each in root if each.get("class") == style)
    lines = [re.findall(r"[-\d.e]+", part) for part in path.get("d", "").split("M") if part]
    return [list(zip(map(float, line[::2]), map(float, line[1::2]), strict=True)) for line in lines]


def test_a_poster_shows_the_function_and_its_derivative() -> None:
    (parabola,) = drawn("x**2", "f")
    lowest = max(parabola, key=lambda point: point[1])  # y grows downwards
    assert lowest[0] == pytest.approx(plot.WIDTH / 2, abs=1)
    assert parabola[0][1] == pytest.approx(parabola[-1][1], abs=0.2)
    (line,) = drawn("x**2", "d")
    assert len(line) == 2  # a straight line needs no more points
    assert line[0][1] > line[1][1]


def test_a_curve_ends_at_a_pole_and_where_there_is_no_value() -> None:
    assert len(drawn("1/x", "f")) == 2
    (root,) = drawn("sqrt(x)", "f")
    window = EXAMPLES["sqrt(x)"]["x_range"]
    zero = plot.MARGIN - window[0] / (window[1] - window[0]) * (plot.WIDTH - 2 * plot.MARGIN)
    assert root[0][0] == pytest.approx(zero, abs=1)


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (r"x \sin x", '<mi>x</mi><mo lspace="0.1667em" rspace="0.1667em">sin</mo><mi>x</mi>'),
        (r"\sin(x)", '<mo lspace="0" rspace="0">sin</mo><mo stretchy="false">(</mo>'),
        ("u'", '<mrow><mi>u</mi><mo lspace="0" rspace="0">\u2032</mo></mrow>'),
        ("f = -x", '<mo form="prefix" lspace="0" rspace="0">\u2212</mo><mi>x</mi>'),
    ],
)
def test_formulas_are_set_as_tex_does(latex: str, wanted: str) -> None:
    assert wanted in mathml.formula(latex)


def test_a_line_of_several_is_parted() -> None:
    first, second = mathml.lines(r"&u = x \\[1ex] &\qquad v = 1")
    assert "<mi>u</mi>" in first
    assert "&" not in first
    assert "<mi>v</mi>" in second
    assert "mspace" not in second


def test_every_formula_of_the_dataset_is_read() -> None:
    for example in EXAMPLES.values():
        for step in example["steps"]:
            for line in mathml.lines(step["latex"]):
                assert "\\" not in line, step
                assert "merror" not in line, step


BROWSER = """
<script>
const queries = QUERIES;
const said = [];
const frame = document.createElement("iframe");
const open = () => { frame.src = `site/index.html?${queries[said.length]}`; };
frame.style = "width:900px;height:700px";
frame.onload = () => setTimeout(() => {
  const page = frame.contentDocument;
  const shown = [...page.querySelectorAll("#cards > li")].filter((item) => !item.hidden);
  const Press = page.defaultView.KeyboardEvent;
  const key = (name) => page.activeElement.dispatchEvent(new Press("keydown", {key: name, bubbles: true}));
  key("ArrowRight"); key("ArrowRight");
  const second = page.activeElement.parentElement === shown[Math.min(1, shown.length - 1)];
  const wide = page.documentElement.scrollWidth > page.documentElement.clientWidth;
  said.push(`${shown.length} ${page.getElementById("count").textContent} ${second} ${wide}`);
  if (said.length < queries.length) open(); else document.body.textContent = said.join(";");
}, 100);
open();
document.documentElement.append(frame);
</script>
"""
QUOTIENTS = sum("quotient" in example["rules"] for example in EXAMPLES.values())
SHOWN = {
    "": "537 537 lessons true false",
    "q=x+sin+x&level=application&split=train": r"([1-9]|[1-5]\d) .* true false",
    "q=dm-0042": "1 1 lesson true false",
    "q=nothing+like+that": "0 0 lessons false false",
    "rule=quotient": f"{QUOTIENTS} {QUOTIENTS} lessons true false",
}


@pytest.fixture(scope="module")
def browser(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one browser shows of each query, in turn: to start one takes seconds."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no Chromium")
    page = site.parent / "browser.html"
    script = BROWSER.replace("QUERIES", json.dumps(list(SHOWN)))
    page.write_text(f"<!doctype html><body>{script}</body>", encoding="utf-8")
    profile = tmp_path_factory.mktemp("profile")
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"]
    # Posters are as wide as their card whatever they show, and to paint them takes ten times what all else does.
    options.append("--blink-settings=imagesEnabled=false")
    done = subprocess.run(
        [program, *options, f"--user-data-dir={profile}", "--virtual-time-budget=2000", page.as_uri()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = re.sub(r"<[^>]*>", "", done.stdout.rpartition("<body>")[2]).strip().split(";")
    return dict(zip(SHOWN, said, strict=True))


@pytest.mark.parametrize("query", SHOWN)
def test_in_a_browser(query: str, browser: dict[str, str]) -> None:
    assert re.fullmatch(SHOWN[query], browser[query])
