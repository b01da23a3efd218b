"""Reads an HTML page for tests: its tags in order, and what is wrong with its structure."""

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "br", "link", "img", "input", "hr", "area", "base", "col", "embed", "source", "track", "wbr"}
SELF_CLOSED = {"rect", "line", "circle", "path"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Page(HTMLParser):
    """A page as html.parser sees it: `tags` with their attributes, `faults` of its structure, `text` of each tag."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.text: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in SELF_CLOSED | VOID:
            self.faults.append(f"<{tag}/> is no empty element")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text.setdefault(self._open[-1], []).append(data)

    def having(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def values(self, attribute: str) -> list[str]:
        """Return the values of an attribute over all elements."""
        return [value or "" for _, attributes in self.tags for name, value in attributes.items() if name == attribute]

    def shape(self) -> Counter[tuple[str, tuple[str, ...]]]:
        """Return how often each element occurs with each set of attributes."""
        return Counter((tag, tuple(attributes)) for tag, attributes in self.tags)


def access_faults(page: Page) -> list[str]:
    """Return what keeps the page from readers of its structure: headings, ids, captions, scopes, titles of pictures."""
    faults = list(page.faults)
    levels = [HEADINGS.index(tag) + 1 for tag, _ in page.tags if tag in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        faults.append("the page has not one h1, first of its headings")
    faults += [f"h{high} follows h{low}" for low, high in pairwise(levels) if high > low + 1]
    ids = page.values("id")
    faults += [f"id {name} occurs twice" for name, times in Counter(ids).items() if times > 1]
    named = [name for value in page.values("aria-labelledby") for name in value.split()]
    named += [value[1:] for value in page.values("href") if value.startswith("#")]
    faults += [f"nothing has the id {name}" for name in named if name not in ids]
    faults += ["a th has no scope" for attributes in page.having("th") if "scope" not in attributes]
    if len(page.having("caption")) != len(page.having("table")):
        faults.append("a table has no caption")
    pictures = [one for one in page.having("svg") if one.get("aria-hidden") != "true"]
    faults += [
        "a picture has no name" for one in pictures if one.get("role") != "img" or not one.get("aria-labelledby")
    ]
    return faults
