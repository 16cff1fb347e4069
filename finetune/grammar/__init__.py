"""Constrained decoding: what an answer may look like, and the processor that keeps a model to it."""
