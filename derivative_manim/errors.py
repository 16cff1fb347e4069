"""The errors that this package raises on purpose; each message says what to do."""


class DerivativeManimError(Exception):
    """Any of the errors below."""


class DataNotFoundError(DerivativeManimError, FileNotFoundError):
    """The scenes or their records are not where they should be."""


class DataError(DerivativeManimError, ValueError):
    """A record or a scene is not as it should be: the tree was changed by hand, or is damaged."""


class ExportError(DerivativeManimError):
    """An export was refused; nothing has been written."""


class LessonError(DerivativeManimError, ValueError):
    """A function was read, but no honest lesson can be made of it; the message gives the true reason."""


class OptionError(DerivativeManimError, ValueError):
    """An option asks for what there is not: a window outside the domain, a language that is not known."""


class ToolError(DerivativeManimError):
    """A program or library that rendering needs is not installed; the message has the command that installs it."""


class RenderError(DerivativeManimError):
    """Rendering broke down, or took longer than it may; nothing has been written."""


class ReleaseError(DerivativeManimError):
    """A release, a page or an upload was refused; what was there before is still there."""
