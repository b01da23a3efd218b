"""Contracts of the authored CSV files under raw/ that are not published as they stand."""

from schemas import fields
from schemas.table import Column, Table
from schemas.vocabularies import TIERS

TAXONOMY = Table(
    name="taxonomy.csv",
    description="The taxonomy that we author, one row a node.",
    columns=(
        fields.node_code,
        Column("tier", "text", "Tier of the node.", isin=TIERS),
        Column("name", "text", "Name of the node."),
        fields.node_code.but(name="parent_code", description="Node one tier above.", nullable=True),
        fields.description,
    ),
    key=("node_code",),
)
ANCHORS = Table(
    name="superfunction_anchors.csv",
    description="SOC major groups to which superfunctions are anchored, by a range of rungs of a track.",
    columns=(
        fields.superfunction_code,
        fields.track_code,
        fields.level_code.but(name="level_low"),
        fields.level_code.but(name="level_high"),
        fields.occupation_code.but(name="soc_code_2018"),
    ),
    key=("superfunction_code", "level_low"),
)
BANDS = Table(
    name="bands.csv",
    description="Runs of levels that one record may describe.",
    columns=(
        Column("band_code", "text", "Name of the band.", pattern=r"^[a-z_]+$"),
        fields.track_code,
        fields.level_code.but(name="level_low"),
        fields.level_code.but(name="level_high"),
        fields.description,
    ),
    key=("band_code",),
)
TITLE_RULES = Table(
    name="title_rules.csv",
    description="How a role's canonical title is made from its subject.",
    columns=(
        fields.level_code,
        Column("template", "text", "Text with {subject}.", pattern=r"^[^{}]*\{subject\}[^{}]*$"),
    ),
    key=("level_code",),
)
ROLE_IDS = Table(
    name="role_ids.csv",
    description="Append-only register of the identifiers of a source's roles.",
    columns=(
        fields.role_id,
        fields.source_key,
        Column("minted_date", "date", "Day on which the identifier was given."),
    ),
    key=("role_id",),
)
CURATORS = Table(
    name="curators.csv",
    description="People who may decide.",
    columns=(
        Column("curator_id", "text", "Short name used in decisions.", pattern=r"^[a-z][a-z0-9_-]*$"),
        Column("name", "text", "Name of the person."),
        Column("contact", "text", "How to reach the person."),
    ),
    key=("curator_id",),
)
SOC_GROUPS = Table(
    name="soc_groups.csv",
    description="Groups of SOC 2018.",
    columns=(
        fields.occupation_code,
        Column("title", "text", "Title of the group."),
        Column(
            "classification_level",
            "text",
            "major, minor, broad or detailed.",
            isin=("major", "minor", "broad", "detailed"),
        ),
        fields.occupation_code.but(name="parent_code", nullable=True),
    ),
    key=("occupation_code",),
)
ONET_OCCUPATIONS = Table(
    name="onet_soc_occupations.csv",
    description="Occupations of O*NET-SOC 2019.",
    columns=(
        fields.occupation_code,
        Column("title", "text", "Title of the occupation."),
        fields.occupation_code.but(name="parent_code", description="Detailed SOC 2018 group."),
    ),
    key=("occupation_code",),
)
SCHEME_CODES = Table(
    name="codes.csv",
    description="Codes of a classification with their titles.",
    columns=(fields.any_code, Column("title", "text", "Title in the classification.")),
    key=("code",),
)
CODE_PAIRS = Table(
    name="code_pairs.csv",
    description="Pairs of codes that a crosswalk links.",
    columns=(fields.any_code.but(name="from_code"), fields.any_code.but(name="to_code")),
    key=("from_code", "to_code"),
)
CODE_SCHEMES = Table(
    name="code_schemes.csv",
    description="The classifications whose codes are linked, each vintage apart.",
    columns=(
        fields.code_scheme,
        Column("name", "text", "Name and vintage of the classification."),
        Column(
            "classification",
            "text",
            "What vintages of one classification share: between them a code splits or merges; elsewhere it is narrow "
            "or broad.",
            pattern=r"^[a-z][a-z0-9_]*$",
        ),
    ),
    key=("scheme",),
)
CODE_CHAINS = Table(
    name="code_chains.csv",
    description="Crosswalks that are composed of others, and by which way.",
    columns=(
        fields.code_scheme.but(name="from_scheme"),
        fields.code_scheme.but(name="to_scheme"),
        Column("via", "text", "Classifications between the two, by |.", pattern=r"^[a-z0-9_]+(\|[a-z0-9_]+)*$"),
    ),
    key=("from_scheme", "to_scheme"),
)
SUPPORT_OCCUPATIONS = Table(
    name="support_occupations.csv",
    description="Groups of SOC 2018 whose people stand on the support track unless they lead; the others on P.",
    columns=(fields.occupation_code, Column("note", "text", "What the group holds.")),
    key=("occupation_code",),
)
SENIORITY_BY_OCCUPATION = Table(
    name="seniority_by_occupation.csv",
    description="Rungs that a word of seniority means in some occupations, in place of those in seniority_words.csv.",
    columns=(
        Column("token", "text", "Word of seniority_words.csv.", pattern=r"^[a-z0-9]+( [a-z0-9]+)*$"),
        fields.occupation_code.but(description="Occupation or group of SOC 2018 in which the word is so used."),
        fields.track_code,
        fields.level_code.but(name="level_low", description="Lowest rung that the word means there."),
        fields.level_code.but(name="level_high", description="Highest rung that the word means there."),
        Column("note", "text", "How the word is used there."),
    ),
    key=("token", "occupation_code"),
)
TITLE_ABBREVIATIONS = Table(
    name="title_abbreviations.csv",
    description="Abbreviations in job titles and the words of a trade that they stand for.",
    columns=(
        Column(
            "word",
            "text",
            "The abbreviation in small letters, with a word beside it where alone it is read in several ways.",
            pattern=r"^[a-z0-9]+(&[a-z]+)?( [a-z]+)*$",
        ),
        Column("stands_for", "text", "The words that it is read as.", pattern=r"^[a-z]+( [a-z]+)*$"),
    ),
    key=("word",),
)
PROTECTED_PHRASES = Table(
    name="protected_phrases.csv",
    description="Phrases in which a word of seniority belongs to the trade.",
    columns=(
        Column("phrase", "text", "Words in lower case.", pattern=r"^[a-z]+( [a-z]+)+$"),
        Column("says_rung", "boolean", "Whether the phrase says a rung too, which seniority_words.csv has of it."),
        Column("note", "text", "What the phrase names."),
    ),
    key=("phrase",),
)
