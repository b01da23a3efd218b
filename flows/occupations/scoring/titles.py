"""The titles of occupations: their own, those that O*NET lists, and those that Canon lists beside them."""

import pandas as pd

from schemas.text import normalise_titles

CODE = "occupation_code"


def all_titles(reference: dict[str, pd.DataFrame], further: pd.DataFrame) -> pd.DataFrame:
    """Return occupation_code, title, is_own, is_onet, is_reported, one row a title of an occupation.

    `reference` has onet_soc_occupations and occupation_titles; `further` is Canon's list, of which is left out what
    O*NET lists under the same occupation or what stands under none of them. Titles that O*NET repeats as its own stand
    there twice.
    """
    own = reference["onet_soc_occupations"].sort_values(CODE)[[CODE, "title"]]
    listed = reference["occupation_titles"].sort_values([CODE, "title_normalised"])
    ours = further[[CODE, "title"]].assign(title_normalised=normalise_titles(further["title"]))
    known = pd.MultiIndex.from_frame(listed[[CODE, "title_normalised"]])
    is_listed = pd.MultiIndex.from_frame(ours[[CODE, "title_normalised"]]).isin(known)
    ours = ours.loc[ours[CODE].isin(own[CODE]) & ~is_listed]
    is_reported = listed["is_reported"].eq(True).fillna(False).astype("bool")
    parts = [
        own.assign(is_own=True, is_onet=True, is_reported=False),
        listed[[CODE, "title"]].assign(is_own=False, is_onet=True, is_reported=is_reported),
        ours[[CODE, "title"]].assign(is_own=False, is_onet=False, is_reported=False),
    ]
    return pd.concat(parts, ignore_index=True)


def list_titles(titles: pd.DataFrame) -> pd.DataFrame:
    """Return title_normalised, occupation_code, sharing and is_onet of titles as `all_titles` gives them, each once.

    sharing is how many occupations the title is listed under, is_onet whether O*NET lists it under this one.
    """
    named = titles.assign(title_normalised=normalise_titles(titles["title"]))
    listed = named.groupby(["title_normalised", CODE], as_index=False)["is_onet"].max()
    sharing = listed.groupby("title_normalised")[CODE].transform("size")
    return listed.assign(sharing=sharing)
