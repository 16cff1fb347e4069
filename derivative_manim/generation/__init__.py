"""Everything that makes the dataset: catalogue, differentiation by rules, scenes, build.

Needs the `generation` extra (SymPy, Jinja2, NumPy). The auditor in `validation/` never imports this package.
"""
