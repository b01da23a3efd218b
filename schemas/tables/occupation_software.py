"""Software that O*NET lists under occupations."""

from schemas import fields
from schemas.table import Check, Column, ForeignKey, Table

OCCUPATION_SOFTWARE = Table(
    name="occupation_software",
    description="Software that O*NET lists under each occupation, with what kind of software it is.",
    columns=(
        fields.occupation_code,
        Column("software_name", "text", "Name of the software as listed."),
        Column(
            "category_scheme",
            "text",
            "Which codes the categories bear: unspsc to edition 30.2, onet_element (2.E) from 30.3.",
            isin=("unspsc", "onet_element"),
        ),
        Column(
            "category_code",
            "text",
            "Code of the kind of software in its scheme.",
            pattern=r"^([0-9]{8}|2\.E(\.[0-9a-z]{1,2})+)$",
        ),
        Column("category_name", "text", "Name of the kind of software."),
        Column("is_hot", "boolean", "Whether employers of all kinds ask for it often."),
        Column(
            "is_in_demand",
            "boolean",
            "Whether employers of this occupation ask for it often; null before edition 27.1.",
            nullable=True,
        ),
        fields.source_id,
    ),
    key=("occupation_code", "software_name", "category_code"),
    foreign_keys=(ForeignKey(("occupation_code",), "occupations", ("occupation_code",)), fields.to_source),
    needs_source_kind="onet",
    checks=(
        Check(
            "scheme of category",
            "category_code is eight digits in unspsc, and begins with 2.E in onet_element.",
            "(category_scheme = 'onet_element') = starts_with(category_code, '2.E')",
        ),
    ),
)
