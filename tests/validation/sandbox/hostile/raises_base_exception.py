"""Raises what `except Exception` does not catch."""


class Unseen(BaseException):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


raise Unseen
