"""The release as it lies on the disk: records, scenes and other files, read once; what is not JSON is a problem."""

import json
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from .problem import Problem, Severity, Where

EXAMPLES = "metadata/examples.jsonl"
CERTIFICATE = "metadata/validation.json"

RULES = {"schema.json": "the records and the other files of metadata are JSON in UTF-8, without NaN or infinity"}


class Record(NamedTuple):
    """One line of metadata/examples.jsonl."""

    line: int  # its number in the file, from 1
    values: dict[str, Any]

    def text(self, field: str) -> str:
        """Return a field as text; empty if it is missing."""
        return str(self.values.get(field, ""))

    @property
    def path(self) -> str:
        """The path of its scene."""
        return self.text("path")


class Release:
    """A tree of the dataset: a folder that holds code/ and metadata/, as far as they are there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []  # what is not JSON
        # By path from the root; Python makes `__pycache__` when a scene is run.
        self.files = {
            file.relative_to(root).as_posix(): file.read_bytes()
            for folder in ("code", "metadata")
            for file in sorted((root / folder).rglob("*"))
            if file.is_file() and "__pycache__" not in file.relative_to(root).parts
        }
        self.scenes = sorted(path for path in self.files if path.startswith("code/") and path.endswith(".py"))
        lines = self.files.get(EXAMPLES, b"").splitlines()
        read = [(number, self._parse(Where(EXAMPLES, number), line)) for number, line in enumerate(lines, start=1)]
        self.records = [Record(number, value) for number, value in read if isinstance(value, dict)]
        # The records' fields by the path of their scene; of two with one path, the first's.
        self.by_path = {record.path: record.values for record in reversed(self.records)}
        self.documents = {
            path: self._parse(Where(path), content)
            for path, content in self.files.items()
            if path.startswith("metadata/") and path.endswith(".json")
        }

    def _parse(self, where: Where, content: bytes) -> Any:
        try:
            value = json.loads(content.decode("utf-8"), parse_constant=_refuse)
            if where.path == EXAMPLES and not isinstance(value, dict):
                raise ValueError("the line is no object")
        except (ValueError, RecursionError) as error:
            message = f"not JSON: {error}"
            self.problems.append(Problem("schema.json", Severity.ERROR, where, message, "build the dataset again"))
            return None
        return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
