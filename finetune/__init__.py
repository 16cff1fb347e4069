"""The QLoRA baseline and its evaluation: `python -m finetune`, or installed `python -m derivative_manim.finetune`.

One way: config -> data -> train -> generate -> evaluate -> report. The examples come through
`load_dataset("derivative-manim")`, the verdicts from `derivative_manim.validation`; nothing here decides what is right.
"""
