"""Where there is no sandbox that is said, with what to do; what it is made of is found on machines of many kinds."""

import ctypes
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import needs
import pytest

from validation.sandbox import Limits, SandboxUnavailable, bubblewrap, cgroup, layout, require, seccomp, stream
from validation.sandbox.limits import MIB

QUICK = Limits(wall_seconds=10, memory_total=512 * MIB)

needs.sandbox()


@pytest.fixture
def forget() -> Iterator[None]:
    caches = (bubblewrap.bwrap, bubblewrap._nested_works, seccomp.program, require)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def no_library(*_: object, **__: object) -> None:
    raise OSError("no such library")


@pytest.mark.usefixtures("forget")
@pytest.mark.parametrize(
    ("place", "name", "value", "said"),
    [
        (shutil, "which", lambda *_, **__: None, "bubblewrap is not installed; `apt-get install bubblewrap` (Fedora"),
        (ctypes, "CDLL", no_library, "libseccomp is not installed; `apt-get install libseccomp2`"),
        (sys, "platform", "darwin", "the sandbox needs Linux"),
        (sys, "executable", "/bin/false", "Python does not start in it (finished: it says nothing)"),
        (bubblewrap, "_OLDEST", (99,), "bubblewrap 99 or newer is needed, and this is bubblewrap 0."),
    ],
)
def test_what_is_missing_is_said(
    place: object, name: str, value: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, name, value)
    with pytest.raises(SandboxUnavailable, match=re.escape(said)):
        require()


@pytest.mark.usefixtures("forget")
def test_bubblewrap_does_not_work_and_nothing_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    proof, fake = tmp_path / "proof", tmp_path / "bwrap"
    fake.write_text('#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.11.0 && exit; echo "no luck" >&2; exit 1\n')
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: str(fake))
    monkeypatch.setattr(bubblewrap, "advice", lambda: "do something")
    with pytest.raises(SandboxUnavailable, match=r"bubblewrap does not work here \(no luck\); do something"):
        list(stream(["/usr/bin/touch", str(proof)], QUICK))
    assert not proof.exists()


def test_root_without_other_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "_mapped", lambda *_: False)
    with pytest.raises(SandboxUnavailable, match="no other user id to change to"):
        bubblewrap._spare_identity()


def test_mapped() -> None:
    table = "         0       1000          1\n         1     100000      65536\n"
    mapped = [bubblewrap._mapped(number, table) for number in (0, 1, 65534, 65536, 65537)]
    assert mapped == [True, True, True, True, False]


def test_environment_in_the_home_itself_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(Path.home()))
    with pytest.raises(SandboxUnavailable, match="make the virtual environment in a folder of its own"):
        layout.layout()


def test_links_to_the_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "versions").symlink_to(Path(sys.base_prefix))
    (tmp_path / "bin" / "python").symlink_to("../versions/bin/python3")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    view = layout.layout()
    assert ("../versions/bin/python3", str(tmp_path / "bin" / "python")) in view.links
    assert str(tmp_path / "bin") in view.folders


def test_group_is_removed() -> None:
    group = cgroup.make(QUICK)
    if not group.prefix:
        pytest.skip("no control group can be had")
    assert all(folder.is_dir() for folder in group.folders)
    group.remove()
    assert not any(folder.exists() for folder in group.folders)


V1_MOUNTS = """\
30 25 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
36 30 0:32 / /sys/fs/cgroup/memory rw,nosuid shared:15 - cgroup cgroup rw,memory
39 30 0:35 / /sys/fs/cgroup/pids rw,nosuid shared:18 - cgroup cgroup rw,pids
41 30 0:37 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw
"""


@pytest.mark.parametrize(
    ("mountinfo", "own", "expected"),
    [
        (
            V1_MOUNTS,
            "8:pids:/\n4:memory:/a/b\n0::/c\n",
            {"memory": "/sys/fs/cgroup/memory/a/b", "pids": "/sys/fs/cgroup/pids", "": "/sys/fs/cgroup/unified/c"},
        ),
        (
            "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
            "0::/user.slice/x.scope\n",
            {"": "/sys/fs/cgroup/user.slice/x.scope"},
        ),
        (
            "30 25 0:26 /docker/1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
            "4:memory:/docker/1/x\n",
            {"memory": "/sys/fs/cgroup/memory/x"},
        ),
        ("22 1 0:20 / / rw - ext4 /dev/sda rw\n", "0::/\n", {}),
    ],
)
def test_own_groups_are_found(mountinfo: str, own: str, expected: dict[str, str]) -> None:
    assert {name: str(folder) for name, folder in cgroup._mounts(mountinfo, own)} == expected


def test_a_folder_that_is_no_control_group(tmp_path: Path) -> None:
    assert cgroup._make({tmp_path: {"memory.max": "1", "pids.max": "1"}}) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "killed"),
    [
        ("memory.events", "low 0\nmax 3\noom 1\noom_kill 1\noom_group_kill 0\n", True),
        ("memory.events", "low 0\noom_kill 0\n", False),
        ("memory.oom_control", "under_oom 0\noom_kill 2\n", True),
        ("memory.other", "", False),
    ],
)
def test_what_a_group_tells(name: str, text: str, killed: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert cgroup.Group((), (tmp_path,)).out_of_memory() is killed
