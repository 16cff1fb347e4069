"""Values that stand in the code: what a literal, a constant, a loop's variable or a helper's parameter can be.

Nothing is run. A node has some possible values (a loop's variable has one for each item, a helper's parameter one for
each call), or is not known; each value remembers the line where it is written.
"""

import ast
from dataclasses import dataclass

from ..formulas.expression import Unreadable
from ..formulas.numeric import FLOAT, Evaluator, OutOfRange, Undefined
from .code_reader import read_expression
from .scopes import Binding, FunctionNode, Scope, Scopes, parameters

MAX_VALUES = 200
MAX_STEPS = 20_000
MAX_DEEP = 25
MAX_TEXT = 20_000


@dataclass(frozen=True)
class Value:
    """A value with its place.

    Attributes:
        data: a text, a number, or a list (as a tuple) of values.
        line: where it is written.
    """

    data: "Data"
    line: int


Data = str | float | tuple[Value, ...]


class Constants:
    """The values of nodes of one source.

    Args:
        scopes: its scopes.
    """

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self._steps = 0
        self._calls: dict[str, list[ast.Call]] | None = None

    def values(self, node: ast.AST) -> list[Value] | None:
        """The possible values of a node, in order; None if they are not known."""
        return self._values(node, self._scopes.of.get(node, self._scopes.module), 0)

    def one(self, node: ast.AST) -> Value | None:
        """Its value, if there is just one."""
        values = self.values(node)
        return values[0] if values is not None and len(values) == 1 else None

    def number(self, node: ast.AST) -> float | None:
        """Its value, if it is one number."""
        value = self.one(node)
        return float(value.data) if value is not None and isinstance(value.data, int | float) else None

    def numbers(self, node: ast.AST) -> tuple[float, ...] | None:
        """Its value, if it is one list of numbers."""
        value = self.one(node)
        if value is None or not isinstance(value.data, tuple):
            return None
        found = [float(v.data) for v in value.data if isinstance(v.data, int | float)]
        return tuple(found) if len(found) == len(value.data) else None

    def _values(self, node: ast.AST | None, scope: Scope, deep: int) -> list[Value] | None:
        self._steps += 1
        if node is None or deep > MAX_DEEP or self._steps > MAX_STEPS:
            return None
        line = getattr(node, "lineno", 1)
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and len(node.value) <= MAX_TEXT:
                return [Value(node.value, line)]
            if isinstance(node.value, int | float) and not isinstance(node.value, bool):
                return _number(node.value, line)
            return None
        if isinstance(node, ast.Name):
            return self._name(node, scope, deep) or self._formula(node, line)
        if isinstance(node, ast.JoinedStr):
            return self._joined(node, scope, deep)
        if isinstance(node, ast.List | ast.Tuple):
            return self._list(node, scope, deep)
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            items = self._values(node.elt, self._scopes.of.get(node.elt, scope), deep + 1)
            return None if items is None else [Value(tuple(items), line)]
        if isinstance(node, ast.Subscript):
            return self._item(node, scope, deep)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._sum(node, scope, deep) or self._formula(node, line)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            return self._attribute(node.attr, deep)
        if isinstance(node, ast.Call):
            return self._call(node, scope, deep)
        if isinstance(node, ast.IfExp):
            both = [self._values(n, scope, deep + 1) for n in (node.body, node.orelse)]
            return None if both[0] is None or both[1] is None else [*both[0], *both[1]]
        if isinstance(node, ast.expr):
            return self._formula(node, line)
        return None

    def _formula(self, node: ast.expr, line: int) -> list[Value] | None:
        """A number that is computed of numbers: `PI / 2`, `-3`, `np.sqrt(2)`."""
        try:
            expression = read_expression(node, self._scopes)
            value = Evaluator(FLOAT, 0.0).value(expression)
        except (Unreadable, Undefined, OutOfRange):
            return None
        return None if expression.free_symbols else [Value(float(value), line)]

    def _name(self, node: ast.Name, scope: Scope, deep: int) -> list[Value] | None:
        found = scope.look(node.id)
        if found is None:
            return None
        where, bindings = found
        around = set(self._scopes.chain(node))
        # A loop's variable is what its own loop makes it, though another loop uses the name again.
        inner = [b for b in bindings if b.kind == "loop" and any(getattr(n, "iter", None) is b.node for n in around)]
        result: list[Value] = []
        for binding in inner or bindings:
            values = self._binding(binding, where, deep)
            if values is None:
                return None
            result.extend(values)
            if len(result) > MAX_VALUES:
                return None
        return result

    def _binding(self, binding: Binding, scope: Scope, deep: int) -> list[Value] | None:
        if binding.kind == "parameter" and isinstance(binding.node, ast.FunctionDef | ast.Lambda):
            return self._parameter(binding.node, binding.index or 0, deep)
        if binding.kind not in ("value", "loop"):
            return None
        values = self._values(binding.node, scope, deep + 1)
        if values is not None and binding.kind == "loop":
            values = _items(values)
        if values is None or binding.index is None:
            return values
        picked = []
        for value in values:
            if not isinstance(value.data, tuple) or binding.index >= len(value.data):
                return None
            picked.append(value.data[binding.index])
        return picked

    def _parameter(self, function: FunctionNode, position: int, deep: int) -> list[Value] | None:
        """What the calls of a helper pass for a parameter."""
        if isinstance(function, ast.Lambda):
            return None
        if self._calls is None:
            self._calls = {}
            for node in self._scopes.nodes():
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    self._calls.setdefault(name, []).append(node)
        arguments = parameters(function)
        name = arguments[position].arg
        shift = 1 if arguments[0].arg in ("self", "cls") else 0
        defaults = dict(zip([a.arg for a in reversed(arguments)], reversed(function.args.defaults), strict=False))
        result: list[Value] = []
        for call in self._calls.get(function.name, []):
            if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
                return None
            given: ast.AST | None = next((k.value for k in call.keywords if k.arg == name), None)
            if given is None and position - shift < len(call.args):
                given = call.args[position - shift]
            given = given or defaults.get(name)
            values = self._values(given, self._scopes.of.get(call, self._scopes.module), deep + 1)
            if values is None or len(result) + len(values) > MAX_VALUES:
                return None
            result.extend(values)
        return result or None

    def _joined(self, node: ast.JoinedStr, scope: Scope, deep: int) -> list[Value] | None:
        texts = [""]
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                if part.format_spec is not None or part.conversion not in (-1, 115):
                    return None
                values = self._values(part.value, scope, deep + 1)
            else:
                values = self._values(part, scope, deep + 1)
            if values is None or any(isinstance(v.data, tuple) for v in values):
                return None
            texts = [text + str(v.data) for text in texts for v in values]
            if len(texts) > MAX_VALUES or any(len(t) > MAX_TEXT for t in texts):
                return None
        return [Value(text, node.lineno) for text in texts]

    def _list(self, node: ast.List | ast.Tuple, scope: Scope, deep: int) -> list[Value] | None:
        items: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                values = self._values(element.value, scope, deep + 1)
                spread = None if values is None else _items(values)
                if spread is None:
                    return None
                items.extend(spread)
                continue
            values = self._values(element, scope, deep + 1)
            if values is None or len(values) != 1:
                return None
            items.extend(values)
        return [Value(tuple(items), node.lineno)]

    def _item(self, node: ast.Subscript, scope: Scope, deep: int) -> list[Value] | None:
        lists = self._values(node.value, scope, deep + 1)
        if lists is None:
            return None
        result: list[Value] = []
        for whole in lists:
            if not isinstance(whole.data, tuple):
                return None
            if isinstance(node.slice, ast.Slice):
                bounds = []
                for bound in (node.slice.lower, node.slice.upper, node.slice.step):
                    values = [Value(0, 1)] if bound is None else self._values(bound, scope, deep + 1)
                    if values is None or len(values) != 1 or not isinstance(values[0].data, int | float):
                        return None
                    bounds.append(None if bound is None else int(values[0].data))
                if bounds[2] == 0:
                    return None
                result.append(Value(whole.data[bounds[0] : bounds[1] : bounds[2]], whole.line))
                continue
            indices = self._values(node.slice, scope, deep + 1)
            for index in indices or ():
                if not isinstance(index.data, int | float) or not -len(whole.data) <= index.data < len(whole.data):
                    return None
                result.append(whole.data[int(index.data)])
            if indices is None:
                return None
        return result

    def _sum(self, node: ast.BinOp, scope: Scope, deep: int) -> list[Value] | None:
        left, right = self._values(node.left, scope, deep + 1), self._values(node.right, scope, deep + 1)
        if left is None or right is None or len(left) * len(right) > MAX_VALUES:
            return None
        result = []
        for a in left:
            for b in right:
                total = _total(a.data, b.data)
                if total is None:
                    return None
                result.append(Value(total, a.line))
        return result

    def _attribute(self, name: str, deep: int) -> list[Value] | None:
        found = self._scopes.attributes.get(name, [])
        if len(found) != 1:
            return None
        return self._values(found[0], self._scopes.of.get(found[0], self._scopes.module), deep + 1)

    def _call(self, node: ast.Call, scope: Scope, deep: int) -> list[Value] | None:
        name = getattr(node.func, "id", "")
        if name in ("list", "tuple", "reversed") and len(node.args) == 1:
            values = self._values(node.args[0], scope, deep + 1)
            if values is None or name != "reversed":
                return values
            return [Value(v.data[::-1], v.line) for v in values if isinstance(v.data, tuple)]
        if name in ("enumerate", "zip") and node.args and not node.keywords:
            columns = []
            for argument in node.args:
                values = self._values(argument, scope, deep + 1)
                if values is None or len(values) != 1 or not isinstance(values[0].data, tuple):
                    return None
                columns.append(values[0].data)
            if name == "enumerate":
                columns = [tuple(Value(i, node.lineno) for i in range(len(columns[0]))), columns[0]]
            rows = tuple(Value(row, row[-1].line) for row in zip(*columns, strict=False))
            return [Value(rows, node.lineno)]
        return self._formula(node, node.lineno)


def _total(a: Data, b: Data) -> Data | None:
    """What `+` makes of two values; None if they do not go together or it is too long."""
    if isinstance(a, str) and isinstance(b, str):
        return a + b if len(a) + len(b) <= MAX_TEXT else None
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a + b if len(a) + len(b) <= MAX_VALUES else None
    if isinstance(a, int | float) and isinstance(b, int | float):
        return float(a) + float(b)
    return None


def _number(value: float, line: int) -> list[Value] | None:
    if isinstance(value, int) and value.bit_length() > 256:
        return None
    return [Value(value, line)]


def _items(values: list[Value]) -> list[Value] | None:
    """The items of lists, one after another."""
    result: list[Value] = []
    for value in values:
        if not isinstance(value.data, tuple):
            return None
        result.extend(value.data)
    return result if len(result) <= MAX_VALUES else None
