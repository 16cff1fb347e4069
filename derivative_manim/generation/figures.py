"""The card's figure: length of the scenes, rules by level, complexity along the curriculum, as one SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from derivative_manim.generation.catalogue import LEVELS

FIGURES = "examples/figures.svg"
_WIDTH, _HEIGHT, _TOP = 960, 380, 40
_COLORS = dict(zip(LEVELS, ("#3b82f6", "#16a34a", "#f59e0b", "#dc2626"), strict=True))
_BIN = 100
_COMMONEST = 12


def figures(records: Sequence[dict[str, Any]]) -> str:
    """Draw the figure.

    Args:
        records: all records, by rank.

    Returns:
        An SVG document on white, so that it can be read on a dark page too.
    """
    parts = [_lengths(records), _rules(records), _complexity(records)]
    legend = "".join(
        f'<rect x="{20 + 130 * place}" y="{_HEIGHT - 16}" width="10" height="10" fill="{color}"/>'
        f'<text x="{36 + 130 * place}" y="{_HEIGHT - 7}">{level}</text>'
        for place, (level, color) in enumerate(_COLORS.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-size="11" '
        f'font-family="sans-serif" fill="#1b2330"><title>Length of scenes, rules by level, complexity by rank</title>'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{"".join(parts)}{legend}</svg>\n'
    )


def _heading(x: float, text: str) -> str:
    return f'<text x="{x}" y="22" font-size="13" font-weight="bold">{text}</text>'


def _lengths(records: Sequence[dict[str, Any]]) -> str:
    left, width, bottom = 40, 240, _HEIGHT - 60
    counts = Counter((record["chars"] // _BIN, record["level"]) for record in records)
    bins = range(min(key[0] for key in counts), max(key[0] for key in counts) + 1)
    most = max(sum(counts[place, level] for level in LEVELS) for place in bins)
    step, scale = width / len(bins), (bottom - _TOP) / most
    parts = [_heading(left - 20, "Characters of a scene")]
    for number, place in enumerate(bins):
        y = float(bottom)
        for level in LEVELS:
            height = counts[place, level] * scale
            y -= height
            parts.append(_bar(left + number * step, y, step - 1, height, level))
        if place % 5 == 0:
            parts.append(
                f'<text x="{left + number * step:.1f}" y="{bottom + 14}" text-anchor="middle">{place * _BIN}</text>'
            )
    parts.append(f'<text x="{left - 6}" y="{_TOP + 8}" text-anchor="end">{most}</text>')
    parts.append(f'<path d="M{left} {bottom}h{width}" stroke="#9aa4b2"/>')
    return "".join(parts)


def _rules(records: Sequence[dict[str, Any]]) -> str:
    left, width = 465, 180
    counts = Counter((rule, record["level"]) for record in records for rule in record["rules"])
    totals: Counter[str] = Counter()
    for (rule, _), count in counts.items():
        totals[rule] += count
    shown = sorted(totals, key=lambda rule: (-totals[rule], rule))[:_COMMONEST]
    step, scale = (_HEIGHT - 60 - _TOP) / max(len(shown), 1), width / max(totals.values())
    parts = [_heading(left - 135, "Lessons that name a rule")]
    for number, rule in enumerate(shown):
        y, x = _TOP + number * step, float(left)
        parts.append(f'<text x="{left - 6}" y="{y + step / 2 + 3:.1f}" text-anchor="end">{escape(rule)}</text>')
        for level in LEVELS:
            parts.append(_bar(x, y + 2, counts[rule, level] * scale, step - 4, level))
            x += counts[rule, level] * scale
        parts.append(f'<text x="{x + 4:.1f}" y="{y + step / 2 + 3:.1f}">{totals[rule]}</text>')
    return "".join(parts)


def _complexity(records: Sequence[dict[str, Any]]) -> str:
    left, width, bottom = 720, 225, _HEIGHT - 60
    most = max(record["complexity"] for record in records)
    parts = [_heading(left - 20, "Complexity, by rank")]
    for record in records:
        x = left + width * record["rank"] / len(records)
        y = bottom - (bottom - _TOP) * record["complexity"] / most
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{_COLORS[record["level"]]}"/>')
    parts.append(f'<path d="M{left} {_TOP}V{bottom}h{width}" fill="none" stroke="#9aa4b2"/>')
    parts.append(f'<text x="{left - 6}" y="{_TOP + 8}" text-anchor="end">{most}</text>')
    parts.append(f'<text x="{left}" y="{bottom + 14}">1</text>')
    parts.append(f'<text x="{left + width}" y="{bottom + 14}" text-anchor="end">{len(records)}</text>')
    return "".join(parts)


def _bar(x: float, y: float, width: float, height: float, level: str) -> str:
    if width <= 0 or height <= 0:
        return ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{_COLORS[level]}"/>'
