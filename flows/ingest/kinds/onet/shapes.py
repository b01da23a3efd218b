"""The published shapes of O*NET's tables, whatever the layout and the edition that they come from."""

import pandas as pd

from flows.ingest.kinds.onet.cells import is_in, joined, looked_up
from flows.ingest.kinds.onet.checks import CODE, Fault, reject
from flows.ingest.kinds.onet.recognise import Taken
from flows.ingest.recorder import Recorder
from schemas.documents.onet_layout import FLAGS
from schemas.table import Table
from schemas.tables import (
    OCCUPATION_ACTIVITIES,
    OCCUPATION_RATINGS,
    OCCUPATION_RELATIONS,
    OCCUPATION_SOFTWARE,
    OCCUPATION_TASKS,
    OCCUPATION_TITLES,
)
from schemas.text import normalise_titles

_RATING_FLAGS = ("is_suppressed", "is_not_relevant")
_TITLE_KEY = [CODE, "title_normalised"]


def shape_tables(taken: dict[str, Taken], recorder: Recorder) -> dict[str, pd.DataFrame]:
    """Return the reference tables by name: those whose rows the edition has.

    Titles that repeat one of their occupation, activities of tasks that are not there and ratings off their scale are
    rejected.
    """
    occupations = taken["occupations"].rows
    shaped = {
        "occupation_descriptions": occupations[[CODE, "description"]].reset_index(drop=True),
        "occupation_titles": _titles(taken, recorder),
    }
    if "job_zones" in taken:
        shaped["job_zones"] = _job_zones(taken["job_zones"])
    if "tasks" in taken:
        shaped["occupation_tasks"] = _tasks(taken["tasks"], recorder)
    if "task_activities" in taken:
        shaped["occupation_activities"] = _activities(taken, recorder)
    if "ratings" in taken:
        shaped["occupation_ratings"] = _ratings(taken["ratings"], recorder)
    if "software" in taken:
        shaped["occupation_software"] = _software(taken["software"], recorder)
    if "relations" in taken:
        shaped["occupation_relations"] = _relations(taken["relations"], recorder)
    return shaped


def _publish_table(table: Table, rows: pd.DataFrame, recorder: Recorder) -> pd.DataFrame:
    return table.typed(rows.assign(source_id=recorder.source.source_id)).reset_index(drop=True)


def _job_zones(zones: Taken) -> pd.DataFrame:
    rows = zones.rows
    return rows.assign(job_zone=rows["job_zone"].astype("Int64"))[[CODE, "job_zone"]].reset_index(drop=True)


def _titles(taken: dict[str, Taken], recorder: Recorder) -> pd.DataFrame:
    own = taken["occupations"].rows.assign(title_sources="occupation", short_title=None)
    own["title_normalised"] = normalise_titles(own["title"])
    parts = [own]
    if "titles" in taken:
        parts.append(_new_titles(taken["titles"], own, recorder))
    listed = _stack_parts(parts)
    if "reported_titles" not in taken:
        return _publish_table(OCCUPATION_TITLES, listed.assign(is_reported=None), recorder)
    reported = taken["reported_titles"]
    reported.rows = _new_titles(reported, None, recorder)
    pairs, known = joined(reported.rows, _TITLE_KEY), joined(listed, _TITLE_KEY)
    listed = listed.assign(is_reported=is_in(known, pairs))
    further = reported.rows.loc[~is_in(pairs, known)].assign(title_sources=None, short_title=None, is_reported=True)
    return _publish_table(OCCUPATION_TITLES, _stack_parts([listed, further]) if len(further) else listed, recorder)


def _stack_parts(parts: list[pd.DataFrame]) -> pd.DataFrame:
    columns = [name for name in OCCUPATION_TITLES.column_names if name != "source_id" and name in parts[0].columns]
    return pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)


def _new_titles(titles: Taken, own: pd.DataFrame | None, recorder: Recorder) -> pd.DataFrame:
    """Return a table's titles in normal form, those rejected that repeat one of `own` or an earlier row."""
    titles.rows = titles.rows.assign(title_normalised=normalise_titles(titles.rows["title"]))
    is_repeated = titles.rows.duplicated(_TITLE_KEY)
    if own is not None:
        is_repeated |= is_in(joined(titles.rows, _TITLE_KEY), joined(own, _TITLE_KEY))
    message = "The title is listed before under the same occupation, but for case or blanks."
    reject(titles, is_repeated, Fault("title", "duplicate_title", message), recorder)
    return titles.rows


def _tasks(tasks: Taken, recorder: Recorder) -> pd.DataFrame:
    words = tasks.layout.by_name["task_type"].words
    rows = tasks.rows.assign(task_type=tasks.rows["task_type"].replace(words))
    asked = rows["incumbents_responding"].astype("Int64") if "incumbents_responding" in rows else None
    return _publish_table(OCCUPATION_TASKS, rows.assign(incumbents_responding=asked), recorder)


def _activities(taken: dict[str, Taken], recorder: Recorder) -> pd.DataFrame:
    done = taken["task_activities"]
    if "tasks" in taken:
        key = [CODE, "task_id"]
        is_known = is_in(joined(done.rows, key), joined(taken["tasks"].rows, key))
        message = "The task is not among the tasks of the occupation. Mend the row, or do without it."
        reject(done, ~is_known, Fault("task_id", "unknown_task", message), recorder)
    rows = done.rows
    named = rows["activity_name"] if "activity_name" in rows else pd.Series(index=rows.index, dtype="str")
    if "activities" in taken:
        known = taken["activities"].rows
        named = looked_up(rows["activity_code"], known["activity_code"], known["activity_name"]).fillna(named)
    # A code is that of the wider activity and .D with two digits.
    wider = rows["activity_code"].str.slice(stop=-4)
    return _publish_table(
        OCCUPATION_ACTIVITIES, rows.assign(activity_name=named, intermediate_activity_code=wider), recorder
    )


def _ratings(ratings: Taken, recorder: Recorder) -> pd.DataFrame:
    scales = ratings.layout.by_name["scale"].words
    ratings.rows = ratings.rows.assign(
        scale=ratings.rows["scale"].replace(scales), mean=ratings.rows["rating"].astype("float64")
    )
    for scale in scales.values():
        bounds = OCCUPATION_RATINGS.column(scale)
        is_off = (ratings.rows["scale"] == scale) & ~ratings.rows["mean"].between(bounds.ge, bounds.le)
        message = f"A rating of {scale} lies between {bounds.ge} and {bounds.le}. Mend the row, or do without it."
        reject(ratings, is_off, Fault("rating", "value_not_allowed", message), recorder)
    key = [CODE, "element_code"]
    importance, level = (_on_scale(ratings.rows, scale) for scale in ("importance", "level"))
    rated = importance.drop(columns="is_importance_not_relevant").merge(
        level, on=key, how="outer", suffixes=("", "_of_level")
    )
    domains = {part.start: part.part for part in ratings.layout.parts}
    domain = rated["element_code"].str.slice(stop=4).map(domains)
    flags = {name: _flags(rated[name]) for name in rated.columns if name.startswith("is_")}
    element_name = rated["element_name"].fillna(rated["element_name_of_level"])
    return _publish_table(OCCUPATION_RATINGS, rated.assign(domain=domain, element_name=element_name, **flags), recorder)


def _on_scale(rows: pd.DataFrame, scale: str) -> pd.DataFrame:
    rated = rows.loc[rows["scale"] == scale, [CODE, "element_code", "element_name", "mean", *_RATING_FLAGS]]
    flags = {name: name.replace("is_", f"is_{scale}_") for name in _RATING_FLAGS}
    return rated.rename(columns={"mean": scale, **flags})


def _flags(cells: pd.Series) -> pd.Series:
    return cells.map(FLAGS).astype("boolean")


def _software(software: Taken, recorder: Recorder) -> pd.DataFrame:
    scheme = software.headings[0]["category_code"].says
    demand = _flags(software.rows["is_in_demand"]) if "is_in_demand" in software.rows else None
    flags = {"is_hot": software.rows["is_hot"] == "Y", "is_in_demand": demand}
    return _publish_table(OCCUPATION_SOFTWARE, software.rows.assign(category_scheme=scheme, **flags), recorder)


def _relations(related: Taken, recorder: Recorder) -> pd.DataFrame:
    words = related.layout.by_name["relatedness_tier"].words
    tiers = related.rows["relatedness_tier"].replace(words)
    rank = related.rows["rank"].astype("Int64")
    return _publish_table(OCCUPATION_RELATIONS, related.rows.assign(relatedness_tier=tiers, rank=rank), recorder)
