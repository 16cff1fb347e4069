"""What a lesson may call: allow-lists, and the few names that Manim's own objects offer but a lesson must not touch."""

import enum
import numbers
import types
from typing import Any

import numpy as np


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BUILTINS = _words(
    """
    abs all any bool callable chr complex dict divmod enumerate filter float format frozenset hasattr int isinstance
    issubclass iter len list map max min next ord pow print range repr reversed round set slice sorted str sum super
    tuple zip True False None NotImplemented Ellipsis __name__ ArithmeticError AssertionError AttributeError
    FloatingPointError IndexError KeyError LookupError NameError NotImplementedError OverflowError RuntimeError
    StopIteration TypeError ValueError ZeroDivisionError Exception
    """
)
"""The builtins that a lesson may use; `Exception` to raise it, not to catch it."""

CATCHABLE = _words(
    """
    ArithmeticError FloatingPointError IndexError KeyError LookupError OverflowError TypeError ValueError
    ZeroDivisionError
    """
)
"""The exceptions that a lesson may catch: those of a calculation."""

# Of Manim: what is drawn, moved or calculated. Not what configures it, reads or writes files, or starts programs.
_PACKAGES = (
    "manim.animation.",
    "manim.mobject.",
    "manim.scene.",
    "manim.utils.bezier",
    "manim.utils.color",
    "manim.utils.iterables",
    "manim.utils.paths",
    "manim.utils.rate_functions",
    "manim.utils.simple_functions",
    "manim.utils.space_ops",
    "manim.utils.tex",
)

_NOT_THESE = _words(
    """
    ImageMobject ImageMobjectFromCamera ManimColorDType MathTypst SVGMobject SceneFileWriter Section
    SpecialThreeDScene TexTemplateLibrary Typst assert_is_mobject_method override_animate override_animation
    register_font
    """
)
"""Members of those packages that read files, patch classes, or belong to Manim's inside."""

_THESE_TOO = frozenset({"index_labels", "CapStyleType", "LineJointType"})

CONFIG_READ = _words(
    """
    aspect_ratio background_color bottom frame_height frame_rate frame_width frame_x_radius frame_y_radius left_side
    pixel_height pixel_width right_side top
    """
)
"""What a lesson may ask of `config`: the size of the frame."""

# NumPy: every ufunc, and these. Everything else (load, save, fromfile, memmap, ctypeslib, f2py, ...) is left out.
_NUMPY_NAMES = _words(
    """
    all allclose amax amin angle any append apply_along_axis arange argmax argmin argsort argwhere array array_equal
    around array_split asarray ascontiguousarray atleast_1d atleast_2d atleast_3d average bincount bool_
    broadcast_to clip column_stack complex128 complex64 concatenate convolve copy corrcoef correlate count_nonzero
    cov cross cumprod cumsum delete diag diagonal diff digitize dot dsplit dstack e einsum empty empty_like errstate
    euler_gamma expand_dims eye fft finfo fix flip fliplr flipud float16 float32 float64 floating fromfunction
    fromiter full full_like gcd generic geomspace gradient heaviside histogram hsplit hstack hypot identity iinfo
    imag in1d indices inf inner insert int16 int32 int64 int8 int_ integer interp intersect1d iscomplex isclose isin
    isneginf isposinf isreal isrealobj isscalar kron linalg linspace logspace max mean median meshgrid mgrid min
    moveaxis nan nan_to_num nanargmax nanargmin nancumsum nanmax nanmean nanmedian nanmin nanstd nansum nanvar
    ndarray ndenumerate ndim ndindex newaxis nonzero number ogrid ones ones_like outer pad percentile pi piecewise
    poly poly1d polyadd polyder polydiv polyfit polyint polymul polysub polyval prod ptp quantile r_ random ravel
    real real_if_close repeat reshape resize roll round_ rollaxis roots rot90 round searchsorted select setdiff1d
    shape sinc size sort split squeeze stack std sum swapaxes take tensordot tile trace transpose trapezoid trapz
    tri tril triu uint16 uint32 uint64 uint8 union1d unique unwrap vander var vdot vectorize vsplit vstack where
    zeros zeros_like
    """
)
NUMPY_PARTS = {"numpy.linalg": np.linalg.__all__, "numpy.random": np.random.__all__, "numpy.fft": np.fft.__all__}
"""The parts of NumPy whose public members a lesson may use."""
_NUMPY_RANDOM_INSIDE = frozenset({"BitGenerator", "get_state", "set_state", "SeedSequence"})

# Attributes that exist on what a lesson handles, but lead to files, to programs, to the renderer, or to frames.
ATTRIBUTES = _words(
    """
    add_animation_override add_sound animation_override_for animation_overrides background_image
    check_interactive_embed_is_valid color_using_background_image compile_animation_data compile_animations ctypes
    dump dumps embed file_writer format_map from_file func_globals get_background_image get_image interact
    interactive_embed manager match_background_image mro on_key_press on_key_release on_mouse_drag on_mouse_motion
    on_mouse_press on_mouse_scroll play_internal render renderer save_image set_key_function setflags setfield show
    tex_compiler tobytes tofile update_to_time with_traceback ag_frame ag_code cr_code cr_frame f_back f_builtins
    f_code f_globals f_locals get_attrs gi_code gi_frame gi_yieldfrom tb_frame tb_next co_code co_consts
    """
)

KEYWORDS = _words(
    "background_image background_image_file code_file file file_name filename output_file renderer tex_compiler"
)
"""Keywords that make Manim read a file or run a program of the caller's choice."""


def of_manim(value: Any) -> bool:
    """Whether a lesson may use this member of Manim.

    Args:
        value: what stands in one of Manim's modules.
    """
    module = getattr(value, "__module__", None) or ""
    name = getattr(value, "__name__", "")
    if isinstance(value, type | types.FunctionType) or hasattr(value, "__wrapped__"):
        return (module.startswith(_PACKAGES) and name not in _NOT_THESE) or name in _THESE_TOO
    plain = (numbers.Number, str, np.ndarray, enum.Enum, tuple)
    return isinstance(value, plain) or type(value).__name__ == "ManimColor"


def of_numpy(module: str, name: str) -> bool:
    """Whether a lesson may use this member of NumPy.

    Args:
        module: `numpy`, or one of its parts.
        name: the member's name.
    """
    if module == "numpy":
        # `frompyfunc` makes ufuncs; those that NumPy has are plain arithmetic.
        return name in _NUMPY_NAMES or isinstance(vars(np).get(name), np.ufunc)
    return name in NUMPY_PARTS.get(module, ()) and name not in _NUMPY_RANDOM_INSIDE
