"""The framework that we author: tiers, levels, bands, rules and weights, read from raw/canon/."""

from functools import partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pandas as pd

from flows.ingest.files import digest, read_authored_table
from flows.steps import gather_results
from schemas.errors import BadData, describe
from schemas.inputs import Framework
from schemas.raw import (
    ANCHORS,
    BANDS,
    CODE_CHAINS,
    CODE_SCHEMES,
    PROTECTED_PHRASES,
    SENIORITY_BY_OCCUPATION,
    SKILLS,
    SUPPORT_OCCUPATIONS,
    TAXONOMY,
    TITLE_ABBREVIATIONS,
    TITLE_RULES,
)
from schemas.raw.scorer import SCORER_TABLES
from schemas.raw.scorer.embeddings import LAYER_TABLES
from schemas.table import Table
from schemas.tables import ALIAS_RULES, LEVELS, PARAMETERS, SENIORITY_WORDS
from schemas.vocabularies import TIERS

FRAMEWORK_FILES: dict[str, tuple[str, Table]] = {
    "taxonomy": ("taxonomy.csv", TAXONOMY),
    "anchors": ("superfunction_anchors.csv", ANCHORS),
    "levels": ("levels.csv", LEVELS),
    "bands": ("bands.csv", BANDS),
    "title_rules": ("title_rules.csv", TITLE_RULES),
    "alias_rules": ("alias_rules.csv", ALIAS_RULES),
    "seniority_words": ("seniority_words.csv", SENIORITY_WORDS),
    "parameters": ("parameters.csv", PARAMETERS),
    "code_schemes": ("code_schemes.csv", CODE_SCHEMES),
    "code_chains": ("code_chains.csv", CODE_CHAINS),
    "seniority_by_occupation": ("seniority_by_occupation.csv", SENIORITY_BY_OCCUPATION),
    "title_abbreviations": ("title_abbreviations.csv", TITLE_ABBREVIATIONS),
    "protected_phrases": ("protected_phrases.csv", PROTECTED_PHRASES),
    "support_occupations": ("support_occupations.csv", SUPPORT_OCCUPATIONS),
    "skills": ("skills.csv", SKILLS),
}
LEAST_ALIAS_RULES = 4
SCORER_FOLDER = "scorer"
LAYER_FOLDER = "scorer/embeddings"
LEARNED = {SCORER_FOLDER: SCORER_TABLES, LAYER_FOLDER: LAYER_TABLES}
_CONTRACTS = dict(FRAMEWORK_FILES.values()) | {
    f"{place}/{table.name}": table for place, contracts in LEARNED.items() for table in contracts.values()
}
FRAMEWORK_PATHS = tuple(_CONTRACTS)


def read_framework(folder: Path) -> Framework:
    """Return the framework in raw/canon/; raise BadData where a table or the tree breaks its contract."""
    calls = {file: partial(read_authored_table, folder / file, table) for file, table in _CONTRACTS.items()}
    read = gather_results(calls)
    tables = {name: read[file] for name, (file, _) in FRAMEWORK_FILES.items()}
    learned = {
        place: {name: read[f"{place}/{table.name}"] for name, table in contracts.items()}
        for place, contracts in LEARNED.items()
    }
    contents = {file: (folder / file).read_bytes() for file in FRAMEWORK_PATHS}
    files = {file: (digest(content), len(content)) for file, content in contents.items()}
    framework = Framework(**tables, scorer=learned[SCORER_FOLDER], embeddings=learned[LAYER_FOLDER], files=files)
    require_tree(framework.taxonomy, folder / "taxonomy.csv")
    _require_levels(framework, folder)
    _require_anchors(framework, folder / "superfunction_anchors.csv")
    return framework


def require_tree(nodes: pd.DataFrame, path: Path | str) -> None:
    """Raise BadData unless every node hangs under a node one tier above, up to a superfunction.

    `nodes` has node_code, tier, parent_code; `path` is the file that the message names.
    """
    parents = nodes.set_index("node_code")["parent_code"]
    _require_no_cycle(parents, path)
    tier_rank = nodes.set_index("node_code")["tier"].map({tier: rank for rank, tier in enumerate(TIERS)})
    lost = nodes.loc[nodes["parent_code"].notna() & ~nodes["parent_code"].isin(parents.index)]
    _require_none(lost, path, "have a parent that does not exist", "Add the parent, or mend parent_code.")
    above = nodes["parent_code"].map(tier_rank).fillna(-1).to_numpy()
    own = nodes["tier"].map({tier: rank for rank, tier in enumerate(TIERS)}).to_numpy()
    skewed = nodes.loc[own != above + 1]
    _require_none(skewed, path, "do not hang under a node one tier above", "Mend tier or parent_code.")
    is_specialization = nodes["tier"] == "specialization"
    has_dot = nodes["node_code"].str.contains(".", regex=False)
    prefix = nodes["node_code"].str.split(".").str[0]
    misnamed = nodes.loc[(is_specialization != has_dot) | (is_specialization & (prefix != nodes["parent_code"]))]
    _require_none(misnamed, path, "do not bear the path code of their tier", "Name a specialization FAMILY.SPEC.")


def _require_no_cycle(parents: pd.Series, path: Path | str) -> None:
    try:
        TopologicalSorter({code: [parent] for code, parent in parents.dropna().items()}).prepare()
    except CycleError as error:
        cycle = " over ".join(error.args[1])
        raise BadData(f"{path}: the tree has a cycle: {cycle}. Mend parent_code in {path}.") from error


def _require_none(nodes: pd.DataFrame, path: Path | str, what: str, remedy: str) -> None:
    if len(nodes):
        examples = [f"{row.node_code} ({row.tier}) under {row.parent_code}" for row in nodes.itertuples(index=False)]
        raise BadData(describe(f"{path}: {len(nodes)} nodes {what}", examples, f"{remedy} File: {path}."))


def _require_levels(framework: Framework, folder: Path) -> None:
    levels = set(framework.levels["level_code"])
    used = {
        "bands.csv": framework.bands[["level_low", "level_high"]],
        "superfunction_anchors.csv": framework.anchors[["level_low", "level_high"]],
        "seniority_words.csv": framework.seniority_words[["level_low", "level_high"]],
        "seniority_by_occupation.csv": framework.seniority_by_occupation[["level_low", "level_high"]],
        "title_rules.csv": framework.title_rules[["level_code"]],
        "alias_rules.csv": framework.alias_rules[["level_code"]],
    }
    for file, codes in used.items():
        unknown = sorted(set(codes.to_numpy().ravel()) - levels)
        if unknown:
            what = f"{folder / file}: {len(unknown)} levels are not in levels.csv"
            raise BadData(describe(what, unknown, f"Edit {folder / file} or levels.csv."))
    missing = sorted(levels - set(framework.title_rules["level_code"]))
    if missing:
        raise BadData(
            describe(f"{folder / 'title_rules.csv'}: {len(missing)} levels have no template", missing, "Add them.")
        )
    rules = framework.alias_rules["level_code"].value_counts()
    bare = sorted(level for level in levels if rules.get(level, 0) < LEAST_ALIAS_RULES)
    if bare:
        what = f"{folder / 'alias_rules.csv'}: {len(bare)} levels have fewer than {LEAST_ALIAS_RULES} rules"
        raise BadData(describe(what, bare, "Restore the file from git, or add rules."))


def _require_anchors(framework: Framework, path: Path) -> None:
    taxonomy = framework.taxonomy
    superfunctions = taxonomy.loc[taxonomy["tier"] == "superfunction", "node_code"]
    lost = framework.anchors.loc[~framework.anchors["superfunction_code"].isin(superfunctions)]
    if len(lost):
        what = f"{path}: {len(lost)} rows anchor what is no superfunction in taxonomy.csv"
        raise BadData(describe(what, lost["superfunction_code"].tolist(), f"Edit {path} or taxonomy.csv."))
