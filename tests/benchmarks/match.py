"""Prints what matching many titles takes, beside TF-IDF cosine. `python -m tests.benchmarks.match`

Titles are put together of words of seniority, titles that O*NET lists and fields of work. The baseline reads the
same titles as words and pairs and takes the nearest of O*NET's listed titles, on a sample, since it is slower.
"""

import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from flows.commands.match import match_file
from flows.commands.match_titles import Matcher, make_matcher
from flows.config import make_config
from flows.release import read_inputs
from schemas.tfidf import measure_smooth_rarity, weigh_terms
from schemas.words import Vocabulary, WordForms, split_words

DISTINCT = 100_000
ROWS, ROWS_DISTINCT = 1_000_000, 30_000
SAMPLE = 3_000
CHUNK = 500
RANKS = ["", "Senior ", "Lead ", "Junior ", "Principal ", "Head of "]
FIELDS = ["", " II", ", North", " - Retail", " III", " (Contract)", " Cloud", " Payroll"]


def main() -> None:
    started = time.perf_counter()
    matcher = make_matcher(make_config())
    print(f"reading roles and occupations: {time.perf_counter() - started:.1f} s")
    if matcher.is_degraded:
        print("not run: O*NET is not fetched (canon fetch onet)")
        return
    listed = read_inputs(make_config()).ingested.reference["occupation_titles"]["title"].sort_values().drop_duplicates()
    titles = make_titles(listed, DISTINCT)
    print_match("distinct titles", matcher, titles)
    chosen = np.random.default_rng(1).integers(0, ROWS_DISTINCT, ROWS)
    print_match(f"rows with {ROWS_DISTINCT:,} distinct titles", matcher, titles.iloc[chosen])
    print_baseline(listed, titles.sample(SAMPLE, random_state=1))


def make_titles(listed: pd.Series, count: int) -> pd.Series:
    made = [rank + title + field for field in FIELDS for rank in RANKS for title in listed]
    return pd.Series(made).drop_duplicates().sample(count, random_state=1).reset_index(drop=True)


def print_match(what: str, matcher: Matcher, titles: pd.Series) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "titles.csv"
        titles.rename("title").to_csv(file, index=False)
        started = time.perf_counter()
        match_file(matcher, file, Path(folder) / "matched.csv")
        seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(titles):,} {what}: {seconds:.1f} s, {len(titles) / seconds:,.0f} a second; at most {peak:,.0f} MB so far"
    )


def print_baseline(listed: pd.Series, titles: pd.Series) -> None:
    forms = WordForms({})
    known, asked = (split_words(part, forms).with_pairs() for part in (listed, titles))
    vocabulary = Vocabulary.of(known)
    counts = vocabulary.count(known)
    rare = measure_smooth_rarity(counts)
    rows, queries = weigh_terms(counts, rare), weigh_terms(vocabulary.count(asked), rare)
    started = time.perf_counter()
    for start in range(0, len(titles), CHUNK):
        (queries[start : start + CHUNK] @ rows.T).argmax(axis=1)
    seconds = time.perf_counter() - started
    print(
        f"baseline, TF-IDF cosine with {len(listed):,} titles, {SAMPLE:,} titles: {len(titles) / seconds:,.0f} a second"
    )


if __name__ == "__main__":
    main()
