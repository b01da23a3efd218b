"""Where chains of id changes lead: over several releases the same as release by release."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from schemas.identity import find_successors, require_sound_changes

Step = tuple[str, int, int]
KINDS = ("retire", "rename", "merge", "split", "split with a rest", "add")


def name(number: int) -> str:
    return f"role-{number:06d}"


class History:
    """Roles over time: what is changed, and which stand."""

    def __init__(self) -> None:
        self.standing = [1, 2, 3, 4]
        self.minted = 4
        self.decisions = 0
        self.rows: list[dict[str, str | None]] = []

    def mint(self) -> int:
        self.minted += 1
        self.standing.append(self.minted)
        return self.minted

    def change(self, kind: str, old: int, *new: int | None) -> None:
        self.decisions += 1
        for successor in new:
            number = len(self.rows) + 1
            ids = {"old_role_id": name(old), "new_role_id": name(successor) if successor else None}
            codes = {"old_role_code": "x", "new_role_code": "x" if successor else None}
            told = {
                "change_id": f"change-{number:06d}",
                "kind": kind,
                "changed_date": f"2026-11-{self.decisions:02d}",
                "reason": kind,
            }
            self.rows.append({**told, **ids, **codes})
        if old not in new:
            self.standing.remove(old)

    def step(self, kind: str, one: int, other: int) -> None:
        old = self.standing[one % len(self.standing)]
        others = [number for number in self.standing if number != old]
        if kind == "add" or not others:
            self.mint()
        elif kind == "retire":
            self.change("retire", old, None)
        elif kind == "rename":
            self.change("rename", old, self.mint())
        elif kind == "merge":
            self.change("merge", old, others[other % len(others)])
        else:
            first = old if kind == "split with a rest" else self.mint()
            self.change("split", old, first, others[other % len(others)])

    def changes(self) -> pd.DataFrame:
        columns = ["change_id", "kind", "old_role_id", "new_role_id", "old_role_code", "new_role_code"]
        return pd.DataFrame(self.rows, columns=[*columns, "changed_date", "reason"]).astype("str")


def ends(role_ids: pd.Series, changes: pd.DataFrame) -> set[tuple[str, str | None]]:
    told = find_successors(role_ids, changes)[["role_id", "successor_id"]].astype("object")
    return set(told.where(told.notna(), None).itertuples(index=False, name=None))


STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), max_size=4)


@given(STEPS, STEPS)
def test_what_became_of_roles_over_three_releases_is_that_of_two_and_two_composed(
    first: list[Step], second: list[Step]
):
    history = History()
    for step in first:
        history.step(*step)
    middle, standing = history.changes(), list(history.standing)
    for step in second:
        history.step(*step)
    every = history.changes()
    require_sound_changes(every, "id_changes.csv")
    fresh = every.iloc[len(middle) :]
    start = pd.Series([name(number) for number in (1, 2, 3, 4)])
    one, two = ends(start, middle), ends(pd.Series([name(number) for number in standing], dtype="str"), fresh)
    composed = {
        (role, end)
        for role, through in one
        for also, end in ([(None, None)] if through is None else two)
        if also == through
    }
    assert ends(start, every) == composed
    assert {end for _, end in composed if end} <= {name(number) for number in history.standing}
