"""What passes between the stages: the framework, the claims, what people decided."""

from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import pandas as pd

from schemas.settings import Settings, read_settings
from schemas.vocabularies import INTERNAL


@dataclass(frozen=True)
class Framework:
    """The authored tables on which every source is read.

    `scorer` has what the scorer learned, by name, `embeddings` what the layer of embeddings learned; `files` has
    SHA-256 and bytes by path.
    """

    taxonomy: pd.DataFrame
    anchors: pd.DataFrame
    levels: pd.DataFrame
    bands: pd.DataFrame
    title_rules: pd.DataFrame
    alias_rules: pd.DataFrame
    seniority_words: pd.DataFrame
    parameters: pd.DataFrame
    code_schemes: pd.DataFrame
    code_chains: pd.DataFrame
    seniority_by_occupation: pd.DataFrame
    title_abbreviations: pd.DataFrame
    protected_phrases: pd.DataFrame
    support_occupations: pd.DataFrame
    skills: pd.DataFrame
    scorer: dict[str, pd.DataFrame]
    embeddings: dict[str, pd.DataFrame]
    files: dict[str, tuple[str, int]]

    @property
    def row_count(self) -> int:
        """Return the number of rows in all tables."""
        tables = (getattr(self, item.name) for item in fields(self))
        return sum(len(table) for table in tables if isinstance(table, pd.DataFrame))

    @cached_property
    def settings(self) -> Settings:
        """Return the weights, limits and edges of parameters.csv; raise BadData where one is missing or unknown."""
        return read_settings(self.parameters)

    @cached_property
    def levels_by_band(self) -> dict[str, list[str]]:
        """Return the levels of each band, lowest first."""
        ordered = self.band_levels.sort_values("level_rank")
        return ordered.groupby("band_code")["level_code"].agg(list).to_dict()

    @cached_property
    def band_levels(self) -> pd.DataFrame:
        """Return one row a band and level: band_code, level_code."""
        ranks = self.levels.set_index("level_code")["level_rank"]
        bands = self.bands.assign(low=self.bands["level_low"].map(ranks), high=self.bands["level_high"].map(ranks))
        pairs = bands.merge(self.levels[["level_code", "track_code", "level_rank"]], on="track_code")
        return pairs.loc[pairs["level_rank"].between(pairs["low"], pairs["high"])]


@dataclass(frozen=True)
class Ingested:
    """The claims of one source, or of several put together.

    `sources` has a row a source with its counts of records; `reference` holds tables of codes and titles by name.
    """

    sources: pd.DataFrame
    files: pd.DataFrame
    roles: pd.DataFrame
    nodes: pd.DataFrame
    claims: pd.DataFrame
    rejected: pd.DataFrame
    warnings: pd.DataFrame
    reference: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Curation:
    """What people decided, from raw/curation/; `digests` has the SHA-256 of each file."""

    mapping_decisions: pd.DataFrame
    id_changes: pd.DataFrame
    curators: pd.DataFrame
    digests: dict[str, str]


@dataclass(frozen=True)
class Inputs:
    """All that a release is made of.

    `vectors` is the folder in which vectors of occupations are kept where embeddings were asked for, else None;
    `cache` is that in which the scorer is kept, None where it is built anew.
    """

    framework: Framework
    ingested: Ingested
    curation: Curation
    registers: pd.DataFrame
    profile: str = INTERNAL
    vectors: Path | None = None
    cache: Path | None = None
