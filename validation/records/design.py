"""The figures that the release is held to, as its design and its card state them; nothing is read from the data."""

from ..release import LEVELS

EXAMPLES_COUNT = 537

LEVEL_ENDS = dict(zip(LEVELS, (134, 269, 403, 537), strict=True))
"""The last rank of each level."""

SPLIT_SIZES = {"train": 418, "validation": 50, "test": 69}

WORDINGS = (
    "Build an animated derivative visualization for: f(x) = {}",
    "Produce a derivative visualization animation for: f(x) = {}",
    "Construct Manim code that illustrates the derivative of {}",
    "Create an animation showing the derivative of: f(x) = {}",
    "Develop code to animate the derivative of {}",
    "Generate Manim animation code for the derivative of: {}",
    "Design a visual representation of the derivative for {}",
)
"""The seven instructions, number 1 first; {} is the function as text."""

WORDINGS_IN_TRAIN = (72, 67, 64, 63, 51, 50, 51)

PROMPT = (
    "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{}\n\n### Response:\n"
)
"""The format of Stanford Alpaca (Taori et al., 2023), without an input; written out anew, as the card shows it."""

MAX_TOKENS = 2048
"""Prompt, scene and end-of-sequence token of every example fit so many tokens, the study's maximum sequence length."""

CHARS_RANGE = (2800, 4200)
CHARS_MEAN = 3412
CHARS_MEAN_TOLERANCE = 60

CHARS_SPLIT_TOLERANCE = 100
"""The design says "about that in each split". A mean of 50 scenes strays by 30 by itself (a deviation of 210 over the
root of 50), so 60 more than the whole may stray is what this asks: three of those, rounded to hundreds."""

LATEX_RANGE = (6, 12)
LATEX_MEAN = (7.5, 8.5)
"""The design says "about 8": what rounds to it."""

ANIMATIONS_RANGE = (8, 18)

SKELETONS_MIN = 250
SKELETON_GROUP_MAX = 6

PLACED = {
    "x**2": (1, 130),
    "x**3": (1, 130),
    "2*x + 1": (1, 130),
    "3*x + 5": (1, 130),
    "sin(x)": (135, 269),
    "exp(x)": (135, 269),
    "log(x)": (135, 269),
    "x*sin(x)": (288, 403),
    "x**2/(x + 1)": (288, 403),
    "x**2*sin(x)": (270, 403),
    "exp(2*x)": (270, 403),
    "x/log(x)": (270, 403),
    "sin(x**2)": (404, 537),
    "exp(sin(x))": (404, 537),
    "sin(x)/(x**2 + 1)": (404, 537),
    "sin(x**2)*exp(x)": (488, 537),
}
"""Functions that both source documents name, and the ranks between which both put them."""


def level_of(rank: int) -> str:
    """Return the level that a rank falls in."""
    return next((level for level, end in LEVEL_ENDS.items() if rank <= end), LEVELS[-1])
