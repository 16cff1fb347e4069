"""Rendering scenes of our own in processes of their own: `worker` is the program, the rest is what it does."""
