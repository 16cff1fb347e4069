"""A sandbox for untrusted programs: what a model wrote, and its LaTeX.

    for line in stream([sys.executable, "-c", program], Limits(wall_seconds=60), stdin=request):
        ...  # what it reports, line by line; then how it ended, an Outcome

It is bubblewrap (https://github.com/containers/bubblewrap, 0.8 or newer) with limits, a filter of system calls,
capped readers and, where there is one, a control group. Where it cannot be had, `SandboxUnavailable` says what to
install; nothing is ever run without it instead. What a program inside says is evidence for a verdict that is formed
outside, never the verdict.

What holds, and by what:

- It reads the system's programs and libraries, the interpreter, LaTeX and this package; no home, no /tmp, nothing else
  of the checkout, not the released scenes: a mount namespace with explicit read-only binds (`layout.py`).
- It writes /box (where it starts), /tmp and /dev/shm, which are in memory, have a size, and are gone afterwards.
- It has no network: a namespace with nothing but its own loopback, which also hides the host's abstract Unix sockets;
  sockets of families that reach past a namespace (vsock, netlink, alg, ...) are refused by the filter (`seccomp.py`).
- It is nobody: a user namespace with one user, no capabilities, no way to new ones, no further namespaces. Root is
  given up first, for a user id that nobody has (`bubblewrap.py`).
- It sees and signals only its own processes, and all of them end with it and with us: a process namespace.
- It sees no environment of ours (bubblewrap itself is started with a clean one, for `--clearenv` leaves the old in
  /proc/1/environ), no file descriptor but its input, output, errors and report, and cannot type into our terminal.
- Time by the clock is kept from outside. Processor time, address space, the size of a file, open files, processes and
  threads: hard rlimits. The sum of memory, files in memory included: the control group (`cgroup.py`).
- Its output is read as it comes by readers that keep so much and no more; no file of its is ever read from outside.
- TeX reads and writes only its own tree and the work folder and starts no program.

What is not covered:

- Faults of the kernel, of bubblewrap, of the processor. The filter lists what is refused; a virtual machine around all
  this is the next step for those who need it.
- Without a control group: the sum of memory. Then no more than `processes_without_cgroup` processes of
  `memory_per_process` each can be had, and the three folders.
- The number of files where user namespaces cannot be nested (`bubblewrap.py`).
- What is readable for all in /usr or in the interpreter's folders is readable inside.
- The processor time of all processes together: it is counted for each. Timings tell what the machine does.
- Two programs in one sandbox are not protected from each other: for one's own files only.
"""

from .limits import Limits, SandboxUnavailable
from .run import Outcome, require, stream

__all__ = ["Limits", "Outcome", "SandboxUnavailable", "require", "stream"]
