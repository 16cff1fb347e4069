"""One file without end."""

from attack import attempt, done


def write():
    with open("huge", "wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))


attempt("an endless file", write)
attempt("a sparse file of a terabyte", lambda: open("sparse", "wb").truncate(1 << 40))
done()
