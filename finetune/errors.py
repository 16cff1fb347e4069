"""What goes wrong for a reason that the user can mend."""


class FinetuneError(Exception):
    """The message says what to do; the command line prints it and exits with 2."""
