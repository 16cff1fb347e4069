"""A small double of the Hub's HTTP API on loopback, with which the real huggingface_hub and datasets are tested.

It knows what an upload needs (who am I, create, preupload, large files, commit, tag) and what loading needs (info,
tree, paths, refs, resolve). A commit takes place as a whole, as on the Hub. It can cut connections on purpose.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

WRITER, READER = "hf_writer_of_owner", "hf_reader_only"
LARGE = (".parquet", ".mp4", ".png")
DATE = "2026-11-26T00:00:00.000Z"


@dataclass
class Repository:
    """A repository of a dataset or a model: its commits in order, each path -> content, and its tags."""

    commits: list[tuple[str, dict[str, bytes]]]
    tags: dict[str, str] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)

    def at(self, revision: str) -> tuple[str, dict[str, bytes]] | None:
        if revision == "main":
            return self.commits[-1]
        wanted = self.tags.get(revision, revision)
        return next((commit for commit in self.commits if commit[0] == wanted), None)


class Hub:
    """The state behind the double.

    Attributes:
        repositories: by name.
        stored: large files that have arrived, by SHA-256 sum.
        sent: the sums of large files whose content was sent, in order, repetitions included.
        cut_after: the connection of each large file after so many is cut in its middle; None cuts none.
        created: what was said of each repository when it was made.
        unknown: requests that the double does not know.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.stored: dict[str, bytes] = {}
        self.sent: list[str] = []
        self.cut_after: int | None = None
        self.refuse_commits = False
        self.created: list[dict[str, Any]] = []
        self.unknown: list[str] = []
        self.lock = threading.Lock()
        self.url = ""

    def create(self, name: str) -> Repository:
        files = {".gitattributes": b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"}
        self.repositories[name] = Repository([(_commit_sum(files, ""), files)])
        return self.repositories[name]


@contextmanager
def running() -> Iterator[Hub]:
    """Run the double on a free port of loopback; its address is `hub.url`."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


def _commit_sum(files: dict[str, bytes], parent: str) -> str:
    digest = hashlib.sha1(parent.encode(), usedforsecurity=False)
    for path, content in sorted(files.items()):
        digest.update(path.encode() + b"\0" + content)
    return digest.hexdigest()


def _blob_sum(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass

    # Requests

    def do_GET(self) -> None:
        self._answer("GET")

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        self.query, path = parse_qs(parts.query), unquote(parts.path)
        # A large file whose connection is to be cut is not read to its end.
        if method == "PUT":
            self._large_file(path.rpartition("/")[2])
            return
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        for verb, pattern, respond in _ROUTES:
            found = re.fullmatch(pattern, path)
            if found and (verb == method or (method == "HEAD" and verb == "GET")):
                respond(self, *found.groups())
                return
        with self.hub.lock:
            self.hub.unknown.append(f"{method} {self.path}")
        self._error(404, "no such page")

    # Answers

    def _send(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _json(self, content: Any, status: int = 200) -> None:
        self._send(json.dumps(content).encode(), status, Content_Type="application/json")

    def _error(self, status: int, message: str, code: str = "") -> None:
        headers = {"X_Error_Message": message, **({"X_Error_Code": code} if code else {})}
        self._send(json.dumps({"error": message}).encode(), status, Content_Type="application/json", **headers)

    def _user(self) -> str | None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return {WRITER: "owner", READER: "reader"}.get(token)

    def _may_write(self, name: str) -> bool:
        user = self._user()
        if user is None:
            self._error(401, "Invalid username or password.")
        elif user != name.partition("/")[0]:
            self._error(403, f"Forbidden: you don't have the rights to write to {name}")
        return user is not None and user == name.partition("/")[0]

    def _repository(self, name: str, revision: str = "main") -> tuple[Repository, str, dict[str, bytes]] | None:
        repository = self.hub.repositories.get(name)
        commit = repository.at(revision) if repository else None
        if repository is None:
            self._error(404, "Repository not found", "RepoNotFound")
            return None
        if commit is None:
            self._error(404, f"Invalid rev id: {revision}", "RevisionNotFound")
            return None
        return repository, *commit

    # Writing

    def who(self) -> None:
        user = self._user()
        if user is None:
            self._error(401, "Invalid username or password.")
            return
        self._json({"type": "user", "name": user, "orgs": [], "auth": {"type": "access_token"}})

    def make(self) -> None:
        wanted = json.loads(self.body)
        owner = wanted.get("organization") or self._user()
        name = f"{owner}/{wanted['name']}"
        if not self._may_write(name):
            return
        if name in self.hub.repositories:
            self._error(409, "You already created this dataset repo")
            return
        self.hub.create(name)
        self.hub.created.append(wanted)
        self._json({"url": f"{self.hub.url}/datasets/{name}", "name": name})

    def modes(self, name: str, revision: str) -> None:
        found = self._repository(name, revision) if self._may_write(name) else None
        if found is None:
            return
        files = [
            {
                "path": each["path"],
                "uploadMode": "lfs" if each["path"].endswith(LARGE) else "regular",
                "shouldIgnore": False,
            }
            for each in json.loads(self.body)["files"]
        ]
        self._json({"files": files})

    def batch(self, name: str) -> None:
        if not self._may_write(name):
            return
        objects = []
        for each in json.loads(self.body)["objects"]:
            known = each["oid"] in self.hub.stored
            action = {"upload": {"href": f"{self.hub.url}/large/{each['oid']}"}}
            objects.append(each if known else {**each, "actions": action})
        self._json({"transfer": "basic", "objects": objects})

    def _large_file(self, oid: str) -> None:
        size = int(self.headers["Content-Length"])
        with self.hub.lock:
            self.hub.sent.append(oid)
            cut = self.hub.cut_after is not None and len(self.hub.stored) >= self.hub.cut_after
        if cut:
            self.rfile.read(size // 2)
            self.close_connection = True
            self.connection.close()
            return
        content = self.rfile.read(size)
        assert hashlib.sha256(content).hexdigest() == oid
        with self.hub.lock:
            self.hub.stored[oid] = content
        self._send(b"")

    def commit(self, name: str, revision: str) -> None:
        found = self._repository(name, revision) if self._may_write(name) else None
        if found is None:
            return
        repository, head, files = found
        files = dict(files)
        if self.hub.refuse_commits:
            self._error(503, "the Hub is down for a moment")
            return
        for line in self.body.splitlines():
            item = json.loads(line)
            value = item["value"]
            if item["key"] == "header" and value.get("parentCommit", head) != head:
                self._error(412, "A commit has happened since. Please refresh and try again.")
                return
            if item["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif item["key"] == "lfsFile":
                files[value["path"]] = self.hub.stored[value["oid"]]
                repository.large.add(value["path"])
            elif item["key"] == "deletedFile":
                del files[value["path"]]
        oid = _commit_sum(files, head)
        repository.commits.append((oid, files))
        self._json({"commitUrl": f"{self.hub.url}/datasets/{name}/commit/{oid}", "commitOid": oid})

    def tag(self, name: str, revision: str) -> None:
        found = self._repository(name, revision) if self._may_write(name) else None
        if found is None:
            return
        wanted = json.loads(self.body)["tag"]
        if wanted in found[0].tags:
            self._error(409, f"Tag {wanted} already exists")
            return
        found[0].tags[wanted] = found[1]
        self._json({})

    def yaml(self) -> None:
        self._json({"errors": [], "warnings": []})

    # Reading

    def info(self, name: str, revision: str = "main") -> None:
        if found := self._repository(name, revision):
            siblings = [{"rfilename": path} for path in sorted(found[2])]
            common = {"private": False, "gated": False, "disabled": False, "tags": [], "downloads": 0, "likes": 0}
            self._json({"_id": "1", "id": name, "sha": found[1], "lastModified": DATE, "siblings": siblings, **common})

    def refs(self, name: str) -> None:
        if found := self._repository(name):
            tags = [
                {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": sum_} for tag, sum_ in found[0].tags.items()
            ]
            branch = {"name": "main", "ref": "refs/heads/main", "targetCommit": found[1]}
            self._json({"branches": [branch], "tags": tags, "converts": []})

    def tree(self, name: str, revision: str, folder: str | None = None) -> None:
        if not (found := self._repository(name, revision)):
            return
        start = f"{folder}/" if folder else ""
        below = sorted(path for path in found[2] if path.startswith(start))
        if folder and not below:
            self._error(404, f"{folder} does not exist", "EntryNotFound")
            return
        recursive = self.query.get("recursive", ["false"])[0].lower() in ("true", "1")
        files = [path for path in below if recursive or "/" not in path.removeprefix(start)]
        folders = {
            start + "/".join(parts[:depth])
            for path in below
            for parts in [path.removeprefix(start).split("/")]
            for depth in range(1, len(parts))
            if recursive or depth == 1
        }
        entries = [{"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in sorted(folders)]
        self._json([*entries, *(self._entry(found, path) for path in files)])

    def paths(self, name: str, revision: str) -> None:
        if not (found := self._repository(name, revision)):
            return
        text = self.body.decode()
        wanted = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text).get("paths", [])
        entries = []
        for path in wanted:
            if path in found[2]:
                entries.append(self._entry(found, path))
            elif any(each.startswith(f"{path}/") for each in found[2]):
                entries.append({"type": "directory", "path": path, "oid": "0" * 40, "size": 0})
        self._json(entries)

    def _entry(self, found: tuple[Repository, str, dict[str, bytes]], path: str) -> dict[str, Any]:
        content = found[2][path]
        entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content), "oid": _blob_sum(content)}
        if path in found[0].large:
            entry["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
        return {**entry, "lastCommit": {"id": found[1], "title": "commit", "date": DATE}}

    def file(self, name: str, revision: str, path: str) -> None:
        if not (found := self._repository(name, revision)):
            return
        if path not in found[2]:
            self._error(404, "Entry not found", "EntryNotFound")
            return
        content, status, more = found[2][path], 200, {}
        if span := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(span[1]), min(int(span[2] or len(content) - 1), len(content) - 1)
            more = {"Content_Range": f"bytes {first}-{last}/{len(content)}"}
            content, status = content[first : last + 1], 206
        etag = hashlib.sha256(found[2][path]).hexdigest() if path in found[0].large else _blob_sum(found[2][path])
        self._send(content, status, ETag=f'"{etag}"', X_Repo_Commit=found[1], Accept_Ranges="bytes", **more)


_KIND, _NAME = "(?:datasets|models)", r"([^/]+/[^/]+)"
_ROUTES: list[tuple[str, str, Callable[..., None]]] = [
    ("GET", "/api/whoami-v2", _Handler.who),
    ("POST", "/api/repos/create", _Handler.make),
    ("POST", "/api/validate-yaml", _Handler.yaml),
    ("POST", f"/api/{_KIND}/{_NAME}/preupload/(.+)", _Handler.modes),
    ("POST", rf"/datasets/{_NAME}\.git/info/lfs/objects/batch", _Handler.batch),
    ("POST", f"/api/{_KIND}/{_NAME}/commit/(.+)", _Handler.commit),
    ("POST", f"/api/{_KIND}/{_NAME}/tag/(.+)", _Handler.tag),
    ("GET", f"/api/{_KIND}/{_NAME}/refs", _Handler.refs),
    ("GET", f"/api/{_KIND}/{_NAME}/revision/(.+)", _Handler.info),
    ("GET", f"/api/{_KIND}/{_NAME}/tree/([^/]+)/?(.+)?", _Handler.tree),
    ("POST", f"/api/{_KIND}/{_NAME}/paths-info/([^/]+)", _Handler.paths),
    ("GET", f"/api/{_KIND}/{_NAME}", _Handler.info),
    ("GET", f"/datasets/{_NAME}/resolve/([^/]+)/(.+)", _Handler.file),
]
