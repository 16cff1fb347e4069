"""croissant.json: the dataset described for machines, as https://docs.mlcommons.org/croissant/ has it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from derivative_manim._version import __version__
from derivative_manim.columns import EXAMPLE, PROBLEM, REPAIR, STEP, Kind
from derivative_manim.hub import preview
from derivative_manim.meanings import MEANING, REPAIR_MEANING
from derivative_manim.records import LEVELS, REPAIRS, SPLITS, read_citation

_TYPES: dict[Kind, str] = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "float": "sc:Float",
    "strings": "sc:Text",
    "floats": "sc:Float",
}
#: The columns that are lists of several fields each.
_PARTS: dict[Kind, dict[str, Kind]] = {"steps": dict.fromkeys(STEP, "string"), "problems": dict(PROBLEM)}
_PARQUET = "application/x-parquet"
#: The vocabulary, as the specification of Croissant 1.0 gives it.
_CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column",
    "conformsTo": "dct:conformsTo", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty", "samplingRate": "cr:samplingRate",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key",
    "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField",
    "transform": "cr:transform",
}  # fmt: skip
#: What the fields of responsible AI ask, answered from how the dataset is made (docs/dataset.md).
_RAI: dict[str, Any] = {
    "rai:dataCollection": "Written by a program from one list of functions, by the rules of differentiation; nothing "
    "was collected from people or from other works.",
    "rai:dataCollectionType": ["Synthetic"],
    "rai:dataPreprocessingProtocol": ["None: the scenes are released as they are generated."],
    "rai:dataAnnotationProtocol": [
        "No annotation by people. A validator that shares no code with the generator runs every scene and compares "
        "what is on screen with the function and its derivative."
    ],
    "rai:machineAnnotationTools": ["derivative_manim.validation"],
    "rai:dataBiases": [
        "All scenes share one structure and one style; all instructions are one of seven English sentences; functions "
        "are those of a first course in calculus."
    ],
    "rai:dataUseCases": [
        "Fine-tuning and evaluation of models that write Manim code; teaching derivatives; tests of validators."
    ],
    "rai:dataLimitations": [
        "Not a sample of how people write Manim code or ask for it. No expert in mathematics or teaching has looked at "
        "the lessons."
    ],
    "rai:dataSocialImpact": "Lessons for free use in teaching. What a model that was trained on them says can be wrong "
    "and should be validated.",
    "rai:personalSensitiveInformation": ["None."],
    "rai:dataReleaseMaintenancePlan": "Versions follow the rules in docs/versioning.md; older ones stay as tags.",
}


def croissant(folder: Path, root: Path, card: str, repo: str | None = None) -> dict[str, Any]:
    """Describe the Hub's folder.

    Args:
        folder: the folder, complete but for croissant.json.
        root: the tree that it was made from.
        card: the text of its dataset_card.md.
        repo: where it will be on the Hub, `owner/name`.

    Returns:
        The JSON-LD document: every Parquet file with its SHA-256 sum, and a RecordSet for each configuration.
    """
    front = yaml.safe_load(card.split("---\n")[1])
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    parquet = sorted(folder.rglob("*.parquet"))
    patterns: dict[str, list[str]] = {"all": [f"data/{level}/*.parquet" for level in LEVELS]}
    patterns |= {level: [f"data/{level}/*.parquet"] for level in LEVELS}
    records = [_record_set("all", "All four levels, in the order of the curriculum.")]
    records += [_record_set(level, f"The level {level}, in the order of the curriculum.") for level in LEVELS]
    if (folder / REPAIRS).is_dir():
        patterns[REPAIRS] = [f"{REPAIRS}/*.parquet"]
        said = "Scenes broken on purpose, what the validator says of each, and the scenes mended."
        records.append(_record_set(REPAIRS, said, REPAIR, REPAIR_MEANING))
    if (folder / preview.NAME).is_dir():
        patterns[preview.NAME] = [f"{preview.NAME}/*.parquet"]
        records.append(_preview_set())
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": "derivative-manim",
        "description": " ".join(citation["abstract"].split()),
        "version": __version__,
        "license": [f"https://spdx.org/licenses/{name}.html" for name in citation["license"]],
        "keywords": front["tags"],
        "inLanguage": front["language"],
        "creator": [{"@type": "sc:Organization", "name": author["name"]} for author in citation["authors"]],
        "datePublished": str(citation["date-released"]),
        "citeAs": read_citation(root),
        **({"url": f"https://huggingface.co/datasets/{repo}"} if repo else {}),
        "isLiveDataset": False,
        **_RAI,
        "distribution": [
            *(_file_object(file, folder) for file in parquet),
            *(_file_set(name, includes) for name, includes in patterns.items()),
        ],
        "recordSet": [_split_set(), *records],
    }


def _file_object(file: Path, folder: Path) -> dict[str, Any]:
    path = file.relative_to(folder).as_posix()
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{file.stat().st_size} B",
        "encodingFormat": _PARQUET,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }


def _file_set(name: str, includes: list[str]) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",
        "name": f"{name}-files",
        "encodingFormat": _PARQUET,
        "includes": includes,
    }


def _split_set() -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The splits; no family of functions is in two of them.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [{"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"}],
        "data": [{"splits/name": split} for split in SPLITS],
    }


def _record_set(
    name: str, description: str, columns: dict[str, Kind] = EXAMPLE, meaning: dict[str, str] = MEANING
) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "field": [_field(name, column, kind, meaning[column]) for column, kind in columns.items()],
    }


def _field(name: str, column: str, kind: Kind, meaning: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{name}/{column}",
        "name": column,
        "description": meaning,
    }
    source = {"fileSet": {"@id": f"{name}-files"}, "extract": {"column": column}}
    if kind in _PARTS:
        parts = [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column}/{key}",
                "name": key,
                "dataType": _TYPES[part],
                "source": {**source, "transform": {"jsonPath": key}},
            }
            for key, part in _PARTS[kind].items()
        ]
        return {**field, "repeated": True, "subField": parts}
    field |= {"dataType": _TYPES[kind], "source": source}
    if kind in ("strings", "floats"):
        field["repeated"] = True
    if column == "split":
        field["references"] = {"field": {"@id": "splits/name"}}
    return field


def _preview_set() -> dict[str, Any]:
    fields = []
    for each in preview.features():
        name = each["name"]
        source: dict[str, Any] = {"fileSet": {"@id": f"{preview.NAME}-files"}, "extract": {"column": name}}
        kind = "sc:Text"
        if name in ("image", "video"):
            kind = "sc:ImageObject" if name == "image" else "sc:VideoObject"
            source["transform"] = {"jsonPath": "bytes"}
        field = {"@type": "cr:Field", "@id": f"{preview.NAME}/{name}", "name": name, "dataType": kind, "source": source}
        fields.append(field)
    return {
        "@type": "cr:RecordSet",
        "@id": preview.NAME,
        "name": preview.NAME,
        "description": "Two lessons of each level with their last frame and their video.",
        "field": fields,
    }
