"""What the forms of sentences are made of, in a text put in words: f and its derivatives, numbers, intervals."""

import re

import numpy as np

ASYMPTOTE = "(?i:asymptot|ass?[íi]ntot)"  # in several languages
NUMBER = r"(?:-?\d+(?:\.\d+)?|-?inf)"
NUMBERS = re.compile(NUMBER)
INTERVAL = rf"[\[(]{NUMBER}, {NUMBER}[\])]|{NUMBER} <=? x <=? {NUMBER}"
UNION = rf"(?:{INTERVAL})(?: or (?:{INTERVAL}))*"
OVER = rf"(?: on| over| in| between)(?: the interval)? (?P<where>{INTERVAL}|x = {NUMBER} and (?:x = )?{NUMBER})"
# A number that goes on is a factor, or "1.4 times that".
END = r"(?= ?(?:[,;:!()>~=]|\.(?!\d)|(?:here|there|too|and|because|since|so|as)\b|$))"
SUBJECT = (
    r"(?:(?<![\w'])[fy](?P<primes>'{0,2})(?![\w'])(?: \(x\))?"
    r"|\b(?P<second>second )?(?P<slope>derivative|slope|gradient)(?: f'+)?(?: of (?:f|the (?:function|curve|graph)))?\b"
    r"|\b(?:function|graph|curve)(?: (?:of )?f)?(?![\w'])|\bit\b)"
)


def order_of(subject: re.Match[str]) -> int:
    """Tell which derivative a subject names: 0 for f."""
    if subject["slope"]:
        return 2 if subject["second"] else 1
    return len(subject["primes"] or "")


def numbers_in(text: str) -> list[float]:
    """The numbers of a text."""
    return [float(each) for each in NUMBERS.findall(text)]


def spans_in(text: str) -> list[tuple[float, float]]:
    """The intervals of a set: some between two numbers each, `x > 2`, all numbers if it has none; no `x != 2`."""
    ends = numbers_in(text)
    if "!=" in text:
        return []
    if len(ends) < 2:
        ends = [*ends, np.inf] if ">" in text else [-np.inf, *ends, np.inf][:2]
    return list(zip(ends[::2], ends[1::2], strict=True))


def rough(digits: str, whole: float) -> float:
    """How far a number may be off for its digits, be they cut off or rounded; `whole` if it has no point."""
    places = len(digits.partition(".")[2])
    return 10.0**-places if places else whole if float(digits) else 0.1 * whole
