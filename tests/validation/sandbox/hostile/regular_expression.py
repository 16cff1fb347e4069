"""A regular expression that takes time exponential in its text."""

import re

re.match(r"(a+)+$", "a" * 60 + "b")
