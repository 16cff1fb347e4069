"""Output that is no text: NULs, broken UTF-8, sequences that control a terminal."""

import os

os.write(1, bytes(range(256)) + b"\x1b[2J\x1b]0;title\x07\xff\xfe")
os.write(2, b"\xc3\x28\0")
os.write(3, b"\0\xff")
