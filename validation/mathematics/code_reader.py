"""Formulas in Python code, read from the syntax tree into expressions; nothing of the code is run.

A function is a formula if it has one argument (besides `self` and arguments with defaults), simple assignments, `if`s
and returns. NumPy's, `math`'s and Manim's names are known by where they are imported from; the scene's own constants
and helper functions are put in their place. `x ** (1/3)` is read as Python computes it: no real value for negative x
(`np.cbrt` has one).
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from ..formulas.expression import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_NODES,
    Expr,
    Unreadable,
    X,
    add,
    check_size,
    decimal,
    divide,
    logarithm,
    multiply,
    negate,
    number,
    power,
)
from .scopes import FunctionNode, Scope, Scopes, parameters

MAX_INLINED = 20  # calls of helper functions within one formula
MAX_FUNCTIONS = 200  # of one source; a lesson has two
MAX_CHOICES = 8  # `if`s within one formula

CONSTANTS: dict[str, Expr] = {
    "pi": sympy.pi,
    "PI": sympy.pi,
    "e": sympy.E,
    "E": sympy.E,
    "TAU": 2 * sympy.pi,
    "tau": 2 * sympy.pi,
    "DEGREES": sympy.pi / 180,
    "euler_gamma": sympy.EulerGamma,
    "nan": sympy.nan,
    "NaN": sympy.nan,
}
_MODULES = frozenset({"np", "numpy", "math", "cmath", "scipy", "manim", "mn"})
_BUILTINS = frozenset({"abs", "pow", "float", "max", "min", "round", "int", "sum"})


@dataclass(frozen=True)
class CodeFunction:
    """A function of one argument in the code.

    Attributes:
        name: what it is called; the name that a lambda is assigned to, or "lambda".
        line: where it begins.
        expression: the formula in x; None if it is not read.
        reason: why it is not.
        node: its syntax tree.
    """

    name: str
    line: int
    expression: Expr | None
    reason: str
    node: FunctionNode


def read(function: FunctionNode, module: ast.Module, scopes: Scopes | None = None) -> Expr:
    """Read a function's formula in x.

    Args:
        function: a def or lambda in the module.
        module: the tree that it stands in.
        scopes: the scopes of the tree, if they are at hand.

    Raises:
        Unreadable: it is no formula; the message says why.
    """
    scopes = scopes or Scopes(module)
    try:
        name = argument_of(function)
        if name is None:
            raise Unreadable("it is not a function of one argument")
        return check_size(_Reader(scopes).body(function, {name: X}))
    except RecursionError:
        raise Unreadable("it calls itself or is nested too deep") from None
    except (ArithmeticError, ValueError, TypeError, AttributeError, MemoryError) as error:
        raise Unreadable(f"it cannot be read ({type(error).__name__})") from None


def read_expression(node: ast.expr, scopes: Scopes, names: dict[str, Expr] | None = None) -> Expr:
    """Read an expression that stands somewhere in the code, given what some names mean.

    Raises:
        Unreadable: it is no formula.
    """
    try:
        _limit(node)
        return check_size(_Reader(scopes).expression(node, names or {}, scopes.of.get(node, scopes.module)))
    except RecursionError:
        raise Unreadable("it is nested too deep") from None
    except (ArithmeticError, ValueError, TypeError, AttributeError, MemoryError) as error:
        raise Unreadable(f"it cannot be read ({type(error).__name__})") from None


def argument_of(function: FunctionNode) -> str | None:
    """The name of the one argument of a function; None if it does not have one."""
    arguments = parameters(function)
    names = [a.arg for a in arguments]
    needed = names[: len(names) - len(function.args.defaults)]
    if needed and needed[0] in ("self", "cls"):
        needed = needed[1:]
    elif names and names[0] in ("self", "cls"):
        names = names[1:]
    if function.args.vararg or any(d is None for d in function.args.kw_defaults):
        return None
    if len(needed) == 1:
        return needed[0]
    return None


def find(tree: ast.Module, scopes: Scopes | None = None) -> list[CodeFunction]:
    """Every function of one argument in a source that could be a formula, in the order of the source.

    Functions whose argument is not used as a number are among them, with a reason and no expression.
    """
    try:
        scopes = scopes or Scopes(tree)
    except ValueError:
        return []
    result: list[CodeFunction] = []
    for node in scopes.nodes():
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or argument_of(node) is None:
            continue
        expression, reason = None, ""
        if len(result) >= MAX_FUNCTIONS:
            break
        try:
            expression = read(node, tree, scopes)
        except Unreadable as error:
            reason = str(error)
        result.append(CodeFunction(_name_of(node, scopes), node.lineno, expression, reason, node))
    return result


def _name_of(node: FunctionNode, scopes: Scopes) -> str:
    if not isinstance(node, ast.Lambda):
        return node.name
    parent = scopes.parent.get(node)
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        if isinstance(target, ast.Name):
            return target.id
        if isinstance(target, ast.Attribute):
            return target.attr
    return "lambda"


def _limit(node: ast.AST) -> None:
    """Refuse a tree that recursion could not walk."""
    stack, count = [(node, 1)], 0
    while stack:
        current, depth = stack.pop()
        count += 1
        if depth > 2 * MAX_DEPTH:
            raise Unreadable("it is nested too deep")
        if count > 4 * MAX_NODES:
            raise Unreadable("it is too long")
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(current))


class _Reader:
    """Reads one formula; counts what it puts in place of names, so that it comes to an end."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self._inlined = 0
        self._choices = 0
        self._constants: list[str] = []

    # Bodies

    def body(self, function: FunctionNode, names: dict[str, Expr]) -> Expr:
        """The value that a function returns."""
        _limit(function)
        self._inlined += 1
        if self._inlined > MAX_INLINED:
            raise Unreadable("it calls too many functions of its own, or itself")
        scope = self._scopes.of.get(function.body if isinstance(function, ast.Lambda) else function.body[0])
        scope = scope or self._scopes.module
        names = dict(names)
        arguments = parameters(function)
        for argument, default in zip(reversed([*arguments]), reversed(function.args.defaults), strict=False):
            if argument.arg not in names:
                names[argument.arg] = self.expression(default, {}, scope.parent or scope)
        if isinstance(function, ast.Lambda):
            return self.expression(function.body, names, scope)
        result = self._block(function.body, names, scope)
        if result is None:
            raise Unreadable("it does not return a value")
        return result

    def _block(self, statements: Sequence[ast.stmt], names: dict[str, Expr], scope: Scope) -> Expr | None:
        names = dict(names)
        for position, statement in enumerate(statements):
            rest = statements[position + 1 :]
            if isinstance(statement, ast.Return):
                if statement.value is None or _is_none(statement.value):
                    return sympy.nan
                return self.expression(statement.value, names, scope)
            if isinstance(statement, ast.Raise):
                return sympy.nan
            if isinstance(statement, ast.If):
                self._choices += 1
                if self._choices > MAX_CHOICES:
                    raise Unreadable("it has too many cases")
                condition = self._condition(statement.test, names, scope)
                then = self._block([*statement.body, *rest], names, scope)
                other = self._block([*statement.orelse, *rest], names, scope)
                return _cases([(then if then is not None else sympy.nan, condition)], other)
            if isinstance(statement, ast.With):
                return self._block([*statement.body, *rest], names, scope)
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0]
                if isinstance(target, ast.Name):
                    names[target.id] = self.expression(statement.value, names, scope)
                    continue
                raise Unreadable(f"line {statement.lineno} is more than a simple assignment")
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
                names[statement.target.id] = self.expression(statement.value, names, scope)
                continue
            if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
                left = ast.copy_location(ast.Name(statement.target.id, ast.Load()), statement)
                whole = ast.copy_location(ast.BinOp(left, statement.op, statement.value), statement)
                names[statement.target.id] = self.expression(whole, names, scope)
                continue
            if isinstance(statement, ast.Pass) or (
                isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            ):
                continue
            if isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            raise Unreadable(f"line {statement.lineno} is a statement that a formula does not have")
        return None

    # Expressions

    def expression(self, node: ast.expr, names: dict[str, Expr], scope: Scope) -> Expr:
        """The expression of a node."""
        if isinstance(node, ast.Constant):
            return _constant(node)
        if isinstance(node, ast.Name):
            return self._name(node.id, names, scope)
        if isinstance(node, ast.BinOp):
            left, right = self.expression(node.left, names, scope), self.expression(node.right, names, scope)
            return binary(node.op, left, right, real_roots=False)
        if isinstance(node, ast.UnaryOp):
            if isinstance(node.op, ast.USub):
                return negate(self.expression(node.operand, names, scope))
            if isinstance(node.op, ast.UAdd):
                return self.expression(node.operand, names, scope)
            raise Unreadable("it holds a logical or bitwise operation")
        if isinstance(node, ast.IfExp):
            condition = self._condition(node.test, names, scope)
            then = sympy.nan if _is_none(node.body) else self.expression(node.body, names, scope)
            other = sympy.nan if _is_none(node.orelse) else self.expression(node.orelse, names, scope)
            return _cases([(then, condition)], other)
        if isinstance(node, ast.Call):
            return self._call(node, names, scope)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, scope)
        raise Unreadable(f"it holds a {type(node).__name__.lower()}, which a formula does not have")

    def _name(self, name: str, names: dict[str, Expr], scope: Scope) -> Expr:
        if name in names:
            return names[name]
        found = scope.look(name)
        if found is None:
            if name in ("PI", "TAU", "DEGREES") and self._starred("manim"):
                return CONSTANTS[name]
            if name in CONSTANTS and (self._starred("math") or self._starred("numpy")):
                return CONSTANTS[name]
            raise Unreadable(f"the name {name} is not known")
        where, bindings = found
        if len(bindings) == 1 and bindings[0].kind == "import":
            original = _imported(bindings[0].node, name)
            if original in CONSTANTS:
                return CONSTANTS[original]
        if len(bindings) != 1 or bindings[0].kind != "value" or bindings[0].index is not None:
            raise Unreadable(f"the name {name} does not have one value")
        node = bindings[0].node
        if not isinstance(node, ast.expr):
            raise Unreadable(f"the name {name} does not have one value")
        if name in self._constants:
            raise Unreadable(f"the name {name} is defined by itself")
        _limit(node)
        self._inlined += 1
        if self._inlined > 4 * MAX_INLINED:
            raise Unreadable("it uses too many names")
        self._constants.append(name)
        try:
            return self.expression(node, {}, where)
        finally:
            self._constants.pop()

    def _starred(self, module: str) -> bool:
        for node in self._scopes.module.names.get("*", []):
            if isinstance(node.node, ast.ImportFrom) and (node.node.module or "").partition(".")[0] == module:
                return True
        return False

    def _is_module(self, node: ast.expr, scope: Scope) -> bool:
        """Whether a node names numpy, math or manim (`np`, an alias, or `np.math`-like chains are not followed)."""
        if not isinstance(node, ast.Name):
            return False
        found = scope.look(node.id)
        if found is None:
            return node.id in _MODULES
        _, bindings = found
        return all(b.kind == "import" and _imports_module(b.node, node.id) for b in bindings)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Expr:
        if self._is_module(node.value, scope) and node.attr in CONSTANTS:
            return CONSTANTS[node.attr]
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            values = self._scopes.attributes.get(node.attr, [])
            self._inlined += 1
            if len(values) == 1 and self._inlined <= MAX_INLINED:
                _limit(values[0])
                return self.expression(values[0], {}, self._scopes.of.get(values[0], self._scopes.module))
        raise Unreadable(f"the name {ast.unparse(node)[:40]} is not known")

    # Calls

    def _function_name(self, node: ast.expr, names: dict[str, Expr], scope: Scope) -> str | FunctionNode:
        """What is called: the name of a known function, or a function of the scene's own."""
        if isinstance(node, ast.Attribute):
            if self._is_module(node.value, scope):
                return node.attr
            if isinstance(node.value, ast.Name) and (node.value.id in ("self", "cls") or node.value.id[:1].isupper()):
                return self._method(node.attr)
            raise Unreadable(f"the function {ast.unparse(node)[:40]} is not known")
        if isinstance(node, ast.Lambda):
            return node
        if not isinstance(node, ast.Name):
            raise Unreadable("it calls what is no name")
        if node.id in names:
            raise Unreadable(f"it calls {node.id}, which is a number")
        found = scope.look(node.id)
        if found is None:
            if node.id in _BUILTINS or self._starred("math") or self._starred("numpy"):
                return node.id
            raise Unreadable(f"the function {node.id} is not known")
        _, bindings = found
        binding = bindings[-1]
        if len(bindings) == 1:
            if binding.kind == "import":
                original = _imported(binding.node, node.id)
                if original is not None:
                    return original
            if isinstance(binding.node, ast.FunctionDef | ast.Lambda) and binding.kind in ("def", "value"):
                return binding.node
            if binding.kind == "value" and isinstance(binding.node, ast.Attribute) and binding.index is None:
                return self._function_name(binding.node, names, scope)
        raise Unreadable(f"the function {node.id} is not known")

    def _method(self, name: str) -> FunctionNode:
        found: list[FunctionNode] = [*self._scopes.defs.get(name, [])]
        found.extend(n for n in self._scopes.attributes.get(name, []) if isinstance(n, ast.Lambda))
        if len(found) != 1:
            raise Unreadable(f"the method {name} is not known")
        return found[0]

    def _call(self, node: ast.Call, names: dict[str, Expr], scope: Scope) -> Expr:
        called = self._function_name(node.func, names, scope)
        if any(isinstance(a, ast.Starred) for a in node.args):
            raise Unreadable("it passes arguments with *")
        if not isinstance(called, str):
            return self._own(called, node, names, scope)
        if called in ("where", "piecewise", "select", "clip", "polyval", "heaviside"):
            return self._special(called, node, names, scope)
        if node.keywords:
            raise Unreadable(f"the keyword arguments of {called} are not read")
        if called == "piecewise":
            raise Unreadable("it is not read")
        arguments = [self.expression(a, names, scope) for a in node.args]
        return apply(called, arguments, real_roots=False)

    def _own(self, called: FunctionNode, node: ast.Call, names: dict[str, Expr], scope: Scope) -> Expr:
        formal = [a.arg for a in parameters(called)]
        if formal and formal[0] in ("self", "cls"):
            formal = formal[1:]
        if called.args.vararg or called.args.kwonlyargs or len(node.args) > len(formal):
            raise Unreadable("it calls a function of its own with other arguments")
        given = {name: self.expression(a, names, scope) for name, a in zip(formal, node.args, strict=False)}
        for keyword in node.keywords:
            if keyword.arg not in formal:
                raise Unreadable("it calls a function of its own with other arguments")
            given[keyword.arg] = self.expression(keyword.value, names, scope)
        # A function of the scene's own sees what surrounds it, and of the caller only what it is given.
        outer = {n: v for n, v in names.items() if n not in formal and _encloses(scope, called, self._scopes)}
        return self.body(called, {**outer, **given})

    def _special(self, called: str, node: ast.Call, names: dict[str, Expr], scope: Scope) -> Expr:
        arguments = node.args
        if node.keywords and called not in ("select",):
            raise Unreadable(f"the keyword arguments of {called} are not read")
        if called == "where" and len(arguments) == 3:
            condition = self._condition(arguments[0], names, scope)
            then, other = (self.expression(a, names, scope) for a in arguments[1:])
            return _cases([(then, condition)], other)
        if called == "heaviside" and len(arguments) == 2:
            a, middle = (self.expression(n, names, scope) for n in arguments)
            return _cases([(sympy.S.Zero, a < 0), (sympy.S.One, a > 0)], middle)
        if called == "clip" and len(arguments) == 3:
            value, low, high = (self.expression(a, names, scope) for a in arguments)
            return sympy.Min(sympy.Max(value, low), high)
        if called == "polyval" and len(arguments) == 2 and isinstance(arguments[0], ast.List | ast.Tuple):
            value = self.expression(arguments[1], names, scope)
            coefficients = [self.expression(a, names, scope) for a in arguments[0].elts]
            count = len(coefficients)
            if not 0 < count <= 20:
                raise Unreadable("its polynomial is too long")
            powers = [power(value, sympy.Integer(count - 1 - k), real_roots=False) for k in range(count)]
            return add(*(multiply(c, p) for c, p in zip(coefficients, powers, strict=True)))
        if called in ("piecewise", "select"):
            return self._piecewise(called, node, names, scope)
        raise Unreadable(f"the call of {called} is not read")

    def _piecewise(self, called: str, node: ast.Call, names: dict[str, Expr], scope: Scope) -> Expr:
        """`np.piecewise(x, [conditions], [values])` and `np.select([conditions], [values], default)`."""
        arguments = [*node.args, *(k.value for k in node.keywords if k.arg == "default")]
        argument: Expr = X
        if called == "piecewise" and arguments:
            argument = self.expression(arguments[0], names, scope)
            arguments = arguments[1:]
        if len(arguments) < 2 or not all(isinstance(a, ast.List | ast.Tuple) for a in arguments[:2]):
            raise Unreadable(f"the call of {called} is not read")
        conditions = [self._condition(c, names, scope) for c in arguments[0].elts]  # type: ignore[attr-defined]
        values = []
        for value in arguments[1].elts:  # type: ignore[attr-defined]
            if isinstance(value, ast.Lambda):
                name = argument_of(value)
                if name is None:
                    raise Unreadable("it is not a function of one argument")
                values.append(self.body(value, {**names, name: argument}))
            else:
                values.append(self.expression(value, names, scope))
        if len(conditions) > MAX_CHOICES or len(values) not in (len(conditions), len(conditions) + 1):
            raise Unreadable(f"the call of {called} is not read")
        default = values[len(conditions)] if len(values) > len(conditions) else sympy.S.Zero
        if called == "select" and len(arguments) == 3:
            default = self.expression(arguments[2], names, scope)
        return _cases(list(zip(values, conditions, strict=False)), default)

    def _condition(self, node: ast.expr, names: dict[str, Expr], scope: Scope) -> Any:
        if isinstance(node, ast.Compare):
            parts = [self.expression(n, names, scope) for n in (node.left, *node.comparators)]
            found = []
            for operation, left, right in zip(node.ops, parts, parts[1:], strict=False):
                relation = _COMPARISONS.get(type(operation))
                if relation is None:
                    raise Unreadable("it holds a comparison that is not of numbers")
                found.append(relation(left, right, evaluate=False))
            return sympy.And(*found, evaluate=False) if len(found) > 1 else found[0]
        if isinstance(node, ast.BoolOp):
            both = sympy.And if isinstance(node.op, ast.And) else sympy.Or
            return both(*(self._condition(v, names, scope) for v in node.values), evaluate=False)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            both = sympy.And if isinstance(node.op, ast.BitAnd) else sympy.Or
            return both(*(self._condition(v, names, scope) for v in (node.left, node.right)), evaluate=False)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
            return sympy.Not(self._condition(node.operand, names, scope), evaluate=False)
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return sympy.true if node.value else sympy.false
        raise Unreadable("it holds a condition that is not a comparison")


_COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Lt: sympy.StrictLessThan,
    ast.LtE: sympy.LessThan,
    ast.Gt: sympy.StrictGreaterThan,
    ast.GtE: sympy.GreaterThan,
    ast.Eq: sympy.Equality,
    ast.NotEq: sympy.Unequality,
}


def binary(operation: ast.operator, left: Expr, right: Expr, *, real_roots: bool) -> Expr:
    """The result of an operator of Python.

    Raises:
        Unreadable: a formula does not have it.
    """
    if isinstance(operation, ast.Add):
        return add(left, right)
    if isinstance(operation, ast.Sub):
        return add(left, negate(right))
    if isinstance(operation, ast.Mult):
        return multiply(left, right)
    if isinstance(operation, ast.Div):
        return divide(left, right)
    if isinstance(operation, ast.Pow):
        return power(left, right, real_roots=real_roots)
    if isinstance(operation, ast.Mod):
        return sympy.Mod(left, right, evaluate=False)
    if isinstance(operation, ast.FloorDiv):
        return sympy.floor(divide(left, right), evaluate=False)
    raise Unreadable("it holds an operation that a formula does not have")


def apply(name: str, arguments: Sequence[Expr], *, real_roots: bool) -> Expr:
    """A known function of the arguments.

    Raises:
        Unreadable: it is not known, or not with that many arguments.
    """
    if name == "log" and len(arguments) == 2:
        return logarithm(*arguments)
    if len(arguments) == 1 and name in FUNCTIONS:
        if name == "cbrt" or not (real_roots and name == "sqrt"):
            return FUNCTIONS[name](arguments[0])
        return FUNCTIONS["sqrt"](arguments[0])
    if len(arguments) == 2:
        first, second = arguments
        if name in ("pow", "power", "float_power"):
            return power(first, second, real_roots=real_roots)
        operation = _OPERATIONS.get(name)
        if operation is not None:
            return binary(operation, first, second, real_roots=real_roots)
        if name == "hypot":
            squares = add(*(power(a, sympy.Integer(2), real_roots=False) for a in arguments))
            return power(squares, sympy.S.Half, real_roots=False)
    if name in ("max", "maximum", "fmax", "Max") and len(arguments) >= 2:
        return sympy.Max(*arguments, evaluate=False)
    if name in ("min", "minimum", "fmin", "Min") and len(arguments) >= 2:
        return sympy.Min(*arguments, evaluate=False)
    plural = "" if len(arguments) == 1 else "s"
    raise Unreadable(f"the function {name[:40]} of {len(arguments)} argument{plural} is not known")


_OPERATIONS: dict[str, ast.operator] = {
    "add": ast.Add(),
    "subtract": ast.Sub(),
    "multiply": ast.Mult(),
    "divide": ast.Div(),
    "true_divide": ast.Div(),
    "mod": ast.Mod(),
    "fmod": ast.Mod(),
    "remainder": ast.Mod(),
    "floor_divide": ast.FloorDiv(),
}


def _constant(node: ast.Constant) -> Expr:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(f"it holds a {type(value).__name__}, which is no number of a formula")
    return number(value) if isinstance(value, int) else decimal(value)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _cases(cases: list[tuple[Expr, Any]], otherwise: Expr | None) -> Expr:
    last = sympy.nan if otherwise is None else otherwise
    return sympy.Piecewise(*cases, (last, True), evaluate=False)


def _imported(node: ast.AST | None, name: str) -> str | None:
    """What `from numpy import sin as name` imports; None if it is from elsewhere."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("numpy", "math", "manim"):
        for alias in node.names:
            if (alias.asname or alias.name) == name:
                return alias.name
    return None


def _imports_module(node: ast.AST | None, name: str) -> bool:
    """Whether `import numpy as name` (or math, manim, scipy) binds the name."""
    return isinstance(node, ast.Import) and any(
        (alias.asname or alias.name.partition(".")[0]) == name
        and alias.name.partition(".")[0] in ("numpy", "math", "manim", "scipy")
        for alias in node.names
    )


def _encloses(scope: Scope, called: FunctionNode, scopes: Scopes) -> bool:
    """Whether a function stands within the function that calls it, so that it sees the caller's names."""
    return any(node is scope.node for node in scopes.chain(called))
