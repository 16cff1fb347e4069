"""Puts a released folder on the Hub: seen first, in one commit, tagged with the version, and loaded back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from derivative_manim.errors import ReleaseError
from derivative_manim.hub.plan import Plan, differences, local_files, remote_files
from derivative_manim.loader import is_this_dataset
from derivative_manim.manifest import MANIFEST, verify_manifest

Tick = Callable[[str], None]


def make_plan(repo: str, folder: Path, api: Any = None) -> Plan:
    """See what an upload would change. Nothing is written.

    Args:
        repo: `owner/name`.
        folder: what `release` made.
        api: a `huggingface_hub.HfApi`; with the token of `hf auth login` or HF_TOKEN if None.

    Returns:
        The plan.

    Raises:
        ReleaseError: the folder is no release, the name is another dataset's, its tag is on other files, there is no
            token, or the Hub cannot be reached.
    """
    from huggingface_hub.errors import RepositoryNotFoundError

    _check_folder(folder)
    files, tag = local_files(folder), f"v{_version(folder)}"
    with _said(repo):
        api = api or _api()
        api.whoami()
        try:
            head = api.repo_info(repo, repo_type="dataset").sha
        except RepositoryNotFoundError:
            size = sum(file.stat().st_size for file in files.values())
            return Plan(repo, None, tag, tuple(files), (), (), 0, size)
        there = remote_files(api, repo)
        if there and not _is_ours(api, repo, there):
            raise ReleaseError(f"{repo} is another dataset, by its README.md: choose a new name")
        tagged = any(each.name == tag for each in api.list_repo_refs(repo, repo_type="dataset").tags)
        if tagged and any(differences(files, remote_files(api, repo, tag))):
            raise ReleaseError(
                f"{repo} has {tag} already, with other files: raise the version (docs/versioning.md) and release again"
            )
    added, changed, deleted = differences(files, there)
    size = sum(files[path].stat().st_size for path in (*added, *changed))
    same = len(files) - len(added) - len(changed)
    return Plan(repo, head, tag, tuple(added), tuple(changed), tuple(deleted), same, size, tagged)


def upload(plan: Plan, folder: Path, *, private: bool = False, api: Any = None) -> str:
    """Do what a plan says: make the repository, upload, tag.

    All files come with one commit, so nobody sees half of them. Large files that had arrived before a connection was
    cut are not sent again.

    Args:
        plan: from `make_plan`, of this folder.
        folder: what `release` made.
        private: make a new repository private.
        api: as for `make_plan`.

    Returns:
        The commit that the tag is on.

    Raises:
        ReleaseError: the Hub refused, or cannot be reached, or the repository was changed meanwhile.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    files = local_files(folder)
    with _said(plan.repo):
        api = api or _api()
        if plan.head is None:
            api.create_repo(plan.repo, repo_type="dataset", private=private, exist_ok=True)
        # What was there when the plan was made; a new repository has its first commit only now.
        head = plan.head or api.repo_info(plan.repo, repo_type="dataset").sha
        if not plan.is_empty:
            sent = (*plan.added, *plan.changed)
            operations = [
                *(CommitOperationAdd(path_in_repo=path, path_or_fileobj=files[path]) for path in sent),
                *(CommitOperationDelete(path_in_repo=path) for path in plan.deleted),
            ]
            commit = api.create_commit(
                plan.repo, operations, commit_message=f"Release {plan.tag}", repo_type="dataset", parent_commit=head
            )
            head = commit.oid
        if not plan.tagged:
            api.create_tag(plan.repo, tag=plan.tag, revision=head, repo_type="dataset")
    return str(head)


def _check_folder(folder: Path) -> None:
    if not (folder / "croissant.json").is_file() or not (folder / MANIFEST).is_file():
        raise ReleaseError(f"{folder} is no release: make one with `derivative-manim release {folder}`")
    problems = verify_manifest(folder)
    if problems:
        raise ReleaseError(
            f"{folder} was changed: {problems[0].message}; make it again with `derivative-manim release`"
        )


def _version(folder: Path) -> str:
    return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["version"])


def _is_ours(api: Any, repo: str, there: dict[str, str]) -> bool:
    if "README.md" not in there:
        return False
    page = Path(api.hf_hub_download(repo, "README.md", repo_type="dataset"))
    return is_this_dataset(page.read_text(encoding="utf-8", errors="replace"))


def _api() -> Any:
    from huggingface_hub import HfApi

    return HfApi()


@contextmanager
def _said(repo: str) -> Iterator[None]:
    """Say in one sentence what the Hub, or the way to it, did not do, and what to do. A token is never in it."""
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalTokenNotFoundError

    try:
        yield
    except ReleaseError:
        raise
    except LocalTokenNotFoundError:
        raise ReleaseError("there is no token: run `hf auth login`, or set HF_TOKEN to one that may write") from None
    except HFValidationError as error:
        raise ReleaseError(f"{repo!r} is no name of a repository: {str(error).splitlines()[0]}") from None
    except HfHubHTTPError as error:
        raise ReleaseError(_refusal(repo, error)) from None
    except ValueError as error:  # YAML that the Hub does not take
        raise ReleaseError(f"the Hub did not take {repo}: {' '.join(str(error).split())}") from None
    except Exception as raised:
        # huggingface_hub says with a RuntimeError which file it was at.
        cause = (raised.__cause__ or raised) if isinstance(raised, RuntimeError) else raised
        if isinstance(cause, HfHubHTTPError):
            raise ReleaseError(_refusal(repo, cause)) from None
        if getattr(cause, "filename", None) or not isinstance(cause, (OSError, *_network_errors())):
            raise
        raise ReleaseError(
            f"the Hub cannot be reached ({type(cause).__name__}): nothing is published; the same command goes on later"
        ) from None


def _refusal(repo: str, error: Any) -> str:
    status = getattr(error.response, "status_code", None)
    owner = repo.partition("/")[0]
    if status == 401:
        return "the Hub does not know the token: run `hf auth login` again, or set HF_TOKEN to one that may write"
    if status == 403:
        return f"the token may not write to {repo}: take one with the right to write, of {owner} or a member of it"
    if status == 412:
        return f"{repo} was changed meanwhile: run the same command again"
    said = (getattr(error, "server_message", None) or str(error)).strip().partition("\n")[0]
    return f"the Hub did not take {repo} ({status}): {said}; nothing is published, the same command goes on later"


def _network_errors() -> tuple[type[BaseException], ...]:
    """The errors of the HTTP libraries that versions of huggingface_hub use (that of `requests` is an OSError)."""
    import importlib

    found = []
    for name in ("httpx", "httpx2"):
        try:
            found.append(importlib.import_module(name).HTTPError)
        except ImportError:
            continue
    return tuple(found)
