"""What the pages of roles and of pairs have in common."""

from typing import Any

from rich.constrain import Constrain
from rich.text import Text

# Longer lines of prose are hard to read; tables use the width that there is.
WIDTH = 110


def heading(text: str) -> Text:
    """Return a heading of a page."""
    return Text(text, "bold underline")


def make_prose(text: str, style: str = "") -> Constrain:
    """Return running text, which is no wider than is good to read."""
    return Constrain(Text(text, style), WIDTH)


def describe_way(pair: dict[str, Any]) -> str:
    """Return how many ranks apart two roles are and which way: `2 ranks up`, `the same rank`."""
    steps = abs(pair["level_steps"])
    return f"{steps} {'rank' if steps == 1 else 'ranks'} {pair['direction']}" if steps else "the same rank"
