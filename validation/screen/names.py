"""How a problem names a thing on screen and a moment, so that a person finds them."""

from ..run.evidence import Evidence, Item, Snapshot


def thing(item: Item) -> str:
    """Name an item by what it shows."""
    if item.number is not None:
        return f"the number {item.number:.{max(0, min(item.decimals, 9))}f}"
    if item.kind == "text":
        text = " ".join(item.text.split())
        return f"the text {text[:60]!r}" if text else f"a text ({item.cls})"
    return f"a {item.cls}"


def moment(evidence: Evidence, snapshot: Snapshot) -> str:
    """Name the moment by its play and section."""
    when = "in the middle of" if snapshot.moment == "middle" else "after"
    inside = 0 <= snapshot.section < len(evidence.sections)
    section = f" (section {evidence.sections[snapshot.section]!r})" if inside else ""
    return f"{when} play {snapshot.play}{section}"
