"""A number with more digits than there are atoms; while it is computed no Python signal handler runs."""

x = 9**9**9**9
