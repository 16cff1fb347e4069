"""A formula that doubles until TeX's memory is full, and pages without end."""

import subprocess

with open("a.tex", "w") as file:
    file.write(r"\def\x{\hbox{x}\vfill\eject\x}\x\end")
result = subprocess.run(["tex", "-interaction=batchmode", "a.tex"], capture_output=True, stdin=subprocess.DEVNULL)
print("done", result.returncode, flush=True)
