"""The story of a release, top to bottom: read, assemble, map, relate, check, publish.

`build_release` is the only order of the stages. In this process `run_here` runs each of them; the Prefect flow in
`flows/canon_release.py` passes a step that makes each a task, and one of every source that is read.
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from flows import adjacency, cache, compare, ingest, occupations, profiles, publish, releases, roles, similarity
from flows.config import Config
from flows.ingest import SourceFolder
from flows.steps import Step
from flows.steps import run_here as run_here
from schemas.checks import require_checks
from schemas.differences import Difference
from schemas.errors import BadCall, BadData, Faults
from schemas.inputs import Inputs
from schemas.registry import PUBLISHED
from schemas.stages import Assembled, Checked, Mapped, Related
from schemas.table import require_foreign_keys, validate
from schemas.vocabularies import PUBLIC


def build_release(config: Config, step: Step = run_here) -> releases.Release:
    """Build one immutable release of all sources, or return the newest if it was built from the same inputs.

    Whether it was is known from digests of the files, before any of them is parsed; `config.is_rebuilt` builds anew.
    Raises BadData where an input breaks its contract, BadCall where the configuration cannot be followed; then nothing
    is written.
    """
    folders = ingest.find_sources(config.root, config.sources, config.only)
    files = ingest.digest_inputs(config.root, folders)
    digest = releases.input_digest(files, cache.digest_own_files(), config.built_profile, config.has_embeddings)
    unchanged = publish.find_unchanged(config.out, config.built_profile, digest)
    if unchanged and not config.is_rebuilt:
        return unchanged
    inputs = read_inputs(config, step, folders)
    ingest.require_same_digests(files, folders, inputs.framework, inputs.curation)
    assembled = step(assemble, inputs)
    mapped = step(map_to_occupations, inputs, assembled)
    related = step(relate, inputs, assembled, mapped)
    checked = step(check_tables, inputs, assembled, mapped, related)
    return step(publish_release, config, inputs, checked, digest)


def read_inputs(config: Config, step: Step = run_here, folders: list[SourceFolder] | None = None) -> Inputs:
    """Read the framework, what people keep by hand, and every source that the profile has into claims.

    `folders` are the sources where they were opened before. Raises BadCall where embeddings are asked for and cannot
    be had.
    """
    if config.has_embeddings:
        occupations.require_embeddings()
    folders = folders or ingest.find_sources(config.root, config.sources, config.only)
    framework = step(ingest.read_framework, config.canon)
    faults = Faults()
    with faults.catch():
        ingested = ingest.read_sources(folders, framework, config.built_profile, step)
    with faults.catch():
        curation = step(ingest.read_curation, config.root / "raw" / "curation")
    with faults.catch():
        registers = ingest.read_registers(folders)
    faults.raise_any()
    return step(join_inputs, config, folders, Inputs(framework, ingested, curation, registers))


def join_inputs(config: Config, folders: list[SourceFolder], inputs: Inputs) -> Inputs:
    """Join the claims of the sources with what people decided of them, as far as the profile has either."""
    framework, ingested, curation, registers = inputs.framework, inputs.ingested, inputs.curation, inputs.registers
    if config.has_embeddings and "occupation_titles" not in ingested.reference:
        raise BadCall("--embeddings needs O*NET, which is not fetched. Run `canon fetch onet`, or leave it out.")
    ingest.require_known(curation, registers, folders, ingested)
    occupations.require_one_exact(curation.mapping_decisions)
    if config.built_profile == PUBLIC:
        left_out = profiles.sources_left_out([folder.source for folder in folders], PUBLIC)
        framework = profiles.leave_out_chains(framework, ingested.reference["code_pairs"])
        curation = profiles.leave_out_curation(curation, registers, left_out)
    return Inputs(framework, ingested, curation, registers, config.built_profile, config.vectors, config.cache)


def assemble(inputs: Inputs) -> Assembled:
    """Make canonical roles of the claims; raise BadData where no source describes one."""
    if inputs.ingested.roles.empty:
        raise BadData("No source describes a role. Widen --only, or add sources under raw/sources.")
    return roles.assemble_roles(inputs.ingested, inputs.framework, inputs.registers, inputs.curation.id_changes)


def map_to_occupations(inputs: Inputs, assembled: Assembled) -> Mapped:
    """Map every role to SOC and O*NET-SOC, or say why not."""
    reference, framework = inputs.ingested.reference, inputs.framework
    known = occupations.build_occupations(reference)
    proposed, trusted = propose(inputs, assembled)
    mappings = map_roles(inputs, assembled, known, proposed)
    inferred = occupations.infer_from_superfunction(
        assembled.roles, framework.levels, framework.anchors, framework.settings.mapping
    )
    decisions = inputs.curation.mapping_decisions
    if inputs.profile == PUBLIC:
        mappings, decisions = profiles.leave_out_evidence(mappings, decisions)
    return Mapped(
        roles=occupations.state_mapping(assembled.roles, mappings, known, trusted),
        occupations=known,
        role_occupations=mappings,
        mapping_decisions=decisions,
        code_crosswalks=occupations.build_code_crosswalks(
            reference["scheme_codes"], reference["code_pairs"], framework.code_schemes, framework.code_chains
        ),
        claim_conflicts=occupations.inference_conflicts(assembled.role_claims, inferred),
    )


def map_roles(
    inputs: Inputs, assembled: Assembled, known: pd.DataFrame, proposed: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the mappings of all roles to the `known` occupations, with what the scorer `proposed`, if it did."""
    listed = inputs.ingested.reference.get("occupation_titles")
    reference = occupations.Reference(known, listed, inputs.curation.mapping_decisions)
    return occupations.map_roles(assembled.roles, assembled.role_claims, proposed, reference, inputs.framework)


def propose(inputs: Inputs, assembled: Assembled) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Return what the scorer proposes of roles and what it trusts; None for both where O*NET is not at hand."""
    reference = inputs.ingested.reference
    if "occupation_titles" not in reference:
        return None, None
    scorer = make_scorer(inputs)
    subjects = occupations.describe_roles(assembled)
    editions = inputs.ingested.sources.set_index("source_id")["edition"]
    source_id = reference["occupation_titles"]["source_id"].iloc[0]
    return occupations.propose_occupations(subjects, scorer, editions[source_id])


def make_scorer(inputs: Inputs) -> occupations.Scorer:
    """Return the scorer for O*NET's edition at hand, with the layer of embeddings where it was asked for."""
    reference, framework = inputs.ingested.reference, inputs.framework
    scorer = load_scorer(inputs.cache, digest_scorer(inputs), lambda: inputs)
    if inputs.vectors is None:
        return scorer
    encoder = occupations.load_encoder()
    return occupations.build_layered_scorer(scorer, framework.embeddings, reference, encoder, inputs.vectors)


def digest_scorer(inputs: Inputs) -> str:
    """Return the digest of what the scorer rests on: O*NET's tables, what was learned, and the code."""
    read = {name: table for name, table in inputs.ingested.reference.items() if name in occupations.SCORER_REFERENCE}
    learned = {f"scorer/{name}": table for name, table in inputs.framework.scorer.items()}
    return cache.digest_tables(read | learned, [cache.digest_code()])


def load_scorer(folder: Path | None, digest: str, read: Callable[[], Inputs]) -> occupations.Scorer:
    """Return the scorer that is kept in a folder under its digest, or build it of the inputs and keep it."""

    def build() -> occupations.Scorer:
        inputs = read()
        return occupations.build_scorer(inputs.ingested.reference, inputs.framework.scorer)

    return cache.load_or_make(folder / "scorer" if folder else None, digest, occupations.Scorer, build)


def relate(inputs: Inputs, assembled: Assembled, mapped: Mapped) -> Related:
    """Relate roles by their coordinates and, apart from that, by their content."""
    settings, reference = inputs.framework.settings, inputs.ingested.reference
    similar = similarity.relate_by_content(
        similarity.describe_content(assembled, mapped.role_occupations, settings.similarity),
        settings.similarity,
        occupations.word_forms(inputs.framework.scorer["word_forms"]),
        similarity.reference_texts(reference),
        reference.get("occupation_relations"),
    )
    family_matrix, role_matrix = adjacency.build_matrices(assembled.roles, settings.adjacency)
    return Related(
        role_adjacency=adjacency.find_neighbours(assembled.roles, assembled.role_components, settings.adjacency),
        role_similarity=similar,
        family_distance_matrix=family_matrix,
        role_distance_matrix=role_matrix,
    )


def check_tables(inputs: Inputs, assembled: Assembled, mapped: Mapped, related: Related) -> Checked:
    """Return the published tables and the matrices; raise BadData where one breaks its contract, keys or checks."""
    authored = _authored_tables(inputs)
    conflicts = pd.concat([assembled.claim_conflicts, mapped.claim_conflicts], ignore_index=True)
    known = {
        **assembled.tables,
        **mapped.tables,
        **related.tables,
        **inputs.ingested.reference,
        **authored,
        **_source_tables(inputs, assembled),
        "claim_conflicts": conflicts,
    }
    published = {
        name: table.frame(known[name])
        for name, table in PUBLISHED.items()
        if name in known or table.needs_source_kind is None
    }
    for name in published.keys() - authored.keys():
        validate(
            PUBLISHED[name], published[name], "The sources gave values that the contract does not allow; mend them."
        )
    require_foreign_keys(published, PUBLISHED, "Mend the source that names it, or add what it names.")
    require_checks(
        published, PUBLISHED, "Mend the file under raw/ that says so; where none does, the stage that makes the table."
    )
    matrices = {name: table for name, table in related.tables.items() if name.endswith("_matrix")}
    return Checked(published, matrices)


def _authored_tables(inputs: Inputs) -> dict[str, pd.DataFrame]:
    # These were checked against the same contracts as they were read.
    framework = inputs.framework
    return {
        "levels": framework.levels,
        "alias_rules": framework.alias_rules,
        "seniority_words": framework.seniority_words,
        "parameters": framework.parameters,
        "further_titles": framework.scorer["further_titles"],
        "id_changes": inputs.curation.id_changes,
    }


def _source_tables(inputs: Inputs, assembled: Assembled) -> dict[str, pd.DataFrame]:
    ingested, framework = inputs.ingested, inputs.framework
    listed = adjacency.check_listed_distances(assembled.role_claims, assembled.roles, framework.settings.adjacency)
    layer = framework.embeddings if inputs.vectors else None
    return {
        "sources": ingested.sources,
        "source_files": ingested.files,
        "rejected_rows": ingested.rejected,
        "source_warnings": pd.concat([ingested.warnings, listed], ignore_index=True),
        "mapping_reliability": occupations.state_reliability(*occupations.in_force(framework.scorer, layer)),
    }


def publish_release(config: Config, inputs: Inputs, checked: Checked, digest: str) -> releases.Release:
    """Write the release beside its place and move it there in one step.

    Raises BadData where it breaks the contract of the release before under a version that does not say so.
    """
    sources = checked.tables["sources"]
    left_out = sources.loc[sources["is_left_out"], "source_id"].tolist()

    def compare_with(before: Path | None, folder: Path, version: str) -> Difference:
        difference = compare.compare_unpublished(before, folder, version, inputs.framework.settings.compare)
        compare.require_contract_version(difference)
        return profiles.leave_out_lines(difference, left_out)

    notes = inputs.ingested.notes
    plan = publish.Plan(config.out, config.built_profile, config.release_date, digest, notes, config.is_rebuilt)
    order = adjacency.order_families(checked.matrices["family_distance_matrix"])
    return publish.write_release(plan, checked, compare_with, order)
