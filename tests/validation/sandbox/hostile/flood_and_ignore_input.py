"""Reads nothing of a long input, and writes to everything at once."""

import os
import threading


def flood(number):
    while True:
        os.write(number, b"x" * 4096)


for number in (1, 2, 3):
    threading.Thread(target=flood, args=(number,)).start()
