"""A scene as the checks see it: a name, the text, and its syntax tree; nothing of it is run."""

import ast
from dataclasses import dataclass
from functools import cached_property

CLASS_NAME = "DerivativeVisualization"
PHASES = ("title", "axes", "function", "derivation", "tangent", "trace", "derivative", "summary")


@dataclass(frozen=True)
class SceneFile:
    """A Python source.

    Attributes:
        path: the name to give in problems.
        text: the source, decoded.
    """

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree.

        Raises:
            SyntaxError: the text is not Python. (`ast.parse` raises ValueError for NUL characters, MemoryError and
                RecursionError for nesting without end; all of them are given as SyntaxError here.)
        """
        try:
            return ast.parse(self.text, filename=self.path)
        except SyntaxError:
            raise
        except (ValueError, MemoryError, RecursionError) as error:
            raise SyntaxError(str(error) or type(error).__name__, (self.path, 1, 0, "")) from None
