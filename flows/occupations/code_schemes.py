"""Which classification a code belongs to: told by membership in the lists of codes, never by its form."""

import pandas as pd

from schemas.errors import BadCall, describe
from schemas.sql import query

_DASHES = "[\u2010\u2011\u2012\u2013\u2014\u2212]"


def code_forms(codes: pd.Series) -> pd.DataFrame:
    """Return the forms in which codes are looked up: given, form, repair (null as it stands), rank (nearest first).

    Spreadsheets and people leave out hyphens and leading zeros, add blanks, dashes, `.00`, or the `.0` of a number.
    """
    plain = codes.str.normalize("NFKC").str.replace(r"\s+", "", regex=True).str.replace(_DASHES, "-", regex=True)
    number = plain.str.replace(r"^(\d+)\.0*$", r"\1", regex=True)
    hyphened = number.str.replace(r"^(\d{2})(\d{4})(\.\d{2})?$", r"\1-\2\3", regex=True)
    hyphened = hyphened.str.replace(r"^(\d{2})(\d{4})(\d{2})$", r"\1-\2.\3", regex=True)
    shortened = hyphened.str.replace(r"\.0+$", "", regex=True)
    lengthened = (shortened + ".00").where(shortened.str.fullmatch(r"\d{2}-\d{4}"))
    padded = number.str.zfill(4).where(number.str.fullmatch(r"\d{1,3}"))
    forms = [
        (codes, None),
        (plain, "blanks and dashes set right"),
        (number, "decimal point of a number taken off"),
        (hyphened, "hyphen put in"),
        (shortened, ".00 taken off"),
        (lengthened, ".00 put on"),
        (padded, "leading zeros put back"),
    ]
    parts = [
        pd.DataFrame({"given": codes, "form": form, "repair": repair, "rank": rank})
        for rank, (form, repair) in enumerate(forms)
    ]
    return pd.concat(parts, ignore_index=True).astype({"repair": "str"}).dropna(subset="form")


def find_members(codes: pd.Series, scheme_codes: pd.DataFrame) -> pd.DataFrame:
    """Return a row a distinct code and classification that has it in some form: given, scheme, code, repair, rank.

    Of several forms the nearest to the given one stands.
    """
    return query(
        """
        SELECT f.given, m.scheme, m.code, m.title, m.is_group, f.repair, f.rank
        FROM forms f JOIN scheme_codes m ON m.code = f.form
        QUALIFY row_number() OVER (PARTITION BY f.given, m.scheme ORDER BY f.rank, m.code) = 1
        ORDER BY f.given, m.scheme
        """,
        forms=code_forms(codes.drop_duplicates()),
        scheme_codes=scheme_codes,
    )


def recognise_schemes(codes: pd.Series, scheme_codes: pd.DataFrame) -> pd.DataFrame:
    """Return a row a distinct code: given, schemes (by |, blank where none), scheme_count, is_ambiguous.

    A code is of the classifications that have it in the form nearest to the given one; in several it is ambiguous.
    """
    found = _nearest(find_members(codes, scheme_codes))
    return query(
        """
        SELECT d.given, coalesce(string_agg(f.scheme, '|' ORDER BY f.scheme), '') AS schemes,
               count(f.scheme) AS scheme_count, count(f.scheme) > 1 AS is_ambiguous
        FROM distinct_codes d LEFT JOIN found f ON f.given = d.given
        GROUP BY d.given ORDER BY d.given
        """,
        distinct_codes=pd.DataFrame({"given": codes.drop_duplicates()}),
        found=found,
    )


def _nearest(members: pd.DataFrame) -> pd.DataFrame:
    return members.loc[members["rank"] == members.groupby("given")["rank"].transform("min")]


def scheme_shares(counts: pd.Series, scheme_codes: pd.DataFrame) -> pd.DataFrame:
    """Return what share of a column's rows each classification has: scheme, rows, share of the rows not blank.

    `counts` is the number of rows by distinct code.
    """
    filled = counts.loc[counts.index.str.strip() != ""]
    found = _nearest(find_members(filled.index.to_series(), scheme_codes))
    rows = found.assign(rows=found["given"].map(filled)).groupby("scheme")["rows"].sum()
    shares = rows.reindex(sorted(scheme_codes["scheme"].unique()), fill_value=0).rename_axis("scheme").reset_index()
    return shares.assign(share=shares["rows"] / max(int(filled.sum()), 1))


def recognise_column(counts: pd.Series, scheme_codes: pd.DataFrame, column: str) -> str:
    """Return the one classification that has every code of a column that any of them has.

    `counts` is the number of rows by distinct code. Raises BadCall with the shares where none has a code, where
    several have all of them, or where none has them all.
    """
    shares = scheme_shares(counts, scheme_codes)
    members = _nearest(find_members(counts.index.to_series(), scheme_codes))
    covered = members.groupby("scheme")["given"].nunique()
    complete = sorted(covered.index[covered == members["given"].nunique()])
    if len(complete) == 1:
        return complete[0]
    if not len(members):
        what = f"Column {column!r}: none of its codes is in any classification"
    elif complete:
        what = f"Column {column!r}: its codes are ambiguous, all of them are in {' and in '.join(complete)}"
    else:
        what = f"Column {column!r}: its codes are of several classifications"
    told = shares.sort_values(["rows", "scheme"], ascending=[False, True])
    examples = [f"{row.scheme}: {row.rows} rows, {row.share:.1%}" for row in told.itertuples(index=False)]
    raise BadCall(describe(what, examples, "Name the classification by --from."))
