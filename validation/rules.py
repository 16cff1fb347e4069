"""Every rule, and what it holds a file to."""

from . import api, lesson, records, render

RULES: dict[str, str] = {**lesson.RULES, **api.RULES, **records.RULES, **render.RULES}
