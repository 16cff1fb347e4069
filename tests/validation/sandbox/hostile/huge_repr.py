"""An object whose repr is a gigabyte, in an exception."""


class Huge:
    def __repr__(self):
        return "x" * (1 << 30)

    __str__ = __repr__


raise ValueError(Huge())
