"""Record what Manim itself says of every scene: `python -m tools.plain_manim [NAME ...]`.

Each scene is run as a person would run it, one `manim render --dry_run -ql -a` process a file, and what came of it is
written to tests/validation/scenes/plain_manim.json; with names, only those are run again. It takes about twenty minutes
of a processor. The scenes run without a sandbox: they are this project's own and Manim's.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import manim

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "validation"))

from scenes import examples  # noqa: E402

RESULTS = examples.FOLDER / "plain_manim.json"
SECONDS = 60
MEMORY = 2 * 2**30


def run(source: bytes, media: Path) -> dict[str, Any]:
    """Run one scene.

    Returns:
        `runs`: whether Manim exits with 0 and finds a scene; `exit`: its status, None if it was stopped after
        `SECONDS`; `error`: the class of the exception that it shows.
    """
    command = [sys.executable, "-m", "manim", "render", "--dry_run", "-ql", "-a", "--progress_bar", "none"]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "scene.py").write_bytes(source)
        try:
            done = subprocess.run(
                [*command, "--media_dir", str(media), "scene.py"],
                cwd=folder,
                env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                check=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
            )
        except subprocess.TimeoutExpired:
            return {"runs": False, "exit": None, "error": ""}
    said = done.stdout.decode(errors="replace")
    errors = re.findall(r"^(?:[\w.]+\.)?([A-Z]\w+)(?:: .*)?$", said, re.MULTILINE)
    return {
        "runs": done.returncode == 0 and "There are no scenes" not in said,
        "exit": done.returncode,
        "error": errors[-1] if errors and done.returncode else "",
    }


def main() -> None:
    """Run what is named, or everything."""
    wanted = sys.argv[1:]
    known = json.loads(RESULTS.read_text(encoding="utf-8"))["scenes"] if wanted and RESULTS.exists() else {}
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as media:
        for name, source in examples.scenes().items():
            if wanted and name not in wanted and name in known:
                found[name] = known[name]
                continue
            found[name] = run(source, Path(media))
            print(name, found[name], flush=True)
    rows = ",\n".join(f"    {json.dumps(name)}: {json.dumps(result)}" for name, result in found.items())
    RESULTS.write_text(f'{{\n  "manim": "{manim.__version__}",\n  "scenes": {{\n{rows}\n  }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
