from collections.abc import Callable

import pytest

HEAVY = "datasets", "pyarrow", "pandas", "numpy", "torch", "transformers", "manim", "sympy", "rich", "yaml"


@pytest.mark.parametrize("module", ["derivative_manim", "derivative_manim.cli", "derivative_manim.manifest"])
def test_importing_is_cheap(module: str, python: Callable[..., str]) -> None:
    assert python(f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])") == "[]"


@pytest.mark.parametrize("module", ["validation", "validation.audit", "validation.commands.lessons"])
def test_an_audit_that_finds_everything_known_imports_nothing_heavy(module: str, python: Callable[..., str]) -> None:
    heavy = "manim", "sympy", "numpy", "lark", "jsonschema", "derivative_manim"
    assert python(f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])") == "[]"


@pytest.mark.parametrize("name", ["torch", "transformers", "manim", "sympy"])
def test_loading_needs_datasets_and_nothing_heavier(name: str, python: Callable[..., str]) -> None:
    # A module that is None in sys.modules cannot be imported: whoever needs it fails.
    script = f"""
import sys; sys.modules[{name!r}] = None
import derivative_manim
from datasets import load_dataset
print(load_dataset("derivative-manim", split="train").num_rows)
"""
    assert python(script) == "418"


@pytest.mark.parametrize(
    "imports",
    [
        "import derivative_manim; from datasets import load_dataset, get_dataset_config_names as names",
        "from datasets import load_dataset, get_dataset_config_names as names; import derivative_manim",
        "import datasets.load; import derivative_manim; "
        "from datasets import load_dataset, get_dataset_config_names as names",
    ],
)
def test_the_order_of_the_imports_does_not_matter(imports: str, python: Callable[..., str]) -> None:
    script = f"{imports}; name = 'derivative-manim'; "
    script += "print(load_dataset(name, split='test').num_rows, len(names(name)))"
    assert python(script) == "69 6"
