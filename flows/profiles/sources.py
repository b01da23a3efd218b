"""What a profile leaves out: of a source whose text may not be passed on, the public one keeps its row alone.

Whatever is made of claims later is made as if such a source had not been read, so nothing has to be taken out again.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from schemas.claims import CLAIMS, RAW_NODES, RAW_ROLES
from schemas.documents.source import CodeCrosswalkSource, OccupationCodesSource, Source
from schemas.errors import BadData
from schemas.inputs import Curation, Framework, Ingested
from schemas.tables import REJECTED_ROWS, SOURCE_FILES, SOURCE_WARNINGS
from schemas.vocabularies import PUBLIC, SCHEMES

SUCCESSOR_LEFT_OUT = "What it became is a role of a source that is left out of this profile."


def is_left_out(source: Source, profile: str) -> bool:
    """Return whether the profile leaves a source out; raise BadData where no release can be made without it."""
    if profile != PUBLIC or source.is_redistributable:
        return False
    if source.kind == "family_files" or getattr(source, "scheme", None) in SCHEMES:
        raise BadData(
            f"{source.source_id}: is_redistributable is false in its source.yml, and every release rests on it, so "
            f"none can be made by --profile {PUBLIC}. Replace it by a source whose text may be passed on."
        )
    return True


def sources_left_out(sources: Sequence[Source], profile: str) -> set[str]:
    """Return the sources that the profile leaves out, at hand or not."""
    return {source.source_id for source in sources if is_left_out(source, profile)}


def leave_out_source(part: Ingested, reason: str = "its text may not be passed on") -> Ingested:
    """Return of a source the row that counts its records, marked as left out, and a note; all else is empty."""
    sources = part.sources.assign(is_left_out=True)
    row = sources.iloc[0]
    facts = f"{row['records_read']:,} records, licence {row['licence_spdx']}"
    return Ingested(
        sources=sources,
        files=SOURCE_FILES.empty(),
        roles=RAW_ROLES.empty(),
        nodes=RAW_NODES.empty(),
        claims=CLAIMS.empty(),
        rejected=REJECTED_ROWS.empty(),
        warnings=SOURCE_WARNINGS.empty(),
        notes=(f"{row['source_id']}: left out of this profile, as {reason} ({facts})",),
    )


def schemes_left_out(sources: Sequence[Source], profile: str) -> set[str]:
    """Return the classifications whose codes the profile leaves out, and with them the crosswalks that name them."""
    codes = [source for source in sources if isinstance(source, OccupationCodesSource)]
    return {source.scheme for source in codes if is_left_out(source, profile)}


def names_any(source: Source, schemes: set[str]) -> bool:
    """Return whether a source links the codes of one of the classifications."""
    return isinstance(source, CodeCrosswalkSource) and bool({source.from_scheme, source.to_scheme} & schemes)


def leave_out_chains(framework: Framework, code_pairs: pd.DataFrame) -> Framework:
    """Return the framework without the chains that have a step for which there are no pairs."""
    links = code_pairs[["from_scheme", "to_scheme"]].drop_duplicates().itertuples(index=False, name=None)
    linked = {frozenset(link) for link in links}
    chains = framework.code_chains
    ways = chains["from_scheme"] + "|" + chains["via"] + "|" + chains["to_scheme"]
    holds = ways.map(lambda way: all(frozenset(step) in linked for step in pairwise(way.split("|"))))
    return replace(framework, code_chains=chains.loc[holds.astype("bool")].reset_index(drop=True))


def leave_out_curation(curation: Curation, registers: pd.DataFrame, left_out: set[str]) -> Curation:
    """Return what people decided of roles of the sources that are read and not left out.

    A role that became one of another source is retired as far as the profile goes; where it was split, the successors
    that are in the profile remain.
    """
    known = registers.loc[~registers["source_id"].isin(left_out), "role_id"]
    decisions, changes = curation.mapping_decisions, curation.id_changes
    kept = changes.loc[changes["old_role_id"].isin(known)]
    leads_out = kept["new_role_id"].notna() & ~kept["new_role_id"].isin(known)
    has_others = kept["old_role_id"].isin(kept.loc[~leads_out, "old_role_id"])
    kept, leads_out = kept.loc[~(leads_out & has_others)], leads_out.loc[~(leads_out & has_others)]
    retired = {"kind": "retire", "new_role_id": None, "new_role_code": None, "reason": SUCCESSOR_LEFT_OUT}
    kept = kept.assign(**{name: kept[name].mask(leads_out, value) for name, value in retired.items()})
    return replace(
        curation,
        mapping_decisions=decisions.loc[decisions["role_id"].isin(known)].reset_index(drop=True),
        id_changes=kept.drop_duplicates(["old_role_id", "kind", "new_role_id"]).reset_index(drop=True),
    )
