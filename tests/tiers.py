"""Which of many cases run whenever the tests run, and which only with the slow ones (`bash scripts/test.sh -m ''`)."""

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(number: int, values: Iterable[Any]) -> list[Any]:
    """Mark all but each `number`-th as slow."""
    return [value if not at % number else slow(value) for at, value in enumerate(values)]


def slow(value: Any) -> Any:
    """Mark a value of a parameter as slow."""
    return pytest.param(value, marks=pytest.mark.slow)


def chosen(request: pytest.FixtureRequest, argument: str) -> set[Any]:
    """Give the values of a parameter in those tests of the file that are to run; a fixture makes no others."""
    items = [item for item in request.session.items if item.path == request.path and hasattr(item, "callspec")]
    return {item.callspec.params[argument] for item in items if argument in item.callspec.params}
