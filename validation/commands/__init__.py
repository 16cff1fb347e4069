"""One module for each command of `python -m validation`; each has `run(options) -> exit status`."""
