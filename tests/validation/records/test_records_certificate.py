"""The certificate: of these scenes, of all of them, and rightly added up."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dataset_tree import Damage, certify, copy_some, edit_json, found, replace, scene_of

from validation.records import certificate
from validation.release import Release

CERTIFICATE = "metadata/validation.json"
MAKE = " (run python -m validation certify, then derivative-manim build)"
RANKS = range(1, 9)

BROKEN: dict[str, tuple[Damage, str]] = {
    "dataset.certificate": (
        edit_json(CERTIFICATE, lambda document: document["examples"][2].update(sha256="0" * 64)),
        "metadata/validation.json: error: dataset.certificate: 1 ids are in it with the SHA-256 sum of another scene:"
        f" dm-0003{MAKE}",
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = copy_some(tmp_path, RANKS)
    certify(root)
    return root


def messages(root: Path) -> list[str]:
    return [
        text.split("dataset.certificate: ", 1)[1].removesuffix(MAKE)
        for text in found(certificate.check, root, "dataset.certificate")
    ]


@pytest.mark.parametrize("rule", certificate.RULES)
def test_broken(rule: str, small: Path) -> None:
    damage, text = BROKEN[rule]
    assert found(certificate.check, small, rule) == []
    assert certificate.is_sound(Release(small))
    damage(small)
    assert found(certificate.check, small, rule) == [text]
    assert not certificate.is_sound(Release(small))


def test_no_certificate(small: Path) -> None:
    (small / CERTIFICATE).unlink()
    assert messages(small) == []
    assert not certificate.is_sound(Release(small))
    assert certificate.summary_of(Release(small)) is None


def test_a_scene_changed_since(small: Path) -> None:
    for rank in RANKS:
        replace(scene_of(rank), "import numpy as np", "import numpy as np  # new")(small)
    assert messages(small) == [
        "8 ids are in it with the SHA-256 sum of another scene: dm-0001, dm-0002, dm-0003, dm-0004, dm-0005, ..."
    ]


def more(document: dict[str, Any]) -> None:
    # One too many, one too few, and one twice; the summary still follows from the rows.
    rows = document["examples"]
    rows[0]["id"] = "dm-0999"
    rows[2]["id"] = rows[4]["id"]
    rows[2]["sha256"] = rows[4]["sha256"]


def test_other_examples(small: Path) -> None:
    edit_json(CERTIFICATE, more)(small)
    assert messages(small) == [
        "1 ids are in it more than once: dm-0005",
        "1 ids are in it, but are no records: dm-0999",
        "2 ids are not in it: dm-0001, dm-0003",
    ]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: d["summary"].update(scenes=9), "its summary has scenes 9, but its rows make 8"),
        (lambda d: d["summary"].update(manim="0.1"), "its summary has manim '0.1', but its rows make '0.22.0'"),
        (lambda d: d["summary"]["seconds"].update(total=382.1), "seconds.total 382.1, but its rows make 382"),
        (lambda d: d["summary"]["seconds"].update(mean=47.7), "seconds.mean 47.7, but its rows make 47.75"),
        (lambda d: d["summary"]["seconds"].update(mean=47.9), "seconds.mean 47.9, but its rows make 47.75"),
        (lambda d: d["summary"]["seconds"].update(min=40.01), "seconds.min 40.01, but its rows make 40"),
        (lambda d: d["summary"]["animations"].update(max=True), "animations.max True, but its rows make 12"),
        (
            lambda d: d["summary"]["animations"].update(total=10**400),
            "animations.total a number of 1329 bits, but its rows make 96",
        ),
        (lambda d: d["summary"].update(passed=8), "its summary has 'scenes, manim, seconds, animations, passed'"),
        (lambda d: d["summary"].update(seconds=47), "its summary has seconds 47, not total, mean, min, max"),
        (lambda d: d["examples"][3].update(seconds=41.0), "seconds.total 382.0, but its rows make 367.5"),
        (lambda d: d["examples"][3].update(seconds=-1), "1 of its 8 examples are no rows of a certificate"),
        (lambda d: d["examples"][3].update(sections=8), "1 of its 8 examples are no rows of a certificate"),
        (lambda d: d["examples"].append(None), "1 of its 9 examples are no rows of a certificate"),
        (lambda d: d.update(checks=[]), "there are no manim, checks, summary and examples in it"),
        (lambda d: d.update(manim="0.21.0"), "it was made with Manim '0.21.0', but the release is for '0.22.0'"),
    ],
)
def test_what_does_not_follow_from_the_rows(edit: Callable[[Any], object], message: str, small: Path) -> None:
    edit_json(CERTIFICATE, edit)(small)
    told = messages(small)
    assert any(text.endswith(message) for text in told) is (message.split()[0] != "seconds.mean" or "47.9" in message)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "1", "{}", '{"examples": []}', "[" * 10**5])
def test_what_is_no_certificate(content: str, small: Path) -> None:
    (small / CERTIFICATE).write_text(content, encoding="utf-8")
    assert messages(small) == ["there are no manim, checks, summary and examples in it"]
    assert certificate.summary_of(Release(small)) is None


def test_a_certificate_of_nothing(small: Path) -> None:
    edit_json(CERTIFICATE, lambda document: document.update(examples=[]))(small)
    assert "8 ids are not in it: dm-0001, dm-0002, dm-0003, dm-0004, dm-0005, ..." in messages(small)
