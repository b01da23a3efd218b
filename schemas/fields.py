"""Each column of the contract, declared once; tables are composed of them."""

from schemas.table import Check, Column, ForeignKey
from schemas.text import CONFIDENCE_EDGES
from schemas.vocabularies import (
    ALIAS_TYPES,
    ATTACHED_AT,
    CODE_SCHEMES,
    CONFIDENCE_BANDS,
    CONFIDENCE_BASES,
    KINDS,
    PREDICATES,
    PREVALENCES,
    REVIEW_STATUSES,
    SCHEMES,
    TIERS,
    TRACKS,
)

ROLE_ID = r"^role-([a-z][a-z0-9_]*-)?[0-9]{6}$"
ROLE_CODE = r"^[A-Z][A-Z0-9_]{1,11}\.[A-Z][A-Z0-9_]{1,7}\.(S[1-4]|P[1-6]|M[1-6]|E[1-3])$"
LEVEL_CODE = r"^(S[1-4]|P[1-6]|M[1-6]|E[1-3])$"
TOP_CODE = r"^[A-Z][A-Z0-9_]{1,11}$"
SPECIALIZATION_PATH = r"^[A-Z][A-Z0-9_]{1,11}\.[A-Z][A-Z0-9_]{1,7}$"
NODE_CODE = r"^[A-Z][A-Z0-9_]{1,11}(\.[A-Z][A-Z0-9_]{1,7})?$"
SOURCE_ID = r"^[a-z][a-z0-9_]{1,31}$"
OCCUPATION_CODE = r"^[0-9]{2}-[0-9]{4}(\.[0-9]{2})?$"
# O*NET-SOC and SOC, or a unit or minor group of ISCO-08.
ANY_CODE = r"^([0-9]{2}-[0-9]{4}(\.[0-9]{2})?|[0-9]{3,4})$"
DECISION_ID = r"^decision-[0-9]{6}$"
SHA256 = r"^[0-9a-f]{64}$"

role_id = Column("role_id", "text", "Permanent opaque identifier of the role.", pattern=ROLE_ID)
role_code = Column("role_code", "text", "Readable code FAMILY.SPEC.LEVEL of the role.", pattern=ROLE_CODE)
level_code = Column("level_code", "text", "Rung of the level framework, such as P5.", pattern=LEVEL_CODE)
track_code = Column("track_code", "text", "Ladder: S support, P professional, M management, E executive.", isin=TRACKS)
level_rank = Column(
    "level_rank", "integer", "Place of the rung on the ladder common to all tracks, 1 to 12.", ge=1, le=12
)
node_code = Column(
    "node_code", "text", "Code of a node of the taxonomy; below a function the dotted path.", pattern=NODE_CODE
)
tier = Column("tier", "text", "Tier of the taxonomy on which the node stands, widest first.", isin=TIERS)
superfunction_code = Column(
    "superfunction_code", "text", "Code of the superfunction above or at this row.", pattern=TOP_CODE
)
function_code = Column("function_code", "text", "Code of the function above or at this row.", pattern=TOP_CODE)
family_code = Column("family_code", "text", "Code of the family above or at this row.", pattern=TOP_CODE)
specialization_code = Column(
    "specialization_code", "text", "Path code FAMILY.SPEC of the specialization.", pattern=SPECIALIZATION_PATH
)
position = Column("position", "integer", "Place in the list, counted from 1.", ge=1)
kind = Column("kind", "text", "Kind of component, one of six.", isin=KINDS)
prevalence = Column("prevalence", "text", "How usual the component is among holders of the role.", isin=PREVALENCES)
attached_at = Column("attached_at", "text", "Tier from which the role holds the component.", isin=ATTACHED_AT)
component_id = Column(
    "component_id", "text", "Identifier of a distinct component, from its kind and name.", pattern=r"^cmp-[0-9a-f]{12}$"
)
alias_type = Column(
    "alias_type",
    "text",
    "common, or level_band for a run of levels, which is kept and never searched.",
    isin=ALIAS_TYPES,
)
confidence_score = Column(
    "confidence_score", "number", "Chance, 0 to 1, that a domain expert would accept the row as it stands.", ge=0, le=1
)
confidence_band = Column(
    "confidence_band", "text", "low below 0.50, medium below 0.80, high from there.", isin=CONFIDENCE_BANDS
)
confidence_basis = Column(
    "confidence_basis",
    "text",
    "Where the score comes from: stated by a source, made by a rule, or calibrated.",
    isin=CONFIDENCE_BASES,
)
scheme = Column("scheme", "text", "Classification and vintage of the occupation code.", isin=SCHEMES)
occupation_code = Column(
    "occupation_code", "text", "Code in SOC 2018 (15-0000) or O*NET-SOC 2019 (15-1244.00).", pattern=OCCUPATION_CODE
)
code_scheme = Column("scheme", "text", "Classification and vintage of the code.", isin=CODE_SCHEMES)
any_code = Column("code", "text", "Code in its classification; leading zeros count.", pattern=ANY_CODE)
predicate = Column(
    "predicate", "text", "Relation of role to occupation; broad: the occupation is the broader.", isin=PREDICATES
)
review_status = Column(
    "review_status",
    "text",
    "needs_review until a person decides, then approved; stale when the evidence changed since.",
    isin=REVIEW_STATUSES,
)
rests_on = Column(
    "rests_on",
    "text",
    "Facts under a decision on the pair, as a JSON object: role, called, family, level, occupation, listed.",
    pattern=r"^\{[\s\S]*\}$",
)
source_id = Column("source_id", "text", "Identifier of the source that says so; carries no edition.", pattern=SOURCE_ID)
source_key = Column("source_key", "text", "The source's own name for the record.")
file = Column("file", "text", "File inside the source's folder.")
locator = Column("locator", "text", "Place inside the file: a row, a line or a path of keys.")
rule = Column("rule", "text", "Short name of the rule that applied.")
message = Column("message", "text", "What is wrong and what to do about it.")
description = Column("description", "text", "What it means, in a sentence.")

to_role = ForeignKey(("role_id",), "roles", ("role_id",))
to_source = ForeignKey(("source_id",), "sources", ("source_id",))
to_level = ForeignKey(("level_code",), "levels", ("level_code",))

_LOW_EDGE, _MEDIUM_EDGE = CONFIDENCE_EDGES
band_of_score = Check(
    "band of score",
    f"confidence_band is low below a score of {_LOW_EDGE:.2f}, medium below {_MEDIUM_EDGE:.2f}, and high from there.",
    f"confidence_band = CASE WHEN confidence_score < {_LOW_EDGE} THEN 'low' "
    f"WHEN confidence_score < {_MEDIUM_EDGE} THEN 'medium' ELSE 'high' END",
)


def number_from_one(table: str, column: str, *within: str) -> Check:
    """Return the check that a column numbers the rows of each group from 1 on without a gap, no number twice."""
    group = ", ".join(within)
    return Check(
        f"{column} without a gap",
        f"{column} counts the rows of each {' and '.join(within)} from 1 on, without a gap and no number twice.",
        "last_number = rows_count AND numbers_count = rows_count",
        f"SELECT {group}, count(*) AS rows_count, max({column}) AS last_number, "
        f"count(DISTINCT {column}) AS numbers_count FROM {table} GROUP BY {group}",
    )
