"""mappings.sssom.tsv: every mapping, refusal and rejected pair in SSSOM, the standard for sharing mappings."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

import flows
import schemas

FILE = "mappings.sssom.tsv"
COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "reviewer_id",
    "object_source",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "confidence",
    "other",
    "comment",
]
# Two blanks, or any white space of Unicode but the blank.
UNEVEN = "  |[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"


@cache
def _terms() -> dict[str, Any]:
    path = Path(schemas.__file__).parent / "documents" / "sssom.yaml"
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def write_sssom(tables: dict[str, pd.DataFrame], version: str, path: Path) -> None:
    """Write the mappings of a release as SSSOM/TSV: its header as YAML comments, then a row a mapping.

    `tables` holds roles, occupations, role_occupations and mapping_decisions. Rows are ordered by role, those that
    stand first by rank. The only dates in it are those of decisions, so that equal data give equal bytes.
    """
    header = {**_terms()["header"], "mapping_set_version": version, "subject_source_version": version}
    shown = io.StringIO()
    yaml = YAML()
    yaml.width = 10_000
    yaml.dump({"curie_map": _terms()["curie_map"], **header}, shown)
    head = "".join(f"#{line}\n" for line in shown.getvalue().splitlines())
    rows = sssom_rows(tables).to_csv(sep="\t", index=False, lineterminator="\n")
    path.write_text(head + rows, encoding="utf-8", newline="\n")


def sssom_rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the mappings as SSSOM rows, columns COLUMNS, text without line breaks.

    A mapping that stands is one row. A rejected pair is negated, and a role without any mapping has the object
    sssom:NoTermFound.
    """
    roles = tables["roles"].set_index("role_id")["title"]
    occupations = tables["occupations"].drop_duplicates("occupation_code").set_index("occupation_code")
    latest = tables["mapping_decisions"].sort_values(["decided_date", "decision_id"])
    latest = latest.drop_duplicates(["role_id", "occupation_code"], keep="last")
    rejected = latest.loc[(latest["decision"] == "reject") & latest["role_id"].isin(roles.index)]
    parts = [
        _standing(tables["role_occupations"], tables["mapping_decisions"]),
        _select_rejected(rejected),
        _select_refused(tables["roles"]),
    ]
    rows = pd.concat([part for part in parts if len(part)], ignore_index=True)
    codes = rows["occupation_code"]
    schemes = pd.DataFrame(_terms()["schemes"]).T
    scheme = codes.map(occupations["scheme"]).fillna("soc_2018")
    rows = rows.assign(
        subject_id="role:" + rows["role_id"],
        subject_label=rows["role_id"].map(roles),
        object_id=(scheme.map(schemes["prefix"]) + ":" + codes).fillna(_terms()["refused"]["object_id"]),
        object_label=codes.map(occupations["title"]),
        object_source=scheme.map(schemes["object_source"]),
        object_source_version=scheme.map(schemes["object_source_version"]),
    )
    rows = rows.sort_values(["role_id", "order", "occupation_code"])
    texts = ["subject_label", "object_label", "comment"]
    rows = rows.assign(**{name: on_one_line(rows[name].astype("str")) for name in texts})
    return rows.reindex(columns=COLUMNS)


def on_one_line(text: pd.Series) -> pd.Series:
    """Return texts with each run of white space as one blank; most have no other, which is found out far faster."""
    is_uneven = text.str.contains(UNEVEN, regex=True, na=False)
    return text.where(~is_uneven, text[is_uneven].str.replace(r"\s+", " ", regex=True))


def _standing(role_occupations: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    taken = decisions[["decision_id", "curator_id", "decided_date", "reason"]]
    mappings = role_occupations.merge(taken, on="decision_id", how="left")
    is_approved = mappings["review_status"] == "approved"
    justification = _justifications(mappings).mask(is_approved, _terms()["justifications"]["otherwise"])
    is_machine = justification != _terms()["justifications"]["otherwise"]
    # A mapping with the words of its approval as evidence is one that nothing but the curator claims.
    approval = "approved by " + mappings["curator_id"] + " on " + mappings["decided_date"] + ": " + mappings["reason"]
    is_alone = mappings["evidence"] == approval
    curator = "curator:" + mappings["curator_id"]
    is_theirs = is_approved | is_alone
    return mappings.assign(
        order=mappings["rank"],
        predicate_id=mappings["predicate"].map(_terms()["predicates"]),
        mapping_justification=justification,
        author_id=curator.where(is_alone),
        reviewer_id=curator.where(is_approved & ~is_alone),
        mapping_date=mappings["decided_date"].where(is_theirs),
        mapping_tool=pd.Series(_terms()["tool"], index=mappings.index, dtype="str").where(is_machine),
        mapping_tool_version=mappings["scorer_version"].fillna(flows.__version__).where(is_machine),
        confidence=mappings["confidence_score"],
        other=_others(mappings),
        comment=mappings["evidence"] + ("; stale: " + mappings["stale_reason"]).fillna(""),
    )


def _justifications(mappings: pd.DataFrame) -> pd.Series:
    terms = _terms()["justifications"]
    found = {
        (origin, basis): term
        for origin, bases in terms.items()
        if isinstance(bases, dict)
        for basis, term in bases.items()
    }
    pairs = pd.MultiIndex.from_frame(mappings[["origin", "confidence_basis"]])
    return pd.Series(pairs.map(found), index=mappings.index, dtype="str").fillna(terms["otherwise"])


def _others(mappings: pd.DataFrame) -> pd.Series:
    primary = mappings["is_primary"].map({True: "true", False: "false"})
    chance = mappings["proposed_score"].map("|proposed_score={:.6f}".format, na_action="ignore").astype("str")
    return (
        ("origin=" + mappings["origin"])
        + ("|rank=" + mappings["rank"].astype("str"))
        + ("|is_primary=" + primary)
        + ("|review_status=" + mappings["review_status"])
        + chance.fillna("")
    )


def _select_rejected(decisions: pd.DataFrame) -> pd.DataFrame:
    return decisions.assign(
        **_terms()["rejected"],
        order=float("inf"),
        mapping_justification=_terms()["justifications"]["otherwise"],
        author_id="curator:" + decisions["curator_id"],
        mapping_date=decisions["decided_date"],
        comment=decisions["reason"],
    )


def _select_refused(roles: pd.DataFrame) -> pd.DataFrame:
    refused = roles.loc[roles["mapping_status"] == "refused", ["role_id", "mapping_reason"]]
    return refused.assign(
        occupation_code=pd.Series(None, index=refused.index, dtype="str"),
        predicate_id=_terms()["refused"]["predicate_id"],
        order=0.0,
        mapping_justification=_terms()["justifications"]["otherwise"],
        comment=refused["mapping_reason"],
    )
