"""The commands of the command line; each module has `run(arguments) -> exit status`."""
