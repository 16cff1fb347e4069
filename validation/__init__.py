"""The validator: proves scenes and the release right, and judges any scene that somebody or something wrote.

    from derivative_manim.validation import judge        # in a checkout also: from validation import judge

    verdict = judge(source, "x**2*sin(x)")
    print(verdict.usable, verdict.error)

It reads finished files and never imports `derivative_manim.generation`: an auditor that shares code with the author
proves nothing. `judge` here is the function; what else the module of that name has is imported from it:
`from derivative_manim.validation.judge import judge_many`.
"""

from .judge import Sample, judge, judge_many
from .problem import Problem, Severity
from .verdict import ROWS, Verdict

__all__ = ["ROWS", "Problem", "Sample", "Severity", "Verdict", "judge", "judge_many"]
