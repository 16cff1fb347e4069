"""What a user can mend."""

from derivative_manim.errors import DerivativeManimError


class FinetuneError(DerivativeManimError):
    """Something that the user can mend; the message says how. The command line prints it and exits with 2.

    Whatever here reads files, options or a model raises it; docstrings name other exceptions only.
    """


class BusyError(FinetuneError):
    """Another process writes there."""
