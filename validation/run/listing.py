"""What a listing of a program says of f and f': `def df(x): return 2 * x` says that f'(x) is 2x."""

import ast

NAMES = {"f": "f"} | dict.fromkeys(("df", "f_prime", "fprime", "dfdx", "df_dx", "slope", "derivative"), "f'")
SIGNS = (ast.operator, ast.unaryop, ast.expr_context)
PARTS = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.Call, ast.Name, ast.Attribute, *SIGNS)
MODULES = frozenset({"np", "numpy", "math", "sp", "sympy"})
FUNCTIONS = frozenset({"sin", "cos", "tan", "exp", "log", "sqrt", "sinh", "cosh", "tanh", "arcsin", "arctan"})


def said_by(text: str) -> str:
    """Give a line for each formula of f or f' in a listing: the text itself if it is no program."""
    try:
        program = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    found = []
    for node in ast.walk(program):
        match node:
            case (
                ast.FunctionDef(
                    name=name, args=ast.arguments(args=[ast.arg(arg=x)]), body=[*_, ast.Return(value=value)]
                )
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(ast.arguments(args=[ast.arg(x)]), value))
            ) if name in NAMES and value is not None and _is_formula(value, x):
                found.append(f"{NAMES[name]}({x}) = {ast.unparse(_Plain().visit(value))}")
    return "\n".join(found)


def _is_formula(value: ast.expr, x: str) -> bool:
    """Tell whether a value is put together of x, numbers and functions that everybody knows."""
    called = {node.func for node in ast.walk(value) if isinstance(node, ast.Call)}
    modules = {node for node in ast.walk(value) if isinstance(node, ast.Name) and node.id in MODULES}
    for node in ast.walk(value):
        if not isinstance(node, PARTS):
            return False
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else x
        if node not in modules and name not in ((x, *FUNCTIONS) if node in called else (x, "pi")):
            return False
    return True


class _Plain(ast.NodeTransformer):
    """`np.log` is `ln`."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return self.visit_Name(ast.Name(node.attr))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("ln" if node.id == "log" else node.id)
