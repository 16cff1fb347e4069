"""A socket of every family: some (AF_VSOCK, AF_ALG, AF_NETLINK) reach past a network namespace."""

import socket

from attack import done

ALLOWED = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
made = set()
for family in [*range(64), 255, 65535, 2**31 - 1]:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for make in (socket.socket, socket.socketpair):
            try:
                made.add((make(family, kind) and family, kind))
            except OSError:
                pass
for family, kind in sorted(made):
    if family not in ALLOWED or (kind == socket.SOCK_RAW and family != socket.AF_UNIX):
        print("ESCAPED:", family, kind)
print(len(made), "made")
done()
