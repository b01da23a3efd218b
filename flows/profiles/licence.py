"""What may be done with a release: its own licence, and what its profile says of the sources in it."""

import pandas as pd

from schemas.vocabularies import PUBLIC

LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def profile_notice(profile: str, sources: pd.DataFrame) -> str:
    """Return what a profile means for who holds the release, in a sentence or two; `sources` is the published table."""
    closed = sources.loc[sources["is_left_out"] if profile == PUBLIC else ~sources["is_redistributable"]]
    named = ", ".join(closed["source_id"] + " (" + closed["licence_spdx"] + ")")
    if profile == PUBLIC:
        left_out = f"Left out: {named}." if named else "No source had to be left out."
        return f"Public profile: holds only what the licences of its sources allow to pass on. {left_out}"
    held = f"It holds text that may not be passed on: {named}." if named else "All of its sources may be passed on."
    return f"Internal profile, the default: for use inside your organisation. {held}"
