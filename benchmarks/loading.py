"""Times `load_dataset("derivative-manim")` beside reading a Parquet file of the same rows with pyarrow.

    python benchmarks/loading.py

Importing datasets and pyarrow is not counted. Each figure is the best of several runs.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

import derivative_manim
from derivative_manim.columns import arrow_schema
from derivative_manim.records import LEVELS, read_examples

CONFIGS = ("all", *LEVELS)
RUNS = 5


def best(action: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as folder:
        parquet, cache = Path(folder) / "rows.parquet", f"{folder}/cache"
        pq.write_table(pa.Table.from_pylist(list(read_examples()), schema=arrow_schema()), parquet)
        fresh = iter(range(1000))

        def load(configs: tuple[str, ...], cache_dir: str) -> None:
            for config in configs:
                derivative_manim.load_dataset(config, cache_dir=cache_dir)

        load(CONFIGS, cache)
        rows: list[tuple[str, float, float | None]] = [
            ("pyarrow, the same rows as Parquet", best(lambda: pq.read_table(parquet)), None),
            ("all, first load", best(lambda: load(("all",), f"{folder}/{next(fresh)}")), 2.0),
            ("all, from the cache", best(lambda: load(("all",), cache)), 0.5),
            ("five configurations, first load", best(lambda: load(CONFIGS, f"{folder}/{next(fresh)}")), 2.0),
            ("five configurations, from the cache", best(lambda: load(CONFIGS, cache)), 0.5),
        ]
    table = Table(title=f"derivative-manim {derivative_manim.__version__}, datasets {datasets.__version__}")
    for name in ("what", "seconds", "target", "times pyarrow"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for what, seconds, target in rows:
        shown = "" if target is None else f"< {target:g}"
        table.add_row(what, f"{seconds:.3f}", shown, f"{seconds / rows[0][1]:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
