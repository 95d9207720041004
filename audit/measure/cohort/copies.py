"""Rows that show one photograph, as clusters, and what they disagree about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.data_quality import Copy, CopyCluster, Likeness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from audit.domain.arrays import Codes
    from audit.domain.cohort.cohort import Cohort


def copy_clusters(cohort: Cohort, same: Mapping[Likeness, NDArray[np.int64]]) -> tuple[CopyCluster, ...]:
    """Return the clusters of copies of a cohort.

    Parameters
    ----------
    cohort
        Whose labels, splits and people are held against each other. A row without a split is in none, one without a
        known label has none: neither disagrees with anything.
    same
        For each likeness, int64, shape (n,): rows with the same number are the same in it; −1 for a row that cannot be
        told. Rows that are the same in a stricter likeness must be so in the laxer ones.

    Returns
    -------
    Clusters of two rows or more, in the manifest's order of their first rows. Near-duplicates of one person, where the
    manifest names people, may be two photographs of one sitting: that their labels differ is then no disagreement.
    """
    split = np.zeros(len(cohort), np.int64)
    if cohort.split is not None:
        split = np.unique([*cohort.split, ""], return_inverse=True)[1].reshape(-1)[:-1]
    about = {
        "splits": (split, 0),
        "labels": (cohort.y_true, OUTSIDE),
        "people": (np.zeros(len(cohort), np.int64) if cohort.subjects is None else cohort.subjects, OUTSIDE),
    }
    likeness = _strictest(same, len(cohort))
    return tuple(_cluster(cohort, rows, same, likeness, about) for rows in sets_of(same[Likeness.NEAR]))


def numbered(pairs: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sets that pairs of rows join in a partition, int64, shape (n,); −1 stays −1.

    Parameters
    ----------
    pairs
        int64, shape (pairs, 2): rows that belong together, none of them with −1.
    first
        int64, shape (n,): the set each row is in already; −1 for none.
    """
    size = int(first.max(initial=-1)) + 1
    ends = first[pairs]
    from scipy.sparse import coo_array  # noqa: PLC0415 - no audit of saved predictions needs it
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    edges = coo_array((np.ones(len(ends), np.bool_), (ends[:, 0], ends[:, 1])), shape=(max(size, 1),) * 2)
    of = connected_components(edges, directed=False)[1]
    return np.where(first < 0, OUTSIDE, of[first]).astype(np.int64)


def sets_of(codes: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the rows, ascending, of every number from 0 that more than one has; those of the lowest first row first.

    >>> [rows.tolist() for rows in sets_of(np.array([7, 3, -1, 3, 7, -1, 5]))]
    [[0, 4], [1, 3]]
    """
    order = np.argsort(codes, kind="stable")
    order = order[codes[order] >= 0]
    starts = np.flatnonzero(np.diff(codes[order])) + 1
    sets = [rows for rows in np.split(order, starts) if len(rows) > 1]
    return sorted(sets, key=lambda rows: int(rows[0]))


def _strictest(same: Mapping[Likeness, NDArray[np.int64]], n: int) -> NDArray[np.int64]:
    """Return the position of the strictest likeness in which another row is the same as each, int64, shape (n,)."""
    found = np.full(n, len(Likeness), np.int64)
    for position, kind in reversed(list(enumerate(Likeness))):
        for rows in sets_of(same[kind]):
            found[rows] = position
    return found


def _cluster(
    cohort: Cohort,
    rows: NDArray[np.int64],
    same: Mapping[Likeness, NDArray[np.int64]],
    likeness: NDArray[np.int64],
    about: Mapping[str, tuple[Codes, int]],
) -> CopyCluster:
    kinds = list(Likeness)
    found = {name: _disagree(rows, values, nothing, same) for name, (values, nothing) in about.items()}
    if found["labels"] is Likeness.NEAR and cohort.subjects is not None and found["people"] is None:
        found["labels"] = None
    return CopyCluster(
        copies=tuple(
            Copy(
                row=row,
                image=cohort.images[row],
                label=cohort.labels.emotions[cohort.y_true[row]] if cohort.y_true[row] >= 0 else "",
                split="" if cohort.split is None else cohort.split[row],
                likeness=kinds[likeness[row]],
            )
            for row in rows.tolist()
        ),
        likeness=next(kind for kind in kinds if len(np.unique(same[kind][rows])) == 1),
        **found,
    )


def _disagree(
    rows: NDArray[np.int64],
    values: Codes,
    nothing: int,
    same: Mapping[Likeness, NDArray[np.int64]],
) -> Likeness | None:
    """Return the strictest likeness of two rows with different values, None where no two differ."""
    rows = rows[values[rows] != nothing]
    if len(np.unique(values[rows])) <= 1:
        return None
    return next(kind for kind in Likeness if _split_by(same[kind][rows], values[rows]))


def _split_by(codes: NDArray[np.int64], values: Codes) -> bool:
    """Return whether some rows of one code have different values."""
    return len(np.unique(np.column_stack([codes, values]), axis=0)) > len(np.unique(codes))


def people_in_splits(cohort: Cohort) -> int | None:
    """Return how many people have pictures in more than one split; None without a column `subject` or `split`."""
    if cohort.subjects is None or cohort.split is None:
        return None
    places = {(person, name) for person, name in zip(cohort.subjects.tolist(), cohort.split, strict=True) if name}
    return sum(splits > 1 for splits in Counter(person for person, _ in places).values())
