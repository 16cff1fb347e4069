"""Sampling: prompts, decoding, and the loop that lets a model write."""
