"""The commands of `python -m finetune`; each module has `describe(parser)` and `run(options) -> exit status`."""
