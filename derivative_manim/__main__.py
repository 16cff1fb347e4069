"""`python -m derivative_manim`: see `derivative_manim.cli`."""

import sys

from derivative_manim.cli import main

if __name__ == "__main__":
    sys.exit(main())
