"""Memory as files, in every writable folder, up to their limits."""

import os

from attack import done

for folder in ("/box", "/tmp", "/dev/shm"):
    try:
        for number in range(10**6):
            with open(f"{folder}/{number}", "wb") as file:
                for _ in range(4):
                    file.write(bytes(1 << 20))
    except OSError as error:
        print("refused:", folder, error.errno)
print(sum(os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize for folder in ("/box", "/tmp", "/dev/shm")))
done()
