"""`python -m finetune`, and `python -m derivative_manim.finetune`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
