"""How a problem names a thing on screen, so that a person finds it."""

from ..run.evidence import Item


def thing(item: Item) -> str:
    """Name an item by what it shows now."""
    if item.number is not None:
        return f"the number {item.number:.{max(0, min(item.decimals, 9))}f}"
    if item.kind == "text":
        text = " ".join(item.text.split())
        return f"the text {text[:60]!r}" if text else f"a text ({item.cls})"
    return f"a {item.cls}"


def plain(text: str) -> str:
    """Leave out what does not change what a text says: blanks, alignment."""
    return "".join(text.replace("&", "").replace("\\,", "").replace("\\;", "").replace("\\quad", "").split())
