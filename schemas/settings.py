"""The weights, limits and edges of parameters.csv as typed settings, one object for each stage."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, TypeVar

from schemas.errors import BadData, describe

if TYPE_CHECKING:
    import pandas as pd

FILE = "raw/canon/parameters.csv"


@dataclass(frozen=True)
class AdjacencySettings:
    """Structural distance in whole fortieths, its match bands, and the length of lists of neighbours."""

    prefix: ClassVar[str] = "adjacency"
    same_specialization: int
    same_family: int
    same_function: int
    same_superfunction: int
    elsewhere: int
    level_step: int
    other_track: int
    level_most: int
    scale: int
    strong_most: int
    partial_most: int
    list_below: int
    k: int
    moved_share: float
    pairs_most: int
    matrix_most_roles: int

    @property
    def tiers(self) -> tuple[int, int, int, int]:
        """Return the tier part of two roles by the narrowest tier that they share: specialization to superfunction."""
        return self.same_specialization, self.same_family, self.same_function, self.same_superfunction

    def __post_init__(self) -> None:
        """Raise BadData where a wider tier does not count more than a narrower one."""
        parts = (*self.tiers, self.elsewhere)
        if any(wide <= narrow for narrow, wide in pairwise(parts)):
            raise BadData(
                f"{FILE}: adjacency.same_specialization, same_family, same_function, same_superfunction and elsewhere "
                "must rise one by one. Mend their values."
            )


@dataclass(frozen=True)
class SimilaritySettings:
    """Likeness by content: how many roles are listed, and how much each signal, prevalence and tier weighs."""

    prefix: ClassVar[str] = "similarity"
    k: int
    core: float
    common: float
    occasional: float
    primary_short: float
    primary_long: float
    supplemental: float
    weight_title_words: float
    weight_title_letters: float
    weight_all_words: float
    weight_text_meaning: float
    weight_knowledge: float
    weight_skill: float
    weight_competency: float
    weight_qualification: float
    weight_responsibility: float
    weight_task: float
    weight_occupation: float

    @property
    def prevalence_weights(self) -> dict[str, float]:
        """Return how much a component weighs by its prevalence."""
        return {"core": self.core, "common": self.common, "occasional": self.occasional}

    @property
    def tier_weights(self) -> dict[str, float]:
        """Return how alike two occupations are by the tier in which O*NET relates them."""
        return {name: getattr(self, name) for name in ("primary_short", "primary_long", "supplemental")}

    def signal_weight(self, signal: str) -> float:
        """Return how much the signal of that name weighs."""
        return float(getattr(self, f"weight_{signal}"))


@dataclass(frozen=True)
class RouteSettings:
    """How alike two roles must be, and how near in rank, for a step of a route that crosses superfunctions."""

    prefix: ClassVar[str] = "route"
    bridge_least: float
    bridge_ranks_most: int


@dataclass(frozen=True)
class EquivalentSettings:
    """The score of a proposed equivalent of a raw role, and the least that is published."""

    prefix: ClassVar[str] = "equivalent"
    title_weight: float
    component_weight: float
    step_penalty: float
    track_penalty: float
    least: float
    most: float


@dataclass(frozen=True)
class AlignSettings:
    """From which likeness of words on a component of an aligned raw role matches one of its canonical role."""

    prefix: ClassVar[str] = "align"
    likeness_least: float


@dataclass(frozen=True)
class MappingSettings:
    """Confidence of inferred, approved and stale mappings, and the least that a primary proposal has."""

    prefix: ClassVar[str] = "mapping"
    inferred_confidence: float
    approved_confidence: float
    stale_confidence: float
    primary_least: float


@dataclass(frozen=True)
class MatchSettings:
    """How near a title must be to a name of a role, and what lowers the confidence in that role."""

    prefix: ClassVar[str] = "match"
    role_least: float
    role_most: float
    likeness_power: float
    said_aside: float
    rung_away: float
    untold_rung: float


@dataclass(frozen=True)
class CompareSettings:
    """From which likeness on a component or role that went and one that came are proposed as a rename."""

    prefix: ClassVar[str] = "compare"
    holder_share_least: float
    name_likeness_least: float
    component_share_least: float


@dataclass(frozen=True)
class ReportSettings:
    """The limits from which on the quality report marks a figure."""

    prefix: ClassVar[str] = "report"
    tukey_multiplier: float
    outlier_share_most: float
    lonely_share_most: float
    rejected_share_most: float
    detailed_share_least: float
    calibration_error_most: float


@dataclass(frozen=True)
class Settings:
    """All settings of a run or of a release, by stage."""

    adjacency: AdjacencySettings
    similarity: SimilaritySettings
    route: RouteSettings
    equivalent: EquivalentSettings
    align: AlignSettings
    mapping: MappingSettings
    match: MatchSettings
    compare: CompareSettings
    report: ReportSettings


Section = TypeVar("Section")


def read_section(parameters: "pd.DataFrame", section: type[Section]) -> Section:
    """Return the settings of one stage from a table with the columns parameter and value.

    Raises BadData where a parameter is missing, or is not a whole number where one is asked for.
    """
    return select_section(zip(parameters["parameter"], parameters["value"], strict=True), section)


def select_section(parameters: Iterable[tuple[str, float]], section: type[Section]) -> Section:
    """Return the settings of one stage from parameters and their values.

    Raises BadData where a parameter is missing, or is not a whole number where one is asked for.
    """
    values = {parameter: float(value) for parameter, value in parameters}
    cells = {}
    for field in dataclasses.fields(section):  # type: ignore[arg-type]
        name = f"{section.prefix}.{field.name}"  # type: ignore[attr-defined]
        if name not in values:
            raise BadData(f"{FILE} lacks {name!r}. Add a row for it there.")
        if field.type is int and values[name] != int(values[name]):
            raise BadData(f"{FILE}: {name} is {values[name]:g} and must be a whole number. Mend its value.")
        cells[field.name] = field.type(values[name])  # type: ignore[operator]
    return section(**cells)


def read_settings(parameters: "pd.DataFrame") -> Settings:
    """Return the settings of all stages; raise BadData where a parameter is missing, unknown or no fitting number."""
    sections = {field.name: field.type for field in dataclasses.fields(Settings)}
    known = {f"{name}.{field.name}" for name, section in sections.items() for field in dataclasses.fields(section)}  # type: ignore[arg-type]
    unknown = sorted(set(parameters["parameter"]) - known)
    if unknown:
        what = f"{FILE}: {len(unknown)} parameters are not known"
        raise BadData(describe(what, unknown, "Remove their rows, or mend the names."))
    return Settings(**{name: read_section(parameters, section) for name, section in sections.items()})  # type: ignore[arg-type]
