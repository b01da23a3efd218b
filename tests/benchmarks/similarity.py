"""Prints how well likeness by content finds the occupations that O*NET's experts relate.

`python -m tests.benchmarks.similarity` gives the occupations of O*NET 30.1 to Canon as roles, with the knowledge and
skills of 29.3, from ../shared or CANON_SHARED. What the experts relate is never read by the method: that layer is off.
Printed are the mean shares of the ten nearest that are among the ten primary related occupations, and among all twenty.
"""

import io
import os
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd

from flows.ingest import read_framework
from flows.occupations import word_forms
from flows.similarity import LAYERS, Content, find_similar, make_signals

CODE = "O*NET-SOC Code"
# Highest and lowest value of each scale, which a holding's weight of 0 to 1 spans.
SCALES = {"IM": (1, 5), "OI": (1, 7), "WI": (0, 3)}
NEAREST = 10


def read_text(archive: zipfile.ZipFile, table: str) -> pd.DataFrame:
    """Return a table of a text release, cells as text."""
    name = next(name for name in archive.namelist() if name.endswith(f"/{table}.txt"))
    return pd.read_csv(archive.open(name), sep="\t", dtype="str", keep_default_na=False)


def read_excel(archive: zipfile.ZipFile, table: str) -> pd.DataFrame:
    """Return a table of an Excel release, cells as text."""
    name = next(name for name in archive.namelist() if name.endswith(f"/{table}.xlsx"))
    return pd.read_excel(io.BytesIO(archive.read(name)), dtype="str", engine="calamine").fillna("")


def rated(ratings: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return holdings of rated elements, by how far each is above the foot of its scale."""
    told = ratings.loc[ratings["Scale ID"].isin(SCALES)]
    low, high = (told["Scale ID"].map({scale: ends[end] for scale, ends in SCALES.items()}) for end in (0, 1))
    weight = ((told["Data Value"].astype("float64") - low) / (high - low)).clip(0, 1)
    return holdings(told[CODE], told["Element ID"], kind, weight)


def holdings(role: pd.Series, component: pd.Series, kind: str, weight: pd.Series | float = 1.0) -> pd.DataFrame:
    """Return holdings of one kind, those of no weight left out."""
    held = pd.DataFrame({"role_id": role, "component_id": component, "kind": kind, "weight": weight})
    return held.loc[held["weight"] > 0].drop_duplicates(["role_id", "component_id"])


def gather(text: zipfile.ZipFile, excel: zipfile.ZipFile) -> Content:
    """Return the occupations that have related ones as roles: titles, descriptions, tasks, activities, ratings, zones.

    A job zone is told as the qualifications of its own zone and of all below it.
    """
    related = read_text(text, "Related Occupations")[CODE]
    described = read_text(text, "Occupation Data")
    described = described.loc[described[CODE].isin(related)]
    tasks = read_text(text, "Task Statements")
    activities = read_text(text, "Tasks to DWAs").merge(read_text(text, "DWA Reference"), on="DWA ID")
    zones = read_text(text, "Job Zones").astype({"Job Zone": int})
    zones = zones.merge(pd.DataFrame({"zone": range(1, 6)}), how="cross").query("zone <= `Job Zone`")
    titles = [
        described[[CODE, "Title"]],
        read_text(text, "Alternate Titles")[[CODE, "Alternate Title"]],
        read_text(text, "Sample of Reported Titles")[[CODE, "Reported Job Title"]],
    ]
    texts = [
        described[[CODE, "Description"]],
        tasks[[CODE, "Task"]],
        activities[[CODE, "DWA Title"]].drop_duplicates(),
    ]
    held = [
        rated(read_excel(excel, "Knowledge"), "knowledge"),
        rated(read_excel(excel, "Skills"), "skill"),
        rated(pd.concat([read_text(text, "Work Styles"), read_text(text, "Interests")]), "competency"),
        holdings(zones[CODE], "zone " + zones["zone"].astype("str"), "qualification"),
        holdings(activities[CODE], activities["DWA ID"], "responsibility"),
        holdings(tasks[CODE], tasks["Task"], "task"),
    ]
    codes = described[CODE]
    roles = pd.DataFrame({"role_id": codes, "role_code": codes})
    parts = [pd.concat([part.set_axis(["role_id", "text"], axis=1) for part in listed]) for listed in (titles, texts)]
    is_known = [part["role_id"].isin(codes) for part in (*parts, pd.concat(held))]
    return Content(roles, parts[0][is_known[0]], parts[1][is_known[1]], pd.concat(held)[is_known[2]])


def shares(similar: pd.DataFrame, related: pd.DataFrame) -> tuple[float, float]:
    """Return the mean shares of the ten nearest among the ten primary related occupations, and among all twenty."""
    near = similar.loc[similar["rank"] <= NEAREST, ["role_id", "similar_role_id"]]
    told = related.set_axis(["role_id", "similar_role_id", "tier"], axis=1).merge(near)
    counted = told["role_id"].nunique() and related[CODE].nunique() * NEAREST
    return (told["tier"] != "Supplemental").sum() / counted, len(told) / counted


def main() -> None:
    """Print the shares of each signal, each layer and all together."""
    shared = Path(os.environ.get("CANON_SHARED", "../shared")) / "data" / "onet"
    text, excel = (zipfile.ZipFile(shared / name) for name in ("db_30_1_text.zip", "db_29_3_excel.zip"))
    related = read_text(text, "Related Occupations")[[CODE, "Related O*NET-SOC Code", "Relatedness Tier"]]
    content, framework = gather(text, excel), read_framework(Path("raw/canon"))
    started = time.perf_counter()
    signals = make_signals(
        content, framework.settings.similarity, word_forms(framework.scorer["word_forms"]), pd.Series(dtype="str")
    )
    whole = find_similar(content.roles, signals, NEAREST)
    seconds = time.perf_counter() - started
    print(f"{len(content.roles)} occupations, {len(signals)} signals, {seconds:.1f} s")
    print(f"{'':24}ten primary  all twenty")
    parts = {signal.name: [signal] for signal in signals}
    parts |= {f"layer {layer}": [s for s in signals if s.layer == layer] for layer in LAYERS}
    for name, members in parts.items():
        if members:
            print("{:24}{:11.3f}{:12.3f}".format(name, *shares(find_similar(content.roles, members, NEAREST), related)))
    print("{:24}{:11.3f}{:12.3f}".format("all together", *shares(whole, related)))
    print(f"by chance {np.round(NEAREST / len(content.roles), 3)}")


if __name__ == "__main__":
    main()
