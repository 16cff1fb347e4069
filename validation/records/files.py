"""Records and scene files belong together, one to one, and nothing else lies beside them.

The sums of the manifest are compared by `derivative-manim verify`.
"""

import hashlib
import re
from collections.abc import Iterator

from ..problem import Problem
from ..release import EXAMPLES, MANIFEST, Record, Release
from .measurements import CERTIFICATE, INFO, TOKENS
from .problems import BUILD, error, of_record
from .schema import SCHEMA

RULES = {
    "dataset.files": "each record has its scene at code/<level>/<rank>_<slug>.py, with its SHA-256 sum and length",
    "dataset.stale": "every file is described by something, and every scene names the record that it was made for",
}

BUILT = {EXAMPLES, MANIFEST, SCHEMA, INFO, "metadata/statistics.json", "metadata/curriculum_mapping.json"}
"""The files of metadata/ that every build makes; the certificate and the counts of tokens come later."""

_ID = re.compile(r"\bdm-\d+")
_UNDO = f"undo the change of the file, or {BUILD}"


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with the files, and with what records and manifest say of them."""
    for record in release.records:
        yield from _check_record(release, record)
    for path in sorted(BUILT - release.files.keys()):
        yield error("dataset.files", path, "the file is missing")
    for path in release.files:
        if path in release.scenes:
            yield from _check_scene(release, path)
        elif path not in BUILT | {CERTIFICATE, TOKENS}:
            yield error("dataset.stale", path, "nothing describes this file", "remove it")


def _check_record(release: Release, record: Record) -> Iterator[Problem]:
    values, path = record.values, record.path
    first = release.by_path[path]
    if first is not record:
        yield of_record("dataset.files", record, f"{path} is the path of {first.text('id')} too")
    place = f"code/{values['level']}/{values['rank']:04d}"
    if not re.fullmatch(rf"{place}(_[a-z0-9]+)+\.py", path):
        yield of_record("dataset.files", record, f"the path {path} is not {place}_<slug>.py")
    content = release.files.get(path)
    if content is None:
        yield of_record("dataset.files", record, f"there is no file {path}")
        return
    measured = {"sha256": hashlib.sha256(content).hexdigest(), "chars": len(release.scenes[path].text)}
    for field, value in measured.items():
        if values[field] != value:
            yield of_record("dataset.files", record, f"{field} of {path} is {value}, not {values[field]}", _UNDO)


def _check_scene(release: Release, path: str) -> Iterator[Problem]:
    record, named = release.by_path.get(path), set(_ID.findall(release.scenes[path].text))
    if record is None:
        yield error("dataset.stale", path, "no record has this scene", f"remove it, or {BUILD}")
    elif named != {record.text("id")}:
        said = ", ".join(sorted(named)) or "no record"
        yield error("dataset.stale", path, f"the scene names {said}, but belongs to {record.text('id')}")
