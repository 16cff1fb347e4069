"""A formula that never ends: a macro that calls itself."""

import subprocess

with open("a.tex", "w") as file:
    file.write(r"\documentclass{article}\begin{document}\def\x{\x}\x\end{document}")
subprocess.run(["latex", "-interaction=batchmode", "a.tex"], stdin=subprocess.DEVNULL)
print("ESCAPED: it ended")
