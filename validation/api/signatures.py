"""Which keywords, and how many arguments, a callable of Manim takes, through the `**kwargs` that it hands on."""

import ast
import builtins
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

_P = inspect.Parameter


@dataclass(frozen=True)
class Accepts:
    """What a callable takes.

    Attributes:
        keywords: the names that it takes as keywords; None if any may do.
        most: how many positional arguments it takes; None if any number.
        required: the names of the parameters without a default, in order, that positional arguments fill first.
        positional: the names of the parameters that positional arguments fill, in order.
        only: the names of those parameters that cannot be given as keywords.
    """

    keywords: frozenset[str] | None
    most: int | None
    required: tuple[str, ...]
    positional: tuple[str, ...]
    only: frozenset[str] = frozenset()


@cache
def _parameters(function: Callable[..., Any]) -> tuple[inspect.Parameter, ...] | None:
    try:
        return tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None


def _named(function: Callable[..., Any]) -> frozenset[str]:
    """The parameters that can be given by name, those apart that stand for the object."""
    kinds = (_P.POSITIONAL_OR_KEYWORD, _P.KEYWORD_ONLY)
    return frozenset(p.name for p in _parameters(function) or () if p.kind in kinds) - {"self", "cls"}


@cache
def method(cls: type, name: str) -> Accepts | None:
    """What a method of an instance takes, `self` left out; None if unknown.

    Args:
        cls: the class.
        name: the method's name.
    """
    member = inspect.getattr_static(cls, name, None)
    bound = not isinstance(member, staticmethod)
    function = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    if not isinstance(function, types.FunctionType):
        return None
    owner = next((base for base in cls.__mro__ if name in vars(base)), cls)
    return _accepts(function, _flow(function, cls, owner), bound)


@cache
def function(target: Callable[..., Any]) -> Accepts | None:
    """What a plain function takes; None if unknown.

    Args:
        target: the function.
    """
    if not isinstance(target, types.FunctionType):
        return None
    return _accepts(target, _flow(target, None, None), bound=False)


@cache
def constructor(cls: type) -> Accepts | None:
    """What making an instance of a class takes; None if unknown.

    Args:
        cls: the class.
    """
    owner = next((base for base in cls.__mro__ if "__init__" in vars(base)), object)
    init = vars(owner)["__init__"]
    if not isinstance(init, types.FunctionType) or type(cls).__call__ is not type.__call__:
        return None
    keywords = _constructor_keywords(cls, 0)
    if keywords is not None:
        # What any constructor of the class's ancestry names is let through: the flow of keywords may be hidden.
        for base in cls.__mro__:
            for special in ("__init__", "__new__"):
                found = vars(base).get(special)
                if isinstance(found, types.FunctionType):
                    keywords |= _named(found)
    return _accepts(init, keywords, bound=True)


def _accepts(target: types.FunctionType, keywords: frozenset[str] | None, bound: bool) -> Accepts | None:
    parameters = _parameters(target)
    if parameters is None:
        return None
    parameters = parameters[1:] if bound else parameters
    plain = [p for p in parameters if p.kind in (_P.POSITIONAL_ONLY, _P.POSITIONAL_OR_KEYWORD)]
    endless = any(p.kind is _P.VAR_POSITIONAL for p in parameters)
    return Accepts(
        keywords=keywords,
        most=None if endless else len(plain),
        required=tuple(
            p.name for p in parameters if p.default is _P.empty and p.kind not in (_P.VAR_POSITIONAL, _P.VAR_KEYWORD)
        ),
        positional=tuple(p.name for p in plain),
        only=frozenset(p.name for p in plain if p.kind is _P.POSITIONAL_ONLY),
    )


def _constructor_keywords(cls: type, start: int) -> frozenset[str] | None:
    for base in cls.__mro__[start:]:
        init = vars(base).get("__init__")
        if isinstance(init, types.FunctionType):
            return _flow(init, cls, base)
    return frozenset()


@cache
def _flow(target: types.FunctionType, cls: type | None, owner: type | None) -> frozenset[str] | None:
    """The keywords that a function takes, with those that it hands on to others; None if any may do."""
    parameters = _parameters(target)
    if parameters is None:
        return None
    own = _named(target)
    rest = next((p.name for p in parameters if p.kind is _P.VAR_KEYWORD), None)
    if rest is None:
        return own
    plain = inspect.unwrap(target)
    handed = _handed_on(plain, rest) if isinstance(plain, types.FunctionType) else None
    if not handed:  # Read in no way that is understood, or swallowed: anything may do.
        return None
    found = set(own)
    for use in handed:
        keywords = frozenset({use}) if isinstance(use, str) else _target_keywords(use, plain, cls, owner)
        if keywords is None:
            return None
        found |= keywords
    return frozenset(found)


def _handed_on(target: types.FunctionType, rest: str) -> list[ast.expr | str] | None:
    """Where `**kwargs` goes: the callees that get it, and the keys that are read from it; None if it goes elsewhere."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(target)))
    except (OSError, TypeError, SyntaxError):
        return None
    parent = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found: list[ast.expr | str] = []
    otherwise = to_parent = False
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Name) and node.id == rest):
            continue
        around = parent[node]
        if isinstance(around, ast.keyword) and around.arg is None and isinstance(call := parent[around], ast.Call):
            found.append(call.func)
            to_parent |= isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
        elif key := _key_read(node, around, parent):
            found.append(key)
        else:
            otherwise = True
    # A parent's constructor gets them all, and refuses what it does not know, whatever else is done with them.
    return found if to_parent or not otherwise else None


def _key_read(node: ast.Name, around: ast.AST, parent: dict[ast.AST, ast.AST]) -> str:
    """The literal key in `kwargs["key"]`, `kwargs.pop("key")` or `"key" in kwargs`; empty if it is none of them."""
    key: ast.AST | None = None
    if isinstance(around, ast.Subscript) and around.value is node:
        key = around.slice
    elif isinstance(around, ast.Compare) and isinstance(around.ops[0], ast.In | ast.NotIn):
        key = around.left
    elif isinstance(around, ast.Attribute) and around.attr in ("get", "pop", "setdefault"):
        call = parent[around]
        key = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def _target_keywords(
    callee: ast.expr, within: types.FunctionType, cls: type | None, owner: type | None
) -> frozenset[str] | None:
    """The keywords of what a function hands its own on to; None if that is not known."""
    match callee:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name) if cls and owner:
            start = cls.__mro__.index(owner) + 1
            if name == "__init__":
                return _constructor_keywords(cls, start)
            for base in cls.__mro__[start:]:
                if isinstance(found := vars(base).get(name), types.FunctionType):
                    return _flow(found, cls, base)
        case ast.Attribute(value=ast.Name(id=name), attr="__init__") if cls and name != "self":
            parent = within.__globals__.get(name)
            return _constructor_keywords(cls, cls.__mro__.index(parent)) if parent in cls.__mro__ else None
        case ast.Attribute(value=ast.Name(), attr=name) if cls and callable(getattr(cls, name, None)):
            # Another object of the family: `arrange` hands its keywords to `next_to` of the parts.
            found_method = method(cls, name)
            return found_method.keywords if found_method else None
        case ast.Name(id=name):
            called = within.__globals__.get(name, getattr(builtins, name, None))
            accepts = constructor(called) if isinstance(called, type) else function(called) if called else None
            return accepts.keywords if accepts else None
    return None


def faults(accepts: Accepts, call: ast.Call) -> Iterator[tuple[str, str]]:
    """What is surely wrong with the arguments of a call: pairs of (kind, detail).

    The kinds are `unknown` (a keyword that is not taken), `many` (how many positional arguments are taken at most),
    `twice` (a parameter given by place and by name), and `missing` (a parameter that is not given).

    Args:
        accepts: what the callable takes.
        call: the call.
    """
    names = [k.arg for k in call.keywords if k.arg is not None]
    if accepts.keywords is not None:
        yield from (("unknown", name) for name in names if name not in accepts.keywords)
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return
    if accepts.most is not None and len(call.args) > accepts.most:
        yield "many", str(accepts.most)
    given = accepts.positional[: len(call.args)]
    yield from (("twice", name) for name in given if name in names and name not in accepts.only)
    if len(names) == len(call.keywords):
        yield from (("missing", name) for name in accepts.required if name not in given and name not in names)
