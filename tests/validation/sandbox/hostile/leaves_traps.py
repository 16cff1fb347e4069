"""Leaves in the places of asked-for files what must not be followed, read or waited for."""

import os
import socket

from attack import TARGETS, done

os.symlink(TARGETS["secrets"][0], "symlink")
os.symlink("/etc", "folder_link")
os.symlink("/proc/self/environ", "process_link")
os.mkfifo("pipe")
os.mkdir("folder")
os.mkdir("inside")
os.symlink("../plain", "inside/up")
socket.socket(socket.AF_UNIX).bind("socket")
with open("sparse", "wb") as file:
    file.truncate(3 << 20)
with open("unreadable", "wb") as file:
    file.write(b"unreadable")
os.chmod("unreadable", 0)
with open("plain", "wb") as file:
    file.write(b"plain")
done()
