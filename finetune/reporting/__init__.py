"""Reporting: curves, bars and the page, from result files only."""
