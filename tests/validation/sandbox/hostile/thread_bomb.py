"""Starts threads until it gets no more."""

import threading
import time

from attack import attempt, done


def start():
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


attempt("5,000 threads", start)
done()
