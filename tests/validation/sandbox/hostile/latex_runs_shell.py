"""A formula that runs a command: TeX's \\write18, asked for with -shell-escape too, and a pipe as a file."""

import os
import subprocess

from attack import TARGETS, TOKEN

SOURCE = r"""\documentclass{article}\begin{document}
\immediate\write18{id > %s/written-%s; id > shell}
\input{|"id > pipe"}
x\end{document}"""
with open("a.tex", "w") as file:
    file.write(SOURCE % (TARGETS["folders"][0], TOKEN))
for option in ([], ["-shell-escape"]):
    result = subprocess.run(
        ["latex", "-interaction=batchmode", *option, "a.tex"], capture_output=True, stdin=subprocess.DEVNULL
    )
    print(option, result.returncode, open("a.log").read()[-2000:] if os.path.exists("a.log") else result.stderr)
    if not option and (os.path.exists("shell") or os.path.exists("pipe")):
        print("ESCAPED: a command was run without -shell-escape")
print("done", flush=True)
