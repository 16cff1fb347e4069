"""How many different LaTeX formulas a scene has, counted in its code without running it.

The card: `latex_expressions` is the number of different LaTeX formulas in the scene. So the strings that can reach a
call of `MathTex` or `Tex` are followed back: a literal; an item of a list; the variable of a loop or comprehension over
such a list; a parameter of a function, which can be whatever its callers give. Numbers that Manim sets by itself (of
axes, of a `DecimalNumber`) are none of the scene's formulas.
"""

import ast
from collections.abc import Iterator

from ..scene_file import SceneFile
from .expression import UnreadableError

SETTERS = frozenset({"MathTex", "Tex", "SingleStringMathTex", "Title", "BulletedList"})
MAX_DEPTH = 20


def latex_strings(scene: SceneFile) -> frozenset[str]:
    """Find the LaTeX that a scene sets.

    Args:
        scene: the scene.

    Returns:
        The different strings.

    Raises:
        UnreadableError: the scene is not Python, or a formula is not a literal that can be followed.
    """
    try:
        tree = scene.tree
    except SyntaxError:
        raise UnreadableError("the scene is not Python") from None
    nodes = list(_walk(tree))
    finder = _Finder(nodes)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SETTERS:
            for argument in node.args:
                found |= finder.strings(argument, 0)
    return frozenset(found)


def _walk(tree: ast.Module) -> Iterator[ast.AST]:
    # ast.walk does the same in four times the time, half of it for Load() and Store().
    waiting: list[object] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, ast.AST):
            yield node
            waiting += node.__dict__.values()


class _Finder:
    # What an expression can be, over all the runs of the scene.

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.assigned: dict[str, list[ast.expr]] = {}
        self.items: dict[str, list[ast.expr]] = {}
        self.parameters: dict[str, list[tuple[ast.FunctionDef, int]]] = {}
        self.calls: dict[str, list[ast.Call]] = {}
        for node in nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.assigned.setdefault(name, []).append(value)
                case (
                    ast.For(target=ast.Name(id=name), iter=value)
                    | ast.comprehension(target=ast.Name(id=name), iter=value)
                ):
                    self.items.setdefault(name, []).append(value)
                case ast.FunctionDef():
                    for place, argument in enumerate(node.args.args):
                        self.parameters.setdefault(argument.arg, []).append((node, place))
                case ast.Call(func=ast.Name(id=name)):
                    self.calls.setdefault(name, []).append(node)

    def strings(self, node: ast.expr, depth: int) -> set[str]:
        if depth > MAX_DEPTH:
            raise UnreadableError(f"the formula of line {node.lineno} cannot be followed")
        match node:
            case ast.Constant(value=str() as text):
                return {text}
            case ast.Subscript(value=list_, slice=index):
                return self._item(self._elements(list_, depth), index)
            case ast.Name(id=name):
                return self._variable(name, node.lineno, depth)
            case ast.IfExp(body=body, orelse=orelse):
                return self.strings(body, depth + 1) | self.strings(orelse, depth + 1)
            case ast.Starred(value=list_):
                return {text for part in self._elements(list_, depth) for text in self.strings(part, depth + 1)}
        raise UnreadableError(f"the formula of line {node.lineno} is not a literal")

    def _item(self, elements: list[ast.expr], index: ast.expr) -> set[str]:
        try:
            value = ast.literal_eval(index)
        except (ValueError, TypeError, MemoryError, RecursionError):
            value = None
        # Which item is not known for a computed index: it can be any.
        chosen = elements if not isinstance(value, int) else elements[value : value + 1 or None]
        return {text for part in chosen for text in self.strings(part, 0)}

    def _elements(self, node: ast.expr, depth: int) -> list[ast.expr]:
        if depth > MAX_DEPTH:
            raise UnreadableError(f"the list of line {node.lineno} cannot be followed")
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return elements
            case ast.Name(id=name) if name in self.assigned:
                return [part for value in self.assigned[name] for part in self._elements(value, depth + 1)]
            case ast.Subscript(value=list_, slice=ast.Slice()):
                return self._elements(list_, depth + 1)
        raise UnreadableError(f"the list of line {node.lineno} is not a literal")

    def _variable(self, name: str, line: int, depth: int) -> set[str]:
        sources = [
            *self.assigned.get(name, []),
            *(part for iterated in self.items.get(name, []) for part in self._elements(iterated, depth + 1)),
            *(call for function, place in self.parameters.get(name, []) for call in self._given(function, name, place)),
        ]
        if not sources:
            raise UnreadableError(f"the formula of line {line} cannot be followed")
        return {text for source in sources for text in self.strings(source, depth + 1)}

    def _given(self, function: ast.FunctionDef, name: str, place: int) -> list[ast.expr]:
        given = []
        for call in self.calls.get(function.name, []):
            if place < len(call.args):
                given.append(call.args[place])
            given += [keyword.value for keyword in call.keywords if keyword.arg == name]
        return given
