"""What a scene may call: allow-lists, and the few names that Manim's own objects offer but a scene must not touch."""

import enum
import importlib
import importlib.util
import numbers
import types
from functools import cache
from typing import Any

import numpy as np

from ..api.surface import loaded, names_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BUILTINS = _words(
    """
    abs all any ascii bin bool bytes callable chr classmethod complex dict divmod enumerate filter float format
    frozenset hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord pow print
    property range repr reversed round set slice sorted staticmethod str sum super tuple zip
    True False None NotImplemented Ellipsis
    ArithmeticError AssertionError AttributeError DeprecationWarning Exception FloatingPointError FutureWarning
    ImportError IndexError KeyError LookupError ModuleNotFoundError NameError NotImplementedError OverflowError
    RuntimeError RuntimeWarning StopIteration SyntaxWarning TypeError UserWarning ValueError Warning ZeroDivisionError
    """
)

# Of Python's library what calculates, names types or makes functions; None: all that the module lists as public.
# Not: what reads clocks, files or frames, runs text, reaches attributes by computed names, or changes other modules.
STANDARD: dict[str, frozenset[str] | None] = {
    **dict.fromkeys(("__future__", "bisect", "cmath", "collections", "collections.abc", "colorsys", "copy", "decimal")),
    **dict.fromkeys(("fractions", "heapq", "itertools", "math", "numbers", "random", "re", "statistics", "textwrap")),
    "abc": _words("ABC abstractmethod"),
    "contextlib": _words("contextmanager nullcontext suppress"),
    "dataclasses": _words("InitVar KW_ONLY asdict astuple dataclass field fields is_dataclass replace"),
    "enum": _words("Enum Flag IntEnum IntFlag StrEnum auto unique"),
    "functools": _words("cache cached_property cmp_to_key lru_cache partial partialmethod reduce total_ordering wraps"),
    "operator": _words("add sub mul truediv floordiv mod neg pos pow matmul itemgetter lt le eq ne ge gt abs"),
    "string": _words("ascii_letters ascii_lowercase ascii_uppercase digits punctuation"),
    "typing": _words(
        """
        Annotated Any Callable ClassVar Collection Dict Final Generator Generic Iterable Iterator List Literal Mapping
        NamedTuple NoReturn Optional ParamSpec Protocol Self Sequence Set Tuple Type TypeAlias TypeVar TypedDict Union
        TYPE_CHECKING cast overload
        """
    ),
    "warnings": _words("catch_warnings filterwarnings simplefilter warn"),
}

for _module in (*STANDARD, "numpy.typing"):
    importlib.import_module(_module)

DECORATORS = _words("dataclass total_ordering unique wraps")
"""Functions that change the class or function that they are given: good above a definition of the file only."""

BASES = _words("ABC Enum Flag Generic IntEnum IntFlag NamedTuple Protocol StrEnum TypedDict")
"""Of Python's library, the classes that a class may derive from."""

# Of Manim: what is drawn, moved or calculated. Not what configures it, reads or writes files, or starts programs.
_MANIM = (
    "manim.animation.", "manim.mobject.", "manim.scene.", "manim.utils.bezier", "manim.utils.color",
    "manim.utils.iterables", "manim.utils.paths", "manim.utils.rate_functions", "manim.utils.simple_functions",
    "manim.utils.space_ops", "manim.utils.tex_templates",
)  # fmt: skip
_NOT_MANIM = ("manim.mobject.opengl", "manim.scene.scene_file_writer", "manim.scene.video_segment_encoder")
_NOT_THESE = _words(
    """
    AbstractImageMobject ImageMobject ImageMobjectFromCamera ManimColorDType MathTypst RerunSceneHandler SVGMobject
    SceneInteractContinue SceneInteractRerun Section Typst assert_is_mobject_method override_animate override_animation
    register_font
    """
)
"""Members of those modules that read files, patch classes, or belong to Manim's inside."""
CAMERAS = _words("Camera MovingCamera MultiCamera ThreeDCamera")
_THESE_TOO = CAMERAS | {"CapStyleType", "LineJointType", "TexTemplate", "index_labels"}

CONFIG_LOOKS = _words(
    """
    background_color background_opacity frame_height frame_rate frame_width frame_x_radius frame_y_radius pixel_height
    pixel_width quality tex_template
    """
)
"""What a scene may set in `config`: how it looks."""
CONFIG_READ = CONFIG_LOOKS | _words("aspect_ratio bottom frame_size left_side right_side top")

# Of NumPy all that it lists as public, but for modules and what reads or writes files, memory or programs.
_NOT_NUMPY = _words(
    """
    DataSource bmat from_dlpack frombuffer fromfile fromregex genfromtxt get_include geterrcall info load loadtxt
    memmap record recarray save savetxt savez savez_compressed sctypeDict setbufsize seterrcall show_config
    show_runtime test typecodes
    """
)
NUMPY_PARTS = {
    "numpy.linalg": frozenset(np.linalg.__all__),
    "numpy.fft": frozenset(np.fft.__all__),
    "numpy.random": frozenset(np.random.__all__) - _words("BitGenerator SeedSequence get_state set_state"),
    "numpy.typing": _words("ArrayLike DTypeLike NDArray"),
    "numpy.polynomial": frozenset(np.polynomial.__all__),
    "numpy.polynomial.polynomial": frozenset(np.polynomial.polynomial.__all__),
}

# Attributes that exist on what a scene handles, but lead to files, programs, modules, the renderer, or to frames.
ATTRIBUTES = _words(
    """
    add_animation_override add_sound ag_code ag_frame animation_override_for animation_overrides background_image
    bit_generator capsule cffi check_interactive_embed_is_valid co_code co_consts color_using_background_image
    compile_animation_data compile_animations cr_code cr_frame ctypes dump dumps embed f_back f_builtins f_code
    f_globals f_locals file_writer format_map from_file func_globals get_attrs get_background_image get_image gi_code
    gi_frame gi_yieldfrom interact interactive_embed manager match_background_image mro obj on_key_press on_key_release
    on_mouse_drag on_mouse_motion on_mouse_press on_mouse_scroll play_internal register render renderer save_image
    set_key_function setfield setflags tb_frame tb_next tex_compiler tobytes tofile update_to_time with_traceback
    """
)
KEYWORDS = _words(
    """
    background_image background_image_file code_file file file_name filename metaclass output_file renderer
    tex_compiler
    """
)
"""Keywords that make a call read a file, run a program, or change what it is handed, at the caller's choice."""

# Methods with double underscores that a class of the file may define: those of a value that calculates.
METHODS = _words(
    """
    abs add bool call contains enter eq exit float floordiv format ge getitem gt hash init int iter le len lt matmul
    mod mul ne neg next pos post_init pow radd repr rmul rpow rsub rtruediv setitem str sub truediv
    """
)
TEXTS = frozenset({"__all__", "__author__", "__copyright__", "__date__", "__doc__", "__license__", "__version__"})


def top(module: str) -> str:
    """The first part of a dotted name."""
    return module.split(".")[0]


def importable(module: str) -> bool:
    """Whether a scene may import a module, or take members from it; those are judged one by one.

    Args:
        module: its dotted name.
    """
    if top(module) in ("manim", "numpy"):
        known = module in ("manim", "numpy", *NUMPY_PARTS) or (top(module) == "manim" and loaded(module) is not None)
        return known and "._" not in module
    return module in STANDARD


@cache
def public(module: str) -> frozenset[str]:
    """The names that `from module import *` brings.

    Args:
        module: its dotted name.
    """
    names = vars(loaded(module)) if loaded(module) else {}
    return frozenset(names.get("__all__", [name for name in names if not name.startswith("_")]))


def member(module: str, name: str) -> bool:
    """Whether a scene may use this member of a module that it may import; one that does not exist does no harm.

    Args:
        module: its dotted name.
        name: the member's name.
    """
    holder = loaded(module)
    if holder is None or (module == "numpy" and importlib.util.find_spec(f"numpy.{name}")):
        return False  # NumPy loads some of its modules when they are named.
    if name not in names_of(holder):
        return True
    if top(module) == "numpy":
        return name in NUMPY_PARTS.get(module, public("numpy") - _NOT_NUMPY)
    if top(module) == "manim":
        return _of_manim(vars(holder).get(name))
    listed = STANDARD[module]
    return name in (public(module) if listed is None else listed)


def _of_manim(value: Any) -> bool:
    module = getattr(value, "__module__", None) or ""
    name = getattr(value, "__name__", "")
    if isinstance(value, type | types.FunctionType) or hasattr(value, "__wrapped__"):
        inside = module.startswith(_MANIM) and not module.startswith(_NOT_MANIM) and name not in _NOT_THESE
        return (inside and not name.startswith("_")) or name in _THESE_TOO
    plain = (numbers.Number, str, np.ndarray, enum.Enum, tuple, types.UnionType, types.GenericAlias)
    return isinstance(value, plain) or type(value).__module__ == "typing" or type(value).__name__ == "ManimColor"
