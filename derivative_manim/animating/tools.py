"""What rendering needs beside this package, looked for before anything is rendered."""

from __future__ import annotations

import importlib.util
import shutil
import sys

from derivative_manim.errors import ToolError

_DEBIAN = "sudo apt-get install texlive-latex-extra texlive-fonts-recommended dvisvgm"
# The command that installs LaTeX with dvisvgm, by the package manager that is there.
_COMMANDS = (
    ("apt-get", _DEBIAN),
    ("dnf", "sudo dnf install texlive-scheme-medium texlive-standalone texlive-preview texlive-dvisvgm"),
    ("pacman", "sudo pacman -S texlive-latexextra texlive-fontsrecommended texlive-binextra"),
    ("zypper", "sudo zypper install texlive-latex texlive-standalone texlive-preview texlive-dvisvgm"),
    ("brew", "brew install --cask mactex-no-gui"),
)


def require(*, check: bool, voice: str | None = None, language: str = "en") -> None:
    """See that what rendering needs is installed.

    Args:
        check: whether the validator's libraries are needed too.
        voice: what is to speak, if anything.
        language: in which.

    Raises:
        ToolError: something is not; the message has the one command that installs it on this system.
    """
    if sys.platform == "win32":
        raise ToolError("rendering needs Linux or macOS, if need be in WSL; --no-render gives the scene and the steps")
    if importlib.util.find_spec("manim") is None:
        raise ToolError("Manim is not installed: pip install 'derivative-manim[animate]' (or use --no-render)")
    if check:
        absent = [name for name in ("sympy", "msgspec") if importlib.util.find_spec(name) is None]
        if absent:
            said = " and ".join(absent)
            raise ToolError(f"the check needs {said}: pip install 'derivative-manim[animate]' (or use --no-check)")
    missing = [name for name in ("latex", "dvisvgm") if shutil.which(name) is None]
    if missing:
        said = "LaTeX and dvisvgm are" if len(missing) == 2 else f"{missing[0].replace('latex', 'LaTeX')} is"
        raise ToolError(f"{said} not installed: {command()} (or use --no-render)")
    if voice is not None:
        from derivative_manim.animating.voice import speaker

        speaker(voice, language)


def command() -> str:
    """The command that installs LaTeX and dvisvgm here."""
    return next((line for manager, line in _COMMANDS if shutil.which(manager)), "install TeX Live, tug.org/texlive")
