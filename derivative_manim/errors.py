"""The errors that this package raises on purpose; each message says what to do."""


class DerivativeManimError(Exception):
    """Any of the errors below."""


class DataNotFoundError(DerivativeManimError, FileNotFoundError):
    """The scenes or their records are not where they should be."""


class DataError(DerivativeManimError, ValueError):
    """A record or a scene is not as it should be: the tree was changed by hand, or is damaged."""


class ExportError(DerivativeManimError):
    """An export was refused; nothing has been written."""


class ReleaseError(DerivativeManimError):
    """A release, a page or an upload was refused; what was there before is still there."""
