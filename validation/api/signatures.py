"""Which keywords, and how many arguments, a callable of Manim takes, through the `**kwargs` that it hands on."""

import ast
import builtins
import inspect
import textwrap
import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_P = inspect.Parameter


@dataclass(frozen=True)
class Accepts:
    """What a callable takes.

    Attributes:
        keywords: the names that it takes as keywords; None if any may do.
        most: how many positional arguments it takes; None if any number.
        required: the names of the parameters without a default, in order, that positional arguments fill first.
        positional: the names of the parameters that positional arguments fill, in order.
    """

    keywords: frozenset[str] | None
    most: int | None = None
    required: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()


def method(cls: type, name: str) -> Accepts | None:
    """What a method of an instance takes, `self` left out; None if unknown."""
    member = inspect.getattr_static(cls, name, None)
    function = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    return _accepts(function, _method_keywords(cls, name), bound=not isinstance(member, staticmethod))


def function(target: object) -> Accepts | None:
    """What a plain function takes; None if unknown."""
    return _accepts(target, _keywords(target, None), bound=False) if isinstance(target, types.FunctionType) else None


def constructor(cls: type) -> Accepts | None:
    """What making an instance of a class takes; None if unknown."""
    if type(cls).__call__ is not type.__call__:
        return None
    keywords = _method_keywords(cls, "__init__")
    made = _method_keywords(cls, "__new__") or frozenset()
    return _accepts(inspect.getattr_static(cls, "__init__"), keywords and keywords | made, bound=True)


@cache
def _parameters(function: object) -> tuple[inspect.Parameter, ...]:
    return tuple(inspect.signature(function).parameters.values()) if isinstance(function, types.FunctionType) else ()


def _accepts(target: object, keywords: frozenset[str] | None, *, bound: bool) -> Accepts | None:
    if not isinstance(target, types.FunctionType):
        return None
    parameters = _parameters(target)[bound:]
    plain = [p.name for p in parameters if p.kind in (_P.POSITIONAL_ONLY, _P.POSITIONAL_OR_KEYWORD)]
    rest = (_P.VAR_POSITIONAL, _P.VAR_KEYWORD)
    return Accepts(
        keywords=keywords,
        most=None if any(p.kind is _P.VAR_POSITIONAL for p in parameters) else len(plain),
        required=tuple(p.name for p in parameters if p.default is _P.empty and p.kind not in rest),
        positional=tuple(plain),
    )


@cache
def _method_keywords(cls: type, name: str) -> frozenset[str] | None:
    """The keywords of a method, and of its parents' as far as it takes any; None if any may do."""
    found: frozenset[str] = frozenset()
    for base in cls.__mro__:
        member = vars(base).get(name)
        member = member.__func__ if isinstance(member, staticmethod | classmethod) else member
        if isinstance(member, types.FunctionType):
            keywords = _keywords(member, cls)
            if keywords is None:
                return None
            found |= keywords
            if all(p.kind is not _P.VAR_KEYWORD for p in _parameters(member)):
                break
    return found


@cache
def _keywords(target: types.FunctionType, cls: type | None) -> frozenset[str] | None:
    """The keywords that a function takes, with those that it hands on to others than its parents'; None if any."""
    parameters = _parameters(target)
    found = frozenset(p.name for p in parameters if p.kind in (_P.POSITIONAL_OR_KEYWORD, _P.KEYWORD_ONLY))
    rest = next((p.name for p in parameters if p.kind is _P.VAR_KEYWORD), None)
    if rest is None:
        return found
    plain = inspect.unwrap(target)
    callees, keys = _handed_on(plain, rest)
    for callee in callees:
        taken: Accepts | None = None
        match callee:
            case ast.Attribute(attr=name) if name in (plain.__name__, "__init__"):
                continue  # The parents' keywords count anyhow.
            case ast.Attribute(value=ast.Name(), attr=name) if cls:
                # Another object of the family: `arrange` hands its keywords to `next_to` of the parts.
                taken = method(cls, name)
            case ast.Name(id=name):
                called = plain.__globals__.get(name, getattr(builtins, name, None))
                taken = constructor(called) if isinstance(called, type) else function(called)
        if taken is None or taken.keywords is None:
            return None
        found |= taken.keywords
    return found | keys if callees or keys else None  # Read in no way that is understood, or swallowed.


def _handed_on(target: types.FunctionType, rest: str) -> tuple[list[ast.expr], frozenset[str]]:
    """Where `**kwargs` goes: the callees that get it, and the keys read from it; both empty if also elsewhere."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(target)))
    except (OSError, SyntaxError):
        return [], frozenset()
    callees: list[ast.expr] = []
    keys: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            callees += [node.func for k in node.keywords if k.arg is None and getattr(k.value, "id", "") == rest]
        match node:
            case (
                ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key)))
                | ast.Compare(left=ast.Constant(value=str(key)), comparators=[ast.Name(id=name)])
                | ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=[ast.Constant(value=str(key)), *_])
            ) if name == rest:
                keys.append(key)
    # A parent's constructor gets them all, and refuses what it does not know, whatever else is done with them.
    to_parent = any(isinstance(callee, ast.Attribute) and callee.attr == "__init__" for callee in callees)
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == rest]
    understood = to_parent or len(uses) == len(callees) + len(keys)
    return (callees, frozenset(keys)) if understood else ([], frozenset())


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
    yield from (("twice", name) for name in given if name in names)
    if len(names) == len(call.keywords):
        yield from (("missing", name) for name in accepts.required if name not in given and name not in names)
