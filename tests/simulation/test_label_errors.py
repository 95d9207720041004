"""The promise about true labels and true groups, on a small part of the worlds of LABELS.md."""

from __future__ import annotations

import numpy as np
import pytest
from simulation.label_errors import ERROR, exact_errors, group_worlds, label_worlds
from simulation.voted_label_errors import voted_worlds

from audit.domain.decision.comparisons import Comparison

AUDITS = 500


@pytest.mark.parametrize("comparison", [Comparison.DIFFERENCE, Comparison.RATIO, Comparison.FLOOR])
def test_two_groups_keep_the_promise_exactly(comparison: Comparison) -> None:
    """And a rule that takes labels as true does not: else the worlds would show nothing."""
    now, ignoring = exact_errors(comparison, sizes=(20, 40))
    assert 0 < now.fail <= ERROR + 1e-9
    assert 0 < now.passed <= ERROR + 1e-9
    assert max(ignoring.fail, ignoring.passed) > 2 * ERROR


@pytest.mark.parametrize("worlds", [label_worlds, group_worlds])
def test_either_wrong_verdict_is_as_rare_as_promised(worlds) -> None:
    """At most 5 % plus 4 standard errors in any of 12 worlds."""
    drawn = worlds(5)
    those = [next(drawn) for _ in range(12)]
    most = ERROR + 4 * np.sqrt(ERROR * (1 - ERROR) / AUDITS)
    found = [world.errors(AUDITS, seed) for seed, world in enumerate(those)]
    assert [e for e in found if e.fail > most or e.passed > most] == []
    ignoring = [world.errors(AUDITS, seed, allowed=False) for seed, world in enumerate(those)]
    assert max(e.fail for e in ignoring) > most


def test_labels_by_votes_keep_the_promise_and_their_rates_are_never_too_small() -> None:
    """And a rule that takes labels as true breaks it in some of these 6 worlds."""
    drawn = voted_worlds(3)
    those = [next(drawn) for _ in range(6)]
    audits = 20
    most = ERROR + 4 * np.sqrt(ERROR * (1 - ERROR) / audits)
    for seed, world in enumerate(those):
        found, small = world.errors(audits, seed)
        assert max(found.fail, found.passed) <= most
        assert small == 0
    ignoring = [world.errors(audits, seed, allowed=False)[0] for seed, world in enumerate(those)]
    assert max(max(e.fail, e.passed) for e in ignoring) > most
