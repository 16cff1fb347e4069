"""`derivative-manim animate`."""

import json
import os
import subprocess
import sys
import time

import pytest
from repository import REPOSITORY

from derivative_manim.animating import tools
from derivative_manim.cli import main
from derivative_manim.errors import ToolError


def test_one_function(tmp_path, capsys):
    assert main(["animate", "-x^2", "--no-render", "--window", "-pi/2", "3", "-o", str(tmp_path / "a")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("f(x) = -x^2\n-x^{2}\n")
    assert "f'(x) = -2*x" in said
    assert main(["animate", "x^2 ln(x)", "--no-render", "-o", str(tmp_path / "b")]) == 0
    assert "f'(x) = x*(2*ln(x) + 1)\n" in capsys.readouterr().out
    assert main(["animate", "1/x", "--no-render", "-o", str(tmp_path / "c")]) == 0
    assert "f'(x) = -1/x^2\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["read", "animate"])
def test_a_function_without_quotes(command, capsys):
    assert main([command, "x", "sin", "x"]) == 2
    assert (
        capsys.readouterr().err
        == f"derivative-manim: put the function in quotes: derivative-manim {command} 'x sin x'\n"
    )


def test_what_is_printed_is_in_the_letter_that_was_typed(tmp_path, capsys):
    assert main(["animate", "4.9t^2 + e^t", "--no-render", "-o", str(tmp_path / "a")]) == 0
    said = capsys.readouterr().out
    assert "f'(t) = exp(t) + 49*t/5" in said or "f'(t) = 49*t/5 + exp(t)" in said
    assert "note: the lesson calls the variable x, not t\n" in said
    assert "note: the lesson writes 49/10 for 4.9\n" in said


def test_a_refusal_points_at_the_place_and_says_what_to_type(tmp_path, capsys):
    assert main(["animate", "x^2 + y", "--no-render", "-o", str(tmp_path / "a")]) == 2
    assert "      ^" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


def test_json(tmp_path, capsys):
    assert main(["animate", "e^x", "--no-render", "--json", "-o", str(tmp_path / "a")]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["derivative"] == "exp(x)"
    assert row["steps"][-1]["latex"] == "f'(x) = e^{x}"


def test_a_file_of_functions(tmp_path, capsys):
    (tmp_path / "functions.txt").write_text("# mine\nx^2\n\nx y\n")
    arguments = ["animate", "--file", str(tmp_path / "functions.txt"), "--no-render", "-o", str(tmp_path / "all")]
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert "made     x^2: " in said.out
    assert "refused  x y: there are 2 variables" in said.out
    assert "1 made, 0 there already, 1 refused" in said.err
    assert main(arguments) == 1
    assert "kept     x^2: " in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('id')",
        "().__class__",
        "9**9**9**9*x",
        "(" * 1_000_000,
        "sin(" * 10_000 + "x" + ")" * 10_000,
        "x\x00\x1b[31m",
        r"\input{/etc/passwd}",
        r"\write18{id}",
    ],
)
@pytest.mark.usefixtures("no_collection")
def test_hostile_input_is_refused_at_once(text, tmp_path, capsys):
    start = time.process_time()
    assert main(["animate", text, "-o", str(tmp_path / "a")]) == 2
    assert time.process_time() - start < 2
    assert "\x1b" not in capsys.readouterr().err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("command", ["read", "animate"])
def test_a_refusal_takes_little_time_and_memory_in_all(command, tmp_path):
    # In between is a small process: what a program starts with counts as its own, and the tests' own process is large.
    measure = (
        "import resource, subprocess, sys; print(subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode); "
    )
    measure += (
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    arguments = [sys.executable, "-m", "derivative_manim", command, "9**9**9**9*x"]
    done = subprocess.run(
        [sys.executable, "-c", measure, *arguments],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    status, seconds, memory = done.stdout.split()
    assert status == "2"
    assert float(seconds) < 1
    assert int(memory) < 200 * 1024  # kilobytes


def test_missing_latex_is_found_before_rendering(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(tools.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    with pytest.raises(ToolError, match="LaTeX and dvisvgm are not installed: sudo apt-get install texlive"):
        tools.require(check=False)
    assert main(["animate", "x", "-o", str(tmp_path / "a")]) == 2
    assert "apt-get install" in capsys.readouterr().err
