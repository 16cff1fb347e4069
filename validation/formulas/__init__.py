"""The one reader of mathematics: LaTeX and function text into SymPy expressions, their values and their equality."""
