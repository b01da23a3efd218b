"""The occupations and groups of SOC 2018 and O*NET-SOC 2019."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table
from schemas.vocabularies import CLASSIFICATION_LEVELS, SCHEMES

_GROUPS = ("major", "minor", "broad", "detailed")

OCCUPATIONS = Table(
    name="occupations",
    description="Groups of SOC 2018 and occupations of O*NET-SOC 2019 with their parents spelled out.",
    columns=(
        fields.scheme,
        fields.occupation_code,
        Column("title", "text", "Title in the classification."),
        Column(
            "classification_level",
            "text",
            "Level of the classification, widest first.",
            isin=CLASSIFICATION_LEVELS,
        ),
        fields.occupation_code.but(
            name="parent_code", description="Code one level above; null for a major group.", nullable=True
        ),
        *(
            column
            for level in _GROUPS
            for column in (
                fields.occupation_code.but(
                    name=f"{level}_code",
                    description=f"SOC 2018 {level} group of this row; null above it.",
                    nullable=True,
                ),
                Column(f"{level}_title", "text", f"Title of the {level} group; null above it.", nullable=True),
            )
        ),
        Column(
            "job_zone",
            "integer",
            "O*NET job zone 1 to 5, least to most preparation; null where unknown.",
            nullable=True,
            ge=1,
            le=5,
        ),
        Column("description", "text", "What holders do, as O*NET says; null for groups of SOC.", nullable=True),
    ),
    key=("scheme", "occupation_code"),
    foreign_keys=(ForeignKey(("parent_code",), "occupations", ("occupation_code",)),),
    sort=("occupation_code", "scheme"),
    made_of=(*SCHEMES, "onet"),
    checks=(
        Check(
            "parent one level above",
            "An occupation's parent stands one level above it; a major group has none.",
            f"list_position({[*CLASSIFICATION_LEVELS]}, classification_level) = "
            f"1 + coalesce(list_position({[*CLASSIFICATION_LEVELS]}, parent_level), 0)",
            """
            SELECT o.occupation_code, o.classification_level, p.classification_level AS parent_level
            FROM occupations o
            LEFT JOIN occupations p ON p.occupation_code = o.parent_code
            """,
        ),
        Check(
            "scheme of code",
            "A code with a dot is of onet_soc_2019 and of level onet, any other of soc_2018 and of a group's level.",
            """
            (scheme = 'onet_soc_2019') = contains(occupation_code, '.')
            AND (scheme = 'onet_soc_2019') = (classification_level = 'onet')
            """,
        ),
        Check(
            "groups above",
            "major, minor, broad and detailed are the groups at and above the row: its own code or its parent's, "
            "null below it.",
            " AND ".join(
                f"{level}_code IS NOT DISTINCT FROM "
                f"CASE classification_level WHEN '{level}' THEN occupation_code ELSE parent_{level} END"
                for level in _GROUPS
            ),
            """
            SELECT o.occupation_code, o.classification_level, o.major_code, o.minor_code, o.broad_code,
                   o.detailed_code, p.major_code AS parent_major, p.minor_code AS parent_minor,
                   p.broad_code AS parent_broad, p.detailed_code AS parent_detailed
            FROM occupations o
            LEFT JOIN occupations p ON p.occupation_code = o.parent_code
            """,
        ),
        Check(
            "titles of groups",
            "A title of a group stands beside its code, and is the title of that code.",
            " AND ".join(f"{level}_title IS NOT DISTINCT FROM title_of_{level}" for level in _GROUPS),
            """
            SELECT o.occupation_code, o.major_title, major.title AS title_of_major,
                   o.minor_title, minor.title AS title_of_minor, o.broad_title, broad.title AS title_of_broad,
                   o.detailed_title, detailed.title AS title_of_detailed
            FROM occupations o
            LEFT JOIN occupations major ON major.occupation_code = o.major_code
            LEFT JOIN occupations minor ON minor.occupation_code = o.minor_code
            LEFT JOIN occupations broad ON broad.occupation_code = o.broad_code
            LEFT JOIN occupations detailed ON detailed.occupation_code = o.detailed_code
            """,
        ),
        Check(
            "what O*NET says",
            "Only occupations of onet_soc_2019 have a job_zone and a description.",
            "scheme = 'onet_soc_2019' OR coalesce(job_zone::VARCHAR, description) IS NULL",
        ),
    ),
)
