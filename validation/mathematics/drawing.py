"""What a scene draws, as its code says it: graphs with intervals, panels, tangents, zeros, asymptotes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import sympy

from ..formulas.expression import Expr, Unreadable
from .code_reader import CodeFunction, read_expression
from .constants import Constants, Value
from .scopes import Scopes

PLOTS = frozenset({"plot", "get_graph"})
MAX_FOUND = 100  # of a kind; a lesson has a dozen
POINTS = frozenset({"c2p", "coords_to_point"})


@dataclass(frozen=True)
class Plot:
    """A graph that is drawn.

    Attributes:
        function: the function's syntax tree or name, as the call gives it.
        panel: the name of the axes that it is drawn on.
        low: where it begins.
        high: where it ends.
        line: where the code says so.
    """

    function: ast.expr
    panel: str
    low: float
    high: float
    line: int


@dataclass(frozen=True)
class Point:
    """A call `panel.c2p(x, y)`."""

    panel: str
    x: ast.expr
    y: ast.expr
    line: int


@dataclass(frozen=True)
class Segment:
    """A straight line between two points of a panel, given as numbers."""

    panel: str
    start: tuple[float, float]
    end: tuple[float, float]
    line: int


class Drawing:
    """The drawing of one source.

    Args:
        scopes: its scopes.
        constants: its constants.
    """

    def __init__(self, scopes: Scopes, constants: Constants) -> None:
        self._scopes = scopes
        self._constants = constants

    def _calls(self, names: frozenset[str]) -> Iterator[tuple[ast.Call, str]]:
        for node in self._scopes.nodes():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                owner = node.func.value
                yield node, owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")

    def x_range(self) -> tuple[float, ...] | None:
        """The constant X_RANGE, or the first x_range that axes are given."""
        named = self._scopes.module.names.get("X_RANGE", [])
        if len(named) == 1 and named[0].node is not None:
            return self._constants.numbers(named[0].node)
        for node in self._scopes.nodes():
            if isinstance(node, ast.keyword) and node.arg == "x_range":
                found = self._constants.numbers(node.value)
                if found:
                    return found
        return None

    def plots(self) -> list[Plot]:
        """The graphs whose interval is known."""
        result = []
        for call, panel in self._calls(PLOTS):
            if not call.args:
                continue
            given = call.args[1] if len(call.args) > 1 else None
            given = next((k.value for k in call.keywords if k.arg == "x_range"), given)
            for low, high, line in self._intervals(given):
                if low < high:
                    result.append(Plot(call.args[0], panel, low, high, line))
        return result[:MAX_FOUND]

    def derivative_graphs(self) -> list[tuple[ast.expr, int]]:
        """What `plot_derivative_graph` is given a graph of, and where: Manim differentiates the function itself."""
        result = []
        for call, _ in self._calls(frozenset({"plot_derivative_graph"})):
            graph = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "graph"), None)
            bound = (
                self._scopes.of.get(call, self._scopes.module).look(graph.id) if isinstance(graph, ast.Name) else None
            )
            for binding in bound[1] if bound else ():
                plotted = binding.node
                if isinstance(plotted, ast.Call) and getattr(plotted.func, "attr", "") == "plot" and plotted.args:
                    result.append((plotted.args[0], call.lineno))
        return result[:MAX_FOUND]

    def _intervals(self, node: ast.expr | None) -> list[tuple[float, float, int]]:
        """The intervals that a range can be; in a loop, one for each item."""
        if node is None:
            found = self.x_range()
            return [(found[0], found[1], 1)] if found and len(found) >= 2 else []
        if isinstance(node, ast.List | ast.Tuple) and len(node.elts) >= 2:
            lows, highs = (self._numbers(e) for e in node.elts[:2])
            if lows is None or highs is None or (len(lows) != len(highs) and 1 not in (len(lows), len(highs))):
                return []
            count = max(len(lows), len(highs))
            lows, highs = lows * (count // len(lows)), highs * (count // len(highs))
            return [(a, b, node.lineno) for a, b in zip(lows, highs, strict=True)]
        values = self._constants.values(node) or []
        result = []
        for value in values:
            if isinstance(value.data, tuple) and len(value.data) >= 2:
                low, high = (v.data for v in value.data[:2])
                if isinstance(low, int | float) and isinstance(high, int | float):
                    result.append((float(low), float(high), value.line))
        return result

    def _numbers(self, node: ast.expr) -> list[float] | None:
        values = self._constants.values(node)
        if not values:
            return None
        found = [float(v.data) for v in values if isinstance(v.data, int | float)]
        return found if len(found) == len(values) else None

    def points(self) -> list[Point]:
        """Every `c2p(x, y)`."""
        return [
            Point(panel, call.args[0], call.args[1], call.lineno)
            for call, panel in self._calls(POINTS)
            if len(call.args) >= 2 and not any(isinstance(a, ast.Starred) for a in call.args)
        ][:MAX_FOUND]

    def zeros(self) -> list[tuple[float, int]]:
        """The numbers that a loop marks on an axis: `for a in [...]: ... c2p(a, 0)`."""
        result: list[tuple[float, int]] = []
        for node in self._scopes.nodes():
            if len(result) > MAX_FOUND:
                break
            if not isinstance(node, ast.For | ast.comprehension) or not isinstance(node.target, ast.Name):
                continue
            around: ast.AST = node if isinstance(node, ast.For) else self._scopes.parent[node]
            marks = any(
                isinstance(p.x, ast.Name) and p.x.id == node.target.id and _is_zero(p.y)
                for p in self._points_in(around)
            )
            value = self._constants.one(node.iter) if marks else None
            if value is not None and isinstance(value.data, tuple):
                result.extend((float(i.data), i.line) for i in value.data if isinstance(i.data, int | float))
        return result

    def _points_in(self, node: ast.AST) -> list[Point]:
        return [
            Point("", call.args[0], call.args[1], call.lineno)
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and len(call.args) >= 2 and getattr(call.func, "attr", "") in POINTS
        ]

    def segments(self) -> list[Segment]:
        """Straight lines given by numbers: `for a, b in [((x, y), (x, y))]: DashedLine(p.c2p(*a), p.c2p(*b))`."""
        result = []
        for node in self._scopes.nodes():
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            if getattr(node.func, "id", "") not in ("DashedLine", "Line"):
                continue
            ends = [self._end(a) for a in node.args[:2]]
            if ends[0] is None or ends[1] is None or ends[0][0] != ends[1][0] or len(ends[0][1]) != len(ends[1][1]):
                continue
            for start, end in zip(ends[0][1], ends[1][1], strict=True):
                result.append(Segment(ends[0][0], start, end, node.lineno))
        return result[:MAX_FOUND]

    def _end(self, node: ast.expr) -> tuple[str, list[tuple[float, float]]] | None:
        """A panel and the points that an end of a line can be."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in POINTS):
            return None
        panel = getattr(node.func.value, "id", "")
        if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
            values = self._constants.values(node.args[0].value) or []
            points = [_pair(v) for v in values]
        elif len(node.args) >= 2 and all(isinstance(self._constants.number(a), float) for a in node.args[:2]):
            x, y = (self._constants.number(a) for a in node.args[:2])
            points = [(x, y)] if x is not None and y is not None else []
        else:
            return None
        known = [p for p in points if p is not None]
        return (panel, known) if known and len(known) == len(points) else None

    def trackers(self) -> list[tuple[float, int]]:
        """The values that the moving point takes: `ValueTracker(a)`, `set_value(b)`."""
        result = []
        for node in self._scopes.nodes():
            if not isinstance(node, ast.Call) or len(node.args) != 1:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("ValueTracker", "set_value"):
                value = self._constants.number(node.args[0])
                if value is not None:
                    result.append((value, node.lineno))
        return result[:MAX_FOUND]

    def panels(self) -> dict[str, tuple[str, int]]:
        """The label that each panel is made with, and where: `top = panel(..., "f(x)", ...)`."""
        result: dict[str, tuple[str, int]] = {}
        for node in self._scopes.nodes():
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Call):
                target = node.targets[0]
                for argument in node.value.args:
                    said = argument.value if isinstance(argument, ast.Constant) else None
                    if isinstance(target, ast.Name) and isinstance(said, str) and said in ("f(x)", "f'(x)"):
                        result[target.id] = (said, argument.lineno)
        return result


def _pair(value: Value) -> tuple[float, float] | None:
    if isinstance(value.data, tuple) and len(value.data) >= 2:
        x, y = (v.data for v in value.data[:2])
        if isinstance(x, int | float) and isinstance(y, int | float):
            return float(x), float(y)
    return None


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (0, 0.0)


class _Calls(ast.NodeTransformer):
    """Puts a name in place of each call of f or df, and notes the argument."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.arguments: list[tuple[str, ast.expr]] = []

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Replace a call of a known function."""
        name = getattr(node.func, "id", "")
        if name in self.names and len(node.args) == 1:
            self.arguments.append((self.names[name], node.args[0]))
            return ast.copy_location(ast.Name(f"__{self.names[name]}", ast.Load()), node)
        return node


def wrong_point(point: Point, function: CodeFunction, slope: CodeFunction, scopes: Scopes) -> str:
    """Why a point on a graph or a tangent is not where it should be; empty if it is, or if the code is not clear.

    A point with f(a) belongs at x = a, one with df(a) on the lower panel too, and a second point of the tangent at
    a + h is f(a) + h*df(a).
    """
    calls = _Calls({function.name: "f", slope.name: "df"})
    copied = ast.parse(ast.unparse(point.y), mode="eval").body
    height = calls.visit(copied)
    if not calls.arguments or not isinstance(height, ast.expr):
        return ""
    arguments = {ast.unparse(a) for _, a in calls.arguments}
    if len(arguments) > 1:
        return f"uses f and its slope at different points, {' and '.join(sorted(arguments))}"
    where = calls.arguments[0][1]
    used = {name for name, _ in calls.arguments}
    if used != {"f", "df"}:
        if isinstance(height, ast.Name) and ast.unparse(point.x) != ast.unparse(where):
            return f"has the height of {ast.unparse(where)} at {ast.unparse(point.x)}"
        return ""
    names: dict[str, Expr] = {}
    for node in (point.x, height, where):
        for name in ast.walk(node):
            if isinstance(name, ast.Name):
                names[name.id] = sympy.Symbol(name.id)
            elif isinstance(name, ast.Call | ast.Attribute):
                return ""
    try:
        x, y, a = (read_expression(n, scopes, names) for n in (point.x, height, where))
    except Unreadable:
        return ""
    right = names.get("__f", sympy.Symbol("__f")) + names.get("__df", sympy.Symbol("__df")) * (x - a)
    if sympy.expand(y - right) != 0:
        return f"is not on the tangent: at {ast.unparse(point.x)} that has the height f(a) + df(a)*(x - a)"
    return ""
