"""Runs for ever."""

while True:
    pass
