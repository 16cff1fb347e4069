"""The whole server, attacked from outside."""

import json
import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from derivative_manim.errors import OptionError

Serving = Callable[..., AbstractContextManager[str]]
CHOICES = ["", "", "", "dark", "en", 1.0, "l", False]
TRAVERSALS = (
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=../../../../etc/passwd",
    "/gradio_api/%66ile=/etc/passwd",
    "/gradio_api/file/etc/passwd",
    "//gradio_api/file=/etc/passwd",
    "/file=/etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1:22/",
    "/gradio_api/stream/a/b/1/playlist.m3u8",
    "/gradio_api/upload_progress?upload_id=1",
    "/static/../../../../../../../../etc/passwd",
    "/static/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/static//etc/passwd",
    "/assets//etc/passwd",
    "/custom_component/a/b/c/d",
    "/lesson/../../../etc/passwd",
    "/lesson/..%2f..%2fetc/passwd",
    "/lesson/kept/..%2f..%2fetc%2fpasswd",
    "/gradio_api/openapi.json",
    "/monitoring",
    "/docs",
)


def get(address: str, path: str) -> httpx.Response:
    """A request whose path is sent as it stands."""
    with httpx.Client(timeout=60) as client:
        return client.send(client.build_request("GET", httpx.URL(address).copy_with(raw_path=path.encode())))


@cache
def function(address: str, event: str) -> int:
    config = httpx.get(f"{address}/config", timeout=60).json()
    return next(d["id"] for d in config["dependencies"] if any(target[1] == event for target in d["targets"]))


def make(address: str, text: str, session: str) -> dict[str, Any]:
    """Ask for a lesson as the page does, and wait for the end."""
    body = {"data": [text, *CHOICES], "fn_index": function(address, "submit"), "session_hash": session}
    httpx.post(f"{address}/gradio_api/queue/join", json=body, timeout=60).raise_for_status()
    with httpx.stream("GET", f"{address}/gradio_api/queue/data?session_hash={session}", timeout=120) as events:
        said: list[str] = []
        for line in events.iter_lines():
            found = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
            if found.get("msg") in ("process_generating", "process_completed"):
                said.append(json.dumps(found))
            if found.get("msg") == "process_completed":
                return {"success": found["success"], "said": said}
    raise AssertionError("no end")


def test_attacks_from_outside(serving: Serving, made_by: Callable[..., None]) -> None:
    made_by()
    with serving(at_once=2, waiting=3) as address:
        for path in TRAVERSALS:
            assert get(address, path).status_code in (403, 404), path
            assert "root:" not in get(address, path).text
        for path in ("/", "/config", "/gradio_api/info", "/theme.css"):
            found = get(address, path)
            assert found.status_code == 200
            assert not re.search(r"site-packages|/tmp/|/home/|/root/", found.text), path
            assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", found.text), path
            assert "default-src 'self'" in found.headers["content-security-policy"]

        upload = httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.html", b"<script>")}, timeout=60)
        assert upload.status_code == 404
        run = f"{address}/gradio_api/run/predict"
        read = function(address, "change")

        def reading(data: Any) -> httpx.Response:
            return httpx.post(run, json={"data": [data], "fn_index": read, "session_hash": "a"}, timeout=60)

        assert "<math" in reading("x^2 sin x").json()["data"][0]
        assert "<script" not in reading("<script>alert(1)</script>").json()["data"][0]
        assert "500" in reading("(" * 60_000).json()["data"][0]
        assert reading("(" * 70_000).status_code == 413
        # Gradio would copy the file to where it serves files from.
        assert reading({"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}).status_code == 400
        assert httpx.post(run, content=b"[" * 60_000, timeout=60).status_code == 400
        assert httpx.post(run, content=(b" " * 9000 for _ in range(9)), timeout=60).status_code == 413

        made_by("time.sleep(4)")
        with ThreadPoolExecutor(50) as visitors:
            found = list(visitors.map(lambda n: make(address, "x^2", f"visitor{n}"), range(50)))
        assert all(one["success"] for one in found)
        ends = [one["said"][-1] + one["said"][-2] if len(one["said"]) > 1 else one["said"][-1] for one in found]
        refused = [end for end in ends if "Too many people" in end]
        lessons = [end for end in ends if "dm-lesson" in end]
        assert len(refused) + len(lessons) == 50
        assert 5 <= len(lessons) < 25
        assert "<math" in reading("x").json()["data"][0]


def test_a_lesson_and_its_files(serving: Serving, made_by: Callable[..., None], tmp_path: Path) -> None:
    made_by()
    with serving() as address:
        said = "".join(make(address, "x^2", "visitor")["said"])
        assert "<b>" not in said
        assert "&lt;b&gt;a note" in said
        assert str(tmp_path) not in said
        assert not re.search(r"/home/|making-|making/", said)
        token = re.search(r"lesson/([\w-]+)/video.mp4", said)
        assert token is not None
        place = f"{address}/lesson/{token[1]}"
        video = httpx.get(f"{place}/video.mp4", headers={"range": "bytes=4-8"}, timeout=60)
        assert (video.status_code, video.text, video.headers["content-type"]) == (206, "video", "video/mp4")
        for name in ("handout.html", "scene.py", "video.mp4"):
            found = httpx.get(f"{place}/{name}?download", timeout=60)
            assert found.headers["content-disposition"].startswith('attachment; filename="x2.')
            assert found.headers["x-content-type-options"] == "nosniff"
        assert httpx.get(f"{place}/other", timeout=60).status_code == 404
        assert "dm-refused" in "".join(make(address, "x2 + 1", "visitor")["said"])


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    from derivative_manim.app.server import _listening  # brings Gradio, which takes its time

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OptionError, match=f"port {port} of 127.0.0.1 cannot be had"):
            _listening("127.0.0.1", port)
    with _listening("127.0.0.1", None) as first, _listening("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_the_space_is_of_this_version_and_of_the_gradio_that_is_tried() -> None:
    root = Path(__file__).parents[2]
    from derivative_manim import __version__

    assert (root / "space" / "requirements.txt").read_text() == f"derivative-manim[app]=={__version__}\n"
    pinned = re.search(r"^gradio==(\S+)", (root / "constraints.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert f"sdk_version: {pinned[1]}\n" in (root / "space" / "README.md").read_text()
    assert "from derivative_manim.app.server import serve" in (root / "space" / "app.py").read_text()
