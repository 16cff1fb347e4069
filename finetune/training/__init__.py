"""Training: what is checked before it, the run, what is kept of it, its curves."""
