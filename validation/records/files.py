"""Records and scene files belong together, one to one, and nothing else lies beside them."""

import hashlib
import re
from collections.abc import Iterator

from ..problem import Problem, Where
from ..release import EXAMPLES, MANIFEST, Record, Release
from .problems import error, shown
from .schema import SCHEMA

RULES = {
    "dataset.files": "each record has its scene at code/<level>/<rank>_<slug>.py, with its SHA-256 sum and length",
    "dataset.text": "each scene is UTF-8 with no carriage return and no NUL, and ends with one newline",
    "dataset.stale": "every file is described by something, and every scene names the record that it was made for",
}

STATISTICS = "metadata/statistics.json"
CURRICULUM = "metadata/curriculum_mapping.json"
INFO = "metadata/dataset_info.json"
CERTIFICATE = "metadata/validation.json"
TOKENS = "metadata/tokens.json"
MADE_LATER = frozenset({CERTIFICATE, TOKENS})
"""The certificate of the validator and the counts of tokens: there once they have been made."""

METADATA = frozenset({EXAMPLES, MANIFEST, SCHEMA, STATISTICS, CURRICULUM, INFO, *MADE_LATER})
"""The files of metadata/ that the dataset has."""

_BUILD = "build the dataset again"
_ID = re.compile(r"\bdm-\d+")


def check(release: Release) -> Iterator[Problem]:
    """Check the files of the scenes, and that there are no others.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    first_of: dict[str, Record] = {}
    for record in release.records:
        first = first_of.setdefault(record.path, record)
        if first is not record:
            message = f"{record.name}: {shown(record.path)} is the path of {first.name} too"
            yield error("dataset.files", record.where, message, _BUILD)
        yield from _check_record(record, release.files.get(record.path))
    for path in sorted(METADATA - MADE_LATER - release.files.keys()):
        yield error("dataset.files", Where(path), "the file is missing", _BUILD)
    for path, content in release.files.items():
        if path in release.scenes:
            yield from _check_scene(path, content, first_of.get(path))
        elif path not in METADATA:
            yield error("dataset.stale", Where(path), "nothing describes this file", "remove it")


def _check_record(record: Record, content: bytes | None) -> Iterator[Problem]:
    level, rank = record.text("level"), record.number("rank")
    name = re.compile(rf"code/{re.escape(level)}/{rank or 0:04d}_[a-z0-9]+(_[a-z0-9]+)*\.py")
    if rank is None or rank >= 10**4 or not name.fullmatch(record.path):
        message = (
            f"{record.name}: the path {shown(record.path)} is not code/{level[:20]}/<rank {shown(rank)}>_<slug>.py"
        )
        yield error("dataset.files", record.where, message, _BUILD)
    if content is None:
        message = f"{record.name}: there is no file {shown(record.path)}"
        yield error("dataset.files", record.where, message, _BUILD)
        return
    found = hashlib.sha256(content).hexdigest()
    if record.text("sha256") != found:
        message = (
            f"{record.name}: the SHA-256 sum of {record.path} is {found}, not {shown(record.values.get('sha256'))}"
        )
        yield error("dataset.files", record.where, message, "undo the change of the file, or build the dataset again")
    chars = len(content.decode("utf-8", errors="replace"))
    if record.number("chars") != chars:
        message = f"{record.name}: {record.path} has {chars} characters, not {shown(record.values.get('chars'))}"
        yield error("dataset.files", record.where, message, _BUILD)


def _check_scene(path: str, content: bytes, record: Record | None) -> Iterator[Problem]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as reason:
        yield error("dataset.text", Where(path), f"byte {reason.start + 1} is not UTF-8", "save the file as UTF-8")
        text = content.decode("utf-8", errors="replace")
    for sign, name in {"\r": "a carriage return", "\0": "a NUL character", "\ufeff": "a byte order mark"}.items():
        if sign in text:
            line = text[: text.index(sign)].count("\n") + 1
            yield error("dataset.text", Where(path, line), f"the scene has {name}", "remove it")
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield error("dataset.text", Where(path), "the scene does not end with exactly one newline", "end it with one")
    if record is None:
        yield error("dataset.stale", Where(path), "no record has this scene", "remove it, or build the dataset again")
        return
    named = set(_ID.findall(text))
    if named != {record.text("id")}:
        what = f"names {shown(', '.join(sorted(named)))}" if named else "names no record"
        message = f"the scene {what}, but belongs to {record.name}"
        yield error("dataset.stale", Where(path), message, _BUILD)
