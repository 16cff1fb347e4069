"""The configuration `preview`: a few lessons with their last frame and their video, for the Hub's viewer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from derivative_manim.hub import samples
from derivative_manim.hub.layout import configuration, write_parquet
from derivative_manim.records import Example

NAME = "preview"
_TEXTS = ("id", "level", "split", "function", "derivative", "instruction")

Tick = Callable[[str], None]


def write_preview(folder: Path, examples: Sequence[Example], quality: str, tick: Tick) -> dict[str, Any]:
    """Render the lessons that are shown, and write samples/*.mp4, samples/*.png and the configuration.

    Args:
        folder: the Hub's folder.
        examples: all of them.
        quality: of the videos, one of `samples.QUALITIES`.
        tick: is told which lesson is next.

    Returns:
        The configuration, as `layout.configuration` gives it.

    Raises:
        ReleaseError: Manim is missing, or failed.
    """
    import pyarrow as pa

    file = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    (folder / "samples").mkdir()
    rows: list[dict[str, Any]] = []
    for example in samples.shown(examples):
        tick(example["function"])
        name = Path(example["path"]).stem
        row: dict[str, Any] = {key: example[key] for key in _TEXTS}  # type: ignore[literal-required]
        video, picture = samples.render(example, quality)
        for key, made in (("image", picture), ("video", video)):
            copy = folder / "samples" / f"{name}{made.suffix}"
            shutil.copyfile(made, copy)
            row[key] = {"bytes": made.read_bytes(), "path": copy.name}
        rows.append(row)
    schema = pa.schema([("image", file), ("video", file), *((key, pa.string()) for key in _TEXTS)])
    path = f"{NAME}/{NAME}-00000-of-00001.parquet"
    written = write_parquet(pa.Table.from_pylist(rows, schema=schema), folder / path)
    return configuration(NAME, folder, [{"name": NAME, "path": [path], **written}], features())


def features() -> list[dict[str, Any]]:
    """Return the columns as `dataset_info` has them.

    The video is not decoded: that needs torchcodec, and whoever looks at a row wants the file.
    """
    texts = [{"name": key, "dtype": "string"} for key in _TEXTS]
    return [{"name": "image", "dtype": "image"}, {"name": "video", "dtype": {"video": {"decode": False}}}, *texts]
