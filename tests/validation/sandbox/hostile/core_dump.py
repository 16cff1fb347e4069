"""Dies with a core dump, which would hold its memory on disk."""

import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    print("ESCAPED: core limit")
except (ValueError, OSError):
    pass
os.abort()
