"""One process takes all the memory that it gets."""

from attack import attempt, done

blocks = []


def take():
    while True:
        blocks.append(bytearray(16 << 20))


attempt("endless memory", take)
blocks.clear()
done()
