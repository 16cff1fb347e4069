"""A copy of the data with a certificate and a repair set of its scenes, for the tests of what is made of such a tree.

Those of the checkout may be of other scenes while somebody works on them; the tests of a release are not about that.
"""

import json
import shutil
from pathlib import Path

from derivative_manim.manifest import write_manifest

REPOSITORY = Path(__file__).resolve().parents[1]


def certified_tree(root: Path) -> Path:
    """Make it in `root`, a folder that does not exist."""
    for name in ("code", "metadata", "repair"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dataset_card.md", "LICENSE", "CITATION.cff", "examples/contact_sheet.png", "examples/figures.svg"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(REPOSITORY / name, root / name)
    records = [json.loads(line) for line in (root / "metadata/examples.jsonl").read_text("utf-8").splitlines()]
    sums = {record["id"]: record["sha256"] for record in records}
    file = root / "metadata/validation.json"
    certificate = json.loads(file.read_text(encoding="utf-8"))
    for row in certificate["examples"]:
        row["sha256"] = sums[row["id"]]
    file.write_text(json.dumps(certificate), encoding="utf-8")
    paths = {record["id"]: record["path"] for record in records}
    for file in (root / "repair").glob("*.jsonl"):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            row["mended"] = (root / paths[row["parent"]]).read_text(encoding="utf-8")
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    write_manifest(root)
    return root
