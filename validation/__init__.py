"""The auditor: proves scenes and the release right, and judges any scene that somebody or something wrote.

It reads finished files and never imports `derivative_manim.generation`: an auditor that shares code with the
author proves nothing. Run it from a checkout: `python -m validation --help`.
"""
