"""`ast.shadow`: a name of Manim means what Manim means by it, so that what the text says is what happens."""

import ast
from collections.abc import Iterator

from ..api.scopes import Scope
from ..api.surface import Surface, surface
from ..problem import Problem
from ..scene_file import SceneFile
from . import allowed
from .outline import SCENE_CLASSES, Outline
from .report import error, short

RULES = {
    "ast.shadow": "no name of Manim's, no method of its classes and no builtin function is given another meaning",
}

# What a class that derives from one of Manim's is meant to define.
_HOOKS = {
    *("__init__", "construct", "setup", "tear_down"),  # a scene's
    *("create_target", "generate_points", "init_points"),  # a mobject's
    *("begin", "clean_up_from_scene", "finish", "get_all_families_zipped", "interpolate", "interpolate_mobject"),
    *("interpolate_submobject", "setup_scene"),  # an animation's
}

# Lower-case names of Manim's star import are words that lessons need (`frame`, `color`, `smooth`); these are trusted.
_TRUSTED = frozenset({"np", "numpy", "math", "manim", "config"})


def problems(scene: SceneFile, outline: Outline) -> Iterator[Problem]:
    """What breaks `ast.shadow`.

    Args:
        scene: the file.
        outline: its parts.
    """
    manim = surface()
    for scope in outline.scopes.opened.values():
        if scope.kind != "class":
            yield from _names(scene, outline, manim, scope)
    for cls in outline.classes:
        yield from _members(scene, outline, manim, cls)
    for attribute in outline.tree.of(ast.Attribute):
        if isinstance(attribute.ctx, ast.Store):
            yield from _stored(scene, outline, manim, attribute)
    for call in outline.tree.of(ast.Call):
        if isinstance(call.func, ast.Attribute):
            yield from _set(scene, manim, call, call.func.attr)


def _names(scene: SceneFile, outline: Outline, manim: Surface, scope: Scope) -> Iterator[Problem]:
    for name, bindings in scope.bindings.items():
        meanings = [binding for binding in bindings if binding.kind not in ("import", "delete")]
        if not meanings:
            continue
        whose = ""
        if name in manim.star and name[0].isupper():
            whose = "a name of Manim's"
        elif name in _TRUSTED and (name in manim.star or name in outline.imports.modules):
            whose = "a module or setting that the scene relies on"
        elif scope.kind == "module" and name in allowed.BUILTINS:
            whose = "a builtin of Python's"
        elif scope.kind == "module" and len(meanings) < len(bindings):
            whose = "a name that the file imports"
        if whose:
            first = min(meanings, key=lambda binding: binding.line)
            message = f"`{short(name)}`, {whose}, is given another meaning"
            yield error(scene, "ast.shadow", first.line, message, "choose another name")


def _members(scene: SceneFile, outline: Outline, manim: Surface, cls: ast.ClassDef) -> Iterator[Problem]:
    """Methods of Manim's that a class of the file replaces; its bases are taken by their last name."""
    names = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in cls.bases}
    bases = [manim.star[name] for name in sorted(names) if isinstance(manim.star.get(name), type)]
    if cls in outline.scenes and not bases:
        bases = [manim.scene]
    for name, bindings in outline.scopes.opened[cls].bindings.items():
        if name in _HOOKS or name.startswith("__"):
            continue
        for base in bases:
            if name in manim.attributes(base):
                first = min(bindings, key=lambda binding: binding.line)
                message = f"the class `{short(cls.name)}` replaces `{base.__name__}.{short(name)}`"
                yield error(scene, "ast.shadow", first.line, message, "choose another name")
                break


def _stored(scene: SceneFile, outline: Outline, manim: Surface, node: ast.Attribute) -> Iterator[Problem]:
    """`self.play = ...`, and a method of anything else of Manim's."""
    if node.attr in manim.methods and node.attr not in _HOOKS - {"construct"}:
        on_self = isinstance(node.value, ast.Name) and node.value.id == "self"
        if on_self and not _own_of_self(outline, manim, node):
            return
        message = f"the method `{short(node.attr)}` of an object of Manim's is replaced"
        yield error(scene, "ast.shadow", node, message, "choose another name")


def _own_of_self(outline: Outline, manim: Surface, node: ast.Attribute) -> bool:
    """Whether the class that `self` is of may have such a method from Manim: a scene has none of a mobject's."""
    if set(outline.classes) - set(outline.scenes):
        return True
    bases = {getattr(base, "id", getattr(base, "attr", "")) for cls in outline.scenes for base in cls.bases}
    known = [manim.star[name] for name in bases & SCENE_CLASSES if name in manim.star] or [manim.scene]
    return any(node.attr in manim.attributes(cls) for cls in known)


def _set(scene: SceneFile, manim: Surface, node: ast.Call, name: str) -> Iterator[Problem]:
    """`mobject.set(play=...)` and `mobject.set_shift(...)`: Mobject turns both into an assignment."""
    assigned = [k.arg for k in node.keywords if k.arg] if name == "set" else []
    if name.startswith("set_") and name not in manim.methods:
        assigned = [name[4:]]
    for attribute in assigned:
        if attribute in manim.methods:
            message = f"the method `{short(attribute)}` of an object of Manim's is replaced"
            yield error(scene, "ast.shadow", node, message, "choose another name")
