"""Evaluation: verdicts made into rows, intervals, classes of error, comparisons."""
