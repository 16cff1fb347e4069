"""The certificate is of these scenes; that it is true of them, `python -m validation certify --check` finds out."""

import hashlib
from collections.abc import Iterator

from ..problem import Problem
from ..release import CERTIFICATE, Release
from .problems import error, listed

RULES = {"dataset.certificate": "validation.json, if there, names every scene, and no other, with its present sum"}


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with the certificate."""
    hint = "run derivative-manim build --certify"
    sums = {r.text("id"): hashlib.sha256(release.files.get(r.path, b"")).hexdigest() for r in release.records}
    try:
        given = {row["id"]: row["sha256"] for row in release.documents[CERTIFICATE]["examples"]}
    except (KeyError, TypeError) as reason:
        if CERTIFICATE in release.files:
            yield error("dataset.certificate", CERTIFICATE, f"it is none: {type(reason).__name__}: {reason}", hint)
        return
    other = sorted(name for name in {*sums, *given} if sums.get(name) != given.get(name))
    if other:
        message = f"{len(other)} ids have another sha256 in it: {listed(other)}"
        yield error("dataset.certificate", CERTIFICATE, message, hint)
