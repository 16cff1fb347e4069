"""Which keywords, and how many arguments, a callable of Manim takes, through the `**kwargs` that it hands on."""

import ast
import inspect
import textwrap
import types
from collections.abc import Iterable
from functools import cache
from inspect import Parameter as _P  # noqa: N814 - it is said very often
from inspect import Signature
from typing import Any


@cache
def method(cls: type, name: str) -> Signature | None:
    """What a method of an instance takes, `self` left out; None if unknown."""
    members = [vars(base)[name] for base in cls.__mro__ if name in vars(base)]
    targets = [getattr(member, "__func__", member) for member in members]  # of a static method or a class's
    return _signature(targets, cls, bound=not isinstance(members[0], staticmethod)) if members else None


@cache
def function(target: types.FunctionType) -> Signature | None:
    """What a plain function takes; None if unknown."""
    return _signature([target], None, bound=False)


def constructor(cls: type) -> Signature | None:
    """What making an instance of a class takes; None if unknown."""
    return method(cls, "__init__") if type(cls).__call__ is type.__call__ else None


def anything(keywords: Iterable[str]) -> Signature:
    """Any positional arguments, and these keywords."""
    return Signature([_P("arguments", _P.VAR_POSITIONAL), *_optional(keywords)])


def _signature(targets: list[Any], cls: type | None, *, bound: bool) -> Signature | None:
    """The signature of a function, with the keywords that it really takes in place of `**kwargs`, if they are known.

    It is the first of those that override each other: what it hands on to its parents, they take.
    """
    if not isinstance(targets[0], types.FunctionType):
        return None
    own = inspect.signature(targets[0]).parameters
    parameters = list(own.values())[bound:]
    found: frozenset[str] = frozenset()
    for target in (one for one in targets if isinstance(one, types.FunctionType)):
        keywords = _keywords(target, cls)
        if keywords is None:
            return Signature(parameters)
        found |= keywords
        if not _rest(inspect.signature(target)):
            break
    named = [p for p in parameters if p.kind is not _P.VAR_KEYWORD]
    return Signature([*named, *_optional(found - own.keys())])


def _rest(takes: Signature) -> str:
    """The name that `**kwargs` has; empty if no further keywords are taken."""
    return next((p.name for p in takes.parameters.values() if p.kind is _P.VAR_KEYWORD), "")


def _optional(keywords: Iterable[str]) -> list[_P]:
    return [_P(name, _P.KEYWORD_ONLY, default=None) for name in sorted(keywords)]


@cache
def _keywords(target: types.FunctionType, cls: type | None) -> frozenset[str] | None:
    """The keywords that a function takes, with those that it hands on to others than its parents'; None if any."""
    signature = inspect.signature(target)
    found, rest = by_name(signature), _rest(signature)
    if not rest:
        return found
    plain = inspect.unwrap(target)
    callees, keys = _handed_on(plain, rest)
    for callee in callees:
        taken: Signature | None = None
        match callee:
            case ast.Attribute(attr=name) if name in (plain.__name__, "__init__"):
                continue  # The parents' keywords count anyhow.
            case ast.Attribute(value=ast.Name(), attr=name) if cls:
                # Another object of the family: `arrange` hands its keywords to `next_to` of the parts.
                taken = method(cls, name)
            case ast.Name(id=name):
                called = plain.__globals__.get(name)
                taken = constructor(called) if isinstance(called, type) else function(called)
        if taken is None or _rest(taken):
            return None
        found |= by_name(taken)
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


def by_name(takes: Signature) -> frozenset[str]:
    """The names that a callable takes as keywords."""
    return frozenset(p.name for p in takes.parameters.values() if p.kind in (_P.POSITIONAL_OR_KEYWORD, _P.KEYWORD_ONLY))


def unknown(takes: Signature, call: ast.Call) -> list[str]:
    """The keywords of a call that are not taken."""
    given = [] if _rest(takes) else call.keywords
    return [k.arg for k in given if k.arg is not None and k.arg not in by_name(takes)]


def fault(takes: Signature, call: ast.Call) -> str:
    """What else is surely wrong with the arguments of a call, in Python's words; empty if nothing is."""
    names = {k.arg for k in call.keywords if k.arg is not None} - set(unknown(takes, call))
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    every = not starred and all(k.arg is not None for k in call.keywords)
    try:
        bind = takes.bind if every else takes.bind_partial
        bind(*(() if starred else call.args), **dict.fromkeys(names))
    except TypeError as error:
        return str(error)
    return ""
