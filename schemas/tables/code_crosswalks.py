"""Which codes of one classification lead to which of another."""

from schemas import fields
from schemas.table import Check, Column, Table
from schemas.vocabularies import CODE_RELATIONS

CODE_CROSSWALKS = Table(
    name="code_crosswalks",
    description="Codes of SOC, O*NET-SOC and ISCO-08 and where each leads in another classification or vintage, both "
    "ways; a code that leads nowhere has a row that says so.",
    columns=(
        fields.code_scheme.but(name="from_scheme", description="Classification and vintage of from_code."),
        fields.any_code.but(name="from_code", description="Code that leads on."),
        fields.position.but(description="Place among the rows of from_code, in order of to_code, counted from 1."),
        Column("from_title", "text", "Title of from_code."),
        fields.code_scheme.but(name="to_scheme", description="Classification and vintage of to_code."),
        fields.any_code.but(name="to_code", description="Code that it leads to; null where nowhere.", nullable=True),
        Column("to_title", "text", "Title of to_code; null where nowhere.", nullable=True),
        Column(
            "relation",
            "text",
            "From from_code's side, the same in all its rows. exact: it leads to one code, to which no other leads. "
            "split, narrow: it leads to several, each of which holds a part of it at most. merge, broad: it leads to "
            "one, to which others lead as well. split and merge stand between vintages of one classification, narrow "
            "and broad between classifications. none: it leads nowhere.",
            isin=CODE_RELATIONS,
        ),
        Column("source_fan_out", "integer", "How many codes from_code leads to; 0 where nowhere.", ge=0),
        Column(
            "target_fan_in",
            "integer",
            "How many codes of from_scheme lead to to_code; where this and source_fan_out pass 1, the two codes only "
            "overlap. Null where nowhere.",
            nullable=True,
            ge=1,
        ),
        Column(
            "via",
            "text",
            "Classifications over which the link is composed, in order, by |: it holds what may correspond, and more "
            "than a published crosswalk would. Null for a published link.",
            nullable=True,
        ),
        fields.source_id.but(description="Source of a published link; null for a composed one.", nullable=True),
    ),
    key=("from_scheme", "from_code", "to_scheme", "position"),
    foreign_keys=(fields.to_source,),
    sort=("from_scheme", "to_scheme", "from_code", "position"),
    made_of=("occupation_codes",),
    checks=(
        fields.number_from_one("code_crosswalks", "position", "from_scheme", "from_code", "to_scheme"),
        Check(
            "nowhere",
            "to_code, to_title and target_fan_in are null exactly where relation is none, and source_fan_out is 0"
            " there.",
            """
            (relation = 'none') = (to_code IS NULL)
            AND (relation = 'none') = (to_title IS NULL)
            AND (relation = 'none') = (target_fan_in IS NULL)
            AND (relation = 'none') = (source_fan_out = 0)
            """,
        ),
        Check(
            "fan-out",
            "source_fan_out is the number of codes to which from_code leads.",
            "source_fan_out = codes_count",
            """
            SELECT from_scheme, from_code, to_scheme, source_fan_out,
                   count(to_code) OVER (PARTITION BY from_scheme, from_code, to_scheme) AS codes_count
            FROM code_crosswalks
            """,
        ),
        Check(
            "fan-in",
            "target_fan_in is the number of codes of from_scheme that lead to to_code.",
            "target_fan_in = codes_count",
            """
            SELECT from_scheme, from_code, to_scheme, to_code, target_fan_in,
                   count(*) OVER (PARTITION BY from_scheme, to_scheme, to_code) AS codes_count
            FROM code_crosswalks
            WHERE to_code IS NOT NULL
            """,
        ),
        Check(
            "relation of fans",
            "relation is split or narrow where from_code leads to several codes, else merge or broad where others"
            " lead to to_code as well, else exact.",
            """
            CASE WHEN to_code IS NULL THEN relation = 'none'
                 WHEN source_fan_out > 1 THEN relation IN ('split', 'narrow')
                 WHEN target_fan_in > 1 THEN relation IN ('merge', 'broad')
                 ELSE relation = 'exact' END
            """,
        ),
        Check(
            "published or composed",
            "A link has a source_id where it is published, and via where it is composed.",
            "(via IS NULL) = (source_id IS NOT NULL)",
        ),
    ),
)
