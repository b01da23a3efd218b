"""What the pages of roles and of pairs have in common."""

from typing import Any

from rich.text import Text

WIDTH = 110


def heading(text: str) -> Text:
    """Return a heading of a page."""
    return Text(text, "bold underline")


def tell_way(pair: dict[str, Any]) -> str:
    """Return how many ranks apart two roles are and which way: `2 ranks up`, `the same rank`."""
    steps = abs(pair["level_steps"])
    return f"{steps} {'rank' if steps == 1 else 'ranks'} {pair['direction']}" if steps else "the same rank"
