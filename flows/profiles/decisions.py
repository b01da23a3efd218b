"""The words that decisions hold of sources which a release does not pass on."""

import pandas as pd

EVIDENCE = "Left out of this profile; it may quote sources that are not in it."
STALE_REASON = "A fact under the approval changed; what it was is left out of this profile."
NO_FACTS = "{}"


def leave_out_evidence(mappings: pd.DataFrame, decisions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return mappings and decisions without what was written down when other sources were read.

    The evidence that a curator saw goes, and so do facts under a decision that are not those of this release; what
    the curator said stays.
    """
    now = mappings.drop_duplicates("decision_id").dropna(subset="decision_id").set_index("decision_id")["rests_on"]
    is_same = decisions["rests_on"] == decisions["decision_id"].map(now)
    shown = decisions.assign(evidence=EVIDENCE, rests_on=decisions["rests_on"].where(is_same, NO_FACTS))
    reasons = mappings["stale_reason"].mask(mappings["stale_reason"].notna(), STALE_REASON)
    return mappings.assign(stale_reason=reasons), shown
