"""A model writes the scene: what is taken, what is not, and who is said to have written what is shown."""

import dataclasses
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from repository import REPOSITORY
from tiers import slow

from derivative_manim.animating import authors
from derivative_manim.animating.animate import animate
from derivative_manim.animating.types import Options
from derivative_manim.errors import DerivativeManimError, OptionError, ToolError
from finetune.author import Author, Refused, author, request_options
from finetune.samples import Sample

RIGHT = (REPOSITORY / "code/application/0290_x2_sin_x.py").read_text(encoding="utf-8")
OTHER = (REPOSITORY / "code/application/0291_x2_cos_x.py").read_text(encoding="utf-8")
EXAMPLE = {"id": "", "level": "", "function": "x**2*sin(x)", "instruction": "Do it", "instruction_standard": "Do it"}


@pytest.fixture
def no_network() -> None:
    """The endpoints of these tests are on loopback."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Serve answers on loopback, the last again and again; what was asked is in `endpoint.asked`."""
    pytest.importorskip("openai")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    servers: list[ThreadingHTTPServer] = []

    def serve(*answers: str, status: int = 200, kind: str = "application/json") -> str:
        asked: list[dict[str, Any]] = []
        serve.asked = asked  # type: ignore[attr-defined]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._give({"object": "list", "data": [{"id": "small", "object": "model"}]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                asked.append({**body, "key": self.headers["authorization"]})
                text = answers[min(len(asked), len(answers)) - 1] if answers else ""
                message = {"role": "assistant", "content": text}
                choices = [{"index": 0, "finish_reason": "stop", "message": message}]
                self._give({"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": choices})

            def _give(self, what: dict[str, Any]) -> None:
                data = json.dumps(what if status == 200 else {"error": {"message": "no such thing"}}).encode()
                if kind != "application/json":
                    data = b"<html>hello</html>"
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/v1"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_endpoint_is_asked_and_told_what_was_wrong(endpoint: Any) -> None:
    model = author(endpoint(f"```python\n{OTHER}```", RIGHT))
    assert model.name.startswith("small at http://127.0.0.1:")
    first = model.write(EXAMPLE, [])
    assert first.scene == OTHER
    assert model.write(EXAMPLE, [Refused(first, "wrong function: it is not x^2 sin x")]).scene == RIGHT
    one, two = (asked["messages"] for asked in endpoint.asked)
    assert [turn["role"] for turn in one] == ["user", "assistant", "user", "assistant", "user"]
    assert one[-1]["content"].startswith("Do it\n")
    assert two[:-2] == one
    assert two[-2]["content"] == first.completion
    assert "wrong function: it is not x^2 sin x" in two[-1]["content"]


def test_the_model_of_the_address_and_the_key_of_the_environment(endpoint: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    author(endpoint("x") + "#large").write(EXAMPLE, [])
    assert [(asked["model"], asked["key"]) for asked in endpoint.asked] == [("large", "Bearer secret")]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 401}, "does not take the key: put the right one into OPENAI_API_KEY"),
        ({"status": 404}, "refuses: Error code: 404 - .*no such thing"),
        ({"status": 500}, "refuses: Error code: 500"),
        ({"kind": "text/html"}, "is no OpenAI-compatible endpoint"),
    ],
)
def test_an_endpoint_that_does_not_answer_is_an_error(endpoint: Any, answer: dict[str, Any], said: str) -> None:
    with pytest.raises(DerivativeManimError, match=said):
        author(endpoint("x", **answer) + "#m").write(EXAMPLE, [])


def test_nobody_listens(tmp_path: Path, endpoint: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(DerivativeManimError, match="cannot be reached: is the server running"):
            animate("x^2", output=tmp_path / "a", model=address, render=False)
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> Author:
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    monkeypatch.setattr(authors, "_author", missing)
    with pytest.raises(ToolError, match=r"the model needs torch: pip install 'derivative-manim\[finetune\]'"):
        animate("x^2", output=tmp_path / "a", model="some/model", render=False)


@pytest.mark.parametrize("options", [{"theme": "light"}, {"window": (0, 1)}, {"language": "de"}, {"check": False}])
def test_what_a_model_cannot_be_held_to_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"not.* with --model"):
        Options(model="some/model", **options)


class Scripted:
    """Writes what it is given to write, in turn."""

    def __init__(self, *scenes: str) -> None:
        self.name = "scripted"
        self.scenes = scenes
        self.refused: list[list[str]] = []

    def write(self, example: Any, refused: Any) -> Sample:
        self.refused.append([one.problem for one in refused])
        scene = self.scenes[len(refused)]
        blank = {field.name: "" for field in dataclasses.fields(Sample)}
        numbers = {"index": 0, "seed": 0, "prompt_tokens": 0, "completion_tokens": 0, "seconds": 0.0}
        return Sample(**(blank | numbers | {"completion": scene, "scene": scene, "finish_reason": "stop"}))


def written_by(monkeypatch: pytest.MonkeyPatch, *scenes: str) -> Scripted:
    model = Scripted(*scenes)
    monkeypatch.setattr(authors, "_author", lambda _: model)
    return model


@pytest.mark.parametrize("render", [False, slow(True)])
def test_the_second_scene_is_right_and_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, render: bool) -> None:
    model = written_by(monkeypatch, OTHER, RIGHT)
    made = animate("x^2 sin x", output=tmp_path / "a", model="m", render=render, gif=render, sections=render)
    assert model.refused[1][0].startswith("wrong function: ")
    assert made.code.read_text() == RIGHT
    assert made.author.by == made.author.model == "scripted"
    assert made.author.tries == (model.refused[1][0], "")
    assert "the scene was written by scripted, in 2 tries" in made.notes[0]
    check = json.loads(made.certificate.read_text())
    assert check["ok"] is True
    assert check["author"] == {"by": "scripted", "model": "scripted", "tries": list(made.author.tries)}
    if render:
        for file in (made.video, made.poster, made.gif, *made.clips.values()):
            assert file.stat().st_size > 1000
        assert [name for name, _ in made.chapters] == list(made.clips)
        assert 30 < made.seconds < 90
    for page in made.handout.values():
        assert "written by scripted" in page.read_text()


def test_where_no_scene_is_right_the_rules_write_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    from derivative_manim.cli import main

    mark = tmp_path / "mark"
    hostile = RIGHT.replace("import numpy as np", f"import numpy as np\nopen({str(mark)!r}, 'w').write('\\x1b[31m')", 1)
    written_by(monkeypatch, hostile, "", "raise ValueError('\\x1b]0;title\\x07<script>')")
    arguments = ["animate", "x^2 sin x", "--model", "m", "--no-render", "-o", str(tmp_path / "a")]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "the scene was written by the rules: in 3 tries, scripted wrote none that is right" in said
    assert "try 1: " in said
    assert "try 3: runtime: ValueError: " in said
    assert "\x1b" not in said
    assert not mark.exists()
    by_rules = (tmp_path / "a" / "scene.py").read_text()
    assert by_rules.partition("from manim")[2] == RIGHT.partition("from manim")[2]  # the docstring has no id
    author_of = json.loads((tmp_path / "a" / "lesson.json").read_text())["author"]
    assert author_of["by"] == "the rules"
    assert len(author_of["tries"]) == 3
    page = (tmp_path / "a" / "handout.html").read_text()
    assert "&lt;script&gt;" in page
    assert page.count("<script>") == 1  # its own


def test_a_run_and_its_adapters_are_asked_for_what_was_learned(tmp_path: Path) -> None:
    (tmp_path / "run" / "checkpoint-20").mkdir(parents=True)
    (tmp_path / "run" / "run.json").touch()
    (tmp_path / "run" / "checkpoint-20" / "adapter_config.json").touch()
    (tmp_path / "run" / "adapter").mkdir()
    (tmp_path / "run" / "adapter" / "adapter_config.json").touch()
    run = f"--run={tmp_path / 'run'}"
    assert request_options(str(tmp_path / "run")) == [run]
    assert request_options(str(tmp_path / "run" / "adapter")) == [run]
    assert request_options(str(tmp_path / "run" / "checkpoint-20")) == [run, "--checkpoint=20"]
    assert request_options("owner/name") == ["--model=owner/name"]


def test_a_local_model_is_asked_by_the_generator(tiny_model: Path, tmp_path: Path) -> None:
    made = animate("x^2", output=tmp_path / "a", model=str(tiny_model), tries=1, render=False)
    assert made.author.by_rules
    assert made.author.model == str(tiny_model)
    assert len(made.author.tries) == 1
