"""Where the scenes and their records are: inside the installed package, or at the root of a checkout."""

from pathlib import Path

from derivative_manim.errors import DataNotFoundError

PACKAGE = Path(__file__).resolve().parent
EXAMPLES = "metadata/examples.jsonl"


def data_root(root: str | Path | None = None) -> Path:
    """Find the folder that holds `code/` and `metadata/`.

    Args:
        root: a folder to use in place of the package's own; it is checked in the same way.

    Returns:
        An absolute path.

    Raises:
        DataNotFoundError: there are no records there.
    """
    if root is not None:
        found = Path(root).resolve()
        if not (found / EXAMPLES).is_file():
            raise DataNotFoundError(f"{found} holds no {EXAMPLES}: it is no tree of this dataset")
        return found
    installed = PACKAGE / "_data"
    if (installed / EXAMPLES).is_file():
        return installed
    checkout = checkout_root()
    if checkout is not None and (checkout / EXAMPLES).is_file():
        return checkout
    if checkout is not None:
        raise DataNotFoundError(
            f"{checkout} holds no {EXAMPLES}: make it with `derivative-manim build` "
            "(needs `pip install 'derivative-manim[generation]'`)"
        )
    raise DataNotFoundError(
        f"{installed} holds no {EXAMPLES}: the installation is damaged; mend it with "
        "`pip install --force-reinstall derivative-manim`"
    )


def checkout_root() -> Path | None:
    """Return the root of the checkout that this package is run from, or None if it is installed."""
    # A `code` folder alone would prove nothing: in site-packages it could be anybody's.
    parent = PACKAGE.parent
    return parent if (parent / "pyproject.toml").is_file() else None
