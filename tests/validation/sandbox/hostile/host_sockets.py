"""Connects to sockets that the host listens on: TCP on the loopback, Unix by name and by file."""

import socket

from attack import TARGETS, attempt, done


def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(0.2)
        client.connect(address)
        return client.recv(100)


attempt("IPv4", lambda: connect(socket.AF_INET, ("127.0.0.1", TARGETS["port"])))
attempt("Unix, abstract", lambda: connect(socket.AF_UNIX, "\0" + TARGETS["abstract"]))
attempt("Unix, a file", lambda: connect(socket.AF_UNIX, TARGETS["socket"]))
done()
