"""The classifications of occupations as one table, parents spelled out."""

import pandas as pd

from schemas.sql import query, read_sql
from schemas.tables import OCCUPATIONS


def build_occupations(reference: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return `occupations`: SOC 2018 groups and O*NET-SOC 2019 occupations with each ancestor's code and title.

    `reference` has soc_groups (occupation_code, title, classification_level, parent_code), onet_soc_occupations
    (occupation_code, title, parent_code) and, where O*NET was read, job_zones (occupation_code, job_zone) and
    occupation_descriptions (occupation_code, description).
    """
    zones = reference.get("job_zones", pd.DataFrame({"occupation_code": [], "job_zone": []}, dtype="str"))
    nothing_described = pd.DataFrame({"occupation_code": [], "description": []}, dtype="str")
    occupations = query(
        read_sql("flows.occupations", "occupation_lineages"),
        soc_groups=reference["soc_groups"],
        onet_soc_occupations=reference["onet_soc_occupations"],
        zones=zones,
        descriptions=reference.get("occupation_descriptions", nothing_described),
    )
    return OCCUPATIONS.frame(occupations)
