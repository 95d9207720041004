"""The association of groups and emotions is that of SciPy and scikit-learn, where they have the same measure."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import contingency, entropy
from sklearn.metrics import mutual_info_score, normalized_mutual_info_score

from audit.measure.cohort import association
from audit.measure.cohort.representation import effective_number

TABLES = [
    np.array([[3, 1], [2, 7]]),
    np.array([[120, 30, 4], [80, 45, 9], [2, 1, 3], [60, 0, 8]]),
    np.random.default_rng(0).integers(0, 40, (7, 9)) + np.eye(7, 9, dtype=int),
]
tables = pytest.mark.parametrize("table", TABLES)


@tables
def test_cramers_v(table) -> None:
    assert association.cramers_v(table) == pytest.approx(contingency.association(table, method="cramer"))


@tables
def test_expected_counts(table) -> None:
    assert association.expected(table) == pytest.approx(contingency.expected_freq(table))


@tables
def test_mutual_information(table) -> None:
    found = mutual_info_score(None, None, contingency=table)
    assert association.mutual_information(table) == pytest.approx(found / entropy(table.reshape(-1) / table.sum()))
    assert association.theils_u(table) == pytest.approx(found / entropy(table.sum(axis=0) / table.sum()))


def test_theils_u_of_as_many_groups_as_emotions_that_are_alike_is_the_same_both_ways() -> None:
    """Of equal entropies every normalisation by one of them is scikit-learn's."""
    table = np.array([[30, 10], [10, 30]])
    groups, emotions = (np.repeat(axis.reshape(-1), table.reshape(-1)) for axis in np.indices(table.shape))
    assert association.theils_u(table) == pytest.approx(normalized_mutual_info_score(groups, emotions))


@tables
def test_the_effective_number_of_groups(table) -> None:
    assert effective_number(table.sum(axis=1)) == pytest.approx(np.exp(entropy(table.sum(axis=1))))
