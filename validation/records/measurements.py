"""What is measured of the scenes after they are built: the certificate and the counts of tokens. Are they of these?

What the certificate says about a scene (that it passes, how long its video is) is known only by checking all scenes
again, and that a tokenizer makes so many tokens of a text only by asking it again. That both speak of the scenes and
prompts as they are now, of all of them, that they add up, and that every example fits the length that models are
trained with, is checked here.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..problem import Problem
from ..release import Release
from .design import MAX_TOKENS, PROMPT
from .problems import error, listed, shown

CERTIFICATE = "metadata/validation.json"
INFO = "metadata/dataset_info.json"
TOKENS = "metadata/tokens.json"

RULES = {
    "dataset.certificate": "validation.json, if there, names every scene with its present sum, and adds up its rows",
    "dataset.tokens": "tokens.json, if there, names every scene and prompt with its present sum, adds up its rows, and"
    " has none above 2,048",
}

MEASURES = ("seconds", "animations")


def check(release: Release) -> Iterator[Problem]:
    """Yield what is wrong with the certificate and with the counts of tokens."""
    parts = {CERTIFICATE: (_certificate, "dataset.certificate"), TOKENS: (_tokens, "dataset.tokens")}
    for path, (part, rule) in parts.items():
        try:
            messages = list(part(release, release.documents[path])) if path in release.files else []
        except (KeyError, TypeError, ValueError, ArithmeticError) as reason:
            messages = [f"it is not what it should be: {type(reason).__name__}: {reason}"]
        for message in messages:
            yield error(rule, path, message, "run derivative-manim build --certify")


def _certificate(release: Release, document: Any) -> Iterator[str]:
    rows, manim = document["examples"], document["manim"]
    pinned = release.documents[INFO]["manim_version"]
    if manim != pinned:
        yield f"it was made with Manim {manim}, but the release is for {pinned}"
    yield from _differences(rows, "sha256", _scenes(release))
    for key, right in summarise(rows, manim).items():
        if document["summary"][key] != right:
            yield f"its summary has {key} {shown(document['summary'][key])}, but its rows make {shown(right)}"


def summarise(rows: Sequence[Mapping[str, Any]], manim: str) -> dict[str, Any]:
    """Add up the rows of a certificate.

    Args:
        rows: one for each scene, with its `seconds` and `animations`.
        manim: the version that the scenes ran under.

    Returns:
        What the certificate has under `summary`.
    """
    summary: dict[str, Any] = {"scenes": len(rows), "manim": manim}
    for name in MEASURES:
        values = [row[name] for row in rows]
        total = sum(values)
        mean = round(total / len(values), 1)
        summary[name] = {"total": round(total, 1), "mean": mean, "min": min(values), "max": max(values)}
    return summary


def _tokens(release: Release, document: Any) -> Iterator[str]:
    rows = document["examples"]
    if document["max_length"] != MAX_TOKENS:
        yield f"its max_length is {shown(document['max_length'])}, not {MAX_TOKENS}"
    prompts = {r.text("id"): PROMPT.replace("{}", r.text("instruction")).encode() for r in release.records}
    yield from _differences(rows, "sha256", _scenes(release))
    yield from _differences(rows, "prompt_sha256", prompts)
    wrong = [row["id"] for row in rows if row["prompt"] + row["completion"] != row["total"]]
    if wrong:
        yield f"{len(wrong)} ids have a total that is not prompt and completion together: {listed(wrong)}"
    long = [row["id"] for row in rows if row["total"] > MAX_TOKENS]
    if long:
        yield f"{len(long)} ids have more than {MAX_TOKENS} tokens, so that training would cut them: {listed(long)}"


def _differences(rows: Sequence[Mapping[str, Any]], column: str, texts: Mapping[str, bytes]) -> Iterator[str]:
    expected = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    names, given = [row["id"] for row in rows], {row["id"]: row[column] for row in rows}
    for what, ids in {
        "are in it more than once": sorted({name for name in names if names.count(name) > 1}),
        "are in it, but are no records": [name for name in given if name not in expected],
        "are not in it": [name for name in expected if name not in given],
        f"have another {column} in it": [name for name, sum_ in expected.items() if given.get(name, sum_) != sum_],
    }.items():
        if ids:
            yield f"{len(ids)} ids {what}: {listed(ids)}"


def _scenes(release: Release) -> dict[str, bytes]:
    return {record.text("id"): release.files.get(record.path, b"") for record in release.records}
