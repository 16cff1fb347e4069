"""Changes the interpreter, the libraries and the checker for the next run."""

import os
import sys
import sysconfig

import validation

from attack import attempt, done

for path in (
    sys.executable,
    os.__file__,
    validation.__file__,
    sysconfig.get_path("purelib") + "/evil.pth",
    "/etc/ld.so.cache",
):
    attempt(path, lambda path=path: open(path, "ab").write(b"#"))
    attempt(path, lambda path=path: os.chmod(path, 0o777))
    attempt(path, lambda path=path: os.rename(path, path + "x"))
open("sitecustomize.py", "w").write("print('ESCAPED: from the run before')")
open("/tmp/sitecustomize.py", "w").write("print('ESCAPED: from the run before')")
done()
