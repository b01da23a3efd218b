"""The report at a glance: a few figures, each in order or to be looked at by a stated rule."""

from dataclasses import dataclass

from flows.report.lists import Record


@dataclass(frozen=True)
class Mark:
    """One figure of the overview: `state` is good, look or plain; the template has its words, by `name`."""

    name: str
    state: str


def marks(facts: Record) -> list[Mark]:
    """Return the figures of the overview in their order, each with its state."""
    records, mapping, content, adjacency = (facts[name] for name in ("records", "mapping", "content", "adjacency"))
    error, review = mapping["worst_error"], mapping["review"]
    is_calibrated = mapping["is_calibrated"] and error is not None
    return [
        Mark("roles", "plain"),
        Mark("changes", _change_state(facts["changes"]["verdict"])),
        Mark("records", _state(records["high"].total == 0)),
        Mark("mapping", _state(mapping["low"].total == 0)),
        Mark("calibration", _state(is_calibrated and error <= mapping["calibration_error_most"])),
        Mark("review", _state(review["counts"]["stale"] == 0 and review["approved_roles"] > 0)),
        Mark("content", _state(content["empty"] == 0 and content["outlier_share"] <= content["outlier_share_most"])),
        Mark("adjacency", _state(adjacency["lonely_share"] <= adjacency["lonely_share_most"])),
        Mark("warnings", _state(facts["warnings"].total == 0)),
    ]


def _state(is_good: bool) -> str:
    return "good" if is_good else "look"


def _change_state(verdict: str) -> str:
    return {"first": "plain", "breaking": "look"}.get(verdict, "good")
