"""Which training function is nearest, and how far: the columns `nearest_train` and `novelty`, computed anew.

The distance of two texts is the number of tokens that have to be put in, left out or replaced, divided by the number
of tokens of the longer one. A training function is compared with the others of train.
"""

import io
import tokenize
from collections.abc import Iterator

import numpy as np

from ..problem import Problem
from ..release import Release
from .problems import of_record, shown

RULES = {
    "dataset.nearest": "nearest_train is a training function, none is nearer by tokens, and novelty says how far it is",
}

ROUNDED = 0.0006
"""Novelty has three digits."""


def check(release: Release) -> Iterator[Problem]:
    """Yield the records whose nearest training function is another, or is not as far as they say."""
    texts = [_tokens(record.text("function")) for record in release.records]
    numbers: dict[str, int] = {}
    padded = np.full((len(texts), max(map(len, texts), default=0)), -1)
    for row, text in zip(padded, texts, strict=True):
        row[: len(text)] = [numbers.setdefault(token, len(numbers)) for token in text]
    lengths = np.array([len(text) for text in texts])
    train = np.array([record.text("split") == "train" for record in release.records])
    places = {record.text("id"): place for place, record in enumerate(release.records)}
    for place, record in enumerate(release.records):
        far = _distances(padded[place, : lengths[place]], padded, lengths) / np.maximum(lengths, lengths[place])
        far[~train] = np.inf
        far[place] = np.inf
        named = places.get(record.text("nearest_train"), place)
        if far[named] > far.min(initial=np.inf):
            other = release.records[int(far.argmin())].text("id")
            message = f"the nearest training function is {other}, {far.min():.3f} away"
            yield of_record("dataset.nearest", record, f"{message}, not {shown(record.text('nearest_train'))}")
        elif np.isfinite(far[named]) and abs(far[named] - record.values["novelty"]) > ROUNDED:
            message = f"novelty is {record.values['novelty']}, but {record.text('nearest_train')} is"
            yield of_record("dataset.nearest", record, f"{message} {far[named]:.3f} away")


def _tokens(text: str) -> list[str]:
    try:
        found = [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline)]
    except (tokenize.TokenError, SyntaxError):
        return [text]  # `record.function` says that it is no formula
    return [token for token in found if token.strip()]


def _distances(own: np.ndarray, others: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The edits from one text to each of the others, all rows of the table at once."""
    columns = np.arange(others.shape[1] + 1)
    row = np.tile(columns, (len(others), 1))
    for count, token in enumerate(own, start=1):
        replaced = row[:, :-1] + (others != token)
        best = np.concatenate([np.full((len(others), 1), count), np.minimum(replaced, row[:, 1:] + 1)], axis=1)
        # putting tokens in, from the left: min over k <= j of best[k] + (j - k)
        row = np.minimum.accumulate(best - columns, axis=1) + columns
    edits: np.ndarray = row[np.arange(len(others)), lengths]
    return edits
