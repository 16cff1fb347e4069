"""Ends with the exit code of a program that was killed."""

import sys

sys.exit(137)
