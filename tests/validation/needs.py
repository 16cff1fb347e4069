"""What the tests of a module need; where it is missing they are skipped, all of them."""

import shutil

import pytest

from validation.sandbox import SandboxUnavailable, require


def sandbox() -> None:
    """Skip the module where nothing can be run in a sandbox."""
    try:
        require()
    except SandboxUnavailable as error:
        pytest.skip(str(error), allow_module_level=True)


def latex() -> None:
    """Skip the module where no formula can be set."""
    if not (shutil.which("latex") and shutil.which("dvisvgm")):
        pytest.skip("latex and dvisvgm are not on PATH", allow_module_level=True)
