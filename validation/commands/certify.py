"""`python -m validation certify`: the certificate of the release, metadata/validation.json."""

import argparse
from itertools import zip_longest

from rich.console import Console

from .. import certificate
from ..audit import audit
from ..cache import Cache
from ..cli import CLEAN, PROBLEMS
from ..release import CERTIFICATE, Release
from ..reports import console


def run(options: argparse.Namespace) -> int:
    """Check every lesson and write the certificate, or compare it; none is written with a problem."""
    screen = Console(highlight=False, soft_wrap=True)
    release = Release(options.root)
    cache = Cache(None if options.no_cache else options.cache_dir)
    with console.progress(Console(stderr=True)) as tick:
        # The dataset as a whole is left out: it says whether this very file is in order.
        found = audit(release, only=sorted(release.scenes), cache=cache, workers=options.jobs, tick=tick)
    if found.problems or not found.lessons:
        console.table(screen, found.problems)
        screen.print(f"{len(found.problems)} problems in {len(found.lessons)} lessons: no certificate")
        return PROBLEMS
    made = certificate.text(certificate.certificate(release, found))
    present = release.files.get(CERTIFICATE, b"").decode("utf-8", errors="replace")
    if present == made:
        screen.print(f"{CERTIFICATE} is true of {len(found.lessons)} lessons")
        return CLEAN
    if options.check:
        pairs = zip_longest(present.splitlines(), made.splitlines())
        different = sum(old != new for old, new in pairs)
        screen.print(f"{CERTIFICATE} differs in {different} lines; run: derivative-manim build --certify")
        return PROBLEMS
    (release.root / CERTIFICATE).write_text(made, encoding="utf-8", newline="\n")
    screen.print(f"{CERTIFICATE} written for {len(found.lessons)} lessons")
    return CLEAN
