"""A formula that reads a file: TeX's \\input, \\openin and verbatim, in the way that Manim calls TeX."""

from manim import *

from attack import TARGETS

config.dry_run = True


class DerivativeVisualization(Scene):
    def construct(self):
        for secret in TARGETS["secrets"][:1]:
            for text in (
                rf"\input{{{secret}}}",
                rf"\newread\secret \openin\secret={secret} \read\secret to \line \line \errmessage{{\line}}",
                rf"\input{{../../../../..{secret}}}",
            ):
                try:
                    self.add(Tex(text))
                    print("made", text)
                except ValueError as error:
                    print("refused:", text, error)


DerivativeVisualization().render()
