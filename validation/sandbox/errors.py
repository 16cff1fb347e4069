"""The one error of the sandbox: it cannot be had."""


class SandboxUnavailable(RuntimeError):  # noqa: N818 - it says what is the case, not that somebody made an error
    """No sandbox on this machine, and what to install or switch on; nothing is ever run without one instead."""
