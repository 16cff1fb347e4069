"""A sandbox for untrusted programs: what a model wrote, and its LaTeX.

    sandbox = Sandbox(Limits(wall_seconds=60))
    outcome = sandbox.run([sys.executable, "scene.py"], files={"scene.py": source})

It is bubblewrap (https://github.com/containers/bubblewrap, 0.8 or newer) with limits, a filter of system calls,
capped readers and, where there is one, a control group. Where it cannot be had, `SandboxUnavailable` says what to
install; nothing is ever run without it instead. What a program inside says is evidence for a verdict that is formed
outside, never the verdict.

What holds, and by what:

- It reads the system's programs and libraries, the interpreter (`sys.prefix`, `sys.base_prefix`), LaTeX, this
  package; no home, no /tmp, nothing else of the checkout, not the released scenes: a mount namespace with explicit
  read-only binds (`layout.py`).
- It writes three folders, which are in memory, have a size, and are gone afterwards: /box (where it starts), /tmp,
  /dev/shm. The rest, /dev and / with them, is read-only (`--remount-ro`). Nothing is written on the host.
- It has no network: `--unshare-all` makes a network namespace with nothing but its own loopback, which also hides the
  host's abstract Unix sockets; sockets of families that reach past a namespace (vsock, netlink, alg, ...) are refused
  by the filter (`seccomp.py`).
- It is nobody: a user namespace with one user, no capabilities (`--cap-drop ALL`), no way to new ones (no_new_privs,
  nosuid mounts), no further namespaces (`--disable-userns`). Started by root, root is given up first, for a user id
  that nobody has, because RLIMIT_NPROC does not bind for root and files of root would be its own (`bubblewrap.py`).
- It sees and signals only its own processes, and all of them end with it: a process namespace, whose first process we
  kill and wait for. If we are killed ourselves, so is it (`--die-with-parent`).
- It sees no environment of ours: bubblewrap itself is started with a clean one, for `--clearenv` leaves the old in
  /proc/1/environ. No file descriptor of ours is open in it but its input, its output, its errors and its report.
- It cannot type into our terminal (`--new-session`; TIOCSTI is refused as well).
- Time by the clock is kept from outside. Processor time, address space, the size of a file, open files, processes and
  threads: rlimits, hard ones. The sum of memory, files in memory included: the control group.
- Its input is in memory that nobody can write. Its output is read as it comes by readers that keep so much and no more,
  and end it (`run`) or throw the rest away (`stream`).
- Files that are brought back (`collect`) are read after everything in it is dead; no link is followed, nothing but
  plain files is read.
- TeX reads and writes only its own tree and the work folder and starts no program (openin_any, openout_any,
  shell_escape). A hostile program can set that aside for a TeX that it starts itself, and has won nothing: TeX is in
  the sandbox too.

What is not covered:

- Faults of the kernel, of bubblewrap, of the processor. The filter lists what is refused; it makes the surface
  smaller, not small. A virtual machine around all this is the next step for those who need it.
- Without a control group (no cgroup v1 or v2 of one's own, no `systemd-run --scope`): the sum of memory. Then no more
  than `processes_without_cgroup` processes of `memory_per_process` each can be had, and the three folders. The number
  of files has a limit but where user namespaces cannot be nested (`bubblewrap.py`).
- What is readable for all in /usr or in the interpreter's folders is readable inside.
- The processor time of all processes together: it is counted for each. A program can use as many cores as there are
  until its time by the clock is up, and learn from timings what the machine does.
- A program that exits with 128 and a signal's number looks as if the signal had ended it. Neither is a success.
- Two programs in one sandbox (a worker that runs scene after scene) are not protected from each other: for one's own
  files only.
"""

from .limits import Limits, SandboxUnavailable
from .run import Outcome, Sandbox, require

__all__ = ["Limits", "Outcome", "Sandbox", "SandboxUnavailable", "require"]
