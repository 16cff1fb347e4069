"""`inspect eval derivative_manim/derivative_manim`: the task under the name that the installed package registers."""

import json
import os
import subprocess
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from repository import REPOSITORY

pytest.importorskip("inspect_ai")

SCRIPT = """
from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model
output = ModelOutput.from_content("mockllm/model", "(")
output.usage = ModelUsage(input_tokens=1, output_tokens=1)
log = eval("derivative_manim/derivative_manim", model=get_model("mockllm/model", custom_outputs=[output]), limit=1,
           log_dir="logs", display="none")[0]
print(log.status, log.samples[0].scores["scene_verdict"].metadata["error_class"])
"""


def test_the_task_by_its_registered_name(tmp_path: Path) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # What an installation writes, so that the test does not depend on when the checkout was installed.
    installed = tmp_path / "site" / "registered-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: registered\nVersion: 1.0\n")
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["inspect_ai"].items())
    (installed / "entry_points.txt").write_text(f"[inspect_ai]\n{entries}")
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join((str(installed.parent), str(REPOSITORY))))
    environment["XDG_DATA_HOME"] = str(tmp_path / "data")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "success syntax"


class Endpoint(BaseHTTPRequestHandler):
    """Speaks OpenAI's chat/completions, as vLLM and llama.cpp do; its model can write one parenthesis."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012 - one for all requests

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({"path": self.path, **request})
        message = {"role": "assistant", "content": "```python\n(\n```"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 300, "completion_tokens": 5, "total_tokens": 305}
        answer = {"id": "1", "object": "chat.completion", "created": 0, "model": request["model"], "usage": usage}
        body = json.dumps({**answer, "choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_a_row_from_an_endpoint_as_the_documentation_says(tmp_path: Path) -> None:
    pytest.importorskip("openai")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = dict(os.environ, PYTHONPATH=str(REPOSITORY), XDG_DATA_HOME=str(tmp_path / "data"))
    environment |= {"LOCAL_BASE_URL": f"http://127.0.0.1:{server.server_port}/v1", "LOCAL_API_KEY": "none"}
    task = f"{REPOSITORY / 'finetune' / 'inspect_task.py'}@derivative_manim"
    steps = [
        ["inspect_ai", "eval", task, "--model", "openai-api/local/small", "--limit", "2", "--temperature", "0",
         "--log-dir", "logs", "--display", "none"],
        ["finetune", "inspect", "LOG", "--output", "row"],
    ]  # fmt: skip
    try:
        for step in steps:
            given = [str(next((tmp_path / "logs").glob("*.eval"))) if part == "LOG" else part for part in step]
            done = subprocess.run(
                [sys.executable, "-m", *given],
                cwd=tmp_path,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr + done.stdout
    finally:
        server.shutdown()
        server.server_close()
    assert [(one["path"], one["model"], one["temperature"]) for one in Endpoint.asked] == [
        ("/v1/chat/completions", "small", 0)
    ] * 2
    assert "Write one Python file for Manim Community" in Endpoint.asked[0]["messages"][0]["content"]
    settings = json.loads((tmp_path / "row" / "generation.json").read_text())
    assert (settings["kind"], settings["model"], settings["functions"]) == ("api", "openai-api/local/small", 2)
    samples = [json.loads(line) for line in (tmp_path / "row" / "samples.jsonl").read_text().splitlines()]
    assert [(one["scene"], one["completion_tokens"]) for one in samples] == [("(\n", 5)] * 2
