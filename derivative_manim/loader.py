"""Makes `datasets.load_dataset("derivative-manim")` find the scenes that this package carries.

`datasets` has no entry point for libraries. Its one door is the function `dataset_module_factory`, which
turns a path into a builder; `redirect` puts another before it, in each module that holds a copy. Only the
bare name is answered here; `org/derivative-manim`, URLs and paths go through as they came.

So does the bare name where the current directory has a folder of that name that is this dataset, as
`derivative-manim export` makes it or as it is downloaded from the Hub: datasets itself takes such a folder. Any other
folder of that name (a checkout, a cache, somebody's notes) is passed over, since datasets would make rows of whatever
lies in it.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from derivative_manim._version import __version__

if TYPE_CHECKING:
    import datasets

NAME = "derivative-manim"

# Set while `load_dataset` below runs: the root to read, wherever the user stands.
_root: ContextVar[Path | None] = ContextVar("_root", default=None)


def load_dataset(
    name: str | None = None, split: Any = None, *, root: str | Path | None = None, **kwargs: Any
) -> datasets.DatasetDict | datasets.Dataset | datasets.IterableDatasetDict | datasets.IterableDataset:
    """Load the scenes that this package carries, whatever folders the current directory has.

    Args:
        name: `all` (the default), `foundation`, `conceptual`, `application` or `advanced`; or `repair`, the repair set.
        split: as for `datasets.load_dataset`: `train`, `validation`, `test`, or slices such as `train[:10%]`;
            all three if None.
        root: another folder with `code/` and `metadata/`, for example a build that is not released.
        **kwargs: as for `datasets.load_dataset`: `streaming`, `num_proc`, `cache_dir`, ...

    Returns:
        What `datasets.load_dataset` returns; a row has the columns of `derivative_manim.columns.EXAMPLE`, of the repair
        set those of `REPAIR`.

    Raises:
        ValueError: there is no such configuration or split; the message lists those there are.
        DataNotFoundError: `root` has no records.
    """
    import datasets

    from derivative_manim.paths import data_root

    token = _root.set(data_root(root))
    try:
        return datasets.load_dataset(NAME, name, split=split, **kwargs)
    finally:
        _root.reset(token)


def redirect(module: ModuleType) -> None:
    """Put the bundled dataset before `module.dataset_module_factory`; done once, however often it is called.

    Args:
        module: `datasets.load` or `datasets.inspect`.
    """
    original = getattr(module, "dataset_module_factory", None)
    if original is None:
        warnings.warn(
            f"this version of datasets has no {module.__name__}.dataset_module_factory: "
            f"load_dataset({NAME!r}) will look on the Hub; use derivative_manim.load_dataset()",
            stacklevel=2,
        )
        return
    if getattr(original, "_derivative_manim", False):
        return

    @functools.wraps(original)
    def dataset_module_factory(path: Any, *args: Any, **kwargs: Any) -> Any:
        if path != NAME or (_root.get() is None and _local_folder_wins()):
            return original(path, *args, **kwargs)
        arguments = inspect.signature(original).bind(path, *args, **kwargs).arguments
        _refuse_what_cannot_be_meant(arguments)
        return _bundled_module()

    dataset_module_factory._derivative_manim = True  # type: ignore[attr-defined]  # seen by the check above
    module.dataset_module_factory = dataset_module_factory  # type: ignore[attr-defined]  # a ModuleType


def _local_folder_wins() -> bool:
    folder = Path(NAME)
    if not folder.is_dir():
        return False
    try:
        if is_this_dataset((folder / "README.md").read_text(encoding="utf-8", errors="replace")):
            return True
    except OSError:
        pass
    # A checkout, which `git clone` names so, and a cache of ours, which `cache_dir="."` puts here, surprise nobody.
    ours = (folder / "derivative_manim" / "__init__.py").is_file() or next(folder.glob("*/*/*/dataset_info.json"), None)
    if not ours:
        warnings.warn(
            f"the folder {folder.resolve()} is not this dataset: the data that the package carries are loaded",
            stacklevel=4,
        )
    return False


def is_this_dataset(page: str) -> bool:
    """Whether a README.md lists the configurations of this dataset, as datasets itself would read them."""
    import yaml

    from derivative_manim.records import LEVELS

    try:
        head = yaml.safe_load(page.split("---", 2)[1]) if page.startswith("---") else None
    except (IndexError, yaml.YAMLError):
        return False
    configs = head.get("configs") if isinstance(head, dict) else None
    names = (
        {each.get("config_name") for each in configs if isinstance(each, dict)} if isinstance(configs, list) else set()
    )
    return names >= set(LEVELS)


def _refuse_what_cannot_be_meant(arguments: dict[str, Any]) -> None:
    # An argument accepted and then ignored would give other data than were asked for.
    for key in ("data_dir", "data_files"):
        if arguments.get(key):
            raise ValueError(f"{NAME!r} has its own files and takes no {key}; did you mean a folder, './{NAME}'?")
    revision = arguments.get("revision")
    if revision is not None and str(revision) not in ("main", __version__, f"v{__version__}"):
        raise ValueError(
            f"revision {str(revision)!r} of {NAME!r} was asked for, but version {__version__} is installed; "
            f"install another with `pip install {NAME}==VERSION`, or name its repository on the Hub"
        )


def _bundled_module() -> Any:
    from datasets.load import DatasetModule

    from derivative_manim.builder import fingerprint
    from derivative_manim.paths import data_root

    root = data_root(_root.get())
    return DatasetModule(
        module_path="derivative_manim.builder",
        hash=fingerprint(root),
        builder_kwargs={"base_path": str(root), "dataset_name": NAME},
    )
