"""Every rule, and what it holds a file to."""

from . import lesson, records, render, verdict

RULES: dict[str, str] = {**lesson.RULES, **verdict.RULES, **records.RULES, **render.RULES}
