"""The QLoRA baseline and its evaluation: `python -m finetune` in a checkout, `python -m derivative_manim.finetune` else.

One way: config -> data -> train -> generate -> evaluate -> report. The examples come through
`load_dataset("derivative-manim")`, the verdicts from `derivative_manim.validation`; nothing here decides what is right.
"""
