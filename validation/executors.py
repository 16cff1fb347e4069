"""Where scenes are judged and lessons checked: processes of this machine, or a Dask cluster of several.

Both are `concurrent.futures.Executor`, which is all that `validation.judge` and `validation.audit` ask for: Ray's pool,
MPI's or anybody's own does as well. Every call that they submit names a function of a module and can be pickled.
"""

import ctypes
import importlib
import multiprocessing
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from contextlib import contextmanager

from .cache import tool_digest
from .problem import Refused

_PR_SET_PDEATHSIG = 1


@contextmanager
def local(workers: int, module: str) -> Iterator[Executor]:
    """Processes of this machine, that share what importing a module of this package, as `.verdict`, loads."""
    importlib.import_module(module, __package__)
    earlier = set(multiprocessing.active_children())
    # Forked, to share what was imported; nothing that uses this has a thread at this point.
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_us)
    try:
        yield pool
    except BrokenExecutor:
        raise Refused("a process was killed, perhaps for its memory; what is finished is kept, run it again") from None
    except BaseException:
        # Nobody waits for what they are at; their sandboxes end with them.
        for child in set(multiprocessing.active_children()) - earlier:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_us() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def dask(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster, by its scheduler's address; a worker that is lost loses nothing.

    Raises:
        Refused: Dask is not installed, no scheduler answers, there is no worker, or one has another validator.
    """
    try:
        from distributed import Client, KilledWorker
    except ModuleNotFoundError:
        raise Refused("Dask is not installed: pip install 'derivative-manim[validation,dask]'") from None
    try:
        client = Client(address, timeout=30, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Refused(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        digests = client.run(tool_digest, on_error="return")
        if not digests:
            raise Refused(f"the Dask scheduler at {address} has no worker")
        for worker, digest in digests.items():
            if digest != tool_digest():
                raise Refused(f"the Dask worker {worker} does not have this machine's validator, Manim and Python")
        try:
            yield client.get_executor(pure=False)
        except (CancelledError, KilledWorker) as error:
            raise Refused(f"the Dask cluster was lost ({type(error).__name__}); what is finished is kept") from None
