"""Running scenes to their end without output: fast, observed, and in the sandbox."""
