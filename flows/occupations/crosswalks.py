"""Links between codes of classifications: published pairs both ways, and chains composed of them."""

from itertools import pairwise

import pandas as pd

from schemas.errors import BadData, describe
from schemas.sql import query
from schemas.tables import CODE_CROSSWALKS

_CHAINS_FILE = "raw/canon/code_chains.csv"


def build_code_crosswalks(
    scheme_codes: pd.DataFrame, code_pairs: pd.DataFrame, code_schemes: pd.DataFrame, code_chains: pd.DataFrame
) -> pd.DataFrame:
    """Return `code_crosswalks`: every link in both directions, every chain composed, and codes that lead nowhere.

    scheme_codes has scheme, code, title, is_group; code_pairs from_scheme, from_code, to_scheme, to_code, source_id;
    code_schemes scheme, classification; code_chains from_scheme, to_scheme, via. A group has no row unless it is
    linked. Raises BadData where a chain has a step without pairs or stands beside pairs, where two sources link the
    same classifications, or where one of them is not in code_schemes.
    """
    _require_named(scheme_codes, code_schemes)
    links = both_ways(code_pairs)
    _require_one_source(links)
    _require_steps(code_chains, links)
    composed = compose(links, code_chains)
    known = pd.concat([links.assign(via=None), composed.assign(source_id=None)], ignore_index=True)
    return CODE_CROSSWALKS.frame(_state_relations(known.astype("str"), scheme_codes, code_schemes))


def both_ways(code_pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs and the same pairs turned round: from_scheme, from_code, to_scheme, to_code, source_id."""
    turned = {"from_scheme": "to_scheme", "to_scheme": "from_scheme", "from_code": "to_code", "to_code": "from_code"}
    return pd.concat([code_pairs, code_pairs.rename(columns=turned)], ignore_index=True)


def compose(links: pd.DataFrame, code_chains: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of codes that the steps of a chain join: from_scheme, from_code, to_scheme, to_code, via."""
    ways = code_chains["from_scheme"] + "|" + code_chains["via"] + "|" + code_chains["to_scheme"]
    stops = code_chains.assign(stop=ways.str.split("|"), steps=ways.str.count(r"\|")).explode("stop")
    stops["step"] = stops.groupby(["from_scheme", "to_scheme"]).cumcount()
    stops["next_stop"] = stops.groupby(["from_scheme", "to_scheme"])["stop"].shift(-1)
    return query(
        """
        WITH RECURSIVE walk AS (
            SELECT DISTINCT s.from_scheme, s.to_scheme, s.via, s.steps, 1 AS step, l.from_code, l.to_code
            FROM stops s JOIN links l ON l.from_scheme = s.stop AND l.to_scheme = s.next_stop
            WHERE s.step = 0
            UNION
            SELECT w.from_scheme, w.to_scheme, w.via, w.steps, w.step + 1, w.from_code, l.to_code
            FROM walk w
            JOIN stops s ON s.from_scheme = w.from_scheme AND s.to_scheme = w.to_scheme AND s.step = w.step
            JOIN links l ON l.from_scheme = s.stop AND l.to_scheme = s.next_stop AND l.from_code = w.to_code
        )
        SELECT from_scheme, from_code, to_scheme, to_code, via FROM walk WHERE step = steps
        """,
        links=links,
        stops=stops,
    )


def _state_relations(links: pd.DataFrame, scheme_codes: pd.DataFrame, code_schemes: pd.DataFrame) -> pd.DataFrame:
    return query(
        """
        WITH ways AS (SELECT DISTINCT from_scheme, to_scheme, via, source_id FROM links),
        rows AS (
            SELECT w.*, c.code AS from_code, c.title AS from_title, l.to_code,
                   count(l.to_code) OVER (PARTITION BY w.from_scheme, w.to_scheme, c.code) AS source_fan_out,
                   CASE WHEN l.to_code IS NOT NULL
                        THEN count(*) OVER (PARTITION BY w.from_scheme, w.to_scheme, l.to_code) END AS target_fan_in
            FROM ways w
            JOIN scheme_codes c ON c.scheme = w.from_scheme
            LEFT JOIN links l ON l.from_scheme = w.from_scheme AND l.to_scheme = w.to_scheme AND l.from_code = c.code
            WHERE NOT c.is_group OR l.to_code IS NOT NULL
        )
        SELECT r.*, t.title AS to_title,
               row_number() OVER (PARTITION BY r.from_scheme, r.to_scheme, r.from_code ORDER BY r.to_code) AS position,
               CASE WHEN r.to_code IS NULL THEN 'none'
                    WHEN r.source_fan_out > 1 THEN CASE WHEN is_revision THEN 'split' ELSE 'narrow' END
                    WHEN r.target_fan_in > 1 THEN CASE WHEN is_revision THEN 'merge' ELSE 'broad' END
                    ELSE 'exact' END AS relation
        FROM rows r
        JOIN (SELECT f.scheme AS a, t.scheme AS b, f.classification = t.classification AS is_revision
              FROM code_schemes f CROSS JOIN code_schemes t) s ON s.a = r.from_scheme AND s.b = r.to_scheme
        LEFT JOIN scheme_codes t ON t.scheme = r.to_scheme AND t.code = r.to_code
        """,
        links=links,
        scheme_codes=scheme_codes,
        code_schemes=code_schemes,
    )


def _require_named(scheme_codes: pd.DataFrame, code_schemes: pd.DataFrame) -> None:
    lost = sorted(set(scheme_codes["scheme"]) - set(code_schemes["scheme"]))
    if lost:
        what = f"raw/canon/code_schemes.csv: {len(lost)} classifications of raw/sources are not in it"
        raise BadData(describe(what, lost, "Add a row for each."))


def _require_one_source(links: pd.DataFrame) -> None:
    ways = links[["from_scheme", "to_scheme", "source_id"]].drop_duplicates()
    twice = ways.loc[ways.duplicated(["from_scheme", "to_scheme"], keep=False)]
    if len(twice):
        examples = [f"{row.from_scheme} to {row.to_scheme}: {row.source_id}" for row in twice.itertuples(index=False)]
        what = "raw/sources: two crosswalks link the same classifications"
        raise BadData(describe(what, examples, "Remove one of them."))


def _require_steps(code_chains: pd.DataFrame, links: pd.DataFrame) -> None:
    linked = set(links[["from_scheme", "to_scheme"]].itertuples(index=False, name=None))
    faults = []
    for chain in code_chains.itertuples(index=False):
        stops = [chain.from_scheme, *chain.via.split("|"), chain.to_scheme]
        lost = [f"{a} to {b}" for a, b in pairwise(stops) if (a, b) not in linked]
        if lost:
            faults.append(f"{chain.from_scheme} to {chain.to_scheme}: no crosswalk from {', '.join(lost)}")
        if (chain.from_scheme, chain.to_scheme) in linked:
            faults.append(f"{chain.from_scheme} to {chain.to_scheme}: is linked without a chain")
    if faults:
        what = f"{_CHAINS_FILE}: {len(faults)} faults in the chains"
        raise BadData(describe(what, faults, f"Edit {_CHAINS_FILE}, or restore the crosswalk under raw/sources."))
