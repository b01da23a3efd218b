"""The order of families in which those that are near each other stand together."""

import numpy as np
import pandas as pd

# Beyond, turning the branches for the best order takes minutes; the order of the merges alone shows the blocks too.
MOST_TURNED = 1_000


def order_families(matrix: pd.DataFrame) -> list[str]:
    """Return the codes of a `family_distance_matrix` in an order in which blocks of near families show.

    Families are merged by the mean distance between groups, and the branches turned so that the distances of neighbours
    add up to the least. The order of the rows given does not matter. Source of the method: Z. Bar-Joseph, D. K.
    Gifford and T. S. Jaakkola, Fast optimal leaf ordering for hierarchical clustering, 2001.
    """
    # These take longer to import than most commands of those who only read take in all.
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    square = matrix.set_index(matrix.columns[0]).sort_index()
    square = square[square.index]
    if len(square) < 3:
        return square.index.tolist()
    distances = squareform(square.to_numpy(dtype=np.float64), checks=False)
    merged = linkage(distances, method="average")
    if len(square) <= MOST_TURNED:
        merged = optimal_leaf_ordering(merged, distances)
    places = leaves_list(merged)
    # An order and its reverse are equally good.
    return square.index[places if places[0] < places[-1] else places[::-1]].tolist()
