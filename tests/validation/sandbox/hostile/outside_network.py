"""Sends to the world: TCP, UDP, IPv6, broadcast, a name; and sockets of families that reach past a network namespace."""

import socket

from attack import attempt, done


def send(family, kind, address):
    with socket.socket(family, kind) as client:
        client.settimeout(0.5)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        client.connect(address)
        return client.send(b"hello")


# Addresses set aside for documentation: nobody is there.
attempt("TCP", lambda: send(socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 80)))
attempt("UDP", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)))
attempt("broadcast", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, ("255.255.255.255", 9)))
attempt("multicast", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, ("224.0.0.251", 5353)))
attempt("IPv6", lambda: send(socket.AF_INET6, socket.SOCK_DGRAM, ("2001:db8::1", 53)))
attempt("a name", lambda: socket.getaddrinfo("example.com", 80))
print(open("/proc/net/dev").read())

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
