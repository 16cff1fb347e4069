"""Ends with success before the scene is made."""

import sys

sys.exit(0)
