"""Sends to the world: TCP, UDP, IPv6, broadcast, a name to look up."""

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
done()
