"""A server in this process, whose lessons are made by a program of the test's instead of Manim."""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# What the program that makes a lesson tells, with the folder of the lesson as `output`.
MADE = """
import json, pathlib, sys, time
given = json.load(sys.stdin)
output = pathlib.Path(given["output"])
def tell(**what): print(json.dumps(what), flush=True)
tell(phase="rendering", done=0.5, text="rendering, 6 of 12 plays")
"""
END = """
output.mkdir()
for name in ("video.mp4", "poster.png", "scene.py", "handout.html"):
    (output / name).write_text("the " + name)
tell(made={"function": "x**2", "function_latex": "x^{2}", "derivative_latex": "2x", "notes": ["<b>a note</b>"],
           "window": [-3.0, 3.0], "seconds": 40.0, "chapters": [["title", 0.0], ["axes", 2.5]],
           "verdict": {"ok": True, "problems": []},
           "steps": [{"latex": "f'(x) = 2x", "words": "So <i>f</i>"}]}, name="x2")
"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection but those to servers of this machine."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def made_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let lessons be made by a script that stands between the first and the last lines of the ones above."""
    from derivative_manim.app import sandbox

    def use(script: str = "", *, end: str = END) -> None:
        monkeypatch.setattr(sandbox, "command", lambda folder: [sys.executable, "-c", MADE + script + end])

    return use


@pytest.fixture
def serving(tmp_path: Path) -> Callable[..., contextlib.AbstractContextManager[str]]:
    """A server for a `with` statement, which gives its address."""

    @contextlib.contextmanager
    def serve(**limits: float) -> Iterator[str]:
        import uvicorn

        from derivative_manim.app import server
        from derivative_manim.app.limits import Limits

        folder = tmp_path / "server"
        folder.mkdir()
        listening = server._listening("127.0.0.1", 0)
        config = uvicorn.Config(
            server.application(folder, Limits(**limits)), log_level="error", timeout_graceful_shutdown=1
        )
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not running.started:
                assert thread.is_alive()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join(30)
            listening.close()
        assert not thread.is_alive()

    return serve
