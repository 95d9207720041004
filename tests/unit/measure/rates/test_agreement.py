"""Answers that agree with the labels by chance, or always, are doubted; a poor classifier is not."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.counts import ConfusionCounts
from audit.measure.rates.agreement import FEWEST, doubted_agreement

FER7 = LABEL_SETS["fer7"]


def confusion(true: np.ndarray, said: np.ndarray) -> ConfusionCounts:
    cells = np.zeros((7, 7), np.int64)
    np.add.at(cells, (true, said), 1)
    return ConfusionCounts(labels=FER7, cells=cells)


@pytest.mark.parametrize("seed", range(20))
def test_rows_in_another_order_keep_the_gate_shut_unless_somebody_vouches(seed) -> None:
    rng = np.random.default_rng(seed)
    true = rng.integers(7, size=600)
    counts = confusion(true, rng.permutation(true))
    (remark,) = doubted_agreement(counts, confirmed=False)
    assert remark.blocks
    assert "hardly more often than answers drawn at random" in remark.sentence
    (remark,) = doubted_agreement(counts, confirmed=True)
    assert not remark.blocks


def test_one_answer_for_everybody_is_chance() -> None:
    true = np.arange(700) % 7
    assert doubted_agreement(confusion(true, np.full(700, 3)), confirmed=False)[0].blocks


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("right", [0.25, 0.5, 0.9])
def test_a_poor_classifier_is_believed(seed, right) -> None:
    rng = np.random.default_rng(seed)
    true = rng.integers(7, size=1000)
    said = np.where(rng.random(1000) < right, true, rng.integers(7, size=1000))
    assert doubted_agreement(confusion(true, said), confirmed=False) == ()


def test_every_answer_right_is_said_and_nothing_more() -> None:
    true = np.arange(FEWEST) % 7
    (remark,) = doubted_agreement(confusion(true, true), confirmed=False)
    assert not remark.blocks
    assert "every answer is the label" in remark.sentence
    assert doubted_agreement(confusion(true, true), confirmed=True) == ()
    few = np.arange(FEWEST - 1) % 7
    assert doubted_agreement(confusion(few, few), confirmed=False) == ()
