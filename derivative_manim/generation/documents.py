"""The tables of what is measured: between two markers of README.md, and in the card."""

from __future__ import annotations

from typing import Any

from derivative_manim.generation.catalogue import LEVELS
from derivative_manim.records import SPLITS

BEGIN, END = "<!-- statistics:begin -->", "<!-- statistics:end -->"
_NAMES = {
    "chars": "characters of a scene",
    "latex_expressions": "LaTeX expressions of a scene",
    "animations": "`play` and `wait` calls of a scene, counted as it runs",
    "complexity": "complexity score",
}


def with_statistics(text: str, statistics: dict[str, Any]) -> str:
    """`text` with the block between the markers replaced by tables; unchanged if it has no markers."""
    if BEGIN not in text or END not in text:
        return text
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n{tables(statistics)}\n{END}{after}"


def tables(statistics: dict[str, Any]) -> str:
    """Counts by level and split, measures, and what is known of skeletons, families and nearness, as Markdown."""
    lines = ["| level | " + " | ".join(SPLITS) + " | all |", "|---|" + "--:|" * (len(SPLITS) + 1)]
    for level in LEVELS:
        cells = [str(statistics["splits"][split][level]) for split in SPLITS]
        lines.append(f"| {level} | " + " | ".join(cells) + f" | {statistics['levels'][level]} |")
    totals = [str(statistics["splits"][split]["all"]) for split in SPLITS]
    lines.append("| **all** | " + " | ".join(totals) + f" | {statistics['examples']} |")
    lines += [
        "",
        "| measured | mean | std | min | max | mean in train / validation / test |",
        "|---|--:|--:|--:|--:|---|",
    ]
    for name, words in _NAMES.items():
        row = statistics["measures"]["all"][name]
        by_split = " / ".join(f"{statistics['measures'][split][name]['mean']:,}" for split in SPLITS)
        lines.append(f"| {words} | {row['mean']:,} | {row['std']:,} | {row['min']:,} | {row['max']:,} | {by_split} |")
    if "tokens" in statistics:
        lines.append(_tokens_row(statistics["tokens"]))
    skeletons = statistics["skeletons"]
    lines += [
        "",
        f"- {skeletons['all']} skeletons ({', '.join(f'{skeletons[s]} in {s}' for s in SPLITS)}), "
        f"none in two splits, at most {skeletons['largest_group']} functions each.",
    ]
    families, exponents = statistics["families"], statistics["exponents"]
    lines += [
        f"- {families['all']} families ({', '.join(f'{families[s]} in {s}' for s in SPLITS)}), "
        f"none in two splits, at most {families['largest_group']} functions each. "
        f"{exponents['groups']} groups of skeletons differ in whole exponents only; "
        f"{exponents['in_several_splits']} of them are in more than one split.",
    ]
    novelty, splits = statistics["novelty"], statistics["splits"]
    near = " and ".join(f"{novelty[s]['near']} of {splits[s]['all']} {s}" for s in SPLITS[1:])
    mean = " / ".join(f"{novelty[s]['mean']:.2f}" for s in SPLITS)
    lines += [f"- {near} functions are within a novelty of 0.2 of a training function; it is {mean} on average."]
    if "validation" in statistics:
        lines += ["- " + certified_sentence(statistics["validation"])]
    return "\n".join(lines)


def _tokens_row(tokens: dict[str, Any]) -> str:
    row = tokens["total"]["all"]
    words = (
        f"tokens of prompt, scene and end, with the tokenizer of {tokens['tokenizer']}; "
        f"{tokens['above_max_length']:,} have more than {tokens['max_length']:,}"
    )
    by_split = " / ".join(f"{tokens['total'][split]['mean']:,}" for split in SPLITS)
    return f"| {words} | {row['mean']:,} | {row['std']:,} | {row['min']:,} | {row['max']:,} | {by_split} |"


def certified_sentence(summary: dict[str, Any]) -> str:
    """What the validator's certificate says of the release, from its summary.

    Raises:
        KeyError, TypeError, ValueError: it is no such summary.
    """
    scenes, seconds = summary["scenes"], summary["seconds"]
    return (
        f"{scenes} of {scenes} scenes pass every check (Manim {summary['manim']}); "
        f"{round(seconds['total'] / 60)} minutes of video, {seconds['min']:g} to {seconds['max']:g} s each."
    )
