"""The manifest: the SHA-256 sum of every file, computed anew."""

import hashlib
from collections.abc import Iterator

from ..problem import Problem, Where
from ..release import MANIFEST, Release
from .problems import error, shown

RULES = {
    "dataset.manifest": "manifest.json has the SHA-256 sum of each other file of code/ and metadata/, and no more",
}

_HINT = "build the dataset again, or undo the change of the file"


def check(release: Release) -> Iterator[Problem]:
    """Compare the files with the manifest.

    Args:
        release: the tree.

    Yields:
        Problems of the rules above.
    """
    manifest = release.documents.get(MANIFEST)
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(listed, dict):
        yield error("dataset.manifest", Where(MANIFEST), "there is no list of files in it", "build the dataset again")
        return
    found = {path: content for path, content in release.files.items() if path != MANIFEST}
    for path in sorted(listed.keys() | found.keys()):
        if path not in found:
            message = f"there is no file {shown(path)}, which the manifest lists"
            yield error("dataset.manifest", Where(MANIFEST), message, _HINT)
        elif path not in listed:
            yield error("dataset.manifest", Where(path), "the manifest does not list this file", _HINT)
        else:
            digest = hashlib.sha256(found[path]).hexdigest()
            if listed[path] != digest:
                message = f"the SHA-256 sum is {digest}, but the manifest has {shown(listed[path])}"
                yield error("dataset.manifest", Where(path), message, _HINT)
