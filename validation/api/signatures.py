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
    only: frozenset[str]


@cache
def method(cls: type, name: str) -> Accepts | None:
    """What a method of an instance takes, `self` left out; None if unknown."""
    member = inspect.getattr_static(cls, name, None)
    function = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    owner = next((base for base in cls.__mro__ if name in vars(base)), cls)
    keywords = _flow(function, cls, owner) if isinstance(function, types.FunctionType) else None
    return _accepts(function, keywords, bound=not isinstance(member, staticmethod))


@cache
def function(target: Callable[..., Any]) -> Accepts | None:
    """What a plain function takes; None if unknown."""
    return _accepts(target, _flow(target, None, None), bound=False) if isinstance(target, types.FunctionType) else None


@cache
def constructor(cls: type) -> Accepts | None:
    """What making an instance of a class takes; None if unknown."""
    init = inspect.getattr_static(cls, "__init__")
    if type(cls).__call__ is not type.__call__ or not isinstance(init, types.FunctionType):
        return None
    keywords = _constructor_keywords(cls, 0)
    if keywords is not None:
        # What any constructor of the class's ancestry names is let through: the flow of keywords may be hidden.
        makers = [vars(base).get(special) for base in cls.__mro__ for special in ("__init__", "__new__")]
        keywords = keywords.union(*(_named(maker) for maker in makers if isinstance(maker, types.FunctionType)))
    return _accepts(init, keywords, bound=True)


@cache
def _parameters(function: Callable[..., Any]) -> tuple[inspect.Parameter, ...]:
    try:
        return tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return ()


def _named(function: Callable[..., Any]) -> frozenset[str]:
    """The parameters that can be given by name, those apart that stand for the object."""
    kinds = (_P.POSITIONAL_OR_KEYWORD, _P.KEYWORD_ONLY)
    return frozenset(p.name for p in _parameters(function) if p.kind in kinds) - {"self", "cls"}


def _accepts(target: object, keywords: frozenset[str] | None, *, bound: bool) -> Accepts | None:
    if not isinstance(target, types.FunctionType):
        return None
    parameters = _parameters(target)[bound:]
    plain = [p for p in parameters if p.kind in (_P.POSITIONAL_ONLY, _P.POSITIONAL_OR_KEYWORD)]
    rest = (_P.VAR_POSITIONAL, _P.VAR_KEYWORD)
    return Accepts(
        keywords=keywords,
        most=None if any(p.kind is _P.VAR_POSITIONAL for p in parameters) else len(plain),
        required=tuple(p.name for p in parameters if p.default is _P.empty and p.kind not in rest),
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
    rest = next((p.name for p in _parameters(target) if p.kind is _P.VAR_KEYWORD), None)
    found = _named(target)
    if rest is None:
        return found
    plain = inspect.unwrap(target)
    callees, keys = _handed_on(plain, rest)
    if not callees and not keys:  # Read in no way that is understood, or swallowed: anything may do.
        return None
    for callee in callees:
        keywords = _callee_keywords(callee, plain, cls, owner)
        if keywords is None:
            return None
        found |= keywords
    return found | keys


def _handed_on(target: Callable[..., Any], rest: str) -> tuple[list[ast.expr], frozenset[str]]:
    """Where `**kwargs` goes: the callees that get it, and the keys read from it; both empty if also elsewhere."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(target)))
    except (OSError, TypeError, SyntaxError):
        return [], frozenset()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    handed = [k.value for c in calls for k in c.keywords if k.arg is None]
    callees = [c.func for c in calls for k in c.keywords if k.arg is None and getattr(k.value, "id", "") == rest]
    read: list[ast.expr] = []
    keys: list[ast.expr] = []
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Name(id=name) as whole, slice=key) if name == rest:
                read, keys = [*read, whole], [*keys, key]
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name) as whole]):
                read, keys = [*read, whole], [*keys, key]
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as whole), args=[key, *_]) if name == rest:
                read, keys = [*read, whole], [*keys, key]
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == rest]
    literal = frozenset(key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
    # A parent's constructor gets them all, and refuses what it does not know, whatever else is done with them.
    to_parent = any(isinstance(callee, ast.Attribute) and callee.attr == "__init__" for callee in callees)
    understood = all(use in handed or use in read for use in uses) and len(literal) == len({ast.dump(k) for k in keys})
    return (callees, literal) if to_parent or understood else ([], frozenset())


def _callee_keywords(
    callee: ast.expr, within: Callable[..., Any], cls: type | None, owner: type | None
) -> frozenset[str] | None:
    """The keywords of what a function hands its own on to; None if that is not known."""
    known = getattr(within, "__globals__", {})
    match callee:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name) if cls and owner:
            start = cls.__mro__.index(owner) + 1
            if name == "__init__":
                return _constructor_keywords(cls, start)
            for base in cls.__mro__[start:]:
                if isinstance(found := vars(base).get(name), types.FunctionType):
                    return _flow(found, cls, base)
        case ast.Attribute(value=ast.Name(id=name), attr="__init__") if cls and name != "self":
            parent = known.get(name)
            return _constructor_keywords(cls, cls.__mro__.index(parent)) if parent in cls.__mro__ else None
        case ast.Attribute(value=ast.Name(), attr=name) if cls and callable(getattr(cls, name, None)):
            # Another object of the family: `arrange` hands its keywords to `next_to` of the parts.
            accepts = method(cls, name)
            return accepts.keywords if accepts else None
        case ast.Name(id=name):
            called = known.get(name, getattr(builtins, name, None))
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
