"""What a listing of a program says of f and f': `def df(x): return 2 * x` says that f'(x) is 2x."""

import ast
import re

NAMES = {"f": "f"} | dict.fromkeys(("df", "f_prime", "fprime", "dfdx", "df_dx", "slope", "derivative"), "f'")
MODULE = re.compile(r"\b(?:np|numpy|math|sp|sympy)\.")
# Functions that everybody knows, and what else is in a formula.
KNOWN = {"pi", "sin", "cos", "tan", "exp", "log", "sqrt", "sinh", "cosh", "tanh", "arcsin", "arctan"}
FORMULA = re.compile(r"[\w\s.+*/()-]+")


_CALL = rf"({'|'.join(sorted(NAMES, key=len, reverse=True))})\((-?[\d.]+)\)"
PROMPT = re.compile(rf"^>>> *(?:print\()?(?:round\()?{_CALL}(?:, *\d+)?\)*\n(-?[\d.]+)$", re.MULTILINE)


def said_by(text: str) -> str:
    """Give a line for each formula of f or f' in a listing: the text itself if it is no program."""
    text = PROMPT.sub(lambda found: f"{NAMES[found[1]]}({found[2]}) ≈ {found[3]}", text)
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
            ) if name in NAMES and value is not None:
                formula = MODULE.sub("", ast.unparse(value))
                if FORMULA.fullmatch(formula) and {*re.findall(r"\b[A-Za-z_]\w*", formula)} <= {x, *KNOWN}:
                    found.append(re.sub(r"\blog\b", "ln", f"{NAMES[name]}({x}) = {formula}"))
    return "\n".join(found)
