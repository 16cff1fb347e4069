"""The QLoRA baseline and its evaluation; run from a checkout as `python -m finetune`.

One way: config -> data, models -> training -> sampling -> evaluation -> reporting. The examples come through
`load_dataset("derivative-manim")`, the verdicts from `validation`; nothing here decides what is right.
"""
