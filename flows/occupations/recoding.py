"""Carries codes from one classification over to another; where several may follow, a person decides."""

import pandas as pd

from flows.occupations.code_schemes import find_members, recognise_schemes
from schemas.errors import BadCall, describe
from schemas.sql import query, read_sql

STATUSES = ("recoded", "needs_person", "goes_nowhere", "unknown_code", "blank")
OUTCOME = ("relation", "choices", "choice_titles", "status", "reason")


def added_columns(to_scheme: str) -> list[str]:
    """Return the names of the columns that recoding adds, in their order."""
    return [f"{to_scheme}_code", f"{to_scheme}_title", *OUTCOME]


def select_way(crosswalks: pd.DataFrame, from_scheme: str, to_scheme: str) -> pd.DataFrame:
    """Return the rows of `code_crosswalks` from one classification to another; BadCall where nothing links them."""
    way = crosswalks.loc[(crosswalks["from_scheme"] == from_scheme) & (crosswalks["to_scheme"] == to_scheme)]
    if way.empty:
        known = crosswalks[["from_scheme", "to_scheme"]].drop_duplicates().itertuples(index=False, name=None)
        links = [f"{a} to {b}" for a, b in known]
        what = f"Nothing leads from {from_scheme!r} to {to_scheme!r}. There are: {', '.join(links)}."
        raise BadCall(f"{what} Name two of them by --from and --to.")
    return way


def require_scheme(name: str, code_schemes: pd.DataFrame, option: str) -> None:
    """Raise BadCall where a classification that an option names is not in code_schemes."""
    if name not in set(code_schemes["scheme"]):
        known = [f"{row.scheme}: {row.name}" for row in code_schemes.itertuples(index=False)]
        raise BadCall(describe(f"{option} names {name!r}, which is no classification. Known are", known, "Name one."))


def recode_codes(
    codes: pd.Series, way: pd.DataFrame, scheme_codes: pd.DataFrame, code_schemes: pd.DataFrame
) -> pd.DataFrame:
    """Return a row a distinct code of a user's column: given, from_code, from_title, and what `added_columns` names.

    `way` has the rows of `code_crosswalks` from one classification to another. Where one code follows it is filled in
    (recoded); where several may, it is blank and they are the choices (needs_person). How a code was read, if not as
    it stands, is the first part of the reason.
    """
    from_scheme, to_scheme = way["from_scheme"].iloc[0], way["to_scheme"].iloc[0]
    names = code_schemes.set_index("scheme")["name"]
    distinct = codes.drop_duplicates()
    members = find_members(distinct, scheme_codes)
    outcome = query(
        read_sql("flows.occupations", "recoded_codes"),
        given_codes=pd.DataFrame({"given": distinct, "is_blank": distinct.str.strip() == ""}),
        own=members.loc[members["scheme"] == from_scheme],
        elsewhere=recognise_schemes(distinct, scheme_codes),
        way=way,
        names=pd.DataFrame([{"from_name": names[from_scheme], "to_name": names[to_scheme]}]),
    )
    renamed = outcome.rename(columns={"to_code": f"{to_scheme}_code", "to_title": f"{to_scheme}_title"})
    return renamed[["given", "from_code", "from_title", *added_columns(to_scheme)]]
